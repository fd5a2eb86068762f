"""Headlines of lessons 04 to 06: the matrix, the networks, and who moved."""

from shieldtalks.discourse import NORMALISATIONS, ei_index, two_blocs
from shieldtalks.headlines.sentence import Headline, Said
from shieldtalks.statements import actor_parties, load_concepts

MINISTRY, PENTAGON, DEFENCE = (
    "RUS Foreign Ministry",
    "USA Defense Department",
    "RUS Defence Ministry",
)
GENERAL = "Yury Baluyevsky"
RUSSIA, BOTH_SIDES = ("RUS",), ("RUS", "USA")
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
    stances = [
        _stance(said, GENERAL, concept, "person")
        for concept in ("aimed_at_russia", "deterrent_effect")
    ]
    return None if None in stances else stances == ["agree", "disagree"]


def _both_by_level(said):
    counts = [
        said.positions(level)["stance"].eq("both").sum()
        for level in ("party", "organization", "person")
    ]
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
    verdicts = said.movements("party")["verdict"]
    verdict = verdicts.get(("RUS", "deterrent_effect"))
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


STANCES = (
    Headline("silence", "04", "More than half of the matrix is silent.", _mostly_silent),
    Headline(
        "ministry",
        "04",
        "On hosting, Russia's Foreign Ministry says both yes and no.",
        _ministry_both,
        ("host_in_russia",),
        RUSSIA,
    ),
    Headline(
        "closed",
        "04",
        "On whether the other side is closed, the ministry says both.",
        _two_closed,
        ("other_side_closed",),
        RUSSIA,
    ),
    Headline(
        "general",
        "04",
        "The general says: aimed at us, and no harm to the deterrent.",
        _general_plain,
        ("aimed_at_russia", "deterrent_effect"),
        RUSSIA,
    ),
    Headline("levels", "04", "The finer the level, the fewer cells hold both.", _both_by_level),
    Headline(
        "russian_both",
        "04",
        "Of the parties, Russia alone says both yes and no.",
        _both_are_russian,
    ),
    Headline("hosts", "05", "No statement is of a host state.", _no_host),
    Headline(
        "opposed",
        "05",
        "Moscow and Washington clash more than they agree, yet agree on something.",
        _parties_oppose,
        (),
        BOTH_SIDES,
    ),
    Headline("furthest", "05", "The Pentagon is one end of the widest gap.", _furthest_is_pentagon),
    Headline(
        "nearest",
        "05",
        "Nobody shares more with Russia's government than its Foreign Ministry.",
        _ministry_nearest,
        (),
        RUSSIA,
    ),
    Headline(
        "normalised",
        "05",
        "Normalised, the American pair is closer than the Russian one; counted, it is not.",
        _americans_ahead,
        (),
        BOTH_SIDES,
    ),
    Headline(
        "phrase",
        "05",
        "Russia's Defence Ministry leaves the Russian bloc by one phrase: talks are open.",
        _phrase_decides,
        ("talks_open",),
    ),
    Headline(
        "inside",
        "05",
        "Agreement stays inside the parties more than ties in general, conflict less.",
        _inside_and_across,
    ),
    Headline(
        "reversal",
        "06",
        "On the deterrent, Russia turns from no to yes.",
        _deterrent_turns,
        ("deterrent_effect",),
        RUSSIA,
    ),
    Headline("houses", "06", "No organization turns from yes to no, or back.", _no_house_turns),
    Headline(
        "others",
        "06",
        "Fewer than half of the constant answers are one organization's own.",
        _constant_by_others,
    ),
    Headline(
        "answer",
        "06",
        "Russia announces an answer to the shield, and renounces none.",
        _answer_throughout,
        ("countermeasures",),
        RUSSIA,
    ),
    Headline(
        "aimed",
        "06",
        "Each time Russia is heard on it, it says that the shield is aimed at Russia.",
        _aimed_throughout,
        ("aimed_at_russia",),
        RUSSIA,
    ),
    Headline(
        "object",
        "06",
        "The shield that Russia calls aimed at it is more than one system.",
        _object_exchanged,
        ("aimed_at_russia",),
        RUSSIA,
    ),
    Headline(
        "steady",
        "06",
        "Where two articles report an answer of Washington, it is the same.",
        _washington_steady,
        (),
        ("USA",),
    ),
)
