"""Exercises in a browser that has no Python behind it.

Each solution passes there; lesson and exercise 04 are done by keyboard alone, in a browser that
has lost its network.
"""

import pytest

from shieldtalks.site.lesson_page import EXERCISE
from tests import ROOT
from tests.browser.lab import PANEL, cell_outputs, step
from tests.browser.lite import (
    SiteServer,
    answers_of,
    lite_context,
    printed,
    run_all,
    write_answers,
)

pytestmark = pytest.mark.browser

MASTERS = sorted(ROOT.glob("solutions/[0-9][0-9]_*.ipynb"))
READY = f"() => {PANEL}?.context?.isReady && {PANEL}.sessionContext?.session?.kernel"
ANSWERS = f"async () => (await {PANEL}.sessionContext.session.kernel.info).status"


@pytest.mark.full(
    "the solution of every exercise passes in JupyterLite",
    short="tests/browser/test_lite_exercises.py::test_04_by_keyboard_without_a_network",
)
@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_the_solution_of_an_exercise_passes(opened, master):
    page = opened(f"exercises/{EXERCISE}{master.name}")
    write_answers(page, answers_of(master))
    run_all(page)
    checks = {i: printed(o) for i, o in cell_outputs(page).items() if i.startswith("check-")}
    assert len(checks) >= 5
    assert not {i: said for i, said in checks.items() if "PASS" not in said}


# Lesson and exercise 04, as a student with a browser and an address does them

FOCUS = """() => {
    const node = document.activeElement;
    const words = (node.getAttribute("aria-label") || node.textContent || "").trim();
    return { words, mark: node.dataset.mark || "" };
}"""
CELLS = f"""() => {PANEL}.content.widgets.map(
    (cell) => [cell.model.id, cell.model.sharedModel.source])"""
ACTIVE = f"() => {PANEL}.content.activeCell.model.id"
DONE = f"""(id) => {{
    const cell = {PANEL}.content.widgets.find((one) => one.model.id === id);
    return cell.model.type !== "code"
        || (cell.model.executionState ?? "idle") === "idle" && cell.model.executionCount !== null
        && {PANEL}.sessionContext.session.kernel.status === "idle";
}}"""
THERE = f"() => {PANEL}?.context?.isReady"
SAVED = f"() => !{PANEL}.context.model.dirty"
KEPT = """async () => {
    const names = await caches.keys();
    const found = await Promise.all(names.map(async (n) => (await (await caches.open(n)).keys())));
    return found.flat().map((request) => request.url);
}"""


def tab_to(page, found, tries=120):
    """Press Tab until what is focused is found (a function of the dict of FOCUS)."""
    passed = []
    for _ in range(tries):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUS)
        if found(now):
            return
        passed.append(now["words"][:30])
    raise AssertionError(f"not reached with Tab; passed: {passed}")


def follow(page, words):
    """Tab to a link and press Enter."""
    with step(f"Tab goes to the link {words!r}, and Enter follows it"):
        tab_to(page, lambda now: now["words"].startswith(words))
        page.keyboard.press("Enter")


def wait_for_python(page):
    """Wait until a notebook is open and its kernel answers."""
    page.wait_for_function(READY)
    assert page.evaluate(ANSWERS) == "ok"


def focus_is_in_the_notebook(page):
    """Wait until the first cell has the focus, as it has when a notebook was opened."""
    with step("the focus stands on the notebook's first cell"):
        page.wait_for_function("() => document.activeElement.matches('.jp-Cell')")


def type_source(page, source):
    """Type over what stands in the cell that is being edited."""
    keyboard = page.keyboard
    keyboard.press("Control+a")
    keyboard.press("Delete")
    for number, line in enumerate(source.splitlines()):
        if number:
            # Over the spaces that the editor puts there of its own accord.
            keyboard.press("Enter")
            keyboard.press("Shift+Home")
        keyboard.type(line)


def work_through(page, answers=None, until=None):
    """Run cell after cell with Shift and Enter, typing the answers in; stop before a cell.

    It begins at the cell that is chosen.
    """
    names = [name for name, _ in page.evaluate(CELLS)]
    for name in names[names.index(page.evaluate(ACTIVE)) :]:
        if name == until:
            return
        with step(f"the cell {name} is run by keyboard"):
            assert page.evaluate(ACTIVE) == name
            if name in (answers or {}):
                page.keyboard.press("Enter")
                type_source(page, answers[name])
            page.keyboard.press("Shift+Enter")
            page.wait_for_function(DONE, arg=name)


ANSWERS_OF_04 = {
    name: "\n".join(line for line in text.splitlines() if "### " not in line)
    for name, text in answers_of(next(m for m in MASTERS if m.name.startswith("04"))).items()
}
DRAWN = '.st-stage img[src^="data:image/png"]'
MATRIX = """from shieldtalks import explorers, load_corpus, load_statements
corpus = load_corpus()
explorers.MatrixExplorer(load_statements(corpus), corpus)"""


@pytest.fixture
def alone(browser, site):
    """A page of a fresh profile on the site's own server, and that server, which can be stopped."""
    server, strangers = SiteServer(site), []
    context = lite_context(browser, strangers)
    page = context.new_page()
    page.goto(f"{server.url}/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    try:
        yield page, server
        assert strangers == []
    finally:
        context.close()
        server.stop()


def lose_the_network(page, server):
    """Take the server away, and the network with it."""
    server.stop()
    page.context.set_offline(True)


def passed(page):
    """Return how many checks of the notebook on show passed; fail if one did not."""
    checks = {i: printed(o) for i, o in cell_outputs(page).items() if i.startswith("check-")}
    told = {i: said for i, said in checks.items() if said}
    assert not {i: said for i, said in told.items() if "PASS" not in said}
    return len(told)


def save_and_load_again(page):
    """Save by keyboard, load the page anew, and return {cell id: source} of what is there then."""
    page.keyboard.press("Control+s")
    page.wait_for_function(SAVED)
    with step("the page is loaded again, without a network"):
        page.reload()
        page.wait_for_function(THERE)
    return dict(page.evaluate(CELLS))


def choose_a_cell(page):
    """Tab to a mark of the matrix, and read what it says."""
    with step("a cell of the matrix is chosen by keyboard"):
        page.locator(DRAWN).wait_for()
        tab_to(page, lambda now: now["mark"])
        page.keyboard.press("End")
        page.locator(".st-sentence").first.wait_for()


def run_below(page, source):
    """Run source in a new cell below the one that is chosen."""
    focus_is_in_the_notebook(page)
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    type_source(page, source)
    page.keyboard.press("Shift+Enter")


def test_04_by_keyboard_without_a_network(alone, shot):
    page, server = alone
    follow(page, "Exercise 04")
    wait_for_python(page)
    # What draws an explorer is fetched with the first of them.
    run_below(page, MATRIX)
    page.locator(DRAWN).wait_for()
    lose_the_network(page, server)
    work_through(page, ANSWERS_OF_04, until="task-2")
    assert passed(page) == 1
    shot(page, "lite-exercise-04")
    kept = save_and_load_again(page)
    assert kept["answer-1"] == ANSWERS_OF_04["answer-1"]


@pytest.mark.full(
    "lesson 04 by keyboard in JupyterLite, and its exercise to the last task without a network",
    short="tests/browser/test_lite_exercises.py::test_04_by_keyboard_without_a_network",
)
def test_all_of_04_by_keyboard(alone, shot):
    page, server = alone
    follow(page, "04 Who said yes")
    page.wait_for_url("**/lessons/04_the_position_matrix.html")
    follow(page, "Run it in the browser")
    wait_for_python(page)
    focus_is_in_the_notebook(page)
    work_through(page, until="explore-matrix")
    page.keyboard.press("Shift+Enter")
    choose_a_cell(page)
    shot(page, "lite-lesson-04")

    page.goto(f"{server.url}/")
    follow(page, "Exercise 04")
    wait_for_python(page)
    lose_the_network(page, server)
    focus_is_in_the_notebook(page)
    work_through(page, ANSWERS_OF_04)
    assert passed(page) == len(ANSWERS_OF_04) >= 8
    kept = save_and_load_again(page)
    wait_for_python(page)
    assert all(kept[name] == text for name, text in ANSWERS_OF_04.items())
