"""What crosses between a student's process and the grader: data in one fixed code, and calls.

Nothing that crosses is ever run, unpickled or trusted to compare itself: numbers, texts, lists,
dictionaries and tables are taken apart into JSON on one side and built anew, of the plain types,
on the other. A function stays where it is and is called across the line. Of a chart, what its
axes show crosses, not its picture.
"""

import builtins
import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

from shieldtalks.course.charts import Drawn, as_data
from shieldtalks.course.functions import MOST_NAMES, RETURNS, seen_in
from shieldtalks.grading.engine.channel import Uncrossable

MAX_ITEMS = 200_000
MAX_DEPTH = 20
MAX_TEXT = 1_000_000
SAFE_INT = 2**53
NAME = re.compile(r"[A-Za-z_]\w{0,60}")
COLUMN = re.compile(
    r"(u?int|float)\d{1,2}|U?Int\d{1,2}|Float\d{2}|bool|boolean|str|string|datetime64"
)


def pack(value: object, functions: list | None = None) -> Any:
    """Return a value as something JSON can hold.

    functions: a list; functions met on the way are appended to it and cross as their position
    there. Without it they cross as things that cannot be called.
    Raises Uncrossable for what is too large or too deep.
    """
    return _Packer(functions).pack(value, 0)


def unpack(code: object, call: Callable | None = None) -> Any:
    """Return the value of a code made by `pack`, of plain types only.

    call: function (position, args, kwargs) that calls a function on the other side.
    Raises Uncrossable for anything that `pack` would not have made.
    """
    try:
        return _Unpacker(call).unpack(code, 0)
    except Uncrossable:
        raise
    except Exception as error:
        raise Uncrossable(f"it is damaged ({type(error).__name__})") from None


class _Packer:
    def __init__(self, functions):
        self._functions = functions
        self._room = MAX_ITEMS

    def pack(self, value, depth):
        if depth > MAX_DEPTH:
            raise Uncrossable(f"it is nested more than {MAX_DEPTH} levels deep")
        self._room -= 1
        if self._room < 0:
            raise Uncrossable(f"it has more than {MAX_ITEMS:,} items")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return _text(str.__str__(value))
        for kind, method in _KINDS:
            if isinstance(value, kind):
                return method(self, value, depth + 1)
        if value is ...:
            return {"t": "...", "v": ""}
        if value is pd.NA or value is pd.NaT:
            return {"t": "missing", "v": "NA" if value is pd.NA else "NaT"}
        if callable(value):
            return self._function(value)
        if isinstance(value, DataFrameGroupBy | SeriesGroupBy):
            return _thing(value)  # groups that nobody has counted are no list
        if isinstance(value, Iterable) and not isinstance(value, type):
            return self._many(value, depth + 1)
        return _thing(value)

    def _integer(self, value, depth):
        value = int(value)
        if -SAFE_INT < value < SAFE_INT:
            return value
        if value.bit_length() > 2000:
            raise Uncrossable("it holds a number of more than 600 digits")
        return {"t": "int", "v": str(value)}

    def _real(self, value, depth):
        value = float(value)
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}

    def _scalar(self, value, depth):
        if value.dtype.kind not in "biufU":
            return self.pack(value.item(), depth) if value.dtype.kind in "cMm" else _thing(value)
        return {"t": "scalar", "d": str(value.dtype), "v": self.pack(value.item(), depth)}

    def _special(self, value, depth):
        return {"t": type(value).__name__, "v": _text(str(value))[:2000]}

    def _complex(self, value, depth):
        return {"t": "complex", "v": [self._real(value.real, depth), self._real(value.imag, depth)]}

    def _day(self, value, depth):
        if value is pd.NaT:
            return {"t": "missing", "v": "NaT"}
        kind = "Timestamp" if isinstance(value, pd.Timestamp) else type(value).__name__
        return {"t": kind, "v": value.isoformat()}

    def _bytes(self, value, depth):
        return {"t": "bytes", "v": bytes(value)[:MAX_TEXT].hex()}

    def _many(self, value, depth):
        taken = itertools.islice(iter(value), max(self._room, 0) + 1)
        return [self.pack(item, depth) for item in taken]

    def _collection(self, value, depth):
        kind = next(k for k in (tuple, frozenset, set) if isinstance(value, k))
        return {"t": kind.__name__, "v": self._many(value, depth)}

    def _mapping(self, value, depth):
        pairs = [[self.pack(k, depth), self.pack(v, depth)] for k, v in value.items()]
        return {"t": "dict", "v": pairs}

    def _array(self, value, depth):
        value = np.asarray(value)
        if value.dtype.kind in "Mm":
            value = value.astype(str)
        if value.dtype.kind not in "biufUO":
            return _thing(value)
        flat = self._many(value.ravel().tolist(), depth)
        return {"t": "array", "d": value.dtype.kind, "n": list(value.shape), "v": flat}

    def _index(self, value, depth):
        if isinstance(value, pd.RangeIndex):
            steps = [value.start, value.stop, value.step]
            return {"t": "range", "n": self.pack(value.name, depth), "v": steps}
        names = [self.pack(name, depth) for name in value.names]
        return {
            "t": "index",
            "many": value.nlevels > 1,
            "n": names,
            "v": self._column(value, depth),
        }

    def _column(self, value, depth):
        """Return the values of a Series or Index, with the name of their type where it is plain."""
        kind = str(value.dtype)
        if kind.startswith("datetime64"):
            kind, value = "datetime64", [None if pd.isna(v) else v.isoformat() for v in value]
        known = COLUMN.fullmatch(kind)
        return {"d": kind if known else "object", "v": self._many(list(value), depth)}

    def _series(self, value, depth):
        name = self.pack(value.name, depth)
        column = self._column(value, depth)
        return {"t": "series", "n": name, "i": self._index(value.index, depth), "v": column}

    def _frame(self, value, depth):
        columns = [self._column(value.iloc[:, n], depth) for n in range(value.shape[1])]
        index, names = self._index(value.index, depth), self._index(value.columns, depth)
        return {"t": "frame", "i": index, "c": names, "v": columns}

    def _chart(self, value, depth):
        if isinstance(value, Figure) and len(value.axes) != 1:
            return _thing(value)
        return {"t": "chart", "v": self.pack(as_data(value), depth)}

    def _function(self, value):
        if self._functions is None:
            return _thing(value)
        self._functions.append(value)
        return {
            "t": "function",
            "v": len(self._functions) - 1,
            "n": _text(str(getattr(value, "__name__", "function")))[:60],
            "s": seen_in(value),
        }


_KINDS = (
    (bool | np.bool_, lambda self, value, depth: bool(value)),
    (np.generic, _Packer._scalar),
    (int, _Packer._integer),
    (float, _Packer._real),
    (Decimal | Fraction, _Packer._special),
    (complex, _Packer._complex),
    (datetime | date, _Packer._day),
    (bytes | bytearray, _Packer._bytes),
    (tuple | set | frozenset, _Packer._collection),
    (list, _Packer._many),
    (pd.DataFrame, _Packer._frame),
    (pd.Series, _Packer._series),
    (pd.Index, _Packer._index),
    (np.ndarray | pd.api.extensions.ExtensionArray, _Packer._array),
    (Mapping, _Packer._mapping),
    (Axes | Figure, _Packer._chart),
)


class _Unpacker:
    def __init__(self, call):
        self._call = call
        self._room = MAX_ITEMS

    def unpack(self, code, depth):
        self._room -= 1
        if depth > 3 * MAX_DEPTH or self._room < 0:
            raise Uncrossable("it is too large")
        if isinstance(code, list):
            return [self.unpack(item, depth + 1) for item in code]
        if not isinstance(code, dict):
            return code
        if code["t"] in _SIGNS:
            return _SIGNS[code["t"]](code["v"])
        return _BUILDERS[code["t"]](self, code, depth + 1)

    def _scalar(self, code, depth):
        return np.dtype(_plain(code["d"])).type(self.unpack(code["v"], depth))

    def _complex(self, code, depth):
        return complex(*self.unpack(code["v"], depth))

    def _tuple(self, code, depth):
        return tuple(self.unpack(code["v"], depth))

    def _set(self, code, depth):
        return set(self.unpack(code["v"], depth))

    def _frozenset(self, code, depth):
        return frozenset(self.unpack(code["v"], depth))

    def _dict(self, code, depth):
        return {self.unpack(k, depth): self.unpack(v, depth) for k, v in code["v"]}

    def _array(self, code, depth):
        kind = {"b": bool, "i": np.int64, "u": np.uint64, "f": float, "U": str, "O": object}
        values, shape = self.unpack(code["v"], depth), tuple(map(int, code["n"]))
        if code["d"] != "O":
            return np.array(values, dtype=kind[code["d"]]).reshape(shape)
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array.reshape(shape)

    def _index(self, code, depth):
        if code["t"] == "range":
            steps, name = map(int, code["v"]), self.unpack(code["n"], depth)
            return pd.RangeIndex(*steps, name=name)
        names = self.unpack(code["n"], depth)
        if code["many"]:
            return pd.MultiIndex.from_tuples(self.unpack(code["v"]["v"], depth), names=names)
        return pd.Index(self._column(code["v"], depth), name=names[0])

    def _column(self, code, depth):
        values, kind = self.unpack(code["v"], depth), code["d"]
        if kind == "datetime64":
            return pd.to_datetime(pd.Series(values, dtype="object"), format="ISO8601")
        if kind == "object":
            column = pd.Series([None] * len(values), dtype=object)
            for place, value in enumerate(values):
                column.iat[place] = value
            return column
        return pd.Series(values, dtype=_plain(kind))

    def _series(self, code, depth):
        column = self._column(code["v"], depth)
        column.index = self._index(code["i"], depth)
        return column.rename(self.unpack(code["n"], depth))

    def _frame(self, code, depth):
        index, names = self._index(code["i"], depth), self._index(code["c"], depth)
        columns = [self._column(column, depth) for column in code["v"]]
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
        names = [str(name) for name in code["s"]["names"][:MOST_NAMES]]
        if code["s"]["returns"] not in RETURNS:
            raise Uncrossable("it says of a function what cannot be said")
        function.seen = {"returns": code["s"]["returns"], "names": names}  # type: ignore[attr-defined]
        return function


_SIGNS = {
    "...": lambda text: ...,
    "missing": {"NA": pd.NA, "NaT": pd.NaT}.get,
    "int": lambda text: int(text[:700]),
    "float": float,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "Timestamp": pd.Timestamp,
    "bytes": bytes.fromhex,
    "thing": lambda text: type(_name(text), (), {})(),
}
_BUILDERS = {
    "scalar": _Unpacker._scalar,
    "complex": _Unpacker._complex,
    "tuple": _Unpacker._tuple,
    "set": _Unpacker._set,
    "frozenset": _Unpacker._frozenset,
    "dict": _Unpacker._dict,
    "array": _Unpacker._array,
    "index": _Unpacker._index,
    "range": _Unpacker._index,
    "series": _Unpacker._series,
    "frame": _Unpacker._frame,
    "chart": _Unpacker._chart,
    "function": _Unpacker._function,
}


def _name(text):
    """Return a type's name, or a plain word in place of one that is no name."""
    return text if isinstance(text, str) and NAME.fullmatch(text) else "object"


def _thing(value):
    return {"t": "thing", "v": _name(type(value).__name__)}


def _plain(dtype):
    """Return the name of a type of numbers or texts; others are not built."""
    if not COLUMN.fullmatch(dtype) and not re.fullmatch(r"<U\d{1,6}", dtype):
        raise Uncrossable("it has a column of an unknown type")
    return dtype


def _text(text):
    """Return a text that can be written anywhere: without halves of characters, and not endless."""
    if len(text) > MAX_TEXT:
        raise Uncrossable(f"it holds a text of more than {MAX_TEXT:,} characters")
    return text.encode("utf-8", "replace").decode("utf-8")


def raised(name: str, said: str) -> Exception:
    """Return an exception like one that was raised on the other side, with its last line only."""
    name, line = _name(name), " ".join(said.split())
    known = getattr(builtins, name, None)
    base = known if isinstance(known, type) and issubclass(known, Exception) else Exception
    kept = {
        "__init__": lambda self: None,
        "__new__": lambda cls: Exception.__new__(cls) if base is Exception else base.__new__(cls),
        "__str__": lambda self: line,
        "_render_traceback_": lambda self: [f"{name}: {line}".rstrip(": ")],
    }
    return type(name, (base,), kept)()
