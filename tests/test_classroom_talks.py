"""The talks, live: seats, moves, clocks, secrets, the course in empty seats, and the debrief."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import classroom, roleplay
from shieldtalks.bargaining import TABLE, all_packages, bargain, load_issues, load_packages
from shieldtalks.classroom.activities import TEACHER, Item, Refused
from shieldtalks.classroom.activities.talks import GRACE, Talks
from shieldtalks.classroom.activities.talks_tables import seat_class, sheets_of
from shieldtalks.classroom.activities.talks_views import sheet
from shieldtalks.classroom.apart import compute
from shieldtalks.classroom.class_talks import class_talks
from shieldtalks.classroom.room import Room
from shieldtalks.classroom.store import Row, Store, class_path
from shieldtalks.errors import DataError
from shieldtalks.figures import debrief_cloud, offer_paths
from shieldtalks.statements import load_statements

ITEM = Item("talks", "11.talks", "The talks")
ISSUES = load_issues()
PACKAGES = all_packages(ISSUES).to_dict("records")
DEAL = {"structure": "two", "guarantees": "openness"}
DEVICES = [f"d{n}" for n in range(12)]


class Log:
    """Talks whose accepted messages are applied at once, and kept as the file keeps them."""

    def __init__(self, people=(), **options):
        self.opening = {"open": "talks", "id": "11.talks", "seed": 1}
        options = {"number": None, **options}
        self.opening |= json.loads(json.dumps(Talks.opening(ITEM, options)))
        self.now, self.rows, self.at = Talks(self.opening), [], 1000.0
        for who in people:
            self.do(who, do="sit")
        if people:
            self.do(TEACHER, do="start")

    def do(self, who, **message):
        event = self.now.accept(who, message, self.at)
        return None if event is None else self._apply(who, event)

    def _apply(self, who, event):
        event = json.loads(json.dumps(event))
        self.now.apply(who, event, self.at)
        self.rows.append((self.at, who, event))
        return event

    def tick(self, seconds=1.0):
        self.at += seconds
        return [self._apply(who or "clock", e) for who, e in self.now.tick(self.at)]

    def until_people(self):
        """Let the course move until a person is due everywhere, and return how often it did."""
        moved = 0
        while events := self.tick(0.5):
            moved += len(events)
        return moved

    def seat(self, table, party):
        """Return a device that sits there."""
        return next(d for d, seat in self.now.seats.items() if seat == (table, party))

    def offer(self, table, party, package=None):
        number = len(self.now.tables[table].game["offers"])
        return self.do(self.seat(table, party), do="offer", number=number, package=package or DEAL)

    def answer(self, table, party, accepts):
        number = len(self.now.tables[table].game["offers"])
        return self.do(self.seat(table, party), do="answer", number=number, accepts=accepts)

    def again(self):
        other = Talks(self.opening)
        for at, who, event in self.rows:
            other.apply(who, event, at)
        return other


def views(talks, at=2000.0):
    devices = [*DEVICES, "late"]
    seen = [talks.projector(at), talks.teacher(at), *(talks.phone(who, at) for who in devices)]
    return json.dumps(seen)


# Seats


@pytest.mark.parametrize("people", [1, 2, 3, 4, 9, 30, 31, 61, 100])
def test_any_class_is_seated_and_no_table_has_more_than_eight(people):
    seats = seat_class([f"d{n}" for n in range(people)])
    assert [who for who, _, _ in seats] == [f"d{n}" for n in range(people)]
    tables = {}
    for _, table, party in seats:
        tables.setdefault(table, []).append(party)
    assert sorted(tables) == list(range(1, len(tables) + 1))
    assert all(len(team) <= 8 for team in tables.values())
    if people >= 4:
        assert all(len(team) >= 4 and set(team) == set(TABLE) for team in tables.values())


def test_a_class_is_seated_as_the_lesson_divides_it():
    log = Log(DEVICES)
    plan = roleplay.divide(DEVICES)
    assert log.now.seats == {w: (int(t), p) for w, t, p in plan.itertuples()}
    assert list(log.now.tables) == [1, 2] and log.tick() == []


def test_a_late_student_gets_the_seat_that_most_needs_somebody():
    log = Log(DEVICES[:10])  # two tables of five: NATO has one phone at each
    assert log.do("late", do="sit") == {"do": "sit", "table": 1, "party": "NATO"}
    assert log.do("later", do="sit")["table"] == 2
    assert log.do("late", do="sit") is None  # a phone that comes back has its seat
    assert log.now.phone("late", 0)["seat"] == {
        "table": 1,
        "party": "NATO",
        "name": "NATO",
        "the": "NATO",
    }
    alone = Log(["d0"])
    assert alone.now.tables[1].game["scripted"] == ["USA", "NATO"]
    alone.do("late", do="sit")
    assert alone.now.seats["late"] == (1, "USA")
    assert alone.now.tables[1].game["scripted"] == ["NATO"]
    for n in range(7):
        alone.do(f"more{n}", do="sit")
    assert alone.now.seats["more6"] == (2, "RUS") and len(alone.now.tables) == 2


def test_who_takes_no_seat_is_not_seated_and_may_leave_before_the_start():
    log = Log()
    for who in "abc":
        log.do(who, do="sit")
    log.do("b", do="leave")
    log.do(TEACHER, do="start")
    assert log.now.seats == {"a": (1, "RUS"), "c": (1, "USA")}
    assert log.now.phone("b", 0)["seat"] is None
    with pytest.raises(Refused, match="seat"):
        log.do("b", do="offer", number=0, package=DEAL)


# Moves


def test_a_table_negotiates_to_a_deal_and_the_other_hears_nothing_of_it():
    log = Log(DEVICES)
    log.offer(1, "RUS")
    assert log.now.phone(log.seat(1, "USA"), 0)["move"] == "answer"
    assert log.now.phone(log.seat(2, "USA"), 0)["offers"] == []
    log.answer(1, "NATO", True)
    log.answer(1, "USA", True)
    mine = log.now.phone(log.seat(1, "USA"), 0)
    assert mine["status"] == "deal" and mine["move"] == ""
    assert log.now.phone(log.seat(2, "RUS"), 0)["move"] == "offer"
    with pytest.raises(Refused):
        log.offer(1, "USA")
    assert roleplay.outcome(log.now.games()["Table 1"]).package["structure"] == "two"


def test_the_first_of_a_team_speaks_for_it_and_a_move_never_falls_on_another_offer():
    log = Log(DEVICES)
    one, other = (d for d, seat in log.now.seats.items() if seat == (1, "RUS"))
    log.do(one, do="offer", number=0, package=DEAL)
    with pytest.raises(Refused, match="faster"):
        log.do(other, do="offer", number=0, package={"soil": "hosted", "structure": "two"})
    for party in ("USA", "NATO"):
        log.answer(1, party, False)
    log.offer(1, "USA", {"answer": "held"})
    with pytest.raises(Refused, match="faster"):
        log.do(log.seat(1, "NATO"), do="answer", number=1, accepts=True)
    assert log.now.tables[1].game["offers"][-1]["answers"] == {}


def test_what_a_package_is_worth_is_what_the_own_sheet_says():
    log = Log(DEVICES, number=17)
    log.offer(1, "RUS")
    (seen,) = log.now.phone(log.seat(1, "USA"), 0)["offers"]
    points = sheets_of(17)["points"]["USA"]
    assert seen["worth"] == pytest.approx(sum(points[pair] for pair in seen["package"].items()))


BAD = [
    {},
    {"do": ["offer"]},
    {"do": "pause"},
    {"do": "offer"},
    {"do": "offer", "number": 0},
    {"do": "offer", "number": True, "package": DEAL},
    {"do": "offer", "number": "0", "package": DEAL},
    {"do": "offer", "number": 0, "package": []},
    {"do": "offer", "number": 0, "package": {}},
    {"do": "offer", "number": 0, "package": {"structure": None}},
    {"do": "offer", "number": 0, "package": {"structure": ["two"]}},
    {"do": "offer", "number": 0, "package": {"structure": "three"}},
    {"do": "offer", "number": 0, "package": {"peace": "two"}},
    {"do": "offer", "number": 0, "package": {"structure": "outside", "soil": "hosted"}},
    {"do": "offer", "number": 0, "package": {f"i{n}": "x" for n in range(50)}},
    {"do": "answer", "number": 0, "accepts": True},
    {"do": "answer", "number": 1, "accepts": 1},
    {"do": "leave"},
]
LEADING = [
    {"do": "start"},
    {"do": "debrief"},
    {"do": "extend"},
    {"do": "extend", "minutes": 0},
    {"do": "extend", "minutes": "5"},
    {"do": "end", "table": 9},
    {"do": "end", "table": True},
    {"do": "lend", "table": 1, "party": "media", "on": True},
    {"do": "lend", "table": 1, "party": "RUS", "on": 1},
    {"do": "offer", "number": 0, "package": DEAL},
    {"do": None},
]


@pytest.mark.parametrize(
    ("who", "message"), [("d0", m) for m in BAD] + [(TEACHER, m) for m in LEADING]
)
def test_a_malformed_message_is_refused_in_one_line_and_changes_nothing(who, message):
    log = Log(DEVICES)
    before = views(log.now)
    with pytest.raises(Refused) as caught:
        log.now.accept(who, message, log.at)
    assert "\n" not in str(caught.value) and views(log.now) == before


def test_the_clicker_starts_the_talks_and_never_leaves_them_by_chance():
    log = Log()
    with pytest.raises(Refused, match="Nobody"):
        log.do(TEACHER, do="next")
    log.do(TEACHER, do="set", number=17, rounds=1, minutes=0)
    with pytest.raises(Refused):
        log.do(TEACHER, do="set", rounds=99)
    log.do("d0", do="sit")
    log.do(TEACHER, do="next")
    assert log.now.stage == "talking" and log.now.tables[1].game["rounds"] == 1
    assert log.now.tables[1].ends is None
    for step, words in (("next", "still talks"), ("back", "begun"), ("set", "begun")):
        with pytest.raises(Refused, match=words):
            log.do(TEACHER, do=step)
    log.do(TEACHER, do="end")
    log.do(TEACHER, do="next")
    assert log.now.stage == "debrief"


def test_sheets_are_drawn_by_lot_unless_the_teacher_names_a_number():
    numbers = {Talks.opening(ITEM, {})["number"] for _ in range(3)}
    assert len(numbers) > 1 and all(0 <= number <= 9999 for number in numbers)


@pytest.mark.parametrize(
    "options",
    [
        {"number": -1},
        {"number": 10_000},
        {"number": True},
        {"number": "17"},
        {"rounds": 0},
        {"rounds": 2.5},
        {"minutes": 61},
        {"minutes": None},
    ],
)
def test_talks_that_cannot_be_held_are_not_opened(options):
    with pytest.raises(Refused):
        Talks.opening(ITEM, options)


# Secrets


@pytest.mark.parametrize("debrief", [False, True])
def test_no_party_ever_sees_another_sheet(debrief):
    log = Log(DEVICES, number=17)
    log.offer(1, "RUS")
    if debrief:
        log.do(TEACHER, do="end")
        log.do(TEACHER, do="debrief")
        compute(log.now.work())
    secrets = {party: json.dumps(sheet(17, party)) for party in TABLE}
    for who, (_, party) in log.now.seats.items():
        seen = json.dumps(log.now.phone(who, log.at))
        assert secrets[party] in seen
        assert not any(secrets[p] in seen for p in TABLE if p != party)
        # Nor as anything else than the brief, what was said aloud, and the own sheet.
        rest = {k: v for k, v in log.now.phone(who, log.at).items() if k != "sheet"}
        assert '"points"' not in json.dumps(rest) and '"reason"' not in json.dumps(rest)
    for seen in (log.now.projector(log.at), log.now.teacher(log.at)):
        assert '"points"' not in json.dumps(seen)


def test_the_big_screen_tells_no_offer_before_the_debrief():
    log = Log(DEVICES)
    log.offer(1, "RUS")
    seen = json.dumps(log.now.projector(log.at))
    assert "Two coordinated systems" not in seen and "package" not in seen
    assert "Two coordinated systems" in json.dumps(log.now.teacher(log.at))


# The clock, and the course in empty seats


def test_empty_seats_are_played_by_the_course_as_in_lesson_11():
    log = Log(["d0"], minutes=0)
    log.offer(1, "RUS", PACKAGES[5])
    log.until_people()
    same = roleplay.offer(roleplay.new_game(["USA", "NATO"], 3), PACKAGES[5], ISSUES)
    same = roleplay.play_on(same, roleplay.script(ISSUES, sheets_of(None)))
    assert log.now.tables[1].game["offers"] == same["offers"]


def test_when_a_round_is_over_the_late_say_no_and_the_course_offers_for_them():
    log = Log(DEVICES[:4], minutes=5)
    assert log.now.phone("d0", log.at)["ends"] == 1300
    log.at = 1290.0
    log.offer(1, "RUS")
    assert log.tick(15) == []  # nobody has less than a minute
    assert log.now.phone("d1", log.at)["ends"] == 1290 + GRACE
    log.at = 1290 + GRACE
    (late,) = log.tick(0)
    assert late == {
        "do": "answer",
        "table": 1,
        "party": "USA",
        "late": True,
        "accepts": False,
    }
    log.answer(1, "NATO", True)
    log.at += GRACE
    (late,) = log.tick(0)
    assert (late["do"], late["party"], late["late"]) == ("offer", "USA", True)
    for _ in range(20):
        log.tick(GRACE)
    assert log.now.tables[1].ends > log.at - 300  # each new round has its own clock


def test_pause_stops_the_clock_and_the_talks_and_extend_adds_minutes():
    log = Log(DEVICES, minutes=5)
    log.at += 100
    log.do(TEACHER, do="pause")
    assert log.now.phone("d0", log.at)["held"] == 200
    with pytest.raises(Refused, match="paused"):
        log.offer(1, "RUS")
    assert log.tick(10_000) == []
    log.do(TEACHER, do="resume")
    assert log.now.phone("d0", log.at)["ends"] == log.at + 200
    log.do(TEACHER, do="extend", minutes=2)
    assert log.now.phone("d0", log.at)["ends"] == log.at + 320


def test_a_lost_phone_is_replaced_by_the_course_and_takes_its_seat_back():
    log = Log(DEVICES[:4], minutes=0)
    log.do(TEACHER, do="lend", table=1, party="USA", on=True)
    log.offer(1, "RUS", PACKAGES[-1])
    assert [e["party"] for e in log.tick()] == ["USA"]
    with pytest.raises(Refused, match="speaks for your party"):
        log.do("d1", do="answer", number=1, accepts=True)
    assert log.now.phone("d1", 0)["lent"]
    log.do("d1", do="sit")
    assert not log.now.phone("d1", 0)["lent"] and log.now.tables[1].game["scripted"] == []


def test_a_phone_that_is_taken_out_leaves_its_seat_until_it_is_taken_in_again():
    log = Log(DEVICES[:3])
    russia = log.seat(1, "RUS")
    log.now.leave_out(russia, True)
    assert russia not in log.now.seats and log.now.tables[1].game["scripted"] == ["RUS"]
    log.now.leave_out(russia, False)
    assert log.now.seats[russia] == (1, "RUS") and log.now.tables[1].game["scripted"] == []
    waiting = Log()
    for who in ("a", "b"):
        waiting.do(who, do="sit")
    for who in ("a", "c"):
        waiting.now.leave_out(who, True)
    assert waiting.now.present == ["b"]
    for who in ("a", "c"):
        waiting.now.leave_out(who, False)
    assert waiting.now.present == ["b", "a"]


# The debrief


def test_the_debrief_weighs_every_table_and_hands_its_games_to_the_lesson(tmp_path):
    log = Log(DEVICES, number=17)
    log.offer(1, "RUS")
    for party in ("USA", "NATO"):
        log.answer(1, party, True)
    log.offer(2, "RUS", {"structure": "joint"})
    assert log.now.chart(0) is None
    with pytest.raises(Refused, match="Table 2 still talks"):
        log.do(TEACHER, do="debrief")
    log.do(TEACHER, do="end", table=2)
    log.do(TEACHER, do="debrief")
    held = class_talks(log.now)
    assert list(held.games) == ["Table 1", "Table 2"] and held.number == 17
    assert held.deals["Table 2"] is None
    statements = load_statements()
    after = roleplay.debrief(held.deals, ISSUES, held.sheets, statements)
    waiting = [log.now.projector(log.at), log.now.phone(log.seat(1, "RUS"), 0)]
    assert all(seen["computing"] and "debrief" not in seen for seen in waiting)
    compute(log.now.work())
    for n, told in enumerate(log.now.projector(log.at)["debrief"]["tables"]):
        assert told["status"] == after["status"].iloc[n] and told["left"] == after["left"].iloc[n]
    assert log.now.phone(log.seat(2, "USA"), 0)["debrief"]["table"] == "Table 2"
    table = bargain(ISSUES, held.sheets, load_packages(ISSUES, statements), TABLE)
    assert log.now.chart(0)().alt == debrief_cloud(after, table, statements).alt
    while log.do(TEACHER, do="next"):
        pass
    path = roleplay.offer_path(held.games, ISSUES, held.sheets)
    chart = offer_paths(path)
    assert log.now.projector(log.at)["page"] == 2
    assert log.now.chart(2)().alt == chart.alt and log.now.chart(1) is None
    assert "n = 2 offers" in chart.footer and list(chart.evidence) == ["Table 1 | 1", "Table 2 | 1"]
    with pytest.raises(Refused):
        log.do("d0", do="sit")
    # What the talks leave is a game that the lesson reads back.
    for name, game in held.games.items():
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(game), "utf-8")
        assert roleplay.read_game(file, ISSUES) == game


def test_games_that_are_broken_off_end_without_a_deal():
    game = roleplay.offer(roleplay.new_game(), DEAL, ISSUES)
    ended = roleplay.break_off(game)
    assert roleplay.outcome(ended).status == "no deal"
    assert roleplay.turn(ended) == "" and roleplay.waiting(ended) == []
    last = roleplay.history(ended, ISSUES)[-1]
    assert last == "The talks were broken off in round 1, without a deal."
    with pytest.raises(DataError, match="broken off"):
        roleplay.answer(ended, "USA", True)
    with pytest.raises(DataError, match="nothing to break off"):
        roleplay.break_off(ended)


def test_the_path_of_offers_weighs_each_by_the_sheets():
    game = roleplay.offer(roleplay.new_game(), PACKAGES[0], ISSUES)
    game = roleplay.answer(roleplay.answer(game, "USA", False), "NATO", True)
    path = roleplay.offer_path({"T": game}, ISSUES, sheets_of(None))
    row = path.loc[("T", 1)]
    assert (row["by"], row["yes"], bool(row["deal"])) == ("RUS", ("NATO",), False)
    points = sheets_of(None)["points"]["USA"]
    least = roleplay.script(ISSUES, sheets_of(None)).least["USA"]
    worth = sum(points[pair] for pair in PACKAGES[0].items())
    assert row["gain_USA"] == pytest.approx(worth - least)
    none = roleplay.offer_path({"T": roleplay.new_game()}, ISSUES, sheets_of(None))
    assert none.empty and "No offer" in offer_paths(none).alt


def test_the_teacher_sees_whose_phones_are_gone():
    room = Room([ITEM])
    assert room.away([]) == []
    room.activities["11.talks"] = Log(DEVICES[:3]).now
    room.current = "11.talks"
    assert room.away(DEVICES[1:3]) == [(1, "RUS")]


def test_what_the_class_adds_to_a_view_hides_nothing_of_it():
    room = Room([ITEM, Item("coders", "03.coders", "Ten sentences")])
    for item in room.plan:
        event = room.accept(TEACHER, {"do": "open", "item": item.id}, 0.0)
        room.apply(Row(0.0, TEACHER, None, json.loads(json.dumps(event))))
        activity = room.activities[item.id]
        for role in ("projector", "teacher"):
            own, whole = getattr(activity, role)(0.0), getattr(room, role)(0.0)
            assert own.items() <= whole.items()


# Whatever happens, in whatever order

NUMBERS = st.integers(0, 4)
MOVE = st.one_of(
    st.just({"do": "sit"}),
    st.builds(
        lambda n, p: {"do": "offer", "number": n, "package": PACKAGES[p]},
        NUMBERS,
        st.integers(0, len(PACKAGES) - 1),
    ),
    st.builds(lambda n, a: {"do": "answer", "number": n, "accepts": a}, NUMBERS, st.booleans()),
    st.sampled_from(BAD),
)
LEAD = st.one_of(
    st.sampled_from([{"do": d} for d in ("start", "pause", "resume", "end")]),
    st.builds(lambda m: {"do": "extend", "minutes": m}, st.integers(1, 3)),
    st.builds(
        lambda p, on: {"do": "lend", "table": 1, "party": p, "on": on},
        st.sampled_from(TABLE),
        st.booleans(),
    ),
    st.sampled_from(LEADING),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(DEVICES[:5]), MOVE)
    | st.tuples(st.just(TEACHER), LEAD)
    | st.tuples(st.just("clock"), st.sampled_from([1.0, 70.0])),
    max_size=40,
)


@given(st.booleans(), STEPS)
def test_replaying_the_log_gives_the_same_views(begun, steps):
    log = Log(DEVICES[:4] if begun else (), rounds=2, minutes=1)
    for who, step in steps:
        if who == "clock":
            log.tick(step)
            continue
        before = json.dumps([log.now.games(), log.now.seats, log.now.present])
        try:
            event = log.do(who, **step)
        except Refused:
            event = None
        if event is None:
            assert json.dumps([log.now.games(), log.now.seats, log.now.present]) == before
    assert views(log.again()) == views(log.now)
    for game in log.now.games().values():
        assert len(game["offers"]) <= 6


def test_a_notebook_reads_the_talks_of_a_class_from_its_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "work"))
    store = Store(class_path("monday"))
    log = Log(DEVICES, number=17)
    log.offer(1, "RUS")
    rows = [(1000.0, TEACHER, log.opening)]
    rows += [(at, who, {"to": "11.talks", "event": event}) for at, who, event in log.rows]
    store.commit(Row(at, who, None, event) for at, who, event in rows)
    store.close()
    held = classroom.talks()
    assert held.games == log.now.games() and held.number == 17
    assert held.deals == {"Table 1": None, "Table 2": None}
    assert held.sheets.equals(sheets_of(17)) and repr(held) == "Talks at 2 tables: 0 deals"
