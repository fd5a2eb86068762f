"""A game: who sits where, what was offered and answered, how it stands, and the file it is in.

A game is one plain dictionary; every function takes one and returns a new one.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.bargaining import TABLE, clash_of, no_deal
from shieldtalks.corpus import LINE
from shieldtalks.errors import DataError, check_known
from shieldtalks.parties import the
from shieldtalks.phrases import capitalised, names
from shieldtalks.student_files import save, set_aside, work_folder
from shieldtalks.tables import read_text

Game = dict[str, Any]
Package = Mapping[str, str]

FORMAT = "shield-talks-game-1"
ROUNDS = 5
FEWEST, MOST = 4, 30
NAMES = {party: the(party) for party in TABLE}


def divide(students: int | Sequence[str]) -> pd.DataFrame:
    """Seat a class: tables of four to eight, each with the three parties, as even as can be.

    students: a list of names, or their number (4 to 30). Returns a DataFrame, a row a student in
    the order given: table (1, 2, ...) and party. Raises DataError outside 4 to 30.

    >>> divide(["Ada", "Ben", "Cem", "Dua"])["party"].to_dict()
    {'Ada': 'RUS', 'Ben': 'USA', 'Cem': 'NATO', 'Dua': 'RUS'}
    """
    people = list(range(1, students + 1)) if isinstance(students, int) else list(students)
    if not FEWEST <= len(people) <= MOST:
        raise DataError(
            f"{len(people)} students cannot be seated: the talks are for {FEWEST} to {MOST}."
        )
    tables = (len(people) + 3) // 6
    place = np.arange(len(people))
    seats = pd.DataFrame({"table": place % tables + 1}, index=pd.Index(people, name="student"))
    seats["party"] = [TABLE[n] for n in place // tables % len(TABLE)]
    return seats


def new_game(scripted: Sequence[str] = (), rounds: int = ROUNDS, table: str = "solo") -> Game:
    """Return a game in which nobody has offered yet.

    scripted: the parties that the course plays; the others are people. rounds: in each of them
    every party makes one offer, in the order of TABLE. table: its name. Raises DataError for an
    unknown party or for rounds outside 1 to 20.

    >>> history(new_game(scripted=["USA", "NATO"]), issues)
    ['Round 1 of 5: Russia has to offer.']
    """
    check_known(scripted, TABLE, "{} is no party. There are {known}.")
    if not isinstance(rounds, int) or not 1 <= rounds <= 20:
        raise DataError(f"{rounds!r} rounds cannot be played. Choose 1 to 20.")
    chosen = [party for party in TABLE if party in scripted]
    return {"format": FORMAT, "table": table, "rounds": rounds, "scripted": chosen, "offers": []}


@dataclass(frozen=True)
class Outcome:
    """How a game stands. status: 'open', 'deal' or 'no deal'; the rest only where there is a deal.

    package: {issue: option}. by: the party whose offer it was. round: counted from 1.
    """

    status: str
    package: dict[str, str] | None = None
    by: str = ""
    round: int = 0


def outcome(game: Game) -> Outcome:
    """Return the Outcome of a game: a deal is an offer that all the others accept.

    >>> game = offer(new_game(), {"structure": "two"}, issues)
    >>> outcome(game).status
    'open'
    """
    offers = game["offers"]
    if offers and len(offers[-1]["answers"]) == 2 and all(offers[-1]["answers"].values()):
        last = offers[-1]
        return Outcome("deal", last["package"], last["by"], round_number(len(offers) - 1))
    played = len(offers) == 3 * game["rounds"] and not waiting(game)
    return Outcome("no deal" if played or game.get("ended") else "open")


def round_of(game: Game) -> int:
    """Return the round that is being played, from 1; after the end, the last one."""
    offers = game["offers"]
    open_one = bool(offers) and len(offers[-1]["answers"]) < 2
    held = open_one or outcome(game).status == "deal"
    return min(round_number(len(offers) - held), game["rounds"])


def turn(game: Game) -> str:
    """Return the party that is to make an offer, or '' while answers are due and after the end."""
    if waiting(game) or outcome(game).status != "open":
        return ""
    return TABLE[len(game["offers"]) % 3]


def waiting(game: Game) -> list[str]:
    """Return the parties that have not answered the last offer: a list.

    >>> waiting(offer(new_game(), {"structure": "two"}, issues))
    ['USA', 'NATO']
    """
    if not game["offers"] or game.get("ended"):
        return []
    last = game["offers"][-1]
    return [p for p in TABLE if p != last["by"] and p not in last["answers"]]


def offer(game: Game, package: Package, issues: pd.DataFrame) -> Game:
    """Return the game after the party whose turn it is has offered a package.

    package: {issue: option}; an issue left out stays as without a deal. issues: as
    `bargaining.load_issues`. Raises DataError, with nothing changed, where no offer is due, for an
    issue or option that does not exist, for options that exclude each other, and for a package
    that changes nothing.

    >>> offer(new_game(), {"structure": "two"}, issues)["offers"][0]["package"]["control"]
    'own'
    """
    by = turn(game)
    if not by:
        raise DataError(f"no offer is due: {_due(game)}.")
    whole = whole_package(package, issues)
    made = {"by": by, "package": whole, "answers": {}}
    return {**game, "offers": [*game["offers"], made]}


def answer(game: Game, party: str, accepts: bool) -> Game:
    """Return the game after a party has said yes (True) or no to the last offer.

    Raises DataError where no answer of this party is due.

    >>> game = offer(new_game(), {"structure": "two"}, issues)
    >>> outcome(answer(answer(game, "USA", True), "NATO", True)).status
    'deal'
    """
    if party not in waiting(game):
        raise DataError(f"no answer of {party!r} is due: {_due(game)}.")
    last = game["offers"][-1]
    said = {**last["answers"], party: bool(accepts)}
    answers = {p: said[p] for p in TABLE if p in said}
    return {**game, "offers": [*game["offers"][:-1], {**last, "answers": answers}]}


def break_off(game: Game) -> Game:
    """Return the game ended before its last round, without a deal.

    Raises DataError where the talks have ended already.

    >>> outcome(break_off(new_game())).status
    'no deal'
    """
    if outcome(game).status != "open":
        raise DataError(f"there is nothing to break off: {_due(game)}.")
    return {**game, "ended": True}


def history(game: Game, issues: pd.DataFrame) -> list[str]:
    """Return what happened so far, an entry an offer; the last one says what is due now.

    Long entries are broken into lines that fit a notebook.

    >>> game = offer(new_game(), {"structure": "two"}, issues)
    >>> history(game, issues)[-1]
    'The United States and NATO have to answer.'
    """
    lines = []
    for number, made in enumerate(game["offers"]):
        told = [f"{NAMES[p]} {verb(yes)}" for p, yes in made["answers"].items()]
        words = in_words(made["package"], issues)
        line = f"Round {round_number(number)}. {capitalised(NAMES[made['by']])} offers: {words}."
        lines.append(f"{line} {capitalised('; '.join(told))}." if told else line)
    lines.append(what_is_due(game))
    return [textwrap.fill(line, LINE, subsequent_indent="    ") for line in lines]


def what_is_due(game: Game) -> str:
    """Return who has to do what now, in a sentence: the last line of `history`.

    >>> what_is_due(new_game())
    'Round 1 of 5: Russia has to offer.'
    """
    return f"{capitalised(_due(game))}."


def in_words(package: Package, issues: pd.DataFrame) -> str:
    """Return a package as words: the options that change something, then what stays.

    >>> in_words({"structure": "two", "guarantees": "openness"}, issues)
    'Two coordinated systems; Explanation and openness; the rest stays as it is'
    """
    held = no_deal(issues)
    new = [issues.at[pair, "label"] for pair in package.items() if held[pair[0]] != pair[1]]
    kept = len(held) - len(new)
    rest = "; the rest stays as it is" if kept else ""
    return f"{'; '.join(new) or 'nothing changes'}{rest if new else ''}"


def keep(game: Game, file: str = "talks.json") -> str:
    """Write a game into the work folder, the old file whole or the new one.

    Returns '' when it is safe, else a line that says why it could not be kept.
    """
    return save(file, json.dumps(game, ensure_ascii=False, indent=1) + "\n")


def resume(issues: pd.DataFrame, file: str = "talks.json") -> tuple[Game | None, str]:
    """Return (game, notice): the game kept in a file of the work folder, or None where none is.

    A file that holds no game of these talks is set aside, and the notice says so in one line.
    """
    if not (work_folder() / file).exists():
        return None, ""
    try:
        return read_game(work_folder() / file, issues), ""
    except DataError as error:
        aside = set_aside(file)
        fate = f"It is set aside as {aside}; a new game begins." if aside else "It stays as it is."
        return None, f"{error} {fate}"


def read_game(path: Path, issues: pd.DataFrame) -> Game:
    """Read a game from a json file and play it through, move by move.

    Raises DataError that names the file, the offer and what cannot be.
    """
    text = read_text(path)
    try:
        found = json.loads(text)
    except ValueError:
        raise DataError(f"{path.name}: this is no game (not JSON). Choose another file.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise DataError(f"{path.name}: this is no game of these talks (no format {FORMAT}).")
    number = 0
    try:
        made = [(m["package"], dict(m["answers"]), m["by"]) for m in found["offers"]]
        game = new_game(found["scripted"], found["rounds"], str(found["table"]))
        for package, answers, by in made:
            number += 1
            if by != turn(game):
                raise DataError(f"it is not the turn of {by!r}.")
            game = offer(game, package, issues)
            for party, accepts in answers.items():
                game = answer(game, party, accepts)
        if found.get("ended"):
            game = break_off(game)
    except DataError as error:
        where = f"offer {number}" if number else "its head"
        raise DataError(f"{path.name}, {where}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DataError(f"{path.name}: a part of the game is missing or of another kind.") from None
    return game


def round_number(number: int) -> int:
    """Return the round of an offer, by the number of offers before it."""
    return number // 3 + 1


def whole_package(package: Package, issues: pd.DataFrame) -> dict[str, str]:
    """Return a package with every issue, in order; raises DataError for one that cannot be."""
    held = no_deal(issues)
    for issue, option in package.items():
        check_known([issue], held.index, "{} is no issue here. There are {known}.")
        options = issues.loc[issue].index
        check_known([option], options, f"{{}} is no option of {issue!r}. There are {{known}}.")
    whole = {issue: package.get(issue, held[issue]) for issue in held.index}
    if clash := clash_of(issues, whole):
        raise DataError(clash)
    if whole == held.to_dict():
        raise DataError("this changes nothing: choose at least one option that is new.")
    return whole


def _due(game):
    end = outcome(game)
    if end.status == "deal":
        return f"the talks ended in round {end.round} with a deal, offered by {NAMES[end.by]}"
    if game.get("ended"):
        return f"the talks were broken off in round {round_of(game)}, without a deal"
    if end.status == "no deal":
        return f"the talks ended after {_rounds(game['rounds'])} without a deal"
    if due := waiting(game):
        return f"{names(NAMES[p] for p in due)} {_have(due)} to answer"
    return f"round {round_of(game)} of {game['rounds']}: {NAMES[turn(game)]} has to offer"


def _rounds(number):
    return "one round" if number == 1 else f"{number} rounds"


def _have(parties):
    return "have" if len(parties) > 1 else "has"


def verb(accepts: bool) -> str:
    """Return what a party does that says yes or no."""
    return "accepts" if accepts else "refuses"
