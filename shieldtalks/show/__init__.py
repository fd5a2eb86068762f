"""The course on other stages: as a page without code, as slides, on machines in the browser."""

import re
from pathlib import Path

from shieldtalks.course.folder import course_folder
from shieldtalks.errors import DataError

MISSING = (
    "{} is not installed in this Python. "
    "Run `python -m pip install {}` in the folder of the course."
)


def find_lesson(name: str) -> Path:
    """Return the path of a lesson. name: its number ('04' or '4'), its file name or a path to it.

    Raises DataError that says which lessons there are.
    """
    found = sorted(course_folder().glob("notebooks/[0-9][0-9]_*.ipynb"))
    lessons = {path.name[:2]: path for path in found}
    wanted = Path(name).name
    if re.fullmatch(r"\d{1,2}", wanted):
        wanted = f"{int(wanted):02}"
    for number, path in lessons.items():
        if wanted in (number, path.name, path.stem):
            return path
    raise DataError(
        f"{name}: there is no such lesson. Name one of {', '.join(lessons) or '(none found)'}."
    )
