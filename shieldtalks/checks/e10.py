"""Exercise 10: rates, surprise, a chart of verbs, tones, chance, headlines and a fair rewrite."""

import functools
import re

import numpy as np

from shieldtalks.attribution import (
    TONES,
    find_quotations,
    find_verbs,
    reporting_verbs,
)
from shieldtalks.checks.answers import (
    as_list,
    as_mapping,
    as_number,
    as_pair,
    as_text,
    called,
    diagnose,
    keyed,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import as_chart, axis_named, one_bar_each, titled
from shieldtalks.checks.texts import about, told
from shieldtalks.keyness import (
    against_chance,
    clear_of_zero,
    keyness,
    log_likelihood,
    word_counts,
)
from shieldtalks.keyness import words as spoken
from shieldtalks.phrases import names
from shieldtalks.reference import the_corpus, where

COUNTED = ["says", "said"]
PLAINEST = "say"
# Counts no student has seen: a, b, c, d.
FRESH = (
    (52, 57, 50_000, 75_000),
    (10, 5, 1000, 2000),
    (0, 26, 300, 1000),
    (7, 0, 400, 1500),
    (3, 6, 500, 1000),
)
WORDS_OF = "002"
# The verbs of a made-up text: tone, and whose words or act each tells.
NEWS = {
    "refused": ("strong", "Suderland"),
    "complained": ("strong", "Norland"),
    "claimed": ("doubting", "Suderland"),
    "pointed out": ("siding", "Norland"),
}
COUNTRIES = ("Norland", "Suderland")
KINDS = {"style": ("us",)}  # which of the words that stand out are a manner of writing
UNIT = re.compile(r"\b\d{3}\.\d{2}\b")
REWRITTEN, SPEAKER, OUTLET = "003.15", "Kremlin", "Press TV"
LONGEST = 60  # words
STILL_WAITING = ("001.18", "001.19", "001.20")  # where Lavrov waits, and names conditions
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
    """Accept {article: times per thousand words} of two words together."""
    given = {str(key): value for key, value in as_mapping(answer).items()}
    counts, own = _counts(), _counts(own=True)
    both, size = counts.loc[COUNTED].sum(), counts.sum()
    right = 1000 * both / size
    diagnose(article_missing=[article for article in right.index if article not in given])
    wrong = {
        "count": (both, 1e-6),
        "share": (both / size, 0.0006),
        "percentage": (100 * both / size, 0.006),
        "brackets": (counts.loc["says"] + 1000 * counts.loc["said"] / size, 0.006),
        "only_said": (1000 * counts.loc["said"] / size, 0.06),
        "only_says": (1000 * counts.loc["says"] / size, 0.06),
        "no_quotations": (1000 * own.loc[COUNTED].sum() / own.sum(), 0.06),
        "types": (1000 * both / counts.gt(0).sum(), 0.06),
        "all_articles": (1000 * both / size.sum(), 0.06),
        "turned_round": (size / both, 0.06),
        "rounded": (right.round(), 1e-9),
        "too_often_times": (100 * right, 6),
    }
    for article, value in right.items():
        rate = as_number(given[article])
        if not near(rate, value, 0.06):
            diagnose(
                told("seen", article=article, rate=rate),
                **{why: near(rate, got[article], width) for why, (got, width) in wrong.items()},
                otherwise="other",
            )


@task("10.2")
def how_surprising(answer: object) -> None:
    """Accept a function of a, b, c, d that returns the log-likelihood, also where a count is 0."""
    own_function(answer)
    for given in FRESH:
        call = f"For a, b, c, d = {', '.join(map(str, given))} your function"
        zero = "log_of_zero" if 0 in given else "call_stops"
        found = called(answer, call, *given, ValueError=zero, ZeroDivisionError=zero)
        found = as_number(found, finite=False)
        if not near(found, float(log_likelihood(*given)), 0.01):
            _explain_surprise(call, found, *given)


@task("10.3")
def draw_plain_verbs(answer: object) -> None:
    """Accept a chart with a bar an article: per cent of its reporting verbs that are `say`."""
    shown = as_chart(answer)
    bars = one_bar_each(shown)
    verbs = reporting_verbs(the_corpus())
    size = verbs.groupby("article").size()
    say = where(verbs, verb=PLAINEST).groupby("article").size()
    words = verbs[verbs["written"].str.casefold().eq("said")].groupby("article").size()
    neutral = where(verbs, tone="neutral").groupby("article").size()
    strong = where(verbs, tone="strong").groupby("article").size()
    if set(bars) != set(size.index):
        diagnose(
            about(words=names(list(bars)[:3])),
            places=all(re.fullmatch(r"\d", word) for word in bars),
            too_few=set(bars) < set(size.index),
            verbs=set(bars) <= set(verbs["verb"]) | set(verbs["written"]),
            otherwise="other_bars",
        )
    for article, given in bars.items():
        if np.isnan(given):
            slip("no_verb", article=article)
        right = 100 * say[article] / size[article]
        if near(given, right, 0.6):
            continue
        diagnose(
            about(article=article, given=given),
            share=near(given, right / 100, 0.006),
            count=given == say[article],
            all_verbs=given == size[article],
            example=near(given, 100 * strong.get(article, 0) / size[article], 0.6),
            only_said=near(given, 100 * words.get(article, 0) / size[article], 0.6),
            neutral=near(given, 100 * neutral[article] / size[article], 0.6),
            of_all=near(given, 100 * say[article] / say.sum(), 0.6),
            turned_round=near(given, size[article] / say[article], 0.006)
            or near(given, 100 * size[article] / say[article], 0.6),
            otherwise="other_height",
        )
    axis_named(shown, "per", "cent")
    titled(shown)


@task("10.4")
def verbs_with_owner(answer: object) -> None:
    """Accept {verb: (tone, country)} for each verb of the text that is not neutral."""
    given = {_word(verb): value for verb, value in as_mapping(answer).items()}
    for verb in given:
        if verb == "said":
            slip("neutral")
        if verb not in NEWS:
            slip("unknown_verb", verb=verb)
    for verb, (tone, country) in NEWS.items():
        if verb not in given:
            slip("verb_missing", n=len(NEWS) - len(given))
        parts = as_list(given[verb])
        if len(parts) != 2:
            slip("two_parts", verb=verb, n=len(parts))
        got_tone, got_country = as_text(parts[0]).casefold(), as_text(parts[1]).casefold()
        if got_tone not in TONES:
            turned = got_tone in map(str.casefold, COUNTRIES)
            slip("order" if turned else "no_tone", verb=verb, tone=parts[0], tones=names(TONES))
        if got_tone != tone:
            slip("other_tone", verb=verb, tone=got_tone)
        if got_country not in map(str.casefold, COUNTRIES):
            slip("no_country", verb=verb, country=parts[1], countries=names(COUNTRIES))
        if got_country != country.casefold():
            slip("other_country", verb=verb, country=parts[1])


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
    topic, style = map(set, sorted_words.values())
    if missing := len(set(right) - topic - style):
        slip("missing", missing=missing, verb="is" if missing == 1 else "are")
    diagnose(both_sides=topic & style)
    for word in right:
        kind_of = "style" if word in KINDS["style"] else "topic"
        if word not in sorted_words[kind_of]:
            slip(f"is_{kind_of}", word=word)


@task("10.6")
def how_much_is_chance(answer: object) -> None:
    """Accept the share of the words that stand out which chance alone would give, 0 to 1."""
    share = as_number(answer)
    table, whole = against_chance(_counts(own=True)), against_chance(_counts())
    chance, clear = table["by_chance"].sum(), table["clear"].sum()
    if near(share, chance / clear, 0.0065):  # from the table rounded to one place, too
        return
    diagnose(
        told("seen", share=share),
        percentage=near(share, 100 * chance / clear, 0.6),
        number_of_words=near(share, chance, 0.06),
        turned_round=near(share, clear / chance, 0.1),
        mean=near(share, (table["by_chance"] / table["clear"]).mean(), 0.006),
        all_words=near(share, chance / table["compared"].sum(), 0.0002),
        quotations=near(share, whole["by_chance"].sum() / whole["clear"].sum(), 0.006),
        one_in_twenty=near(share, 0.05, 0.001),
        beyond_chance=near(share, 1 - chance / clear, 0.006),
        otherwise="other",
    )


@task("10.7")
def what_a_headline_does(answer: object) -> None:
    """Accept {article: (letter, unit)}: what each headline does, and a unit that shows it."""
    given = as_mapping(answer)
    for article, (letter, units) in _headlines().items():
        if article not in given:
            slip("article_missing", article=article)
        said, unit = map(as_text, as_pair(given[article], article))
        chosen, kinds = said.casefold().strip(".() "), the_corpus().units["kind"]
        diagnose(
            about(article=article, pair=said, chosen=chosen, unit=unit),
            no_choice=chosen not in ("a", "b", "c"),
            does_not_fit=chosen != letter,
            headline_itself=kinds.get(unit) == "headline",
            unknown_unit=not unit.startswith(f"{article}.") or unit not in kinds.index,
            does_not_show=unit not in units,
        )


@task("10.8")
def fair_rewrite(answer: object) -> None:
    """Accept a text that retells one unit by rules that can be verified; style is left alone."""
    text = as_text(answer)
    quotations, cited = find_quotations(text)["text"], UNIT.findall(text)
    seen = about(n=len(spoken(text)), rewritten=REWRITTEN, longest=LONGEST, units=names(cited))
    diagnose(
        seen,
        too_short=len(spoken(text)) < 10,
        cites_nothing=not cited,
        cites_another=REWRITTEN not in cited,
        no_speaker=SPEAKER.casefold() not in text.casefold(),
        no_outlet=OUTLET.casefold() not in text.casefold(),
    )
    _check_quotes(quotations)
    _check_verbs(text)
    own = functools.reduce(lambda rest, words: rest.replace(words, " "), quotations, text)
    diagnose(
        seen,
        paints=re.findall(LOADED, own, re.I),
        defence=re.search(r"defen[cs]", own, re.I),
        leaves_out=[what for what, kept in KEPT.items() if not re.search(kept, text, re.I)],
        too_long=len(spoken(text)) > LONGEST,
    )


@functools.cache
def _headlines():
    """Return {article: (letter, units that show it)}."""
    body = the_corpus().body()
    rt = body[body["article"].eq("002") & body["text"].str.contains(r"\b(?:idea|possibility)\b")]
    bare = body[body["article"].eq("004")].index[0]
    return {
        "001": ("b", set(STILL_WAITING)),
        "002": ("a", set(rt.index)),
        "004": ("c", {bare}),
    }


def _explain_surprise(call, found, a, b, c, d):
    """Say what a wrong log-likelihood shows about the function."""
    right = float(log_likelihood(a, b, c, d))
    even = (a + b) / (c + d)
    parts = {
        f"only_{name}": 2 * n * np.log(n / (size * even)) if n else 0.0
        for name, n, size in (("a", a, c), ("b", b, d))
    }
    wrong = {
        **(parts if a and b else {}),
        "not_doubled": right / 2,
        "log10": right / np.log(10),
        "log2": right / np.log(2),
        "sizes_turned": log_likelihood(a, b, d, c),
        "a_half_each": log_likelihood(a, b, 1, 1),
    }
    diagnose(
        told("seen_surprise", call=call, found=found),
        **{why: right and near(found, float(value), 0.01) for why, value in wrong.items()},
        part_left=0 in (a, b) and found == 0,
        began_with_ten=near(found, right + 20, 0.01),
        zero_count=not np.isfinite(found),
        brackets=any(near(found, value, 0.01) for value in _unbracketed(a, b, c, d)),
        never_below=found < 0,
        one_rate=not right,
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
    loose = [(x * a + b / c + d) for x in (c, d)]
    if all(loose):
        found.append(2 * sum(n * np.log(n / e) for n, e in zip((a, b), loose, strict=True) if n))
    bare = [n * np.log(n / size * (a + b) / (c + d)) for n, size in ((a, c), (b, d)) if n]
    return [*found, 2 * sum(bare)]


def _check_quotes(quotations):
    original = " ".join(spoken(the_corpus().text(REWRITTEN)))
    for quotation in quotations:
        if " ".join(spoken(quotation.rstrip(".,;"))) not in original:
            slip("not_verbatim", quotation=quotation, rewritten=REWRITTEN)


def _check_verbs(text):
    verbs = find_verbs(text)
    for verb in verbs.itertuples():
        if verb.tone != "neutral":
            slip("tone", written=verb.written, tone=told(verb.tone))
    if verbs.empty:
        slip("no_verb")


def _word(word):
    return as_text(word).casefold().replace("’", "'").rstrip(".")
