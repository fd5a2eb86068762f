"""The position matrix: what is drawn is what was said, at each level and without each article."""

import itertools

import pytest
from traitlets import TraitError

from shieldtalks import load_concepts, load_statements
from shieldtalks.errors import DataError
from shieldtalks.explorers import MatrixExplorer, carried_step, matrix_step
from shieldtalks.figures import position_matrix
from shieldtalks.figures.figure import box
from shieldtalks.readings import READINGS, differing_cells, load_readings, reading_words
from shieldtalks.statements import (
    ACTORS,
    actor_parties,
    changed_cells,
    changes_by_article,
    positions,
    without,
)

ARTICLES = ("000", "001", "002", "003", "004")
STATES = list(itertools.product(ACTORS, ("", *ARTICLES)))
CELL = "RUS Foreign Ministry | host_in_russia"


@pytest.fixture(scope="module")
def pages(statements):
    """The figure of every state of the explorer."""
    return {state: matrix_step(statements, *state) for state in STATES}


@pytest.fixture(scope="module")
def explorer(statements, corpus):
    return MatrixExplorer(statements, corpus)


def words_in(figure, mark):
    """Return the texts that are drawn inside a mark's box."""
    left, top, width, height = mark.box
    found = []
    for text in itertools.chain(*(axes.texts for axes in figure.fig.axes)):
        extent = text.get_window_extent(figure.fig.canvas.get_renderer())
        x, y, w, h = box(extent.x0, extent.y0, extent.x1, extent.y1, figure.fig)
        if left < x + w / 2 < left + width and top < y + h / 2 < top + height:
            found.append(text.get_text())
    return found


# Each cell


@pytest.mark.parametrize("state", STATES, ids=str)
def test_marks_are_the_cells_of_which_something_is_said_or_was(pages, statements, state):
    actor, left_out = state
    table = positions(without(statements, left_out), actor)
    expected = {f"{a} | {c}": ids for (a, c), ids in table["statements"].items()}
    if left_out:
        gone = changed_cells(statements, left_out, actor).query("without_it == 'silent'")
        expected |= {f"{a} | {c}": ids for (a, c), ids in gone["lost"].items()}
    assert pages[state].evidence == expected


@pytest.mark.parametrize("state", [("organization", ""), ("person", "")], ids=str)
def test_a_cell_shows_its_stance_and_its_number(pages, statements, state):
    glyphs = {"agree": "+", "disagree": "–", "both": "±"}
    table = positions(statements, state[0])
    for mark in pages[state].marks:
        row = table.loc[tuple(mark.id.split(" | "))]
        assert words_in(pages[state], mark) == [f"{glyphs[row['stance']]}{row['n']}"]


def test_a_cell_that_fell_silent_shows_what_it_was(pages):
    marks = {mark.id: mark for mark in pages["organization", "001"].marks}
    mark = marks["RUS General Staff | countermeasures"]
    assert words_in(pages["organization", "001"], mark) == ["+"]
    assert mark.label.endswith("silent without the article, agrees with it")


@pytest.mark.parametrize("actor", ACTORS)
def test_every_cell_keeps_its_place_whatever_is_left_out(pages, actor):
    whole = {mark.id: mark.box for mark in pages[actor, ""].marks}
    for article in ARTICLES:
        for mark in pages[actor, article].marks:
            assert mark.box == pytest.approx(whole[mark.id], abs=1e-3)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_changed_cells_are_framed(pages, statements, state):
    actor, left_out = state
    frames = [
        patch
        for axes in pages[state].fig.axes
        for patch in axes.patches
        if patch.get_linestyle() not in ("-", "solid")
    ]
    changed = len(changed_cells(statements, left_out, actor)) if left_out else 0
    assert len(frames) == (changed + 1 if changed else 0)  # one more explains them


@pytest.mark.parametrize("state", STATES, ids=str)
def test_every_mark_leads_to_its_words(pages, statements, state):
    for mark in pages[state].marks:
        assert mark.statements
        for statement in mark.statements:
            assert pages[state].rows[statement]["quote"] == statements.at[statement, "quote"]


def test_marks_are_read_row_by_row(pages):
    for figure in pages.values():
        corners = [(round(mark.box[1], 3), mark.box[0]) for mark in figure.marks]
        assert corners == sorted(corners)


# What the picture says


def test_the_title_says_where_to_look(pages):
    titles = {state: figure.title for state, figure in pages.items()}
    assert titles["organization", ""] == "Look for ±: 2 cells with both yes and no"
    assert titles["organization", "003"] == "Without article 003, 13 cells change: the framed ones"
    assert titles["party", "004"] == "Without article 004, no cell changes"


def test_the_alt_text_names_the_contradictions(pages):
    alt = pages["organization", ""].alt
    assert "something is said in 50 of 198 cells" in alt
    assert "RUS Foreign Ministry on Host on Russian soil" in alt
    without_000 = pages["organization", "000"].alt
    assert "Foreign Ministry on Host" not in without_000
    assert "changes 10 cells, of which 9 fall silent" in without_000
    assert pages["party", "004"].alt.endswith("Leaving the article out changes no cell.")


def test_the_footer_counts_what_is_left(pages):
    assert "n = 86 statements" in pages["person", ""].footer
    assert pages["person", "001"].footer.startswith("Articles 000, 002, 003, 004. n = 64 ")


def test_the_same_state_gives_the_same_bytes(pages, statements):
    assert matrix_step(statements, "person", "002").png == pages["person", "002"].png


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_matrix_of_almost_nothing_can_be_drawn(statements, rows):
    few = statements.head(rows)
    parties = actor_parties(statements)
    figure = position_matrix(positions(few), few, load_concepts(), parties)
    assert len(figure.marks) == rows
    assert figure.title == "No ± here: nobody says both yes and no"
    assert carried_step(few).title.startswith(f"{rows} of {rows} cells" if rows else "No cell")


# What each article carries


@pytest.mark.parametrize("actor", ACTORS)
def test_each_square_is_a_cell_that_hangs_on_its_article(statements, actor):
    changes, figure = changes_by_article(statements, actor), carried_step(statements, actor)
    expected = {" | ".join(key): ids for key, ids in changes["lost"].items()}
    assert figure.evidence == expected
    for mark in figure.marks:
        article = mark.id.split(" | ")[0]
        assert {figure.rows[i]["article"] for i in mark.statements} == {article}


def test_the_chart_of_articles_says_what_it_shows(statements):
    figure = carried_step(statements)
    assert figure.title == "44 of 50 cells hang on a single article: 003 carries most"
    assert "13 without 003" in figure.alt
    shown = [text.get_text() for text in figure.fig.axes[0].texts]
    assert "003 Press TV" in shown
    assert "carries 13 of 50 cells" in shown
    assert "± → –" in shown
    assert "carries no cell alone" in [
        text.get_text() for text in carried_step(statements, "party").fig.axes[0].texts
    ]


# The explorer


def test_choosing_a_cell_gives_its_sentences(explorer, statements):
    explorer.actor, explorer.left_out = "organization", ""
    rows = explorer.select(CELL)
    ids = positions(statements).loc[("RUS Foreign Ministry", "host_in_russia"), "statements"]
    assert [row["quote"] for row in rows] == list(statements.loc[list(ids), "quote"])
    units = ["000.02", "000.03", "000.04", "000.09", "000.10", "002.02"]
    assert [row["unit"] for row in rows] == units
    assert all(row["before"] or row["after"] for row in rows)
    assert explorer.picture.selected == CELL


def test_a_framed_cell_still_gives_what_is_lost(explorer):
    explorer.actor, explorer.left_out = "organization", "001"
    rows = explorer.select("RUS General Staff | aimed_at_russia")
    assert {row["article"] for row in rows} == {"001"}


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_explorer_shows_the_figure_of_its_state(explorer, pages, state):
    explorer.actor, explorer.left_out = state
    shown = explorer.picture.frames[explorer.picture.key]
    assert shown["alt"] == pages[state].alt
    assert [mark["id"] for mark in shown["marks"]] == [mark.id for mark in pages[state].marks]
    assert explorer.still() == pages[state].html()


@pytest.mark.parametrize("state", [("party", ""), ("person", "001")], ids=str)
def test_the_text_tells_the_same_facts(explorer, pages, state):
    explorer.actor, explorer.left_out = state
    first, *lines = explorer.describe().splitlines()
    assert first == pages[state].alt
    assert lines == [f"- {mark.label}" for mark in pages[state].marks]
    assert repr(explorer) == explorer.describe()


def test_an_unknown_cell_is_named(explorer):
    with pytest.raises(DataError, match=r"^'Moscow' is not in this picture\. It has .* \| "):
        explorer.select("Moscow")


def test_no_state_but_those_offered(explorer):
    explorer.actor, explorer.left_out = "party", ""
    with pytest.raises(TraitError, match="party.*organization.*person.*not the str 'country'"):
        explorer.actor = "country"
    with pytest.raises(TraitError, match="004.*not the str '005'"):
        explorer.left_out = "005"
    assert (explorer.actor, explorer.left_out) == ("party", "")


def test_all_pages_can_be_drawn_for_a_place_without_a_kernel(explorer):
    explorer.actor, explorer.left_out = "person", "004"
    explorer.complete()
    assert (explorer.actor, explorer.left_out) == ("person", "004")
    assert len(explorer.picture.frames) == len(STATES)
    assert sum(len(frame["png"]) for frame in explorer.picture.frames.values()) < 3_000_000


# Other readings


@pytest.mark.parametrize("reader", ["A", "B", "C", "D", "all four"])
def test_squares_that_another_reader_changes_are_framed(statements, corpus, reader):
    reading = load_statements(corpus, reader=reader)
    figure = matrix_step(statements, reading=reading)
    cells = differing_cells(statements, reading)
    framed = [p for axes in figure.fig.axes for p in axes.patches if p.get_linestyle() != "solid"]
    assert len(framed) == len(cells) + 1 > 1
    assert f"{len(cells)} cells change" in figure.title
    for (actor, concept), cell in cells.iterrows():
        label = next(m.label for m in figure.marks if m.id == f"{actor} | {concept}")
        assert "in the reference" in label
        assert set(figure.evidence[f"{actor} | {concept}"]) or cell["without_it"] == "silent"
    assert reading_words(reading) in figure.footer


def test_the_explorer_turns_to_another_reading(statements, corpus):
    readings = load_readings(corpus, READINGS)
    explorer = MatrixExplorer(statements, corpus, readings=readings)
    before = explorer.figure().title
    explorer.reading = "C"
    assert explorer.figure().title == matrix_step(statements, reading=readings["C"]).title != before
    explorer.left_out = "001"
    assert "As reader C coded, without 001" in explorer.figure().title
    explorer.reading = "reference"
    assert explorer.figure().title.startswith("Without article 001")
    with pytest.raises(TraitError, match="is no reading here"):
        explorer.reading = "E"
