"""A class of hundreds of phones: how long an answer waits, how far the teacher's count lags behind.

    python -m tests.benchmarks.classroom [PHONES ...]      default: 75 150 300; then 1000 idle

For each number of phones a server is started in a process of its own; the phones join, a question
is opened, and all of them answer within five seconds. Measured are: from an answer to its
acknowledgement (which comes after it is on the disk), from an acknowledgement to the teacher's
count that includes it, how long it took until each phone had the question, the memory of the
server, and its processor time for each answer, which stays the same when the work is linear.
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
SERVER = (
    "from tests.asked import *; from shieldtalks.classroom import run;"
    "run.hold(plan_with(Asked('00.a', high=100)), '00', 'many', browser=False)"
)


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


def share(values, part):
    """Return the value below which a part of all lie, in milliseconds."""
    ordered = sorted(values)
    return round(1000 * ordered[max(0, round(part * len(ordered)) - 1)])


def with_server(work):
    """Run work(url, key, process) against a server of its own; return what it returns."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [sys.executable, "-uc", SERVER],
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
    main([int(word) for word in sys.argv[1:]] or [75, 150, 300])
