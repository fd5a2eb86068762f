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
from shieldtalks.checks.base import filled, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.errors import ShieldTalksError
from shieldtalks.roleplay import NAMES, check_memo, new_game, offer

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


@functools.cache
def _issues():
    return load_issues()


@functools.cache
def _sheets():
    return load_sheets(_issues(), the_statements())


@functools.cache
def _heard():
    return spoken(_issues(), the_statements())


@task(
    "11.1",
    "One claim",
    "Lavrov speaks in article 001, on the same day as the general and in another town.",
    "Look for the sentence in which he says what has to come first. A quote stands word for word "
    "in the unit that you cite.",
    "Find his units: statements.query(\"person == 'Sergei Lavrov'\")[['unit', 'concept']]. Read "
    "those on joint_assessment with corpus.cite, and copy at least five words in a row.",
    points=2,
)
def one_claim(answer):
    """Accept a claim {text, units, quotes} on what Lavrov wants first."""
    claim = mapping(answer)
    _whole_claim(claim)
    quotes = _texts(claim.get("quotes"))
    if not quotes:
        slip("Your claim has no quote.", "Give the words you rest it on, under 'quotes'.")
    _no_findings([claim])
    longest = max(len(quote.split()) for quote in quotes)
    if longest < LEAST_WORDS:
        slip(
            f"Your longest quote has {longest} words.",
            f"Take {LEAST_WORDS} or more in a row; single words can be turned to any end.",
        )
    person, concept = FIRST
    rows = the_statements()[the_statements()["person"].eq(person)]
    cited = rows[rows["unit"].isin(_texts(claim["units"]))]
    if cited.empty:
        slip(f"{claim['units']} holds no stance of Lavrov's.", "Cite where he speaks himself.")
    if not cited["concept"].eq(concept).any():
        slip(
            f"{', '.join(cited['unit'].unique())} is Lavrov, on something else.",
            "What does he name as the first step?",
            "001.18 to 001.22",
        )
    if any(_same(claim["text"], quote) for quote in quotes):
        slip("Your text is the quote itself.", "Say in your own words what it shows.")


@task(
    "11.2",
    "Three best cases",
    "For each party, ask: which sentence would its own speaker bring to the table?",
    "statements.query(\"party == 'NATO'\") shows every stance of NATO. There are few; choose one. "
    "A unit may speak about a party and still hold no stance of it.",
    "Write three claims: {'text': ..., 'units': [...], 'best_case': 'NATO'} and the same for RUS "
    "and USA. Try them with roleplay.check_memo(cases, corpus, statements).",
    points=3,
)
def three_cases(answer):
    """Accept three claims, each marked as the best case of a party that speaks in its unit."""
    cases = _claims(answer)
    for claim in cases:
        _whole_claim(claim)
    _no_findings(cases)
    _own_words(cases)


@task(
    "11.3",
    "A disputed fact",
    "Look for something that one says is so and another says is not: a threat, a purpose, an "
    "effect.",
    "statements.groupby('concept')['agreement'].nunique() shows where both yes and no are said. "
    "Leave out what is a wish, such as sharing control.",
    "Choose one of the five concepts, filter: statements.query(\"concept == 'rogue_threat'\")"
    "[['unit', 'party', 'person', 'agreement']], and take one row with yes and one with no.",
    points=2,
)
def disputed_fact(answer):
    """Accept {question, yes: (unit, who), no: (unit, who)} with two different claimants."""
    given = mapping(answer)
    missing = [key for key in ("question", "yes", "no") if key not in given]
    if missing:
        slip(f"There is no {missing[0]!r}.", "Three keys are wanted: question, yes and no.")
    concept = words(filled(given["question"], "question"))
    if concept not in set(the_statements()["concept"]):
        slip(f"{concept!r} is no concept of the codebook.", "Use its id, like 'talks_open'.")
    if concept not in FACTS:
        slip(
            f"{concept!r} is something to want or to do.",
            "A fact is wanted: something that is so or is not.",
        )
    rows = the_statements()[the_statements()["concept"].eq(concept)]
    holders = []
    for side in ("yes", "no"):
        pair = [words(filled(part, side)) for part in listed(given[side])]
        if len(pair) != 2:
            slip(f"{side}: you gave {len(pair)}.", "Two are wanted: the unit and the claimant.")
        unit, who = pair
        if unit not in the_corpus().units.index:
            slip(f"{side}: {unit!r} is no unit.", "A unit is named like 002.12.")
        here = rows[rows["unit"].eq(unit)]
        if here.empty:
            slip(f"{side}: {unit} takes no stance on {concept}.", "Choose another unit.", unit)
        right = here[here["agreement"].eq(side)]
        if right.empty:
            slip(f"{side}: in {unit} the answer is the other one.", "Mind the nots.", unit)
        found = [row for _, row in right.iterrows() if _is_claimant(who, row)]
        if not found:
            slip(
                f"{side}: {who!r} is not the one whose claim {unit} carries.",
                "An outlet passes claims on; name the party, the organization or the person.",
                unit,
            )
        holders.append(found[0]["organization"])
    if holders[0] == holders[1]:
        slip(f"Both answers are from {holders[0]}.", "A dispute has two sides: find the other.")


@task(
    "11.4",
    "What a deal is worth",
    "A sum over the eight issues, once for each party.",
    "An issue that the package leaves out stays as it is without a deal: "
    "{**bargaining.no_deal(issues), **package} fills the gaps.",
    "sheets['points'] has the index (party, issue, option). For each party: sum(sheets['points']"
    "[party, issue, option] for issue, option in whole.items()). Return a dictionary.",
    points=3,
)
def deal_worth(answer):
    """Accept a function of a package that returns the points of the three parties."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    deals = all_packages(_issues()).iloc[[3, 222, 541, 900]].to_dict("records")
    for package in [*deals, {"control": "shared", "structure": "joint"}]:
        try:
            found = answer(dict(package))
        except Exception as error:
            gap = "It leaves issues out: they stay as without a deal."
            likely = gap if len(package) < 8 else "Try it on that package yourself."
            slip(f"On {package} your function stops: {type(error).__name__}: {error}.", likely)
        if found is None:
            slip("Your function gives nothing back.", "End it with return, not with print.")
        _compare_points(package, mapping(found))


@task(
    "11.5",
    "Better for somebody, worse for nobody",
    "Each issue that matters to one party and hardly to another is a chance.",
    "Compare sheets['points'] of the three: where does one gain by a change that costs the others "
    "nothing?",
    "Score every package: utilities = bargaining.utilities(bargaining.all_packages(issues), sheets)"
    ". Keep the rows where no column is below the deal's, and take one that is above it somewhere.",
    points=3,
)
def better_deal(answer):
    """Accept any package that no party minds against AGREED and one prefers."""
    package = _package(mapping(answer))
    scores = utilities(pd.DataFrame([_full(AGREED), package]), _sheets())
    gain = (scores.iloc[1] - scores.iloc[0]).round(9)
    losers = [NAMES[party] for party in TABLE if gain[party] < 0]
    if losers:
        slip(f"{_listed(losers)} would lose by it.", "Worse for nobody is the rule.")
    if not gain.gt(0).any():
        slip("Nobody gains by it.", "Look for one change that somebody would welcome.")


@task(
    "11.6",
    "The evidence against",
    "The sheets do not help here: it is about what was said.",
    "bargaining.spoken(issues, statements) lists who speaks for and against each option. A party "
    "that says both does not count, and silence is no objection.",
    "heard = bargaining.spoken(issues, statements); heard.query(\"stance == 'disagree'\") gives "
    'the rows; statements.at["s018", "unit"] turns an id into a unit. Nothing said: "".',
    points=2,
)
def evidence_against(answer):
    """Accept {party: (issue, unit)} of an option of BOLD that it only speaks against, or ''."""
    given = mapping(answer)
    missing = [party for party in TABLE if party not in given]
    if missing:
        slip(f"{missing[0]} is missing.", "Give each of the three parties a line.")
    deal, heard = _full(BOLD), _heard()
    for party in TABLE:
        against = [i for i, o in deal.items() if heard.at[(i, o, party), "stance"] == "disagree"]
        value = given[party]
        if value is None or (isinstance(value, str) and not value.strip()):
            if against:
                slip(f"{party}: you found nothing.", "It has spoken against one of these options.")
            continue
        pair = [words(filled(part, party)) for part in listed(value)]
        if len(pair) != 2:
            slip(f"{party}: you gave {len(pair)}.", "Two are wanted: the issue and a unit.")
        issue, unit = pair
        if issue not in deal:
            slip(f"{party}: {issue!r} is no issue.", f"There are {', '.join(deal)}.")
        cell = heard.loc[(issue, deal[issue], party)]
        if cell["stance"] == "silent":
            slip(
                f"{party} has said nothing on that.", "Points are assumed; silence is no evidence."
            )
        if cell["stance"] == "both":
            slip(f"{party} has said both yes and no on {issue!r}.", "Find one plain objection.")
        if cell["stance"] == "agree":
            slip(f"{party} speaks for that option.", "You need one that it speaks against.")
        units = set(the_statements().loc[list(cell["disagree"]), "unit"])
        if unit not in units:
            slip(f"{party}: {unit!r} does not speak against it.", "Find where it was said.", unit)


@task(
    "11.7",
    "The memo",
    "Put the parts together: three best cases, one disputed fact, one recommendation.",
    "A recommendation is a claim like the others, with units. Mark it with 'recommends': the "
    "package, as in {'answer': 'held'}. Mark the disputed fact with 'disputed': its concept.",
    "Run roleplay.check_memo(memo, corpus, statements) until its list is empty. Then look for the "
    "two marks: 'disputed' on a claim with a unit for each answer, 'recommends' on the last one.",
    points=5,
)
def whole_memo(answer):
    """Accept a memo of five claims or more, with best cases, a dispute and a recommendation."""
    memo = _claims(answer)
    for claim in memo:
        _whole_claim(claim)
    if len(memo) < LEAST_CLAIMS:
        slip(f"Your memo has {len(memo)} claims.", f"{LEAST_CLAIMS} are the least.")
    _no_findings(memo)
    _own_words(memo)
    disputes = [claim for claim in memo if claim.get("disputed")]
    if not disputes:
        slip("No claim is marked as disputed.", "Mark the one that names both claimants.")
    for claim in disputes:
        _check_dispute(claim)
    advice = [claim for claim in memo if claim.get("recommends")]
    if not advice:
        slip("Nothing is recommended.", "Mark a claim with 'recommends' and a package.")
    for claim in advice:
        _package(mapping(claim["recommends"]))
        units = set(_texts(claim["units"]))
        if not the_statements()["unit"].isin(units).any():
            slip(
                "Your recommendation cites units in which no party takes a stance.",
                "What has anybody said that it could build on?",
            )


def _listed(items):
    return " and ".join([", ".join(items[:-1])] * bool(items[:-1]) + items[-1:])


def _texts(value):
    """Return one text, several, or none as a list of texts."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [words(item) for item in listed(value)]


def _claims(answer):
    if isinstance(answer, dict):
        slip("You gave a single claim.", "A list of claims is wanted: put it in square brackets.")
    return [mapping(claim) for claim in listed(answer)]


def _whole_claim(claim):
    for key, value in claim.items():
        parts = value if isinstance(value, list | tuple) else [value]
        if any(part is ... for part in parts):
            slip(f"{key!r} is still open in a claim.", "Put your words in place of the dots.")


def _no_findings(memo):
    """Pass on the first finding of check_memo; best cases count only where any are marked."""
    found = check_memo(memo, the_corpus(), the_statements())
    if len(memo) == 1:
        found = [line for line in found if line.startswith("Claim")]
    if found:
        more = f" There {'is' if len(found) == 2 else 'are'} {len(found) - 1} more like it."
        slip(found[0], more.strip() if len(found) > 1 else "Mend that, and try again.")


def _own_words(memo):
    for claim in memo:
        if any(_same(claim["text"], quote) for quote in _texts(claim.get("quotes"))):
            slip("A claim only repeats its quote.", "Say in your own words what it shows.")


def _same(one, other):
    plain = [" ".join(t.casefold().split()).strip("\"“”'.,") for t in (one, other)]
    return plain[0] == plain[1]


def _is_claimant(who, row):
    """Say whether a name means the actor of a statement: party, organization or person."""
    given = who.casefold().strip()
    names = {row["party"], row["organization"], row["person"], NAMES.get(row["party"], "Analyst")}
    plain = {name.casefold().removeprefix("the ") for name in names if name}
    surname = row["person"].split()[-1].casefold() if row["person"] else ""
    short = {"us", "u.s.", "united states"} if row["party"] == "USA" else set()
    return given.removeprefix("the ") in plain | short or surname in given.split()[-1:]


def _full(package):
    return {**no_deal(_issues()).to_dict(), **package}


def _package(package):
    """Return a package in full; says in one line what is wrong with it."""
    given = {words(issue): words(filled(option, issue)) for issue, option in package.items()}
    try:
        return offer(new_game(), given, _issues())["offers"][0]["package"]
    except ShieldTalksError as error:
        slip(f"This package cannot be offered: {error}", "See the list of issues and options.")


def _compare_points(package, found):
    right = utilities(pd.DataFrame([_full(package)]), _sheets()).iloc[0]
    keys = {str(key).strip().upper(): value for key, value in found.items()}
    missing = [party for party in TABLE if party not in keys]
    if missing:
        slip(f"{missing[0]} is missing.", "Return the points of RUS, USA and NATO.")
    given = pd.Series({party: number(keys[party]) for party in TABLE})
    if (given - right).abs().max() < 0.01:
        return
    table = _sheets().reset_index()
    pairs = pd.MultiIndex.from_tuples(_full(package).items())
    mine = table[pd.MultiIndex.from_frame(table[["issue", "option"]]).isin(pairs)]
    sums = mine.groupby("party", sort=False)[["value", "weight"]].sum()
    where = f"On {package} you give {given.to_dict()}."
    if (given - sums["value"]).abs().max() < 0.01:
        slip(where, "These are sums of values; a value counts by its weight.")
    if (given - sums["weight"]).abs().max() < 0.01:
        slip(where, "These are sums of weights; an option earns only a part of its weight.")
    if (100 * given - right).abs().max() < 0.01 or (given - 100 * right).abs().max() < 1:
        slip(where, "Points run from 0 to 100; you are off by a factor of 100.")
    least = utilities(pd.DataFrame([_full({})]), _sheets()).iloc[0]
    if (given - (right - least)).abs().max() < 0.01:
        slip(where, "That is the gain over no deal; the points themselves are wanted.")
    part = mine[mine["issue"].isin(package)].groupby("party")["points"].sum()
    if len(package) < 8 and (given - part).abs().max() < 0.01:
        slip(where, "An issue that is left out stays as without a deal, and counts.")
    slip(where, "Add up the points of one option for each of the eight issues.")


def _check_dispute(claim):
    """Check that a claim marked as disputed cites both answers to its question."""
    concept = words(claim["disputed"])
    if concept not in FACTS:
        slip(f"'disputed' says {concept!r}.", f"Name a question of fact: {', '.join(FACTS)}.")
    rows = the_statements()[the_statements()["concept"].eq(concept)]
    said = set(rows.loc[rows["unit"].isin(_texts(claim["units"])), "agreement"])
    if said != {"yes", "no"}:
        slip(
            f"Your disputed claim cites {len(said)} of the two answers to {concept!r}.",
            "A dispute needs a unit for the yes and one for the no.",
        )
