"""Exercise 06: who moved, who only seemed to, and what a verdict hangs on."""

import functools
import math

from shieldtalks.attribution import UNNAMED
from shieldtalks.change import framing, gaps, in_time, movements, vote_agreement
from shieldtalks.checks.base import filled, keyed, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import coded_in, the_corpus, the_statements
from shieldtalks.context import load_events, load_votes
from shieldtalks.phrases import names
from shieldtalks.statements import load_concepts, without

PARTY = "RUS"
# Rows of the dumbbells, and the two answers whose speakers are asked for: (article, agreement).
ENDS = {
    "deterrent_effect": (("001", "no"), ("003", "yes")),
    "host_in_russia": (("000", "yes"), ("002", "no")),
    "countermeasures": (("001", "no"), ("004", "yes")),
}
# Numbers of yes and no, and what each pair tests.
FRESH = [(3, 0), (0, 2), (2, 2), (3, 1), (1, 4), (0, 0), (1, 0), (7, 2)]
YEAR, WORD = 2007, "nuclear"
# The years that the claim compares, and the articles of each.
THEN, LATER = ("000", "001"), ("003",)
SWAP, LISBON = "E34", "E36"
VERDICTS = ("shown", "refuted", "open")


@functools.cache
def _votes():
    votes = load_votes()
    return votes[votes["date"].dt.year.eq(YEAR)]


def _unit(answer):
    """Return an answer as the id of a coded unit of the body; else says what it is instead."""
    if not isinstance(answer, str) and hasattr(answer, "__len__") and len(answer) == 1:
        answer = listed(answer)[0]
    unit = words(answer).strip("[]")
    units = the_corpus().units
    if unit in the_statements().index:
        slip(f"{unit} is a statement.", "A unit is wanted: its article, a dot, its number.")
    if unit not in units.index:
        slip(f"{unit!r} is no unit of these articles.", "A unit looks like '003.06'.")
    if units.at[unit, "kind"] == "duplicate":
        slip(f"{unit} is a repeat.", "Cite the first copy of the passage.", "article 000")
    if units.at[unit, "kind"] != "body":
        slip(f"{unit} is no sentence of the article.", "Only its body is coded.", unit)
    return unit


@task(
    "06.1",
    "The one reversal",
    "change.movements(statements) has a column called verdict.",
    "The columns first and last of that row name the articles at the two ends, the column "
    "statements names what lies behind it.",
    "Take the row whose verdict is 'reversal'. Then statements.loc[list(ids), ['unit', 'article', "
    "'agreement']] for its ids shows the units: one from the first article, one from the last.",
    points=2,
)
def reversal(answer):
    """Accept {'concept', 'before', 'after'}: the reversed concept and a unit of either end."""
    given = keyed(answer, "concept", "before", "after")
    moves = movements(the_statements())
    turned = moves[moves["verdict"].eq("reversal")]
    (party, concept), move = turned.index[0], turned.iloc[0]
    _compare_concept(words(given["concept"]), concept, party, moves)
    units = {end: _unit(given[end]) for end in ("before", "after")}
    wanted = {"before": move["first"], "after": move["last"]}
    articles = {end: unit.split(".")[0] for end, unit in units.items()}
    if (articles["before"], articles["after"]) == (move["last"], move["first"]):
        slip("Your two ends have changed places.", "Before is the earlier article.")
    for end, unit in units.items():
        seen = f"{end}: you gave {unit}."
        on_it = coded_in(unit, party=party, concept=concept)
        if articles[end] == wanted[end] and len(on_it):
            continue
        if articles[end] == wanted[end]:
            slip(seen, "The article is right, but that sentence speaks of something else.", unit)
        if len(on_it):
            slip(seen, "That article lies between the ends; the row goes on.", "the row of dots")
        slip(seen, "No Russian stance on your concept stands there.", unit)


def _compare_concept(given, concept, party, moves):
    """Say what another concept than the reversed one is; its label is as good as its name."""
    labels = {label.casefold(): name for name, label in load_concepts()["label"].items()}
    name = labels.get(given.casefold(), given.casefold())
    if name == concept:
        return
    seen = f"Your concept is {given!r}."
    if name not in labels.values():
        slip(seen, "A concept is named as in the column concept of the statements.")
    if (party, name) not in moves.index:
        slip(seen, "Fewer than two articles report a Russian stance on it: nothing to compare.")
    if moves.at[(party, name), "verdict"] == "mixed":
        slip(seen, "There one article holds yes and no at once; at one end both are said.")
    slip(seen, "There every article holds the same answer.")


@task(
    "06.2",
    "Two ends, two voices",
    "Filter the statements by article, concept and agreement. What stands under person?",
    "Where person is empty, the article names no one, and the organization is what you have. "
    "An unnamed source is a voice too.",
    "For each end: statements.query(\"article == '001' and concept == 'deterrent_effect' and "
    "agreement == 'no'\")[['person', 'organization']], and so on for the other five.",
    points=2,
)
def voices(answer):
    """Accept {concept: (who gives the first answer, who the last)}; surnames are enough."""
    given = keyed(answer, *ENDS)
    for concept, ends in ENDS.items():
        pair = [words(filled(part, repr(concept))) for part in listed(given[concept])]
        if len(pair) != 2:
            slip(f"{concept}: you gave {len(pair)} of them.", "Two voices are wanted, in order.")
        right = [_voices_of(concept, *end) for end in ends]
        if _is_among(pair[0], right[1]) and _is_among(pair[1], right[0]):
            slip(f"{concept}: your two voices have changed places.", "The earlier one comes first.")
        for name, voice, (article, agreement) in zip(pair, right, ends, strict=True):
            if not _is_among(name, voice):
                _wrong_voice(name, concept, article, agreement)


def _voices_of(concept, article, agreement):
    """Return who gives this answer: persons, or where none is named the organizations."""
    rows = the_statements().query(
        "concept == @concept and article == @article and agreement == @agreement and party == 'RUS'"
    )
    persons = set(rows["person"]) - {""}
    return persons or set(rows["organization"])


def _is_among(given, voices):
    """Say whether a text means one of the voices: a surname, or an office, is enough."""
    plain = given.casefold().strip(" .")
    if UNNAMED in voices and any(word in plain for word in ("unnamed", "anonym", "source")):
        return True
    ends = {
        voice.removeprefix("RUS ").removeprefix("USA ") for voice in voices if voice[:3].isupper()
    }
    ends |= {voice.split()[-1] for voice in voices if not voice[:3].isupper()}
    return any(plain.endswith(end.casefold()) for end in ends - {"source"})


def _wrong_voice(name, concept, article, agreement):
    seen = f"{concept}, the {agreement} in {article}: you gave {name!r}."
    rows = the_statements().query("concept == @concept and article == @article")
    answering = rows[rows["agreement"].eq(agreement)]
    if name.casefold() in {outlet.casefold() for outlet in the_corpus().articles["outlet"]}:
        slip(seen, "An outlet passes words on; the voice is the one who said them.")
    if _is_among(name, set(answering["organization"])):
        slip(seen, "A person, or a source without a name, speaks there for that house.")
    if _is_among(name, set(rows["person"]) - {""}):
        slip(seen, "In that article this voice gives the other answer.")
    if _is_among(name, set(the_statements()["person"]) - {""}):
        slip(seen, "On this the article does not let that voice speak.")
    slip(seen, "Look at the columns person and organization of that article.")


@task(
    "06.3",
    "A net position",
    "How many statements are there altogether? What share of them is the difference?",
    "The formula is (yes - no) / (yes + no). It breaks where both are 0: nothing was said.",
    "if yes + no == 0: return None. Then return (yes - no) / (yes + no).",
    points=3,
)
def net(answer):
    """Accept a function of two counts: a number from -1 to 1, or None where nothing was said."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for yes, no in FRESH:
        call = f"net_position({yes}, {no})"
        try:
            found = answer(yes, no)
        except ZeroDivisionError:
            slip(f"{call} divides by zero.", "Nothing was said there: give None before you divide.")
        except Exception as error:
            slip(f"{call} stops: {type(error).__name__}: {error}.", "Try it with these numbers.")
        _compare_net(call, yes, no, found)


def _compare_net(call, yes, no, found):
    n = yes + no
    silent = found is None or (isinstance(found, float) and math.isnan(found))
    if not n:
        if silent:
            return
        slip(f"{call} gives {found!r}.", "0 is a position, as many yes as no. Silence is none.")
    if found is None:
        slip(f"{call} gives nothing back.", "End each branch with return, not with print.")
    value, right = number(found), (yes - no) / n
    if abs(value - right) < 0.006:
        return
    seen = f"{call} gives {value:g}."
    if value == yes - no:
        slip(seen, "That is the difference. Divide it by the number of statements.")
    if abs(value + right) < 0.006:
        slip(seen, "The sign is the other way round: more yes is above 0.")
    if abs(value - yes / n) < 0.006:
        slip(seen, "That is the share of yes, from 0 to 1. A net position runs from -1 to 1.")
    if abs(value - 100 * right) < 0.6:
        slip(seen, "That is a percentage. A net position runs from -1 to 1.")
    if value == round(right) or value == (yes - no) // n:
        slip(seen, "The fraction is lost. Divide with one slash, and do not round.")
    slip(seen, "Work it out by hand for these two numbers.", "the section 'What counts as a move'")


@task(
    "06.4",
    "What is constant without it?",
    "Leave an article out first, then ask again for the verdicts.",
    "without(statements, '000') gives the statements of the other four articles. "
    "change.movements makes the verdicts of whatever it is given.",
    "For each article: change.movements(without(statements, article))['verdict']"
    ".eq('constant').sum(). A dictionary comprehension over articles does it in one line.",
    points=2,
)
def constants(answer):
    """Accept {article left out: number of constant pairs of parties}."""
    given = mapping(answer)
    given = {f"{key:03d}" if isinstance(key, int) else words(key): given[key] for key in given}
    articles = list(in_time(the_statements()))
    if missing := [article for article in articles if article not in given]:
        slip(f"Article {missing[0]} is missing.", "Each of the five is left out once.")
    whole = _constant(the_statements())
    if all(number(given[article]) == whole for article in articles):
        slip("The number is the same each time.", "Have you left the article out before counting?")
    for article in articles:
        rest = without(the_statements(), article)
        value, moves = number(given[article]), movements(rest)
        if value == _constant(rest):
            continue
        seen = f"Without {article} you have {value:g}."
        if value == len(moves):
            slip(seen, "That counts every comparable pair. Count the constant ones.")
        if value == whole - _constant(rest):
            slip(seen, "That is how many are lost. How many are left?")
        if value in (_constant(rest, "organization"), _constant(rest, "person")):
            slip(seen, "That is the number at another level. Here parties count.")
        if value == 0:
            slip(seen, "Have you kept this article alone? Keep the other four.")
        if value == moves["verdict"].ne("reversal").sum():
            slip(seen, "A pair that holds yes and no is not constant.")
        slip(seen, "Count the verdicts 'constant' of the other four articles.")


def _constant(statements, actor="party"):
    return int(movements(statements, actor)["verdict"].eq("constant").sum())


@task(
    "06.5",
    "One year of votes",
    "A roll call counts where both voted. An absent state has an empty cell.",
    "votes['date'].dt.year gives the year. A title is written in capitals or not: "
    "str.contains('nuclear', case=False) takes either.",
    "year = votes[votes['date'].dt.year.eq(2007)]; both = year[year['RU'].ne('') & "
    "year['US'].ne('')]; alike = both['RU'].eq(both['US']); then alike.sum() and len(alike). "
    "The same once more for the titles about nuclear matters.",
    points=2,
)
def one_year(answer):
    """Accept {'all': (alike, n), 'nuclear': (alike, n)} of Russia and the US in one year."""
    given = keyed(answer, "all", WORD)
    named = _votes()["title"].str.contains(WORD, case=False)
    for key, rows in (("all", _votes()), (WORD, _votes()[named])):
        if not hasattr(given[key], "__iter__"):
            slip(f"{key}: you gave {kind(given[key])}.", "Two numbers are wanted: alike, and n.")
        pair = [number(filled(part, repr(key))) for part in listed(given[key])]
        if len(pair) != 2:
            slip(f"{key}: you gave {len(pair)} of them.", "Two numbers are wanted: alike, and n.")
        _compare_votes(key, pair, rows)


def _compare_votes(key, pair, rows):
    right = vote_agreement(rows).iloc[0]
    alike, n = pair
    if (alike, n) == (right["alike"], right["n"]):
        return
    seen = f"{key}: you have {alike:g} of {n:g}."
    if (n, alike) == (right["alike"], right["n"]):
        slip(seen, "The two numbers have changed places.")
    if 0 < alike < 1:
        slip(seen, "That is a share. Give the count, and n beside it.")
    if n == 0:
        slip(seen, "No title fits. Titles stand in capitals; let the case be free.")
    if n == len(rows) != right["n"]:
        slip(seen, "A state that was absent did not vote: leave that roll call out.")
    if n == len(load_votes()) or n == vote_agreement(load_votes())["n"].sum():
        slip(seen, f"Those are the votes of all years. Take {YEAR} alone.")
    if n != right["n"]:
        slip(seen, f"In {YEAR} another number of roll calls fits, with both states voting.")
    if alike == (rows["RU"].eq("yes") & rows["US"].eq("yes")).sum():
        slip(seen, "Alike is also both no, or both abstaining.")
    if alike == right["n"] - right["alike"]:
        slip(seen, "You counted the votes that differ.")
    slip(seen, "n is right. Count again where the two cells hold the same word.")


@task(
    "06.6",
    "Did Moscow harden?",
    "For each side look for one concept of which both 2007 and 2011 speak. Does the answer differ, "
    "or is it the same?",
    "change.stances_by_article(statements).loc['RUS'] shows by concept and article what was said. "
    "Only articles 000, 001 and 003 lie at the two ends of the claim.",
    "For: a no of 2007 and a yes of 2011 on one concept, as with the shield's effect on the "
    "deterrent. Against: a concept with the same answer at both ends. With units on either side, "
    "neither 'shown' nor 'refuted' will do.",
    points=3,
)
def hardened(answer):
    """Accept {'for': (2007, 2011), 'against': (2007, 2011), 'verdict': word}."""
    given = keyed(answer, "for", "against", "verdict")
    for side in ("for", "against"):
        _compare_side(side, given[side])
    verdict = words(given["verdict"]).casefold().rstrip(".")
    if verdict not in VERDICTS:
        slip(f"Your verdict is {verdict!r}.", f"The words are {names(VERDICTS)}.")
    seen = f"Your verdict is {verdict!r}."
    if verdict == "shown":
        slip(seen, "You cite a pair against it yourself, and other voices speak in 2011.")
    if verdict == "refuted":
        slip(seen, "You cite a pair for it yourself; some words of 2011 do go further.")


def _compare_side(side, answer):
    """Check one pair of units: Russian, from both ends, on one concept, answered as it should."""
    units = [_unit(filled(part, repr(side))) for part in listed(answer)]
    if len(units) != 2:
        slip(f"{side}: you gave {len(units)} units.", "Two are wanted: one of 2007, one of 2011.")
    for unit in units:
        article = unit.split(".")[0]
        if article not in THEN + LATER:
            year = the_corpus().articles.at[article, "date"][:4]
            slip(f"{side}: {unit} is of {year}.", "The claim compares 2007 with 2011.", "the task")
        if coded_in(unit, party=PARTY).empty:
            slip(f"{side}: in {unit} Moscow takes no stance.", "Whose words are these?", unit)
    ends = [unit.split(".")[0] in LATER for unit in units]
    if ends == [True, False]:
        slip(f"{side}: your units stand in the other order.", "The one of 2007 comes first.")
    if ends != [False, True]:
        slip(f"{side}: both units are of one year.", "One end alone shows no movement.")
    said = [coded_in(unit, party=PARTY).set_index("concept")["agreement"] for unit in units]
    shared = said[0].index.intersection(said[1].index)
    if shared.empty:
        slip(
            f"{side}: {units[0]} speaks of {names(said[0].index)}, {units[1]} of "
            f"{names(said[1].index)}.",
            "Compare what is said of one and the same concept.",
        )
    same = said[0][shared].eq(said[1][shared])
    if side == "for" and same.all():
        slip(f"for: {units[0]} and {units[1]} give the same answer.", "That speaks against it.")
    if side == "against" and not same.any():
        slip(f"against: {units[0]} and {units[1]} answer differently.", "That speaks for it.")


@task(
    "06.7",
    "What lies between",
    "change.gaps(events, articles) shows how long no article speaks, and what falls into it.",
    "Articles 000 to 002 speak of the third site, 003 and 004 of the phased approach. What "
    "happened in the gap between?",
    'Print the events between the two articles: events[events["date"].between("2009-06-11", '
    '"2011-02-22")][["date", "title"]]. One of them ends one system and announces the other.',
    points=2,
)
def between(answer):
    """Accept {'days', 'events'} of the longest gap, and 'swap', the event that changed systems."""
    given = keyed(answer, "days", "events", "swap")
    articles = in_time(the_statements())
    events = framing(load_events(), articles)
    table = gaps(events, articles)
    longest = table.loc[table["days"].idxmax()]
    days, count = number(given["days"]), number(given["events"])
    if days != longest["days"]:
        seen = f"days: you have {days:g}."
        if abs(days - longest["days"] / 365.25) < 0.1:
            slip(seen, "That is in years. Days are wanted.")
        if days in set(table["days"]):
            slip(seen, "That gap is shorter than another.")
        if days == table["days"].sum():
            slip(seen, "That is the time from the first article to the last.")
        slip(seen, "Subtract the dates of two articles that follow each other.")
    if count != longest["events"]:
        seen = f"events: you have {count:g}."
        if count in set(table["events"]):
            slip(seen, "So many fall into another gap.")
        if count == len(events):
            slip(seen, "Those are all that frame the articles. Count the longest gap alone.")
        slip(seen, "Count the events of `events` between those two dates.")
    _compare_swap(words(given["swap"]).upper(), events, articles)


def _compare_swap(event, events, articles):
    if event == SWAP:
        return
    everything = load_events()
    seen = f"swap: you gave {event}."
    if event not in everything.index:
        slip(seen, "That is no event. An event is named like 'E08'.")
    seen = f"swap: {event} is {everything.at[event, 'title']!r}."
    if event == LISBON:
        slip(seen, "There NATO adopts the new system. By which decision had it come up?")
    if everything.at[event, "date"].strftime("%Y-%m-%d") <= articles["002"]:
        slip(seen, "After that, article 002 still speaks of the third site.")
    if everything.at[event, "date"].strftime("%Y-%m-%d") >= articles["003"]:
        slip(seen, "By then article 003 speaks of the phased approach already.")
    slip(seen, "It lies in the right gap, but it changes no system.")
