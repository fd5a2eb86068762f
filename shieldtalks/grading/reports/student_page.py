"""The page a student gets: what earned points, what was seen, and which sentences to read again."""

import base64
import contextlib
import functools
import hashlib
import re
from datetime import date, datetime
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from shieldtalks.checks.texts import CORE, SECOND
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError
from shieldtalks.grading.reports.results import figure, one_line
from shieldtalks.tables import DATA, read_table
from shieldtalks.templates import environment

TEMPLATES = Path(__file__).parent / "templates"
LESSONS = "notebooks"
UNIT = r"(?<![\d.])\d{3}\.\d{2}(?!\d)"
SPAN = re.compile(rf"({UNIT})(?: to ({UNIT}))?")
AGAIN = re.compile(r"Read (.+?) again\.")
MOST_SENTENCES = 8
SAID_MOST = 600  # characters of one diagnosis
IN_WORDS = {
    "passed": "The visible checks pass.",
    "not yet": "Not right yet.",
    "not started": "Not started: the three dots still stand in the answer.",
    "not reached": "Not reached: the run ended before this task.",
}


@functools.cache
def lessons() -> pd.DataFrame:
    """Return the lessons: DataFrame, index number such as '03'; file, question and more."""
    return read_table(DATA / "lessons.csv", ["number", "file", "question"], "number")


def exercise_title(number: str) -> str:
    """Return how an exercise is called on a page."""
    if number not in lessons().index:
        return "Unknown exercise"
    return f"Exercise {number}: {lessons().at[number, 'question']}"


def lesson_address(number: str, base: str = LESSONS) -> str:
    """Return where the lesson of an exercise is, or '' where there is none.

    base: a folder, or the http(s) address of one. Raises DataError for an address of another kind.
    """
    if number not in lessons().index:
        return ""
    base = str(base).strip()
    if re.match(r"(?!https?://)[a-z][a-z0-9+.-]*:", base, re.I) or base.startswith("//"):
        raise DataError(f"{base!r}: is no address for lessons. Give a folder, or https://...")
    return f"{base.rstrip('/')}/{lessons().at[number, 'file']}"


def diagnosis(task: dict) -> str:
    """Return what was said of an answer, without the number in front and the way to the hints."""
    said = one_line(task["said"]).removeprefix(f"{task['id']}:").strip()
    said = re.sub(rf'\s*Stuck\? hint\("{re.escape(task["id"])}", 1\)\s*$', "", said)
    said = said[:1].upper() + said[1:]
    return said if len(said) <= SAID_MOST else f"{said[:SAID_MOST]} …"


def parts_line(result: dict) -> str:
    """Return the points of core and second part in one line, or '' where there is one part only."""
    if len(result["parts"]) < 2:
        return ""
    words = {CORE: "Core", SECOND: "second part"}
    said = [f"{words[p]} {figure(n)} of {figure(of)}" for p, (n, of) in result["parts"].items()]
    return f"{', '.join(said)}."


def to_read(said: str) -> list[tuple[str, bool]]:
    """Return the units that a diagnosis names: those to read again first, without repeats.

    Returns a list of (unit, whether it is to be read again); 'A to B' stands for all between them.
    """
    units = _sentences()
    again = _named(" ".join(AGAIN.findall(said)), units)
    return [(u, True) for u in again] + [(u, False) for u in _named(said, units) if u not in again]


def cited(answer: str) -> str:
    """Return the sentences that an answer cites, one a line, as plain text."""
    return "\n".join(f"{unit}: {_sentences()[unit]}" for unit in _named(answer, _sentences()))


@functools.cache
def _sentences():
    """Return {unit: its words in one line}."""
    return load().units["text"].map(one_line).to_dict()


@functools.cache
def load() -> Corpus:
    """Return the five articles, read once."""
    return load_corpus()


def _named(text, units):
    """Return the units that a text names, in its order; a span gives all units between its ends."""
    found = []
    for first, last in SPAN.findall(text):
        span = [first]
        if last and first[:3] == last[:3] and first < last:
            span = [unit for unit in units if first <= unit <= last]
        found += [unit for unit in span if unit in units and unit not in found]
    return found


def student_page(result: dict, base: str = LESSONS) -> str:
    """Return the page of one student and exercise as HTML.

    result: as `marks.merge` gives it. base: where the lessons are (see `lesson_address`). The page
    needs nothing from outside and runs nothing: its content security policy allows its one style
    sheet, by its hash, and pictures inside it. Raises DataError for a base that is no address.
    """
    number = result["exercise"]
    left = [t for t in result["tasks"] if t["verdict"] != "passed" or t["earned"] < t["points"]]
    template = pages().get_template("student.html")
    return template.render(
        css=style("page.css"),
        title=exercise_title(number),
        question=lessons().at[number, "question"] if number in lessons().index else "",
        address=lesson_address(number, base),
        result=result,
        parts=parts_line(result),
        graded=_graded(result),
        open_tasks=[_open_task(task) for task in left],
        by_hand=[part for part in result["by_hand"] if part["counts"] or part["comment"]],
        in_words=IN_WORDS,
        sources=_Sources(),
    )


@functools.cache
def pages() -> jinja2.Environment:
    """Return the templates of all reports, read once."""
    return environment(
        TEMPLATES, one_line=lambda text: one_line(str(text)), figure=figure, sha256=_sha256
    )


def style(*names: str) -> Markup:
    """Return style sheets of the reports as one."""
    return Markup("\n" + "\n".join((TEMPLATES / name).read_text("utf-8") for name in names))


def _sha256(css):
    """Return the hash by which a content security policy knows a style sheet."""
    return base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def _open_task(task):
    """Return a task that did not earn all its points, and which sentences belong to it."""
    said = diagnosis(task)
    units = to_read(said)[:MOST_SENTENCES]
    return {
        **task,
        "said": said,
        "again": [unit for unit, again in units if again],
        "named": [unit for unit, again in units if not again],
    }


class _Sources:
    """What a quotation of a unit shows: {unit: words, outlet, day}."""

    def __getitem__(self, unit):
        row = load().articles.loc[unit[:3]]
        day = _day(date.fromisoformat(row["date"])) if row["date"] else "undated"
        return {"words": _sentences()[unit], "outlet": row["outlet"], "day": day}


def _graded(result):
    with contextlib.suppress(ValueError):
        return _day(datetime.fromisoformat(result["graded"]))
    return ""


def _day(day):
    return f"{day.day} {day:%B %Y}"
