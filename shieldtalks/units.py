"""Units of articles as a table holds them: checked, and found again where a person typed them.

Who cuts or joins units types text. Where they begin and end is found from the words, whatever a
spreadsheet made of spaces, quotation marks and zeros at the front.
"""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from shieldtalks.errors import DataError
from shieldtalks.segmentation import CJK_SIGN
from shieldtalks.tables import read_table, require, row_number, shortened

KINDS = ("body", "headline", "byline", "caption", "chrome", "duplicate")
UNIT_COLUMNS = ("unit", "seed", "start", "end", "kind")
LONGEST_CELL = 32_000  # characters; a spreadsheet cuts what is longer by a little
BROKEN_CELL = re.compile(r"#\S{1,14}\s?[?!]|#N/[AD]|Err:\d{3}")  # in any language
BARE_NUMBER = re.compile(r"\d*[.,]?\d+")
UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What spreadsheets and word processors write for one another.
ALIKE = str.maketrans(dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”„«»″", '"'))
ALIKE |= str.maketrans(dict.fromkeys("–—‑−", "-") | {"…": "..."})


def read_units(path: Path, texts: dict[str, str]) -> pd.DataFrame:
    """Read a units.csv against the texts it cuts: index `unit`, with the text of each unit.

    texts: {article: text}. Where the table has a column text, what is typed there counts: start
    and end may be out of date or empty, a new row needs no name. Raises DataError for an unknown
    article, for words that the article does not hold, for offsets that are no numbers or lie
    outside the text, and for units that begin or end in white space or in a word.
    """
    units, _, _ = resolve_units(path, texts)
    return units.drop(columns=units.columns.difference(["article", "start", "end", "kind", "text"]))


def resolve_units(path: Path, texts: dict[str, str]) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return (units as `read_units`, with any other columns; units found anew; units named anew).

    The last two are lists of names of units.
    """
    table = read_table(path, UNIT_COLUMNS)
    if table.empty:
        raise DataError(
            f"{path.name}: there is no row. Write one for each unit, or remove the file: "
            "then the articles are cut anew."
        )
    typed = "text" in table.columns
    file = path.name
    for column in UNIT_COLUMNS:
        table[column] = table[column].str.strip()
    if typed:
        for column in ("seed", "kind"):  # of a row that a person put in
            table[column] = table[column].where(table[column].ne("")).ffill().fillna("")
    _check_kinds(table, file)
    restored = {seed: with_zeros(seed, texts) for seed in table["seed"].unique()}
    table["seed"] = table["seed"].map(restored)
    require(table["seed"].isin(texts), table, file, "seed", "{value} is no article of sources.csv.")
    table = table.rename(columns={"seed": "article"})
    table = _in_order(table, texts) if typed else table
    table["unit"], named = _names(table, file, may_name=typed)
    found = _find_typed(table, texts, file) if typed else []
    table = with_offsets(table, texts, file)
    table["text"] = quotes(table, texts)
    _check_cuts(table, texts, file, found)
    if found or named:
        _check_overlaps(table, file)
        order = {article: number for number, article in enumerate(texts)}
        table = table.assign(_order=table["article"].map(order))
        table = table.sort_values(["_order", "start"], kind="stable").drop(columns="_order")
    table.attrs.clear()
    return table.set_index("unit"), [table.at[row, "unit"] for row in found], named


def with_offsets(table: pd.DataFrame, texts: dict[str, str], file: str) -> pd.DataFrame:
    """Return `table` with whole-number columns start and end that lie inside their article.

    table: DataFrame with string columns article, start, end. Raises DataError by row.
    """
    table = table.copy()
    for column in ("start", "end"):
        digits = table[column].str.fullmatch(r"\d{1,9}")
        require(digits, table, file, column, "{value} is no offset. Write a whole number.")
        table[column] = table[column].astype(int)
    lengths = table["article"].map({article: len(text) for article, text in texts.items()})
    require(
        table["end"].le(lengths),
        table,
        file,
        "end",
        "{value} lies beyond the end of the article. Count the characters again.",
    )
    require(
        table["start"].lt(table["end"]), table, file, "start", "{value} does not lie before end."
    )
    return table


def quotes(table: pd.DataFrame, texts: dict[str, str]) -> list[str]:
    """Return the verbatim words behind each row's article, start and end, as a list."""
    columns = zip(table["article"], table["start"], table["end"], strict=True)
    return [texts[article][start:end] for article, start, end in columns]


def with_zeros(number: str, names: Collection[str]) -> str:
    """Return which of `names` a spreadsheet made into a number: '0' was '000'.

    What is a name already, or has no such name or several, is returned as it is.
    """
    if number in names or not re.fullmatch(r"[0-9]{1,9}", number):
        return number
    meant = [name for name in names if re.fullmatch(r"[0-9]{1,9}", name)]
    meant = [name for name in meant if int(name) == int(number)]
    return meant[0] if len(meant) == 1 else number


def _in_order(table, texts):
    """Return the rows in the order of the text; a row without a place stays behind the one before.

    Somebody may have sorted them by another column.
    """
    order = {article: number for number, article in enumerate(texts)}
    place = pd.to_numeric(table["start"].where(table["start"].str.fullmatch(r"[0-9]{1,9}")))
    keys = table.assign(_article=table["article"].map(order), _place=place)
    keys["_place"] = keys.groupby("_article")["_place"].ffill().fillna(-1)
    keys = keys.sort_values(["_article", "_place"], kind="stable")
    ordered = table.loc[keys.index]
    ordered.attrs["rows"] = [row_number(table, position) for position in keys.index]
    return ordered


def _check_kinds(table, file):
    known = table["kind"].isin(KINDS)
    names = ", ".join(map(repr, KINDS))
    require(known, table, file, "kind", "{value} is unknown. Use one of " + names + ".")


def _names(table, file, may_name):
    """Return the names of all units, and which of them are new.

    A name that lost zeros, 0.1 for 000.10, is the next one it can be. Where rows may be named, an
    empty or repeated name becomes that of the unit before with a letter behind it.
    """
    names, new, taken, last = [], [], set(), {}
    given = set(table["unit"])
    for article, name in zip(table["article"], table["unit"], strict=True):
        number, base = last.get(article, (0, f"{article}.00"))
        restored = _numbered(article, name, number)
        if restored:
            name, number = restored, int(restored.rpartition(".")[2])
        if may_name and (not name or name in taken):
            name = _lettered(base, given)
            given.add(name)
            new.append(name)
        else:
            last[article] = (number, name)
        taken.add(name)
        names.append(name)
    column = pd.Series(names, table.index, dtype=str)
    shown = table.assign(unit=column)
    shown.attrs.update(table.attrs)
    require(column.ne(""), shown, file, "unit", "{value} is empty. Every row needs its own name.")
    twice = column.duplicated()
    require(~twice, shown, file, "unit", "{value} stands twice. Give each row its own.")
    return column, new


def _numbered(article, name, number):
    """Return the name of which a spreadsheet left a bare number, or ''.

    number: that of the unit before, for 0.1 may be 000.10 and 000.100.
    """
    if name.startswith(f"{article}.") or not BARE_NUMBER.fullmatch(name) or not article.isdecimal():
        return ""
    whole, _, digits = name.replace(",", ".").rpartition(".")
    if int(whole or 0) != int(article) or not digits:
        return ""
    widths = range(max(len(digits), 2), 8)
    candidates = [digits.ljust(width, "0") for width in widths]
    candidates = [each for each in candidates if each == f"{int(each):02d}" and int(each) >= number]
    return f"{article}.{candidates[0]}" if candidates else ""


def _lettered(base, taken):
    base = re.sub(r"(?<=\d)[a-z]+$", "", base)
    letters = [chr(code) for code in range(ord("b"), ord("z") + 1)]
    while True:
        for letter in letters:
            if base + letter not in taken:
                return base + letter
        letters = [f"z{letter}" for letter in letters]


def _find_typed(table, texts, file):
    """Put the offsets of what was typed into `table`; return the rows that were found anew."""
    found, cursor, folded = [], dict.fromkeys(texts, 0), {}
    starts, ends = list(table["start"]), list(table["end"])
    rows = zip(table.index, table["article"], table["text"], strict=True)
    for position, (row, article, words) in enumerate(rows):
        whole = texts[article]
        span = _span(starts[position], ends[position], len(whole))
        if not (span and _still_there(whole[slice(*span)], words)):
            if article not in folded:
                folded[article] = _folded(whole)
            kept, span = span, _place(folded[article], words, cursor[article])
            if span is None and kept and _was_a_date(whole[slice(*kept)], words):
                starts[position], ends[position] = map(str, kept)
                cursor[article] = kept[1]
                continue
            if span is None and not words.strip():
                raise DataError(
                    f"{file}, row {row_number(table, position)}, text: it is empty, and start and "
                    f"end are no place in article {article}. Write the words of the unit."
                )
            if span is None:
                raise DataError(
                    f"{file}, row {row_number(table, position)}, text: {shortened(words)} does not "
                    f"stand in article {article}. Copy the words from there, one unit a row."
                )
            found.append(row)
        starts[position], ends[position] = map(str, span)
        cursor[article] = span[1]
    table["start"], table["end"] = starts, ends
    return found


def _span(start, end, length):
    if not (re.fullmatch(r"[0-9]{1,9}", start) and re.fullmatch(r"[0-9]{1,9}", end)):
        return None
    return (int(start), int(end)) if int(start) < int(end) <= length else None


def _still_there(words, cell):
    """Say whether a cell still means the words at its offsets."""
    if words == cell or not cell.strip() or BROKEN_CELL.fullmatch(cell.strip()):
        return True
    if len(cell) >= LONGEST_CELL and words.startswith(cell.rstrip()):
        return True
    return len(words) < 2 * len(cell) + 40 and _folded(words)[0] == _folded(cell)[0]


def _was_a_date(words, cell):
    """Say whether a cell is what a spreadsheet made of a date or a number: 4-Mar-31."""
    return all(
        len(each) <= 40 and any(map(str.isdigit, each)) and len(each.split()) <= 5
        for each in (words, cell.strip())
    )


def _folded(text):
    """Return a text without what programs change, and the place of each of its signs."""
    signs, places = [], []
    for place, sign in enumerate(text):
        if UNSEEN.match(sign):
            continue
        plain = sign if sign.isascii() else unicodedata.normalize("NFD", sign)
        plain = plain.translate(ALIKE)
        signs.append(plain)
        places.extend([place] * len(plain))
    return "".join(signs), places


def _place(folded, words, cursor):
    """Return where words stand: after the unit before, or else anywhere; None for nowhere."""
    text, places = folded
    needle = _folded(words)[0]
    if not needle:
        return None
    low, high = 0, len(places)
    while low < high:  # the first sign behind the cursor
        middle = (low + high) // 2
        low, high = (middle + 1, high) if places[middle] < cursor else (low, middle)
    at = text.find(needle, low)
    at = text.find(needle) if at < 0 else at
    return None if at < 0 else (places[at], places[at + len(needle) - 1] + 1)


def _check_cuts(units, texts, file, found):
    whole = units["text"].eq(units["text"].str.strip()) & ~_inside_words(units, texts)
    typed = pd.Series(units.index.isin(found), units.index)
    require(
        whole | ~typed,
        units,
        file,
        "text",
        "{value} begins or ends in a word. Cut between two.",
    )
    require(
        whole,
        units,
        file,
        "start",
        "the unit that starts at {value} begins or ends inside a word or in white space: "
        "its text has moved. Cut it anew.",
    )


def _inside_words(units, texts):
    """Say which units begin or end between two letters or digits; Chinese has no such place."""
    cuts = []
    for article, start, end in zip(units["article"], units["start"], units["end"], strict=True):
        pairs = [texts[article][max(at - 1, 0) : at + 1] for at in (start, end)]
        cuts.append(
            any(len(pair) == 2 and pair.isalnum() and not CJK_SIGN.search(pair) for pair in pairs)
        )
    return pd.Series(cuts, units.index, dtype=bool)


def _check_overlaps(units, file):
    """Raise DataError where words stand in two units: one was joined and the other left there."""
    ordered = units.sort_values(["article", "start", "end"], kind="stable")
    before = ordered.shift(1)
    over = ordered["article"].eq(before["article"]) & ordered["start"].lt(before["end"].fillna(0))
    if over.any():
        row = over.idxmax()
        number = row_number(units, units.index.get_loc(row))
        raise DataError(
            f"{file}, row {number}, text: {shortened(units.at[row, 'text'])} stands in the unit "
            f"{before.at[row, 'unit']} too. Remove the row, or take the words out of the other."
        )
