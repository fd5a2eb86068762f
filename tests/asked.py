"""A prompt that a test makes up: what a class needs of one, and nothing to compute."""

from dataclasses import dataclass, field

from shieldtalks.classroom.activities import Item
from shieldtalks.errors import DataError


@dataclass(frozen=True)
class Asked:
    """A prompt as a class needs it."""

    id: str
    title: str = "Bars"
    kind: str = "number"
    question: str = "How many?"
    options: tuple = ()
    rows: tuple = ()
    columns: tuple = ()
    unit: str = "units"
    low: float = 0
    high: float = 10
    decimals: int = 0
    truth: object = 7
    said: dict = field(default_factory=dict)

    def answer(self):
        return self.truth

    def check(self, value):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DataError("A number is expected.")
        if not self.low <= value <= self.high:
            raise DataError(f"From {self.low} to {self.high}, please.")
        return value

    def say(self, guess):
        return f"You said {guess}."

    def in_words(self, guess):
        return f"{guess} {self.unit}"

    def right(self, guess):
        return guess == self.truth


def plan_with(*prompts):
    """Return the plan of a class that asks these."""
    return [Item("vote", p.id, p.title, p) for p in prompts]
