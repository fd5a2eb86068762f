"""The page for the teacher: how a class did, the commonest slips, and who needs a look by hand."""

import hashlib
import html
import math
import re
import statistics
from collections import Counter

from shieldtalks.grading.reports.results import figure, one_line, place
from shieldtalks.grading.reports.student_page import (
    diagnosis,
    escaped,
    exercise_title,
    name_of,
    page,
)
from shieldtalks.phrases import counted

SLIPS = 5  # of each task
LEAST_STUDENTS = 2  # before a slip is called common
LEAST_EQUAL = 160  # characters; shorter answers are often equal by themselves
MOST_BARS = 26
BAR_HEIGHT, TOP, BELOW, WIDTH = 150, 22, 24, 620
TASK_BAR = 200

STYLE = """
.chart { max-width: 100%; height: auto; display: block; }
.chart text { font: 13px "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; fill: var(--ink); }
.chart .axis { stroke: var(--ink); stroke-width: 1; }
.all { fill: var(--bar); stroke: var(--bar); }
.some { fill: url(#some); stroke: var(--bar); }
.nothing { fill: none; stroke: var(--line); }
.hatch { stroke: var(--bar); stroke-width: 3; }
.key svg { vertical-align: -0.15em; margin-right: 0.35rem; }
.key span { margin-right: 1.5rem; white-space: nowrap; }
.beside { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
.beside > figure { flex: 1 1 24rem; min-width: 0; margin: 0.5rem 0; }
.beside > div { flex: 0 1 15rem; }
.beside th, .beside td { padding-top: 0.1rem; padding-bottom: 0.1rem; }
figcaption { color: var(--quiet); font-size: 0.9em; }
.scroll { overflow-x: auto; }
ul { padding-left: 1.2rem; margin: 0.25rem 0 1rem; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
@media print { .chart, .key svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav { display: none; } .scroll { overflow: visible; } section.exercise { break-before: page; } }
"""
HATCH = (
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="some" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="hatch" d="M 1.5 0 V 7"></path></pattern></defs>'
    "</svg>"
)


def overview_page(results, troubles=()):
    """Return the page on a class as HTML.

    results: as `marks.merge` gives them. troubles: lines on files and marks that were left out.
    """
    numbers = sorted({result["exercise"] for result in results if result["exercise"]})
    students = len({result["student"] for result in results})
    said = f"{counted(len(results), 'submission')} of {counted(students, 'student')}"
    links = "".join(f'<li><a href="#e{n}">Exercise {n}</a></li>' for n in numbers)
    sections = "".join(_exercise(n, [r for r in results if r["exercise"] == n]) for n in numbers)
    body = (
        '<header>\n<p class="course">Shield Talks, for the teacher</p>\n'
        f"<h1>How the class did</h1>\n<p>{said}. This page holds names: do not hand it out.</p>\n"
        f'<nav aria-label="Sections"><ul><li><a href="#look">A look by hand</a></li>{links}'
        f'<li><a href="#students">Every student</a></li></ul></nav>\n</header>\n<main>\n{HATCH}'
        f"{_isolation(results)}{_troubles(troubles)}{_look(results)}{_equal(results)}"
        f"{_open_tasks(results)}{sections}{_students(results, numbers)}{_times(results, numbers)}"
        "</main>\n<footer><p>Every number is computed from the results in this folder. A check "
        "tells how an answer stands to the reference coding, and that is a reading of five "
        "articles, too.</p></footer>"
    )
    return page("How the class did · Shield Talks", body, STYLE, wide=True)


def address_of(result):
    """Return where the student page of a result is, from the folder of the results."""
    path = place("", result["student"], result["exercise"], result["file"])
    return f"students/{path.parent.name}/{path.stem}.html"


def reasons(result):
    """Return why somebody should look at a submission, as lines; none where nobody has to."""
    found = [result["trouble"]] if result["trouble"] else []
    cut = [task["id"] for task in result["tasks"] if task["verdict"] == "not reached"]
    if cut and not result["trouble"]:
        found.append(f"not reached: {', '.join(cut)}")
    found += result["notes"]
    if _ran_openly(result):
        found.append("graded without isolation")
    return [one_line(line) for line in found]


def slips(results):
    """Return the commonest slips of each task: {task id: [(number of students, what was said)]}.

    Slips are equal where all but numbers and quotations is; … stands for those that differ.
    """
    found = {}
    for result in results:
        for task in result["tasks"]:
            if task["verdict"] == "not yet" and task["said"]:
                said = diagnosis(task)
                kinds = found.setdefault(task["id"], {})
                kinds.setdefault(general(said), []).append(said)
    return {
        task: sorted(
            ((len(all_said), _shared(kind, all_said)) for kind, all_said in kinds.items()),
            key=lambda slip: (-slip[0], slip[1]),
        )
        for task, kinds in sorted(found.items())
    }


def general(said):
    """Return a diagnosis with … for everything that is one student's own."""
    said = re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "…", said)
    said = re.sub(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”", "…", said)
    said = re.sub(r"[-–]?\b\d[\d.,:]*\b%?", "…", said)
    return re.sub(r"…(?:(?:, | and | to )…)+", "…", said).replace("….", "…")


def _shared(kind, all_said):
    return all_said[0] if len(set(all_said)) == 1 else kind


def equal_answers(results):
    """Return groups of students with equal answers: [(what, [result, ...])], largest first.

    Compared are the answers to a whole exercise, and single answers of some length; white space
    does not count, and what was not started is left out.
    """
    groups = {}
    for result in results:
        begun = [task for task in result["tasks"] if task["verdict"] != "not started"]
        plain = {task["id"]: "".join(task["answer"].split()) for task in begun}
        plain = {task: answer for task, answer in plain.items() if answer}
        whole = "\0".join(f"{task}{answer}" for task, answer in plain.items())
        if len(whole) >= LEAST_EQUAL:
            _note(groups, f"all answers of exercise {result['exercise']}", whole, result)
        for task, answer in plain.items():
            if len(answer) >= LEAST_EQUAL:
                _note(groups, f"the answer to {task}", answer, result)
    found = [(what, group) for (what, _), group in groups.items() if len(group) > 1]
    wholes = [{r["student"] for r in group} for what, group in found if what.startswith("all")]
    found = [
        (what, group)
        for what, group in found
        if what.startswith("all") or {r["student"] for r in group} not in wholes
    ]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0]))


def _note(groups, what, answer, result):
    digest = hashlib.sha256(answer.encode("utf-8", "replace")).hexdigest()
    groups.setdefault((what, digest), []).append(result)


def _ran_openly(result):
    """Say whether code ran without isolation; where none could be graded, none ran."""
    level = result["isolation"].strip().casefold()
    return level.startswith("none") or not (level or result["trouble"])


def _isolation(results):
    levels = Counter(one_line(r["isolation"]) for r in results if r["isolation"] or _ran_openly(r))
    told = "; ".join(f"{escaped(level or 'not told')} ({n})" for level, n in levels.most_common())
    unsafe = sum(map(_ran_openly, results))
    if unsafe:
        return (
            '<div class="note loud"><p><strong>Warning: graded without isolation.</strong> For '
            f"{unsafe} of {len(results)} submissions the students' code ran with the rights of the "
            "person who graded. It could read and change files, also these results. Do not rely on "
            f"these marks.</p>\n<p>Isolation used: {told}.</p></div>\n"
        )
    return f"<p>Isolation used: {told or 'nothing was graded'}.</p>\n"


def _troubles(troubles):
    if not troubles:
        return ""
    lines = "".join(f"<li>{escaped(line)}</li>" for line in troubles)
    return f'<div class="note loud"><p><strong>To be mended:</strong></p><ul>{lines}</ul></div>\n'


def _look(results):
    rows = [(result, reasons(result)) for result in results]
    rows = "".join(
        f'<tr><th scope="row">{_link(result)}</th><td>{result["exercise"] or "unknown"}</td>'
        f"<td>{'<br>'.join(map(escaped, why))}</td></tr>\n"
        for result, why in rows
        if why
    )
    if not rows:
        said = "<p>No submission made trouble.</p>\n"
        return f'<h2 id="look">A look by hand</h2>\n{said}'
    return (
        f'<h2 id="look">A look by hand</h2>\n{_scroll("A look by hand")}<table>\n'
        "<caption>Submissions that need a person, and why</caption>\n<thead><tr>"
        '<th scope="col">Student</th><th scope="col">Exercise</th><th scope="col">Why</th></tr>'
        f"</thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )


def _equal(results):
    groups = equal_answers(results)
    if not groups:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{what[0].upper()}{what[1:]}</th>'
        f'<td class="number">{len(group)}</td><td>{", ".join(map(_link, group))}</td></tr>\n'
        for what, group in groups
    )
    return (
        "<h3>Equal answers</h3>\n<p>A fact to look at, and no more: students may have been allowed "
        "to work together, and a task with one way to the answer brings equal answers by itself."
        f"</p>\n{_scroll('Equal answers')}<table>\n<caption>Answers that are equal but for white "
        'space</caption>\n<thead><tr><th scope="col">Equal</th><th scope="col" class="number">'
        'Students</th><th scope="col">Who</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table></div>\n"
    )


def _open_tasks(results):
    found = {}
    for result in results:
        for part in result["by_hand"]:
            tally = found.setdefault(part["id"], [0, 0, 0.0, part])
            if not part["listed"]:
                continue
            tally[0] += 1
            if part["points"] is not None:
                tally[1] += 1
                tally[2] += part["points"]
    if not found:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escaped(criterion)}</th><td>{escaped(part["asks"])}</td>'
        f'<td class="number">{marked} of {n}</td>'
        f'<td class="number">{figure(points / marked) if marked else "–"} of '
        f"{figure(part['out_of'])}</td>"
        f"<td>{'yes' if part['counts'] else 'not yet'}</td></tr>\n"
        for criterion, (n, marked, points, part) in sorted(found.items())
    )
    return (
        "<h3>To be marked by hand</h3>\n<p>What no check can judge stands in by_hand.csv, with the "
        "answers and the sentences that they cite. Fill in its columns points and comment, then "
        "run the report again. A criterion counts for everybody from its first mark on; an answer "
        f"that was not started has no points.</p>\n{_scroll('To be marked by hand')}<table>\n"
        "<caption>Open tasks and how many answers are marked</caption>\n<thead><tr>"
        '<th scope="col">Criterion</th><th scope="col">Asks</th>'
        '<th scope="col" class="number">Marked</th><th scope="col" class="number">Mean</th>'
        f'<th scope="col">Counts</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n'
    )


def _exercise(number, results):
    graded = [result for result in results if not result["trouble"]]
    title = exercise_title(number)
    begin = f'<section class="exercise">\n<h2 id="e{number}">{escaped(title)}</h2>\n'
    if not graded:
        none = f"<p>None of {counted(len(results), 'submission')} could be graded.</p>"
        return f"{begin}{none}</section>\n"
    return (
        f"{begin}{_summary(results, graded)}{_distribution(graded)}{_tasks(number, graded)}"
        f"{_slips(number, graded)}</section>\n"
    )


def _summary(results, graded):
    totals = sorted(result["total"] for result in graded)
    left = len(results) - len(graded)
    return (
        f"<p>n = {len(graded)} graded"
        f"{f', {left} more could not be' if left else ''}. Median {figure(_median(totals))} of "
        f"{figure(graded[0]['total_of'])} points, mean {figure(statistics.fmean(totals))}, from "
        f"{figure(totals[0])} to {figure(totals[-1])}.</p>\n"
    )


def _distribution(graded):
    """Return a chart of how many students have how many points, and its table beside it."""
    of = max(result["total_of"] for result in graded)
    step = max(1, math.ceil((of + 1) / MOST_BARS))
    tally = Counter(int(result["total"] // step) for result in graded)
    bars = [tally[i] for i in range(int(of // step) + 1)]
    labels = [_range(i * step, step, of) for i in range(len(bars))]
    rows = "".join(
        f'<tr><th scope="row">{label}</th><td class="number">{n}</td></tr>\n'
        for label, n in zip(labels, bars, strict=True)
        if n
    )
    most = labels[max(range(len(bars)), key=bars.__getitem__)]
    alt = f"Students by points, n = {len(graded)}. Most students, {max(bars)}, have {most}."
    return (
        '<h3>Points</h3>\n<div class="beside"><figure>'
        f"{_columns(bars, labels, alt)}<figcaption>Students by points, n = {len(graded)}."
        f"</figcaption></figure>\n<div><table>\n<caption>Points and students"
        '</caption>\n<thead><tr><th scope="col">Points</th>'
        f'<th scope="col" class="number">Students</th></tr></thead>\n<tbody>\n{rows}</tbody>\n'
        "</table></div></div>\n"
    )


def _range(first, step, of):
    last = min(first + step - 1, of)
    return figure(first) if last <= first else f"{figure(first)} to {figure(last)}"


def _columns(bars, labels, alt):
    """Return upright bars as SVG, each with its number above and its label below."""
    wide = WIDTH / len(bars)
    highest = max(bars)
    every = math.ceil(max(map(len, labels)) * 8 / wide)
    parts = []
    for i, (n, label) in enumerate(zip(bars, labels, strict=True)):
        x, height = i * wide, BAR_HEIGHT * n / highest
        y, middle = TOP + BAR_HEIGHT - height, x + wide / 2
        if n:
            parts.append(
                f'<rect class="all" x="{x + wide * 0.1:.1f}" y="{y:.1f}" '
                f'width="{wide * 0.8:.1f}" height="{height:.1f}"></rect>'
                f'<text x="{middle:.1f}" y="{y - 5:.1f}" text-anchor="middle">{n}</text>'
            )
        if i % every == 0:
            parts.append(
                f'<text x="{middle:.1f}" y="{TOP + BAR_HEIGHT + 17}" '
                f'text-anchor="middle">{label}</text>'
            )
    ground, height = TOP + BAR_HEIGHT, TOP + BAR_HEIGHT + BELOW
    return (
        f'<svg class="chart" role="img" aria-label="{html.escape(alt)}" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}">{"".join(parts)}'
        f'<path class="axis" d="M 0 {ground} H {WIDTH}"></path></svg>'
    )


def _tasks(number, graded):
    """Return a table of the tasks with a bar for each: all, some or none of the points."""
    rows = []
    for i, task in enumerate(graded[0]["tasks"]):
        tasks = [result["tasks"][i] for result in graded if i < len(result["tasks"])]
        full = sum(t["earned"] >= t["points"] and t["verdict"] == "passed" for t in tasks)
        some = sum(0 < t["earned"] < t["points"] for t in tasks)
        verdicts = Counter(t["verdict"] for t in tasks)
        unread = verdicts["not started"] + verdicts["not reached"]
        nothing = len(tasks) - full - some
        rows.append(
            f'<tr><th scope="row">{task["id"]} {escaped(task["title"])}</th>'
            f'<td class="number">{full}</td><td class="number">{some}</td>'
            f'<td class="number">{nothing}</td><td class="number">{unread}</td>'
            f"<td>{_bar(full, some, nothing)}</td></tr>\n"
        )
    key = "".join(
        f'<span><svg width="16" height="14" aria-hidden="true" focusable="false"><rect '
        f'class="{kind}" x="1" y="1" width="14" height="12"></rect></svg>{words}</span>'
        for kind, words in (("all", "all points"), ("some", "some"), ("nothing", "none"))
    )
    return (
        f"<h3>Task by task</h3>\n{_scroll(f'Exercise {number}, task by task')}<table>\n"
        f"<caption>Students by what a task earned them, n = {len(graded)}. Not begun: not started "
        'or not reached, counted among none.</caption>\n<thead><tr><th scope="col">Task</th>'
        '<th scope="col" class="number">All points</th><th scope="col" class="number">Some</th>'
        '<th scope="col" class="number">None</th><th scope="col" class="number">Not begun</th>'
        f'<th scope="col">Shares</th></tr></thead>\n<tbody>\n{"".join(rows)}</tbody>\n</table>'
        f'</div>\n<p class="key small">{key}</p>\n'
    )


def _bar(full, some, nothing):
    """Return the three shares as one lying bar; the numbers stand in the cells before it."""
    whole, x, parts = full + some + nothing, 1.0, []
    for kind, n in (("all", full), ("some", some), ("nothing", nothing)):
        width = (TASK_BAR - 2) * n / whole
        if n:
            parts.append(
                f'<rect class="{kind}" x="{x:.1f}" y="2" width="{width:.1f}" height="14"></rect>'
            )
        x += width
    return (
        f'<svg class="chart" aria-hidden="true" focusable="false" width="{TASK_BAR}" height="18" '
        f'viewBox="0 0 {TASK_BAR} 18">{"".join(parts)}</svg>'
    )


def _slips(number, graded):
    found = slips(graded)
    if not found:
        return ""
    rows = []
    for task, said in found.items():
        common = [slip for slip in said if slip[0] >= LEAST_STUDENTS][:SLIPS]
        rest = sum(n for n, _ in said) - sum(n for n, _ in common)
        kinds = len(said) - len(common)
        others = [(rest, f"Others, of {counted(kinds, 'kind')}.")] if kinds else []
        for i, (n, words) in enumerate([*common, *others]):
            head = f'<th scope="row">{task}</th>' if i == 0 else "<td></td>"
            rows.append(f'<tr>{head}<td class="number">{n}</td><td>{escaped(words)}</td></tr>\n')
    return (
        f"<h3>Commonest slips</h3>\n{_scroll(f'Exercise {number}, commonest slips')}<table>\n"
        "<caption>What was said of answers that do not pass yet; … stands for what differs from "
        'student to student</caption>\n<thead><tr><th scope="col">Task</th>'
        '<th scope="col" class="number">Students</th><th scope="col">What was said</th></tr>'
        f"</thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table></div>\n"
    )


def _students(results, numbers):
    by_student = {}
    for result in results:
        by_student.setdefault(result["student"], {})[result["exercise"]] = result
    head = "".join(f'<th scope="col" class="number">{number}</th>' for number in numbers)
    rows = []
    for handed_in in by_student.values():
        first = next(iter(handed_in.values()))
        cells = "".join(_points(handed_in.get(number)) for number in numbers)
        rows.append(f'<tr><th scope="row">{name_of(first)}</th>{cells}</tr>\n')
    return (
        f'<h2 id="students">Every student</h2>\n{_scroll("Every student")}<table>\n<caption>Points '
        'by exercise; each number opens the student\'s page</caption>\n<thead><tr><th scope="col">'
        f"Student</th>{head}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table></div>\n"
    )


def _points(result):
    if result is None:
        return '<td class="number">–</td>'
    said = "trouble" if result["trouble"] else figure(result["total"])
    return f'<td class="number"><a href="{html.escape(address_of(result))}">{said}</a></td>'


def _times(results, numbers):
    rows = []
    for number in numbers:
        seconds = sorted(result["seconds"] for result in results if result["exercise"] == number)
        rows.append(
            f'<tr><th scope="row">{number}</th><td class="number">{len(seconds)}</td>'
            f'<td class="number">{_median(seconds):.2f}</td>'
            f'<td class="number">{seconds[-1]:.2f}</td>'
            f'<td class="number">{sum(seconds):.1f}</td></tr>\n'
        )
    return (
        f"<h2>Times</h2>\n{_scroll('Times')}<table>\n<caption>Seconds that a submission took"
        '</caption>\n<thead><tr><th scope="col">Exercise</th><th scope="col" class="number">'
        'Submissions</th><th scope="col" class="number">Median</th><th scope="col" class="number">'
        'Longest</th><th scope="col" class="number">Together</th></tr></thead>\n'
        f"<tbody>\n{''.join(rows)}</tbody>\n</table></div>\n"
    )


def _link(result):
    return f'<a href="{html.escape(address_of(result))}">{name_of(result)}</a>'


def _scroll(label):
    return f'<div class="scroll" role="region" aria-label="{label}, table" tabindex="0">'


def _median(values):
    return statistics.median(values)
