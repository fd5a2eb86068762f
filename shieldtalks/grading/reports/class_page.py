"""The page for the teacher: how a class did, the commonest slips, and who needs a look by hand."""

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence

from shieldtalks.checks.texts import CORE, SECOND
from shieldtalks.grading.reports.results import by_student, figure, one_line, place
from shieldtalks.grading.reports.student_page import diagnosis, exercise_title, pages, style
from shieldtalks.phrases import counted

SLIPS = 5  # of each task
LEAST_STUDENTS = 2  # before a slip is called common
LEAST_EQUAL = 160  # characters; shorter answers are often equal by themselves
MOST_BARS = 26


def address_of(result: dict) -> str:
    """Return where the student page of a result is, from the folder of the results."""
    path = place("", result["student"], result["exercise"], result["file"])
    return f"students/{path.parent.name}/{path.stem}.html"


def reasons(result: dict) -> list[str]:
    """Return why somebody should look at a submission, as lines; none where nobody has to."""
    found = [result["trouble"]] if result["trouble"] else []
    cut = [task["id"] for task in result["tasks"] if task["verdict"] == "not reached"]
    if cut and not result["trouble"]:
        found.append(f"not reached: {', '.join(cut)}")
    found += result["notes"]
    if _ran_openly(result):
        found.append("graded without isolation")
    return [one_line(line) for line in found]


def slips(results: list[dict]) -> dict[str, list[tuple[int, str]]]:
    """Return the commonest slips of each task: {task id: [(number of students, what was said)]}.

    Slips are equal where all but numbers and quotations is; … stands for those that differ.
    """
    found = defaultdict(lambda: defaultdict(list))
    for task in (task for result in results for task in result["tasks"]):
        if task["verdict"] == "not yet" and task["said"]:
            said = diagnosis(task)
            found[task["id"]][general(said)].append(said)
    return {
        task: sorted(
            ((len(all_said), _shared(kind, all_said)) for kind, all_said in kinds.items()),
            key=lambda slip: (-slip[0], slip[1]),
        )
        for task, kinds in sorted(found.items())
    }


def general(said: str) -> str:
    """Return a diagnosis with … for everything that is one student's own."""
    said = re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "…", said)
    said = re.sub(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”", "…", said)
    said = re.sub(r"[-–]?\b\d[\d.,:]*\b%?", "…", said)
    return re.sub(r"…(?:(?:, | and | to )…)+", "…", said).replace("….", "…")


def _shared(kind, all_said):
    return all_said[0] if len(set(all_said)) == 1 else kind


def equal_answers(results: list[dict]) -> list[tuple[str, list[dict]]]:
    """Return groups of students with equal answers: [(what, [result, ...])], largest first.

    Compared are the answers to a whole exercise, and single answers of some length; white space
    does not count, and what was not started is left out.
    """
    groups = defaultdict(list)
    for result in results:
        begun = [task for task in result["tasks"] if task["verdict"] != "not started"]
        plain = {task["id"]: "".join(task["answer"].split()) for task in begun}
        plain = {task: answer for task, answer in plain.items() if answer}
        whole = "\0".join(f"{task}{answer}" for task, answer in plain.items())
        told = {f"all answers of exercise {result['exercise']}": whole}
        told |= {f"the answer to {task}": answer for task, answer in plain.items()}
        for what, answer in told.items():
            if len(answer) >= LEAST_EQUAL:
                groups[what, answer].append(result)
    found = [(what, group) for (what, _), group in groups.items() if len(group) > 1]
    wholes = [{r["student"] for r in group} for what, group in found if what.startswith("all")]
    found = [
        (what, group)
        for what, group in found
        if what.startswith("all") or {r["student"] for r in group} not in wholes
    ]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0]))


def _ran_openly(result):
    """Say whether code ran without isolation; where none could be graded, none ran."""
    level = result["isolation"].strip().casefold()
    return level.startswith("none") or not (level or result["trouble"])


def overview_page(results: list[dict], troubles: Sequence[str] = ()) -> str:
    """Return the page on a class as HTML.

    results: as `marks.merge` gives them. troubles: lines on files and marks that were left out.
    """
    numbers = sorted({result["exercise"] for result in results if result["exercise"]})
    students = by_student(results).values()
    levels = Counter(one_line(r["isolation"]) for r in results if r["isolation"] or _ran_openly(r))
    template = pages().get_template("class.html")
    return template.render(
        address_of=address_of,
        median=statistics.median,
        mean=statistics.fmean,
        css=style("page.css", "class.css"),
        said=f"{counted(len(results), 'submission')} of {counted(len(students), 'student')}",
        results=results,
        unsafe=sum(map(_ran_openly, results)),
        isolation="; ".join(f"{level or 'not told'} ({n})" for level, n in levels.most_common()),
        troubles=troubles,
        look=[(result, why) for result in results if (why := reasons(result))],
        equal=equal_answers(results),
        open_tasks=_open_tasks(results),
        exercises=[_exercise(n, [r for r in results if r["exercise"] == n]) for n in numbers],
        students=[{result["exercise"]: result for result in own} for own in students],
    )


def _open_tasks(results):
    """Return a row for each criterion that a person marks: how many, how many marked, the mean."""
    parts = [part for result in results for part in result["by_hand"]]
    rows = []
    for criterion in sorted({part["id"] for part in parts}):
        mine = [part for part in parts if part["id"] == criterion]
        listed = [part for part in mine if part["listed"]]
        points = [part["points"] for part in listed if part["points"] is not None]
        numbers = {"n": len(listed), "marked": len(points)}
        mean = sum(points) / len(points) if points else None
        rows.append(mine[0] | numbers | {"mean": mean})
    return rows


def _exercise(number, results):
    """Return what the page tells of one exercise."""
    graded = [result for result in results if not result["trouble"]]
    told = {
        "number": number,
        "title": exercise_title(number),
        "handed_in": counted(len(results), "submission"),
        "graded": len(graded),
        "left": len(results) - len(graded),
        "seconds": [result["seconds"] for result in results],
    }
    if not graded:
        return told
    return told | {
        "totals": [result["total"] for result in graded],
        "out_of": graded[0]["total_of"],
        "parts": _parts(graded),
        "columns": _columns(graded),
        "tasks": [_task(i, graded) for i in range(len(graded[0]["tasks"]))],
        "slips": _slips(graded),
    }


def _parts(graded):
    """Return [(what the part is called, points, of)], or nothing where there is only one."""
    parts = [result["parts"] for result in graded]
    return [
        (words, [own[part][0] for own in parts], parts[0][part][1])
        for part, words in ((CORE, "Core"), (SECOND, "Second part"))
        if len(parts[0]) > 1
    ]


def _columns(graded):
    """Return [(points, number of students)], in steps that make no more than MOST_BARS."""
    of = max(result["total_of"] for result in graded)
    step = max(1, math.ceil((of + 1) / MOST_BARS))
    tally = Counter(int(result["total"] // step) for result in graded)
    return [(_range(i * step, step, of), tally[i]) for i in range(int(of // step) + 1)]


def _range(first, step, of):
    last = min(first + step - 1, of)
    return figure(first) if last <= first else f"{figure(first)} to {figure(last)}"


def _task(i, graded):
    """Return how many students earned all, some or none of a task's points."""
    tasks = [result["tasks"][i] for result in graded if i < len(result["tasks"])]
    full = sum(t["earned"] >= t["points"] and t["verdict"] == "passed" for t in tasks)
    some = sum(0 < t["earned"] < t["points"] for t in tasks)
    verdicts = Counter(t["verdict"] for t in tasks)
    return {
        "id": graded[0]["tasks"][i]["id"],
        "title": graded[0]["tasks"][i]["title"],
        "part": graded[0]["tasks"][i]["part"],
        "full": full,
        "some": some,
        "nothing": len(tasks) - full - some,
        "unread": verdicts["not started"] + verdicts["not reached"],
    }


def _slips(graded):
    """Return [(task, number of students, what was said)]; the task stands in its first row only."""
    rows = []
    for task, said in slips(graded).items():
        common = [slip for slip in said if slip[0] >= LEAST_STUDENTS][:SLIPS]
        rest = sum(n for n, _ in said) - sum(n for n, _ in common)
        kinds = len(said) - len(common)
        others = [(rest, f"Others, of {counted(kinds, 'kind')}.")] if kinds else []
        rows += [(task * (i == 0), *slip) for i, slip in enumerate([*common, *others])]
    return rows
