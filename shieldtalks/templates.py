"""HTML pages from templates, in which every text that is put in is escaped."""

from collections.abc import Callable
from pathlib import Path

import jinja2


def environment(folder: str | Path, **filters: Callable) -> jinja2.Environment:
    """Return what fills the templates of a folder.

    folder: where the templates stand. filters: functions that a template may use after a bar, as in
    `{{ total|figure }}`. A name that a template asks for and nobody gave raises jinja2's
    UndefinedError, so that no page has a hole in it.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(filters)
    return made
