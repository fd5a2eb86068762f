"""What tasks say to people: titles, hints and messages, read from data/tasks/.

One file an exercise, such as `04.toml`: `[1]` is task 04.1 with its title, points and hints, and
`[1.says]` holds its messages by name. `[shared.says]` is said by several tasks of an exercise,
`common.toml` by those of all. README.md beside the files tells how to write them.
"""

import ast
import contextlib
import functools
import re
import tomllib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from shieldtalks.errors import DataError

FOLDER = Path(__file__).parent.parent / "data" / "tasks"
COMMON, SHARED = "common", "shared"
CORE, SECOND = PARTS = ("core", "second")  # of an exercise; each is told apart in all reports
AND_SO_ON = re.compile(r",\s*\.\.\.(?=\s*[\]})])")  # the rest of a list is like what stands there
NO_NAME = re.compile(r"<[^<>]*(<\w+>[^<>]*)* at 0x[0-9a-f]+>")  # where a thing stands in memory
LONGEST = 400  # characters of what was given that a message repeats
# A place in a message that is filled in: {name}, {name!r}, {name:.2f}. Other brackets stay as read.
PLACE = re.compile(r"\{([a-z]\w*)((?:!r)?(?::[^{}!]+)?)\}")
_task: ContextVar[str] = ContextVar("task", default="")


@dataclass(frozen=True)
class TaskText:
    """The texts of one task.

    says: {name: message}, its own and those it shares. shape: an answer of the right shape, as one
    types it. code: what the third hint shows, to be typed as it stands. last: words of the line
    that this code ends with, where it does not pass. part: of the exercise, one of PARTS. sealed:
    it is judged where it is graded, and not here.
    """

    title: str
    points: int
    hints: tuple[str, ...]
    says: dict[str, str] = field(repr=False)
    shape: str = ""
    code: str = ""
    last: str = ""
    part: str = CORE
    sealed: bool = False


class Said(str):
    """A first half of a message, with what was filled in, so that the second half may use it."""

    values: dict[str, object]

    def __new__(cls, text: str, values: dict[str, object]) -> "Said":
        """Return the text; `values` are those that were filled in."""
        said = super().__new__(cls, text)
        said.values = values
        return said


@functools.cache
def texts(exercise: str, folder: Path) -> dict[str, TaskText]:
    """Return {task: its texts} of an exercise such as '04'.

    Raises DataError, in a line with file, task and key, for what is missing or misspelt.
    """
    path = folder / f"{exercise}.toml"
    tables = _tables(path)
    shared = says_of(folder / f"{COMMON}.toml") | _says(path, SHARED, tables.pop(SHARED, {}))
    return {
        f"{exercise}.{number}": _text(path, number, table, shared)
        for number, table in tables.items()
    }


def text_of(task_id: str) -> TaskText:
    """Return the texts of a task such as '04.1'. Raises DataError where the file has none."""
    exercise, _, number = task_id.partition(".")
    found = texts(exercise, FOLDER)
    if task_id not in found:
        raise DataError(f"{FOLDER.name}/{exercise}.toml: there is no table [{number}].")
    return found[task_id]


def part_of(task_id: str) -> str:
    """Return the part of its exercise that a task belongs to; CORE for one that has no texts."""
    try:
        return text_of(task_id).part
    except DataError:
        return CORE


def is_sealed(task_id: str) -> bool:
    """Say whether a task is judged where it is graded, and not here."""
    try:
        return text_of(task_id).sealed
    except DataError:
        return False


def said_when_right(task_id: str) -> str:
    """Return the line that a check prints where it has nothing to say against an answer."""
    if not is_sealed(task_id):
        return f"PASS {task_id}"
    return f"{task_id}: {says_of(FOLDER / f'{COMMON}.toml')['later']}"


@contextlib.contextmanager
def speaking(task_id: str) -> Iterator[None]:
    """Let `told` speak for a task while this lasts."""
    before = _task.set(task_id)
    try:
        yield
    finally:
        _task.reset(before)


def shape() -> str:
    """Return the shape that the task which is being judged wants, or '' where it names none."""
    return text_of(_task.get()).shape if _task.get() else ""


def example() -> object:
    """Return the shape of the task that is being judged as a value, or None for a function's."""
    try:
        return ast.literal_eval(AND_SO_ON.sub("", shape()))
    except (ValueError, SyntaxError):
        return None


def told(name: str, seen: str = "", /, **values: object) -> Said:
    """Return a message of the task that is being judged, by its name, with its places filled in.

    seen: a first half that was told already; the message follows it, and may use its values.
    """
    task_id = _task.get()
    messages = text_of(task_id).says if task_id else says_of(FOLDER / f"{COMMON}.toml")
    if name not in messages:
        raise DataError(f"{FOLDER.name}: task {task_id} has no message {name!r}.")
    values = getattr(seen, "values", {}) | values
    return Said(" ".join([seen, filled_in(messages[name], values)]).strip(), values)


def about(**values: object) -> Said:
    """Return an empty first half of a message, with the values that its second half uses."""
    return Said("", values)


@functools.cache
def says_of(path: Path) -> dict[str, str]:
    """Return the messages of a file that has no tasks, such as common.toml."""
    return _says(path, "all", _tables(path))


def filled_in(message: str, values: dict[str, object]) -> str:
    """Return a message with its places filled in. Raises DataError for a place without a value."""

    def fill(place: re.Match[str]) -> str:
        if place[1] not in values:
            raise DataError(f"{FOLDER.name}: {message!r} has no value for {{{place[1]}}}.")
        filled = NO_NAME.sub("something", f"{{{place[2]}}}".format(values[place[1]]))
        return filled if len(filled) <= LONGEST else f"{filled[:LONGEST]} …"

    return PLACE.sub(fill, message)


def _tables(path: Path) -> dict:
    """Return the tables of a file. Raises DataError with the place where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path.name}: there is no such file in {path.parent.name}/.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path.name}: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path.name}: {str(error).rstrip('.')}.") from None


def _text(path: Path, number: str, table: object, shared: dict[str, str]) -> TaskText:
    where = f"{path.name}: [{number}]"
    if not number.isdigit() or not isinstance(table, dict):
        raise DataError(f"{where} is no task. A task is a table named by its number, like [1].")
    known = {"title": str, "points": int, "hints": list, "says": dict}
    known |= dict.fromkeys(("shape", "code", "last", "part"), str) | {"sealed": bool}
    for key, value in table.items():
        if key not in known:
            raise DataError(f"{where} has a key {key!r}. The keys are {', '.join(known)}.")
        if not isinstance(value, known[key]) or (isinstance(value, bool) and key != "sealed"):
            raise DataError(f"{where}: {key} is not {KINDS[known[key]]}.")
    for key in ("title", "points", "hints"):
        if key not in table:
            raise DataError(f"{where} has no {key}.")
    hints = table["hints"]
    if len(hints) != 3 or not all(isinstance(hint, str) and hint.strip() for hint in hints):
        raise DataError(f"{where}: hints holds {len(hints)} texts. Three are needed.")
    if table["points"] < 0:
        raise DataError(f"{where}: points is below 0.")
    if table.get("part", CORE) not in PARTS:
        raise DataError(f"{where}: part is {table['part']!r}. It is one of {', '.join(PARTS)}.")
    says = shared | _says(path, number, table)
    own = {key: table.get(key, "").strip("\n") for key in ("shape", "code", "last")}
    own["part"] = table.get("part", CORE)
    hints = tuple(map(_line, hints))
    sealed = table.get("sealed", False)
    return TaskText(_line(table["title"]), table["points"], hints, says, **own, sealed=sealed)


KINDS = {
    str: "a text in quotation marks",
    int: "a whole number",
    list: "a list",
    dict: "a table",
    bool: "true or false",
}


def _says(path: Path, number: str, table: dict) -> dict[str, str]:
    """Return the messages of a task, each in one line."""
    for name, message in table.get("says", {}).items():
        if not isinstance(message, str) or not message.strip():
            raise DataError(f"{path.name}: [{number}.says]: {name} is no text.")
    return {name: _line(message) for name, message in table.get("says", {}).items()}


def _line(text: str) -> str:
    """Return a text in one line, however it was wrapped in the file."""
    return " ".join(text.split())
