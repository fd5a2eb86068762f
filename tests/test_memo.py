"""The memo: what of its evidence is checked, how it reads as text, and its rubric."""

import pandas as pd
import pytest

from shieldtalks import memo
from shieldtalks.bargaining import TABLE
from shieldtalks.corpus import load_corpus
from shieldtalks.parties import the
from shieldtalks.statements import load_statements

CORPUS = load_corpus()
STATEMENTS = load_statements(CORPUS)


MEMO = [
    {
        "text": "Russia asks to be in, or to be safe.",
        "units": ["003.08", "001.20"],
        "quotes": ["or receive guarantees"],
        "best_case": "RUS",
        "stances": {"guarantees": "yes", "joint_assessment": "yes"},
    },
    {"text": "The shield protects allies.", "units": ["004.13", "001.09"], "best_case": "USA"},
    {"text": "Two systems, coordinated.", "units": ["003.05", "003.13"], "best_case": "NATO"},
]


def with_claim(**claim):
    return [*MEMO, {"text": "So it is.", "units": ["001.20"], **claim}]


def test_a_sound_memo_has_no_findings():
    assert memo.check_memo(MEMO, CORPUS, STATEMENTS) == []


@pytest.mark.parametrize(
    "text", ["All of them lie.", "Give up.", "Build it at once, and let nobody stop you."]
)
def test_opinion_is_left_alone(text):
    assert memo.check_memo(with_claim(text=text), CORPUS, STATEMENTS) == []


@pytest.mark.parametrize(
    "quote",
    [
        "must include a joint assessment",
        "“must include a joint assessment”",
        "must  include a\njoint assessment",
        '"This [missile defense initiative] assumes cooperation',
    ],
)
def test_white_space_and_the_shape_of_marks_are_free(quote):
    assert memo.check_memo(with_claim(quotes=[quote]), CORPUS) == []


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ({"text": ""}, "Claim 4: it has no text"),
        ({"units": []}, "Claim 4: it cites no unit"),
        ({"units": ["009.01"]}, "'009.01' is no unit"),
        ({"units": [["001.20"]]}, "is no unit"),
        ({"units": ["001.31"]}, "page furniture"),
        ({"units": ["000.13"]}, "is a repeat"),
        ({"quotes": ["must include a common assessment"]}, "not in its units word for word"),
        ({"quotes": ["The chief of the Russian General Staff"]}, "stands in 001.23"),
        ({"quotes": ["must include ... threats"]}, "leaves out or puts in"),
        ({"quotes": ["MUST INCLUDE a joint"]}, "other capital letters"),
        ({"quotes": [""]}, "a quote is empty"),
        ({"text": "He wants “peace in our time”."}, "“peace in our time” is not in its units"),
        ({"best_case": "China"}, "'China' is no party"),
    ],
)
def test_what_evidence_does_not_bear_is_found(claim, words):
    (found,) = memo.check_memo(with_claim(**claim), CORPUS, STATEMENTS)
    assert words in found
    assert "\n" not in found


@pytest.mark.parametrize("party", TABLE)
def test_each_party_needs_its_best_case(party):
    claims = [claim for claim in MEMO if claim["best_case"] != party]
    (found,) = memo.check_memo(claims, CORPUS)
    assert f"best case of {the(party)}" in found


def test_a_best_case_rests_on_a_stance_of_its_party():
    claims = [*MEMO[:2], {**MEMO[2], "units": ["003.12"]}]
    assert memo.check_memo(claims, CORPUS) == []
    assert "takes a stance" in memo.check_memo(claims, CORPUS, STATEMENTS)[0]


@pytest.mark.parametrize("claims", [[], None, "Give up.", ["Give up."], [None]])
def test_what_is_no_memo_is_told_in_lines(claims):
    found = memo.check_memo(claims, CORPUS, STATEMENTS)
    assert found
    assert all(isinstance(line, str) for line in found)


def test_a_memo_reads_as_text_with_its_units():
    text = memo.as_text(MEMO, CORPUS)
    assert text.startswith("1. Russia asks to be in, or to be safe. [003.08, 001.20]\n2. ")
    assert CORPUS.cite("003.05") in text


def test_the_rubric_is_whole():
    rubric = memo.load_rubric()
    assert list(rubric.columns) == ["asks", "full", "half", "none"]
    assert rubric.ne("").all(axis=None)


@pytest.mark.parametrize(
    ("stances", "words"),
    [
        ({"guarantees": "no"}, "RUS says yes on guarantees there, not no"),
        ({"shared_control": "yes"}, "none of its units holds a stance of RUS on shared_control"),
        ({"guarantee": "yes"}, "'guarantee' is no concept"),
        ({"guarantees": True}, "Write 'yes' or 'no'"),
        (["guarantees"], "write stances as a dictionary"),
    ],
)
def test_stances_of_a_best_case_stand_in_its_units(stances, words):
    claims = [{**MEMO[0], "stances": stances}, *MEMO[1:]]
    (found,) = memo.check_memo(claims, CORPUS, STATEMENTS)
    assert found.startswith("Claim 1: ") and words in found


def test_a_best_case_cites_two_units():
    claims = [*MEMO[:2], {**MEMO[2], "units": ["003.05"]}]
    (found,) = memo.check_memo(claims, CORPUS, STATEMENTS)
    assert "cites 1 unit in which it takes a stance. Two are the least." in found


def test_a_headline_has_its_numbers_right():
    table = pd.DataFrame({"articles": [5], "readers": [4]}, index=["aimed"])
    right = {"headline": "aimed", "articles": 5, "readers": 4}
    assert memo.check_memo(with_claim(**right), CORPUS, STATEMENTS, table) == []
    for wrong, words in (
        ({"headline": "peace"}, "'peace' is no headline. There are aimed."),
        ({"articles": 4}, "'aimed' does not hold in 4 articles"),
        ({"readers": None}, "'aimed' does not hold in None readers"),
    ):
        (found,) = memo.check_memo(with_claim(**{**right, **wrong}), CORPUS, STATEMENTS, table)
        assert words in found
