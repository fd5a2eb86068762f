"""Projects of REFI-QDA 1.5 (.qdpx), as NVivo, ATLAS.ti, MAXQDA and others write them."""

import re
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.exchange import positions
from shieldtalks.exchange.archive import AGAIN, XML, Archive, parse
from shieldtalks.exchange.project import (
    CODES,
    DOCUMENTS,
    PASSAGES,
    TEXT,
    Code,
    Document,
    Project,
    bound,
    counted,
    plain,
    shown,
    unlike,
)

CASES = "Cases"  # the codes above a case, where passages are coded with it
SPACE = "{urn:QDA-XML:project:1.0}"
KNOWN = ("outlet", "title", "date", "earliest", "latest", "url", "author", "section", "type")
# What stands beside texts and marks; a case has no place for it.
BESIDE = {
    "Notes/Note": "note",
    "Links/Link": "link",
    "Sets/Set": "set",
    "Graphs/Graph": "graph",
}
OTHER_SOURCES = {
    "PictureSource": "picture",
    "AudioSource": "sound recording",
    "VideoSource": "video",
}


def read(path: str | Path) -> Project:
    """Read a project of REFI-QDA into a Project; the archive is not unpacked.

    Offsets are code points, unless another count fits better. Raises DataError for whatever is no
    such project, damaged, or larger than is read.
    """
    with closing(Archive(path)) as archive:
        if not archive.holds("project.qde"):
            raise DataError(f"{archive.file}: there is no project.qde in it. {AGAIN}")
        root = parse(archive.read("project.qde", XML), archive.file)
        if root.tag != f"{SPACE}Project":
            raise DataError(f"{archive.file}: project.qde is no project of REFI-QDA. {AGAIN}")
        return _Reader(archive, root).project()


class _Reader:
    """Reads one project: names behind ids first, then sources, then what is marked in them."""

    def __init__(self, archive, root):
        self.archive, self.file, self.root = archive, archive.file, root
        self.out = Project(self.file, pooled=True)
        self.users, self.codes, self.variables = {}, {}, {}
        self.marks, self.left, self.cases, self.unlisted = [], Counter(), {}, []

    def project(self) -> Project:
        for user in self._all(self.root, "Users/User"):
            name = plain(user.get("name")) or plain(user.get("id")) or "coder"
            self.users[_id(user.get("guid"))] = name
        self.users = unlike(self.users)
        for code in self._all(self.root, "CodeBook/Codes/Code"):
            self._code(code, ())
        for case in self._all(self.root, "Cases/Case"):
            self._case(case)
        for variable in self._all(self.root, "Variables/Variable"):
            self.variables[_id(variable.get("guid"))] = variable.get("name") or ""
        sources = self.root.find(f"{SPACE}Sources")
        for source in () if sources is None else sources:
            self._source(source)
        self.out.take_marks(self.marks, positions.REFI)
        self._say()
        return self.out

    def _all(self, element, path):
        return element.findall("/".join(SPACE + step for step in path.split("/")))

    def _code(self, code, above):
        path = (*above, plain(code.get("name")) or "unnamed")
        guid = _id(code.get("guid"))
        if guid in self.codes:
            raise DataError(f"{self.file}: two codes have the id {shown(guid)}. {AGAIN}")
        self.codes[guid] = path
        bound(len(self.codes), CODES, self.file, "codes")
        self.out.codes[path] = self.out.codes.get(path) or _said(code)
        self.left["note on a code", "notes on codes"] += len(self._all(code, "NoteRef"))
        for child in self._all(code, "Code"):
            self._code(child, path)

    def _case(self, case):
        """Take in a case. NVivo codes passages with cases, and says by them who speaks."""
        guid, name = _id(case.get("guid")), plain(case.get("name"))
        if name and guid not in self.codes:
            self.codes[guid] = (CASES, name)
        for part in [*self._all(case, "SourceRef"), *self._all(case, "SelectionRef")]:
            self.cases.setdefault(_id(part.get("targetGUID")), []).append(name)

    def _source(self, source):
        kind = source.tag.removeprefix(SPACE)
        if kind in OTHER_SOURCES:
            self.left[OTHER_SOURCES[kind], OTHER_SOURCES[kind] + "s"] += 1
            shapes = [each for each in source if each.tag.endswith("Selection")]
            self.left["mark on it", "marks on them"] += len(shapes)
            for transcript in self._all(source, "Transcript"):
                self._text_source(transcript, transcript)
        if kind == "PDFSource":
            shapes = len(self._all(source, "PDFSelection"))
            self.left["mark on the page of a PDF", "marks on pages of PDFs"] += shapes
            inner = source.find(f"{SPACE}Representation")
            if inner is None:
                self.left["PDF without its text", "PDFs without their text"] += 1
                return
            self._text_source(inner, source)
        elif kind == "TextSource":
            self._text_source(source, source)

    def _text_source(self, source, named):
        name = named.get("name") or source.get("name") or f"source {len(self.out.documents) + 1}"
        text = self._text(source, name)
        if text is None or not re.search(r"\w", text):
            self.left["source without words", "sources without words"] += 1
            self._refuse_marks(source, name)
            return
        number = len(self.out.documents)
        bound(number + 1, DOCUMENTS, self.file, "sources")
        columns = {"file": name} if name.lower().endswith(".txt") else {}
        columns |= {"title": name} | self._columns(named)
        about = {_id(each.get("guid")) for each in (source, named)}
        cases = dict.fromkeys(name for guid in about for name in self.cases.get(guid, ()) if name)
        if cases:
            columns["case"] = "; ".join(cases)
        self.out.documents.append(Document(text, columns))
        whole = len(self._all(source, "Coding"))
        whole += len(self._all(named, "Coding")) if named is not source else 0
        self.left["code on a whole source", "codes on whole sources"] += whole
        notes = len(self._all(named, "NoteRef"))
        self.left["note on a source", "notes on sources"] += notes
        for mark in self._all(source, "PlainTextSelection"):
            span = [self._offset(mark, side) for side in ("startPosition", "endPosition")]
            self._mark(mark, (number, *span), source)
        points = {_id(p.get("guid")): p for p in self._all(source, "SyncPoint")}
        for mark in self._all(source, "TranscriptSelection"):
            ends = [points.get(_id(mark.get(side))) for side in ("fromSyncPoint", "toSyncPoint")]
            if None in ends or not all(end.get("position") for end in ends):
                self.left["mark without a place", "marks without a place"] += 1
                continue
            self._mark(mark, (number, *(self._offset(end, "position") for end in ends)), source)

    def _refuse_marks(self, source, name):
        if self._all(source, "PlainTextSelection"):
            raise DataError(
                f"{self.file}: {shown(name)} has marks, but no text is in the project. "
                "Export it with its sources inside."
            )

    def _text(self, source, name):
        """Return the text of a source; None where the project does not hold it."""
        inline = source.find(f"{SPACE}PlainTextContent")
        if inline is not None:
            text = inline.text or ""
        else:
            place = source.get("plainTextPath") or ""
            inside = place.removeprefix("internal://").lstrip("/")
            if not place.startswith("internal://") or not inside:
                return None
            if not self.archive.holds(f"sources/{inside}"):
                raise DataError(f"{self.file}: the text of {shown(name)} is not in it. {AGAIN}")
            text = self.archive.text(f"sources/{inside}")
        bound(len(text), TEXT, self.file, f"characters in {shown(name)}")
        return text

    def _columns(self, source):
        """Return what the variables of a source say, under the names of sources.csv."""
        columns = {}
        for value in self._all(source, "VariableValue"):
            said = [(x.text or "").strip() for x in value if x.tag != f"{SPACE}VariableRef"]
            name = self.variables.get(_target(value, "VariableRef"), "")
            name = name.casefold() if name.casefold() in KNOWN else re.sub(r"\W+", "_", name)[:40]
            if name.strip("_") and said and said[0]:
                columns[name] = said[0]
        return columns

    def _mark(self, mark, span, source):
        bound(len(self.marks) + 1, PASSAGES, self.file, "marks")
        called = plain(self.out.documents[span[0]].columns["title"])[:60]
        self.left["note on a passage", "notes on passages"] += len(self._all(mark, "NoteRef"))
        by_coder, owner = {}, mark.get("creatingUser") or source.get("creatingUser")
        for coding in self._all(mark, "Coding"):
            guid = _target(coding, "CodeRef")
            coder = self._coder(coding.get("creatingUser") or owner)
            if guid not in self.codes:
                self.left["coding with an unknown code", "codings with an unknown code"] += 1
                continue
            self._use(by_coder, coder, self.codes[guid])
        for name in self.cases.get(_id(mark.get("guid")), ()):
            self._use(by_coder, self._coder(owner), (CASES, name))
        if not by_coder:
            self.left["mark without a code", "marks without a code"] += 1
        for coder, codes in by_coder.items():
            said = mark.get("name") or "", _said(mark)
            self.marks.append((called, span, coder, tuple(codes), *said))

    def _coder(self, guid):
        """Return the name of a coder; two who are not in the list of users stay two."""
        guid = _id(guid)
        if guid and guid not in self.users:
            taken, number = set(self.users.values()), len(self.unlisted) + 1
            self.unlisted.append(
                next(f"coder {n}" for n in count(number) if f"coder {n}" not in taken)
            )
            self.users[guid] = self.unlisted[-1]
        return self.users.get(guid) or "reader"

    def _use(self, by_coder, coder, path):
        self.out.codes.setdefault(path, "")
        by_coder.setdefault(coder, []).append(Code(path))

    def _offset(self, mark, side):
        value = (mark.get(side) or "").strip()
        if not re.fullmatch(r"[+-]?\d{1,12}", value, re.ASCII):
            raise DataError(f"{self.file}: {side}={shown(value)} of a mark is no number. {AGAIN}")
        return int(value)

    def _say(self):
        if self.unlisted:
            self.out.lines.append(
                f"{self.file}: {counted(len(self.unlisted), 'coder is', 'coders are')} not in its "
                f"list of users; called {', '.join(self.unlisted[:5])} here."
            )
        told = sum(path[0] == CASES for path in self.out.codes)
        self.left["case", "cases"] += len(self._all(self.root, "Cases/Case")) - told
        for path, thing in BESIDE.items():
            self.left[thing, thing + "s"] += len(self._all(self.root, path))
        said = [counted(n, *thing) for thing, n in self.left.items() if n > 0]
        rest = ["colours", "formatting", "dates of coding"]
        self.out.lines.append(f"Not carried from {self.file}: {', '.join([*said, *rest])}.")


def _id(guid):
    """Return a GUID as it is compared: without braces, in capitals."""
    return (guid or "").strip().strip("{}").upper()


def _target(element, kind):
    """Return the GUID that the first reference of a kind in an element leads to, or ''."""
    refers = element.find(f"{SPACE}{kind}")
    return "" if refers is None else _id(refers.get("targetGUID"))


def _said(element):
    described = element.find(f"{SPACE}Description")
    return "" if described is None else (described.text or "").strip()
