"""What is seen of the talks: by a delegate, on the big screen, by the teacher."""

import functools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from shieldtalks import roleplay
from shieldtalks.bargaining import CAVEAT, TABLE, no_deal, walk_away
from shieldtalks.classroom.activities.talks_tables import issues_of, sheets_of
from shieldtalks.classroom.apart import known
from shieldtalks.classroom.texts import TEXTS
from shieldtalks.parties import name, the
from shieldtalks.phrases import capitalised, counted

if TYPE_CHECKING:
    from shieldtalks.classroom.activities.talks import Table, Talks


def phone(talks: "Talks", who: str, now: float) -> dict:
    """Return what one delegate sees: the brief, the own sheet, the own table."""
    view: dict[str, Any] = {
        "screen": "talks",
        "id": talks.id,
        "stage": talks.stage,
        "brief": brief(),
    }
    if who not in talks.seats:
        seated = talks.stage == "seating" and who in talks.present
        return {**view, "seat": None, "present": len(talks.present), "waiting": seated}
    number, party = talks.seats[who]
    table = talks.tables[number]
    mine = sheet(talks.number, party)
    view |= {
        "seat": {"table": number, "party": party, "name": name(party), "the": the(party)},
        "delegates": delegates(talks, number),
        "lent": party in table.lent,
        "sheet": mine,
        **standing(talks, number),
        "number": len(table.game["offers"]),
        "move": _due_of(table, party) if talks.stage == "talking" else "",
        "offers": [
            {**said, "worth": _worth(mine, said["package"])} for said in offers_of(table.game)
        ],
    }
    if talks.stage == "debrief":
        told = known(talks.work())
        if told is None or "failed" in told:
            view |= {"computing": True} if told is None else told
        else:
            view["debrief"] = told["tables"][number - 1]
    return view


def projector(talks: "Talks", now: float) -> dict:
    """Return what the big screen shows: how far each table is; in the debrief the deals."""
    view: dict[str, Any] = {"screen": "talks", "id": talks.id, "stage": talks.stage}
    view |= {
        "page": talks.page,
        "present": len(talks.present),
        "rounds": talks.rounds,
        "minutes": talks.minutes,
    }
    if talks.stage == "debrief":
        told = known(talks.work())
        return {**view, "computing": True} if told is None else {**view, "debrief": told}
    view["paused"] = talks.paused is not None
    view["tables"] = [
        {"table": number, **standing(talks, number)} for number in sorted(talks.tables)
    ]
    return view


def teacher(talks: "Talks", now: float) -> dict:
    """Return every table at a glance: people, round, clock, the last offer and its answers."""
    view = projector(talks, now)
    view["sheets_number"] = talks.number
    view["tables"] = [
        {
            "table": number,
            **standing(talks, number),
            "delegates": delegates(talks, number),
            "offers": offers_of(talks.tables[number].game),
        }
        for number in sorted(talks.tables)
    ]
    return view


def standing(talks: "Talks", number: int) -> dict:
    """Return how a table stands: round, clock, what is due, and how it ended.

    ends: when its clock is out, in seconds since 1970; held: seconds left while it is paused. Both
    are None where no clock runs.
    """
    table = talks.tables[number]
    end = roleplay.outcome(table.game)
    limit = table.limit if table.open and talks.stage == "talking" else None
    held = None if limit is None or talks.paused is None else max(0.0, limit - talks.paused)
    return {
        "round": roleplay.round_of(table.game),
        "rounds": table.game["rounds"],
        "ends": limit if held is None else None,
        "held": held,
        "paused": talks.paused is not None,
        "status": end.status,
        "due": _told(json.dumps(table.game))[0],
    }


def delegates(talks: "Talks", number: int) -> list[dict]:
    """Return who speaks for each party of a table: how many people, or the course."""
    teams, scripted = Counter(talks.seats.values()), talks.tables[number].game["scripted"]
    return [
        {
            "party": party,
            "name": name(party),
            "people": people,
            "scripted": party in scripted,
            "who": "the course" if party in scripted else counted(people, "delegate"),
        }
        for party, people in ((party, teams[number, party]) for party in TABLE)
    ]


def offers_of(game: dict) -> list[dict]:
    """Return the offers of a game with their answers, the first one first."""
    return _told(json.dumps(game))[1]


@functools.lru_cache(maxsize=512)
def _told(kept):
    """Return (what is due, the offers) of a game in words: every phone of a table sees the same."""
    game = json.loads(kept)
    offers = [
        {
            "number": n + 1,
            "round": roleplay.game.round_number(n),
            "by": made["by"],
            "name": capitalised(the(made["by"])),
            "package": made["package"],
            "words": _words(tuple(made["package"].items())),
            "answers": [
                {"name": capitalised(the(p)), "party": p, "yes": yes}
                for p, yes in made["answers"].items()
            ],
        }
        for n, made in enumerate(game["offers"])
    ]
    return roleplay.game.what_is_due(game), offers


@functools.lru_cache(maxsize=2048)
def _words(package):
    """Return a package, as its pairs, in words: the same is told again with every move."""
    return roleplay.in_words(dict(package), issues_of())


@functools.cache
def brief() -> dict:
    """Return the public brief: the rules, the issues with their options, what excludes what."""
    issues = issues_of()
    listed = []
    for issue, group in issues.groupby(level="issue", sort=False):
        options = [
            {"id": option, "label": row["label"], "held": bool(row["no_deal"])}
            for (_, option), row in group.iterrows()
        ]
        label = group["issue_label"].iloc[0]
        listed.append({"id": issue, "label": label, "options": options})
    clashes = [
        {
            "pair": [list(pair), list(other)],
            "words": f"“{row['label']}” and “{issues.at[other, 'label']}”",
        }
        for pair, row in issues.iterrows()
        for other in row["excludes"]
    ]
    return {"rules": TEXTS["talks"]["rules"], "issues": listed, "clashes": clashes}


@functools.cache
def sheet(number: int | None, party: str) -> dict:
    """Return one party's confidential sheet: points by issue and option, weights, reasons."""
    issues, mine = issues_of(), sheets_of(number).loc[party]
    rows = {}
    for issue in no_deal(issues).index:
        options = mine.loc[issue]
        rows[issue] = {
            "weight": float(options["weight"].iloc[0]),
            "reason": options["reason"].iloc[0],
            "points": {option: float(points) for option, points in options["points"].items()},
        }
    least = float(walk_away(issues, sheets_of(number))[party])
    return {"least": least, "issues": rows, "caveat": CAVEAT}


def _worth(mine, package):
    return round(sum(mine["issues"][i]["points"][o] for i, o in package.items()), 9)


def _due_of(table: "Table", party: str) -> str:
    """Return what a party has to do now: 'offer', 'answer' or nothing."""
    if not table.open or party not in table.due:
        return ""
    return "answer" if roleplay.waiting(table.game) else "offer"
