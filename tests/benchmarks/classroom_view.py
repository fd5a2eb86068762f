"""How soon a phone shows the class on a slow line, beside a bare page of a hundred bytes.

    python -m tests.benchmarks.classroom_view

Chromium slows the line as it does in its developer tools. Measured is, over five visits of new
phones while a question is open, until the first content is painted, until the question can be
answered, and until the class has acknowledged that the phone is in.
"""

import http.server
import statistics
import threading

from playwright.sync_api import sync_playwright

from tests.asked import Command
from tests.browser.lab import BROWSER_FLAGS, find_browser

VISITS = 5
# Milliseconds that each request waits, and kbit/s. As Lighthouse 12 gives them to Chromium for its
# "slow 4G" and "regular 3G", and Chromium's own "Slow 3G" (since version 121 "3G").
LINES = {
    "slow 4G (Lighthouse)": (562.5, 1474.56),
    "regular 3G (Lighthouse)": (1125, 630),
    "slow 3G (Chromium)": (2000, 400),
}
BARE = b"<!doctype html><html lang=en><title>Bare</title><p>".ljust(100, b"a")
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) done(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""
QUESTION = "Asked('00.a', high=100, question='How many of the squares are empty?')"


class Bare(http.server.BaseHTTPRequestHandler):
    """A page of a hundred bytes."""

    def do_GET(self):
        """Give it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(BARE)))
        self.end_headers()
        self.wfile.write(BARE)

    def log_message(self, *words):
        """Say nothing."""


def visit(browser, url, line, ours):
    """Open a page as a new phone does; return seconds to paint, to answer, to be in."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto("about:blank")
    wait, kbits = line
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    rate = kbits * 1000 / 8
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": wait, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    page.goto(url, wait_until="commit")
    painted = page.evaluate(PAINTED) / 1000
    answered = joined = float("nan")
    if ours:
        page.get_by_role("spinbutton").wait_for()
        answered = page.evaluate("() => performance.now()") / 1000
        page.wait_for_function("() => room.view && !room.view.joining")
        joined = page.evaluate("() => performance.now()") / 1000
    context.close()
    return painted, answered, joined


def main():
    """Print a line for each kind of line."""
    bare = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bare)
    threading.Thread(target=bare.serve_forever, daemon=True).start()
    command = Command(plan=f"plan_with({QUESTION})")
    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        page = browser.new_page()
        page.goto(f"{command.url}projector#key={command.key}")
        page.get_by_role("img", name="QR code").wait_for()
        page.keyboard.press("ArrowRight")
        page.locator(".count").wait_for()
        for name, line in LINES.items():
            plain = [visit(browser, f"http://127.0.0.1:{bare.server_port}/", line, False)]
            mine = []
            for _ in range(VISITS):
                plain.append(visit(browser, f"http://127.0.0.1:{bare.server_port}/", line, False))
                mine.append(visit(browser, command.url, line, True))
            floor = statistics.median(times[0] for times in plain)
            paint, answer, joined = (statistics.median(part) for part in zip(*mine, strict=True))
            print(
                f"{name}: first paint {paint:.2f} s (bare page {floor:.2f} s, "
                f"ratio {paint / floor:.2f}), can answer {answer:.2f} s, is in {joined:.2f} s",
                flush=True,
            )
        browser.close()
    command.end()
    bare.shutdown()


if __name__ == "__main__":
    main()
