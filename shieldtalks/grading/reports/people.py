"""Whom a row of a table of marks means, whatever a spreadsheet did to the number of a student."""

import re

from shieldtalks.grading.reports.results import one_line


def row_key(row: dict) -> tuple[str, str]:
    """Return (student, criterion) as a row of marks has them."""
    return row["student"].strip().lstrip("'"), " ".join(row["criterion"].split())


class People:
    """Who has which exercise, and whom a row of a spreadsheet means."""

    def __init__(self, results: list[dict]):
        self._keys: dict[str, list[str]] = {}
        self._names: dict[str, set[str]] = {}
        for result in results:
            self._keys.setdefault(result["exercise"], []).append(result["student"])
            name = _plain(result["name"])
            self._names.setdefault(name, set()).add(result["student"])

    def key_of(self, row: dict) -> tuple[str, str]:
        """Return (student, criterion) of a row; the student as the row has it if there is none."""
        return self.student(row) or row_key(row)[0], row_key(row)[1]

    def student(self, row: dict) -> str:
        """Return the student whom a row means, or ''.

        What a spreadsheet did to a number is undone where only one student can be meant: zeros
        that were taken off, and digits that were (2.02612E+11), with the help of the name.
        """
        name, criterion = row_key(row)
        keys = self._keys.get(criterion[:2], [])
        if name in keys:
            return name
        plain = name.casefold().lstrip("0")
        alike = [key for key in keys if key.casefold().lstrip("0") == plain]
        alike = alike or [key for key in keys if _shortened(name, key)]
        if len(alike) > 1:
            named = self._names.get(_plain(row.get("name", "")), set())
            alike = [key for key in alike if key in named]
        return alike[0] if len(alike) == 1 else ""

    def fault(self, row: dict) -> str:
        """Return why the cells of a row contradict each other, as after filling down, or ''."""
        student, (_, criterion) = self.student(row), row_key(row)
        named = self._names.get(_plain(row.get("name", "")), set())
        if student and named and student not in named:
            return f"the student is {student}, the name {one_line(row['name'])}."
        task = row.get("task", "").split(" ")[0]
        if re.fullmatch(r"\d\d\.\d+", task) and task != criterion.split(" ")[0]:
            return f"the task is {task}, the criterion {one_line(criterion)}."
        return ""


def _plain(name):
    return one_line(name).casefold()


def _shortened(said, key):
    """Say whether a spreadsheet may have written a key as this number."""
    said = said.replace(",", ".")
    form = re.fullmatch(r"(\d)(?:\.(\d+))?e\+?(\d{1,3})|(\d+)\.0+", said, re.I)
    if not form or not re.fullmatch(r"\d{1,300}(e\+?\d{1,2})?", key, re.I):
        return False
    digits = len(form[2] or "") if form[1] else 15
    return f"{float(key):.{digits}e}" == f"{float(said):.{digits}e}"
