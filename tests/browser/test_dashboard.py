"""`shieldtalks dashboard`: every lesson without its code, by mouse and by keyboard."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from typing import NamedTuple

import nbformat
import psutil
import pytest

from shieldtalks import load_corpus, load_statements
from shieldtalks.explorers import matrix_step
from shieldtalks.statements import evidence, positions
from tests import ROOT
from tests.browser.axe import examine
from tests.browser.lab import CHOSEN, arrows_to

pytestmark = pytest.mark.browser

LESSONS = sorted(ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))
MATRIX = "04_the_position_matrix.ipynb"
EXPLORER = re.compile(r"explorers\.[A-Z]\w+\(")
FAREWELL = "Closing: the pages and the kernels behind them are being stopped."
PATIENCE = 90_000  # milliseconds, for a lesson to be run
# What the page says when a cell fails or a widget cannot be drawn.
FAILED = "[data-mime-type$='.stderr'], [data-mime-type$='.error'], .jupyter-widgets-error-widget"
STILL = "main figure:not(.st-explorer *, .st-still *) > img"
BROKEN = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).length"


class Running(NamedTuple):
    """A dashboard: the address of its pages, and the id of its process."""

    pages: str
    pid: int

    def kernels(self):
        """Return how many kernels run behind it."""
        found = 0
        for process in psutil.Process(self.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # it ends just now
                found += "ipykernel_launcher" in process.cmdline()
        return found


@pytest.fixture(scope="module")
def dashboard():
    """The pages of the course, served by the command as it is typed."""
    words = [sys.executable, "-m", "shieldtalks.cli", "dashboard", "04", "--no-browser"]
    server = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    said = server.stdout.readline()
    address = re.fullmatch(rf"{MATRIX[:-6]} without its code: (\S+)/{MATRIX}\n", said)
    assert address, said
    assert server.stdout.readline() == "Ctrl+C closes it.\n"
    yield Running(address[1], server.pid)
    family = psutil.Process(server.pid).children(recursive=True)
    os.killpg(server.pid, signal.SIGINT)
    assert server.wait(30) == 0
    assert server.stdout.read().strip() == FAREWELL
    assert psutil.wait_procs(family, 10)[1] == [], "a kernel outlives the command"


@pytest.fixture
def complaints(context):
    heard = []
    context.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    return heard


def open_lesson(context, dashboard, name):
    """Open a lesson and wait until it is run and its explorers stand on the page."""
    page = context.new_page()
    page.goto(f"{dashboard.pages}/{name}", wait_until="commit")
    page.locator("main#rendered_cells").wait_for(timeout=PATIENCE)
    expected = len(EXPLORER.findall("\n".join(c.source for c in code_cells(name))))
    page.wait_for_function(
        "n => document.querySelectorAll('.st-explorer').length >= n", arg=expected
    )
    page.wait_for_function(
        "() => [...document.querySelectorAll('.st-picture')]"
        ".every(p => p.querySelector('.st-stage img[src^=data]'))"
    )
    assert page.locator(".st-explorer").count() == expected
    return page


def code_cells(name):
    cells = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def still_pictures(name):
    """Return how many pictures a lesson shows beside its explorers."""
    shown = [o.get("data", {}) for cell in code_cells(name) for o in cell.outputs]
    # An explorer stores a still picture, too, beside its live one.
    return sum("image/png" in data and "st-still" not in data["text/html"] for data in shown)


def test_a_lesson_stands_there_without_its_code(context, dashboard, complaints, shot):
    page = without_code(MATRIX, context, dashboard, complaints, shot)
    answers_mouse_and_keyboard(page, shot)


@pytest.mark.full(
    "every other lesson as a page of voila, with axe-core",
    short="tests/browser/test_dashboard.py::test_a_lesson_stands_there_without_its_code",
)
@pytest.mark.parametrize("name", [path.name for path in LESSONS if path.name != MATRIX])
def test_every_lesson_stands_there_without_its_code(name, context, dashboard, complaints, shot):
    without_code(name, context, dashboard, complaints, shot)


def without_code(name, context, dashboard, complaints, shot):
    """Open a lesson's page and look at all of it; return the page."""
    page = open_lesson(context, dashboard, name)
    first = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells[0].source.splitlines()[0]
    assert page.title() == f"{first.lstrip('# ')} · Shield Talks"
    assert page.locator("h1").all_inner_texts() == [first.lstrip("# ")]
    assert page.locator("main .cm-editor, main .jp-InputPrompt").count() == 0
    assert page.locator(FAILED).count() == 0
    words = page.locator("main").inner_text()
    assert "There was an error" not in words and "Coming late?" not in words
    assert page.locator(STILL).count() == still_pictures(name)
    assert page.evaluate(BROKEN) == 0
    assert page.locator("main a[href*='exercises/']").count() == 0
    ours, framework = examine(page, ours="main")
    print(f"{name}: of the framework: {framework or 'nothing'}")
    assert ours == []
    assert context.strangers == []
    assert complaints == []
    shot(page, f"dashboard-{name[:2]}")
    return page


def answers_mouse_and_keyboard(page, shot):
    """Choose a cell of the matrix of a page with the mouse and with keys, and turn its pages."""
    statements = load_statements(load_corpus())
    mark = "RUS Foreign Ministry | host_in_russia"
    rows = evidence(
        statements, positions(statements, "organization").loc[tuple(mark.split(" | "))].statements
    )
    quotes = {row["quote"] for row in rows.values()}
    explorer = page.locator(".st-explorer")

    explorer.locator(f'[data-mark="{mark}"]').click()
    assert set(explorer.locator(".st-sentence mark").all_text_contents()) == quotes
    page.keyboard.press("Escape")
    assert explorer.locator(".st-sentence").count() == 0

    explorer.get_by_role("button", name="organization", exact=True).focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate(CHOSEN):
            break
    page.keyboard.press("Home")
    arrows_to(page, mark)
    assert set(explorer.locator(".st-sentence mark").all_text_contents()) == quotes
    shot(page, "dashboard-keyboard")

    explorer.get_by_role("button", name="party", exact=True).focus()
    page.keyboard.press("Enter")
    alt = matrix_step(statements, "party").alt
    explorer.locator(f'.st-stage img[alt^="{alt}"]').wait_for()


@pytest.mark.full(
    "the list of lessons and the way to the next, as pages of voila",
    short="tests/browser/test_dashboard.py::test_a_lesson_stands_there_without_its_code",
)
def test_the_list_leads_to_every_lesson_and_the_next_lesson_is_one_step_away(context, dashboard):
    page, before = context.new_page(), dashboard.kernels()
    page.goto(dashboard.pages.removesuffix("voila/render"))
    links = page.locator("main a")
    assert [link.rsplit("/", 1)[1] for link in links.evaluate_all("a => a.map(x => x.href)")] == [
        path.name for path in LESSONS
    ]
    assert examine(page) == ([], [])
    links.first.click()
    page.locator("main#rendered_cells").wait_for(timeout=PATIENCE)
    page.locator("main").get_by_role("link", name=re.compile("01")).click()
    page.wait_for_url("**/01_what_is_in_the_file.ipynb")
    page.locator("main#rendered_cells").wait_for(timeout=PATIENCE)
    assert dashboard.kernels() > before
    page.get_by_role("link", name="Shield Talks: all lessons").click()
    assert page.locator("h1").inner_text() == "All lessons"
    # A page that is left takes its kernel along.
    deadline = time.monotonic() + 20
    while dashboard.kernels() > before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert dashboard.kernels() == before


@pytest.mark.full(
    "a page of voila in the dark and on a phone",
    short="tests/browser/test_dashboard.py::test_a_lesson_stands_there_without_its_code",
)
def test_a_dark_and_a_narrow_page_can_be_read(context, dashboard, shot):
    page = open_lesson(context, dashboard, MATRIX)
    page.emulate_media(color_scheme="dark")
    for width, height in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.locator(".st-below .st-stage" if width < 900 else ".st-beside .st-stage").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert examine(page, ours="main")[0] == []
        shot(page, f"dashboard-dark-{width}")
