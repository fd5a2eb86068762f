"""What one step of an explorer costs the kernel, beside `interact` with a figure drawn anew.

Run: python tests/benchmarks/explorer_step.py [ROUNDS]
All is timed in one notebook kernel with inline figures, from setting a control to the picture being
sent; the ways take turns, so that a busy moment hits all. The bar is the ratio to `interact` with
the same chart.
"""

import os
import statistics
import sys
import tempfile
import time

BAR = 0.2
INSIDE = "from tests.benchmarks.explorer_step import measure; measure({})"


def measure(rounds):
    """Time all ways and print a table; runs inside a kernel."""
    from IPython import get_ipython

    # The desk keeps what is coded; a measurement must not reach a student's own folder.
    os.environ["SHIELDTALKS_HOME"] = tempfile.mkdtemp()

    from shieldtalks import load_corpus, load_statements
    from shieldtalks.dating import load_dating

    get_ipython().run_line_magic("matplotlib", "inline")
    corpus = load_corpus()
    evidence = load_dating(corpus)
    statements = load_statements(corpus)
    report("dating board, a piece ticked (live)", board_steps(corpus, evidence), rounds)
    report("position matrix, a page turned (flipbook)", matrix_steps(corpus, statements), rounds)
    report("coding desk, a code added and kept (live)", desk_steps(corpus), rounds)


def board_steps(corpus, evidence):
    """Return {way: function of a round number that makes one step}, the yardstick first."""
    from IPython.display import display
    from ipywidgets import Checkbox, interactive

    from shieldtalks.dating import date_article
    from shieldtalks.explorers import DatingBoard
    from shieldtalks.figures.dates import DatingChart

    pieces = evidence.index[evidence["article"].eq("003")]

    def draw(**ticked):
        dated = date_article(evidence, "003", [name for name, on in ticked.items() if on])
        chart = DatingChart(dated, corpus)
        chart.move(dated)
        for artist in chart.stage.moving:
            artist.set_animated(False)
        display(chart.fig)

    panel = interactive(draw, **{piece: Checkbox(False) for piece in pieces})
    panel.update()
    plain = interactive(plain_chart, **{piece: Checkbox(False) for piece in pieces})
    plain.update()
    board = DatingBoard(corpus, evidence, "003")

    def tick(boxes):
        def step(number):
            box = boxes[number % len(pieces)]
            box.value = not box.value

        return step

    return {
        "interact, the same chart": tick(panel.children),
        "interact, six plain bars at 100 dpi": tick(plain.children),
        "shieldtalks": tick(board.children[2].children),
    }


def plain_chart(**ticked):
    """Draw six bars with pyplot, as a small notebook would."""
    import matplotlib.pyplot as plt

    plt.figure(figsize=(9.6, 5.9))
    plt.barh(list(ticked), list(ticked.values()))
    plt.title("Which pieces are taken")
    plt.show()


def matrix_steps(corpus, statements):
    """Return {way: function of a round number that makes one step}, the yardstick first."""
    from IPython.display import display
    from ipywidgets import Dropdown, interactive

    from shieldtalks.explorers import MatrixExplorer, matrix_step

    articles = ["", *corpus.texts]
    chosen = Dropdown(options=articles)
    panel = interactive(
        lambda left: display(matrix_step(statements, left_out=left).fig), left=chosen
    )
    panel.update()
    book = MatrixExplorer(statements, corpus).complete()

    def drawn(number):
        chosen.value = articles[(number + 1) % len(articles)]

    def turned(number):
        book.left_out = articles[(number + 1) % len(articles)]

    return {"interact, the same chart": drawn, "shieldtalks": turned}


def desk_steps(corpus):
    """Return {way: function of a round number that makes one step}, the yardstick first."""
    from IPython.display import display
    from ipywidgets import IntSlider, interactive

    from shieldtalks.explorers import CodingDesk, agreement_step
    from shieldtalks.explorers.coding import Coding, add_code
    from shieldtalks.statements import load_codings

    codings = load_codings(corpus)
    fields = ["unit", "organization", "concept", "agreement", "person"]
    rows = codings["A"][fields].to_dict("records")
    grown = [Coding()]
    for row in rows:
        grown.append(add_code(grown[-1], **row))
    slider = IntSlider(value=5, max=len(rows))
    panel = interactive(lambda n: display(agreement_step(grown[n], codings, corpus).fig), n=slider)
    panel.update()
    desk = CodingDesk(corpus, codings)

    def added(number):
        for name, value in rows[number].items():
            setattr(desk, name, value)
        desk.add()

    for number in range(5):
        added(number)

    def drawn(number):
        slider.value = 6 + number

    return {"interact, the same chart": drawn, "shieldtalks": lambda number: added(5 + number)}


def report(title, ways, rounds):
    """Take turns for some rounds, then print the median of each way and its ratio to the first."""
    times = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, step in ways.items():
            begin = time.perf_counter()
            step(number)
            times[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(values[1:]) * 1000 for name, values in times.items()}
    first = next(iter(medians.values()))
    print(f"{title}, median of {rounds}")
    for name, median in medians.items():
        print(f"  {name:38}{median:8.1f} ms{median / first:8.3f}")
    print(f"  {'bar':38}{'':11}{BAR:8.3f}\n")


def main(rounds):
    """Start a kernel, measure in it, and show what it prints."""
    from pathlib import Path

    from jupyter_client.manager import start_new_kernel

    root = str(Path(__file__).parents[2])
    manager, client = start_new_kernel(kernel_name="python3", cwd=root)

    def show(message):
        content = message["content"]
        if message["msg_type"] == "stream":
            print(content["text"], end="", flush=True)
        elif message["msg_type"] == "error":
            print("\n".join(content["traceback"]))

    try:
        client.execute_interactive(INSIDE.format(rounds), timeout=600, output_hook=show)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
