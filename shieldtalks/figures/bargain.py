"""Charts of lesson 08: the score sheets, the cloud of all packages, and how far weights carry."""

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.bargaining import CAVEAT, Bargain, Verdict
from shieldtalks.figures.drawing import axes_at, cover, empty_title, sign
from shieldtalks.figures.figure import Figure, Mark, footer, headline, new_fig, styled
from shieldtalks.figures.labels import place_labels
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import BLUE, INK, ORANGE, PARTY_NAME, PLUM, QUIET
from shieldtalks.parties import short, the
from shieldtalks.phrases import capitalised, counted, names, signed
from shieldtalks.statements import evidence

ANSWER = {
    "egalitarian": ("o", 19, "Egalitarian"),
    "kalai_smorodinsky": ("D", 13, "Kalai-Smorodinsky"),
    "nash": ("*", 12, "Nash"),
}
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
        self.axes = axes_at(fig, 0.72, 1.22, 5.75, 5.3, xlim=(-1, 103), ylim=(-1, 103))
        self._ground()
        issues = counted(len(table.packages.columns), "issue")
        subtitle = f"Each dot is a package: one option on each of {issues}."
        headline(fig, "", self._foot)
        fig.text(0.01, 1 - 0.45 / height, subtitle, va="top", color=QUIET)
        self.title = empty_title(fig)
        self._named = self._marks(self._name_packages())
        self._covered = self._label_corners()
        self._free = ~self._under_labels()
        self._panel(fig)
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
        fields = {"title": title, "alt": alt, "footer": self._foot}
        return self.stage.figure(**fields, marks=marks, rows=self._rows)

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
            sign(axes, across, up, party, mec="white", ms=11)
            labels.append("\n".join(in_brief(table.named, package) for package in packages))
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

    def _panel(self, fig):
        """Write what does not change beside the cloud, and keep places for what does."""
        top = 6.4
        write = {"va": "center", "color": INK}
        side = cover(fig, up=True)
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
            sign(side, 6.92, at, party, ms=10)
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
        drawn = [self.fill, *self.walls, self.inside, *self.points.values(), self.own]
        told = [self.own_key, self.own_text, self.own_gain, self.suits, *self.answers.values()]
        self._moving = [*drawn, *told, self.title]

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
            title = " and ".join(called(table.named, package) for package in packages)
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

    >>> table = bargaining.bargain(issues, sheets, named, ("RUS", "USA"))
    >>> "packages of" in bargain_cloud(table, statements).title
    True
    """
    return Cloud(table, statements).figure(table, verdict)


def _answer_look(name):
    if name == "nash":
        return {"color": PLUM, "mec": INK, "mew": 0.8}
    return {"mfc": "none", "mec": INK, "mew": 1.8, "color": "none"}


def called(named: pd.DataFrame, package: str) -> str:
    """Return a named package with its year in brackets."""
    return f"{named.at[package, 'name']} ({named.at[package, 'year']})"


def in_brief(named: pd.DataFrame, package: str) -> str:
    """Return the short name of a named package, with its year."""
    return f"{named.at[package, 'short']} {named.at[package, 'year']}"


def _roles(proposed, refused):
    pairs = (("proposed", proposed), ("turned down", refused))
    return ", ".join(f"{word} by {the(party)}" for word, party in pairs if party)


def _gains(gain):
    return ", ".join(f"{short(party)} {signed(value)}" for party, value in gain.items())


def _cloud_title(table):
    total, suited = len(table.packages), int(table.zone.sum())
    if not suited:
        return "Under these assumptions no package suits both: the zone is closed"
    inside = int(table.named_zone.sum())
    articles = f"{inside or 'none'} of the articles"
    return f"Under these assumptions {counted(suited, 'package')} of {total} suit both, {articles}"


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
    inside = [called(table.named, package) for package in table.named.index[table.named_zone]]
    where = f"In the zone: {names(inside)}." if inside else "No package of the articles is in it."
    return " ".join([*words, where])


def _verdict_title(verdict):
    if verdict.clash:
        return "This package contradicts itself"
    if verdict.suits:
        others = f"{counted(verdict.beaten_by, 'other')} would be better"
        others = others if verdict.beaten_by else "no other beats it"
        return f"Under these assumptions it suits both; {others}"
    losers = names(the(p) for p, gain in verdict.gain.items() if gain < 0)
    if not losers:
        return "This is where things stand without a deal"
    return f"Under these assumptions it does not suit {losers}"


def _verdict_words(verdict):
    gains = names(f"{the(p)} {signed(gain)}" for p, gain in verdict.gain.items())
    against = [
        f"{the(party)} has spoken against {names(f'“{label}”' for label in labels)}"
        for party, labels in verdict.against.items()
        if labels
    ]
    told = capitalised("; ".join(against)) or "Nobody has spoken against any of it"
    return f"Gains over the least accepted: {gains}. {told}. {verdict.clash}".strip()


def _answer_marks(table):
    found = []
    for name, row in table.solutions.iterrows():
        deal = table.packages.loc[row["package"]]
        options = "; ".join(table.issues.at[(i, o), "label"] for i, o in deal.items())
        points = ", ".join(f"{PARTY_NAME[p]} gains {row[p]:.3g}" for p in table.parties)
        found.append(Mark(name, f"{ANSWER[name][2]} solution: {points}. {options}"))
    return found
