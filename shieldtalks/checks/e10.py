"""Exercise 10: rates, surprise, names, verbs, luck, headlines and a fair rewrite."""

import functools
import re

import numpy as np

from shieldtalks.attribution import TONES, find_quotations, find_verbs, load_verbs, verb_voices
from shieldtalks.checks.base import filled, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import the_corpus, the_statements
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
TONE_SAID = {
    "siding": "takes the words as true",
    "strong": "adds force that is not in the speaker's words",
    "doubting": "holds the words at a distance",
}


@functools.cache
def _counts(own=False):
    return word_counts(the_corpus(), own)


@task(
    "10.1",
    "Per thousand",
    "A count says little where one text is twice as long as another.",
    "Each article has its own number of words: counts.sum() gives them, article by article.",
    'The row of the word is counts.loc["said"]. Divide it by counts.sum() and multiply by 1000. '
    "One decimal is enough.",
    points=2,
)
def per_thousand(answer):
    """Accept {article: times per thousand words} of one word."""
    given = {str(key): value for key, value in mapping(answer).items()}
    right = rates(_counts(), COUNTED)
    own = rates(_counts(own=True), COUNTED)
    different = _counts().gt(0).sum()
    if absent := [article for article in right.index if article not in given]:
        slip(f"Article {absent[0]} is missing.", "All five are asked for, also where it is 0.")
    for article, row in right.iterrows():
        rate = number(given[article])
        if abs(rate - row["per_1000"]) < 0.06:
            continue
        seen = f"{article}: you gave {rate:g}."
        if rate == row["count"]:
            slip(seen, "That is the count; divide it by the words of the article.")
        if abs(rate - row["per_1000"] / 1000) < 0.0006:
            slip(seen, "That is the share; per thousand is a thousand times as much.")
        if abs(rate - row["per_1000"] / 10) < 0.006:
            slip(seen, "That is a percentage; per thousand is ten times as much.")
        if abs(rate - own.at[article, "per_1000"]) < 0.06:
            slip(seen, "You left quotations out. Here every word of the article counts.")
        if abs(rate - 1000 * row["count"] / different[article]) < 0.06:
            slip(seen, "You divided by the different words. Divide by all words.")
        if abs(rate - 1000 * row["count"] / right["of"].sum()) < 0.06:
            slip(seen, "You divided by the words of all articles. Each has its own number.")
        slip(seen, "Divide the count of this article by its words, times 1000.")


@task(
    "10.2",
    "How surprising?",
    "First ask how often the word would stand in either text if both used it at one rate.",
    "E1 = c (a + b) / (c + d) and E2 = d (a + b) / (c + d). Where a count is 0, its part of the "
    "sum is 0.",
    "Return 2 * (part(a, E1) + part(b, E2)), where part(n, e) is n * log(n / e) if n > 0, and "
    "else 0. The function log comes from math: the natural logarithm.",
    points=3,
)
def how_surprising(answer):
    """Accept a function of a, b, c, d that returns the log-likelihood, also where a count is 0."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for given in FRESH:
        call = f"For a, b, c, d = {', '.join(map(str, given))}"
        try:
            found = answer(*given)
        except (ValueError, ZeroDivisionError) as error:
            if 0 in given:
                slip(f"{call} your function stops: {error}.", "Log of 0 has no value; leave it 0.")
            raise
        if found is None:
            slip("Your function gives nothing back.", "End it with return, not with print.")
        found = number(found)
        if not abs(found - float(log_likelihood(*given))) <= 0.01:
            _explain_surprise(call, found, *given)


@task(
    "10.3",
    "Nobody else says so",
    "Count the articles in which each name stands, and then how often.",
    'named.groupby("name")["article"] gives the articles of each name; nunique() counts the '
    "different ones.",
    'Take the names with one article, then keep those for which named["name"].value_counts() is at '
    "least 2. For each, look up its article.",
    points=2,
)
def nobody_else(answer):
    """Accept {name: article} of the names that one article uses alone, at least twice."""
    given = {words(name): value for name, value in mapping(answer).items()}
    found = naming(the_corpus())
    articles = found.groupby("name")["article"].agg(set)
    often = found["name"].value_counts()
    known = {name.casefold(): name for name in articles.index}
    chosen = {}
    for name, article in given.items():
        plain = known.get(name.casefold()) or known.get(name.casefold().removesuffix("s"))
        if plain is None:
            slip(f"{name!r} is no name of the table.", "Take the names as `named` writes them.")
        if len(articles[plain]) > 1:
            slip(f"{plain!r} stands in {len(articles[plain])} articles.", "One alone is wanted.")
        if often[plain] < LEAST:
            slip(f"{plain!r} stands only once.", "Once is no habit: at least twice is asked for.")
        chosen[plain] = _article(article)
    for name, article in chosen.items():
        if article not in articles[name]:
            slip(f"{name!r} does not stand in {article!r}.", "Look up its article in `named`.")
    right = [n for n in articles.index if len(articles[n]) == 1 and often[n] >= LEAST]
    if missing := len(right) - len(chosen):
        slip(
            f"{missing} of the names {'is' if missing == 1 else 'are'} missing.",
            "Go through all rows.",
        )


@task(
    "10.4",
    "Verbs with an owner",
    "Read the sentences: a verb may tell what the other side did.",
    "attribution.reporting_verbs(corpus) gives unit, verb and tone. Whose act it is, only the "
    "sentence says: who does it?",
    'Keep the rows of 004 whose tone is not "neutral". For each, ask who refuses, who warns, who '
    "complains, and give that one's party: RUS, USA or NATO.",
    points=2,
)
def verbs_with_owner(answer):
    """Accept {unit: (verb, tone, party)} for each verb of one article that is not neutral."""
    given = mapping(answer)
    found = verb_voices(the_corpus())
    here = found[found["article"].eq(VERBS_OF)]
    right = here[here["tone"].ne("neutral")].set_index("unit")
    for unit in given:
        if unit not in the_corpus().units.index or not str(unit).startswith(VERBS_OF):
            slip(f"{unit!r} is no unit of article {VERBS_OF}.", "A unit is named like 004.11.")
        if unit not in right.index:
            slip(
                f"{unit} has no such verb.", "What it has is neutral, or in quotation marks.", unit
            )
    for unit, row in right.iterrows():
        if unit not in given:
            slip("A verb is missing.", "Go through the article again, from the top.")
        triple = [words(filled(part, unit)) for part in listed(given[unit])]
        if len(triple) != 3:
            slip(f"{unit}: you gave {len(triple)} of them.", "Wanted are verb, tone and party.")
        verb, tone, party = triple[0].casefold(), triple[1].casefold(), triple[2].upper()
        if verb not in (row["written"].casefold(), row["verb"], *_forms(row["verb"])):
            slip(
                f"{unit}: {verb!r} is not its verb.", "Which verb brings in words or an act?", unit
            )
        if tone not in TONES:
            slip(f"{unit}: {tone!r} is no tone.", f"There are {names(TONES)}.")
        if tone != row["tone"]:
            slip(f"{unit}: {tone!r} is not its tone.", "Does it side, push or doubt?", unit)
        if party not in PARTIES:
            slip(f"{unit}: {party!r} is no party.", f"They are {names(PARTIES)}.")
        if party != row["party"]:
            slip(f"{unit}: you gave the verb to {party}.", "Who does it, in that sentence?", unit)


@task(
    "10.5",
    "What stands out",
    "A word stands out when its whole interval lies on one side of zero.",
    "table[table.low > 0] holds the words that are clear on the right, table[table.high < 0] those "
    "on the left.",
    "Then ask of each word: does it come with the subject, as the name of a person does? Or would "
    "another house write it otherwise for the same thing? Look how 001 names the same country.",
    points=2,
)
def what_stands_out(answer):
    """Accept {'topic': words, 'style': words} of the words whose interval misses zero."""
    given = {str(key).strip().casefold(): value for key, value in mapping(answer).items()}
    for key in ("topic", "style"):
        if key not in given:
            slip(f"Your dictionary has no {key!r}.", "It needs both kinds, with lists.")
    sorted_words = {key: [_word(word) for word in listed(given[key])] for key in ("topic", "style")}
    table = keyness(_counts(), WORDS_OF)
    right = list(clear_of_zero(table).index)
    for word in [*sorted_words["topic"], *sorted_words["style"]]:
        if word not in table.index:
            slip(f"{word!r} is not in the table.", "Words stand there in lower case.")
        if word not in right:
            low, high = table.loc[word, ["low", "high"]]
            slip(f"{word!r}: its interval runs from {low:.1f} to {high:.1f}.", "That holds zero.")
    both = set(sorted_words["topic"]) | set(sorted_words["style"])
    if missing := len(set(right) - both):
        slip(
            f"{missing} of the words that stand out {'is' if missing == 1 else 'are'} missing.",
            "Compare low and high with 0 in every row.",
        )
    if doubled := sorted(set(sorted_words["topic"]) & set(sorted_words["style"])):
        slip(f"{doubled[0]!r} stands on both sides.", "Decide where it fits better.")
    for word in right:
        kind_of = "style" if word in KINDS["style"] else "topic"
        if word not in sorted_words[kind_of]:
            slip(
                f"{word!r} stands on the wrong side.",
                "Would another outlet write something else and mean the same?",
                "002.02 and 002.03" if word in KINDS["style"] else "",
            )


@task(
    "10.6",
    "How much is luck?",
    "Luck is counted in words, as what stands out is.",
    "keyness.against_chance(counts) has both columns for every article.",
    "Add up by_chance over the five articles, add up clear, and divide the one by the other.",
)
def how_much_is_luck(answer):
    """Accept the share of the words that stand out which chance alone would give, 0 to 1."""
    share = number(answer)
    table = against_chance(_counts())
    chance, clear = table["by_chance"].sum(), table["clear"].sum()
    seen = f"You gave {share:g}."
    if abs(share - chance / clear) < 0.006:
        return
    if abs(share - 100 * chance / clear) < 0.6:
        slip(seen, "That is a percentage. The share lies between 0 and 1.")
    if abs(share - chance) < 0.06:
        slip(seen, "That is how many words it would be. Divide by those that stand out.")
    if abs(share - (table["by_chance"] / table["clear"]).mean()) < 0.006:
        slip(seen, "That is the mean of five shares; articles with few words count too much in it.")
    if abs(share - chance / table["compared"].sum()) < 0.002:
        slip(seen, "You divided by all words compared. Divide by those that stand out.")
    if abs(share - 0.05) < 0.001:
        slip(
            seen, "One in twenty is the rule for one interval. The table has the words themselves."
        )
    if abs(share - (1 - chance / clear)) < 0.006:
        slip(seen, "That is the part beyond luck; the other part is asked for.")
    slip(seen, "Divide the sum of one column by the sum of another.")


@task(
    "10.7",
    "What a headline does",
    "Ask of each headline what the body has that it has not, or the other way round.",
    "In 002 look at the nouns for what the Americans had in mind; in 003 at what Moscow wants; in "
    "004 at the first sentence of the report.",
    "Each of the three letters fits one headline. The unit is the one where you can put your "
    "finger on it: the softer noun, the wish left out, the claim without its speaker.",
    points=2,
)
def what_a_headline_does(answer):
    """Accept {article: (letter, unit)}: what each headline does, and a unit that shows it."""
    given = mapping(answer)
    for article, (letter, units) in _headlines().items():
        if article not in given:
            slip(f"Article {article} is missing.", "Three headlines are asked for.")
        pair = [words(filled(part, article)) for part in listed(given[article])]
        if len(pair) != 2:
            slip(f"{article}: you gave {len(pair)} of them.", "Letter and unit are wanted.")
        chosen, unit = pair[0].casefold().strip(".() "), pair[1]
        if chosen not in ("a", "b", "c"):
            slip(f"{article}: {pair[0]!r} is no choice.", "The choices are a, b and c.")
        if chosen != letter:
            slip(
                f"{article}: {chosen} does not fit this headline.",
                "Read it beside the body once more.",
                f"article {article}",
            )
        kinds = the_corpus().units["kind"]
        if kinds.get(unit) == "headline":
            slip(f"{unit} is the headline itself.", "Show it in the body.")
        if not unit.startswith(f"{article}.") or unit not in kinds.index:
            slip(f"{article}: {unit!r} is no unit of it.", f"Choose one of article {article}.")
        if unit not in units:
            slip(f"{article}: {unit} does not show it.", "Find the place where one sees it.", unit)


@task(
    "10.8",
    "A fair rewrite",
    "Who says it, who tells us, on what condition, and where can one look it up?",
    "Keep the speaker, the outlet and the ifs. Choose a neutral verb, such as those in "
    "attribution.load_verbs(), and put nothing into quotation marks that is not verbatim.",
    "Begin with the speaker of 003.15 and a neutral verb, say which outlet reports it, then tell "
    "under which condition what would be done. End with the number of the unit in brackets.",
    points=3,
)
def fair_rewrite(answer):
    """Accept a text that retells one unit by rules that can be verified; style is left alone."""
    text = words(answer)
    original = the_corpus().text(REWRITTEN)
    if len(spoken(text)) < 10:
        slip(f"Your text has {len(spoken(text))} words.", "A whole sentence is wanted.", REWRITTEN)
    cited = UNIT.findall(text)
    if REWRITTEN not in cited:
        seen = f"You cite {names(cited)}." if cited else "Your text cites no unit."
        slip(seen, "Give the number of the unit that you retell, in brackets.")
    if SPEAKER.casefold() not in text.casefold():
        slip("The speaker of the unit is not in your text.", "Name who speaks there.", REWRITTEN)
    if OUTLET.casefold() not in text.casefold():
        slip("Your text does not say who reports this.", "Name the outlet of article 003.")
    _check_quotes(text, original)
    _check_verbs(text)
    own = _unquoted(text)
    if loaded := re.search(LOADED, own, re.I):
        slip(f"{loaded.group()!r} paints a picture of its own.", "Say plainly who would do what.")
    if re.search(r"defen[cs]", own, re.I):
        slip("You write of defence.", "The unit does not say what the systems are for.", REWRITTEN)
    for what, pattern in KEPT.items():
        if not re.search(pattern, text, re.I):
            slip(f"Your text leaves out {what}.", "Keep the content whole.", REWRITTEN)
    if len(spoken(text)) > LONGEST:
        slip(f"Your text has {len(spoken(text))} words.", f"Keep to {LONGEST} at most.")


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
    seen = f"{call} you get {found:.2f}."
    wrong = {
        "The sum is doubled at the end; that is missing.": right / 2,
        "The natural logarithm is wanted; log10 is another.": right / np.log(10),
        "The base of the logarithm is e, not 2.": right / np.log(2),
        "The sizes have changed places: c belongs to a, and d to b.": _safe(a, b, d, c),
        "E1 and E2 depend on the sizes c and d; a half each is right only for equal ones.": _safe(
            a, b, 1, 1
        ),
    }
    for why, value in wrong.items():
        if right and value is not None and abs(found - value) < 0.01:
            slip(seen, why)
    if not np.isfinite(found):
        slip(seen, "Where a count is 0, its part of the sum is 0: leave it out.")
    if found < 0:
        slip(seen, "It is never below zero. Look at the order in n / e.")
    if not right:
        slip(seen, "Both texts use the word at one rate there, so nothing is surprising.")
    slip(seen, "Compute E1 and E2 by hand for these numbers and compare.")


def _safe(a, b, c, d):
    return float(log_likelihood(a, b, c, d))


def _check_quotes(text, original):
    for quotation in find_quotations(text)["text"]:
        if _plain(quotation.rstrip(".,;")) not in _plain(original):
            slip(f"“{quotation}” is not verbatim.", "Copy a quotation, or do without.", REWRITTEN)


def _check_verbs(text):
    verbs = find_verbs(text)
    for verb in verbs.itertuples():
        if verb.tone != "neutral":
            slip(f"{verb.written!r} {TONE_SAID[verb.tone]}.", "Choose a verb that adds nothing.")
    if verbs.empty:
        slip("Your text has no verb that brings in the words.", "Say that somebody says it.")


def _unquoted(text):
    for quotation in find_quotations(text)["text"]:
        text = text.replace(quotation, " ")
    return text


def _plain(text):
    return " ".join(spoken(text))


def _word(word):
    return words(word).casefold().replace("’", "'").rstrip(".")


def _article(value):
    if isinstance(value, str):
        return value.strip()
    return _article(listed(value)[0]) if listed(value) else ""


def _forms(verb):
    return load_verbs().at[verb, "forms"].split(";")
