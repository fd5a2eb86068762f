"""The class as coders: what a phone may send and see, and the one coding that comes of it."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks.classroom.activities import TEACHER, Item, Refused
from shieldtalks.classroom.activities.coders import (
    LEAST,
    RULE,
    Coders,
    class_codes,
    concepts,
    sentence_of,
)
from shieldtalks.classroom.apart import compute
from shieldtalks.classroom.class_coding import PHONES, agreement, class_coding, effects, summary
from shieldtalks.codebook import load_codings, load_concepts
from shieldtalks.corpus import load_corpus
from shieldtalks.explorers import PRACTICE
from shieldtalks.figures import class_agreement, class_division
from shieldtalks.headlines import headlines, moved, moved_between
from shieldtalks.readings import CLASS, reading_words, with_own
from shieldtalks.reliability import alpha, judgements
from shieldtalks.statements import load_statements, reader_of

CORPUS = load_corpus()
CODINGS = load_codings(CORPUS)
ITEM = Item("coders", "03.coders", "Ten sentences")
TWO = ["000.07", "002.18"]
YES, NO = ("RUS government", "guarantees", "yes"), ("RUS government", "guarantees", "no")


class Log:
    """An activity whose accepted messages are applied at once, and kept as the file keeps them."""

    def __init__(self, **options):
        self.opening = {"open": "coders", "id": "03.coders", "seed": 1}
        self.opening |= Coders.opening(ITEM, options)
        self.now, self.rows = Coders(self.opening), []

    def do(self, who, **message):
        event = self.now.accept(who, message, 0.0)
        if event is not None:
            event = json.loads(json.dumps(event))
            self.now.apply(who, event, 0.0)
            self.rows.append((who, event))
        return event

    def answer(self, who, unit, *codes):
        return self.do(who, do="answer", unit=unit, codes=[list(code) for code in codes])

    def again(self):
        other = Coders(self.opening)
        for who, event in self.rows:
            other.apply(who, event, 0.0)
        return other


def as_reader(log, who, reader):
    """Let a phone code as one of the readers did."""
    for unit in log.now.units:
        rows = CODINGS[reader]
        rows = rows[rows["unit"].eq(unit)]
        columns = rows[["organization", "concept", "agreement"]]
        log.answer(who, unit, *columns.itertuples(index=False, name=None))


def views(activity, devices=("a", "b", "c")):
    seen = [activity.projector(0), activity.teacher(0), *(activity.phone(w, 0) for w in devices)]
    return json.dumps(seen)


# One coding of many phones


@pytest.mark.parametrize(
    ("given_codes", "stands"),
    [
        ({"a": [YES], "b": [YES], "c": []}, [YES]),
        ({"a": [YES], "b": [], "c": []}, []),
        ({"a": [YES], "b": [YES], "c": [], "d": []}, []),  # a tie is nothing
        ({"a": [YES], "b": [NO], "c": [YES], "d": [NO]}, []),
        ({"a": [YES, NO], "b": [YES, NO], "c": [NO]}, [NO, YES]),  # each code for itself
        ({"a": [YES], "b": [YES]}, None),  # two phones are no class
        ({}, None),
    ],
)
def test_a_code_stands_where_more_than_half_of_the_phones_gave_it(given_codes, stands):
    assert class_codes(given_codes) == stands


def test_the_rule_stands_on_every_screen_as_it_is_applied():
    log = Log(units=TWO)
    assert "more than half" in RULE and "Exactly half is not enough" in RULE and str(LEAST) in RULE
    assert log.now.phone("a", 0)["rule"] == log.now.projector(0)["rule"] == RULE


def test_three_phones_that_read_as_a_reader_are_that_reader():
    log = Log()
    for who in "xyz":
        as_reader(log, who, "B")
    coding = class_coding(log.now.answers)
    same = ["unit", "organization", "concept", "agreement"]
    theirs = CODINGS["B"][CODINGS["B"]["unit"].isin(PRACTICE)]
    assert set(coding.codes[same].itertuples(index=False, name=None)) == set(
        theirs[same].itertuples(index=False, name=None)
    )
    assert coding.units == sorted(PRACTICE)
    table = agreement(coding)
    assert table.at["The class and B", "value"] == 1
    assert table.at[PHONES, "value"] == 1 and table.at[PHONES, "readers"] == 3
    answers, _ = judgements(CODINGS, coding.units)
    assert table.at["Readers A to D", "value"] == pytest.approx(alpha(list(answers.values())))


def test_the_coding_of_a_class_is_a_reader_of_lesson_03(tmp_path):
    log = Log()
    for who, reader in zip("pqrs", "ACCD", strict=True):
        as_reader(log, who, reader)
    for who in "pqr":
        log.answer(who, "000.03")  # the class hears nothing where all readers hear a no
    coding, statements = class_coding(log.now.answers), load_statements(CORPUS)
    changed = with_own(statements, coding, CORPUS)
    assert reader_of(changed) == CLASS and reading_words(changed) == "With your class's codes."
    assert "000.03" in coding.nothing and "000.03" not in set(changed["unit"])
    table = headlines(CORPUS, coding, statements)
    assert CLASS in table and "You" not in table
    # A student's own computer gets it as a file.
    coding.table.to_csv(tmp_path / "our_class.csv", index=False)
    handed_on = pd.read_csv(tmp_path / "our_class.csv", dtype=str)
    theirs = with_own(statements, handed_on, CORPUS, CLASS)
    same = ["unit", "organization", "concept", "agreement"]
    assert sorted(theirs[same].to_numpy().tolist()) == sorted(changed[same].to_numpy().tolist())
    cells, moves = effects(coding)
    assert list(moves.index) == list(moved(table).index)
    assert list(moved_between(statements, changed).index) == list(moves.index)
    assert len(cells)
    told = summary(json.dumps(log.now.answers))
    assert [row[0] for row in told["rows"]] == list(agreement(coding).index)
    assert len(told["cells"]) == len(cells) and json.dumps(told)


def test_a_sentence_of_too_few_phones_is_left_out_and_no_class_at_all_is_said():
    log = Log(units=TWO)
    for who in "abc":
        log.answer(who, TWO[0])
    log.answer("a", TWO[1])
    coding = class_coding(log.now.answers)
    assert coding.units == [TWO[0]] and len(coding.phones) == 1
    assert agreement(coding).at[PHONES, "note"]
    assert "enough phones" in summary(json.dumps({unit: {} for unit in TWO}))["said"][0]


def test_the_charts_say_what_was_counted():
    log = Log(units=TWO)
    for who in "abcd":
        log.answer(who, TWO[0], ("RUS government", "aimed_at_russia", "yes"))
    log.answer("a", TWO[1])
    coding = class_coding(log.now.answers)
    chart = class_division(coding.divided, CORPUS, load_concepts())
    assert "RUS government agrees: Aimed at Russia" in chart.alt
    assert "n = 1 to 4 phones" in chart.footer and chart.evidence == {u: (u,) for u in TWO}
    assert "1 sentence too few decided" in chart.title
    gauge = class_agreement(agreement(coding), 2)
    assert "n = 1 of 2 sentences" in gauge.footer and "The class and A" in gauge.alt


# What is taken


NAMES = sentence_of(TWO[0])["organizations"]
GOOD = [NAMES[0], concepts()[0]["concept"], "yes"]
BAD = [
    {},
    {"do": "join"},
    {"do": ["answer"]},
    {"do": "answer", "unit": "000.07"},
    {"do": "answer", "unit": "000.01", "codes": []},
    {"do": "answer", "unit": 7, "codes": []},
    {"do": "answer", "unit": ["000.07"], "codes": []},
    {"do": "answer", "unit": "000.07", "codes": "nothing"},
    {"do": "answer", "unit": "000.07", "codes": {}},
    {"do": "answer", "unit": "000.07", "codes": [GOOD] * 7},
    {"do": "answer", "unit": "000.07", "codes": [GOOD[:2]]},
    {"do": "answer", "unit": "000.07", "codes": [[GOOD[0], GOOD[1], True]]},
    {"do": "answer", "unit": "000.07", "codes": [["Nobody", *GOOD[1:]]]},
    {"do": "answer", "unit": "000.07", "codes": [[GOOD[0], "no_concept", "yes"]]},
    {"do": "answer", "unit": "000.07", "codes": [[GOOD[0], [GOOD[1]], "yes"]]},
    {"do": "answer", "unit": "000.07", "codes": [[*GOOD[:2], "maybe"]]},
    {"do": "close"},
    {"do": "show", "place": 0},
]
LEADING = [
    {"do": "go", "place": 3},
    {"do": "go", "place": -1},
    {"do": "go", "place": True},
    {"do": "show", "place": "0"},
    {"do": "answer", "unit": "000.07", "codes": []},
    {"do": None},
]


@pytest.mark.parametrize("message", BAD)
def test_a_malformed_message_is_refused_in_one_line_and_changes_nothing(message):
    log = Log(units=TWO)
    before = views(log.now)
    with pytest.raises(Refused) as caught:
        log.now.accept("a", message, 0)
    assert "\n" not in str(caught.value) and views(log.now) == before


@pytest.mark.parametrize("message", LEADING)
def test_the_teacher_is_refused_what_cannot_be(message):
    log = Log(units=TWO)
    with pytest.raises(Refused):
        log.now.accept(TEACHER, message, 0)


@pytest.mark.parametrize("units", [[], ["000.01"], ["x"], ["000.07", "000.07"], "000.07", [7]])
def test_only_sentences_of_the_articles_can_be_coded(units):
    with pytest.raises(Refused):
        Coders.opening(ITEM, {"units": units})


# What is seen


def test_nobody_sees_others_codes_before_they_are_shown_and_nobody_codes_after():
    log = Log(units=TWO)
    secret = ("RUS government", "aimed_at_russia", "yes")
    log.answer("a", TWO[0], secret)
    seen = json.dumps([log.now.phone("b", 0), log.now.projector(0)])
    assert '"class"' not in seen and "readers" not in seen
    assert log.now.projector(0)["decided"] == 1
    assert log.now.phone("a", 0)["sentences"][0]["codes"] == [list(secret)]
    assert log.now.phone("b", 0)["sentences"][0]["codes"] is None
    log.do(TEACHER, do="next")
    shown = log.now.projector(0)["class"]
    assert shown["rows"][0] == {
        "label": "RUS government agrees: Aimed at Russia",
        "count": 1,
        "stands": False,
    }
    assert shown["readers"] and log.now.phone("b", 0)["sentences"][0]["class"] == shown
    with pytest.raises(Refused, match="shown"):
        log.answer("b", TWO[0], secret)
    log.answer("b", TWO[1])  # the other one is still open
    log.do(TEACHER, do="back")
    log.do(TEACHER, do="reopen")
    with pytest.raises(Refused, match="shown"):
        log.answer("b", TWO[0], secret)


def test_the_clicker_walks_through_the_sentences_to_the_class_and_then_hands_on():
    log = Log(units=TWO)
    for who in "abc":
        as_reader(log, who, "A")
    places = []
    while log.do(TEACHER, do="next"):
        places.append((log.now.place, log.now.place in log.now.shown))
    assert places == [(0, True), (1, False), (1, True), (2, False), (2, True)]
    assert log.now.projector(0)["computing"] and "summary" not in log.now.projector(0)
    assert compute(log.now.work()) == log.now.projector(0)["summary"]
    assert log.now.projector(0)["summary"]["rows"]
    with pytest.raises(Refused):
        log.answer("d", TWO[0])
    while log.do(TEACHER, do="back"):
        pass
    assert log.now.place == 0


def test_the_list_of_names_is_the_same_for_every_sentence_of_an_article():
    for unit in PRACTICE:
        others = [u for u in CORPUS.body().index if u[:3] == unit[:3]]
        assert sentence_of(others[0])["organizations"] == sentence_of(unit)["organizations"]
    for coding in CODINGS.values():
        for row in coding[coding["unit"].isin(PRACTICE)].itertuples():
            assert row.organization in sentence_of(row.unit)["organizations"]


CONCEPTS = [c["concept"] for c in concepts()[:3]]
CODE = st.tuples(*map(st.sampled_from, (NAMES, CONCEPTS, ("yes", "no")))).map(list)
ANSWER = st.fixed_dictionaries(
    {
        "do": st.just("answer"),
        "unit": st.sampled_from([*TWO, "000.01"]),
        "codes": st.none() | st.lists(CODE, max_size=7),
    }
)
STEP = st.sampled_from(
    [{"do": d} for d in ("next", "back", "close", "reopen")] + [{"do": "show", "place": 0}]
)
MESSAGES = st.lists(
    st.tuples(st.sampled_from("abcd"), ANSWER | st.sampled_from(BAD))
    | st.tuples(st.just(TEACHER), STEP | st.sampled_from(LEADING)),
    max_size=25,
)


@given(MESSAGES)
def test_replaying_the_log_gives_the_same_views(messages):
    log = Log(units=TWO)
    for who, message in messages:
        before = json.dumps([log.now.answers, log.now.place, log.now.closed])
        try:
            event = log.do(who, **message)
        except Refused:
            event = None
        if event is None:
            assert json.dumps([log.now.answers, log.now.place, log.now.closed]) == before
    assert views(log.again()) == views(log.now)
