"""The headlines of lessons 04 to 09, and what each hangs on: articles, readers, your own codes.

A headline is one sentence that can be computed from statements. It is *firm* where it holds
whichever article is left out and whichever reader has coded; and even then it is a finding on five
articles. What hangs on assumed weights instead is a fork: see `forks`.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

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
from shieldtalks.change import movements
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.discourse import network
from shieldtalks.games import jervis_evidence, jervis_worlds
from shieldtalks.readings import (
    CLASS,
    OWN,
    WHOLE,
    OwnCoding,
    cases,
    load_readings,
    named,
    with_own,
)
from shieldtalks.statements import load_concepts, load_statements, positions

MINE = {OWN, CLASS}
HOLDS, FAILS, UNHEARD = "holds", "fails", "nothing is left to say it of"
MINISTRY, STAFF, PENTAGON = "RUS Foreign Ministry", "RUS General Staff", "USA Defense Department"
GENERAL = "Yury Baluyevsky"


@dataclass(frozen=True)
class Headline:
    """One sentence of a lesson that can be computed.

    id: short name. lesson: '04' to '09'. sentence: what it says. test: function of statements that
    returns True or False, or None where nothing is left that it could be said of. concepts and
    parties: what narrows the statements it rests on; empty for all.
    """

    id: str
    lesson: str
    sentence: str
    test: Callable[[pd.DataFrame], bool | None]
    concepts: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def rests_on(self, statements: pd.DataFrame) -> tuple[str, ...]:
        """Return the ids of the statements that the headline speaks of."""
        said = statements
        if self.concepts:
            said = said[said["concept"].isin(self.concepts)]
        if self.parties:
            said = said[said["party"].isin(self.parties)]
        return tuple(said.index)


def headlines(
    corpus: Corpus | None = None,
    own: OwnCoding | None = None,
    statements: pd.DataFrame | None = None,
    readings: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Say of every headline of lessons 04 to 09 where it holds.

    corpus: the articles (default: the five). own: your own coding, as `explorers.own_coding`, in
    the column 'You', or your class's, as `classroom.coding`, in the column 'Your class'.
    statements, readings: other codings of the same articles (default: the reference, and the four
    readers).
    Returns a DataFrame, index `headline`: lesson, sentence, then 'all', a column for each article
    left out and each reader, with 'holds', 'fails' or 'nothing is left to say it of'; articles and
    readers (in how many it holds), fails_in (a tuple of the others), firm (bool) and statements
    (ids it speaks of).

    >>> table = headlines(corpus)
    >>> print(table.loc["reversal", ["articles", "readers", "fails_in"]].to_string())
    articles           4
    readers            3
    fails_in    (001, C)
    """
    corpus = load_corpus() if corpus is None else corpus
    statements = load_statements(corpus) if statements is None else statements
    readings = load_readings(corpus) if readings is None else dict(readings)
    left_out = sorted(statements["article"].unique())
    tables = cases(statements, readings)
    if own is not None:
        tables[named(own)] = with_own(statements, own, corpus)
    rows = {}
    for each in HEADLINES:
        found = {case: word(each.test(table)) for case, table in tables.items()}
        holds = [case for case, said in found.items() if said == HOLDS]
        fails = tuple(c for c in (*left_out, *readings, *tables.keys() & MINE) if c not in holds)
        rows[each.id] = {
            "lesson": each.lesson,
            "sentence": each.sentence,
            **found,
            "articles": sum(article in holds for article in left_out),
            "readers": sum(reader in holds for reader in readings),
            "fails_in": fails,
            "firm": WHOLE in holds and not set(fails) - MINE,
            "statements": each.rests_on(statements),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("headline")


def word(result: bool | None) -> str:
    """Return how a headline's test reads in words."""
    return UNHEARD if result is None else HOLDS if result else FAILS


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return the headlines that your own codes move: those where 'You' differs from 'all'.

    table: as `headlines` with a coding of your own, or of your class.
    """
    mine = next((name for name in (OWN, CLASS) if name in table), WHOLE)
    return table[table[mine].ne(table[WHOLE])]


def moved_between(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the headlines that do not say the same of two tables of statements.

    Returns a DataFrame, index `headline`: lesson, sentence, before and after ('holds', 'fails' or
    'nothing is left to say it of').

    >>> list(moved_between(statements, reliability.flip(statements, "s035")).index)
    [...]
    """
    rows = {}
    for each in HEADLINES:
        found = word(each.test(before)), word(each.test(after))
        if found[0] != found[1]:
            rows[each.id] = (each.lesson, each.sentence, *found)
    columns = ["lesson", "sentence", "before", "after"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("headline")


def _stance(statements, actor, concept, level="organization"):
    return positions(statements, level)["stance"].get((actor, concept))


def _mostly_silent(statements):
    table = positions(statements)
    actors = table.index.get_level_values("actor").nunique()
    return len(table) < len(load_concepts()) * actors / 2


def _ministry_both(statements):
    stance = _stance(statements, MINISTRY, "host_in_russia")
    return None if stance is None else stance == "both"


def _general_plain(statements):
    stances = [
        _stance(statements, GENERAL, concept, "person")
        for concept in ("aimed_at_russia", "deterrent_effect")
    ]
    return None if None in stances else stances == ["agree", "disagree"]


def _both_by_level(statements):
    counts = [
        positions(statements, level)["stance"].eq("both").sum()
        for level in ("party", "organization", "person")
    ]
    return None if not max(counts) else counts[0] > counts[1] > counts[2]


def _parties_oppose(statements):
    kinds = [network(statements, kind, "party") for kind in ("conflict", "congruence")]
    if not {"RUS", "USA"} <= set(kinds[0].index):
        return None
    return bool(kinds[0].at["RUS", "USA"] > kinds[1].at["RUS", "USA"] > 0)


def _furthest_is_pentagon(statements):
    lean = network(statements, "subtract")
    if PENTAGON not in lean.index:
        return None
    least = lean.min().min()
    return bool(least < 0 and lean[PENTAGON].min() == least)


def _ministry_nearest(statements):
    ties = network(statements)
    if not {"RUS government", MINISTRY} <= set(ties.index):
        return None
    own = ties["RUS government"]
    return bool(own[MINISTRY] == own.max() > 0)


def _deterrent_turns(statements):
    verdicts = movements(statements)["verdict"]
    verdict = verdicts.get(("RUS", "deterrent_effect"))
    return None if verdict is None else verdict == "reversal"


def _no_house_turns(statements):
    return not movements(statements, "organization")["verdict"].eq("reversal").any()


def _aimed_throughout(statements):
    verdict = movements(statements)["verdict"].get(("RUS", "aimed_at_russia"))
    return None if verdict is None else verdict == "constant"


def _washington_steady(statements):
    verdicts = movements(statements)["verdict"]
    if "USA" not in verdicts.index.get_level_values("actor"):
        return None
    return bool(verdicts["USA"].eq("constant").all())


def _third_site_first(statements):
    counts = statements.loc[statements["system"].ne(""), "system"].value_counts()
    return None if counts.empty else bool(counts.idxmax() == "third_site")


def _one_swallows(statements):
    issues, inside, _ = _zone()
    return bool(refused(inside, spoken(issues, statements))[["RUS", "USA"]].sum(axis=1).min() >= 1)


def _star_holds_refused(statements):
    issues, _, best = _zone()
    stance = spoken(issues, statements)["stance"][("structure", best["structure"], "RUS")]
    return None if stance == "silent" else stance == "disagree"


def _two_columns(statements):
    said = jervis_evidence(statements)
    sides = said[said["axis"].eq("posture")].groupby("party")["side"].agg(set)
    if not {"RUS", "USA"} <= set(sides.index):
        return None
    return sides["RUS"] == {"no"} and sides["USA"] == {"yes"}


def _general_staff_in_world_2(statements):
    worlds = jervis_worlds(statements)["worlds"].get((STAFF, "001"))
    return None if worlds is None else worlds == (2,)


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


SOIL, POSTURE = ("host_in_russia",), ("aimed_at_russia", "rogue_threat", "guarantees")
HEADLINES = (
    Headline("silence", "04", "More than half of the matrix is silent.", _mostly_silent),
    Headline(
        "ministry",
        "04",
        "On hosting, Russia's Foreign Ministry says both yes and no.",
        _ministry_both,
        SOIL,
        ("RUS",),
    ),
    Headline(
        "general",
        "04",
        "The general says: aimed at us, and no harm to the deterrent.",
        _general_plain,
        ("aimed_at_russia", "deterrent_effect"),
        ("RUS",),
    ),
    Headline("levels", "04", "The finer the level, the fewer squares hold both.", _both_by_level),
    Headline(
        "opposed",
        "05",
        "Moscow and Washington clash more than they agree, yet agree on something.",
        _parties_oppose,
        (),
        ("RUS", "USA"),
    ),
    Headline("furthest", "05", "The Pentagon is one end of the widest gap.", _furthest_is_pentagon),
    Headline(
        "nearest",
        "05",
        "Nobody shares more with Russia's government than its Foreign Ministry.",
        _ministry_nearest,
        (),
        ("RUS",),
    ),
    Headline(
        "reversal",
        "06",
        "On the deterrent, Russia turns from no to yes.",
        _deterrent_turns,
        ("deterrent_effect",),
        ("RUS",),
    ),
    Headline("houses", "06", "No organization turns from yes to no, or back.", _no_house_turns),
    Headline(
        "aimed",
        "06",
        "Whenever Russia speaks of it, the shield is aimed at Russia.",
        _aimed_throughout,
        ("aimed_at_russia",),
        ("RUS",),
    ),
    Headline(
        "steady",
        "06",
        "Whatever Washington is heard on twice, it answers alike.",
        _washington_steady,
        (),
        ("USA",),
    ),
    Headline(
        "third_site", "07", "No system is spoken of more than the third site.", _third_site_first
    ),
    Headline(
        "swallow",
        "08",
        "With our weights, every deal of the zone holds what one side only opposes.",
        _one_swallows,
    ),
    Headline(
        "star",
        "08",
        "With our weights, the star has Russia join the shield it only refuses.",
        _star_holds_refused,
        ("join_us_shield",),
        ("RUS",),
    ),
    Headline(
        "columns",
        "09",
        "We read: to Russian voices the posture looks like offence, to American ones not.",
        _two_columns,
        POSTURE,
        ("RUS", "USA"),
    ),
    Headline(
        "world",
        "09",
        "The General Staff's words fit one of Jervis's worlds only: the second.",
        _general_staff_in_world_2,
        ("aimed_at_russia", "deterrent_effect"),
        ("RUS",),
    ),
)
