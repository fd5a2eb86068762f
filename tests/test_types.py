"""Types and docstrings: what a public function takes and gives is said, and said rightly."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests import ROOT

PACKAGE = ROOT / "shieldtalks"

# Whole rooms whose public functions are not all typed yet, as pyproject.toml lists them: none.
# Of a judge only the body is exempt.
MYPY = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
UNTYPED = {
    name.split(".")[1]
    for override in MYPY["overrides"]
    if override.get("ignore_errors")
    for name in override["module"]
    if name.endswith(".*")
}


def public_functions(tree):
    """Yield (name, node, whether it is a method) of the functions that others may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
            yield node.name, node, False
        if isinstance(node, ast.ClassDef) and node.name[0] != "_":
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and (
                    method.name == "__init__" or method.name[0] != "_"
                ):
                    yield f"{node.name}.{method.name}", method, True


def arguments(node, method):
    """Return the arguments of a function; `self` and `cls` are none."""
    given = node.args
    listed = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    if method and listed and listed[0].arg in ("self", "cls"):
        listed = listed[1:]
    return [*listed, *(extra for extra in (given.vararg, given.kwarg) if extra)]


def is_typed(node, method):
    """Say whether every argument and the result have a type; a constructor has no result."""
    result = node.name == "__init__" or node.returns is not None
    return result and all(argument.annotation for argument in arguments(node, method))


def modules():
    """Return [(room, path, syntax tree)] of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found.append((parts[0], path, ast.parse(path.read_text("utf-8"))))
    return found


def untyped():
    """Return {room: ['file: function']} of what has no types."""
    found = {}
    for room, path, tree in modules():
        for name, node, method in public_functions(tree):
            if not is_typed(node, method):
                found.setdefault(room, []).append(f"{path.relative_to(ROOT)}: {name}")
    return found


def test_every_public_function_has_types():
    found = untyped()
    print("Not typed yet:", {room: len(found[room]) for room in sorted(UNTYPED) if room in found})
    assert not [line for room in sorted(found.keys() - UNTYPED) for line in found[room]]


def test_types_agree(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", f"--cache-dir={tmp_path}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


# What a docstring says of its arguments

# 'corpus: the articles.', 'issues, sheets: as the loaders give them.'; at the start of a sentence.
NAMED = re.compile(r"(?:^|(?<=\. )|(?<=\n))((?:\*{0,2}[a-z]\w*)(?:, [a-z]\w*)*):(?= )")


def named(text):
    """Return the names that a docstring explains, after its first line."""
    body = text.partition("\n\n")[2] if "\n\n" in text else text
    body = re.sub(r"\s*\n\s*", " ", re.sub(r">>> .*", "", body, flags=re.S))
    return {name.strip("* ") for hit in NAMED.finditer(body) for name in hit[1].split(",")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Draw.\n\ncorpus: the articles. a, b: two. Returns x.", {"corpus", "a", "b"}),
        ("issues, sheets: as given.", {"issues", "sheets"}),
        ("Say.\n\nIt has a map: see there.", set()),
    ],
)
def test_names_are_found_in_a_docstring(text, expected):
    assert named(text) == expected


def bare(tree):
    """Return the words of code without its docstrings: names, and what stands in strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            node.body[0].value = ast.Constant(None)
    return set(re.findall(r"\w+", ast.unparse(tree)))


def strangers():
    """Return what docstrings explain and nobody finds: no argument, no field, no column."""
    found = []
    for _, path, tree in modules():
        told = [(node.name, node) for node in tree.body if isinstance(node, ast.ClassDef)]
        told += [(name, node) for name, node, _ in public_functions(tree)]
        said = {name: named(ast.get_docstring(node) or "") for name, node in told}
        known = {name: bare(node) for name, node in told}
        found += [
            f"{path.relative_to(ROOT)}: {name} explains {word!r}"
            for name in said
            for word in sorted(said[name] - known[name])
        ]
    return found


def test_docstrings_explain_what_is_there():
    assert not strangers()
