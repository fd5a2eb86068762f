"""The static site as a browser meets it: handed out by a web server, its notebooks driven."""

import contextlib
import functools
import http.server
import json
import socket
import socketserver
import threading

from tests.browser.lab import PANEL, UNRUN, cell_outputs

PATIENCE = 300_000  # milliseconds that Python may take to start, or a notebook to run
OPEN = """async ([path, kernel]) => {
    const options = { path, factory: "Notebook" };
    if (kernel) options.kernel = { id: kernel };
    const panel = await window.jupyterapp.commands.execute("docmanager:open", options);
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    window.jupyterapp.shell.activateById(panel.id);
    return panel.sessionContext.session.kernel.id;
}"""
CLOSE = f"""async (shutdown) => {{
    const panel = {PANEL};
    if (shutdown) await panel.sessionContext.shutdown();
    await panel.context.save();
    panel.close();
}}"""
FORGET = f"""() => {PANEL}.sessionContext.session.kernel.requestExecute(
    {{ code: "%reset -f", silent: true, store_history: false }}).done"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
WRITE = f"""(sources) => {{
    for (const cell of {PANEL}.content.widgets) {{
        const source = sources[cell.model.id];
        if (source !== undefined) cell.model.sharedModel.setSource(source);
    }}
}}"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        """Answer until the connection ends, by whichever side."""
        with contextlib.suppress(ConnectionError, ValueError):
            super().handle()

    def log_message(self, *args):
        """Say nothing."""

    def send_error(self, code, message=None, explain=None):
        """Note what was asked for and is not there."""
        self.server.missing.append(self.path)
        super().send_error(code, message, explain)


class SiteServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Hands out a folder on this machine alone, as any web server would; stops when told.

    `missing` lists what was asked for and is not there.
    """

    daemon_threads = True

    def __init__(self, folder, port=0):
        self.missing, self._talks = [], []
        handler = functools.partial(_Handler, directory=str(folder))
        super().__init__(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self):
        """Remember each connection, since a browser keeps some open."""
        talk, address = super().get_request()
        self._talks.append(talk)
        return talk, address

    def stop(self):
        """Hand out nothing more, not even over the connections that are open."""
        self.shutdown()
        self.server_close()
        for talk in self._talks:
            with contextlib.suppress(OSError):
                talk.shutdown(socket.SHUT_RDWR)


def lite_context(browser, strangers):
    """Return a new browser profile; strangers: a list that gets what is asked of other machines."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)

    def note(request):
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            strangers.append(request.url)

    context.on("request", note)
    return context


def open_notebook(page, path, kernel=None):
    """Open a notebook in JupyterLite, on a kernel that runs or a new one; return the kernel's id.

    The new one is ready when this returns; one that runs has forgotten its names.
    """
    found = page.evaluate(OPEN, [path, kernel])
    if kernel:
        assert found == kernel
        page.evaluate(FORGET)
    return found


def close_notebook(page, shutdown=False):
    """Save and close the notebook on show. shutdown: whether its kernel ends as well."""
    page.evaluate(CLOSE, shutdown)


def write_answers(page, sources):
    """Put text into cells of the notebook on show. sources: {cell id: source}."""
    page.evaluate(WRITE, sources)


def run_all(page, meant=()):
    """Run all cells; raise AssertionError that names cells that failed or were not run.

    meant: ids of cells that are to raise.
    """
    page.evaluate(RUN_ALL)
    failed = {
        name: output["evalue"]
        for name, outputs in cell_outputs(page).items()
        for output in outputs
        if output["output_type"] == "error" and name not in meant
    }
    assert not failed, failed
    assert not page.evaluate(UNRUN)


def printed(outputs):
    """Return what a cell printed, as one text."""
    return "".join(o["text"] for o in outputs if o["output_type"] == "stream")


def answers_of(path):
    """Return {cell id: source} of the answers in a master notebook."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    solved = [c for c in cells if c["metadata"].get("nbgrader", {}).get("solution")]
    return {cell["id"]: "".join(cell["source"]) for cell in solved}
