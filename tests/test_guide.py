"""The teacher's pages: the guide has every lesson, the glossary every term in its words."""

import re

import pytest

from shieldtalks.context import load_lessons
from shieldtalks.course.notebooks import read_notebook
from tests import ROOT
from tests.markdown import LINK, dead_links, headings, page_anchor

GUIDE, GLOSSARY = (ROOT / "solutions" / name for name in ("GUIDE.md", "GLOSSARY.md"))
LESSONS = load_lessons()
# What the guide says of every lesson, in this order.
POINTS = (
    "What it is for.",
    "If time is short.",
    "Likely misreadings.",
    "To discuss.",
    "Open tasks.",
    "Literature.",
)
ENTRY = re.compile(r"^- \*\*(.+?)\*\*: (.+)$", re.M)


def terms_of(text):
    """Return [(term, what it means)] of the section Terms of a lesson's text."""
    section = re.search(r"^## Terms\n+(.+?)(?=\n+## |\Z)", text, re.M | re.S)
    found = []
    for line in section[1].splitlines() if section else []:
        _, *parts = re.split(r"\*\*(.+?)\*\*", line.removeprefix("- "))
        pairs = zip(parts[::2], parts[1::2], strict=True)
        found += [
            (term, words.removeprefix(":").strip().removeprefix("means ")) for term, words in pairs
        ]
    return found


def terms_of_lessons():
    """Return [(number, file, term, what it means)] of all lessons that are there."""
    found = []
    for number, file in LESSONS["file"].items():
        path = ROOT / "notebooks" / file
        cells = read_notebook(path).cells if path.exists() else []
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        found += [(number, file, *pair) for pair in terms_of(text)]
    return found


def sort_key(term):
    """Return what a term is sorted by: its letters, without an article before them."""
    return re.sub(r"[^a-z ]", "", re.sub(r"^the ", "", term.casefold()))


def sections(path):
    """Return {heading: its text} of the second level of a page."""
    parts = re.split(r"^## (.+)$", path.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def lesson_section(number):
    """Return what the guide says of one lesson."""
    return sections(GUIDE)[_title(number)]


def _title(number):
    return f"{number} · {LESSONS.at[number, 'question']}"


# The glossary


def test_terms_are_read_out_of_a_lesson():
    text = (
        "## Terms\n\n- **A**: one. **The b**: two.\n- **C, d**: three; four.\n\n## Next\n**E**: no"
    )
    assert terms_of(text) == [("A", "one."), ("The b", "two."), ("C, d", "three; four.")]


@pytest.mark.parametrize("number", LESSONS.index)
def test_every_term_of_a_lesson_stands_in_the_glossary_in_its_words(number):
    entries = dict(ENTRY.findall(GLOSSARY.read_text("utf-8")))
    own = [each for each in terms_of_lessons() if each[0] == number]
    assert own, f"lesson {number} explains no term"
    for _, file, term, words in own:
        assert term in entries, f"{term!r} of lesson {number} is missing"
        assert words in entries[term], f"{term!r} is explained otherwise in lesson {number}"
        assert f"[{number}](../notebooks/{file})" in entries[term]


def test_the_glossary_has_nothing_that_no_lesson_explains():
    known = {term for *_, term, _ in terms_of_lessons()}
    for term, words in ENTRY.findall(GLOSSARY.read_text("utf-8")):
        see = re.fullmatch(r"see \*(.+)\*\.", words)
        assert (see[1] if see else term) in known, term
        if see:
            assert term.casefold() in see[1].casefold().split(", ")


def test_every_term_of_a_group_can_be_looked_up():
    entries = dict(ENTRY.findall(GLOSSARY.read_text("utf-8")))
    looked_up = {term.casefold() for term in entries}
    for *_, term, _ in terms_of_lessons():
        assert {member.casefold() for member in term.split(", ")[1:]} <= looked_up


def test_the_glossary_is_in_order():
    terms = [term for term, _ in ENTRY.findall(GLOSSARY.read_text("utf-8"))]
    assert terms == sorted(terms, key=sort_key)
    assert len(terms) == len(set(terms))


# The guide


def test_the_guide_has_the_lessons_in_order():
    titles = [words for level, words in headings(GUIDE.read_text("utf-8")) if level == 2]
    lessons = [title for title in titles if re.match(r"\d\d · ", title)]
    assert lessons == [_title(number) for number in LESSONS.index]


@pytest.mark.parametrize("number", LESSONS.index)
def test_the_guide_says_of_a_lesson_what_a_teacher_needs(number):
    text = lesson_section(number)
    row = LESSONS.loc[number]
    assert text.strip().startswith(f"**{row['minutes']} minutes.**")
    for folder in ("notebooks", "exercises", "solutions"):
        where = "" if folder == "solutions" else f"../{folder}/"
        assert f"({where}{row['file']})" in text, f"no link to {folder}/"
    assert tuple(re.findall(r"^\*\*([A-Z][^*]+\.)\*\*", text, re.M)) == POINTS
    questions = text.split("**To discuss.**")[1].split("**Open tasks.**")[0]
    assert 2 <= questions.count("?") <= 6


@pytest.mark.parametrize("number", LESSONS.index)
def test_what_may_be_cut_is_called_as_in_the_lesson(number):
    lesson = read_notebook(ROOT / "notebooks" / LESSONS.at[number, "file"])
    text = "\n\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    advice = lesson_section(number).split("**If time is short.**")[1].split("\n\n")[0]
    named = set(re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", advice))
    assert named <= {words for _, words in headings(text)}


def test_the_minutes_of_the_guide_add_up():
    total = LESSONS["minutes"].sum()
    hours, minutes = divmod(int(total), 60)
    assert f"{total} minutes, {hours} hours and {minutes} minutes" in GUIDE.read_text("utf-8")


def test_every_work_the_guide_points_to_has_its_reference():
    works = sections(GUIDE)["Literature"]
    listed = re.findall(r"^- (.+?) \((\d{4})\)\.", works, re.M)
    assert len(listed) == works.count("\n- ") and listed == sorted(listed)
    names = {(re.split(r"[, ]", authors)[0], year) for authors, year in listed}
    cited = set()
    for number in LESSONS.index:
        line = lesson_section(number).split("**Literature.**")[1].split("\n\n")[0]
        found = re.findall(r"([A-Z][\w’'-]+)(?:(?:,| and| et al\.)[^();]*?)? \((\d{4})\)", line)
        assert found, f"lesson {number} points to nothing"
        cited |= set(found)
    assert cited <= names, f"without a reference: {cited - names}"
    assert names <= cited, f"listed for no lesson: {names - cited}"


@pytest.mark.parametrize("path", [GUIDE, GLOSSARY], ids=["guide", "glossary"])
def test_every_link_of_the_teachers_pages_resolves(path):
    text = path.read_text("utf-8")
    assert LINK.search(text)
    assert not dead_links(text, path.parent, {page_anchor(words) for _, words in headings(text)})
