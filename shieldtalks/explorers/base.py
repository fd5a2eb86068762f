"""What every explorer shares: controls, a picture with marks that can be chosen, sentences."""

import asyncio
import base64
import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from shieldtalks.errors import DataError
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.style import IN_TURN

HERE = Path(__file__).parent
LABEL = {"description_width": "initial"}
VIEW = "application/vnd.jupyter.widget-view+json"
# While the still is seen, what stands after it is an explorer that does not run (yet).
STILL_STYLE = (
    "<style>.jp-OutputArea-child:has(.st-still[hidden]), .jp-OutputArea-child:has("
    ".st-still:not([hidden])) + .jp-OutputArea-child {{ display: none; }}</style>"
)
STILL = (
    STILL_STYLE
    + '<div class="st-still"><p><i>A still picture. Run this cell, and the controls appear.</i></p>'
    "{}</div>"
)
# What of it a page shows that will never run: all but the line that says to run the cell.
SHOWN = re.compile(r'<div class="st-still"><p><i>.*?</i></p>(.*)</div>', re.S)


class Access(anywidget.AnyWidget):
    """A neighbour of the controls that is not seen until the kernel fails to answer.

    It gives them accessible names, keeps typed keys from running the notebook's shortcuts, and says
    in a line when the kernel has stopped. pages: whether the browser turns pages by itself.
    """

    _esm = HERE / "access.js"
    _css = HERE / "access.css"
    pages = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **traits: Any):
        super().__init__(**traits)
        self.on_msg(self._answer)

    def _answer(self, widget, content, buffers):
        if "ping" in content:
            self.send({"pong": content["ping"]})


class Picture(anywidget.AnyWidget):
    """A picture whose marks can be chosen by mouse or keyboard, and the sentences behind them.

    controls: selection widgets, by which a browser turns the pages itself. frames: {key: dict of
    png, alt, footer, width and marks}; the key joins by dots where the controls stand. A live
    explorer has one frame, '', which carries its key; others, drawn ahead, come as messages.
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
    def key(self) -> str:
        """Return the key of the frame that is shown now."""
        return ".".join(_place(control) for control in self.controls)

    def key_at(self, number: int, place: int) -> str:
        """Return the key with one control, by its number, at another place of its values."""
        parts, control = [_place(c) for c in self.controls], self.controls[number]
        parts[number] = _part(place if _numbered(control) else values_of(control)[place])
        return ".".join(parts)


class Explorer(widgets.VBox):
    """Base of all explorers: a box with a name for screen readers, and a still for paper.

    A subclass gives `describe()` (the facts on show, as text) and `still()` (the same as HTML, for
    places where no widget runs). The state is traits, which a test or a lesson can set.
    """

    def __init__(self, children: Iterable[widgets.Widget], pages: bool = False):
        """Put the children into a box that the style sheet and the keyboard helper know.

        pages: whether the browser can turn pages by itself.
        """
        super().__init__([Access(pages=pages), *children])
        self.add_class("st-explorer")
        hear_in_turn(self)

    def describe(self) -> str:
        """Return what is shown now, as text."""
        raise NotImplementedError

    def still(self) -> str:
        """Return what is shown now, as HTML."""
        raise NotImplementedError

    def shown(self) -> Figure | None:
        """Return the Figure that is shown now, or None where text alone is."""
        return None

    def __repr__(self):
        return self.describe()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data |= self._still_bundle()
        return bundle

    def _still_bundle(self, around="{}"):
        """Return the still in every form: a reader that strips HTML shows the picture."""
        data = {"text/html": around.format(self.still()), "text/plain": self.describe()}
        figure = self.shown()
        return data | ({"image/png": base64.b64encode(figure.png).decode()} if figure else {})

    def _ipython_display_(self):
        """Put out a still picture, then the explorer, which hides it where it comes to life.

        So a notebook that was saved and is opened again shows its pictures, not widgets without a
        model.
        """
        from IPython.display import publish_display_data

        publish_display_data(self._still_bundle(STILL))
        publish_display_data({VIEW: super()._repr_mimebundle_()[VIEW]})


class Pictured(Explorer):
    """Base of the explorers that show one picture, of which a mark can be chosen."""

    picture: Picture

    def shown(self) -> Figure:
        """Return the Figure that is shown now."""
        raise NotImplementedError

    def describe(self) -> str:
        """Return the figure's alt text and a line for each mark."""
        figure = self.shown()
        return "\n".join([figure.alt, *(f"- {mark.label}" for mark in figure.marks)])

    def still(self) -> str:
        """Return the figure shown now, as HTML."""
        return self.shown().html()

    def select(self, mark: str) -> list[dict]:
        """Choose a mark by its id, as a click would, and return its sentences (list of dicts).

        Raises DataError for a mark that the figure shown now does not have.
        """
        marks = self.shown().evidence
        if mark not in marks:
            raise DataError(
                f"{mark!r} is not in this picture. It has {', '.join([*marks][:3])} ..."
            )
        self.picture.selected = mark
        return [self.picture.rows[i] for i in marks[mark]]


class Pages:
    """The pages of a flipbook: each is drawn when it is first asked for.

    figure_of: function of a state's values that returns its Figure. frames: {key: page}, as the
    picture widget shows it, of those drawn so far.
    """

    def __init__(self, figure_of: Callable[..., Figure]):
        self.figure_of, self.frames = figure_of, {}
        self._last: tuple[str, Figure] | None = None

    def draw(self, key: str, state: Mapping[str, object]) -> None:
        """Make sure that a page is drawn."""
        with IN_TURN:
            if key not in self.frames:
                self.figure(key, state)

    def figure(self, key: str, state: Mapping[str, object]) -> Figure:
        """Return the Figure of a page; it is drawn anew unless it was the last to be drawn."""
        with IN_TURN:
            if self._last is None or self._last[0] != key:
                figure = self.figure_of(**state)
                # Encoded at once: a page that is asked for must not wait for all the others.
                self.frames[key] = as_frame(figure)
                # Only the last figure is kept: with its pixels, each holds seven megabytes.
                self._last = key, figure
            return self._last[1]


class Flipbook(Pictured):
    """An explorer with few states: each is a figure, and the browser turns the pages.

    Every control becomes a trait of the same name. The first page is drawn at once, the others
    while the kernel is idle, or as soon as they are asked for.
    """

    def __init__(
        self,
        controls: dict[str, widgets.DOMWidget],
        frame: Callable[..., Figure] | Pages,
        rows: Mapping[str, dict],
        invitation: str | None = None,
        **state: Any,
    ):
        """Tie the controls to the pages.

        controls: {name: selection widget}, one to three. frame: function of the controls' values
        that returns a Figure, or Pages. rows: as `statements.evidence`. state: values to start
        with.
        """
        self.controls = controls
        self.pages = frame if isinstance(frame, Pages) else Pages(frame)
        self.picture = Picture(rows=rows, controls=list(controls.values()))
        if invitation:
            self.picture.invitation = invitation
        self.bar = widgets.HBox(list(controls.values()), layout={"flex_flow": "row wrap"})
        super().__init__([self.bar, self.picture], pages=True)
        for name, control in controls.items():
            self.add_traits(**{name: traitlets.Enum(option_values(control), control.value)})
            traitlets.link((self, name), (control, "value"))
        self.set_trait_values(state)
        self._show()
        for control in controls.values():
            control.observe(self._show, "index")
        self._draw_when_idle()

    def set_trait_values(self, state: Mapping[str, object]) -> None:
        """Set several controls at once, {name: value}."""
        for name, value in state.items():
            setattr(self, name, value)

    def state(self) -> dict[str, object]:
        """Return {name of a control: its value}."""
        controls = self.controls.items()
        return {name: option_values(control)[control.index] for name, control in controls}

    def figure(self) -> Figure:
        """Return the figure shown now; it is drawn anew unless it was the last to be drawn."""
        return self.pages.figure(self.picture.key, self.state())

    def shown(self) -> Figure:
        """Return the Figure that is shown now."""
        return self.figure()

    def complete(self) -> "Flipbook":
        """Draw every page, so that the explorer works where no kernel runs."""
        for key, state in self.states():
            self.pages.draw(key, state)
        self._publish()
        return self

    def states(self) -> Iterator[tuple[str, dict]]:
        """Yield (key, state) for every combination of the controls' values."""
        values = [option_values(control) for control in self.controls.values()]
        for combination in itertools.product(*(list(enumerate(v)) for v in values)):
            key = ".".join(str(number) for number, _ in combination)
            yield key, dict(zip(self.controls, (value for _, value in combination), strict=True))

    def _show(self, change=None):
        if self.picture.key not in self.picture.frames:
            self.pages.draw(self.picture.key, self.state())
            self._publish()

    def _publish(self):
        with IN_TURN:
            self.picture.frames = dict(self.pages.frames)

    def _draw_when_idle(self):
        """Draw the other pages, nearest first; in a script, only when they are asked for."""
        now, draw = self.state(), self.pages.draw
        order = sorted(self.states(), key=lambda page: sum(now[n] != v for n, v in page[1].items()))
        when_idle([*(functools.partial(draw, *page) for page in order), self._publish])


def hear_in_turn(widget: widgets.Widget) -> None:
    """Let a widget, and all within it, hear one message of the browser after the other.

    Without that, two sliders may be heard in two threads at once, and one change be lost.
    """

    def heard(message):
        with IN_TURN:
            widget._handle_msg(message)

    widget.comm.on_msg(heard)
    for child in getattr(widget, "children", ()):
        hear_in_turn(child)


def when_idle(tasks: Iterable[Callable[[], object]], after: float = 0.5, rest: float = 3) -> None:
    """Run functions one by one and leave the kernel time between them; without a loop, run none.

    after: seconds until the first. rest: how many times as long as a task the pause after it is.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    waiting = list(tasks)

    def run_next():
        if waiting:
            begun = loop.time()
            waiting.pop(0)()
            loop.call_later(rest * (loop.time() - begun), run_next)

    loop.call_later(after, run_next)


def _numbered(control):
    return control.has_trait("index")


def _place(control):
    """Return where a control stands, for a key: the number of its option, or its value."""
    return _part(control.index if _numbered(control) else control.value)


def _part(number):
    # A point would be taken for the one between two parts.
    return f"{number:g}".replace(".", "_")


def as_frame(figure: Figure) -> dict:
    """Return a Figure as the plain values that the picture widget shows."""
    return {
        "png": base64.b64encode(figure.png).decode(),
        "alt": figure.alt,
        "footer": figure.footer,
        "width": round(figure.fig.get_figwidth() * 100),
        "marks": [
            {"id": m.id, "label": m.label, "box": m.box, "statements": list(m.statements)}
            for m in figure.marks
            if m.box
        ],
    }


def option_values(control: widgets.DOMWidget) -> list:
    """Return the values a selection widget offers, in their order."""
    return [option[1] if isinstance(option, tuple) else option for option in control.options]


def values_of(control: widgets.DOMWidget) -> list:
    """Return all values of a selection widget or a slider, in their order."""
    if control.has_trait("options"):
        return option_values(control)
    count = round((control.max - control.min) / control.step)
    return [control.min + n * control.step for n in range(count + 1)]


def choice(description: str, options: Iterable) -> widgets.Dropdown:
    """Return a drop-down list with its description in full. options: values, or (label, value)."""
    return widgets.Dropdown(
        options=options, description=description, style=LABEL, layout={"width": "auto"}
    )


def buttons(description: str, options: Iterable) -> widgets.ToggleButtons:
    """Return a row of toggle buttons. options: values, or (label, value)."""
    return widgets.ToggleButtons(options=options, description=description, style=LABEL)


def stepper(description: str, options: Iterable) -> widgets.SelectionSlider:
    """Return a slider over a few named steps. options: values, or (label, value)."""
    slider = widgets.SelectionSlider(
        options=options, description=description, style=LABEL, layout={"width": "24em"}
    )
    slider.add_class("st-stepper")
    return slider
