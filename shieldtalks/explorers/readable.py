"""What explorers share that draw the same result as any reader coded it."""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import Flipbook, Pages, choice, hear_in_turn
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.style import IN_TURN
from shieldtalks.readings import CLASS, OWN
from shieldtalks.statements import ALL_FOUR, evidence

REFERENCE = "reference"
NAMED = {ALL_FOUR: "only what all four saw", OWN: "your own codes", CLASS: "your class"}
Readings = Mapping[str, pd.DataFrame]


class Readable(Flipbook):
    """A flipbook with a control that chooses whose reading of the articles is drawn.

    Trait: reading ('reference', a reader's letter, 'all four', 'You', 'Your class', or another
    name of `readings`; each has pages of its own, drawn when they are asked for).
    """

    reading = traitlets.Unicode(REFERENCE)

    def __init__(
        self,
        controls: dict[str, widgets.DOMWidget],
        draw: Callable[..., Figure],
        rows: Mapping[str, dict],
        invitation: str,
        readings: Readings | None = None,
        **state: Any,
    ):
        """Tie the controls to the pages of every reading.

        draw: function of the statements of a reading (None: the reference) and of the controls'
        values that returns a Figure. readings: {name: statements} to choose from beside the
        reference; without them there is no control. The rest as `Flipbook`.
        """
        others = {name: table for name, table in (readings or {}).items() if name != REFERENCE}
        self._tables: dict[str, pd.DataFrame | None] = {REFERENCE: None, **others}
        self._draw, self._books = draw, {}
        self.reading = self._known(state.pop("reading", REFERENCE))
        super().__init__(controls, self.book(), rows, invitation, **state)
        if others:
            names = [(NAMED.get(name, name), name) for name in self._tables]
            self.reader = choice("Reading:", names)
            self.add_control("reading", self.reader)

    def shelf(self) -> tuple:
        """Return what chooses the book of pages: the reading, and whatever a subclass adds."""
        return (self.reading,)

    def book(self, shelf: tuple | None = None) -> Pages:
        """Return the pages of a reading, by default those that are turned now."""
        shelf = self.shelf() if shelf is None else shelf
        if shelf not in self._books:
            reading, *rest = shelf
            self._books[shelf] = Pages(
                lambda **state: self._draw(self._tables[reading], *rest, **state)
            )
        return self._books[shelf]

    def add_control(self, trait: str, control: widgets.DOMWidget) -> None:
        """Put one more control beside the others; another value of it opens another book."""
        traitlets.link((self, trait), (control, "value"))
        self.bar.children = [*self.bar.children, control]
        hear_in_turn(control)
        self.observe(self._change_books, trait)

    @traitlets.validate("reading")
    def _valid(self, proposal):
        return self._known(proposal["value"])

    def _known(self, name):
        if name not in self._tables:
            known = ", ".join(self._tables)
            raise traitlets.TraitError(f"{name!r} is no reading here. There are {known}.")
        return name

    def _change_books(self, change):
        """Show the same page in another book."""
        with IN_TURN:
            key, self.pages = self.picture.key, self.book()
            self.pages.draw(key, self.state())
            # This page alone goes at once; the others follow when they are asked for.
            self.picture.frames = {key: self.pages.frames[key]}
        self._draw_when_idle()


def article_to_leave_out(statements: pd.DataFrame) -> widgets.Dropdown:
    """Return a list of the articles of which one may be left out; '' is none."""
    articles = sorted(statements["article"].unique())
    return choice("Leave out article:", [("none", ""), *zip(articles, articles, strict=True)])


def rows_of(
    statements: pd.DataFrame,
    corpus: Corpus,
    readings: Readings | None = None,
    concepts: pd.DataFrame | None = None,
) -> dict[str, dict]:
    """Return the sentences behind every reading, as `statements.evidence`."""
    rows: dict[str, dict] = {}
    for table in (*(readings or {}).values(), statements):
        rows |= evidence(table, corpus=corpus, concepts=concepts)
    return rows
