"""What another tool holds, before anybody has said which of its codes are concepts."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from shieldtalks.errors import DataError
from shieldtalks.exchange import positions

STEP = " > "  # between a code and the codes above it
DOCUMENTS, PASSAGES, CODES = 5_000, 200_000, 20_000  # more than any project by hand
PLAIN_ENDS = "{}: Windows line ends written as plain ones."
UNSAID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEXT = 20_000_000  # characters of one article


class Code(NamedTuple):
    """A code on a passage. path: its name, below the codes above it. value: what it says, or ''.

    kind: 'code', or what DNA calls the type of a variable.
    """

    path: tuple
    value: str = ""
    kind: str = "code"

    @property
    def name(self) -> str:
        """Return the whole path as one text."""
        return STEP.join(self.path)


class Passage(NamedTuple):
    """What one coder marked in one document. start, end: offsets in characters of its text."""

    document: int
    start: int
    end: int
    coder: str
    codes: tuple
    name: str = ""
    note: str = ""


@dataclass
class Document:
    """A text of another tool. columns: what sources.csv may hold, such as title, outlet, date."""

    text: str
    columns: dict


@dataclass
class Project:
    """A project of another tool.

    file: its name. codes: {path: description}, all codes, also unused ones. attributes:
    {(path, value): {attribute: text}}. pooled: whether codes that stand on the same words belong
    together although they are separate marks. lines: what could not be carried, one line each.
    leftovers: values of something that was deleted.
    """

    file: str
    documents: list = field(default_factory=list)
    passages: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)
    attributes: dict = field(default_factory=dict)
    pooled: bool = False
    lines: list = field(default_factory=list)
    leftovers: int = 0

    def used(self) -> dict:
        """Return {name of a code: how often it stands}, every code of the project."""
        counts = dict.fromkeys((STEP.join(path) for path in self.codes), 0)
        for passage in self.passages:
            for code in passage.codes:
                counts[code.name] = counts.get(code.name, 0) + 1
        return counts

    def take_marks(self, marks: list, usual: positions.Reading) -> None:
        """Take in what is marked, and say which marks lie beyond their text.

        marks: (what it is called in a message, (document, start, end) as the other tool counts,
        coder, codes and whatever else a Passage holds). usual: the count that its format
        prescribes; see `positions.settle`. Raises DataError where most marks are astray.
        """
        texts = [document.text for document in self.documents]
        spans = [span for _, span, *_ in marks]
        places, reading = positions.settle(texts, spans, usual)
        if reading != usual:
            self.lines.append(f"{self.file}: its offsets fit best when counted as {reading}.")
        astray, of = [], len(marks)
        for (called, (document, start, end), *rest), place in zip(marks, places, strict=True):
            if place is None:
                astray.append(f"{called}, {start} to {end}")
            else:
                self.passages.append(Passage(document, *place, *rest))
        if len(astray) > max(3, of // 2):
            raise DataError(
                f"{self.file}: {len(astray)} of {of} marks lie beyond their texts ({astray[0]}), "
                "so marks and texts do not belong together. Export the project once more."
            )
        if astray:
            left = f"{counted(len(astray), 'mark')} beyond the text, left out"
            self.lines.append(f"{self.file}: {left}: {'; '.join(astray)}.")


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number with its noun: '1 statement', '3 statements'."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def plain(value: object) -> str:
    """Return a name on one line; None is an empty one."""
    return "" if value is None else " ".join(str(value).split())


def shown(value: object) -> str:
    """Return a value as a message shows it: on one line, and not too long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:56]} ..."


def said(text: object) -> str:
    """Return a text without the signs that XML 1.0 cannot hold."""
    return UNSAID.sub("\ufffd", str(text))


def unlike(names: dict) -> dict:
    """Return {id: name} in which no two ids have one name; a repeated name gets a number."""
    taken, number = {}, {}
    for key, name in names.items():
        number[name] = number.get(name, 0) + 1
        wanted = name if number[name] == 1 else f"{name} ({number[name]})"
        while wanted in taken.values():
            number[name] += 1
            wanted = f"{name} ({number[name]})"
        taken[key] = wanted
    return taken


def csv_bytes(header: Iterable, rows: Iterable) -> bytes:
    """Return a table as the bytes of a csv file in UTF-8, marked as such for spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def file_name(article: str, title: str) -> str:
    """Return the name of a file for an article that came without one."""
    words = " ".join(re.findall(r"[^\W_]+", title))
    return f"{article} {words[:60]}".strip() + ".txt"


def bound(number: int, most: int, file: str, thing: str) -> None:
    """Raise DataError where a file holds more than is read."""
    if number > most:
        raise DataError(
            f"{file}: more than {most:,} {thing}, which is too much for a case. "
            "Bring in a part of the project."
        )
