"""Exercise 02: who is speaking, through whose hands, and with which verb."""

import functools

from shieldtalks.attribution import UNNAMED, find_quotations, load_chains, load_verbs
from shieldtalks.checks.base import filled, frame, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.phrases import names
from shieldtalks.statements import PARTIES

# Units whose speaker is named elsewhere, and where.
SPEAKERS = {
    "001.17": "001.16",
    "001.22": "001.21",
    "001.30": "001.29",
    "000.09": "000.10 and 000.08",
    "002.19": "002.15 and 002.16",
}
# Texts no student has seen, and what each of them tests.
FRESH = {
    "curly": "“We are ready to talk,” the envoy said on Monday.",
    "straight": '"We are ready to talk," the envoy said on Monday.',
    "two": '"It is late," she said. "We will not wait."',
    "sentences": "“It is late. We will not wait,” she added.",
    "mixed": 'He called it a “threat” and, later, a "mistake".',
    "brackets": "“The site [in Poland] isn’t aimed at you,” the general said.",
    "apostrophes": "Moscow's envoy said the allies' offer wasn't new.",
    "none": "The ministry said nothing.",
}
MINISTRY = "RUS Foreign Ministry"
LONGEST = "s092"
LOST = ("004.06", "004.07")
# What a headline claims, as (party, concept, agreement), and where the body speaks of it.
HEADLINES = {
    "000": (
        ("USA", "collective_system", "yes"),
        [("collective_system", "yes"), ("host_in_russia", "no")],
    ),
    "001": (("RUS", "join_us_shield", "no"), [("join_us_shield", "no")]),
    "004": (
        ("RUS", "other_side_closed", "yes"),
        [("other_side_closed", "yes"), ("talks_open", "yes")],
    ),
}
# The choices in each gap, and the stance that the sentence needs behind it.
GAPS = {
    "a": (
        ("says", "insists", "complains"),
        ("Dmitry Rogozin", "separate_systems", ("indirect", "direct")),
    ),
    "b": (
        ("said", "pointed out", "claimed"),
        ("Andrey Nesterenko", "join_us_shield", ("indirect", "direct")),
    ),
    "c": (("reports", "notes", "claims"), ("Barack Obama", "shared_control", ("narrator",))),
}
TONE_SAID = {
    "siding": "takes the words as true",
    "strong": "adds force or feeling that is the reporter's",
    "doubting": "keeps the words at a distance, as if they were not true",
}


@functools.cache
def _chains():
    return load_chains(the_statements(), the_corpus())


@task(
    "02.1",
    "Whose words?",
    "The person is often named in the sentence before, or in the one after.",
    "'The general', 'the minister', 'the diplomat' point back to a name. Quotation marks that "
    "opened in an earlier sentence still hold.",
    'Read each unit with its neighbours: print(corpus.cite("001.16")), then print(corpus.cite('
    '"001.17")), and so on. Where the article gives no name, write "unnamed source".',
    points=2,
)
def whose_words(answer):
    """Accept {unit: person} for five quotations; surnames are enough."""
    given = mapping(answer)
    missing = [unit for unit in SPEAKERS if unit not in given]
    if missing:
        slip(f"There is no speaker for {names(missing)}.", "Each unit needs one.")
    said = the_statements().drop_duplicates("unit").set_index("unit")["person"]
    persons = set(the_statements()["person"]) - {"", UNNAMED}
    outlets = set(the_corpus().articles["outlet"]) | {"Reuters", "Interfax"}
    for unit, where in SPEAKERS.items():
        name = words(given[unit])
        if _is_person(name, said[unit]):
            continue
        seen = f"{unit}: you gave {name!r}."
        if name.casefold() in {outlet.casefold() for outlet in outlets}:
            slip(seen, "An outlet passes words on; the voice is the person who said them.", where)
        if said[unit] == UNNAMED:
            slip(seen, "That name stands elsewhere; this voice has none in the article.", where)
        if any(_is_person(name, person) for person in persons):
            slip(seen, "That is another speaker of these articles.", where)
        if _is_person(name, UNNAMED):
            slip(seen, "The article does name this speaker, in a sentence beside it.", where)
        slip(seen, "That is no person who speaks here; an office is not a name.", where)


@task(
    "02.2",
    "A quotation finder",
    'A quotation begins with “ or with " and ends with ” or with ".',
    "re.findall(pattern, text) gives a list of all that fits. What stands in round brackets in "
    "the pattern is what you get.",
    "The pattern: one opening mark, then in round brackets as many characters as possible that "
    'are no mark, then one closing mark: [“"]([^“”"]+)[”"]. Return the list.',
    points=3,
)
def quotation_finder(answer):
    """Accept a function of a text that returns the words in double quotation marks."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for test, text in FRESH.items():
        right = list(find_quotations(text)["text"])
        try:
            found = answer(text)
        except Exception as error:
            slip(
                f"On {text!r} your function stops: {type(error).__name__}: {error}.",
                "Try it on that text yourself.",
            )
        if found is None:
            slip("Your function gives nothing back.", "End it with return, not with print.")
        if isinstance(found, str):
            slip("Your function gives one text.", "A list of texts is wanted, even for one.")
        _compare_quotes(test, text, listed(found), right)


@task(
    "02.3",
    "On record, or not",
    "A ministry speaks through people. Some have a name in the article, one has none.",
    "'He said' and 'he added' belong to whoever spoke in the sentence before. A ministry without "
    "a person is neither anonymous nor on record.",
    "Look at the rows: statements.query(\"article == '000' and organization == 'RUS Foreign "
    "Ministry'\")[['unit', 'person']]. Sort the units by what stands under person.",
    points=2,
)
def on_record(answer):
    """Accept {'anonymous': units, 'on record': units} of the ministry in article 000."""
    given = {str(key).strip().casefold(): value for key, value in mapping(answer).items()}
    for key in ("anonymous", "on record"):
        if key not in given:
            slip(f"Your dictionary has no {key!r}.", "It needs 'anonymous' and 'on record'.")
    rows = _where(the_statements(), article="000", organization=MINISTRY)
    unnamed = set(rows.loc[rows["person"].eq(UNNAMED), "unit"])
    named = set(rows.loc[rows["person"].ne("") & rows["person"].ne(UNNAMED), "unit"])
    institution = set(rows.loc[rows["person"].eq(""), "unit"])
    hidden, shown = set(listed(given["anonymous"])), set(listed(given["on record"]))
    kinds = the_corpus().units["kind"]
    for unit in sorted(hidden | shown):
        if kinds.get(unit) == "duplicate":
            slip(f"{unit} is a repeat.", "Use the first copy of the passage.", "000.03 to 000.12")
        if unit not in kinds.index:
            slip(f"{unit!r} is no unit.", "A unit is named like 000.05.")
    if swapped := sorted((hidden & named) | (shown & unnamed - institution)):
        slip(f"{swapped[0]} stands on the wrong side.", "Does its speaker have a name?", swapped[0])
    if only_office := sorted(shown & institution):
        slip(
            f"{only_office[0]} is not on record.",
            "It names the ministry, but no person who could be held to it.",
            only_office[0],
        )
    uncoded = set(_where(the_corpus().body(), article="000").index) - set(rows["unit"])
    if stray := sorted((hidden | shown) & (uncoded - {"000.10"})):
        slip(f"{stray[0]} is not the ministry's.", "Ask whose position it gives.", stray[0])
    if missing := sorted(unnamed - hidden):
        slip(
            f"{len(missing)} of the anonymous units are missing.",
            "A 'he' without a name is still the source, and so is 'a senior source'.",
            "article 000",
        )
    if not named <= shown:
        slip(
            "On record is nobody yet.", "One man of the ministry is quoted by name.", "article 000"
        )


@task(
    "02.4",
    "The longest way",
    "Read article 004 from the top, the line above the photograph included.",
    "One link stands in brackets in the chain: the article never names it. The photograph's "
    "caption tells who sold the photograph, not who wrote the report.",
    'For each link, look for its word: corpus.units[corpus.units["text"].str.contains("Interfax")]'
    '. Give a unit that says the words came that way, and "" for the link that no unit names.',
    points=2,
)
def longest_way(answer):
    """Accept {link: a unit that names it, or ''} for the chain of one statement."""
    given = {str(key).strip("[] ").casefold(): value for key, value in mapping(answer).items()}
    chain = _chains().loc[LONGEST]
    units = _where(the_corpus().units, article="004")
    for link in chain["links"]:
        last = link.split()[-1].casefold()
        found = [value for key, value in given.items() if key.split()[-1:] == [last]]
        if not found:
            slip(f"{link} is not among your links.", "Take every name in the chain of 004.15.")
        unit = words(found[0] or "")
        _check_link(link, unit, units, outside=link in chain["outside"])


@task(
    "02.5",
    "The lost speaker",
    "Look for a claim about Washington that nobody seems to make.",
    "A sentence cut in two leaves its second half without words to say: 'was quoted as saying', "
    "but saying what?",
    'Read print(corpus.cite("004.06")) and the two units after it. The first unit of your pair '
    "has lost its speaker, the second has kept him.",
)
def lost_speaker(answer):
    """Accept the pair of units: the claim, and the sentence that kept its speaker."""
    given = [words(unit) for unit in listed(answer)]
    if len(given) != 2:
        slip(f"You gave {len(given)} of them.", "Two units are wanted: the claim, and the speaker.")
    if tuple(given) == LOST:
        return
    if tuple(reversed(given)) == LOST:
        slip("You have both, in the other order.", "The unit that lost its speaker comes first.")
    outside = [unit for unit in given if not unit.startswith("004.")]
    if outside:
        slip(f"{outside[0]} is not in article 004.", "Both units stand there.")
    quoted = set(_where(the_statements(), attribution="direct")["unit"]) - {LOST[1]}
    if given[0] in quoted:
        slip(
            f"{given[0]} is quoted.", "Its speaker is named at the end of the quotation.", given[0]
        )
    if given[0] == LOST[0]:
        slip(f"{given[0]} is the claim.", "But the other unit does not say whose it is.", given[1])
    if given[1] == LOST[1]:
        slip(f"{given[1]} kept the speaker.", "The claim is not the one he made.", given[0])
    slip(
        f"You gave {names(given)}.",
        "There the reporter tells what he knows himself.",
        "the start of article 004",
    )


@task(
    "02.6",
    "How much is direct?",
    "For each party: how many of its statements are direct, out of how many?",
    "A share is the mean of a column of True and False. Do not throw the other statements away "
    "first: a party without direct speech must stay in the table, with 0.",
    'direct = statements["attribution"].eq("direct"); then group it: direct.groupby(statements['
    '"party"]).agg(share="mean", n="size").',
    points=2,
)
def direct_share(answer):
    """Accept a table by party with the columns share (0 to 1) and n (all its statements)."""
    table = frame(answer, "share", "n")
    if "party" in table:
        table = table.set_index("party")
    direct = the_statements()["attribution"].eq("direct")
    right = direct.groupby(the_statements()["party"]).agg(["mean", "size", "sum"])
    if not set(table.index) & set(PARTIES):
        slip("Your rows are no parties.", 'Group by the column "party".')
    if absent := [party for party in right.index if party not in table.index]:
        slip(
            f"{names(absent)} {'is' if len(absent) == 1 else 'are'} missing.",
            "None of its statements is direct, and 0 is a finding: keep the row.",
        )
    for party, row in right.iterrows():
        share, n = number(table.at[party, "share"]), number(table.at[party, "n"])
        if n == row["sum"] != row["size"]:
            slip(f"{party}: n = {n:g} counts the direct ones.", "n is all that the party says.")
        if n != row["size"]:
            slip(f"{party}: n = {n:g}.", "Count all statements of the party, in all articles.")
        if abs(share - 100 * row["mean"]) < 0.51 and row["mean"]:
            slip(f"{party}: {share:g} is a percentage.", "The share lies between 0 and 1.")
        if abs(share - row["sum"] / len(direct)) < 0.001 and row["mean"]:
            slip(
                f"{party}: {share:.2f} is its share in all statements.",
                "Divide by the statements of that party.",
            )
        if abs(share - row["sum"] / direct.sum()) < 0.001 and row["mean"]:
            slip(
                f"{party}: {share:.2f} is its share in all direct speech.",
                "Divide by the statements of that party.",
            )
        if abs(share - row["mean"]) > 0.006:
            slip(f"{party}: a share of {share:.2f}.", "Direct statements divided by n is another.")


@task(
    "02.7",
    "Headline against body",
    "Ask of each headline: who does what? Then look for that act, by that party, in the body.",
    "A headline that begins with a speaker and a colon claims only that the speaker says so.",
    "In 000 look for who hopes for a joint system, and for what the ministry denies. In 001 look "
    "for what Russia will not do, in 004 for what a Russian says of the Americans.",
    points=2,
)
def headline_against_body(answer):
    """Accept {article: (yes or no, unit)}: whether the body bears the headline out, and where."""
    given = mapping(answer)
    rows = the_statements()
    for article, (claim, places) in HEADLINES.items():
        if article not in given:
            slip(f"Article {article} is missing.", "Three headlines are asked for.")
        pair = [words(filled(part, article)) for part in listed(given[article])]
        if len(pair) != 2:
            slip(
                f"{article}: you gave {len(pair)} of them.",
                "Two things are wanted: yes or no, unit.",
            )
        verdict, unit = pair[0].casefold(), pair[1]
        if verdict not in ("yes", "no"):
            slip(
                f"{article}: {pair[0]!r} is neither yes nor no.", "Judge first, then give the unit."
            )
        own = _where(rows, article=article)
        party, concept, agreement = claim
        borne = _where(own, party=party, concept=concept, agreement=agreement)
        _check_verdict(article, verdict, "yes" if len(borne) else "no")
        kinds = the_corpus().units["kind"]
        if kinds.get(unit) == "headline":
            slip(f"{unit} is the headline itself.", "It cannot be its own evidence.")
        if kinds.get(unit) == "duplicate":
            slip(f"{unit} is a repeat.", "Cite the first copy.")
        stances = own["concept"] + " " + own["agreement"]
        good = set(own.loc[stances.isin([f"{c} {a}" for c, a in places]), "unit"])
        if unit not in good:
            slip(
                f"{article}: {unit} does not decide it.",
                "Choose the unit in which the act of the headline, or what stands in its place, "
                "is told.",
                unit if unit in kinds.index else f"article {article}",
            )


@task(
    "02.8",
    "The careful verb",
    "The careful verb adds nothing to what the unit says.",
    'attribution.load_verbs()[["tone", "forms"]] lists verbs with their tone.',
    "Choose the neutral one each time. For the unit, look for the sentence in which that person's "
    "words on that subject are told, not only the person's feeling.",
    points=2,
)
def careful_verb(answer):
    """Accept {gap: (verb, unit)}: the neutral choice, and a unit that supports the sentence."""
    given = mapping(answer)
    tones = _tone_of_forms()
    for gap, (choices, (person, concept, modes)) in GAPS.items():
        if gap not in given:
            slip(f"Sentence {gap} is missing.", "Three sentences are asked for.")
        pair = [words(filled(part, gap)) for part in listed(given[gap])]
        if len(pair) != 2:
            slip(f"{gap}: you gave {len(pair)} of them.", "Two things are wanted: verb and unit.")
        verb, unit = pair[0].casefold(), pair[1]
        if verb not in choices:
            slip(f"{gap}: {verb!r} is not among the choices.", f"They are {names(choices)}.")
        if tones[verb] != "neutral":
            slip(f"{gap}: {verb!r} {TONE_SAID[tones[verb]]}.", "Choose one that adds nothing.")
        rows = _where(the_statements(), person=person, concept=concept)
        if unit in set(rows.loc[rows["attribution"].isin(modes), "unit"]):
            continue
        if unit in set(rows["unit"]):
            slip(
                f"{gap}: in {unit} no words are told.", "It sums up a stance. Find the words.", unit
            )
        if unit in set(_where(the_statements(), person=person)["unit"]):
            slip(f"{gap}: {unit} has the right person.", "It speaks of something else.", unit)
        slip(f"{gap}: {unit} does not support it.", f"Look where {person} stands in the text.")


def _where(rows, **wanted):
    """Return the rows in which each named column has the value wanted."""
    for column, value in wanted.items():
        rows = rows[rows[column].eq(value)]
    return rows


def _is_person(given, person):
    """Say whether a given name means a person: the surname is enough, case is free."""
    plain = given.casefold().strip(" .'\"")
    if person == UNNAMED:
        return any(word in plain for word in ("unnamed", "anonym", "source", "unknown"))
    return person.split()[-1].casefold() in plain.split()


def _compare_quotes(test, text, found, right):
    """Say what a list of quotations found in one text shows about the function."""
    if any(isinstance(item, tuple) for item in found):
        slip("Your list holds pairs.", "Two round brackets in a pattern give pairs; use one.")
    found = [words(item) for item in found]
    bare = [item.rstrip(",. ") for item in found]
    if bare == [item.rstrip(",. ") for item in right]:
        return
    seen = f"On {text!r} you found {found}."
    if test in ("apostrophes", "none"):
        slip(seen, "Nothing is quoted there: an apostrophe is no quotation mark.")
    if [item.strip('“”"').rstrip(",. ") for item in found] == [r.rstrip(",. ") for r in right]:
        slip(seen, "The marks themselves do not belong to the words.")
    if any(mark in item for item in found for mark in '“”"'):
        slip(seen, "It runs from the first mark to the last; stop at the next mark.")
    if not found:
        slip(
            seen, f"There are {test if test in ('curly', 'straight') else 'quotation'} marks in it."
        )
    if len(found) < len(right):
        slip(seen, f"There are {len(right)} quotations: every one is wanted, of both kinds.")
    if len(found) > len(right):
        slip(seen, "One quotation may hold several sentences, and brackets. Keep it whole.")
    slip(seen, "The words between the marks are wanted, whole and unchanged.")


def _check_link(link, unit, units, outside):
    """Check the unit given for one link of the chain."""
    if outside:
        if unit:
            slip(f"{link}: you gave {unit}.", 'No unit names it. Write "" for such a link.', unit)
        return
    if not unit:
        slip(f"{link} does stand in the article.", "Look through all its units for the name.")
    if unit not in units.index:
        slip(f"{link}: {unit!r} is no unit of article 004.", "A unit is named like 004.08.")
    if link.split()[-1].casefold() not in units.at[unit, "text"].casefold():
        slip(f"{link} does not stand in {unit}.", "Find the unit that names it.", unit)
    if units.at[unit, "kind"] == "caption":
        slip(f"{unit} is a caption.", "It says where the photograph is from, not the report.", unit)


def _check_verdict(article, verdict, right):
    if verdict == right:
        return
    if right == "no":
        slip(
            f"{article}: you find the headline borne out.",
            "Who, in the body, wants a system built together?",
            "000.02 and 000.08",
        )
    slip(
        f"{article}: you find the headline not borne out.",
        "Ask only whether the party in it says so in the body, not whether it is true.",
        f"article {article}",
    )


def _tone_of_forms():
    """Return {form of a verb: tone}; of a form such as 'claims that' the first word counts."""
    verbs = load_verbs()
    forms = verbs["forms"].str.split(";").explode()
    tones = {form: verbs.at[verb, "tone"] for verb, form in forms.items()}
    return tones | {f.removesuffix(" that"): t for f, t in tones.items() if f.endswith(" that")}
