"""What a matplotlib chart shows, as plain data: for a check of a chart that a student drew.

Two pictures of the same data differ in a thousand pixels; what their axes show is the same.
"""

from dataclasses import asdict, dataclass, field

from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawn:
    """What one axes shows; every number in data units.

    lines, points: [(label, [(x, y), ...])], one for each plot() and scatter(). bars: [(label,
    [(left, bottom, width, height), ...])], one for each bar() or barh(). grids: what imshow()
    shows, as lists of rows. ticks: {"x": [label], "y": [label]}. legend, texts: the words in them.
    A label is '' where none was given. overwritten: methods that an equal sign has replaced, such
    as 'set_title'.
    """

    title: str
    xlabel: str
    ylabel: str
    lines: list
    points: list
    bars: list
    grids: list
    ticks: dict
    legend: list
    texts: list
    overwritten: list = field(default_factory=list)


def drawn(chart: object) -> Drawn:
    """Return the Drawn of a chart: of axes, of a figure that holds one, or of a Drawn itself.

    A check calls it, and so need not know whether the answer stands in its own process. Raises
    TypeError for what is no chart, ValueError for a figure with more or fewer axes than one.
    """
    if isinstance(chart, Drawn):
        return chart
    if isinstance(chart, Figure):
        if len(chart.axes) != 1:
            raise ValueError(
                f"a figure with one axes is wanted here; this one has {len(chart.axes)}"
            )
        (chart,) = chart.axes
    if not isinstance(chart, Axes):
        raise TypeError(f"a chart is wanted here, not {type(chart).__name__}")
    legend = chart.get_legend()
    return Drawn(
        title=chart.get_title(),
        xlabel=chart.get_xlabel(),
        ylabel=chart.get_ylabel(),
        lines=[(_label(line), _pairs(line.get_xydata())) for line in chart.lines],
        points=[
            (_label(cloud), _pairs(cloud.get_offsets()))
            for cloud in chart.collections
            if isinstance(cloud, PathCollection)
        ],
        bars=[
            (_label(bars), [_bar(one) for one in bars.patches])
            for bars in chart.containers
            if isinstance(bars, BarContainer)
        ],
        grids=[image.get_array().tolist() for image in chart.images],
        ticks={
            "x": [text.get_text() for text in chart.get_xticklabels()],
            "y": [text.get_text() for text in chart.get_yticklabels()],
        },
        legend=[text.get_text() for text in legend.get_texts()] if legend else [],
        texts=[text.get_text() for text in chart.texts],
        overwritten=sorted(name for name in vars(chart) if name.startswith("set_")),
    )


def bar_values(shown: Drawn) -> list:
    """Return [(label, [(what a bar stands for, its value), ...])], one for each bar() or barh().

    Upright or lying is told from where the bars begin. A bar stands for the word beside it on the
    axis where its place is a whole number that has one, and else for its place.
    """
    return [(label, _values(bars, shown.ticks)) for label, bars in shown.bars if bars]


def is_lying(bars: list) -> bool:
    """Say whether the bars of one bar() or barh() lie: they begin at one place and are as wide."""
    lying = len({bar[0] for bar in bars}) == 1 and len({bar[3] for bar in bars}) == 1
    return lying and (len(bars) > 1 or bars[0][1] != 0)


def as_data(chart: object) -> dict:
    """Return what a chart shows as a dictionary of plain types; `Drawn(**data)` undoes it."""
    return asdict(drawn(chart))


def _values(bars, ticks):
    lying = is_lying(bars)
    start, width, size = (1, 3, 2) if lying else (0, 2, 3)
    words = ticks["y" if lying else "x"]
    centres = [bar[start] + bar[width] / 2 for bar in bars]
    by_place = len(words) == len(bars) and sorted(map(round, centres)) == [*range(len(bars))]
    names = [words[round(at)] if by_place else f"{at:g}" for at in centres]
    return [(name, bar[size]) for name, bar in zip(names, bars, strict=True)]


def _label(artist):
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _pairs(places):
    return [(float(x), float(y)) for x, y in places]


def _bar(bar):
    return tuple(float(n) for n in (bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()))
