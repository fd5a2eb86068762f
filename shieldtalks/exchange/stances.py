"""From marked passages to statements: codes take the roles that mapping.csv gives them."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from shieldtalks.exchange import mapping
from shieldtalks.exchange.positions import trimmed
from shieldtalks.exchange.project import Project, counted

# A code that means nothing else; kept in other_codes.csv with the passage it stands on.
OTHER = (
    "passage",
    "statement",
    "reader",
    "article",
    "start",
    "end",
    "code",
    "kind",
    "value",
    "note",
)
NO_STANCE = "no stance"  # nothing is amiss: the code was never meant as one
SAID = {  # of passages that became statements, and how
    "trimmed": "cut to the words, without the space around",
    "several": "with several codes of a kind, a statement for each",
}
ATTRIBUTES = ("role", "name", "attribute", "value")


@dataclass
class Stances:
    """What a project says once its codes are understood.

    readers: {coder: list of dicts, a statement each, with document, start, end and the columns of
    a coding}. others: list of dicts of codes kept aside. concepts: {id: (theme, label, wording)}.
    parties: {organization: party or ''}. attributes: list of tuples as ATTRIBUTES. lines: what to
    know, a line each.
    """

    readers: dict = field(default_factory=lambda: defaultdict(list))
    others: list = field(default_factory=list)
    concepts: dict = field(default_factory=dict)
    parties: dict = field(default_factory=dict)
    attributes: list = field(default_factory=list)
    lines: list = field(default_factory=list)


def understand(project: Project, rows: list) -> Stances:
    """Turn the passages of a project into statements by the rows of mapping.csv."""
    return _Understanding(project, rows).stances()


class _Understanding:
    """Goes through the passages once; what is no whole stance stays together, kept aside."""

    def __init__(self, project, rows):
        self.project, self.out = project, Stances()
        self.rows = {row.code: row for row in rows}
        self.speaker = self.rows.get(mapping.EVERY)
        self.paths = {mapping.STEP.join(path): path for path in project.codes}
        self.said = defaultdict(list)
        self.ids = {}
        self.passages = itertools.count(1)
        self.untold = 0
        self.numbers = defaultdict(set)  # that each whole-number variable of agreement holds
        for code in (code for passage in project.passages for code in passage.codes):
            if code.kind == "integer" and self._row(code).role == "agreement":
                self.numbers[code.name].add(int(code.value))

    def stances(self):
        self._concepts()
        self._names()
        waiting = defaultdict(list)
        for passage in self.project.passages:
            place = trimmed(
                self.project.documents[passage.document].text, passage.start, passage.end
            )
            if place[0] >= place[1]:
                self._keep([passage], passage.codes, "only white space is marked")
                continue
            if place != (passage.start, passage.end):
                self.said["trimmed"].append(passage)
                passage = passage._replace(start=place[0], end=place[1])
            why = self._take([passage], whole=not self.project.pooled)
            if why and self.project.pooled:
                key = passage.document, passage.start, passage.end, passage.coder
                waiting[key].append(passage)
            elif why:
                self._keep([passage], passage.codes, why)
        for pool in waiting.values():
            why = self._take(pool)
            if why:
                self._keep(pool, [code for p in pool for code in p.codes], why)
        self._order()
        self._say()
        return self.out

    def _order(self):
        """Put statements in the order of the text where the other tool has none of its own."""
        place = {}
        for rows in self.out.readers.values():
            if self.project.pooled:
                rows.sort(key=lambda row: (row["document"], row["start"], row["end"]))
            place |= {id(row): number for number, row in enumerate(rows)}
        for other in self.out.others:
            beside = other["statement"]
            other["statement"] = "" if beside is None else place[id(beside)]

    def _row(self, code):
        return self.rows.get(code.name) or mapping.Row(code.name, 0, "other")

    def _concepts(self):
        """List the concepts: those of the rows, then the names that a variable of DNA knows."""
        for row in self.rows.values():
            if row.role == "concept" and row.value:
                path = self.paths.get(row.code, ())
                about = path[:-1] if path[-2:-1] == (row.label,) else path
                words = [self.project.codes.get(p, "") for p in (path, about) if p]
                told = next((w for w in map(mapping.wording, words) if w), "")
                label = row.label or (path[-1] if path else row.value)
                theme, old, was = self.out.concepts.get(row.value, ("", "", ""))
                self.out.concepts[row.value] = theme or row.under, old or label, was or told
        for (path, name), about in self.project.attributes.items():
            row = self.rows.get(mapping.STEP.join(path))
            if row and row.role == "concept" and name:
                self._concept_of(name, about)
        for concept, (theme, label, told) in self.out.concepts.items():
            self.out.concepts[concept] = theme, label, told or label

    def _concept_of(self, name, about=None):
        """Return the id of a concept that is known by its name; '' of none."""
        if not name:
            return ""
        if name not in self.ids:
            about = about or {}
            wanted = about.get("Id") or mapping.slug(name)
            taken, number = wanted, 2
            while taken in self.out.concepts:
                taken, number = f"{wanted}_{number}", number + 1
            self.ids[name] = taken
            told = about.get("Notes") or name
            self.out.concepts[taken] = about.get("Type", ""), name, told
        return self.ids[name]

    def _names(self):
        """List the organizations with their parties, and what else is known of names."""
        for row in self.rows.values():
            if row.role == "organization" and row.value and row.code != mapping.EVERY:
                self._organization(row.value, row.under)
        for (path, name), about in self.project.attributes.items():
            row = self.rows.get(mapping.STEP.join(path))
            role = row.role if row else "other"
            if not name or role == "other":
                if any(about.values()):
                    self.out.attributes += [
                        (" > ".join(path), name, *item) for item in about.items()
                    ]
                continue
            taken = {"organization": {"Type"}, "concept": {"Type", "Notes", "Id"}}.get(role, set())
            if role == "organization":
                self._organization(name, about.get("Type", ""))
            rest = [(role, name, a, v) for a, v in about.items() if a not in taken]
            self.out.attributes += rest

    def _organization(self, name, party=""):
        self.out.parties[name] = self.out.parties.get(name) or party

    def _take(self, passages, whole=True):
        """Make statements of passages that belong together; return why there is none, or ''.

        whole: no other code can stand on these words, so mapping.csv may say who speaks.
        """
        roles = defaultdict(list)
        for code in (code for passage in passages for code in passage.codes):
            row = self._row(code)
            roles[row.role].append((row, code))
        concepts = self._stances_of(roles)
        if not concepts:
            meant = {role for role, found in roles.items() if found} - {"other", "note"}
            return "no concept" if meant else NO_STANCE
        if any(not agreement for _, agreement in concepts):
            return "no yes or no"
        people = _told(roles["person"])
        who = _told(roles["organization"])
        who = who or (self._default(passages[0], people) if whole else [])
        if not who:
            return "no organization"
        if len(who) > 1 and len(people) > 1:
            return "several organizations and several persons"
        if len({c for c, _ in concepts}) < len(set(concepts)) and roles["agreement"]:
            return "yes and no"
        made = list(itertools.product(who, people or [""], dict.fromkeys(concepts)))
        if len(made) > 1:
            self.said["several"].append(passages[0])
        first = None
        for organization, person, (concept, agreement) in made:
            row = self._add(passages, roles, organization, person, concept, agreement)
            first = first or row
        rest = [code for _, code in roles["other"]]
        rest += [code for _, code in roles["agreement"] if code.kind in ("integer", "short text")]
        if rest:
            self._keep(passages, rest, "", first)
        return ""

    def _stances_of(self, roles):
        """Return [(concept, 'yes', 'no' or '')]; two different agreements leave it open."""
        told = {row.agreement or self._yes(code) for row, code in roles["agreement"]}
        told = told.pop() if len(told) == 1 else ""
        concepts = []
        for row, code in roles["concept"]:
            name = row.value or self._concept_of(_name(row, code))
            if name:
                concepts.append((name, row.agreement or told))
        return concepts

    def _yes(self, code):
        """Return yes or no of a value of DNA: 1 and 0, the sign of a whole number, or a word."""
        if code.kind == "integer":
            number = int(code.value)
            if self.numbers[code.name] == {0, 1}:  # yes and no, kept as numbers
                return "yes" if number else "no"
            return "yes" if number > 0 else "no" if number < 0 else ""
        return mapping.stance(code.value)

    def _default(self, passage, people):
        """Return the organization where no code names one."""
        value = self.speaker.value if self.speaker else ""
        if value == mapping.FROM_PERSON:
            return people[:1] if len(people) == 1 else []
        if value == mapping.FROM_SOURCE:
            columns = self.project.documents[passage.document].columns
            value = columns.get("title", "").removesuffix(".txt")
        if value == mapping.FROM_CASE:
            value = self.project.documents[passage.document].columns.get("case", "")
        return [value] if value else []

    def _add(self, passages, roles, organization, person, concept, agreement):
        """Add a statement, and return it."""
        self._organization(organization)
        first = passages[0]
        manner = _told(roles["attribution"])
        manner = next((m for m in manner if m in mapping.ATTRIBUTIONS), "")
        self.untold += not manner
        conditional = any(
            code.kind == "code" or code.value == "1" for _, code in roles["conditional"]
        )
        notes = [p.note for p in passages] + [code.value for _, code in roles["note"]]
        row = {
            "name": first.name if self.project.pooled else "",
            "document": first.document,
            "start": first.start,
            "end": first.end,
            "person": person,
            "organization": organization,
            "concept": concept,
            "agreement": agreement,
            "conditional": conditional,
            "attribution": manner or "indirect",
            "system": next(iter(_told(roles["system"])), ""),
            "note": "\n".join(dict.fromkeys(note for note in notes if note)),
        }
        self.out.readers[first.coder].append(row)
        return row

    def _keep(self, passages, codes, why, beside=None):
        """Keep codes aside with their passage; beside: a statement on it."""
        first = passages[0]
        if why:
            self.said[why].append(first)
        number = f"p{next(self.passages):04d}"
        notes = "\n".join(dict.fromkeys(p.note for p in passages if p.note)) if why else ""
        for code in codes:
            self.out.others.append(
                {
                    "passage": number,
                    "statement": beside,
                    "reader": first.coder,
                    "document": first.document,
                    "start": first.start,
                    "end": first.end,
                    "code": code.name,
                    "kind": code.kind,
                    "value": code.value,
                    "note": notes,
                }
            )

    def _say(self):
        lines = self.out.lines
        for why, passages in self.said.items():
            where = [f"document {p.document + 1}, {p.start} to {p.end}" for p in passages[:3]]
            where = "; ".join(where) + (" ..." if len(passages) > 3 else "")
            number = counted(len(passages), "passage")
            said = SAID.get(why, f"kept in other_codes.csv: {why}")
            lines += [f"{number} {said} ({where})."] * (why != NO_STANCE)
        for name, numbers in self.numbers.items():
            if len(numbers) > 1 and min(numbers) > 0:
                lines.append(
                    f"{name}: holds {min(numbers)} to {max(numbers)}, all above 0, so all are yes. "
                    "If some mean no, make these negative in DNA, and bring it in again."
                )
        kept = len(self.out.others)
        if kept:
            lines.append(f"other_codes.csv: {counted(kept, 'code')} without a stance, for export.")
        made = sum(map(len, self.out.readers.values()))
        if made and self.untold:
            lines.append(
                f"attribution: {self.untold} of {counted(made, 'statement')} do not tell; "
                "'indirect' is written there."
            )


def _name(row, code):
    """Return the name that a code stands for: of the row, its value, or the code's own."""
    return row.value or code.value or (code.path[-1] if code.kind == "code" else "")


def _told(found):
    """Return the names behind [(row, code)], each once."""
    return [name for name in dict.fromkeys(_name(row, code) for row, code in found) if name]
