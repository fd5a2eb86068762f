"""The answers of prompts: the module of a lesson computes each from the course's data."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shieldtalks.figures.figure import Figure


class Answer:
    """The answer to a prompt, and the other numbers that its lines hold in brackets.

    value: a number, an option, (row, column) or all options in order. facts: {name: what stands in
    its place}.
    """

    def __init__(self, value: Any, **facts: Any):
        self.value, self.facts = value, facts


ANSWERS: dict[str, Callable[[], Answer]] = {}
CHARTS: dict[str, Callable[[], "Figure"]] = {}


def answers(
    prompt_id: str, chart: Callable[[], "Figure"] | None = None
) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """Register the decorated function as what answers a prompt.

    prompt_id: such as '04.silence'. chart: draws the lesson's chart that shows the answer.
    """

    def register(answer: Callable[[], Answer]) -> Callable[[], Answer]:
        ANSWERS[prompt_id] = answer
        if chart:
            CHARTS[prompt_id] = chart
        return answer

    return register
