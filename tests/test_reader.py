"""What the files hold: their charts, and the reader that puts furniture and repeats aside."""

import re

import pytest

from shieldtalks import load_corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers import SourceReader, anatomy_step, reader_step
from shieldtalks.explorers.reader import as_file, put_aside, units_of
from shieldtalks.figures.files import KIND_NAME

CORPUS = load_corpus()
ARTICLES = list(CORPUS.texts)


# The charts


@pytest.mark.parametrize("article", ["", *ARTICLES])
def test_every_character_of_a_unit_stands_behind_one_mark(article):
    figure = anatomy_step(CORPUS, article)
    shown = [unit for mark in figure.marks for unit in mark.statements]
    expected = CORPUS.units if not article else units_of(CORPUS, article)
    assert shown == list(expected.index)
    assert all(figure.rows[unit]["quote"] == CORPUS.text(unit) for unit in shown)
    assert all(0 <= share <= 1 for mark in figure.marks for share in mark.box)


def test_the_strips_say_how_much_is_the_article():
    figure = anatomy_step(CORPUS)
    assert figure.title == "A file is not an article: look at 000, where 47% is something else"
    assert "000: 1,611 of 3,046 characters are the article, 1,364 a repeat" in figure.alt
    assert figure.footer.endswith("n = 109 units; 73 of them are the article.")


@pytest.mark.parametrize(
    ("article", "title", "in_alt"),
    [
        ("000", "53% is the article, 45% the same again", "000.13 to 000.22 of 000.03 to 000.12"),
        ("001", "89% is the article, 6% page furniture", "Repeats: 001.07 of 001.08."),
        ("002", "the file is the article, without even a headline", "2,487 of 2,487"),
        ("004", "70% is the article, 23% captions", "490 captions"),
    ],
)
def test_a_page_says_what_stands_on_it(article, title, in_alt):
    figure = anatomy_step(CORPUS, article)
    assert figure.title == f"Article {article}: {title}"
    assert in_alt in figure.alt


def texts(fig):
    """Return the texts of a matplotlib figure with their extents in pixels."""
    renderer = fig.canvas.get_renderer()
    found = [*fig.texts, *(text for axes in fig.axes for text in axes.texts)]
    return [(t, t.get_window_extent(renderer)) for t in found if t.get_text().strip()]


@pytest.mark.parametrize("article", ["", *ARTICLES])
def test_texts_are_large_enough_and_keep_apart(article):
    fig = anatomy_step(CORPUS, article).fig
    width, height = fig.canvas.get_width_height()
    boxes = texts(fig)
    for text, box in boxes:
        assert text.get_size() >= 12
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
    for number, (_, one) in enumerate(boxes):
        assert not [t for t, other in boxes[number + 1 :] if one.overlaps(other)]


def test_the_same_data_give_the_same_picture():
    assert anatomy_step(CORPUS, "004").png == anatomy_step(CORPUS, "004").png


def test_an_article_that_is_not_there():
    for step in (anatomy_step, reader_step):
        with pytest.raises(DataError, match=r"^'005' is no article of this corpus. It has 000, "):
            step(CORPUS, "005")


# The reader


@pytest.mark.parametrize(
    ("article", "furniture", "repeats", "units"),
    [
        ("000", True, True, 23),
        ("000", True, False, 13),
        ("000", False, False, 12),
        ("001", False, False, 24),
        ("004", False, True, 12),
    ],
)
def test_what_is_put_aside(article, furniture, repeats, units):
    kept = put_aside(units_of(CORPUS, article), furniture, repeats)
    said = reader_step(CORPUS, article, furniture, repeats)
    assert len(kept) == units
    assert said.startswith(f"Article {article}: {units} of {len(units_of(CORPUS, article))} units")
    assert re.findall(r"^(\d{3}\.\d\d)  ", said, re.M) == list(kept.index)


@pytest.mark.parametrize("article", ARTICLES)
def test_the_page_gets_the_words_as_they_stand(article):
    file = as_file(CORPUS, article)
    for row in file["units"]:
        assert "".join(words for words, _ in row["pieces"]) == CORPUS.text(row["id"])
        assert row["size"] == len(CORPUS.text(row["id"]))
        assert row["name"].startswith(KIND_NAME[row["kind"]])


def test_a_quotation_may_run_through_two_units():
    rows = {row["id"]: row["pieces"] for row in as_file(CORPUS, "000")["units"]}
    quoted = {unit: [words for words, on in pieces if on] for unit, pieces in rows.items()}
    assert quoted["000.06"] == ["rogue states"]
    assert quoted["000.09"][0].startswith("If there is a threat")
    assert quoted["000.10"] == ["And why shouldn’t we do that?"]
    assert quoted["000.04"] == []


def test_the_reader_and_its_page_keep_one_state():
    reader = SourceReader(CORPUS, "001", furniture=False)
    assert (reader.view.article, reader.view.furniture, reader.view.repeats) == ("001", False, True)
    reader.view.repeats = False
    reader.view.unit = "001.17"
    assert (reader.repeats, reader.unit) == (False, "001.17")
    assert reader.describe() == reader_step(CORPUS, "001", False, False)


def test_on_paper_what_is_put_aside_can_be_unfolded():
    reader = SourceReader(CORPUS, "000", furniture=False, repeats=False, quotes=True)
    kept, aside = reader.still().split("<details>")
    assert "12 of 23 units shown" in kept and "11 units put aside" in aside
    assert "000.13" in aside and "000.13" not in kept
    assert "<mark>rogue states</mark>" in kept
    assert "&lt;&lt; Home" in aside
    assert "<mark>" not in SourceReader(CORPUS).still()


def test_a_reader_for_an_unknown_article_is_refused():
    with pytest.raises(DataError, match="^'x' is no article"):
        SourceReader(CORPUS, "x")
