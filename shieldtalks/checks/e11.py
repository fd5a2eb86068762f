"""Exercise 11: the memo in parts and the deal behind it, checked on evidence, not opinion."""

import functools

import pandas as pd

from shieldtalks.bargaining import (
    TABLE,
    all_packages,
    load_issues,
    load_sheets,
    no_deal,
    spoken,
    utilities,
)
from shieldtalks.checks.answers import (
    as_function,
    as_list,
    as_mapping,
    as_number,
    as_pair,
    as_text,
    called,
    diagnose,
    filled,
    keyed,
    near,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.checks.texts import told
from shieldtalks.errors import ShieldTalksError
from shieldtalks.memo import check_memo
from shieldtalks.phrases import names
from shieldtalks.roleplay import NAMES, new_game, offer

# What is on record about the first claim: whose words, on what.
FIRST = ("Sergei Lavrov", "joint_assessment")
LEAST_WORDS = 5
# Concepts that are questions of fact or of judgement about one, not wishes.
FACTS = (
    "aimed_at_russia",
    "deterrent_effect",
    "rogue_threat",
    "other_side_closed",
    "lasting_obstacle",
)
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
LEAST_CLAIMS = 5
# The articles' own words for those who speak in them.
ADJECTIVES = {"RUS": ("Russian", "Russia's", "Moscow's"), "USA": ("American", "US", "Washington's")}
OTHER_NAMES = {
    "RUS": ("Moscow", "the Kremlin"),
    "USA": ("US", "United States", "America", "Washington", "the White House"),
    "USA Defense Department": ("the Pentagon", "US military", "US Department of Defense"),
    "USA government": ("the US administration", "the Obama administration"),
    "NATO": ("the alliance", "NATO's Secretary General"),
}


@functools.cache
def _issues():
    return load_issues()


@functools.cache
def _sheets():
    return load_sheets(_issues(), the_statements())


@functools.cache
def _heard():
    return spoken(_issues(), the_statements())


@task("11.1")
def one_claim(answer: object) -> None:
    """Accept a claim {text, units, quotes} on what Lavrov wants first."""
    claim = as_mapping(answer)
    _whole_claim(claim)
    quotes = _texts(claim.get("quotes"))
    if not quotes:
        slip("no_quote")
    _no_findings([claim])
    longest = max(len(quote.split()) for quote in quotes)
    if longest < LEAST_WORDS:
        slip("short_quote", longest=longest, least_words=LEAST_WORDS)
    person, concept = FIRST
    rows = the_statements()[the_statements()["person"].eq(person)]
    cited = rows[rows["unit"].isin(_texts(claim["units"]))]
    if cited.empty:
        slip("no_stance", units=claim["units"])
    if not cited["concept"].eq(concept).any():
        slip("other_matter", units=", ".join(cited["unit"].unique()))
    if any(_same(claim["text"], quote) for quote in quotes):
        slip("quote_itself")


@task("11.2")
def three_cases(answer: object) -> None:
    """Accept three claims, each marked as the best case of a party that speaks in its unit."""
    cases = _claims(answer)
    for claim in cases:
        _whole_claim(claim)
    _no_findings(cases)
    _own_words(cases)


@task("11.3")
def disputed_fact(answer: object) -> None:
    """Accept {question, yes: (unit, who), no: (unit, who)} with two different claimants."""
    given = keyed(answer, "question", "yes", "no")
    concept = as_text(given["question"])
    if concept not in set(the_statements()["concept"]):
        slip("unknown_concept", concept=concept)
    if concept not in FACTS:
        slip("a_wish", concept=concept)
    rows = the_statements()[the_statements()["concept"].eq(concept)]
    holders = []
    for side in ("yes", "no"):
        unit, who = map(as_text, as_pair(given[side], side))
        if unit not in the_corpus().units.index:
            slip("unknown_unit", side=side, unit=unit)
        here = rows[rows["unit"].eq(unit)]
        if here.empty:
            slip("no_stance", side=side, unit=unit, concept=concept)
        right = here[here["agreement"].eq(side)]
        if right.empty:
            slip("other_answer", side=side, unit=unit)
        found = [row for _, row in right.iterrows() if _is_claimant(who, row)]
        if not found:
            slip("other_claimant", side=side, who=who, unit=unit)
        holders.append(found[0]["organization"])
    if holders[0] == holders[1]:
        slip("one_side", holder=holders[0])


@task("11.4")
def deal_worth(answer: object) -> None:
    """Accept a function of a package that returns the points of the three parties."""
    as_function(answer)
    deals = all_packages(_issues()).iloc[[3, 222, 541, 900]].to_dict("records")
    for package in [*deals, {"control": "shared", "structure": "joint"}]:
        stops = "call_stops" if len(package) == 8 else "stops_at_gaps"
        found = called(answer, f"On {package} your function", dict(package), other=stops)
        _compare_points(package, as_mapping(found))


@task("11.5")
def better_deal(answer: object) -> None:
    """Accept any package that no party minds against AGREED and one prefers."""
    package = _package(as_mapping(answer))
    scores = utilities(pd.DataFrame([_full(AGREED), package]), _sheets())
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
    missing = [party for party in TABLE if party not in given]
    if missing:
        slip("party_missing", missing=missing[0])
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
    """Accept a memo of five claims or more, with best cases, a dispute and a recommendation."""
    memo = _claims(answer)
    for claim in memo:
        _whole_claim(claim)
    if len(memo) < LEAST_CLAIMS:
        slip("too_few_claims", n=len(memo), least_claims=LEAST_CLAIMS)
    _no_findings(memo)
    _own_words(memo)
    disputes = [claim for claim in memo if claim.get("disputed")]
    if not disputes:
        slip("no_dispute")
    for claim in disputes:
        _check_dispute(claim)
    advice = [claim for claim in memo if claim.get("recommends")]
    if not advice:
        slip("no_recommendation")
    for claim in advice:
        _package(as_mapping(claim["recommends"]))
        units = set(_texts(claim["units"]))
        if not the_statements()["unit"].isin(units).any():
            slip("no_evidence")


def _texts(value):
    """Return one text, several, or none as a list of texts."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [as_text(item) for item in as_list(value)]


def _claims(answer):
    if isinstance(answer, dict):
        slip("one_claim")
    return [as_mapping(claim) for claim in as_list(answer)]


def _whole_claim(claim):
    for key, value in claim.items():
        parts = value if isinstance(value, list | tuple) else [value]
        if any(part is ... for part in parts):
            slip("still_open", key=key)


def _no_findings(memo):
    """Pass on the first finding of check_memo; best cases count only where any are marked."""
    found = check_memo(memo, the_corpus(), the_statements())
    if len(memo) == 1:
        found = [line for line in found if line.startswith("Claim")]
    if found:
        name = ("one_finding", "two_findings", "findings")[min(len(found), 3) - 1]
        slip(name, finding=found[0], more=len(found) - 1)


def _own_words(memo):
    for claim in memo:
        if any(_same(claim["text"], quote) for quote in _texts(claim.get("quotes"))):
            slip("quote_itself")


def _same(one, other):
    plain = [" ".join(t.casefold().split()).strip("\"“”'.,") for t in (one, other)]
    return plain[0] == plain[1]


def _is_claimant(who, row):
    """Say whether a name means the actor of a statement: party, organization or person."""
    given = who.casefold().strip(" .").replace("u.s.", "us").removeprefix("the ")
    party, house = row["party"], row["organization"].removeprefix(f"{row['party']} ")
    known = {party, house, row["organization"], row["person"], NAMES.get(party, "Analyst")}
    known |= {f"{adjective} {house}" for adjective in ADJECTIVES.get(party, ())}
    known |= set(OTHER_NAMES.get(row["organization"], ())) | set(OTHER_NAMES.get(party, ()))
    plain = {name.casefold().removeprefix("the ") for name in known if name}
    surname = row["person"].split()[-1].casefold() if row["person"] else ""
    return given in plain or bool(surname) and surname in given.split()[-1:]


def _full(package):
    return {**no_deal(_issues()).to_dict(), **package}


def _package(package):
    """Return a package in full; says in one line what is wrong with it."""
    given = {as_text(issue): as_text(filled(option, issue)) for issue, option in package.items()}
    try:
        return offer(new_game(), given, _issues())["offers"][0]["package"]
    except ShieldTalksError as error:
        slip("no_package", error=error)


def _compare_points(package, found):
    right = utilities(pd.DataFrame([_full(package)]), _sheets()).iloc[0]
    keys = {str(key).strip().upper(): value for key, value in found.items()}
    missing = [party for party in TABLE if party not in keys]
    if missing:
        slip("party_missing", missing=missing[0])
    given = pd.Series({party: as_number(keys[party]) for party in TABLE})
    if all(near(given[party], right[party], 0.01) for party in TABLE):
        return
    table = _sheets().reset_index()
    pairs = pd.MultiIndex.from_tuples(_full(package).items())
    mine = table[pd.MultiIndex.from_frame(table[["issue", "option"]]).isin(pairs)]
    sums = mine.groupby("party", sort=False)[["value", "weight"]].sum()
    least = utilities(pd.DataFrame([_full({})]), _sheets()).iloc[0]
    part = mine[mine["issue"].isin(package)].groupby("party")["points"].sum()
    diagnose(
        told("seen", package=package, given=given.to_dict()),
        values=(given - sums["value"]).abs().max() < 0.01,
        weights=(given - sums["weight"]).abs().max() < 0.01,
        factor=(100 * given - right).abs().max() < 0.01 or (given - 100 * right).abs().max() < 1,
        gain=(given - (right - least)).abs().max() < 0.01,
        left_out=len(package) < 8 and (given - part).abs().max() < 0.01,
        otherwise="other",
    )


def _check_dispute(claim):
    """Check that a claim marked as disputed cites both answers to its question."""
    concept = as_text(claim["disputed"])
    if concept not in FACTS:
        slip("no_fact", concept=concept, facts=", ".join(FACTS))
    rows = the_statements()[the_statements()["concept"].eq(concept)]
    said = set(rows.loc[rows["unit"].isin(_texts(claim["units"])), "agreement"])
    if said != {"yes", "no"}:
        slip("one_answer", n=len(said), concept=concept)
