"""Lesson 04 in JupyterLab: a cell of the matrix is chosen, and its sentences stand beside it."""

import pytest
from playwright.sync_api import expect

from shieldtalks.explorers import matrix_step
from shieldtalks.statements import ACTORS, evidence, positions
from tests.browser.access import open_to_all, set_theme
from tests.browser.lab import CHOSEN, PANEL, Shown, arrows_to, cell

pytestmark = pytest.mark.browser

LESSON = "04_the_position_matrix"
CELL = "RUS Foreign Ministry | host_in_russia"

COMMAND_MODE = f"""() => {{
    const notebook = {PANEL}.content;
    notebook.mode = "command";
    notebook.activate();
}}"""
NOTEBOOK = f"""() => JSON.stringify({PANEL}.content.widgets.map(
    cell => [cell.model.type, cell.model.sharedModel.source]))"""
STOP = f"async () => {{ await {PANEL}.sessionContext.shutdown(); }}"
IN_VIEW = """(node) => {
    const panel = node.closest(".jp-WindowedPanel-outer").getBoundingClientRect();
    const box = node.getBoundingClientRect();
    return box.top >= panel.top && box.bottom <= panel.bottom
        && box.left >= panel.left && box.right <= panel.right;
}"""


def explorer_of(page):
    """Scroll to the explorer and return it when it shows its picture."""
    explorer = cell(page, "explore-matrix").locator(".st-explorer")
    explorer.locator(".st-stage img[src^=data]").wait_for()
    return explorer


def shown(explorer):
    """Return the title, and the (answer, unit, quote) of all sentences that the pane shows."""
    title = explorer.locator(".st-title").inner_text()
    found = explorer.locator(".st-sentence").evaluate_all(
        """nodes => nodes.map(node => [
            node.closest("ol").previousElementSibling.textContent,
            node.querySelector(".st-source").textContent.split(" ")[0],
            node.querySelector("mark").textContent,
        ])"""
    )
    return title, {(says[1:], unit, quote) for says, unit, quote in found}


def expected(statements, mark, actor="organization"):
    """Return what `shown` has to give for a mark, as the library knows it."""
    who, concept = mark.split(" | ")
    rows = evidence(statements, positions(statements, actor).at[(who, concept), "statements"])
    verbs = {"yes": "agrees", "no": "disagrees"}
    figure = matrix_step(statements, actor)
    title = next(m.label for m in figure.marks if m.id == mark)
    return title, {(verbs[r["agreement"]], r["unit"], r["quote"]) for r in rows.values()}


def test_the_matrix_by_keyboard_by_mouse_without_a_kernel(
    run_lesson, statements, corpus, shot, complaints, context
):
    """All of it on one page, on which the lesson was run once."""
    lesson = run_lesson(LESSON)
    by_keyboard_alone(lesson, statements, shot)
    assert complaints == []
    assert context.strangers == []
    by_mouse(lesson, statements, corpus, shot)
    open_to_all(Shown(lesson, "explore-matrix"), shot)
    assert complaints == []
    controls_turn_the_pages_even_without_a_kernel(lesson, statements, shot)
    # What is chosen can no longer be told to the kernel, and the console says so.
    assert all("Cannot send" in words for words in complaints), "\n".join(complaints)
    complaints.clear()


def by_keyboard_alone(lesson, statements, shot):
    """Choose a cell with Tab and arrow keys."""
    explorer, keyboard = explorer_of(lesson), lesson.keyboard
    lesson.evaluate(COMMAND_MODE)
    for _ in range(12):
        keyboard.press("Tab")
        if lesson.evaluate(CHOSEN):
            break
    assert lesson.evaluate(CHOSEN) in {mark.id for mark in matrix_step(statements).marks}
    arrows_to(lesson, CELL)
    assert shown(explorer) == expected(statements, CELL)
    first_yes = explorer.locator(".st-sentence").first
    first_no = explorer.locator(".st-says", has_text="disagrees")
    for part in (
        explorer.locator(".st-mark:focus"),
        explorer.locator(".st-title"),
        first_yes,
        first_no,
    ):
        assert part.evaluate(IN_VIEW)
    shot(lesson, "lesson-04-keyboard")

    keyboard.press("Escape")
    assert explorer.locator(".st-invitation").is_visible()
    assert explorer.locator("[aria-pressed=true].st-mark").count() == 0
    assert lesson.evaluate(CHOSEN) == CELL
    keyboard.press("Enter")
    assert shown(explorer) == expected(statements, CELL)

    # No key that is typed on a control or a mark may reach the notebook's shortcuts.
    before = lesson.evaluate(NOTEBOOK)
    for place in (
        explorer.get_by_role("button", name="organization", exact=True),
        explorer.get_by_label("Leave out:"),
        explorer.locator(f'[data-mark="{CELL}"]'),
    ):
        place.focus()
        for key in "bacxvdmyjkzr10":
            keyboard.press(key)
        assert lesson.evaluate(NOTEBOOK) == before
        assert lesson.locator(".jp-Dialog").count() == 0
    # A digit typed on the list has chosen an article.
    explorer.get_by_label("Leave out:").select_option(index=0)
    alt = matrix_step(statements, "organization").alt
    explorer.locator(f'.st-stage img[alt^="{alt}"]').wait_for()


def by_mouse(lesson, statements, corpus, shot):
    """Choose cells with the mouse, in the dark and in a narrow window, too."""
    explorer = explorer_of(lesson)
    for mark in ("RUS General Staff | countermeasures", "NATO | talks_open", CELL):
        explorer.locator(f'[data-mark="{mark}"]').click()
        assert shown(explorer) == expected(statements, mark)

    around = explorer.locator(".st-around", has_text=corpus.text("000.05")).first
    assert not around.is_visible()
    explorer.get_by_role("button", name="Show the sentences around").click()
    assert around.is_visible()
    explorer.get_by_role("button", name="Hide the sentences around").click()
    assert not around.is_visible()

    set_theme(lesson, "dark")
    explorer.locator(f'[data-mark="{CELL}"]').click()
    shot(lesson, "lesson-04-dark")
    set_theme(lesson, "light")

    lesson.set_viewport_size({"width": 1000, "height": 760})
    explorer.locator(".st-below .st-stage").wait_for()
    square = explorer.locator(f'[data-mark="{CELL}"]')
    square.click()
    for part in (square, explorer.locator(".st-title"), explorer.locator(".st-sentence").first):
        assert part.evaluate(IN_VIEW)
    shot(lesson, "lesson-04-narrow")
    lesson.set_viewport_size({"width": 1440, "height": 900})


def controls_turn_the_pages_even_without_a_kernel(lesson, statements, shot):
    """Turn the pages, stop the kernel, and turn them again."""
    explorer = explorer_of(lesson)

    def turned(actor, left_out=""):
        alt = matrix_step(statements, actor, left_out).alt
        explorer.locator(f'.st-stage img[alt^="{alt}"]').wait_for()

    assert explorer.get_by_role("group", name="Actors:").is_visible()
    for actor in ACTORS:
        button = explorer.get_by_role("button", name=actor, exact=True)
        button.focus()
        lesson.keyboard.press("Enter")
        turned(actor)
        assert button.get_attribute("aria-pressed") == "true"
    explorer.get_by_label("Leave out:").select_option(index=2)
    turned("person", "001")
    explorer.locator('[data-mark="Yury Baluyevsky | aimed_at_russia"]').click()
    title, sentences = shown(explorer)
    assert title.endswith("silent without the article, agrees with it")
    assert {unit[:3] for _, unit, _ in sentences} == {"001"}
    shot(lesson, "lesson-04-left-out")

    lesson.evaluate(STOP)
    explorer.get_by_role("button", name="party", exact=True).click()
    explorer.get_by_label("Leave out:").select_option(index=0)
    turned("party")
    expect(explorer.locator(".st-access")).to_contain_text("The pages that are drawn still turn")
    explorer.locator('[data-mark="RUS | deterrent_effect"]').click()
    assert shown(explorer) == expected(statements, "RUS | deterrent_effect", "party")
