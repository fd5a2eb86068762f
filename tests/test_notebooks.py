"""House rules of the notebooks: what a reader may rely on in every lesson and every solution.

nbval runs the notebooks and compares what they print, and tests/again.py all they show; here they
are read as texts.
"""

import ast
import io
import json
import re
import statistics
import tokenize
from html.parser import HTMLParser

import nbformat
import pytest

from tests import ROOT
from tests.again import SANITIZE, data_of, sanitized
from tests.markdown import dead_links, headings, notebook_anchor

LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("solutions/*.ipynb"))
EXERCISES = sorted(ROOT.glob("exercises/*.ipynb"))

pytest_plugins = ["pytester"]

REGION_MARK = re.compile(r"\s*### (BEGIN|END) (SOLUTION|HIDDEN TESTS)\s*$")
READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*$")
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?$")
NETWORK = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "ssl", "urllib", "urllib3"}
INSTALL = {"micropip", "pip", "subprocess"}
PLACES = {"glob", "os", "pathlib", "shutil", "sys"}
PARTS = ("Limits", "Your turn", "Key points", "Terms", "Next")
STEPS = ("load", "predict", "see", "explore", "check")


def each(*groups):
    """Parametrise a test over notebooks, by path."""
    paths = [path for group in groups for path in group]
    names = [str(path.relative_to(ROOT)) for path in paths]
    return pytest.mark.parametrize("path", paths, ids=names)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    """Return the code cells that hold anything."""
    return [c for c in read(path).cells if c.cell_type == "code" and c.source.strip()]


def prose(path):
    """Return all markdown of a notebook as one text."""
    return "\n\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")


def code_lines(source):
    """Return the lines of a cell that count: not blank, and no mark of a region."""
    return [ln for ln in source.splitlines() if ln.strip() and not REGION_MARK.match(ln)]


def comments(source):
    """Return the comments of a cell, the marks of regions left out."""
    text = "\n".join(code_lines(source)) + "\n"
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


class Pictures(HTMLParser):
    """The pictures of a piece of HTML: self.found is a list of dicts with alt and caption."""

    def __init__(self, html):
        super().__init__()
        self.found, self._caption = [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append({"alt": dict(attributes).get("alt") or "", "caption": ""})
        elif tag == "figcaption":
            self._caption = []

    def handle_endtag(self, tag):
        if tag == "figcaption" and self._caption is not None:
            if self.found:
                self.found[-1]["caption"] = "".join(self._caption).strip()
            self._caption = None

    def handle_data(self, data):
        if self._caption is not None:
            self._caption.append(data)


# The file


@each(LESSONS, SOLUTIONS, EXERCISES)
def test_the_file_is_whole_and_clean(path):
    raw = json.loads(path.read_text("utf-8"))
    nbformat.validate(raw)
    assert (raw["nbformat"], raw["nbformat_minor"]) == (4, 5)
    assert raw["metadata"].keys() == {"kernelspec", "language_info"}
    assert raw["metadata"]["kernelspec"]["name"] == "python3"
    assert raw["metadata"]["language_info"]["name"] == "python"
    assert not [c["id"] for c in raw["cells"] if "execution" in c["metadata"]]
    assert b"\r" not in path.read_bytes()


@each(LESSONS, SOLUTIONS, EXERCISES)
def test_cell_ids_are_readable_and_unique(path):
    ids = [cell.id for cell in read(path).cells]
    assert not [i for i in ids if not READABLE_ID.match(i) or RANDOM_ID.match(i)]
    assert len(set(ids)) == len(ids)


def test_random_ids_are_told_from_readable_ones():
    random = ["deadbeef", "b86a5a2e-1c0f-4b7e-9d3c-0f4c2a6a1e55"]
    assert all(RANDOM_ID.match(i) for i in random)
    assert not any(RANDOM_ID.match(i) for i in ("load", "see-matrix", "check-1", "facade"))


@each(LESSONS, SOLUTIONS)
def test_every_code_cell_was_run_and_none_failed(path):
    cells = code_cells(path)
    assert not [c.id for c in cells if c.execution_count is None]
    failed = [c.id for c in cells if any(o.output_type == "error" for o in c.outputs)]
    meant = [c.id for c in cells if "raises-exception" in c.metadata.get("tags", [])]
    assert failed == meant


# The code


@each(LESSONS, SOLUTIONS)
def test_code_cells_keep_to_their_budget(path):
    sizes = {c.id: len(code_lines(c.source)) for c in code_cells(path)}
    assert statistics.median(sizes.values()) <= 3
    assert sum(n <= 8 for n in sizes.values()) >= 0.9 * len(sizes)
    assert not [i for i, n in sizes.items() if n > 20]


@each(LESSONS, SOLUTIONS)
def test_code_needs_few_comments(path):
    sources = [c.source for c in code_cells(path)]
    said = [comment for source in sources for comment in comments(source)]
    assert len(said) < 0.08 * sum(len(code_lines(s)) for s in sources), said


@each(LESSONS, SOLUTIONS, EXERCISES)
def test_code_is_plain_python_that_installs_and_fetches_nothing(path):
    for cell in code_cells(path):
        nodes = list(ast.walk(ast.parse(cell.source, filename=cell.id)))
        modules = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
        modules |= {n.module for n in nodes if isinstance(n, ast.ImportFrom)}
        roots = {module.split(".")[0] for module in modules}
        assert not roots & (NETWORK | INSTALL | PLACES), cell.id
        texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        assert not [text for text in texts if re.match(r"\w+://", text)], cell.id


# The pictures


def faults_of_pictures(output):
    """Return what is wrong with the pictures of one output, as a list of sentences."""
    data = data_of(output)
    found = Pictures(data.get("text/html", "")).found
    faults = ["a picture stands without HTML"] if "image/png" in data and not found else []
    for picture in found:
        alt = " ".join(picture["alt"].split())
        if len(alt.split()) < 5:
            faults.append(f"alt text says too little: {alt!r}")
        if alt == picture["caption"]:
            faults.append(f"alt text repeats the caption: {alt!r}")
    if "image/png" in data and found and not data.get("text/plain", "").startswith(found[0]["alt"]):
        faults.append("text/plain is not the alt text")
    if "image/svg+xml" in data or "image/jpeg" in data:
        faults.append("a picture is no PNG")
    return faults


@each(LESSONS, SOLUTIONS)
def test_every_picture_says_what_it_shows(path):
    faults = {c.id: [f for o in c.outputs for f in faults_of_pictures(o)] for c in code_cells(path)}
    assert not {i: f for i, f in faults.items() if f}


@each(LESSONS, SOLUTIONS)
def test_every_picture_in_prose_has_alt_text(path):
    text = prose(path)
    assert not re.findall(r"!\[\s*\]\([^)]*\)", text)
    assert all(picture["alt"] for picture in Pictures(text).found)


@pytest.mark.parametrize(
    ("html", "plain", "fault"),
    [
        ("<figure><img alt='Blue bars rise to the right.'></figure>", None, None),
        ("<figure><img></figure>", "", "too little"),
        ("", "Figure(640x480)", "without HTML"),
        ("<img alt='A b c d e'><figcaption>A b c d e</figcaption>", None, "repeats the caption"),
        ("<img alt='Blue bars rise to the right.'>", "Bars", "not the alt text"),
    ],
)
def test_faults_of_pictures_are_found(html, plain, fault):
    alts = [p["alt"] for p in Pictures(html).found]
    plain = alts[0] if plain is None else plain
    output = {"data": {"image/png": "AA==", "text/html": html, "text/plain": plain}}
    faults = faults_of_pictures(output)
    assert (not faults) if fault is None else fault in faults[0]


# The words


@each(LESSONS, SOLUTIONS, EXERCISES)
def test_headings_form_an_outline(path):
    found = headings(prose(path))
    levels = [level for level, _ in found]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert not found[0][1].endswith((".", "!", ":"))
    skipping = [words for n, (level, words) in enumerate(found[1:]) if level > levels[n] + 1]
    assert not skipping


@each(LESSONS, SOLUTIONS, EXERCISES)
def test_every_relative_link_leads_somewhere(path):
    text = prose(path)
    anchors = {notebook_anchor(words) for _, words in headings(text)}
    assert not dead_links(text, path.parent, anchors)


@each(LESSONS)
def test_a_lesson_opens_with_its_card(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    card = "\n".join(ln for ln in prose(path).split("\n## ")[0].splitlines() if ln[:1] in "|>")
    assert re.search(r"\d+ minutes", card)


@each(LESSONS)
def test_a_lesson_has_all_its_parts_in_their_order(path):
    titles = [words for level, words in headings(prose(path)) if level == 2]
    assert [words for words in titles if words in PARTS] == list(PARTS)
    steps = {cell.id.split("-")[0] for cell in read(path).cells}
    assert steps >= set(STEPS)


@each(LESSONS)
def test_a_lesson_has_one_load_cell_and_its_measure(path):
    assert [cell.id for cell in code_cells(path)].count("load") == 1
    # Its questions, a line each, and the guesses at its end stand between the cells to be read.
    asked = re.compile(r"predict\(|my_guesses\(|## Your guesses\n")
    assert 20 <= sum(not asked.match(cell.source) for cell in read(path).cells) <= 36


# The run


def test_nothing_is_sanitised_but_the_packed_bytes_of_pictures():
    html = '<img alt="A = 1; data" src="data:image/png;base64,{}"> data:image/svg+xml;base64,AAAA'
    assert sanitized(html.format("iVBORw0KGgo+/9=")) == html.format("PICTURE")
    assert len(SANITIZE) == 1


SOURCES = {
    "same": "print('same')",
    "count": "n = globals().get('n', 0) + 1\nprint(n)",
    "stored": "print(2)",
}
KIND = {
    "language_info": {"name": "python"},
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
}


def test_a_notebook_that_changes_when_run_again_is_noticed(pytester):
    cells = [nbformat.v4.new_code_cell(source, id=i) for i, source in SOURCES.items()]
    for cell, text in zip(cells, ("same\n", "1\n", "2\n"), strict=True):
        cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text=text)]
    path = pytester.path / "n.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KIND), path)
    plugins = ["-p", "tests.again", "--nbval", "--nbval-current-env"]
    done = pytester.runpytest_inprocess(*plugins)
    done.assert_outcomes(passed=4, failed=1)
    done.stdout.fnmatch_lines(["not the same when run again: ['count']"])
