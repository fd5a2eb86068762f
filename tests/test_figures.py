"""Every figure that a lesson shows: said in words, readable, uncut, and true to its sentences."""

import ast
import itertools
import json
import re

import matplotlib.text
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from shieldtalks import explorers, figures, load_corpus, load_statements
from shieldtalks.explorers.base import Flipbook
from shieldtalks.figures import base
from tests import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
SMALLEST = 11  # points at the size shown
WHITE = "#ffffff"

# Machado, Oliveira and Fernandes 2009: how colours look with a deficiency of full strength.
DEFICIENCIES = {
    "none": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def shown_by(lesson):
    """Run a lesson's code here and return every Figure it makes, all pages of explorers too."""
    made = []
    build = base.Figure.__init__

    def note(figure, *args, **kwargs):
        build(figure, *args, **kwargs)
        made.append(figure)

    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    names = {"__name__": "lesson"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base.Figure, "__init__", note)
        for cell in cells:
            if cell["cell_type"] == "code":
                _run("".join(cell["source"]), names)
    assert made, f"{lesson.name} shows no figure"
    return made


def _run(source, names):
    """Run a cell; an explorer that it ends on turns all its pages."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        if isinstance(value, Flipbook):
            value.complete()


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def shown(request):
    """Return the figures of one lesson."""
    return shown_by(request.param)


@pytest.fixture(scope="module")
def sentences():
    """Return every quote that a mark may stand for: {statement or unit: verbatim words}."""
    corpus = load_corpus()
    statements = load_statements(corpus)
    said = {
        i: corpus.texts[row["article"]][row["start"] : row["end"]]
        for i, row in statements.iterrows()
    }
    return said | corpus.units["text"].to_dict()


@pytest.fixture(scope="module")
def texts(shown):
    """Return [(figure, its visible texts with their extents)], each drawn once."""
    return [(figure, texts_of(figure)) for figure in shown]


def texts_of(figure):
    """Return (artist, extent in pixels) of every visible text of a drawn figure."""
    sheet = figure.sheet
    sheet.canvas.draw()
    renderer = sheet.canvas.get_renderer()
    found = []
    for artist in sheet.findobj(matplotlib.text.Text):
        if artist.get_visible() and artist.get_text().strip() and artist.get_alpha() != 0:
            extent = artist.get_window_extent(renderer)
            if extent.width > 1 and _in_view(artist):
                found.append((artist, extent))
    return found


def _in_view(artist):
    """Say whether a tick label belongs to a tick that is drawn."""
    axes = artist.axes
    if axes is None:
        return True
    ticks = [
        label
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for tick, place in zip(axis.get_major_ticks(), axis.get_majorticklocs(), strict=False)
        for label in (tick.label1, tick.label2)
        if not min(low, high) <= place <= max(low, high)
    ]
    return artist not in ticks


def test_alt_text_says_more_than_the_title(shown):
    for figure in shown:
        assert figure.title and figure.footer, figure.alt
        assert figure.title not in figure.alt, figure.title
        sentences = re.findall(r"[.!?](?:\s|$)", figure.alt)
        assert len(sentences) >= 2, f"{figure.title}: one sentence is too few"
        assert len(figure.alt) < 1200, (
            f"{figure.title}: nobody listens to {len(figure.alt)} letters"
        )
        assert any(letter.isdigit() for letter in figure.alt), f"{figure.title}: no number in it"
        assert "  " not in figure.alt and "nan" not in figure.alt.split()


def test_html_holds_the_alt_text_and_every_sentence(shown):
    for figure in shown[:3]:
        page = figure._repr_mimebundle_()["text/html"]
        assert f'alt="{base.html.escape(figure.alt)}"' in page
        for ids in figure.evidence.values():
            for i in ids:
                assert base.html.escape(figure.rows[i]["quote"]) in page


def test_each_mark_resolves_to_verbatim_words(shown, sentences):
    for figure in shown:
        keys = [mark.id for mark in figure.marks]
        assert len(keys) == len(set(keys)), f"{figure.title}: two marks of one name"
        for mark in figure.marks:
            assert mark.label.strip(), f"{figure.title}: {mark.id} has no label"
            for i in mark.statements:
                quote = figure.rows[i]["quote"]
                unit = figure.rows[i]["unit"]
                assert quote in sentences.get(i, sentences.get(unit, "")), (figure.title, i)


def test_each_mark_lies_in_the_picture(shown):
    for figure in shown:
        for mark in figure.marks:
            if mark.box:
                left, top, width, height = mark.box
                assert min(left, top) >= -0.005 and width > 0 and height > 0, (figure.title, mark)
                assert left + width <= 1.005 and top + height <= 1.005, (figure.title, mark)


def test_text_can_be_read_from_the_back(texts):
    for figure, written in texts:
        points = base.SHOWN / 72 * 0.75  # a point of the sheet in points on the screen
        for artist, _ in written:
            size = artist.get_fontsize() * points
            assert size >= SMALLEST, f"{figure.title}: {artist.get_text()!r} is {size:.1f} pt"


def test_no_text_is_cut_off(texts):
    for figure, written in texts:
        width, height = figure.sheet.canvas.get_width_height()
        for artist, extent in written:
            inside = extent.x0 >= -1 and extent.y0 >= -1
            inside &= extent.x1 <= width + 1 and extent.y1 <= height + 1
            assert inside, f"{figure.title}: {artist.get_text()!r} leaves the picture"


def test_no_two_texts_overlap(texts):
    for figure, written in texts:
        level = [(a, e) for a, e in written if a.get_rotation() % 90 == 0]
        for (one, a), (other, b) in itertools.combinations(level, 2):
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            tall = min(a.y1, b.y1) - max(a.y0, b.y0)
            crossed = wide > 3 and tall > 0.3 * min(a.height, b.height)
            assert not crossed, f"{figure.title}: {one.get_text()!r} over {other.get_text()!r}"


def test_the_same_data_gives_the_same_bytes():
    for lesson in LESSONS[:1]:
        first, second = (shown_by(lesson)[:4] for _ in range(2))
        assert [figure.png for figure in first] == [figure.png for figure in second]


def test_every_figure_and_explorer_is_used_in_a_lesson():
    code = "\n".join(path.read_text("utf-8") for path in LESSONS)
    library = "\n".join(p.read_text("utf-8") for p in (ROOT / "shieldtalks").rglob("*.py"))
    compared = "\n".join(p.read_text("utf-8") for p in (ROOT / "tests").glob("test_*.py"))
    for room in (figures, explorers):
        for name, home in room.HOMES.items():
            drawn = f"{home} import" in library and library.count(name) > 2
            step = name.endswith("_step") and f"{name}(" in compared
            assert name in code or drawn or step, f"{name} is drawn nowhere"


def luminous(colour):
    """Return a colour in linear light."""
    channels = np.array(to_rgb(colour))
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(linear):
    """Return linear sRGB as CIE L*a*b* (D65)."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = to_xyz @ np.clip(linear, 0, 1) / (0.95047, 1, 1.08883)
    f = [np.cbrt(t) if t > 216 / 24389 else (841 / 108) * t + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_agrees_with_known_values():
    assert base.contrast("#000000", WHITE) == pytest.approx(21)
    assert base.contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


def test_words_can_be_read_on_every_colour():
    for ink in (base.INK, base.QUIET):
        assert base.contrast(ink, WHITE) >= 4.5
    for hue in {*base.PARTY_HUE.values(), *base.STANCE_HUE.values()}:
        assert base.contrast(base.ink_on(hue), hue) >= 4.5, hue


def test_pale_hues_never_stand_alone():
    pale = {hue for hue in base.PARTY_HUE.values() if base.contrast(hue, WHITE) < 3}
    assert pale <= {base.ORANGE, base.GREY}
    assert len(set(base.PARTY_MARKER.values())) == len(base.PARTY_HUE)
    assert len(set(base.STANCE_GLYPH.values())) == len(base.STANCE_HUE)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_hues_stay_apart_for_every_eye(deficiency):
    seen = np.array(DEFICIENCIES[deficiency])
    for hues in (base.PARTY_HUE, base.STANCE_HUE):
        colours = [lab(seen @ luminous(hue)) for hue in hues.values()]
        least = min(np.linalg.norm(a - b) for a, b in itertools.combinations(colours, 2))
        assert least > 10, f"{least:.1f}"
