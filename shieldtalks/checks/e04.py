"""Exercise 04: build the position matrix, read its contradictions, see what one article carries."""

from shieldtalks.checks.base import frame, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import coded_in, the_corpus, the_statements
from shieldtalks.phrases import names
from shieldtalks.statements import (
    ACTORS,
    AGREEMENTS,
    DUPLICATES,
    STANCES,
    changes_by_article,
    position_matrix,
    positions,
)

MINISTRY, SOIL = "RUS Foreign Ministry", "host_in_russia"
GENERAL = "Yury Baluyevsky"
QUESTIONS = ("aimed_at_russia", "deterrent_effect")
REASON = "b"
REASONS_SAID = {
    "a": "Both sentences come from the same news conference.",
    "c": "Both sentences quote him directly.",
    "d": "He speaks as chief of the General Staff in both sentences.",
}
# Numbers of sentences that say yes and no, and what each pair tests.
FRESH = [(3, 0), (0, 2), (1, 1), (5, 1), (1, 4), (0, 0), (1, 0), (0, 1)]
# What it is to cooperate, in the words of the codebook.
OFFERS = ("collective_system", "shared_control", "joint_assessment", "talks_open")
REFUSALS = ("join_us_shield", "host_in_russia", "separate_systems")


def _unit(answer):
    """Return an answer as the id of a unit; else say what it is instead."""
    unit = words(answer).strip("[]")
    if unit in the_corpus().units.index:
        return unit
    if unit in the_statements().index:
        slip(f"{unit} is a statement.", "A unit is wanted: its article, a dot, its number.")
    return slip(f"{unit!r} is no unit of these articles.", "A unit looks like '003.06'.")


def _units(answer):
    return sorted({_unit(item) for item in listed(answer)})


@task(
    "04.1",
    "Two numbers, one stance",
    "There are two numbers, each zero or more. How many cases does that make?",
    "Ask first whether both are more than zero; then each alone; what remains is silence.",
    'def stance(agree, disagree): if agree and disagree: return "both". Then if agree: return '
    '"agree"; if disagree: return "disagree"; and at the end return "silent".',
    points=2,
)
def stance_of_counts(answer):
    """Accept a function of two counts that returns a stance."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for agree, disagree in FRESH:
        right = _stance(agree, disagree)
        try:
            given = answer(agree, disagree)
        except Exception as error:
            slip(
                f"stance({agree}, {disagree}) stops: {type(error).__name__}: {error}.",
                "Try it with these numbers yourself.",
            )
        _compare_stance(f"stance({agree}, {disagree})", agree, disagree, given, right)


def _stance(agree, disagree):
    if agree and disagree:
        return "both"
    if agree or disagree:
        return "agree" if agree else "disagree"
    return "silent"


def _compare_stance(call, agree, disagree, given, right):
    if given is None:
        slip(f"{call} gives nothing back.", "End each branch with return, not with print.")
    if not isinstance(given, str):
        slip(f"{call} gives {kind(given)}.", f"One of these words is wanted: {names(STANCES)}.")
    word = given.strip().casefold()
    if word == right:
        return
    seen = f"{call} gives {given!r}."
    if word not in STANCES:
        slip(seen, f"The words are {names(STANCES)}.")
    if right == "both" and agree != disagree:
        slip(seen, "That is a vote. One no beside many yes is still both.")
    if right == "both":
        slip(seen, "One yes and one no: neither may win.")
    if right == "silent":
        slip(seen, "Nobody said anything there. Silence is neither yes nor no.")
    slip(seen, "Only one of the two numbers is more than zero. Which?")


@task(
    "04.2",
    "The matrix itself",
    "First count the yes and the no of each pair of organization and concept, then name the "
    "stance, then spread the concepts over the columns.",
    'statements.value_counts(["organization", "concept", "agreement"]) counts; '
    "unstack(fill_value=0) turns the last level of an index into columns.",
    'counts = statements.value_counts(["organization", "concept", "agreement"])'
    ".unstack(fill_value=0). Then list(map(stance, counts['yes'], counts['no'])) gives the "
    'words; put them into counts["stance"], and take counts["stance"].unstack().fillna("silent").',
    points=3,
)
def matrix(answer):
    """Accept organizations x concepts (or the other way round) with a stance in each cell."""
    given = frame(answer)
    right = position_matrix(the_statements())
    given = given.T if set(given.columns) & set(right.index) else given
    if not set(given.index) & set(right.index):
        _wrong_rows(given)
    missing = [a for a in right.index if a not in given.index]
    missing += [c for c in right.columns if c not in given.columns]
    if missing:
        slip(f"Your table lacks {missing[0]!r}.", "Every organization and concept has its place.")
    more = [*given.index.difference(right.index), *given.columns.difference(right.columns)]
    if more:
        slip(f"Your table also holds {more[0]!r}.", "Only organizations and concepts belong in it.")
    given = given.loc[right.index, right.columns]
    if given.isna().any(axis=None):
        empty = int(given.isna().sum().sum())
        slip(f"{empty} cells are empty.", 'A cell of which nobody speaks holds the word "silent".')
    if not all(isinstance(cell, str) for cell in given.to_numpy().ravel()):
        slip("Your table holds numbers.", f"Each cell holds one of the words {names(STANCES)}.")
    given = given.map(lambda cell: cell.strip().casefold())
    wrong = given.ne(right).stack()
    if wrong.any():
        _wrong_cell(*wrong.idxmax(), given, right)


def _wrong_rows(given):
    statements = the_statements()
    for actor in ("person", "party"):
        if set(given.index) & (set(statements[actor]) - set(statements["organization"])):
            slip(f"Your rows are of the level {actor!r}.", "Here the rows are organizations.")
    slip("Your rows are no organizations.", "Use the column organization for them.")


def _wrong_cell(actor, concept, given, right):
    was, want = given.at[actor, concept], right.at[actor, concept]
    seen = f"{actor} on {concept}: you have {was!r}."
    ids = positions(the_statements()).at[(actor, concept), "statements"] if want != "silent" else ()
    units = names(dict.fromkeys(the_statements().loc[list(ids), "unit"]))
    if was not in STANCES:
        slip(seen, f"The words are {names(STANCES)}.")
    if want == "silent":
        slip(seen, "No sentence says so. Silence is not refusal.")
    if want == "both":
        slip(seen, "One answer has pushed the other out.", units)
    if {was, want} == {"agree", "disagree"}:
        slip(seen, "Have yes and no changed places?", units)
    slip(seen, "Something is said there, and it all points one way.", units)


@task(
    "04.3",
    "Both, at three levels",
    "You have built the matrix for organizations. The same steps work for other columns.",
    "positions(statements, actor) gives a row for each pair, with its stance. Some statements "
    "name no person.",
    'For each actor of "party", "organization", "person": '
    'positions(statements, actor)["stance"].eq("both").sum().',
    points=2,
)
def both_cells(answer):
    """Accept {level: number of cells with both}."""
    given = mapping(answer)
    tables = {actor: positions(the_statements(), actor) for actor in ACTORS}
    right = {a: int(t["stance"].eq("both").sum()) for a, t in tables.items()}
    given = {str(key).strip().casefold(): value for key, value in given.items()}
    missing = [actor for actor in ACTORS if actor not in given]
    if missing:
        slip(f"The level {missing[0]!r} is missing.", f"The levels are {names(ACTORS)}.")
    for actor in ACTORS:
        value = number(given[actor])
        if value == right[actor]:
            continue
        both = tables[actor][tables[actor]["stance"].eq("both")]
        seen = f"{actor}: you have {value:g}."
        if actor == "person" and value == _both_with_nameless():
            slip(seen, "Statements that name no person are not the words of one person.")
        if value == both["statements"].map(len).sum():
            slip(seen, "You counted the statements in those cells. Count the cells.")
        if value == both["n"].sum():
            slip(seen, "You added up the stances in those cells. Count the cells.")
        if value in [n for other, n in right.items() if other != actor]:
            slip(seen, "That is the number of another level.")
        if value == len(tables[actor]):
            slip(seen, "You counted every cell in which something is said.")
        slip(seen, "Count the cells whose stance is 'both'.", "the section 'The level decides'")


def _both_with_nameless():
    """Return how many cells hold both where the empty name is taken for a person."""
    answers = the_statements().groupby(["person", "concept"])["agreement"].nunique()
    return int(answers.eq(2).sum())


@task(
    "04.4",
    "The ministry's yes and its no",
    "Filter by article, organization and concept: what is left is a handful of sentences.",
    "The units 000.13 to 000.22 repeat the article. Only the first copy counts.",
    "statements.query(\"article == '000' and organization == 'RUS Foreign Ministry' and concept "
    "== 'host_in_russia'\") shows unit, person and agreement.",
    points=2,
)
def ministry(answer):
    """Accept {'yes': units, 'no': units} of article 000."""
    given = {str(key).strip().casefold(): value for key, value in mapping(answer).items()}
    lacking = [side for side in AGREEMENTS if side not in given]
    if lacking:
        slip(f"There is no entry {lacking[0]!r}.", 'The keys are "yes" and "no".')
    given = {side: _units(given[side]) for side in AGREEMENTS}
    rows = the_statements()
    rows = rows[rows["organization"].eq(MINISTRY) & rows["concept"].eq(SOIL)]
    rows = rows[rows["article"].eq("000")]
    right = {side: sorted(rows.loc[rows["agreement"].eq(side), "unit"]) for side in AGREEMENTS}
    if given == right:
        return
    if given["yes"] == right["no"] and given["no"] == right["yes"]:
        slip("Your yes and your no have changed places.", "Does the unit let the shield in?")
    for side in AGREEMENTS:
        for unit in given[side]:
            if unit not in right[side]:
                _wrong_unit(unit, side, right)
    for side in AGREEMENTS:
        missing = len(right[side]) - len(given[side])
        if missing:
            slip(
                f"Under {side!r} {missing} of {len(right[side])} units is missing.",
                "One voice may speak in two sentences, and one sentence may be a summary.",
                "000.02 to 000.12",
            )


def _wrong_unit(unit, side, right):
    other = "no" if side == "yes" else "yes"
    seen = f"{unit} stands under {side!r}."
    if unit in right[other]:
        slip(seen, "Ask whether it lets the shield onto Russian soil or keeps it out.", unit)
    if not unit.startswith("000"):
        slip(seen, "That is another article; here only 000 counts.")
    if the_corpus().units.at[unit, "kind"] == "duplicate":
        slip(seen, "That unit belongs to the second copy of the article.")
    if the_corpus().units.at[unit, "kind"] == "headline":
        slip(seen, "A headline is not coded; only sentences of the body are.")
    if coded_in(unit, organization=MINISTRY).empty:
        slip(seen, "The ministry takes no stance there.", unit)
    slip(seen, "The ministry speaks there, but not about hosting on Russian soil.", unit)


@task(
    "04.5",
    "Aimed at us, and no harm done",
    "Each of the two sentences answers a question. Are they the same question?",
    "Compare the wording of the two concepts: load_concepts().loc[concept, 'wording'].",
    "One question is what the shield is for, the other what it can do. Then take one unit of "
    f"{GENERAL} under each of the concepts {names(QUESTIONS)}.",
    points=2,
)
def general(answer):
    """Accept {'reason': letter, 'units': one unit on intention and one on capability}."""
    given = mapping(answer)
    for key in ("reason", "units"):
        if key not in given:
            slip(f"There is no entry {key!r}.", 'The keys are "reason" and "units".')
    reason = words(given["reason"]).casefold().rstrip(".")
    if reason not in (*REASONS_SAID, REASON):
        slip(f"Your reason is {reason!r}.", "Give one of the letters a, b, c and d.")
    units = _units(given["units"])
    if reason != REASON:
        slip(f"Your reason is {reason!r}.", f"{REASONS_SAID[reason]}", "001.12 and 001.24")
    if len(units) != 2:
        slip(f"You gave {len(units)} different units.", "Two are wanted, one for each question.")
    found = set()
    for unit in units:
        his = coded_in(unit, person=GENERAL)
        if the_corpus().units.at[unit, "kind"] == "duplicate":
            slip(f"{unit} repeats another sentence.", "Take the one that counts.", "001.08")
        if his.empty:
            slip(f"In {unit} the general takes no stance.", "Both units must be his.", unit)
        asked = set(his["concept"]) & set(QUESTIONS)
        if not asked:
            topic = names(his["concept"])
            slip(f"{unit} is about {topic}.", "Neither question is answered there.", unit)
        found |= asked
    if len(found) == 1:
        slip(
            f"Both units are about {found.pop()}.", "One must say what it is for, one what it does."
        )


@task(
    "04.6",
    "The same cell under three rules",
    'Under "all" every statement counts. The other rules drop repeats, and differ in where they '
    "look for them.",
    "A yes and a no are two stances. Under 'article' each counts once in each article, under "
    "'corpus' once altogether.",
    'Drop repeats with drop_duplicates(["agreement", "article"]) for "article" and with '
    'drop_duplicates(["agreement"]) for "corpus", then count the rows.',
    points=2,
)
def duplicate_rules(answer):
    """Accept {rule: n} for the ministry's cell on hosting."""
    given = {str(key).strip().casefold(): value for key, value in mapping(answer).items()}
    missing = [rule for rule in DUPLICATES if rule not in given]
    if missing:
        slip(f"The rule {missing[0]!r} is missing.", f"The rules are {names(DUPLICATES)}.")
    given = {rule: number(given[rule]) for rule in DUPLICATES}
    cell = (MINISTRY, SOIL)
    right = {r: positions(the_statements(), duplicates=r).at[cell, "n"] for r in DUPLICATES}
    if given == right:
        return
    if given["article"] == right["corpus"] and given["corpus"] == right["article"]:
        slip("'article' and 'corpus' have changed places.", "The stricter rule leaves fewer.")
    rows = the_statements()
    rows = rows[rows["organization"].eq(MINISTRY) & rows["concept"].eq(SOIL)]
    if given["all"] != right["all"]:
        slip(f"all: you have {given['all']:g}.", "Under this rule every statement counts.")
    if given["corpus"] == 1:
        slip("corpus: you have 1.", "A yes and a no are two stances, even from one ministry.")
    if given["article"] == rows["article"].nunique():
        slip(
            f"article: you have {given['article']:g}.",
            "You counted the articles. One article may hold both a yes and a no.",
        )
    if given["article"] == rows["unit"].nunique():
        slip(
            f"article: you have {given['article']:g}.",
            "That counts every sentence. A stance repeated in the same article counts once.",
        )
    wrong = next(rule for rule in DUPLICATES if given[rule] != right[rule])
    slip(f"{wrong}: you have {given[wrong]:g}.", "Go through the five rows by hand.")


@task(
    "04.7",
    "Without one article",
    "The article with the most statements need not carry the most cells.",
    "changes_by_article(statements) has a row for each cell that changes. Count the rows of each "
    "article.",
    'changes_by_article(statements).groupby("article").size() gives the numbers; idxmax() names '
    "the largest.",
    points=2,
)
def left_out(answer):
    """Accept {'article': id, 'cells': number} for the level of organizations."""
    given = mapping(answer)
    for key in ("article", "cells"):
        if key not in given:
            slip(f"There is no entry {key!r}.", 'The keys are "article" and "cells".')
    article, cells = given["article"], number(given["cells"])
    article = f"{article:03d}" if isinstance(article, int) else words(article)
    sizes = {a: changes_by_article(the_statements(), a).groupby("article").size() for a in ACTORS}
    right = sizes["organization"]
    if article not in the_corpus().texts:
        slip(f"{article!r} is no article.", "An article is named by three digits, like '002'.")
    if article != right.idxmax():
        _wrong_article(article, sizes)
    if cells == right.max():
        return
    seen = f"You have {cells:g} cells."
    rows = the_statements()[the_statements()["article"].eq(article)]
    if cells == len(rows):
        slip(seen, "That is the number of its statements. A cell may hold several.")
    if cells == len(positions(rows)):
        slip(seen, "In so many cells it speaks, but some of them stand without it too.")
    if cells in [sizes[actor][article] for actor in ("party", "person")]:
        slip(seen, "That is the number at another level. Here the actors are organizations.")
    slip(seen, "Compare each cell with the article and without it.", "'Leave one article out'")


def _wrong_article(article, sizes):
    seen = f"You chose {article}."
    if article == the_statements()["article"].value_counts().idxmax():
        slip(
            seen,
            f"It has most statements, and it leads among persons ({sizes['person'][article]} "
            "cells). Among organizations another carries more.",
        )
    slip(seen, f"Without it {sizes['organization'][article]} cells change. Another carries more.")


@task(
    "04.8",
    "Judge a claim",
    "Cooperation has many forms. Refusing one is not refusing all.",
    f"Look at Russian statements on {names(OFFERS)} for the one side, and on {names(REFUSALS)} "
    "for the other. Prefer words that nobody took back.",
    "Against the claim: a Russian yes to a common system, shared control or talks, on record or "
    "reported as Moscow's position. For it: a Russian no to joining, hosting or two systems. "
    "Filter with statements.query(\"party == 'RUS'\").",
    points=3,
)
def claim(answer):
    """Accept {'against': unit, 'for': unit} on 'Russia refuses all cooperation'."""
    given = mapping(answer)
    for side in ("against", "for"):
        if side not in given:
            slip(f"There is no entry {side!r}.", 'The keys are "against" and "for".')
    _judge_against(_unit(given["against"]))
    _judge_for(_unit(given["for"]))


def _judge_against(unit):
    rows, russian = coded_in(unit), coded_in(unit, party="RUS")
    seen = f"Against the claim you put {unit}."
    _only_body(unit, seen)
    if rows.empty:
        slip(seen, "No stance is coded there, so it supports nothing.", unit)
    if russian.empty:
        slip(seen, "No Russian voice takes a stance there. The claim is about Russia.", unit)
    offers = russian[russian["concept"].isin(OFFERS) & russian["agreement"].eq("yes")]
    if len(offers) and offers["person"].ne("unnamed source").any():
        return
    if len(offers) or _offers_soil(russian):
        slip(
            seen, "A source without a name said so, and was denied a day later. Find a firmer one."
        )
    if russian["concept"].eq("renounce_first").any():
        slip(seen, "It names a price: first the plans must go. Find one that offers something.")
    refusing = russian["concept"].isin(REFUSALS) & russian["agreement"].eq("no")
    if refusing.any():
        slip(seen, "That one refuses something. Here it would have to offer.", unit)
    slip(seen, f"It is about {names(russian['concept'])}, not about cooperating.", unit)


def _offers_soil(rows):
    return (rows["concept"].eq(SOIL) & rows["agreement"].eq("yes")).any()


def _judge_for(unit):
    rows, russian = coded_in(unit), coded_in(unit, party="RUS")
    seen = f"For the claim you put {unit}."
    _only_body(unit, seen)
    if rows.empty:
        slip(seen, "No stance is coded there, so it supports nothing.", unit)
    if russian.empty:
        slip(seen, "No Russian voice takes a stance there. The claim is about Russia.", unit)
    if (russian["concept"].isin(REFUSALS) & russian["agreement"].eq("no")).any():
        return
    if russian["concept"].eq("deploy_shield").any():
        slip(seen, "Opposing the shield is not refusing to cooperate. Find a refusal to take part.")
    if (russian["concept"].isin(OFFERS) & russian["agreement"].eq("yes")).any():
        slip(seen, "That is an offer. It speaks against the claim, not for it.", unit)
    if russian["concept"].eq("renounce_first").any():
        slip(seen, "That is a condition, not a refusal. Find a plain no.", unit)
    slip(seen, f"It is about {names(russian['concept'])}, not about taking part.", unit)


def _only_body(unit, seen):
    where = the_corpus().units.at[unit, "kind"]
    if where == "duplicate":
        slip(seen, "That unit repeats another. Name the one that counts.")
    if where != "body":
        slip(seen, f"That is a {where}, not a sentence of the article.")
