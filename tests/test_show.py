"""The course on other stages: what the commands start and write, before a browser sees it."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import types
from pathlib import Path

import nbformat
import psutil
import pytest
from packaging.specifiers import SpecifierSet

from shieldtalks import cli, explorers, load_corpus, load_statements
from shieldtalks.course.notebooks import read_notebook, refresh, write_notebook
from shieldtalks.errors import DataError
from shieldtalks.show import colab, dashboard, find_lesson, server, slides
from shieldtalks.show import lab as lab_module
from tests import ROOT
from tests.test_house import project

LESSONS = sorted(ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))
TEMPLATE = dashboard.configuration("", 0)["VoilaConfiguration"]["template"]
MATRIX = ROOT / "notebooks/04_the_position_matrix.ipynb"
PYTHONS = SpecifierSet(project()["requires-python"])
# A server that Ctrl+C alone would not end, as JupyterLab while it starts.
CHILD = """
import signal, socket, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
if len(sys.argv) > 2:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    time.sleep(60)
"""
PARENT = """
import os, sys
from shieldtalks.show import server
child = [sys.executable, "-c", *sys.argv[1:]]
ready = lambda: print("ready", flush=True)
sys.exit(server.serve(child, ".", dict(os.environ), "Closing now.", int(sys.argv[2]), ready))
"""


@pytest.fixture
def started(monkeypatch):
    """What would be started: a list of (command, keywords of `serve`)."""
    calls = []

    def serve(command, **keywords):
        calls.append((command, keywords))
        return 7

    monkeypatch.setattr(server, "serve", serve)
    return calls


def without(monkeypatch, package):
    """Act as if a package were not installed."""
    import importlib.util

    find = importlib.util.find_spec
    missing = {package}
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name, *a: None if name in missing else find(name, *a)
    )


@pytest.mark.parametrize("name", ["04", "4", MATRIX.name, MATRIX.stem, f"notebooks/{MATRIX.name}"])
def test_a_lesson_is_found_by_number_or_name(name):
    assert find_lesson(name) == MATRIX


@pytest.mark.parametrize("command", ["dashboard", "slides"])
def test_a_lesson_that_is_none_gets_one_line(command, capsys, started):
    assert cli.main([command, "12"]) == 2
    assert capsys.readouterr().err == (
        "shieldtalks: 12: there is no such lesson. "
        "Name one of 00, 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11.\n"
    )
    assert started == []


# Servers


def test_a_port_in_use_is_passed_over():
    with socket.create_server((server.BIND, 0)) as taken:
        port = taken.getsockname()[1]
        assert server.free_port(port) != port


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl+C in another way")
@pytest.mark.parametrize(
    ("name", "more"),
    [
        *((name, []) for name in server.SIGNALS),
        pytest.param(
            "SIGINT",
            ["stubborn"],
            marks=pytest.mark.full(
                "a server that does not heed Ctrl+C for ten seconds",
                short="tests/test_show.py::test_one_ctrl_c_closes_a_server_with_one_line",
            ),
        ),
    ],
)
def test_one_ctrl_c_closes_a_server_with_one_line(name, more):
    words = [sys.executable, "-c", PARENT, CHILD, str(server.free_port(9000)), *more]
    running = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout.readline() == "ready\n"
    child = psutil.Process(running.pid).children()
    os.killpg(running.pid, getattr(signal, name))
    assert running.wait(20) == 0
    assert running.stdout.read() == "\nClosing now.\n"
    assert psutil.wait_procs(child, 10)[1] == []


def test_a_server_that_fails_keeps_its_exit_code():
    before = signal.getsignal(signal.SIGINT)
    assert server.serve([sys.executable, "-c", "raise SystemExit(5)"], ".", None, "") == 5
    assert signal.getsignal(signal.SIGINT) is before


# lab


def test_lab_opens_the_first_lesson_in_the_folder_of_the_course(started):
    assert cli.main(["lab", "--no-browser", "--port=9999"]) == 7
    command, how = started[0]
    assert command[1:3] == ["-m", "jupyterlab"]
    assert f"--LabApp.default_url=/lab/tree/{lab_module.START}" in command
    assert command[-2:] == ["--no-browser", "--port=9999"]
    assert how["cwd"] == ROOT
    assert (ROOT / lab_module.START).exists()


def test_lab_finds_the_course_from_a_folder_inside_it(started, monkeypatch, tmp_path):
    for name in ("notebooks", "exercises"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    cli.main(["lab"])
    assert started[0][1]["cwd"] == tmp_path


def test_lab_keeps_open_tabs_apart_and_only_for_a_run(started):
    cli.main(["lab"])
    cli.main(["lab"])
    option = "--LabApp.workspaces_dir="
    folders = [word for command, _ in started for word in command if word.startswith(option)]
    assert len(set(folders)) == 2
    assert not any(Path(folder.removeprefix(option)).exists() for folder in folders)


def test_lab_puts_no_news_over_the_page(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    first, second = lab_module.undisturbed()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    page = json.loads((Path(first) / "labconfig/page_config.json").read_text("utf-8"))
    assert page["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"]
    assert second == "mine"


def test_lab_without_jupyterlab_says_what_to_install(started, monkeypatch, capsys):
    without(monkeypatch, "jupyterlab")
    assert cli.main(["lab"]) == 2
    assert started == []
    assert capsys.readouterr().err == (
        "shieldtalks: JupyterLab is not installed in this Python. Run `python -m pip install -r "
        "requirements.txt` in the folder of the course.\n"
    )


# dashboard


def test_dashboard_gives_voila_the_lessons_and_the_house_template(started):
    assert cli.main(["dashboard", "4", "--no-browser", "--theme=dark"]) == 7
    command, how = started[0]
    assert command[1:4] == ["-m", "voila", str(ROOT / "notebooks")]
    assert command[-1] == "--theme=dark"
    paths = how["env"]["JUPYTER_PATH"].split(os.pathsep)
    assert (Path(paths[0]) / "voila/templates" / TEMPLATE / "index.html.j2").exists()
    settings = dashboard.configuration(MATRIX.name, 8866)
    pools = settings["VoilaKernelManager"]["kernel_pools_config"]
    assert {name for name, pool in pools.items() if pool["pool_size"]} == {MATRIX.name}


def test_dashboard_without_voila_says_what_to_install(started, monkeypatch, capsys):
    without(monkeypatch, "voila")
    assert cli.main(["dashboard", "04"]) == 2
    assert started == []
    assert capsys.readouterr().err == (
        "shieldtalks: voila is not installed in this Python. Run `python -m pip install -e .[show]`"
        " in the folder of the course.\n"
    )


def test_the_house_template_asks_no_other_machine():
    folder = dashboard.JUPYTER / "voila/templates" / TEMPLATE
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert not [p.name for p in files if re.search(r"https?://|//cdn", p.read_text("utf-8"))]


# slides


def test_every_cell_of_every_lesson_knows_its_place_in_the_slides():
    for path in LESSONS:
        cells = read_notebook(path).cells
        kinds = {cell.id: slides.slide_type(cell, path) for cell in cells}
        assert all("slide_type" in cell.metadata["slideshow"] for cell in cells), path.name
        assert kinds[cells[0].id] == "slide"
        assert kinds["load"] == "skip"
        for cell in cells:
            drawn = any("<img alt=" in str(o.get("data", "")) for o in cell.get("outputs", []))
            assert not drawn or kinds[cell.id] in ("subslide", "skip"), (path.name, cell.id)
            empty = cell.cell_type == "code" and not cell.outputs
            assert not empty or kinds[cell.id] == "skip", (path.name, cell.id)


def test_the_slide_types_outlive_a_refresh(tmp_path):
    cell = nbformat.v4.new_code_cell("1 + 1", id="a", metadata={"slideshow": {"slide_type": "-"}})
    path = tmp_path / "sum.ipynb"
    write_notebook(nbformat.v4.new_notebook(cells=[cell]), path)
    refresh(path)
    assert read_notebook(path).cells[0].metadata == {"slideshow": {"slide_type": "-"}}


def test_a_word_that_is_no_slide_type_is_named_with_its_cell():
    cell = nbformat.v4.new_code_cell("", id="a", metadata={"slideshow": {"slide_type": "slides"}})
    with pytest.raises(DataError, match=r'^01\.ipynb, cell a: slide type "slides" is none\.'):
        slides.slide_type(cell, "x/01.ipynb")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nTwo", ["One", "Two"]),
        # Wrapped at 92: the next word had no room. Indented lines stand below.
        (f"{'a' * 85} bb\nccccc d\n    [1] here", [f"{'a' * 85} bb ccccc d", "> [1] here"]),
        (f"{'a' * 85} bb\n[1] here", [f"{'a' * 85} bb", "[1] here"]),
        (f"{'a' * 95}\nb", ["a" * 95, "b"]),
        (f"x\n   {'a' * 80}\n   bbbbbbbbbb", ["x", f"> {'a' * 80} bbbbbbbbbb"]),
        ("A  1\n\nB  2", ["| A  1", "| B  2"]),
        ("1 < 2", ["1 &lt; 2"]),
    ],
)
def test_printed_text_finds_its_own_lines(text, expected):
    marks = {"below": "> ", "columns": "| ", "": ""}
    found = re.findall(r'<p class="([^"]*)">(.*?)</p>', slides.said(text))
    assert [marks[place] + words for place, words in found] == expected


def test_slides_carry_all_they_need():
    page = slides.deck(MATRIX)
    fetched = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert fetched and not [link for link in fetched if not link.startswith(("data:", "https:"))]
    assert re.findall(r'href="(https:[^"]*)"', page) == []
    assert "def " not in page and "import pandas" not in page


def test_slides_for_a_folder_that_cannot_be_written_get_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["slides", "04", "--no-browser", "--out", str(tmp_path / "file")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(
        rf"shieldtalks: slides-{MATRIX.stem}\.html: cannot be written to file/ \(.*\)\. "
        r"Name another folder with --out\.\n",
        err,
    )


def test_slides_go_to_the_work_folder(capsys):
    assert cli.main(["slides", "00", "--no-browser"]) == 0
    file = Path(os.environ["SHIELDTALKS_HOME"]) / "slides-00_start_here.html"
    assert capsys.readouterr().out.splitlines()[0] == str(file)
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")


# Colab


def test_the_copies_for_colab_are_those_of_the_lessons_and_exercises(tmp_path):
    repository, branch = colab.recorded()
    built = colab.build(repository, branch, out=tmp_path)
    kept = ROOT / colab.FOLDER
    names = {path.relative_to(tmp_path) for path in built}
    assert names == {path.relative_to(kept) for path in kept.rglob("*") if path.is_file()}
    drifted = [str(n) for n in names if (kept / n).read_bytes() != (tmp_path / n).read_bytes()]
    assert drifted == [], "run `shieldtalks colab` to make them anew"


def test_every_badge_opens_a_copy_that_is_there():
    page = (ROOT / colab.FOLDER / "README.md").read_text("utf-8")
    repository, branch = colab.recorded()
    links = re.findall(rf"\({colab.HOST}/github/{repository}/blob/{branch}/([^)]*)\)", page)
    assert len(links) == len(set(links)) == 24
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_links_of_a_copy_lead_to_colab_and_the_rest_to_the_repository(tmp_path):
    for path in colab.build("ann/talks", "spring", out=tmp_path)[:-1]:
        prose = [c.source for c in read_notebook(path).cells if c.cell_type == "markdown"]
        for link in re.findall(r"\]\(([^)\s]+)\)", "\n".join(prose)):
            mine = re.match(r"https://\S+/ann/talks/blob/spring/(.+)", link)
            assert (ROOT / mine[1]).exists() if mine else re.match("#|https?:", link), link


def test_a_copy_differs_by_its_first_cell_and_its_links_alone(tmp_path):
    colab.build("ann/talks", out=tmp_path)
    for kind in colab.WORD:
        for path in sorted((ROOT / kind).glob("*.ipynb")):
            cells = read_notebook(tmp_path / kind / path.name).cells
            assert cells.pop(1).id == colab.CELL
            own = read_notebook(path).cells
            assert [c.id for c in cells] == [c.id for c in own]
            assert [c.metadata for c in cells] == [c.metadata for c in own]
            code = [(c.source, d.source) for c, d in zip(cells, own, strict=True)]
            assert not [pair for pair in code if pair[0] != pair[1] and "](" not in pair[1]]
            assert not any(c.get("outputs") for c in cells)


@pytest.fixture
def first_cell(monkeypatch):
    """first_cell(colab, installed, used): run it; return (what pip was asked for, restarted)."""

    def run(on_colab=True, installed=True, used=None):
        asked, restarted = [], []
        monkeypatch.setattr("subprocess.run", lambda words, check: asked.append((words, check)))
        if on_colab:
            monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
        if not installed:
            without(monkeypatch, "shieldtalks")
        for name, version in (used or {}).items():
            monkeypatch.setattr(f"{name}.__version__", version)
        kernel = types.SimpleNamespace(do_shutdown=lambda restart: restarted.append(restart))
        cell = read_notebook(ROOT / colab.FOLDER / "notebooks" / MATRIX.name).cells[1]
        names = {"get_ipython": lambda: types.SimpleNamespace(kernel=kernel)}
        exec(compile(cell.source, cell.id, "exec"), names)
        return asked, restarted

    return run


def test_the_first_cell_installs_on_colab_only(first_cell):
    assert first_cell(on_colab=False, installed=False) == ([], [])


def test_the_first_cell_gets_the_course_once(first_cell):
    repository, branch = colab.recorded()
    source = f"git+https://github.com/{repository}@{branch}"
    words = [sys.executable, "-m", "pip", "install", "--quiet", source]
    assert first_cell(installed=False) == ([(words, True)], [])


def test_the_first_cell_leaves_an_installed_course_alone(first_cell):
    assert first_cell(installed=True) == ([], [])


def test_the_first_cell_restarts_where_older_packages_are_in_use(first_cell, capsys):
    assert first_cell(used={"pandas": "2.2.2"}) == ([], [True])
    assert "restarts once" in capsys.readouterr().out


def test_the_first_cell_is_folded_away_and_plain_python():
    for path in sorted((ROOT / colab.FOLDER).rglob("*.ipynb")):
        cell = read_notebook(path).cells[1]
        assert cell.metadata == {"cellView": "form"}
        assert cell.source.startswith("# @title ")
        body = ast.parse(cell.source).body
        assert [type(node).__name__ for node in body] == ["Import", "If"]


@pytest.mark.parametrize("words", [["--repository", "talks"], ["--repository", "a/b/c"]])
def test_an_address_that_is_none_gets_one_line(words, capsys):
    assert cli.main(["colab", *words]) == 2
    assert capsys.readouterr().err == (
        f"shieldtalks: {words[1]}, branch main: this is no place on GitHub. "
        "Write OWNER/NAME, as in the address of its page, and a branch.\n"
    )


# Binder and the dev container


def test_binder_installs_what_is_pinned_on_a_python_that_is_supported():
    folder = ROOT / ".binder"
    version = re.fullmatch(r"python-(3\.\d+)\n", (folder / "runtime.txt").read_text("utf-8"))
    assert PYTHONS.contains(version[1])
    lines = (folder / "requirements.txt").read_text("utf-8").splitlines()
    included = [line.removeprefix("-r ") for line in lines if not line.startswith("#")]
    assert [(folder / name).resolve() for name in included] == [ROOT / "requirements.txt"]


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here, and Binder has one")
def test_binder_builds_and_starts(tmp_path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    places = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    env = {**os.environ, **places, "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}
    for script in ("postBuild", "start"):
        assert os.access(ROOT / ".binder" / script, os.X_OK)
    built = subprocess.run([ROOT / ".binder/postBuild"], cwd=ROOT, env=env, capture_output=True)
    assert (built.returncode, built.stderr) == (0, b"")
    show = [sys.executable, "-c", "import os; print(os.environ['JUPYTER_CONFIG_PATH'])"]
    started = subprocess.run(
        [ROOT / ".binder/start", *show], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert (Path(started.stdout.strip()) / "labconfig/page_config.json").exists()


def test_binder_opens_the_first_lesson():
    page = (ROOT / colab.FOLDER / "README.md").read_text("utf-8")
    opened = re.search(r"mybinder\.org/v2/gh/\S+\?urlpath=lab/tree/([^)]*)\)", page)
    assert opened[1] == lab_module.START


def test_the_dev_container_names_what_is_there():
    described = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert PYTHONS.contains(described["image"].rpartition(":")[2])
    command = described["postCreateCommand"].split()
    assert command[:4] == ["python", "-m", "pip", "install"]
    extras = project()["optional-dependencies"]
    for option, value in zip(command[4::2], command[5::2], strict=True):
        named = (ROOT / value).exists() if option == "-r" else value[2:-1] in extras
        assert named, value
    assert described["forwardPorts"] == [8888, dashboard.PORT]
    assert {int(port) for port in described["portsAttributes"]} == set(described["forwardPorts"])
    for port in described["portsAttributes"].values():
        name, command = port["label"].split()
        assert name == "shieldtalks" and command in ("lab", "dashboard")
    opened = described["customizations"]["codespaces"]["openFiles"]
    assert [path for path in opened if not (ROOT / path).exists()] == []


# VS Code and other homes of a notebook


def test_what_is_displayed_has_a_form_for_every_front_end():
    statements = load_statements(load_corpus())
    figure = explorers.matrix_step(statements)._repr_mimebundle_()
    assert figure.keys() == {"text/html", "image/png", "text/plain"}
    explorer = explorers.MatrixExplorer(statements, load_corpus())._repr_mimebundle_()
    assert explorer.keys() == {
        "application/vnd.jupyter.widget-view+json",
        "image/png",
        "text/html",
        "text/plain",
    }
    assert "<img alt=" in explorer["text/html"]


def test_widgets_lean_on_no_front_end():
    """Colours of JupyterLab have fallbacks, and scripts import nothing and reach for no app."""
    sources = [
        p for p in (ROOT / "shieldtalks/explorers").glob("*.*") if p.suffix in (".js", ".css")
    ]
    assert len(sources) > 5
    for path in sources:
        text = path.read_text("utf-8")
        assert not re.findall(r"var\(--jp-[\w-]+\)", text), path.name
        assert not re.findall(r"^\s*import\b|\bimport\(|\brequire\(|jupyterapp|https?:", text, re.M)
        assert not re.findall(r"--vscode-[\w-]+\)", text)
