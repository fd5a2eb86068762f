"""What stands in a folder of submissions, and in the zips there, read so that nothing can hurt.

No link is followed, nothing is unpacked to the disk, and nothing is read beyond a size.
"""

import io
import os
import re
import stat
import struct
import time
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shieldtalks.errors import DataError, os_errors

MAX_FILE = 10_000_000  # bytes of a notebook
MAX_ZIP = 60_000_000  # bytes of a zip inside a zip
MAX_LIST = 5_000_000  # bytes of a zip's list of contents
MAX_SWELL = 100  # times that a file of some size may grow when it is unpacked
MAX_DEPTH = 20  # folders in folders
MAX_NAME = 255  # characters of a name
MAX_ZIPS = 2  # zips in zips
MAX_FILES = 20_000  # files in a zip that stands among others, and in the zips in it
MAX_UNPACKED = 1_000_000_000  # bytes of them that are unpacked, one after the other

# Of zips that do not tell: DOS and Windows, in the West and in Russia.
CODE_PAGES = ("cp437", "cp1252", "cp850", "cp866")
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
READ = {"submission_metadata.yml": MAX_ZIP, "timestamp.txt": 1000}  # bytes
ALONE, AGAIN = "Ask for the notebook alone.", "Ask for it again."
ASIDE = {"__macosx", "__pycache__", "node_modules"}


@dataclass
class _Share:
    """What may still be read of one zip among others, and of the zips in it.

    whole: whether it is the download itself, which holds the work of many.
    """

    files: int = MAX_FILES
    unpacked: int = MAX_UNPACKED
    whole: bool = False

    def inside(self):
        """Return the share of a zip in this one."""
        return _Share() if self.whole else self


@dataclass(frozen=True)
class Entry:
    """One thing that was found.

    parts: its path as names, a zip counting as a folder. content: the bytes of a notebook or of a
    platform's own file, else None. trouble: why it cannot be read and what to do, or "".
    time: when it was last changed, in seconds, as the disk or the zip says.
    """

    parts: tuple
    content: bytes | None = None
    trouble: str = ""
    time: float = 0.0
    empty: bool = False

    @property
    def file(self) -> str:
        """The path as it is shown: what stands in a zip comes behind a colon."""
        path = ""
        for part in self.parts:
            path += part + (": " if part.lower().endswith(".zip") else "/")
        return path[:-1].rstrip(":")

    @property
    def is_notebook(self) -> bool:
        """Whether it is named like a notebook that a student made."""
        name = self.parts[-1].lower()
        return name.endswith(ENDINGS) and not is_aside(self.parts)


def walk(folder: str | Path) -> Iterator[Entry]:
    """Yield an Entry for everything in a folder, in order of names.

    folder: a folder, or a single zip or notebook. Notebooks come with their content, other files
    without, an empty folder as itself. Raises DataError only if `folder` itself is none of these.
    """
    root = Path(folder)
    with os_errors(f"{root.name}: cannot be opened", "Name a folder that you may read."):
        if not root.is_dir():
            if not root.is_file():
                raise DataError(f"{root.name}: there is no such folder. Correct the name.")
            yield from _file(root.resolve(), (root.name,), root.stat(), whole=True)
            return
        found = sorted(os.scandir(root), key=lambda entry: entry.name)
    for entry in found:
        yield from _any(entry, (entry.name,))


def _any(entry, parts):
    """Yield what a directory entry is, and if it is a folder, what stands in it."""
    try:
        status = entry.stat(follow_symlinks=False)
        if entry.is_symlink() or getattr(entry, "is_junction", bool)():
            yield Entry(parts, trouble="is a link, and links are not followed. Put the file there.")
        elif is_aside(parts):
            yield Entry(parts)
        elif entry.is_dir(follow_symlinks=False):
            yield from _folder(entry, parts)
        elif not stat.S_ISREG(status.st_mode):
            yield Entry(parts, trouble="is a pipe or a device, no file. Ask for the notebook.")
        else:
            yield from _file(entry.path, parts, status)
    except OSError as error:
        yield Entry(parts, trouble=_closed(error))


def _folder(entry, parts):
    if len(parts) > MAX_DEPTH:
        yield Entry(parts, trouble="lies too deep. Put it further up.")
        return
    inside = sorted(os.scandir(entry.path), key=lambda one: one.name)
    if not inside:
        yield Entry(parts, empty=True)
    for one in inside:
        yield from _any(one, (*parts, one.name))


def _file(path, parts, status, whole=False):
    """Yield a file of the disk; a zip as what stands in it."""
    name = parts[-1].lower()
    if name.endswith(".zip"):
        with opened(path) as file:
            share = _Share(MAX_LIST, MAX_LIST * MAX_FILE, True) if whole else _Share()
            yield from _zip(file, parts, status.st_mtime, 1, share)
    elif name.endswith(ENDINGS) or name in READ:
        limit = READ.get(name, MAX_FILE)
        if status.st_size > limit:
            yield Entry(parts, trouble=_too_large(status.st_size, limit))
            return
        with opened(path) as file:
            content = file.read(limit)
        yield Entry(parts, content, time=status.st_mtime)
    else:
        yield Entry(parts, time=status.st_mtime)


def opened(path: str | Path) -> BinaryIO:
    """Open a file for reading; one that has meanwhile become a link or a pipe is refused.

    Raises OSError.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "it is no ordinary file")
    return file


def _zip(file, parts, changed, level, share):
    """Yield what stands in a zip, without unpacking it anywhere."""
    listed = _list_size(file)
    if listed is None:
        yield Entry(parts, trouble=f"is no zip, or not a whole one. {AGAIN}", time=changed)
        return
    if listed > MAX_LIST:
        yield Entry(parts, trouble=f"lists too many files. {ALONE}")
        return
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _entries(archive, parts, level, share)
    # A broken zip fails in more ways than the documentation of zipfile lists.
    except Exception as error:
        yield Entry(parts, trouble=f"breaks off or is damaged ({_said(error)}). {AGAIN}")


def _entries(archive, parts, level, share):
    _name_again(archive.infolist())
    infos = sorted(archive.infolist(), key=lambda info: info.filename)
    share.files -= len(infos)
    if share.files < 0:
        yield Entry(parts, trouble=f"holds more than {MAX_FILES:,} files. {ALONE}")
        return
    if not infos:
        yield Entry(parts, empty=True)
    outside = next((info for info in infos if _leads_out(info.filename)), None)
    if outside:
        yield Entry(
            (*parts, outside.filename.replace("\\", "/").split("/")[-1] or "?"),
            trouble="has a path that leads out of its zip, so it is not read. "
            "Ask how the zip was made, and for the notebook alone.",
        )
    for number, info in enumerate(infos):
        inner = tuple(p for p in info.filename.replace("\\", "/").split("/") if p not in ("", "."))
        if not inner or _leads_out(info.filename):
            continue
        if len(parts) + len(inner) > MAX_DEPTH:
            yield Entry((*parts, inner[-1][:MAX_NAME]), trouble="lies too deep. Put it further up.")
        elif max(map(len, inner)) > MAX_NAME:
            short = tuple(name[:40] for name in inner[:-1]) + (inner[-1][:40] + inner[-1][-6:],)
            said = f"has a name of {max(map(len, inner)):,} characters."
            yield Entry((*parts, *short), trouble=f"{said} Ask for it under a short one.")
        elif info.is_dir():
            following = infos[number + 1].filename if number + 1 < len(infos) else ""
            if not following.startswith(info.filename):
                yield Entry((*parts, *inner), empty=True)
        else:
            yield from _unzipped(archive, info, (*parts, *inner), level, share)
        if share.files < 0 or share.unpacked < 0:
            return


def _name_again(infos):
    """Give names whose letters are not told the code page in which they are most like words."""
    silent = [info for info in infos if not info.flag_bits & 0x800 and not info.filename.isascii()]
    if not silent:
        return
    found = {}
    for page in CODE_PAGES:
        try:
            texts = [info.filename.encode("cp437").decode(page) for info in silent]
        except UnicodeError:
            continue
        words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text)]
        found[page] = sum(_is_word(word) * len(word) for word in words if not word.isascii()), texts
    if found:
        best = max(found, key=lambda page: found[page][0])  # the first of equals
        for info, text in zip(silent, found[best][1], strict=True):
            info.filename = text


def _is_word(letters):
    """Say whether letters are all of one script, and large and small as in a name."""
    if letters not in (letters.lower(), letters.upper(), letters.capitalize()):
        return False
    return len({unicodedata.name(letter, "?").split()[0] for letter in letters}) == 1


def _unzipped(archive, info, parts, level, share):
    """Yield one file of a zip."""
    name, changed = parts[-1].lower(), _zip_time(info)
    is_zip = name.endswith(".zip")
    if is_aside(parts) or not (is_zip or name.endswith(ENDINGS) or name in READ):
        yield Entry(parts, time=changed)
        return
    limit = MAX_ZIP if is_zip else READ.get(name, MAX_FILE)
    trouble = _refused(info, limit, is_zip and level >= MAX_ZIPS)
    if trouble:
        yield Entry(parts, trouble=trouble, time=changed)
        return
    share.unpacked -= info.file_size
    if share.unpacked < 0:
        said = f"comes after {MAX_UNPACKED / 1e9:.0f} GB of others. {ALONE}"
        yield Entry(parts, trouble=said, time=changed)
        return
    try:
        with archive.open(info) as file:
            content = file.read(limit)
    # What compressed data can do to its reader is not listed anywhere either.
    except Exception as error:
        yield Entry(parts, trouble=f"cannot be unpacked ({_said(error)}). {AGAIN}")
        return
    if is_zip:
        yield from _zip(io.BytesIO(content), parts, changed, level + 1, share.inside())
    else:
        yield Entry(parts, content, time=changed)


def _refused(info, limit, too_deep):
    """Return why a file of a zip is not unpacked, or ''."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, and links are not followed. Ask for the file itself."
    if info.flag_bits & 0x1:
        return "is locked with a password. Ask for it without."
    if too_deep:
        return f"is a zip in a zip in a zip. {ALONE}"
    if info.file_size > limit:
        return _too_large(info.file_size, limit)
    if info.file_size > 1_000_000 and info.file_size > MAX_SWELL * info.compress_size:
        times = info.file_size // max(info.compress_size, 1)
        return f"would swell to {times:,} times its size. {ALONE}"
    return ""


def _list_size(file):
    """Return how many bytes the list of contents at the end of a zip takes; None if it has none.

    Read beforehand, because zipfile loads that list whole, however long it is.
    """
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - 65_557)
    file.seek(start)
    tail = file.read(65_557)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22:
        return None
    sizes = [struct.unpack_from("<I", tail, at + 12)[0]]
    if tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        ends = [found.end() for found in re.finditer(rb"PK\x06\x06", tail[: at - 44])]
        sizes += [struct.unpack_from("<Q", tail, end + 36)[0] for end in ends]
        sizes = [size for size in sizes if size != 0xFFFFFFFF] or sizes
    return max(sizes)


def _leads_out(name):
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def is_aside(parts: Sequence[str]) -> bool:
    """Say whether something is what programs leave behind, rather than what a student made."""
    return any(part.startswith(".") or part.lower() in ASIDE for part in parts)


def _zip_time(info):
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def _too_large(size, limit):
    return (
        f"is too large, {size / 1e6:,.0f} MB where {limit / 1e6:,.0f} are read. "
        "Ask for it with its outputs cleared."
    )


def _closed(error):
    return f"cannot be opened ({error.strerror or _said(error)}). Check that you may read it."


def _said(error):
    return " ".join(f"{error or type(error).__name__}".split())[:80].rstrip(".")
