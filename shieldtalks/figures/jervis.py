"""Jervis's table of lesson 09: who says what of offence and defence, in which of four worlds."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import canvas, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, styled
from shieldtalks.figures.style import PARTY_NAME, QUIET
from shieldtalks.games import AXES, WORLDS
from shieldtalks.phrases import counted, names

HEADS = "Defence cannot be told from offence", "Nothing said", "Defence can be told from offence"
SIDES = "Offence has the advantage", "Nothing, or both, said on this", "Defence has the advantage"
GLYPH = {"RUS": "●", "USA": "■", "NATO": "▲", "media": "◆"}


@styled
def jervis_table(worlds: pd.DataFrame, statements: pd.DataFrame, said: pd.DataFrame) -> Figure:
    """Draw Jervis's table, filled with those whose words describe each of its worlds.

    worlds: as `games.jervis_worlds`. statements: the DataFrame behind it. said: as
    `games.jervis_evidence`. Returns a Figure; its marks are the entries, 'actor | article'.

    >>> worlds, said = games.jervis_worlds(statements), games.jervis_evidence(statements)
    >>> print(jervis_table(worlds, statements, said).title)
    Two sides, two columns: can this shield be told from a weapon?
    """
    used = statements.loc[said.index]
    party = _parties(worlds, used)
    persons = set(used["person"])
    year = used.groupby("article")["date"].first().str[:4]
    cells = {}
    for (actor, article), row in worlds.iterrows():
        across = {"no": 0, "yes": 2}.get(row["posture"], 1)
        down = {"offence": 0, "defence": 2}.get(row["advantage"], 1)
        cells.setdefault((down, across), []).append((actor, article))
    middle = any(across == 1 for _, across in cells)
    wide = [3.9, 0, 3.9] if not middle else [2.65, 2.55, 2.65]
    line = 0.3
    tall = [
        (0.7 if down != 1 else 0.3)
        + line * max([1] + [len(cells.get((down, a), ())) for a in range(3)])
        for down in range(3)
    ]
    top, bottom, left = 1.62, 0.78, 1.66
    height = top + sum(tall) + bottom
    fig, axes = canvas(height, up=True)
    lefts = left + np.concatenate([[0], np.cumsum(wide)[:-1]])
    tops = height - top - np.concatenate([[0], np.cumsum(tall)[:-1]])
    _jervis_frame(axes, lefts, tops, wide, tall)
    places = {}
    for (down, across), entries in cells.items():
        start = tops[down] - (0.62 if down != 1 and across != 1 else 0.15)
        for n, (actor, article) in enumerate(entries):
            y = start - line * (n + 0.5)
            sign(axes, lefts[across] + 0.22, y, party[actor])
            name = actor.split()[-1] if actor in persons else PARTY_NAME.get(actor, actor)
            words = f"{name} {year[article]} ({article})"
            axes.text(lefts[across] + 0.4, y, words, va="center")
            right = lefts[across] + wide[across] - 0.08
            places[actor, article] = (lefts[across] + 0.08, y - 0.14, right, y + 0.14)
    title = _jervis_title(worlds, party)
    foot = "Which words speak to which side is our reading."
    key = "   ".join(f"{GLYPH[p]} {PARTY_NAME[p]}" for p in dict.fromkeys(party.values()))
    subtitle = f"Each line: who spoke, the year, and the article.   {key}"
    marks = []
    column_by_column = sorted(places.items(), key=lambda pair: (pair[1][0] > 4.8, -pair[1][3]))
    for (actor, article), place in column_by_column:
        row = worlds.loc[(actor, article)]
        label = f"{actor}, article {article}: {_world_words(row)}"
        marks.append(Mark(f"{actor} | {article}", label, row["statements"], box_in(axes, *place)))
    return finished(fig, title, _jervis_alt(worlds, party), marks, foot, used, subtitle=subtitle)


def _parties(worlds, used):
    """Return {actor: party}, whatever column the actors come from."""
    return {a: used.at[row["statements"][0], "party"] for (a, _), row in worlds.iterrows()}


def _jervis_frame(axes, lefts, tops, wide, tall):
    low = tops[2] - tall[2]
    for across, head in enumerate(HEADS):
        if wide[across]:
            at = lefts[across] + wide[across] / 2
            words = "\n".join(textwrap.wrap(head, 22 if across != 1 else 10))
            axes.text(at, tops[0] + 0.1, words, ha="center", va="bottom", weight="bold")
    for down, side in enumerate(SIDES):
        words = "\n".join(textwrap.wrap(side, 13))
        look = {"weight": "bold"} if down != 1 else {"color": QUIET}
        axes.text(0.1, tops[down] - tall[down] / 2, words, va="center", **look)
    edge = {"ec": QUIET, "lw": 1}
    for down, fill in enumerate(("#f6f6f8", "white", "#f6f6f8")):
        for across in (0, 2):
            spot = (lefts[across], tops[down] - tall[down])
            axes.add_patch(Rectangle(spot, wide[across], tall[down], fc=fill, **edge))
    if wide[1]:
        axes.add_patch(Rectangle((lefts[1], low), wide[1], tops[0] - low, fc="none", **edge))
    for (posture, advantage), (number, world) in WORLDS.items():
        across, down = (0, 2)[posture == "yes"], (0, 2)[advantage == "defence"]
        words = "\n".join(textwrap.wrap(f"{number}  {world}", 38 if not wide[1] else 30))
        spot = (lefts[across] + 0.12, tops[down] - 0.1)
        axes.text(*spot, words, va="top", color=QUIET, linespacing=1.15)


def _world_words(row):
    told = {"no": "cannot be told apart", "yes": "can be told apart"}
    posture = told.get(row["posture"], f"{row['posture']} on this")
    silent = row["advantage"] == "silent"
    who = "nothing on who has" if silent else f"{row['advantage']} has"
    return (
        f"defence and offence {posture}; {who} the advantage; {counted(row['n'], 'statement')}; "
        f"worlds open: {names(map(str, row['worlds']))}"
    )


def _jervis_title(worlds, party):
    sides = {p: set() for p in dict.fromkeys(party.values())}
    for (actor, _), row in worlds.iterrows():
        sides[party[actor]].add(row["posture"])
    told = {p: s for p, s in sides.items() if len(s - {"silent"}) == 1}
    if len({next(iter(s - {"silent"})) for s in told.values()}) > 1:
        return "Two sides, two columns: can this shield be told from a weapon?"
    return "Can this shield be told from a weapon?"


def _jervis_alt(worlds, party):
    sentences = []
    for side, words in (("no", "cannot be told from offence"), ("yes", "can be told from offence")):
        inside = worlds[worlds["posture"].eq(side)]
        who = dict.fromkeys(PARTY_NAME[party[actor]] for actor, _ in inside.index)
        n = int(inside["n"].sum())
        if len(inside):
            sentences.append(
                f"That defence {words}: {counted(len(inside), 'entry', 'entries')}, "
                f"{counted(n, 'statement')}, of {names(who)}."
            )
    spoken = {s: int(worlds["advantage"].eq(s).sum()) for s in AXES["advantage"]}
    silent = int(worlds["advantage"].eq("silent").sum())
    sentences.append(
        f"Offence has the advantage in {spoken['offence']} of {len(worlds)} entries, defence in "
        f"{spoken['defence']}; {silent} say nothing on it."
    )
    return " ".join(sentences)
