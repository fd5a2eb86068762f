"""Show where an answer of the bank is told another thing than before; --write keeps what is new.

verdicts.csv holds it, a row an answer: the task, right or wrong, its number, and PASS or the line.
"""

import csv
import sys

from tests.answers.bank import HEAD, KEPT, kept, verdicts


def main():
    """Write the table, or print where what is said now differs from it."""
    now, before = verdicts(), kept()
    for key in dict.fromkeys([*before, *now]):
        if now.get(key) != before.get(key):
            print(f"{' '.join(key)}\n  - {before.get(key)}\n  + {now.get(key)}")
    if "--write" in sys.argv:
        with open(KEPT, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerows([HEAD, *((*key, said) for key, said in now.items())])


if __name__ == "__main__":
    main()
