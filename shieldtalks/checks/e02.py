"""Exercise 02: who is speaking, through whose hands, and with which verb."""

import difflib
import functools

from shieldtalks.attribution import UNNAMED, find_quotations, load_chains, load_verbs
from shieldtalks.checks.answers import (
    as_list,
    as_mapping,
    as_number,
    as_pair,
    as_set,
    as_table,
    as_text,
    as_unit,
    called,
    diagnose,
    keyed,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.texts import about, told
from shieldtalks.phrases import names
from shieldtalks.reference import the_corpus, the_statements, where
from shieldtalks.statements import PARTIES

# Units whose speaker is named elsewhere, and where.
SPEAKERS = {
    "001.17": "001.16",
    "001.20": "001.18 and 001.19",
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
# Quoted units that name no speaker: units that do, and one that names somebody else.
BESIDE = {
    "001.28": (("001.27",), "001.29"),
    "002.10": (("002.09", "002.11"), ""),
    "002.13": (("002.14",), "002.13"),
    "002.18": (("002.16", "002.15"), ""),
    "004.10": (("004.11",), ""),
}
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
# Units that decide it by what they say of the other side, or by the words they hand on.
ALSO_DECIDES = {"000": {"000.05"}, "004": {"004.07"}}
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


@functools.cache
def _chains():
    return load_chains(the_statements(), the_corpus())


@task("02.1")
def whose_words(answer: object) -> None:
    """Accept {unit: person} for five quotations; surnames are enough."""
    given = as_mapping(answer)
    missing = [unit for unit in SPEAKERS if unit not in given]
    if missing:
        slip("missing", missing=names(missing))
    said = the_statements().drop_duplicates("unit").set_index("unit")["person"]
    persons = set(the_statements()["person"]) - {"", UNNAMED}
    outlets = set(the_corpus().articles["outlet"]) | {"Reuters", "Interfax"}
    for unit, place in SPEAKERS.items():
        name = as_text(given[unit])
        if _is_person(name, said[unit]):
            continue
        diagnose(
            told("seen", unit=unit, name=name, where=place),
            outlet=name.casefold() in {outlet.casefold() for outlet in outlets},
            nameless=said[unit] == UNNAMED,
            other_speaker=any(_is_person(name, person) for person in persons),
            named_beside=_is_person(name, UNNAMED),
            misspelt=bool(difflib.get_close_matches(name, persons, 1, 0.8)),
            otherwise="no_person",
        )


@task("02.2")
def quotation_finder(answer: object) -> None:
    """Accept a function of a text that returns the words in double quotation marks."""
    own_function(answer)
    for test, text in FRESH.items():
        right = list(find_quotations(text)["text"])
        found = called(answer, f"On {text!r} your function", text)
        if isinstance(found, str):
            slip("one_text")
        _compare_quotes(test, text, as_list(found), right)


@task("02.3")
def on_record(answer: object) -> None:
    """Accept {'anonymous': units, 'on record': units} of the ministry in article 000."""
    given = keyed(answer, "anonymous", "on record")
    rows = where(the_statements(), article="000", organization=MINISTRY)
    unnamed, institution = (set(where(rows, person=who)["unit"]) for who in (UNNAMED, ""))
    named = set(rows.loc[~rows["person"].isin(["", UNNAMED]), "unit"])
    hidden, shown = as_set(given["anonymous"]), as_set(given["on record"])
    kinds = the_corpus().units["kind"]
    for unit in sorted(hidden | shown):
        diagnose(
            about(unit=unit),
            repeat_unit=kinds.get(unit) == "duplicate",
            unknown_unit=unit not in kinds.index,
        )
    uncoded = set(where(the_corpus().body(), article="000").index) - set(rows["unit"])
    diagnose(
        about(n=len(unnamed - hidden)),
        wrong_side=(hidden & named) | (shown & unnamed - institution),
        only_office=shown & institution,
        not_ministry=(hidden | shown) & (uncoded - {"000.10"}),
        anonymous_missing=unnamed - hidden,
        nobody=not named <= shown,
    )


@task("02.4")
def longest_way(answer: object) -> None:
    """Accept {link: a unit that names it, or ''} for the chain of one statement."""
    given = {str(key).strip("[] ").casefold(): value for key, value in as_mapping(answer).items()}
    chain = _chains().loc[LONGEST]
    units = where(the_corpus().units, article="004")
    for link in chain["links"]:
        last = link.split()[-1].casefold()
        found = [value for key, value in given.items() if key.split()[-1:] == [last]]
        if not found:
            slip("missing_link", link=link)
        unit = as_text(found[0] or "")
        _check_link(link, unit, units, outside=link in chain["outside"])


@task("02.5")
def speaker_beside(answer: object) -> None:
    """Accept {quoted unit: the unit beside it that names the speaker}."""
    given = keyed(answer, *BESIDE)
    for quoted, (right, other) in BESIDE.items():
        unit = as_unit(given[quoted], quoted[:3], body=False)
        diagnose(
            told("seen_beside", quoted=quoted, unit=unit),
            somebody_else=unit == other,
            itself=unit == quoted,
            far=abs(int(unit[4:]) - int(quoted[4:])) > 3 and unit not in right,
            no_name=unit not in right,
        )


@task("02.6")
def direct_share(answer: object) -> None:
    """Accept a table by party with the columns share (0 to 1) and n (all its statements)."""
    table = as_table(answer, "share", "n")
    if "party" in table:
        table = table.set_index("party")
    direct = the_statements()["attribution"].eq("direct")
    right = direct.groupby(the_statements()["party"]).agg(["mean", "size", "sum"])
    if not set(table.index) & set(PARTIES):
        slip("no_parties")
    if absent := [party for party in right.index if party not in table.index]:
        slip("party_missing", absent=names(absent), verb="is" if len(absent) == 1 else "are")
    for party, row in right.iterrows():
        share, n = as_number(table.at[party, "share"]), as_number(table.at[party, "n"])
        diagnose(
            about(party=party, n=n, share=share),
            n_direct=n == row["sum"] != row["size"],
            other_n=n != row["size"],
            percentage=near(share, 100 * row["mean"], 0.51) and row["mean"],
            of_all=near(share, row["sum"] / len(direct), 0.001) and row["mean"],
            of_direct=near(share, row["sum"] / direct.sum(), 0.001) and row["mean"],
            other_share=not near(share, row["mean"], 0.006),
        )


@task("02.7")
def headline_against_body(answer: object) -> None:
    """Accept {article: (yes or no, unit)}: whether the body bears the headline out, and where."""
    given = as_mapping(answer)
    rows = the_statements()
    for article, (claim, places) in HEADLINES.items():
        if article not in given:
            slip("article_missing", article=article)
        said, unit = map(as_text, as_pair(given[article], article))
        verdict = said.casefold()
        if verdict not in ("yes", "no"):
            slip("no_verdict", article=article, pair=said)
        own = where(rows, article=article)
        party, concept, agreement = claim
        borne = where(own, party=party, concept=concept, agreement=agreement)
        kinds = the_corpus().units["kind"]
        diagnose(
            about(article=article, unit=unit),
            borne_out=verdict == "yes" and borne.empty,
            not_borne_out=verdict == "no" and len(borne),
            headline_itself=kinds.get(unit) == "headline",
            repeat_unit=kinds.get(unit) == "duplicate",
        )
        stances = own["concept"] + " " + own["agreement"]
        good = set(own.loc[stances.isin([f"{c} {a}" for c, a in places]), "unit"])
        if unit not in good | ALSO_DECIDES.get(article, set()):
            slip(
                "does_not_decide",
                article=article,
                unit=unit,
                place=unit if unit in kinds.index else f"article {article}",
            )


@task("02.8")
def careful_verb(answer: object) -> None:
    """Accept {gap: (verb, unit)}: the neutral choice, and a unit that supports the sentence."""
    given = as_mapping(answer)
    tones = _tone_of_forms()
    for gap, (choices, (person, concept, modes)) in GAPS.items():
        if gap not in given:
            slip("sentence_missing", gap=gap)
        verb, unit = map(as_text, as_pair(given[gap], gap))
        verb = verb.casefold()
        if verb not in choices:
            slip("no_choice", gap=gap, verb=verb, choices=names(choices))
        if tones[verb] != "neutral":
            slip("tone", gap=gap, verb=verb, tone=told(tones[verb]))
        rows = where(the_statements(), person=person, concept=concept)
        if unit in set(rows.loc[rows["attribution"].isin(modes), "unit"]):
            continue
        diagnose(
            about(gap=gap, unit=unit, person=person),
            no_words=unit in set(rows["unit"]),
            other_matter=unit in set(where(the_statements(), person=person)["unit"]),
            otherwise="no_support",
        )


def _is_person(given, person):
    """Say whether a given name means a person: the surname is enough, case is free."""
    plain = given.casefold().strip(" .'\"")
    if person == UNNAMED:
        return any(word in plain for word in ("unnamed", "anonym", "source", "unknown"))
    return person.split()[-1].casefold() in plain.split()


def _compare_quotes(test, text, found, right):
    """Say what a list of quotations found in one text shows about the function."""
    if any(isinstance(item, tuple) for item in found):
        slip("pairs")
    found = [as_text(item) for item in found]
    bare = [item.rstrip(",. ") for item in found]
    if bare == [item.rstrip(",. ") for item in right]:
        return
    marks = test if test in ("curly", "straight") else "quotation"
    diagnose(
        told("seen", text=text, found=found, marks=marks, n=len(right)),
        apostrophe=test in ("apostrophes", "none"),
        with_marks=[item.strip('“”"').rstrip(",. ") for item in found]
        == [r.rstrip(",. ") for r in right],
        too_long=any(mark in item for item in found for mark in '“”"'),
        other_marks=not found,
        outside=_outside(text, bare),
        both_kinds=len(found) < len(right),
        split=len(found) > len(right),
        otherwise="verbatim",
    )


def _outside(text, found):
    """Say whether all that stands outside the marks is among what was found."""
    pieces = text.replace("“", '"').replace("”", '"').split('"')[0::2]
    return {" ".join(piece.split()).rstrip(",. ") for piece in pieces} <= set(found)


def _check_link(link, unit, units, outside):
    """Check the unit given for one link of the chain."""
    seen = about(link=link, unit=unit)
    if outside:
        diagnose(seen, names_nothing=unit)
        return
    diagnose(seen, stands_there=not unit, unknown_unit=unit not in units.index)
    diagnose(
        seen,
        other_unit=link.split()[-1].casefold() not in units.at[unit, "text"].casefold(),
        caption=units.at[unit, "kind"] == "caption",
    )


def _tone_of_forms():
    """Return {form of a verb: tone}; of a form such as 'claims that' the first word counts."""
    verbs = load_verbs()
    forms = verbs["forms"].str.split(";").explode()
    tones = {form: verbs.at[verb, "tone"] for verb, form in forms.items()}
    return tones | {f.removesuffix(" that"): t for f, t in tones.items() if f.endswith(" that")}
