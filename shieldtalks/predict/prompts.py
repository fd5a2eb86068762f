"""Prompts: the questions to guess at before a chart, read from data/prompts/.

One file a lesson, such as `04.toml`: `[silence]` is the prompt 04.silence. README.md beside the
files tells how to write them. No answer stands in them: `lNN.py` beside this file computes it.
"""

import functools
import importlib
import itertools
import math
import re
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shieldtalks.errors import DataError
from shieldtalks.phrases import capitalised
from shieldtalks.predict.answers import ANSWERS, CHARTS

if TYPE_CHECKING:
    from shieldtalks.figures.figure import Figure

FOLDER = Path(__file__).parent.parent / "data" / "prompts"
KINDS = ("number", "share", "choice", "cell", "order")
NUMBERS = ("number", "share")

# A guess as JSON: a number; an option; [row, column]; a list of all options, first to last.
Guess = float | str | tuple[str, ...]

COMMON = {"kind", "title", "question", "right", "other", "wrong"}
KEYS = {
    "number": COMMON | {"unit", "low", "high", "decimals", "close"},
    "share": COMMON | {"unit", "low", "high", "decimals", "close"},
    "choice": COMMON | {"options"},
    "cell": COMMON | {"rows", "columns"},
    "order": COMMON | {"options"},
}
# {condition of a wrong line: whether a guess meets it}
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "below": lambda guess, bound: guess < bound,
    "above": lambda guess, bound: guess > bound,
    "is": lambda guess, option: guess == option,
    "first": lambda guess, option: guess[0] == option,
    "last": lambda guess, option: guess[-1] == option,
    "row": lambda guess, name: guess[0] == name,
    "column": lambda guess, name: guess[1] == name,
}
CONDITIONS = {
    "number": ("below", "above", "is"),
    "share": ("below", "above", "is"),
    "choice": ("is",),
    "cell": ("row", "column"),
    "order": ("first", "last"),
}
YES = re.compile(r"^(Yes|Right)[:.,]\s*")  # how a line greets a right guess
STEPS = 400  # into how many parts the scale of a number is cut where all its guesses are tried


@dataclass(frozen=True)
class Prompt:
    """One question with a kind, an answer that the library computes, and lines for wrong guesses.

    id: such as '04.silence'. title: a few words for a list. kind: 'number', 'share' (a number of a
    hundred), 'choice', 'cell' (of a table), 'order'. options: for choice and order. rows,
    columns: for cell. low, high, unit, decimals: for numbers; a guess within `close` is right.
    right_line, other_line: for a right guess, and for a wrong one that none of `wrong` is about.
    wrong: (conditions, line), of which the first that fits is said.
    """

    id: str
    title: str
    kind: str
    question: str
    right_line: str
    other_line: str
    wrong: tuple[tuple[Mapping[str, Any], str], ...] = ()
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unit: str = ""
    low: float = 0
    high: float = 100
    decimals: int = 0
    close: float = 0

    @property
    def lesson(self) -> str:
        """Return the number of the lesson, such as '04'."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """Return the name within the lesson, such as 'silence'."""
        return self.id.partition(".")[2]

    def answer(self) -> Guess:
        """Return the answer: a number, an option, (row, column) or all options in order.

        Computed from the course's data when it is first asked for. Raises DataError where the
        lesson's module does not give one, or gives one that the prompt does not offer.
        """
        return self._answer

    def figure(self) -> "Figure | None":
        """Return the lesson's chart that answers the prompt, or None where it has none."""
        self._load()
        return CHARTS[self.id]() if self.id in CHARTS else None

    def check(self, value: object) -> Guess:
        """Return a guess in the form that is kept. Raises DataError, one line that says what fits.

        A number may come as text, with a decimal comma or the unit.
        """
        if self.kind in NUMBERS:
            return self._number(value)
        if self.kind == "choice":
            if not isinstance(value, str) or value not in self.options:
                raise DataError(f"Choose one of these: {'; '.join(self.options)}.")
            return value
        parts = tuple(value) if isinstance(value, list | tuple) else ()
        if not all(isinstance(part, str) for part in parts):
            parts = ()
        if self.kind == "cell":
            if len(parts) != 2 or parts[0] not in self.rows or parts[1] not in self.columns:
                raise DataError("Choose a row and a column.")
        elif len(parts) != len(self.options) or set(parts) != set(self.options):
            raise DataError(f"Put each of these in one place: {'; '.join(self.options)}.")
        return parts

    def right(self, guess: Guess) -> bool:
        """Say whether a guess is right; a number, whether it is close enough."""
        answer = self.answer()
        if isinstance(guess, int | float) and isinstance(answer, int | float):
            return abs(guess - answer) <= self.close + 1e-9
        return guess == answer

    def say(self, guess: Guess) -> str:
        """Return the line for a guess: that it is right, what it overlooks, or what is right."""
        line = self.right_line if self.right(guess) else self._wrong_line(guess)
        return line.format_map(self.facts())

    def in_words(self, guess: Guess) -> str:
        """Return a guess, or the answer, as one reads it: '75 %', 'party, then person'."""
        if isinstance(guess, int | float):
            number = f"{guess:,.{self.decimals}f}"
            return f"{number} {self.unit}".strip()
        if isinstance(guess, str):
            return guess
        return (" / " if self.kind == "cell" else ", then ").join(guess)

    def told(self) -> str:
        """Return the answer and its line, for a page on which nobody can guess."""
        answer = self.answer()
        line = capitalised(YES.sub("", self.say(answer)))
        holds_it = "{answer}" in self.right_line
        words = capitalised(self.in_words(answer))
        return line if holds_it else f"{words}{'' if words[-1] in '.?!' else '.'} {line}"

    def facts(self) -> dict[str, Any]:
        """Return what lines may hold in brackets: {answer}, and the lesson's own facts."""
        return {"answer": self.in_words(self.answer()), **self._found.facts}

    @functools.cached_property
    def _answer(self):
        try:
            return self.check(self._found.value)
        except DataError as error:
            raise DataError(f"predict/l{self.lesson}.py: {self.name}: {error}") from None

    @functools.cached_property
    def _found(self):
        self._load()
        if self.id not in ANSWERS:
            raise DataError(f"nothing answers {self.id!r}.")
        return ANSWERS[self.id]()

    def _load(self):
        # When it is asked for: the module brings the rooms that compute the answers.
        importlib.import_module(f"shieldtalks.predict.l{self.lesson}")

    def guesses(self) -> Iterator[Guess]:
        """Yield every guess that can be made; of numbers, those along the scale."""
        if self.kind in NUMBERS:
            step = max(10.0**-self.decimals, (self.high - self.low) / STEPS)
            count = math.floor((self.high - self.low) / step + 1e-9)
            yield from (round(self.low + n * step, self.decimals) for n in range(count + 1))
        elif self.kind == "choice":
            yield from self.options
        elif self.kind == "cell":
            yield from itertools.product(self.rows, self.columns)
        else:
            yield from itertools.permutations(self.options)

    def _wrong_line(self, guess):
        for conditions, line in self.wrong:
            if all(TESTS[name](guess, value) for name, value in conditions.items()):
                return line
        return self.other_line

    def _number(self, value):
        if isinstance(value, str):
            value = _parsed(value, self.unit)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        # numpy's numbers come from the answers of a lesson.
        number = number or (hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0)
        if not number or not math.isfinite(value) or not self.low <= value <= self.high:
            raise DataError(f"Give a number from {self.low:g} to {self.in_words(self.high)}.")
        rounded = round(float(value), self.decimals)
        return int(rounded) if self.decimals == 0 else rounded


def load_prompts(lesson: str | None = None, folder: Path = FOLDER) -> dict[str, Prompt]:
    """Return {id: Prompt} of a lesson such as '04', or of all, in the order of the lessons.

    Raises DataError, in a line with file, prompt and key, for what is missing or misspelt.
    """
    if lesson is None:
        files = sorted(folder.glob("[0-9][0-9].toml"))
        return {i: p for path in files for i, p in load_prompts(path.stem, folder).items()}
    if not (folder / f"{lesson}.toml").is_file():
        raise DataError(f"There are no prompts for a lesson {lesson!r}. Lessons are '00' to '11'.")
    return dict(_read(lesson, folder))


def prompt(prompt_id: str) -> Prompt:
    """Return a Prompt by its id, such as '04.silence'. Raises DataError for one there is not."""
    found = load_prompts(str(prompt_id).partition(".")[0])
    if prompt_id not in found:
        raise DataError(f"There is no prompt {prompt_id!r}. There are {', '.join(found)}.")
    return found[prompt_id]


@functools.cache
def _read(lesson, folder):
    path = folder / f"{lesson}.toml"
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name}: {error}") from None
    return {f"{lesson}.{name}": _prompt(path.name, lesson, name, t) for name, t in tables.items()}


def _prompt(file, lesson, name, table):
    """Return a Prompt from its table. Raises DataError for what is missing or misspelt."""

    def refuse(problem):
        raise DataError(f"{file}: [{name}] {problem}")

    if not isinstance(table, dict) or table.get("kind") not in KINDS:
        refuse(f"wants a kind: {', '.join(KINDS)}.")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        refuse("wants a name of small letters, digits and hyphens.")
    kind = table["kind"]
    for key in table.keys() - KEYS[kind]:
        refuse(f"has a key {key!r}, which a prompt of kind {kind} does not take.")
    needed = {"title", "question", "right", "other"} | KEYS[kind] & {"options", "rows", "columns"}
    for key in sorted(needed | ({"low", "high"} if kind == "number" else set())):
        if not table.get(key) and table.get(key) != 0:
            refuse(f"lacks {key!r}.")
    wrong = tuple(_wrong(refuse, kind, entry) for entry in table.get("wrong", []))
    for line in [table["right"], table["other"], *(said for _, said in wrong)]:
        try:
            list(string.Formatter().parse(line))
        except ValueError as error:
            refuse(f"a line cannot be filled in ({error}): {line}")
    listed = {key: tuple(table.get(key, ())) for key in ("options", "rows", "columns")}
    for key, items in listed.items():
        if len(set(items)) < len(items):
            refuse(f"{key} names something twice.")
    numbers = {key: table[key] for key in ("low", "high", "decimals", "close") if key in table}
    return Prompt(
        id=f"{lesson}.{name}",
        title=table["title"],
        kind=kind,
        question=table["question"],
        right_line=table["right"],
        other_line=table["other"],
        wrong=wrong,
        unit=table.get("unit", "%" if kind == "share" else ""),
        **listed,
        **numbers,
    )


def _wrong(refuse, kind, entry):
    """Return (conditions, line) of a wrong guess."""
    conditions = {key: value for key, value in entry.items() if key != "say"}
    if not conditions or not entry.get("say"):
        refuse("has a wrong guess without a condition or without `say`.")
    for key in conditions:
        if key not in CONDITIONS[kind]:
            refuse(f"has a wrong guess with {key!r}; kind {kind} takes {CONDITIONS[kind]}.")
    return conditions, entry["say"]


def _parsed(text, unit):
    """Return the number in a text such as '40', '0,4' or '40 %'; None where there is none."""
    bare = text.strip().removesuffix(unit).strip().replace("\N{MINUS SIGN}", "-")
    # One comma is a decimal comma unless three digits follow: 1,152 is a thousand.
    bare = re.sub(r",(?=\d{3}\b)", "", bare).replace(",", ".")
    try:
        return float(bare)
    except ValueError:
        return None
