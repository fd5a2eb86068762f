"""What a teacher says about whose a file is: roster.csv, a row a file or pattern."""

import fnmatch
import re
from dataclasses import dataclass
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.grading.csv_files import header_of, read_rows
from shieldtalks.grading.submissions.students import Student, shown, student_key

NAME = "roster.csv"
COLUMNS = ("file", "student", "id")


@dataclass(frozen=True)
class Row:
    """One line of a roster: a file or pattern of files, the name of a student, a number or ''."""

    pattern: str
    student: str
    number: str

    def fits(self, parts: tuple, file: str) -> bool:
        """Say whether it means a file: by its path, the start of its path, or its own name."""
        paths = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        names = {*paths, file, parts[-1]}
        return any(
            name == self.pattern or fnmatch.fnmatchcase(name, self.pattern) for name in names
        )

    def who(self) -> Student:
        """Return the student whom it names."""
        ids = {"idnumber": self.number} if self.number else {}
        return Student("roster", student_key(self.student, self.number), shown(self.student), ids)


def read_roster(path: str | Path) -> list[Row]:
    """Return the rows of a roster. Raises DataError for one that cannot be read."""
    path = Path(path)
    wants = (
        f"its first row needs the columns {', '.join(COLUMNS)}. "
        "A file may be a pattern, such as 03_4711001_*."
    )
    lines, _ = read_rows(path, lambda rows: {"file", "student"} <= {*header_of(rows)}, wants)
    header, rows = header_of(lines), []
    for number, line in enumerate(lines[1:], 2):
        cells = dict(zip(header, [cell.strip() for cell in line], strict=False))
        file, student = cells.get("file", ""), cells.get("student", "")
        if not file and not student:
            continue
        if not file or not student:
            raise DataError(f"{path.name}, line {number}: needs a file and a student.")
        if re.fullmatch(r"\d([.,]\d+)?e\+?\d+", cells.get("id", ""), re.I):
            raise DataError(
                f"{path.name}, line {number}: {cells['id']} is no whole number any more; a "
                "spreadsheet has rounded it. Make the column id text, and type it again."
            )
        rows.append(Row(file, student, cells.get("id", "")))
    return rows
