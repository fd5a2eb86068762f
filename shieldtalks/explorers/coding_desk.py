"""Lesson 03: the coding desk. Sentence after sentence, beside the reference codings."""

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers.base import Explorer, choice
from shieldtalks.explorers.coding import Coding, Keeper, add_code, mark_nothing, remove_code, reopen
from shieldtalks.explorers.comparison import (
    TITLE,
    actors_of,
    check_units,
    lines_of,
    listed_articles,
    names_to_offer,
    neighbours,
    reader_lines,
    side_by_side,
    standing,
    standing_footer,
)
from shieldtalks.explorers.desk_form import button, code_controls, laid_out, sentence_list
from shieldtalks.explorers.desk_headlines import ASK, moves_said
from shieldtalks.explorers.desk_html import (
    KEYS,
    NO_READER,
    NOTHING_YET,
    SAYS,
    UNDECIDED,
    keys_line,
    other_readers,
    own_codes,
    paragraphs,
    place_line,
    sentence,
    spoken,
    wording,
)
from shieldtalks.explorers.panes import KEEP, Pane
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.gauge import AgreementGauge
from shieldtalks.markup import Markup, joined
from shieldtalks.statements import load_concepts


class CodingDesk(Explorer):
    """Code one sentence after another, then see what other readers made of it.

    Traits: article (an article, or 'practice'), unit, organization, person, concept, agreement
    ('yes', 'no' or None), attribution, conditional, readers (show the other codings). `coding` is
    the student's Coding, kept in a file of the work folder at each change.
    """

    article = traitlets.Unicode()
    unit = traitlets.Unicode()
    organization = traitlets.Unicode()
    person = traitlets.Unicode()
    concept = traitlets.Unicode(None, allow_none=True)
    agreement = traitlets.Unicode(None, allow_none=True)
    attribution = traitlets.Unicode("indirect")
    conditional = traitlets.Bool(False)
    readers = traitlets.Bool(False)

    def __init__(
        self,
        corpus: Corpus,
        codings: Mapping[str, pd.DataFrame] | None = None,
        concepts: pd.DataFrame | None = None,
        practice: Iterable[str] = (),
        actors: pd.DataFrame | None = None,
        file: str | None = None,
        **state: Any,
    ):
        """Open a desk on any Corpus, with or without other readers.

        codings: {name: coding} of other readers, or None. concepts: as `load_concepts`. practice:
        units for a short list of their own. actors: a table with the columns organization and
        person whose names are offered (default: those of the codings). file: the name of the file
        in the work folder. state: traits to start with. Raises DataError for a practice unit that
        the corpus lacks, and for a corpus without a sentence to code.
        """
        self.corpus, self.codings = corpus, dict(codings or {})
        self.concepts = load_concepts() if concepts is None else concepts
        self.practice = tuple(practice)
        self._units = {"practice": list(self.practice)}
        check_units(corpus, self.practice)
        self._actors = actors_of(self.codings) if actors is None else actors
        self.keeper = Keeper(corpus, self.concepts, file)
        self._said, self._gauge, self._figure = self.keeper.message, None, None
        self._measured_for = self._charted_for = None
        self._others, self._worded = {}, (None, "")
        self._build()
        super().__init__([self.bar, self.page, self.form, self.status, self.chart])
        self.add_class("st-desk")
        self.observe(self._open, "article")
        self.observe(self._turn, "unit")
        self.observe(self._show, "readers")
        self.observe(self._describe_concept, "concept")
        self.observe(self._belongs, "person")
        self._clear_form()
        self.article = state.pop("article", self.article)
        for name, value in state.items():
            setattr(self, name, value)
        self._show()

    # What can be done

    @property
    def coding(self) -> Coding:
        """Return the student's Coding as it stands."""
        return self.keeper.coding

    def units(self) -> list[str]:
        """Return the units of the chosen article, or of the practice list, in order."""
        if self.article not in self._units:
            body = self.corpus.body()
            self._units[self.article] = list(body.index[body["article"].eq(self.article)])
        return self._units[self.article]

    def move(self, step: int) -> None:
        """Go `step` sentences on, or back where it is negative; stop at the ends."""
        units = self.units()
        place = units.index(self.unit) + step
        if not 0 <= place < len(units):
            self._say("This is the last sentence." if step > 0 else "This is the first sentence.")
            return
        self.unit = units[place]

    def add(self) -> None:
        """Add the code that the form shows. Says in one line what is still missing."""
        parts = ("organization", "concept", "agreement", "person", "conditional", "attribution")
        unit, fields = self.unit, {part: getattr(self, part) for part in parts}
        if self._change(lambda coding: add_code(coding, unit, **fields)):
            label, says = self.concepts.at[fields["concept"], "label"], SAYS[fields["agreement"]]
            self._say(f"Added: {self.organization} {says}: {label}.", kept=True)
            self.concept = self.agreement = None

    def remove(self, number: int) -> None:
        """Remove the code with this number, counted from 0, from the sentence shown."""
        here = self._codes_here()
        if not 0 <= number < len(here):
            return
        row = here.iloc[number]
        same = ["unit", "organization", "concept", "agreement", "person"]
        if self._change(lambda coding: remove_code(coding, **row[same])):
            self._say(f"Removed: {self.concepts.at[row['concept'], 'label']}.", kept=True)

    def nothing(self) -> None:
        """Decide that the sentence holds nothing to code; a second time takes that back."""
        unit = self.unit
        step = reopen if unit in self.coding.nothing else mark_nothing
        if self._change(lambda coding: step(coding, unit)):
            what = "is open again" if step is reopen else "holds nothing to code"
            self._say(f"{unit} {what}.", kept=True)

    def ask_headlines(self) -> None:
        """Say which headlines of the later lessons the codes move, of the course's articles."""
        self._say(moves_said(self.coding, self.corpus))

    def press(self, key: str) -> None:
        """Do what a key of the desk does: see KEYS."""
        if key in ("+", "="):
            self.agreement = "yes"
        elif key == "-":
            self.agreement = "no"
        elif key == "Enter":
            self.add()
        elif key == "0":
            self.nothing()
        elif key in (".", ","):
            self.move(1 if key == "." else -1)
        elif key == "?" and self.codings:
            self.readers = not self.readers

    # What is shown

    def describe(self) -> str:
        """Return the sentence, the codes in it, the other readers' and the agreement, as text."""
        here = self._codes_here()
        mine = [f"- {spoken(row, self.concepts)}" for row in here.to_dict("records")]
        if not mine:
            empty = self.unit in self.coding.nothing
            mine = ["- nothing to code here" if empty else "- not decided yet"]
        lines = [self._place(), self.corpus.text(self.unit), "Your codes:", *mine]
        if self._readers_open():
            lines += reader_lines(self.unit, self.codings, self.concepts)
        if self.codings:
            lines += lines_of(self._standing())
        return "\n".join(line for line in [*lines, self.keeper.message, self.keeper.notice] if line)

    def shown(self) -> Figure | None:
        """Return the Figure of agreement, or None before a sentence is decided."""
        return self._figure

    def still(self) -> str:
        """Return what is shown now, as HTML."""
        kept = paragraphs([self.keeper.message])
        return self.page.html + self.mine.html + self.chart.html + kept

    def _build(self):
        self.page = Pane(label="The sentence", live=True)
        self.mine = Pane(label="Your codes for this sentence")
        self.status = Pane(label="What happened", live=True, shortcuts=[*KEYS, "="])
        self.chart = Pane(label="Agreement")
        for pane in (self.mine, self.status):
            pane.on_msg(self._heard)
        self.bar, self.form = self._build_bar(), self._build_form()

    def _build_bar(self):
        articles = choice("Article:", listed_articles(self.corpus, self.practice))
        self.article = articles.value
        units = sentence_list(self.units())
        self.unit = units.value
        self.controls = {"article": articles, "unit": units}
        traitlets.link((self, "article"), (articles, "value"))
        self._unit_link = traitlets.link((self, "unit"), (units, "value"))
        previous = button("Previous (,)", lambda: self.move(-1))
        bar = widgets.HBox([articles, units, previous, button("Next (.)", lambda: self.move(1))])
        bar.add_class("st-bar")
        return bar

    def _build_form(self):
        self._wording = widgets.HTML()
        self._wording.add_class("st-desk-wording")
        made = code_controls(self.concepts, **self._known())
        for name, control in made.items():
            traitlets.link((self, name), (control, "value"))
        self.controls |= made
        acts = [
            button("Add this code (Enter)", self.add),
            button("Nothing to code here (0)", self.nothing),
            *([made["readers"]] if self.codings else []),
            *([button(ASK, self.ask_headlines)] if self.practice else []),
        ]
        return laid_out(made, self._wording, acts, self.mine)

    def _known(self):
        return names_to_offer(self._actors, self.corpus.texts[self._article_here()])

    def _article_here(self):
        return self.corpus.units.at[self.unit, "article"]

    def _codes_here(self):
        codes = self.coding.codes
        return codes[codes["unit"].eq(self.unit)]

    def _readers_open(self):
        return self.readers and bool(self.codings) and self.unit in self.coding.units

    def _standing(self):
        """Measure anew only when the coding is another."""
        if self._measured_for is not self.coding:
            self._measured_for = self.coding
            self._table = standing(self.coding, self.codings, self.concepts, self._others)
        return self._table

    def _place(self):
        units = self.units()
        decided = len(set(units) & set(self.coding.units))
        row = self.corpus.articles.loc[self._article_here()]
        source = f"[{self.unit}] {row['outlet']}, {row['date'] or 'undated'}"
        number = units.index(self.unit) + 1
        return f"{source} · sentence {number} of {len(units)}, {decided} decided"

    # What happens

    @traitlets.validate("article")
    def _listed_article(self, proposal):
        known = [article for _, article in listed_articles(self.corpus, self.practice)]
        return self._listed(proposal, known)

    @traitlets.validate("unit")
    def _listed_unit(self, proposal):
        return self._listed(proposal, self.units())

    def _listed(self, proposal, known):
        if proposal["value"] not in known:
            raise DataError(
                f"{proposal['value']!r} is not on this desk. Choose one of {', '.join(known)}."
            )
        return proposal["value"]

    def _open(self, change):
        """List the sentences of another article; one that is in it as well stays chosen."""
        units = self.units()
        unit = self.unit if self.unit in units else units[0]
        self._unit_link.unlink()
        self.controls["unit"].options = units
        self.controls["unit"].value = self.unit = unit
        self._unit_link.link()
        self._show()

    def _turn(self, change):
        """Show another sentence: its own persons, and a form without the last one's choices."""
        if self.corpus.units.at[change["old"], "article"] != self._article_here():
            self.person = self.organization = ""
        self._clear_form()
        self.keeper.reload()
        self._said = ""
        self._show()

    def _clear_form(self):
        self.controls["person"].offer(self._known()["person"])
        self.concept = self.agreement = None
        self.conditional = False
        quoted = any(mark in self.corpus.text(self.unit) for mark in '“”"')
        self.attribution = "direct" if quoted else "indirect"

    def _belongs(self, change):
        """Set the organization that a person speaks for, where the names offered know it."""
        rows = self._actors[self._actors["person"].eq(change["new"] or None)]
        if len(rows):
            self.organization = rows["organization"].mode()[0]

    def _describe_concept(self, change=None):
        chosen = None if self.concept is None else self.concepts.loc[self.concept]
        self._wording.value = wording(chosen)

    def _change(self, step):
        try:
            self.keeper.change(step)
        except DataError as error:
            self._say(str(error))
            return False
        return True

    def _say(self, words, kept=False):
        self._said = f"{words} {self.keeper.message}" if kept else words
        self._show()

    def _heard(self, pane, content, buffers):
        if "key" in content:
            self.press(content["key"])
        elif "remove" in content:
            self.remove(content["remove"])
        elif "keep" in content:
            self.keeper.keep()
            self._say(self.keeper.message)

    def _show(self, change=None):
        self._describe_concept()
        self.mine.html = self._mine_html()  # what was done comes first, the slow picture next
        if self._charted_for is not self.coding:
            self._charted_for = self.coding
            self.chart.html = self._chart_html()
        self.page.html = self._page_html()
        self.status.html = self._status_html()

    def _page_html(self):
        if self._worded[0] != self.unit:
            self._worded = self.unit, self._words_html()
        return joined(place_line(self._place()), self._worded[1])

    def _words_html(self):
        before, after = neighbours(self.corpus, self.unit)
        return sentence(before, self.corpus.text(self.unit), after)

    def _mine_html(self):
        here, empty = self._codes_here().to_dict("records"), self.unit in self.coding.nothing
        return joined(own_codes(self.unit, here, empty, self.concepts), self._readers_html())

    def _readers_html(self):
        if not (self.readers and self.codings):
            return Markup()
        if not self._readers_open():
            return paragraphs([UNDECIDED])
        readers = {"You": self.coding.codes, **self.codings}
        return other_readers(side_by_side(self.unit, readers, self.concepts), readers)

    def _status_html(self):
        said = paragraphs([self._said or self.keeper.message, self.keeper.notice])
        again = KEEP if self.keeper.waits else Markup()
        return joined(said, again, keys_line(bool(self.codings)))

    def _chart_html(self):
        if not self.codings:
            return paragraphs([NO_READER])
        if not self.coding.units:
            self._figure = None
            return paragraphs([NOTHING_YET])
        table = self._standing()
        if self._gauge is None:
            self._gauge = AgreementGauge(list(table.index), TITLE)
        footer = standing_footer(self.coding, self.corpus)
        self._figure = self._gauge.figure(table, footer)
        return joined(paragraphs(lines_of(table)), self._figure.html())
