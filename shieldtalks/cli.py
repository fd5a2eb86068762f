"""The command `shieldtalks`: open the course, check an exercise, keep the notebooks true."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from shieldtalks.classroom import command as classroom
from shieldtalks.errors import DataError, ShieldTalksError

MISUSE = 2
MISSING = (
    "is not installed in this Python. "
    "Run `python -m pip install -r requirements.txt` in the folder of the course."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 something is not right yet, 2 misuse)."""
    parser = argparse.ArgumentParser(prog="shieldtalks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _command(commands, "lab", lab, "open JupyterLab on the first lesson")
    _command(commands, "check", check, "check exercises as a whole").add_argument(
        "notebooks", nargs="+", help="such as exercises/03_*.ipynb"
    )
    for name, run, text in (
        ("dashboard", dashboard, "show a lesson as a page without code"),
        ("slides", slides, "show a lesson as slides"),
    ):
        shown = _command(commands, name, run, text)
        shown.add_argument("lesson", help="its number, such as 04")
        shown.add_argument("--no-browser", action="store_true", help="do not open the page")
        if name == "slides":
            shown.add_argument("--out", help="folder for the file (default: your work folder)")
    classroom.options(_command(commands, "class", classroom.run, "hold a class on its phones"))
    hosted = _command(commands, "colab", colab, "write the lessons for Google Colab")
    hosted.add_argument("--repository", help="OWNER/NAME on GitHub (default: as the last time)")
    hosted.add_argument("--branch", help="the branch that Colab opens (default: as the last time)")
    _command(commands, "build-exercises", build, "write exercises/ from solutions/")
    _command(commands, "refresh", refresh, "run notebooks and keep their outputs").add_argument(
        "notebooks", nargs="+", help="such as notebooks/*.ipynb"
    )
    released = _command(commands, "release", release, "make what students get")
    released.add_argument("folder", help="a new folder, such as ../for-students")
    released.add_argument(
        "--sealed",
        default="",
        metavar="03,07",
        help="exercises, or all, whose judges stay with you: for marks that count",
    )
    graded = _command(commands, "grade", grade, "grade a class")
    graded.add_argument("submissions", help="a folder or zip, as your platform gives it")
    graded.add_argument("--out", required=True, metavar="RESULTS", help="folder for the results")
    graded.add_argument("--only", action="append", default=[], metavar="STUDENT")
    graded.add_argument("--force", action="store_true", help="grade also what has not changed")
    graded.add_argument("--workers", type=_positive, help="default: one for each core")
    graded.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster to grade on")
    graded.add_argument(
        "--platform", default="", metavar="NAME", help="canvas, moodle, moodle-groups, ..., plain"
    )
    graded.add_argument("--roster", metavar="FILE", help="whose which file is: file, student, id")
    graded.add_argument(
        "--drop-gone", action="store_true", help="set results aside that nobody handed in now"
    )
    graded.add_argument(
        "--no-isolation", action="store_true", help="trust the answers; stands in the reports"
    )
    reports = _command(commands, "report", report, "write the reports on a graded class anew")
    reports.add_argument("results", help="the folder that was graded into, such as RESULTS")
    reports.add_argument("--marks", metavar="FILE", help="marks by hand, beside those kept there")
    reports.add_argument(
        "--worksheet",
        metavar="FILE",
        action="append",
        default=[],
        help="an empty grading worksheet as Moodle gives it, in any language, to fill in",
    )
    reports.add_argument(
        "--lessons", default="notebooks", help="where the lessons are: a folder, or https://..."
    )
    site = _command(commands, "build-site", site_, "make a web site of the course")
    site.add_argument("folder", help="a new folder, such as ../site")
    site.add_argument(
        "--pyodide",
        metavar="FOLDER",
        help="a Pyodide distribution (default: its files come from the package index)",
    )
    site.add_argument("--pages-only", action="store_true", help="without Python in the browser")
    case = _command(commands, "new-case", new_case, "make a folder to code other articles in")
    case.add_argument("folder", help="a new folder, such as river-dam")
    case.add_argument(
        "articles",
        nargs="*",
        help="such as articles/*.txt; or one project.dna or project.qdpx; "
        "none: read the units.csv of a case again",
    )
    lesson = _command(commands, "new-lesson", new_lesson, "make what a new lesson starts from")
    lesson.add_argument("number", help="not yet taken, such as 12")
    lesson.add_argument("name", help="for its files, such as the_votes")
    lesson.add_argument("question", nargs="?", help="its title (default: the name, as a question)")
    exported = _command(commands, "export", export, "write codings for another tool")
    exported.add_argument("folder", help="of a case, or of the course (.)")
    exported.add_argument(
        "--to", required=True, choices=("dna", "qdpx", "csv", "graphml"), help="for which tool"
    )
    exported.add_argument(
        "--out", help="file or folder to write (default: NAME.dna, NAME-csv, ...)"
    )
    chosen, more = parser.parse_known_args(arguments)
    if more and chosen.command not in ("lab", "dashboard"):
        parser.error(f"unknown option: {' '.join(more)}")
    chosen.options = more
    try:
        return chosen.run(chosen)
    except ShieldTalksError as error:
        print(f"shieldtalks: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        print(f"shieldtalks: {error.name} {MISSING}", file=sys.stderr)
    return MISUSE


def lab(chosen: argparse.Namespace) -> int:
    """Open JupyterLab on the first lesson, with the course as its folder.

    Any option it does not know itself goes to JupyterLab, for example --no-browser.
    """
    from shieldtalks.show.lab import lab

    return lab(chosen.options)


def dashboard(chosen: argparse.Namespace) -> int:
    """Show a lesson as a page without code; the others are behind its links.

    Any option it does not know itself goes to voila, for example --theme=dark.
    """
    from shieldtalks.show.dashboard import dashboard

    return dashboard(chosen.lesson, chosen.options, browser=not chosen.no_browser)


def slides(chosen: argparse.Namespace) -> int:
    """Write a lesson as slides, one file that needs nothing else, and open it."""
    from shieldtalks.show import slides

    slides.present(chosen.lesson, chosen.out, browser=not chosen.no_browser)
    return 0


def colab(chosen: argparse.Namespace) -> int:
    """Write the lessons for Google Colab, with the address of the course in them."""
    from shieldtalks.show import colab

    written = colab.build(chosen.repository, chosen.branch)
    repository, branch = colab.recorded()
    print(f"{colab.FOLDER.as_posix()}/: {len(written)} files for {repository}, branch {branch}.")
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Check each notebook and print a line a task; exit code 1 if any task is not passed.

    Of a sealed exercise only the form of each answer is looked at; its teacher gives the points.
    """
    from shieldtalks.checks.texts import is_sealed
    from shieldtalks.grading.engine.selfcheck import check_notebook

    open_tasks = 0
    for path in _files(chosen.notebooks):
        messages = check_notebook(path)
        for task, message in messages.items():
            said = message.removeprefix(task).removeprefix(":").strip()
            word = "later" if is_sealed(task) else "not yet" if message else "PASS"
            print(f"{word:8}{task}  {said}".rstrip())
        here = [message for task, message in messages.items() if not is_sealed(task)]
        later = len(messages) - len(here)
        said = f"{here.count('')} of {len(here)} tasks pass" if here else ""
        said += ", " * bool(here and later)
        said += f"{later} handed in later: the points come from your teacher" if later else ""
        print(f"{path.name}: {said}.")
        open_tasks += len(messages) - list(messages.values()).count("")
    return 1 if open_tasks else 0


def build(chosen: argparse.Namespace) -> int:
    """Write every exercise from its master, and the list of lessons in README.md."""
    from shieldtalks.course.folder import course_folder
    from shieldtalks.course.lessons import list_lessons
    from shieldtalks.course.notebooks import build_exercises

    course = course_folder()
    for path in build_exercises(course):
        print(f"exercises/{path.name}")
    for name in list_lessons(course):
        print(name)
    return 0


def new_lesson(chosen: argparse.Namespace) -> int:
    """Write a lesson, its exercise, check and answers from templates, and list it."""
    from shieldtalks.course.folder import course_folder
    from shieldtalks.course.lessons import new_lesson

    question = chosen.question or f"{chosen.name.replace('_', ' ').capitalize()}?"
    for name in new_lesson(course_folder(), chosen.number, chosen.name, question):
        print(name)
    print("Write in them, then: shieldtalks refresh, build-exercises and colab.")
    return 0


def refresh(chosen: argparse.Namespace) -> int:
    """Run each notebook and keep its outputs."""
    from shieldtalks.course import notebooks

    for path in _files(chosen.notebooks):
        notebooks.refresh(path)
        print(f"{path.name}: run, outputs kept.")
    return 0


def release(chosen: argparse.Namespace) -> int:
    """Write the course without its solutions and hidden tests, as a folder and as a zip.

    Students check themselves with what judges them, and who reads that learns what is right. Of a
    sealed exercise they get no judge: its checks look at the form of an answer, and you grade.
    """
    from shieldtalks.course.folder import course_folder
    from shieldtalks.grading import release as releases
    from shieldtalks.grading import sealing

    course = course_folder()
    sealed = sealing.chosen(chosen.sealed, course)
    sums = releases.release(course, chosen.folder, sealed)
    place = Path(chosen.folder).resolve().name
    print(f"{place}/{releases.NAME}/: {len(sums) - 1} files for students.")
    print(f"{place}/{releases.NAME}.zip: the same, SHA-256 {sums[f'{releases.NAME}.zip']}.")
    print(sealing.told(sealed, course))
    return 0


def grade(chosen: argparse.Namespace) -> int:
    """Grade the submissions in a folder or zip, and write the reports.

    What has not changed since the last time is kept; a run that was stopped goes on where it was.
    """
    from shieldtalks.grading.reports.lock import only_run

    out = Path(chosen.out)
    inside = Path(chosen.submissions).resolve()
    if inside == out.resolve() or inside in out.resolve().parents:
        raise DataError(
            f"--out {out.name}: lies in the folder of submissions, and would be read as one. "
            "Name a folder outside."
        )
    with only_run(out):
        return _grade(chosen, out)


def _grade(chosen, out):
    from shieldtalks.course.folder import course_folder
    from shieldtalks.grading import run

    try:
        found, graded, kept = run.grade(
            chosen.submissions,
            out,
            course_folder(),
            workers=chosen.workers,
            only=chosen.only,
            force=chosen.force,
            isolate=not chosen.no_isolation,
            scheduler=chosen.scheduler,
            platform=chosen.platform,
            roster=chosen.roster,
            say=lambda line: print(line, flush=True),
        )
    except KeyboardInterrupt:
        print(f"Stopped. What is graded is kept in {out.name}/; run it again to go on.")
        return 1
    from shieldtalks.grading.reports import results
    from shieldtalks.grading.reports.build import rebuild

    stale = ""
    if found and not chosen.only:
        stale = results.gone(out, {(s.student, s.exercise) for s in found}, chosen.drop_gone)
    troubles = [stale] * bool(stale) + rebuild(out)
    unread = sum(bool(submission.trouble) for submission in found)
    print(f"{graded} graded, {kept} unchanged, {unread} that cannot be graded.")
    for line in troubles:
        print(line)
    print(f"{out.name}/overview.html: start here. Marks are in {out.name}/grades.csv.")
    return 0


def _positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def report(chosen: argparse.Namespace) -> int:
    """Write every report anew from the results and the marks by hand; exit code 1 with troubles.

    Marks by hand are filled into by_hand.csv there, or given as a file of the same columns.
    """
    from shieldtalks.grading.reports.build import rebuild
    from shieldtalks.grading.reports.lock import only_run

    with only_run(Path(chosen.results)):
        troubles = rebuild(chosen.results, chosen.marks, chosen.lessons, chosen.worksheet)
    for line in troubles:
        print(line)
    print(
        f"{Path(chosen.results).name}/overview.html: written, with the pages and tables it names."
    )
    return 1 if troubles else 0


def site_(chosen: argparse.Namespace) -> int:
    """Make a folder that any web server can hand out: pages, and the whole course to run in them.

    What it fetches is kept in the cache folder of this machine, or where SHIELDTALKS_CACHE points.
    """
    import importlib.util

    from shieldtalks.course.folder import course_folder

    for name in ("jupyterlite_core", "jupyterlite_pyodide_kernel", "mistune", "hatchling"):
        if importlib.util.find_spec(name) is None:
            raise DataError(
                f"build-site needs {name}. "
                "Run `python -m pip install -e .[site]` in the folder of the course."
            )
    from shieldtalks.site.build import build_site

    build_site(
        course_folder(),
        chosen.folder,
        pyodide=chosen.pyodide,
        run=not chosen.pages_only,
        say=lambda line: print(line, flush=True),
    )
    return 0


def new_case(chosen: argparse.Namespace) -> int:
    """Turn .txt articles into a corpus of its own, with a notebook to code and compare them.

    The articles are copied as they are; their units, titles and dates are guessed, to be corrected.
    A database of DNA 3 (.dna) or a project of REFI-QDA (.qdpx) brings its codings with it; where
    it cannot be told which code is a concept, fill in mapping.csv and run the command again.
    Given a case alone, it reads units.csv again: units are cut and joined by typing their text.
    """
    from shieldtalks import newcase

    if not chosen.articles and (Path(chosen.folder) / "sources.csv").exists():
        print(f"{Path(chosen.folder).name}/: read again.")
        for line in newcase.read_again(chosen.folder):
            print(f"- {line}")
        return 0
    articles = _files(chosen.articles)
    if any(path.suffix.lower() in (".dna", ".qdpx") for path in articles):
        return _bring_in(chosen.folder, articles)
    to_do = newcase.new_case(chosen.folder, articles)
    print(f"{Path(chosen.folder).name}/: made. Before you open {newcase.NOTEBOOK} in it:")
    for line in to_do:
        print(f"- {line}")
    return 0


def _bring_in(folder, files):
    """Make a case of a project of another tool."""
    from shieldtalks import exchange

    if len(files) > 1:
        raise DataError(f"{files[1].name}: a project comes alone. Make a folder for each.")
    to_do = exchange.new_case(folder, files[0])
    waits = exchange.is_open(folder)
    state = "mapping.csv has questions" if waits else "made"
    print(f"{Path(folder).name}/: {state}.")
    for line in to_do:
        print(f"- {line}")
    return 1 if waits else 0


def export(chosen: argparse.Namespace) -> int:
    """Write the codings of a case, or of the course, so that another tool opens them.

    To dna, a database of the Discourse Network Analyzer 3; to qdpx, a project of REFI-QDA, for
    NVivo, ATLAS.ti or MAXQDA; to csv, tables and texts; to graphml, networks for Gephi and Visone.
    """
    from shieldtalks import exchange

    path, lines = exchange.export(chosen.folder, chosen.to, chosen.out)
    print(f"{path.name}: written.")
    for line in lines:
        print(f"- {line}")
    return 0


def _files(names):
    """Return the files that are meant; a shell that leaves * and ? as they are is helped out."""
    files = []
    for name in map(Path, names):
        pattern = any(sign in name.name for sign in "*?") and not name.exists()
        found = sorted(name.parent.glob(name.name)) if pattern else [name]
        if not found:
            raise DataError(f"{name.name}: no file here is named like this. Correct the name.")
        files += found
    return files


def _command(commands, name, run, help_text):
    command = commands.add_parser(name, help=help_text, description=run.__doc__)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
