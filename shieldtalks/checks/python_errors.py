"""Python's own errors in words: what a newcomer most likely did, from an error's name and line."""

import re

from shieldtalks.checks.texts import FOLDER, filled_in, says_of
from shieldtalks.errors import ShieldTalksError

# Error, what its line holds, and the message in data/tasks/errors.toml. The first that fits counts.
MEANT = [
    (".*", r"ellipsis", "dots"),
    ("NameError", r"name '(?P<name>true|false|none)' is not", "capital"),
    ("NameError|UnboundLocalError", r"'(?P<name>[^']+)'", "unknown_name"),
    ("KeyError", r"(?P<key>\(.+\))", "pair_as_key"),
    ("KeyError", r"(?P<key>.+)", "unknown_key"),
    ("IndexError", r"", "no_such_place"),
    ("TypeError", r"for \^|for \^=|bitwise_xor", "power"),
    ("TypeError", r"'(int|float|numpy\.float64|float64)' object is not callable", "times"),
    ("TypeError", r"'(DataFrame|Series|dict|list)' object is not callable", "table_brackets"),
    ("TypeError", r"object is not callable", "no_function"),
    (
        "TypeError|AttributeError",
        r"(builtin_function_or_method|'method'|'function').*(subscriptable|iterable|attribute|and)",
        "brackets_missing",
    ),
    ("TypeError", r"(must be|indices must) .*(integer|slice)", "asked_by_word"),
    ("TypeError", r"'NoneType'", "nothing"),
    ("TypeError", r"(and 'str'|'str' and|concatenate str|not \"?str)", "text_and_number"),
    ("TypeError", r"missing \d+ required", "too_few_given"),
    ("TypeError", r"takes .*positional arguments?", "too_many_given"),
    ("TypeError", r"unhashable", "unhashable"),
    ("AttributeError", r"'NoneType'", "nothing"),
    (
        "AttributeError",
        r"'(?P<kind>\w+)' object has no attr\w+ '(?P<name>\w+)'",
        "unknown_attribute",
    ),
    ("ZeroDivisionError", r"", "by_zero"),
    ("ValueError", r"could not convert string to float: '-?\d+,\d+'", "comma"),
    ("ValueError", r"math domain|positive input", "log"),
    ("ValueError", r"truth value", "many_at_once"),
    ("ModuleNotFoundError", r"", "no_module"),
    ("SyntaxError", r"unterminated", "text_not_closed"),
    ("SyntaxError", r"never closed", "bracket_not_closed"),
    ("SyntaxError", r"unmatched|does not match", "bracket_too_many"),
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
    return explain(type(error).__name__, said or "", getattr(error, "lineno", None))
