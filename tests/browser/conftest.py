"""Fixtures: a JupyterLab server, a browser, and notebooks opened in it.

`open_lab(path)` opens a notebook of the course (or one that a test wrote into `lab.root`) and
returns the page when its kernel is ready; `tests.browser.lab` has what can be done with it.
`shot(page, name)` keeps a picture of the page. A test that fails leaves one of each open page.
Pictures go into the folder that SHIELDTALKS_SHOTS names, else into pytest's temporary folder.
"""

import contextlib
import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import ROOT
from tests.browser.access import examine_page
from tests.browser.driven import DRIVEN
from tests.browser.lab import (
    BROWSER_FLAGS,
    LabServer,
    find_browser,
    run_all,
    run_cell,
    step,
    wait_ready,
)
from tests.browser.lite import SiteServer, close_notebook, lite_context, open_notebook

expect.set_options(timeout=20_000)

COURSE = ("notebooks", "exercises", "solutions")
FAILED = pytest.StashKey[bool]()
NO_BROWSER = (
    "NO BROWSER, SO NOTHING IN tests/browser WAS TESTED: install chromium, "
    "or name one in the variable SHIELDTALKS_CHROMIUM"
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab over a copy of the course's notebooks in `lab.root`.

    `lab.home` is the folder of the student's work, shared by the tests of a run.
    """
    root = tmp_path_factory.mktemp("course")
    for name in COURSE:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
    settings = tmp_path_factory.mktemp("lab-settings")
    server = LabServer(root, settings, home=settings / "work")
    try:
        yield server.wait()
    finally:
        server.stop()


class Chromium:
    """One headless Chromium for the browser tests of a worker, one after the other.

    It is closed before a test that does without it, because Playwright keeps an event loop running
    that the kernels of other tests would find in their way.
    """

    def __init__(self):
        self._open, self._chromium = contextlib.ExitStack(), None

    def get(self):
        """Return it, started if need be. Without one a test is skipped, or fails in CI."""
        if self._chromium is None or not self._chromium.is_connected():
            self.close()
            playwright = self._open.enter_context(sync_playwright())
            path = find_browser(playwright.chromium.executable_path)
            if path is None and os.environ.get("CI"):
                pytest.fail(NO_BROWSER)
            if path is None:
                pytest.skip(NO_BROWSER)
            self._chromium = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
            self._open.callback(self._chromium.close)
        return self._chromium

    def close(self):
        """End it and its event loop."""
        self._open.close()
        self._chromium = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        """Close it where it would be in the way."""
        if item.get_closest_marker("browser") is None:
            self.close()


@pytest.fixture(scope="session")
def chromium(request):
    """The Chromium of this worker."""
    chromium = Chromium()
    request.config.pluginmanager.register(chromium)
    yield chromium
    request.config.pluginmanager.unregister(chromium)
    chromium.close()


@pytest.fixture(scope="module")
def browser(chromium):
    """A headless Chromium, shared with the modules before and after."""
    return chromium.get()


@pytest.fixture
def context(browser):
    """A fresh browser profile, the size of a projector; it notes what leaves this machine.

    `context.strangers` lists the addresses of other machines that the pages asked for.
    """
    context = browser.new_context(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    context.strangers = []

    def note(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            context.strangers.append(request.url)

    context.on("request", note)
    yield context
    context.close()


# What JupyterLab says to an extension that belongs into a page of JupyterLite.
MISPLACED = "@jupyterlite/pyodide-kernel-extension"


@pytest.fixture
def complaints(context):
    """What the pages of this test complain of in the browser's console."""
    heard = []

    def note(words):
        if MISPLACED not in words:
            heard.append(words)

    context.on("console", lambda said: note(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: note(str(error.error)))
    return heard


@pytest.fixture(scope="session")
def shots(tmp_path_factory):
    """The folder for pictures."""
    named = os.environ.get("SHIELDTALKS_SHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def shot(shots):
    """shot(page, name): keep a picture of a page, or of one part of it, as name.png."""

    def keep(part, name):
        path = shots / f"{re.sub(r'[^a-zA-Z0-9.-]+', '_', name).strip('_')}.png"
        part.screenshot(path=path)
        return path

    return keep


@pytest.fixture
def open_lab(lab, context, shot, request):
    """open_lab(path): a page with that notebook of `lab.root`, ready to run."""

    def open_notebook(path):
        page = context.new_page()
        page.goto(lab.address(path))
        wait_ready(page)
        return page

    yield open_notebook
    if request.node.stash.get(FAILED, False):
        for number, page in enumerate(context.pages, 1):
            print("picture of the failure:", shot(page, f"failed-{request.node.name}-{number}"))
    for page in context.pages:
        page.close()
    lab.close_notebooks()


@pytest.fixture
def open_lesson(open_lab):
    """open_lesson(name): a page with that lesson, not yet run, on a laptop's screen."""

    def open_it(name):
        page = open_lab(f"notebooks/{name}.ipynb")
        page.set_viewport_size({"width": 1440, "height": 900})
        return page

    return open_it


@pytest.fixture
def run_lesson(open_lesson, complaints, shots):
    """run_lesson(name): a page with that lesson, all its cells run.

    A cell that fails, a word of complaint in the console, and a fault that axe-core finds in what
    is ours fail the test. What it finds in JupyterLab is kept as axe-jupyterlab-NAME.txt.
    """

    def run(name):
        with step(f"the lesson {name} is run from top to bottom"):
            page = open_lesson(name)
            run_all(page)
            assert complaints == []
        with step(f"axe-core looks at the whole page of {name}"):
            theirs = examine_page(page)
            lines = [f"{count:4} {fault}\n" for fault, count in theirs.most_common()]
            (shots / f"axe-jupyterlab-{name}.txt").write_text("".join(lines), "utf-8")
        return page

    yield run
    assert complaints == []


@pytest.fixture
def run_cells(open_lesson, complaints):
    """run_cells(name, cells): a page with that lesson, some of its cells run, in their order."""

    def run(name, cells):
        with step(f"of the lesson {name} the cells {cells} are run"):
            page = open_lesson(name)
            for cell_id in cells:
                run_cell(page, cell_id)
        return page

    yield run
    assert complaints == []


@pytest.fixture
def drive_lesson(run_lesson, shot):
    """drive_lesson(name, closely): run that lesson, drive its explorers, look closely at each."""

    def drive(name, closely):
        page = run_lesson(name)
        DRIVEN[name[:2]](page, shot, closely)
        assert not page.context.strangers

    return drive


# JupyterLite: one page of it stays open for all tests of a module, and one kernel runs all lessons,
# another all exercises; the names of the notebook before are forgotten each time.


@pytest.fixture(scope="module")
def site_server(site):
    """A web server over the site."""
    running = SiteServer(site)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def lite(browser, site_server):
    """A page of JupyterLite with nothing in it yet; no other machine may be asked."""
    strangers = []
    context = lite_context(browser, strangers)
    page = context.new_page()
    page.goto(f"{site_server.url}/lab/index.html?reset")
    page.wait_for_function("() => window.jupyterapp")
    page.evaluate("() => window.jupyterapp.restored")
    yield page
    context.close()
    assert strangers == []


@pytest.fixture(scope="module")
def kernels(lite):
    """{kind of notebook: id of the kernel that runs them}."""
    return {}


@pytest.fixture
def opened(lite, kernels):
    """opened(path): that notebook in the page, on the kernel of its kind."""

    def open_it(path):
        kind = path.split("/")[0]
        kernels[kind] = open_notebook(lite, path, kernels.get(kind))
        return lite

    yield open_it
    close_notebook(lite)
