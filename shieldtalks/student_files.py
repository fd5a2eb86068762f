"""The folder of a student's own work: where it is, and how a file is kept in it."""

import json
import os
from pathlib import Path

from shieldtalks.files import free_name, write_whole


def work_folder() -> Path:
    """Return the folder of a student's own work: $SHIELDTALKS_HOME, else in the home folder."""
    return Path(os.environ.get("SHIELDTALKS_HOME") or Path.home() / "shield-talks-work")


def save(file: str, text: str) -> str:
    """Write a file of the student's work so that a crash leaves the old one or the new one.

    file: its name in the work folder. Returns '' when it is safe, else a line that says why it
    could not be kept.
    """
    try:
        write_whole(work_folder() / file, text)
    except OSError as error:
        return (
            f"Not kept: {file} cannot be written ({error.strerror}). Your work still counts "
            "here; free some space, or set SHIELDTALKS_HOME to a folder you may write to."
        )
    return ""


def load_entries(file: str, what: str) -> dict[str, dict]:
    """Return what a JSON file of the work folder holds, {name: entry}; {} where there is none.

    A file that cannot be read is set aside, not overwritten, and a line says so. what: such as
    'the record begins'.
    """
    try:
        entries = json.loads((work_folder() / file).read_text("utf-8"))
        return {name: entry for name, entry in entries.items() if isinstance(entry, dict)}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, RecursionError):
        if aside := set_aside(file):
            print(f"{file} could not be read. It is kept as {aside}, and {what} anew.")
        return {}


def set_aside(file: str) -> str:
    """Rename a file of the work folder that cannot be used, so that nothing in it is lost.

    Returns its new name (`coding.csv` becomes `coding.unreadable-1.csv`, or the next free number),
    or '' where the folder does not allow it and the file stays as it is.
    """
    path = work_folder() / file
    aside = free_name(path, "unreadable")
    try:
        path.rename(aside)
    except OSError:
        return ""
    return aside.name
