"""A class over its websockets: phones, teachers, impostors, faults, and a server that is killed."""

import asyncio
import contextlib
import gzip
import json
import random
import re
import sqlite3
import types
from datetime import date

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from shieldtalks import cli
from shieldtalks.classroom import hub as hub_module
from shieldtalks.classroom import network, run, server
from shieldtalks.classroom.activities.vote import Vote
from shieldtalks.classroom.hub import Client, Hub
from shieldtalks.classroom.store import Row, Store, class_path
from shieldtalks.errors import DataError
from tests.asked import Asked, Command, plan_with

KEY, CHARTS = "the-key-of-the-teacher", "the-word-for-charts"
PATIENCE = 20


class Page:
    """One page of a class as a browser has it: a cookie, an origin, a line to the server."""

    def __init__(self, url, line, cookie):
        self.url, self.line, self.cookie = url, line, cookie
        self.view, self.heard, self.n = {}, [], 0

    async def hear(self):
        """Return the next message; None when the line is closed."""
        text = await asyncio.wait_for(self.line.read_message(), PATIENCE)
        if text is None:
            return None
        message = json.loads(text)
        self.heard.append(message)
        if "view" in message:
            assert message["n"] > self.n
            self.view, self.n = message["view"], message["n"]
        return message

    async def until(self, **facts):
        """Wait for a view that says this; return it."""
        while not facts.items() <= self.view.items():
            assert await self.hear() is not None, f"closed before {facts}: {self.view}"
        return self.view

    async def send(self, what, name=None, **more):
        """Send a message; return None when it is acknowledged, else why it is refused."""
        self.n_sent = getattr(self, "n_sent", 0) + 1
        name = name or f"m{self.n_sent}-{random.random()}"
        await self.line.write_message(json.dumps({"do": what, "id": name, **more}))
        while True:
            message = await self.hear()
            assert message is not None, "closed"
            if message.get("ack") == name:
                return None
            if "refused" in message:
                return message["refused"]

    async def answer(self, value, to="00.a", name=None):
        return await self.send("answer", name, to=to, value=value)


class Running:
    """A class on this machine, and pages that are opened in it."""

    def __init__(self, url):
        self.url, self.http = url, AsyncHTTPClient(force_instance=True)

    async def get(self, path="", **headers):
        request = HTTPRequest(self.url + path, headers=headers, follow_redirects=False)
        return await self.http.fetch(request, raise_error=False)

    async def page(self, role="phone", cookie=None, origin=None):
        """Open the line of a page."""
        if cookie is None and role == "phone":
            given = (await self.get()).headers["Set-Cookie"]
            cookie = given.partition(";")[0]
        origin = origin or "/".join(self.url.split("/")[:3])
        headers = {"Cookie": cookie or "", "Origin": origin}
        address = f"{self.url.replace('http', 'ws', 1)}live/{role}"
        line = await websocket_connect(HTTPRequest(address, headers=headers))
        return Page(self.url, line, cookie)

    async def phone(self, cookie=None):
        """Open a phone that has joined."""
        phone = await self.page(cookie=cookie)
        await phone.hear()
        if phone.view["screen"] == "join":
            assert await phone.send("join") is None
            while phone.view["screen"] == "join":
                await phone.hear()
        return phone

    async def lead(self, role="teacher", key=KEY):
        """Open a page of the teacher."""
        page = await self.page(role)
        await page.line.write_message(json.dumps({"key": key}))
        await page.hear()
        return page


def hold(tmp_path, test, *prompts, behind=None):
    """Run test(class) against a class with these prompts."""

    async def main():
        store = Store(tmp_path / "class.sqlite")
        plan = plan_with(*(prompts or (Asked("00.a"), Asked("00.b"))))
        (sock, *_), port = network.listen("127.0.0.1", 0)
        place = network.place(port, None, behind)
        hub = Hub(store, plan, {"charts": CHARTS})
        app = server.application(hub, place, KEY, CHARTS)
        running = server.serve(app, [sock], place.proxied)
        made = Running(f"http://127.0.0.1:{port}/")
        made.hub, made.store, made.port = hub, store, port
        try:
            await test(made)
        finally:
            running.stop()
            await running.close_all_connections()
            store.close()

    asyncio.run(main())


def test_phones_answer_and_everybody_sees_what_is_theirs(tmp_path):
    async def test(made):
        teacher, screen = await made.lead(), await made.lead("projector")
        ann, ben = await made.phone(), await made.phone()
        await teacher.until(joined=2, here=2)
        assert await screen.send("next", seen=screen.view["moves"]) is None
        await ann.until(screen="vote", id="00.a", open=True)
        assert await ann.answer(3) is None and await ben.answer(7) is None
        await teacher.until(answered=2, right=1)
        await ann.until(guess=3)
        await screen.until(answered=2)
        assert await ann.answer(99) == "From 0 to 10, please."
        for _ in range(2):
            await screen.send("next")
        await ben.until(answer=7, say="You said 7.")
        assert (await ann.until(answer=7))["guess"] == 3
        assert "charts" not in json.dumps(ann.heard) and KEY not in json.dumps(ann.heard)
        before = [m for m in ann.heard if m.get("view", {}).get("open")]
        assert before and not [m for m in before if {"answer", "right", "tally"} & m["view"].keys()]

    hold(tmp_path, test)


def test_the_same_message_counts_once_and_one_device_has_one_vote(tmp_path):
    async def test(made):
        teacher = await made.lead()
        await teacher.send("next")
        ann = await made.phone()
        other_tab = await made.phone(ann.cookie)
        assert await ann.answer(3, name="once") is None
        assert await ann.answer(3, name="once") is None
        assert await other_tab.answer(5) is None
        assert await ann.answer(3, name="once") is None, "sent again after the line was down"
        await ann.until(guess=5)
        view = await teacher.until(answered=1, joined=1)
        assert sum(view["tally"]["counts"]) == 1
        rows = [row for row in made.store.rows() if row.message == "once"]
        assert len(rows) == 1

    hold(tmp_path, test)


def test_two_teachers_lead_one_class(tmp_path):
    async def test(made):
        one, two = await made.lead(), await made.lead("projector")
        seen = one.view["moves"]
        told = [await one.send("next", seen=seen), await two.send("next", seen=seen)]
        assert told[0] is None and "moved on" in told[1]
        await two.until(screen="vote", stage=0)
        await one.until(screen="vote", stage=0)

    hold(tmp_path, test)


def test_who_has_no_key_is_no_teacher(tmp_path, caplog):
    async def test(made):
        real, ann = await made.lead(), await made.phone()
        for given in ({"key": "guess"}, {"key": 1}, {"do": "next"}, [], {"key": "\ud800"}):
            false = await made.page("teacher", cookie=ann.cookie)
            await false.line.write_message(json.dumps(given))
            assert "opened from" in (await false.hear())["turned"] and await false.hear() is None
        assert "Look" in await ann.send("next") and "Look" in await ann.send("over", who="teacher")
        assert (await real.until(knocks=5))["screen"] == "wait"
        for path in ("", "teacher", "projector", "qr.svg", f"chart/{KEY}/00.a.png"):
            assert KEY.encode() not in (await made.get(path)).body
        assert KEY not in "".join(row.event.__repr__() for row in made.store.rows())

    hold(tmp_path, test)
    assert KEY not in caplog.text


def test_who_asks_for_the_teachers_page_and_shows_no_key_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "KEY_WITHIN", 0.1)
    monkeypatch.setattr(server, "MOST_STRANGERS", 2)

    async def test(made):
        silent = [await made.page("teacher", cookie="") for _ in range(2)]
        assert "Too many" in (await (await made.page("teacher", cookie="")).hear())["turned"]
        assert [await page.hear() for page in silent] == [None, None]
        assert (await made.lead()).view["screen"] == "wait" and not made.hub.strangers

    hold(tmp_path, test)


def test_pages_of_strangers_and_strange_names_are_turned_away(tmp_path):
    async def test(made):
        assert (await made.get(Host="evil.example")).code == 421
        assert (await made.get(Host="192.168.1.5:8020")).code == 200
        assert (await made.get("nothing")).code == 404
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{made.port + 1}"):
            with pytest.raises(Exception, match="403"):
                await made.page(cookie="shieldtalks-device=" + "0" * 32, origin=origin)
        nobody = await made.page(cookie="shieldtalks-device=../../x")
        assert "cookies" in (await nobody.hear())["turned"]

    hold(tmp_path, test)


def test_a_page_runs_only_its_own_code_and_asks_nobody_else(tmp_path):
    async def test(made):
        for role in ("", "teacher", "projector"):
            answer = await made.get(role)
            text, rules = answer.body.decode(), answer.headers["Content-Security-Policy"]
            nonce = re.search(r"script-src 'nonce-([\w-]{20,})'", rules)[1]
            assert "unsafe" not in rules and "default-src 'none'" in rules
            assert set(re.findall(r'nonce="(.*?)"', text)) == {nonce}
            assert nonce not in (await made.get(role)).body.decode()
            # Nothing has to be asked for before the page stands.
            assert not re.findall(
                r'(?:src|href)="(?!data:)|@import|url\(', text.partition("<script n")[0]
            )
            assert "innerHTML" not in text and "{style}" not in text
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        phone = await made.get()
        assert "HttpOnly" in phone.headers["Set-Cookie"] and len(phone.body) < 60_000

    hold(tmp_path, test)


def test_a_phone_has_its_page_in_one_answer_before_any_code_runs(tmp_path):
    async def test(made):
        def standing(answer):
            return answer.body.decode().partition("<main")[2].partition("</main>")[0]

        teacher, fresh = await made.lead(), await made.get(**{"Accept-Encoding": "gzip"})
        assert fresh.code == 200 and "One moment" in standing(fresh)
        # What comes in the first ten packets needs no second round trip.
        size = len(gzip.compress(fresh.body, 6)) + len(str(fresh.headers))
        assert size < 14_000 and made.hub.room.devices == {}
        ann = await made.phone()
        assert "You are in" in standing(await made.get(Cookie=ann.cookie))
        await teacher.send("next")
        asked = await made.get()
        assert "Is &lt;b&gt;this&lt;/b&gt; all?" in standing(asked)
        view = json.loads(re.search(r'id="first">(.*?)</script>', asked.body.decode())[1])
        assert view["joining"] and view["question"] == "Is <b>this</b> all?</script>"
        assert not {"answer", "right", "tally", "say"} & view.keys()
        assert await ann.answer(4) is None
        again = await made.get(Cookie=ann.cookie)
        assert '"guess": 4' in again.body.decode() and '"joining"' not in again.body.decode()
        assert await teacher.send("out", phone=1, on=True) is None
        assert "out of the class" in standing(await made.get(Cookie=ann.cookie))
        await teacher.send("door", on=False)
        assert "takes no more phones" in standing(await made.get())
        assert b"Is &lt;b&gt;" not in (await made.get()).body

    hold(tmp_path, test, Asked("00.a", question="Is <b>this</b> all?</script>"))


def test_a_name_is_shown_as_text(tmp_path):
    async def test(made):
        teacher = await made.lead()
        await teacher.send("names", on=True)
        ann = await made.page()
        await ann.hear()
        assert await ann.send("join", nick="<img src=x onerror=alert(1)>"[:24]) is None
        assert b"<img src=x" not in (await made.get("teacher")).body

    hold(tmp_path, test)


def test_frames_that_are_too_large_or_too_many_end_at_their_sender(tmp_path):
    async def test(made):
        teacher = await made.lead()
        await teacher.send("next")
        ann, ben = await made.phone(), await made.phone()
        await ann.line.write_message(json.dumps({"do": "answer", "id": "x", "value": "9" * 4096}))
        while await ann.hear() is not None:
            pass
        for n in range(60):
            await ben.line.write_message(json.dumps({"do": "answer", "id": str(n), "value": n}))
        lines = [(await ben.hear()).get("refused", "") for _ in range(60)]
        assert any("Too many" in line for line in lines)
        assert await (await made.phone(ann.cookie)).answer(4) is None
        await teacher.until(answered=1)

    hold(tmp_path, test)


def malformed(count):
    """Return messages that no page of ours sends."""
    deal = random.Random(14)
    odd = [None, True, -1, 1e308, "", "00.a", "x" * 3000, [], {}, [[]] * 50, {"a": {}}, "\ud800"]
    keys = ["do", "id", "to", "value", "on", "item", "options", "seen", "nick", "key"]
    verbs = ["answer", "join", "next", "open", "door", "over", "show", "to", "stage", "__class__"]
    made = ["", "{", "[" * 4000, "null", "NaN", '{"do": NaN}', "1e999", b"\xff\xfe", '"do"', "{}"]
    made += [
        json.dumps({"id": "a", "do": "answer", "to": "00.a", "value": 9 * "9" * n}) for n in (1, 99)
    ]
    while len(made) < count:
        message = {k: deal.choice(odd) for k in deal.sample(keys, deal.randint(0, 6))}
        message |= {"id": str(len(made))} if deal.random() < 0.8 else {}
        message |= {"do": deal.choice(verbs)} if deal.random() < 0.8 else {}
        message |= {"to": "00.a"} if deal.random() < 0.5 else {}
        made.append(json.dumps(message))
    return made


@pytest.mark.parametrize("role", ["phone", "teacher"])
def test_malformed_messages_change_nothing_and_get_one_line(tmp_path, monkeypatch, caplog, role):
    monkeypatch.setattr(hub_module, "BURST", 10**6)
    monkeypatch.setattr(hub_module, "PATIENCE", 10**6)

    async def main():
        hub = Hub(Store(tmp_path / "c.sqlite"), plan_with(Asked("00.a")))
        heard = []
        lead = Client("teacher", "teacher", "a", heard.append, lambda: None, allowance=10**6)
        for client in (lead, sender := Client(role, "ann", "a", heard.append, lambda: None)):
            hub.enter(client)
        sender.who = "ann" if role == "phone" else "teacher"
        sender.allowance = 10**6
        ann = Client("phone", "ann", "a", heard.append, lambda: None)
        hub.receive(ann, '{"id": "j", "do": "join"}')
        hub.receive(lead, '{"id": "n", "do": "next"}')
        hub.flush()
        before = len(list(hub.store.rows()))
        for text in malformed(500):
            if role == "teacher" and any(f'"do": "{v}"' in str(text) for v in ("next", "over")):
                continue
            heard.clear()
            hub.receive(sender, text)
            hub.flush()
            (answer,) = map(json.loads, heard)
            assert answer.keys() <= {"refused", "id", "ack"}
            assert "\n" not in str(answer.get("refused"))
        kept = [row.event for row in list(hub.store.rows())[before:]]
        allowed = {"to"} if role == "phone" else {"show", "door", "names"}
        assert {next(iter(event)) for event in kept} <= allowed
        assert hub.room.phone("ann", 0)["screen"] in ("vote", "wait")
        assert not caplog.records, caplog.text
        # An id that no file can hold is refused; were it not, what comes after it is kept.
        for name in ("\ud800", "é", "a b", ""):
            hub.receive(sender, json.dumps({"id": name, "do": "join"}))
            assert "needs an id" in json.loads(heard.pop())["refused"]
        with pytest.raises(ValueError):
            hub.store.commit([Row(0.0, "ben", "\ud800", {"join": ""})])
        hub.store.commit([Row(0.0, "ben", "x", {"join": ""})])
        assert list(hub.store.rows())[-1].who == "ben"

    asyncio.run(main())


def test_what_cannot_be_written_is_not_acknowledged(tmp_path):
    async def test(made):
        teacher, ann = await made.lead(), await made.phone()
        await teacher.send("next")
        whole = made.store.commit

        def full(rows):
            raise sqlite3.OperationalError("database or disk is full")

        made.store.commit = full
        assert "Not kept" in await ann.answer(3, name="again")
        while "disk is full" not in teacher.view["notice"]:
            await teacher.hear()
        assert teacher.view["answered"] == 0
        made.store.commit = whole
        assert await ann.answer(3, name="again") is None
        await teacher.until(answered=1, notice="")

    hold(tmp_path, test)


def test_a_fault_in_mid_event_leaves_what_was_taken(tmp_path, monkeypatch, caplog):
    whole = Vote.apply

    def fails(vote, who, event, now):
        whole(vote, who, event, now)
        if event.get("value") == 9:
            raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Vote, "apply", fails)

    async def test(made):
        teacher, ann, ben = await made.lead(), await made.phone(), await made.phone()
        await teacher.send("next")
        assert await ben.answer(3) is None
        assert "could not be read" in await ann.answer(9)
        assert await ann.answer(4) is None
        await teacher.until(answered=2)
        await ann.until(guess=4)
        assert [r.event["event"]["value"] for r in made.store.rows() if "to" in r.event] == [3, 4]

    hold(tmp_path, test)
    assert "a fault of ours" in caplog.text


def test_many_phones_from_one_address_are_told_to_the_teacher_and_not_kept(tmp_path):
    async def test(made):
        teacher = await made.lead()
        for _ in range(4):
            await made.phone()
        view = await teacher.until(joined=4)
        while not view["crowds"]:
            await teacher.hear()
            view = teacher.view
        (crowd,) = view["crowds"]
        assert (crowd["address"], crowd["phones"]) == ("127.0.0.1", 4)
        row = {"number": 2, "name": "", "answers": 0, "here": True, "out": False}
        assert [one["number"] for one in crowd["listed"]] == [1, 2, 3, 4] and row in crowd["listed"]
        assert await teacher.send("out", phone=2, on=True) is None
        assert row | {"out": True} in (await teacher.until(joined=3, here=3))["crowds"][0]["listed"]
        assert "127.0.0.1" not in repr(list(made.store.rows()))

    hold(tmp_path, test)


# A server that is killed


def test_a_class_that_is_killed_in_mid_vote_goes_on_and_has_lost_nothing(capsys):
    first = Command()
    acknowledged = {}

    async def vote():
        made = Running(first.url)
        teacher = await made.lead(key=first.key)
        assert await teacher.send("open", item="00.a") is None
        phones = await asyncio.gather(*(made.phone() for _ in range(12)))

        async def keep_voting(phone):
            with contextlib.suppress(Exception):
                for n in range(100):
                    if await phone.answer(n) is None:
                        acknowledged[phone.cookie] = n
                    await asyncio.sleep(0.02)

        votes = [asyncio.create_task(keep_voting(phone)) for phone in phones]
        while sum(acknowledged.values()) < 40:
            await asyncio.sleep(0.02)
        first.process.kill()
        await asyncio.gather(*votes)

    asyncio.run(vote())
    first.process.communicate()
    second = Command()
    assert "goes on where it was" in second.lines[0]
    assert (second.key, len(acknowledged)) == (first.key, 12)

    async def look():
        made = Running(second.url)
        teacher = await made.lead(key=second.key)
        assert (teacher.view["id"], teacher.view["answered"]) == ("00.a", 12)
        for cookie, value in acknowledged.items():
            phone = await made.phone(cookie)
            # The one that was under way may have been written without being acknowledged.
            assert phone.view["guess"] in (value, value + 1)

    asyncio.run(look())
    with pytest.raises(DataError, match="open in another window"):
        run.hold(plan_with(Asked("00.a")), "00", "made-up", browser=False)
    assert cli.main(["class", "--delete", "made-up"]) == 2
    assert "open in another window" in capsys.readouterr().err
    code, rest = second.end()
    assert code == 0 and rest.splitlines()[-1].endswith("kept as made-up.")
    assert cli.main(["class"]) == 0
    assert capsys.readouterr().out == f"made-up: lesson 00, {date.today()}, 12 phones\n"
    assert cli.main(["class", "--delete", "made-up"]) == 0
    assert run.list_classes() == [] and not list(class_path("made-up").parent.iterdir())


# Behind a proxy


class Proxy:
    """A reverse proxy as small as can be: it hands a prefix of its own on to the class.

    strips: whether it takes the prefix away, as nginx does where proxy_pass ends in a slash.
    """

    def __init__(self, port, prefix, strips):
        self.port, self.prefix, self.strips = port, prefix, strips

    async def pipe(self, reader, writer):
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def handle(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        verb, path, rest = head.split(" ", 2)
        if self.strips:
            path = path.removeprefix(self.prefix) or "/"
        rest = rest.replace("\r\n", "\r\nX-Forwarded-For: 127.0.0.9\r\n", 1)
        if "upgrade:" not in rest.lower():
            rest = rest.replace("\r\n", "\r\nConnection: close\r\n", 1)
        up, down = await asyncio.open_connection("127.0.0.1", self.port)
        down.write(f"{verb} {path} {rest}".encode())
        await asyncio.gather(self.pipe(reader, down), self.pipe(up, writer))


@pytest.mark.parametrize("strips", [False, True])
def test_behind_a_proxy_pages_lines_and_cookies_keep_its_prefix(tmp_path, strips):
    prefix = "/services/class"

    async def test(made):
        proxy = Proxy(made.port, prefix, strips)
        front = await asyncio.start_server(proxy.handle, "127.0.0.1", 0)
        port = front.sockets[0].getsockname()[1]
        outside = Running(f"http://127.0.0.1:{port}{prefix}/")
        page = await outside.get()
        assert page.code == 200 and f"Path={prefix}/" in page.headers["Set-Cookie"]
        assert f"ws://127.0.0.1:{port}" in page.headers["Content-Security-Policy"]
        assert (await outside.get("qr.svg")).code == 200
        teacher = await outside.lead()
        ann = await outside.phone()
        await teacher.send("next")
        assert await ann.answer(3) is None
        await teacher.until(answered=1)
        assert {c.address for c in made.hub.clients} == {"127.0.0.9"}
        front.close()

    hold(tmp_path, test, behind=f"http://127.0.0.1{prefix}/")


def test_the_address_in_front_is_the_one_that_students_get():
    place = network.place(8020, None, "hub.example.org/services/class")
    assert (place.join, place.prefix) == (
        "https://hub.example.org/services/class/",
        "/services/class",
    )
    assert "hub.example.org" in place.hosts and place.bind == "127.0.0.1"
    with pytest.raises(Exception, match="such as https"):
        network.place(8020, None, "ftp://x")
    assert network.place(8020).join == "http://127.0.0.1:8020/"
    assert network.place(8020, "192.168.1.5").join == "http://192.168.1.5:8020/"
    assert network.place(8020, "").bind == "0.0.0.0"


def test_without_a_way_out_the_address_in_a_hotspot_is_found(monkeypatch):
    class Hotspot:
        """A socket of a machine that is in one network alone, that of its own hotspot."""

        def __init__(self, *kinds):
            self.own = None

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def connect(self, there):
            if not there[0].startswith("10.42.0."):
                raise OSError("Network is unreachable")

        def getsockname(self):
            return "10.42.0.1", 5000

    monkeypatch.setattr(network.socket, "socket", Hotspot)
    monkeypatch.setattr(network.socket, "gethostbyname_ex", lambda name: (name, [], ["127.0.1.1"]))
    assert network.own_addresses() == ["10.42.0.1"]
    assert network.place(8020, "").join == "http://10.42.0.1:8020/"


def test_the_word_for_charts_opens_them_and_no_other(tmp_path):
    figure = types.SimpleNamespace(png=b"PNG", alt="a", footer="f", marks=(), rows={})

    class Drawn(Asked):
        def figure(self):
            return figure

    async def test(made):
        assert (await made.get(f"chart/{CHARTS}/00.drawn.png")).body == b"PNG"
        assert json.loads((await made.get(f"chart/{CHARTS}/00.drawn.json")).body)["alt"] == "a"
        for path in ("chart/x/00.drawn.png", f"chart/{CHARTS}/00.none.png"):
            assert (await made.get(path)).code == 404

    hold(tmp_path, test, Drawn("00.drawn"))
