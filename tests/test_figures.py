"""Every figure that a lesson shows: said in words, readable, uncut, and true to its sentences."""

import ast
import base64
import html
import itertools
import json
import re

import numpy as np
import pytest
from IPython.display import display
from matplotlib.colors import to_rgb

from shieldtalks import explorers, load_corpus, load_statements, registry
from shieldtalks.explorers.base import Flipbook
from shieldtalks.figures import figure as figure_module
from shieldtalks.figures import style
from tests import ROOT
from tests.drawing import well_drawn

LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
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


def shown_by(lesson, turned):
    """Run a lesson's code here and return every Figure it makes.

    turned: whether its explorers turn all their pages, too.
    """
    made = []
    build = figure_module.Figure.__init__

    def note(figure, *args, **kwargs):
        build(figure, *args, **kwargs)
        made.append(figure)

    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    names = {"__name__": "lesson", "display": display}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure_module.Figure, "__init__", note)
        for cell in cells:
            if cell["cell_type"] == "code":
                _run("".join(cell["source"]), names, turned)
    assert made, f"{lesson.name} shows no figure"
    return made


def _run(source, names, turned):
    """Run a cell; an explorer that it ends on turns all its pages if it shall."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        if turned and isinstance(value, Flipbook):
            value.complete()


TURNED = [
    pytest.param(
        (path, True),
        id=f"{path.stem}, all pages",
        marks=pytest.mark.full(
            "every page of every explorer is looked at",
            short="tests/test_figures.py::test_each_figure_is_well_drawn",
        ),
    )
    for path in LESSONS
]
ONCE = [pytest.param((path, False), id=path.stem) for path in LESSONS]


@pytest.fixture(scope="module", params=ONCE + TURNED)
def shown(request):
    """Return the figures of one lesson; the long run turns all pages of its explorers, too."""
    return shown_by(*request.param)


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
        assert f'alt="{html.escape(figure.alt)}"' in page
        for ids in figure.evidence.values():
            for i in ids:
                assert html.escape(figure.rows[i]["quote"]) in page


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


STORED = [
    path
    for folder in ("notebooks", "solutions", "exercises", ".github")
    for path in sorted((ROOT / folder).rglob("*.ipynb"))
]
STRIPPED = ("text/html", "application/vnd.jupyter.widget-view+json")


def stored_pictures():
    """Yield (notebook, output without what a strict reader strips) of every stored picture."""
    for path in STORED:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if "data:image/png" in "".join(data.get("text/html", "")):
                    left = {kind: data[kind] for kind in data if kind not in STRIPPED}
                    yield path.name, left


def test_a_reader_that_strips_html_still_shows_every_stored_picture():
    pictures = list(stored_pictures())
    assert len(pictures) > 40
    assert not [name for name, left in pictures if not {"image/png", "text/plain"} <= left.keys()]


def test_an_explorer_without_html_is_its_picture():
    statements = load_statements(load_corpus())
    explorer = explorers.JervisExplorer(statements, load_corpus())
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert base64.b64decode(data["image/png"]) == explorer.figure().png
    assert data["text/plain"] == explorer.describe()


def test_each_figure_is_well_drawn(shown):
    well_drawn(shown)


def test_the_same_data_gives_the_same_bytes():
    for lesson in LESSONS[:1]:
        first, second = (shown_by(lesson, False)[:4] for _ in range(2))
        assert [figure.png for figure in first] == [figure.png for figure in second]


def test_every_figure_and_explorer_is_used_in_a_lesson():
    notebooks = [*LESSONS, ROOT / "shieldtalks/data/case.ipynb", ROOT / "solutions/CLASS.md"]
    code = "\n".join(path.read_text("utf-8") for path in notebooks)
    library = "\n".join(p.read_text("utf-8") for p in (ROOT / "shieldtalks").rglob("*.py"))
    compared = "\n".join(p.read_text("utf-8") for p in (ROOT / "tests").glob("test_*.py"))
    for modules in (registry.FIGURES, registry.EXPLORERS):
        for name, home in registry.homes(modules).items():
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
    assert style.contrast("#000000", WHITE) == pytest.approx(21)
    assert style.contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


def test_words_can_be_read_on_every_colour():
    for ink in (style.INK, style.QUIET):
        assert style.contrast(ink, WHITE) >= 4.5
    for hue in {*style.PARTY_HUE.values(), *style.STANCE_HUE.values()}:
        assert style.contrast(style.ink_on(hue), hue) >= 4.5, hue


def test_pale_hues_never_stand_alone():
    pale = {hue for hue in style.PARTY_HUE.values() if style.contrast(hue, WHITE) < 3}
    assert pale <= {style.ORANGE, style.GREY}
    assert len(set(style.PARTY_MARKER.values())) == len(style.PARTY_HUE)
    assert len(set(style.STANCE_GLYPH.values())) == len(style.STANCE_HUE)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_hues_stay_apart_for_every_eye(deficiency):
    seen = np.array(DEFICIENCIES[deficiency])
    for hues in (style.PARTY_HUE, style.STANCE_HUE):
        colours = [lab(seen @ luminous(hue)) for hue in hues.values()]
        least = min(np.linalg.norm(a - b) for a, b in itertools.combinations(colours, 2))
        assert least > 10, f"{least:.1f}"
    both = lab(seen @ luminous(style.STANCE_HUE["both"]))
    for party, hue in style.PARTY_HUE.items():
        assert np.linalg.norm(lab(seen @ luminous(hue)) - both) > 20, f"{party} looks like both"


def test_parties_stay_apart_in_print():
    """In grey the hues that stand side by side differ in lightness, or their markers tell them."""
    grey = {party: lab(luminous(hue))[0] for party, hue in style.PARTY_HUE.items()}
    assert grey["NATO"] < min(grey[party] for party in grey if party != "NATO") - 10
