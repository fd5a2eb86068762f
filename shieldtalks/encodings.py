"""Bytes to text: UTF-8, UTF-16, and what spreadsheets write where nobody asked for UTF-8."""

import codecs
import stat
from pathlib import Path

# In the order of how often they are met. Mac Roman is what Excel writes on a Mac.
LOCAL: tuple[str, ...] = ("cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255")
LOCAL += ("cp1256", "cp932", "gb18030", "big5", "cp949")
WITHOUT_EVIDENCE = ("cp1252", "mac_roman")
BESIDE = 40  # articles that are looked at
ENOUGH = 4_000_000  # bytes of each


def decoded(data: bytes) -> str:
    """Return bytes as text: UTF-8, or UTF-16 or UTF-32 with its mark; UTF-16 of Latin letters too.

    The mark of UTF-8 stays, as a character. Raises UnicodeDecodeError.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return data.decode("utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if len(data) > 3 and not len(data) % 2:
        even, odd = data[::2].count(0), data[1::2].count(0)
        if max(even, odd) * 3 > len(data) and not min(even, odd):
            return data.decode("utf-16-be" if even else "utf-16-le")
    return data.decode("utf-8")


def from_spreadsheet(data: bytes, path: Path) -> str | None:
    """Return a table's bytes as text in a local encoding, or None where nothing tells which.

    What tells is the letters of the articles beside the table; without these, only Windows-1252
    and Mac Roman are thought of, where each strange letter stands in a word with plain ones.
    """
    letters = _letters_beside(path)
    readings = {name: text for name in LOCAL if (text := _decoded_as(data, name)) is not None}
    known = {name: _share(text, letters) for name, text in readings.items()}
    best = max(known, key=known.__getitem__, default=None)
    if best is not None and known[best] > 0.8:
        return readings[best]
    for name in WITHOUT_EVIDENCE:
        if name in readings and _plausible(readings[name]):
            return readings[name]
    return None


def _decoded_as(data, name):
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _letters_beside(path):
    """Return the letters beyond ASCII of the articles in the folder of a table."""
    letters = set()
    for other in sorted(path.parent.glob("*.txt"))[:BESIDE]:
        try:
            found = other.stat()
            if stat.S_ISREG(found.st_mode) and found.st_size < ENOUGH:
                letters.update(decoded(other.read_bytes()))
        except (OSError, UnicodeDecodeError):
            continue
    return {sign for sign in letters if not sign.isascii() and sign.isalpha()}


def _share(text, letters):
    strange = [sign for sign in text if not sign.isascii() and sign.isalpha()]
    return sum(sign in letters for sign in strange) / max(len(strange), 1)


def _plausible(text):
    """Say whether letters beyond ASCII stand as they do in Western words: few, and as tall.

    Turkish and Polish in Windows-1252 have Icelandic letters, and signs between two letters.
    """
    for number, sign in enumerate(text):
        if sign.isascii() or sign in "’–—":
            continue
        before, after = text[max(number - 1, 0) : number], text[number + 1 : number + 2]
        if sign in "þðÞÐýÝ":
            return False
        between = after.isalpha() and (before.isalpha() or sign in "€£°§·•ª©®™")
        if not sign.isalpha() and (between or sign not in "‘“”„…«»‹›€£°§¿¡·•ªº©®™\u00a0"):
            return False
        beside_plain = any(letter.isascii() and letter.isalpha() for letter in before + after)
        if sign.isalpha() and ((sign.isupper() and before.islower()) or not beside_plain):
            return False
    return True
