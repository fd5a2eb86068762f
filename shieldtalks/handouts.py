"""Pages for the talks, to be printed: the teacher's page, a brief, a sheet a party, a record.

The lesson makes them in the browser, too, so they are built with `markup` as charts are: jinja2
would be two more packages to fetch there.
"""

import base64
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from shieldtalks.bargaining import CAVEAT, TABLE, walk_away
from shieldtalks.errors import DataError
from shieldtalks.markup import Markup, joined, tag
from shieldtalks.parties import name, short
from shieldtalks.phrases import counted
from shieldtalks.roleplay import LETTERS, divide, draw_sheets
from shieldtalks.student_files import save
from shieldtalks.tables import DATA

ROUNDS, MOST_ROUNDS = 3, 5  # on paper: nine offers fill half an hour, fifteen the page
MINUTES = 10  # a round: three offers, each made, added up on three sheets, and answered


@dataclass(frozen=True)
class Handouts:
    """Pages to print, as one HTML document.

    A notebook shows the page in a frame, and a link that saves it; print it from a browser.
    """

    html: str
    pages: int
    name: str = "talks-handouts.html"

    def keep(self, file: str | None = None) -> str:
        """Write the pages into the work folder and return one line that says how it went."""
        trouble = save(file or self.name, self.html)
        return trouble or f"Kept: {file or self.name}, {self.pages} pages, in your work folder."

    def __repr__(self) -> str:
        return f"{self.pages} pages to print: {self.name}"

    def _repr_html_(self) -> str:
        packed = base64.b64encode(self.html.encode()).decode()
        link = tag(
            "a",
            f"Save the {self.pages} pages",
            download=self.name,
            href=f"data:text/html;base64,{packed}",
        )
        frame = tag(
            "iframe",
            "",
            title="The pages, one below the other",
            srcdoc=self.html,
            style="width:100%;max-width:960px;height:520px;border:1px solid #9c9ca1",
        )
        return joined(tag("p", link, ", open the file in a browser, and print it."), frame)


def handouts(
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    number: int | None = None,
    students: int | Sequence[str] | None = None,
    rounds: int = ROUNDS,
) -> Handouts:
    """Return the pages of the talks: the teacher's, the brief, a sheet a party, the record.

    issues, sheets: as the loaders of `bargaining`. number: draws the sheets for one class
    (`roleplay.draw_sheets`), and is printed on every page; without it they are those of lesson 08.
    students: the names in a list, or how many; the teacher's page then has the seating plan and
    the number of copies. rounds: 1 to 5. Raises DataError for what cannot be printed.

    >>> handouts(issues, sheets, number=17, students=20)
    6 pages to print: talks-handouts.html
    """
    if isinstance(rounds, bool) or not isinstance(rounds, int) or not 1 <= rounds <= MOST_ROUNDS:
        raise DataError(f"{rounds!r} rounds do not fit the pages. Choose 1 to {MOST_ROUNDS}.")
    drawn = sheets if number is None else draw_sheets(issues, sheets, number)
    seats = None if students is None else divide(students)
    pages = [teacher_page(seats, rounds), brief_page(issues, rounds)]
    pages += [sheet_page(issues, drawn, party, rounds) for party in TABLE]
    pages.append(record_page(issues, rounds))
    foot = "Sheets as in lesson 08" if number is None else f"Sheets drawn with number {number}"
    head = joined(
        tag("meta", charset="utf-8"),
        tag("title", "The talks: pages to print"),
        tag("style", Markup("\n" + (DATA / "handouts.css").read_text("utf-8"))),
    )
    printed = [tag("section", page, tag("p", f"{foot}.", class_="foot")) for page in pages]
    whole = tag("html", tag("head", head), "\n", tag("body", *printed), lang="en-GB")
    return Handouts(f"<!doctype html>\n{whole}\n", len(pages))


def teacher_page(seats: pd.DataFrame | None, rounds: int = ROUNDS) -> Markup:
    """Return what a teacher needs as HTML: copies, clock and seating plan.

    seats: as `roleplay.divide`; without it the copies are said for any class.
    """
    says = _texts()
    return joined(
        tag("p", "For the teacher: show it to nobody else", class_="tag"),
        tag("h1", "The talks: copies, clock, seats"),
        tag("p", tag("b", "Print single-sided."), says["confidential"], class_="note"),
        tag("h2", "Copies"),
        _grid(("Page", "Copies"), _copies(seats)),
        tag("h2", "Clock"),
        _grid(("Minutes", "What happens"), _clock(rounds)),
        tag("p", says["pace"]),
        *([] if seats is None else _plan(seats)),
        tag("h2", "Afterwards"),
        tag("p", says["type"], tag("code", '"Table 1": "a c a a b b b a"'), says["no_deal"]),
    )


def brief_page(issues: pd.DataFrame, rounds: int = ROUNDS) -> Markup:
    """Return the public brief as HTML: the rules, the issues, and what holds without a deal."""
    bodies = [
        _issue_body(group, [_option(n, row) for n, (_, row) in enumerate(group.iterrows())])
        for _, group in issues.groupby(level="issue", sort=False)
    ]
    says = _texts()
    rules = [tag("li", rule.format(**_numbers(rounds))) for rule in says["rules"]]
    return joined(
        tag("p", "For everybody", class_="tag"),
        tag("h1", "The talks: public brief"),
        tag("p", says["quarrel"]),
        tag("h2", "Rules"),
        tag("ol", *rules),
        tag("h2", "What is on the table"),
        tag("table", _head(("Issue", "", "Options (• holds without a deal)")), *bodies),
        *_clashes(issues),
    )


def sheet_page(
    issues: pd.DataFrame, sheets: pd.DataFrame, party: str, rounds: int = ROUNDS
) -> Markup:
    """Return one party's confidential score sheet as HTML, with a column for each offer."""
    mine, says = sheets.loc[party], _texts()
    offers = [f"{n}{short(by)[0]}" for n in range(1, rounds + 1) for by in TABLE]
    bodies = []
    for issue, group in issues.groupby(level="issue", sort=False):
        options = mine.loc[issue]
        weight = f"{group['issue_label'].iloc[0]}, {options['weight'].iloc[0]:g} points. "
        reason = tag("span", f"Assumed because: {options['reason'].iloc[0]}", class_="reason")
        lines = [tag("tr", tag("th", weight, reason, colspan=3 + len(offers), scope="rowgroup"))]
        for n, ((_, option), row) in enumerate(group.iterrows()):
            points = tag("td", f"{options.at[option, 'points']:g}", class_="number")
            empty = [tag("td", "", class_="worth", rowspan=len(group))] * len(offers)
            lines.append(tag("tr", _option(n, row), points, *(empty if n == 0 else [])))
        bodies.append(tag("tbody", *lines, class_="issue"))
    least = walk_away(issues, sheets)[party]
    columns = [
        tag("th", "Issue and weight; options (• holds without a deal)", scope="col", colspan=2),
        tag("th", "Points", scope="col", class_="number"),
        *(tag("th", offer, scope="col", class_="write") for offer in offers),
    ]
    total = [
        tag("td", "Sum, 100 at most", colspan=3),
        *[tag("td", "", class_="worth")] * len(offers),
    ]
    pens = [tag("col", style=f"width:{(64 if len(offers) <= 9 else 90) / len(offers):.1f}mm")]
    return joined(
        tag("p", "Confidential: do not show this page", class_="tag"),
        tag("h1", name(party)),
        tag("p", tag("b", CAVEAT), says["made_up"], class_="note"),
        tag("p", "Without a deal you have ", tag("b", f"{least:g} points"), says["columns"]),
        tag(
            "table",
            tag("colgroup", tag("col", style="width:6mm"), *[tag("col")] * 2, *pens * len(offers)),
            tag("thead", tag("tr", *columns)),
            *bodies,
            tag("tbody", tag("tr", *total, class_="total")),
            class_="sheet",
        ),
    )


def record_page(issues: pd.DataFrame, rounds: int = ROUNDS) -> Markup:
    """Return the record of a table as HTML: a row an offer, and the form for the outcome."""
    labels = list(issues["issue_label"].groupby(level="issue", sort=False).first())
    blank = [""] * len(labels)
    rows = [(str(n + 1), short(party), *blank, "") for n in range(rounds) for party in TABLE]
    return joined(
        tag("p", "One for each table", class_="tag"),
        tag("h1", "Record and outcome"),
        tag("p", _texts()["seats"]),
        tag("p", "Write the letter of the option offered on each issue, then who says yes."),
        _grid(("Round", "Offer", *labels, "Yes from"), rows, "log"),
        tag("h2", "Outcome"),
        tag("p", "☐ a deal, in round ____, offered by ____________    ☐ no deal"),
        _grid(("", *labels), [("We agree on (letters)", *blank)], "log"),
        tag("h2", "Before you say your points to each other: what was hardest, and who moved?"),
        tag("div", "", class_="lines"),
        tag("div", "", class_="lines"),
    )


def _texts():
    return tomllib.loads((DATA / "handouts.toml").read_text("utf-8"))


def _numbers(rounds):
    return {"rounds": counted(rounds, "round"), "offers": counted(3 * rounds, "offer")}


def _copies(seats):
    """Return (page, how many copies) for a class, or for any class where seats is None."""
    if seats is None:
        teams = {party: f"one for each who speaks for {name(party)}" for party in TABLE}
        people, tables = "one for each student", "one for each table"
    else:
        teams = {party: str(seats["party"].eq(party).sum()) for party in TABLE}
        people, tables = str(len(seats)), str(seats["table"].nunique())
    sheets = [(f"Confidential sheet: {name(party)}", teams[party]) for party in TABLE]
    return [("Public brief", people), *sheets, ("Record and outcome", tables)]


def _clock(rounds):
    end = 20 + MINUTES * rounds
    words = _numbers(rounds) | {"end": end, "written": end + 5, "told": end + 25}
    return [[part.format(**words) for part in line] for line in _texts()["clock"]]


def _plan(seats):
    """Return the seating plan: a row a table, a column a party, the names in it."""
    rows = []
    for table, here in seats.groupby("table"):
        teams = [here.index[here["party"].eq(party)] for party in TABLE]
        rows.append((f"Table {table}", *(", ".join(map(str, team)) for team in teams)))
    return [tag("h2", "Seats"), _grid(("", *(name(party) for party in TABLE)), rows)]


def _grid(heads, rows, look="plan"):
    cells = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    return tag("table", _head(heads), tag("tbody", *cells), class_=look)


def _head(heads):
    return tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads)))


def _issue_body(group, rows):
    head = tag("th", group["issue_label"].iloc[0], rowspan=len(rows), scope="rowgroup")
    lines = [tag("tr", *([head] if n == 0 else []), row) for n, row in enumerate(rows)]
    return tag("tbody", *lines, class_="issue")


def _option(number, row):
    """Return letter and label of an option as two cells; a dot marks what holds without a deal."""
    label = f"{row['label']} •" if row["no_deal"] else row["label"]
    held = "held" if row["no_deal"] else None
    return joined(tag("td", LETTERS[number]), tag("td", label, class_=held))


def _clashes(issues):
    """Say which options cannot stand together, as a paragraph or nothing."""
    labels = issues["label"]
    lines = [
        f"“{labels[pair]}” cannot stand beside “{labels[other]}”."
        for pair, others in issues["excludes"].items()
        for other in others
    ]
    return [tag("p", " ".join(lines))] if lines else []
