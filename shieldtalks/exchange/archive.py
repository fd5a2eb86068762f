"""Zip files and XML from outside: read within limits, never unpacked, no document type."""

import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.exchange.project import TEXT, shown

ENTRIES = 20_000
XML = 100_000_000  # bytes of project.qde
WHOLE = 400_000_000  # bytes read from one archive
ELEMENTS, DEPTH = 2_000_000, 60
AGAIN = "Export the project once more."


class Archive:
    """A zip file, opened to be read by name. Names are compared without case or folder tricks."""

    def __init__(self, path: str | Path):
        self.path, self.left = Path(path), WHOLE
        self.file = self.path.name
        try:
            self._zip = zipfile.ZipFile(self.path)
            infos = self._zip.infolist()
        except FileNotFoundError:
            raise DataError(f"{self.file}: there is no such file. Correct the name.") from None
        # A broken zip fails in more ways than the documentation of zipfile lists.
        except Exception:
            said = f"{self.file}: this is no zip file, or not a whole one. {AGAIN}"
            raise DataError(said) from None
        if len(infos) > ENTRIES:
            raise DataError(f"{self.file}: over {ENTRIES:,} files are too many for a project.")
        self._entries = {}
        for info in infos:
            name = info.filename.replace("\\", "/").casefold()
            if name in self._entries and not info.is_dir():
                raise DataError(f"{self.file}: {shown(info.filename)} is in it twice. {AGAIN}")
            self._entries[name] = info

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def holds(self, name: str) -> bool:
        """Say whether the archive holds a file of this name."""
        return name.casefold() in self._entries

    def read(self, name: str, most: int) -> bytes:
        """Return the bytes of a file, at most so many, whatever it declares. Raises DataError."""
        most = min(most, self.left)
        info = self._entries[name.casefold()]
        if info.flag_bits & 0x1:
            raise DataError(f"{self.file}: it is locked with a password. Export it without one.")
        try:
            with self._zip.open(info) as entry:
                content = entry.read(most + 1)
        except Exception:
            raise DataError(f"{self.file}: {shown(name)} in it is damaged. {AGAIN}") from None
        if len(content) > most:
            raise DataError(f"{self.file}: {shown(name)} in it is larger than {most:,} bytes.")
        self.left -= len(content)
        return content

    def text(self, name: str) -> str:
        """Return a plain text, UTF-8 or, with a byte order mark, UTF-16. Raises DataError."""
        content = self.read(name, 4 * TEXT)
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        try:
            return content.decode("utf-16" if wide else "utf-8")
        except UnicodeDecodeError as error:
            raise DataError(
                f"{self.file}: {shown(name)} in it is not UTF-8 (byte {error.start}). {AGAIN}"
            ) from None


class _Builder(ET.TreeBuilder):
    """Builds a tree, and stops at a document type, at too many elements or too deep ones."""

    def __init__(self):
        super().__init__()
        self.count = self.depth = 0

    def doctype(self, name, public, system):
        raise _Refused("it declares a document type, which a project never needs")

    def start(self, tag, attributes):
        self.count += 1
        self.depth += 1
        if self.count > ELEMENTS or self.depth > DEPTH:
            raise _Refused("it has too many elements, or too deep ones")
        return super().start(tag, attributes)

    def end(self, tag):
        self.depth -= 1
        return super().end(tag)


class _Refused(Exception):
    pass


def parse(content: bytes, file: str) -> ET.Element:
    """Return the root of an XML document; no entity is expanded and nothing is fetched.

    Raises DataError.
    """
    parser = ET.XMLParser(target=_Builder())
    try:
        parser.feed(content)
        return parser.close()
    except _Refused as error:
        raise DataError(f"{file}: {error}. {AGAIN}") from None
    except (ET.ParseError, ValueError, LookupError, RecursionError, MemoryError) as error:
        raise DataError(f"{file}: project.qde is no whole XML ({error}). {AGAIN}") from None
