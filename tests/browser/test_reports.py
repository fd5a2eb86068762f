"""The reports in a real browser: read by axe-core in both themes, enlarged, and printed."""

import pytest

from shieldtalks.grading.reports.build import write
from tests.browser import axe
from tests.graded import many, result

pytestmark = pytest.mark.browser

PAGES = ("students/doe/11.html", "students/poe/03.html", "overview.html")
ONCE = (("overview.html", "light"), ("students/poe/03.html", "dark"))


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder of reports: good work, slips, trouble, marks by hand, no isolation."""
    out = tmp_path_factory.mktemp("reports")
    (out / "marks.csv").write_text("student,criterion,points\ndoe,11.7 Limits,0.5\n")
    found = [
        result("doe", "11", wrong={"11.1": 4, "11.2": 3}, name="<i>Ann</i> " + "x" * 90),
        result("poe", "03", trouble="poe/03.ipynb: no notebook.", tasks=[], notes=["late"]),
        result("roe", "03", wrong={"03.1": 1}, isolation="none (--no-isolation)"),
    ]
    write([*found, *many(20)], out)
    return out


@pytest.fixture
def opened(browser, reports):
    """opened(name, **options): a page in a profile of its own, and what it complains of."""
    contexts = []

    def visit(name, **options):
        contexts.append(browser.new_context(**options))
        page, said = contexts[-1].new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.goto((reports / name).as_uri())
        return page, said

    yield visit
    for context in contexts:
        context.close()


LONG = pytest.mark.full(
    "each page of a report in light and dark, with axe-core",
    short="tests/browser/test_reports.py::test_axe_finds_nothing_on_a_page",
)
LOOKS = [
    pytest.param(name, theme, marks=() if (name, theme) in ONCE else LONG)
    for theme in ("light", "dark")
    for name in PAGES
]


@pytest.mark.parametrize(("name", "theme"), LOOKS)
def test_axe_finds_nothing_on_a_page(opened, name, theme):
    page, _ = opened(name, color_scheme=theme, bypass_csp=True)
    assert axe.examine(page)[0] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_its_own_policy_and_fits_when_enlarged(opened, name):
    page, said = opened(name, viewport={"width": 640, "height": 480})
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") != "32px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_page_is_printed_dark_on_white(opened):
    page, _ = opened(PAGES[0], color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
