"""Python's own errors in words: what a newcomer most likely did, from an error's name and line."""

import difflib
import re
import traceback
from types import ModuleType

import pandas as pd

from shieldtalks.checks.texts import FOLDER, filled_in, says_of
from shieldtalks.errors import ShieldTalksError

BRACKETS = "brackets_missing"
# Error, what its line holds, and the message in data/tasks/errors.toml. The first that fits counts.
MEANT = [
    (".*", r"ellipsis", "dots"),
    ("NameError", r"name '(?P<name>true|false|none)' is not", "capital"),
    ("NameError", r"'ln'", "logarithm"),
    ("NameError", r"'(?P<name>(arc)?(sin|cos|tan)|sqrt|radians|nan)'", "of_numpy"),
    ("NameError|UnboundLocalError", r"'(?P<name>[^']+)'", "unknown_name"),
    ("KeyError", r"^(True|False)$", "question_alone"),
    ("KeyError", r"(?P<key>\(.+\))", "pair_as_key"),
    ("KeyError", r"(?P<key>.+)", "unknown_key"),
    ("IndexError", r"", "no_such_place"),
    ("InvalidIndexError", r"", "comma_for_and"),
    ("TypeError", r"for \^|for \^=|bitwise_xor", "power"),
    ("TypeError|ValueError", r"LocationIndexer|_iLocIndexer|No axis named \(", "loc_brackets"),
    ("ValueError", r"level name \w+ is not|No axis named", "group_list"),
    ("TypeError|ValueError", r"cannot unpack non-iterable (function|method|builtin)", BRACKETS),
    ("TypeError", r"NoneType", "nothing"),
    ("TypeError", r"cannot unpack non-iterable", "unpack_one"),
    ("ValueError", r"values to unpack", "unpack_count"),
    ("TypeError", r"has no len\(\)", "no_length"),
    ("TypeError", r"doesn't define __round__", "round_one"),
    ("TypeError", r"can only concatenate list", "list_plus"),
    ("TypeError", r"can only join an iterable", "join_texts"),
    ("TypeError", r"'(int|float|bool|numpy\.\w+)' object is not iterable", "one_thing"),
    ("TypeError", r"'(int|float|bool|numpy\.\w+)' object is not subscriptable", "no_parts"),
    ("TypeError", r"'(int|float|numpy\.float64|float64)' object is not callable", "times"),
    ("TypeError", r"'(DataFrame|Series|dict|list)' object is not callable", "table_brackets"),
    ("TypeError", r"'str' object is not callable", "text_called"),
    ("TypeError", r"'\w*Index' object is not callable", "index_called"),
    ("TypeError", r"object is not callable", "no_function"),
    (
        "TypeError|AttributeError",
        r"(function_or_method|'method'|'function').*(subscriptable|iterable|attribute|and)"
        r"|and '(method|function)'",
        BRACKETS,
    ),
    ("TypeError", r"cannot be interpreted as an integer", "range_of_a_thing"),
    ("TypeError", r"(must be|indices must) .*(integer|slice)", "asked_by_word"),
    ("TypeError", r"for [&|]:|'r?(and|or)_'", "join_questions"),
    ("TypeError", r"'(?P<sign>[<>]=?)' not supported", "compared"),
    ("TypeError", r"concatenate str|not \"?str|unsupported operand|not supported", "cannot_join"),
    ("TypeError", r"missing \d+ required", "too_few_given"),
    ("TypeError", r"takes .*positional arguments?", "too_many_given"),
    ("TypeError", r"unhashable", "unhashable"),
    ("AttributeError", r"'NoneType'", "nothing"),
    ("AttributeError", r"GroupBy' object has no attr\w+ '(?P<name>\w+)'", "size_missing"),
    ("AttributeError", r"'tuple' object has no attr\w+ '(bar|barh|plot|set_\w+)'", "subplots_pair"),
    ("AttributeError", r"'list' object has no attr\w+ 'add'", "list_add"),
    ("AttributeError", r"'set' object has no attr\w+ 'append'", "set_append"),
    ("AttributeError", r"'dict' object has no attr\w+ '(add|append)'", "dict_add"),
    (
        "AttributeError",
        r"'(?P<kind>\w+)' object has no attr\w+ '(?P<name>\w+)'",
        "unknown_attribute",
    ),
    ("ZeroDivisionError", r"", "by_zero"),
    ("ValueError", r"could not convert string to float: '-?\d+,\d+'", "comma"),
    ("ValueError", r"could not convert string to float", "text_among_numbers"),
    ("ValueError", r"widget or abbreviation for argument: '(?P<name>\w+)'", "slider_name"),
    ("ValueError", r"(month|day).* must be in|day is out of range", "day_order"),
    ("ValueError", r"math domain|positive input", "log"),
    ("ValueError", r"truth value", "many_at_once"),
    ("ValueError", r"[Ll]engths? (of|must).*match", "other_length"),
    ("ValueError|TypeError", r"array element with a sequence|inhomogeneous", "one_number_each"),
    ("ModuleNotFoundError", r"", "no_module"),
    ("EOFError", r"reading a line", "nobody_types"),
    ("SyntaxError", r"non-printable character", "unseen_sign"),
    ("SyntaxError", r"unterminated", "text_not_closed"),
    ("SyntaxError", r"never closed", "bracket_not_closed"),
    ("SyntaxError", r"incomplete input|unexpected EOF", "cell_ends"),
    ("SyntaxError", r"':' expected after dictionary key", "no_colon_in_pair"),
    ("SyntaxError", r"invalid character '[–—−]'", "long_dash"),
    ("SyntaxError", r"'return' outside", "return_outside"),
    ("SyntaxError", r"unmatched|does not match", "bracket_too_many"),
    ("SyntaxError", r"cannot assign to function call.*==", "call_equals"),
    ("SyntaxError", r"cannot assign to (literal|expression|function call|True|None)", "no_name"),
    ("SyntaxError", r"'==' (or|instead)|meant '=='", "two_equal_signs"),
    ("SyntaxError", r"expected ':'", "colon"),
    ("SyntaxError", r"leading zeros", "zeros"),
    ("SyntaxError", r"invalid (decimal|hexadecimal|octal|binary) literal", "letter_in_number"),
    ("SyntaxError", r"forgot a comma", "comma_missing"),
    ("SyntaxError", r"invalid character '[“”„‘’«»]'", "curly_quotes"),
    ("IndentationError", r"expected an indented", "indent"),
    ("IndentationError|TabError", r"", "other_indent"),
    ("SyntaxError", r"", "written"),
]
# Error, its text, what stands in the line of the cell, and the message, where that line is known.
# Of what cannot be read the line is known as well.
BY_LINE = [
    (SyntaxError, r"cannot assign to literal", r"\{{[^}}]*=", "pair_with_equals"),
    (SyntaxError, r"invalid syntax", r"\[\s*['\"][^\]]*['\"]\s*:", "pairs_in_square"),
    (SyntaxError, r"expected ':'", r"^\s*else\s+\w", "else_asks"),
    (SyntaxError, r"invalid syntax", r"^\s*(Return|If|For|Def|Else|Print)\b", "small_letters"),
    (SyntaxError, r"invalid syntax", r"(=|\breturn)\s*[A-Za-z]\w* +[A-Za-z]\w*\s*$", "two_words"),
    (KeyError, r"^Ellipsis$", r"", "dots"),
    (NameError, r"(?:name|variable) '(?P<name>ax|fig)'", r"\b{name}\b", "no_chart_yet"),
    (NameError, r"(?:name|variable) '(?P<name>\w+)'", r"\b{name}\.(append|add)\(", "no_list_yet"),
    (
        NameError,
        r"(?:name|variable) '(?P<name>\w+)'",
        r"\b{name} = {name} [-+*]|\b{name} [-+*]=",
        "no_total_yet",
    ),
    (KeyError, r"(?P<key>\(.+\))", r"^(?!.*\.loc)", "pair_without_loc"),
    (KeyError, r"(?P<key>.+)", r"\.loc\[[^(]", "loc_order"),
    (TypeError, r"not iterable|unpack", r"\bfor \w+, \w+ in \w+:", "items_missing"),
    (ValueError, r"values to unpack", r"\bfor \w+, \w+ in \w+:", "items_missing"),
]
CELL = re.compile(r"ipykernel|ipython-input|<cell")  # how a cell is called in a traceback
KINDS = {
    "list": "A list",
    "str": "A text",
    "int": "A number",
    "float": "A number",
    "dict": "A dictionary",
    "tuple": "A pair",
    "set": "A set",
    "DataFrame": "A table",
    "Series": "A column of a table",
    "Axes": "A chart's axes (ax)",
    "Figure": "A figure (fig)",
}
CLOSE = 0.8  # how alike two words are, of 1, to be taken for one that was misspelt
LINE = re.compile(r"line (\d+)\)?$")


def explain(error: str, said: str, line: int | None = None) -> str:
    """Return in words what an error means, or '' where it has no words for it.

    error: the name of its class. said: its text. line: where in the cell, if it is known.
    """
    said = " ".join(said.split())
    found = LINE.search(said)
    place = line if line is not None else found[1] if found else "?"
    for names, pattern, name in MEANT:
        match = re.fullmatch(names, error) and re.search(pattern, said)
        if match:
            values = {k: v for k, v in match.groupdict().items() if v} | {"line": place}
            values["kind"] = KINDS.get(str(values.get("kind")), f"A {values.get('kind')}")
            values |= {"right": str(values.get("name", "")).capitalize()}
            return filled_in(says_of(FOLDER / "errors.toml")[name], values)
    return ""


def explained(error: BaseException) -> str:
    """Return in words what an exception means, or '' where there are none; our own need none."""
    if isinstance(error, ShieldTalksError):
        return ""
    try:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # the text of a student's own error may be anything
        return ""
    known = says_of(FOLDER / "errors.toml")
    if isinstance(error, KeyError) and (quoted := _own_name_in(error)):
        return filled_in(known["name_in_quotes"], {"name": quoted})
    name, values = _meant(error)
    if name:
        return filled_in(known[name], values)
    for kind, text, written, name in BY_LINE:
        if isinstance(error, kind) and (found := re.search(text, said or "")):
            values = found.groupdict() | {"line": getattr(error, "lineno", None)}
            line = written.format(**{key: re.escape(str(value)) for key, value in values.items()})
            if re.search(line, _at(error)):
                return filled_in(known[name], values)
    return explain(type(error).__name__, said or "", getattr(error, "lineno", None))


def _meant(error):
    """Return (message, values) where a name or key that is there is meant, else ('', {})."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, NameError) and error.name and frames:
        return _name_meant(error.name, frames[-1].f_globals | frames[-1].f_locals)
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str):
        owners = [frame.f_locals.get("self") for frame in frames]
        tables = [owner for owner in owners if isinstance(owner, pd.DataFrame)]
        if tables and error.args[0] in tables[-1].index.names:
            return "level_for_column", {"key": repr(error.args[0])}
        listed = [owner for owner in owners if isinstance(owner, pd.Index)]
        words = [word for word in listed[-1] if isinstance(word, str)] if listed else []
        words += [str(word) for table in tables for word in table.columns]
        near = difflib.get_close_matches(error.args[0], words, 1, CLOSE)
        if near:
            return "key_meant", {"key": repr(error.args[0]), "near": repr(near[0])}
    return "", {}


def _name_meant(name, known):
    """Return the message for a name that is almost one that is known, or a library's."""
    for module, value in known.items():
        if isinstance(value, ModuleType):
            home = getattr(getattr(value, name, None), "__module__", None)
            ours = all(f"{place}".startswith("shieldtalks") for place in (home, value.__name__))
            if ours or (value is pd and name != name.lower() and home):
                return "name_of_module", {"name": name, "module": module}
    own = [word for word in known if not word.startswith("_")]
    near = difflib.get_close_matches(name, own, 1, CLOSE)
    return ("name_meant", {"name": name, "near": near[0]}) if near else ("", {})


def _own_name_in(error):
    """Return the name of a student's function that was looked up in quotation marks, or ''."""
    frames = [f for f, _ in traceback.walk_tb(error.__traceback__) if CELL.search(_file(f))]
    own = frames[-1].f_locals if frames and frames[-1].f_code.co_name != "<module>" else {}
    keys = error.args[0] if error.args else ""
    keys = keys if isinstance(keys, tuple) else (keys,)
    return next((key for key in keys if isinstance(key, str) and key in own), "")


def _file(frame):
    return frame.f_code.co_filename


def _at(error):
    """Return the line of the student's cell at which an error arose, or '' if it is not known."""
    if isinstance(error, SyntaxError):
        return error.text or ""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line or "" for frame in frames if CELL.search(frame.filename)]
    return lines[-1] if lines else ""
