"""Charts of lesson 08: the score sheets, the cloud of all packages, and how far weights carry."""

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.bargaining import CAVEAT, Bargain, Sensitivity, Verdict
from shieldtalks.figures.figure import (
    Figure,
    Mark,
    box_in,
    footer,
    headline,
    new_fig,
    styled,
)
from shieldtalks.figures.labels import place_labels
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    PARTY_HUE,
    PARTY_MARKER,
    PARTY_NAME,
    PLUM,
    QUIET,
    STANCE_GLYPH,
    STANCE_HUE,
    VIOLET,
    ink_on,
)
from shieldtalks.parties import short, the
from shieldtalks.phrases import capitalised, counted, names, signed
from shieldtalks.statements import evidence

ANSWER = {
    "egalitarian": ("o", 19, "Egalitarian"),
    "kalai_smorodinsky": ("D", 13, "Kalai-Smorodinsky"),
    "nash": ("*", 12, "Nash"),
}
SHAKEN = {"accepted": BLUE, "frontier": VIOLET, "refusal": ORANGE}
ZONE, DOT = "#dbe7fe", "#c4c4ca"


class Cloud:
    """The cloud of all packages for two parties, drawn once; a state moves only zone and answers.

    table: a bargaining.Bargain of two parties. statements: those behind the named packages.
    """

    @styled
    def __init__(self, table: Bargain, statements: pd.DataFrame):
        self.table, self.statements = table, statements
        used = sorted(set(sum(table.named["statements"] + table.named["refusals"], ())))
        self._rows = evidence(statements.loc[used])
        self._foot = f"{footer(statements.loc[used])} {CAVEAT}"
        height = 7.5
        fig = new_fig(height)
        self.axes = fig.add_axes(
            (0.72 / 9.6, 1.22 / height, 5.75 / 9.6, 5.3 / height), xlim=(-1, 103), ylim=(-1, 103)
        )
        self._ground()
        issues = counted(len(table.packages.columns), "issue")
        subtitle = f"Each dot is a package: one option on each of {issues}."
        headline(fig, "", self._foot)
        fig.text(0.01, 1 - 0.45 / height, subtitle, va="top", color=QUIET)
        self.title = fig.text(0.01, 1 - 0.12 / height, "", va="top", size=16, weight="bold")
        self._named = self._marks(self._name_packages())
        self._covered = self._label_corners()
        self._free = ~self._under_labels()
        self._panel(fig, height)
        self._draw_moving()
        self.stage = Stage(fig, self._moving)

    @styled
    def figure(self, table: Bargain, verdict: Verdict | None = None) -> Figure:
        """Return the Figure of a state: a table that differs in its reservation values only.

        verdict: a bargaining.Verdict on the reader's own package, or None.
        """
        x, y = table.parties
        least = table.reservations
        open_ = bool(table.zone.any())
        self.fill.set_bounds(least[x], least[y], max(110 - least[x], 0), max(110 - least[y], 0))
        self.fill.set_visible(open_)
        self._build_walls(least[x], least[y])
        inside = table.utilities[table.zone & self._free]
        self.inside.set_data(inside[x], inside[y])
        self._answer(table)
        self.suits.set_text(f"{table.zone.sum()} suit both")
        own_mark = self._own(verdict, (x, y))
        title = _cloud_title(table) if verdict is None else _verdict_title(verdict)
        self.title.set_text(title)
        marks = (*self._named, *_answer_marks(table), *own_mark)
        alt = _cloud_alt(table) + ("" if verdict is None else f" {_verdict_words(verdict)}")
        return self.stage.figure(
            title=title, alt=alt, footer=self._foot, marks=marks, rows=self._rows
        )

    def _ground(self):
        axes, table = self.axes, self.table
        x, y = table.parties
        axes.set_xlabel(f"Points for {the(x)} (assumed weights)")
        axes.set_ylabel(f"Points for {the(y)} (assumed weights)")
        axes.set_xticks(range(0, 101, 20))
        axes.set_yticks(range(0, 101, 20))
        axes.tick_params(length=0)
        axes.plot(table.utilities[x], table.utilities[y], ".", color=DOT, ms=4.5, mew=0)

    def _name_packages(self):
        """Draw the Pareto line and the packages of the articles, by name.

        Returns {names of the packages at one place: box of their label}.
        """
        table, axes = self.table, self.axes
        x, y = table.parties
        best = table.utilities[table.frontier].sort_values([x, y], ascending=[True, False])
        axes.plot(best[x], best[y], ".-", color=INK, lw=1.3, ms=6, mew=0)
        spots = {}
        for package, points in table.named_utilities.iterrows():
            spots.setdefault((points[x], points[y]), []).append(package)
        labels = []
        for (across, up), packages in spots.items():
            party = table.named.at[packages[0], "proposed_by"]
            look = {"color": PARTY_HUE[party], "mec": "white", "ms": 11}
            axes.plot(across, up, PARTY_MARKER[party], **look)
            labels.append("\n".join(_briefly(table.named, package) for package in packages))
        points = table.utilities.to_numpy()
        # Names must stand still whatever is demanded, so they mind the answers to no demand.
        plain = table.demand(**table.walk_away)
        answers = table.utilities.loc[plain.solutions["package"]].to_numpy()
        boxes = place_labels(axes, list(spots), labels, points, best.to_numpy(), answers)
        return dict(zip(map(tuple, spots.values()), boxes, strict=True))

    def _label_corners(self):
        """Return the labels' corners in points of the two parties: rows of x0, y0, x1, y1."""
        wide, high = self.axes.figure.canvas.get_width_height()
        boxes = np.array([mark.box for mark in self._named]) * (wide, high, wide, high)
        left, top, width, height = boxes.T
        corners = np.stack([left, high - top - height, left + width, high - top], axis=1)
        back = self.axes.transData.inverted().transform
        return np.hstack([back(corners[:, :2]), back(corners[:, 2:])])

    def _under_labels(self):
        """Return which packages lie under a label, where their dot would blur it."""
        x, y = (self.table.utilities[party] for party in self.table.parties)
        under = [x.between(a, c) & y.between(b, d) for a, b, c, d in self._covered]
        return np.logical_or.reduce(under)

    def _build_walls(self, x, y):
        """Draw the least that each accepts as dashed lines that stop at labels."""
        for wall, value, axis in zip(self.walls, (x, y), (0, 1), strict=True):
            near, far = self._covered[:, axis], self._covered[:, axis + 2]
            crossed = self._covered[(near <= value) & (value <= far)]
            gaps = crossed[:, [1 - axis, 3 - axis]]
            gaps = gaps[np.argsort(gaps[:, 0])]
            ends = np.concatenate([[-1.0], gaps.ravel(), [103.0]])
            along = np.insert(ends, np.arange(2, len(ends), 2), np.nan)
            line = (np.full(len(along), value), along)
            wall.set_data(*(line if axis == 0 else line[::-1]))

    def _panel(self, fig, height):
        """Write what does not change beside the cloud, and keep places for what does."""
        top = 6.4
        write = {"va": "center", "color": INK}
        side = fig.add_axes((0, 0, 1, 1), xlim=(0, 9.6), ylim=(0, height))
        side.set_axis_off()
        side.add_patch(Rectangle((6.75, top - 0.62), 0.34, 0.3, fc=ZONE, ec=QUIET, lw=0.8))
        side.text(6.75, top, "On the table", weight="bold", **write)
        best, total = self.table.frontier.sum(), len(self.table.packages)
        lines = ("", f"{best} on the Pareto line", f"{total} packages in all")
        counts = [side.text(7.22, top - 0.47 - 0.36 * n, w, **write) for n, w in enumerate(lines)]
        self.suits = counts[0]
        side.plot([6.78, 7.06], [top - 0.83] * 2, "-", color=INK, lw=1.3)
        side.plot(6.92, top - 0.83, ".", color=INK, ms=6)
        side.plot(6.92, top - 1.19, ".", color=DOT, ms=9)
        down = top - 1.75
        side.text(6.75, down, "Answers, with gains", weight="bold", **write)
        self.answers = {}
        for n, (name, (marker, size, words)) in enumerate(reversed(ANSWER.items())):
            at = down - 0.42 - 0.58 * n
            side.plot(6.92, at, marker, ms=min(size, 13), **_answer_look(name))
            side.text(7.22, at, words, **write)
            self.answers[name] = side.text(7.22, at - 0.27, "", va="center", color=QUIET)
        self.own_key = side.plot(6.92, down - 2.16, "P", color=ORANGE, mec=INK, ms=12)[0]
        self.own_text = side.text(7.22, down - 2.16, "Your package", **write)
        self.own_gain = side.text(7.22, down - 2.43, "", va="center", color=QUIET)
        down -= 2.86
        side.text(6.75, down, "Proposed by", weight="bold", **write)
        for n, party in enumerate(("RUS", "USA", "NATO")):
            at = down - 0.36 - 0.32 * n
            side.plot(6.92, at, PARTY_MARKER[party], color=PARTY_HUE[party], ms=10)
            side.text(7.22, at, PARTY_NAME[party], **write)

    def _draw_moving(self):
        axes = self.axes
        self.fill = Rectangle((0, 0), 1, 1, fc=BLUE, ec="none", alpha=0.14, zorder=1)
        axes.add_patch(self.fill)
        self.walls = [axes.plot([], [], "--", color=QUIET, lw=1.5, zorder=2)[0] for _ in range(2)]
        self.inside = axes.plot([], [], ".", color="#3a6fd0", ms=5.5, mew=0, zorder=2)[0]
        self.points = {
            name: axes.plot([], [], marker, ms=size, zorder=6, **_answer_look(name))[0]
            for name, (marker, size, _) in ANSWER.items()
        }
        self.own = axes.plot([], [], "P", color=ORANGE, mec=INK, ms=16, mew=1.2, zorder=7)[0]
        self._moving = [
            self.fill,
            *self.walls,
            self.inside,
            *self.points.values(),
            self.own,
            self.own_key,
            self.own_text,
            self.own_gain,
            self.suits,
            *self.answers.values(),
            self.title,
        ]

    def _answer(self, table):
        x, y = table.parties
        for name, point in self.points.items():
            found = name in table.solutions.index
            at = table.utilities.loc[[table.solutions.at[name, "package"]]] if found else None
            point.set_data(*((at[x], at[y]) if found else ([], [])))
            words = _gains(table.solutions.loc[name, [x, y]]) if found else "none"
            self.answers[name].set_text(words)

    def _own(self, verdict, parties):
        shown = verdict is not None
        self.own.set_data(*(([verdict.points[p]] for p in parties) if shown else ([], [])))
        for artist in (self.own_key, self.own_text, self.own_gain):
            artist.set_visible(shown)
        if not shown:
            return ()
        self.own_gain.set_text(_gains(verdict.gain))
        return (Mark("own", f"Your package. {_verdict_words(verdict)}"),)

    def _marks(self, places):
        table, found = self.table, []
        for packages, place in places.items():
            rows = table.named.loc[list(packages)]
            points = table.named_utilities.loc[packages[0]]
            where = ", ".join(f"{PARTY_NAME[p]} {points[p]:g}" for p in table.parties)
            who = {(row["proposed_by"], row["refused_by"]) for _, row in rows.iterrows()}
            said = "; ".join(_roles(*pair) for pair in sorted(who))
            title = " and ".join(_called(table.named, package) for package in packages)
            ids = tuple(dict.fromkeys(sum(rows["statements"] + rows["refusals"], ())))
            label = f"{title}: {where} points; {said}"
            found.append(Mark(" + ".join(packages), label, ids, place))
        return found


@styled
def bargain_cloud(
    table: Bargain, statements: pd.DataFrame, verdict: Verdict | None = None
) -> Figure:
    """Draw every package by its points for two parties, with zone, Pareto line and answers.

    table: a bargaining.Bargain of two parties. statements: the DataFrame that its named packages
    rest on. verdict: a bargaining.Verdict on a package to be marked, or None.
    Returns a Figure; its marks are the named packages (with statements) and the answers.
    """
    return Cloud(table, statements).figure(table, verdict)


def _answer_look(name):
    if name == "nash":
        return {"color": PLUM, "mec": INK, "mew": 0.8}
    return {"mfc": "none", "mec": INK, "mew": 1.8, "color": "none"}


def _called(named, package):
    return f"{named.at[package, 'name']} ({named.at[package, 'year']})"


def _briefly(named, package):
    return f"{named.at[package, 'short']} {named.at[package, 'year']}"


def _roles(proposed, refused):
    pairs = (("proposed", proposed), ("refused", refused))
    return ", ".join(f"{word} by {the(party)}" for word, party in pairs if party)


def _gains(gain):
    return ", ".join(f"{short(party)} {signed(value)}" for party, value in gain.items())


def _cloud_title(table):
    total, suited = len(table.packages), int(table.zone.sum())
    if not suited:
        return "No package suits both: the zone of possible agreement is closed"
    inside = int(table.named_zone.sum())
    articles = "none of those in the articles does"
    if inside:
        articles = f"of those in the articles, {inside} would"
    return f"{counted(suited, 'package')} of {total} would suit both; {articles}"


def _cloud_alt(table):
    x, y = table.parties
    least = table.reservations
    words = [
        f"A cloud of {len(table.packages)} packages by their points for {the(x)} and {the(y)}: "
        f"{table.frontier.sum()} are on the Pareto line, which no other package beats.",
        f"{the(x, start=True)} accepts {least[x]:g} points or more, {the(y)} {least[y]:g} or more; "
        f"{table.zone.sum()} packages suit both.",
    ]
    if table.zone.any():
        nash = table.solutions.loc["nash"]
        words.append(f"The Nash solution gains {nash[x]:.3g} and {nash[y]:.3g} points.")
    inside = [_called(table.named, package) for package in table.named.index[table.named_zone]]
    where = f"In the zone: {names(inside)}." if inside else "No package of the articles is in it."
    return " ".join([*words, where])


def _verdict_title(verdict):
    if verdict.clash:
        return "This package contradicts itself"
    if verdict.suits:
        others = f"{counted(verdict.beaten_by, 'other')} would suit them better"
        return f"Your package suits both; {others if verdict.beaten_by else 'no other beats it'}"
    losers = names(the(p) for p, gain in verdict.gain.items() if gain < 0)
    if not losers:
        return "This is where things stand without a deal"
    return f"Your package does not suit {losers}"


def _verdict_words(verdict):
    gains = names(f"{the(p)} {signed(gain)}" for p, gain in verdict.gain.items())
    against = [
        f"{the(party)} has spoken against {names(f'“{label}”' for label in labels)}"
        for party, labels in verdict.against.items()
        if labels
    ]
    words = f"Gains over the least accepted: {gains}."
    words += (
        f" {capitalised('; '.join(against))}."
        if against
        else " Nobody has spoken against any of it."
    )
    return f"{words} {verdict.clash}".strip()


def _answer_marks(table):
    found = []
    for name, row in table.solutions.iterrows():
        deal = table.packages.loc[row["package"]]
        options = "; ".join(table.issues.at[(i, o), "label"] for i, o in deal.items())
        points = ", ".join(f"{PARTY_NAME[p]} gains {row[p]:.3g}" for p in table.parties)
        found.append(Mark(name, f"{ANSWER[name][2]} solution: {points}. {options}"))
    return found


@styled
def score_sheet(
    sheets: pd.DataFrame, heard: pd.DataFrame, issues: pd.DataFrame, statements: pd.DataFrame
) -> Figure:
    """Draw evidence and assumption side by side: who speaks for each option, and its points.

    sheets: as `bargaining.load_sheets`. heard: as `bargaining.spoken`. issues: as `load_issues`.
    statements: those that `heard` counts. Returns a Figure; its marks are the stances, 'party |
    issue | option', with their statements.
    """
    parties = list(sheets.index.get_level_values("party").unique())
    row, top, bottom, left, wide = 0.315, 1.5, 0.72, 4.98, 1.54
    height = top + row * len(issues) + bottom
    fig = new_fig(height)
    axes = fig.add_axes((0, bottom / height, 1, row * len(issues) / height))
    axes.set(xlim=(0, 9.6), ylim=(len(issues), 0))
    axes.set_axis_off()
    points = sheets["points"].unstack("party")[parties]
    _sheet_rows(axes, issues)
    for n, party in enumerate(parties):
        at = left + wide * n
        look = {"color": PARTY_HUE[party], "ms": 10, "clip_on": False}
        axes.plot(at + 0.1, -1.25, PARTY_MARKER[party], **look)
        axes.text(at + 0.25, -1.25, PARTY_NAME[party], va="center")
        axes.text(at + 0.31, -0.4, "said", ha="center", va="center", color=QUIET)
        axes.text(at + 0.98, -0.4, "points", ha="center", va="center", color=QUIET)
    places = {}
    for down, (issue, option) in enumerate(issues.index):
        for n, party in enumerate(parties):
            at = left + wide * n
            cell = heard.loc[(issue, option, party)]
            hue, count = STANCE_HUE[cell["stance"]], len(cell["agree"] + cell["disagree"])
            if count:
                place = (at + 0.02, down + 0.07, at + 0.6, down + 0.93)
                axes.add_patch(Rectangle(place[:2], 0.58, 0.86, fc=hue, ec="none"))
                places[party, issue, option] = place
            words = STANCE_GLYPH[cell["stance"]] + (str(count) if count else "")
            look = {"color": ink_on(hue) if count else QUIET, "weight": "bold" if count else None}
            axes.text(at + 0.31, down + 0.53, words, ha="center", va="center", **look)
            value = f"{points.at[(issue, option), party]:g}"
            axes.text(at + 1.1, down + 0.53, value, ha="right", va="center")
    ids = sorted(set(sum(heard["agree"] + heard["disagree"], ())))
    used = statements.loc[ids]
    title = "What each party said about an option, and the points we assume for it"
    foot = f"{footer(used)} {CAVEAT}"
    headline(
        fig,
        title,
        foot,
        "+ speaks for   – speaks against   ± both   · silent   3 = number of statements",
    )
    fig.canvas.draw()
    marks = tuple(
        Mark(
            f"{party} | {issue} | {option}",
            f"{PARTY_NAME[party]} on “{issues.at[(issue, option), 'label']}”: "
            f"{_stance_words(heard.loc[(issue, option, party)])}; "
            f"{points.at[(issue, option), party]:g} points assumed",
            tuple(sorted(sum(heard.loc[(issue, option, party), ["agree", "disagree"]], ()))),
            box_in(axes, *place),
        )
        for (party, issue, option), place in places.items()
    )
    return Figure(fig, title, _sheet_alt(heard, issues, sheets), foot, marks, evidence(used))


@styled
def weights_apart(
    sheets: pd.DataFrame,
    statements: pd.DataFrame,
    issues: pd.DataFrame,
    trades: pd.DataFrame | tuple = (),
) -> Figure:
    """Draw how much each issue weighs for each party: where weights differ, trades are possible.

    sheets: as `bargaining.load_sheets`. trades: as `bargaining.logrolls` (its first row is named
    under the title), or nothing. Returns a Figure; marks are 'party | issue', with the statements
    that suggest the direction.
    """
    parties = list(sheets.index.get_level_values("party").unique())
    weights = sheets["weight"].groupby(["party", "issue"]).first().unstack("party")[parties]
    labels = issues["issue_label"].groupby("issue").first()
    apart = weights.max(axis=1) - weights.min(axis=1)
    order = apart.sort_values(ascending=False, kind="stable").index
    row, top, bottom, left = 0.56, 1.5, 1.3, 2.3
    height = top + row * len(order) + bottom
    most = int(10 * np.ceil(weights.to_numpy().max() / 10))
    fig = new_fig(height)
    axes = fig.add_axes(
        (left / 9.6, bottom / height, (9.3 - left) / 9.6, row * len(order) / height),
        xlim=(-1, most + 1),
        ylim=(len(order) - 0.4, -0.6),
    )
    axes.set_yticks(range(len(order)), labels[order])
    axes.set_xticks(range(0, most + 1, 10))
    axes.set_xlabel("Assumed weight, in points of 100")
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    ids = sheets["statements"].groupby(["party", "issue"]).first()
    marks = []
    for down, issue in enumerate(order):
        line = weights.loc[issue]
        axes.plot([line.min(), line.max()], [down, down], color=FAINT, lw=5, zorder=1)
        shift = _apart([line[p] for p in parties])
        for party, up in zip(parties, shift, strict=True):
            look = {"color": PARTY_HUE[party], "mec": "white", "ms": 13, "zorder": 3}
            axes.plot(line[party], down + up, PARTY_MARKER[party], **look)
            spot = (line[party] - 0.75, down + up - 0.2, line[party] + 0.75, down + up + 0.2)
            label = f"{PARTY_NAME[party]}, {labels[issue]}: weight {line[party]:g}, assumed"
            marks.append((f"{party} | {issue}", label, ids[party, issue], spot))
    for n, party in enumerate(parties):
        at = (left + 2.1 * n) / 9.6
        fig.text(at + 0.025, 1 - 1.0 / height, PARTY_NAME[party], va="center")
        key = fig.add_axes((at, 1 - 1.12 / height, 0.02, 0.24 / height), xlim=(0, 1))
        key.plot(0.5, 0.5, PARTY_MARKER[party], color=PARTY_HUE[party], ms=11)
        key.set_axis_off()
    used = statements.loc[sorted(set(sum(ids, ())))]
    title = "Where weights lie far apart, each can give way on what it minds less"
    foot = f"{footer(used)} {CAVEAT}"
    trade = _trade_words(trades, labels) if len(trades) else ""
    headline(fig, title, foot, trade)
    fig.canvas.draw()
    shown = tuple(Mark(id, words, held, box_in(axes, *spot)) for id, words, held, spot in marks)
    alt = _weights_alt(weights, apart, labels, trade)
    return Figure(fig, title, alt, foot, shown, evidence(used))


@styled
def weights_shaken(shaken: Sensitivity, named: pd.DataFrame, statements: pd.DataFrame) -> Figure:
    """Draw what is left of the named packages when the weights are drawn at random.

    shaken: a bargaining.Sensitivity. named: the packages it was made with. statements: all.
    Returns a Figure; its marks are the packages, with their statements.
    """
    table = shaken.packages
    row, top, bottom, left, wide = 0.42, 1.62, 0.85, 2.55, 2.35
    height = top + row * len(table) + bottom
    fig = new_fig(height)
    axes = fig.add_axes((0, bottom / height, 1, row * len(table) / height))
    axes.set(xlim=(0, 9.6), ylim=(len(table), 0))
    axes.set_axis_off()
    heads = {
        "accepted": "Suits all of them,\nand is a deal",
        "frontier": "No other package\nbeats it",
        "refusal": "Its refuser gains\nnothing by it",
    }
    for n, column in enumerate(SHAKEN):
        axes.text(left + wide * n, -0.25, heads[column], va="bottom", linespacing=1.2)
    for down, (package, cell) in enumerate(table.iterrows()):
        axes.axhline(down, 0.01, 0.99, color=FAINT, lw=0.8)
        axes.text(0.1, down + 0.53, _briefly(named, package), va="center")
        for n, (column, hue) in enumerate(SHAKEN.items()):
            at, share = left + wide * n, cell[column]
            known = not np.isnan(share)
            if known:
                place = (at, down + 0.22)
                axes.add_patch(Rectangle(place, 1.35, 0.56, fc="#f3f3f5", ec="none"))
                axes.add_patch(Rectangle(place, 1.35 * share, 0.56, fc=hue, ec="none"))
            words = f"{100 * share:.0f} %" if known else "nothing to test"
            axes.text(
                at + (1.43 if known else 0),
                down + 0.53,
                words,
                va="center",
                color=INK if known else QUIET,
            )
    axes.axhline(len(table) - 0.01, 0.01, 0.99, color=FAINT, lw=0.8)
    ids = {p: named.at[p, "statements"] + named.at[p, "refusals"] for p in table.index}
    used = statements.loc[sorted(set(sum(ids.values(), ())))]
    title = _shaken_title(shaken)
    foot = f"{footer(used)} {CAVEAT}"
    subtitle = f"{names(short(p) for p in shaken.parties)}; {shaken.draws} draws of the weights"
    if shaken.margin:
        subtitle += f"; each wants {shaken.margin:g} points more than without a deal"
    headline(fig, title, foot, subtitle)
    fig.canvas.draw()
    marks = tuple(
        Mark(
            package,
            f"{_called(named, package)}: suits all in {100 * cell['accepted']:.0f} % of the draws, "
            f"unbeaten in {100 * cell['frontier']:.0f} %",
            tuple(dict.fromkeys(ids[package])),
            box_in(axes, 0.05, down + 0.05, 9.5, down + 0.95),
        )
        for down, (package, cell) in enumerate(table.iterrows())
    )
    return Figure(fig, title, _shaken_alt(shaken, named), foot, marks, evidence(used))


def _sheet_rows(axes, issues):
    first = None
    for down, ((issue, _), row) in enumerate(issues.iterrows()):
        new = issue != first
        axes.axhline(down, 0.01, 0.99, color=QUIET if new else FAINT, lw=1.3 if new else 0.8)
        if new:
            axes.text(0.1, down + 0.53, row["issue_label"], va="center", weight="bold")
        axes.text(2.1, down + 0.53, row["label"], va="center")
        first = issue
    axes.axhline(len(issues) - 0.01, 0.01, 0.99, color=QUIET, lw=1.3)


def _stance_words(cell):
    parts = [("for it", len(cell["agree"])), ("against it", len(cell["disagree"]))]
    return names(f"{counted(n, 'statement')} {word}" for word, n in parts if n)


def _sheet_alt(heard, issues, sheets):
    count = heard["stance"].ne("silent").groupby("party").sum()
    both = heard[heard["stance"].eq("both")]
    spoken_for = names(
        f"by {the(party)} {count[party]}"
        for party in sheets.index.get_level_values("party").unique()
    )
    labels = issues["label"]
    mixed = names(dict.fromkeys(f"“{labels[i, o]}”" for i, o, _ in both.index))
    return (
        f"A table of {len(issues)} options on {issues['issue_label'].nunique()} issues. Spoken for "
        f"or against: {spoken_for} of them; the rest is silence. "
        + (f"Both for and against the same option: {mixed}. " if mixed else "")
        + "Beside each stance stands the number of points that we assume."
    )


def _apart(values):
    """Return small shifts up and down for markers that would hide one another."""
    shift = [0.0] * len(values)
    for n, value in enumerate(values):
        same = [m for m, other in enumerate(values) if abs(other - value) < 1.2]
        if len(same) > 1:
            shift[n] = 0.19 * (same.index(n) * 2 - len(same) + 1) / 1.4
    return shift


def _trade_words(trades, labels):
    """Say in one line who gives way on what in the most even trade, and what each gains."""
    best = trades.iloc[0]
    sides = zip(trades.columns[2:4], (best["gives"], best["gets"]), strict=True)
    told = [f"{short(p)} gives way on “{labels[issue]}” ({signed(best[p])})" for p, issue in sides]
    return f"The most even trade: {'; '.join(told)}."


def _weights_alt(weights, apart, labels, trade):
    widest, closest = apart.idxmax(), apart.idxmin()
    top = names(f"{PARTY_NAME[p]}: {labels[weights[p].idxmax()]}" for p in weights)
    words = (
        f"Assumed weights of {len(weights)} issues for {len(weights.columns)} parties. Heaviest: "
        f"{top}. Farthest apart: {labels[widest]}, by {apart[widest]:g} points; "
        f"closest: {labels[closest]}, by {apart[closest]:g}."
    )
    return f"{words} {trade}".strip()


def _shaken_title(shaken):
    zone = f"{100 * shaken.zone:.0f} %"
    if shaken.spread == 0:
        there = "there is a zone" if shaken.zone else "there is no zone"
        return f"With the weights as assumed, {there}"
    return f"Weights up to {100 * shaken.spread:.0f} % off: a zone exists in {zone} of the draws"


def _shaken_alt(shaken, named):
    table = shaken.packages
    ever = table.index[table["accepted"].gt(0)]
    unbeaten = table.index[table["frontier"].gt(0)]
    held = table["refusal"].dropna()
    weakest = held.idxmin() if len(held) else None
    sentences = [
        f"In {100 * shaken.zone:.0f} percent of {shaken.draws} draws some package suits "
        f"{names(the(p) for p in shaken.parties)}.",
        f"Of the named packages {len(ever)} of {len(table)} suit all in some draw, and "
        f"{len(unbeaten)} are unbeaten in some draw.",
    ]
    if weakest is not None:
        sentences.append(
            f"The recorded refusal that fits least often is that of {_called(named, weakest)}, in "
            f"{100 * held[weakest]:.0f} percent."
        )
    return " ".join(sentences)
