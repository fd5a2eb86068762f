"""Three charts to begin with: the path of the course, and a first look at the articles."""

import textwrap

import pandas as pd
from matplotlib.patches import Circle

from shieldtalks.figures.drawing import canvas, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, styled
from shieldtalks.figures.style import (
    BLUE,
    FAINT,
    INK,
    PARTY_MARKER,
    PARTY_NAME,
    QUIET,
    WIDTH,
    ink_on,
)
from shieldtalks.phrases import capitalised, counted, names
from shieldtalks.statements import PARTIES

# Inches, as everything in this module: its axes cover the figure and count from the top left.
MARGIN, END = 0.1, WIDTH - 0.1
BLOCK, STATION, RADIUS = 1.5, 2.06, 0.27
FIRST_DOT, SMALL, LARGE = 3.3, 0.165, 0.29
SPEAKERS_TOP = 1.4


@styled
def course_map(lessons: pd.DataFrame, here: str = "") -> Figure:
    """Draw the course as a path: a row for each part, a station for each lesson.

    lessons: as `context.load_lessons`. here: the number of the lesson the reader is in, or ''.
    Returns a Figure; its marks are the lessons, and stand for no statements.

    >>> print(course_map(context.load_lessons(), here="04").title)
    The way through the course: read, compare, bargain and retell
    """
    parts = list(lessons["part"].unique())
    height = 0.7 + BLOCK * len(parts) + 0.4
    fig, axes = canvas(height)
    places = {}
    for row, part in enumerate(parts):
        y = 1.0 + BLOCK * row
        axes.text(MARGIN, y, part, va="center", size=15, weight="bold")
        for column, number in enumerate(lessons.index[lessons["part"].eq(part)]):
            places[number] = (1.8 + STATION * column, y)
    _path(axes, list(places.values()))
    marks = [_station(axes, n, lessons.loc[n], xy, n == here) for n, xy in places.items()]
    hours, minutes = divmod(int(lessons["minutes"].sum()), 60)
    foot = (
        f"{counted(len(lessons), 'lesson')}, {counted(hours, 'hour')} and "
        f"{counted(minutes, 'minute')} in all; the exercises come on top."
    )
    title = f"The way through the course: {names(part.lower() for part in parts)}"
    return finished(fig, title, _alt_of_map(lessons, parts), marks, foot)


@styled
def first_look(table: pd.DataFrame, statements: pd.DataFrame, articles: pd.DataFrame) -> Figure:
    """Draw how many statements each article holds, and of which party: a mark a statement.

    table: n and statements, indexed by (article, party), as `statements.tally` gives it.
    statements: the DataFrame behind it. articles: as `Corpus.articles`.
    Returns a Figure; its marks are the groups, 'article | party'.

    >>> by_party = tally(statements, ["article", "party"])
    >>> print(first_look(by_party, statements, corpus.articles).title)
    Before you read, count: ... of the ... statements come from Russia
    """
    shown = _by_date(articles, table.index.get_level_values("article"))
    height = 1.3 + 0.86 * len(shown) + 0.3
    fig, axes = canvas(height)
    marks = []
    for row, (article, about) in enumerate(shown.iterrows()):
        y = 1.2 + 0.86 * row
        axes.text(MARGIN, y, f"{article}   {dated(about)}", va="center", weight="bold")
        axes.text(MARGIN, y + 0.26, about["outlet"], va="center", color=QUIET)
        axes.axhline(y + 0.5, color=FAINT, lw=0.8)
        groups = table.loc[article]
        x = FIRST_DOT
        for party in [p for p in PARTIES if p in groups.index]:
            n = int(groups.at[party, "n"])
            label = f"{n} {PARTY_NAME[party]}"
            words = axes.text(x - 0.07, y + 0.28, label, va="center")
            end = max(_dots(axes, x, y, party, n, SMALL), _right_of(words))
            place = box_in(axes, x - 0.1, y - 0.16, end, y + 0.4)
            spoken = f"{article}, {about['outlet']}, {dated(about)}: {label}"
            ids = groups.at[party, "statements"]
            marks.append(Mark(f"{article} | {party}", spoken, ids, place))
            x = end + SMALL
        axes.text(END, y, f"n = {groups['n'].sum()}", va="center", ha="right", weight="bold")
    shares = statements["party"].value_counts()
    title = (
        f"Before you read, count: {shares.iloc[0]} of the {len(statements)} statements come from "
        f"{PARTY_NAME[shares.index[0]]}"
    )
    below = "Each sign is one statement. Articles from the oldest to the newest."
    alt = _alt_of_look(table, shares, shown)
    return finished(fig, title, alt, marks, said=statements, subtitle=below)


@styled
def speakers(table: pd.DataFrame, statements: pd.DataFrame, about: pd.Series) -> Figure:
    """Draw whose statements one article holds, and through whom the words came.

    table: n and statements, indexed by (speaker, organization, party), as `statements.tally`
    gives it. statements: those of the article. about: its row of `Corpus.articles`; a column
    `chain` ('OUTLET < AGENCY < SPEAKER; ...') is shown if there is one.
    Returns a Figure; its marks are the speakers, 'article | speaker | organization'.
    """
    table = table.sort_values("n", ascending=False, kind="stable")
    chains = _chains(about)
    height = SPEAKERS_TOP + 0.62 * len(table) + 0.45 * bool(chains) + 0.27 * len(chains) + 0.35
    fig, axes = canvas(height)
    marks = []
    for row, ((speaker, organization, party), group) in enumerate(table.iterrows()):
        y = SPEAKERS_TOP + 0.62 * row
        below = _belongs_to(speaker, organization, party)
        axes.text(MARGIN, y if below else y + 0.12, speaker, va="center", weight="bold")
        axes.text(MARGIN, y + 0.24, below, va="center", color=QUIET)
        end = _dots(axes, FIRST_DOT, y + 0.12, party, group["n"], LARGE)
        axes.text(end + 0.1, y + 0.12, str(group["n"]), va="center", weight="bold")
        place = box_in(axes, MARGIN - 0.05, y - 0.17, end + 0.45, y + 0.4)
        spoken = f"{speaker}{', ' * bool(below)}{below}: {counted(group['n'], 'statement')}"
        name = f"{about.name} | {speaker} | {organization}"
        marks.append(Mark(name, spoken, group["statements"], place))
    if chains:
        top = SPEAKERS_TOP + 0.62 * len(table) + 0.12
        axes.text(MARGIN, top, "Who passed the words on: outlet first, speaker last", va="center")
        for number, chain in enumerate(chains, 1):
            axes.text(MARGIN + 0.1, top + 0.27 * number, chain, va="center", color=QUIET)
    title = _leading(table)
    below = f"“{about['title']}”\nArticle {about.name}: {about['outlet']}, {dated(about)}"
    alt = _alt_of_speakers(table, about, chains)
    return finished(fig, title, alt, marks, said=statements, subtitle=below)


def dated(about: pd.Series) -> str:
    """Return the date of an article in words, with 'about' where only an interval is sure.

    about: a row of `Corpus.articles`, with date, earliest and latest (YYYY-MM-DD).
    """
    first, last = _in_words(about["earliest"]), _in_words(about["latest"])
    if first == last:
        return first
    return f"about {_in_words(about['date'])}" if about["date"] else f"{first} to {last}"


def _in_words(date):
    day = pd.Timestamp(date)
    return f"{day.day} {day:%B %Y}"


def _by_date(articles, wanted):
    """Return the articles that are wanted, oldest first."""
    chosen = articles[articles.index.isin(wanted)]
    when = chosen["date"].where(chosen["date"].ne(""), chosen["earliest"])
    return chosen.loc[when.sort_values(kind="stable").index]


def _path(axes, places):
    """Draw the line that the stations stand on; where it turns, it runs between two rows."""
    for (x, y), (to_x, to_y) in zip(places, places[1:], strict=False):
        half, right, left = y + BLOCK - 0.38, min(x + 1.75, END), to_x - 0.42
        turn = [] if y == to_y else [(right, y), (right, half), (left, half), (left, to_y)]
        xs, ys = zip((x, y), *turn, (to_x, to_y), strict=True)
        axes.plot(xs, ys, color=FAINT, lw=5, solid_capstyle="round", zorder=0)


def _station(axes, number, lesson, place, here):
    x, y = place
    hue = INK if here else BLUE
    axes.add_patch(Circle(place, RADIUS, fc=hue, ec="white", lw=3))
    inside = {"ha": "center", "va": "center", "color": ink_on(hue), "weight": "bold"}
    axes.text(x, y + 0.01, number, size=14, **inside)
    spent = f"{lesson['minutes']} min{', here' if here else ''}"
    axes.text(x + 0.36, y - 0.1, spent, size=12, color=QUIET)
    for line, words in enumerate(textwrap.wrap(lesson["question"], 20)):
        axes.text(x - RADIUS, y + 0.53 + 0.23 * line, words)
    label = f"Lesson {number}, {lesson['question']} {lesson['minutes']} minutes"
    room = box_in(axes, x - RADIUS, y - RADIUS, min(x + 1.7, END), y + 1.05)
    return Mark(number, label, (), room)


def _dots(axes, x, y, party, n, step):
    """Draw n signs of a party from x on, `step` apart; return where they end."""
    xs = [x + step * number for number in range(n)]
    size = 54 * step * (0.78 if PARTY_MARKER[party] == "D" else 1)
    sign(axes, xs, [y] * n, party, ls="none", ms=size, mec=INK, mew=0.4)
    return xs[-1] + step / 2


def _right_of(words):
    """Return where a text of a canvas ends on the right, in inches."""
    extent = words.get_window_extent(words.figure.canvas.get_renderer())
    return words.axes.transData.inverted().transform(extent)[1, 0]


def _chains(about):
    """Return each chain of a source as a line: the outlet first, the speaker last."""
    chains = [chain.strip() for chain in about.get("chain", "").split(";")]
    return [chain.replace(" < ", "  ←  ") for chain in chains if chain]


def _belongs_to(speaker, organization, party):
    """Return what a speaker belongs to, unless that is said by the name already."""
    wider = organization if speaker != organization else PARTY_NAME[party]
    return wider if speaker != wider else ""


def _leading(table):
    """Say who has the most statements, ties included."""
    most, total = table["n"].max(), table["n"].sum()
    first = [speaker for speaker, _, _ in table.index[table["n"].eq(most)]]
    has, each = ("has", "") if len(first) == 1 else ("have", " each")
    return capitalised(f"{names(first)} {has} {most}{each} of the {total} statements")


def _alt_of_map(lessons, parts):
    counts = lessons["part"].value_counts()
    rows = names(f"{part} with {counted(counts[part], 'lesson')}" for part in parts)
    first, last = lessons.iloc[0], lessons.iloc[-1]
    return (
        f"A path with {counted(len(lessons), 'station')} in {counted(len(parts), 'row')}: {rows}. "
        f"It begins with lesson {lessons.index[0]}, “{first['question']}”, of {first['minutes']} "
        f"minutes, and ends with lesson {lessons.index[-1]}, “{last['question']}” "
        f"The others take {lessons['minutes'].iloc[1:].min()} to {lessons['minutes'].max()} "
        "minutes each."
    )


def _alt_of_look(table, shares, shown):
    totals = table["n"].groupby("article").sum()
    fullest = totals.idxmax()
    rest = names(f"{PARTY_NAME[party]} has {n}" for party, n in shares.iloc[1:].items())
    about = shown.loc[fullest]
    return (
        f"Signs in {counted(len(shown), 'row')}, one row an article and one sign a statement: "
        f"{PARTY_NAME[shares.index[0]]} has {shares.iloc[0]} of {shares.sum()}"
        f"{', ' + rest if rest else ''}. Most stand in article {fullest} ({about['outlet']}, "
        f"{dated(about)}), {totals.max()}; fewest in article {totals.idxmin()}, {totals.min()}."
    )


def _alt_of_speakers(table, about, chains):
    said = names(f"{speaker} {group['n']}" for (speaker, _, _), group in table.iterrows())
    alt = (
        f"Article {about.name} holds {counted(table['n'].sum(), 'statement')} of "
        f"{counted(len(table), 'speaker')}: {said}."
    )
    if chains:
        listed = "; ".join(chain.replace("  ←  ", " from ") for chain in chains)
        alt += f" The words came through {counted(len(chains), 'chain')} of sources: {listed}."
    return alt
