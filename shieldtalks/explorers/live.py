"""Live explorers: too many states to draw beforehand, so each step is drawn when it is asked for.

The picture of a step comes from `figures.stage.Stage`: a figure whose ground is drawn once and of
which only the moving artists are drawn again.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from shieldtalks.explorers.base import Picture, Pictured, as_frame, values_of, when_idle
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.style import IN_TURN


class Live(Pictured):
    """Base of the live explorers: controls above one picture that the kernel draws.

    A subclass gives `figure()`, the Figure of its present state, and calls `show()` when its
    controls are in place and after every change of its traits. One with sliders gives `values()`
    and `figure_of(*values)` instead, in the order of `states`: where the student goes to a slider,
    the pictures along it are drawn ahead, and the browser shows those by itself.
    """

    def __init__(
        self,
        controls: Iterable[widgets.Widget],
        rows: Mapping[str, dict] | None = None,
        invitation: str | None = None,
        states: Iterable[widgets.Widget] = (),
    ):
        """controls: widgets, from the top. rows: as of `Picture`. invitation: one line.

        states: those controls that make a state between them.
        """
        self.picture = Picture(rows=rows or {}, controls=list(states))
        self.picture.on_msg(self._on_near)
        if invitation:
            self.picture.invitation = invitation
        self._shown: Figure
        super().__init__([*controls, self.picture])

    def values(self) -> tuple:
        """Return the values of the present state, one for each of `states`."""
        return ()

    def figure_of(self, *values: Any) -> Figure:
        """Return the Figure of any state."""
        raise NotImplementedError

    def figure(self) -> Figure:
        """Return the Figure of the present state."""
        return self.figure_of(*self.values())

    def show(self, change: Any = None) -> None:
        """Draw the present state and send it to the page."""
        with IN_TURN:
            self._shown = self.figure()
            # A state that the controls cannot show has no key, so no other picture stands for it.
            pairs = zip(self.picture.controls, self.values(), strict=True)
            shown = all(control.value == value for control, value in pairs)
            key = self.picture.key if shown else ""
            self.picture.frames = {"": {**as_frame(self._shown), "key": key}}

    def _on_near(self, picture, content, buffers):
        """Draw ahead what a slider would show at its other values, the nearest first."""
        if "near" not in content:
            return
        number, known, state = content["near"], set(content["known"]), self.values()
        steps = values_of(picture.controls[number])
        here = next((n for n, value in enumerate(steps) if value == state[number]), 0)
        places = sorted(range(len(steps)), key=lambda n: abs(n - here))
        keys = {n: picture.key_at(number, n) for n in places[1:]}
        tasks = [
            functools.partial(self.send_ahead, state, number, steps[n], key)
            for n, key in keys.items()
            if key not in known
        ]
        when_idle(tasks, after=0, rest=0.5)

    def send_ahead(self, state: Any, number: int, value: Any, key: str) -> None:
        """Send the picture of a state with one value changed, while the others are what they were.

        key: of that picture.
        """
        with IN_TURN:
            before, after = state[:number], state[number + 1 :]
            now = self.values()
            if (now[:number], now[number + 1 :]) == (before, after):
                frame = as_frame(self.figure_of(*before, value, *after))
                self.picture.send({"ahead": {**frame, "key": key}})

    def shown(self) -> Figure:
        """Return the Figure that is shown now."""
        return self._shown
