"""Offsets of other tools: what they count, and where that is in a text as Python counts it.

Python, and REFI-QDA, count code points. Java counts UTF-16 code units, so a sign beyond the first
65,536 (an emoji, an old script) counts two. A text pane, and many readers of files, count the two
signs of a Windows line end as one; some leave out a byte order mark.
"""

from typing import NamedTuple

import numpy as np


class Reading(NamedTuple):
    """One way to count.

    utf16: in code units. pair: a line end of two signs counts one. mark: a byte order mark at the
    start counts.
    """

    utf16: bool = False
    pair: bool = False
    mark: bool = True

    def __str__(self) -> str:
        return (
            f"{'UTF-16 code units' if self.utf16 else 'code points'}, "
            f"a Windows line end as {'one' if self.pair else 'two'}"
            f"{'' if self.mark else ', no byte order mark'}"
        )


DNA = Reading(utf16=True, pair=True)
REFI = Reading()


def starts(text: str, reading: Reading) -> np.ndarray:
    """Return where each character of a text starts in another count, and the end: n + 1 numbers."""
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    wide = np.ones(len(signs), dtype=np.int64)
    if reading.utf16:
        wide[signs > 0xFFFF] = 2
    if reading.pair:
        wide[:-1][(signs[:-1] == 13) & (signs[1:] == 10)] = 0
    if not reading.mark and len(signs) and signs[0] == 0xFEFF:
        wide[0] = 0
    return np.concatenate([[0], np.cumsum(wide)])


def settle(texts: list, spans: list, usual: Reading) -> tuple:
    """Find the places of marks in their texts, by the count that fits them best.

    texts: one text a document. spans: (document, start, end), as the other tool counts. usual: the
    count that its format prescribes; another is taken only where fewer marks then lie beyond their
    text, or begin or end inside a word or in white space. Returns (places, reading): a place is
    (start, end) in characters, or None where the mark lies beyond the text, is empty, or cuts a
    sign in two.
    """
    tried = []
    for reading in _possible(texts, usual):
        places = _placed(texts, spans, reading)
        bad = sum(
            _bad(texts[document], place)
            for (document, *_), place in zip(spans, places, strict=True)
        )
        tried.append((bad, places, reading))
        if not bad:
            break
    _, places, reading = min(tried, key=lambda each: each[0])
    return places, reading


def _possible(texts, usual):
    """Return the counts that could differ in these texts, the usual one first."""
    astral = any(text and max(text) > "\uffff" for text in texts)
    pairs = any("\r\n" in text for text in texts)
    marked = any(text.startswith("\ufeff") for text in texts)
    return [
        Reading(utf16, pair, mark)
        for utf16 in ((usual.utf16, not usual.utf16) if astral else (usual.utf16,))
        for pair in ((usual.pair, not usual.pair) if pairs else (usual.pair,))
        for mark in ((usual.mark, not usual.mark) if marked else (usual.mark,))
    ]


def _placed(texts, spans, reading):
    known, places = {}, []
    for document, start, end in spans:
        if document not in known:
            known[document] = starts(texts[document], reading)
        own = known[document]
        if not 0 <= start < end <= own[-1]:
            places.append(None)
            continue
        # From the right: a line end that counts one belongs wholly to what stands before it.
        first, last = np.searchsorted(own, [start, end], side="left")
        exact = own[first] == start and own[last] == end
        places.append((int(first), int(last)) if exact and first < last else None)
    return places


def _bad(text, place):
    """Return how badly a mark lies: 5 beyond its text, 2 an edge in a word, 1 an edge in space."""
    if place is None:
        return 5
    start, end = place
    cut = sum(text[at - 1 : at + 1].isalnum() for at in place if 0 < at < len(text))
    return 2 * cut + text[start].isspace() + text[end - 1].isspace()


def trimmed(text: str, start: int, end: int) -> tuple:
    """Return a place without the white space at its ends; empty where nothing else is in it."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
