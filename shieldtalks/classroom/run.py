"""`shieldtalks class`: open a class, go on with one, list those that are kept, delete one."""

import asyncio
import contextlib
import logging
import secrets
import signal
import sqlite3
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from shieldtalks.classroom import network, server
from shieldtalks.classroom.activities import KINDS, Item
from shieldtalks.classroom.hub import Hub
from shieldtalks.classroom.store import Store, class_path, kept_classes, read_if_whole
from shieldtalks.classroom.texts import TEXTS
from shieldtalks.errors import DataError, ShieldTalksError
from shieldtalks.files import write_whole

LOG = logging.getLogger("shieldtalks.classroom")
LINES = 8192
EVENING = 6  # hours


def evening_class(lesson: str) -> str:
    """Return the name of yesterday's class in a lesson if it was active in these EVENING hours.

    A class that is started again after midnight, by the same words, goes on where it was.
    """
    name = f"{lesson}-{date.today() - timedelta(days=1):%Y-%m-%d}"
    _, rows = read_if_whole(name)
    return name if rows and time.time() - rows[-1].at < EVENING * 3600 else ""


def hold(
    plan: list[Item],
    lesson: str,
    name: str = "",
    port: int | None = None,
    share: str | None = None,
    behind: str | None = None,
    browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Hold a class until Ctrl+C; one that is kept under the same name goes on.

    plan: what it can do. share: see `network.place`. behind: the address of a proxy in front.
    name: default: lesson and day. Raises DataError.
    """
    name = name or evening_class(lesson) or f"{lesson}-{date.today():%Y-%m-%d}"
    path = class_path(name)
    with only_one(path), contextlib.closing(Store(path)) as store:
        if store.about.setdefault("lesson", lesson) != lesson:
            raise DataError(
                f"{name}: a class in lesson {store.about['lesson']}. "
                f"Give the class in lesson {lesson} another --name."
            )
        store.tell(lesson=lesson)
        bind = network.place(0, share, behind).bind
        sockets, port = network.listen(bind, port)
        place = network.place(port, share, behind)
        key = teachers_key(path)
        for line in greeting(store, plan, place, key, share):
            say(line)
        if browser:
            _open(path, f"{place.lead}teacher#key={key}")
        _many_lines()
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_hold(store, plan, place, sockets, key))
    say(f"The class is closed; what was answered is kept as {name}.")


def greeting(
    store: Store, plan: list[Item], place: network.Place, key: str, share: str | None
) -> list[str]:
    """Return the lines that the command prints when a class is open."""
    events = sum(1 for _ in store.rows())
    goes_on = f" It goes on where it was, after {events} steps and answers." if events else ""
    lines = [
        f"Class {store.path.stem}: lesson {store.about['lesson']}, "
        f"{len(plan)} things to do together.{goes_on}",
        f"  for you        {place.lead}teacher#key={key}",
        f"  for students   {place.join}",
        TEXTS["reached"]["behind" if place.proxied else "alone" if share is None else "shared"],
    ]
    if share == "" and place.join.startswith(f"http://{network.HERE}:"):
        lines.append(
            "No network was found. Join one, or open a hotspot on this computer, and run it again."
        )
    if share == "" and not place.proxied and len(others := network.own_addresses()) > 1:
        others = [f"http://{address}:{place.port}/" for address in others]
        lines.append(f"Phones in another of its networks use {' or '.join(others[1:])}.")
    lines.append("Answers stay on this computer. Ctrl+C closes the class.")
    return lines


def _many_lines():
    """Allow as many open lines as the system lets a program have; macOS begins with 256."""
    try:
        import resource
    except ModuleNotFoundError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LINES if most == resource.RLIM_INFINITY else min(LINES, most)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


async def _hold(
    store: Store, plan: list[Item], place: network.Place, sockets: list, key: str
) -> None:
    charts = secrets.token_urlsafe(16)
    made: set[str] = set()
    # A thread that computes gives way to the phones ten times as often as Python would let it.
    sys.setswitchinterval(0.0005)
    hub = Hub(store, plan, {"charts": charts}, made.__contains__)
    app = server.application(hub, place, key, charts)
    running = server.serve(app, sockets, place.proxied)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(sign, ended.set)
    ticking = asyncio.create_task(hub.tick())
    # A daemon, so that a class which is closed at once does not wait for charts nobody wants.
    threading.Thread(target=warm, args=(plan, made), daemon=True).start()
    try:
        await ended.wait()
    finally:
        ticking.cancel()
        running.stop()
        hub.flush()


def warm(plan: list[Item], made: set[str]) -> None:
    """Compute the answers and draw the charts of a plan, so that nobody waits for them in class.

    made: gets the ids of those that are ready, one after the other.
    """
    for item in plan:
        try:
            kind = KINDS[item.kind]
            opening = {"open": item.kind, "id": item.id, "seed": 0, **kind.opening(item, {})}
            tried = kind(opening, item)
            for see in (tried.teacher, tried.projector):
                see(0.0)
            tried.phone("nobody", 0.0)
            if item.kind == "vote":
                item.about.say(item.about.answer())
        except ShieldTalksError as error:
            LOG.error("%s: %s", item.id, error)
        made.add(item.id)


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """See to it that one program alone holds a class. Raises DataError if another one does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lock of SQLite, since every system has it and it ends with the program, however that ends.
    lock = sqlite3.connect(path.with_suffix(".lock"), timeout=0.1, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise DataError(
            f"{path.stem}: this class is open in another window. Go on there, or close it first."
        ) from None
    try:
        yield
    finally:
        lock.close()


def teachers_key(path: Path) -> str:
    """Return the key of the teacher, the same each time a class is opened; nobody else may read it.

    It is kept beside the file of the class, so that this file can be handed on without it.
    """
    file = path.with_suffix(".key")
    # An empty file is what a machine that stopped while it was written has left: no key at all.
    if not file.exists() or not file.stat().st_size:
        _write_for_oneself(file, secrets.token_urlsafe(16))
    return file.read_text("utf-8")


def _write_for_oneself(file, text):
    """Write a file that nobody else may read, at no moment."""
    write_whole(file, "", sync=True)
    file.chmod(0o600)
    file.write_text(text, "utf-8")


def _open(path, address):
    """Open the teacher's page, by way of a file: the list of running programs shows no key."""
    file = path.with_suffix(".html")
    page = f'<!doctype html><meta http-equiv="refresh" content="0;url={address}">'
    _write_for_oneself(file, page)
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(file.as_uri())


def list_classes() -> list[str]:
    """Return a line for each class that is kept."""
    lines = []
    for name in kept_classes():
        about, events = read_if_whole(name)
        if not about:
            lines.append(f"{name}: cannot be read. Delete it: shieldtalks class --delete {name}")
            continue
        phones = len({row.who for row in events if "join" in row.event})
        day = date.fromtimestamp(events[0].at).isoformat() if events else "not begun"
        lines.append(f"{name}: lesson {about.get('lesson', '?')}, {day}, {phones} phones")
    return lines
