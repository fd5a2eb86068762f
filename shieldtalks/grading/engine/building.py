"""What arrives from another process, built anew: of plain types, and never larger than it looks.

A student's process may send any JSON at all. So the size of whatever is built is known, and paid
for, before it is built: a few characters must not become gigabytes, nor hours.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.course.charts import Drawn
from shieldtalks.course.functions import MOST_NAMES, RETURNS
from shieldtalks.grading.engine.channel import Uncrossable

MAX_ITEMS = 200_000
MAX_DEPTH = 20
MAX_TEXT = 1_000_000
MAX_COLUMNS = 1000
MAX_LEVELS = 16  # of an index, and dimensions of an array
MAX_BYTES = 64_000_000  # of an array of texts, all of which take as much as the longest
MAX_ALIKE = 64  # different keys that a table of hashes may hold in one place
CLASS_COST = 20  # items that a class takes the room of
SAFE_INT = 2**53
NAME = re.compile(r"[A-Za-z_]\w{0,60}")
MOST_UNUSED = 3  # names of a function that a message tells
COLUMN = re.compile(
    r"(u?int|float)\d{1,2}|U?Int\d{1,2}|Float\d{2}|bool|boolean|str|string|datetime64"
)
TEXTS = re.compile(r"<U\d{1,6}")


def unpack(code: object, call: Callable | None = None) -> Any:
    """Return the value of a code made by `codec.pack`, of plain types only.

    call: function (position, args, kwargs) that calls a function on the other side.
    Raises Uncrossable for anything that `pack` would not have made, or that is too large.
    """
    try:
        return _Unpacker(call).unpack(code, 0)
    except (Uncrossable, MemoryError):
        raise
    except Exception as error:
        raise Uncrossable(f"it is damaged ({type(error).__name__})") from None


def whole_text(text: str) -> str:
    """Return a text that can be written anywhere: without halves of characters, and not endless."""
    if len(text) > MAX_TEXT:
        raise Uncrossable(f"it holds a text of more than {MAX_TEXT:,} characters")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


class _Unpacker:
    def __init__(self, call):
        self._call = call
        self._room = MAX_ITEMS
        self._alike = defaultdict(set)

    def unpack(self, code, depth):
        self._pay(1)
        if depth > 3 * MAX_DEPTH:
            raise Uncrossable(f"it is nested more than {MAX_DEPTH} levels deep")
        if isinstance(code, list):
            return [self.unpack(item, depth + 1) for item in code]
        if isinstance(code, dict):
            if code["t"] in _SIGNS:
                return self._sign(code["t"], code["v"])
            return _BUILDERS[code["t"]](self, code, depth + 1)
        if isinstance(code, str):
            return whole_text(code)
        if type(code) is int and not -SAFE_INT < code < SAFE_INT:
            raise Uncrossable("it holds a number that is written as no number is")
        return code

    def _pay(self, items):
        """Take room for so many items."""
        self._room -= items
        if self._room < 0:
            raise Uncrossable(f"it has more than {MAX_ITEMS:,} items")

    def _sign(self, kind, text):
        form, build = _SIGNS[kind]
        if not form.fullmatch(text):
            raise Uncrossable(f"it holds a {kind} that is too long or none")
        if kind == "thing":
            self._pay(CLASS_COST)
        value = build(text)
        if kind in ("int", "Decimal", "Fraction"):
            self._mark(value, text)
        return value

    def _mark(self, value, text):
        """Refuse numbers made so that no table of hashes can tell them apart."""
        alike = self._alike[hash(value)]
        alike.add(text)
        if len(alike) > MAX_ALIKE:
            raise Uncrossable("it holds numbers that are made to be slow")

    def _scalar(self, code, depth):
        return np.dtype(_plain(code["d"])).type(self.unpack(code["v"], depth))

    def _complex(self, code, depth):
        value = complex(*self.unpack(code["v"], depth))
        self._mark(value, repr(value))
        return value

    def _tuple(self, code, depth):
        return tuple(self.unpack(code["v"], depth))

    def _set(self, code, depth):
        kind = {"set": set, "frozenset": frozenset}[code["t"]]
        return kind(_told_apart(self.unpack(code["v"], depth)))

    def _dict(self, code, depth):
        pairs = [(self.unpack(k, depth), self.unpack(v, depth)) for k, v in code["v"]]
        _told_apart([key for key, _ in pairs])
        return dict(pairs)

    def _array(self, code, depth):
        kind = {"b": bool, "i": np.int64, "u": np.uint64, "f": float, "U": str, "O": object}[
            code["d"]
        ]
        values, shape = self.unpack(code["v"], depth), tuple(map(int, code["n"]))
        # An empty array may have the shape of a large one, and its sums the size.
        if len(shape) > MAX_LEVELS or math.prod(size for size in shape if size) > MAX_ITEMS:
            raise Uncrossable(f"it has more than {MAX_ITEMS:,} items")
        if kind is object:
            return _objects(values).reshape(shape)
        if not all(isinstance(value, str | int | float) for value in values):
            raise Uncrossable("it has a column of an unknown type")
        _bounded(values)
        return np.array(values, dtype=kind).reshape(shape)

    def _index(self, code, depth):
        if code["t"] == "range":
            steps, name = range(*map(int, code["v"])), self.unpack(code["n"], depth)
            # Three numbers stand for a row that may be longer than any memory.
            if steps and abs(steps[-1] - steps[0]) > abs(steps.step) * MAX_ITEMS:
                raise Uncrossable(f"it has more than {MAX_ITEMS:,} items")
            self._pay(len(steps))
            return pd.RangeIndex(steps, name=name)
        names = self.unpack(code["n"], depth)
        if code["many"]:
            rows = self.unpack(code["v"]["v"], depth)
            if len(names) > MAX_LEVELS or any(len(row) != len(names) for row in rows):
                raise Uncrossable(f"it has an index of more than {MAX_LEVELS} levels")
            for level in zip(*rows, strict=True):
                _told_apart(level)
            return pd.MultiIndex.from_tuples(rows, names=names)
        return pd.Index(self._column(code["v"], depth), name=names[0])

    def _column(self, code, depth):
        values, kind = self.unpack(code["v"], depth), code["d"]
        if kind == "datetime64":
            if not all(v is None or (isinstance(v, str) and MOMENT.fullmatch(v)) for v in values):
                raise Uncrossable("it holds a date that is too long or none")
            return pd.to_datetime(pd.Series(values, dtype="object"), format="ISO8601")
        if kind == "object":
            return pd.Series(_objects(values), dtype=object)
        if any(isinstance(value, list | dict | tuple | np.ndarray) for value in values):
            raise Uncrossable("it has a column of an unknown type")
        return pd.Series(values, dtype=_plain(kind))

    def _series(self, code, depth):
        column = self._column(code["v"], depth)
        column.index = self._index(code["i"], depth)
        return column.rename(self.unpack(code["n"], depth))

    def _frame(self, code, depth):
        if len(code["v"]) > MAX_COLUMNS:
            raise Uncrossable(f"it has more than {MAX_COLUMNS:,} columns")
        index, names = self._index(code["i"], depth), self._index(code["c"], depth)
        columns = [self._column(column, depth) for column in code["v"]]
        # Put side by side, columns of different lengths would all become as long as the longest.
        if any(len(column) != len(index) for column in columns):
            raise Uncrossable("it is a table whose columns have different lengths")
        frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(len(index)))
        return frame.set_axis(index, axis=0).set_axis(names, axis=1)

    def _chart(self, code, depth):
        return Drawn(**self.unpack(code["v"], depth))

    def _function(self, code, depth):
        if self._call is None:
            raise Uncrossable("it holds a function where data is wanted")
        place, call = int(code["v"]), self._call

        def function(*args, **kwargs):
            return call(place, args, kwargs)

        function.__name__ = code["n"]
        names = [str.__str__(name) for name in code["s"]["names"][:MOST_NAMES]]
        if code["s"]["returns"] not in RETURNS:
            raise Uncrossable("it says of a function what cannot be said")
        seen = {"returns": code["s"]["returns"], "names": names}
        for key in ("unused", "aside"):  # these are told to people, so they are names and few
            told = [str.__str__(name) for name in code["s"][key][:MOST_NAMES]]
            seen[key] = [name for name in told if NAME.fullmatch(name)][:MOST_UNUSED]
        seen["library"] = code["s"].get("library") is True
        function.seen = seen  # type: ignore[attr-defined]
        return function


@lru_cache(maxsize=1000)
def _class(name):
    """Return an empty class; the same one for a name that was seen before."""
    return type(name if NAME.fullmatch(name) else "object", (), {})


def _told_apart(keys):
    """Return keys, none of which is one of many with the same hash: a table of those never ends."""
    alike = Counter(hash(key) for key in keys if not isinstance(key, str | float))
    if alike and max(alike.values()) > MAX_ALIKE:
        # As a rule these are one key many times, as in a level of an index.
        often = max(alike, key=alike.__getitem__)
        first = next(key for key in keys if hash(key) == often)
        if any(key is not first and key != first for key in keys if hash(key) == often):
            raise Uncrossable("it holds keys that are made to be slow")
    return keys


def _objects(values):
    """Return a row of objects, none of which is looked into."""
    row = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        row[place] = value
    return row


def _bounded(values):
    """Refuse texts that take too much where each takes as much as the longest."""
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    if 4 * longest * len(values) > MAX_BYTES:
        raise Uncrossable(f"it is an array of texts of more than {MAX_BYTES // 1_000_000} MB")


def _plain(dtype):
    """Return the name of a type of numbers or texts; others are not built."""
    if not COLUMN.fullmatch(dtype) and not TEXTS.fullmatch(dtype):
        raise Uncrossable("it has a column of an unknown type")
    return dtype


# What stands for a value of one text: what the text may be, and how it becomes the value.
MOMENT = re.compile(r"[-+:.,\w ]{4,64}", re.ASCII)
_SIGNS: dict[str, tuple[re.Pattern, Callable[[str], Any]]] = {
    "...": (re.compile(""), lambda text: ...),
    "missing": (re.compile("NA|NaT"), {"NA": pd.NA, "NaT": pd.NaT}.__getitem__),
    "int": (re.compile(r"-?[0-9]{1,700}"), int),
    "float": (re.compile("nan|-?inf"), float),
    "Decimal": (
        re.compile(r"-?([0-9]{1,700}(\.[0-9]{0,700})?(E[+-]?[0-9]{1,3})?|s?NaN|Infinity)"),
        Decimal,
    ),
    "Fraction": (re.compile(r"-?[0-9]{1,700}(/[0-9]{1,700})?"), Fraction),
    "date": (MOMENT, date.fromisoformat),
    "datetime": (MOMENT, datetime.fromisoformat),
    "Timestamp": (MOMENT, pd.Timestamp),
    "bytes": (re.compile(r"([0-9a-f]{2}){0,1000000}"), bytes.fromhex),
    "thing": (re.compile(r"(?s).{0,200}"), lambda text: _class(text)()),
}
_BUILDERS = {
    "scalar": _Unpacker._scalar,
    "complex": _Unpacker._complex,
    "tuple": _Unpacker._tuple,
    "set": _Unpacker._set,
    "frozenset": _Unpacker._set,
    "dict": _Unpacker._dict,
    "array": _Unpacker._array,
    "index": _Unpacker._index,
    "range": _Unpacker._index,
    "series": _Unpacker._series,
    "frame": _Unpacker._frame,
    "chart": _Unpacker._chart,
    "function": _Unpacker._function,
}
