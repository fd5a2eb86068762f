"""Exercise 00: the first steps in Python, up to calculating."""

import re
from numbers import Number

import pandas as pd

from shieldtalks.checks import e00_lesson, e00_second  # noqa: F401, registers more tasks
from shieldtalks.checks.answers import (
    as_list,
    as_mapping,
    as_number,
    as_table,
    as_text,
    diagnose,
    kind,
    near,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.texts import about
from shieldtalks.phrases import counted, names
from shieldtalks.reference import coded_in, the_corpus, the_statements

SENTENCE = "000.03"
YEAR = "2007"
ARTICLE = "003"
PARTY = "NATO"
THREE = ("002", "003", "004")
NARRATOR = "narrator"


@task("00.1")
def run_a_cell(answer: object) -> None:
    """Accept the number of statements."""
    if isinstance(answer, str):
        slip("text_for_number", answer=answer)
    given, right = as_number(answer), len(the_statements())
    if given == right:
        return
    diagnose(
        about(given=given),
        articles=given == len(the_corpus().articles),
        sentences=given == len(the_corpus().units),
        count_in_brackets=0 < given <= 30,
        otherwise="other_number",
    )


@task("00.2")
def name_a_thing(answer: object) -> None:
    """Accept the name of the person who speaks in one sentence."""
    given = as_text(answer)
    said = coded_in(SENTENCE)
    right = said["person"].iloc[0]
    plain = given.strip("'\"“”.").casefold()
    if plain == right.casefold():
        return
    others = set(the_statements()["person"].str.casefold()) - {"", right.casefold()}
    long = len(given.split()) >= 8
    diagnose(
        about(given=given, sentence=SENTENCE),
        half_a_name=plain in right.casefold().split(),
        with_office="spokesman" in plain and not long,
        whole_sentence=long,
        denied_source="source" in plain,
        other_sentence=any(plain in name for name in others),
        otherwise="letter_by_letter",
    )


@task("00.3")
def make_a_list(answer: object) -> None:
    """Accept the ids of the articles of one year, in any order."""
    if isinstance(answer, pd.DataFrame):
        answer = answer.index
    given, articles = as_list(answer), the_corpus().articles
    if any(not isinstance(item, str) for item in given):
        slip("no_texts", kind=kind(next(i for i in given if not isinstance(i, str))))
    given = {item.strip() for item in given}
    right = set(articles.index[articles["date"].str.startswith(YEAR)])
    if given == right:
        return
    unknown = sorted(given - set(articles.index))
    diagnose(
        outlets=given & set(articles["outlet"]),
        comma_missing=[word for word in unknown if re.fullmatch(r"\d{6}", word)],
        unknown_article=unknown,
    )
    if extra := sorted(given - right):
        day = articles.at[extra[0], "date"]
        slip("other_year", extra=extra[0], day=day)
    slip("too_few", n=len(given), year=YEAR)


@task("00.4")
def look_something_up(answer: object) -> None:
    """Accept the outlet of one article."""
    articles = the_corpus().articles
    if isinstance(answer, pd.Series | pd.DataFrame):
        slip("whole_row" if isinstance(answer, pd.Series) else "whole_table")
    given = as_text(answer)
    if given.casefold() == articles.at[ARTICLE, "outlet"].casefold():
        return
    for column in ("title", "date", "file", "country"):
        if given == articles.at[ARTICLE, column]:
            slip("other_column", given=given, column=column)
    if given in set(articles["outlet"]):
        other = articles.index[articles["outlet"].eq(given)][0]
        slip("other_article", given=given, other=other, article=ARTICLE)
    if given.casefold() in articles.at[ARTICLE, "chain"].casefold():
        slip("source", given=given)
    slip("unknown_outlet", given=given)


@task("00.5")
def keep_some_rows(answer: object) -> None:
    """Accept the rows of one party."""
    statements = the_statements()
    if isinstance(answer, pd.Series) and answer.dtype == bool:
        slip("question_alone")
    if not isinstance(answer, pd.DataFrame):
        slip("table_wanted", kind=kind(answer))
    given = set(answer.index)
    if given == set(statements.index[statements["party"].eq(PARTY)]):
        return
    parties = set(statements["party"].reindex(list(given)).dropna())
    diagnose(
        about(counted=counted(len(given), "row")),
        no_row=not given,
        every_row=given == set(statements.index),
        other_party=len(parties) == 1 and parties - {PARTY},
        otherwise="other_rows",
    )


@task("00.6")
def count(answer: object) -> None:
    """Accept the number of statements of each attribution."""
    right = the_statements()["attribution"].value_counts().to_dict()
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 2:
        answer = as_table(answer).set_index(answer.columns[0]).iloc[:, 0]
    if isinstance(answer, pd.DataFrame):
        slip("whole_table")
    if isinstance(answer, Number):
        slip("one_number", answer=answer)
    if isinstance(answer, str | list):
        slip("no_counts", kind=kind(answer))
    if isinstance(answer, pd.Series) and set(answer) <= set(right) and answer.dtype != int:
        slip("not_counted")
    given = {_single(key): value for key, value in as_mapping(answer).items()}
    if given == right:
        return
    diagnose(
        about(counted=next(iter(given), "nothing")),
        parties=set(given) == set(the_statements()["party"].str.casefold()),
        other_column=not set(given) & set(right),
    )
    total = sum(as_number(value) for value in given.values())
    diagnose(
        about(total=total),
        shares=0.99 < total < 1.01,
        rows_missing=total < sum(right.values()),
        otherwise="other_numbers",
    )


@task("00.7")
def make_a_dictionary(answer: object) -> None:
    """Accept the year of each of three articles."""
    given, articles = as_mapping(answer), the_corpus().articles
    years = {article: int(articles.at[article, "date"][:4]) for article in THREE}
    for key in given:
        if isinstance(key, Number):
            slip("turned_round" if key in years.values() else "key_is_number", key=key)
        if key not in articles.index:
            slip("unknown_article", key=key)
        if key not in years:
            slip("extra_article", key=key)
    for key, year in years.items():
        if key not in given:
            slip("article_missing", key=key)
        value = given[key]
        if isinstance(value, str):
            slip("whole_date" if "-" in value else "year_is_text", key=key, value=value)
        if as_number(value) != year:
            slip("other_year", key=key, value=value)


@task("00.8")
def group(answer: object) -> None:
    """Accept a table of party by attribution."""
    statements = the_statements()
    right = statements.groupby(["party", "attribution"]).size().unstack(fill_value=0)
    if isinstance(answer, pd.Series):
        slip("not_unstacked" if answer.index.nlevels == 2 else "one_column")
    if "GroupBy" in type(answer).__name__:
        slip("never_sized")
    given = as_table(answer)
    rows, columns = set(map(str, given.index)), set(map(str, given.columns))
    if rows == set(the_corpus().articles.index):
        slip("the_example")
    if rows >= set(right.columns) or columns == set(right.index):
        slip("turned_round")
    if rows != set(right.index):
        slip("other_rows", words=names(sorted(rows)[:3]))
    if columns != set(right.columns):
        slip("other_columns", words=names(sorted(columns)[:3]))
    for party, row in right.iterrows():
        for way, n in row.items():
            cell = given.at[party, way]
            if pd.isna(cell):
                slip("holes")
            if as_number(cell) != n:
                slip("other_numbers", party=party, way=way, given=as_number(cell))


@task("00.9")
def two_questions(answer: object) -> None:
    """Accept the number of statements of one article that are told in one way."""
    if isinstance(answer, pd.DataFrame):
        slip("rows_for_number")
    if isinstance(answer, pd.Series) and answer.dtype == bool:
        slip("yes_or_no")
    given, statements = as_number(answer), the_statements()
    here, told_so = statements["article"].eq(ARTICLE), statements["attribution"].eq(NARRATOR)
    if given == (here & told_so).sum():
        return
    diagnose(
        about(given=given),
        first_only=given == here.sum(),
        second_only=given == told_so.sum(),
        either=given == (here | told_so).sum(),
        every_row=given == len(statements),
        no_row=given == 0,
        other_article=given in set(statements[told_so]["article"].value_counts()),
        the_example=given == len(statements.query("party == 'USA' and article == '004'")),
        other_party=given in set(statements[here]["attribution"].value_counts()),
        otherwise="other_number",
    )


@task("00.10")
def two_levels(answer: object) -> None:
    """Accept the number of statements in which one party says no."""
    if isinstance(answer, pd.Series | pd.DataFrame) and answer.size != 1:
        slip("several")
    given, statements = as_number(answer), the_statements()
    us, no = statements["party"].eq("USA"), statements["agreement"].eq("no")
    if given == (us & no).sum():
        return
    diagnose(
        about(given=given),
        said_yes=given == (us & ~no).sum(),
        both_answers=given == us.sum(),
        all_parties=given == no.sum(),
        other_party=given in set(statements[no]["party"].value_counts()),
        otherwise="other_number",
    )


@task("00.11")
def calculate(answer: object) -> None:
    """Accept the share of one party in percent, at one place or more."""
    if isinstance(answer, str):
        slip("text_for_number", answer=answer)
    if isinstance(answer, tuple):
        slip("round_closed" if answer[-1:] == (1,) else "decimal_comma", answer=answer)
    given, sizes = as_number(answer), the_statements()["party"].value_counts()
    part, whole = sizes["RUS"], sizes.sum()
    right = 100 * part / whole
    if near(given, right, 0.06):
        return
    diagnose(
        about(given=given),
        no_percent=near(given, part / whole, 0.006),
        only_counted=given == part,
        turned_round=near(given, 100 * whole / part, 0.06) or near(given, whole / part, 0.06),
        whole_by_whole=given in (1, 100),
        twice_percent=near(given, 100 * right, 6),
        rounded_share=given == round(part / whole, 1),
        the_others=near(given, 100 - right, 0.06),
        too_round=given == round(right),
        other_party=any(near(given, 100 * n / whole, 0.06) for n in sizes),
        otherwise="other_number",
    )


def _single(key):
    """Return a key of a count over one column, which pandas may wrap into a tuple."""
    key = key[0] if isinstance(key, tuple) and len(key) == 1 else key
    return key.strip().casefold() if isinstance(key, str) else key
