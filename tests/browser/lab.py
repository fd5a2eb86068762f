"""JupyterLab for tests: a server with nothing of a person's in it, and a hand on its page."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from playwright.sync_api import TimeoutError

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name but this machine's own is looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
SETTINGS = {
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false"},
}
STARTUP = 60  # seconds
PATIENCE = 60_000  # milliseconds, for a notebook to open or to run


def find_browser(own=None):
    """Return the path of a Chromium, or None. own: a browser that Playwright brought itself."""
    if named := os.environ.get("SHIELDTALKS_CHROMIUM"):
        return named
    # The first is Chromium without windows of its own: the same pages with a third less work.
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return own if own and os.path.exists(own) else None


class LabServer:
    """A JupyterLab server on a port and with a token of its own.

    root: the folder whose notebooks it serves. settings: an empty folder for its settings.
    home: the folder in which its notebooks keep a student's work; it need not exist yet.
    """

    def __init__(self, root, settings, home):
        self.root, self.home = root, home
        self.token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        for plugin, values in SETTINGS.items():
            file = settings / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), "utf-8")
        self.log = open(settings / "server.log", "w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            self._command(settings),
            cwd=root,
            env={**os.environ, "SHIELDTALKS_HOME": str(home)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def _command(self, settings):
        return [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.root}",
            f"--IdentityProvider.token={self.token}",
            f"--LabApp.user_settings_dir={settings}",
            f"--LabApp.workspaces_dir={settings / 'workspaces'}",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
            "--LabApp.expose_app_in_browser=True",
        ]

    def wait(self):
        """Return when the server answers. Raises RuntimeError with its log when it does not."""
        deadline = time.monotonic() + STARTUP
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.ask("api/status")
                return self
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read()[-4000:]}")

    def ask(self, path, method="GET"):
        """Ask the server's own interface; return what it answers (parsed JSON, or None)."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def address(self, path):
        """Return the address at which a notebook opens in a workspace nobody has used."""
        workspace = secrets.token_hex(4)
        return f"{self.url}/lab/workspaces/{workspace}/tree/{path}?reset&token={self.token}"

    def close_notebooks(self):
        """End all kernels."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def stop(self):
        """End the server."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


PANEL = "window.jupyterapp?.shell?.currentWidget"
OPEN = f"() => {PANEL}?.context?.isReady && {PANEL}.sessionContext.session?.kernel"
ANSWERS = f"""async () => {{
    await window.jupyterapp.restored;
    await {PANEL}.sessionContext.ready;
    await {PANEL}.sessionContext.session.kernel.info;
}}"""
IDLE = f"() => {PANEL}.sessionContext.session.kernel.status === 'idle'"
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
RUN_CELL = "() => window.jupyterapp.commands.execute('notebook:run-cell')"
# A cell that is off the screen is not in the page; scrolling brings it there.
SHOW_CELL = f"""async (id) => {{
    const notebook = {PANEL}.content;
    const index = notebook.widgets.findIndex(cell => cell.model.id === id);
    if (index < 0) return false;
    notebook.activeCellIndex = index;
    await notebook.scrollToItem(index, "start");
    await notebook.widgets[index].ready;
    notebook.widgets[index].node.dataset.cellId = id;
    return true;
}}"""
OUTPUTS = f"""() => Object.fromEntries({PANEL}.content.widgets
    .filter(cell => cell.model.type === "code")
    .map(cell => [cell.model.id, cell.model.outputs.toJSON()]))"""
UNRUN = f"""() => {PANEL}.content.widgets
    .filter(cell => cell.model.type === "code" && cell.model.sharedModel.source.trim()
        && cell.model.executionCount === null)
    .map(cell => cell.model.id)"""


def wait_ready(page):
    """Wait until the notebook on a page is there and its kernel answers."""
    page.wait_for_function(OPEN, timeout=PATIENCE)
    page.evaluate(ANSWERS)
    wait_idle(page)


def wait_idle(page):
    """Wait until the kernel has nothing left to do."""
    page.wait_for_function(IDLE, timeout=PATIENCE)


def run_all(page):
    """Run all cells and wait; raise AssertionError that names cells that failed or did not run.

    Cells tagged `raises-exception` are not expected here: a failing cell stops the run.
    """
    completed = page.evaluate(RUN_ALL)
    wait_idle(page)
    failed = {
        name: output["evalue"]
        for name, outputs in cell_outputs(page).items()
        for output in outputs
        if output["output_type"] == "error"
    }
    assert completed is not False or failed, "the cells were not run"
    assert not failed, failed
    assert not page.evaluate(UNRUN)


def run_cell(page, cell_id):
    """Run one cell and wait until the kernel has done it."""
    cell(page, cell_id)
    page.evaluate(RUN_CELL)
    wait_idle(page)


def cell_outputs(page):
    """Return {cell id: list of outputs as a notebook file stores them}."""
    return page.evaluate(OUTPUTS)


def cell(page, cell_id):
    """Scroll to a cell, make it the active one, and return it (a Playwright locator)."""
    assert page.evaluate(SHOW_CELL, cell_id), f"the notebook has no cell {cell_id!r}"
    found = page.locator(f'[data-cell-id="{cell_id}"]')
    found.wait_for(state="visible")
    return found


def text_of(page, cell_id):
    """Return the text that a person sees in the output of a cell."""
    return "\n".join(cell(page, cell_id).locator(".jp-OutputArea-output").all_inner_texts()).strip()


# An explorer, as a person meets it

BEFORE = f"""(id) => {{
    const notebook = {PANEL}.content;
    notebook.mode = "command";
    notebook.activate();
    notebook.node.querySelector(`[data-cell-id="${{id}}"]`).focus();
}}"""
FOCUSED = """() => {
    const node = document.activeElement;
    const around = [...(node.labels?.[0]?.childNodes || [])].filter((part) => !part.contains(node));
    const label = around.map((part) => part.textContent).join(" ");
    return {
        name: (node.ariaLabel || label || node.textContent || "").replaceAll("\\u00a0", " ").trim(),
        inside: !!node.closest(".st-explorer"),
    };
}"""
PAGE_SHOWN = """(box, [alt, labels]) => {
    const image = box.querySelector(".st-stage img");
    const marks = [...box.querySelectorAll(".st-mark")].map((mark) => mark.ariaLabel);
    return image.alt === alt && image.complete && image.naturalWidth > 0
        && JSON.stringify(marks) === JSON.stringify(labels);
}"""
SENTENCES = """nodes => nodes.map(node => [
    node.querySelector(".st-source").textContent.split(" ")[0],
    node.querySelector("mark").textContent,
])"""


@contextlib.contextmanager
def step(words):
    """Name a step of a test, so that a failure says in words which one it was."""
    try:
        yield
    except Exception as error:
        error.add_note(f"The step that failed: {words}.")
        raise


CHOSEN = "() => document.activeElement.dataset.mark || ''"


def arrows_to(page, mark):
    """Go from the first mark of the matrix to one to its left and below, with arrow keys alone."""
    column = mark.split(" | ")[0]
    with step(f"arrow keys go to {mark!r}"):
        for key, goal in (("ArrowLeft", f"{column} | "), ("ArrowDown", mark)):
            for _ in range(20):
                if page.evaluate(CHOSEN).startswith(goal):
                    break
                page.keyboard.press(key)
        assert page.evaluate(CHOSEN) == mark


class Shown:
    """An explorer of a notebook that was run: its box, and what can be done to it.

    The facts it has to show are given as the Figure that the library draws of the same state.
    """

    def __init__(self, page, cell_id):
        self.page, self.cell_id = page, cell_id
        self.box = cell(page, cell_id).locator(".st-explorer")
        self.box.locator("select, button, [role=slider]").first.wait_for()

    def shows(self, figure, turned=True):
        """Wait for a figure's picture, alt text, footer and marks; turned: for its words, too.

        The words are those that a screen reader is given when the picture changes.
        """
        labels = [mark.label for mark in figure.marks if mark.box]
        alt = f"{figure.alt} {figure.footer}"
        with step(f"{self.cell_id} shows: {figure.title}"):
            box = self.box.element_handle()
            script = f"([box, ...facts]) => ({PAGE_SHOWN})(box, facts)"
            try:
                self.page.wait_for_function(script, arg=[box, alt, labels], timeout=30_000)
            except TimeoutError:
                assert self.box.locator(".st-stage img").get_attribute("alt") == alt
                marks = self.box.locator(".st-mark")
                assert marks.evaluate_all("nodes => nodes.map((n) => n.ariaLabel)") == labels
            if turned:
                assert self.box.locator("p.st-spoken").text_content() == figure.alt

    def reads(self, figure, mark):
        """Check that the pane shows a mark's name, and its sentences as the library has them."""
        chosen = next(m for m in figure.marks if m.id == mark)
        with step(f"{self.cell_id} reads: {chosen.label}"):
            self.box.locator(".st-title", has_text=chosen.label).wait_for()
            found = self.box.locator(".st-sentence").evaluate_all(SENTENCES)
            rows = [figure.rows[i] for i in chosen.statements if i in figure.rows]
            assert {tuple(row) for row in found} == {(row["unit"], row["quote"]) for row in rows}

    def click(self, figure, mark):
        """Choose a mark with the mouse, and check what is read."""
        with step(f"{self.cell_id}: the mark {mark!r} is clicked"):
            self.box.locator(f'[data-mark="{mark}"]').click()
        self.reads(figure, mark)

    def press(self, name, *keys):
        """Go to a control by Tab alone, from the cell above, and press keys there."""
        with step(f"{self.cell_id}: Tab goes to {name!r}, where {keys} are pressed"):
            passed = []
            self.page.evaluate(BEFORE, self.cell_id)
            for _ in range(60):
                self.page.keyboard.press("Tab")
                now = self.page.evaluate(FOCUSED)
                if now["inside"] and now["name"] == name:
                    break
                assert now["inside"] or not any(passed), f"not reached; passed: {passed}"
                passed.append(now["name"] if now["inside"] else "")
            for key in keys:
                self.page.keyboard.press(key)

    def walk(self, figure, *keys):
        """Tab to the marks, press arrow keys, Home or End, and check that the mark is read.

        Returns the id of the mark that is chosen then.
        """
        stop = self.box.locator('.st-mark[tabindex="0"]')
        self.press(stop.get_attribute("aria-label"), *keys)
        mark = self.page.evaluate("() => document.activeElement.dataset.mark")
        self.reads(figure, mark)
        return mark

    def drag(self, name, share):
        """Drag the handle of a slider to a share of its length, with the mouse."""
        with step(f"{self.cell_id}: the slider {name!r} is dragged to {share:.0%}"):
            handle = self.box.get_by_role("slider", name=name)
            handle.scroll_into_view_if_needed()
            track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]")
            place, grip = track.bounding_box(), handle.bounding_box()
            mouse, y = self.page.mouse, grip["y"] + grip["height"] / 2
            mouse.move(grip["x"] + grip["width"] / 2, y)
            mouse.down()
            mouse.move(place["x"] + share * place["width"], y, steps=4)
            mouse.up()
