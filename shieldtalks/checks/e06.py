"""Exercise 06: who moved, who only seemed to, and what a verdict hangs on."""

import functools
import itertools
import math

from shieldtalks.attribution import UNNAMED
from shieldtalks.change import framing, in_time, movements, vote_agreement
from shieldtalks.checks.answers import (
    as_article,
    as_function,
    as_mapping,
    as_number,
    as_pair,
    as_text,
    as_unit,
    called,
    diagnose,
    keyed,
    kind,
    near,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import as_chart, axis_named, one_bar_each, titled
from shieldtalks.checks.texts import about, told
from shieldtalks.context import load_events, load_votes
from shieldtalks.course.functions import missing_return
from shieldtalks.parties import the
from shieldtalks.phrases import names
from shieldtalks.reference import coded_in, the_corpus, the_readings, the_statements, where
from shieldtalks.statements import load_concepts, without

PARTY = "RUS"
READER, EXAMPLE = "C", "guarantees"  # whose reversal is asked for; the concept of the example
# Constant rows: the party, and the two answers whose speakers are asked for (article, agreement).
ENDS = {
    "guarantees": ("RUS", ("001", "yes"), ("003", "yes")),
    "security_at_expense": ("RUS", ("001", "yes"), ("004", "yes")),
    "rogue_threat": ("USA", ("000", "yes"), ("004", "yes")),
}
# Numbers of yes and no, and what each pair tests.
FRESH = [(3, 0), (0, 2), (2, 2), (3, 1), (1, 4), (0, 0), (1, 0), (7, 2)]
YEAR, WORD = 2007, "nuclear"
# The years that the claim compares, and the articles of each.
THEN, LATER = ("000", "001"), ("003",)
BEFORE_GAP, AFTER_GAP = "001", "002"  # the articles around the stretch that is asked for
DROPPED, THIRD_SITE = "E48", "E34"
PAIR, FROM, UNTIL = ("RU", "PL"), 2007, 2016
VERDICTS = ("shown", "refuted", "open")


@functools.cache
def _votes():
    return load_votes()[lambda votes: votes["date"].dt.year.eq(YEAR)]


@task("06.1")
def reversal(answer: object) -> None:
    """Accept {'concept', 'before', 'after'}: what turns as one reader coded, a unit of each end."""
    given = keyed(answer, "concept", "before", "after")
    coded = the_readings()[READER]
    moves = movements(coded)
    (party, concept), move = next(moves[moves["verdict"].eq("reversal")].iterrows())
    _compare_concept(as_text(given["concept"]), concept, party, moves)
    units = {end: as_unit(given[end]) for end in ("before", "after")}
    wanted = {"before": move["first"], "after": move["last"]}
    articles = {end: unit.split(".")[0] for end, unit in units.items()}
    if (articles["before"], articles["after"]) == (move["last"], move["first"]):
        slip("ends_turned")
    for end, unit in units.items():
        here = where(coded, unit=unit)
        if articles[end] == wanted[end] and len(where(here, party=party, concept=concept)):
            continue
        diagnose(
            told("seen_end", end=end, unit=unit),
            between=articles[end] not in wanted.values(),
            other_end=articles[end] != wanted[end],
            other_party=here["concept"].eq(concept).any(),
            other_matter=len(here),
            otherwise="no_stance",
        )


def _compare_concept(given, concept, party, moves):
    """Say what another concept than the reversed one is; its label is as good as its name."""
    labels = {label.casefold(): name for name, label in load_concepts()["label"].items()}
    name = labels.get(given.casefold(), given.casefold())
    if name == concept:
        return
    diagnose(
        told("seen_concept", given=given, party=the(party)),
        unknown_concept=name not in labels.values(),
        example=name == EXAMPLE,
        reference=movements(the_statements())["verdict"].get(("RUS", name)) == "reversal",
        one_article=(party, name) not in moves.index,
        mixed=moves["verdict"].get((party, name)) == "mixed",
        otherwise="constant",
    )


@task("06.2")
def voices(answer: object) -> None:
    """Accept {concept: (who gives the first answer, who the last)}; surnames are enough."""
    given = keyed(answer, *ENDS)
    for concept, (party, *ends) in ENDS.items():
        pair = [as_text(part) for part in as_pair(given[concept], concept)]
        right = [_voices_of(concept, party, *end) for end in ends]
        if _is_among(pair[0], right[1]) and _is_among(pair[1], right[0]):
            slip("voices_turned", concept=concept)
        for name, voice, (article, agreement) in zip(pair, right, ends, strict=True):
            if _foreign(name, party) or not _is_among(name, voice):
                _wrong_voice(name, concept, party, article, agreement)


def _voices_of(concept, party, article, agreement):
    """Return who gives this answer: persons, or where none is named the organizations."""
    found = {"concept": concept, "article": article, "agreement": agreement, "party": party}
    rows = where(the_statements(), **found)
    persons = set(rows["person"]) - {""}
    return persons or set(rows["organization"])


def _foreign(name, party):
    """Say whether a text names the other side by its country: 'Russian government'."""
    words = {"USA": ("rus", "moscow"), "RUS": ("usa", "u.s.", "american", "washington")}
    return any(name.casefold().startswith(word) for word in words[party])


def _everybody(rows):
    return (set(rows["person"]) | set(rows["organization"])) - {""}


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


def _wrong_voice(name, concept, party, article, agreement):
    rows = where(the_statements(), concept=concept, article=article)
    answering = where(rows, party=party, agreement=agreement)
    theirs = rows[rows["party"].ne(party)]
    diagnose(
        told("seen_voice", concept=concept, agreement=agreement, article=article, name=name),
        outlet=name.casefold() in {outlet.casefold() for outlet in the_corpus().articles["outlet"]},
        house=not _foreign(name, party) and _is_among(name, set(answering["organization"])),
        other_party=_foreign(name, party) or _is_among(name, _everybody(theirs)),
        not_on_this=_is_among(name, set(the_statements()["person"]) - {""}),
        otherwise="other_voice",
    )


@task("06.3")
def net(answer: object) -> None:
    """Accept a function of two counts: a number from -1 to 1, or None where nothing was said."""
    as_function(answer)
    for yes, no in FRESH:
        call = f"net_position({yes}, {no})"
        zero = "divides_too_soon" if yes + no else "divides_by_zero"
        found = called(answer, call, yes, no, none=True, ZeroDivisionError=zero)
        if found is None and yes != no:
            why = missing_return(answer)
            slip("one_side_silent" if why == "none_reached" else why, call=call)
        _compare_net(call, yes, no, found)


def _compare_net(call, yes, no, found):
    n = yes + no
    silent = found is None or (isinstance(found, float) and math.isnan(found))
    if not n:
        if silent:
            return
        slip("silence", call=call, found=found)
    if found is None:
        slip("balance", call=call)
    value, right = as_number(found), (yes - no) / n
    if near(value, right, 0.006):
        return
    unbracketed = [yes - no / yes + no, yes - no / n, (yes - no) / yes + no] if yes else []
    diagnose(
        told("seen_net", call=call, value=value),
        difference=value == yes - no,
        sign=near(value, -right, 0.006),
        share=near(value, yes / n, 0.006),
        percentage=near(value, 100 * right, 0.6),
        brackets=any(near(value, wrong, 0.006) for wrong in unbracketed),
        rounded=value == round(right) or value == (yes - no) // n,
        otherwise="by_hand",
    )


@task("06.4")
def constants(answer: object) -> None:
    """Accept {article left out: number of constant pairs of parties}."""
    given = {as_article(key): value for key, value in as_mapping(answer).items()}
    articles = list(in_time(the_statements()))
    diagnose(article_missing=[article for article in articles if article not in given])
    whole = _constant(the_statements())
    if all(as_number(given[article]) == whole for article in articles):
        slip("same_number")
    for article in articles:
        rest = without(the_statements(), article)
        value, moves = as_number(given[article]), movements(rest)
        if value == _constant(rest):
            continue
        diagnose(
            told("seen", article=article, value=value),
            every_pair=value == len(moves),
            lost=value == whole - _constant(rest),
            other_level=value in (_constant(rest, "organization"), _constant(rest, "person")),
            other_word=value == 0,
            no_reversal=value == moves["verdict"].ne("reversal").sum(),
            otherwise="other",
        )


def _constant(statements, actor="party"):
    return int(movements(statements, actor)["verdict"].eq("constant").sum())


@task("06.5")
def one_year(answer: object) -> None:
    """Accept {'all': (alike, n), 'nuclear': (alike, n)} of Russia and the US in one year."""
    given = keyed(answer, "all", WORD)
    named = _votes()["title"].str.contains(WORD, case=False)
    for key, rows in (("all", _votes()), (WORD, _votes()[named])):
        if not hasattr(given[key], "__iter__"):
            slip("two_numbers", key=key, kind=kind(given[key]))
        pair = list(map(as_number, as_pair(given[key], key)))
        _compare_votes(key, pair, rows)


def _compare_votes(key, pair, rows):
    right = vote_agreement(rows).iloc[0]
    alike, n = pair
    if (alike, n) == (right["alike"], right["n"]):
        return
    every = load_votes()
    diagnose(
        told("seen", key=key, alike=alike, n=n, year=YEAR),
        turned=(n, alike) == (right["alike"], right["n"]),
        share=0 < alike < 1,
        no_title=n == 0,
        absent=n == len(rows) != right["n"],
        all_years=n in (len(every), vote_agreement(every)["n"].sum()),
        n_of_all=key == WORD and n == vote_agreement(_votes())["n"].iloc[0],
        other_n=n != right["n"],
        both_yes=alike == (rows["RU"].eq("yes") & rows["US"].eq("yes")).sum(),
        differing=alike == right["n"] - right["alike"],
        otherwise="other_count",
    )


@task("06.6")
def hardened(answer: object) -> None:
    """Accept {'for': (2007, 2011), 'against': (2007, 2011), 'verdict': word}."""
    given = keyed(answer, "for", "against", "verdict")
    for side in ("for", "against"):
        _compare_side(side, given[side])
    verdict = as_text(given["verdict"]).casefold().rstrip(".")
    if verdict not in VERDICTS:
        slip("no_verdict", verdict=verdict, verdicts=names(VERDICTS))
    seen = told("seen_verdict", verdict=verdict)
    diagnose(seen, against_itself=verdict == "shown", for_itself=verdict == "refuted")


def _compare_side(side, answer):
    """Check one pair of units: Russian, from both ends, on one concept, answered as it should."""
    units = list(map(as_unit, as_pair(answer, side)))
    for unit in units:
        article = unit.split(".")[0]
        if article not in THEN + LATER:
            year = the_corpus().articles.at[article, "date"][:4]
            slip("other_year", side=side, unit=unit, year=year)
        if coded_in(unit, party=PARTY).empty:
            slip("no_stance", side=side, unit=unit)
    ends = [unit.split(".")[0] in LATER for unit in units]
    diagnose(about(side=side), order=ends == [True, False], one_year=ends != [False, True])
    said = [coded_in(unit, party=PARTY).set_index("concept")["agreement"] for unit in units]
    shared = said[0].index.intersection(said[1].index)
    if shared.empty:
        topics = dict(zip(("topic", "topic_2"), (names(one.index) for one in said), strict=True))
        slip("two_concepts", side=side, unit=units[0], unit_2=units[1], **topics)
    same = said[0][shared].eq(said[1][shared])
    diagnose(
        about(units=names(units)),
        same_answer=side == "for" and same.all(),
        other_answer=side == "against" and not same.any(),
    )


@task("06.7")
def between(answer: object) -> None:
    """Accept {'all', 'left_out'} of one stretch, and 'dropped', the event that took a part away."""
    given = keyed(answer, "all", "left_out", "dropped")
    articles, everything = in_time(the_statements()), load_events()
    events = framing(everything, articles)
    count, left = as_number(given["all"]), as_number(given["left_out"])
    every, framed = (_strictly_between(table, articles) for table in (everything, events))
    date, first, last = everything["date"], articles[BEFORE_GAP], articles[AFTER_GAP]
    if count != every[BEFORE_GAP]:
        diagnose(
            told("seen_all", count=count),
            frame=count == framed[BEFORE_GAP],
            whole_table=count == len(everything),
            with_the_days=count == date.between(first, last).sum(),
            one_bound=count in {(date > first).sum(), (date < last).sum()},
            other_stretch=count in set(every.values()),
            otherwise="other_all",
        )
    if left != every[BEFORE_GAP] - framed[BEFORE_GAP]:
        diagnose(
            told("seen_left", count=left),
            kept=left == framed[BEFORE_GAP],
            none_taken=left == every[BEFORE_GAP],
            whole_frame=abs(left) == abs(every[BEFORE_GAP] - len(events)),
            whole_left=left == len(everything) - len(events),
            otherwise="other_left",
        )
    _compare_dropped(as_text(given["dropped"]), events, articles)


def _strictly_between(events, articles):
    """Return {article: how many events lie between its day and the day of the next}."""
    days = itertools.pairwise(articles.values())
    counts = (events["date"].between(*pair, inclusive="neither").sum() for pair in days)
    return {article: int(count) for article, count in zip(articles, counts, strict=False)}


def _compare_dropped(event, events, articles):
    given, event, everything = event, event.upper(), load_events()
    if event == DROPPED:
        return
    if event not in everything.index:
        slip("no_event", event=given)
    day = everything.at[event, "date"].strftime("%Y-%m-%d")
    diagnose(
        told("seen_event", event=event, title=everything.at[event, "title"]),
        third_site=event == THIRD_SITE,
        too_early=day <= articles["003"],
        too_late=day >= articles["004"],
        otherwise="takes_nothing",
    )


@task("06.8")
def votes_chart(answer: object) -> None:
    """Accept a chart: a bar a year, as long as the percentage of like votes of two states."""
    bars = one_bar_each(shown := as_chart(answer))
    table = vote_agreement(load_votes(), *PAIR)
    right = 100 * table["share"].loc[FROM:UNTIL]
    if set(right.index) <= set(bars.values()):
        slip("bars_swapped", label=next(iter(bars)))
    other = 100 * vote_agreement(load_votes())["share"]
    for year, percent in right.items():
        value = bars.get(str(year))
        if value is None:
            slip("bar_missing", year=year, n=len(bars))
        if near(value, percent, 0.51):
            continue
        diagnose(
            told("seen_bar", year=year, value=value),
            share=near(value, percent / 100, 0.0051),
            count=value == table.at[year, "alike"],
            roll_calls=value == table.at[year, "n"],
            other_pair=near(value, other[year], 0.51),
            otherwise="other_length",
        )
    if len(bars) > len(right):
        slip("too_many_years", n=len(bars))
    axis_named(shown, "percent")
    titled(shown)
