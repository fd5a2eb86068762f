"""Live explorers: too many states to draw beforehand, so each step is drawn when it is asked for.

The picture of a step comes from `figures.base.Stage`: a sheet whose ground is drawn once and of
which only the moving artists are drawn again.
"""

from shieldtalks.explorers.base import Explorer, Picture, as_frame


class Live(Explorer):
    """Base of the live explorers: controls above one picture that the kernel draws.

    A subclass gives `figure()`, the Figure of its present state, and calls `show()` when its
    controls are in place and after every change of its traits.
    """

    def __init__(self, controls, rows=None, invitation=None):
        """controls: widgets, from the top. rows: as of `Picture`. invitation: one line."""
        self.picture = Picture(rows=rows or {})
        if invitation:
            self.picture.invitation = invitation
        self._shown = None
        super().__init__([*controls, self.picture])

    def figure(self):
        """Return the Figure of the present state."""
        raise NotImplementedError

    def show(self, change=None):
        """Draw the present state and send it to the page."""
        self._shown = self.figure()
        self.picture.frames = {"": as_frame(self._shown)}

    def describe(self):
        """Return the alt text of what is shown and a line for each mark."""
        return "\n".join([self._shown.alt, *(f"- {mark.label}" for mark in self._shown.marks)])

    def still(self):
        """Return what is shown, as HTML."""
        return self._shown.html()

    def select(self, mark):
        """Choose a mark by its id, as a click would, and return its sentences (list of dicts)."""
        self.picture.selected = mark
        return [self.picture.rows[i] for i in self._shown.evidence[mark]]
