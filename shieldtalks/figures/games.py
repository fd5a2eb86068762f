"""Charts of lesson 09: payoffs and equilibria, the trust threshold, Jervis's four worlds."""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import axes_at, canvas, empty_title, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, headline, styled
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import INK, PARTY_HUE, QUIET
from shieldtalks.games import Study, expected
from shieldtalks.parties import the
from shieldtalks.phrases import capitalised, counted, names

PAYOFFS_ARE = "Payoffs are assumptions: the articles hold stances, no payoffs."
HELD = "#fff0b8"
RULES = {
    "always": "cooperates whatever it expects",
    "never": "defects whatever it expects",
    "either": "does not mind either way",
}
RING = {"boxstyle": "round,pad=0.35,rounding_size=0.8", "fc": "white", "lw": 2.6}
TABLE = (2.2, 6.5, 2.2, 1.0)  # left, top, width and height of a cell, in inches
HEIGHT = 8.45


class GameChart:
    """Payoffs, best replies and equilibria above, trust below; drawn once, then only moved.

    players, moves: as games.Game. ranges: (lowest, highest) payoff to be shown, for each player.
    """

    @styled
    def __init__(
        self,
        players: Sequence[str],
        moves: Sequence[Sequence[str]],
        ranges: Sequence[tuple[float, float]] = ((0, 5), (0, 5)),
    ):
        self.players = players
        fig, self.board = canvas(HEIGHT, up=True)
        self._name = empty_title(fig)
        headline(fig, "", PAYOFFS_ARE)
        self._moving = [self._name]
        self._table(moves)
        self._found = [
            self.board.text(6.75, 6.3 - 0.62 * n, "", va="top", linespacing=1.2) for n in range(3)
        ]
        key = "A ring marks the best reply to each move of the other, a frame an equilibrium."
        self.board.text(0.1, 4.25, key, va="center", color=QUIET)
        self._note = self.board.text(0.1, 4.08, "", va="top", color=QUIET)
        self._moving += [*self._found, self._note]
        self.board.text(6.75, 6.6, "Equilibria, with payoffs", weight="bold", va="center")
        self._panels = [
            self._panel(fig, place, player, *range_)
            for place, player, range_ in zip((0.62, 5.3), players, ranges, strict=True)
        ]
        self.stage = Stage(fig, self._moving)

    @styled
    def figure(self, study: Study) -> Figure:
        """Return the Figure of one games.Study."""
        game = study.game
        under = ", under these assumptions" if game.assumed else ""
        title = f"{_title_name(study)}{under}: {_outcome(study.equilibria, game)}"
        self._name.set_text("\n".join(textwrap.wrap(title, 68)))
        pure = _pure_cells(study.equilibria, game)
        for cell, (mine, theirs, frame) in self._cells.items():
            pairs = zip((mine, theirs), (game.row, game.column), study.replies, strict=True)
            for text, payoffs, best in pairs:
                text.set_text(f" {payoffs[cell]:g} ")
                text.get_bbox_patch().set_visible(bool(best[cell]))
            frame.set_visible(cell in pure)
        lines = [_equilibrium_lines(row, game) for _, row in study.equilibria.iterrows()]
        if len(lines) > len(self._found):
            left = len(lines) - len(self._found) + 1
            lines = [*lines[: len(self._found) - 1], f"and {counted(left, 'corner')} more"]
        for n, text in enumerate(self._found):
            text.set_text(lines[n] if n < len(lines) else "")
        self._note.set_text("\n".join(textwrap.wrap(_party_words(study.note, game), 105)))
        for player, panel in zip(game.players, self._panels, strict=True):
            self._move_panel(panel, game.payoffs(player), *study.trust[player])
        marks = tuple(self._marks(study, pure))
        alt = _game_alt(study, pure)
        return self.stage.figure(title=title, alt=alt, footer=PAYOFFS_ARE, marks=marks)

    def _table(self, moves):
        """Draw the frame of the payoff table and keep its moving parts by cell."""
        left, top, wide, high = TABLE
        board = self.board
        one, other = self.players
        for x, y, player in ((left, top + 0.72, other), (0.1, top - high, one)):
            sign(board, x + 0.1, y, player, clip_on=False, ms=10)
            board.text(x + 0.26, y, the(player, start=True), va="center", weight="bold")
        self._cells = {}
        for column, move in enumerate(moves[1]):
            words = "\n".join(textwrap.wrap(move, 26))
            board.text(left + wide * (column + 0.5), top + 0.3, words, ha="center", va="center")
        for row, move in enumerate(moves[0]):
            down = top - high * (row + 1)
            words = "\n".join(textwrap.wrap(move, 11))
            board.text(left - 0.1, down + high / 2, words, ha="right", va="center")
            for column in (0, 1):
                self._cells[row, column] = self._cell(left + wide * column, down, wide, high)

    def _cell(self, left, down, wide, high):
        board = self.board
        one, other = self.players
        board.add_patch(Rectangle((left, down), wide, high, fc="none", ec=QUIET, lw=1))
        parts = []
        inner = (left + 0.06, down + 0.06)
        frame = Rectangle(inner, wide - 0.12, high - 0.12, fc=HELD, ec=INK, lw=2.4)
        board.add_patch(frame)
        spots = ((left + 0.66, down + 0.29, -0.46), (left + wide - 0.66, down + high - 0.29, 0.46))
        for (x, y, side), player in zip(spots, (one, other), strict=True):
            ring = RING | {"ec": PARTY_HUE[player]}
            text = board.text(x, y, "", ha="center", va="center", weight="bold", bbox=ring)
            parts.append(text)
            self._moving += [sign(board, x + side, y, player, ms=7), text]
        self._moving.insert(0, frame)
        return (*parts, frame)

    def _panel(self, fig, left, player, low, high):
        """Draw one player's trust panel; return its moving parts."""
        room = 0.06 * (high - low)
        axes = axes_at(fig, left, 1.05, 2.75, 1.75, xlim=(0, 1), ylim=(low - room, high + room))
        other = next(p for p in self.players if p != player)
        axes.set_xticks([0, 0.5, 1], ["0", "½", "1"])
        axes.set_yticks([low, high], [f"{low:g}", f"{high:g}"])
        axes.tick_params(length=0)
        axes.set_xlabel(f"Chance that {the(other)} cooperates")
        head = f"{the(player, start=True)}: what a move is worth"
        axes.text(-0.12, 1.28, head, transform=axes.transAxes, weight="bold", va="center")
        rule = axes.text(-0.12, 1.11, "", transform=axes.transAxes, va="center", color=QUIET)
        hue = PARTY_HUE[player]
        cooperate = axes.plot([], [], "-", color=hue, lw=3)[0]
        defect = axes.plot([], [], "--", color=INK, lw=2)[0]
        wall = axes.plot([], [], ":", color=QUIET, lw=2)[0]
        words = [axes.text(1.03, 0, w, va="center", clip_on=False) for w in ("cooperate", "defect")]
        moving = [wall, cooperate, defect, *words, rule]
        self._moving += moving
        return axes, cooperate, defect, wall, words, rule

    def _move_panel(self, panel, payoffs, threshold, rule):
        axes, cooperate, defect, wall, words, told = panel
        chance = np.array([0.0, 1.0])
        lines = expected(payoffs, chance)
        for line, values in zip((cooperate, defect), lines, strict=True):
            line.set_data(chance, values)
        known = not np.isnan(threshold)
        wall.set_data(*(([threshold] * 2, axes.get_ylim()) if known else ([], [])))
        ends = np.array([values[1] for values in lines])
        least = 0.16 * np.ptp(axes.get_ylim())
        if abs(ends[0] - ends[1]) < least:
            first, second = (values[::-1].tolist() for values in lines)
            middle, above = ends.mean(), 1 if first >= second else -1
            ends = np.array([middle + above * least / 2, middle - above * least / 2])
        for text, height in zip(words, ends, strict=True):
            text.set_y(height)
        told.set_text(_rule_words(threshold, rule))

    def _marks(self, study, pure):
        game = study.game
        for row, column in self._cells:
            label = _cell_words(game, row, column)
            if (row, column) in pure:
                label += ", an equilibrium"
            left, down = TABLE[0] + TABLE[2] * column, TABLE[1] - TABLE[3] * (row + 1)
            place = box_in(self.board, left, down, left + TABLE[2], down + TABLE[3])
            yield Mark(f"{'CD'[row]}{'CD'[column]}", label, (), place)
        for n, row in study.equilibria.iterrows():
            words = _equilibrium_lines(row, game).replace("\n", " ")
            yield Mark(f"equilibrium {n}", f"Equilibrium {n}: {words}")
        for player in game.players:
            words = f"{the(player, start=True)} {_rule_words(*study.trust[player])}"
            yield Mark(f"trust {player}", words)


@styled
def game_chart(study: Study) -> Figure:
    """Draw a game: payoffs with best replies and equilibria, and what trust it takes.

    study: a games.Study. Returns a Figure; its marks are the four outcomes, the equilibria and each
    player's trust threshold. No statement stands behind a payoff, and the footer says so.

    >>> print(game_chart(games.study(games.game("stag hunt"))).title)
    Stag hunt: both may cooperate, or neither
    """
    game = study.game
    ranges = []
    for payoffs in (game.row, game.column):
        low, high = np.floor(payoffs.min()), np.ceil(payoffs.max())
        ranges.append((low, max(high, low + 1)))
    return GameChart(game.players, game.moves, ranges).figure(study)


def _title_name(study):
    """Return the name of a game as a heading, with the parties in full."""
    words = study.name.replace("tie", "a tie of payoffs").replace("other", "no classic game")
    for player in study.game.players:
        words = words.replace(f" for {player}", f" for {the(player)}")
    return capitalised(words)


def _party_words(text, game):
    for player in game.players:
        text = text.replace(f"of {player}", f"of {the(player)}")
    return text


def _pure_cells(found, game):
    pure = found[found["kind"].eq("pure")]
    pairs = pure[list(game.players)].to_numpy()
    return {(int(1 - mine), int(1 - theirs)) for mine, theirs in pairs}


def _outcome(found, game):
    pairs = [tuple(row) for row in found[list(game.players)].to_numpy().tolist()]
    if pairs == [(1.0, 1.0)]:
        return "cooperation holds by itself"
    if pairs == [(0.0, 0.0)]:
        return "both defect"
    if (1.0, 1.0) in pairs and (0.0, 0.0) in pairs:
        return "both may cooperate, or neither"
    if len(pairs) == 1 and pairs[0] in ((1.0, 0.0), (0.0, 1.0)):
        return "one gives way"
    if {(1.0, 0.0), (0.0, 1.0)} <= set(pairs):
        return "one gives way, but which?"
    return counted(len(pairs), "equilibrium", "equilibria")


def _equilibrium_lines(row, game):
    one, other = game.players
    mine, theirs = row[one], row[other]
    gains = f"({row[f'payoff {one}']:.4g}, {row[f'payoff {other}']:.4g})"
    if row["kind"] == "pure":
        words = {
            (1, 1): "Both cooperate",
            (0, 0): "Both defect",
            (1, 0): f"{the(one, start=True)} gives way" if one != "USA" else "The US gives way",
            (0, 1): f"{the(other, start=True)} gives way",
        }[int(mine), int(theirs)]
        return f"{words}\n{gains}"
    return f"Mixed: they cooperate with\nchances {mine:.2g} and {theirs:.2g} {gains}"


def _rule_words(threshold, rule):
    if rule in RULES:
        return RULES[rule]
    return f"cooperates if that chance is {rule} {threshold:.2f}"


def _cell_words(game, row, column):
    one, other = game.players
    mine, theirs = game.moves[0][row], game.moves[1][column]
    return (
        f"{the(one, start=True)}: {mine}, payoff {game.row[row, column]:g}; "
        f"{the(other)}: {theirs}, payoff {game.column[row, column]:g}"
    )


def _game_alt(study, pure):
    game = study.game
    name = _title_name(study)
    one, other = game.players
    payoffs = ", ".join(
        f"{'CD'[row]}{'CD'[column]} {game.row[row, column]:g} and {game.column[row, column]:g}"
        for row in (0, 1)
        for column in (0, 1)
    )
    shown = names("".join("CD"[move] for move in cell) for cell in sorted(pure))
    mixed = int(study.equilibria["kind"].eq("mixed").sum())
    trust = "; ".join(f"{the(p)} {_rule_words(*study.trust[p])}" for p in game.players)
    sentences = [
        f"A two-by-two game, C for cooperate and D for defect; payoffs for {the(one)} and for "
        f"{the(other)}: {payoffs}.",
        f"{name}.",
        f"Pure equilibria: {shown}." if pure else "No pure equilibrium.",
        f"{counted(mixed, 'mixed equilibrium', 'mixed equilibria')}." * bool(mixed),
        f"Trust: {trust}.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
