"""Another quarrel: turn any articles into a corpus to code, and a coding into statements."""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from shieldtalks.corpus import SOURCE_COLUMNS, Corpus, cut, read_articles, read_sources
from shieldtalks.errors import DataError, check_choice, os_errors
from shieldtalks.files import free_name
from shieldtalks.layout import segment
from shieldtalks.segmentation import language_of
from shieldtalks.statements import EVIDENCE_COLUMNS, STANCE_COLUMNS, load_concepts
from shieldtalks.tables import DATA, read_table, read_text, require
from shieldtalks.units import UNIT_COLUMNS, resolve_units

NOTEBOOK = "case.ipynb"
SOURCES = (*SOURCE_COLUMNS, "earliest", "latest", "language", "url", "sha256")
UNITS = (*UNIT_COLUMNS, "text")
# Tables that nobody can guess; a case begins with their headers.
BY_HAND = {
    "concepts.csv": ("concept", "theme", "label", "wording"),
    "parties.csv": ("organization", "party"),
    "events.csv": ("id", "date", "title", "source"),
}
WEB_SIGN = re.compile(
    r"&(?:nbsp|amp|quot|[lr][ds]?quo|raquo|laquo|#\d{2,5});|</?(?:p|br|div|span)\b"
)
ISO_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
LITTLE = 0.5  # of an article's text: below this its kinds want a look
STEPS = ("desk", "matrix", "network", "change")
COLUMNS = [*dict.fromkeys([*EVIDENCE_COLUMNS, *STANCE_COLUMNS, "start", "end", "system"])]


class Line(str):
    """A line of text that a notebook shows without quotation marks."""

    __repr__ = str.__str__


def new_case(folder: str | Path, articles: Sequence[str | Path]) -> list[str]:
    """Make a folder in which articles can be coded and compared; return what is left to do.

    folder: a new or empty one. articles: paths of .txt files in UTF-8, which are copied byte for
    byte. It then holds sources.csv and units.csv (guessed, to be corrected by hand), concepts.csv,
    parties.csv and events.csv (to be written by hand) and the notebook case.ipynb.
    Returns a list of lines, one for each thing to do by hand. Raises DataError, with nothing
    written, for a folder that holds something, for an article that is missing, no .txt file, not
    UTF-8 or without words, and for two of one name.
    """
    folder, paths = Path(folder), [Path(path) for path in articles]
    _check_folder(folder)
    _check_names(paths)
    texts = {f"{number:03d}": _words(path) for number, path in enumerate(paths)}
    units = pd.concat(segment(text, article) for article, text in texts.items())
    sources = [
        _source(article, path, texts[article], units[units["article"].eq(article)])
        for article, path in zip(texts, paths, strict=True)
    ]
    table = units.reset_index().rename(columns={"article": "seed"})[list(UNITS)]
    files = {path.name: path.read_bytes() for path in paths}
    files["sources.csv"] = _csv(SOURCES, [source.values() for source in sources])
    files["units.csv"] = _csv(UNITS, table.itertuples(index=False))
    files |= {name: _csv(header, []) for name, header in BY_HAND.items()}
    files[NOTEBOOK] = (DATA / NOTEBOOK).read_bytes()
    _write(folder, files)
    names = dict(zip(texts, (path.name for path in paths), strict=True))
    return [*_worth_a_look(units, texts, names), *_left_to_do(sources, len(units))]


def read_again(folder: str | Path) -> list[str]:
    """Read the units.csv of a case again, in which a person typed; return what was found, in lines.

    Who cuts a unit writes its words into two rows, who joins two puts the words of both into one:
    where they stand is found from the text, a new row gets a name of its own. Without a units.csv
    the articles are cut anew, in the languages that sources.csv gives. A table that changes is
    kept beside the new one, as units.kept-1.csv. Raises DataError, with nothing written, for
    whatever cannot be read.
    """
    folder = Path(folder)
    articles = read_sources(folder / "sources.csv")
    texts = read_articles(folder, articles)
    path = folder / "units.csv"
    if path.exists():
        before = path.read_bytes()
        units, found, named = resolve_units(path, texts)
        line = f"units.csv: {len(units)} units"
        line += f", {len(found)} of them found by their words{_some(found)}" if found else ""
        line += f", {len(named)} named anew{_some(named)}" if named else ""
        lines = [f"{line}."]
    else:
        before, units = b"", cut(texts, articles)
        lines = [f"units.csv: cut anew, {len(units)} units."]
    table = units.reset_index().rename(columns={"article": "seed"})
    table = table[[*UNITS, *table.columns.difference(UNITS, sort=False)]]
    content = _csv(table.columns, table.itertuples(index=False))
    if content != before:
        kept = _put_aside(path, before) if before else ""
        lines += [f"{kept}: the table as it was."] if kept else []
        _write(folder, {path.name: content})
    return [*lines, *_left_out(units, texts), *_worth_a_look(units, texts, articles["file"])]


def read_concepts(folder: str | Path) -> pd.DataFrame:
    """Return the concepts of a case, as `load_concepts`; without a concepts.csv, the course's own.

    A table without a row is no error: `missing` says what to write.
    """
    path = Path(folder) / "concepts.csv"
    return load_concepts(path) if path.exists() else load_concepts()


def read_parties(folder: str | Path) -> pd.DataFrame:
    """Return whose side each organization of a case is on: DataFrame, index organization.

    Column party. Raises DataError for an organization that stands twice or has no party.
    """
    path = Path(folder) / "parties.csv"
    parties = read_table(path, BY_HAND["parties.csv"], "organization")
    named = parties["party"].ne("")
    require(named, parties, path.name, "party", "{value}: name the party, or remove the row.")
    return parties


def read_events(folder: str | Path) -> pd.DataFrame:
    """Return the events around a case, as `context.load_events`, all of them core.

    Raises DataError for an event without a date or a source.
    """
    path = Path(folder) / "events.csv"
    events = read_table(path, BY_HAND["events.csv"], "id", dates=["date"])
    for column in ("date", "source"):
        filled = events[column].ne("")
        require(filled, events, path.name, column, "{value}: an event needs a " + column + ".")
    events["date"] = pd.to_datetime(events["date"])
    return events.assign(core="1")


def names_to_offer(parties: pd.DataFrame) -> pd.DataFrame:
    """Return the organizations of a case as the coding desk wants them: with a column person."""
    return pd.DataFrame({"organization": parties.index, "person": ""})


def own_statements(codes: pd.DataFrame, corpus: Corpus, parties: pd.DataFrame) -> pd.DataFrame:
    """Turn codes made at the coding desk into statements.

    codes: DataFrame with a row a code, as of a Coding. parties: as `read_parties`. Returns a
    DataFrame as `load_statements`, index `statement` (c001 and on, in the order of the articles);
    the quote is the whole unit, the system is empty. An organization that parties does not have
    gets an empty party, and `missing` names it.
    """
    place = {unit: number for number, unit in enumerate(corpus.units.index)}
    table = codes.sort_values("unit", key=lambda units: units.map(place), kind="stable")
    found = corpus.units.loc[table["unit"], ["article", "start", "end", "text"]]
    found.index = table.index
    table = table.join(found.rename(columns={"text": "quote"}))
    table["party"] = table["organization"].map(parties["party"]).fillna("").astype(str)
    table["conditional"] = table["conditional"].astype(bool)
    table["system"] = ""
    for column in ("date", "outlet"):
        table[column] = table["article"].map(corpus.articles[column]).astype(str)
    table.index = pd.Index([f"c{n:03d}" for n in range(1, len(table) + 1)], name="statement")
    return table[COLUMNS]


def missing(step: str, concepts: pd.DataFrame, statements: pd.DataFrame | None = None) -> str:
    """Say in one line what a step of a case still needs; an empty line when it can be taken.

    step: 'desk', 'matrix', 'network' or 'change'. concepts: as `read_concepts`. statements: as
    `own_statements`; the desk does without.
    """
    check_choice("step", step, STEPS)
    if concepts.empty:
        return Line(
            "concepts.csv has no row yet. Write one for each concept, for example: "
            "dam,Building,Build the dam,The dam should be built."
        )
    if step == "desk":
        return Line("")
    if statements is None or statements.empty:
        return Line("No code yet. Code some sentences at the desk, then run all cells again.")
    nobody = statements["party"].eq("")
    if nobody.any():
        name = statements.loc[nobody, "organization"].iloc[0]
        return Line(
            f"parties.csv has no row for {name!r}. Write one: the organization, then its party."
        )
    if step == "network" and not _shared(statements):
        return Line("No two organizations speak of the same concept yet. Code more sentences.")
    dated = statements.loc[statements["date"].ne(""), "article"].nunique()
    if step == "change" and dated < 2:
        return Line(
            f"Codes from two articles with a date are needed, and there are {dated}. "
            "Code another article, or give its date in sources.csv."
        )
    return Line("")


def _shared(statements):
    return statements.groupby("concept")["organization"].nunique().gt(1).any()


def _check_folder(folder):
    with os_errors(f"{_called(folder)}/: cannot be opened", "Name a folder of your own."):
        held = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if held:
        raise DataError(f"{_called(folder)}/: this is not empty. Name a new folder for the case.")


def _called(folder):
    return folder.name or folder.resolve().name


def _check_names(paths):
    if not paths:
        raise DataError("There is no article. Name one .txt file or more.")
    seen = set()
    for path in paths:
        try:
            path.name.encode()
        except UnicodeEncodeError:
            raise DataError(
                f"{path.name.encode('utf-8', 'replace').decode()}: this name of a file is no "
                "UTF-8. Rename the file."
            ) from None
        if path.suffix.lower() != ".txt":
            raise DataError(f"{path.name}: no .txt file. Save the article as plain text in UTF-8.")
        if path.name.casefold() in seen:
            raise DataError(f"{path.name}: two articles have this name. Rename one of them.")
        seen.add(path.name.casefold())


def _words(path):
    text = read_text(path)
    if "\0" in text:
        raise DataError(
            f"{path.name}: character {text.index(chr(0))} is a NUL, so this is no plain text. "
            "Save it again as plain text in UTF-8."
        )
    if not re.search(r"\w", text):
        raise DataError(f"{path.name}: there is no word in it. Put the article into it.")
    return text


def _source(article, path, text, units):
    """Return a row of sources.csv, with a guess where the file gives one."""
    headline = units.loc[units["kind"].eq("headline"), "text"]
    day = _day(path.stem)
    outlet = " ".join(re.split(r"[\s_]+", path.stem.replace(day, "") if day else path.stem))
    return {
        "article": article,
        "file": path.name,
        "outlet": outlet.strip(" -") or path.stem,
        "title": " ".join(headline),
        "date": day,
        "earliest": day,
        "latest": day,
        "language": language_of(text),
        "url": "",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _day(name):
    """Return the ISO date in a file name; '' where there is none, or none that exists."""
    for found in ISO_DATE.findall(name):
        try:
            return date.fromisoformat(found).isoformat()
        except ValueError:
            continue
    return ""


def _csv(header, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # by this mark spreadsheets know UTF-8


def _write(folder, files):
    with os_errors(f"{_called(folder)}/: cannot be written", "Name a folder of your own."):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)


def _put_aside(path, content):
    """Keep a table that a person changed under a name of its own; return the name."""
    aside = free_name(path, "kept")
    _write(path.parent, {aside.name: content})
    return aside.name


def _some(names):
    shown = ", ".join(names[:5])
    return f" ({shown}, ...)" if len(names) > 5 else f" ({shown})"


def _left_out(units, texts):
    """Return a line for each article with words that stand in no unit."""
    lines = []
    for article, text in texts.items():
        rest = list(text)
        own = units[units["article"].eq(article)]
        for start, end in zip(own["start"], own["end"], strict=True):
            rest[start:end] = " " * (end - start)
        words = "".join(rest).split()
        if any(map(str.isalnum, "".join(words))):
            start = " ".join(words[:8])
            lines.append(
                f"units.csv: {len(words)} words of article {article} stand in no unit, the first "
                f"are {start!r}. Write a row with them, if you want to code them."
            )
    return lines


def _worth_a_look(units, texts, files):
    """Return lines on articles of which little is body, and on those that came from a web page.

    files: {article: name of its file}.
    """
    lines = []
    for article, text in texts.items():
        own = units[units["article"].eq(article)]
        kept = own["kind"].isin(["body", "duplicate"])
        share = own.loc[kept, "text"].str.len().sum() / max(own["text"].str.len().sum(), 1)
        if share < LITTLE:
            lines.append(
                f"units.csv: of {files[article]} only {kept.sum()} of {len(own)} units "
                f"({share:.0%} of the text) are taken for the article itself. "
                "Correct their kinds first: what can be coded is body."
            )
        found = WEB_SIGN.search(text)
        if found:
            lines.append(
                f"{files[article]}: holds signs of a web page, such as {found.group()}. They stay "
                "as they are; to be rid of them, save the page as plain text and begin anew."
            )
    return lines


def _left_to_do(sources, units):
    lines = []
    for number, source in enumerate(sources, 1):
        if not source["date"]:
            lines.append(
                f"sources.csv, row {number} ({source['file']}): no date in the file name. "
                "Fill in date, or earliest and latest, as YYYY-MM-DD."
            )
        if not source["title"]:
            lines.append(f"sources.csv, row {number} ({source['file']}): no headline found.")
    lines += [
        "sources.csv: correct outlet and title, which are guesses.",
        f"units.csv: correct the kinds of the {units} units, which are guesses. To cut or join "
        "units, change their text, and give `shieldtalks new-case` the folder alone.",
        "concepts.csv: write the concepts to code by, or remove the file to use the course's own.",
        "parties.csv: write a row for each organization, with its party.",
        "events.csv: write what happened around the articles, if you want it in the timeline.",
    ]
    return lines
