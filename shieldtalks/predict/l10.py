"""Answers of lesson 10: the words in which one position is told."""

from shieldtalks import keyness
from shieldtalks.attribution import find_verbs, verb_voices
from shieldtalks.explorers.wording import keyness_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.wording import naming_grid, verbs_by_outlet
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_statements, where

POSITION = ("000.07", "003.14", "004.08")
TEXT = "003"
WANTED = {
    "collective_system": "one system together with the alliance",
    "separate_systems": "two systems side by side",
    "join_us_shield": "a place in the American shield",
}


def _verbs() -> Figure:
    corpus = the_corpus()
    return verbs_by_outlet(verb_voices(corpus), corpus.articles, corpus.readings())


def _names() -> Figure:
    corpus = the_corpus()
    named, outlets = keyness.naming(corpus), dict(corpus.articles["outlet"])
    return naming_grid(named, keyness.NAMES, outlets, corpus.readings())


def _words() -> Figure:
    return keyness_step(the_corpus(), TEXT, voice="own", strength=250)


@answers("10.report")
def fit_for_a_report() -> Answer:
    """Return the unit of the three whose reporting verbs are all neutral."""
    verbs = {unit: find_verbs(the_corpus().text(unit)) for unit in POSITION}
    fit = [unit for unit, found in verbs.items() if found["tone"].eq("neutral").all()]
    return Answer(fit[0] if len(fit) == 1 else "none of them")


@answers("10.verbs", _verbs)
def less_neutral() -> Answer:
    """Say which party is brought in more often by a verb that is not neutral."""
    verbs = verb_voices(the_corpus())
    loud = verbs["tone"].ne("neutral").groupby(verbs["party"]).agg(["size", "sum", "mean"])
    russia, america = loud.loc["RUS"], loud.loc["USA"]
    said = "Russia" if russia["mean"] > america["mean"] else "the United States"
    return Answer(
        "both alike" if abs(russia["mean"] - america["mean"]) < 0.05 else said,
        RUS_one=int(russia["sum"]),
        RUS_all=int(russia["size"]),
        USA_one=int(america["sum"]),
        USA_all=int(america["size"]),
        share=f"{100 * russia['mean']:.0f}",
    )


@answers("10.shield", _names)
def never_a_shield() -> Answer:
    """Return the articles that never say shield in their body."""
    named = keyness.naming(the_corpus())
    says = set(named.loc[named["name"].str.contains("shield"), "article"])
    return Answer(" and ".join(a for a in the_corpus().articles.index if a not in says))


@answers("10.headline")
def russia_is_for() -> Answer:
    """Say for which system Russia speaks in the body of article 003."""
    said = where(the_statements(), article=TEXT, party="RUS", agreement="yes")["concept"]
    return Answer(next((WANTED[concept] for concept in said if concept in WANTED), "nothing"))


@answers("10.words", _words)
def sort_of_words() -> Answer:
    """Say of which sort the words are that stand out in article 003."""
    table = keyness.keyness(keyness.word_counts(the_corpus(), own=True), TEXT)
    words = list(keyness.clear_of_zero(table).index)
    share = sum(len(find_verbs(word)) > 0 for word in words) / len(words)
    said = "names and subjects" if share < 0.4 else "as many of the one as of the other"
    said = "manners of writing" if share > 0.6 else said
    return Answer(said, words=", ".join(words), n=len(words))


@answers("10.chance")
def words_by_chance() -> Answer:
    """Return how many words stand out by chance alone, on average of five mixed texts."""
    chance = keyness.against_chance(keyness.word_counts(the_corpus()))
    compared, real = int(chance["compared"].max()), chance["clear"].max()
    twentieth = round(compared / 20)
    mean = float(chance["by_chance"].mean())
    return Answer(mean, compared=compared, twentieth=twentieth, real=real)


@answers("10.run")
def longest_run() -> Answer:
    """Return how many words in a row two articles share at most."""
    return Answer(keyness.longest_shared_run(the_corpus()))
