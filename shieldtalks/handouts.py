"""Pages for the talks, to be printed: the public brief, a confidential sheet a party, a record."""

import base64
import html
from dataclasses import dataclass

from shieldtalks.bargaining import CAVEAT, TABLE, walk_away
from shieldtalks.parties import name
from shieldtalks.roleplay import ROUNDS
from shieldtalks.student_files import save

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
td.write, th.write { width: 11mm; border-left: 0.2mm solid #9c9ca1; padding-right: 1mm;
  text-align: center; }
td.reason { color: #44444d; font-size: 9pt; padding-top: 0; padding-bottom: 0.9mm; }
.held { font-weight: bold; }
.total > * { border-top: 0.4mm solid #1b1b1f; font-weight: bold; }
.log td, .log th { border: 0.2mm solid #9c9ca1; padding: 0.9mm 1.2mm; height: 8mm; width: auto;
  text-align: center; font-weight: normal; font-size: 9.5pt; }
.lines { border-bottom: 0.2mm solid #9c9ca1; height: 8mm; }
"""
RULES = (
    "Three parties sit at a table. A deal needs the yes of all three.",
    "There are {rounds} rounds. In each, every party makes one offer, in the order Russia, the "
    "United States, NATO.",
    "An offer names one option for each of the eight issues. The record notes it by its letters.",
    "The two others answer yes or no, without an if. Whoever says no may say why.",
    "Two yeses end the talks. After the last round they end without a deal, and what is marked "
    "with a dot goes on.",
    "You may say what you want and how much. You may not show your sheet.",
)


@dataclass(frozen=True)
class Handouts:
    """Pages to print, as one HTML document.

    A notebook shows the page in a frame, and a link that saves it; print it from a browser.
    """

    html: str
    pages: int
    name: str = "talks-handouts.html"

    def keep(self, file=None):
        """Write the pages into the work folder and return one line that says how it went."""
        trouble = save(file or self.name, self.html)
        return trouble or f"Kept: {file or self.name}, {self.pages} pages, in your work folder."

    def __repr__(self):
        return f"{self.pages} pages to print: {self.name}"

    def _repr_html_(self):
        packed = base64.b64encode(self.html.encode()).decode()
        return (
            f'<p><a download="{self.name}" href="data:text/html;base64,{packed}">Save the '
            f"{self.pages} pages</a>, open the file in a browser, and print it.</p>"
            f'<iframe title="The pages, one below the other" srcdoc="{html.escape(self.html)}" '
            'style="width:100%;max-width:960px;height:520px;border:1px solid #9c9ca1"></iframe>'
        )


def handouts(issues, sheets, rounds=ROUNDS, parties=TABLE):
    """Return all pages for one table: the brief, the sheets of the parties, the record.

    issues, sheets: as the loaders of `bargaining` give them.
    """
    pages = [brief_page(issues, rounds)]
    pages += [sheet_page(issues, sheets, party) for party in parties]
    pages.append(record_page(issues, rounds))
    body = "\n".join(pages)
    text = (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>The talks: pages to print</title><style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )
    return Handouts(text, len(pages))


def brief_page(issues, rounds=ROUNDS):
    """Return the public brief as HTML: the rules, the issues, and what holds without a deal."""
    rules = "".join(f"<li>{html.escape(rule.format(rounds=rounds))}</li>" for rule in RULES)
    bodies = []
    for _, group in issues.groupby(level="issue", sort=False):
        rows = [
            f"<td>{_letter(n)}</td><td{_held(row)}>{html.escape(row['label'])}{_dot(row)}</td>"
            for n, (_, row) in enumerate(group.iterrows())
        ]
        bodies.append(_issue_body(group, rows))
    return (
        '<section><p class="tag">For everybody</p><h1>The talks: public brief</h1>'
        "<p>The quarrel is about a missile shield in Europe. It is taken as it stands in the five "
        "articles of this course, from 2007 to 2016, all years at one table. You speak for Russia, "
        "for the United States or for NATO, and you look for a package that all three can accept. "
        "What the articles report is evidence; bring the sentences with you.</p>"
        f"<h2>Rules</h2><ol>{rules}</ol>"
        "<h2>What is on the table</h2><table><thead><tr><th>Issue</th><th></th>"
        f"<th>Options (• holds without a deal)</th></tr></thead>{''.join(bodies)}</table>"
        f"{_clashes(issues)}</section>"
    )


def sheet_page(issues, sheets, party):
    """Return one party's confidential score sheet as HTML, with room to add up four offers."""
    mine = sheets.loc[party]
    bodies = []
    for issue, group in issues.groupby(level="issue", sort=False):
        options = mine.loc[issue]
        rows = [
            f"<td>{_letter(n)}</td><td{_held(row)}>{html.escape(row['label'])}{_dot(row)}</td>"
            f'<td class="number">{options.at[option, "points"]:g}</td>'
            + '<td class="write"></td>'
            * 4
            for n, ((_, option), row) in enumerate(group.iterrows())
        ]
        reason = html.escape(options["reason"].iloc[0])
        rows.append(f'<td colspan="7" class="reason">Assumed because: {reason}</td>')
        bodies.append(_issue_body(group, rows, f"{options['weight'].iloc[0]:g} points"))
    least = walk_away(issues, sheets)[party]
    columns = "".join(f'<th class="write">{letter}</th>' for letter in "ABCD")
    empty = '<td class="write"></td>' * 4
    return (
        '<section><p class="tag">Confidential: do not show this page</p>'
        f"<h1>{html.escape(name(party))}</h1>"
        f'<p class="note"><b>{CAVEAT}</b> Nobody in these articles gave such numbers. The course '
        "made them up so that you can bargain, and gives its reason under each issue.</p>"
        f"<p>Without a deal you have <b>{least:g} points</b>. Accept nothing below that. Add up an "
        "offer in the columns A to D: one number for each issue.</p>"
        "<table><thead><tr><th>Issue, and its weight</th><th></th><th>Options (• holds without a "
        f'deal)</th><th class="number">Points</th>{columns}</tr></thead>{"".join(bodies)}'
        f'<tbody class="total"><tr><td colspan="3">Sum</td><td class="number">100 at most</td>'
        f"{empty}</tr></tbody></table></section>"
    )


def record_page(issues, rounds=ROUNDS):
    """Return the record of a table as HTML: a row an offer, and the form for the outcome."""
    labels = issues["issue_label"].groupby(level="issue", sort=False).first()
    heads = "".join(f"<th>{html.escape(label)}</th>" for label in labels)
    blank = "<td></td>" * len(labels)
    rows = "".join(
        f"<tr><td>{n + 1}</td><td>{party}</td>{blank}<td></td></tr>"
        for n in range(rounds)
        for party in TABLE
    )
    final = "<td></td>" * len(labels)
    return (
        '<section><p class="tag">One for each table</p><h1>Record and outcome</h1>'
        "<p>Table: ____ &nbsp; Russia: ________________ &nbsp; United States: ________________ "
        "&nbsp; NATO: ________________</p>"
        "<p>Write the letter of the option offered on each issue, then who says yes.</p>"
        f'<table class="log"><thead><tr><th>Round</th><th>Offer</th>{heads}<th>Yes from</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
        "<h2>Outcome</h2>"
        "<p>☐ a deal, in round ____, offered by ____________ &nbsp;&nbsp; ☐ no deal</p>"
        f'<table class="log"><thead><tr><th></th>{heads}</tr></thead>'
        f"<tbody><tr><td>We agree on</td>{final}</tr></tbody></table>"
        "<h2>Before you add up your points: what was hardest, and who moved?</h2>"
        '<div class="lines"></div><div class="lines"></div></section>'
    )


def _issue_body(group, rows, aside=""):
    label = html.escape(group["issue_label"].iloc[0])
    more = f'<br><span style="font-weight:normal">{aside}</span>' if aside else ""
    head = f'<th rowspan="{len(rows)}" scope="rowgroup">{label}{more}</th>'
    lines = [f"<tr>{head if n == 0 else ''}{row}</tr>" for n, row in enumerate(rows)]
    return f'<tbody class="issue">{"".join(lines)}</tbody>'


def _letter(number):
    return "abcdefgh"[number]


def _held(row):
    return ' class="held"' if row["no_deal"] else ""


def _dot(row):
    return " •" if row["no_deal"] else ""


def _clashes(issues):
    """Say which options cannot stand together, as HTML."""
    labels = issues["label"]
    lines = [
        f"“{labels[pair]}” cannot stand beside “{labels[other]}”."
        for pair, others in issues["excludes"].items()
        for other in others
    ]
    return f"<p>{html.escape(' '.join(lines))}</p>" if lines else ""
