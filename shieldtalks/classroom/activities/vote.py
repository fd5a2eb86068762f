"""A question to a class: everybody guesses, then all guesses stand beside the answer.

Stages: 0 asked, guesses come and may be changed; 1 how the class guesses; 2 the answer beside it;
3 the chart it comes from. Once the answer was shown no guess is taken, whatever the stage.
"""

from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import Any, ClassVar

from shieldtalks.classroom.activities.base import TEACHER, Activity, Item, Refused, is_whole
from shieldtalks.classroom.charts import chart_of, told
from shieldtalks.classroom.quotes import labels_of, quotes_in
from shieldtalks.errors import ShieldTalksError

NUMBERS = ("number", "share")
ASKED, GUESSES, ANSWER, CHART = range(4)
BARS = 20
# What of a prompt everybody may see before the answer.
SHOWN = (
    "kind",
    "title",
    "question",
    "options",
    "rows",
    "columns",
    "unit",
    "low",
    "high",
    "decimals",
)


class Vote(Activity):
    """One prompt, asked of a class."""

    kind: ClassVar[str] = "vote"

    def __init__(self, opening: dict, item: Item | None):
        """See Activity."""
        self.id: str = opening["id"]
        self.asked: dict = opening["asked"]
        self.answer = opening["answer"]
        self.prompt = item.about if item else None
        self.last = CHART if opening["chart"] else ANSWER
        # How many marks of the chart stand for sentences, and which of them is looked at.
        self.marks: int = opening.get("marks", 0)
        self.mark: int | None = None
        self.stage = ASKED
        self.answer_was_shown = False
        self.guesses: dict[str, Any] = {}
        self.aside: dict[str, Any] = {}

    @classmethod
    def opening(cls, item: Item, options: dict) -> dict:
        """Keep the question as it is asked, so that the file of a class can be read without it."""
        asked = {name: getattr(item.about, name, None) for name in SHOWN}
        listed = list(asked["options"] or [])
        asked["quotes"] = quotes_in(" ".join([item.about.question, *listed]))
        asked["labels"] = labels_of(listed)
        try:
            answer, chart = item.about.answer(), chart_of(item.about)
        except ShieldTalksError as error:
            raise Refused(str(error)) from None
        marks = len(told(chart)["marks"]) if chart else 0
        known = {"asked": plain(asked), "answer": plain(answer)}
        return known | {"chart": chart is not None, "marks": marks}

    def accept(self, who: str, message: dict, now: float) -> dict | None:
        """Take a guess ({"do": "answer", "value": ...}), or the teacher's step."""
        do = message.get("do")
        if who == TEACHER:
            return self._look(message) if do == "mark" else self._step(do)
        if do != "answer":
            raise Refused("This can be answered, nothing else.")
        if self.stage != ASKED or self.answer_was_shown or self.prompt is None:
            raise Refused("This question is closed. Look at the screen.")
        try:
            value = plain(self.prompt.check(message.get("value")))
        except ShieldTalksError as error:
            raise Refused(str(error)) from None
        return None if self.guesses.get(who) == value else {"value": value}

    def _step(self, do):
        if do not in ("next", "back"):
            raise Refused("A question knows next and back.")
        stage = self.stage + (1 if do == "next" else -1)
        return {"stage": stage} if ASKED <= stage <= self.last else None

    def _look(self, message):
        """Take the teacher's finger on a mark: {"at": 2}, or {"by": 1} from where it is."""
        if self.stage != CHART or not self.marks:
            raise Refused("No chart with sentences is shown now.")
        by, at = message.get("by"), message.get("at")
        if by in (1, -1) and not isinstance(by, bool):
            last = self.marks - 1
            at = (0 if by == 1 else last) if self.mark is None else (self.mark + by) % self.marks
        if not is_whole(at, 0, self.marks - 1):
            raise Refused(f"The chart has {self.marks} marks with sentences.")
        return None if at == self.mark else {"mark": at}

    def apply(self, who: str, event: dict, now: float) -> None:
        """See Activity."""
        if "mark" in event:
            self.mark = event["mark"]
        elif "stage" in event:
            self.stage, self.mark = event["stage"], None
            self.answer_was_shown |= self.stage >= ANSWER
        else:
            self.guesses[who] = event["value"]

    def answered(self, who: str) -> bool:
        """Say whether a device has a guess that counts."""
        return who in self.guesses

    def leave_out(self, who: str, out: bool) -> None:
        """See Activity."""
        source, target = (self.guesses, self.aside) if out else (self.aside, self.guesses)
        if who in source:
            target[who] = source.pop(who)

    def phone(self, who: str, now: float) -> dict:
        """Give the question, this device's guess, and after the answer the line on it."""
        guess = self.guesses.get(who)
        view = {"screen": "vote", "id": self.id, **self.asked, "guess": guess}
        view |= {"stage": self.stage, "open": self.stage == ASKED and not self.answer_was_shown}
        if self.stage >= ANSWER:
            view["answer"] = self.answer
            if guess is not None and self.prompt is not None:
                view["say"] = self.prompt.say(as_guess(guess))
                view["right"] = bool(self.prompt.right(as_guess(guess)))
        return view

    def projector(self, now: float) -> dict:
        """Give the question, how many have answered, and what the teacher has shown."""
        view = {"screen": "vote", "id": self.id, **self.asked}
        view |= {"stage": self.stage, "answered": len(self.guesses)}
        if self.stage >= GUESSES:
            view["tally"] = tally(self.asked, self.guesses.values())
        if self.stage >= ANSWER:
            view |= {"answer": self.answer, "right": self.right(), "told": self.told()}
        if self.stage == CHART:
            view |= {"marks": self.marks, "mark": self.mark}
        return view

    def teacher(self, now: float) -> dict:
        """Give all of it, whatever is shown."""
        return self.projector(now) | {
            "tally": tally(self.asked, self.guesses.values()),
            "answer": self.answer,
            "right": self.right(),
            "told": self.told(),
            "last": self.last,
        }

    def told(self) -> str:
        """Return the answer in words."""
        return self.prompt.in_words(as_guess(self.answer)) if self.prompt else str(self.answer)

    def right(self) -> int:
        """Return how many guesses are right."""
        return sum(map(self.is_right, self.guesses.values()))

    def is_right(self, guess: Any) -> bool:
        """Say whether a guess is right; a number, whether it is close enough."""
        if self.prompt is None:
            return guess == self.answer
        return bool(self.prompt.right(as_guess(guess)))


def plain(value: Any) -> Any:
    """Return a value as JSON has it: tuples become lists, numbers of numpy become Python's."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value.item() if hasattr(value, "item") else value


def as_guess(value: Any) -> Any:
    """Return a kept guess as a prompt takes it: a list becomes a tuple."""
    return tuple(value) if isinstance(value, list) else value


def tally(asked: dict, guesses: Iterable[Any]) -> dict:
    """Count guesses as the chart of their kind needs them.

    asked: the question, with its kind. guesses: as the phones sent them. For a number or a share
    there are "edges", "counts" and "median", of bars of equal width from low to high; for a choice
    "counts", one an option; for a cell "counts", a list for each row; for an order "places", how
    often each option stood at each place.
    """
    guesses = list(guesses)
    if asked["kind"] in NUMBERS:
        return _bars(guesses, asked["low"], asked["high"])
    if asked["kind"] == "choice":
        counts = Counter(guesses)
        return {"counts": [counts[option] for option in asked["options"]]}
    if asked["kind"] == "cell":
        cells = Counter(map(tuple, guesses))
        return {"counts": [[cells[r, c] for c in asked["columns"]] for r in asked["rows"]]}
    options = asked["options"]
    placed = Counter((name, place) for order in guesses for place, name in enumerate(order))
    return {"places": [[placed[name, p] for p in range(len(options))] for name in options]}


def _bars(guesses, low, high):
    whole = all(float(value).is_integer() for value in (low, high, *guesses))
    bars = int(high - low) + 1 if whole and high - low < BARS else BARS
    # Bars of whole numbers stand on them: half a step wider at both ends.
    half = 0.5 if bars != BARS else 0
    width = (high - low + 2 * half) / bars
    counts = [0] * bars
    for value in guesses:
        counts[min(int((value - low + half) / width), bars - 1)] += 1
    edges = [low - half + width * n for n in range(bars + 1)]
    return {"edges": edges, "counts": counts, "median": median(guesses) if guesses else None}
