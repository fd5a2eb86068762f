"""Exercise 11, second part: what a deal is worth, what is said against it, and the memo."""

import functools

import pandas as pd

from shieldtalks.bargaining import TABLE, all_packages, no_deal, utilities
from shieldtalks.checks.answers import (
    as_mapping,
    as_number,
    as_pair,
    as_text,
    called,
    diagnose,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.e11_claims import (
    FACTS,
    claims_of,
    is_claimant,
    long_enough,
    no_findings,
    own_words,
    strong_cases,
    texts_of,
)
from shieldtalks.checks.texts import told
from shieldtalks.errors import ShieldTalksError
from shieldtalks.headlines import HEADLINES
from shieldtalks.phrases import names
from shieldtalks.readings import cases
from shieldtalks.reference import the_negotiation, the_readings, the_statements, where
from shieldtalks.roleplay import NAMES, new_game, offer

# A deal that suits all three and still leaves points on the table.
AGREED = {"structure": "two", "guarantees": "openness"}
# A deal full of options that somebody has spoken against.
BOLD = {
    "sites": "rethought",
    "structure": "us_led",
    "control": "shared",
    "soil": "hosted",
    "guarantees": "openness",
}
LEAST_CLAIMS = 6


@functools.cache
def _heard():
    return the_negotiation().heard()


@functools.cache
def _firmness(name):
    """Return in how many articles and in how many readers' codings a headline holds."""
    (headline,) = [each for each in HEADLINES if each.id == name]
    tables = cases(the_statements(), the_readings())
    holding = [case for case, table in tables.items() if headline.test(table) is True]
    readers = sum(case in the_readings() for case in holding)
    return {"articles": sum(case.isdigit() for case in holding), "readers": readers}


@task("11.4")
def deal_worth(answer: object) -> None:
    """Accept a function of a package that returns the points of the three parties."""
    own_function(answer)
    deals = all_packages(the_negotiation().issues).iloc[[3, 222, 541, 900]].to_dict("records")
    for package in [*deals, {"control": "shared", "structure": "joint"}]:
        stops = "call_stops" if len(package) == 8 else "stops_at_gaps"
        found = called(answer, f"On {package} your function", dict(package), other=stops)
        _compare_points(package, as_mapping(found))


@task("11.5")
def better_deal(answer: object) -> None:
    """Accept any package that no party minds against AGREED and one prefers."""
    package = _package(as_mapping(answer))
    scores = utilities(pd.DataFrame([_full(AGREED), package]), the_negotiation().sheets)
    gain = (scores.iloc[1] - scores.iloc[0]).round(9)
    losers = [NAMES[party] for party in TABLE if gain[party] < 0]
    if losers:
        slip("somebody_loses", losers=names(losers))
    if not gain.gt(0).any():
        slip("nobody_gains")


@task("11.6")
def evidence_against(answer: object) -> None:
    """Accept {party: (issue, unit)} of an option of BOLD that it only speaks against, or ''."""
    given = as_mapping(answer)
    diagnose(party_missing=[party for party in TABLE if party not in given])
    deal, heard = _full(BOLD), _heard()
    for party in TABLE:
        against = [i for i, o in deal.items() if heard.at[(i, o, party), "stance"] == "disagree"]
        value = given[party]
        if value is None or (isinstance(value, str) and not value.strip()):
            if against:
                slip("found_nothing", party=party)
            continue
        issue, unit = map(as_text, as_pair(value, party))
        if issue not in deal:
            slip("unknown_issue", party=party, issue=issue, issues=", ".join(deal))
        cell = heard.loc[(issue, deal[issue], party)]
        if cell["stance"] != "disagree":
            slip(f"says_{cell['stance']}", party=party, issue=issue)
        units = set(the_statements().loc[list(cell["disagree"]), "unit"])
        if unit not in units:
            slip("not_against", party=party, unit=unit)


@task("11.7")
def whole_memo(answer: object) -> None:
    """Accept a memo with best cases, a dispute, a headline with its firmness, and advice."""
    memo = claims_of(answer)
    if len(memo) < LEAST_CLAIMS:
        slip("too_few_claims", n=len(memo), least_claims=LEAST_CLAIMS)
    no_findings(memo)
    own_words(memo)
    strong_cases(memo)
    for claim in (claim for claim in memo if not claim.get("best_case")):
        long_enough(claim)
    checks = {"disputed": _check_dispute, "headline": _check_headline, "recommends": _check_advice}
    for mark, check in checks.items():
        marked = [claim for claim in memo if claim.get(mark)]
        if not marked:
            slip(f"no_{mark}")
        for claim in marked:
            check(claim)


def _full(package):
    return {**no_deal(the_negotiation().issues).to_dict(), **package}


def _package(package):
    """Return a package in full; says in one line what is wrong with it."""
    given = {as_text(issue): as_text(option) for issue, option in package.items()}
    try:
        return offer(new_game(), given, the_negotiation().issues)["offers"][0]["package"]
    except ShieldTalksError as error:
        slip("no_package", error=error)


def _compare_points(package, found):
    right = utilities(pd.DataFrame([_full(package)]), the_negotiation().sheets).iloc[0]
    keys = {str(key).strip().upper(): value for key, value in found.items()}
    diagnose(party_missing=[party for party in TABLE if party not in keys])
    given = pd.Series({party: as_number(keys[party]) for party in TABLE})
    if all(near(given[party], right[party], 0.01) for party in TABLE):
        return
    table = the_negotiation().sheets.reset_index()
    pairs = pd.MultiIndex.from_tuples(_full(package).items())
    mine = table[pd.MultiIndex.from_frame(table[["issue", "option"]]).isin(pairs)]
    sums = mine.groupby("party", sort=False)[["value", "weight"]].sum()
    least = utilities(pd.DataFrame([_full({})]), the_negotiation().sheets).iloc[0]
    part = mine[mine["issue"].isin(package)].groupby("party")["points"].sum()
    diagnose(
        told("seen", package=package, given=given.to_dict()),
        values=(given - sums["value"]).abs().max() < 0.01,
        weights=(given - sums["weight"]).abs().max() < 0.01,
        factor=(100 * given - right).abs().max() < 0.01 or (given - 100 * right).abs().max() < 1,
        gain=(given - (right - least)).abs().max() < 0.01,
        not_begun_anew=(given - right[list(TABLE)].cumsum()).abs().max() < 0.01,
        held_last=package != {} and (given - least).abs().max() < 0.01,
        left_out=len(package) < 8 and (given - part).abs().max() < 0.01,
        otherwise="other",
    )


def _check_dispute(claim):
    """Check that a claim marked as disputed cites, and names, both sides of its question."""
    concept = as_text(claim["disputed"])
    if concept not in FACTS:
        slip("no_fact", concept=concept, facts=", ".join(FACTS))
    rows = where(the_statements(), concept=concept)
    cited = rows[rows["unit"].isin(texts_of(claim["units"]))]
    if set(cited["agreement"]) != {"yes", "no"}:
        slip("one_answer", n=cited["agreement"].nunique(), concept=concept)
    for side, said in cited.groupby("agreement"):
        if not any(is_claimant(claim["text"], row) for _, row in said.iterrows()):
            slip("claimant_unnamed", side=side, unit=said["unit"].iloc[0])


def _check_headline(claim):
    """Check that a headline stands with its numbers, on a unit that it rests on."""
    name = as_text(claim["headline"])
    known = {headline.id: headline for headline in HEADLINES}
    if name not in known:
        slip("unknown_headline", name=name, names=", ".join(known))
    right, given = _firmness(name), {}
    for key in right:
        if key not in claim:
            slip("no_count", key=key, name=name)
        given[key] = as_number(claim[key])
    counts = list(right.values())
    if [given["readers"], given["articles"]] == counts != counts[::-1]:
        slip("turned_round")
    for key, count in right.items():
        if given[key] != count:
            slip(f"other_{key}", name=name, given=given[key])
    rests = the_statements().loc[list(known[name].rests_on(the_statements())), "unit"]
    if not rests.isin(texts_of(claim["units"])).any():
        slip("headline_unit", name=name)


def _check_advice(claim):
    """Check that a recommendation can be offered, and rests on a yes to a part of it."""
    package = _package(as_mapping(claim["recommends"]))
    held = no_deal(the_negotiation().issues)
    new = [pair for pair in package.items() if held[pair[0]] != pair[1]]
    ids = [i for pair in new for p in TABLE for i in _heard().loc[(*pair, p), "agree"]]
    if not the_statements().loc[ids, "unit"].isin(texts_of(claim["units"])).any():
        slip("no_evidence")
