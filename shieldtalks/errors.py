"""Errors that say in one line what was found, where, and what to do about it."""


class ShieldTalksError(ValueError):
    """Base of every error a reader of the course can meet.

    In a notebook it shows as its one line; a traceback into the library would not help a student.
    """

    def _render_traceback_(self):
        """IPython's hook for the lines it shows instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class DataError(ShieldTalksError):
    """A file of the corpus, the coding or the context tables cannot be used as it stands."""


class NotYet(ShieldTalksError):
    """An answer of an exercise that is missing or not right yet."""
