"""What one has to know to write a piece of code: its constructs, operators, methods, functions."""

import ast
import re

KINDS = {
    ast.FunctionDef: "def",
    ast.Return: "return",
    ast.If: "if",
    ast.IfExp: "x if y else z",
    ast.For: "for",
    ast.While: "while",
    ast.Break: "break",
    ast.Continue: "continue",
    ast.With: "with",
    ast.Try: "try",
    ast.Lambda: "lambda",
    ast.ListComp: "list comprehension",
    ast.DictComp: "dictionary comprehension",
    ast.SetComp: "set comprehension",
    ast.GeneratorExp: "generator",
    ast.List: "list",
    ast.Dict: "dictionary",
    ast.Set: "set in curly brackets",
    ast.Slice: "slice",
    ast.Starred: "* before a name",
    ast.AugAssign: "+= and its like",
    ast.NamedExpr: ":=",
    ast.JoinedStr: "f-text",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.FloorDiv: "//",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.Invert: "~",
    ast.And: "and",
    ast.Or: "or",
    ast.Not: "not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Eq: "==",
    ast.NotEq: "!=",
    # Greater and smaller are learned together, with and without the equal sign.
    ast.Lt: "< or >",
    ast.LtE: "< or >",
    ast.Gt: "< or >",
    ast.GtE: "< or >",
}
# What the course itself calls, in the cells that students only run.
GIVEN = {"check()", "hint()", "progress()", "rehearse()"}
MAGIC = re.compile(r"^\s*[%!].*$", re.M)


def needs(source):
    """Return what a piece of code needs, as a set such as {'for', '&', '.groupby()', 'len()'}.

    The functions that it writes itself are left out. Raises SyntaxError.
    """
    nodes = list(ast.walk(ast.parse(MAGIC.sub("", source))))
    found = {KINDS[type(node)] for node in nodes if type(node) in KINDS}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    methods = {id(call.func) for call in calls}
    written = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        if isinstance(node, ast.If) and node.orelse:
            found.add("elif" if _chained(node) else "else")
        if isinstance(node, ast.Attribute):
            found.add(f".{node.attr}()" if id(node) in methods else f".{node.attr}")
    functions = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    found |= {f"{name}()" for name in functions - written}
    found |= {f"{k.arg}=" for call in calls for k in call.keywords if k.arg == "key"}
    return found - GIVEN


def _chained(node):
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
