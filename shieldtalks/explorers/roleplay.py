"""Lesson 11: a table at which you speak for one party, and the course for the two others."""

from collections.abc import Mapping

import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.bargaining import TABLE, no_deal
from shieldtalks.errors import DataError
from shieldtalks.explorers.base import Explorer, buttons
from shieldtalks.explorers.desk_form import button
from shieldtalks.explorers.desk_html import paragraphs
from shieldtalks.explorers.panes import KEEP, OptionLists, Pane
from shieldtalks.markup import Markup, joined, tag
from shieldtalks.parties import short
from shieldtalks.phrases import capitalised
from shieldtalks.roleplay import (
    NAMES,
    Script,
    answer,
    history,
    in_words,
    keep,
    new_game,
    offer,
    outcome,
    play_on,
    reasons,
    reply,
    resume,
    round_of,
    script,
    turn,
    waiting,
)
from shieldtalks.student_files import set_aside

PAST = "max-height:11em;overflow-y:auto"


def roleplay_step(
    game: dict, rules: Script, package: Mapping[str, str] | None = None, accepts: bool | None = None
) -> dict:
    """Return the game after one move of yours and all that the scripted parties do upon it.

    game: the game so far (`roleplay.new_game` begins one). rules: what the scripted parties go by
    (`roleplay.script`). package: what you offer, {issue: option}; or accepts: your answer, True or
    False; with neither, only the others move. Raises DataError where that move is not due.

    >>> rules = roleplay.script(issues, sheets)
    >>> game = roleplay_step(roleplay.new_game(scripted=["USA", "NATO"]), rules)
    >>> roleplay.history(game, issues)[-1]
    'Round 1 of 5: Russia has to offer.'
    """
    if package is not None:
        game = offer(game, package, rules.issues)
    elif accepts is not None:
        mine = [party for party in waiting(game) if party not in game["scripted"]]
        if not mine:
            raise DataError(f"no answer is due from you. {history(game, rules.issues)[-1]}")
        game = answer(game, mine[0], accepts)
    return play_on(game, rules)


class RoleplayTable(Explorer):
    """Bargain for one party against two that the course plays by their sheets.

    Traits: party (yours), package ({issue: option}, the offer you are putting together). `game` is
    the game so far, kept in a file of the work folder after each of your moves.
    """

    party = traitlets.Enum(TABLE, "RUS")
    package = traitlets.Dict()

    def __init__(
        self,
        issues: pd.DataFrame,
        sheets: pd.DataFrame,
        statements: pd.DataFrame,
        party: str = "RUS",
        file: str = "talks.json",
    ):
        """issues, sheets: as the loaders of `bargaining`. file: its name in the work folder.

        A game that the file holds goes on; else a new one begins, in which you are `party`.
        """
        self.issues, self.sheets, self.statements = issues, sheets, statements
        self.rules, self.file = script(issues, sheets), file
        self._trouble = ""
        self._build()
        super().__init__([self.head, self.table, self.form, self.past])
        self.add_class("st-desk")
        kept, self.notice = self._resumed()
        self.party = party if kept is None else _yours(kept)
        self.message = "" if kept is None else f"Resumed from {file} in your work folder."
        self.game = self._fresh() if kept is None else play_on(kept, self.rules)
        self._seat.value = self.party
        self.package = no_deal(issues).to_dict()
        traitlets.link((self, "package"), (self._lists, "value"))
        self.observe(self._on_package, "package")
        self._name_points()
        self._show()

    # What can be done

    def restart(self, party: str | None = None) -> None:
        """Begin a new game, for this party or for the one whose button is chosen."""
        self.party = self._seat.value = party or self._seat.value
        self.game, self.message, self.notice, self._trouble = self._fresh(), "", "", ""
        self._name_points()
        self._show()

    def offer(self, **package: str) -> None:
        """Make the offer that the lists show, changed by issue=option."""
        self.package = {**self.package, **package}
        self._move(package=self.package)

    def accept(self) -> None:
        """Say yes to the offer on the table."""
        self._move(accepts=True)

    def refuse(self) -> None:
        """Say no to the offer on the table."""
        self._move(accepts=False)

    def worth(self, package: Mapping[str, str]) -> float:
        """Return what a package is worth to you, in points."""
        points = self.sheets["points"][self.party]
        return round(float(sum(points[pair] for pair in package.items())), 9)

    # What is shown

    def describe(self) -> str:
        """Return the state of the talks as text: your points, the offer, the answers, what is due.

        What the sheets of the others say is left out.
        """
        least = self.worth(no_deal(self.issues))
        lines = [
            f"You speak for {NAMES[self.party]}. Without a deal you have {least:g} points.",
            *history(self.game, self.issues)[-4:],
            *self._replies(),
            self._worth_line(),
            self.notice,
            self.message,
        ]
        return "\n".join(line for line in lines if line)

    def still(self) -> str:
        """Return the state of the talks as HTML."""
        return self.table.html + self.past.html + tag("p", self._worth_line())

    def _build(self):
        names = [(short(p), p) for p in TABLE]
        self._seat = buttons("You speak for:", names)
        anew = button("Begin a new game", self.restart)
        self.head = widgets.HBox([self._seat, anew], layout={"flex_flow": "row wrap"})
        self.table, self.past = Pane(label="The table", live=True), Pane(label="So far")
        self.table.on_msg(self._heard)
        self._worth = Pane(label="Your points", live=True)
        self._lists = OptionLists(self.issues, least=27)
        self.controls = self._lists.controls
        self._moves = {
            "offer": button("Make this offer", self.offer),
            "accept": button("Accept theirs", self.accept),
            "refuse": button("Refuse theirs", self.refuse),
        }
        bar = widgets.HBox(list(self._moves.values()), layout={"flex_flow": "row wrap"})
        self.form = widgets.VBox([self._lists, self._worth, bar])

    def _fresh(self):
        scripted = [party for party in TABLE if party != self.party]
        return play_on(new_game(scripted), self.rules)

    def _resumed(self):
        kept, notice = resume(self.issues, self.file)
        if kept is None or len(kept["scripted"]) == 2:
            return kept, notice
        aside = set_aside(self.file)
        fate = f"It is set aside as {aside}." if aside else "It stays as it is."
        return None, f"{self.file}: this is no game of one against two scripted parties. {fate}"

    def _move(self, **move):
        try:
            self.game = roleplay_step(self.game, self.rules, **move)
        except DataError as error:
            self.message = _sentence(str(error))
        else:
            self._keep()
        self._show()

    def _keep(self):
        self._trouble = keep(self.game, self.file)
        self.message = self._trouble or f"Kept in {self.file} in your work folder."

    def _heard(self, pane, content, buffers):
        if "keep" in content:
            self._keep()
            self._show()

    def _on_package(self, change=None):
        self._worth.html = tag("p", self._worth_line())

    def _name_points(self):
        """Write your own points behind each option of the lists."""
        points = self.sheets["points"][self.party].reindex(self.issues.index)
        self._lists.label(self.issues["label"] + points.map(" ({:g})".format))

    def _worth_line(self):
        least = self.worth(no_deal(self.issues))
        mine = f"Your lists make {self.worth(self.package):g} points for you"
        return f"{mine}; without a deal you have {least:g}."

    def _replies(self):
        """Return what the scripted parties answered to your last offer and to the one now open."""
        offers = self.game["offers"]
        mine_before = len(offers) > 1 and offers[-2]["by"] == self.party
        return [line for made in offers[-1 - mine_before :] for line in self._replies_to(made)]

    def _replies_to(self, made):
        """Return the answers of the scripted parties to an offer, as lines of text."""
        which = "your offer" if made["by"] == self.party else f"the offer of {NAMES[made['by']]}"
        given = (self.issues, self.sheets, self.statements)
        return [
            f"To {which}: {reply(party, yes, reasons(made['package'], party, *given))}"
            for party, yes in made["answers"].items()
            if party in self.game["scripted"]
        ]

    def _show(self, change=None):
        self._on_package()
        due = waiting(self.game)
        for name, control in self._moves.items():
            mine = turn(self.game) == self.party if name == "offer" else self.party in due
            control.button_style = "primary" if mine else ""
        self.table.html = self._table_html()
        lines = reversed(history(self.game, self.issues)[:-1])
        items = [tag("li", line) for line in lines]
        self.past.html = _past(items) if items else ""

    def _table_html(self):
        lines = [self.notice, self.message]
        least = self.worth(no_deal(self.issues))
        end = outcome(self.game)
        if end.status == "deal":
            lines.append(f"The deal is worth {self.worth(end.package):g} points to you.")
        head = f"Round {round_of(self.game)} of {self.game['rounds']}. You speak for "
        head += f"{NAMES[self.party]}; without a deal you have {least:g} points."
        due = history(self.game, self.issues)[-1]
        again = KEEP if self._trouble else Markup()
        return joined(
            tag("p", tag("b", head)),
            self._last_html(),
            paragraphs(self._replies()),
            tag("p", tag("b", due)),
            paragraphs(lines),
            again,
        )

    def _last_html(self):
        """Return the last offer as a table: your points, and what the others say to each option."""
        if not self.game["offers"]:
            return Markup()
        last = self.game["offers"][-1]
        points = self.sheets["points"][self.party]
        said = {
            p: reasons(last["package"], p, self.issues, self.sheets, self.statements)["word"]
            for p in self.game["scripted"]
            if p in last["answers"] or p == last["by"]
        }
        heads = ["Issue", "Offered", "Your points", *(capitalised(NAMES[p]) for p in said)]
        rows = [
            tag(
                "tr",
                tag("th", self.issues.at[pair, "issue_label"], scope="row"),
                tag("td", self.issues.at[pair, "label"]),
                tag("td", f"{points[pair]:g}"),
                *(tag("td", words[pair[0]]) for words in said.values()),
            )
            for pair in last["package"].items()
        ]
        worth = tag("td", tag("b", f"{self.worth(last['package']):g}"))
        total = tag("th", tag("b", "Sum"), scope="row")
        rows.append(tag("tr", total, tag("td", ""), worth, *[tag("td", "")] * len(said)))
        whose = f"On the table: the offer of {NAMES[last['by']]}. "
        return joined(
            tag("p", f"{whose}{capitalised(in_words(last['package'], self.issues))}."),
            tag(
                "table",
                tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
                tag("tbody", *rows),
            ),
        )


def _past(items):
    """Return the talks so far, newest first, in a box that scrolls."""
    box = {"tabindex": 0, "role": "region", "aria_label": "The talks so far", "style": PAST}
    head = tag("p", tag("b", "The talks so far, newest first"))
    return joined(head, tag("div", tag("ul", *items), **box))


def _yours(game):
    return next(party for party in TABLE if party not in game["scripted"])


def _sentence(words):
    return capitalised(words) if words.endswith(".") else f"{capitalised(words)}."
