"""The static site as files: pages that stand by themselves, a runtime that is what was pinned."""

import hashlib
import html
import importlib
import io
import json
import os
import re
import sys
import types
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pandas as pd
import playwright
import pytest

from shieldtalks import cli, load_corpus, load_statements
from shieldtalks.browser import LateFinder, with_null
from shieldtalks.context import load_lessons
from shieldtalks.errors import DataError
from shieldtalks.explorers import matrix_step
from shieldtalks.predict.prompts import load_prompts
from shieldtalks.site import runtime
from shieldtalks.site.build import build_site
from shieldtalks.site.lesson_page import plain_table
from shieldtalks.statements import ACTORS
from tests import ROOT
from tests.markdown import dead_links, headings, notebook_anchor

LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))
PAGES = ["index.html", *(f"lessons/{stem}.html" for stem in LESSONS)]
LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}
VOID = {"img", "link", "meta", "input", "br", "hr"}


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, its headings, its data."""

    def __init__(self, path):
        super().__init__()
        self.path, self.tags, self.headings, self.data = path, [], [], {}
        self._inside, self._words, self._open = None, "", []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)
        if re.fullmatch("h[1-6]", tag) or (tag == "script" and dict(attributes).get("id")):
            self._inside, self._words = (tag, dict(attributes).get("id")), ""

    def handle_endtag(self, tag):
        assert self._open and self._open.pop() == tag, f"{self.path.name}: </{tag}> is astray"
        if self._inside and tag == self._inside[0]:
            if tag == "script":
                self.data[self._inside[1]] = json.loads(self._words)
            else:
                self.headings.append((int(tag[1]), self._words.strip()))
            self._inside = None

    def handle_data(self, data):
        self._words += data

    def all(self, tag):
        """Return the attributes of all tags of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def pages(site):
    return {name: Page(site / name) for name in PAGES}


@pytest.fixture(params=PAGES)
def page(request, pages):
    return pages[request.param]


# The pages


def test_all_pages_are_there(site):
    found = {path.relative_to(site).as_posix() for path in site.glob("lessons/*")}
    assert found | {"index.html"} == set(PAGES)
    assert len(LESSONS) == len(load_lessons())


def test_a_page_says_what_it_is(page):
    first = page.all("html")[0]
    assert first["lang"] == "en"
    assert [level for level, _ in page.headings].count(1) == 1
    levels = [level for level, _ in page.headings]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(words for _, words in page.headings)
    named = [a["id"] for _, a in page.tags if "id" in a]
    assert len(named) == len(set(named))


def test_a_page_loads_nothing_from_elsewhere(page, site):
    loaded = [
        attributes[LOADED[tag]]
        for tag, attributes in page.tags
        if attributes.get(LOADED.get(tag, ""))
    ]
    loaded += [frame["src"] for data in page.data.values() for frame in frames(data)]
    assert loaded
    for address in loaded:
        parts = urlsplit(address)
        assert not parts.scheme and not parts.netloc, address
        assert (page.path.parent / unquote(parts.path)).is_file(), address
    assert not [tag for tag, a in page.tags if "style" in a and "url(" in a["style"]]
    assert not [tag for tag, a in page.tags if any(name.startswith("on") for name in a)]


def test_every_link_of_a_page_leads_somewhere(page, pages, site):
    ids = {name: {a.get("id") for _, a in found.tags} for name, found in pages.items()}
    for link in page.all("a"):
        parts = urlsplit(link["href"])
        if parts.scheme:
            assert parts.scheme in ("https", "data")
            continue
        target = (page.path.parent / parts.path).resolve() if parts.path else page.path
        assert target.is_file(), link["href"]
        name = target.relative_to(site.resolve()).as_posix()
        if parts.fragment:
            assert parts.fragment in ids[name], link["href"]
        if "path=" in parts.query:
            notebook = site / "files" / parts.query.partition("path=")[2]
            assert notebook.is_file(), link["href"]


def test_every_picture_of_a_page_has_words(page):
    alts = [picture.get("alt", "") for picture in page.all("img")]
    alts += [frame["alt"] for data in page.data.values() for frame in frames(data)]
    assert not [alt for alt in alts if len(alt.split()) < 4]


def test_style_and_script_ask_for_nothing_from_elsewhere(site):
    for name in ("site.css", "site.js", "lab.js"):
        text = (site / "assets" / name).read_text("utf-8")
        assert not re.findall(r"https?:|@import|url\(", text), name
        # What a page opened from a disk could not load.
        assert not re.findall(r"^(?:import|export)\b", text, re.M), name


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_s_page_shows_what_its_notebook_shows(stem, pages):
    page, text = (
        pages[f"lessons/{stem}.html"],
        pages[f"lessons/{stem}.html"].path.read_text("utf-8"),
    )
    alts = [picture["alt"] for picture in page.all("img")]
    for cell in nbformat.read(ROOT / f"notebooks/{stem}.ipynb", 4).cells:
        for output in cell.get("outputs", []):
            shown = "".join(output.get("data", {}).get("text/html", ""))
            assert not set(re.findall(r'alt="([^"&]*)"', shown)) - set(alts)
    assert "data:image" not in text
    words = [words for _, words in page.headings]
    assert load_lessons().at[stem[:2], "question"] in words
    assert {"Limits", "Key points", "Terms"} <= set(words)


def frames(data):
    """Return the frames of an explorer on a page."""
    return list(data.get("frames", {}).values())


def test_the_matrix_turns_its_pages_as_the_library_draws_them(pages):
    data = pages["lessons/04_the_position_matrix.html"].data["data-explore-matrix"]
    statements = load_statements(load_corpus())
    actors, left_out = data["controls"]
    assert actors["options"] == list(ACTORS)
    articles = ["", *sorted(statements["article"].unique())]
    assert [words[:3] for words in left_out["options"][1:]] == articles[1:]
    for one, actor in enumerate(ACTORS):
        for other, article in enumerate(articles):
            figure, frame = (
                matrix_step(statements, actor, article),
                data["frames"][f"{one}.{other}"],
            )
            assert frame["alt"] == figure.alt
            assert [m["label"] for m in frame["marks"]] == [m.label for m in figure.marks if m.box]
    assert len(data["frames"]) == len(ACTORS) * len(articles)


@pytest.mark.full(
    "every explorer of the site turns its pages without a kernel",
    short="tests/test_site.py::test_the_matrix_turns_its_pages_as_the_library_draws_them",
)
def test_lessons_with_few_states_are_alive(pages):
    alive = {n[8:10]: [d["kind"] for d in p.data.values() if d] for n, p in pages.items()}
    assert alive["01"] == ["reader"]
    flipbooks = [number for number, kinds in alive.items() if "flipbook" in kinds]
    assert flipbooks == ["00", "02", "04", "05", "06", "07", "08", "09", "10"]


def test_a_prompt_is_a_question_with_its_answer_in_a_fold(pages):
    text = pages["lessons/04_the_position_matrix.html"].path.read_text("utf-8")
    for one in load_prompts("04").values():
        told = f"<details><summary>The answer</summary><p>{html.escape(one.told())}</p></details>"
        question = f"<b>Predict.</b> {html.escape(one.question)}"
        assert text.count(question) == 1 and text.count(told) >= 1, one.id
    assert "you can make a guess" not in text


def test_a_table_gets_one_row_of_headers_and_marked_numbers():
    table = pd.DataFrame({"n": [1, 20], "who": ["a", "b"]}, pd.Index(["x", "y"], name="unit"))
    plain = plain_table(table.to_html(border=0))
    assert re.findall(r"<th(?: [^>]*)?>(.*?)</th>", plain) == ["unit", "n", "who", "x", "y"]
    assert plain.count('<td class="n">') == 2
    assert "numbers" not in plain
    assert "numbers" in plain_table(table[["n"]].to_html())
    wide = table.pivot_table(index="who", columns=table.index, values="n")
    assert "<th></th>" not in plain_table(wide.to_html())


# What runs in the browser


def test_the_runtime_is_what_was_pinned(site):
    folder, wanted = site / "static/pyodide", runtime.load_runtime()
    for name, sha256 in wanted["core"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    packages = json.loads((folder / runtime.LOCK).read_text("utf-8"))["packages"]
    assert wanted["packages"].keys() <= packages.keys()
    for name, entry in packages.items():
        content = (folder / entry["file_name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert set(entry["depends"]) <= packages.keys()


def test_the_library_in_the_site_is_this_one(site):
    (wheel,) = (site / "static/pyodide").glob("shieldtalks-*.whl")
    names = {re.sub(r"c$", "", name) for name in zipfile.ZipFile(wheel).namelist()}
    modules = ROOT.glob("shieldtalks/**/*.py")
    assert {path.relative_to(ROOT).as_posix() for path in modules} <= names
    assert sum(name.startswith("shieldtalks/seeds/00") for name in names) == 5
    assert not [name for name in names if name.startswith(("solutions", "tests"))]


def test_no_solution_and_no_source_map_is_in_the_site(site):
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    assert not [name for name in names if name.endswith(".map") or "solution" in name]
    listed = json.loads((site / "assets/files.json").read_text("utf-8"))["names"]
    assert set(listed) | {"assets/files.json"} == set(names)


def test_the_site_hands_out_the_notebooks_as_they_are_but_for_the_names_of_exercises(site):
    """JupyterLite gives one Python to two notebooks of one name, though in different folders."""
    names = [path.name for path in site.glob("files/*/*.ipynb")]
    assert len(set(names)) == len(names) == 2 * len(LESSONS)
    for path in site.glob("files/*/*.ipynb"):
        own = ROOT / path.parent.name / path.name.removeprefix("exercise_")
        expected = own.read_text("utf-8")
        assert re.sub(r"([/(])exercise_", r"\1", path.read_text("utf-8")) == expected
        cells = nbformat.reads(path.read_text("utf-8"), 4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        anchors = {notebook_anchor(words) for _, words in headings(text)}
        assert not dead_links(text, path.parent, anchors)


def test_jupyterlite_asks_the_site_alone(site):
    page = json.loads((site / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    kernel = page["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    assert kernel["pyodideUrl"] == "./static/pyodide/pyodide.mjs"
    assert kernel["disablePyPIFallback"] is True
    packages = json.loads((site / "static/pyodide" / runtime.LOCK).read_text("utf-8"))["packages"]
    started = set(kernel["loadPyodideOptions"]["packages"])
    late = {name for name, p in runtime.load_runtime()["packages"].items() if "late" in p}
    assert started == packages.keys() - late


def test_the_worker_names_its_caches_after_what_is_in_them(site):
    first = (site / "service-worker.js").read_text("utf-8").splitlines()[0]
    kept = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    assert kept.keys() == {"runtime", "course"}
    assert all(re.fullmatch(f"shieldtalks-{part}-[0-9a-f]{{12}}", kept[part]) for part in kept)


# How it is made


def wheel_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return out.getvalue()


def test_a_wheel_is_trimmed_the_same_each_time():
    font = "matplotlib/mpl-data/fonts/ttf/DejaVuSans"
    kept = {"a/b.py": "x = 1", "a/testing.py": "y = 2", f"{font}.ttf": "", f"{font}-Bold.ttf": ""}
    gone = {"a/tests/t.py": "", "a/b.pyi": "", f"{font}Mono.ttf": "", "a/c.h": ""}
    small = runtime.trimmed(wheel_of(kept | gone))
    assert set(zipfile.ZipFile(io.BytesIO(small)).namelist()) == kept.keys()
    assert small == runtime.trimmed(wheel_of(kept | gone))


def test_modules_are_compiled_by_pyodide_itself(site, monkeypatch, tmp_path):
    # Playwright brings a Node.js for machines that have none.
    node = Path(playwright.__file__).parent / "driver"
    monkeypatch.setenv("PATH", os.pathsep.join([str(node), os.environ["PATH"]]))
    monkeypatch.setattr(runtime, "cache_folder", lambda: tmp_path)
    about = {"lamp-1.dist-info/METADATA": "Name: lamp\nVersion: 1\n"}
    wheels = {"lamp-1-py3-none-any.whl": wheel_of({"lamp.py": "on = True"} | about)}
    said = []
    for _ in range(2):
        ready = runtime.prepared(wheels, site / "static/pyodide", said.append)
        names = zipfile.ZipFile(io.BytesIO(*ready.values())).namelist()
        assert sorted(names) == sorted(["lamp.pyc", *about])
    assert said == ["Preparing 1 wheels for the browser ..."]


def test_every_pin_has_a_hash_and_what_it_needs():
    wanted = runtime.load_runtime()
    packages = wanted["packages"]
    hashes = [*wanted["core"].values(), *(p["sha256"] for p in packages.values())]
    assert all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in hashes)
    assert all(set(p.get("late", [])) <= packages.keys() for p in packages.values())
    assert {p["from"] for p in packages.values()} == {"pyodide", "index"}


@pytest.fixture
def pins(monkeypatch, tmp_path):
    """A runtime of one file, and a cache folder of this test."""
    digest = hashlib.sha256(b"right").hexdigest()
    few = {"pyodide": "9.9", "info": {"python": "3.14.0"}, "core": {"core.js": digest}}
    monkeypatch.setattr(runtime, "load_runtime", lambda: few | {"packages": {}})
    monkeypatch.setenv("SHIELDTALKS_CACHE", str(tmp_path / "cache"))
    return tmp_path


def test_a_distribution_folder_is_verified(pins):
    folder = pins / "pyodide"
    folder.mkdir()
    with pytest.raises(DataError, match=r"^pyodide/core.js: is missing of Pyodide 9.9. Name a "):
        runtime.gather(folder, print)
    (folder / "core.js").write_bytes(b"wrong")
    with pytest.raises(DataError, match=r"^pyodide/core.js: is not the one of Pyodide 9.9. Name"):
        runtime.gather(folder, print)
    (folder / "core.js").write_bytes(b"right")
    assert runtime.gather(folder, print) == {"core.js": b"right"}


def test_a_file_of_the_cache_is_verified_again(pins, monkeypatch):
    fetched = []
    monkeypatch.setattr(runtime, "carried", lambda *_: fetched.append(1) or {"core.js": b"right"})
    runtime.load_runtime()["carrier"] = {}
    few = runtime.load_runtime() | {"carrier": {}}
    monkeypatch.setattr(runtime, "load_runtime", lambda: few)
    for content in (None, b"spoilt"):
        if content:
            (pins / "cache/files/core.js").write_bytes(content)
        assert runtime.gather(None, lambda line: None) == {"core.js": b"right"}
        assert runtime.gather(None, lambda line: None) == {"core.js": b"right"}
    assert len(fetched) == 2


def test_a_folder_that_is_no_site_stays_as_it_is(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DataError, match=r"is not empty, and is no site. Name a new folder.$"):
        build_site(ROOT, tmp_path, run=False)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_what_is_missing_is_named_in_one_line(monkeypatch, capsys, tmp_path):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "mistune" else found(name)
    )
    assert cli.main(["build-site", str(tmp_path / "site")]) == 2
    said = capsys.readouterr().err.strip()
    assert said == (
        "shieldtalks: build-site needs mistune. "
        "Run `python -m pip install -e .[site]` in the folder of the course."
    )


# Libraries that come when they are used


@pytest.fixture
def late(monkeypatch):
    """late(offered): an import hook over packages that are 'installed' into sys.modules."""
    present, log = set(), []

    def install(entry):
        log.append(entry["name"])
        present.add(entry["name"])

    def hook(lock):
        entries = {
            name: {"name": name, "imports": [f"st_{name}"], "depends": depends}
            for name, depends in lock.items()
        }
        finder = LateFinder(entries, present.__contains__, install)
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
        return log

    return hook


def test_a_late_import_fetches_what_it_needs_in_order_and_once(late, capsys):
    log = late({"games": ["solver", "graphs"], "solver": ["numbers"], "graphs": [], "numbers": []})
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="st_games"):
            importlib.import_module("st_games")
    assert log == ["numbers", "solver", "graphs", "games"]
    said = "Fetching numbers, solver, graphs, games, which this cell needs ...\n"
    assert capsys.readouterr().out == said


def test_other_imports_are_left_alone(late, capsys):
    log = late({"games": []})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("st_unheard_of")
    importlib.import_module("st_present") if "st_present" in sys.modules else None
    assert (log, capsys.readouterr().out) == ([], "")


def test_widgets_are_told_of_none():
    null, data = object(), {"state": {"index": None, "steps": (1, None), "title": "", "n": 0}}
    told = {"state": {"index": null, "steps": [1, null], "title": "", "n": 0}}
    assert with_null(data, null) == told


@pytest.mark.parametrize("status", [404, 200])
def test_a_wheel_that_is_not_the_one_is_refused(monkeypatch, status):
    from shieldtalks import browser

    body = types.SimpleNamespace(to_bytes=lambda: b"another")
    request = types.SimpleNamespace(
        open=lambda *a: None, send=lambda: None, status=status, response=body
    )
    js = types.SimpleNamespace(XMLHttpRequest=types.SimpleNamespace(new=lambda: request))
    monkeypatch.setitem(sys.modules, "js", js)
    pyodide = types.SimpleNamespace(lockfileBaseUrl="", loadedPackages=js)
    entry = {"name": "scipy", "file_name": "scipy.whl", "sha256": "0" * 64}
    with pytest.raises(DataError, match=r"^scipy could not be fetched. See that you are online"):
        browser.install_wheel(pyodide, entry)
