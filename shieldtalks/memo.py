"""The memo: claims that rest on units; what of it can be checked, and the rubric for the rest."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from shieldtalks.attribution import find_quotations
from shieldtalks.bargaining import TABLE
from shieldtalks.corpus import Corpus
from shieldtalks.parties import the
from shieldtalks.phrases import counted
from shieldtalks.tables import DATA, read_table

Claim = Mapping[str, Any]

LEAST_UNITS = 2  # of a best case
RUBRIC_COLUMNS = ("criterion", "asks", "full", "half", "none")


def check_memo(
    memo: object,
    corpus: Corpus,
    statements: pd.DataFrame | None = None,
    headlines: pd.DataFrame | None = None,
) -> list[str]:
    """Check what of a memo can be checked, and return the findings as a list of lines.

    memo: a list of claims, each a dict with text, units (list of unit ids), and, where wanted,
    quotes (list of words taken over), best_case (the party whose best case the claim states) with
    stances ({concept: 'yes' or 'no'} of that party), and headline (its id) with articles and
    readers (in how many it holds).
    Checked are: that each claim has a text and a unit, that the units exist and are parts of an
    article, that all quotes, and all words of three or more that stand in quotation marks in the
    text, are found verbatim in the claim's own units, and that each party's best case is stated.
    With `statements`: that a best case cites two units in which its party takes a stance, and that
    the stances it names stand in its units. With `headlines`, as the function of that name: that a
    claim on a headline has its numbers right. White space and the shape of quotation marks are
    free. What a claim says is left alone.

    >>> check_memo([{"text": "Russia asks to be in.", "units": ["003.99"]}], corpus)[0]
    "Claim 1: '003.99' is no unit. A unit is named like '000.02'."
    """
    if not isinstance(memo, list | tuple) or not memo:
        return ["The memo is a list of claims, and it has none yet."]
    found = []
    for number, claim in enumerate(memo, 1):
        lines = _check_claim(claim, corpus)
        if isinstance(claim, dict) and statements is not None:
            lines += _check_stances(claim, statements)
        if isinstance(claim, dict) and headlines is not None and claim.get("headline"):
            lines += _check_headline(claim, headlines)
        found += [f"Claim {number}: {line}" for line in lines]
    claims = [claim for claim in memo if isinstance(claim, dict)]
    for party in TABLE:
        cases = [claim for claim in claims if claim.get("best_case") == party]
        if not cases:
            found.append(f"No claim is marked as the best case of {the(party)} ({party}).")
        elif statements is not None and (n := _spoken_in(cases, party, statements)) < LEAST_UNITS:
            found.append(
                f"The best case of {the(party)} ({party}) cites {counted(n, 'unit')} in which it "
                f"takes a stance. Two are the least."
            )
    odd = [c["best_case"] for c in claims if c.get("best_case") not in (None, "", *TABLE)]
    found += [f"{party!r} is no party. There are {', '.join(TABLE)}." for party in odd]
    return found


def as_text(memo: Sequence[Claim], corpus: Corpus) -> str:
    """Return a memo as text to be handed in: numbered claims, then the units they rest on.

    >>> memo = [{"text": "Russia asks to be in, or to be safe.", "units": ["003.08"]}]
    >>> as_text(memo, corpus).splitlines()[0]
    '1. Russia asks to be in, or to be safe. [003.08]'
    """
    cited = [_units(claim) for claim in memo]
    pairs = enumerate(zip(memo, cited, strict=True), 1)
    lines = [f"{n}. {claim['text']} [{', '.join(units)}]" for n, (claim, units) in pairs]
    units = sorted(set(sum(cited, [])))
    return "\n".join([*lines, "", "Units", *(corpus.cite(unit) for unit in units)])


def load_rubric() -> pd.DataFrame:
    """Read the rubric of the memo: DataFrame, index criterion; asks, full, half and none.

    >>> load_rubric().columns.to_list()
    ['asks', 'full', 'half', 'none']
    """
    return read_table(DATA / "rubric.csv", RUBRIC_COLUMNS, "criterion")


def _check_claim(claim, corpus):
    """Return what is wrong with one claim, as a list of lines."""
    if not isinstance(claim, dict):
        return ['write it as a dictionary: {"text": ..., "units": [...]}.']
    found = []
    text, units = claim.get("text"), _units(claim)
    if not isinstance(text, str) or not text.strip():
        found.append("it has no text.")
    if not units:
        found.append("it cites no unit.")
    good = []
    for unit in units:
        if unit not in corpus.units.index:
            found.append(f"{unit!r} is no unit. A unit is named like {corpus.units.index[1]!r}.")
        elif corpus.units.at[unit, "kind"] in ("chrome", "duplicate"):
            kind = {"chrome": "page furniture", "duplicate": "a repeat"}
            kind = kind[corpus.units.at[unit, "kind"]]
            found.append(f"{unit} is {kind}. Cite the article itself.")
        else:
            good.append(unit)
    quotes = _several(claim.get("quotes"))
    if isinstance(text, str):
        inside = find_quotations(text)["text"]
        quotes += [q for q in inside if len(q.split()) >= 3 and q not in quotes]
    return found + [line for quote in quotes if (line := _check_quote(quote, good, corpus))]


def _check_quote(quote, units, corpus):
    """Return what is wrong with a quote, or ''."""
    words = _plain(str(quote)).strip(" \"'").rstrip(",.")
    if not words:
        return "a quote is empty."
    if any(words in _plain(corpus.text(unit)) for unit in units):
        return ""
    short = words if len(words) <= 50 else words[:47] + "..."
    texts = corpus.units[~corpus.units["kind"].isin(["chrome", "duplicate"])]["text"]
    elsewhere = texts.index[[words in _plain(text) for text in texts]]
    if len(elsewhere):
        return f"the quote “{short}” stands in {elsewhere[0]}, which the claim does not cite."
    if any(mark in words for mark in ("...", "[")):
        return f"the quote “{short}” leaves out or puts in. Quote two pieces, each as it stands."
    if any(words.casefold() in _plain(text).casefold() for text in texts):
        return f"the quote “{short}” has other capital letters than the text."
    return f"the quote “{short}” is not in its units word for word."


def _plain(text):
    """Return a text with plain white space and one shape of quotation marks."""
    text = re.sub(r"[“”„]", '"', re.sub(r"[‘’]", "'", text)).replace("…", "...")
    return " ".join(text.split())


def _spoken_in(cases, party, statements):
    """Return in how many of the units that these claims cite a party takes a stance."""
    units = {unit for claim in cases for unit in _units(claim)}
    return statements.loc[statements["party"].eq(party), "unit"].drop_duplicates().isin(units).sum()


def _check_stances(claim, statements):
    """Return what is wrong with the stances of a best case, as a list of lines."""
    stances, party = claim.get("stances"), claim.get("best_case")
    if not stances or party not in TABLE:
        return []
    if not isinstance(stances, Mapping):
        return ['write stances as a dictionary: {"guarantees": "yes"}.']
    heard = statements[statements["party"].eq(party)]
    cited = heard[heard["unit"].isin(_units(claim))]
    found = []
    for concept, side in stances.items():
        said = set(cited.loc[cited["concept"].eq(concept), "agreement"])
        if concept not in set(statements["concept"]):
            found.append(f"{concept!r} is no concept. Use its id, such as 'guarantees'.")
        elif side not in ("yes", "no"):
            found.append(f"the stance on {concept} is {side!r}. Write 'yes' or 'no'.")
        elif not said:
            found.append(f"none of its units holds a stance of {party} on {concept}.")
        elif side not in said:
            found.append(f"{party} says {said.pop()} on {concept} there, not {side}.")
    return found


def _check_headline(claim, headlines):
    """Return what is wrong with a claim on a headline, as a list of lines."""
    name = claim["headline"]
    if name not in headlines.index:
        return [f"{name!r} is no headline. There are {', '.join(headlines.index)}."]
    found = []
    for key in ("articles", "readers"):
        if claim.get(key) != headlines.at[name, key]:
            found.append(f"{name!r} does not hold in {claim.get(key)} {key}. Count its row again.")
    return found


def _units(claim):
    return _several(claim.get("units"))


def _several(value):
    """Return one text, several, or none as a list of texts."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]
