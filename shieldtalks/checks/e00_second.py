"""Exercise 00, its second half: functions, decisions, loops, sets, a chart and a slider."""

from numbers import Number

from shieldtalks.checks.answers import (
    as_function,
    as_list,
    as_number,
    as_set,
    called,
    diagnose,
    kind,
    near,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import (
    as_chart,
    axis_named,
    bars_of_words,
    chart_of,
    one_bar_each,
    titled,
)
from shieldtalks.checks.texts import about
from shieldtalks.phrases import names
from shieldtalks.reference import the_corpus, the_statements

OFTEN = 5  # concepts with more statements than this are collected
TRIED = (3, 6)  # how many people a student's function is asked to draw


@task("00.12")
def write_a_function(answer: object) -> None:
    """Accept a function that gives the percentage of yes."""
    function, found = as_function(answer), {}
    for yes, no in ((3, 1), (1, 7), (5, 5), (0, 4)):
        call = f"percent_yes({yes}, {no})"
        found[yes, no] = given = as_number(called(function, call, yes, no))
        if near(given, 100 * yes / (yes + no), 0.06):
            continue
        diagnose(
            about(call=call, given=given),
            no_brackets=yes and near(given, 100 * yes / yes + no, 0.01),
            fraction=near(given, yes / (yes + no), 0.01),
            the_example=near(given, (yes + no) / 2, 0.01),
            yes_by_no=near(given, 100 * yes / no, 0.06) or near(given, yes / no, 0.01),
            the_no=near(given, 100 * no / (yes + no), 0.06),
            the_sum=given == yes + no,
            always=len(found) > 1 and len(set(found.values())) == 1,
            otherwise="other_number",
        )


@task("00.13")
def decide(answer: object) -> None:
    """Accept a function that tells nothing, one and several apart."""
    function = as_function(answer)
    right = {0: "none", 1: "one", 2: "several", 7: "several"}
    words = {n: called(function, f"amount({n})", n) for n in right}
    for n, given in words.items():
        call = f"amount({n})"
        if not isinstance(given, str):
            slip("a_number", call=call, given=given)
        if given.strip().casefold() == right[n]:
            continue
        diagnose(
            about(call=call, given=given),
            unknown_word=given.strip().casefold() not in right.values(),
            always=len(set(words.values())) == 1,
            zero=n == 0,
            one=n == 1,
            otherwise="more",
        )


@task("00.14")
def add_up(answer: object) -> None:
    """Accept the characters of all headlines together."""
    if isinstance(answer, list):
        slip("a_list")
    if isinstance(answer, str):
        slip("words_joined")
    given, articles = as_number(answer), the_corpus().articles
    lengths = articles["title"].str.len()
    if given == lengths.sum():
        return
    diagnose(
        about(given=given),
        still_zero=given == 0,
        names_of_columns=given == sum(map(len, articles.columns)),
        how_many_titles=given == len(articles),
        one_headline=given in set(lengths),
        began_elsewhere=abs(given - lengths.sum()) <= 5,
        other_column=given in {articles[c].str.len().sum() for c in ("outlet", "date", "file")},
        otherwise="other_number",
    )


@task("00.15")
def pairs_and_a_list(answer: object) -> None:
    """Accept the concepts with more than so many statements, in any order."""
    given = as_list(answer)
    if any(isinstance(item, Number) for item in given):
        slip("numbers")
    if any(isinstance(item, tuple | list) for item in given):
        slip("pairs")
    sizes = the_statements()["concept"].value_counts()
    kept, right = set(given), set(sizes.index[sizes > OFTEN])
    if kept == right:
        return
    diagnose(unknown_word={str(word) for word in kept - set(sizes.index)})
    extra = sorted(kept - right, key=lambda word: (-sizes[word], word))
    diagnose(none_kept=not kept, every_one=kept == set(sizes.index), one_kept=len(kept) == 1)
    if extra and not kept & right:
        slip("turned_round", word=extra[0], n=sizes[extra[0]])
    if extra:
        equal = sizes[extra[0]] == OFTEN
        slip("with_five" if equal else "other_words", word=extra[0], n=sizes[extra[0]])
    word = min(right - kept)
    slip("missing", word=word, n=sizes[word])


@task("00.16")
def among_them(answer: object) -> None:
    """Accept the concepts of the last article that the first one lacks, in any order."""
    if isinstance(answer, Number):
        slip("yes_or_no" if isinstance(answer, bool) else "a_number", kind=kind(answer))
    given = as_set(answer)
    statements = the_statements()
    early, late = (set(statements[statements["article"].eq(a)]["concept"]) for a in ("000", "004"))
    right = late - early
    if given == right:
        return
    diagnose(
        empty=not given,
        turned_round=given == early - late and given,
        all_late=given == late,
        unknown_word={str(word) for word in given - early - late},
        in_both=given & early & late,
        either=given - right,
        missing=right - given,
    )


@task("00.17")
def draw(answer: object) -> None:
    """Accept a chart with a bar for each article, a title and the name of what was counted."""
    shown = as_chart(answer)
    bars = one_bar_each(shown)
    sizes = the_statements()["article"].value_counts()
    if set(bars) != set(sizes.index):
        diagnose(
            about(words=names(list(bars)[:3])),
            parties=set(bars) <= set(the_statements()["party"]),
            turned_round=set(bars) <= {f"{n}" for n in sizes},
            places=all(word.isdigit() and len(word) == 1 for word in bars),
            otherwise="other_bars",
        )
    for article, given in bars.items():
        if given != sizes[article]:
            shares = sum(bars.values()) <= 101 and given != round(given)
            slip("shares" if shares else "other_heights", article=article, given=given)
    axis_named(shown, "statements")
    titled(shown)


@task("00.18")
def build_a_slider(answer: object) -> None:
    """Accept a function that draws a bar for each of the first n people."""
    function, statements = as_function(answer), the_statements()
    people = statements[statements["person"].ne("")]["person"].value_counts()
    charts = {n: chart_of(function, f"draw_top({n})", n) for n in TRIED}
    drawn = {n: bars_of_words(chart) for n, chart in charts.items()}
    for n, bars in drawn.items():
        call = f"draw_top({n})"
        if strange := [word for word in bars if word not in people.index]:
            slip("not_people" if strange[0] else "nameless", call=call, word=strange[0])
        for word, given in bars.items():
            if given != people[word]:
                slip("other_heights", call=call, word=word, given=given)
        diagnose(
            about(call=call, count=len(bars)),
            everybody=len(bars) == len(people),
            always=len(bars) != n and len({*map(len, drawn.values())}) == 1,
            one_more=len(bars) == n + 1,
            other_count=len(bars) != n,
        )
        low = [word for word in bars if people[word] < people.head(n).min()]
        if low:
            slip("last_ones", call=call, word=low[0])
    axis_named(charts[TRIED[0]], "statements")
