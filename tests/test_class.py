"""A class as its events make it: votes, steps, doors, and the file that keeps them."""

import json
import sqlite3
import time
import types
from datetime import date, timedelta

import pytest

from shieldtalks import classroom
from shieldtalks.classroom.activities import TEACHER, Refused
from shieldtalks.classroom.activities.vote import tally
from shieldtalks.classroom.plan import plan_of
from shieldtalks.classroom.quotes import labels_of, quotes_in
from shieldtalks.classroom.room import MOVED, Room
from shieldtalks.classroom.run import EVENING, evening_class, list_classes, teachers_key
from shieldtalks.classroom.store import Row, Store, class_path, delete_class, kept_classes
from shieldtalks.corpus import load_corpus
from shieldtalks.errors import DataError
from shieldtalks.predict import load_prompts
from tests.asked import Asked, plan_with


class Class:
    """A room whose accepted messages are applied at once and kept in a list."""

    def __init__(self, *prompts):
        self.plan = plan_with(*prompts)
        self.room, self.log = Room(self.plan), []

    def do(self, who, what, now=0.0, **more):
        event = self.room.accept(who, {"do": what, **more}, now)
        if event is not None:
            row = Row(now, who, more.get("id"), json.loads(json.dumps(event)))
            self.room.apply(row)
            self.log.append(row)
        return event

    def lead(self, *steps):
        for step in steps:
            self.do(TEACHER, step)

    def answer(self, who, value, to="00.a"):
        return self.do(who, "answer", to=to, value=value)

    def again(self):
        room = Room(self.plan)
        room.replay(self.log)
        return room


@pytest.fixture
def two():
    """A class of two phones and two questions, the first one open."""
    made = Class(Asked("00.a"), Asked("00.b"))
    made.do("ann", "join")
    made.do("ben", "join")
    made.lead("next")
    return made


def views(room):
    everybody = [room.phone(who, 0) for who in ("ann", "ben", "stranger")]
    return json.dumps([room.projector(0), room.teacher(0), *everybody])


def test_one_device_has_one_vote_that_it_may_change_until_guesses_are_shown(two):
    two.answer("ann", 3)
    two.answer("ann", 4)
    two.answer("ben", 7)
    assert two.room.teacher(0)["answered"] == 2
    two.lead("next")
    with pytest.raises(Refused, match="closed"):
        two.answer("ann", 7)
    two.lead("back")
    two.answer("ann", 5)
    two.lead("next", "next")
    seen = two.room.projector(0)
    assert (seen["answer"], seen["right"]) == (7, 1)
    assert [n for n, c in enumerate(seen["tally"]["counts"]) if c] == [5, 7]
    assert two.room.phone("ann", 0)["say"] == "You said 5."


def test_who_has_seen_the_answer_guesses_no_more_even_when_the_teacher_goes_back(two):
    two.lead("next", "next", "back", "back")
    assert two.room.projector(0)["stage"] == 0
    with pytest.raises(Refused, match="closed"):
        two.answer("ann", 7)


def test_nobody_sees_guesses_or_answer_before_they_are_shown(two):
    two.answer("ann", 3)
    for seen in (two.room.projector(0), two.room.phone("ben", 0)):
        assert not {"tally", "answer", "right", "say"} & seen.keys()
    two.lead("next")
    assert "answer" not in two.room.projector(0) and "tally" in two.room.projector(0)
    assert not {"tally", "answer"} & two.room.phone("ben", 0).keys()


def test_a_phone_that_the_teacher_takes_out_counts_no_more_until_it_is_taken_in_again(two):
    two.answer("ann", 3)
    two.answer("ben", 7)
    assert two.do(TEACHER, "out", phone=1, on=True) == {"out": "ann", "on": True}
    seen = two.room.teacher(0)
    assert (seen["answered"], seen["joined"], sum(seen["tally"]["counts"])) == (1, 1, 1)
    assert two.room.phone("ann", 0) == {"screen": "out"}
    with pytest.raises(Refused, match="taken this phone out"):
        two.answer("ann", 4)
    two.lead("next", "next", "next")
    assert two.room.activities["00.b"].guesses == {}
    assert views(two.again()) == views(two.room)
    two.do(TEACHER, "out", phone=1, on=False)
    assert two.room.activities["00.a"].guesses == {"ann": 3, "ben": 7}
    two.answer("ann", 2, "00.b")
    assert views(two.again()) == views(two.room)
    for wrong in ({"phone": 3, "on": True}, {"phone": True, "on": True}, {"phone": 1}, {}):
        with pytest.raises(Refused, match="no such phone"):
            two.do(TEACHER, "out", **wrong)


def test_the_teacher_points_at_a_mark_of_the_chart_and_both_pages_know_which():
    rows = {"1": dict.fromkeys(["quote", "unit", "person", "organization", "outlet", "date"], "x")}
    marks = [types.SimpleNamespace(label=n, box=None, statements=("1",)) for n in "abc"]
    drawn = types.SimpleNamespace(png=b"", alt="", footer="", marks=marks, rows=rows)

    class Drawn(Asked):
        def figure(self):
            return drawn

    one = Class(Drawn("00.marks"))
    one.lead("next", "next", "next")
    with pytest.raises(Refused, match="No chart"):
        one.do(TEACHER, "mark", by=1)
    one.lead("next")
    seen = []
    for way in (1, 1, 1, 1, -1, -1):
        one.do(TEACHER, "mark", by=way)
        seen.append(one.room.projector(0)["mark"])
    assert seen == [0, 1, 2, 0, 2, 1] and one.room.teacher(0)["marks"] == 3
    for wrong in ({"at": 3}, {"at": True}, {"by": True}, {}):
        with pytest.raises(Refused, match="3 marks"):
            one.do(TEACHER, "mark", **wrong)
    assert views(one.again()) == views(one.room)
    one.lead("back", "next")
    assert one.room.projector(0)["mark"] is None


def test_arrows_lead_through_the_plan_and_back(two):
    seen = []
    for step in ["next"] * 6 + ["back"] * 7:
        two.lead(step)
        view = two.room.projector(0)
        seen.append((view["screen"], view.get("id"), view.get("stage")))
    asked = [("vote", i, s) for i in ("00.a", "00.b") for s in range(3)]
    assert seen[:5] == asked[1:] and seen[5] == ("over", None, None)
    assert seen[6:] == [*asked[:0:-1], asked[0], ("wait", None, None)]


def test_two_teachers_who_press_at_the_same_time_move_the_class_once(two):
    seen = two.room.projector(0)["moves"]
    two.do(TEACHER, "next", seen=seen)
    with pytest.raises(Refused, match=MOVED[:20]):
        two.do(TEACHER, "next", seen=seen)
    assert two.room.projector(0)["stage"] == 1


def test_the_stored_events_give_the_same_class_again(two):
    two.answer("ann", 3)
    two.lead("next", "next", "next")
    two.answer("ben", 9, to="00.b")
    two.do(TEACHER, "door", on=False)
    assert views(two.again()) == views(two.room)


@pytest.mark.parametrize(
    "message",
    [
        {"do": "answer", "to": "00.a", "value": 11},
        {"do": "answer", "to": "00.a", "value": "7"},
        {"do": "answer", "to": "00.b", "value": 7},
        {"do": "answer", "value": 7},
        {"do": "next", "to": "00.a"},
        {"do": "open", "item": "00.b"},
        {"do": "over"},
        {"do": ["answer"], "to": "00.a"},
        {},
    ],
)
def test_a_phone_cannot_do_what_is_not_its_own(two, message):
    before = views(two.room)
    with pytest.raises(Refused) as refused:
        two.room.accept("ann", message, 0)
    assert "\n" not in str(refused.value) and views(two.room) == before


def test_a_stranger_joins_first_and_not_through_a_closed_door(two):
    with pytest.raises(Refused, match="Join"):
        two.answer("eve", 7)
    two.do(TEACHER, "door", on=False)
    with pytest.raises(Refused, match="no more"):
        two.do("eve", "join")
    assert two.do("ann", "join") is None


def test_names_are_kept_only_when_the_teacher_asks_for_them(two):
    assert two.do("eve", "join", nick="Eve")["join"] == ""
    two.do(TEACHER, "names", on=True)
    assert two.do("eve", "join", nick=" E\u200bve\n ")["join"] == "E ve"
    with pytest.raises(Refused, match="24"):
        two.do("eve", "join", nick="e" * 25)


def test_guesses_are_counted_by_their_kind():
    choice = {"kind": "choice", "options": ["x", "y"]}
    assert tally(choice, ["y", "y", "x"]) == {"counts": [1, 2]}
    cell = {"kind": "cell", "rows": ["r", "s"], "columns": ["c", "d"]}
    assert tally(cell, [["s", "c"]]) == {"counts": [[0, 0], [1, 0]]}
    order = {"kind": "order", "options": ["x", "y"]}
    assert tally(order, [["y", "x"], ["y", "x"]]) == {"places": [[0, 2], [2, 0]]}
    number = tally({"kind": "number", "low": 0, "high": 100}, [0, 100, 50, 51])
    assert sum(number["counts"]) == 4 and number["counts"][-1] == 1 and number["median"] == 50.5


def test_what_was_committed_is_read_by_the_next_who_opens_the_file(tmp_path):
    rows = [Row(1.5, "ann", "m1", {"join": ""}), Row(2.0, "ann", None, {"show": None})]
    store = Store(tmp_path / "c.sqlite")
    store.commit(rows)
    assert list(Store(tmp_path / "c.sqlite").rows()) == rows
    with pytest.raises(sqlite3.IntegrityError):
        store.commit([Row(3.0, "ben", "m1", {}), Row(3.0, "ann", "m1", {})])
    assert list(store.rows()) == rows


def test_a_file_that_is_no_class_is_told_in_one_line(tmp_path):
    (tmp_path / "c.sqlite").write_text("not a database, and long enough to be looked at" * 9)
    with pytest.raises(DataError, match="another name"):
        Store(tmp_path / "c.sqlite")


def test_a_class_is_deleted_with_all_that_belongs_to_it():
    store = Store(class_path("monday"))
    store.commit([Row(1.0, "ann", None, {"join": ""})])
    assert kept_classes() == ["monday"]
    delete_class("monday")
    assert kept_classes() == [] and not list(class_path("monday").parent.iterdir())
    with pytest.raises(DataError, match="monday: no class"):
        delete_class("monday")
    with pytest.raises(DataError, match="small letters"):
        class_path("../x")


# What is left in the notebook


def kept_class(name, asked, answers, names=()):
    """Keep a class in which this prompt of the course was asked and answered."""
    made = Class()
    made.plan = plan_of(asked.partition(".")[0], load_prompts(asked.partition(".")[0]))
    made.room = Room(made.plan)
    if names:
        made.do(TEACHER, "names", on=True)
    for number, value in enumerate(answers):
        nick = {"nick": names[number]} if names else {}
        made.do(f"device-{number}", "join", now=1_800_000_000.0, **nick)
        made.do(TEACHER, "open", item=asked)
        made.answer(f"device-{number}", value, asked)
    store = Store(class_path(name))
    store.tell(lesson=asked[:2])
    store.commit(made.log)
    store.close()


def test_a_class_is_a_table_and_a_chart_in_the_notebook():
    kept_class("monday", "04.silence", [40, 75, 75, 100])
    kept_class("tuesday", "04.repeats", ["nothing", "only the numbers"], ["Ann", "Ben"])
    table = classroom.results("04.silence")
    assert list(table.index) == [f"Phone {n}" for n in range(1, 5)]
    assert table["guess"].tolist() == [40, 75, 75, 100] and "name" not in table
    assert table["right"].tolist() == [False, True, True, False]
    counts = classroom.counts("04.silence")
    assert counts["n"].sum() == 4 and counts.loc[counts["answer"], "n"].tolist() in ([2], [0])
    chart = classroom.chart("04.silence")
    assert "4 guesses of a class, 2 of them right" in chart.alt and "75 %" in chart.alt
    assert chart.png.startswith(b"\x89PNG") and len(chart.marks) == len(counts)
    named = classroom.results("04.repeats")
    assert named["name"].tolist() == ["Ann", "Ben"]
    assert classroom.counts("04.repeats").set_index("guess")["n"].to_dict() == {
        "only the numbers": 1,
        "the numbers and the stances": 0,
        "nothing": 1,
    }
    assert classroom.classes()["lesson"].to_dict() == {"monday": "04", "tuesday": "04"}
    # A file that is broken hides none of the others.
    class_path("broken").write_text("not a database, and long enough to be looked at" * 9)
    assert len(classroom.results("04.silence")) == 4
    assert classroom.classes()["lesson"].to_dict()["broken"] == ""
    assert [line.split(":")[1] for line in list_classes()].count(" cannot be read. Delete it") == 1


def test_an_order_is_counted_and_drawn():
    kept_class("order", "04.levels", [["parties", "organizations", "persons"]] * 2)
    assert classroom.counts("04.levels")["n"].sum() == 2
    assert "parties first 2" in classroom.chart("04.levels").alt
    assert (
        classroom.results("04.levels")["guess"].iloc[0]
        == "parties, then organizations, then persons"
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: classroom.results("04.silence"),
            "No class that is kept here was asked 04.silence",
        ),
        (lambda: classroom.results("04.silence", "nobody"), "nobody: no class of this name"),
        (lambda: classroom.coding(), "has coded sentences together"),
        (lambda: classroom.talks(), "has held talks"),
    ],
)
def test_what_no_class_did_is_told_in_one_line(call, said):
    with pytest.raises(DataError, match=said):
        call()


def test_sentences_that_a_question_names_come_with_it():
    assert quotes_in("How many of 100.50 %, in 999.99?") == []
    named = quotes_in("In 003.15 they would, in 001.24 they will not; 003.15 says when.")
    assert [quote["unit"] for quote in named] == ["003.15", "001.24"]
    assert named[0]["text"] == load_corpus().text("003.15") and "2011" in named[0]["source"]


def test_articles_that_can_be_chosen_come_with_their_outlets():
    assert labels_of(["both", "999", "the 165 km", "002.02"]) == {}
    labels = labels_of(["003", "000 and 001"])
    assert labels["003"] == "003 · Press TV, 2011"
    assert labels["000 and 001"].endswith("Intelligence Summit blog and RIA Novosti")


@pytest.mark.parametrize(("hours", "goes_on"), [(0.1, True), (EVENING + 1, False)])
def test_a_class_started_again_after_midnight_goes_on(monkeypatch, tmp_path, hours, goes_on):
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path))
    assert evening_class("04") == ""
    name = f"04-{date.today() - timedelta(days=1):%Y-%m-%d}"
    store = Store(class_path(name))
    store.commit([Row(time.time() - 3600 * hours, TEACHER, None, {"open": "vote"})])
    store.close()
    assert evening_class("04") == (name if goes_on else "")
    assert evening_class("11") == ""
    class_path(name).write_text("no database")
    assert evening_class("04") == ""


def test_a_key_that_was_never_written_is_no_key(tmp_path):
    path = tmp_path / "monday.sqlite"
    path.with_suffix(".key").write_text("")
    key = teachers_key(path)
    assert len(key) > 20 and teachers_key(path) == key
