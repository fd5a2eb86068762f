"""Errors that say in one line what was found, where, and what to do about it."""

import contextlib
from collections.abc import Collection, Iterable, Iterator


class ShieldTalksError(ValueError):
    """Base of every error a reader of the course can meet.

    In a notebook it shows as its one line; a traceback into the library would not help a student.
    """

    def _render_traceback_(self):
        """IPython's hook for the lines it shows instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class DataError(ShieldTalksError):
    """A file of the corpus, the coding or the context tables cannot be used as it stands."""


@contextlib.contextmanager
def os_errors(what: str, remedy: str) -> Iterator[None]:
    """Tell what the system refuses as a DataError, with the system's own reason.

    what: such as 'a.csv: cannot be read'. remedy: what to do about it, a sentence.

    >>> with os_errors("a: cannot be read", "Correct the name."):
    ...     open("a")
    Traceback (most recent call last):
    shieldtalks.errors.DataError: a: cannot be read (No such file or directory). Correct the name.
    """
    try:
        yield
    except OSError as error:
        raise DataError(f"{what} ({error.strerror}). {remedy}") from None


class NotYet(ShieldTalksError):
    """An answer of an exercise that is missing or not right yet."""


def check_choice(name: str, value: object, allowed: Iterable[object]) -> None:
    """Raise DataError that names the choices where a value is none of them.

    >>> check_choice("actor", "party", ("party", "person"))
    """
    if value not in (allowed := tuple(allowed)):
        raise DataError(f"{name}={value!r} is unknown. Use one of {', '.join(map(repr, allowed))}.")


def check_known(asked: Iterable[object], known: Collection, why: str) -> None:
    """Raise DataError for the first thing asked for that is not known.

    why: what is said of it, with {} for the thing itself and {known} for all there are.

    >>> check_known(["RUS"], ("RUS", "USA"), "{} is no party. There are {known}.")
    """
    for each in asked:
        if each not in known:
            told = why.replace("{known}", ", ".join(map(str, known)))
            raise DataError(told.replace("{}", repr(each)))
