"""The talks: a table of three parties, offers in rounds, scripted parties, a debrief, a memo.

A game is one plain dictionary: what was offered, by whom, and who said yes or no. Every function
takes a game and returns a new one. Scripted parties bargain by their score sheet alone.
"""

import json
import re
import textwrap
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shieldtalks.attribution import find_quotations
from shieldtalks.bargaining import (
    TABLE,
    all_packages,
    assess,
    bargain,
    no_deal,
    spoken,
    utilities,
    walk_away,
)
from shieldtalks.corpus import LINE
from shieldtalks.errors import DataError
from shieldtalks.parties import the
from shieldtalks.phrases import capitalised, names
from shieldtalks.student_files import save, set_aside, work_folder
from shieldtalks.tables import DATA, read_table, read_text

FORMAT = "shield-talks-game-1"
ROUNDS = 5
FEWEST, MOST = 4, 30
NAMES = {party: the(party) for party in TABLE}
SIDES = ("agree", "disagree")
WORDS = ("wants it", "can live with it", "minds it", "has no view")
RUBRIC_COLUMNS = ("criterion", "asks", "full", "half", "none")


# Seats


def divide(students):
    """Seat a class: tables of four to eight, each with the three parties, as even as can be.

    students: a list of names, or their number (4 to 30). Returns a DataFrame, a row a student in
    the order given: table (1, 2, ...) and party. Raises DataError outside 4 to 30.
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


# A game


def new_game(scripted=(), rounds=ROUNDS, table="solo"):
    """Return a game in which nobody has offered yet.

    scripted: the parties that the course plays; the others are people. rounds: in each of them
    every party makes one offer, in the order of TABLE. table: its name. Raises DataError for an
    unknown party or for rounds outside 1 to 20.
    """
    odd = [party for party in scripted if party not in TABLE]
    if odd:
        raise DataError(f"{odd[0]!r} is no party. There are {', '.join(TABLE)}.")
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
    package: dict | None = None
    by: str = ""
    round: int = 0


def outcome(game):
    """Return the Outcome of a game: a deal is an offer that all the others accept."""
    offers = game["offers"]
    if offers and len(offers[-1]["answers"]) == 2 and all(offers[-1]["answers"].values()):
        last = offers[-1]
        return Outcome("deal", last["package"], last["by"], _round(len(offers) - 1))
    played = len(offers) == 3 * game["rounds"] and not waiting(game)
    return Outcome("no deal" if played else "open")


def round_of(game):
    """Return the round that is being played, from 1; after the end, the last one."""
    held = bool(waiting(game)) or outcome(game).status == "deal"
    return min(_round(len(game["offers"]) - held), game["rounds"])


def turn(game):
    """Return the party that is to make an offer, or '' while answers are due and after the end."""
    if waiting(game) or outcome(game).status != "open":
        return ""
    return TABLE[len(game["offers"]) % 3]


def waiting(game):
    """Return the parties that have not answered the last offer: a list."""
    if not game["offers"]:
        return []
    last = game["offers"][-1]
    return [p for p in TABLE if p != last["by"] and p not in last["answers"]]


def offer(game, package, issues):
    """Return the game after the party whose turn it is has offered a package.

    package: {issue: option}; an issue left out stays as without a deal. issues: as
    `bargaining.load_issues`. Raises DataError, with nothing changed, where no offer is due, for an
    issue or option that does not exist, for options that exclude each other, and for a package
    that changes nothing.
    """
    by = turn(game)
    if not by:
        raise DataError(f"no offer is due: {_due(game)}.")
    whole = _whole(package, issues)
    made = {"by": by, "package": whole, "answers": {}}
    return {**game, "offers": [*game["offers"], made]}


def answer(game, party, accepts):
    """Return the game after a party has said yes (True) or no to the last offer.

    Raises DataError where no answer of this party is due.
    """
    if party not in waiting(game):
        raise DataError(f"no answer of {party!r} is due: {_due(game)}.")
    last = game["offers"][-1]
    said = {**last["answers"], party: bool(accepts)}
    answers = {p: said[p] for p in TABLE if p in said}
    return {**game, "offers": [*game["offers"][:-1], {**last, "answers": answers}]}


def history(game, issues):
    """Return what happened so far, an entry an offer; the last one says what is due now.

    Long entries are broken into lines that fit a notebook.
    """
    lines = []
    for number, made in enumerate(game["offers"]):
        told = [f"{NAMES[p]} {_verb(yes)}" for p, yes in made["answers"].items()]
        words = in_words(made["package"], issues)
        line = f"Round {_round(number)}. {capitalised(NAMES[made['by']])} offers: {words}."
        lines.append(f"{line} {capitalised('; '.join(told))}." if told else line)
    lines.append(f"{capitalised(_due(game))}.")
    return [textwrap.fill(line, LINE, subsequent_indent="    ") for line in lines]


def in_words(package, issues):
    """Return a package as words: the options that change something, then what stays."""
    held = no_deal(issues)
    new = [issues.at[pair, "label"] for pair in package.items() if held[pair[0]] != pair[1]]
    kept = len(held) - len(new)
    rest = "; the rest stays as it is" if kept else ""
    return f"{'; '.join(new) or 'nothing changes'}{rest if new else ''}"


# Scripted parties


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


def script(issues, sheets):
    """Return the Script that follows from the issues and the score sheets."""
    packages = all_packages(issues)
    scores = utilities(packages, sheets)
    options = packages.to_numpy(dtype=object)
    return Script(issues, packages, options, scores, walk_away(issues, sheets), scores.max())


def aspiration(script, party, round, rounds):
    """Return the points that a scripted party asks for in a round.

    It falls in a straight line from the best it could have, in round 1, to what it has without a
    deal, in the last round: the linear time-dependent tactic of Faratin, Sierra and Jennings,
    Negotiation decision functions for autonomous agents (1998).
    """
    best, least = script.best[party], script.least[party]
    gone = (round - 1) / (rounds - 1) if rounds > 1 else 1.0
    return float(np.round(best - (best - least) * gone, 9))


def scripted_answer(game, script, party):
    """Return whether a scripted party accepts the last offer: it is worth what the party asks."""
    number = len(game["offers"]) - 1
    asked = aspiration(script, party, _round(number), game["rounds"])
    return bool(_points(script, game["offers"][number]["package"], party) >= asked)


def scripted_offer(game, script, party):
    """Return the package {issue: option} that a scripted party offers now.

    Of the packages worth what it asks for in this round, it takes the one most like what the others
    last offered, counted in issues; of those the best for itself; of those the first. So it needs
    no sheet but its own. After Faratin, Sierra and Jennings, Using similarity criteria to make
    issue trade-offs (2002).
    """
    asked = aspiration(script, party, _round(len(game["offers"])), game["rounds"])
    mine = script.utilities[party].to_numpy()
    last = {made["by"]: made["package"] for made in game["offers"] if made["by"] != party}
    alike = sum((_same(script, p).sum(axis=1) for p in last.values()), np.zeros(len(mine)))
    order = np.lexsort((np.arange(len(mine)), -mine, -alike, mine < asked))
    return script.packages.iloc[order[0]].to_dict()


def play_on(game, script):
    """Return the game after the scripted parties have done all they can without the people."""
    while outcome(game).status == "open":
        due = [party for party in waiting(game) if party in game["scripted"]]
        if due:
            game = answer(game, due[0], scripted_answer(game, script, due[0]))
        elif turn(game) in game["scripted"]:
            game = offer(game, scripted_offer(game, script, turn(game)), script.issues)
        else:
            break
    return game


def reasons(package, party, issues, sheets, statements):
    """Return what a party says to each option of a package, without its numbers.

    Returns a DataFrame, index issue: issue_label, label (of the option), word (one of WORDS), for
    and against (tuples of units in which the party speaks for or against this option). The words
    follow from the assumed values: the best option it wants, from half of the best on it can live
    with it. The units are evidence.
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


def reply(party, accepts, said):
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
    return f"{capitalised(NAMES[party])} {_verb(accepts)}.{why}"


# Keeping a game


def keep(game, file="talks.json"):
    """Write a game into the work folder, the old file whole or the new one.

    Returns '' when it is safe, else a line that says why it could not be kept.
    """
    return save(file, json.dumps(game, ensure_ascii=False, indent=1) + "\n")


def resume(issues, file="talks.json"):
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


def read_game(path, issues):
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
    except DataError as error:
        where = f"offer {number}" if number else "its head"
        raise DataError(f"{path.name}, {where}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DataError(f"{path.name}: a part of the game is missing or of another kind.") from None
    return game


# After the talks


def debrief(deals, issues, sheets, statements):
    """Weigh the deals of a class, each for all three parties.

    deals: {table: {issue: option}, or None where the talks failed}. Returns a DataFrame, a row a
    table: status ('deal' or 'no deal'), points of RUS, USA and NATO, gain_RUS, gain_USA, gain_NATO
    (over no deal), beaten_by (packages at least as good for all and better for one), left (the most
    points, summed, that another package would have added without a loss to anybody), better (the
    number of that package in `all_packages`, or -1), against (tuple of the statements that speak
    against an option of the deal that their party only speaks against).
    Points of different parties measure different things; `left` only says that something was free.
    """
    parties = list(TABLE)
    named = pd.DataFrame(columns=["proposed_by", *no_deal(issues).index])
    table = bargain(issues, sheets, named, parties)
    heard = spoken(issues, statements)
    rows = {}
    for name, deal in deals.items():
        verdict = assess(table, sheets, heard, None if deal is None else _whole(deal, issues))
        no_worse = table.utilities.ge(verdict.points).all(axis=1)
        added = (table.utilities - verdict.points).sum(axis=1).where(no_worse)
        left = float(np.round(added.max(), 9)) if no_worse.any() else 0.0
        gain = (verdict.points - table.walk_away).round(9)
        ids = () if deal is None else _against(verdict.package, heard)
        rows[name] = {
            "status": "no deal" if deal is None else "deal",
            **verdict.points,
            **gain.add_prefix("gain_"),
            "beaten_by": verdict.beaten_by,
            "left": max(left, 0.0),
            "better": int(added.idxmax()) if left > 0 else -1,
            "against": ids,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("table")


# The memo


def check_memo(memo, corpus, statements=None):
    """Check what of a memo can be checked, and return the findings as a list of lines.

    memo: a list of claims, each a dict with text, units (list of unit ids), and, where wanted,
    quotes (list of words taken over) and best_case (the party whose best case the claim states).
    Checked are: that each claim has a text and a unit, that the units exist and are parts of an
    article, that all quotes, and all words of three or more that stand in quotation marks in the
    text, are found verbatim in the claim's own units, and that each party's best case is stated;
    with `statements`, also that a unit cited for a best case holds a stance of that party. White
    space and the shape of quotation marks are free. What a claim says is left alone.
    """
    if not isinstance(memo, list | tuple) or not memo:
        return ["The memo is a list of claims, and it has none yet."]
    found = []
    for number, claim in enumerate(memo, 1):
        found += [f"Claim {number}: {line}" for line in _check_claim(claim, corpus)]
    claims = [claim for claim in memo if isinstance(claim, dict)]
    for party in TABLE:
        cases = [claim for claim in claims if claim.get("best_case") == party]
        if not cases:
            found.append(f"No claim is marked as the best case of {NAMES[party]} ({party}).")
        elif statements is not None and not _speaks(cases, party, statements):
            found.append(
                f"The best case of {NAMES[party]} ({party}) cites no unit in which it takes a "
                "stance. Find one, or say whose words you go by."
            )
    odd = [c["best_case"] for c in claims if c.get("best_case") not in (None, "", *TABLE)]
    found += [f"{party!r} is no party. There are {', '.join(TABLE)}." for party in odd]
    return found


def as_text(memo, corpus):
    """Return a memo as text to be handed in: numbered claims, then the units they rest on."""
    cited = [_units(claim) for claim in memo]
    pairs = enumerate(zip(memo, cited, strict=True), 1)
    lines = [f"{n}. {claim['text']} [{', '.join(units)}]" for n, (claim, units) in pairs]
    units = sorted(set(sum(cited, [])))
    return "\n".join([*lines, "", "Units", *(corpus.cite(unit) for unit in units)])


def load_rubric():
    """Read the rubric of the memo: DataFrame, index criterion; asks, full, half and none."""
    return read_table(DATA / "rubric.csv", RUBRIC_COLUMNS, "criterion")


def _round(number):
    """Return the round of an offer, by the number of offers before it."""
    return number // 3 + 1


def _whole(package, issues):
    """Return a package with every issue, in order; raises DataError for one that cannot be."""
    held = no_deal(issues)
    for issue, option in package.items():
        if issue not in held:
            raise DataError(f"{issue!r} is no issue here. There are {', '.join(held.index)}.")
        if (issue, option) not in issues.index:
            options = ", ".join(issues.loc[issue].index)
            raise DataError(f"{option!r} is no option of {issue!r}. There are {options}.")
    whole = {issue: package.get(issue, held[issue]) for issue in held.index}
    for pair in whole.items():
        for other in issues.at[pair, "excludes"]:
            if whole[other[0]] == other[1]:
                one, two = issues.at[pair, "label"], issues.at[other, "label"]
                raise DataError(f"“{one}” and “{two}” cannot stand together.")
    if whole == held.to_dict():
        raise DataError("this changes nothing: choose at least one option that is new.")
    return whole


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


def _due(game):
    end = outcome(game)
    if end.status == "deal":
        return f"the talks ended in round {end.round} with a deal, offered by {NAMES[end.by]}"
    if end.status == "no deal":
        return f"the talks ended after {_rounds(game['rounds'])} without a deal"
    if due := waiting(game):
        return f"{names(NAMES[p] for p in due)} {_have(due)} to answer"
    return f"round {round_of(game)} of {game['rounds']}: {NAMES[turn(game)]} has to offer"


def _rounds(number):
    return "one round" if number == 1 else f"{number} rounds"


def _have(parties):
    return "have" if len(parties) > 1 else "has"


def _verb(accepts):
    return "accepts" if accepts else "refuses"


def _cited(units):
    return f" (against it: {names(units)})" if units else ""


def _against(package, heard):
    """Return the statements against options that their party only speaks against."""
    rows = [heard.loc[(*pair, party)] for pair in package.items() for party in TABLE]
    return tuple(sorted(set(sum((r["disagree"] for r in rows if r["stance"] == "disagree"), ()))))


def _check_claim(claim, corpus):
    """Return what is wrong with one claim, as a list of lines."""
    if not isinstance(claim, dict):
        return ['write it as a dictionary: {"text": ..., "units": [...]}.']
    found = []
    text, units = claim.get("text"), _units(claim)
    if not isinstance(text, str) or not text.strip():
        found.append("it has no text.")
    if not units:
        found.append("it cites no unit.")
    good = []
    for unit in units:
        if unit not in corpus.units.index:
            found.append(f"{unit!r} is no unit. A unit is named like {corpus.units.index[1]!r}.")
        elif corpus.units.at[unit, "kind"] in ("chrome", "duplicate"):
            kind = {"chrome": "page furniture", "duplicate": "a repeat"}
            kind = kind[corpus.units.at[unit, "kind"]]
            found.append(f"{unit} is {kind}. Cite the article itself.")
        else:
            good.append(unit)
    quotes = _several(claim.get("quotes"))
    if isinstance(text, str):
        inside = find_quotations(text)["text"]
        quotes += [q for q in inside if len(q.split()) >= 3 and q not in quotes]
    return found + [line for quote in quotes if (line := _check_quote(quote, good, corpus))]


def _check_quote(quote, units, corpus):
    """Return what is wrong with a quote, or ''."""
    words = _plain(str(quote)).strip(" \"'").rstrip(",.")
    if not words:
        return "a quote is empty."
    if any(words in _plain(corpus.text(unit)) for unit in units):
        return ""
    short = words if len(words) <= 50 else words[:47] + "..."
    texts = corpus.units[~corpus.units["kind"].isin(["chrome", "duplicate"])]["text"]
    elsewhere = texts.index[[words in _plain(text) for text in texts]]
    if len(elsewhere):
        return f"the quote “{short}” stands in {elsewhere[0]}, which the claim does not cite."
    if any(mark in words for mark in ("...", "[")):
        return f"the quote “{short}” leaves out or puts in. Quote two pieces, each as it stands."
    if any(words.casefold() in _plain(text).casefold() for text in texts):
        return f"the quote “{short}” has other capital letters than the text."
    return f"the quote “{short}” is not in its units word for word."


def _plain(text):
    """Return a text with plain white space and one shape of quotation marks."""
    text = re.sub(r"[“”„]", '"', re.sub(r"[‘’]", "'", text)).replace("…", "...")
    return " ".join(text.split())


def _speaks(cases, party, statements):
    units = {unit for claim in cases for unit in _units(claim)}
    return bool((statements["unit"].isin(units) & statements["party"].eq(party)).any())


def _units(claim):
    return _several(claim.get("units"))


def _several(value):
    """Return one text, several, or none as a list of texts."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(item) for item in value]
