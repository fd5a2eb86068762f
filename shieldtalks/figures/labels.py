"""Where labels go so that they cover neither each other nor what they name.

adjustText 1.4 was tried on the three clouds of lesson 08: three times as quick (0.3 s against 0.9),
but labels overlapped in five of six trials, hid two to seven times as many dots, and lay on the
Pareto line and on markers, which this one never does.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import ArrayLike

from shieldtalks.figures.figure import Box, box
from shieldtalks.figures.style import INK

# What a place costs. Faults stand far apart, so that no sum of lesser ones outweighs a greater: a
# text nobody can read (9000), a marker hidden (4000), a thin line through a text or over another
# (3000, 2500), a line that touches another's marker and so seems to name it (1500), a place that
# reads as the name of another point (200), a piece of the Pareto line (40), a dot of hundreds (6).
OVERLAP, THROUGH, CROSSED, TOUCHED, MISREAD = 9000.0, 3000.0, 2500.0, 1500.0, 200.0
MARKER, LINE, DOT = 4000, 40, 6
FAR = 1.4  # a pixel farther from its point


def place_labels(
    axes: Axes,
    points: Sequence,
    labels: Sequence[str],
    clear: np.ndarray,
    line: np.ndarray,
    large: Sequence | np.ndarray = (),
) -> list[Box]:
    """Write a label near each point, where it covers least, with a thin line to its point.

    points: (x, y) in data units; labels: texts. clear: array of points that are better not covered;
    line: array of points along a line that must not be; large: points of large markers, which no
    label and no thin line should touch. Places are tried on a lattice; the labels
    are placed one after the other and then twice again, each knowing where the others are, in
    several orders, of which the best is kept.
    Returns the place of each label as (left, top, width, height), shares of the picture.
    """
    fig = axes.figure
    renderer = fig.canvas.get_renderer()
    halo = [Stroke(linewidth=4, foreground="white"), Normal()]
    texts = [axes.text(0, 0, label, size=12, linespacing=1.1, zorder=6) for label in labels]
    for text in texts:
        text.set_path_effects(halo)
    extents = [text.get_window_extent(renderer) for text in texts]
    sizes = np.array([(each.width + 8, each.height + 4) for each in extents])
    frame = axes.get_window_extent(renderer)
    pixel = axes.transData.transform
    at, path = pixel(points), pixel(line)
    steps = np.linspace(0, 1, 12)[:, None, None]
    path = (path[:-1] * (1 - steps) + path[1:] * steps).reshape(-1, 2)
    prices = _prices(frame, ((pixel(clear), DOT, 0), (path, LINE, 21), (at, MARKER, 12)))
    orders = [np.argsort(key, kind="stable") for key in (*at.T, *-at.T, -sizes[:, 0])]
    kept = [np.concatenate([spot - 22, spot + 22]) for spot in pixel(large)] if len(large) else []
    tried = [_placed(order, at, sizes, frame, prices, kept) for order in orders]
    boxes = min(tried, key=lambda pair: pair[0])[1]
    back = axes.transData.inverted().transform
    for text, place, point in zip(texts, boxes, at, strict=True):
        text.set_position(back((place[0] + 4, place[1] + 2)))
        text.set_va("bottom")
        end = _nearest(point, place)
        if np.hypot(*(end - point)) > 22:
            ends = zip(back(point), back(end), strict=True)
            axes.plot(*ends, color=INK, lw=0.9, zorder=4)
    return [box(x0, y0, x1, y1, fig) for x0, y0, x1, y1 in boxes]


def _prices(frame, layers):
    """Return the cost of covering, summed from the lower left corner, in cells of three pixels."""
    shape = (int(frame.height / 3) + 2, int(frame.width / 3) + 2)
    cells = np.zeros(shape)
    for spots, price, margin in layers:
        for across in {-margin, margin}:
            for up in {-margin, margin}:
                column = ((spots[:, 0] + across - frame.x0) / 3).astype(int)
                row = ((spots[:, 1] + up - frame.y0) / 3).astype(int)
                inside = (column >= 0) & (column < shape[1]) & (row >= 0) & (row < shape[0])
                np.add.at(cells, (row[inside], column[inside]), price)
    return np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _placed(order, at, sizes, frame, prices, kept):
    """Place the labels in an order, then twice again; return (total cost, boxes)."""
    boxes, costs = [None] * len(at), np.zeros(len(at))
    for n in [*order, *order, *order]:
        rest = [m for m, b in enumerate(boxes) if b is not None and m != n]
        others = [*kept, *(boxes[m] for m in rest)]
        joined = [(at[m], _nearest(at[m], boxes[m])) for m in rest]
        rivals = np.delete(at, n, axis=0)
        costs[n], boxes[n] = _least_covering(at[n], sizes[n], frame, prices, others, joined, rivals)
    return costs.sum(), boxes


def _least_covering(point, size, frame, prices, others, joined, rivals):
    """Return (cost, place) of a label that covers and crosses least; x0, y0, x1, y1 in pixels.

    A label that lies nearer to a rival, another point, than to its own would be read as its name.
    """
    left = np.arange(frame.x0 + 4, frame.x1 - size[0], 12.0)
    low = np.arange(frame.y0 + 4, frame.y1 - size[1], 9.0)
    x0, y0 = (grid.ravel() for grid in np.meshgrid(left, low))
    x1, y1 = x0 + size[0], y0 + size[1]
    ends = np.stack([np.clip(point[0], x0, x1), np.clip(point[1], y0, y1)], axis=1)
    away = np.hypot(*(ends - point).T)
    columns = [((x - frame.x0) / 3).astype(int) for x in (x0, x1)]
    rows = [((y - frame.y0) / 3).astype(int) for y in (y0, y1)]
    cost = FAR * away + prices[rows[1], columns[1]] - prices[rows[0], columns[1]]
    cost = cost - prices[rows[1], columns[0]] + prices[rows[0], columns[0]]
    steps = np.linspace(0.08, 1, 9)[:, None]
    across = point[0] + (ends[:, 0] - point[0]) * steps
    up = point[1] + (ends[:, 1] - point[1]) * steps
    for x, y in rivals:
        gap = np.hypot(np.clip(x, x0, x1) - x, np.clip(y, y0, y1) - y)
        touched = (np.hypot(across - x, up - y) < 13).any(axis=0)
        cost = cost + MISREAD * ((gap < away + 9) & (gap < 40)) + TOUCHED * touched
    for a0, b0, a1, b1 in others:
        cost = cost + OVERLAP * ((x0 < a1) & (x1 > a0) & (y0 < b1) & (y1 > b0))
        hit = (across > a0) & (across < a1) & (up > b0) & (up < b1)
        cost = cost + THROUGH * hit.any(axis=0)
    for start, end in joined:
        cost = cost + CROSSED * _cross(point, ends, start, end)
        x, y = (start + (end - start) * steps).T[:, :, None]
        inside = (x > x0) & (x < x1) & (y > y0) & (y < y1)
        cost = cost + THROUGH * inside.any(axis=0)
    best = int(cost.argmin())
    return cost[best], (x0[best], y0[best], x1[best], y1[best])


def _cross(point, ends, start, end):
    """Return which of the segments point-ends cross the segment start-end."""

    def side(a, b, c):
        (x1, y1), (x2, y2) = ((each - a).T for each in (b, c))
        return x1 * y2 - y1 * x2

    one = side(point, ends, start) * side(point, ends, end) < 0
    return one & (side(start, end, point) * side(start, end, ends) < 0)


def _nearest(point, place):
    x0, y0, x1, y1 = place
    return np.array([np.clip(point[0], x0, x1), np.clip(point[1], y0, y1)])


def spread(wanted: ArrayLike, step: float, low: float, high: float) -> np.ndarray:
    """Return places near the wanted ones, at least `step` apart, between `low` and `high`.

    Order is kept. Pools of labels that would overlap are centred on the mean of their wanted
    places (isotonic regression, pool adjacent violators), so the sum of squared shifts is least.
    Where the room is too small, the labels start at `low` and run beyond `high`.

    >>> spread([2.0, 2.1, 7.0], 1.0, 0.0, 10.0)
    array([1.55, 2.55, 7.  ])
    """
    wanted = np.asarray(wanted, dtype=float)
    if not len(wanted):
        return wanted
    # scipy.optimize.isotonic_regression gives the same to the last digit, 30 microseconds sooner;
    # importing it takes half a second, and a page in the browser would have to fetch scipy first.
    order = np.argsort(wanted, kind="stable")
    offsets = step * np.arange(len(wanted))
    pools = []
    for value in wanted[order] - offsets:
        pools.append([value, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            value, size = pools.pop()
            before, many = pools.pop()
            pools.append([(value * size + before * many) / (size + many), size + many])
    flat = np.concatenate([np.full(size, value) for value, size in pools])
    placed = np.empty(len(wanted))
    placed[order] = np.clip(flat, low, max(low, high - offsets[-1])) + offsets
    return placed
