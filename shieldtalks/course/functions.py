"""What the code of a student's function says of it, without calling it."""

import contextlib
import dis
import functools
import itertools
import linecache
import re
import types
from collections.abc import Callable, Iterator
from typing import Any

# What may be said of a function that gives None, each a message of data/tasks/common.toml.
RETURNS = (
    "gives_nothing",
    "prints_instead",
    "no_return",
    "only_none",
    "none_reached",
    "branch_without_return",
    "returns_nothing",
)
RETURNS_NONE = re.compile(r"\breturn(\s+None)?\s*(#.*)?$")  # written so, not left out
TOUCHES = re.compile(r"(LOAD|STORE|DELETE)_FAST")
MOST_NAMES = 200  # that are told of a function
MOST_FUNCTIONS = 100  # that are looked into where one calls another
LIBRARY = "shieldtalks"
# Parts of the library that answer nothing: checks, and what stands in their place while grading.
NO_ANSWERS = (f"{LIBRARY}.checks", f"{LIBRARY}.grading")


def does_nothing(answer: object) -> bool:
    """Say whether an answer is a function that has not been written yet."""
    code = getattr(answer, "__code__", None)
    steps = [(step.opname, step.argval) for step in dis.get_instructions(code)] if code else []
    # What a function starts with, and fills up with, in any of the Pythons; neither does anything.
    steps = [step for step in steps if step[0] not in ("RESUME", "NOP")]
    # Python 3.12 and newer return a constant in one step, 3.11 in two.
    return steps in ([("RETURN_CONST", None)], [("LOAD_CONST", None), ("RETURN_VALUE", None)])


def missing_return(function: Callable) -> str:
    """Return why a function may give None: one of RETURNS, by what its code says of the cause."""
    seen = getattr(function, "seen", None)
    if seen:
        return seen["returns"]
    code = getattr(function, "__code__", None)
    if code is None:
        return "gives_nothing"
    steps = [step for step in dis.get_instructions(code) if step.opname not in ("NOP", "CACHE")]
    # What is returned is None where the step before, or Python 3.12's single step, says so.
    nothing, of_values = [], 0
    for before, step in zip([None, *steps], steps, strict=False):
        alone = step.opname == "RETURN_CONST"
        given = step if alone else before  # which says what, where it is a constant
        if not alone and step.opname != "RETURN_VALUE":
            continue
        constant = alone or (before is not None and before.opname == "LOAD_CONST")
        if constant and given is not None and given.argval is None:
            nothing.append(_line_of(code, step))
        else:
            of_values += 1
    written = [bool(RETURNS_NONE.search(line)) for line in nothing]
    if "print" in code.co_names and of_values <= 1:
        return "prints_instead"
    if not of_values:
        return "only_none" if any(written) else "no_return"
    if written and all(written):
        return "none_reached"
    forks = any("JUMP" in step.opname or step.opname == "FOR_ITER" for step in steps)
    return "branch_without_return" if forks else "returns_nothing"


def _line_of(code, step):
    """Return the line of source that a step stands in, or '' where the source is not at hand."""
    line = step.positions.lineno if step.positions else None
    return linecache.getline(code.co_filename, line) if line else ""


def names_used(function: Callable) -> tuple[str, ...]:
    """Return the names of functions, modules and attributes that a function's code uses."""
    seen = getattr(function, "seen", None)
    if seen:
        return tuple(seen["names"])
    return getattr(getattr(function, "__code__", None), "co_names", ())


def names_unused(function: Callable) -> tuple[str, ...]:
    """Return the names that a function gives to something and never uses; no names of its loops."""
    seen = getattr(function, "seen", None)
    if seen:
        return tuple(seen.get("unused", ()))
    code = getattr(function, "__code__", None)
    if code is None:
        return ()
    given, several = [], False
    used = set(code.co_cellvars + code.co_freevars + code.co_varnames[: code.co_argcount])
    for step in dis.get_instructions(code):
        if step.opname in ("NOP", "CACHE"):
            continue
        touched = _locals_of(step)
        if not touched:
            several = step.opname in ("FOR_ITER", "UNPACK_SEQUENCE")
        for what, name in touched:
            if what != "STORE":
                several = False
                used.add(name)
            elif not several:
                given.append(name)
    return tuple(name for name in dict.fromkeys(given) if name not in used)


def _locals_of(step):
    """Return [(LOAD, STORE or DELETE, name)] of a step; from Python 3.13 on it may touch two."""
    names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
    return list(zip(TOUCHES.findall(step.opname), names, strict=False))


def asks_the_library(function: Callable) -> bool:
    """Say whether a function is one of the library's, or its code leads to one, by any name.

    Functions of the student's own that it calls are looked into, too.
    """
    seen = getattr(function, "seen", None)
    if seen:
        return seen.get("library", False)
    waiting: list[Any] = [function]
    looked: set[int] = set()
    while waiting and len(looked) < MOST_FUNCTIONS:
        one = waiting.pop()
        one = getattr(one, "func", one) if isinstance(one, functools.partial) else one
        one = getattr(one, "__func__", one)
        if id(one) in looked:
            continue
        looked.add(id(one))
        home = getattr(one, "__name__" if isinstance(one, types.ModuleType) else "__module__", "")
        if _of_library(home):
            return True
        code = getattr(one, "__code__", None)
        if isinstance(code, types.CodeType) and isinstance(one, types.FunctionType):
            names = list(_names_in(code))
            if any(map(_of_library, names)):
                return True
            waiting += _reached(one, names)
    return False


def _of_library(module: object) -> bool:
    ours = isinstance(module, str) and module.split(".")[0] == LIBRARY
    return ours and not str(module).startswith(NO_ANSWERS)


def _names_in(code: types.CodeType) -> Iterator[str]:
    """Yield the names that a code uses, and the functions written inside it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _names_in(inner)


def _reached(function: types.FunctionType, names: list[str]) -> list:
    """Return the functions and modules that a function has by name, closure or default."""
    found = [function.__globals__.get(name) for name in names]
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # nothing is in it yet
            found.append(cell.cell_contents)
    found += function.__defaults__ or ()
    kinds = (types.FunctionType, types.MethodType, types.ModuleType, functools.partial)
    return [one for one in found if isinstance(one, kinds)]


def names_left_aside(function: Callable) -> tuple[str, ...]:
    """Return the names in a function's round brackets that its code never uses."""
    seen = getattr(function, "seen", None)
    if seen:
        return tuple(seen.get("aside", ()))
    code = getattr(function, "__code__", None)
    if code is None:
        return ()
    touched = itertools.chain.from_iterable(map(_locals_of, dis.get_instructions(code)))
    used = set(code.co_cellvars) | {name for what, name in touched if what != "STORE"}
    return tuple(name for name in code.co_varnames[: code.co_argcount] if name not in used)


def seen_in(function: Callable) -> dict:
    """Return what can be told of a function where its code is not at hand.

    A function that is called across a line carries it as its attribute `seen`.
    """
    return {
        "returns": missing_return(function),
        "names": list(names_used(function))[:MOST_NAMES],
        "unused": list(names_unused(function))[:MOST_NAMES],
        "library": asks_the_library(function),
        "aside": list(names_left_aside(function))[:MOST_NAMES],
    }
