"""The notebook around a check: errors in words below a cell, and cells that stopped.

Works wherever IPython runs cells (JupyterLab, JupyterLite, VS Code, Colab); elsewhere it is silent.
"""

import ast
import re
import sys
from types import TracebackType
from typing import Any

from shieldtalks.checks.python_errors import CELL, explained
from shieldtalks.checks.texts import FOLDER, filled_in, says_of

# Names that the last cell which gives them did not get to give, and the error that stopped it.
stopped_cells: dict[str, BaseException] = {}
_running = [""]  # the source of the cell that is running
_before = [""]  # the source of the cell that ran before it
CHECKED = re.compile(r"\s*check\(\s*['\"](?P<task>\d\d\.\d+)['\"]\s*,\s*(?P<name>\w+)")
LITERAL = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set)
# A name, or several with commas between, that a line gives; also where the cell cannot be read.
NAMES = r"[A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*"
GIVEN = re.compile(rf"^(?:def[ \t]+([A-Za-z_]\w*)|({NAMES})[ \t]*[-+*/]?=(?!=))", re.M)


def watch() -> None:
    """Follow the cells of the notebook that this runs in, if there is one."""
    shell = running_shell()
    if shell is not None:
        shell.events.register("pre_run_cell", _before_cell)
        shell.events.register("post_run_cell", _after_cell)
        shell.set_custom_exc((Exception,), _show_own_lines)


def stopped_error(task_id: str) -> BaseException | None:
    """Return the error that stopped the cell whose name a check is asked about, or None."""
    asked = re.search(rf"check\(\s*['\"]{re.escape(task_id)}['\"]\s*,\s*(\w+)", _running[0])
    return stopped_cells.get(asked[1]) if asked else None


def not_given(task_id: str, started: bool) -> str:
    """Return why the cell before a check gave its name nothing, or '' where it may have.

    started: the name has a value other than three dots; then only a sure slip is told. A cell that
    uses the name tries it out.
    """
    asked = CHECKED.match(_running[0])
    try:
        lines = ast.parse(_before[0]).body
    except (SyntaxError, ValueError):
        return ""
    if not asked or asked["task"] != task_id:
        return ""
    values, said = {"name": asked["name"]}, says_of(FOLDER / "errors.toml")
    only = lines[0].value if len(lines) == 1 and isinstance(lines[0], ast.Expr) else None
    if isinstance(only, ast.Compare) and ast.unparse(only).startswith(f"{asked['name']} == "):
        return filled_in(said["asked_not_given"], values)
    used = {node.id for node in ast.walk(only) if isinstance(node, ast.Name)} if only else set()
    if isinstance(only, LITERAL) and "..." not in _before[0] and asked["name"] not in used:
        return filled_in(said["no_name_given"], values)
    return "" if started else _other_given(asked["name"])


def _other_given(name: str) -> str:
    """Return that the cell before gives other names than the one asked for, or ''."""
    given = sorted(names_given(_before[0]) - {name})
    if not given or "..." in _before[0]:
        return ""
    said = says_of(FOLDER / "errors.toml")["no_value_other"]
    return filled_in(said, {"name": name, "given": " and ".join(given)})


def names_given(source: str) -> set[str]:
    """Return the names that a cell gives, in pairs and in loops too, however broken it is."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        listed = [found[1] or found[2] for found in GIVEN.finditer(source)]
        return {name.strip() for names in listed for name in names.split(",")}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {inner for function in functions for inner in ast.walk(function)}
    stored = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and n not in inside)
    given = {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    return given | {function.name for function in functions}


def _before_cell(info: object) -> None:
    _before[0], _running[0] = _running[0], getattr(info, "raw_cell", None) or ""


def _after_cell(result: Any) -> None:
    """Note what a cell gave, or failed to give; say its error in words."""
    error = result.error_before_exec or result.error_in_exec
    given = names_given(getattr(result.info, "raw_cell", None) or "")
    if error is None:
        for name in given:
            stopped_cells.pop(name, None)
        return
    stopped_cells.update(dict.fromkeys(given, error))
    words = _no_value(error) or explained(error)
    if words:
        print(filled_in(says_of(FOLDER / "errors.toml")["in_words"], {"words": words}))


def _no_value(error: BaseException) -> str:
    """Return why the name that a check asks for has no value, or '' where that is not the error."""
    asked = CHECKED.match(_running[0])
    if not asked or not isinstance(error, NameError) or error.name != asked["name"]:
        return ""
    name, said = asked["name"], says_of(FOLDER / "errors.toml")
    if name in stopped_cells:
        return filled_in(said["no_value_stopped"], {"name": name})
    return _other_given(name) or filled_in(said["no_value_yet"], {"name": name})


def _show_own_lines(shell: Any, kind: type, error: Any, trace: Any, tb_offset: Any = None) -> None:
    """Show an error that a library raised at the line of the cell, without the library's own lines.

    Fifty lines of pandas hide the one that a newcomer can mend. Our own faults are shown whole.
    """
    steps = []
    while trace is not None:
        steps.append(trace)
        trace = trace.tb_next
    files = [step.tb_frame.f_code.co_filename for step in steps]
    own = [place for place, file in enumerate(files) if CELL.search(file)]
    shown, cause = steps[0] if steps else None, error.__cause__
    if own and not any("shieldtalks" in file for file in files[own[-1] + 1 :]):
        shown, error.__cause__ = None, None  # a cause set to None hides the context, too
        for step in reversed(steps[: own[-1] + 1]):
            shown = TracebackType(shown, step.tb_frame, step.tb_lasti, step.tb_lineno)
    shell.showtraceback((kind, error, shown), tb_offset=tb_offset)
    if cause is not None:
        error.__cause__ = cause


def running_shell() -> Any:
    """Return the IPython shell of this process, or None; IPython is not loaded for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
