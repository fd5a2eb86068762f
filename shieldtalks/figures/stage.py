"""A figure whose still parts are drawn once, for explorers that redraw at each step."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure as MplFigure

from shieldtalks.figures.figure import Figure
from shieldtalks.figures.png import as_png, palette_indices
from shieldtalks.figures.style import house_style


class Stage:
    """A picture whose ground is drawn once and only its moving artists again: for live explorers.

    fig: the matplotlib figure, complete. moving: the artists that a state changes. apart: those
    texts among them that no other moving artist touches; while one says the same, it is not
    written again.
    """

    def __init__(self, fig: MplFigure, moving: Iterable[Artist], apart: Iterable[Artist] = ()):
        self.fig, self.moving, self._ground = fig, list(moving), None
        self._apart, self._written = set(apart), {}
        for artist in self.moving:
            artist.set_animated(True)

    def figure(self, **fields: Any) -> Figure:
        """Return a Figure of what is drawn now; fields: what else a Figure has."""
        # The matplotlib figure will move on, so this Figure keeps the picture of now.
        return Figure(self.fig, **fields, drawn=self._drawn())

    def _drawn(self):
        canvas = self.fig.canvas
        with house_style():
            if self._ground is None:
                canvas.draw()
                self._ground = canvas.copy_from_bbox(self.fig.bbox)
                self._still = np.array(canvas.buffer_rgba())
                self._still_indices = palette_indices(self._still)
            canvas.restore_region(self._ground)
            for artist in self.moving:
                if artist in self._apart:
                    self._write(artist)
                else:
                    self.fig.draw_artist(artist)
        now = np.asarray(canvas.buffer_rgba())
        # Only pixels that differ from the ground are looked up again.
        moved = (now.view(np.uint32) != self._still.view(np.uint32))[..., 0]
        indices = self._still_indices.copy()
        indices[moved] = palette_indices(now[moved])
        return as_png(indices, level=3)

    def _write(self, text):
        """Draw a text, or put its pixels back if they have been drawn like that before."""
        canvas, words = self.fig.canvas, text.get_text()
        said, area = self._written.get(text, (None, None))
        if not words or words != said:
            self.fig.draw_artist(text)
            place = text.get_window_extent(canvas.get_renderer()).padded(4)
            self._written[text] = words, canvas.copy_from_bbox(place)
        else:
            canvas.restore_region(area)
