"""Answers of lesson 05: who shares words with whom, and what a line rests on."""

import functools

from shieldtalks.discourse import (
    dyad,
    edges,
    ei_index,
    network,
    robustness,
    survives,
    two_blocs,
)
from shieldtalks.explorers.networks import dyad_step, network_step
from shieldtalks.figures.figure import Figure
from shieldtalks.headlines import HEADLINES
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.readings import cases
from shieldtalks.reference import the_corpus, the_readings, the_statements
from shieldtalks.statements import actor_parties

GOVERNMENT, MINISTRY, DEFENCE = "RUS government", "RUS Foreign Ministry", "RUS Defence Ministry"
PENTAGON, AMERICANS = "USA Defense Department", ("USA government", "USA Presidency")
NORMALISED = ("average", "jaccard", "cosine")
STATES = ("Poland", "Czech", "Romania", "Turkey", "Iran", "North Korea", "China")


def _network() -> Figure:
    return network_step(the_statements())


@answers("05.nearest", _network)
def nearest_to_moscow() -> Answer:
    """Return who takes the same stance as the Russian government most often."""
    same = network(the_statements())[GOVERNMENT].drop(GOVERNMENT, errors="ignore")
    return Answer(
        str(same.idxmax()),
        most=f"{same.max():g}",
        staff=f"{same['RUS General Staff']:g}",
        americans=(same[same > 0].index.str.startswith("USA")).sum(),
    )


@answers("05.widest", _network)
def widest_line() -> Answer:
    """Return the two organizations with the widest line."""
    widest = edges(the_statements())["weight"].sort_values(ascending=False, kind="stable")
    ends = {"most": f"{widest.iloc[0]:g}", "americans": f"{widest[AMERICANS]:g}"}
    return Answer(" and ".join(widest.index[0]), **ends)


@answers("05.control", lambda: network_step(the_statements(), "conflict"))
def conflict_on_control() -> Answer:
    """Return the conflict of the two governments on shared control, counted by our rule."""
    shared = dyad(the_statements(), GOVERNMENT, "USA government")
    return Answer(int(shared.at["shared_control", "conflict"]))


@answers("05.normalised", _network)
def where_the_widest_goes() -> Answer:
    """Say where the wider of two lines stands under every normalisation."""
    ties = {way: edges(the_statements(), normalise=way)["weight"] for way in NORMALISED}
    ahead = [tie[AMERICANS] > tie[MINISTRY, GOVERNMENT] for tie in ties.values()]
    said = "now the one, now the other" if any(ahead) else "it stays where it is"
    said = "it moves to two American ones" if all(ahead) else said
    tie = ties["average"]
    return Answer(said, us=f"{tie[AMERICANS]:.2f}", russian=f"{tie[MINISTRY, GOVERNMENT]:.2f}")


def _side_of_the_ministry(statements):
    blocs, _ = two_blocs(network(statements))
    with_moscow = blocs[DEFENCE] == blocs[GOVERNMENT]
    return "with the other Russian ones" if with_moscow else "with Washington and NATO"


@answers("05.cut", _network)
def side_of_the_ministry() -> Answer:
    """Say on whose side the best cut puts the Russian Defence Ministry."""
    return Answer(_side_of_the_ministry(the_statements()))


@answers("05.talks", _network)
def side_without_talks() -> Answer:
    """Say the same with the concept of talks taken out."""
    statements = the_statements()
    concepts = edges(statements)["concepts"]
    only = sum(tuple(each) == ("talks_open",) for each in concepts)
    rest = statements[statements["concept"].ne("talks_open")]
    return Answer(_side_of_the_ministry(rest), only=only, lines=len(concepts))


@answers("05.index", _network)
def against_the_baseline() -> Answer:
    """Say where the E-I index of agreement and that of conflict lie beside the baseline."""
    statements = the_statements()
    kinds = {kind: network(statements, kind) for kind in ("congruence", "conflict")}
    kinds["baseline"] = network(statements) * 0 + 1
    values = {kind: ei_index(n, actor_parties(statements)) for kind, n in kinds.items()}
    places = [
        f"{name} {'above' if values[kind] > values['baseline'] else 'below'}"
        for name, kind in (("agreement", "congruence"), ("conflict", "conflict"))
    ]
    return Answer(", ".join(places), **{kind: f"{value:.2f}" for kind, value in values.items()})


@answers("05.left", lambda: dyad_step(the_statements()))
def left_of_the_conflict() -> Answer:
    """Return what is left of the ministry's conflict with the Pentagon in the worst case."""
    left = robustness(the_statements(), lambda some: edges(some, "conflict")["weight"]).fillna(0)
    ours, theirs = left.loc[(MINISTRY, PENTAGON)], left.loc[(GOVERNMENT, PENTAGON)]
    least = survives(the_statements(), "conflict")
    return Answer(
        int(ours.min()),
        whole=int(ours["all"]),
        without=ours.drop("all").idxmin(),
        government=int(theirs.min()),
        stay=(least > 0).sum(),
        lines=len(least),
    )


@answers("05.fails")
def fails_first() -> Answer:
    """Say which of two headlines holds in fewer of nine cases."""
    parties, ministries = _cases_held("opposed"), _cases_held("nearest")
    fewer = "two parties" if parties < ministries else "two organizations"
    said = "neither" if parties == ministries else fewer
    return Answer(said, parties=parties, ministries=ministries)


@functools.cache
def _cases_held(name):
    (one,) = [headline for headline in HEADLINES if headline.id == name]
    tables = cases(the_statements(), the_readings())
    return sum(one.test(table) is True for case, table in tables.items() if case != "all")


@answers("05.missing", _network)
def states_that_speak() -> Answer:
    """Return how many of seven states that the articles concern have a statement."""
    said, text = the_statements()["organization"], the_corpus().body()["text"]
    speak, named = (sum(words.str.contains(s).any() for s in STATES) for words in (said, text))
    return Answer(speak, named=named, states=len(STATES))
