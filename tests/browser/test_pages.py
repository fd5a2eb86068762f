"""The pages of the site in a real browser, opened from a disk: no server, no network, no Python."""

import itertools

import pytest

from shieldtalks.explorers import matrix_step
from tests import ROOT
from tests.browser.axe import examine
from tests.browser.lab import arrows_to, step
from tests.browser.lite import SiteServer

pytestmark = pytest.mark.browser

LESSON = "lessons/04_the_position_matrix.html"
MARK = "RUS Foreign Ministry | host_in_russia"
FOCUS = """() => {
    const node = document.activeElement;
    const label = node.labels?.[0]?.textContent || node.textContent;
    const name = (node.getAttribute("aria-label") || label).trim();
    return { name, mark: node.dataset.mark || "" };
}"""
# What is wider than the screen, unless it stands in a box that can be moved sideways.
TOO_WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
WIDTHS = {"phone": 390, "tablet": 820, "desk": 1366}


@pytest.fixture
def open_page(site, context):
    """open_page(name): a page of the site, from the disk, without a network."""
    context.set_offline(True)
    complaints = []
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
    context.on("weberror", lambda error: complaints.append(str(error.error)))

    def open_it(name):
        page = context.new_page()
        page.goto((site / name).as_uri())
        return page

    yield open_it
    assert complaints == []
    assert context.strangers == []


def tab_to(page, name):
    """Press Tab until a control of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["name"].startswith(name):
            return
    raise AssertionError(f"{name!r} is not reached with Tab")


def test_the_matrix_is_read_by_keyboard(open_page, statements, shot):
    page = open_page(LESSON)
    explorer = page.locator(".st-explorer")

    def turned(actor, left_out=""):
        figure = matrix_step(statements, actor, left_out)
        explorer.locator(f'.st-stage img[alt^="{figure.alt}"]').wait_for()
        assert explorer.locator(".st-spoken").text_content() == figure.alt
        picture = explorer.locator(".st-stage img")
        page.wait_for_function("image => image.complete", arg=picture.element_handle())
        assert picture.evaluate("image => image.naturalWidth") > 0
        return figure

    with step("the arrow keys turn the pages"):
        tab_to(page, "organization")
        page.keyboard.press("ArrowRight")
        turned("person")
        page.keyboard.press("ArrowLeft")
        turned("organization")
        tab_to(page, "Leave out")
        page.keyboard.press("ArrowDown")
        turned("organization", "000")
        page.keyboard.press("ArrowUp")
        figure = turned("organization")
    with step("a cell is chosen, and its sentences are those of the library"):
        page.keyboard.press("Tab")
        arrows_to(page, MARK)
        chosen = next(m for m in figure.marks if m.id == MARK)
        units = explorer.locator(".st-source").evaluate_all(
            "nodes => nodes.map(node => node.textContent.split(' ')[0])"
        )
        assert set(units) == {figure.rows[i]["unit"] for i in chosen.statements}
    shot(page, "pages-lesson-04")
    with step("Escape lets go"):
        page.keyboard.press("Escape")
        assert explorer.locator(".st-sentence").count() == 0


def test_the_source_reader_works_without_python(open_page):
    page = open_page("lessons/01_what_is_in_the_file.html")
    reader = page.locator(".st-reader")
    status = reader.get_by_role("status")
    before = status.inner_text()
    reader.get_by_label("Furniture, captions").focus()
    page.keyboard.press("Space")
    assert status.inner_text() != before


def test_all_code_unfolds_and_folds(open_page):
    page = open_page(LESSON)
    code = page.locator("details.code")
    assert code.count() > 10
    page.get_by_role("button", name="Show all code").press("Enter")
    assert all(code.evaluate_all("nodes => nodes.map(node => node.open)"))
    page.get_by_role("button", name="Hide all code").press("Enter")
    assert not any(code.evaluate_all("nodes => nodes.map(node => node.open)"))


def test_a_page_from_the_disk_says_what_it_cannot_do(open_page):
    for name in ("index.html", LESSON):
        notice = open_page(name).get_by_text("This page was opened from a disk.")
        assert notice.is_visible()


@pytest.mark.parametrize("name", ["index.html", LESSON, "lessons/08_is_there_a_deal.html"])
def test_no_page_is_wider_than_the_screen(open_page, shot, name):
    page = open_page(name)
    for kind, scheme in itertools.product(WIDTHS, ("light", "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": WIDTHS[kind], "height": 844})
        assert page.evaluate(TOO_WIDE) <= 0, (kind, scheme)
        shot(page, f"pages-{name[:10]}-{kind}-{scheme}")


PAGES = [
    "index.html",
    *(f"lessons/{p.stem}.html" for p in sorted(ROOT.glob("notebooks/*_*.ipynb"))),
]


@pytest.fixture(scope="module")
def server(site):
    """A web server over the site: from a disk, axe-core cannot read the style sheet."""
    running = SiteServer(site)
    yield running
    running.stop()


@pytest.mark.parametrize("name", ["index.html", LESSON])
def test_axe_finds_nothing(server, context, name):
    examine_both(server, context, name)


@pytest.mark.full(
    "axe-core on the site's page of every other lesson",
    short="tests/browser/test_pages.py::test_axe_finds_nothing",
)
@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("index.html", LESSON)])
def test_axe_finds_nothing_on_any_page(server, context, name):
    examine_both(server, context, name)


def examine_both(server, context, name):
    """Let axe-core look at a page with all of its folds open, in both themes."""
    page = context.new_page()
    page.goto(f"{server.url}/{name}")
    page.evaluate(
        "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        faults, _ = examine(page)
        assert not faults, "\n".join(faults)


def test_a_page_bears_letters_twice_as_large(open_page, shot):
    page = open_page(LESSON)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert page.evaluate(TOO_WIDE) <= 0
    shot(page, "pages-lesson-04-large")
