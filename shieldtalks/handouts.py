"""Pages for the talks, to be printed: the teacher's page, a brief, a sheet a party, a record.

The lesson makes them in the browser, too, so they are built with `markup` as charts are: jinja2
would be two more packages to fetch there.
"""

import base64
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

ROUNDS, MOST_ROUNDS = 3, 5  # on paper: nine offers fill half an hour, fifteen the page
STYLE = """
@page { size: A4; margin: 11mm 15mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #1b1b1f; background: #fff;
  font: 10.4pt/1.35 "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
section { break-after: page; max-width: 180mm; margin: 0 auto; }
@media screen { section { padding: 6mm 0; } }
section:last-child { break-after: auto; }
h1 { font-size: 20pt; line-height: 1.15; margin: 0 0 1.5mm; }
h2 { font-size: 12pt; margin: 3.5mm 0 1mm; }
p { margin: 0 0 2mm; }
ol, ul { margin: 0 0 2mm; padding-left: 6mm; }
li { margin: 0 0 0.8mm; }
.tag { font-size: 10pt; letter-spacing: 0.08em; text-transform: uppercase; color: #5c5c66;
  margin: 0 0 1mm; }
.note { border-left: 1.2mm solid #5c5c66; padding: 0.5mm 0 0.5mm 3mm; margin: 2mm 0 3mm; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.55mm 2mm 0.55mm 0; font-weight: normal; }
thead th { color: #5c5c66; border-bottom: 0.3mm solid #1b1b1f; }
tbody.issue { break-inside: avoid; }
tbody.issue tr:first-child > * { border-top: 0.25mm solid #9c9ca1; }
tbody th { font-weight: bold; width: 38mm; }
td.number, th.number { text-align: right; padding-right: 3mm; }
.sheet tbody th { width: auto; padding: 0.7mm 0 0.2mm; line-height: 1.2; }
.sheet tbody td { padding-top: 0.2mm; padding-bottom: 0.2mm; }
.reason { color: #44444d; font-size: 8.6pt; font-weight: normal; }
.held { font-weight: bold; }
.total > * { border-top: 0.4mm solid #1b1b1f; font-weight: bold; }
td.worth { border: 0.2mm solid #9c9ca1; padding: 0; }
th.write, .offers th { border-left: 0.2mm solid #9c9ca1; padding: 0.55mm 0; text-align: center;
  font-size: 8.5pt; }
.total td { height: 9mm; vertical-align: middle; }
.foot { color: #5c5c66; font-size: 9pt; margin-top: 3mm; }
.plan td, .plan th { border: 0.2mm solid #9c9ca1; padding: 1mm 1.6mm; width: auto; }
.log td, .log th { border: 0.2mm solid #9c9ca1; padding: 0.9mm 1.2mm; height: 8mm; width: auto;
  text-align: center; font-weight: normal; font-size: 9.5pt; }
.lines { border-bottom: 0.2mm solid #9c9ca1; height: 8mm; }
"""
RULES = (
    "Three parties sit at a table. A deal needs the yes of all three.",
    "There are {rounds}, {offers} in all. In each round every party makes one offer, in the order "
    "Russia, the United States, NATO.",
    "An offer names one option for each of the eight issues. The record notes it by its letters.",
    "Each team adds up each offer on its own sheet before it answers.",
    "The two others answer yes or no, without conditions. Whoever says no may say why.",
    "Two yeses end the talks. After the last round they end without a deal, and what is marked "
    "with a dot goes on.",
    "You may say what you want and how much. You may not show your sheet, nor its points, before "
    "the outcome is written down.",
)
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
        tag("style", Markup(STYLE)),
    )
    printed = [tag("section", page, tag("p", f"{foot}.", class_="foot")) for page in pages]
    whole = tag("html", tag("head", head), "\n", tag("body", *printed), lang="en-GB")
    return Handouts(f"<!doctype html>\n{whole}\n", len(pages))


def teacher_page(seats: pd.DataFrame | None, rounds: int = ROUNDS) -> Markup:
    """Return what a teacher needs as HTML: copies, clock and seating plan.

    seats: as `roleplay.divide`; without it the copies are said for any class.
    """
    return joined(
        tag("p", "For the teacher: show it to nobody else", class_="tag"),
        tag("h1", "The talks: copies, clock, seats"),
        tag(
            "p",
            tag("b", "Print single-sided."),
            " A sheet is confidential: with two sheets on one leaf, a team holds its neighbour's. "
            "Anybody who knows the number can draw the sheets in the notebook. Choose one on the "
            "day, and keep it to yourself until the debrief.",
            class_="note",
        ),
        tag("h2", "Copies"),
        _grid(("Page", "Copies"), _copies(seats)),
        tag("h2", "Clock"),
        _grid(("Minutes", "What happens"), _clock(rounds)),
        tag(
            "p",
            "A round takes ten minutes: its three offers are each made, added up and answered in "
            "about three. Half an hour is three rounds, not five.",
        ),
        *([] if seats is None else _plan(seats)),
        tag("h2", "Afterwards"),
        tag(
            "p",
            "Type the letters of each outcome form into the debrief of lesson 11, for example ",
            tag("code", '"Table 1": "a c a a b b b a"'),
            ', or "no deal". A form that cannot be read is named and left out.',
        ),
    )


def brief_page(issues: pd.DataFrame, rounds: int = ROUNDS) -> Markup:
    """Return the public brief as HTML: the rules, the issues, and what holds without a deal."""
    words = {"rounds": counted(rounds, "round"), "offers": counted(3 * rounds, "offer")}
    bodies = [
        _issue_body(group, [_option(n, row) for n, (_, row) in enumerate(group.iterrows())])
        for _, group in issues.groupby(level="issue", sort=False)
    ]
    return joined(
        tag("p", "For everybody", class_="tag"),
        tag("h1", "The talks: public brief"),
        tag(
            "p",
            "The quarrel is about a missile shield in Europe. It is taken as it stands in the five "
            "articles of this course, from 2007 to 2016, all years at one table. You speak for "
            "Russia, for the United States or for NATO, and you look for a package that all three "
            "can accept. What the articles report is evidence; bring the sentences with you.",
        ),
        tag("h2", "Rules"),
        tag("ol", *(tag("li", rule.format(**words)) for rule in RULES)),
        tag("h2", "What is on the table"),
        tag("table", _head(("Issue", "", "Options (• holds without a deal)")), *bodies),
        *_clashes(issues),
    )


def sheet_page(
    issues: pd.DataFrame, sheets: pd.DataFrame, party: str, rounds: int = ROUNDS
) -> Markup:
    """Return one party's confidential score sheet as HTML, with a column for each offer."""
    mine = sheets.loc[party]
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
        tag(
            "p",
            tag("b", CAVEAT),
            " Nobody in these articles gave such numbers. The course made them up so that you can "
            "bargain, and gives its reason under each issue.",
            class_="note",
        ),
        tag(
            "p",
            "Without a deal you have ",
            tag("b", f"{least:g} points"),
            ". Accept nothing below that. Each offer has a column: 1R is what Russia offers in "
            "round 1, 1U the United States, 1N NATO. Write one number for each issue, and add "
            "them up before you answer.",
        ),
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
        tag(
            "p",
            "Table: ____   Russia: ________________   United States: ________________   "
            "NATO: ________________",
        ),
        tag("p", "Write the letter of the option offered on each issue, then who says yes."),
        _grid(("Round", "Offer", *labels, "Yes from"), rows, "log"),
        tag("h2", "Outcome"),
        tag("p", "☐ a deal, in round ____, offered by ____________    ☐ no deal"),
        _grid(("", *labels), [("We agree on (letters)", *blank)], "log"),
        tag("h2", "Before you say your points to each other: what was hardest, and who moved?"),
        tag("div", "", class_="lines"),
        tag("div", "", class_="lines"),
    )


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
    """Return (minutes, what happens): the bargaining takes ten minutes a round."""
    end = 20 + MINUTES * rounds
    played = f"{counted(rounds, 'round')}, {counted(3 * rounds, 'offer')}. Each offer is added up."
    return [
        ("0-10", "Everybody reads the brief. Each team reads its own sheet."),
        ("10-20", "Each team picks three sentences from the articles to bring along."),
        (f"20-{end}", played),
        (f"{end}-{end + 5}", "The outcome is written down. Only then do the parties say points."),
        (f"{end + 5}-{end + 25}", "Debrief."),
    ]


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
