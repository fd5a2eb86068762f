"""Show where an answer of the bank is told another thing than before; --write keeps what is new.

`python -m tests.answers 04` looks at exercise 04 only. verdicts.csv holds what is told, a row an
answer: the task, right or wrong, its number, and PASS or the line.
"""

import csv
import sys

from tests.answers.bank import HEAD, KEPT, kept, verdicts


def main(arguments):
    """Print what differs, and write it on request."""
    asked = tuple(a for a in arguments if a != "--write")
    before = kept()
    now = {key: said for key, said in before.items() if asked and not key[0].startswith(asked)}
    for exercise in asked or ("",):
        now |= verdicts(exercise)
    for key in dict.fromkeys([*before, *now]):
        if now.get(key) != before.get(key):
            print(f"{' '.join(key)}\n  - {before.get(key)}\n  + {now.get(key)}")
    if "--write" in arguments:
        rows = sorted(now.items(), key=lambda row: (*row[0][:2], int(row[0][2])))
        with open(KEPT, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerows([HEAD, *((*key, said) for key, said in rows)])


if __name__ == "__main__":
    main(sys.argv[1:])
