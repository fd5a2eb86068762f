"""The file of a class: one SQLite database, one log of accepted events.

An event is acknowledged only after `commit` came back, so what was acknowledged outlives the
program, the browser and the battery. Many events may share one commit.
"""

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.student_files import work_folder

FORMAT = "1"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    n INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, message TEXT, event TEXT NOT NULL,
    UNIQUE (who, message)
);
"""


@dataclass(frozen=True)
class Row:
    """One event of the log. at: seconds since 1970; message: the id its sender gave it, or None."""

    at: float
    who: str
    message: str | None
    event: dict


class Store:
    """The log of one class, open for reading and writing."""

    def __init__(self, path: str | Path):
        """Open or make the file. Raises DataError where it cannot be used."""
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(TABLES)
            self.path.chmod(0o600)
        except (sqlite3.Error, OSError) as error:
            raise DataError(
                f"{self.path.name}: not the file of a class that can be used ({error}). "
                "Give the class another name."
            ) from None
        if self.about.setdefault("format", FORMAT) != FORMAT:
            raise DataError(
                f"{self.path.name}: written by another version of the course. "
                "Give the class another name."
            )
        self.tell(format=FORMAT)

    @property
    def about(self) -> dict[str, str]:
        """What is known of the class beside its events: its lesson, when it was made."""
        return _about(self._db)

    def tell(self, **facts: str) -> None:
        """Keep facts about the class."""
        self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", facts.items())

    def commit(self, rows: Iterable[Row]) -> None:
        """Write events, all or none, and wait until they are on the disk.

        Raises sqlite3.Error, and ValueError for what a file cannot hold.
        """
        values = [(r.at, r.who, r.message, json.dumps(r.event, allow_nan=False)) for r in rows]
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT INTO events (at, who, message, event) VALUES (?, ?, ?, ?)", values
            )

    def rows(self) -> Iterator[Row]:
        """Yield the events in the order in which they were accepted."""
        return _rows(self._db)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def read_class(name: str) -> tuple[dict[str, str], list[Row]]:
    """Return what is known of a class, and its events; a class that goes on is not disturbed.

    Raises DataError where no class of this name is kept, or where its file cannot be read.
    """
    path = class_path(name)
    if not path.exists():
        raise DataError(unknown(name))
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            return _about(db), list(_rows(db))
    except (sqlite3.Error, ValueError) as error:
        raise DataError(f"{path.name}: cannot be read ({error}).") from None


def read_if_whole(name: str) -> tuple[dict[str, str], list[Row]]:
    """Return the same; nothing of a file that cannot be read, so that it hides no other class."""
    try:
        return read_class(name)
    except DataError:
        return {}, []


def _about(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT key, value FROM about"))


def _rows(db: sqlite3.Connection) -> Iterator[Row]:
    asked = db.execute("SELECT at, who, message, event FROM events ORDER BY n")
    return (Row(at, who, message, json.loads(event)) for at, who, message, event in asked)


def unknown(name: str) -> str:
    """Say that no class of this name is kept, and which are."""
    kept = ", ".join(kept_classes()) or "none"
    return f"{name}: no class of this name is kept. Kept are: {kept}."


def classes_folder() -> Path:
    """Return the folder in which classes are kept."""
    return work_folder() / "classes"


def class_path(name: str) -> Path:
    """Return the file of a class. Raises DataError for a name that is none."""
    if not NAME.fullmatch(name):
        raise DataError(
            f"{name!r}: a class is named with small letters, digits and hyphens, "
            "at most 40, such as monday-2. Give it such a name."
        )
    return classes_folder() / f"{name}.sqlite"


def kept_classes() -> list[str]:
    """Return the names of the classes that are kept, the newest last."""
    files = sorted(classes_folder().glob("*.sqlite"), key=lambda path: path.stat().st_mtime)
    return [path.stem for path in files]


def delete_class(name: str) -> None:
    """Delete a class and all that belongs to it. Raises DataError where there is none."""
    path = class_path(name)
    if not path.exists():
        raise DataError(unknown(name))
    for file in path.parent.glob(f"{name}.*"):
        file.unlink()
