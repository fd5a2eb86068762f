"""What `import shieldtalks` adds to importing the packages that a notebook needs anyway.

Run: python tests/benchmarks/import_cost.py [ROUNDS]
Each import is timed in a fresh process; the two take turns, so that a busy moment hits both.
"""

import statistics
import subprocess
import sys

BASE = "import pandas, matplotlib, ipywidgets"
CASES = {"without": BASE, "with shieldtalks": f"{BASE}, shieldtalks"}
TIMED = "import time; begin = time.perf_counter(); {}; print(time.perf_counter() - begin)"


def seconds(statement):
    """Return how long an import statement takes in a fresh process."""
    command = [sys.executable, "-c", TIMED.format(statement)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(rounds):
    """Print the median of each case and their ratio."""
    times = {name: [] for name in CASES}
    for _ in range(rounds):
        for name, statement in CASES.items():
            times[name].append(seconds(statement))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:18}{median * 1000:8.0f} ms   median of {rounds}")
    print(f"{'ratio':18}{medians['with shieldtalks'] / medians['without']:8.3f}   bar: 1.10")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
