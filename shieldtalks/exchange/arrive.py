"""A project of another tool becomes a case: articles, units, a coding for each coder."""

import hashlib
import re
from pathlib import Path

import pandas as pd

from shieldtalks import newcase
from shieldtalks.errors import DataError, os_errors
from shieldtalks.exchange import dna, mapping, qda
from shieldtalks.exchange.case import CODED, OTHER_FILE, coding_file, units_of
from shieldtalks.exchange.project import counted, csv_bytes, file_name, shown
from shieldtalks.exchange.stances import ATTRIBUTES, OTHER, understand
from shieldtalks.files import write_whole
from shieldtalks.layout import segment
from shieldtalks.segmentation import language_of
from shieldtalks.tables import DATA

READ = {".dna": dna.read, ".qdpx": qda.read}
ORDER = newcase.SOURCES
OURS = {"article", "sha256"}  # what a case alone decides
FILE_NAME = re.compile(r"[^\W_][\w .,()'&+-]{0,99}\.txt", re.IGNORECASE)
DEVICES = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}


def new_case(folder: str | Path, path: str | Path) -> list:
    """Make a case of a project of another tool; return what is left to do, a line each.

    folder: a new or empty one, or one that holds nothing but mapping.csv, which is then followed.
    path: a database of DNA 3 (.dna) or a project of REFI-QDA (.qdpx). Where mapping.csv has open
    questions, only this table is written, and the lines say what to fill in. Raises DataError,
    with nothing written, for whatever cannot be read.
    """
    folder, path = Path(folder), Path(path)
    held = _held(folder)
    project = READ[path.suffix.lower()](path)
    if not project.documents:
        raise DataError(f"{path.name}: there is no text in it. Put the articles into it first.")
    asked = mapping.FILE in held
    rows = mapping.read(folder / mapping.FILE, project) if asked else mapping.propose(project)
    questions = mapping.open_questions(rows, project)
    if questions:
        if not asked:
            _write(folder, {mapping.FILE: mapping.as_csv(rows)})
        return [*questions, f"Then run the same command again; it reads {mapping.FILE}."]
    stances = understand(project, rows)
    files, lines = _files(project, stances)
    _write(folder, {**files, mapping.FILE: mapping.as_csv(rows)})
    return [*lines, *stances.lines, *project.lines]


def is_open(folder: str | Path) -> bool:
    """Say whether a folder holds a mapping that waits to be filled in, and no case yet."""
    return not (Path(folder) / "sources.csv").exists()


def _held(folder):
    with os_errors(f"{folder.name}/: cannot be opened", "Name a folder of your own."):
        held = {p.name for p in folder.iterdir()} if folder.exists() else set()
    if held - {mapping.FILE}:
        raise DataError(
            f"{folder.name or folder.resolve().name}/: this is not empty. Name a new folder; copy "
            f"{mapping.FILE} into it if you have filled one in."
        )
    return held


def _write(folder, files):
    with os_errors(f"{folder.name}/: cannot be written", "Name a folder of your own."):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_whole(folder / name, content)


def _files(project, stances):
    """Return {name: bytes} of the case, and lines on what to look at."""
    marked = {passage.document for passage in project.passages}
    kept = [
        number
        for number, document in enumerate(project.documents)
        if number in marked or re.search(r"\w", document.text)
    ]
    articles = {number: f"{place:03d}" for place, number in enumerate(kept)}
    texts = {articles[n]: project.documents[n].text for n in kept}
    lines = []
    if len(kept) < len(project.documents):
        gone = len(project.documents) - len(kept)
        lines.append(f"{counted(gone, 'document')} without a word: left out.")
    coded = [row for rows in stances.readers.values() for row in rows]
    spans = [(articles[row["document"]], row["start"], row["end"]) for row in coded]
    units, joined = _units(texts, spans)
    sources = _sources([project.documents[n] for n in kept], texts)
    files = {sources.at[a, "file"]: text.encode() for a, text in texts.items()}
    files["sources.csv"] = _table(sources.reset_index())
    columns = list(newcase.UNITS)
    files["units.csv"] = _table(units.rename(columns={"article": "seed"}).reset_index()[columns])
    concepts = [(concept, *told) for concept, told in stances.concepts.items()]
    files["concepts.csv"] = csv_bytes(newcase.BY_HAND["concepts.csv"], concepts)
    files["parties.csv"] = csv_bytes(
        newcase.BY_HAND["parties.csv"], [item for item in stances.parties.items() if item[1]]
    )
    files["events.csv"] = csv_bytes(newcase.BY_HAND["events.csv"], [])
    files[newcase.NOTEBOOK] = (DATA / newcase.NOTEBOOK).read_bytes()
    ids = {}
    for reader, rows in stances.readers.items():
        name = coding_file(reader, files)
        coding = _coding(reader, rows, articles, units, texts)
        ids[reader] = list(coding["statement"])
        files[name] = _table(coding)
    if stances.others:
        others = pd.DataFrame(stances.others)
        others["statement"] = [
            "" if place == "" else ids[reader][place]
            for reader, place in zip(others["reader"], others["statement"], strict=True)
        ]
        files[OTHER_FILE] = _table(
            others.assign(article=others["document"].map(articles))[[*OTHER]]
        )
    if stances.attributes:
        files["attributes.csv"] = csv_bytes(ATTRIBUTES, stances.attributes)
    return files, [*_to_do(sources, stances), *joined, *lines]


def _units(texts, spans):
    """Cut the articles into units, so that every coded passage lies inside one.

    Where a passage spans several sentences, these are one unit. Returns (units, lines).
    """
    tables, before, joined = [], 0, 0
    marked = {article: [] for article in texts}
    for article, start, end in spans:
        marked[article].append((start, end))
    for article, text in texts.items():
        own = sorted(marked[article])
        rows = list(
            segment(text, article)[["start", "end", "kind"]].itertuples(index=False, name=None)
        )
        before += len(rows)
        merged = _merged(rows, own)
        joined += len(rows) - len(merged)
        table = pd.DataFrame(
            [(article, start, end, kind, text[start:end]) for start, end, kind in merged],
            columns=["article", "start", "end", "kind", "text"],
        )
        names = [f"{article}.{n:02d}" for n in range(1, len(table) + 1)]
        table.index = pd.Index(names, name="unit")
        tables.append(table)
    units = pd.concat(tables)
    lines = []
    if joined:
        lines.append(
            f"units.csv: coded passages span several sentences, so that {before} sentences and "
            f"lines make {len(units)} units."
        )
    return units, lines


def _merged(rows, spans):
    """Join the units that a span touches, with the span; return [(start, end, kind)] in order."""
    pieces = sorted([*rows, *((start, end, "") for start, end in spans)])
    merged = []
    for start, end, kind in pieces:
        if merged and start < merged[-1][1]:
            first, last, kinds = merged[-1]
            merged[-1] = first, max(last, end), [*kinds, kind]
        else:
            merged.append((start, end, [kind]))
    return [(start, end, _kind(kinds)) for start, end, kinds in merged]


def _kind(kinds):
    """Return the kind of a joined unit: what somebody coded ('') is of the body, or a headline."""
    if "" not in kinds:
        return kinds[0]
    return "headline" if [*filter(None, kinds)] == ["headline"] else "body"


def _sources(documents, texts):
    """Return sources.csv: index article; what the other tool knows, and no more."""
    taken, rows = set(), {}
    for document, (article, text) in zip(documents, texts.items(), strict=True):
        known = {c: value for c, value in document.columns.items() if value and c not in OURS}
        if known.get("date") and not _iso(known["date"]):
            known["date_there"] = known["date"]  # nothing that stands there is lost
        row = dict.fromkeys(ORDER[1:], "") | known
        row["file"] = _file_name(known, article, taken)
        for column in ("date", "earliest", "latest"):
            row[column] = _iso(row[column])
        row["earliest"] = row["earliest"] or row["date"]
        row["latest"] = row["latest"] or row["date"]
        known_code = re.fullmatch(r"[a-z]{2,3}", known.get("language", ""))
        row["language"] = known_code[0] if known_code else language_of(text)
        row["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        rows[article] = row
    table = pd.DataFrame.from_dict(rows, orient="index").fillna("").rename_axis("article")
    if "time" in table and not table["time"].any():
        table = table.drop(columns="time")
    return table


def _iso(value):
    if local := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", value.strip()):
        day, month, year = local.groups()  # where dots stand, the day comes first
        value = f"{year}-{month:0>2}-{day:0>2}"
    day = pd.to_datetime(value[:10], format="%Y-%m-%d", errors="coerce") if value else pd.NaT
    return "" if pd.isna(day) else value[:10]


def _file_name(known, article, taken):
    """Return a file name of its own for an article; never one that leads elsewhere."""
    wanted = known.get("file", "")
    stem = wanted[:-4].strip(" .").casefold()
    if not FILE_NAME.fullmatch(wanted) or stem in DEVICES or ".." in wanted:
        wanted = file_name(article, known.get("title", ""))
    if wanted.casefold() in taken:
        wanted = f"{article} {wanted}"
    taken.add(wanted.casefold())
    return wanted


def _coding(reader, rows, articles, units, texts):
    """Return the coding of one reader as a table with the columns CODED."""
    table = pd.DataFrame(rows)
    table["article"] = table["document"].map(articles)
    places = list(zip(table["article"], table["start"], table["end"], strict=True))
    table["unit"] = units_of(table, units)
    table["quote"] = [texts[article][start:end] for article, start, end in places]
    names = table["name"]
    keep = names.ne("").all() and names.is_unique and names.str.fullmatch(r"[A-Za-z]{1,3}\d+").all()
    table["statement"] = names if keep else [f"s{n:03d}" for n in range(1, len(table) + 1)]
    table["conditional"] = table["conditional"].astype(int)
    return table.assign(reader=reader)[list(CODED)]


def _table(table):
    return csv_bytes(list(table.columns), table.itertuples(index=False))


def _there(row):
    """Return what stands in the place of a date that is none."""
    there = row.get("date_there", "")
    return f" ({shown(there)} is read as none)" if there else ""


def _to_do(sources, stances):
    lines = [
        f"sources.csv, row {number} ({row['file']}): no date{_there(row)}. Fill in date, or "
        "earliest and latest, as YYYY-MM-DD."
        for number, row in enumerate(sources.to_dict("records"), 1)
        if not (row["earliest"] and row["latest"])
    ]
    lines += [
        f"parties.csv: write a row for {shown(name)}, with its party."
        for name, party in stances.parties.items()
        if not party
    ]
    lines.append("units.csv: correct the kinds of the units, which are guesses.")
    made = stances.readers.items()
    return lines + [f"{reader}: {counted(len(rows), 'statement')}." for reader, rows in made]
