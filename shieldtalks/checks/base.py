"""Checking an answer: `check("03.2", answer)` passes, or says in one line what to look at."""

import contextlib
import importlib
import importlib.util
import io
import re
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from shieldtalks.checks.answers import answering, in_words, open_places, parts
from shieldtalks.checks.form import has_the_form
from shieldtalks.checks.notebook import not_given, stopped_error, watch
from shieldtalks.checks.progress import record
from shieldtalks.checks.python_errors import explained
from shieldtalks.checks.texts import CORE, is_sealed, said_when_right, speaking, text_of, told
from shieldtalks.corpus import LINE
from shieldtalks.course.functions import (
    does_nothing,
    names_left_aside,
    names_unused,
    names_used,
)
from shieldtalks.errors import NotYet, ShieldTalksError
from shieldtalks.phrases import names

TASKS: dict[str, "Task"] = {}


@dataclass(frozen=True)
class Task:
    """One task: its id ('03.2'), title, points, three hints, and the judge of an answer.

    code: what the third hint shows below its words, to be typed as it stands. part: 'core' or
    'second', the part of its exercise. Of a sealed task the judge looks at the form alone.

    judge: function of the answer that returns nothing when it is right and raises NotYet,
    through `slip`, when it is not.
    """

    id: str
    title: str
    points: int
    hints: tuple[str, ...]
    judge: Callable[[object], None]
    code: str = ""
    part: str = CORE


def task(task_id: str) -> Callable[[Callable], Callable]:
    """Register the decorated judge as a task; its texts stand in data/tasks/."""
    text = text_of(task_id)

    def register(judge: Callable) -> Callable:
        texts = (text.title, text.points, text.hints, judge, text.code, text.part)
        TASKS[task_id] = Task(task_id, *texts)
        return judge

    return register


def task_of(task_id: str) -> Task:
    """Return a Task by its id. Raises ShieldTalksError for an id that no exercise has."""
    shape = re.fullmatch(r"(\d\d)\.\d+", str(task_id))
    if shape and task_id not in TASKS:
        load_judges(shape[1])
        if task_id not in TASKS and is_sealed(task_id):
            task(task_id)(has_the_form)
    if task_id not in TASKS:
        raise ShieldTalksError(
            f"There is no task {task_id!r}. A task is named by exercise and number, like '03.2'."
        )
    return TASKS[task_id]


def load_judges(exercise: str) -> None:
    """Import what judges the tasks of an exercise; a sealed one has nothing that does."""
    for name in (f"e{exercise}", f"e{exercise}_lesson"):
        if importlib.util.find_spec(f"{__package__}.{name}"):
            importlib.import_module(f"{__package__}.{name}")


def check(task_id: str, answer: object) -> None:
    """Check an answer: print `PASS 03.2`, or raise NotYet with one line of advice.

    task_id: such as '03.2'. answer: what the task asks for; `...` means not started.
    The result of an answer that was started is added to the student's progress. Of a sealed task
    only the form is looked at, and the line says so.
    """
    chosen = task_of(task_id)
    stopped = stopped_error(task_id)
    try:
        if stopped:
            advice = explained(stopped)
            raise NotYet(
                f"{task_id}: {told('cell_stopped', error=in_words(stopped), advice=advice)}"
            )
        if remark := not_given(task_id, not unstarted(answer)):
            raise NotYet(f"{task_id}: {remark}")
        judged(chosen, answer)
    except NotYet:
        if stopped or not unstarted(answer):
            record(task_id, passed=False)
        raise
    print(said_when_right(task_id))
    record(task_id, passed=not is_sealed(task_id))


def rehearse(task_id: str, answer: object) -> None:
    """Print the line that `check` would end with; nothing stops, and nothing is noted."""
    try:
        judged(task_of(task_id), answer)
    except NotYet as error:
        print(textwrap.fill(f"NotYet: {error}", LINE))
    else:
        print(said_when_right(task_id))


def judged(chosen: Task, answer: object) -> None:
    """Run a task's judge; whatever it stumbles over in a strange answer becomes one line.

    What an answer prints or warns of while it is judged is not shown. Raises NotYet.
    """
    if unstarted(answer):
        raise NotYet(f"{chosen.id} is not started: put your answer in place of the three dots.")
    try:
        with (
            speaking(chosen.id),
            answering(answer),
            contextlib.redirect_stdout(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            if left := open_places(answer):
                raise NotYet(told("dots_left", place=names(left)))
            chosen.judge(answer)
    except NotYet as error:
        # One line, whatever an answer looks like when it is printed.
        said = " ".join(f"{error} {_aside(chosen.id, answer, str(error))}".split())
        raise NotYet(f'{chosen.id}: {said} Stuck? hint("{chosen.id}", 1)') from None
    except Exception as error:
        said = told("unreadable", error=in_words(error))
        raise NotYet(f"{chosen.id}: {said}") from None


def _aside(task_id: str, answer: object, said: str) -> str:
    """Return what the code of a wrong function shows beside what was said of it, or ''."""
    if not callable(answer) or "print" in said or "gives nothing" in said:
        return ""
    with speaking(task_id):
        if aside := names_left_aside(answer):
            return told("left_aside", names=names(aside))
        if "return" in said:
            return ""
        if "print" in names_used(answer):
            return told("also_prints")
        unused = names_unused(answer)
        return told("unused_names", names=names(unused)) if unused else ""


def unstarted(answer: object) -> bool:
    """Say whether nothing but three dots stands in an answer, or in each of its places.

    A function whose body is only `...` cannot be told from one whose body is `pass`.
    """
    held = [part for _, part in parts(answer) if not isinstance(part, dict | list | tuple)]
    return (bool(held) and all(part is ... for part in held)) or does_nothing(answer)


def hint(task_id: str, stage: int = 1) -> None:
    """Print a hint, stage 1 (a nudge), 2 (where to look) or 3 (how to do it)."""
    chosen = task_of(task_id)
    if stage not in (1, 2, 3):
        raise ShieldTalksError(f"hint {stage!r}: there are three stages, 1, 2 and 3.")
    more = f'  More: hint("{task_id}", {stage + 1})' if stage < 3 else ""
    print(textwrap.fill(f"Hint {stage} of 3 for {task_id}. {chosen.hints[stage - 1]}{more}", LINE))
    if stage == 3 and chosen.code:
        print(f"\n{chosen.code}")


watch()
