"""What each exercise task accepts, what it says to each typical slip, and who has passed what."""

from shieldtalks.checks.base import TASKS, Task, check, hint, rehearse, task_of
from shieldtalks.checks.progress import progress

__all__ = ["TASKS", "Task", "check", "hint", "progress", "rehearse", "task_of"]
