"""What students get: the course without its solutions, as a folder and as a zip.

Two releases of the same course are the same byte for byte, on whatever machine they are made, so
a checksum tells whether a class works with what its teacher has.
"""

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from shieldtalks.course.notebooks import as_text, exercises_of
from shieldtalks.errors import DataError, os_errors
from shieldtalks.grading.sealing import sealed as without_judges
from shieldtalks.tables import read_table

NAME = "shield-talks"
SUMS = "SHA256SUMS"
FILES = ("LICENSE", "pyproject.toml", "requirements.txt", ".gitattributes", ".gitignore")
FOLDERS = ("notebooks", "seeds", "shieldtalks")
LEFT_BEHIND = ("~", ".pyc", ".orig", ".rej", ".swp")
TEACHERS_TOOLS = ("[tool.pytest", "[tool.ruff", "[tool.mypy", "[[tool.mypy")
DATE = datetime(2026, 9, 1, tzinfo=UTC)
FILE_MODE, FOLDER_MODE = 0o644, 0o755


def release(course: str | Path, out: str | Path, sealed: Sequence[str] = ()) -> dict[str, str]:
    """Write the bundle of a course into the folder `out`; return {name in out: SHA-256}.

    course: the folder with solutions/. sealed: exercises such as '03' whose judges stay out.
    Written are shield-talks/, shield-talks.zip, and SHA256SUMS with the checksums of both. A former
    release in `out` is replaced. Raises DataError, with nothing written, for a course without
    masters, for a folder that holds anything else, and for one inside the parts that are copied.
    """
    course, out = Path(course).resolve(), Path(out)
    for name in FOLDERS:
        if out.resolve().is_relative_to(course / name):
            raise DataError(f"{out.name}/: lies inside {name}/ of the course. Name another folder.")
    files = bundle(course, sealed)
    with os_errors(f"{out.name}/: cannot be written", "Name a folder you may write to."):
        _make_room(out)
        return _write(files, out)


def bundle(course: str | Path, sealed: Sequence[str] = ()) -> dict[str, bytes]:
    """Return {path: bytes} of what students get, in order; paths are relative, with slashes.

    The exercises are cut from solutions/ of the course, whatever exercises/ holds. sealed:
    exercises such as '03' whose judges stay out, with all that tells right from wrong.
    """
    course = Path(course)
    files = {f"exercises/{name}": as_text(nb).encode() for name, nb in exercises_of(course).items()}
    for name in FILES:
        if not (course / name).is_file():
            raise DataError(f"{name}: is missing in the course. Put it back, then release again.")
        files[name] = (course / name).read_bytes()
    for folder in FOLDERS:
        files |= {p.relative_to(course).as_posix(): p.read_bytes() for p in _kept(course / folder)}
    files["pyproject.toml"] = _for_students(files["pyproject.toml"])
    files["README.md"] = _readme(course).encode()
    return dict(sorted(without_judges(files, sealed, course).items()))


def zipped(files: dict[str, bytes]) -> bytes:
    """Return {path: bytes} as the bytes of a zip with one folder in it.

    Nothing is compressed: compressed bytes differ between versions of zlib.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(f"{NAME}/{path}", DATE.timetuple()[:6])
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | FILE_MODE) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _kept(folder):
    """Return the files of a folder that are part of the course, and not what work leaves there."""
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part == "__pycache__" for part in parts):
            continue
        if path.is_file() and not path.is_symlink() and not path.name.endswith(LEFT_BEHIND):
            found.append(path)
    return found


def _for_students(pyproject):
    """Return pyproject.toml without the settings of tools that only the tests use."""
    kept, keep = [], True
    for line in pyproject.decode().splitlines(keepends=True):
        if line.startswith("["):
            keep = not line.startswith(TEACHERS_TOOLS)
        if keep:
            kept.append(line)
    return ("".join(kept).rstrip() + "\n").encode()


def _readme(course):
    lessons = read_table(course / "shieldtalks/data/lessons.csv", ["number", "file", "question"])
    rows = ["| | lesson | minutes | |", "|---|---|---|---|"]
    rows += [
        f"| {row.number} | [{row.question}](notebooks/{row.file}) | {row.minutes} "
        f"| [exercise {row.number}](exercises/{row.file}) |"
        for row in lessons.itertuples()
    ]
    text = (Path(__file__).parent / "handout.md").read_text("utf-8")
    return text.replace("{lessons}", "\n".join(rows))


def _make_room(out):
    """Take a former release out of a folder. Raises DataError for anything else that is in it."""
    if out.exists() and not out.is_dir():
        raise DataError(f"{out.name}: is a file. Name a folder for the release.")
    former, present = _sums(out / SUMS), []
    inside = sorted(out.iterdir()) if out.exists() else []
    if all(path.name in (NAME, f"{NAME}.zip", SUMS) for path in inside):
        inside = sorted(out.rglob("*"))
    for path in inside:
        name = path.relative_to(out).as_posix()
        if path.is_dir() and not path.is_symlink() and name.split("/")[0] == NAME:
            continue
        if name != SUMS and (path.is_symlink() or former.get(name) != _sha256(path)):
            raise DataError(
                f"{out.name}/{name}: is not as a release left it, so the folder stays as it is. "
                "Name an empty folder, or a new one."
            )
        present.append(path)
    for path in present:
        path.unlink()
    for folder in sorted((p for p in out.rglob("*") if p.is_dir()), reverse=True):
        folder.rmdir()


def _write(files, out):
    named = {f"{NAME}/{path}": content for path, content in files.items()}
    named[f"{NAME}.zip"] = zipped(files)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in named.items()}
    text = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    for name, content in {SUMS: text.encode(), **named}.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(FILE_MODE)
        os.utime(path, (DATE.timestamp(), DATE.timestamp()))
    for folder in sorted([out / NAME, *(out / NAME).rglob("*")], reverse=True):
        if folder.is_dir():
            folder.chmod(FOLDER_MODE)
            os.utime(folder, (DATE.timestamp(), DATE.timestamp()))
    return sums


def _sums(path):
    """Return {name: SHA-256} of a list of checksums; empty where there is none to read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
