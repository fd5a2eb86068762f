"""The plan of a class: what a lesson gives it to do together, in order."""

from collections.abc import Mapping
from typing import Any

from shieldtalks.classroom.activities import Item

# {lesson: what it has beside its questions}, done after them.
MORE: dict[str, tuple[Item, ...]] = {
    "03": (Item("coders", "03.coders", "The class as coders: ten sentences"),),
    "11": (Item("talks", "11.talks", "The talks"),),
}


def plan_of(lesson: str, prompts: Mapping[str, Any]) -> list[Item]:
    """Return the plan of a lesson.

    lesson: its number, such as "04". prompts: {id: Prompt}, as the lesson asks them.
    """
    votes = [Item("vote", name, asked.title, asked) for name, asked in prompts.items()]
    return [*votes, *MORE.get(lesson, ())]
