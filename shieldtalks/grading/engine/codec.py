"""What crosses between a student's process and the grader: data in one fixed code, and calls.

Nothing that crosses is ever run, unpickled or trusted to compare itself: numbers, texts, lists,
dictionaries and tables are taken apart into JSON on one side and built anew, of the plain types,
on the other. A function stays where it is and is called across the line. Of a chart, what its
axes show crosses, not its picture.
"""

import builtins
import itertools
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

from shieldtalks.course.charts import as_data
from shieldtalks.course.functions import seen_in
from shieldtalks.grading.engine import building
from shieldtalks.grading.engine.channel import Uncrossable


def pack(value: object, functions: list | None = None) -> Any:
    """Return a value as something JSON can hold.

    functions: a list; functions met on the way are appended to it and cross as their position
    there. Without it they cross as things that cannot be called.
    Raises Uncrossable for what is too large or too deep.
    """
    return _Packer(functions).pack(value, 0)


class _Packer:
    def __init__(self, functions):
        self._functions = functions
        self._room = building.MAX_ITEMS

    def pack(self, value, depth):
        if depth > building.MAX_DEPTH:
            raise Uncrossable(f"it is nested more than {building.MAX_DEPTH} levels deep")
        self._room -= 1
        if self._room < 0:
            raise Uncrossable(f"it has more than {building.MAX_ITEMS:,} items")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return building.whole_text(str.__str__(value))
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
        if -building.SAFE_INT < value < building.SAFE_INT:
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
        # Of its own type: a class of the student's may print what it likes, without end.
        if isinstance(value, Fraction):
            return {"t": "Fraction", "v": Fraction.__str__(value)}
        return {"t": "Decimal", "v": Decimal.__str__(value)}

    def _complex(self, value, depth):
        return {"t": "complex", "v": [self._real(value.real, depth), self._real(value.imag, depth)]}

    def _day(self, value, depth):
        if value is pd.NaT:
            return {"t": "missing", "v": "NaT"}
        kind = next(kind for kind in (pd.Timestamp, datetime, date) if isinstance(value, kind))
        return {"t": kind.__name__, "v": building.whole_text(kind.isoformat(value))}

    def _bytes(self, value, depth):
        return {"t": "bytes", "v": bytes(value)[: building.MAX_TEXT].hex()}

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
        if value.ndim > building.MAX_LEVELS:
            return _thing(value)
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
        known = building.COLUMN.fullmatch(kind)
        return {"d": kind if known else "object", "v": self._many(list(value), depth)}

    def _series(self, value, depth):
        name = self.pack(value.name, depth)
        column = self._column(value, depth)
        return {"t": "series", "n": name, "i": self._index(value.index, depth), "v": column}

    def _frame(self, value, depth):
        if value.shape[1] > building.MAX_COLUMNS:
            raise Uncrossable(f"it has more than {building.MAX_COLUMNS:,} columns")
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
            "n": building.whole_text(str(getattr(value, "__name__", "function")))[:60],
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


def _name(text):
    """Return a type's name, or a plain word in place of one that is no name."""
    return text if isinstance(text, str) and building.NAME.fullmatch(text) else "object"


def _thing(value):
    return {"t": "thing", "v": _name(type(value).__name__)}


def raised(name: str, said: str) -> Exception:
    """Return an exception like one that was raised on the other side, with its last line only."""
    name, line = _name(name), " ".join(building.whole_text(said).split())
    known = getattr(builtins, name, None)
    base = known if isinstance(known, type) and issubclass(known, Exception) else Exception
    if issubclass(base, BaseExceptionGroup):  # which cannot be without what it holds
        base = Exception
    kept = {
        "__init__": lambda self: None,
        "__new__": lambda cls: Exception.__new__(cls) if base is Exception else base.__new__(cls),
        "__str__": lambda self: line,
        "_render_traceback_": lambda self: [f"{name}: {line}".rstrip(": ")],
    }
    return type(name, (base,), kept)()
