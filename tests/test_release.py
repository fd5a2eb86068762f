"""What students get: nothing that gives answers away, and the same bytes wherever it is made."""

import hashlib
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

from shieldtalks.course.cells import BEGIN, BEGIN_HIDDEN, END, END_HIDDEN, MARKS
from shieldtalks.errors import DataError
from shieldtalks.grading.release import NAME, SUMS, bundle, release
from tests import ROOT
from tests.markdown import dead_links, headings, page_anchor

MASTERS = sorted(ROOT.glob("solutions/*.ipynb"))
COPIED = ("solutions", "exercises", "notebooks", "seeds", "shieldtalks")
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
def texts(files):
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


def test_no_notebook_has_a_region_of_the_master(texts):
    lines = {line.strip() for path, text in texts.items() if path.endswith(".ipynb")
             for line in text.splitlines()}  # fmt: skip
    assert not MARKS & lines


def test_no_solution_is_in_it(texts):
    """Neither in a judge nor in a prompt; a last hint may hold the one line that is wanted."""
    solutions = regions(BEGIN, END)
    assert len(solutions) > 70
    whole = {path: plain(t) for path, t in texts.items()}
    found = [(name, p) for name, text in solutions for p, t in whole.items() if plain(text) in t]
    assert {path.rpartition("/")[0] for _, path in found} <= {"shieldtalks/data/tasks"}
    assert len(found) <= 4, found


def test_no_hidden_test_is_in_it(texts):
    hidden = regions(BEGIN_HIDDEN, END_HIDDEN)
    assert len(hidden) >= 13
    lines = [
        (name, line.strip())
        for name, text in hidden
        for line in text.splitlines()
        if len(line.strip()) > 20 and "import" not in line
    ]
    assert len(lines) > 50
    assert not [(n, line, path) for n, line in lines for path, t in texts.items() if line in t]


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


def test_check_runs_in_it(released, tmp_path):
    course = tmp_path / NAME
    shutil.copytree(released / NAME, course)
    exercise = course / "exercises/08_is_there_a_deal.ipynb"
    notebook = json.loads(exercise.read_text("utf-8"))
    answer = next(cell for cell in notebook["cells"] if cell["id"] == "answer-1")
    answer["source"] = "def score(w, v):\n    return sum(w[k] * v[k] for k in w) / 100"
    exercise.write_text(json.dumps(notebook), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "shieldtalks.cli", "check", "exercises/08_is_there_a_deal.ipynb"],
        cwd=course,
        env={**os.environ, "PYTHONPATH": f"{course}{os.pathsep}{os.environ['PYTHONPATH']}"},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    first, *others, last = done.stdout.splitlines()
    assert first == "PASS    08.1"
    assert others
    assert all("is not started" in line for line in others)
    assert last.startswith("08_is_there_a_deal.ipynb: 1 of ")


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
