"""How long a student waits for lesson 04 in a browser without Python behind it.

Seconds from the call of an address: until the lesson's page shows its matrix; and in JupyterLite
until the notebook stands there, until Python answers, and until the matrix is drawn by it. First
in a browser that has never been there, then again in the same browser.

    python -m tests.benchmarks.lite_start SITE
"""

import json
import os
import sys
import time

from playwright.sync_api import sync_playwright

from tests.browser.lab import BROWSER_FLAGS, PANEL, find_browser
from tests.browser.lite import PATIENCE, SiteServer

LESSON = "04_the_position_matrix"
OPEN = f"() => {PANEL}?.context?.isReady"
KERNEL = f"() => {PANEL}.sessionContext?.session?.kernel"
ANSWERS = f"async () => {{ await {PANEL}.sessionContext.session.kernel.info; }}"
RUN = f"""async () => {{
    const notebook = {PANEL}.content;
    for (const id of ["load", "explore-matrix"]) {{
        notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.id === id);
        await window.jupyterapp.commands.execute("notebook:run-cell");
    }}
}}"""


def visit(context, url):
    """Return {what stands there: seconds} of one visit to the lesson's page and to JupyterLite."""
    page, seconds = context.new_page(), {}
    begun = time.monotonic()

    def note(what):
        seconds[what] = round(time.monotonic() - begun, 1)

    page.goto(f"{url}/lessons/{LESSON}.html")
    page.locator(".st-explorer .st-stage img").wait_for()
    note("the lesson's page with its matrix")
    begun = time.monotonic()
    page.goto(f"{url}/lab/index.html?path=notebooks/{LESSON}.ipynb")
    page.wait_for_function(OPEN)
    note("the notebook, to be read")
    page.wait_for_function(KERNEL)
    page.evaluate(ANSWERS)
    note("Python")
    page.evaluate(RUN)
    page.locator('.st-stage img[src^="data:image/png"]').wait_for()
    note("the matrix, drawn by Python")
    page.close()
    return seconds


def main(site):
    """Print a line of JSON for each visit."""
    server = SiteServer(site)
    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        chromium = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        context = chromium.new_context(viewport={"width": 1366, "height": 900})
        context.set_default_timeout(PATIENCE)
        for visits in ("first", "second"):
            load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
            found = visit(context, server.url)
            print(json.dumps({"visit": visits, "cores": os.cpu_count(), "load": load, **found}))
        chromium.close()
    server.stop()


if __name__ == "__main__":
    main(sys.argv[1])
