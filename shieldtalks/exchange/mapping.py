"""Which code means what: a proposal for mapping.csv, and the table that a person has filled in."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from shieldtalks.errors import DataError
from shieldtalks.exchange.project import STEP, Project, csv_bytes, shown
from shieldtalks.statements import AGREEMENTS, ATTRIBUTIONS
from shieldtalks.tables import read_table, require

FILE = "mapping.csv"
COLUMNS = ("code", "used", "role", "value", "agreement", "under", "label")
KEPT = "[other]"  # in the description of a code that is known to mean no stance
EVERY = "*"  # the row that says what to take where a passage names no organization
FROM_SOURCE, FROM_PERSON, FROM_CASE = "@source", "@person", "@case"
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
YES, NO = (frozenset(WORDS["stance"][word]) for word in AGREEMENTS)
ROLES = (*WORDS["role"], "other")
HEADS = {word: role for role, words in WORDS["role"].items() for word in words}
LEAF = re.compile(r"(?P<label>.+?)\s*[:(–—-]\s*(?P<word>[^:()–—]+?)\)?", re.DOTALL)
TAKEN_ID = re.compile(r"\[([\w.-]{1,60})\]\s*(.*)", re.DOTALL)
GROUP = re.compile(r"(?:Theme|Party): (.+)", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A row of mapping.csv: what one code means; an empty text where nothing is given."""

    code: str
    used: int
    role: str
    value: str = ""
    agreement: str = ""
    under: str = ""
    label: str = ""


class _Known(NamedTuple):
    """What is known of all codes. parents: paths with codes below. ids: {id: the concept it is}."""

    parents: set
    ids: dict

    def id_of(self, wanted, concept):
        """Return the wanted id, with a number where another concept has it."""
        value, number = wanted, 2
        while self.ids.setdefault(value, concept) != concept:
            value, number = f"{wanted}_{number}", number + 1
        return value


def propose(project: Project) -> list:
    """Return a Row for each code, with as much filled in as its name and place tell."""
    used = project.used()
    paths = {STEP.join(path): path for path in project.codes}
    if project.pooled:
        guess, known = _guess_row, _Known({path[:-1] for path in project.codes}, {})
    else:
        guess, known = _dna_row, _kinds(project)
    rows = [guess(paths[name], number, project, known) for name, number in used.items()]
    if not any(row.role == "organization" and row.used for row in rows) and project.passages:
        rows.append(Row(EVERY, len(project.passages), "organization"))
    return rows


def _dna_row(path, used, project, kinds):
    """Return the row of a variable of DNA; its values speak for themselves."""
    siblings = [other for other in project.codes if other[0] == path[0]]
    roles = {other: HEADS.get(other[-1].casefold(), "") for other in siblings}
    if "concept" not in roles.values():
        return Row(STEP.join(path), used, "other")
    role = roles[path] or "other"
    if role == "agreement" and kinds.get(path, "boolean") == "long text":
        role = "other"
    return Row(STEP.join(path), used, role)


def _kinds(project):
    return {code.path: code.kind for passage in project.passages for code in passage.codes}


def _guess_row(path, used, project, known):
    """Return the row of a code of REFI-QDA, guessed from the words in its path."""
    name, leaf, inner = STEP.join(path), path[-1], path[:-1]
    if project.codes[path].startswith(KEPT):
        return Row(name, used, "other")
    above = [HEADS[word.casefold()] for word in inner if word.casefold() in HEADS]
    role = above[0] if above else HEADS.get(leaf.casefold(), "")
    group = next((w for w in reversed(inner) if w.casefold() not in HEADS), "")
    under = GROUP.fullmatch(group)[1] if GROUP.fullmatch(group) else group
    has_children = path in known.parents
    if not above and role and (has_children or role != "conditional"):
        return Row(name, used, "" if used else "other")
    if not used and has_children and role != "concept":
        return Row(name, used, "other")
    if role == "agreement":
        return Row(name, used, role, agreement=stance(leaf))
    if role == "attribution":
        return Row(name, used, role if leaf in ATTRIBUTIONS else "other", value=leaf)
    if role == "conditional":
        return Row(name, used, role)
    if role in ("organization", "person", "system"):
        return Row(name, used, role, re.sub(rf" \({role}\)$", "", leaf), under=under)
    if role == "concept" or stance(leaf) or _split(leaf):
        return _concept_row(path, used, project, under, known)
    return Row(name, used, "" if used else "other")


def _concept_row(path, used, project, under, known):
    """Return the row of a concept, or of a stance on the concept above it or in its name."""
    name, leaf = STEP.join(path), path[-1]
    label, word = _split(leaf) or (leaf, "")
    parent = path[-2] if len(path) > 1 else ""
    agreement = stance(word)
    if not agreement and stance(leaf) and parent:
        agreement, label = stance(leaf), parent
    about = path[:-1] if agreement and parent == label else path
    if about != path:
        outer = [w for w in about[:-1] if w.casefold() not in HEADS]
        under = GROUP.sub(r"\1", outer[-1]) if outer else ""
    if not used and path in known.parents and not TAKEN_ID.match(project.codes[path]):
        return Row(name, used, "other")
    taken = TAKEN_ID.match(project.codes.get(about, ""))
    value = taken[1] if taken else known.id_of(slug(label), (about[:-1], label))
    return Row(name, used, "concept", value, agreement, under, label)


def _split(leaf):
    """Return ('Shield', 'yes') of a code 'Shield: yes'; None where no such word is in it."""
    found = LEAF.fullmatch(leaf)
    if found and stance(found["word"]):
        return found["label"], found["word"]
    return None


def stance(word: str) -> str:
    """Return yes or no of a word for one of them, in some languages; '' of any other."""
    word = word.strip().casefold()
    return "yes" if word in YES else "no" if word in NO else ""


def slug(label: str) -> str:
    """Return a short name without spaces, in the letters of the label itself."""
    return "_".join(re.findall(r"\w+", label.casefold()))[:60].strip("_") or "concept"


def wording(description: str) -> str:
    """Return what a description says beside the id that stands before it in brackets."""
    taken = TAKEN_ID.fullmatch(description)
    return taken[2] if taken else description


def open_questions(rows: list, project: Project) -> list:
    """Return what has to be filled in before the rows can be used: a line each."""
    lines = []
    stances = any(row.role == "agreement" and row.used for row in rows)
    for number, row in enumerate(rows, 1):
        place = f"{FILE}, row {number} ({row.code[:80]}, used {row.used} times)"
        if row.used and not row.role:
            lines.append(f"{place}: write its role: {', '.join(ROLES[:-1])}, or other.")
        elif row.used and row.role == "agreement" and project.pooled and not row.agreement:
            lines.append(f"{place}: write yes or no under agreement.")
        elif row.code == EVERY and not row.value:
            lines.append(
                f"{FILE}, row {number}: no code names an organization. Write under value who "
                f"speaks: one name, {FROM_SOURCE} or {FROM_CASE} for the name of each source or "
                f"of its case, or {FROM_PERSON}."
            )
        elif row.used and row.role == "concept" and not row.agreement and not stances:
            lines.append(f"{place}: write yes or no under agreement.")
    if not any(row.role == "concept" for row in rows):
        lines.append(f"{FILE}: no code is a concept yet. Give at least one the role concept.")
    return lines


def as_csv(rows: list) -> bytes:
    """Return rows as the bytes of mapping.csv."""
    return csv_bytes(COLUMNS, ([getattr(row, c) for c in COLUMNS] for row in rows))


def read(path: Path, project: Project) -> list:
    """Read mapping.csv, as a person has filled it in, for a project.

    Raises DataError by row: an unknown role or code, a code used and not listed, two meanings.
    """
    table = read_table(
        path, COLUMNS, choices={"role": (*ROLES, ""), "agreement": (*AGREEMENTS, "")}
    )
    used = project.used()
    known = table["code"].isin([*used, EVERY])
    require(known, table, FILE, "code", "{value} is no code of this project. Remove the row.")
    once = ~table["code"].duplicated()
    require(once, table, FILE, "code", "{value} stands twice. Keep one row of it.")
    names = table["role"].eq("attribution") & table["value"].ne("")
    told = table["value"].isin(ATTRIBUTIONS) | ~names
    require(told, table, FILE, "value", "{value} is no attribution: direct, indirect or narrator.")
    listed = set(table["code"])
    for name, number in used.items():
        if number and name not in listed:
            raise DataError(
                f"{FILE}: the code {shown(name)}, used {number} times, has no row. Write one, or "
                "remove the file to get a new proposal."
            )
    columns = [c for c in COLUMNS if c != "used"]
    return [
        Row(used=used.get(each["code"], 0), **{c: each[c].strip() for c in columns})
        for each in table.to_dict("records")
    ]


def dna_names(path: Path) -> dict:
    """Return {role: (statement type, variable)} of a mapping.csv that was made of a DNA database.

    Empty where there is none, or where codes are no variables.
    """
    if not path.exists():
        return {}
    names = {}
    for row in read_table(path, COLUMNS).to_dict("records"):
        steps = tuple(row["code"].split(STEP))
        if row["role"] not in ROLES[:-1] or len(steps) != 2 or row["value"] or row["label"]:
            continue
        names.setdefault(row["role"], steps)
    types = {label for label, _ in names.values()}
    return names if "concept" in names and len(types) == 1 else {}
