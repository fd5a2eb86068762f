"""Charts drawn in plain matplotlib, shown in a notebook with the same in words.

A matplotlib figure has no alt text. What its axes show can be said, so it is computed from them.
"""

import html

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure
from matplotlib.figure import Figure

from shieldtalks.course.charts import Drawn, bar_values, drawn

START = "A chart."  # how the words of each such chart begin
MOST = 12  # bars or lines that are said one by one


def describe(fig: Figure) -> str:
    """Return in words what a chart shows: its title, what is drawn, what its axes are called."""
    parts = [_axes(drawn(axes)) for axes in fig.axes] or ["There is nothing in it yet."]
    return " ".join([START, *parts])


def as_html(fig: Figure) -> str:
    """Return a <figure> with the picture and its alt text."""
    picture = print_figure(fig, fmt="png", base64=True)
    return (
        f'<figure style="margin:0"><img alt="{html.escape(describe(fig))}" '
        f'style="max-width:100%;height:auto" src="data:image/png;base64,{picture}"></figure>'
    )


def speak_charts(shell: InteractiveShell) -> None:
    """Let a notebook show every matplotlib figure with what it shows in words."""
    # Not the formatters of single types: the inline backend takes figures out of those.
    formatter = shell.display_formatter
    assert formatter is not None  # every shell that shows something has one
    formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", _bundle)


def _bundle(fig: Figure) -> dict[str, str]:
    return {"text/html": as_html(fig), "text/plain": describe(fig)}


def _axes(shown: Drawn) -> str:
    said = [f"Title: {shown.title}."] if shown.title else []
    for name, bars in bar_values(shown):
        said.append(_listed("Bars", name, [f"{label} {value:g}" for label, value in bars]))
    said += [_line(label, points) for label, points in shown.lines[:MOST] if points]
    said += [f"{len(points)} points{_of(label)}." for label, points in shown.points]
    said += [f"A grid of {len(rows)} by {len(rows[0])}." for rows in shown.grids]
    named = {"Horizontal": shown.xlabel, "Vertical": shown.ylabel}
    said += [f"{way} axis: {name}." for way, name in named.items() if name]
    return " ".join(said) or "Its axes are empty."


def _listed(what: str, name: str, items: list[str]) -> str:
    more = f" and {len(items) - MOST} more" if len(items) > MOST else ""
    return f"{what}{_of(name)}: {', '.join(items[:MOST])}{more}."


def _line(name: str, points: list) -> str:
    (x, y), (last_x, last_y) = points[0], points[-1]
    return f"A line{_of(name)} from ({x:g}, {y:g}) to ({last_x:g}, {last_y:g})."


def _of(name: str) -> str:
    return f" of {name}" if name else ""
