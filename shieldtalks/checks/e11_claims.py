"""Exercise 11: what every claim of a memo has to keep to, and who is meant by a name."""

import pandas as pd

from shieldtalks.checks.answers import (
    as_list,
    as_mapping,
    as_text,
    slip,
)
from shieldtalks.memo import check_memo
from shieldtalks.reference import the_corpus, the_statements
from shieldtalks.roleplay import NAMES

# Concepts that ask whether something is so. What somebody expects, or gives as a reason, is none.
FACTS = ("aimed_at_russia", "deterrent_effect", "other_side_closed")
# Without these a best case is not at its strongest: {party: stances}.
NEEDED = {
    "RUS": {"deterrent_effect": "yes"},
    "USA": {"rogue_threat": "yes", "aimed_at_russia": "no"},
    "NATO": {"separate_systems": "yes"},
}
LEAST_TEXT = 8  # words in which a claim can say who wants what, and why
# The articles' own words for those who speak in them.
ADJECTIVES = {"RUS": ("Russian", "Russia's", "Moscow's"), "USA": ("American", "US", "Washington's")}
OTHER_NAMES = {
    "RUS": ("Moscow", "Kremlin", "Russian government", "Russians"),
    "USA": ("US", "United States", "America", "Washington", "White House", "Americans"),
    "USA Defense Department": (
        "Pentagon",
        "US military",
        "American military",
        "US Department of Defense",
        "Defense Secretary",
        "Secretary of Defense",
    ),
    "USA government": ("US administration", "Obama administration", "Bush administration"),
    "RUS General Staff": ("Russian general", "chief of staff"),
    "RUS Foreign Ministry": ("Foreign Ministry spokesman", "Russian spokesman", "ministry source"),
    "RUS Defence Ministry": ("Russian Defense Ministry", "deputy defense minister"),
    "NATO": ("alliance", "NATO's Secretary General"),
}


def texts_of(value: object) -> list[str]:
    """Return one text, several, or none as a list of texts."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [as_text(item) for item in as_list(value)]


def claims_of(answer: object) -> list[dict]:
    """Return a memo as a list of claims."""
    if isinstance(answer, dict):
        slip("one_claim")
    return [as_mapping(claim) for claim in as_list(answer)]


def no_findings(memo: list[dict]) -> None:
    """Pass on the first finding of check_memo; best cases count only where any are marked."""
    found = check_memo(memo, the_corpus(), the_statements())
    if len(memo) == 1:
        found = [line for line in found if line.startswith("Claim")]
    if found:
        name = ("one_finding", "two_findings", "findings")[min(len(found), 3) - 1]
        slip(name, finding=found[0], more=len(found) - 1)


def own_words(memo: list[dict]) -> None:
    """Check that no claim only repeats its quote."""
    for claim in memo:
        text, *quotes = map(_bare, [claim["text"], *texts_of(claim.get("quotes"))])
        if text in quotes:
            slip("quote_itself")


def _bare(text):
    """Return a text without capitals, and without the marks around it."""
    return " ".join(text.casefold().split()).strip("\"“”'.,")


def long_enough(claim: dict) -> None:
    """Check that a claim has room to say who wants what, and why."""
    n = len(claim["text"].split())
    if n < LEAST_TEXT:
        slip("thin", text=claim["text"], n=n, least_text=LEAST_TEXT)


def strong_cases(memo: list[dict]) -> None:
    """Check that each best case names its party and the stances that make it strong."""
    for party, needed in NEEDED.items():
        mine = [claim for claim in memo if claim.get("best_case") == party]
        for claim in mine:
            long_enough(claim)
            if not _names_of(party, party) & _phrases(claim["text"]):
                slip("nobody_named", party=party, name=NAMES[party])
        stances = [claim["stances"] for claim in mine if claim.get("stances")]
        if not stances:
            slip("no_stances", party=party)
        named = set().union(*(dict(found).items() for found in stances))
        if not set(needed.items()) <= named:
            slip(f"needs_{party}")


def _plain(text):
    return " ".join(text.casefold().replace("u.s.", "us").replace("’", "'").split())


def _phrases(text):
    """Return every run of up to four words of a text, plain."""
    words = [word.strip("\"“”'.,;:!?()") for word in _plain(text).split()]
    words = [word.removesuffix("'s") for word in words]
    return {" ".join(words[n : n + k]) for n in range(len(words)) for k in (1, 2, 3, 4)}


def _names_of(party, organization):
    """Return the names, plain, that articles and the codebook give to an actor."""
    house = organization.removeprefix(f"{party} ")
    known = {party, house, organization, NAMES.get(party, "analyst"), *ADJECTIVES.get(party, ())}
    known |= {f"{adjective} {house}" for adjective in ADJECTIVES.get(party, ())}
    known |= set(OTHER_NAMES.get(organization, ())) | set(OTHER_NAMES.get(party, ()))
    return {_plain(name).removeprefix("the ").removesuffix("'s") for name in known}


def is_claimant(who: str, row: pd.Series) -> bool:
    """Say whether words mean the actor of a statement: party, organization or person."""
    phrases = _phrases(who)
    surname = row["person"].split()[-1].casefold() if row["person"] else ""
    return bool(_names_of(row["party"], row["organization"]) & phrases) or surname in phrases
