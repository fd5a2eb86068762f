"""What students get: nothing that gives answers away, and the same bytes wherever it is made."""

import ast
import copy
import hashlib
import importlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile

import pytest

from shieldtalks.checks import check, hint, progress
from shieldtalks.checks.texts import FOLDER, texts
from shieldtalks.cli import main
from shieldtalks.course.cells import BEGIN, BEGIN_HIDDEN, END, END_HIDDEN, MARKS
from shieldtalks.errors import DataError, NotYet
from shieldtalks.grading.release import NAME, SUMS, bundle, release
from shieldtalks.grading.reports import results
from shieldtalks.grading.run import read_masters
from shieldtalks.grading.sealing import LEFT_OUT, chosen, sealed, told
from shieldtalks.grading.submissions.intake import read_class
from tests import ROOT
from tests.answers.bank import bank, said_of, value
from tests.markdown import dead_links, headings, page_anchor

MASTERS = sorted(ROOT.glob("solutions/*.ipynb"))
COPIED = ("solutions", "exercises", "notebooks", "seeds", "shieldtalks")
TASK_TEXTS = {t: text for path in MASTERS for t, text in texts(path.name[:2], FOLDER).items()}
LATER = "it has the form that is asked for. Handed in later: the points come from your teacher."
TOP_FILES = ("LICENSE", "pyproject.toml", "requirements.txt", ".gitattributes", ".gitignore")


@pytest.fixture(scope="module")
def files():
    """What a release of this course holds."""
    return bundle(ROOT)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A release of this course."""
    out = tmp_path_factory.mktemp("release") / "out"
    release(ROOT, out)
    return out


@pytest.fixture(scope="module")
def inside(files):
    """{path: text} of what a release holds; a notebook is the text of its cells."""
    found = {}
    for path, content in files.items():
        text = content.decode()
        if path.endswith(".ipynb"):
            text = "\n\n".join(source(cell) for cell in json.loads(text)["cells"])
        found[path] = text
    return found


@pytest.fixture
def small(tmp_path):
    """A course with one exercise and one file of everything else."""
    course = tmp_path / "course"
    for name in COPIED:
        (course / name).mkdir(parents=True)
    for name in TOP_FILES:
        shutil.copy(ROOT / name, course)
    shutil.copy(ROOT / "solutions/00_start_here.ipynb", course / "solutions")
    (course / "shieldtalks/data").mkdir()
    shutil.copy(ROOT / "shieldtalks/data/lessons.csv", course / "shieldtalks/data")
    return course


def source(cell):
    return "".join(cell["source"])


def regions(begin, end):
    """Return [(name of the master and cell, text)] of all regions between two marks."""
    found = []
    for path in MASTERS:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            pattern = rf"^\s*{begin}\s*$(.*?)^\s*{end}\s*$"
            for text in re.findall(pattern, source(cell), re.M | re.S):
                found.append((f"{path.name} {cell['id']}", text))
    return found


def plain(text):
    return " ".join(text.split())


def all_files(folder):
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


# What is in it


def test_it_holds_what_students_need_and_nothing_else(files):
    assert {path.split("/")[0] for path in files} == {
        *("README.md", "LICENSE", "requirements.txt", "pyproject.toml"),
        *(".gitattributes", ".gitignore"),
        *("exercises", "notebooks", "seeds", "shieldtalks"),
    }
    assert {p for p in files if p.startswith("seeds/")} == {
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("seeds/*")
    }
    code = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("shieldtalks/**/*.py")}
    assert code <= files.keys()
    assert not [path for path in files if re.search(r"__pycache__|\.pyc$|checkpoint|/\.", path)]


def test_exercises_are_those_of_the_course(files):
    expected = {f"exercises/{p.name}": p.read_bytes() for p in ROOT.glob("exercises/*.ipynb")}
    assert {p: c for p, c in files.items() if p.startswith("exercises/")} == expected


def test_no_notebook_has_a_region_of_the_master(inside):
    lines = {line.strip() for path, text in inside.items() if path.endswith(".ipynb")
             for line in text.splitlines()}  # fmt: skip
    assert not MARKS & lines


def test_no_solution_is_in_it(inside):
    """Neither in a judge nor in a prompt; a last hint may hold the one line that is wanted."""
    solutions = regions(BEGIN, END)
    assert len(solutions) > 70
    whole = {path: plain(t) for path, t in inside.items()}
    found = [(name, p) for name, text in solutions for p, t in whole.items() if plain(text) in t]
    assert {path.rpartition("/")[0] for _, path in found} <= {"shieldtalks/data/tasks"}
    assert len(found) <= 4, found


def test_no_hidden_test_is_in_it(inside):
    hidden = regions(BEGIN_HIDDEN, END_HIDDEN)
    assert len(hidden) >= 13
    lines = [
        (name, line.strip())
        for name, text in hidden
        for line in text.splitlines()
        if len(line.strip()) > 20 and "import" not in line
    ]
    assert len(lines) > 50
    assert not [(n, line, path) for n, line in lines for path, t in inside.items() if line in t]


def test_the_search_for_solutions_finds_them():
    solution = dict(regions(BEGIN, END))["08_is_there_a_deal.ipynb answer-1"]
    assert "total + weights[issue] * values[issue]" in solution


def test_its_project_is_this_one_without_the_tools_of_the_tests(files):
    made = tomllib.loads(files["pyproject.toml"].decode())
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert made["project"] == ours["project"]
    assert made["build-system"] == ours["build-system"]
    assert made["tool"] == {"hatch": ours["tool"]["hatch"]}
    assert made["project"]["readme"] in files
    assert files["requirements.txt"] == (ROOT / "requirements.txt").read_bytes()


def test_its_readme_leads_to_every_lesson_and_exercise(released):
    text = (released / NAME / "README.md").read_text("utf-8")
    anchors = {page_anchor(words) for _, words in headings(text)}
    assert not dead_links(text, released / NAME, anchors)
    for path in MASTERS:
        assert f"(notebooks/{path.name})" in text
        assert f"(exercises/{path.name})" in text
    assert "{" not in text
    assert not re.search(r"solution|git clone|pytest", text)


def test_exercises_are_cut_from_the_masters_and_not_copied(small):
    (small / "exercises/00_start_here.ipynb").write_text("somebody's work")
    (small / "exercises/notes.txt").write_text("notes")
    found = bundle(small)
    expected = (ROOT / "exercises/00_start_here.ipynb").read_bytes()
    assert found["exercises/00_start_here.ipynb"] == expected
    assert "exercises/notes.txt" not in found


# Checking in it


def answered(course, name, answers):
    """Put answers, {cell id: source}, into an exercise of a course."""
    exercise = course / "exercises" / name
    notebook = json.loads(exercise.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    exercise.write_text(json.dumps(notebook), "utf-8")
    return f"exercises/{name}"


def test_check_runs_in_it_and_of_a_sealed_exercise_says_who_gives_the_points(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["release", str(out), "--sealed", "3"]) == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .startswith("Sealed, to be judged by you alone: 03.")
    )
    course = out / NAME
    checked = answered(
        course,
        "08_is_there_a_deal.ipynb",
        {"answer-1": "def score(w, v):\n    return sum(w[k] * v[k] for k in w) / 100"},
    )
    later = answered(
        course, "03_code_it.ipynb", {"answer-2": "share = 0.1", "answer-4": "alphas = [1]"}
    )
    done = subprocess.run(
        [sys.executable, "-m", "shieldtalks.cli", "check", checked, later],
        cwd=course,
        env={**os.environ, "PYTHONPATH": f"{course}{os.pathsep}{os.environ['PYTHONPATH']}"},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    end = next(n for n, line in enumerate(lines) if line.startswith("08_is_there_a_deal.ipynb"))
    first, *others = lines[:end]
    assert first == "PASS    08.1"
    assert others
    assert all("is not started" in line for line in others)
    assert lines[end].startswith("08_is_there_a_deal.ipynb: 1 of ")
    *later, last = lines[end + 1 :]
    assert {line[:8] for line in later} == {"later   "}
    assert later[1] == "later   03.2"
    assert "A dictionary in curly brackets is wanted here" in later[3]
    assert last == ("03_code_it.ipynb: 7 handed in later: the points come from your teacher.")


# Sealed

SEALED = ("03", "07")
EVERY = tuple(path.name[:2] for path in MASTERS)


@pytest.fixture(scope="module")
def sealed_files(files):
    """What a release holds in which two exercises are sealed."""
    return sealed(files, SEALED, ROOT)


@pytest.fixture(scope="module")
def sealed_texts(files, tmp_path_factory):
    """A folder of the texts of all exercises, each of them sealed."""
    folder = tmp_path_factory.mktemp("tasks")
    for path, content in sealed(files, EVERY, ROOT).items():
        if path.startswith("shieldtalks/data/tasks/"):
            (folder / path.rpartition("/")[2]).write_bytes(content)
    return folder


@pytest.fixture
def at_a_student(sealed_texts, monkeypatch, tmp_path):
    """The checks as a student has them to whom every exercise came sealed."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "work"))
    for module in ("texts", "progress"):
        found = importlib.import_module(f"shieldtalks.checks.{module}")
        monkeypatch.setattr(found, "FOLDER", sealed_texts)
    base = importlib.import_module("shieldtalks.checks.base")
    monkeypatch.setattr(base, "TASKS", {})
    monkeypatch.setattr(base, "load_judges", lambda exercise: None)


def answer_literals(value):
    """Yield what would give an answer away: the answer as one types it, and each of its entries."""
    if isinstance(value, dict):
        yield from (f'"{key}": {typed(part)}' for key, part in value.items())
    if isinstance(value, dict | list | tuple) and len(value) > 1:
        yield typed(value)


def typed(value):
    return json.dumps(value) if isinstance(value, str) else repr(value).replace("'", '"')


def test_no_judge_and_no_answer_of_a_sealed_exercise_is_in_it(files, sealed_files):
    """What the task itself shows, in its exercise and as an example, is no secret."""
    gone = files.keys() - sealed_files.keys()
    assert gone == {f"shieldtalks/checks/e{number}.py" for number in SEALED}
    telling = {p: plain(c.decode()).replace('\\"', '"') for p, c in sealed_files.items()
               if not p.startswith(("exercises/", "notebooks/"))}  # fmt: skip
    right = {task: answers for task, answers in bank("RIGHT").items() if task[:2] in SEALED}
    literals = {
        (task, text)
        for task, answers in right.items()
        for answer in answers
        for text in answer_literals(value(answer))
        if len(text) > 12 and text not in TASK_TEXTS[task].shape
    }
    assert len(literals) > 30
    assert not [(task, text, p) for task, text in literals for p, t in telling.items() if text in t]
    lines = {line.strip() for name, text in regions(BEGIN, END) if name[:2] in SEALED
             for line in text.splitlines() if len(line.strip()) > 20}  # fmt: skip
    shown = " ".join(plain(files[p].decode()) for p in files if p.startswith("exercises/"))
    lines = {line for line in lines if line.replace('"', '\\"') not in shown}
    lines = {line for line in lines if not line.startswith(("for ", "if ", "return ", "plt."))}
    assert len(lines) > 30
    assert not [(line, p) for line in lines for p, text in telling.items() if line in text]


def test_nothing_that_tells_right_from_wrong_is_in_the_texts_of_a_sealed_exercise(sealed_texts):
    for number in EVERY:
        tables = tomllib.loads((sealed_texts / f"{number}.toml").read_text("utf-8"))
        ours = tomllib.loads((FOLDER / f"{number}.toml").read_text("utf-8"))
        assert tables.keys() == ours.keys() - {"shared"}
        for name, table in tables.items():
            if not ours[name]["points"]:
                assert (number, name) == ("00", "0")
                continue
            assert table["sealed"] is True
            assert not table.keys() & {"says", "code", "last"}
            assert table["points"] == ours[name]["points"]
            told = [plain(hint) for hint in ours[name]["hints"][:2]]
            assert table["hints"] == [*told, LEFT_OUT]


def test_all_sealed_leaves_out_what_only_judges_need(files):
    left = sealed(files, EVERY, ROOT)
    assert {path.rpartition("/")[2] for path in left if path.startswith("shieldtalks/checks/")} == {
        *("__init__.py", "answers.py", "base.py", "charts.py", "e00_lesson.py", "form.py"),
        *("notebook.py", "progress.py", "python_errors.py", "texts.py"),
    }


def test_the_open_exercises_beside_sealed_ones_are_as_ever(files, sealed_files):
    changed = {path for path in sealed_files if sealed_files[path] != files[path]}
    assert changed == {f"shieldtalks/data/tasks/{number}.toml" for number in SEALED}


def test_every_right_answer_has_the_form(at_a_student):
    refused = {
        (task, number, said)
        for task, answers in bank("RIGHT").items()
        if TASK_TEXTS[task].points
        for number, answer in enumerate(answers)
        if (said := said_of(task, value(answer)))
    }
    assert not refused


@pytest.mark.parametrize(
    ("task", "answer", "words"),
    [
        ("03.2", ..., "is not started"),
        ("03.2", "0.85", "a number in quotation marks"),
        ("03.2", float("nan"), "which is no number"),
        ("03.1", {"000.09": ..., "001.18": "nothing"}, "Three dots still stand in entry '000.09'"),
        ("03.1", {}, "Your answer is empty. The shape: {"),
        ("03.3", 0.4, "The function itself is wanted"),
        ("04.1", "yes", "The function itself is wanted"),
        ("03.4", {"told": "high", "force": "low"}, "In entry 'told' you gave a text. A number is"),
        ("03.7", None, "nothing (None)"),
        ("07.1", "sdi", "A list in square brackets is wanted here."),
        ("07.5", [1], "The chart is wanted"),
        ("11.4", {"RUS": 1}, "The function itself is wanted"),
    ],
)
def test_of_a_sealed_task_the_form_is_told(at_a_student, task, answer, words):
    assert words in said_of(task, answer)


def test_a_sealed_task_neither_passes_nor_fails(at_a_student, capsys):
    for answer in (0.1, 0.85):
        check("03.2", answer)
        assert capsys.readouterr().out == f"03.2: {LATER}\n"
    with pytest.raises(NotYet):
        check("03.2", "0.85")
    table = progress()
    assert table.loc["03.2", ["passed", "when", "tries"]].tolist() == ["handed in later", "", 3]
    assert capsys.readouterr().out == "Exercise 03: core 16 points, handed in later.\n"
    hint("03.3", 3)
    assert LEFT_OUT in " ".join(capsys.readouterr().out.split())


def test_a_sealed_exercise_is_marked_as_an_open_one(files, sealed_files, tmp_path):
    """Right and wrong answers of two exercises, with what each release's checks printed."""
    given, expected = {}, {}
    for number in SEALED:
        (name,) = (p for p in files if p.startswith(f"exercises/{number}"))
        blank = json.loads(files[name])
        assert json.loads(sealed_files[name]) == blank
        for who in range(3):
            answers, points = sheet(number, who)
            expected[f"s{who}", number] = points
            for kind in ("open", "sealed"):
                notebook = copy.deepcopy(blank)
                for cell in notebook["cells"]:
                    cell["source"] = answers.get(cell["id"], cell["source"])
                    if cell["id"].startswith("check-"):
                        said = LATER if kind == "sealed" else "PASS"
                        cell["outputs"] = [
                            {"output_type": "stream", "name": "stdout", "text": said}
                        ]
                place = tmp_path / kind / f"s{who}" / name.rpartition("/")[2]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(json.dumps(notebook), "utf-8")
    masters = read_masters(ROOT)
    read = {kind: read_class(tmp_path / kind, masters)[0] for kind in ("open", "sealed")}
    given = {k: {(s.student, s.exercise): s.answers for s in found} for k, found in read.items()}
    assert given["open"] == given["sealed"]
    assert main(["grade", str(tmp_path / "sealed"), "--out", str(tmp_path / "out")]) == 0
    found = {(r["student"], r["exercise"]): sum(t["earned"] for t in r["tasks"])
             for r in results.load(tmp_path / "out")}  # fmt: skip
    assert found == expected
    assert len(set(expected.values())) > 2


def sheet(number, who):
    """Return ({answer cell: source}, points) of a sheet; the first is right, others in part."""
    master = json.loads(next(p for p in MASTERS if p.name.startswith(number)).read_text("utf-8"))
    answers = {c["id"]: source(c) for c in master["cells"] if c["id"].startswith("answer-")}
    points = sum(TASK_TEXTS[task].points for task in TASK_TEXTS if task.startswith(number))
    for task, wrong in bank("WRONG").items():
        literal = next((w[0] for w in wrong[who:] if plain_literal(w[0])), None)
        cell = f"answer-{task[3:]}"
        if who and task.startswith(number) and literal is not None and int(task[3:]) % 3 != who - 1:
            name = re.search(rf'check\("{task}", (\w+)\)', json.dumps(master).replace('\\"', '"'))[
                1
            ]
            answers[cell] = f"{name} = {literal!r}"
            points -= TASK_TEXTS[task].points
    return answers, points


def plain_literal(value):
    """Say whether an answer can be typed as it is printed."""
    try:
        return ast.literal_eval(repr(value)) == value and value is not ...
    except (ValueError, SyntaxError):
        return False


def test_which_exercises_are_sealed_is_chosen_and_said(capsys, tmp_path):
    assert told((), ROOT).startswith("Sealed: none. Students get what judges them")
    assert told(("03", "07"), ROOT).startswith("Sealed, to be judged by you alone: 03, 07. Open, ")
    assert chosen("7, 03", ROOT) == ("03", "07")
    assert chosen("all", ROOT) == EVERY
    assert chosen("", ROOT) == ()
    assert main(["release", str(tmp_path / "c"), "--sealed", "3,12"]) == 2
    assert "--sealed 12: there is no such exercise." in capsys.readouterr().err
    assert not (tmp_path / "c").exists()


# The same bytes


def test_the_zip_holds_what_the_folder_holds(released):
    with zipfile.ZipFile(released / f"{NAME}.zip") as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        zipped = {entry.filename: archive.read(entry) for entry in entries}
    assert zipped == {f"{NAME}/{p}": f.read_bytes() for p, f in all_files(released / NAME).items()}
    assert list(zipped) == sorted(zipped)
    assert {entry.date_time for entry in entries} == {(2026, 9, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {stat.S_IFREG | 0o644}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.create_system for entry in entries} == {3}


def test_the_checksums_are_those_of_the_files(released):
    listed = dict(
        reversed(line.split("  ")) for line in (released / SUMS).read_text("utf-8").splitlines()
    )
    found = all_files(released)
    assert listed.keys() | {SUMS} == found.keys()
    for name, digest in listed.items():
        assert hashlib.sha256(found[name].read_bytes()).hexdigest() == digest


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX systems")
def test_modes_and_times_do_not_depend_on_who_makes_it(tmp_path, small):
    before = os.umask(0o077)
    try:
        release(small, tmp_path / "out")
    finally:
        os.umask(before)
    inside = [tmp_path / "out" / NAME, *(tmp_path / "out" / NAME).rglob("*")]
    assert {stat.S_IMODE(p.stat().st_mode) for p in inside if p.is_dir()} == {0o755}
    assert {stat.S_IMODE(p.stat().st_mode) for p in inside if p.is_file()} == {0o644}
    assert len({p.stat().st_mtime for p in inside}) == 1


def test_another_clone_in_which_somebody_worked_gives_the_same_bytes(released, tmp_path):
    clone = tmp_path / "clone"
    leave = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        shutil.copytree(ROOT / name, clone / name, copy_function=shutil.copy, ignore=leave)
    for name in TOP_FILES:
        shutil.copy(ROOT / name, clone)
    for left in (
        "shieldtalks/__pycache__/x.cpython-311.pyc",
        "shieldtalks/data/.ipynb_checkpoints/case-checkpoint.ipynb",
        "shieldtalks/corpus.py~",
        "notebooks/.ipynb_checkpoints/a.ipynb",
        "seeds/.DS_Store",
        "exercises/Untitled.ipynb",
        "solutions/.ipynb_checkpoints/00_start_here.ipynb",
    ):
        (clone / left).parent.mkdir(exist_ok=True)
        (clone / left).write_text("left behind")
    sums = release(clone, tmp_path / "out")
    assert sums[f"{NAME}.zip"] == hashlib.sha256(zip_of(released)).hexdigest()
    assert zip_of(tmp_path / "out") == zip_of(released)
    assert (tmp_path / "out" / SUMS).read_bytes() == (released / SUMS).read_bytes()


def zip_of(out):
    return (out / f"{NAME}.zip").read_bytes()


# Where it is written


def test_a_former_release_is_replaced(small, tmp_path):
    out = tmp_path / "out"
    (small / "notebooks/old.ipynb").write_text("{}")
    first = release(small, out)
    assert release(small, out) == first
    (small / "notebooks/old.ipynb").unlink()
    (out / NAME / "README.md").unlink()
    second = release(small, out)
    assert f"{NAME}/notebooks/old.ipynb" in first
    assert all_files(out).keys() == second.keys() | {SUMS}
    assert not (out / NAME / "notebooks").exists()


def leave_a_file(out):
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")


def leave_a_file_in_a_release(out):
    leave_a_release(out)
    (out / NAME / "exercises/my notes.md").write_text("notes")


def work_in_a_release(out):
    leave_a_release(out)
    with open(out / NAME / "exercises/00_start_here.ipynb", "a") as file:
        file.write(" ")


def lose_the_checksums(out):
    leave_a_release(out)
    (out / SUMS).unlink()


def break_the_checksums(out):
    leave_a_release(out)
    (out / SUMS).write_bytes(b"\xff\xfe")


def leave_a_folder(out):
    (out / "empty").mkdir(parents=True)


def leave_a_release(out):
    release(out.parent / "course", out)


@pytest.mark.parametrize(
    ("leave", "named"),
    [
        (leave_a_file, "out/thesis.docx"),
        (leave_a_folder, "out/empty"),
        (leave_a_file_in_a_release, f"out/{NAME}/exercises/my notes.md"),
        (work_in_a_release, f"out/{NAME}/exercises/00_start_here.ipynb"),
        (lose_the_checksums, f"out/{NAME}"),
        (break_the_checksums, f"out/{NAME}"),
    ],
)
def test_a_folder_with_anything_else_in_it_stays_as_it_is(leave, named, small, tmp_path):
    leave(tmp_path / "out")
    before = {name: path.read_bytes() for name, path in all_files(tmp_path / "out").items()}
    with pytest.raises(DataError, match=f"^{re.escape(named)}.*: is not as a release left it"):
        release(small, tmp_path / "out")
    assert {n: p.read_bytes() for n, p in all_files(tmp_path / "out").items()} == before


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX systems")
def test_a_link_is_not_followed(small, tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).symlink_to(tmp_path / "precious")
    with pytest.raises(DataError, match=f"^out/{NAME}: is not as a release left it"):
        release(small, tmp_path / "out")
    assert (tmp_path / "precious/file").read_text() == "mine"


@pytest.mark.parametrize("inside", ["notebooks", "seeds/x", "shieldtalks/data/out"])
def test_a_release_does_not_lie_in_what_it_copies(inside, small):
    with pytest.raises(DataError, match="^.*: lies inside (notebooks|seeds|shieldtalks)/"):
        release(small, small / inside)


def test_what_is_wrong_is_one_line_and_nothing_is_written(small, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match=r"^file: is a file\. Name a folder for the release\.$"):
        release(small, tmp_path / "file")
    (small / "pyproject.toml").unlink()
    with pytest.raises(DataError, match=r"^pyproject\.toml: is missing in the course\."):
        release(small, tmp_path / "out")
    (small / "solutions/00_start_here.ipynb").unlink()
    with pytest.raises(DataError, match=r"^solutions/: there is no master here\."):
        release(small, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(small, tmp_path, monkeypatch):
    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(DataError, match=r"^out/: cannot be written \(No space left on device\)"):
        release(small, tmp_path / "out")
