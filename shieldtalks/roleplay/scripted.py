"""The scripted parties: what they ask for, offer and answer, by their own score sheet alone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shieldtalks.bargaining import all_packages, spoken, utilities, walk_away
from shieldtalks.phrases import capitalised, names
from shieldtalks.roleplay.game import (
    NAMES,
    Game,
    Package,
    answer,
    offer,
    outcome,
    round_number,
    turn,
    verb,
    waiting,
)

SIDES = ("agree", "disagree")
WORDS = ("wants it", "can live with it", "minds it", "has no view")


@dataclass(frozen=True)
class Script:
    """What the scripted parties bargain by.

    packages, options: every package, as a DataFrame and as an array. utilities: its points by
    party. least: the points of each party without a deal, below which it never goes. best: the
    most it could have.
    """

    issues: pd.DataFrame
    packages: pd.DataFrame
    options: np.ndarray
    utilities: pd.DataFrame
    least: pd.Series
    best: pd.Series


def script(issues: pd.DataFrame, sheets: pd.DataFrame) -> Script:
    """Return the Script that follows from the issues and the score sheets.

    >>> script(issues, sheets).least.to_dict()
    {'RUS': 19.6, 'USA': 76.0, 'NATO': 54.0}
    """
    packages = all_packages(issues)
    scores = utilities(packages, sheets)
    options = packages.to_numpy(dtype=object)
    return Script(issues, packages, options, scores, walk_away(issues, sheets), scores.max())


def aspiration(script: Script, party: str, round: int, rounds: int) -> float:
    """Return the points that a scripted party asks for in a round.

    It falls in a straight line from the best it could have, in round 1, to what it has without a
    deal, in the last round: the linear time-dependent tactic of Faratin, Sierra and Jennings,
    Negotiation decision functions for autonomous agents (1998).

    >>> [aspiration(script(issues, sheets), "USA", n, 3) for n in (1, 2, 3)]
    [..., ..., 76.0]
    """
    best, least = script.best[party], script.least[party]
    gone = (round - 1) / (rounds - 1) if rounds > 1 else 1.0
    return float(np.round(best - (best - least) * gone, 9))


def scripted_answer(game: Game, script: Script, party: str) -> bool:
    """Return whether a scripted party accepts the last offer: it is worth what the party asks."""
    number = len(game["offers"]) - 1
    asked = aspiration(script, party, round_number(number), game["rounds"])
    return bool(_points(script, game["offers"][number]["package"], party) >= asked)


def scripted_offer(game: Game, script: Script, party: str) -> dict[str, str]:
    """Return the package {issue: option} that a scripted party offers now.

    Of the packages worth what it asks for in this round, it takes the one most like what the others
    last offered, counted in issues; of those the best for itself; of those the first. So it needs
    no sheet but its own. After Faratin, Sierra and Jennings, Using similarity criteria to make
    issue trade-offs (2002).
    """
    asked = aspiration(script, party, round_number(len(game["offers"])), game["rounds"])
    mine = script.utilities[party].to_numpy()
    last = {made["by"]: made["package"] for made in game["offers"] if made["by"] != party}
    alike = sum((_same(script, p).sum(axis=1) for p in last.values()), np.zeros(len(mine)))
    order = np.lexsort((np.arange(len(mine)), -mine, -alike, mine < asked))
    return script.packages.iloc[order[0]].to_dict()


def play_on(game: Game, script: Script) -> Game:
    """Return the game after the scripted parties have done all they can without the people.

    >>> empty = roleplay.new_game(["RUS", "USA", "NATO"])
    >>> game = play_on(empty, script(issues, sheets))
    >>> roleplay.history(game, issues)[-1]
    'The talks ended in round 5 with a deal, offered by Russia.'
    """
    while outcome(game).status == "open":
        due = [party for party in waiting(game) if party in game["scripted"]]
        if due:
            game = answer(game, due[0], scripted_answer(game, script, due[0]))
        elif turn(game) in game["scripted"]:
            game = offer(game, scripted_offer(game, script, turn(game)), script.issues)
        else:
            break
    return game


def reasons(
    package: Package,
    party: str,
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """Return what a party says to each option of a package, without its numbers.

    Returns a DataFrame, index issue: issue_label, label (of the option), word (one of WORDS), for
    and against (tuples of units in which the party speaks for or against this option). The words
    follow from the assumed values: the best option it wants, from half of the best on it can live
    with it. The units are evidence.

    >>> package = {**bargaining.no_deal(issues), "control": "shared", "structure": "joint"}
    >>> reasons(package, "USA", issues, sheets, statements).at["control", "word"]
    'minds it'
    """
    heard = spoken(issues, statements)
    rows = {}
    for issue, option in package.items():
        sheet = sheets.loc[(party, issue)]
        said = heard.loc[(issue, option, party)]
        units = [tuple(statements.loc[list(said[c]), "unit"].unique()) for c in SIDES]
        labels = tuple(issues.loc[(issue, option), ["issue_label", "label"]])
        rows[issue] = (*labels, _word(sheet, option), *units)
    columns = ["issue_label", "label", "word", "for", "against"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("issue")


def reply(party: str, accepts: bool, said: pd.DataFrame) -> str:
    """Return a party's answer in words. said: as `reasons`."""
    minds = [
        f"“{row['label']}”{_cited(row['against'])}"
        for _, row in said[said["word"].eq("minds it")].iterrows()
    ]
    wants = [f"“{label}”" for label in said.loc[said["word"].eq("wants it"), "label"]]
    if accepts:
        why = f" It is glad of {names(wants)}." if wants else ""
    elif minds:
        why = f" It minds {names(minds)}."
    else:
        why = " It objects to nothing in particular; it hopes for more."
    return f"{capitalised(NAMES[party])} {verb(accepts)}.{why}"


def _points(script, package, party):
    place = int(_same(script, package).all(axis=1).argmax())
    return script.utilities[party].iloc[place]


def _same(script, package):
    """Return on which issues each package is like one: packages x issues of booleans."""
    return script.options == np.array([package[issue] for issue in script.packages], dtype=object)


def _word(sheet, option):
    most, value = sheet["value"].max(), sheet.at[option, "value"]
    if most == 0 or sheet["weight"].iloc[0] == 0:
        return WORDS[3]
    return WORDS[0] if value == most else WORDS[1] if value >= most / 2 else WORDS[2]


def _cited(units):
    return f" (against it: {names(units)})" if units else ""
