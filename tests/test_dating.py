"""Dating: what each piece of evidence leaves, the board that shows it, and what is refused."""

import asyncio
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shieldtalks import load_corpus
from shieldtalks.dating import (
    END,
    START,
    WEEKDAYS,
    date_article,
    days_left,
    load_dating,
    narrowing,
    on_weekday,
    readings,
    settled,
    spell,
)
from shieldtalks.errors import DataError
from shieldtalks.explorers import DatingBoard, dating_step
from shieldtalks.explorers.base import when_idle
from shieldtalks.explorers.live import Live
from shieldtalks.figures.dates import DatingChart
from shieldtalks.tables import DATA

CORPUS = load_corpus()
EVIDENCE = load_dating(CORPUS)


def of(article, about="text"):
    """Return the evidence for one article."""
    same = EVIDENCE["article"].eq(article) & EVIDENCE["about"].eq(about)
    return EVIDENCE[same]


# The five articles


@pytest.mark.parametrize(
    ("article", "days"),
    [
        ("000", ["2007-03-31"]),
        ("001", ["2007-04-24"]),
        ("002", ["2009-06-11", "2009-06-12"]),
        ("003", ["2011-02-22", "2011-03-01", "2011-03-08", "2011-03-15"]),
        ("004", ["2016-06-05"]),
    ],
)
def test_the_evidence_leaves_these_days(article, days):
    assert list(days_left(of(article)).strftime("%Y-%m-%d")) == days


def test_what_is_settled_is_what_sources_csv_says():
    table, sources = settled(EVIDENCE), CORPUS.articles
    for article in ("001", "002", "003", "004"):
        for column in ("earliest", "latest"):
            assert f"{table.at[article, column]:%Y-%m-%d}" == sources.at[article, column]
    # Of 000, sources.csv also counts the week in which the copy was put on the web.
    assert f"{table.at['000', 'earliest']:%Y-%m-%d}" == sources.at["000", "date"]
    assert list(table["days"]) == [1, 1, 2, 4, 1]
    estimates = table["estimate"].dropna().dt.strftime("%Y-%m-%d")
    assert (estimates == sources.loc[estimates.index, "date"]).all()


@pytest.mark.parametrize("article", list(CORPUS.texts))
def test_each_piece_narrows_or_points_to_a_day(article):
    steps = narrowing(of(article))["days"]
    bounds = of(article)["estimate"].isna()
    assert steps.is_monotonic_decreasing
    assert (steps[bounds].iloc[0] < (END - START).days + 1) and steps.iloc[-1] >= 1


def test_the_steps_of_003():
    steps = narrowing(of("003"))
    assert list(steps["days"]) == [3287, 223, 133, 28, 4, 4]
    assert f"{steps['latest'].iloc[3]:%A %Y-%m-%d}" == "Thursday 2011-03-17"


@pytest.mark.parametrize("article", ["000", "001"])
def test_evidence_about_the_page_contradicts_the_text(article):
    both = pd.concat([of(article), of(article, "page")])
    assert len(of(article, "page")) == 1
    assert len(days_left(both)) == 0
    assert pd.isna(narrowing(both)["earliest"].iloc[-1])


def test_every_outside_fact_has_its_source():
    outside = EVIDENCE["outside"].ne("")
    assert EVIDENCE.loc[outside, "source"].ne("").all()
    assert EVIDENCE.loc[~outside, "source"].eq("").all()
    assert "novideo.rbc.ru" in EVIDENCE.at["003c", "source"]


def test_no_source_of_a_fact_is_the_article_itself():
    at = EVIDENCE["article"].map(CORPUS.articles["url"])
    own = [u in s for u, s in zip(at, EVIDENCE["source"], strict=True)]
    # The address of the page is evidence as such, so there it may stand.
    assert set(EVIDENCE.loc[own, "outside"].str[:1]) <= {"P"}


def test_readings_hold_the_verbatim_words_and_the_whole_sentence():
    for piece, row in readings(EVIDENCE, CORPUS).items():
        if EVIDENCE.at[piece, "unit"]:
            assert row["quote"]
            assert row["before"] + row["quote"] + row["after"] == CORPUS.text(row["unit"])
        else:
            assert (row["unit"], row["quote"]) == ("outside the file", "")


# Properties


@st.composite
def pieces(draw):
    """Draw up to six pieces of evidence with any bounds."""
    days = st.none() | st.dates(START.date(), END.date())
    rows = draw(
        st.lists(
            st.tuples(
                days,
                days,
                st.sampled_from(["", *WEEKDAYS]),
                st.sampled_from(["", "02-29", "04-24", "12-31"]),
            ),
            max_size=6,
        )
    )
    table = pd.DataFrame(rows, columns=["earliest", "latest", "weekday", "month_day"])
    for column in ("earliest", "latest"):
        table[column] = pd.to_datetime(table[column])
    return table


@given(pieces(), st.lists(st.dates(START.date(), END.date()), min_size=1, max_size=20))
def test_days_left_are_those_that_every_piece_allows(rows, sample):
    left = set(days_left(rows))
    for day in map(pd.Timestamp, sample):
        allowed = all(
            not (row.earliest > day)
            and not (row.latest < day)
            and row.weekday in ("", day.day_name())
            and row.month_day in ("", f"{day:%m-%d}")
            for row in rows.itertuples()
        )
        assert (day in left) == allowed


@given(pieces(), st.randoms())
def test_the_order_of_evidence_does_not_matter(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    assert list(days_left(rows)) == list(days_left(rows.iloc[order]))


@given(pieces())
def test_narrowing_ends_where_days_left_are(rows):
    if rows.empty:
        return
    days, last = days_left(rows), narrowing(rows).iloc[-1]
    assert last["days"] == len(days)
    if len(days):
        assert (last["earliest"], last["latest"]) == (days[0], days[-1])


# Words


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("2009-06-11", "2009-06-11", "11 June 2009"),
        ("2009-06-11", "2009-06-12", "11 to 12 June 2009"),
        ("2011-02-22", "2011-03-15", "22 February to 15 March 2011"),
        ("2008-12-31", "2009-01-01", "31 December 2008 to 1 January 2009"),
        ("2008-06-01", "2009-06-30", "1 June 2008 to 30 June 2009"),
    ],
)
def test_days_are_spelled_without_saying_anything_twice(one, other, words):
    assert spell(pd.Timestamp(one), pd.Timestamp(other)) == words


def test_verdicts():
    verdicts = {a: date_article(EVIDENCE, a).verdict for a in ("000", "002", "003")}
    assert verdicts == {
        "000": "one day is left, Saturday 31 March 2007",
        "002": "2 days are left, 11 to 12 June 2009",
        "003": "4 days are left, each a Tuesday, 22 February to 15 March 2011",
    }
    everything = date_article(EVIDENCE, "001", EVIDENCE.index[EVIDENCE["article"].eq("001")])
    assert everything.verdict == "no day is left, so the pieces contradict each other"
    assert pd.isna(everything.estimate)


def test_weekdays_between_two_days_include_both():
    assert on_weekday("2011-02-22", "2011-03-15", "Tuesday") == [
        "2011-02-22",
        "2011-03-01",
        "2011-03-08",
        "2011-03-15",
    ]
    assert on_weekday("2011-02-23", "2011-02-27", "Tuesday") == []


# What is refused


@pytest.fixture
def written(tmp_path):
    """written(old, new): the evidence with one change, as a file."""

    def write(old, new):
        text = (DATA / "dating.csv").read_text("utf-8")
        assert text.count(old) == 1, text.count(old)
        path = tmp_path / "dating.csv"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("003a,003,", "003a,009,", "row 19, article: '009' is unknown. See sources.csv."),
        ("003.04,,", "003.99,,", "row 23, unit: '003.99' is unknown. See the units, or leave it "
         "empty."),
        (",reported Tuesday,A", ",reported Monday,A", "row 23, words: 'reported Monday' does not "
         "stand in its unit. Copy the words as they are."),
        ("003.07,E37", "003.07,E99", "row 21, outside: 'E99' is unknown. Name ids of events.csv or "
         "actors.csv, or P and an article."),
        (",,2011-03-17", ",,17 March 2011", "row 22, latest: '17 March 2011' is no date. Write it "
         "as YYYY-MM-DD, for example 2007-03-31."),
        ("2010-11-20,2011-06-30", "2011-11-20,2011-06-30", "row 20, earliest: "
         "Timestamp('2011-11-20 00:00:00') lies after latest. Exchange the two."),
        (",,,04-24,", ",,,24-04,", "row 8, month_day: '24-04' is no day of the year. Write it as "
         "MM-DD."),
        ("003b,003", "003a,003", "row 20, evidence: '003a' stands twice. Give each row its own."),
        ("month_day,estimate", "month_day,guess", "the column 'estimate' is missing. The header "
         "needs evidence, article, unit, outside, clue, words, says, earliest, latest, estimate, "
         "weekday, month_day, about."),
    ],
)  # fmt: skip
def test_evidence_that_does_not_hold_is_refused_by_row(written, old, new, said):
    with pytest.raises(DataError) as caught:
        load_dating(CORPUS, written(old, new))
    where = "dating.csv, " if said.startswith("row") else "dating.csv: "
    assert str(caught.value) == where + said


def test_a_weekday_that_is_none_is_refused(written):
    path = written("a Tuesday.,,,Tuesday,,,text\n001d", "a Tuesday.,,,Tue,,,text\n001d")
    with pytest.raises(DataError, match=r"^dating.csv, row 9, weekday: 'Tue' is unknown. Use one"):
        load_dating(CORPUS, path)


def test_pieces_of_another_article_are_refused():
    with pytest.raises(DataError, match=r"^'001a' is no evidence for article 003; see 003a, "):
        date_article(EVIDENCE, "003", ["001a"])
    with pytest.raises(DataError, match=r"^There is no evidence for the date of article '009'; "):
        date_article(EVIDENCE, "009")


# The chart


def test_the_chart_says_what_it_shows():
    figure = dating_step(CORPUS, EVIDENCE, "003")
    assert figure.title.endswith("22 February to 15 March 2011")
    assert "6 of 6 pieces" in figure.alt and "28" in figure.alt and "22 February" in figure.alt
    assert figure.alt != figure.title
    assert (
        figure.footer == "Article 003, Press TV. n = 6 pieces of evidence, 6 of them in the file."
    )
    assert [mark.id for mark in figure.marks] == list(of("003").index)
    assert all(set(mark.statements) <= set(figure.rows) for mark in figure.marks)
    assert all(0 <= share <= 1 for mark in figure.marks for share in mark.box)


def test_the_chart_of_one_state_is_the_same_picture_each_time():
    ticked = ["002a", "002d"]
    one = dating_step(CORPUS, EVIDENCE, "002", ticked).png
    assert one == dating_step(CORPUS, EVIDENCE, "002", reversed(ticked)).png
    assert one != dating_step(CORPUS, EVIDENCE, "002").png


def texts(fig):
    """Return the visible texts of a matplotlib figure, with their extents in pixels."""
    renderer = fig.canvas.get_renderer()
    found = [*fig.texts, *(text for axes in fig.axes for text in axes.texts)]
    found = [text for text in found if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in found]


@pytest.mark.parametrize("article", list(CORPUS.texts))
def test_texts_are_large_enough_and_keep_apart(article):
    fig = dating_step(CORPUS, EVIDENCE, article).fig
    width, height = fig.canvas.get_width_height()
    boxes = texts(fig)
    for text, box in boxes:
        assert text.get_size() >= 12
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
    for number, (_, one) in enumerate(boxes):
        assert not any(one.overlaps(other) for _, other in boxes[number + 1 :])


# The board


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_a_live_step_shows_the_same_pixels_as_the_step_alone():
    board = DatingBoard(CORPUS, EVIDENCE, "003")
    for ticked in (["003c"], ["003c", "003e"], ["003e"], [], list(of("003").index)):
        board.ticked = tuple(ticked)
        alone = dating_step(CORPUS, EVIDENCE, "003", ticked)
        assert np.array_equal(pixels(board.figure().png), pixels(alone.png))
        assert board.describe().startswith(alone.alt)


def test_the_board_draws_its_ground_once(monkeypatch):
    built = []
    original = DatingChart.__init__

    def counting(self, *args):
        built.append(args[0].article)
        original(self, *args)

    monkeypatch.setattr(DatingChart, "__init__", counting)
    board = DatingBoard(CORPUS, EVIDENCE, "003")
    board.ticked = ("003a",)
    board.ticked = ("003a", "003b")
    board.article = "002"
    board.article = "003"
    assert built == ["003", "002"]


def frames_of(board):
    seen = []
    board.picture.observe(lambda change: seen.append(change["new"][""]["alt"]), "frames")
    return seen


def test_a_tick_draws_one_frame_and_reaches_the_trait():
    board = DatingBoard(CORPUS, EVIDENCE, "004")
    seen = frames_of(board)
    boxes = board.boxes
    boxes[3].value = True
    boxes[4].value = True
    assert board.ticked == ("004d", "004e")
    assert len(seen) == 2 and "(30)" in seen[1] and "(4)" in seen[1]
    boxes[3].value = False
    assert board.ticked == ("004e",)


def test_another_article_begins_with_nothing_ticked():
    board = DatingBoard(CORPUS, EVIDENCE, "004", ["004a"])
    assert [box.value for box in board.boxes] == [True, False, False, False, False, False]
    board.controls["article"].value = "002"
    assert (board.article, board.ticked) == ("002", ())
    assert not any(box.value for box in board.boxes)
    assert board.boxes[0].description == "Gates in office (002.05)"
    board.ticked = ("002a", "002f")
    board.controls["none"].click()
    assert board.ticked == ()


def test_a_mark_of_the_board_leads_to_the_words():
    board = DatingBoard(CORPUS, EVIDENCE, "003", ["003c"])
    (row,) = board.select("003c")
    assert row["quote"] == "has recently been appointed"
    assert "novideo.rbc.ru" in row["label"]
    assert (
        board.picture.frames[""]["marks"][2]["label"] == "recently appointed: taken, 3,239 days "
        "left after it"
    )


def test_without_a_kernel_the_board_shows_its_last_state():
    board = DatingBoard(CORPUS, EVIDENCE, "003", ["003c"])
    assert "recently appointed: taken" in board.describe()
    assert "<img alt=" in board.still()
    assert repr(board) == repr(DatingBoard(CORPUS, EVIDENCE, "003", ["003c"]))


def test_idle_work_is_done_in_order_and_only_where_a_loop_runs():
    done = []
    tasks = [lambda n=n: done.append(n) for n in range(3)]
    when_idle(tasks)
    assert done == []

    async def idle():
        when_idle(tasks)
        while len(done) < 3:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(idle(), 30))
    assert done == [0, 1, 2]


def test_a_live_explorer_must_say_what_it_draws():
    with pytest.raises(NotImplementedError):
        Live([]).show()
