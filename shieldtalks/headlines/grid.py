"""In which cases each headline holds: without an article, as a reader coded, with own codes."""

import hashlib
from collections.abc import Mapping

import pandas as pd

from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.headlines import bargains, stances
from shieldtalks.headlines.sentence import Said, load_headlines
from shieldtalks.readings import CLASS, OWN, WHOLE, OwnCoding, cases, load_readings, named, with_own
from shieldtalks.statements import load_statements

HOLDS, FAILS, UNHEARD = "holds", "fails", "nothing is left to say it of"
HEADLINES = load_headlines(stances.RULES | bargains.RULES)
KEPT = 200  # tables of statements
_known: dict[bytes, dict[str, str]] = {}


def headlines(
    corpus: Corpus | None = None,
    own: OwnCoding | pd.DataFrame | None = None,
    statements: pd.DataFrame | None = None,
    readings: Mapping[str, pd.DataFrame] | None = None,
    your_class: OwnCoding | pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say of every headline of lessons 04 to 09 where it holds.

    corpus: the articles (default: the five). own: your own coding, as `explorers.own_coding`; it
    stands in the column 'You'. your_class: a coding of your class, as `classroom.coding`, in the
    column 'Your class'; both as `readings.with_own` takes them, and neither decides what is firm.
    statements, readings: other codings of the same articles (default: the reference, and the four
    readers).
    Returns a DataFrame, index `headline`: lesson, sentence, then 'all', a column for each article
    left out and each reader, with 'holds', 'fails' or 'nothing is left to say it of'; articles and
    readers (in how many it holds), fails_in (a tuple of the others), firm (bool) and statements
    (ids it speaks of).

    >>> table = headlines(corpus)
    >>> print(table.loc["reversal", ["articles", "readers", "fails_in"]].to_string())
    articles           4
    readers            3
    fails_in    (001, C)
    """
    corpus = load_corpus() if corpus is None else corpus
    statements = load_statements(corpus) if statements is None else statements
    readings = load_readings(corpus) if readings is None else dict(readings)
    left_out = sorted(statements["article"].unique())
    tables = cases(statements, readings)
    added = {} if own is None else {named(own): own}
    added |= {} if your_class is None else {CLASS: your_class}
    for reader, coding in added.items():
        tables[reader] = with_own(statements, coding, corpus, reader)
    told = {case: in_words(table) for case, table in tables.items()}
    rows = {}
    for each in HEADLINES:
        found = {case: words[each.id] for case, words in told.items()}
        holds = [case for case, said in found.items() if said == HOLDS]
        fails = tuple(c for c in (*left_out, *readings, *added) if c not in holds)
        rows[each.id] = {
            "lesson": each.lesson,
            "sentence": each.sentence,
            **found,
            "articles": sum(article in holds for article in left_out),
            "readers": sum(reader in holds for reader in readings),
            "fails_in": fails,
            "firm": WHOLE in holds and not set(fails) - set(added),
            "statements": each.rests_on(statements),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("headline")


def in_words(statements: pd.DataFrame) -> dict[str, str]:
    """Return {id of a headline: 'holds', 'fails' or 'nothing is left to say it of'}.

    statements: as `load_statements`. What was found of the same statements is kept, since nine of
    ten cases stay as they are when somebody adds a code of their own.
    """
    rows = pd.util.hash_pandas_object(statements).to_numpy()
    same = hashlib.sha256(repr(list(statements.columns)).encode() + rows.tobytes()).digest()
    if same not in _known:
        if len(_known) >= KEPT:
            _known.clear()
        said = Said(statements)
        _known[same] = {each.id: word(each.test(said)) for each in HEADLINES}
    return _known[same]


def word(result: bool | None) -> str:
    """Return how a headline's test reads in words."""
    return UNHEARD if result is None else HOLDS if result else FAILS


def moved(table: pd.DataFrame, reader: str = "") -> pd.DataFrame:
    """Return the headlines that your own codes move: those where 'You' differs from 'all'.

    table: as `headlines` with a coding of your own, or of your class. reader: 'You', 'Your class'
    or another column (default: the first of the two that is there).
    """
    mine = reader or next((name for name in (OWN, CLASS) if name in table), WHOLE)
    return table[table[mine].ne(table[WHOLE])]


def moved_between(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the headlines that do not say the same of two tables of statements.

    Returns a DataFrame, index `headline`: lesson, sentence, before and after ('holds', 'fails' or
    'nothing is left to say it of').

    >>> list(moved_between(statements, reliability.flip(statements, "s035")).index)
    [...]
    """
    first, then = in_words(before), in_words(after)
    rows = {}
    for each in HEADLINES:
        found = first[each.id], then[each.id]
        if found[0] != found[1]:
            rows[each.id] = (each.lesson, each.sentence, *found)
    columns = ["lesson", "sentence", "before", "after"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("headline")
