"""The command `shieldtalks`: open the course, check an exercise, keep the notebooks true."""

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from shieldtalks.classroom import command as classroom
from shieldtalks.course.folder import course_folder
from shieldtalks.errors import DataError, ShieldTalksError
from shieldtalks.tables import DATA

MISUSE = 2
MISSING = (
    "is not installed in this Python. "
    "Run `python -m pip install -r requirements.txt` in the folder of the course."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 something is not right yet, 2 misuse)."""
    parser = argparse.ArgumentParser(prog="shieldtalks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, about in tomllib.loads((DATA / "commands.toml").read_text("utf-8")).items():
        run = COMMANDS[name]
        command = commands.add_parser(name, help=about.pop("help"), description=run.__doc__)
        command.set_defaults(run=run)
        for option, look in about.items():
            command.add_argument(option, **look | ({"type": _positive} if "type" in look else {}))
        if run is classroom.run:
            classroom.options(command)
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
        parts = [f"{here.count('')} of {len(here)} tasks pass"] * bool(here)
        parts += [f"{later} handed in later: the points come from your teacher"] * bool(later)
        print(f"{path.name}: {', '.join(parts)}.")
        open_tasks += len(messages) - list(messages.values()).count("")
    return 1 if open_tasks else 0


def build_exercises(chosen: argparse.Namespace) -> int:
    """Write every exercise from its master, and the list of lessons in README.md."""
    from shieldtalks.course import notebooks
    from shieldtalks.course.lessons import list_lessons

    course = course_folder()
    for path in notebooks.build_exercises(course):
        print(f"exercises/{path.name}")
    for name in list_lessons(course):
        print(name)
    return 0


def new_lesson(chosen: argparse.Namespace) -> int:
    """Write a lesson, its exercise, check and answers from templates, and list it."""
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
            say=_at_once,
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


def build_site(chosen: argparse.Namespace) -> int:
    """Make a folder that any web server can hand out: pages, and the whole course to run in them.

    What it fetches is kept in the cache folder of this machine, or where SHIELDTALKS_CACHE points.
    """
    import importlib.util

    for name in ("jupyterlite_core", "jupyterlite_pyodide_kernel", "mistune", "hatchling"):
        if importlib.util.find_spec(name) is None:
            raise DataError(
                f"build-site needs {name}. "
                "Run `python -m pip install -e .[site]` in the folder of the course."
            )
    from shieldtalks.site import build

    build.build_site(
        course_folder(),
        chosen.folder,
        pyodide=chosen.pyodide,
        run=not chosen.pages_only,
        say=_at_once,
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
        _listed(newcase.read_again(chosen.folder))
        return 0
    articles = _files(chosen.articles)
    if any(path.suffix.lower() in (".dna", ".qdpx") for path in articles):
        return _bring_in(chosen.folder, articles)
    to_do = newcase.new_case(chosen.folder, articles)
    print(f"{Path(chosen.folder).name}/: made. Before you open {newcase.NOTEBOOK} in it:")
    _listed(to_do)
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
    _listed(to_do)
    return 1 if waits else 0


def export(chosen: argparse.Namespace) -> int:
    """Write the codings of a case, or of the course, so that another tool opens them.

    To dna, a database of the Discourse Network Analyzer 3; to qdpx, a project of REFI-QDA, for
    NVivo, ATLAS.ti or MAXQDA; to csv, tables and texts; to graphml, networks for Gephi and Visone.
    """
    from shieldtalks import exchange

    path, lines = exchange.export(chosen.folder, chosen.to, chosen.out)
    print(f"{path.name}: written.")
    _listed(lines)
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


def _listed(lines):
    for line in lines:
        print(f"- {line}")


def _at_once(line):
    print(line, flush=True)


JOBS: tuple[Callable, ...] = (
    lab,
    check,
    dashboard,
    slides,
    colab,
    build_exercises,
    refresh,
    release,
    grade,
    report,
)
JOBS += (build_site, new_case, new_lesson, export)
# {name of the command: the function that does it}
COMMANDS = {job.__name__.replace("_", "-"): job for job in JOBS} | {"class": classroom.run}


if __name__ == "__main__":
    sys.exit(main())
