"""A student's own coding: what was seen in which sentence, and the file that keeps it."""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError
from shieldtalks.statements import AGREEMENTS, ATTRIBUTIONS, load_concepts
from shieldtalks.student_files import save, set_aside, work_folder
from shieldtalks.tables import read_table, require

CODE = ["unit", "person", "organization", "concept", "agreement", "conditional", "attribution"]
COLUMNS = [*CODE, "start", "end", "quote"]
SAME = ["unit", "person", "organization", "concept", "agreement"]


@dataclass(frozen=True)
class Coding:
    """Sentences that one reader has decided.

    codes: DataFrame, a row a code, columns as `load_codings` gives them. nothing: the units in
    which there was nothing to code.
    """

    codes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CODE))
    nothing: tuple = ()

    @property
    def units(self) -> list[str]:
        """Return the units that are decided, with a code or as empty: a sorted list."""
        return sorted({*self.codes["unit"], *self.nothing})

    def __repr__(self):
        return (
            f"Coding of {len(self.units)} units: {len(self.codes)} codes, "
            f"nothing in {len(self.nothing)}"
        )


def add_code(
    coding: Coding,
    unit: str,
    organization: str,
    concept: str,
    agreement: str,
    person: str = "",
    conditional: bool = False,
    attribution: str = "indirect",
) -> Coding:
    """Return the coding with one more code; the same stance in the same unit stands only once.

    Raises DataError for a missing organization or concept and for an agreement that is none.
    """
    person, organization = _plain(person), _plain(organization)
    if not organization:
        raise DataError("No organization yet: say whose position it is.")
    if not concept:
        raise DataError("No concept yet: choose the one the sentence is about.")
    if agreement not in AGREEMENTS:
        raise DataError("Neither yes nor no yet: choose agrees or disagrees.")
    values = (unit, person, organization, concept, agreement, bool(conditional), attribution)
    row = pd.DataFrame([dict(zip(CODE, values, strict=True))])
    codes = pd.concat([coding.codes, row], ignore_index=True) if len(coding.codes) else row
    codes = codes.drop_duplicates(SAME, keep="last", ignore_index=True)
    return Coding(codes, tuple(u for u in coding.nothing if u != unit))


def _plain(name):
    """Return a typed name with plain spaces, and without signs that nobody can see."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def remove_code(
    coding: Coding, unit: str, organization: str, concept: str, agreement: str, person: str = ""
) -> Coding:
    """Return the coding without one code; a code that is not there is no error."""
    same = coding.codes[SAME].eq([unit, person, organization, concept, agreement]).all(axis=1)
    return Coding(coding.codes[~same].reset_index(drop=True), coding.nothing)


def mark_nothing(coding: Coding, unit: str) -> Coding:
    """Return the coding with a unit decided as empty. Raises DataError where it holds codes."""
    held = coding.codes["unit"].eq(unit).sum()
    if held:
        raise DataError(f"{unit} holds {held} of your codes. Remove them first.")
    return Coding(coding.codes, (*(u for u in coding.nothing if u != unit), unit))


def reopen(coding: Coding, unit: str) -> Coding:
    """Return the coding with a unit undecided again, its codes removed."""
    codes = coding.codes[coding.codes["unit"].ne(unit)].reset_index(drop=True)
    return Coding(codes, tuple(u for u in coding.nothing if u != unit))


def as_csv(coding: Coding, corpus: Corpus) -> str:
    """Return a coding as csv text: the columns of a coding, then start, end and quote of the unit.

    A unit in which there was nothing to code is a row with an empty concept.
    """
    rows = [*coding.codes[CODE].itertuples(index=False), *((u,) for u in coding.nothing)]
    order = {unit: number for number, unit in enumerate(corpus.units.index)}
    columns = zip(*(corpus.units[c].to_list() for c in ("start", "end", "text")), strict=True)
    places = dict(zip(corpus.units.index, columns, strict=True))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: order[row[0]]):
        code = [int(v) if isinstance(v, bool | np.bool_) else v for v in row]
        writer.writerow([*code, *[""] * (len(CODE) - len(code)), *places[row[0]]])
    return out.getvalue()


def read_own(path: Path, corpus: Corpus, concepts: pd.DataFrame | None = None) -> Coding:
    """Read a coding that `as_csv` wrote. Raises DataError by row for whatever does not fit.

    concepts: DataFrame as `load_concepts` (the default).
    """
    concepts = load_concepts() if concepts is None else concepts
    table, name = read_table(path, COLUMNS), path.name
    require(
        table["unit"].isin(corpus.units.index),
        table,
        name,
        "unit",
        "{value} is no unit of these articles.",
    )
    here = corpus.units.loc[table["unit"], "text"].to_numpy()
    moved = "{value} is not what the unit says now."
    require(table["quote"].eq(here), table, name, "quote", moved)
    codes = table[table["concept"].ne("")]
    rules = {
        "concept": codes["concept"].isin(concepts.index),
        "organization": codes["organization"].ne(""),
        "agreement": codes["agreement"].isin(AGREEMENTS),
        "attribution": codes["attribution"].isin(ATTRIBUTIONS),
        "conditional": codes["conditional"].isin(["0", "1"]),
    }
    for column, good in rules.items():
        require(good.reindex(table.index, fill_value=True), table, name, column, "{value}: unknown")
    codes = codes[CODE].assign(conditional=codes["conditional"].eq("1"))
    codes = codes.drop_duplicates(SAME, ignore_index=True)
    empty = [unit for unit in table["unit"].unique() if unit not in set(codes["unit"])]
    return Coding(codes, tuple(empty))


def own_file(corpus: Corpus) -> str:
    """Return the name of the file for a student's coding of these articles.

    It carries eight digits of the texts' fingerprint, so that two corpora never share a file.
    """
    texts = "\0".join(corpus.texts[article] for article in sorted(corpus.texts))
    return f"coding-{hashlib.sha256(texts.encode()).hexdigest()[:8]}.csv"


def own_coding(corpus: Corpus, concepts: pd.DataFrame | None = None) -> Coding:
    """Return what the student has coded so far at the desk, a Coding; an empty one at first.

    Raises DataError where the file cannot be read; opening a desk sets such a file aside.
    """
    path = work_folder() / own_file(corpus)
    return read_own(path, corpus, concepts) if path.exists() else Coding()


class Keeper:
    """A coding and its file. The file is the truth: each change is made to what it holds now.

    So two desks on one page, or in two notebooks, add up. A change that could not be written is
    kept in memory and written with the next one. coding: the Coding as it stands. message: one
    line on how it is kept. notice: one line on a file that was set aside, or ''.
    """

    def __init__(
        self, corpus: Corpus, concepts: pd.DataFrame | None = None, file: str | None = None
    ):
        self.corpus, self.concepts = corpus, concepts
        self.file = own_file(corpus) if file is None else file
        self.coding, self.notice = Coding(), ""
        self._unkept, self._stamp, self._blocked = [], None, False
        self.message = f"Each change is kept in {self.file} in your work folder."
        self.reload()
        decided = len(self.coding.units)
        if decided:
            self.message = f"Resumed from {self.file}: {decided} of your sentences are decided."

    def reload(self) -> None:
        """Take in what another desk has written meanwhile; what is not kept yet comes on top."""
        stamp = self._look()
        if stamp is None or stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            coding = read_own(work_folder() / self.file, self.corpus, self.concepts)
        except DataError as error:
            self._put_aside(error)
            return
        for change in self._unkept:
            coding = _done(change, coding)
        self.coding, self._blocked = coding, False

    def change(self, step: Callable[[Coding], Coding]) -> None:
        """Make one change and keep it. step: function of a Coding that returns a Coding.

        Raises DataError, with nothing changed, where the step does.
        """
        self.reload()
        self.coding = step(self.coding)
        self._unkept.append(step)
        self.keep()

    @property
    def waits(self) -> bool:
        """Say whether there are changes that could not be written, and might be now."""
        return bool(self._unkept) and not self._blocked

    def keep(self) -> None:
        """Write what is not kept yet, unless an unreadable file stands in its place."""
        if self._blocked:
            return
        trouble = save(self.file, as_csv(self.coding, self.corpus))
        self.message = trouble or f"Kept in {self.file} in your work folder."
        if not trouble:
            self._unkept, self._stamp = [], self._look()

    def _look(self):
        try:
            found = (work_folder() / self.file).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _put_aside(self, error):
        aside = set_aside(self.file)
        self._blocked = not aside
        fate = f"It is set aside as {aside}; your coding goes on in a new file."
        if self._blocked:
            fate = "It stays as it is."
            self.message = "Your coding lives only as long as this notebook runs."
        self.notice = f"{error} {fate}"


def _done(change, coding):
    try:
        return change(coding)
    except DataError:
        return coding
