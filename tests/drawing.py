"""Whether a figure is well drawn: marks in the picture, text large enough, uncut, not overlaid."""

import itertools

import matplotlib.text

from shieldtalks.figures import style

SMALLEST = 11  # points at the size shown


def well_drawn(figures):
    """Raise AssertionError that names the figure and what is wrong with it."""
    for figure in figures:
        _marks_inside(figure)
        written = texts_of(figure)
        _readable(figure, written)
        _uncut(figure, written)
        _apart(figure, written)


def texts_of(figure):
    """Return (artist, extent in pixels) of every visible text of a drawn figure."""
    fig = figure.fig
    fig.canvas.draw()
    renderer = fig.canvas.get_renderer()
    found = []
    for artist in fig.findobj(matplotlib.text.Text):
        if artist.get_visible() and artist.get_text().strip() and artist.get_alpha() != 0:
            extent = artist.get_window_extent(renderer)
            if extent.width > 1 and _in_view(artist):
                found.append((artist, extent))
    return found


def _in_view(artist):
    """Say whether a tick label belongs to a tick that is drawn."""
    axes = artist.axes
    if axes is None:
        return True
    ticks = [
        label
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for tick, place in zip(axis.get_major_ticks(), axis.get_majorticklocs(), strict=False)
        for label in (tick.label1, tick.label2)
        if not min(low, high) <= place <= max(low, high)
    ]
    return artist not in ticks


def _marks_inside(figure):
    for mark in figure.marks:
        if mark.box:
            left, top, width, height = mark.box
            assert min(left, top) >= -0.005 and width > 0 and height > 0, (figure.title, mark)
            assert left + width <= 1.005 and top + height <= 1.005, (figure.title, mark)


def _readable(figure, written):
    points = style.SHOWN / 72 * 0.75  # a point of the fig in points on the screen
    for artist, _ in written:
        size = artist.get_fontsize() * points
        assert size >= SMALLEST, f"{figure.title}: {artist.get_text()!r} is {size:.1f} pt"


def _uncut(figure, written):
    width, height = figure.fig.canvas.get_width_height()
    for artist, extent in written:
        inside = extent.x0 >= -1 and extent.y0 >= -1
        inside &= extent.x1 <= width + 1 and extent.y1 <= height + 1
        assert inside, f"{figure.title}: {artist.get_text()!r} leaves the picture"


def _apart(figure, written):
    level = [(artist, extent) for artist, extent in written if artist.get_rotation() % 90 == 0]
    for (one, a), (other, b) in itertools.combinations(level, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        tall = min(a.y1, b.y1) - max(a.y0, b.y0)
        crossed = wide > 3 and tall > 0.3 * min(a.height, b.height)
        assert not crossed, f"{figure.title}: {one.get_text()!r} over {other.get_text()!r}"
