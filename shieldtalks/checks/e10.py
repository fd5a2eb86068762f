"""Exercise 10: rates, surprise, names, verbs, luck, headlines and a fair rewrite."""

import functools
import re

import numpy as np

from shieldtalks.attribution import TONES, find_quotations, find_verbs, load_verbs, verb_voices
from shieldtalks.checks.answers import (
    as_function,
    as_list,
    as_mapping,
    as_number,
    as_pair,
    as_text,
    called,
    diagnose,
    filled,
    keyed,
    near,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.checks.texts import told
from shieldtalks.keyness import (
    against_chance,
    clear_of_zero,
    keyness,
    log_likelihood,
    naming,
    rates,
    word_counts,
)
from shieldtalks.keyness import words as spoken
from shieldtalks.phrases import names
from shieldtalks.statements import PARTIES

COUNTED = "said"
# Counts no student has seen: a, b, c, d.
FRESH = (
    (52, 57, 50_000, 75_000),
    (10, 5, 1000, 2000),
    (0, 26, 300, 1000),
    (7, 0, 400, 1500),
    (3, 6, 500, 1000),
)
LEAST = 2  # how often a name has to stand to count as an article's own
VERBS_OF, WORDS_OF = "004", "002"
KINDS = {"style": ("us",)}  # which of the words that stand out are a manner of writing
UNIT = re.compile(r"\b\d{3}\.\d{2}\b")
REWRITTEN, SPEAKER, OUTLET = "003.15", "Kremlin", "Press TV"
LONGEST = 60  # words
# What a rewrite has to keep of the unit: the words that show it, and how to name it.
KEPT = {
    "whose plans they are": r"\bNATO\b|\balliance",
    "the condition": r"\b(if|unless|should|in case|in the event|provided|as long as|were)\b",
    "the missing agreement": r"\b(dis)?agree|\bdeal\b|\baccord\b|\bunderstanding\b|\bsettle",
    "what would be developed": r"\bmissile",
}
# Words that colour a text though they are no reporting verbs of the list.
LOADED = r"\b(?:plough|plow|bulldoz|barrel|threaten|vow|slam|lash|thunder)\w*"


@functools.cache
def _counts(own=False):
    return word_counts(the_corpus(), own)


@task("10.1")
def per_thousand(answer: object) -> None:
    """Accept {article: times per thousand words} of one word."""
    given = {str(key): value for key, value in as_mapping(answer).items()}
    right = rates(_counts(), COUNTED)
    own = rates(_counts(own=True), COUNTED)
    different = _counts().gt(0).sum()
    if absent := [article for article in right.index if article not in given]:
        slip("article_missing", absent=absent[0])
    for article, row in right.iterrows():
        rate = as_number(given[article])
        if near(rate, row["per_1000"], 0.06):
            continue
        diagnose(
            told("seen", article=article, rate=rate),
            count=rate == row["count"],
            share=near(rate, row["per_1000"] / 1000, 0.0006),
            percentage=near(rate, row["per_1000"] / 10, 0.006),
            no_quotations=near(rate, own.at[article, "per_1000"], 0.06),
            types=near(rate, 1000 * row["count"] / different[article], 0.06),
            all_articles=near(rate, 1000 * row["count"] / right["of"].sum(), 0.06),
            otherwise="other",
        )


@task("10.2")
def how_surprising(answer: object) -> None:
    """Accept a function of a, b, c, d that returns the log-likelihood, also where a count is 0."""
    as_function(answer)
    for given in FRESH:
        call = f"For a, b, c, d = {', '.join(map(str, given))} your function"
        zero = "log_of_zero" if 0 in given else "call_stops"
        found = called(answer, call, *given, ValueError=zero, ZeroDivisionError=zero)
        found = as_number(found, finite=False)
        if not near(found, float(log_likelihood(*given)), 0.01):
            _explain_surprise(call, found, *given)


@task("10.3")
def nobody_else(answer: object) -> None:
    """Accept {name: article} of the names that one article uses alone, at least twice."""
    given = {as_text(name): value for name, value in as_mapping(answer).items()}
    found = naming(the_corpus())
    articles = found.groupby("name")["article"].agg(set)
    often = found["name"].value_counts()
    known = {name.casefold(): name for name in articles.index}
    chosen = {}
    for name, article in given.items():
        plain = known.get(name.casefold()) or known.get(name.casefold().removesuffix("s"))
        if plain is None:
            slip("unknown_name", name=name)
        if len(articles[plain]) > 1:
            slip("other_articles", plain=plain, n=len(articles[plain]))
        if often[plain] < LEAST:
            slip("only_once", plain=plain)
        chosen[plain] = _article(article)
    for name, article in chosen.items():
        if article not in articles[name]:
            slip("not_there", name=name, article=article)
    right = [n for n in articles.index if len(articles[n]) == 1 and often[n] >= LEAST]
    if missing := len(right) - len(chosen):
        slip("missing", missing=missing, verb="is" if missing == 1 else "are")


@task("10.4")
def verbs_with_owner(answer: object) -> None:
    """Accept {unit: (verb, tone, party)} for each verb of one article that is not neutral."""
    given = as_mapping(answer)
    found = verb_voices(the_corpus())
    here = found[found["article"].eq(VERBS_OF)]
    right = here[here["tone"].ne("neutral")].set_index("unit")
    for unit in given:
        if unit not in the_corpus().units.index or not str(unit).startswith(VERBS_OF):
            slip("unknown_unit", unit=unit, verbs_of=VERBS_OF)
        if unit not in right.index:
            slip("no_such_verb", unit=unit)
    for unit, row in right.iterrows():
        if unit not in given:
            slip("verb_missing")
        triple = [as_text(filled(part, unit)) for part in as_list(given[unit])]
        if len(triple) != 3:
            slip("three_wanted", unit=unit, n=len(triple))
        verb, tone, party = triple[0].casefold(), triple[1].casefold(), triple[2].upper()
        if verb not in (row["written"].casefold(), row["verb"], *_forms(row["verb"])):
            slip("other_verb", unit=unit, verb=verb)
        if tone not in TONES:
            slip("no_tone", unit=unit, tone=tone, tones=names(TONES))
        if tone != row["tone"]:
            slip("other_tone", unit=unit, tone=tone)
        if party not in PARTIES:
            slip("no_party", unit=unit, party=party, parties=names(PARTIES))
        if party != row["party"]:
            slip("other_party", unit=unit, party=party)


@task("10.5")
def what_stands_out(answer: object) -> None:
    """Accept {'topic': words, 'style': words} of the words whose interval misses zero."""
    given = keyed(answer, "topic", "style")
    sorted_words = {key: [_word(word) for word in as_list(given[key])] for key in given}
    table = keyness(_counts(), WORDS_OF)
    right = list(clear_of_zero(table).index)
    for word in [*sorted_words["topic"], *sorted_words["style"]]:
        if word not in table.index:
            slip("unknown_word", word=word)
        if word not in right:
            low, high = table.loc[word, ["low", "high"]]
            slip("interval", word=word, low=low, high=high)
    both = set(sorted_words["topic"]) | set(sorted_words["style"])
    if missing := len(set(right) - both):
        slip("missing", missing=missing, verb="is" if missing == 1 else "are")
    if doubled := sorted(set(sorted_words["topic"]) & set(sorted_words["style"])):
        slip("both_sides", doubled=doubled[0])
    for word in right:
        kind_of = "style" if word in KINDS["style"] else "topic"
        if word not in sorted_words[kind_of]:
            slip(f"is_{kind_of}", word=word)


@task("10.6")
def how_much_is_luck(answer: object) -> None:
    """Accept the share of the words that stand out which chance alone would give, 0 to 1."""
    share = as_number(answer)
    table = against_chance(_counts())
    chance, clear = table["by_chance"].sum(), table["clear"].sum()
    seen = told("seen", share=share)
    if near(share, chance / clear, 0.006):
        return
    diagnose(
        seen,
        percentage=near(share, 100 * chance / clear, 0.6),
        number_of_words=near(share, chance, 0.06),
        mean=near(share, (table["by_chance"] / table["clear"]).mean(), 0.006),
        all_words=near(share, chance / table["compared"].sum(), 0.002),
        one_in_twenty=near(share, 0.05, 0.001),
        beyond_luck=near(share, (1 - chance / clear), 0.006),
        otherwise="other",
    )


@task("10.7")
def what_a_headline_does(answer: object) -> None:
    """Accept {article: (letter, unit)}: what each headline does, and a unit that shows it."""
    given = as_mapping(answer)
    for article, (letter, units) in _headlines().items():
        if article not in given:
            slip("article_missing", article=article)
        pair = list(map(as_text, as_pair(given[article], article)))
        chosen, unit = pair[0].casefold().strip(".() "), pair[1]
        if chosen not in ("a", "b", "c"):
            slip("no_choice", article=article, pair=pair[0])
        if chosen != letter:
            slip("does_not_fit", article=article, chosen=chosen)
        kinds = the_corpus().units["kind"]
        if kinds.get(unit) == "headline":
            slip("headline_itself", unit=unit)
        if not unit.startswith(f"{article}.") or unit not in kinds.index:
            slip("unknown_unit", article=article, unit=unit)
        if unit not in units:
            slip("does_not_show", article=article, unit=unit)


@task("10.8")
def fair_rewrite(answer: object) -> None:
    """Accept a text that retells one unit by rules that can be verified; style is left alone."""
    text = as_text(answer)
    original = the_corpus().text(REWRITTEN)
    if len(spoken(text)) < 10:
        slip("too_short", n=len(spoken(text)), rewritten=REWRITTEN)
    cited = UNIT.findall(text)
    if REWRITTEN not in cited:
        slip("cites_another" if cited else "cites_nothing", units=names(cited))
    if SPEAKER.casefold() not in text.casefold():
        slip("no_speaker", rewritten=REWRITTEN)
    if OUTLET.casefold() not in text.casefold():
        slip("no_outlet")
    _check_quotes(text, original)
    _check_verbs(text)
    own = _unquoted(text)
    if loaded := re.search(LOADED, own, re.I):
        slip("paints", word=loaded.group())
    if re.search(r"defen[cs]", own, re.I):
        slip("defence", rewritten=REWRITTEN)
    for what, pattern in KEPT.items():
        if not re.search(pattern, text, re.I):
            slip("leaves_out", what=what, rewritten=REWRITTEN)
    if len(spoken(text)) > LONGEST:
        slip("too_long", n=len(spoken(text)), longest=LONGEST)


@functools.cache
def _headlines():
    """Return {article: (letter, units that show it)}."""
    body = the_corpus().body()
    rt = body[body["article"].eq("002") & body["text"].str.contains(r"\b(?:idea|possibility)\b")]
    rows = the_statements()
    wishes = rows["concept"].isin(["collective_system", "shared_control"])
    moscow = rows["article"].eq("003") & rows["party"].eq("RUS") & rows["agreement"].eq("yes")
    bare = body[body["article"].eq("004")].index[0]
    return {
        "002": ("a", set(rt.index)),
        "003": ("b", set(rows.loc[wishes & moscow, "unit"])),
        "004": ("c", {bare}),
    }


def _explain_surprise(call, found, a, b, c, d):
    """Say what a wrong log-likelihood shows about the function."""
    right = float(log_likelihood(a, b, c, d))
    wrong = {
        "not_doubled": right / 2,
        "log10": right / np.log(10),
        "log2": right / np.log(2),
        "sizes_turned": log_likelihood(a, b, d, c),
        "a_half_each": log_likelihood(a, b, 1, 1),
    }
    diagnose(
        told("seen_surprise", call=call, found=found),
        **{why: right and near(found, float(value), 0.01) for why, value in wrong.items()},
        zero_count=not np.isfinite(found),
        never_below=found < 0,
        one_rate=not right,
        brackets=any(near(found, value, 0.01) for value in _unbracketed(a, b, c, d)),
        otherwise="by_hand",
    )


def _unbracketed(a, b, c, d):
    """Return what the formula gives where c * (a + b) / (c + d) loses brackets, or the sum does."""
    ways = [(c * a + b / (c + d), d * a + b / (c + d)), (c * (a + b) / c + d, d * (a + b) / c + d)]
    e1, e2 = c * (a + b) / (c + d), d * (a + b) / (c + d)
    both = [(a * np.log(a / e1), b * np.log(b / e2))] if a and b else []
    found = [2 * one + other for one, other in both]
    for e1, e2 in ways:
        parts = [n * np.log(n / e) for n, e in ((a, e1), (b, e2)) if n and e > 0]
        found.append(2 * sum(parts))
    return found


def _check_quotes(text, original):
    for quotation in find_quotations(text)["text"]:
        if _plain(quotation.rstrip(".,;")) not in _plain(original):
            slip("not_verbatim", quotation=quotation, rewritten=REWRITTEN)


def _check_verbs(text):
    verbs = find_verbs(text)
    for verb in verbs.itertuples():
        if verb.tone != "neutral":
            slip("tone", written=verb.written, tone=told(verb.tone))
    if verbs.empty:
        slip("no_verb")


def _unquoted(text):
    for quotation in find_quotations(text)["text"]:
        text = text.replace(quotation, " ")
    return text


def _plain(text):
    return " ".join(spoken(text))


def _word(word):
    return as_text(word).casefold().replace("’", "'").rstrip(".")


def _article(value):
    if isinstance(value, str):
        return value.strip()
    return _article(as_list(value)[0]) if as_list(value) else ""


def _forms(verb):
    return load_verbs().at[verb, "forms"].split(";")
