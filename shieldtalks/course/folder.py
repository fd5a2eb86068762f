"""Where the course stands, for commands that are started somewhere inside it."""

from pathlib import Path

from shieldtalks.errors import DataError


def course_folder(start: str | Path | None = None) -> Path:
    """Return the folder that holds notebooks/ and exercises/, at or above `start` (default: here).

    Falls back on the folder the library was installed from. Raises DataError if there is none.
    """
    here = Path(start or Path.cwd()).resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "notebooks").is_dir() and (folder / "exercises").is_dir():
            return folder
    raise DataError(
        f"{here.name}/: neither here nor above are notebooks/ and exercises/. "
        "Go into the folder of the course and try again."
    )
