"""Headlines of lessons 07 to 09: the systems, the bargain, the game."""

import functools

from shieldtalks.bargaining import (
    all_packages,
    load_issues,
    load_sheets,
    refused,
    solutions,
    spoken,
    utilities,
    walk_away,
    zopa,
)
from shieldtalks.games import jervis_evidence, jervis_worlds

STAFF = "RUS General Staff"


def _third_site_first(said):
    systems = said.statements["system"]
    counts = systems[systems.ne("")].value_counts()
    return None if counts.empty else bool(counts.idxmax() == "third_site")


def _one_swallows(said):
    issues, inside, _ = _zone()
    against = refused(inside, spoken(issues, said.statements))[["RUS", "USA"]]
    return bool(against.sum(axis=1).min() >= 1)


def _star_holds_refused(said):
    issues, _, best = _zone()
    stance = spoken(issues, said.statements)["stance"][("structure", best["structure"], "RUS")]
    return None if stance == "silent" else stance == "disagree"


def _star_holds_three(said):
    issues, inside, best = _zone()
    star = inside.loc[[best.name]]
    if said.statements["party"].ne("RUS").all():
        return None
    return bool(refused(star, spoken(issues, said.statements))["RUS"].iloc[0] == 3)


def _two_columns(said):
    evidence = jervis_evidence(said.statements)
    sides = evidence[evidence["axis"].eq("posture")].groupby("party")["side"].agg(set)
    if not {"RUS", "USA"} <= set(sides.index):
        return None
    return sides["RUS"] == {"no"} and sides["USA"] == {"yes"}


def _general_staff_in_world_2(said):
    worlds = jervis_worlds(said.statements)["worlds"].get((STAFF, "001"))
    return None if worlds is None else worlds == (2,)


def _russia_on_all(said):
    taken = spoken(load_issues(), said.statements)["stance"].ne("silent").groupby(level="party")
    counts, options = taken.sum(), taken.size()
    return bool(counts["RUS"] == options["RUS"] and counts["NATO"] == 1)


def _russians_on_advantage(said):
    evidence = jervis_evidence(said.statements)
    parties = set(evidence.loc[evidence["axis"].eq("advantage"), "party"])
    return parties == {"RUS"} if parties else None


@functools.cache
def _zone():
    """Return the issues, the packages that suit Moscow and Washington, and the Nash package.

    Weights do not change with the coding, so this is the same in every case.
    """
    issues = load_issues()
    sheets, pair = load_sheets(issues), ["RUS", "USA"]
    deals, least = all_packages(issues), walk_away(issues, sheets)[pair]
    scores = utilities(deals, sheets)[pair]
    best = deals.loc[solutions(scores, least).at["nash", "package"]]
    return issues, deals[zopa(scores, least)], best


RULES = {
    "third_site": _third_site_first,
    "sides": _russia_on_all,
    "swallow": _one_swallows,
    "star": _star_holds_refused,
    "objections": _star_holds_three,
    "columns": _two_columns,
    "advantage": _russians_on_advantage,
    "world": _general_staff_in_world_2,
}
