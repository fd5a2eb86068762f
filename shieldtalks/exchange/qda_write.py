"""A case as a project of REFI-QDA 1.5 (.qdpx), which NVivo, ATLAS.ti and MAXQDA import."""

import io
import uuid
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, datetime

from shieldtalks.exchange import positions
from shieldtalks.exchange.case import Case
from shieldtalks.exchange.mapping import KEPT, STEP
from shieldtalks.exchange.project import PLAIN_ENDS, counted, said

SPACE = "urn:QDA-XML:project:1.0"
WRITTEN = positions.Reading(utf16=False, pair=True, mark=False)
DATES = ("date", "earliest", "latest")


def archive(case: Case) -> tuple:
    """Return (bytes of a .qdpx file, lines on what it does not hold)."""
    writer = _Writer(case)
    content = writer.project()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(_entry("project.qde"), content)
        for name, text in writer.files.items():
            zipped.writestr(_entry(f"sources/{name}"), text)
    return out.getvalue(), writer.lines


def _entry(name):
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Writer:
    """Builds project.qde element by element, in the order of its schema."""

    def __init__(self, case):
        self.case, self.lines, self.files = case, list(case.lines), {}
        self.when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.root = ET.Element("Project", {"xmlns": SPACE, "name": said(case.name)})
        self.users, self.codes, self.names = {}, {}, set()

    def project(self):
        self.root.set("origin", "Shield Talks")
        self.root.set("creationDateTime", self.when)
        self._users()
        self._codebook()
        self._variables()
        self._sources()
        self._say()
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="utf-8", xml_declaration=True)

    def _guid(self, *parts):
        """Return an id that the same part of the same case always has."""
        name = "\0".join((self.case.name, *map(str, parts)))
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name)).upper()

    def _users(self):
        everybody = dict.fromkeys([*self.case.readers, *self.case.others["reader"]])
        self.users = {name: self._guid("user", name) for name in everybody}
        if self.users:
            users = ET.SubElement(self.root, "Users")
            for name, guid in self.users.items():
                ET.SubElement(users, "User", {"guid": guid, "name": said(name)})

    def _codebook(self):
        book = ET.SubElement(self.root, "CodeBook")
        self.book = ET.SubElement(book, "Codes")
        statements = [s for s in self.case.readers.values() if len(s)]
        for concept, row in self.case.concepts.iterrows():
            above = ["Concepts", *([f"Theme: {row['theme']}"] if row["theme"] else [])]
            code = self._code(("concept", concept), above, row["label"])
            self._describe(code, f"[{concept}] {row['wording']}")
            for stance in ("yes", "no"):
                self._child(("concept", concept, stance), code, f"{row['label']}: {stance}")
        organizations = dict(self.case.parties)
        for each in statements:
            organizations |= {o: "" for o in each["organization"] if o not in organizations}
        for name, party in organizations.items():
            above = ["Organizations", *([f"Party: {party}"] if party else [])]
            self._code(("organization", name), above, name, "organization")
        for role, head in (("person", "Persons"), ("system", "Systems")):
            for name in dict.fromkeys(n for each in statements for n in each[role] if n):
                self._code((role, name), [head], name, role)
        manners = dict.fromkeys(m for each in statements for m in each["attribution"])
        self.told = set(manners) - {"indirect"}
        for manner in manners if self.told else ():
            self._code(("attribution", manner), ["Attribution"], manner)
        if any(each["conditional"].any() for each in statements):
            self._child(("conditional",), self.book, "Conditional")
        for row in self.case.others.to_dict("records"):
            path = row["code"].split(STEP)
            if row["kind"] not in ("code", "long text") and row["value"]:
                path.append(row["value"])
            key = "other", row["code"], self._value(row)
            if key not in self.codes:
                self._describe(self._code(key, path[:-1], path[-1]), KEPT)
        if not len(self.book):
            self.root.remove(book)

    def _value(self, row):
        return "" if row["kind"] in ("code", "long text") else row["value"]

    def _code(self, key, above, name, role=""):
        """Make a code below those that stand above it, which are made where they are not yet."""
        parent = self.book
        for depth, step in enumerate(above):
            group = "group", *above[: depth + 1]
            if group not in self.codes:
                known = next((c for c in parent if c.get("name") == said(step)), None)
                self.codes[group] = (
                    self._child(None, parent, step, False) if known is None else known
                )
            parent = self.codes[group]
        return self._child(key, parent, name, True, role)

    def _child(self, key, parent, name, codable=True, role=""):
        if key is not None and key in self.codes:
            return self.codes[key]
        name = said(name) or "unnamed"
        # ATLAS.ti knows a code by its name alone.
        if role and name.casefold() in self.names:
            name = f"{name} ({role})"
        self.names.add(name.casefold())
        guid = self._guid("code", *(key or ("group", name, len(self.codes))))
        codable = "true" if codable else "false"
        child = ET.SubElement(parent, "Code", {"guid": guid, "name": name, "isCodable": codable})
        if key is not None:
            self.codes[key] = child
        return child

    def _describe(self, code, words):
        description = ET.Element("Description")
        description.text = said(words)
        code.insert(0, description)

    def _variables(self):
        articles = self.case.corpus.articles
        self.known = [
            c for c in articles if c not in ("file", "sha256") and articles[c].ne("").any()
        ]
        if self.known:
            variables = ET.SubElement(self.root, "Variables")
            for name in self.known:
                kind = "Date" if name in DATES else "Text"
                about = {"guid": self._guid("variable", name), "name": name, "typeOfVariable": kind}
                ET.SubElement(variables, "Variable", about)

    def _sources(self):
        sources = ET.SubElement(self.root, "Sources")
        ends = 0
        for article, row in self.case.corpus.articles.iterrows():
            text = self.case.corpus.texts[article]
            ends += "\r\n" in text
            guid = self._guid("source", article)
            self.files[f"{guid}.txt"] = text.removeprefix("\ufeff").replace("\r\n", "\n").encode()
            about = {
                "guid": guid,
                "name": said(row["file"]),
                "plainTextPath": f"internal://{guid}.txt",
                "creationDateTime": self.when,
            }
            source = ET.SubElement(sources, "TextSource", about)
            self._marks(source, article, positions.starts(text, WRITTEN))
            for name in self.known:
                if row[name]:
                    value = ET.SubElement(source, "VariableValue")
                    target = {"targetGUID": self._guid("variable", name)}
                    ET.SubElement(value, "VariableRef", target)
                    kind = "DateValue" if name in DATES else "TextValue"
                    ET.SubElement(value, kind).text = said(row[name])
        if ends:
            self.lines.append(PLAIN_ENDS.format(counted(ends, "article")))

    def _marks(self, source, article, places):
        others = self.case.others
        others = others[others["article"].eq(article)]
        beside = {}
        for row in others[others["statement"].ne("")].to_dict("records"):
            key = "other", row["code"], self._value(row)
            beside.setdefault((row["reader"], row["statement"]), []).append(key)
        for reader, statements in self.case.readers.items():
            for name, row in statements[statements["article"].eq(article)].iterrows():
                keys = [("concept", row["concept"], row["agreement"])]
                keys.append(("organization", row["organization"]))
                keys += [(role, row[role]) for role in ("person", "system") if row[role]]
                keys += [("attribution", row["attribution"])] if self.told else []
                keys += [("conditional",)] if row["conditional"] else []
                keys += beside.get((reader, name), [])
                self._mark(source, reader, name, row, places, keys, row["note"])
        alone = others[others["statement"].eq("") | others["kind"].eq("long text")]
        for passage, codes in alone.groupby("passage", sort=False):
            rows = codes.to_dict("records")
            keys = [("other", row["code"], self._value(row)) for row in rows]
            notes = [row["note"] for row in rows]
            notes += [row["value"] for row in rows if row["kind"] == "long text"]
            note = "\n".join(dict.fromkeys(n for n in notes if n))
            self._mark(source, rows[0]["reader"], passage, rows[0], places, keys, note)

    def _mark(self, source, reader, name, row, places, keys, note):
        by = {"creatingUser": self.users[reader], "creationDateTime": self.when}
        about = {
            "guid": self._guid("mark", reader, name, row["article"], row["start"]),
            "name": said(name),
            "startPosition": str(int(places[row["start"]])),
            "endPosition": str(int(places[row["end"]])),
        }
        mark = ET.SubElement(source, "PlainTextSelection", about | by)
        if note:
            ET.SubElement(mark, "Description").text = said(note)
        for key in dict.fromkeys(keys):
            guid = self._guid("coding", reader, name, row["article"], row["start"], *key)
            coding = ET.SubElement(mark, "Coding", {"guid": guid} | by)
            ET.SubElement(coding, "CodeRef", {"targetGUID": self.codes[key].get("guid")})

    def _say(self):
        if len(self.case.attributes):
            number = counted(len(self.case.attributes), "attribute")
            self.lines.append(f"REFI-QDA has no place for {number} of names (attributes.csv).")
        self.lines.append(
            "REFI-QDA has no place for units and their kinds, nor for sentences with nothing to "
            "code."
        )
