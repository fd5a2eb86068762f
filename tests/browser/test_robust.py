"""Explorers where things go wrong: kernels that stop, cells out of order, old pages, full disks."""

import csv
import os
import signal
import subprocess

import nbformat
import pytest
from playwright.sync_api import expect

from shieldtalks.context import load_sites
from shieldtalks.explorers import first_look_step, map_step
from shieldtalks.systems import load_mentions
from tests.answers.e00 import RIGHT
from tests.browser.lab import PANEL, Shown, cell, run_all, run_cell, step, text_of, wait_idle

pytestmark = pytest.mark.browser

LOAD = """from shieldtalks import *
from shieldtalks.statements import load_codings
corpus = load_corpus()
statements = load_statements(corpus)
sites, mentions = context.load_sites(), systems.load_mentions(corpus)"""
PAGES = {
    "load": LOAD,
    "map": "charts = explorers.MapExplorer(sites, mentions, corpus)\ncharts",
    "again": "charts",
    "look": "explorers.FirstLook(statements, corpus)",
}
DISK = {
    "load": LOAD,
    "desk": "explorers.CodingDesk(corpus, load_codings(corpus), practice=['000.03'])",
    "check": f'check("00.1", {RIGHT["00.1"][0]!r})',
    "closed": 'import os\nhome = os.environ["SHIELDTALKS_HOME"]\n'
    'os.environ["SHIELDTALKS_HOME"] = "/sys/shield-talks-work"',
    "full": "import resource\nget_ipython().history_manager.enabled = False\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))",
    "freed": 'os.environ["SHIELDTALKS_HOME"] = home\n'
    "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)",
    "check-again": f'check("00.2", {RIGHT["00.2"][0]!r})',
    "progress": 'progress()["passed"].to_dict()',
}
SAVE = f"async () => {{ await {PANEL}.context.save(); }}"
KEEP_STATE = """() => window.jupyterapp.commands.execute(
    "@jupyter-widgets/jupyterlab-manager:saveWidgetState")"""
STOPPED = "The kernel has stopped, so this explorer no longer answers."
STILL_TURN = "The kernel has stopped. The pages that are drawn still turn;"
SILENT = "The kernel has not answered for five seconds"
AS_SAVED = "No kernel runs behind this explorer: it stands as it was saved."


@pytest.fixture
def on_map(corpus):
    """on_map(target): what the map has to show of it."""
    sites, mentions = load_sites(), load_mentions(corpus)
    return lambda target="washington": map_step(sites, mentions, corpus, target=target)


@pytest.fixture
def write(lab):
    """write(name, cells): a notebook of these cells in the server's folder; returns its path."""

    def write_cells(name, cells):
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source, id=i) for i, source in cells.items()]
        )
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, lab.root / name)
        return name

    return write_cells


def line(page, cell_id):
    """Return the line above an explorer's controls (a Playwright locator)."""
    return cell(page, cell_id).locator(".st-access p")


def signal_kernels(lab, number):
    """Let the kernels hang, go on, or die as they do on a machine that has run out of memory."""
    found = subprocess.run(
        ["pgrep", "-P", str(lab.process.pid), "-f", "ipykernel"], capture_output=True, text=True
    ).stdout.split()
    for process in found:
        os.kill(int(process), number)
    assert found


def target(shown, place):
    shown.box.get_by_label("Target:").select_option(place)


@pytest.mark.full(
    "cells out of order, one explorer twice, a kernel that hangs and one that is killed",
    short="tests/browser/test_lesson_04.py::test_the_matrix_by_keyboard_by_mouse_without_a_kernel",
)
def test_cells_out_of_order_two_views_and_a_kernel_that_stops(
    lab, open_lab, write, on_map, statements, corpus, shot
):
    page = open_lab(write("robust.ipynb", PAGES))
    with step("an explorer without its load cell gives one line"):
        run_cell(page, "map")
        said = text_of(page, "map")
        assert said.splitlines()[-1] == "NameError: name 'explorers' is not defined"
    with step("two explorers on a page, and one of them twice"):
        for cell_id in ("load", "map", "again", "look"):
            run_cell(page, cell_id)
        charts, twin, look = Shown(page, "map"), Shown(page, "again"), Shown(page, "look")
        target(twin, "New York")
        Shown(page, "map").shows(on_map("newyork"))
        Shown(page, "again").shows(on_map("newyork"))
        look.press("001, April 2007", "Enter")
        look.shows(first_look_step(statements, corpus, "001"))
        charts.shows(on_map("newyork"))
        look.box.page.locator(".st-picture[data-pages='5']").wait_for(state="attached")
    with step("a kernel that hangs is said to be silent, and then no longer"):
        signal_kernels(lab, signal.SIGSTOP)
        target(charts, "Chicago")
        expect(line(page, "map")).to_contain_text(SILENT, timeout=15_000)
        signal_kernels(lab, signal.SIGCONT)
        expect(line(page, "map")).to_be_empty(timeout=15_000)
        charts.shows(on_map("chicago"))
    with step("a kernel that was killed is said to have stopped"):
        signal_kernels(lab, signal.SIGKILL)
        page.get_by_role("button", name="Ok").click()
        expect(line(page, "map")).to_contain_text(STOPPED)
        assert page.locator(".jp-Cell:has(.st-explorer)").count() == 3
        target(charts, "London")
        charts.shows(on_map("chicago"), turned=False)
        shot(page, "robust-stopped")
    with step("the pages of a flipbook still turn"):
        expect(line(page, "look")).to_contain_text(STILL_TURN)
        look.press("004, June 2016", "Enter")
        look.shows(first_look_step(statements, corpus, "004"))
    with step("run again, the explorer answers again"):
        wait_idle(page)
        run_cell(page, "load")
        run_cell(page, "map")
        charts = Shown(page, "map")
        expect(line(page, "map")).to_be_empty()
        target(charts, "London")
        charts.shows(on_map("london"))


@pytest.mark.full(
    "a notebook with explorers saved, with and without the state of its widgets, and opened again",
    short="tests/browser/test_lesson_04.py::test_the_matrix_by_keyboard_by_mouse_without_a_kernel",
)
def test_a_page_that_was_saved_and_is_opened_again(
    lab, open_lab, write, on_map, statements, corpus, complaints, shot
):
    path = write("saved.ipynb", {name: PAGES[name] for name in ("load", "map", "look")})
    page = open_lab(path)
    run_all(page)
    Shown(page, "look").box.page.locator(".st-picture[data-pages='5']").wait_for()
    page.evaluate(SAVE)
    page.close()
    lab.close_notebooks()

    with step("opened again, the page shows still pictures and no error"):
        page = open_lab(path)
        still = cell(page, "map").locator(".st-still")
        expect(still).to_contain_text("A still picture. Run this cell, and the controls appear.")
        assert still.get_by_role("img").get_attribute("alt") == on_map().alt
        errors = page.get_by_text("model not found")
        assert not any(error.is_visible() for error in errors.all())
        shot(page, "robust-opened-again")
    with step("run, the explorer takes the place of its still picture"):
        run_all(page)
        Shown(page, "map").shows(on_map(), turned=False)
        assert still.is_hidden()
    with step("saved with the state of its widgets, a flipbook works and a live explorer says no"):
        page.locator(".st-picture[data-pages='5']").wait_for(state="attached")
        page.evaluate(KEEP_STATE)
        page.evaluate(SAVE)
        page.close()
        lab.close_notebooks()
        page = open_lab(path)
        look = Shown(page, "look")
        look.press("004, June 2016", "Enter")
        look.shows(first_look_step(statements, corpus, "004"))
        expect(line(page, "look")).to_be_empty()
        Shown(page, "map").shows(on_map(), turned=False)
        expect(line(page, "map")).to_have_text(AS_SAVED)
        shot(page, "robust-saved-state")


def add_code(page, concept):
    """Code the sentence on the desk with the keyboard, and press Enter to add the code."""
    desk = cell(page, "desk").locator(".st-desk")
    desk.get_by_label("Organization:").select_option("NATO")
    desk.get_by_label("Concept:").select_option(concept)
    wait_idle(page)
    desk.get_by_label("Concept:").focus()
    for key in ("-", "Enter"):
        page.keyboard.press(key)
        wait_idle(page)
    return desk


@pytest.mark.full(
    "a closed folder and a full disk, as the desk and the checks meet them in JupyterLab",
    short="tests/test_desk.py::test_a_full_disk_is_said_and_the_codes_are_written_later",
)
def test_a_closed_folder_and_a_full_disk_lose_nothing(lab, open_lab, write, corpus, shot):
    for file in lab.home.glob("*"):
        file.unlink()
    page = open_lab(write("disk.ipynb", DISK))
    for cell_id in ("load", "desk"):
        run_cell(page, cell_id)
    for trouble, concept in (("closed", "Host on Russian soil"), ("full", "Aimed at Russia")):
        with step(f"where the folder is {trouble}, the desk and the check say so in a line"):
            run_cell(page, trouble)
            desk = add_code(page, concept)
            told = desk.get_by_label("What happened")
            expect(told).to_contain_text("Not kept: coding-")
            expect(desk.get_by_label("Your codes for this sentence")).to_contain_text(concept)
            run_cell(page, "check")
            assert "\nNot kept: progress.json cannot be written" in text_of(page, "check")
            assert not [*lab.home.glob("*")]
    shot(page, "robust-not-kept")
    with step("once there is room, a button keeps the codes, and the next check both passes"):
        run_cell(page, "freed")
        desk = cell(page, "desk").locator(".st-desk")
        desk.get_by_role("button", name="Try to keep it again").click()
        expect(desk.get_by_label("What happened")).to_contain_text("Kept in coding-")
        (file,) = lab.home.glob("coding-*.csv")
        with open(file, newline="", encoding="utf-8") as table:
            kept = {row["concept"] for row in csv.DictReader(table)}
        assert kept == {"host_in_russia", "aimed_at_russia"}
        run_cell(page, "check-again")
        run_cell(page, "progress")
        assert "core 2 of" in text_of(page, "progress")
        assert text_of(page, "progress").endswith("{'00.1': 'yes', '00.2': 'yes'}")
        assert (lab.home / "progress.json").exists()
