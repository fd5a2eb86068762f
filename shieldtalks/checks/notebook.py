"""The notebook around a check: errors in words below a cell, and cells that stopped.

Works wherever IPython runs cells (JupyterLab, JupyterLite, VS Code, Colab); elsewhere it is silent.
"""

import ast
import re
import sys
from typing import Any

from shieldtalks.checks.python_errors import explained
from shieldtalks.checks.texts import FOLDER, filled_in, says_of

# Names that the last cell which gives them did not get to give, and the error that stopped it.
stopped_cells: dict[str, BaseException] = {}
_running = [""]  # the source of the cell that is running
# A name, or several with commas between, that a line gives; also where the cell cannot be read.
NAMES = r"[A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*"
GIVEN = re.compile(rf"^(?:def[ \t]+([A-Za-z_]\w*)|({NAMES})[ \t]*[-+*/]?=(?!=))", re.M)


def watch() -> None:
    """Follow the cells of the notebook that this runs in, if there is one."""
    shell = running_shell()
    if shell is not None:
        shell.events.register("pre_run_cell", _before_cell)
        shell.events.register("post_run_cell", _after_cell)


def stopped_error(task_id: str) -> BaseException | None:
    """Return the error that stopped the cell whose name a check is asked about, or None."""
    asked = re.search(rf"check\(\s*['\"]{re.escape(task_id)}['\"]\s*,\s*(\w+)", _running[0])
    return stopped_cells.get(asked[1]) if asked else None


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
    _running[0] = getattr(info, "raw_cell", None) or ""


def _after_cell(result: Any) -> None:
    """Note what a cell gave, or failed to give; say its error in words."""
    error = result.error_before_exec or result.error_in_exec
    given = names_given(getattr(result.info, "raw_cell", None) or "")
    if error is None:
        for name in given:
            stopped_cells.pop(name, None)
        return
    stopped_cells.update(dict.fromkeys(given, error))
    words = explained(error)
    if words:
        print(filled_in(says_of(FOLDER / "errors.toml")["in_words"], {"words": words}))


def running_shell() -> Any:
    """Return the IPython shell of this process, or None; IPython is not loaded for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None
