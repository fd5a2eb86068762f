"""The chart that answers a question, made ready for the big screen."""

import functools
import math
import threading
from typing import Any

from shieldtalks.classroom.apart import Once
from shieldtalks.figures.figure import Figure, cite

# Drawn beforehand on a thread of its own, and asked for by the server on another.
_DRAWING = threading.Lock()
_OF_PROMPTS, _OF_ACTIVITIES = Once(math.inf, _DRAWING), Once(6, _DRAWING)


def chart_of(prompt: Any) -> Figure | None:
    """Return the lesson's chart of a prompt, drawn once; None where it has none."""
    draw = getattr(prompt, "figure", None)
    return draw and _OF_PROMPTS.get(prompt.id, lambda: _with_picture(draw()))


def drawn_once(draw: functools.partial) -> Figure | None:
    """Return the chart of an activity, drawn once as long as it stays the same."""
    return _OF_ACTIVITIES.get((draw.func, draw.args), lambda: _with_picture(draw()))


def _with_picture(figure):
    """Return a figure, or None, whose picture is drawn already."""
    if figure is not None:
        _ = figure.png
    return figure


def told(figure: Figure) -> dict:
    """Return what a page says of a chart: {"alt", "footer", "marks"}.

    marks: those that stand for statements, each with its label, its box in shares of the picture
    (left, top, width, height; None where it has no place of its own), and its sentences.
    """
    marks = [
        {
            "label": mark.label,
            "box": mark.box and [round(float(side), 4) for side in mark.box],
            "sentences": [cite(figure.rows[i]) for i in mark.statements if i in figure.rows],
        }
        for mark in figure.marks
        if mark.statements and figure.rows
    ]
    return {"alt": figure.alt, "footer": figure.footer, "marks": marks}
