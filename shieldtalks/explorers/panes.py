"""Panes of text and lists of names, of which the coding desk and the table of talks are made."""

from collections.abc import Iterable

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.explorers.base import HERE, LABEL, choice
from shieldtalks.markup import tag

OTHER = "\0"
KEEP = tag("p", tag("button", "Try to keep it again", type="button", data_keep="now"))


class Pane(anywidget.AnyWidget):
    """A piece of HTML that speaks when it changes and passes on keys and remove buttons.

    html: what it shows. label: its name for screen readers. live: whether changes are read out.
    shortcuts: keys of the desk around it that it sends here, as {'key': key}; a button with the
    attribute data-remove sends {'remove': number}, one with data-keep {'keep': 'now'}.
    """

    _esm = HERE / "coding_desk.js"
    _css = HERE / "coding_desk.css"
    html = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)
    shortcuts = traitlets.List().tag(sync=True)


class OptionLists(widgets.GridBox):
    """A list of options for each issue. Trait value: the package they make, {issue: option}."""

    value = traitlets.Dict()

    def __init__(self, issues: pd.DataFrame, least: int):
        """issues: as `bargaining.load_issues`. least: how wide a list is at least, in em."""
        self.controls, self._busy = {}, False
        for issue, options in issues.groupby(level="issue", sort=False):
            labels = options["label"].droplevel("issue")
            control = choice(
                f"{options['issue_label'].iloc[0]}:", [(words, o) for o, words in labels.items()]
            )
            control.layout = {"width": "calc(100% - 6px)"}
            control.observe(self._take, "value")
            self.controls[issue] = control
        columns = f"repeat(auto-fill, minmax(min({least}em, 100%), 1fr))"
        grid = {"grid_template_columns": columns, "grid_gap": "0 16px", "width": "98%"}
        super().__init__(list(self.controls.values()), layout=grid)
        self.observe(self._put, "value")

    def label(self, labels: pd.Series) -> None:
        """Name the options anew, by issue and option; what was chosen stays chosen."""
        self._busy = True
        for issue, control in self.controls.items():
            control.options = [(words, option) for option, words in labels[issue].items()]
        self._busy = False
        self._put()

    def _put(self, change=None):
        """Bring the lists in line with the value."""
        self._busy = True
        for issue, control in self.controls.items():
            control.value = self.value[issue]
        self._busy = False

    def _take(self, change):
        """Bring the value in line with the lists."""
        if not self._busy:
            self.value = {issue: control.value for issue, control in self.controls.items()}


class Named(widgets.HBox):
    """A list of known names, with room for another. Trait value: the name chosen or typed."""

    value = traitlets.Unicode("")

    def __init__(self, description: str, known: Iterable[str], nobody: str):
        """known: the names offered. nobody: the words that stand for no name."""
        self._nobody, self._names, self._busy = nobody, [], False
        self.known = widgets.Dropdown(
            description=description, style=LABEL, layout={"width": "20em"}
        )
        self.other = widgets.Text(
            placeholder="type the name", description="Name:", style=LABEL, layout={"width": "16em"}
        )
        super().__init__([self.known, self.other], layout={"flex_flow": "row wrap"})
        self.offer(known)
        self.known.observe(self._take, "value")
        self.other.observe(self._take, "value")
        self.observe(self._put, "value")

    def offer(self, known: Iterable[str]) -> None:
        """Offer these names; what was chosen stays chosen, as a typed name if need be."""
        self._names = list(dict.fromkeys(known))
        options = [(self._nobody, ""), *((n, n) for n in self._names), ("another name ...", OTHER)]
        self._busy = True
        self.known.options = options
        self._busy = False
        self._put()

    def _put(self, change=None):
        """Bring the two controls in line with the value."""
        if self._busy:
            return
        listed = not self.value or self.value in self._names
        self._busy = True
        self.other.value = "" if listed else self.value
        self.known.value = self.value if listed else OTHER
        self._busy = False
        self._reveal()

    def _take(self, change=None):
        """Bring the value in line with the two controls."""
        if self._busy:
            return
        self._busy = True
        typed = self.known.value == OTHER
        self.value = " ".join(self.other.value.split()) if typed else self.known.value
        self._busy = False
        self._reveal()

    def _reveal(self):
        self.other.layout.display = None if self.known.value == OTHER else "none"
