"""Magics in answers: what is harmless in a notebook is harmless where answers are graded."""

import subprocess
import sys

from tests import ROOT

HARMLESS = [
    "%matplotlib inline",
    "%matplotlib",
    "!pip install pandas",
    "%pip install pandas",
    "%config InlineBackend.figure_format = 'retina'",
    "%load_ext autoreload",
    "files = !ls",
    "!!ls",
    "get_ipython().system('ls')",
    "%timeit -n1 -r1 1",
]
SOURCES = [f"{line}\nx = 1" for line in HARMLESS] + ["%%time\nx = 1", "%%capture\nx = 1"]


def test_an_answer_below_a_magic_counts():
    code = f"""
from shieldtalks.grading.engine.student import new_shell, run
shell = new_shell()
for source in {SOURCES!r}:
    shell.user_ns.pop("x", None)
    run(shell, source)
    if shell.user_ns.get("x") != 1:
        raise SystemExit(source)
run(shell, "%%bash\\nls")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
