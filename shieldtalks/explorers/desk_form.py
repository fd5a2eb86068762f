"""The controls of a coding desk: what a code is made of, and how they stand on the page."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import ipywidgets as widgets
import pandas as pd

from shieldtalks.explorers.base import LABEL, buttons
from shieldtalks.explorers.panes import Named

AUTO = {"width": "auto"}


def button(words: str, action: Callable[[], object]) -> widgets.Button:
    """Return a button as wide as its words."""
    made = widgets.Button(description=words, layout=AUTO)
    made.on_click(lambda _: action())
    return made


def sentence_list(units: Sequence[str]) -> widgets.Dropdown:
    """Return the list of sentences, by their units."""
    return widgets.Dropdown(
        options=units, description="Sentence:", style=LABEL, layout={"width": "12em"}
    )


def code_controls(
    concepts: pd.DataFrame, person: Iterable[str], organization: Iterable[str]
) -> dict[str, widgets.DOMWidget]:
    """Return the controls of a code, by the trait of the desk that each stands for.

    concepts: as `statements.load_concepts`. person, organization: the names that are offered.
    """
    concept = widgets.Select(
        options=[(label, concept) for concept, label in concepts["label"].items()],
        value=None,
        rows=min(len(concepts), 18),
        description="Concept:",
        style=LABEL,
        layout={"width": "25em", "height": "auto"},
    )
    agreement = buttons("Stance:", [("+ agrees", "yes"), ("– disagrees", "no")])
    agreement.value = None
    return {
        "concept": concept,
        "person": Named("Person:", person, "nobody is named"),
        "organization": Named("Organization:", organization, "choose one"),
        "agreement": agreement,
        "attribution": buttons("Told as:", ["direct", "indirect", "narrator"]),
        "conditional": widgets.Checkbox(description="on a condition", indent=False, layout=AUTO),
        "readers": widgets.ToggleButton(description="Other readers (?)", layout=AUTO),
    }


def laid_out(
    controls: Mapping[str, widgets.DOMWidget],
    wording: widgets.Widget,
    acts: Iterable[widgets.Widget],
    codes: widgets.Widget,
) -> widgets.HBox:
    """Return the form of the desk: concepts at the left, the rest beside them.

    acts: what can be done with a code. codes: the pane of the student's codes.
    """
    side = widgets.VBox(
        [
            wording,
            *(controls[name] for name in ("person", "organization", "agreement")),
            _row(controls["attribution"], controls["conditional"]),
            _row(*acts),
            codes,
        ]
    )
    side.add_class("st-desk-side")
    form = widgets.HBox([controls["concept"], side])
    form.add_class("st-desk-form")
    return form


def _row(*controls):
    row = widgets.HBox(list(controls))
    row.add_class("st-desk-row")
    return row
