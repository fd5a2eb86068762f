"""Charts in plain matplotlib: what they say in words, and what a check reads from them."""

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest

from shieldtalks.checks.base import speaking
from shieldtalks.checks.charts import as_chart, axis_named, one_bar_each, titled
from shieldtalks.course.charts import bar_values, drawn
from shieldtalks.course.notebooks import refresh
from shieldtalks.course.plain import as_html, describe
from shieldtalks.errors import NotYet

COUNTS = pd.Series({"Russia": 70, "United States": 16, "NATO": 3})


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.barh(COUNTS.index, COUNTS),
        lambda ax: ax.bar(COUNTS.index, COUNTS),
        lambda ax: COUNTS.plot.barh(ax=ax),
        lambda ax: COUNTS.plot.bar(ax=ax),
    ],
)
def test_bars_are_read_by_their_words_however_they_were_drawn(ax, draw):
    draw(ax)
    assert bar_values(drawn(ax)) == [("", list(COUNTS.items()))]


def test_bars_at_numbers_keep_their_numbers(ax):
    ax.bar([2007, 2016], [2, 1])
    assert bar_values(drawn(ax)) == [("", [("2007", 2), ("2016", 1)])]


@pytest.mark.parametrize("draw", ["bar", "barh"])
def test_a_single_bar_has_its_value(ax, draw):
    getattr(ax, draw)(["Russia"], [70])
    assert bar_values(drawn(ax)) == [("", [("Russia", 70)])]


def test_a_chart_is_said_in_words(ax):
    ax.barh(COUNTS.index, COUNTS)
    ax.set_title("Who & what")
    ax.set_xlabel("number of statements")
    said = describe(ax.figure)
    assert said == (
        "A chart. Title: Who & what. Bars: Russia 70, United States 16, NATO 3. "
        "Horizontal axis: number of statements."
    )
    assert 'alt="A chart. Title: Who &amp; what. Bars: Russia 70' in as_html(ax.figure)


def test_lines_points_and_grids_are_said_too(ax):
    ax.plot([2007, 2016], [1, 5], label="Russia")
    ax.scatter([1, 2], [3, 4])
    ax.imshow([[1, 2, 3], [4, 5, 6]])
    said = describe(ax.figure)
    assert "A line of Russia from (2007, 1) to (2016, 5)." in said
    assert "2 points." in said
    assert "A grid of 2 by 3." in said


def said_of(read, *arguments):
    """Return the line that a reader ends with, as it stands in common.toml."""
    with pytest.raises(NotYet) as caught, speaking("00.1"):
        read(*arguments)
    return str(caught.value)


def test_a_check_says_what_a_chart_lacks(ax):
    assert "The chart is wanted" in said_of(as_chart, "ax")
    assert "Your chart is empty" in said_of(as_chart, ax)
    ax.plot([1, 2], [3, 4])
    assert "has no bars" in said_of(one_bar_each, as_chart(ax))
    ax.bar(["a"], [1])
    ax.bar(["a"], [1])
    assert "2 times" in said_of(one_bar_each, as_chart(ax))
    assert "called 'number of'" in said_of(axis_named, as_chart(ax), "number", "of")
    assert "no title" in said_of(titled, as_chart(ax))


def test_a_notebook_keeps_the_words_and_what_a_slider_shows(tmp_path):
    sources = [
        "import ipywidgets as widgets\nimport matplotlib.pyplot as plt\nimport shieldtalks",
        "def draw(n):\n    fig, ax = plt.subplots()\n    ax.bar(['a', 'b'], [n, 1])\n    return ax",
        "widgets.interactive(draw, n=widgets.IntSlider(value=5))",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path = tmp_path / "chart.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    refresh(path)
    picture, slider = nbformat.read(path, as_version=4).cells[-1].outputs
    assert picture.data["text/plain"] == "A chart. Bars: a 5, b 1."
    assert 'alt="A chart. Bars: a 5, b 1."' in picture.data["text/html"]
    assert "image/png" in picture.data
    assert list(slider.data) == ["text/plain"]
