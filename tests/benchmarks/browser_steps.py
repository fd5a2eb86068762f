"""From a control to the new picture on the screen: every explorer beside plain `interact`.

Run: python -m tests.benchmarks.browser_steps [--only 04] [--rounds 30] [--strict]
A real JupyterLab serves notebooks with the first cell of a lesson, its explorers, and for each of
them plain `interact` over the same choices, which draws the same figure from scratch. A real
Chromium moves the controls of both in turns, so that a busy moment hits both. A step lasts from the
event of the control until the new picture is decoded and two frames have been drawn. The bars are
ratios of medians in the same run. --strict: exit code 1 where a bar is missed.
"""

import argparse
import ast
import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT

BARS = {"kernel": 0.30, "client": 0.15}
WORDS = {"kernel": "kernel draws", "client": "client-side"}
STEPS, RATE = 25, 30  # of a drag, and how many of them a second
STAGE = ".st-stage img"


@dataclass(frozen=True)
class Subject:
    """One explorer and what is done to it.

    lesson: its number. name: for the table. cell: id of the lesson's cell that shows it. kind: who
    makes the picture, 'kernel' or 'client'. controls: {label of a control: argument of `plain`};
    a step moves them in turn. plain: a function of these arguments that returns a Figure, as code;
    or, without controls to copy, the whole cell. picture: CSS selector of what changes. drags:
    labels of sliders to be dragged. ready, before: code for the kernel, run once and before each
    step (NUMBER stands for which). own: labels of the controls of the plain cell, where they are
    not the arguments.
    """

    lesson: str
    name: str
    cell: str
    kind: str
    controls: dict
    plain: str
    picture: str = STAGE
    drags: tuple = ()
    ready: str = ""
    before: str = ""
    own: tuple = ()

    @property
    def id(self):
        """Return the id of this explorer's cell in the notebook of the benchmark."""
        return re.sub(r"\W+", "-", self.name)


READER = """
def draw(article, quotes):
    display(explorers.anatomy_step(corpus, article).fig)


interact(draw, article=list(corpus.texts), quotes=False);
"""
DATING = """
pieces = [piece for piece in evidence.index if evidence.at[piece, "article"] == "003"]


def draw(**ticked):
    taken = [piece for piece, on in ticked.items() if on]
    display(explorers.dating_step(corpus, evidence, "003", taken).fig)


interact(draw, **dict.fromkeys(pieces, False));
"""
DESK = """
from shieldtalks.explorers.coding import Coding, add_code

rows = codings["A"][["unit", "organization", "concept", "agreement", "person"]].to_dict("records")
codes = [Coding()]
for row in rows:
    codes.append(add_code(codes[-1], **row))


def draw(n):
    display(explorers.agreement_step(codes[n], codings, corpus).fig)


interact(draw, n=IntSlider(5, 0, len(rows)));
"""
# The table holds the six codes before, so that each step has something to measure.
DESK_READY = """
def fill(number):
    row = codings["A"].iloc[number]
    explorer.article = row["unit"][:3]
    for name in ("unit", "person", "organization", "concept", "agreement"):
        setattr(explorer, name, row[name])


for number in range(6):
    fill(number)
    explorer.add()
"""
TALKS = """
from shieldtalks.negotiation import load_negotiation

assumed = load_negotiation(statements, corpus)


def draw(**package):
    display(explorers.package_step(assumed, **package).fig)


options = {
    issue: list(rows.index.get_level_values("option"))
    for issue, rows in issues.groupby(level="issue", sort=False)
}
interact(draw, **options);
"""
GAME = """lambda payoff, penalty: explorers.game_step(
    {"CC": payoff, "CD": 0.0, "DC": 5.0, "DD": 1.0}, "stag hunt", ("RUS",), penalty
)"""
BARGAIN = "explorers.bargain_step(assumed, {})"
PACKAGE = "explorers.package_step(assumed, {})"

SUBJECTS = (
    Subject(
        "00",
        "first look",
        "explore",
        "client",
        {"Article:": "article"},
        "lambda article: explorers.first_look_step(statements, corpus, article)",
    ),
    Subject(
        "01",
        "source reader",
        "explore-reader",
        "client",
        {"Article": "article", "Mark quotes": "quotes"},
        READER,
        ".st-reader-status",
    ),
    Subject(
        "01",
        "dating board",
        "explore-dating",
        "kernel",
        {"#0": "#0", "#1": "#1", "#2": "#2", "#3": "#3"},
        DATING,
    ),
    Subject(
        "02",
        "voices",
        "explorer",
        "client",
        {"Hands between": "hands", "Count by:": "actor"},
        "lambda hands, actor: explorers.voices_step(statements, chains, hands, actor)",
        drags=("Hands between",),
    ),
    Subject(
        "03",
        "coding desk, a code added",
        "explore-desk",
        "kernel",
        {"Add this code": "n"},
        DESK,
        'section[aria-label="Agreement"] img',
        ready=DESK_READY,
        before="fill(NUMBER + 6)",
    ),
    Subject(
        "03",
        "coding desk, the next sentence",
        "explore-desk",
        "kernel",
        {"Next (.)": "n"},
        DESK,
        'section[aria-label="The sentence"]',
        before="explorer.unit = explorer.units()[NUMBER % 9]",
    ),
    Subject(
        "04",
        "position matrix",
        "explore-matrix",
        "client",
        {"Leave out:": "left_out", "Actors:": "actor"},
        "lambda left_out, actor: explorers.matrix_step(statements, actor, left_out)",
    ),
    Subject(
        "05",
        "networks",
        "explore-network",
        "client",
        {"Show:": "kind", "Actors:": "actor", "Leave out article:": "left_out"},
        "lambda kind, actor, left_out: explorers.network_step(statements, kind, actor, left_out)",
    ),
    Subject(
        "05",
        "networks, the threshold",
        "explore-network",
        "kernel",
        {"Ties of at least:": "threshold"},
        "lambda threshold: explorers.network_step(statements, threshold=threshold)",
    ),
    Subject(
        "06",
        "change",
        "explorer",
        "client",
        {"Show:": "show", "From article:": "first"},
        "lambda show, first: explorers.change_step(statements, first, '004', show)",
        ready="explorer.last = '004'",
    ),
    Subject(
        "07",
        "systems by year",
        "explore-systems",
        "client",
        {"By the end of:": "year"},
        "lambda year: explorers.systems_step(proposals, statements, mentions, corpus, year)",
        drags=("By the end of:",),
    ),
    Subject(
        "07",
        "map",
        "explore-map-live",
        "kernel",
        {"Launch place:": "launch", "Target:": "target", "Whose figure:": "claim"},
        "lambda launch, target, claim: "
        "explorers.map_step(sites, mentions, corpus, launch, target, claim)",
        drags=("Whose figure:",),
    ),
    Subject(
        "07",
        "published figures",
        "explore-claims",
        "client",
        {"Published figures:": "topic"},
        "lambda topic: explorers.figures_step(topic=topic)",
    ),
    Subject(
        "08",
        "score sheet",
        "explore-sheet",
        "client",
        {"Leave out article:": "left_out"},
        "lambda left_out: explorers.sheet_step(assumed, left_out)",
    ),
    Subject(
        "08",
        "zone of agreement",
        "explore-zone",
        "kernel",
        {"Russia wants": "one", "US wants": "other"},
        "lambda one, other: " + BARGAIN.format("RUS=one, USA=other"),
        drags=("Russia wants", "US wants"),
    ),
    Subject(
        "08",
        "package of one's own",
        "explore-package",
        "kernel",
        {"Threat assessment:": "assessment", "Control:": "control"},
        "lambda **package: " + PACKAGE.format("**package"),
    ),
    Subject(
        "08",
        "weights shaken",
        "explore-weights",
        "client",
        {"Weights may be off": "spread", "Each wants": "margin", "Must agree:": "parties"},
        "lambda spread, margin, parties: explorers.weights_step(assumed, parties, spread, margin)",
        drags=("Weights may be off", "Each wants"),
    ),
    Subject(
        "09",
        "game",
        "explore-game",
        "kernel",
        {"Russia: both cooperate": "payoff", "Breaking it costs:": "penalty"},
        GAME,
        drags=("Russia: both cooperate", "Breaking it costs:"),
        ready="explorer.givers = ('RUS',)",
    ),
    Subject(
        "09",
        "Jervis's table",
        "explore-jervis",
        "client",
        {"Actors:": "actor", "Leave out article:": "left_out"},
        "lambda actor, left_out: explorers.jervis_step(statements, actor, left_out)",
    ),
    Subject(
        "10",
        "keyness",
        "explore-words",
        "client",
        {"Article:": "article", "Count:": "voice", "Prior, in words:": "strength"},
        "lambda article, voice, strength: explorers.keyness_step(corpus, article, voice, strength)",
        drags=("Prior, in words:",),
    ),
    Subject(
        "11",
        "talks, an option chosen",
        "explore-table",
        "kernel",
        {"Threat assessment:": "assessment", "Control:": "control"},
        TALKS,
        'section[aria-label="Your points"]',
        ready="explorer.restart('RUS')",
    ),
    Subject(
        "11",
        "talks, an offer made",
        "explore-table",
        "kernel",
        {"Make this offer": "control"},
        TALKS,
        'section[aria-label="The table"]',
        before="explorer.restart('RUS')",
    ),
)


# In the kernel


def plainly(draw, explorer, names):
    """Show plain `interact` over copies of an explorer's controls.

    draw: function of the arguments that returns a Figure. names: {label of a control: argument}.
    """
    import ipywidgets as widgets
    from IPython.display import display

    def inside(box):
        for child in getattr(box, "children", ()):
            yield child
            yield from inside(child)

    copies = {}
    for words, argument in names.items():
        control = next(c for c in inside(explorer) if words in _spoken(c))
        traits = {
            name: getattr(control, name)
            for name in ("options", "min", "max", "step")
            if control.has_trait(name)
        }
        copies[argument] = type(control)(**traits, value=control.value, description=argument)
    widgets.interact(lambda **state: display(draw(**state).fig), **copies)


def _spoken(control):
    return re.sub("<[^>]*>", "", getattr(control, "description", ""))


PLAIN = "plainly({plain}, explorer, {names})"
# Resident and proportional size of the kernel, in kilobytes; Linux says it.
MEMORY = """
sizes = [line.split() for line in open("/proc/self/smaps_rollup").readlines()[1:]]
print([int(size[1]) for size in sizes if size[0] in ("Rss:", "Pss:")])
"""


# The notebooks of the benchmark


def notebook(lesson, subject):
    """Return a notebook with one explorer of a lesson and plain `interact` beside it (nbformat).

    lesson: the lesson's notebook.
    """
    import nbformat

    sources = {cell["id"]: cell["source"] for cell in lesson["cells"]}
    source = sources[subject.cell]
    last = ast.parse(source).body[-1].lineno - 1
    before, shown = (source.splitlines()[part] for part in (slice(last), slice(last, None)))
    shown = "\n".join([*before, "explorer = (", *shown, ")", "explorer"])
    plain = subject.plain
    if plain.startswith("lambda"):
        plain = PLAIN.format(plain=plain, names=subject.controls)
    cells = {
        "load": f"{sources['load']}\nfrom ipywidgets import IntSlider, interact\n"
        "from tests.benchmarks.browser_steps import plainly",
        "ours": shown,
        "ready": f"getattr(explorer, 'complete', str)()\n{subject.ready}\nNone",
        "plain": plain,
    }
    made = nbformat.v4.new_notebook(metadata=lesson["metadata"])
    made["cells"] = [
        nbformat.v4.new_code_cell(source.strip(), id=name) for name, source in cells.items()
    ]
    return made


# What comes out of it


def percentile(values, share):
    """Return the value below which a share of the values lies, by linear interpolation."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def judged(subject, ours, plain):
    """Return one row of the table: a dict. ours, plain: milliseconds of each step."""
    median, yardstick = statistics.median(ours), statistics.median(plain)
    return {
        "explorer": f"{subject.lesson} {subject.name}",
        "kind": subject.kind,
        "median": median,
        "p95": percentile(ours, 0.95),
        "interact": yardstick,
        "ratio": median / yardstick,
        "bar": BARS[subject.kind],
        "met": median / yardstick <= BARS[subject.kind],
    }


HEAD = f"{'explorer':38}{'who':14}{'median':>8}{'95 %':>8}{'interact':>10}{'ratio':>7}{'bar':>6}"


def line(row):
    """Return one row of the table as text."""
    return (
        f"{row['explorer']:38}{WORDS[row['kind']]:14}{row['median']:8.0f}{row['p95']:8.0f}"
        f"{row['interact']:10.0f}{row['ratio']:7.2f}{row['bar']:6.2f}"
        f"  {'met' if row['met'] else 'MISSED'}"
    )


def drag_line(row, words, drag):
    """Return what a drag showed as text. row: as `judged`, of the same explorer."""
    verdict = "met" if drag["end"] <= 1 and drag["right"] else "MISSED"
    return (
        f"{row['explorer']:38}{words.strip(':'):24}{drag['end']:8}{drag['most']:9}"
        f"{drag['caught']:11.0f}{drag['caught'] / row['median']:8.1f}  {verdict}"
    )


DRAG_HEAD = f"{'explorer':38}{'slider':24}{'at end':>8}{'at most':>9}{'caught up':>11}{'steps':>8}"


# In the browser


@contextlib.contextmanager
def isolated():
    """Give an empty folder, and an environment that keeps servers off a person's own folders."""
    from tests.isolation import Isolation

    before = dict(os.environ)
    isolation = Isolation()
    isolation.enter()
    os.environ["PYTHONPATH"] += f"{os.pathsep}{ROOT}"
    try:
        yield isolation.root
    finally:
        isolation.leave()
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def served(folder, command=None):
    """Give a running JupyterLab over `folder`/course.

    command: the words that start it, in place of `python -m jupyterlab`.
    """
    from tests.browser.lab import LabServer

    class Server(LabServer):
        def _command(self, settings):
            words = super()._command(settings)
            if command is None:
                return words
            # `shieldtalks lab` names a folder for workspaces itself, and none may be named twice.
            return [*command, *(word for word in words[3:] if "workspaces_dir" not in word)]

    course, settings = folder / "course", folder / "settings"
    course.mkdir(exist_ok=True)
    settings.mkdir(exist_ok=True)
    server = Server(course, settings, settings / "work")
    try:
        yield server.wait()
    finally:
        server.stop()


@contextlib.contextmanager
def launched():
    """Give a headless Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.browser.lab import BROWSER_FLAGS, find_browser

    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(server, browser, path):
    """Give a page with a notebook of the server, ready to run; the kernel ends with it."""
    from tests.browser.lab import wait_ready

    context = browser.new_context(viewport={"width": 1366, "height": 900})
    context.set_default_timeout(600_000)
    page = context.new_page()
    try:
        page.goto(server.address(path))
        wait_ready(page)
        page.add_script_tag(path=Path(__file__).with_name("steps.js"))
        yield page
    finally:
        context.close()
        server.close_notebooks()


def measure(server, browser, subject, rounds):
    """Time one explorer and plain `interact`, then drag its sliders: (row, {slider: drag})."""
    import nbformat

    from tests.browser.lab import run_all

    (path,) = (ROOT / "notebooks").glob(f"{subject.lesson}_*.ipynb")
    made = notebook(nbformat.read(path, as_version=4), subject)
    nbformat.write(made, server.root / "steps.ipynb")
    shutil.rmtree(server.home, ignore_errors=True)
    with opened(server, browser, "steps.ipynb") as page:
        run_all(page)
        ours = {
            "cell": "ours",
            "selector": subject.picture,
            "controls": list(subject.controls),
            "before": subject.before,
        }
        plain = {
            "cell": "plain",
            "selector": ".jp-OutputArea-output img",
            "controls": list(subject.controls.values()),
        }
        times = page.evaluate(
            "([ways, rounds]) => benchmark.steps(ways, rounds)", [[ours, plain], rounds]
        )
        drags = {
            words: page.evaluate(
                "([way, ...how]) => benchmark.drag(way, ...how)", [ours, words, STEPS, RATE]
            )
            for words in subject.drags
        }
    return judged(subject, times["ours"], times["plain"]), drags


CHART = """() => [...document.querySelectorAll(".jp-OutputArea-output img")]
    .some((image) => image.complete && image.naturalWidth > 0 && image.offsetParent)"""
CLEAR = "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"


def starts(folder, browser):
    """Time the way from `shieldtalks lab` to a chart, and weigh a kernel: {what: value}."""
    from tests.browser.lab import RUN_ALL, run_all

    for name in ("notebooks", "exercises"):
        shutil.copytree(ROOT / name, folder / "course" / name, dirs_exist_ok=True)
    found, begun = {}, time.perf_counter()

    def note(what):
        found[what] = f"{time.perf_counter() - begun:.1f} s"

    with served(folder, [sys.executable, "-m", "shieldtalks.cli", "lab"]) as server:
        note("shieldtalks lab: the server answers")
        with opened(server, browser, "notebooks/00_start_here.ipynb"):
            note("shieldtalks lab: lesson 00 is open and its kernel answers")
        begun = time.perf_counter()
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        page = context.new_page()
        page.goto(server.address("notebooks/04_the_position_matrix.ipynb"))
        page.wait_for_function(CHART, timeout=60_000)
        note("lesson 04 opened: its stored chart is seen")
        context.close()
        server.close_notebooks()
        begun = time.perf_counter()
        with opened(server, browser, "notebooks/04_the_position_matrix.ipynb") as page:
            page.evaluate(CLEAR)
            page.evaluate(f"() => {{ ({RUN_ALL})(); }}")
            page.wait_for_function(CHART, timeout=60_000)
            note("lesson 04 opened and run: the first chart of its kernel is seen")
        with opened(server, browser, "notebooks/11_at_the_table.ipynb") as page:
            run_all(page)
            if Path("/proc/self/smaps_rollup").exists():
                sizes = json.loads(page.evaluate("code => benchmark.execute(code)", MEMORY))
                rss, pss = (size / 1024 for size in sizes)
                found["kernel after lesson 11"] = f"{rss:.0f} MB (its share: {pss:.0f} MB)"
    return found


def main(only=None, rounds=30, strict=False):
    """Measure and print; return the exit code."""
    chosen = [s for s in SUBJECTS if only in (None, s.lesson)]
    missed, drags = [], []
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{rounds} steps each, milliseconds; load of the machine at the start: {load}\n\n{HEAD}")
    with isolated() as folder, launched() as browser:
        with served(folder) as server:
            for subject in chosen:
                row, dragged = measure(server, browser, subject, rounds)
                print(line(row), flush=True)
                drags += [(row, words, drag) for words, drag in dragged.items()]
                if not row["met"]:
                    missed.append(row["explorer"])
        if drags:
            print(f"\n{STEPS} steps at {RATE} a second\n{DRAG_HEAD}")
        for drag in drags:
            print(drag_line(*drag))
        if only is None:
            print()
            for what, value in starts(folder, browser).items():
                print(f"{what}: {value}")
    return int(strict and bool(missed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="the number of a lesson, 00 to 11")
    parser.add_argument("--rounds", type=int, default=30, help="steps of each way")
    parser.add_argument("--strict", action="store_true", help="exit code 1 where a bar is missed")
    # Who ends the benchmark ends its server, its kernels and its browser, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(**vars(parser.parse_args())))
