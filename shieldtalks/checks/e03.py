"""Exercise 03: code, measure agreement, and settle disputes by rule and sentence."""

import functools
import re

import numpy as np
import pandas as pd

from shieldtalks.checks.base import kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.reliability import alpha, cross_table, disputes, kappa
from shieldtalks.statements import load_codings, load_concepts

TO_CODE = ("000.09", "001.18", "001.23", "003.05", "004.14")
NOTHING = ("", "nothing", "none", "no code", "nothing to code")

# Twenty sentences, two students: anything to code here? Rows the one, columns the other, yes first.
STUDENTS = ((7, 2), (1, 10))

# How nine sentences are told, by three readers: 1 direct, 2 indirect, 3 narrator.
GAP = np.nan
TOLD = (
    (2, 3, 3, 1, 3, 2, 2, GAP, 2),
    (2, 3, 3, 3, 3, 2, 2, 2, 2),
    (GAP, 3, 3, 3, 1, 2, 2, 2, GAP),
)

FRESH_TABLES = (
    ((20, 5), (10, 15)),
    ((45, 15), (25, 15)),
    ((9, 1, 0), (2, 12, 3), (1, 0, 22)),
    ((3, 8), (9, 2)),
)

# Two disputes: for either verdict, the rules and the sentences it can lean on.
CASES = {
    "000.12": {
        "keep": ({2, 6, 7}, {"000.11", "000.12"}),
        "drop": ({6, 8}, {"000.11", "000.12"}),
    },
    "002.12": {
        "keep": ({2, 7}, {"002.11"}),
        "drop": ({2, 7, 8}, {"002.11", "002.12"}),
    },
}
RULES = {
    1: "plans and offers, and bare possessives",
    2: "one actor who characterises another",
    3: "a mere 'if there is a threat'",
    4: "withdrawal as the price of cooperation",
    5: "the words deterrent, nuclear potential and strategic balance",
    6: "breaking off or refusing talks",
    7: "follow-up sentences",
    8: "the choice between concepts, and units that fit none",
}

REASONS = {
    "a": "The rules were written with these same articles at hand.",
    "b": "Kappa counts agreement that chance alone would give.",
    "c": "Most decisions are 'not seen' by both readers.",
    "d": "Presence of a concept takes no notice of who speaks.",
    "e": "The two readers talked while they coded.",
    "f": "The readers say yes and no to different things.",
}
FLATTERS = {"a", "c", "d"}


@functools.cache
def _codings():
    return load_codings(the_corpus())


@task(
    "03.1",
    "Code five sentences",
    "Ask three things of each sentence: who speaks, about which concept, and is it a yes or a no "
    "to the concept as worded?",
    "One of the five only tells what happens. In two others a tempting concept is ruled out by "
    "rules 3 and 5.",
    "An if-clause is no stance (rule 3). Where a deterrent or nuclear potential is named, there is "
    "a concept of its own (rule 5). A minister or a ministry's source speaks for the ministry.",
    points=3,
)
def code_sentences(answer):
    """Accept {unit: (organization, concept, agreement) or 'nothing'} as in the reference."""
    given = {str(unit).strip("[] "): code for unit, code in mapping(answer).items()}
    missing = [unit for unit in TO_CODE if unit not in given]
    if missing:
        slip(f"{missing[0]} is not in your answer.", "Each of the five sentences needs an entry.")
    for unit in TO_CODE:
        _judge_code(unit, _as_code(unit, given[unit]))


def _as_code(unit, code):
    """Return a code as (organization, concept, agreement), or None where there is nothing."""
    if code is None or (isinstance(code, str) and code.strip().lower() in NOTHING):
        return None
    if isinstance(code, str) or not hasattr(code, "__iter__"):
        slip(
            f"For {unit} you gave {kind(code)}.",
            'A code looks like ("NATO", "talks_open", "yes"); if there is none, write "nothing".',
        )
    parts = list(code)
    if not parts:
        return None
    if len(parts) != 3:
        slip(
            f"The code for {unit} has {len(parts)} parts.",
            "It needs three: organization, concept, yes or no.",
        )
    organization, concept, agreement = parts
    return _organization(unit, organization), _concept(unit, concept), _sign(unit, agreement)


def _organization(unit, name):
    known = {o.casefold(): o for o in the_statements()["organization"].unique()}
    found = known.get(words(name).casefold())
    if not found:
        slip(
            f"{name!r}, in {unit}, is no organization of the list.",
            "Copy the name as the table above spells it.",
        )
    return found


def _concept(unit, name):
    labels = _labels()
    known = {label.casefold(): concept for concept, label in labels.items()}
    known |= {concept: concept for concept in labels}
    found = known.get(words(name).casefold())
    if not found:
        slip(
            f"{name!r}, in {unit}, is no concept of the codebook.",
            "Use the short name, such as talks_open.",
        )
    return found


def _labels():
    return load_concepts()["label"].to_dict()


def _sign(unit, agreement):
    signs = {"yes": "yes", "no": "no", "agree": "yes", "agrees": "yes", "disagree": "no"}
    signs |= {"disagrees": "no", "true": "yes", "false": "no", "+": "yes", "-": "no"}
    found = signs.get(str(agreement).strip().casefold())
    if not found:
        slip(f"{agreement!r}, in {unit}, is neither yes nor no.", "The third part is the stance.")
    return found


def _judge_code(unit, code):
    rows = the_statements().query("unit == @unit")
    if rows.empty:
        if code is not None:
            slip(
                f"In {unit} you see a stance on {_labels()[code[1]]}.",
                "This sentence only tells what is going on, and plain narration is not coded.",
                unit,
            )
        return
    right = tuple(rows.iloc[0][["organization", "concept", "agreement"]])
    if code is None:
        slip(f"For {unit} you see nothing to code.", "Somebody takes a stance in it.", unit)
    _judge_concept(unit, code, right)
    if code[2] != right[2]:
        slip(
            f"In {unit} the stance is turned round.",
            "Read the concept as worded, and ask whether the speaker affirms that wording.",
            unit,
        )
    if code[0] != right[0]:
        slip(
            f"In {unit} you give the stance to {code[0]}.",
            "Ask for whom the speaker speaks; an institution that is named counts.",
            "000.08" if unit == "000.09" else unit,
        )


def _judge_concept(unit, code, right):
    if code[1] == right[1]:
        return
    label = _labels()[code[1]]
    if unit == "000.09" and code[1] == "rogue_threat":
        slip(
            f"In {unit} you code {label}.",
            "The threat stands in an if-clause, and rule 3 has something to say about those.",
            unit,
        )
    if unit == "001.23" and code[1] == "aimed_at_russia":
        slip(
            f"In {unit} you code {label}.",
            "The general says here what the shield can do, not whom it is meant for: see rule 5.",
            unit,
        )
    slip(f"In {unit} you code {label}.", "Another concept fits the words more narrowly.", unit)


@task(
    "03.2",
    "Observed agreement by hand",
    "Which of the four numbers count sentences that the two students judged alike?",
    "Two of the four: both said yes, and both said no. Saying no together is agreement too.",
    "Add these two and divide by the number of all sentences.",
)
def observed_agreement(answer):
    """Accept the share of sentences that both students judged alike."""
    got, table = number(answer), np.array(STUDENTS)
    total, alike = table.sum(), np.trace(table)
    share = alike / total
    if _near(got, share):
        return
    if _near(got, alike):
        slip(f"{got:g} is a number of sentences.", "A share is wanted: divide by all of them.")
    if _near(got, 100 * share):
        slip(f"{got:g} looks like per cent.", "A share lies between 0 and 1.")
    if _near(got, 1 - share):
        slip(f"{got:g} is the share they judged differently.", "Turn it round.")
    if _near(got, table[0, 0] / total):
        slip(f"{got:g} counts only the shared yes.", "Two who both say no agree as well.")
    if _near(got, table[0, 0] / (total - table[1, 1])):
        slip(
            f"{got:g} leaves out the sentences in which both said no.",
            "That is a good measure, but another one; here all sentences count.",
        )
    if _near(got, _kappa(STUDENTS)):
        slip(f"{got:.3f} is kappa.", "This task asks for the step before: no chance taken out yet.")
    slip(f"{got:g} is not the share.", "Which two of the four numbers count agreement?")


@task(
    "03.3",
    "Write Cohen's kappa",
    "Kappa compares two shares: the agreement you see, and the one that chance would give.",
    "By chance both say yes with the share of the one's yes times the share of the other's yes. "
    "Add the same product for every other answer.",
    "With numpy: t = np.array(table) / np.sum(table); seen = np.trace(t); "
    "chance = (t.sum(axis=1) * t.sum(axis=0)).sum(). Then (seen - chance) / (1 - chance).",
    points=3,
)
def write_kappa(answer):
    """Accept a function that gives kappa of any square table, tried on fresh tables."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "A function is wanted: give its name without brackets.")
    for table in FRESH_TABLES:
        _judge_kappa(answer, table)


def _judge_kappa(function, table):
    lists = [list(row) for row in table]
    try:
        got = function(lists)
    except Exception as error:
        size = "of three rows" if len(table) == 3 else "of two rows"
        slip(
            f"With a table {size} your function stops ({type(error).__name__}: {error}).",
            "It gets a list of lists, with as many columns as rows.",
        )
    if got is None:
        slip("Your function gives nothing back.", "It needs a line that begins with return.")
    if lists != [list(row) for row in table]:
        slip("Your function changes the table it is given.", "Make a new array instead.")
    got, right = number(got), _kappa(table)
    if _near(got, right):
        return
    shown = f"For {lists} your function gives {got:.3f}."
    counts = np.array(table, float)
    shares = counts / counts.sum()
    seen, rows, columns = np.trace(shares), shares.sum(axis=1), shares.sum(axis=0)
    typical = {
        "that is observed agreement; take out what chance would give.": seen,
        "you subtract chance, but do not divide by 1 - chance.": seen - rows @ columns,
        "your chance supposes all answers equally likely; use how often each reader gave them.": (
            _corrected(seen, 1 / len(table))
        ),
        "your chance uses one reader's shares twice; multiply the one's by the other's.": (
            _corrected(seen, rows @ rows)
        ),
        "your chance pools the two readers; that is Scott's pi. Multiply their own shares.": (
            _corrected(seen, ((rows + columns) / 2) @ ((rows + columns) / 2))
        ),
        "your chance counts only the first answer; every answer can agree by chance.": (
            _corrected(seen, rows[0] * columns[0])
        ),
        "that looks like per cent; kappa is at most 1.": 100 * right,
    }
    for likely, value in typical.items():
        if _near(got, value):
            slip(shown, likely[0].upper() + likely[1:])
    if len(table) == 3:
        slip(shown, "It is right for two answers; here readers have three to choose from.")
    slip(shown, "Check the two shares one by one: observed agreement first, then chance.")


def _corrected(seen, chance):
    return (seen - chance) / (1 - chance)


def _kappa(table):
    """Return kappa of a table of counts, by the library's own function."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return kappa(*zip(*pairs, strict=True))


@task(
    "03.4",
    "Krippendorff's alpha with the library",
    "The numbers 1, 2 and 3 are names here. Is narrator three times as much as direct?",
    "The function takes two things: the table, a row a reader, and the level of measurement.",
    "Give it the table as it stands, gaps and all, as reliability_data, and as "
    "level_of_measurement the level for names without an order.",
    points=2,
)
def library_alpha(answer):
    """Accept nominal alpha of the table of three readers."""
    got, right = number(answer), alpha(TOLD)
    if _near(got, right, 2e-3):
        return
    for level in ("interval", "ordinal", "ratio"):
        if _near(got, alpha(TOLD, level), 2e-3):
            slip(
                f"{got:.3f} treats the numbers as {level}.",
                "They are only names for three ways of telling; say so to the function.",
            )
    zeros = np.nan_to_num(np.array(TOLD))
    if _near(got, alpha(zeros), 2e-3):
        slip(f"{got:.3f} takes the gaps for a fourth answer.", "Leave them as np.nan.")
    if _near(got, alpha(np.array(TOLD).T), 2e-3):
        slip(f"{got:.3f} takes sentences for readers.", "A row is a reader; do not turn the table.")
    if _near(got, alpha(TOLD[:2]), 2e-3):
        slip(f"{got:.3f} leaves out the third reader.", "Alpha can take all three.")
    whole = np.array(TOLD)[:, ~np.isnan(TOLD).any(axis=0)]
    if _near(got, alpha(whole), 2e-3):
        slip(f"{got:.3f} drops the sentences with a gap.", "Alpha uses what is there; keep them.")
    if _near(got, right, 0.06):
        slip(f"{got:g} is close.", "Give it as the function returns it, or to three places.")
    slip(
        f"{got:g} is not alpha of this table.", "Call krippendorff.alpha on it, and read its help."
    )


@task(
    "03.5",
    "Find a kind of dispute",
    "The table says in which rows the code was kept. In which of these did A see nothing like it?",
    "Rows with an entry in kept, and none under one. Then look whether A has the same concept in "
    "the same unit, for another organization.",
    "In one unit both readers see the same concepts and differ only on whose they are. Leave that "
    "unit out; what remains is your list.",
    points=2,
)
def find_disputes(answer):
    """Accept the units whose kept code only B has, the concept being unseen by A."""
    table = disputes(*_codings().values(), the_statements())
    if isinstance(answer, pd.DataFrame):
        answer = answer.get("unit", answer.index)
    got = {str(unit).strip("[] ") for unit in listed(answer)}
    kept = table[table["kept"].ne("")]
    if got and got <= set(kept["statement"]):
        slip("You list statements.", "Units are wanted; they are in the column unit.")
    unknown = sorted(got - set(table["unit"]))
    if unknown:
        slip(f"{unknown[0]!r} is no disputed unit.", "All disputed units stand in the table.")
    seen = set(zip(_codings()["A"]["unit"], _codings()["A"]["concept"], strict=True))
    same = {
        unit for unit, c in zip(kept["unit"], kept["concept"], strict=True) if (unit, c) in seen
    }
    right = set(kept["unit"]) - same
    dropped = sorted(got - set(kept["unit"]))
    if dropped:
        slip(f"You list {dropped[0]}.", "That code was not kept: look at the last two columns.")
    if got & same:
        slip(
            f"You list {sorted(got & same)[0]}.",
            "There A has the same concepts; the readers differ only on whose they are.",
        )
    if got != right:
        slip(f"You list {len(got)} of them.", "Go through the rows with an entry under kept again.")


@task(
    "03.6",
    "Settle two disputes",
    "Do not ask what A or B did. Ask what the sentence states, and which rule speaks about that.",
    "Read the sentence before the disputed one: is there something that it takes up or takes back?",
    "Write down which words of which sentence carry your verdict; then look for the rule about "
    "exactly that: speaking of the other side, talks, follow-up sentences, or fitting no concept.",
    points=3,
)
def adjudicate(answer):
    """Accept keep or drop, where the rule and the unit can carry that verdict."""
    given = {str(unit).strip("[] "): verdict for unit, verdict in mapping(answer).items()}
    for unit, verdicts in CASES.items():
        if unit not in given:
            slip(f"{unit} is not in your answer.", "Both disputes need a verdict.")
        _judge_verdict(unit, verdicts, given[unit])


def _judge_verdict(unit, verdicts, given):
    if isinstance(given, str) or not hasattr(given, "__len__") or len(given) != 3:
        slip(
            f"The verdict on {unit} has not three parts.",
            'Give your verdict, the number of a rule, and a unit: ("keep", 1, "000.02").',
        )
    verdict, rule, place = given
    verdict, place = words(verdict).casefold(), words(place).strip("[] ")
    if verdict not in verdicts:
        slip(f"{verdict!r} is no verdict on {unit}.", "Write keep or drop.")
    if isinstance(rule, str):
        digits = re.sub(r"\D", "", rule)
        rule = int(digits) if digits else rule
    if isinstance(rule, bool) or rule not in RULES:
        slip(f"There is no rule {rule!r}.", "The codebook numbers its rules from 1 to 8.")
    rules, places = verdicts[verdict]
    other = verdicts["drop" if verdict == "keep" else "keep"]
    if rule not in rules and rule in other[0]:
        slip(
            f"On {unit} rule {int(rule)} speaks for the other verdict.",
            f"It is about {RULES[rule]}. Change the verdict or the rule.",
        )
    if rule not in rules:
        slip(
            f"Rule {int(rule)} is about {RULES[rule]}.",
            f"It does not decide {unit}; look for the rule that does.",
        )
    if place not in the_corpus().units.index:
        slip(f"{place!r} is no unit.", "A unit is named like 000.03.")
    if place.partition(".")[0] != unit.partition(".")[0]:
        slip(f"{place} stands in another article.", f"The evidence stands near {unit}.", unit)
    if place not in places:
        if place == unit:
            slip(
                f"By itself {unit} does not carry this verdict.",
                "Which sentence must one have read to take it so?",
            )
        slip(f"{place} does not decide {unit}.", "Look at the sentence itself and just before it.")


@task(
    "03.7",
    "Why the number flatters",
    "Take the sentences one by one, and ask first whether they are true of these two readers.",
    "How the coding was made stands in the codebook; what kappa does stands in the lesson. The "
    "share comes from the table of seen and not seen.",
    "Divide the number of decisions that both left empty by the number of all decisions. Of the "
    "six sentences, two are false of the readers and one is false of kappa.",
    points=2,
)
def why_it_flatters(answer):
    """Accept the letters of the true reasons, and the share of decisions empty for both."""
    given = mapping(answer)
    for key in ("reasons", "empty"):
        if key not in given:
            slip(f"Your answer has no {key!r}.", 'It needs two entries: "reasons" and "empty".')
    _judge_reasons(given["reasons"])
    table = cross_table(*_codings().values(), the_corpus().body().index).to_numpy()
    got, right = number(given["empty"]), table[1, 1] / table.sum()
    if _near(got, right, 6e-3):
        return
    if _near(got, table[1, 1]):
        slip(f"{got:g} is a number of decisions.", "A share is wanted: divide by all decisions.")
    if _near(got, 100 * right, 0.6):
        slip(f"{got:g} looks like per cent.", "A share lies between 0 and 1.")
    if _near(got, np.trace(table) / table.sum()):
        slip(
            f"{got:.3f} is the share of all agreement.",
            "Count only the decisions that both left empty.",
        )
    slip(f"{got:g} is not the share of empty decisions.", "It is one number of the table over all.")


def _judge_reasons(given):
    letters = given if isinstance(given, str) else "".join(map(str, listed(given)))
    got = set(re.findall(r"[a-z]", letters.casefold()))
    strange = sorted(got - set(REASONS))
    if strange or not got:
        seen = f"{strange[0]!r} is none of the six." if strange else "You chose no reason."
        slip(seen, "Give letters, such as ['b', 'f'].")
    replies = {
        "b": ("You chose b.", "Taking out chance agreement is just what kappa does."),
        "e": ("You chose e.", "The codebook says how the two codings were made; read its end."),
        "f": ("You chose f.", "On yes or no these readers never differ; the lesson counts it."),
    }
    for letter, reply in replies.items():
        if letter in got:
            slip(*reply)
    if got != FLATTERS:
        slip(
            f"What you chose is right, but {len(got)} of the reasons are not all.",
            "Is there another that is true and makes agreement look better?",
        )


def _near(got, value, tolerance=5.5e-3):
    return bool(abs(got - value) <= tolerance)
