"""No loaded word speaks for the course: it is quoted, or it is said whose word it is.

A loaded word tells how to take what somebody said or did (threatens, admits, regime). Tables, the
strings of figures and the lessons' prose use plain ones (says, announces, turns down). In a table a
loaded word may stand where the row or the sentence names its owner, in prose not behind a party.
"""

import ast
import csv
import re

import pytest

from shieldtalks.tables import DATA
from tests.prose import EXERCISES, LESSONS, ROOT, told, unquoted

VERBS = (
    r"threaten(?:s|ed|ing)?|refus(?:es|ed|ing)|admit(?:s|ted|ting)?|conced(?:es|ed|ing)|"
    r"claim(?:ed|ing|s(?= that))|insist(?:s|ed|ing)?|boast(?:s|ed|ing)?|alleg(?:es|ed|edly|ing)|"
    r"demand(?:s|ed|ing)|accus(?:es|ed|ing)|provok(?:es|ed|ing)|blackmail(?:s|ed|ing)?|"
    r"slam(?:s|med)|blast(?:s|ed|ing)|stonewall(?:s|ed|ing)?|bull(?:ies|ied|ying)"
)
OTHERS = (
    r"pretext\w*|annex\w+|regimes?|propaganda|aggressi\w+|so-called|infamous|paranoi\w+|hysteri\w+|"
    r"shr[iau]nks? on paper|had eased"
)
LOADED = re.compile(rf"\b(?:{VERBS}|{OTHERS})\b", re.I)
PARTIES = (
    r"Russia|Moscow|(?:the )?Kremlin|Washington|(?:the )?United States|NATO|(?:the )?alliance|"
    r"Putin|Medvedev|Lavrov|Baluyevsky|Rogozin|Antonov|Nesterenko|Bush|Obama|Gates|Iran|Tehran"
)
OF_A_PARTY = re.compile(rf"\b(?:{PARTIES}) (?:\w+ ){{0,2}}?(?:{VERBS})\b|\b(?:{OTHERS})\b", re.I)
# Who says so: a verb of saying with a speaker, an account, a paper that reports it.
OWNED = re.compile(
    r"\b(?:says?|said|tells?|told|calls?|called|writes?|reads?|reported?|reports|according to|"
    r"account|words? (?:of|for|is)|in the words|headline|articles?|sentences?|units?|outlet|coded|"
    r"option|newspaper|quotes?)\b",
    re.I,
)
# Columns in which we speak; the others hold names, ids, addresses or what an outlet wrote itself.
TEXTS = {
    "context/events.csv": ("title", "description"),
    "context/systems.csv": ("name", "control", "status_by_year", "purpose", "components"),
    "context/sites.csv": ("role", "years", "status"),
    "context/technical.csv": ("item", "note"),
    "context/seed_claims.csv": ("claim", "verdict", "evidence"),
    "context/actors.csv": ("role_then", "note"),
    "context/seed_sources.csv": ("external_evidence", "quotation_chain", "text_notes"),
    "dating.csv": ("clue", "says"),
    "issues.csv": ("issue_label", "label", "note"),
    "packages.csv": ("name", "short", "note"),
    "jervis.csv": ("reason",),
    "weights.csv": ("reason",),
    "ranges.csv": ("reason",),
    "adjudication.csv": ("reason",),
    "reaches.csv": ("about",),
    "lessons.csv": ("question", "chart"),
}
OWNER = ("claimant", "speaker")  # columns that name whose word a row is


def loaded(text):
    """Return the loaded words of a text that are neither quoted nor owned by anybody in it."""
    plain = unquoted(text)
    return [] if OWNED.search(plain) else LOADED.findall(plain)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Medvedev threatens Iskanders", ["threatens"]),
        ("The US ideas later shrink on paper", ["shrink on paper"]),
        ("A question that cancelling had eased", ["had eased"]),
        ("after the annexation of Crimea", ["annexation"]),
        ('Reuters: "in protest at its annexation of Crimea"', []),
        ("The article says that Moscow refused", []),
        ("a joint threat assessment is announced", []),
    ],
)
def test_the_rule_finds_what_it_is_for(text, words):
    assert loaded(text) == words


@pytest.mark.parametrize("name", TEXTS)
def test_tables_speak_plainly(name):
    with open(DATA / name, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [
        f"row {number}, {column}: {word} in {row[column]!r}"
        for number, row in enumerate(rows, 1)
        for column in TEXTS[name]
        if not any(row.get(owner) for owner in OWNER)
        for word in loaded(row[column])
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "shieldtalks" / "figures").glob("*.py")), ids=lambda path: path.stem
)
def test_figures_speak_plainly(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    found = [text for text in strings if isinstance(text, str) and OF_A_PARTY.search(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [*LESSONS, *EXERCISES], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_prose_speaks_plainly(path):
    found = [
        f"{cell}: {sentence}"
        for cell, sentence in told(path)
        if OF_A_PARTY.search(unquoted(sentence)) and not OWNED.search(unquoted(sentence))
    ]
    assert not found, "\n".join(found)
