"""A class of hundreds of phones: how long an answer waits, how far the teacher's count lags behind.

    python -m tests.benchmarks.classroom [PHONES ...]      default: 75 150 300; then 1000 idle
    python -m tests.benchmarks.classroom coders [PHONES]   default: 300, each codes ten sentences
    python -m tests.benchmarks.classroom talks [PHONES]    default: 300, at forty tables or so

For each number of phones a server is started in a process of its own; the phones join, a question
is opened, and all of them answer within five seconds. Measured are: from an answer to its
acknowledgement (which comes after it is on the disk), from an acknowledgement to the teacher's
count that includes it, how long it took until each phone had the question, the memory of the
server, and its processor time for each answer, which stays the same when the work is linear.

With `coders` and `talks`, acknowledgements are also measured while the summary of the class, or the
debrief, is being computed: every phone sends again what it has sent before.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

WITHIN = 5.0  # seconds in which a class answers
BEGIN = "from tests.asked import *; from shieldtalks.classroom import run, plan;"
SERVER = f"{BEGIN} run.hold(plan_with(Asked('00.a', high=100)), '00', 'many', browser=False)"
TOGETHER = f"{BEGIN} run.hold([*plan.MORE['03'], *plan.MORE['11']], '11', 'many', browser=False)"
SENTENCE = 3.0  # seconds that a phone takes for a sentence, and a delegate for a move, at most


class Phone:
    """One phone: its line, what it heard, and when."""

    def __init__(self, line):
        self.line, self.acked, self.asked = line, {}, None
        self.reading = asyncio.create_task(self.read())

    async def read(self):
        while (text := await self.line.read_message()) is not None:
            now = time.perf_counter()
            message = json.loads(text)
            if "ack" in message:
                self.acked[message["ack"]] = now
            elif message.get("view", {}).get("open") and self.asked is None:
                self.asked = now

    async def send(self, what, name, **more):
        await self.line.write_message(json.dumps({"do": what, "id": name, **more}))

    async def until(self, name):
        while name not in self.acked:
            await asyncio.sleep(0.005)


async def connect(url, role, cookie=""):
    headers = {"Cookie": cookie, "Origin": url.rstrip("/")}
    address = f"{url.replace('http', 'ws', 1)}live/{role}"
    return await websocket_connect(HTTPRequest(address, headers=headers, connect_timeout=60))


async def join(url, number):
    cookie = f"shieldtalks-device={number:032x}"
    phone = Phone(await connect(url, "phone", cookie))
    await phone.send("join", "join")
    await phone.until("join")
    return phone


async def measure(url, key, process, count):
    """Let `count` phones join and answer; return a line of measures."""
    server = psutil.Process(process.pid)
    line = await connect(url, "teacher")
    await line.write_message(json.dumps({"key": key}))
    counted = []

    async def watch():
        while (text := await line.read_message()) is not None:
            view = json.loads(text).get("view", {})
            counted.append((time.perf_counter(), view.get("answered", 0)))

    watching = asyncio.create_task(watch())
    phones = []
    for first in range(0, count, 50):
        numbers = range(first, min(first + 50, count))
        phones += await asyncio.gather(*(join(url, n + 1) for n in numbers))
    await asyncio.sleep(1)
    memory = server.memory_info().rss / 2**20
    opened = time.perf_counter()
    await line.write_message(json.dumps({"do": "next", "id": "open"}))
    while any(phone.asked is None for phone in phones):
        await asyncio.sleep(0.005)
    reached = [phone.asked - opened for phone in phones]
    before = sum(server.cpu_times()[:2])
    sent = {}

    async def answer(phone, number):
        await asyncio.sleep(random.random() * WITHIN)
        sent[number] = time.perf_counter()
        await phone.send("answer", "a", to="00.a", value=random.randint(0, 100))
        await phone.until("a")

    await asyncio.gather(*(answer(phone, n) for n, phone in enumerate(phones)))
    while counted[-1][1] < count:
        await asyncio.sleep(0.005)
    used = sum(server.cpu_times()[:2]) - before
    waits = [phone.acked["a"] - sent[n] for n, phone in enumerate(phones)]
    done = sorted(phone.acked["a"] for phone in phones)
    lags = [
        next(when for when, seen in counted if seen >= rank) - moment
        for rank, moment in enumerate(done, 1)
    ]
    watching.cancel()
    return {
        "phones": count,
        "ack p50 ms": share(waits, 0.5),
        "ack p95 ms": share(waits, 0.95),
        "ack worst ms": share(waits, 1),
        "count lag p95 ms": share(lags, 0.95),
        "question reached all ms": share(reached, 1),
        "server MB": round(memory),
        "cpu ms an answer": round(1000 * used / count, 2),
    }


async def idle(url, process, count):
    """Let `count` phones join and do nothing for ten seconds."""
    server = psutil.Process(process.pid)
    empty = server.memory_info().rss
    phones = []
    for first in range(0, count, 50):
        numbers = range(first, min(first + 50, count))
        phones += await asyncio.gather(*(join(url, n + 1) for n in numbers))
    await asyncio.sleep(2)
    before = sum(server.cpu_times()[:2])
    await asyncio.sleep(10)
    used = sum(server.cpu_times()[:2]) - before
    memory = server.memory_info().rss
    return {
        "idle phones": count,
        "server MB": round(memory / 2**20),
        "kB a phone": round((memory - empty) / 1024 / count),
        "cpu percent": round(10 * used, 1),
    }


class Delegate(Phone):
    """A phone that keeps its last view, and reads it when it is asked for it."""

    def __init__(self, line):
        self.text, self.last, self.fresh = "", {}, asyncio.Event()
        super().__init__(line)

    async def read(self):
        while (text := await self.line.read_message()) is not None:
            # To read every view of hundreds of phones would take longer than to make them.
            if text.startswith('{"view"'):
                self.text = text
                self.fresh.set()
            else:
                message = json.loads(text)
                self.acked[message.get("ack") or message.get("id")] = time.perf_counter()

    @property
    def view(self):
        if self.text:
            self.last, self.text = json.loads(self.text)["view"], ""
        return self.last

    async def timed(self, what, name, **more):
        """Send a message; return how long its answer took."""
        began = time.perf_counter()
        await self.send(what, name, **more)
        await self.until(name)
        return self.acked[name] - began


async def lead(url, key, role="teacher"):
    """Return a page of the teacher."""
    page = Delegate(await connect(url, role))
    await page.line.write_message(json.dumps({"key": key}))
    await page.fresh.wait()
    return page


async def enter(url, count):
    """Let phones join; return them."""
    phones = []
    for first in range(0, count, 50):
        lines = range(first, min(first + 50, count))
        cookies = [f"shieldtalks-device={n + 1:032x}" for n in lines]
        opened = await asyncio.gather(*(connect(url, "phone", cookie) for cookie in cookies))
        new = [Delegate(line) for line in opened]
        await asyncio.gather(*(phone.timed("join", "join") for phone in new))
        phones += new
    return phones


async def opened(teacher, item, screen):
    """Open a thing of the plan, as soon as it is ready."""
    for n in range(600):
        await teacher.timed("open", f"{item}{n}", item=item)
        if teacher.view.get("screen") == screen:
            return
        await asyncio.sleep(0.5)


async def meanwhile(teacher, phones, known, what):
    """Ask for what takes long; return (seconds until it is there, waits of the phones)."""
    waits, began = [], time.perf_counter()
    await teacher.timed("next", f"long {what}")

    async def again(phone):
        while what not in teacher.view:
            await asyncio.sleep(random.random())
            phone.acked.pop(known, None)
            waits.append(await phone.timed("answer", known, to=phone.view.get("to")))

    await asyncio.gather(*(again(phone) for phone in phones[:100]))
    return time.perf_counter() - began, waits


def told(kind, count, waits, lags, process, used, long, during):
    """Return a line of measures."""
    return {
        kind: count,
        "answers": len(waits),
        "ack p50 ms": share(waits, 0.5),
        "ack p95 ms": share(waits, 0.95),
        "ack worst ms": share(waits, 1),
        "seen after p95 ms": share(lags, 0.95),
        "server MB": round(psutil.Process(process.pid).memory_info().rss / 2**20),
        "cpu ms an answer": round(1000 * used / len(waits), 2),
        "computed s": round(long, 1),
        "acks meanwhile": len(during),
        "p95 meanwhile ms": share(during, 0.95),
        "worst meanwhile ms": share(during, 1),
        "load of the machine": round(os.getloadavg()[0], 1),
    }


async def coders(url, key, process, count):
    """Let `count` phones code ten sentences each; the teacher's counts must follow."""
    teacher, phones = await lead(url, key), await enter(url, count)
    await opened(teacher, "03.coders", "coders")
    cpu = psutil.Process(process.pid).cpu_times
    waits, lags, before = [], [], sum(cpu()[:2])
    done = 0

    async def code(phone):
        nonlocal done
        while not phone.view.get("sentences"):
            await asyncio.sleep(0.05)
        concepts = [one["concept"] for one in phone.view["concepts"]]
        for n, sentence in enumerate(phone.view["sentences"]):
            await asyncio.sleep(random.random() * SENTENCE)
            whose = random.choice(sentence["organizations"])
            codes = [[whose, random.choice(concepts), "yes"]] if random.random() < 0.6 else []
            more = {"to": "03.coders", "unit": sentence["unit"], "codes": codes}
            waits.append(await phone.timed("answer", f"s{n}", **more))
            done += 1

    async def watch():
        while done < 10 * count:
            rank, began = done, time.perf_counter()
            while sum(row["decided"] for row in teacher.view["rows"]) < rank:
                await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - began)
            await asyncio.sleep(0.1)

    await asyncio.gather(watch(), *(code(phone) for phone in phones))
    used = sum(cpu()[:2]) - before
    await teacher.timed("go", "last", place=10)
    long, during = await meanwhile(teacher, phones, "s9", "summary")
    return told("phones that code", count, waits, lags, process, used, long, during)


async def talks(url, key, process, count):
    """Let `count` phones negotiate: each delegate who is due moves, no offer is accepted."""
    teacher, phones = await lead(url, key), await enter(url, count)
    await opened(teacher, "11.talks", "talks")
    while any(phone.view.get("screen") != "talks" for phone in phones):
        await asyncio.sleep(0.05)
    await asyncio.gather(*(phone.timed("sit", "sit", to="11.talks") for phone in phones))
    await teacher.timed("next", "start")
    while any(not phone.view.get("seat") for phone in phones):
        await asyncio.sleep(0.05)
    cpu = psutil.Process(process.pid).cpu_times
    waits, lags, before = [], [], sum(cpu()[:2])
    issues = phones[0].view["brief"]["issues"]
    held = {i["id"]: next(o["id"] for o in i["options"] if o["held"]) for i in issues}
    tables = {}
    for phone in phones:
        tables.setdefault(phone.view["seat"]["table"], []).append(phone)

    async def negotiate(phone):
        n = 0
        while phone.view["status"] == "open":
            await asyncio.sleep(random.random() * SENTENCE)
            seen, n = phone.view, n + 1
            if not seen["move"]:
                continue
            more = {"to": "11.talks", "number": seen["number"]}
            if seen["move"] == "answer":
                more["accepts"] = False
            else:
                issue = random.choice(issues)
                more["package"] = held | {issue["id"]: random.choice(issue["options"])["id"]}
            waits.append(await phone.timed(seen["move"], f"m{n}", **more))
            came, others = time.perf_counter(), tables[seen["seat"]["table"]]
            if seen["move"] == "offer" and phone.view["number"] == seen["number"] + 1:
                while any(other.view["number"] <= seen["number"] for other in others):
                    await asyncio.sleep(0.005)
                lags.append(time.perf_counter() - came)

    await asyncio.gather(*(negotiate(phone) for phone in phones))
    used = sum(cpu()[:2]) - before
    while any(table["status"] == "open" for table in teacher.view["tables"]):
        await asyncio.sleep(0.05)
    long, during = await meanwhile(teacher, phones, "sit", "debrief")
    kind = f"phones at {len(tables)} tables"
    return told(kind, count, waits, lags, process, used, long, during)


def share(values, part):
    """Return the value below which a part of all lie, in milliseconds."""
    ordered = sorted(values)
    return round(1000 * ordered[max(0, round(part * len(ordered)) - 1)])


def with_server(work, code=SERVER):
    """Run work(url, key, process) against a server of its own; return what it returns."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [sys.executable, "-uc", code],
            env={**os.environ, "SHIELDTALKS_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = ""
            while "Ctrl+C" not in said:
                said += process.stdout.readline()
            url, _, rest = said[said.index("http") :].partition("teacher#key=")
            AsyncHTTPClient.configure(None, max_clients=100)
            return asyncio.run(work(url, rest.split()[0], process))
        finally:
            process.terminate()
            process.wait()


def main(counts):
    """Print a line for each number of phones, and one for a thousand that do nothing."""
    for count in counts:
        print(with_server(lambda u, k, p, n=count: measure(u, k, p, n)), flush=True)
    print(with_server(lambda url, _, process: idle(url, process, 1000)), flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] in (["coders"], ["talks"]):
        many, task = int((words[1:] or [300])[0]), {"coders": coders, "talks": talks}[words[0]]
        print(with_server(lambda u, k, p: task(u, k, p, many), TOGETHER), flush=True)
    else:
        main([int(word) for word in words] or [75, 150, 300])
