"""What a coding desk shows, as HTML: the sentence, the student's codes, other readers, the keys."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from shieldtalks.markup import Markup, joined, tag
from shieldtalks.phrases import names

SIGN = {"yes": "+", "no": "–", "": "·"}
SAYS = {"yes": "agrees", "no": "disagrees"}
KEYS = {
    "+": "agrees",
    "-": "disagrees",
    "Enter": "add the code",
    "0": "nothing to code here",
    ".": "next",
    ",": "previous",
    "?": "the other readers",
}
UNCHOSEN = "Choose a concept: its wording appears here, and yes or no refers to it."
NO_READER = "No other reader here: a partner's coding can be given to the desk."
NOTHING_YET = "Decide a sentence, and your agreement with the other readers stands here."
UNDECIDED = "Decide this sentence first; then the other readers show theirs."


def spoken(row: Mapping, concepts: pd.DataFrame) -> str:
    """Return a code as words: who, its stance, the concept."""
    who = f"{row['person']}, {row['organization']}" if row["person"] else row["organization"]
    extra = ", on a condition" if row["conditional"] else ""
    label = concepts.at[row["concept"], "label"]
    return f"{who} {SAYS[row['agreement']]}: {label} ({row['attribution']}{extra})"


def place_line(place: str) -> Markup:
    """Return where the sentence stands."""
    return tag("p", place, class_="st-desk-place")


def sentence(before: str, words: str, after: str) -> Markup:
    """Return a sentence, marked, between its neighbours."""
    around = [tag("span", text, class_="st-desk-around") for text in (before, after)]
    return tag("p", around[0], " ", tag("mark", words), " ", around[1], class_="st-desk-words")


def own_codes(unit: str, rows: Sequence[Mapping], empty: bool, concepts: pd.DataFrame) -> Markup:
    """Return the student's codes of a unit, each with a button that removes it.

    rows: the codes. empty: whether the unit is decided as holding none.
    """
    items = [_own_code(number, row, concepts) for number, row in enumerate(rows)]
    if not rows:
        items = [tag("li", "Nothing to code here." if empty else "Not decided yet.")]
    return joined(tag("p", tag("b", f"Your codes for {unit}")), tag("ul", *items))


def _own_code(number, row, concepts):
    words = spoken(row, concepts)
    remove = tag(
        "button", "Remove", type="button", data_remove=number, aria_label=f"Remove: {words}"
    )
    return tag("li", _sign(row["agreement"]), words, remove)


def other_readers(table: pd.DataFrame, readers: Iterable[str]) -> Markup:
    """Return what each reader saw in a unit. table: as `comparison.side_by_side`."""
    if table.empty:
        return tag("p", f"{names(readers)}: nothing to code here.")
    head = [tag("th", name, scope="col") for name in ("Code", *readers)]
    rows = [
        tag(
            "tr",
            tag("th", f"{organization}: {label}", scope="row"),
            *(tag("td", _sign(row[name]), row[name] or "nothing") for name in readers),
        )
        for (organization, label), row in table.iterrows()
    ]
    return tag("table", tag("thead", tag("tr", *head)), tag("tbody", *rows))


def paragraphs(lines: Iterable[str]) -> Markup:
    """Return lines as paragraphs; empty ones are left out."""
    return joined(*(tag("p", line) for line in lines if line))


def keys_line(readers: bool) -> Markup:
    """Return the keys of the desk. readers: whether there are others to be shown."""
    shown = [
        tag("span", tag("kbd", key), f" {words}", class_="st-desk-keys")
        for key, words in KEYS.items()
        if readers or key != "?"
    ]
    return tag("p", *shown, class_="st-desk-place")


def wording(concept: pd.Series | None) -> Markup:
    """Return a concept's label and wording. concept: a row of the codebook, or None."""
    if concept is None:
        return joined(UNCHOSEN)
    return joined(tag("b", f"{concept['label']}."), " ", concept["wording"])


def _sign(agreement):
    if agreement not in SAYS:
        return ""
    look = f"st-desk-sign st-desk-{agreement}"
    return tag("span", SIGN[agreement], class_=look, aria_hidden="true")
