"""On other tools' own files: DNA's sample database, the schema of REFI-QDA, a second reader."""

import base64
import hashlib
import sqlite3
import zipfile

import numpy as np
import pytest

from shieldtalks import discourse
from shieldtalks.errors import DataError
from shieldtalks.exchange import export, new_case, read_case
from shieldtalks.exchange.dna_write import PASSWORD, password_digest
from tests import ROOT
from tests.exchange_files import PEERS, QUOTES, SAMPLE, SCHEMA, STANCES, dna_file

pytestmark = pytest.mark.skipif(
    not SAMPLE.exists(), reason=f"NOT TESTED on other tools' own files: {PEERS.name}/ is not there"
)


@pytest.fixture(autouse=True)
def no_desk(tmp_path, monkeypatch):
    """Nobody's own coding stands in the work folder."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))


@pytest.fixture
def port(tmp_path):
    """A case made of a small database of DNA."""
    new_case(tmp_path / "port", dna_file(tmp_path / "port.dna"))
    return tmp_path / "port"


def test_our_networks_of_dnas_sample_are_what_dna_expects(tmp_path):
    new_case(tmp_path / "s", SAMPLE)
    case = read_case(tmp_path / "s")
    said = case.readers["Coder 1"]
    everything = {"duplicates": "all"}
    two_mode = discourse.affiliation(said, "ignore", **everything)
    assert two_mode.shape == (7, 6) and two_mode.to_numpy().sum() == 40
    shared = discourse.network(said, "ignore", **everything)
    assert shared.shape == (7, 7) and shared.to_numpy().sum() == 276
    assert shared.at["Environmental Protection Agency", "Alliance to Save Energy"] == 10
    average = {"kind": "congruence", "normalise": "average", **everything}
    assert np.isclose(discourse.network(said, **average).to_numpy().sum(), 25.80, atol=0.005)
    regulate = "there_should_be_legislation_to_regulate_emissions"
    rest = said[said["concept"].ne(regulate)]
    rest = rest[~rest["organization"].isin(["Senate", "Sierra Club"])]
    few = discourse.network(rest, **average)
    assert few.shape == (5, 5) and np.isclose(few.to_numpy().sum(), 9.81, atol=0.005)
    section = case.corpus.articles["section"]
    first = said[said["article"].map(section).eq("1")]
    assert discourse.network(first, **average).shape == (4, 4)


CONTENT = {
    "documents": "SELECT Title, Text, Author, Source, Section, Notes, Type, Date FROM DOCUMENTS "
    "ORDER BY ID",
    "statements": "SELECT t.Label, s.DocumentId, s.Start, s.Stop, c.Name FROM STATEMENTS s "
    "JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId JOIN CODERS c ON c.ID = s.Coder "
    "ORDER BY 2, 3",
    **{
        table: f"SELECT s.DocumentId, s.Start, v.Variable, d.Value FROM {table} d "
        "JOIN STATEMENTS s ON s.ID = d.StatementId JOIN VARIABLES v ON v.ID = d.VariableId "
        "ORDER BY 1, 2, 3"
        for table in ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT")
    },
    "names": "SELECT s.DocumentId, s.Start, v.Variable, e.Value FROM DATASHORTTEXT d "
    "JOIN STATEMENTS s ON s.ID = d.StatementId JOIN VARIABLES v ON v.ID = d.VariableId "
    "JOIN ENTITIES e ON e.ID = d.Entity ORDER BY 1, 2, 3",
    "attributes": "SELECT v.Variable, e.Value, a.AttributeVariable, x.AttributeValue "
    "FROM ATTRIBUTEVALUES x JOIN ENTITIES e ON e.ID = x.EntityId JOIN ATTRIBUTEVARIABLES a "
    "ON a.ID = x.AttributeVariableId JOIN VARIABLES v ON v.ID = e.VariableId "
    "WHERE x.AttributeValue <> '' ORDER BY 1, 2, 3",
}


def test_dnas_sample_goes_there_and_back_table_by_table(tmp_path):
    new_case(tmp_path / "s", SAMPLE)
    path, _ = export(tmp_path / "s", "dna", tmp_path / "s.dna")
    with (
        sqlite3.connect(f"{SAMPLE.as_uri()}?mode=ro", uri=True) as theirs,
        sqlite3.connect(path) as ours,
    ):
        for name, question in CONTENT.items():
            assert ours.execute(question).fetchall() == theirs.execute(question).fetchall(), name
        names = "SELECT name FROM sqlite_master WHERE sql > '' ORDER BY name"
        known = theirs.execute(names).fetchall()
        assert ours.execute(names).fetchall() == known
        for (table,) in known:
            columns = f"PRAGMA table_info({table})"
            ask = [[row[1:3] for row in db.execute(columns)] for db in (theirs, ours)]
            assert ask[0] == ask[1], table
        count = "SELECT COUNT(*) FROM ATTRIBUTEVALUES"
        assert ours.execute(count).fetchone() == theirs.execute(count).fetchone()
        assert ours.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_password_is_kept_as_dna_keeps_it():
    """The sample's passwords are salted and hashed as ours; its password is `sample`."""
    with sqlite3.connect(f"{SAMPLE.as_uri()}?mode=ro", uri=True) as db:
        (kept,) = db.execute("SELECT Password FROM CODERS WHERE ID = 1").fetchone()
    salt = base64.b64decode(kept)[:16]
    digest = salt + b"sample"
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    assert base64.b64encode(salt + digest).decode() == kept
    ours = base64.b64decode(password_digest("Anna"))
    digest = ours[:16] + PASSWORD.encode()
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    assert ours[16:] == digest


@pytest.mark.parametrize("which", ["course", "sample", "port"])
def test_our_projects_are_valid_by_the_published_schema(which, port, tmp_path):
    etree = pytest.importorskip("lxml.etree", reason="NOT VALIDATED: lxml is not installed")
    folder = {"course": ROOT, "port": port}.get(which, tmp_path / "s")
    if which == "sample":
        new_case(folder, SAMPLE)
    path, _ = export(folder, "qdpx", tmp_path / "x.qdpx")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    qde = etree.fromstring(zipfile.ZipFile(path).read("project.qde"))
    assert schema.validate(qde), schema.error_log.last_error


def test_a_second_reader_of_refi_qda_sees_the_same(port, tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda", reason="NO SECOND OPINION: no pyrefiqda here")
    path, _ = export(port, "qdpx", tmp_path / "x.qdpx")
    seen = pyrefiqda.RefiProject.load(path, tmp_path / "unpacked")
    selections = [s for source in seen.sources.text_source for s in source.plain_text_selection]
    assert len(selections) == len(STANCES) + 1
    texts = [
        (tmp_path / "unpacked/sources" / f"{s.guid}.txt").read_bytes().decode()
        for s in seen.sources.text_source
    ]
    quotes = {
        text[s.start_position : s.end_position]
        for source, text in zip(seen.sources.text_source, texts, strict=True)
        for s in source.plain_text_selection
    }
    assert quotes == {words for _, words in QUOTES.values()}


def test_projects_of_atlas_without_texts_get_one_line():
    for path in sorted(PEERS.glob("*.qdpx")):
        with pytest.raises(DataError, match="there is no text in it"):
            new_case(ROOT / "nowhere", path)
    assert not (ROOT / "nowhere").exists()
