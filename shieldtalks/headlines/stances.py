"""Headlines of lessons 04 to 06: the matrix, the networks, and who moved."""

from shieldtalks.discourse import NORMALISATIONS, ei_index, two_blocs
from shieldtalks.headlines.sentence import Said
from shieldtalks.statements import actor_parties, load_concepts

MINISTRY, DEFENCE = "RUS Foreign Ministry", "RUS Defence Ministry"
PENTAGON = "USA Defense Department"
GENERAL = "Yury Baluyevsky"
HOSTS = ("Poland", "Polish", "Czech", "Romania", "Turk")


def _stance(said, actor, concept, level="organization"):
    return said.positions(level)["stance"].get((actor, concept))


def _of_russia(said, concept):
    table = said.statements
    return table[table["party"].eq("RUS") & table["concept"].eq(concept)]


def _mostly_silent(said):
    table = said.positions("organization")
    actors = table.index.get_level_values("actor").nunique()
    return len(table) < len(load_concepts()) * actors / 2


def _ministry_both(said):
    stance = _stance(said, MINISTRY, "host_in_russia")
    return None if stance is None else stance == "both"


def _general_plain(said):
    concepts = ("aimed_at_russia", "deterrent_effect")
    stances = [_stance(said, GENERAL, concept, "person") for concept in concepts]
    return None if None in stances else stances == ["agree", "disagree"]


def _both_by_level(said):
    levels = ("party", "organization", "person")
    counts = [said.positions(level)["stance"].eq("both").sum() for level in levels]
    return None if not max(counts) else counts[0] > counts[1] > counts[2]


def _parties_oppose(said):
    kinds = [said.network(kind, "party") for kind in ("conflict", "congruence")]
    if not {"RUS", "USA"} <= set(kinds[0].index):
        return None
    return bool(kinds[0].at["RUS", "USA"] > kinds[1].at["RUS", "USA"] > 0)


def _furthest_is_pentagon(said):
    lean = said.network("subtract")
    if PENTAGON not in lean.index:
        return None
    least = lean.min().min()
    return bool(least < 0 and lean[PENTAGON].min() == least)


def _ministry_nearest(said):
    ties = said.network("congruence")
    if not {"RUS government", MINISTRY} <= set(ties.index):
        return None
    own = ties["RUS government"]
    return bool(own[MINISTRY] == own.max() > 0)


def _deterrent_turns(said):
    verdict = said.movements("party")["verdict"].get(("RUS", "deterrent_effect"))
    return None if verdict is None else verdict == "reversal"


def _no_house_turns(said):
    return not said.movements("organization")["verdict"].eq("reversal").any()


def _aimed_throughout(said):
    verdict = said.movements("party")["verdict"].get(("RUS", "aimed_at_russia"))
    return None if verdict is None else verdict == "constant"


def _washington_steady(said):
    verdicts = said.movements("party")["verdict"]
    if "USA" not in verdicts.index.get_level_values("actor"):
        return None
    return bool(verdicts["USA"].eq("constant").all())


def _two_closed(said):
    stance = _stance(said, MINISTRY, "other_side_closed")
    return None if stance is None else stance == "both"


def _both_are_russian(said):
    stances = said.positions("party")["stance"]
    both = stances.index[stances.eq("both")].get_level_values("actor")
    return set(both) == {"RUS"} if len(both) else None


def _no_host(said):
    return not said.statements["organization"].str.contains("|".join(HOSTS)).any()


def _americans_ahead(said):
    pairs = {"RUS": ("RUS government", MINISTRY), "USA": ("USA government", "USA Presidency")}
    ahead = []
    for way in NORMALISATIONS:
        ties = said.network("congruence", normalise=way)
        if not {*pairs["RUS"], *pairs["USA"]} <= set(ties.index):
            return None
        russian, american = (ties.at[pair] for pair in pairs.values())
        ahead.append(russian > american if way == "none" else american > russian)
    return all(ahead)


def _phrase_decides(said):
    without_it = Said(said.statements[said.statements["concept"].ne("talks_open")])
    together = []
    for each in (said, without_it):
        blocs = two_blocs(each.network("congruence"))[0]
        if not {DEFENCE, MINISTRY} <= set(blocs.index):
            return None
        together.append(blocs[DEFENCE] == blocs[MINISTRY])
    return together == [False, True]


def _inside_and_across(said):
    parties = actor_parties(said.statements)
    ties = {kind: said.network(kind) for kind in ("congruence", "conflict")}
    if not ties["conflict"].to_numpy().any():
        return None
    full = ei_index(ties["congruence"] * 0 + 1, parties)
    inside, across = (ei_index(each, parties) for each in ties.values())
    return bool(inside < full < across)


def _answer_throughout(said):
    answers = _of_russia(said, "countermeasures")["agreement"]
    return None if answers.empty else bool(answers.eq("yes").all())


def _constant_by_others(said):
    held = {}
    for level in ("party", "organization"):
        verdicts = said.movements(level)
        held[level] = verdicts.index[verdicts["verdict"].eq("constant")]
    if not len(held["party"]):
        return None
    return len(held["organization"]) < len(held["party"]) / 2


def _object_exchanged(said):
    systems = _of_russia(said, "aimed_at_russia")["system"]
    systems = systems[systems.ne("")]
    return None if systems.empty else systems.nunique() > 1


RULES = {
    "silence": _mostly_silent,
    "ministry": _ministry_both,
    "closed": _two_closed,
    "general": _general_plain,
    "levels": _both_by_level,
    "russian_both": _both_are_russian,
    "hosts": _no_host,
    "opposed": _parties_oppose,
    "furthest": _furthest_is_pentagon,
    "nearest": _ministry_nearest,
    "normalised": _americans_ahead,
    "phrase": _phrase_decides,
    "inside": _inside_and_across,
    "reversal": _deterrent_turns,
    "houses": _no_house_turns,
    "others": _constant_by_others,
    "answer": _answer_throughout,
    "aimed": _aimed_throughout,
    "object": _object_exchanged,
    "steady": _washington_steady,
}
