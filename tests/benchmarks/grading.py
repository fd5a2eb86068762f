"""What grading a class costs: nbgrader, otter-grader, nbval, a bare fork, and `shieldtalks grade`.

Run in the folder of the course: python -m tests.benchmarks.grading [--full] [--memory] [--scale N]
All ways grade the same submissions of one exercise: answers of the masters, wrong ones from
tests/answers, and answers not begun, in turn; no two students hand in the same file. All run the
same cells, judges and hidden tests, and at the end a locked cell that shows the position matrix.
Each way is timed as a command, start-up counted, and its points are compared with the others'.
Beside the time that passes stands the time of the processors, which a busy machine lengthens less.
--full adds the slow ways, --memory what two workers hold, --scale how the time of many grows.
nbgrader and otter-grader are installed into environments of their own, which takes a minute each;
--nbgrader and --otter name the folders of such environments that are there already.
"""

import argparse
import ast
import contextlib
import importlib
import inspect
import io
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
import threading
import time
import venv
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT

EXERCISE = "03"  # half of the twelve take longer, half shorter
PICTURE = """from shieldtalks.explorers import matrix_step

matrix_step(load_statements())"""
SUBMISSIONS = 36
SCALE = (4, 2, 1)  # --scale N grades N / 4, N / 2 and N
MB = 2**20
OURS = "shieldtalks grade, one worker"
FORK = "bare fork, with the picture"
NO_PICTURE = "bare fork, without it"
BATCH = "nbgrader autograde, batch"
SESSION = "pytest --nbval, one session"
# (way, how many times its throughput ours must at least have)
BARS = ((BATCH, 10), (SESSION, 6), (FORK, 1 / 3))
MEMORY_BAR = 600  # MB, with two workers
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


# The class


@dataclass
class Room:
    """A class that has handed in one exercise.

    folder holds submitted/STUDENT/NAME/NAME.ipynb, and a course with one master; students is
    {student: path of the notebook}, points {check cell: points}.
    """

    folder: Path
    master: Path
    students: dict
    points: dict

    @property
    def name(self):
        """Return the name of the exercise's file, which is that of nbgrader's assignment."""
        return self.master.stem

    def fresh(self, name):
        """Return a new empty folder."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def environment(self, programs=None):
        """Return the environment that all commands run in; programs: a folder of programs."""
        path = os.pathsep.join(filter(None, [str(programs or ""), os.environ.get("PATH", "")]))
        home = self.folder / "home"
        own = {"PATH": path, "SHIELDTALKS_HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
        return {**os.environ, **ONE_THREAD, **own}


def make_room(folder, number, count):
    """Return a class of `count` students whose answers are right, wrong and not begun, in turn."""
    import nbformat

    from shieldtalks.course.cells import is_answer, is_check, nbgrader
    from shieldtalks.course.notebooks import blank, read_notebook, write_notebook

    (path,) = ROOT.glob(f"solutions/{number}_*.ipynb")
    master = read_notebook(path)
    wrong = list(wrong_sources(number, master))
    master.cells.append(nbformat.v4.new_code_cell(PICTURE, id="picture"))
    for name in ("notebooks", "exercises", "solutions"):
        (folder / "course" / name).mkdir(parents=True)
    write_notebook(master, folder / "course/solutions" / path.name)
    released = blank(master)
    right = [cell.source for cell in master.cells if is_answer(cell)]
    answers = [cell for cell in released.cells if is_answer(cell)]
    open_cells = [cell.source for cell in answers]
    students = {}
    for place in range(count):
        student = f"s{place:04}"
        for task, cell in enumerate(answers):
            slip = wrong[task][(place // 3 + task) % len(wrong[task])]
            choices = right[task], slip, open_cells[task]
            cell.source = f"{choices[(place + task) % 3]}\n# {student}"
        students[student] = folder / "submitted" / student / path.stem / path.name
        students[student].parent.mkdir(parents=True)
        write_notebook(released, students[student])
    points = {cell.id: nbgrader(cell)["points"] for cell in master.cells if is_check(cell)}
    return Room(folder, folder / "course/solutions" / path.name, students, points)


def wrong_sources(number, solved):
    """Yield, for each task, the sources of those wrong answers of the bank that can be typed."""
    from shieldtalks.course.cells import is_check, task_ids

    bank = importlib.import_module(f"tests.answers.e{number}")
    for cell in filter(is_check, solved.cells):
        (task,) = task_ids(cell)
        name = re.search(r"check\(\"[\d.]+\", (\w+)\)", cell.source)[1]
        found = [typed(bank, name, answer) for answer, _ in bank.WRONG[task]]
        yield [source for source in found if source] or sys.exit(f"{task}: no wrong answer to type")


def typed(bank, name, answer):
    """Return the source that gives a name this answer, or '' where it cannot be written down."""
    if inspect.isfunction(answer) and not inspect.signature(answer).parameters:
        answer = answer()
    if not inspect.isfunction(answer):
        with contextlib.suppress(ValueError, SyntaxError):
            return f"{name} = {answer!r}" if ast.literal_eval(repr(answer)) == answer else ""
        return ""
    needed = [answer]
    for function in needed:
        called = [vars(bank).get(used) for used in function.__code__.co_names]
        needed += [f for f in called if inspect.isfunction(f) and f not in needed]
    names = [function.__name__ for function in needed]
    if "<lambda>" in names or name in names[1:]:
        return ""
    lines = ["import numpy as np", "import pandas as pd"]
    lines += [textwrap.dedent(inspect.getsource(function)) for function in reversed(needed)]
    return "\n".join([*lines, f"{name} = {names[0]}"])


# The ways to grade it. Each returns (Cost, points of all students together).


class Cost:
    """What commands took: seconds that passed, and seconds of the processors."""

    def __init__(self, passed=0.0, processors=0.0):
        self.passed, self.processors = passed, processors

    def __add__(self, other):
        return Cost(self.passed + other.passed, self.processors + other.processors)


def timed(command, cwd, environment, accepted=(0,)):
    """Return (Cost, output) of a command. Raises RuntimeError with its last lines if it fails.

    accepted: the exit codes of success; nbval has two, for a cell that fails is no failure here.
    """
    begin, before = time.perf_counter(), _processors()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    cost = Cost(time.perf_counter() - begin, _processors() - before)
    if done.returncode not in accepted:
        last = " | ".join(done.stdout.splitlines()[-4:])
        raise RuntimeError(f"exit code {done.returncode}: {last}")
    return cost, done.stdout


def _processors():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def shieldtalks_grade(room, workers=1, watch=None):
    """Grade with this project's own command."""
    out = room.fresh("results")
    command = [sys.executable, "-m", "shieldtalks.cli", "grade", room.folder / "submitted"]
    command += ["--out", out, "--workers", workers]
    course = room.master.parents[1]
    if watch:
        return watch(command, course, room.environment())
    cost, _ = timed(command, course, room.environment())
    results = [json.loads(path.read_text("utf-8")) for path in out.glob("results/*/*.json")]
    return cost, sum(task["earned"] for result in results for task in result["tasks"])


def bare_fork(room, picture=True):
    """Grade in forks of one warm process that has no walls, no kernel and no notebook format."""
    command = [sys.executable, "-m", "tests.benchmarks.grading", "--fork", room.folder]
    command += [] if picture else ["--no-picture"]
    cost, said = timed(command, ROOT, room.environment())
    passed = json.loads(said.splitlines()[-1])
    return cost, sum(room.points[cell] for cells in passed for cell in cells)


def nbval_session(room, each=False):
    """Grade with plain nbval, all notebooks in one session or each in one of its own."""
    from shieldtalks.course.cells import is_check
    from shieldtalks.course.notebooks import read_notebook, write_notebook
    from shieldtalks.grading.engine.selfcheck import restored

    folder = room.fresh("nbval")
    (folder / "pytest.ini").write_text("[pytest]\n")
    master = read_notebook(room.master)
    checks = {cell.id: cell.source for cell in master.cells if is_check(cell)}
    for student, path in room.students.items():
        notebook = restored(master, read_notebook(path))
        for cell in notebook.cells:
            cell.source = checks.get(cell.id, cell.source)  # with the hidden tests
        write_notebook(notebook, folder / f"{student}.ipynb")
    plain = ["-q", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=60"]
    plain += ["--disable-plugin-autoload", "-pnbval", "-pno:cacheprovider", "--tb=no"]
    command = [sys.executable, "-m", "pytest", *plain]
    notebooks = sorted(path.name for path in folder.glob("*.ipynb"))
    total, earned = Cost(), 0
    for names in [[name] for name in notebooks] if each else [notebooks]:
        report = folder / "report.xml"
        running = [*command, f"--junitxml={report}", *names]
        total += timed(running, folder, room.environment(), (0, 1))[0]
        earned += _points_of(report, room, master)
    return total, earned


def _points_of(report, room, master):
    """Return the points of all cells that passed, by nbval's numbers of code cells."""
    code = [cell.id for cell in master.cells if cell.cell_type == "code"]
    earned = 0
    for case in ElementTree.parse(report).iter("testcase"):
        if not len(case):
            earned += room.points.get(code[int(re.search(r"\d+$", case.get("name"))[0])], 0)
    return earned


def nbgrader_batch(room, programs, each=False):
    """Grade with nbgrader's autograde, all students in one command or each in one of its own."""
    from shieldtalks.course.notebooks import read_notebook, write_notebook

    course = room.fresh("nbgrader")
    source = course / "source" / room.name / room.master.name
    source.parent.mkdir(parents=True)
    write_notebook(read_notebook(room.master), source)
    environment = room.environment(programs)
    timed([programs / "nbgrader", "generate_assignment", room.name], course, environment)
    (course / "submitted").symlink_to(room.folder / "submitted")
    command = [programs / "nbgrader", "autograde", room.name]
    total = Cost()
    for student in room.students if each else ["*"]:
        total += timed([*command, f"--student={student}"], course, environment)[0]
    timed([programs / "nbgrader", "export"], course, environment)
    rows = (course / "grades.csv").read_text("utf-8").splitlines()
    column = rows[0].split(",").index("score")
    return total, sum(float(row.split(",")[column]) for row in rows[1:])


OTTER_TEST = """from otter.test_files import test_case
OK_FORMAT = False
name = {name!r}
points = {points}

@test_case()
def test(env):
    exec({source!r}, env)
"""
OTTER_LOOP = """import sys
from otter.api import grade_submission
for path in sys.argv[1:]:
    print("points", grade_submission(path, "autograder.zip", quiet=True).total)
"""


def otter_loop(room, programs, each=False):
    """Grade with otter-grader, by its interface in a loop or with one command each.

    A check cell becomes a test file of otter's that runs the cell's source where answers ran.
    """
    import nbformat

    from shieldtalks.course.cells import is_check
    from shieldtalks.course.notebooks import read_notebook, write_notebook

    folder = room.fresh("otter")
    checks = [cell for cell in read_notebook(room.master).cells if is_check(cell)]
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"pdf": False, "show_stdout": False}))
        for cell in checks:
            name, points = cell.id.replace("-", "_"), room.points[cell.id]
            test = OTTER_TEST.format(name=name, points=points, source=cell.source)
            archive.writestr(f"tests/{name}.py", test)
    for student, path in room.students.items():
        notebook = read_notebook(path)
        for cell in filter(is_check, notebook.cells):
            cell.source = f"grader.check({cell.id.replace('-', '_')!r})"
        start = "import otter\ngrader = otter.Notebook()"
        notebook.cells.insert(0, nbformat.v4.new_code_cell(start, id="otter"))
        write_notebook(notebook, folder / f"{student}.ipynb")
    notebooks = sorted(path.name for path in folder.glob("*.ipynb"))
    environment = room.environment(programs)
    if not each:
        command = [programs / "python", "-c", OTTER_LOOP, *notebooks]
        cost, said = timed(command, folder, environment)
        return cost, sum(map(float, re.findall(r"^points (\S+)$", said, re.M)))
    total, earned = Cost(), 0
    for name in notebooks:
        total += timed([programs / "otter", "run", "--no-logo", name], folder, environment)[0]
        tests = json.loads((folder / "results.json").read_text("utf-8"))["tests"]
        earned += sum(test.get("score", 0) for test in tests)
    return total, earned


# The bare fork, in a process of its own


def fork_all(folder, picture):
    """Print, as JSON, the check cells that each submission passes; one fork a submission."""
    (master,) = folder.glob("course/solutions/*.ipynb")
    cells = json.loads(master.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    code = code if picture else [cell for cell in code if cell["id"] != "picture"]
    # Once here: what all submissions import, and what the library keeps for the next time.
    with contextlib.redirect_stdout(io.StringIO()):
        run_cells(code, {})
    paths = sorted(folder.glob("submitted/*/*/*.ipynb"))
    print(json.dumps([in_fork(lambda path=path: submission(code, path)) for path in paths]))


def in_fork(work):
    """Return what a function returns in a fork of this process."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            told = json.dumps(work()).encode()
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(told)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told)


def submission(code, path):
    """Return the check cells that a submission passes."""
    given = {c["id"]: c["source"] for c in json.loads(path.read_text("utf-8"))["cells"]}
    return run_cells(code, given)


def run_cells(code, given):
    """Run code cells, with given sources for the answers; return the check cells that pass."""
    from shieldtalks.course.cells import is_answer, is_check

    space, passed = {"__name__": "__main__"}, []
    for cell in code:
        source = given.get(cell["id"]) if is_answer(cell) else None
        try:
            run_cell("".join(source or cell["source"]), space)
        except Exception:
            continue
        passed += [cell["id"]] if is_check(cell) else []
    return passed


def run_cell(source, space):
    """Run a cell; what its last line gives is shown as a kernel would, pictures and all."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), space)
    shown = last and eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
    for way in ("_repr_mimebundle_", "_repr_html_", "__repr__"):
        if shown is not None and hasattr(shown, way):
            getattr(shown, way)()
            break


# What it holds in memory


class Tree:
    """Watches what a command and all its children hold, many times a second."""

    def __init__(self):
        self.peak = {"Pss": 0, "Rss": 0}
        self.processes = 0

    def __call__(self, command, cwd, environment):
        """Run a command to its end; return its exit code and its last lines."""
        with tempfile.TemporaryFile("w+") as said:
            command = [str(part) for part in command]
            process = subprocess.Popen(
                command, cwd=cwd, env=environment, stdout=said, stderr=subprocess.STDOUT
            )
            done = threading.Event()
            watcher = threading.Thread(target=self._watch, args=(process.pid, done))
            watcher.start()
            process.wait()
            done.set()
            watcher.join()
            said.seek(0)
            if process.returncode:
                raise RuntimeError(" | ".join(said.read().splitlines()[-4:]))

    def _watch(self, root, done):
        while not done.wait(0.05):
            held = [memory(process) for process in descendants(root)]
            for kind in self.peak:
                total = sum(each.get(kind, 0) for each in held) * 1024 / MB
                self.peak[kind] = max(self.peak[kind], total)
            self.processes = max(self.processes, len(held))


def descendants(root):
    """Return the numbers of a process and of all below it."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = path.read_text().rpartition(")")[2].split()[1]
            children.setdefault(int(parent), []).append(int(path.parent.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def memory(process):
    """Return {"Pss": kB, "Rss": kB} of a process; nothing where it is gone, or not ours to see."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        return {kind: int(size) for kind, size in re.findall(r"^(Pss|Rss): +(\d+)", text, re.M)}
    return {}


# The table


def environment_with(room, made, *wanted):
    """Return the folder of programs of an environment; it is made here unless `made` names one."""
    folder = Path(made or room.fresh("venv")).resolve()
    programs = Path(sysconfig.get_path("scripts", "venv", {"base": str(folder)}))
    if not made:
        venv.create(folder, with_pip=True)
        timed([programs / "python", "-m", "pip", "install", "-q", *wanted], ROOT, os.environ)
    return programs


def ways_of(options, room):
    """Return {way: function without arguments}, the yardsticks first."""
    nbgrader = environment_with(room, options.nbgrader, "-r", "tests/nbgrader-requirements.txt")
    ways = {
        BATCH: lambda: nbgrader_batch(room, nbgrader),
        SESSION: lambda: nbval_session(room),
        FORK: lambda: bare_fork(room),
        NO_PICTURE: lambda: bare_fork(room, False),
        OURS: lambda: shieldtalks_grade(room),
    }
    if options.full:
        otter = environment_with(
            room, options.otter, "-r", "requirements.txt", "otter-grader==7.0.0"
        )
        ways |= {
            "nbgrader autograde, one process each": lambda: nbgrader_batch(room, nbgrader, True),
            "pytest --nbval, one process each": lambda: nbval_session(room, True),
            "otter run, one process each": lambda: otter_loop(room, otter, True),
            "otter's interface in a loop": lambda: otter_loop(room, otter),
        }
    return ways


def compare(ways, count, rounds):
    """Let the ways take turns; print the table. Returns the lines of what went wrong."""
    costs, points, wrong = {}, {}, []
    for _ in range(rounds):
        for name, way in ways.items():
            if name in wrong:
                continue
            try:
                cost, points[name] = way()
            except (RuntimeError, OSError) as error:
                print(f"{name}: FAILED: {error}", file=sys.stderr)
                wrong.append(name)
            else:
                costs.setdefault(name, []).append(cost)
                print(f"{name}: {cost.passed:.1f} s", file=sys.stderr)
    passed = {name: _median(each.passed for each in costs[name]) / count for name in costs}
    print(f"{'seconds a submission':40}{'passed':>8}{'processors':>12}{'speed':>8}{'points':>8}")
    for name in passed:
        processors = _median(each.processors for each in costs[name]) / count
        speed = f"{passed[BATCH] / passed[name]:.1f}x" if BATCH in passed else ""
        print(f"{name:40}{passed[name]:8.3f}{processors:12.3f}{speed:>8}{points[name]:8.0f}")
    for name, bar in BARS:
        print(f"{OURS}, against {name}: {_against(passed, name, bar)}")
    if len(set(points.values())) > 1:
        wrong.append(f"the ways do not agree on the points: {points}")
    return wrong


def _median(values):
    return statistics.median(values)


def _against(passed, name, bar):
    """Return in words how ours compares with another way, and whether that meets the bar."""
    if not {OURS, name} <= passed.keys():
        return "NOT MEASURED"
    ratio = passed[name] / passed[OURS]
    if bar < 1:
        said = f"{1 / ratio:.2f} times its time, at most {1 / bar:.0f} wanted"
    else:
        said = f"{ratio:.1f} times its throughput, at least {bar} wanted"
    return f"{said}: {'met' if ratio >= bar else 'MISSED'}"


def main(options):
    """Measure what was asked for; return the exit code, 0 if every way worked and agreed."""
    wrong = []
    with tempfile.TemporaryDirectory(prefix="shieldtalks-bench-") as place:
        place = Path(place)
        room = make_room(place / "class", options.exercise, options.submissions)
        print(
            f"exercise {room.name}, {options.submissions} submissions, median of {options.rounds}"
        )
        if not options.no_table:
            wrong += compare(ways_of(options, room), options.submissions, options.rounds)
        try:
            if options.memory:
                tree = Tree()
                shieldtalks_grade(room, 2, tree)
                verdict = "met" if tree.peak["Pss"] < MEMORY_BAR else "MISSED"
                print(
                    f"peak of {tree.processes} processes with two workers: "
                    f"PSS {tree.peak['Pss']:.0f} MB (bar: {MEMORY_BAR}): {verdict}; "
                    f"sum of RSS {tree.peak['Rss']:.0f} MB"
                )
            for part in SCALE if options.scale else ():
                count = options.scale // part
                room = make_room(place / f"class-{count}", options.exercise, count)
                cost, _ = shieldtalks_grade(room)
                print(
                    f"{count:6,} submissions: {cost.passed / count:.3f} s each, "
                    f"{cost.processors / count:.3f} s of the processors"
                )
        except RuntimeError as error:
            wrong.append(f"{OURS}: {error}")
    for line in wrong:
        print(f"FAILED: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="the slow ways too")
    parser.add_argument("--memory", action="store_true", help="what two workers hold")
    parser.add_argument("--scale", type=int, help="grade so many, and half and a quarter of them")
    parser.add_argument("--no-table", action="store_true", help="leave the comparison out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--submissions", type=int, default=SUBMISSIONS)
    parser.add_argument("--exercise", default=EXERCISE)
    parser.add_argument("--nbgrader", help="an environment that has nbgrader and the course")
    parser.add_argument("--otter", help="an environment that has otter-grader and the course")
    parser.add_argument("--fork", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--no-picture", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.fork:
        fork_all(chosen.fork, not chosen.no_picture)
    else:
        sys.exit(main(chosen))
