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
    """Run cell after cell with Shift and Enter, typing the answers in; stop before a cell."""
    for name, _ in page.evaluate(CELLS):
        if name == until:
            return
        with step(f"the cell {name} is run by keyboard"):
            assert page.evaluate(ACTIVE) == name
            if name in (answers or {}):
                page.keyboard.press("Enter")
                type_source(page, answers[name])
            page.keyboard.press("Shift+Enter")
            page.wait_for_function(DONE, arg=name)


def test_04_by_keyboard_without_a_network(browser, site, shot):
    server, strangers = SiteServer(site), []
    context = lite_context(browser, strangers)
    page = context.new_page()
    try:
        page.goto(f"{server.url}/")
        page.wait_for_function("() => navigator.serviceWorker.controller")
        follow(page, "04 Who said yes")
        page.wait_for_url("**/lessons/04_the_position_matrix.html")
        follow(page, "Run it in the browser")
        wait_for_python(page)
        focus_is_in_the_notebook(page)
        work_through(page, until="explore-matrix")
        page.keyboard.press("Shift+Enter")
        with step("a cell of the matrix is chosen by keyboard"):
            page.locator('.st-stage img[src^="data:image/png"]').wait_for()
            tab_to(page, lambda now: now["mark"])
            page.keyboard.press("End")
            page.locator(".st-sentence").first.wait_for()
        shot(page, "lite-lesson-04")

        page.goto(f"{server.url}/")
        follow(page, "Exercise 04")
        wait_for_python(page)
        port = server.server_address[1]
        server.stop()
        context.set_offline(True)
        master = next(m for m in MASTERS if m.name.startswith("04"))
        answers = {
            name: "\n".join(ln for ln in text.splitlines() if "### " not in ln)
            for name, text in answers_of(master).items()
        }
        focus_is_in_the_notebook(page)
        work_through(page, answers)
        checks = {i: printed(o) for i, o in cell_outputs(page).items() if i.startswith("check-")}
        assert len(checks) == len(answers) >= 8
        assert not {i: said for i, said in checks.items() if "PASS" not in said}
        shot(page, "lite-exercise-04")
        page.keyboard.press("Control+s")
        page.wait_for_function(SAVED)

        with step("the page is loaded again, without a network"):
            page.reload()
            wait_for_python(page)
        kept = dict(page.evaluate(CELLS))
        assert all(kept[name] == text for name, text in answers.items())
        focus_is_in_the_notebook(page)
        page.keyboard.press("b")
        page.keyboard.press("Enter")
        page.keyboard.type("from shieldtalks import progress; print(list(progress()['passed']))")
        page.keyboard.press("Shift+Enter")
        page.wait_for_function(
            "words => document.body.innerText.includes(words)", arg=str(["yes"] * len(checks))
        )
        assert port and strangers == []
    finally:
        context.close()
