"""`shieldtalks slides`: every lesson as slides that fit, can be read from the back, and turned."""

import re

import nbformat
import pytest

from shieldtalks.show.slides import deck, present
from tests import ROOT
from tests.browser.axe import examine

pytestmark = pytest.mark.browser

LESSONS = sorted(ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))
MATRIX = next(path for path in LESSONS if path.name.startswith("04"))
PROJECTOR = {"width": 1280, "height": 720}
SMALLEST = 24  # pixels at 1280 x 720
# For each slide, shown with each answer open in turn: what does not fit, and its smallest letters.
MEASURE = """() => [...document.querySelectorAll(".slide")].map((slide, index) => {
    for (const other of document.querySelectorAll(".slide")) {
        other.classList.toggle("now", other === slide);
    }
    const page = slide.querySelector(".page");
    const answers = [...slide.querySelectorAll("details")];
    const frame = page.getBoundingClientRect();
    const sticksOut = (node) => {
        const box = node.getBoundingClientRect();
        return box.width && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1
            || box.left < frame.left - 40 || box.top < frame.top - 1);
    };
    const outside = [];
    for (const open of [null, ...answers]) {
        for (const answer of answers) answer.open = answer === open;
        outside.push(...[...page.querySelectorAll("*")].filter(sticksOut).map((n) => n.outerHTML));
        if (page.scrollHeight > page.clientHeight) outside.push("the page is too high");
    }
    for (const answer of answers) answer.open = true;
    const sizes = [];
    const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (!texts.currentNode.textContent.trim()) continue;
        sizes.push(parseFloat(getComputedStyle(texts.currentNode.parentElement).fontSize));
    }
    const image = page.querySelector(".picture img");
    return {
        number: index + 1, cell: slide.dataset.cell, outside: outside.map((o) => o.slice(0, 120)),
        letters: Math.min(...sizes, 999), words: page.innerText.trim(),
        picture: image && [image.clientWidth, image.clientHeight],
    };
})"""
NOW = """() => ({
    number: [...document.querySelectorAll(".slide")].findIndex((s) => s.matches(".now")) + 1,
    focused: document.activeElement.matches(".slide.now"),
    title: document.querySelector(".slide.now").getAttribute("aria-label"),
})"""


@pytest.fixture(scope="module")
def slides_of(tmp_path_factory):
    """slides_of(lesson): the file with its slides, made once."""
    folder = tmp_path_factory.mktemp("slides")

    def made(lesson):
        file = folder / f"{lesson.stem}.html"
        if not file.exists():
            file.write_text(deck(lesson), encoding="utf-8")
        return file

    return made


@pytest.fixture
def open_deck(context, slides_of):
    """open_deck(lesson): a page with its slides, ready."""

    def opened(lesson):
        file = slides_of(lesson)
        page = context.new_page()
        page.set_viewport_size(PROJECTOR)
        page.goto(file.as_uri())
        page.locator("body[data-ready]").wait_for(state="attached")
        return page

    return opened


def pictures(lesson):
    """Return the cells of a lesson that show a picture and are on a slide."""
    cells = nbformat.read(lesson, as_version=4).cells
    return [
        cell.id
        for cell in cells
        if cell.metadata["slideshow"]["slide_type"] != "skip"
        and any(
            "<img alt=" in o.get("data", {}).get("text/html", "") for o in cell.get("outputs", [])
        )
    ]


def test_slides_fit_and_are_read_from_the_back(open_deck, context, shot):
    look_at_slides(MATRIX, open_deck, context, shot)


@pytest.mark.full(
    "the slides of every other lesson, with axe-core",
    short="tests/browser/test_slides.py::test_slides_fit_and_are_read_from_the_back",
)
@pytest.mark.parametrize("lesson", [p for p in LESSONS if p != MATRIX], ids=lambda p: p.stem)
def test_all_slides_fit_and_are_read_from_the_back(lesson, open_deck, context, shot):
    look_at_slides(lesson, open_deck, context, shot)


def look_at_slides(lesson, open_deck, context, shot):
    """Measure every slide of a lesson, and let axe-core look at it."""
    page = open_deck(lesson)
    slides = page.evaluate(MEASURE)
    assert [slide for slide in slides if slide["outside"]] == []
    assert [slide for slide in slides if slide["letters"] < SMALLEST] == []
    assert [s["number"] for s in slides if not s["words"] and not s["picture"]] == []
    # A picture stands alone and takes the whole width of the slide, or its whole height.
    shown = [slide for slide in slides if slide["picture"]]
    assert [slide["cell"] for slide in shown] == pictures(lesson)
    assert not [s for s in shown if s["words"] or s["picture"][0] < 1279 or s["picture"][1] < 679]
    heads = re.findall(r"^##+ (.*)", "\n".join(cell_texts(lesson)), re.M)
    missing = [h for h in heads if not any(s["words"].startswith(plain(h)) for s in slides)]
    assert missing == []
    assert not any("Coming late?" in slide["words"] for slide in slides)
    assert context.strangers == []
    assert examine(page) == ([], [])
    shot(page, f"slides-{lesson.stem[:2]}")


def cell_texts(lesson):
    """Return the markdown of a lesson that is on a slide."""
    return [
        cell.source
        for cell in nbformat.read(lesson, as_version=4).cells
        if cell.cell_type == "markdown"
        and cell.metadata["slideshow"]["slide_type"] not in ("skip", "notes")
    ]


def plain(markdown):
    return re.sub(r"[*`]", "", markdown).strip()


def test_slides_are_turned_by_keyboard_and_say_where_they_are(open_deck, shot):
    page = open_deck(MATRIX)
    press = page.keyboard.press
    total = page.locator(".slide").count()
    assert page.evaluate(NOW)["number"] == 1
    for key in ("ArrowRight", "PageDown", " ", "ArrowDown"):
        press(key)
    now = page.evaluate(NOW)
    assert (now["number"], now["focused"]) == (5, True)
    assert re.fullmatch(rf"5 of {total}: [A-Z]\w+ .+", now["title"])
    assert page.get_by_role("status").inner_text() == f"5 / {total}"
    assert page.url.endswith("#5")
    for key in ("ArrowLeft", "PageUp", "Shift+ "):
        press(key)
    assert page.evaluate(NOW)["number"] == 2
    press("End")
    press("ArrowRight")
    assert page.evaluate(NOW)["number"] == total
    press("Home")
    page.reload()
    page.locator("body[data-ready]").wait_for(state="attached")
    assert page.evaluate(NOW)["number"] == 1

    picture = page.locator(".slide.now .picture img[alt^='A matrix of 18 concepts']")
    for _ in range(12):
        press("ArrowRight")
        if picture.count():
            break
    number = page.evaluate(NOW)["number"]
    before = picture.bounding_box()["width"], picture.evaluate("i => i.naturalWidth")
    press("z")
    page.locator(".slide.now.larger").wait_for()
    # The picture now takes the whole width; the rest is reached by the arrow keys.
    assert picture.bounding_box()["width"] > 1200 and before[0]
    top = page.locator(".slide.now .page").evaluate("p => p.scrollTop")
    press("ArrowDown")
    assert page.locator(".slide.now .page").evaluate("p => p.scrollTop") > top
    shot(page, "slides-larger")
    press("Escape")
    assert page.evaluate(NOW)["number"] == number

    assert not page.locator(".slide.now .notes").is_visible()
    press("n")
    notes = page.locator(".slide.now .notes").inner_text()
    assert notes.startswith("A matrix of 18 concepts")
    assert "shieldtalks dashboard 04" in notes and "Try three things." in notes
    assert examine(page) == ([], [])
    shot(page, "slides-notes")


def test_an_answer_opens_alone_and_the_keys_leave_it_its_own(open_deck):
    page = open_deck(MATRIX)
    question = page.locator(".question").first
    number = question.evaluate(
        "q => [...document.querySelectorAll('.slide')].indexOf(q.closest('.slide'))"
    )
    page.evaluate(f"location.hash = '#{number + 1}'")
    question.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert question.locator("details[open]").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    assert question.locator("details[open] summary").inner_text().startswith("B.")
    assert page.evaluate(NOW)["number"] == number + 1


def test_a_small_or_large_screen_scales_and_a_phone_reads(open_deck, shot):
    page = open_deck(MATRIX)
    for width, height in ((1920, 1080), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        box = page.locator("#deck").bounding_box()
        assert box["width"] == pytest.approx(min(width, height * 16 / 9), abs=1)
        assert box["x"] >= -1 and box["y"] >= -1
    page.emulate_media(color_scheme="dark")
    assert examine(page) == ([], [])
    shot(page, "slides-dark")

    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("body:not(.slides)").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h2").first.is_visible()
    assert examine(page) == ([], [])
    shot(page, "slides-phone")


def test_each_slide_is_a_sheet_of_paper(open_deck):
    page = open_deck(MATRIX)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == page.locator(".slide").count()


def test_the_command_writes_one_file_and_opens_it(context, tmp_path, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    path = present("4", out=tmp_path)
    assert opened == [path.as_uri()]
    assert capsys.readouterr().out.splitlines()[0] == str(path)
    page = context.new_page()
    page.goto(opened[0])
    page.locator("body[data-ready]").wait_for(state="attached")
    assert [p.name for p in tmp_path.iterdir()] == [f"slides-{MATRIX.stem}.html"]
    assert context.strangers == []
