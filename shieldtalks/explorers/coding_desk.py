"""Lesson 03: the coding desk. Sentence after sentence, beside the reference codings."""

import html
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers.base import HERE, LABEL, Explorer, buttons, choice
from shieldtalks.explorers.coding import (
    Coding,
    Keeper,
    add_code,
    mark_nothing,
    remove_code,
    reopen,
)
from shieldtalks.figures.agreement import AgreementGauge, stance_shifts
from shieldtalks.figures.figure import Figure
from shieldtalks.phrases import counted, names
from shieldtalks.reliability import (
    compare_presence,
    flip,
    in_words,
    matches,
    presence,
    stance_changes,
)
from shieldtalks.statements import load_concepts

# Ten sentences that show what coding is about: plain ones, pairs, an empty one, disputed ones.
PRACTICE = (
    "000.03",
    "000.07",
    "001.17",
    "002.04",
    "002.18",
    "003.12",
    "000.12",
    "001.22",
    "002.01",
    "004.10",
)
SIGN = {"yes": "+", "no": "–", "": "·"}
SAYS = {"yes": "agrees", "no": "disagrees"}
TITLE = "How far readers see the same: mind the lines"
KEYS = {
    "+": "agrees",
    "-": "disagrees",
    "Enter": "add the code",
    "0": "nothing to code here",
    ".": "next",
    ",": "previous",
    "?": "the other readers",
}
OTHER = "\0"
KEEP = '<p><button type="button" data-keep="now">Try to keep it again</button></p>'
UNMEASURED = {
    "value": np.nan,
    "low": np.nan,
    "high": np.nan,
    "aside": "n = 0",
    "said": "",
    "note": "",
}


def desk_step(
    corpus: Corpus, unit: str, codings: Mapping[str, pd.DataFrame], mine: Coding | None = None
) -> str:
    """Return one sentence and what each reader saw in it, as text.

    codings: {name: coding}. mine: the student's own Coding, or None. Raises DataError for an
    unknown unit.
    """
    readers = dict(codings) if mine is None else {"You": mine.codes, **codings}
    return "\n".join([corpus.cite(unit), *reader_lines(unit, readers)])


def reader_lines(
    unit: str, readers: Mapping[str, pd.DataFrame], concepts: pd.DataFrame | None = None
) -> list[str]:
    """Return what several readers saw in one unit, as lines of text: one for each code."""
    table = side_by_side(unit, readers, concepts)
    if table.empty:
        return [f"  {names(readers)}: nothing to code here."]
    lines = []
    for (organization, label), row in table.iterrows():
        answers = ", ".join(f"{name} {row[name] or 'nothing'}" for name in readers)
        lines.append(f"  {organization}, {label}: {answers}")
    return lines


def side_by_side(
    unit: str, readers: Mapping[str, pd.DataFrame], concepts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what several readers saw in one unit: 'yes', 'no', 'yes and no', or ''.

    readers: {name: coding}. Returns a DataFrame indexed by organization and the concept's label,
    a column a reader.
    """
    labels = (load_concepts() if concepts is None else concepts)["label"]
    columns = {}
    for name, coding in readers.items():
        here = coding[coding["unit"].eq(unit)]
        keys = [here["organization"], here["concept"].map(labels)]
        columns[name] = (
            here["agreement"]
            .groupby(keys, sort=False)
            .agg(lambda each: " and ".join(sorted(set(each), reverse=True)))
        )
    table = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    return table.fillna("").rename_axis(["organization", "concept"])


def standing(
    mine: Coding,
    codings: Mapping[str, pd.DataFrame],
    concepts: pd.DataFrame | None = None,
    known: dict | None = None,
) -> pd.DataFrame:
    """Measure the student against each reader, and the readers against each other.

    mine: a Coding. codings: {name: coding}. Only the units that the student has decided count.
    known: a dict that keeps how two other readers stand, for the next call with these codings.
    Returns a DataFrame, a row a pair ('You and A'), with value (kappa), low, high, aside (n), said
    (a full sentence) and note (what to beware of, or '').
    """
    ids = (load_concepts() if concepts is None else concepts).index
    readers, units = {"You": mine.codes, **codings}, mine.units
    if not units:
        pairs = [f"{one} and {other}" for one, other in itertools.combinations(readers, 2)]
        return pd.DataFrame.from_dict(dict.fromkeys(pairs, UNMEASURED), orient="index")
    codes = {name: coding[coding["unit"].isin(units)] for name, coding in readers.items()}
    seen = {name: presence(coding, units, ids) for name, coding in codes.items()}
    rows, known = {}, {} if known is None else known
    for one, other in itertools.combinations(readers, 2):
        key = (one, other, *units)
        row = known.get(key)
        if row is None:
            result = compare_presence(seen[one], seen[other])
            row = _measured(result, one, other, codes, len(units))
        if one != "You":
            known[key] = row
        rows[f"{one} and {other}"] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def agreement_step(
    mine: Coding,
    codings: Mapping[str, pd.DataFrame],
    corpus: Corpus,
    concepts: pd.DataFrame | None = None,
) -> Figure:
    """Draw how far a student and the reference readers agree. Returns a Figure.

    mine: a Coding. codings: {name: coding}.
    """
    table = standing(mine, codings, concepts)
    return AgreementGauge(list(table.index), TITLE).figure(table, standing_footer(mine, corpus))


def standing_footer(mine: Coding, corpus: Corpus) -> str:
    """Return the footer of a desk's chart: how many sentences are decided, in which articles."""
    articles = sorted(corpus.units.loc[mine.units, "article"].unique())
    decided = f"n = {counted(len(mine.units), 'sentence')} decided by you"
    if not articles:
        return f"{decided}."
    if len(articles) > 5:
        return f"{decided}, in {len(articles)} articles."
    return f"{decided}, in article{'s' * (len(articles) > 1)} {names(articles)}."


def flip_step(statements: pd.DataFrame, ids: str | Iterable[str]) -> Figure:
    """Draw which cells of the position matrix change when some codes are flipped.

    ids: one statement id or several. Returns a Figure.
    """
    ids = [ids] if isinstance(ids, str) else list(ids)
    versions = {"Before": statements, "After": flip(statements, ids)}
    changed = stance_changes(versions)
    title = f"With {names(ids)} flipped, {counted(len(changed), 'cell')} of the matrix changed"
    return stance_shifts(changed, versions, load_concepts(), title)


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


def _row(*controls):
    row = widgets.HBox(list(controls))
    row.add_class("st-desk-row")
    return row


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
        self._check_units()
        self._actors = _actors(self.codings) if actors is None else actors
        self.keeper = Keeper(corpus, self.concepts, file)
        self._said, self._gauge = self.keeper.message, None
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

    def _check_units(self):
        unknown = [unit for unit in self.practice if unit not in self.corpus.units.index]
        if unknown:
            raise DataError(f"{unknown[0]!r}, to be practised, is no unit of this corpus.")
        if self.corpus.body().empty:
            raise DataError("No article of this corpus holds a sentence of kind body to code.")

    # What can be done

    @property
    def coding(self) -> Coding:
        """Return the student's Coding as it stands."""
        return self.keeper.coding

    def units(self) -> list[str]:
        """Return the units of the chosen article, or of the practice list, in order."""
        if self.article == "practice":
            return list(self.practice)
        body = self.corpus.body()
        return list(body.index[body["article"].eq(self.article)])

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
        fields: dict = {
            "organization": self.organization,
            "concept": self.concept,
            "agreement": self.agreement,
            "person": self.person,
            "conditional": self.conditional,
            "attribution": self.attribution,
        }
        unit = self.unit
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
        same = ("unit", "organization", "concept", "agreement", "person")
        fields = {name: row[name] for name in same}
        if self._change(lambda coding: remove_code(coding, **fields)):
            self._say(f"Removed: {self.concepts.at[row['concept'], 'label']}.", kept=True)

    def nothing(self) -> None:
        """Decide that the sentence holds nothing to code; a second time takes that back."""
        unit = self.unit
        step = reopen if unit in self.coding.nothing else mark_nothing
        if self._change(lambda coding: step(coding, unit)):
            what = "is open again" if step is reopen else "holds nothing to code"
            self._say(f"{unit} {what}.", kept=True)

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
        mine = [f"- {_spoken(row, self.concepts)}" for row in here.to_dict("records")]
        if not mine:
            empty = self.unit in self.coding.nothing
            mine = ["- nothing to code here" if empty else "- not decided yet"]
        lines = [self._place(), self.corpus.text(self.unit), "Your codes:", *mine]
        if self._readers_open():
            lines += reader_lines(self.unit, self.codings, self.concepts)
        if self.codings:
            lines += _lines(self._standing())
        return "\n".join(line for line in [*lines, self.keeper.message, self.keeper.notice] if line)

    def still(self) -> str:
        """Return what is shown now, as HTML."""
        kept = f"<p>{html.escape(self.keeper.message)}</p>"
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
        articles = choice("Article:", self._articles())
        self.article = articles.value
        self._unit_list = widgets.Dropdown(
            options=self.units(), description="Sentence:", style=LABEL, layout={"width": "12em"}
        )
        self.unit = self._unit_list.value
        previous = widgets.Button(description="Previous (,)", layout={"width": "auto"})
        following = widgets.Button(description="Next (.)", layout={"width": "auto"})
        previous.on_click(lambda _: self.move(-1))
        following.on_click(lambda _: self.move(1))
        traitlets.link((self, "article"), (articles, "value"))
        self._unit_link = traitlets.link((self, "unit"), (self._unit_list, "value"))
        bar = widgets.HBox([articles, self._unit_list, previous, following])
        bar.add_class("st-bar")
        return bar

    def _build_form(self):
        concepts = widgets.Select(
            options=[(label, concept) for concept, label in self.concepts["label"].items()],
            value=None,
            rows=min(len(self.concepts), 18),
            description="Concept:",
            style=LABEL,
            layout={"width": "25em", "height": "auto"},
        )
        self._wording = widgets.HTML()
        self._wording.add_class("st-desk-wording")
        self._people = Named("Person:", self._known("person"), "nobody is named")
        self._organizations = Named("Organization:", self._known("organization"), "choose one")
        agreement = buttons("Stance:", [("+ agrees", "yes"), ("– disagrees", "no")])
        agreement.value = None
        attribution = buttons("Told as:", ["direct", "indirect", "narrator"])
        conditional = widgets.Checkbox(
            description="on a condition", indent=False, layout={"width": "auto"}
        )
        add = widgets.Button(description="Add this code (Enter)", layout={"width": "auto"})
        none = widgets.Button(description="Nothing to code here (0)", layout={"width": "auto"})
        show = widgets.ToggleButton(description="Other readers (?)", layout={"width": "auto"})
        add.on_click(lambda _: self.add())
        none.on_click(lambda _: self.nothing())
        for name, control in {
            "concept": concepts,
            "person": self._people,
            "organization": self._organizations,
            "agreement": agreement,
            "attribution": attribution,
            "conditional": conditional,
            "readers": show,
        }.items():
            traitlets.link((self, name), (control, "value"))
        acts = [add, none, show] if self.codings else [add, none]
        right = [
            self._wording,
            self._people,
            self._organizations,
            agreement,
            _row(attribution, conditional),
            _row(*acts),
            self.mine,
        ]
        side = widgets.VBox(right)
        side.add_class("st-desk-side")
        form = widgets.HBox([concepts, side])
        form.add_class("st-desk-form")
        return form

    def _articles(self):
        sources = self.corpus.articles
        listed = [
            (f"{article} · {row['outlet']}, {row['date'][:4] or 'undated'}", article)
            for article, row in sources.iterrows()
            if len(self.corpus.body().query("article == @article"))
        ]
        practice = [(f"Practice: {len(self.practice)} sentences", "practice")]
        return practice * bool(self.practice) + listed

    def _known(self, column):
        """Return the names to offer: of persons only those whose surname the article has."""
        found = [name for name in self._actors[column].unique() if name]
        if column == "organization":
            return sorted(found)
        text = self.corpus.texts[self._article_here()]
        return [n for n in found if n.split()[-1] in text or n == "unnamed source"]

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
        return self._listed(proposal, [article for _, article in self._articles()])

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
        self._unit_list.options = units
        self._unit_list.value = self.unit = unit
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
        self._people.offer(self._known("person"))
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
        if self.concept is None:
            words = "Choose a concept: its wording appears here, and yes or no refers to it."
        else:
            row = self.concepts.loc[self.concept]
            words = f"<b>{html.escape(row['label'])}.</b> {html.escape(row['wording'])}"
        self._wording.value = words

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
        # First what was done, then the picture, which takes longest, then the rest.
        self.mine.html = self._mine_html()
        if self._charted_for is not self.coding:
            self._charted_for = self.coding
            self.chart.html = self._chart_html()
        self.page.html = self._page_html()
        self.status.html = self._status_html()

    def _page_html(self):
        place = f'<p class="st-desk-place">{html.escape(self._place())}</p>'
        if self._worded[0] != self.unit:
            self._worded = self.unit, self._words_html()
        return place + self._worded[1]

    def _words_html(self):
        body = self.corpus.body()
        same = body[body["article"].eq(self._article_here())]["text"]
        place = list(same.index).index(self.unit) if self.unit in same.index else None
        before = same.iloc[place - 1] if place else ""
        after = same.iloc[place + 1] if place is not None and place + 1 < len(same) else ""
        before, words, after = (
            html.escape(text) for text in (before, self.corpus.text(self.unit), after)
        )
        words = (
            f'<span class="st-desk-around">{before}</span> <mark>{words}</mark> '
            f'<span class="st-desk-around">{after}</span>'
        )
        return f'<p class="st-desk-words">{words}</p>'

    def _mine_html(self):
        here = self._codes_here().to_dict("records")
        items = "".join(
            f"<li>{_sign(row['agreement'])}{html.escape(_spoken(row, self.concepts))}"
            f'<button type="button" data-remove="{number}" '
            f'aria-label="Remove: {html.escape(_spoken(row, self.concepts))}">Remove</button></li>'
            for number, row in enumerate(here)
        )
        if not here:
            empty = self.unit in self.coding.nothing
            items = "<li>Nothing to code here.</li>" if empty else "<li>Not decided yet.</li>"
        return f"<p><b>Your codes for {self.unit}</b></p><ul>{items}</ul>{self._readers_html()}"

    def _readers_html(self):
        if not (self.readers and self.codings):
            return ""
        if self.unit not in self.coding.units:
            return "<p>Decide this sentence first; then the other readers show theirs.</p>"
        readers = {"You": self.coding.codes, **self.codings}
        table = side_by_side(self.unit, readers, self.concepts)
        if table.empty:
            return f"<p>{html.escape(names(readers))}: nothing to code here.</p>"
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in ("Code", *readers))
        rows = "".join(
            f"<tr><th scope='row'>{html.escape(f'{organization}: {label}')}</th>"
            + "".join(f"<td>{_sign(row[name])}{row[name] or 'nothing'}</td>" for name in readers)
            + "</tr>"
            for (organization, label), row in table.iterrows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _status_html(self):
        keys = "".join(
            f'<span class="st-desk-keys"><kbd>{key}</kbd> {words}</span>'
            for key, words in KEYS.items()
            if key != "?" or self.codings
        )
        lines = [self._said or self.keeper.message, self.keeper.notice]
        said = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
        again = KEEP if self.keeper.waits else ""
        return f'{said}{again}<p class="st-desk-place">{keys}</p>'

    def _chart_html(self):
        if not self.codings:
            return "<p>No other reader here: a partner's coding can be given to the desk.</p>"
        if not self.coding.units:
            return (
                "<p>Decide a sentence, and your agreement with the other readers stands here.</p>"
            )
        table = self._standing()
        if self._gauge is None:
            self._gauge = AgreementGauge(list(table.index), TITLE)
        figure = self._gauge.figure(table, standing_footer(self.coding, self.corpus))
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in _lines(table))
        return lines + figure.html()


def _actors(codings):
    """Return the pairs of organization and person that codings know."""
    columns = ["organization", "person"]
    tables = [coding[columns] for coding in codings.values()] or [pd.DataFrame(columns=columns)]
    return pd.concat(tables).drop_duplicates()


def _measured(result, one, other, codes, units):
    row, alpha = result.loc["kappa"], result.loc["alpha", "value"]
    if np.isnan(row["value"]):
        said = f"{one} and {other}: no value yet."
        return {**UNMEASURED, "aside": f"n = {units}", "said": said, "note": row["note"]}
    count = matches(codes[one], codes[other])
    whose = "your" if one == "You" else f"{one}'s"
    said = (
        f"{one} and {other}: {in_words(result)}, alpha {alpha:.2f}; {count['agreement']} codes the "
        f"same, actor and sign included, of {whose} {len(codes[one])} and {other}'s "
        f"{len(codes[other])}."
    )
    return {
        "value": row["value"],
        "low": row["low"],
        "high": row["high"],
        "aside": f"n = {units}",
        "said": said,
        "note": row["note"],
    }


def _lines(table):
    """Return what a table of `standing` says, each line once: the pairs, then what to beware of."""
    return list(dict.fromkeys(line for line in [*table["said"], *table["note"]] if line))


def _spoken(row, concepts):
    """Return a code as words: who, its stance, the concept."""
    who = f"{row['person']}, {row['organization']}" if row["person"] else row["organization"]
    extra = ", on a condition" if row["conditional"] else ""
    label = concepts.at[row["concept"], "label"]
    return f"{who} {SAYS[row['agreement']]}: {label} ({row['attribution']}{extra})"


def _sign(agreement):
    if agreement not in SAYS:
        return ""
    return (
        f'<span class="st-desk-sign st-desk-{agreement}" aria-hidden="true">'
        f"{SIGN[agreement]}</span>"
    )
