"""The chart that answers a question, made ready for the big screen."""

import functools
import threading
from typing import Any

from shieldtalks.figures.figure import Figure, cite

_ONE = threading.Lock()
KEPT = 6
_SHOWN: dict[tuple, Figure | None] = {}
_DRAWN: dict[str, Figure | None] = {}


def chart_of(prompt: Any) -> Figure | None:
    """Return the lesson's chart of a prompt, drawn once; None where it has none."""
    if prompt.id in _DRAWN:
        # Nobody waits here for another chart that is being drawn.
        return _DRAWN[prompt.id]
    # Drawn beforehand on a thread of its own, and asked for by the server on another.
    with _ONE:
        if prompt.id not in _DRAWN:
            figure = prompt.figure() if hasattr(prompt, "figure") else None
            if figure is not None:
                _ = figure.png
            _DRAWN[prompt.id] = figure
        return _DRAWN[prompt.id]


def drawn_once(draw: functools.partial) -> Figure | None:
    """Return the chart of an activity, drawn once as long as it stays the same."""
    key = (draw.func, draw.args)
    with _ONE:
        if key not in _SHOWN:
            figure = draw()
            if figure is not None:
                _ = figure.png
            while len(_SHOWN) >= KEPT:
                _SHOWN.pop(next(iter(_SHOWN)))
            _SHOWN[key] = figure
        return _SHOWN[key]


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
