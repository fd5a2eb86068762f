"""The map of the house in CONTRIBUTING.md, drawn from the registry, the docstrings, the imports.

    python -m tests.house_map      draws it anew

registry.ROOMS is the one place where the order of the rooms is kept.
"""

import ast
import sys
from functools import cache

from shieldtalks.registry import ROOMS
from tests import ROOT

PAGE = ROOT / ".github/CONTRIBUTING.md"
HEAD = "| room | what it holds | stands on |\n|---|---|---|\n"
# What most rooms use; on the map it would hide the rest.
COMMON = {"data", "errors", "files", "parties", "phrases", "registry", "tables", "templates"}


@cache
def modules():
    """Return [(path, room, {module names it imports})] of the library."""
    found = []
    for path in sorted((ROOT / "shieldtalks").rglob("*.py")):
        parts = path.relative_to(ROOT / "shieldtalks").with_suffix("").parts
        tree = ast.parse(path.read_text("utf-8"))
        package = ("shieldtalks", *parts[:-1])
        found.append((path, parts[0], set().union(*map_imports(tree, package))))
    return found


def map_imports(tree, package):
    """Yield sets of absolute module names that a syntax tree imports.

    package: the package of the module, as a tuple, by which relative imports are resolved.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join([*base, *([node.module] if node.module else [])])
            # `from shieldtalks import corpus` imports a room, not a name of the front door.
            yield {f"{source}.{a.name}" if source == "shieldtalks" else source for a in node.names}


def rooms_of(imported):
    """Return the rooms among imported module names."""
    parts = [name.split(".") for name in imported]
    return {p[1] if len(p) > 1 else "" for p in parts if p[0] == "shieldtalks"} - {"__version__"}


def house_map():
    """Return the map as a Markdown table: a row a room, ground floor first."""
    stands_on = {room: set() for room in ROOMS}
    for _, room, imported in modules():
        if room in stands_on:
            stands_on[room] |= rooms_of(imported) - {room} - COMMON
    rows = [
        f"| {room} | {_holds(room)} | {', '.join(r for r in ROOMS if r in below)} |\n"
        for room, below in stands_on.items()
    ]
    return HEAD + "".join(rows)


def _holds(room):
    """Return what a room says of itself: the first line of its docstring."""
    folder = ROOT / "shieldtalks" / room
    source = (
        folder.with_suffix(".py") if folder.with_suffix(".py").exists() else folder / "__init__.py"
    )
    if not source.exists():
        return "Tables and texts; README.md there says what is what."
    return ast.get_docstring(ast.parse(source.read_text("utf-8"))).splitlines()[0]


def main():
    """Put the map into the page in place of the one there."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(HEAD)
    after = rest.lstrip("\n")
    while after.startswith("| "):
        after = after.partition("\n")[2]
    PAGE.write_text(before + house_map() + after, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
