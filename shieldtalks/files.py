"""Writing a file so that nobody ever finds half of it."""

import contextlib
import itertools
import os
import secrets
from pathlib import Path


def free_name(path: Path, word: str) -> Path:
    """Return a path beside another that is not taken yet: table.csv, table.kept-1.csv, ..."""
    names = (f"{path.stem}.{word}-{number}{path.suffix}" for number in itertools.count(1))
    return next(free for name in names if not (free := path.with_name(name)).exists())


def write_whole(path: str | Path, content: str | bytes, sync: bool = False) -> None:
    """Write a file by way of a draft beside it: after a crash the old one or the new one is there.

    path: where; missing folders are made. content: bytes, or a text, which is written as UTF-8 with
    the line ends it has; what UTF-8 cannot hold becomes a question mark. sync: wait until it is on
    the disk. Raises OSError where the system does not allow it; no draft is left behind.

    >>> import tempfile
    >>> note = Path(tempfile.mkdtemp()) / "new" / "note.txt"
    >>> write_whole(note, "n = 86")
    >>> note.read_text()
    'n = 86'
    """
    path = Path(path)
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    # A name of its own for each draft, since two programs may write the same file at a time.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(draft, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
