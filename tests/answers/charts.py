"""Charts as a student would draw them, for the banks of answers."""

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def bar_chart(
    numbers: Callable[[], pd.Series], title: str, name: str, kind: str = "barh"
) -> Callable[[], Axes]:
    """Return a function that draws bars, so that nothing is drawn at import.

    numbers: function that returns what a bar stands for and its length. name: of the axis of the
    numbers. kind: the method that draws, such as barh, bar or plot.
    """

    def draw():
        counts = pd.Series(numbers())
        axes = empty_chart()
        getattr(axes, kind)(counts.index, counts)
        axes.set_title(title)
        (axes.set_xlabel if kind == "barh" else axes.set_ylabel)(name)
        return axes

    return draw


def empty_chart() -> Axes:
    """Return a chart in which nothing is drawn."""
    return Figure().subplots()
