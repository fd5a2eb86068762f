"""nbgrader as it is: a master goes through its commands, from release to gradebook.

With --full every master does. nbgrader stands in a virtual environment of its own, made anew in a
temporary folder: with --full by pip alone, as a teacher makes it, else on top of the packages that
run these tests, which takes a tenth of the time. Making it is the one step of the tests that
reaches the package registry; its commands then run without a network, like all else here. The
variable SHIELDTALKS_NBGRADER may name the folder of an environment that was made before, by
`pip install -r tests/nbgrader-requirements.txt`.
"""

import csv
import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import nbformat
import pytest

from shieldtalks.course.cells import is_answer, is_check, nbgrader, task_ids
from shieldtalks.course.notebooks import read_notebook
from tests import ROOT
from tests.isolation import with_network

REQUIREMENTS = "tests/nbgrader-requirements.txt"
MASTERS = {path.stem: path for path in sorted(ROOT.glob("solutions/*.ipynb"))}
SHORT = "04_the_position_matrix"
EVERY = "*"

# Ann answers as the masters do, in every exercise. Ben hands in what stands here, and does not
# begin an answer that is None. HIDDEN meets the visible check, but not the hidden one.
HIDDEN = ("ben", SHORT, "check-1")
STUDENTS = {
    "ann": dict.fromkeys(MASTERS, {}),
    "ben": {
        "00_start_here": {"answer-1": "how_many = 5", "answer-5": None},
        "04_the_position_matrix": {
            "answer-1": """def stance(agree, disagree):
    if agree and disagree:
        return "both"
    if agree or disagree:
        return "agree" if 0 < agree < 9 else "disagree"
    return "silent"
""",
            "answer-3": None,
            "answer-4": 'ministry = {"yes": ["000.02"], "no": ["000.04"]}',
        },
        "08_is_there_a_deal": {
            "answer-1": None,
            "answer-5": 'trade = {"RUS": "sites", "NATO": "sites"}',
        },
        "11_at_the_table": {"answer-3": "dispute = 1 / 0", "answer-6": None},
    },
}
WORK = [(student, assignment) for student, works in STUDENTS.items() for assignment in works]
LONG = pytest.mark.full(
    "every other master through nbgrader, in an environment that pip alone has made",
    short="tests/test_nbgrader.py::test_no_command_has_anything_to_complain_of",
)

REGION = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.S)
COMPLAINT = re.compile(r"\| (?:WARNING|ERROR|CRITICAL)\]|Traceback|IDFieldWarning|DuplicateCellId")
# What it says of every course without settings of its own, and of every cell with a hidden test.
USUAL = re.compile(r"No nbgrader_config.py file found|'checksum' for cell (check-\d+) has changed!")
SCORES = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as gradebook:
    print(json.dumps([
        [found.student.id, assignment.name, grade.name, grade.score, grade.max_score]
        for assignment in gradebook.assignments
        for found in gradebook.assignment_submissions(assignment.name)
        for notebook in found.notebooks for grade in notebook.grades
    ]))
"""


def long_but_one(cases):
    """Return pytest parameters of which only those on one master are in every run."""
    given = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [pytest.param(*case, marks=() if SHORT in case else LONG) for case in given]


class Course:
    """A course folder of nbgrader's with some masters, and what its commands said of it.

    alone: whether the environment has all that nbgrader needs, or leans on that of the tests.
    """

    def __init__(self, folder, programs, assignments, alone):
        self.folder = folder
        self.assignments = assignments
        self.work = [pair for pair in WORK if pair[1] in assignments]
        self.home = folder / "home"
        self.said = {}
        self._programs = programs
        # nbgrader looks for alembic on the path, as in an environment that was activated.
        path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
        self._environment = {**os.environ, "PATH": path, "SHIELDTALKS_HOME": str(self.home)}
        if not alone:
            # Templates of nbconvert are data of the environment in which it is installed.
            data = Path(sysconfig.get_path("data"), "share/jupyter")
            self._environment["JUPYTER_PATH"] = str(data)

    def nbgrader(self, command, *arguments):
        """Run a command of nbgrader here and keep what it said; it must succeed."""
        self.said[command] = self.output("nbgrader", command, *arguments, err=subprocess.STDOUT)

    def output(self, program, *arguments, err=None):
        """Return what a program of nbgrader's environment prints here; it must succeed."""
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-2000:]
        return done.stdout

    def path(self, step, assignment, student=""):
        """Return the path of a notebook at a step: source, release, submitted, ..."""
        return self.folder / step / student / assignment / f"{assignment}.ipynb"

    def cells(self, step, assignment, student=""):
        """Return {id: cell} of a notebook at a step."""
        return {c.id: c for c in read_notebook(self.path(step, assignment, student)).cells}


def regions(cells, kind):
    """Return {cell id: the lines that only stand between BEGIN and END of a kind}.

    A line that the cell has elsewhere too is no secret, and neither is a bracket alone.
    """
    found = {}
    for name, cell in cells.items():
        inside = "\n".join(match[2] for match in REGION.finditer(cell.source) if match[1] == kind)
        if inside:
            open_lines = lines_of(REGION.sub("", cell.source))
            found[name] = {line for line in lines_of(inside) - open_lines if len(line) > 3}
    return found


def lines_of(text):
    return {line.strip() for line in text.splitlines()}


def write(notebook, path):
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def hand_in(course, student, assignment):
    """Submit the released notebook with the master's answers, but for some of them."""
    notebook = read_notebook(course.path("release", assignment))
    answers = {c.id: c.source for c in read_notebook(MASTERS[assignment]).cells if is_answer(c)}
    answers |= STUDENTS[student][assignment]
    for cell in notebook.cells:
        if answers.get(cell.id) is not None:
            cell.source = answers[cell.id]
    write(notebook, course.path("submitted", assignment, student))


def installed(folder, alone):
    """Make an environment that has nbgrader and the course; return its folder of programs.

    alone: whether pip has to bring everything, or what runs these tests may be used.
    """
    venv.create(folder, with_pip=alone)
    programs = Path(sysconfig.get_path("scripts", "venv", {"base": str(folder)}))
    # Compiling all of it takes as long again as installing it, and little of it is used.
    options = ["install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    if alone:
        command = [programs / "python", "-m", "pip", *options, "-r", REQUIREMENTS]
    else:
        packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
        here = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
        (packages / "those_of_the_tests.pth").write_text(here, "utf-8")
        (pinned,) = re.findall(r"^nbgrader==.*", (ROOT / REQUIREMENTS).read_text("utf-8"), re.M)
        pip = [sys.executable, "-m", "pip", "--python", programs / "python"]
        command = [*pip, *options, pinned]
    subprocess.run(command, cwd=ROOT, env=with_network(), check=True)
    return programs


@pytest.fixture(scope="module")
def course(tmp_path_factory, request):
    """A course: released, handed in, marked, reported and exported."""
    full = request.config.option.full
    if made := os.environ.get("SHIELDTALKS_NBGRADER"):
        programs = Path(sysconfig.get_path("scripts", "venv", {"base": made}))
    else:
        programs = installed(tmp_path_factory.mktemp("nbgrader") / "venv", alone=full)
    assignments = list(MASTERS) if full else [SHORT]
    course = Course(tmp_path_factory.mktemp("course"), programs, assignments, alone=full)
    for assignment in assignments:
        write(read_notebook(MASTERS[assignment]), course.path("source", assignment))
    course.nbgrader("generate_assignment", EVERY)
    for student, assignment in course.work:
        hand_in(course, student, assignment)
    course.nbgrader("autograde", EVERY)
    course.nbgrader("generate_feedback", EVERY)
    course.nbgrader("export")
    return course


@pytest.fixture(scope="module")
def scores(course):
    """{(student, assignment): {id of a check cell: (score, points)}} of nbgrader's gradebook."""
    found = {}
    for student, assignment, name, *score in json.loads(course.output("python", "-c", SCORES)):
        found.setdefault((student, assignment), {})[name] = tuple(score)
    return found


def test_no_command_has_anything_to_complain_of(course):
    sources = [course.cells("source", assignment) for assignment in course.assignments]
    hiding = {name for cells in sources for name in regions(cells, "HIDDEN TESTS")}
    complaints = [
        f"{command}: {line}"
        for command, said in course.said.items()
        for line in filter(COMPLAINT.search, said.splitlines())
        if not (usual := USUAL.search(line)) or usual[1] not in {None, *hiding}
    ]
    assert not complaints


def test_a_complaint_is_seen():
    for line in ("[AutogradeApp | WARNING] x", "[AutogradeApp | ERROR] x", "MissingIDFieldWarning"):
        assert COMPLAINT.search(line)
    assert not COMPLAINT.search("[AutogradeApp | INFO] Converting notebook")


@pytest.mark.parametrize("assignment", long_but_one(MASTERS))
def test_a_released_notebook_holds_no_solution_and_no_hidden_test(course, assignment):
    source, released = (course.cells(step, assignment) for step in ("source", "release"))
    assert list(released) == list(source)
    solutions = regions(source, "SOLUTION")
    assert solutions.keys() == {name for name, cell in source.items() if is_answer(cell)}
    for secret in (solutions, regions(source, "HIDDEN TESTS")):
        assert not [
            name for name, lines in secret.items() if lines & lines_of(released[name].source)
        ]
    everything = course.path("release", assignment).read_text("utf-8")
    assert not re.search("BEGIN |END |PASS ..\\..", everything)


def test_hidden_tests_are_put_back_and_run(course):
    hidden = {
        name: regions(course.cells("source", name), "HIDDEN TESTS") for name in course.assignments
    }
    assert any(hidden.values())
    for assignment, tests in hidden.items():
        marked = course.cells("autograded", assignment, "ann")
        assert all(lines <= lines_of(marked[name].source) for name, lines in tests.items())


@pytest.mark.parametrize(("student", "assignment"), long_but_one(WORK))
def test_an_answer_that_is_not_right_loses_its_own_points_and_no_others(
    scores, student, assignment
):
    lost = {name.replace("answer", "check") for name in STUDENTS[student][assignment]}
    points = {
        nbgrader(cell)["grade_id"]: float(nbgrader(cell)["points"])
        for cell in filter(is_check, read_notebook(MASTERS[assignment]).cells)
    }
    assert scores[student, assignment] == {
        name: (0.0 if name in lost else most, most) for name, most in points.items()
    }


def test_the_export_has_these_scores(course, scores):
    with open(course.folder / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    for who, grades in scores.items():
        earned, most = map(sum, zip(*grades.values(), strict=True))
        assert (float(rows[who]["score"]), float(rows[who]["max_score"])) == (earned, most)


@pytest.mark.parametrize(("student", "assignment"), long_but_one(WORK))
def test_feedback_shows_what_each_check_said(course, scores, student, assignment):
    page = course.path("feedback", assignment, student).with_suffix(".html").read_text("utf-8")
    for cell in filter(is_check, read_notebook(MASTERS[assignment]).cells):
        score, most = scores[student, assignment][cell.id]
        # Where only the hidden test fails, the visible one has passed.
        passed = score == most or (student, assignment, cell.id) == HIDDEN
        said = {bool(re.search(rf"PASS {re.escape(task)}\b", page)) for task in task_ids(cell)}
        assert said == {passed}


def test_marking_a_class_is_nobodys_progress(course):
    assert not course.home.exists()
