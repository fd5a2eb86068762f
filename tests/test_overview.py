"""Lesson 00: the map of the course, the first look at the articles, and what they are made from."""

import itertools
import re

import pandas as pd
import pytest

from shieldtalks import context, explorers, figures, load_corpus, load_statements
from shieldtalks.course.notebooks import read_notebook
from shieldtalks.errors import DataError
from shieldtalks.figures.overview import dated
from shieldtalks.figures.style import PARTY_NAME
from shieldtalks.statements import count_once, tally
from tests import ROOT

CORPUS = load_corpus()
STATEMENTS = load_statements(CORPUS)
ARTICLES = list(CORPUS.articles.index)


def look(statements=STATEMENTS, articles=CORPUS.articles):
    return figures.first_look(tally(statements, ["article", "party"]), statements, articles)


def step(article, statements=STATEMENTS, corpus=CORPUS):
    return explorers.first_look_step(statements, corpus, article)


def path():
    return figures.course_map(context.load_lessons(), here="00")


CHARTS = {"map": path, "look": look} | {a: lambda a=a: step(a) for a in ARTICLES}
each_chart = pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS.keys())
of_statements = pytest.mark.parametrize(
    "draw", [d for n, d in CHARTS.items() if n != "map"], ids=["look", *ARTICLES]
)


def texts(figure):
    """Return the texts of a chart, each with its extent in pixels."""
    fig = figure.fig
    renderer = fig.canvas.get_renderer()
    found = [t for part in (fig, *fig.axes) for t in part.texts if t.get_text()]
    return [(text, text.get_window_extent(renderer)) for text in found]


# Every chart


@each_chart
def test_nothing_is_cut_off_and_no_two_texts_overlap(draw):
    figure = draw()
    width, height = figure.fig.canvas.get_width_height()
    found = texts(figure)
    cut = [
        text.get_text()
        for text, box in found
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]
    assert not cut
    crossing = [
        (one.get_text(), other.get_text())
        for (one, box), (other, other_box) in itertools.combinations(found, 2)
        if box.overlaps(other_box)
    ]
    assert not crossing


@each_chart
def test_texts_can_be_read_from_the_back_of_a_room(draw):
    assert min(text.get_fontsize() for text, _ in texts(draw())) >= 12


@each_chart
def test_alt_text_says_more_than_the_title(draw):
    figure = draw()
    assert figure.title not in figure.alt
    assert 2 <= len(re.findall(r"[.?”](?= [A-Z]|$)", figure.alt)) <= 6
    assert "nan" not in figure.alt


@each_chart
def test_the_same_data_give_the_same_bytes(draw):
    assert draw().png == draw().png


@each_chart
def test_marks_lie_inside_the_picture_and_apart(draw):
    boxes = [mark.box for mark in draw().marks]
    for left, top, width, height in boxes:
        assert left >= 0 <= top
        assert width > 0 < height
        assert left + width <= 1 >= top + height
    for (x, y, w, h), (x2, y2, w2, h2) in itertools.combinations(boxes, 2):
        across = min(x + w, x2 + w2) - max(x, x2)
        down = min(y + h, y2 + h2) - max(y, y2)
        assert min(across, down) <= 1e-4


@of_statements
def test_every_mark_leads_to_verbatim_sentences(draw):
    figure = draw()
    assert figure.marks
    for mark in figure.marks:
        assert mark.statements
        for statement in mark.statements:
            row = figure.rows[statement]
            assert row["quote"] in CORPUS.texts[row["article"]]
            assert row["quote"] in figure.html().replace("&quot;", '"').replace("&#x27;", "'")


# The first look


def test_each_statement_is_one_sign_of_its_article_and_party():
    figure = look()
    shown = [i for mark in figure.marks for i in mark.statements]
    assert sorted(shown) == sorted(STATEMENTS.index)
    for mark in figure.marks:
        behind = STATEMENTS.loc[list(mark.statements)]
        article, party = mark.id.split(" | ")
        assert set(zip(behind["article"], behind["party"], strict=True)) == {(article, party)}
        assert f"{len(behind)} {PARTY_NAME[party]}" in mark.label
    signs = sum(
        len(line.get_xdata()) for line in figure.fig.axes[0].lines if line.get_marker() != "None"
    )
    assert signs == len(STATEMENTS)


def test_title_and_alt_follow_the_data():
    most = STATEMENTS["party"].value_counts()
    assert f"{most['RUS']} of the {len(STATEMENTS)} statements come from Russia" in look().title
    american = STATEMENTS[STATEMENTS["party"].eq("USA")]
    figure = look(american)
    assert (
        f"{len(american)} of the {len(american)} statements come from United States" in figure.title
    )
    assert "Russia" not in figure.alt


def test_articles_stand_from_the_oldest_to_the_newest():
    articles = CORPUS.articles.assign(date=["2016-01-01", *CORPUS.articles["date"].iloc[1:]])
    shown = [mark.id[:3] for mark in look(articles=articles).marks]
    assert list(dict.fromkeys(shown)) == ["001", "002", "003", "000", "004"]


def test_what_lesson_00_says_of_the_first_look_is_so():
    table = tally(STATEMENTS, ["article", "party"])["n"].unstack(fill_value=0)
    assert (table["RUS"] > table.drop(columns="RUS").sum(axis=1)).all()
    assert table.sum().idxmin() in ("NATO", "media")
    nato = STATEMENTS[STATEMENTS["party"].eq("NATO")]
    assert not nato["attribution"].eq("direct").any()
    assert CORPUS.articles["ownership"].str.contains("state").sum() == 3


# One article


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_shows_all_its_statements_most_heard_first(article):
    figure = step(article)
    own = STATEMENTS.index[STATEMENTS["article"].eq(article)]
    assert sorted(i for mark in figure.marks for i in mark.statements) == sorted(own)
    counts = [len(mark.statements) for mark in figure.marks]
    assert counts == sorted(counts, reverse=True)
    assert figure.title.endswith(f"of the {len(own)} statements")


def test_a_statement_without_a_person_counts_for_its_organization():
    marks = {mark.id: mark for mark in step("003").marks}
    nato = marks["003 | NATO | NATO"]
    assert set(STATEMENTS.loc[list(nato.statements), "person"]) == {""}
    assert nato.label == "NATO: 3 statements"


def test_ties_are_named_together():
    government = STATEMENTS["article"].eq("003") & STATEMENTS["organization"].eq("RUS government")
    alike = STATEMENTS.drop(STATEMENTS.index[government & STATEMENTS["person"].eq("")][0])
    title = step("003", alike).title
    assert title == "Dmitry Rogozin and RUS government have 6 each of the 18 statements"


def test_the_chain_is_read_from_the_outlet_to_the_speaker():
    figure = step("004")
    said = [text.get_text() for text, _ in texts(figure)]
    assert "Hamodia  ←  Reuters  ←  Interfax  ←  Antonov" in said
    assert "Hamodia from Reuters from Interfax from Antonov" in figure.alt


def test_articles_of_ones_own_need_no_chain():
    own = CORPUS.articles.drop(columns="chain")
    corpus = type(CORPUS)(own, CORPUS.units, CORPUS.texts)
    figure = step("002", corpus=corpus)
    assert "chain" not in figure.alt
    assert not [text for text, _ in texts(figure) if "passed the words" in text.get_text()]


@pytest.mark.parametrize(
    ("date", "earliest", "latest", "expected"),
    [
        ("2007-04-24", "2007-04-24", "2007-04-24", "24 April 2007"),
        ("2011-02-22", "2011-02-22", "2011-03-15", "about 22 February 2011"),
        ("", "2011-02-22", "2011-03-15", "22 February 2011 to 15 March 2011"),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_known(date, earliest, latest, expected):
    assert dated(pd.Series({"date": date, "earliest": earliest, "latest": latest})) == expected


# The explorer


def test_the_explorer_shows_the_same_as_its_step():
    explorer = explorers.FirstLook(STATEMENTS, CORPUS)
    assert explorer.article == "000"
    for article in ARTICLES:
        explorer.article = article
        assert explorer.figure().png == step(article).png
        assert explorer.describe().startswith(step(article).alt)


def test_choosing_a_speaker_gives_the_sentences():
    explorer = explorers.FirstLook(STATEMENTS, CORPUS, article="001")
    rows = explorer.select("001 | Sergei Kislyak | RUS Foreign Ministry")
    assert [row["unit"] for row in rows] == ["001.29", "001.30"]
    assert rows[1]["before"] == CORPUS.text("001.29")


def test_what_the_explorer_says_is_stable():
    one, other = (explorers.FirstLook(STATEMENTS, CORPUS) for _ in range(2))
    assert repr(one) == repr(other)
    assert "<img alt=" in one.still()


# tally


def test_tally_counts_what_a_plain_loop_counts():
    expected = {}
    for statement, row in STATEMENTS.iterrows():
        expected.setdefault((row["article"], row["party"]), []).append(statement)
    table = tally(STATEMENTS, ["article", "party"])
    assert dict(table["statements"]) == {key: tuple(ids) for key, ids in expected.items()}
    assert list(table["n"]) == [len(ids) for ids in expected.values()]
    assert tally(STATEMENTS, "party")["n"].to_dict() == (
        STATEMENTS["party"].value_counts().to_dict()
    )


def test_tally_of_nothing_is_empty():
    table = tally(STATEMENTS.head(0), "party")
    assert table.empty
    assert list(table.columns) == ["n", "statements"]
    assert tally(count_once(STATEMENTS), "article")["n"].sum() < len(STATEMENTS)


# The lessons


def test_lessons_are_numbered_through_in_four_parts():
    lessons = context.load_lessons()
    assert list(lessons.index) == [f"{n:02d}" for n in range(len(lessons))]
    parts = [part for part, _ in itertools.groupby(lessons["part"])]
    assert parts == ["Read", "Compare", "Bargain", "Retell"]
    assert lessons.at["00", "minutes"] == 30
    assert lessons["minutes"].iloc[1:].between(45, 60).all()
    assert lessons["file"].is_unique
    for number, file in lessons["file"].items():
        assert re.fullmatch(rf"{number}(_[a-z]+)+\.ipynb", file)


def existing_lessons():
    lessons = context.load_lessons()
    return [
        pytest.param(number, lesson, id=number)
        for number, lesson in lessons.iterrows()
        if (ROOT / "notebooks" / lesson["file"]).exists()
    ]


@pytest.mark.parametrize(("number", "lesson"), existing_lessons())
def test_the_list_of_lessons_says_what_the_lesson_says(number, lesson):
    first, second = read_notebook(ROOT / "notebooks" / lesson["file"]).cells[:2]
    assert first.source.splitlines()[0].startswith(f"# {number} · {lesson['question']}")
    assert f"{lesson['minutes']} minutes" in first.source + second.source


def test_no_lesson_is_missing_from_the_list():
    files = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
    assert files <= set(context.load_lessons()["file"])


def test_the_map_has_a_station_for_each_lesson():
    lessons = context.load_lessons()
    figure = path()
    assert [mark.id for mark in figure.marks] == list(lessons.index)
    hours, minutes = divmod(lessons["minutes"].sum(), 60)
    assert figure.footer.startswith(f"{len(lessons)} lessons, {hours} hours and {minutes} minute")
    words = " ".join(text.get_text() for text, _ in texts(figure))
    assert words.count(", here") == 1
    assert figures.course_map(lessons).png != figure.png


def test_minutes_that_are_no_number_are_named(monkeypatch, tmp_path):
    broken = (ROOT / "shieldtalks/data/lessons.csv").read_text("utf-8").replace(",30,", ",half,")
    (tmp_path / "lessons.csv").write_text(broken, "utf-8")
    monkeypatch.setattr(context, "DATA", tmp_path)
    with pytest.raises(DataError, match=r"^lessons\.csv, row 1, minutes: 'half': write a whole"):
        context.load_lessons()


# The chronicle


def test_a_chronicle_goes_from_old_to_new_and_names_its_sources():
    events = context.load_events()
    told = context.chronicle(events, ["E55", "E08", "E10", "E02"])
    entries = told.split("\n\n")
    starts = ["1994 · ", "March 2004 · ", "13 June 2002 · ", "5 June 2016 · "]
    assert [entry.split("·")[0] for entry in entries] == [
        starts[n].split("·")[0] for n in (0, 2, 1, 3)
    ]
    for entry, name in zip(entries, ["E02", "E08", "E10", "E55"], strict=True):
        assert entry.endswith(f"[{name}] {events.at[name, 'source']}")
        assert events.at[name, "description"] in " ".join(entry.split())
    assert max(map(len, told.splitlines())) <= 92


def test_an_unknown_event_is_named():
    with pytest.raises(DataError, match="^'E99' is no event. An event is named like 'E01'"):
        context.chronicle(context.load_events(), ["E08", "E99"])
