"""Mutated tables, marks, notebooks and zips: a line that helps, or all that was in them.

Codings of other tools are mutated in tests/test_exchange_fuzz.py. Every input has a seed, so what
fails fails again: `pytest --full` tries ten times as many.
"""

import contextlib
import copy
import csv
import io
import json
import random
import re
from pathlib import Path

import pytest

from shieldtalks import load_corpus
from shieldtalks.course.cells import source_of
from shieldtalks.errors import DataError
from shieldtalks.grading.reports.build import rebuild
from shieldtalks.grading.reports.marks import gather
from shieldtalks.grading.reports.results import load, save
from shieldtalks.grading.submissions.intake import read_class
from shieldtalks.newcase import new_case
from tests.graded import result
from tests.test_exchange_fuzz import flipped
from tests.test_intake import exercise, make, masters, zipped

SHORT = [range(start, start + 25) for start in range(0, 100, 25)]
LONG = [
    pytest.param(
        range(start, start + 25),
        marks=pytest.mark.full(
            "mutated tables, marks, notebooks and zips",
            short="tests/test_fuzz.py::test_mutated_tables_of_a_case",
        ),
    )
    for start in range(100, 1000, 25)
]
each = pytest.mark.parametrize("seeds", [*SHORT, *LONG], ids=lambda seeds: f"{seeds[0]}")

ARTICLES = {
    "2031-03-04_Courier.txt": "Ministers meet\n\nThe minister arrived on Monday. She said nothing "
    "for an hour.\n“We do not agree,” the envoy told reporters. Nobody answered him at all.\n",
    "2031-03-05_Вестник.txt": "Министры не договорились\n\nМинистры встретились в Женеве. Посол "
    "«промолчал»… Потом уехал домой один.\n",
    "2031-03-06_晨报.txt": "外长会谈无果而终\n\n外长们星期一在日内瓦会面。他们谈了三个小时。\n",
}
CELLS = [
    "",
    " ",
    "x",
    "000",
    "0",
    "-1",
    "1e9",
    "nan",
    "2031-13-45",
    "04/03/2031",
    "é",
    "🚢",
    "=1+1",
]
CELLS += ["a" * 400, '"', "\n", ";", "../sources.csv", "/etc/passwd", "001.02", "\u202e", "None"]


def one_line(error, *names):
    """Say of a DataError whether it is one line that names one of the files."""
    said = str(error)
    assert "\n" not in said and 15 < len(said) < 900, said
    assert any(name in said for name in names), said


def records(text):
    """Return the records of a csv file in which a word stands, however its columns are parted."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return [row for row in rows if any(cell.strip() for cell in row)]


def reworked(table, dice):
    """Change some cells, rows and columns of a table (a list of lists), as people do."""
    for _ in range(dice.randint(1, 3)):
        row = dice.randrange(len(table))
        column = dice.randrange(len(table[row])) if table[row] else 0
        kind = dice.randrange(9)
        if kind == 0 and len(table) > 2:
            del table[row]
        elif kind == 1:
            table.insert(row, list(table[row]))
        elif kind == 2:
            table.insert(row, [""] * len(table[row]))
        elif kind == 3:
            other = dice.randrange(len(table))
            table[row], table[other] = table[other], table[row]
        elif kind == 4:
            for line in table:
                line.insert(column, "new")
        elif kind == 5:
            for line in table:
                del line[column : column + 1]
        elif table[row]:
            table[row][column] = dice.choice([*CELLS, *dice.choice(table)])
        if not any(table):
            table.append(["x"])
    return table


def as_csv(table, dice):
    """Return a table as the bytes of a csv file, as one spreadsheet or another saves it."""
    out = io.StringIO(newline="")
    separator = dice.choice([",", ",", ";", "\t"])
    csv.writer(out, delimiter=separator, lineterminator=dice.choice(["\n", "\r\n"])).writerows(
        table
    )
    encoding = dice.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"])
    return out.getvalue().encode(encoding, "replace")


# A case of somebody else's articles


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    make(folder / "texts", ARTICLES)
    new_case(folder / "case", [folder / "texts" / name for name in ARTICLES])
    return folder / "case"


@each
def test_mutated_tables_of_a_case(seeds, case):
    files = ["sources.csv", "units.csv"]
    before = {name: (case / name).read_bytes() for name in files}
    for seed in seeds:
        dice = random.Random(seed)
        name = files[seed % 2]
        table = reworked(records(before[name].decode("utf-8-sig")), dice)
        content = as_csv(table, dice)
        (case / name).write_bytes(flipped(content, dice) if seed % 5 == 0 else content)
        try:
            corpus = load_corpus(case)
        except DataError as error:
            one_line(error, *files, *ARTICLES, "there is no such file in ")
        else:
            whole(corpus, name, table if seed % 5 else None)
        finally:
            (case / name).write_bytes(before[name])


def whole(corpus, name, table):
    """Nothing of a table that was accepted is lost, and every unit stands in its article."""
    for row in corpus.units.itertuples():
        assert corpus.texts[row.article][row.start : row.end] == row.text
    assert set(corpus.units["article"]) <= set(corpus.articles.index)
    if table is not None:
        _, *rows = [row for row in table if any(cell.strip() for cell in row)]
        kept = corpus.articles if name == "sources.csv" else corpus.units
        assert len(kept) == len(rows)


# Marks by hand


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A folder of results, its list by hand filled in: each comment is one that nobody else has."""
    out = tmp_path_factory.mktemp("marks")
    save(out, result("doe", "11"))
    save(out, result("0042", "11"))
    rebuild(out)
    rows = records((out / "by_hand.csv").read_text("utf-8-sig"))
    points, comment = rows[0].index("points"), rows[0].index("comment")
    for number, row in enumerate(rows[1:]):
        row[points], row[comment] = "0.5", f"typed-{number:03}"
    return out, rows, load(out)


@each
def test_no_mark_is_lost_in_a_mutated_list(seeds, marked, tmp_path):
    _, rows, results = marked
    for seed in seeds:
        dice = random.Random(10_000 + seed)
        content = as_csv(reworked(copy.deepcopy(rows), dice), dice)
        content = flipped(content, dice) if seed % 4 == 0 else content
        out = tmp_path / str(seed)
        out.mkdir()
        (out / "by_hand.csv").write_bytes(content)
        troubles = []
        try:
            marks = gather(out, results, troubles=troubles)
        except DataError as error:
            one_line(error, "by_hand.csv")
            assert (out / "by_hand.csv").read_bytes() == content
            continue
        assert all("\n" not in line for line in troubles)
        assert all(mark.points is None or 0 <= mark.points <= 5 for mark in marks.values())
        typed = set(re.findall(r"typed-\d{3}", legible(content)))
        # What was read may be written anew; what was not must stand in a copy.
        kept = [out / "marks.csv", *out.glob("by_hand.kept-*.csv")]
        there = "".join(legible(path.read_bytes()) for path in kept if path.exists())
        lost = typed - set(re.findall(r"typed-\d{3}", there))
        assert not lost, (seed, lost, troubles)


def legible(content):
    """Return the words of a csv file, whatever its encoding."""
    return content.decode(
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"
    )


# Notebooks and zips

ODD = [None, 0, -1, 1.5, True, "", "x", [], {}, [[]], {"id": 3}, "\ud800", "answer-1", 10**30]


def altered(notebook, dice):
    """Change some values, cells and names of a notebook."""
    for _ in range(dice.randint(1, 4)):
        cells = notebook.get("cells")
        if not isinstance(cells, list) or not cells or not dice.randrange(12):
            notebook[dice.choice(["cells", "metadata", "nbformat", "more"])] = dice.choice(ODD)
            continue
        at = dice.randrange(len(cells))
        cell = cells[at]
        kind = dice.randrange(8)
        if kind == 0:
            del cells[at]
        elif kind == 1:
            cells.insert(dice.randrange(len(cells)), copy.deepcopy(cell))
        elif kind == 2:
            cells.insert(dice.randrange(len(cells)), cells.pop(at))
        elif kind == 3 or not isinstance(cell, dict) or not cell:
            cells[at] = dice.choice(ODD)
        elif kind == 4:
            cell[dice.choice(sorted(map(str, cell)))] = dice.choice(ODD)
        elif kind == 5:
            cell.pop(dice.choice(list(cell)))
        elif kind == 6 and isinstance(cell.get("metadata"), dict):
            cell["metadata"] = {"nbgrader": dice.choice([*ODD, {"grade_id": dice.choice(ODD)}])}
        elif isinstance(cell.get("source"), str):
            cut = dice.randrange(len(cell["source"]) + 1)
            cells.insert(at + 1, copy.deepcopy(cell) | {"id": f"new{seed_of(dice)}"})
            cells[at + 1]["source"] = cell["source"][cut:]
            cell["source"] = cell["source"][:cut]
    return notebook


def seed_of(dice):
    return dice.randrange(10**6)


def answered():
    """Return exercise 03 with an answer in each cell, which no other cell has."""
    notebook = exercise("03")
    for cell in notebook["cells"]:
        if str(cell["id"]).startswith("answer-"):
            cell["source"] = f"{source_of(cell)}\ntyped_{cell['id'][7:]} = 1".replace("-", "_")
    return notebook


def typed_in(notebook):
    """Return the marks that stand in code cells of a notebook that is whole enough for cells."""
    cells = notebook.get("cells")
    found = set()
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            found |= set(re.findall(r"\btyped_\w+ = 1", source if isinstance(source, str) else ""))
    return found


@each
def test_mutated_notebooks(seeds, tmp_path):
    kept = {}
    for seed in seeds:
        dice = random.Random(20_000 + seed)
        notebook = altered(answered(), dice)
        text = json.dumps(notebook)
        content = flipped(text.encode(), dice) if seed % 4 == 0 else text.encode()
        make(tmp_path, {f"s{seed:03}/03_code_it.ipynb": content})
        kept[f"s{seed:03}"] = typed_in(notebook) if seed % 4 else set()
    found = {one.student: one for one in read_class(tmp_path, masters())[0]}
    assert found.keys() == kept.keys()
    for student, one in found.items():
        sound(one)
        read = set(re.findall(r"\btyped_\w+ = 1", "\n".join(one.answers.values())))
        assert kept[student] <= read or one.trouble or one.notes, (student, kept[student] - read)


@each
def test_mutated_zips(seeds, tmp_path):
    whole = zipped({"03_code_it.ipynb": json.dumps(answered()), "notes.txt": "x"})
    for seed in seeds:
        dice = random.Random(30_000 + seed)
        make(tmp_path, {f"s{seed:03}.zip": flipped(whole, dice)})
    found = {one.student: one for one in read_class(tmp_path, masters())[0]}
    assert found.keys() == {f"s{seed:03}" for seed in seeds}
    for one in found.values():
        sound(one)
        if not one.trouble:
            assert "typed_1 = 1" in "\n".join(one.answers.values())


def sound(one):
    """A submission has answers, or one line that says why not."""
    assert bool(one.trouble) != bool(one.answers)
    for line in (one.trouble, *one.notes):
        assert "\n" not in line and "Traceback" not in line and "Error(" not in line
    with contextlib.suppress(KeyError):
        assert Path(one.file).name
