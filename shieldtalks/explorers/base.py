"""What every explorer shares: controls, a picture with marks that can be chosen, sentences."""

import asyncio
import base64
import functools
import itertools
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from shieldtalks.errors import DataError

HERE = Path(__file__).parent
LABEL = {"description_width": "initial"}


class Access(anywidget.AnyWidget):
    """An invisible neighbour of the controls.

    It gives them accessible names and keeps typed keys from running the notebook's shortcuts.
    """

    _esm = HERE / "access.js"


class Picture(anywidget.AnyWidget):
    """A picture whose marks can be chosen by mouse or keyboard, and the sentences behind them.

    controls: selection widgets, by which a browser turns the pages itself. frames: {key: dict of
    png, alt, footer, width and marks}; the key joins the controls' indices by dots.
    rows: {statement id: dict of strings}. selected: the id of the chosen mark, or ''.
    """

    _esm = HERE / "picture.js"
    _css = HERE / "picture.css"
    controls = traitlets.List().tag(sync=True, **widgets.widget_serialization)
    frames = traitlets.Dict().tag(sync=True)
    rows = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    invitation = traitlets.Unicode("Choose a mark to read its sentences.").tag(sync=True)

    @property
    def key(self):
        """Return the key of the frame that is shown now."""
        return ".".join(str(control.index) for control in self.controls)


class Explorer(widgets.VBox):
    """Base of all explorers: a box with a name for screen readers, and a still for paper.

    A subclass gives `describe()` (the facts on show, as text) and `still()` (the same as HTML, for
    places where no widget runs). The state is traits, which a test or a lesson can set.
    """

    def __init__(self, children):
        """Put the children into a box that the style sheet and the keyboard helper know."""
        super().__init__([Access(), *children])
        self.add_class("st-explorer")

    def describe(self):
        """Return what is shown now, as text."""
        raise NotImplementedError

    def still(self):
        """Return what is shown now, as HTML."""
        raise NotImplementedError

    def __repr__(self):
        return self.describe()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/html"] = self.still()
        data["text/plain"] = self.describe()
        return bundle


class Flipbook(Explorer):
    """An explorer with few states: each is a figure, and the browser turns the pages.

    Every control becomes a trait of the same name. The first page is drawn at once, the others
    while the kernel is idle, or as soon as they are asked for.
    """

    def __init__(self, controls, frame, rows, invitation=None, **state):
        """Tie the controls to the pages.

        controls: {name: selection widget}, one to three. frame: function of the controls' values
        that returns a Figure. rows: as `statements.evidence`. state: values to start with.
        """
        self._controls, self._frame, self._figures, self._frames = controls, frame, {}, {}
        self.picture = Picture(rows=rows, controls=list(controls.values()))
        if invitation:
            self.picture.invitation = invitation
        self.bar = widgets.HBox(list(controls.values()), layout={"flex_flow": "row wrap"})
        super().__init__([self.bar, self.picture])
        for name, control in controls.items():
            self.add_traits(**{name: traitlets.Enum(option_values(control), control.value)})
            traitlets.link((self, name), (control, "value"))
        self.set_trait_values(state)
        self._show()
        for control in controls.values():
            control.observe(self._show, "index")
        self._draw_when_idle()

    def set_trait_values(self, state):
        """Set several controls at once, {name: value}."""
        for name, value in state.items():
            setattr(self, name, value)

    def state(self):
        """Return {name of a control: its value}."""
        controls = self._controls.items()
        return {name: option_values(control)[control.index] for name, control in controls}

    def figure(self):
        """Return the figure shown now."""
        return self._page(self.picture.key, self.state())

    def describe(self):
        """Return the figure's alt text and a line for each mark."""
        figure = self.figure()
        return "\n".join([figure.alt, *(f"- {mark.label}" for mark in figure.marks)])

    def still(self):
        """Return the figure shown now, as HTML."""
        return self.figure().html()

    def select(self, mark):
        """Choose a mark by its id, as a click would, and return its sentences (list of dicts).

        Raises DataError for a mark that the figure shown now does not have.
        """
        marks = self.figure().evidence
        if mark not in marks:
            raise DataError(
                f"{mark!r} is not in this picture. It has {', '.join([*marks][:3])} ..."
            )
        self.picture.selected = mark
        return [self.picture.rows[i] for i in marks[mark]]

    def complete(self):
        """Draw every page, so that the explorer works where no kernel runs."""
        for key, state in self._states():
            self._page(key, state)
        self._publish()
        return self

    def redraw(self, change=None):
        """Forget all pages, since what they show has changed, and draw them anew."""
        self._figures.clear()
        self._frames.clear()
        self.figure()
        self._publish()
        self._draw_when_idle()

    def _states(self):
        """Yield (key, state) for every combination of the controls' values."""
        names = list(self._controls)
        values = [option_values(control) for control in self._controls.values()]
        for combination in itertools.product(*(list(enumerate(v)) for v in values)):
            key = ".".join(str(number) for number, _ in combination)
            yield key, dict(zip(names, (value for _, value in combination), strict=True))

    def _page(self, key, state):
        if key not in self._figures:
            self._figures[key] = self._frame(**state)
            # Encoded at once: a page that is asked for must not wait for all the others.
            self._frames[key] = as_frame(self._figures[key])
        return self._figures[key]

    def _show(self, change=None):
        if self.picture.key not in self.picture.frames:
            self.figure()
            self._publish()

    def _publish(self):
        self.picture.frames = dict(self._frames)

    def _draw_when_idle(self):
        """Draw the other pages, nearest first; in a script, only when they are asked for."""
        now = self.state()
        pages = sorted(
            self._states(), key=lambda page: sum(now[n] != v for n, v in page[1].items())
        )
        when_idle([*(functools.partial(self._page, *page) for page in pages), self._publish])


def when_idle(tasks):
    """Run functions one by one and leave the kernel most of its time; without a loop, run none."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    waiting = list(tasks)

    def run_next():
        if waiting:
            begun = loop.time()
            waiting.pop(0)()
            loop.call_later(3 * (loop.time() - begun), run_next)

    loop.call_later(0.5, run_next)


def as_frame(figure):
    """Return a Figure as the plain values that the picture widget shows."""
    return {
        "png": base64.b64encode(figure.png).decode(),
        "alt": figure.alt,
        "footer": figure.footer,
        "width": round(figure.sheet.get_figwidth() * 100),
        "marks": [
            {"id": m.id, "label": m.label, "box": m.box, "statements": list(m.statements)}
            for m in figure.marks
            if m.box
        ],
    }


def option_values(control):
    """Return the values a selection widget offers, in their order."""
    return [option[1] if isinstance(option, tuple) else option for option in control.options]


def choice(description, options):
    """Return a drop-down list with its description in full. options: values, or (label, value)."""
    return widgets.Dropdown(
        options=options, description=description, style=LABEL, layout={"width": "auto"}
    )


def buttons(description, options):
    """Return a row of toggle buttons. options: values, or (label, value)."""
    return widgets.ToggleButtons(options=options, description=description, style=LABEL)


def stepper(description, options):
    """Return a slider over a few named steps. options: values, or (label, value)."""
    return widgets.SelectionSlider(
        options=options, description=description, style=LABEL, layout={"width": "24em"}
    )
