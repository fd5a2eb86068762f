"""The page a student gets: what earned points, what was seen, and which sentences to read again."""

import base64
import functools
import hashlib
import html
import re
from datetime import date, datetime

from shieldtalks.corpus import load_corpus
from shieldtalks.errors import DataError
from shieldtalks.grading.reports.results import figure, one_line
from shieldtalks.tables import DATA, read_table

LESSONS = "notebooks"
UNIT = r"(?<![\d.])\d{3}\.\d{2}(?!\d)"
SPAN = re.compile(rf"({UNIT})(?: to ({UNIT}))?")
AGAIN = re.compile(r"Read (.+?) again\.")
MOST_SENTENCES = 8
SAID_MOST = 600  # characters of one diagnosis
WIDE = ' class="wide"'
IN_WORDS = {
    "passed": "The visible checks pass.",
    "not yet": "Not right yet.",
    "not started": "Not started: the three dots still stand in the answer.",
    "not reached": "Not reached: the run ended before this task.",
}

STYLE = """
:root { color-scheme: light dark; font-size: 106.25%; --ink: #1b1b1f; --quiet: #54545e;
  --ground: #ffffff; --soft: #f3f3f6; --line: #8a8a94; --bar: #2f6fe0;
  --link: #1a4fb4; --warn: #8f1420; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --quiet: #b6b6c0; --ground: #17171b; --soft: #232329;
    --line: #85858f; --bar: #7da6ff; --link: #a5c2ff; --warn: #ffaaa5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 52rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  overflow-wrap: break-word; }
body.wide { max-width: 70rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.25rem 0 0.5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; }
p { margin: 0 0 0.6rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
.course, .small, footer { color: var(--quiet); font-size: 0.9em; }
.course { margin: 0; }
.total { font-size: 1.5rem; font-weight: bold; margin: 0.75rem 0 0.25rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
caption { text-align: left; color: var(--quiet); font-size: 0.9em; padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0;
  border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); }
tbody th { font-weight: normal; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
blockquote { margin: 0.5rem 0; padding: 0.1rem 0 0.1rem 0.9rem;
  border-left: 0.25rem solid var(--line); }
blockquote p { margin: 0; }
.note { border: 2px solid var(--line); padding: 0.6rem 0.9rem; margin: 1rem 0; }
.loud { border-color: var(--warn); border-left-width: 0.6rem; }
.loud strong { color: var(--warn); }
code { font: 0.95em/1.4 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--soft);
  padding: 0.05em 0.3em; overflow-wrap: anywhere; }
body > footer { margin-top: 2.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
@page { size: A4; margin: 16mm 17mm; }
@media print {
  :root { font-size: 10.5pt; --ink: #000000; --quiet: #3c3c44; --ground: #ffffff; --soft: #f3f3f6;
    --line: #77777f; --bar: #2f6fe0; --link: #000000; --warn: #8f1420; }
  body, body.wide { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  tr, blockquote, .note, section.whole { break-inside: avoid; }
  a { text-decoration: none; }
}
"""


@functools.cache
def lessons():
    """Return the lessons: DataFrame, index number such as '03'; file, question and more."""
    return read_table(DATA / "lessons.csv", ["number", "file", "question"], "number")


def exercise_title(number):
    """Return how an exercise is called on a page."""
    if number not in lessons().index:
        return "Unknown exercise"
    return f"Exercise {number}: {lessons().at[number, 'question']}"


def page(title, body, style="", wide=False):
    """Return a whole HTML page that needs nothing from outside and runs nothing.

    The content security policy allows its one style sheet, by its hash, and pictures inside it.
    """
    css = STYLE + style
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escaped(title)}</title>\n<style>{css}</style>\n</head>\n"
        f"<body{wide * WIDE}>\n{body}\n</body>\n</html>\n"
    )


def escaped(text):
    """Return anybody's text as HTML that is only text."""
    return html.escape(one_line(str(text)))


def name_of(result):
    """Return the name to show for a student, as HTML; it keeps its own reading direction."""
    return f"<bdi>{escaped(result['name']) or escaped(result['student'])}</bdi>"


def lesson_address(number, base=LESSONS):
    """Return where the lesson of an exercise is, or '' where there is none.

    base: a folder, or the http(s) address of one. Raises DataError for an address of another kind.
    """
    if number not in lessons().index:
        return ""
    base = str(base).strip()
    if re.match(r"(?!https?://)[a-z][a-z0-9+.-]*:", base, re.I) or base.startswith("//"):
        raise DataError(f"{base!r}: is no address for lessons. Give a folder, or https://...")
    return f"{base.rstrip('/')}/{lessons().at[number, 'file']}"


def diagnosis(task):
    """Return what was said of an answer, without the number in front and the way to the hints."""
    said = one_line(task["said"]).removeprefix(f"{task['id']}:").strip()
    said = re.sub(rf'\s*Stuck\? hint\("{re.escape(task["id"])}", 1\)\s*$', "", said)
    said = said[:1].upper() + said[1:]
    return said if len(said) <= SAID_MOST else f"{said[:SAID_MOST]} …"


def to_read(said):
    """Return the units that a diagnosis names: those to read again first, without repeats.

    Returns a list of (unit, whether it is to be read again); 'A to B' stands for all between them.
    """
    units = _sentences()
    again = _named(" ".join(AGAIN.findall(said)), units)
    return [(u, True) for u in again] + [(u, False) for u in _named(said, units) if u not in again]


def quotation(unit):
    """Return a unit as HTML: its words, and below them its id, outlet and date."""
    row = load().articles.loc[unit[:3]]
    return (
        f"<blockquote><p>{escaped(_sentences()[unit])}</p>"
        f"<footer>{unit}, {escaped(row['outlet'])}, {_day(row)}</footer></blockquote>"
    )


def cited(answer):
    """Return the sentences that an answer cites, one a line, as plain text."""
    return "\n".join(f"{unit}: {_sentences()[unit]}" for unit in _named(answer, _sentences()))


@functools.cache
def _sentences():
    """Return {unit: its words in one line}."""
    return load().units["text"].map(one_line).to_dict()


@functools.cache
def load():
    """Return the five articles, read once."""
    return load_corpus()


def student_page(result, base=LESSONS):
    """Return the page of one student and exercise as HTML.

    result: as `marks.merge` gives it. base: where the lessons are (see `lesson_address`).
    """
    title = exercise_title(result["exercise"])
    address = lesson_address(result["exercise"], base)
    body = (
        f'<header>\n<p class="course">Shield Talks</p>\n<h1>{escaped(title)}</h1>\n'
        f"<p>{name_of(result)}{_graded(result)}</p>\n</header>\n<main>\n"
        f"{_total(result)}{_trouble(result)}{_table(result)}{_open_points(result)}"
        f"{_by_hand(result)}\n</main>\n{_foot(result, address)}"
    )
    return page(f"{title} · {one_line(result['name']) or result['student']}", body)


def _named(text, units):
    """Return the units that a text names, in its order; a span gives all units between its ends."""
    found = []
    for first, last in SPAN.findall(text):
        span = [first]
        if last and first[:3] == last[:3] and first < last:
            span = [unit for unit in units if first <= unit <= last]
        found += [unit for unit in span if unit in units and unit not in found]
    return found


def _day(row):
    if not row["date"]:
        return "undated"
    day = date.fromisoformat(row["date"])
    return f"{day.day} {day:%B %Y}"


def _graded(result):
    try:
        day = datetime.fromisoformat(result["graded"])
    except ValueError:
        return ""
    return f', <span class="small">checked on {day.day} {day:%B %Y}</span>'


def _total(result):
    if result["trouble"]:
        return '<p class="total">No points yet</p>\n'
    said = f"{figure(result['total'])} of {figure(result['total_of'])} points"
    parts = ""
    if any(part["counts"] for part in result["by_hand"]):
        mine = result["total"] - result["automatic"]
        of = result["total_of"] - result["automatic_of"]
        parts = (
            f"<p>{figure(result['automatic'])} of {figure(result['automatic_of'])} from the "
            f"checks, {figure(mine)} of {figure(of)} marked by hand.</p>\n"
        )
    return f'<p class="total">{said}</p>\n{parts}'


def _trouble(result):
    if not result["trouble"]:
        return ""
    return (
        '<div class="note loud"><p><strong>This work could not be graded.</strong> '
        f"{escaped(result['trouble'])}</p></div>\n"
    )


def _table(result):
    if result["trouble"]:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{task["id"]} {escaped(task["title"])}</th>'
        f"<td>{task['verdict']}</td>"
        f'<td class="number">{figure(task["earned"])} of {figure(task["points"])}</td></tr>\n'
        for task in result["tasks"]
    )
    return (
        '<section class="whole">\n<h2>Task by task</h2>\n<table>\n'
        "<caption>What the checks found</caption>\n<thead><tr>"
        '<th scope="col">Task</th><th scope="col">Verdict</th>'
        f'<th scope="col" class="number">Points</th></tr></thead>\n<tbody>\n{rows}</tbody>\n'
        "</table>\n</section>\n"
    )


def _open_points(result):
    """Return a section for each task that did not earn all its points."""
    left = [t for t in result["tasks"] if t["verdict"] != "passed" or t["earned"] < t["points"]]
    if not left or result["trouble"]:
        return ""
    return f"<h2>What to look at again</h2>\n{''.join(map(_task, left))}"


def _task(task):
    said = diagnosis(task)
    what = f"<p>{escaped(said)}</p>\n" if said else f"<p>{IN_WORDS[task['verdict']]}</p>\n"
    hint = ""
    if task["verdict"] == "not yet":
        call = f'hint("{task["id"]}", 1)'
        hint = f'<p class="small">In the notebook: <code>{html.escape(call)}</code></p>\n'
    units = to_read(said)[:MOST_SENTENCES]
    again = "".join(quotation(unit) for unit, wanted in units if wanted)
    other = "".join(quotation(unit) for unit, wanted in units if not wanted)
    return (
        f'<section class="whole">\n<h3>{task["id"]} {escaped(task["title"])}</h3>\n{what}'
        f"{bool(again) * '<p>To read again:</p>'}{again}"
        f"{bool(other) * '<p>Named above:</p>'}{other}{hint}</section>\n"
    )


def _by_hand(result):
    shown = [part for part in result["by_hand"] if part["counts"] or part["comment"]]
    if not shown or result["trouble"]:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escaped(part["id"])}. {escaped(part["asks"])}</th>'
        f"<td>{escaped(part['comment'])}</td>"
        f'<td class="number">{_given(part)}</td></tr>\n'
        for part in shown
    )
    return (
        '<section class="whole">\n<h2>Marked by hand</h2>\n<table>\n'
        "<caption>What no check can judge</caption>\n<thead><tr>"
        '<th scope="col">What was asked</th><th scope="col">Comment</th>'
        f'<th scope="col" class="number">Points</th></tr></thead>\n<tbody>\n{rows}</tbody>\n'
        "</table>\n</section>\n"
    )


def _given(part):
    if part["points"] is None:
        return "no mark yet"
    return f"{figure(part['points'])} of {figure(part['out_of'])}"


def _foot(result, address):
    lesson = ""
    if address:
        where = (
            "" if address.startswith("http") else " (open this page in the folder of the course)"
        )
        question = lessons().at[result["exercise"], "question"]
        lesson = (
            f'<p>The lesson: <a href="{html.escape(address)}">{result["exercise"]} '
            f"{escaped(question)}</a>{where}.</p>\n"
        )
    return (
        f"<footer>\n{lesson}<p>Points follow the visible checks of the exercise and those that the "
        "teacher holds back, if there are any. Of these nothing is shown but how they ended. "
        "Whether an answer is well argued no check can tell.</p>\n</footer>"
    )
