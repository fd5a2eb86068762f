"""The server of a class: pages, websockets, and whom it lets in.

A device is a cookie that no code can read; the teacher is a key that stands behind the # of an
address, which browsers never send, and comes over the websocket. Both are secrets of 128 bits. The
class knows a device by a hash of its cookie.
"""

import asyncio
import contextlib
import hashlib
import hmac
import io
import json
import logging
import re
import secrets
from typing import Any

import segno
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from shieldtalks.classroom import bundle
from shieldtalks.classroom.activities import TEACHER, Refused
from shieldtalks.classroom.charts import chart_of, drawn_once, told
from shieldtalks.classroom.hub import Client, Hub, read
from shieldtalks.classroom.network import Place, is_number
from shieldtalks.figures.figure import Figure

LOG = logging.getLogger("shieldtalks.classroom")
COOKIE = "shieldtalks-device"
TOKEN = re.compile(r"[0-9a-f]{32}")
DAYS = 120
LARGEST_FRAME = 4096  # bytes
PING = 20  # seconds
MOST_PAGES, PAGES_OF_ONE = 2500, 6
MOST_STRANGERS, KEY_WITHIN = 50, 10  # pages of the teacher that have shown no key; seconds


def application(hub: Hub, place: Place, key: str, charts: str) -> Application:
    """Return the web application of a class. key: the teacher's. charts: opens the charts."""
    prefix = f"(?:{re.escape(place.prefix)})?"
    shared = {"hub": hub, "place": place}
    routes = [
        (rf"{prefix}/", Page, {**shared, "role": "phone"}),
        (rf"{prefix}/(?:teacher)", Page, {**shared, "role": "teacher"}),
        (rf"{prefix}/(?:projector)", Page, {**shared, "role": "projector"}),
        (rf"{prefix}/live/(phone|teacher|projector)", Live, {**shared, "key": key}),
        (rf"{prefix}/chart/([\w-]+)/([\w.-]+)\.(png|json)", Chart, {**shared, "key": charts}),
        (rf"{prefix}/qr\.svg", QrCode, shared),
    ]
    if place.prefix:
        routes.append((re.escape(place.prefix), Redirect, shared))
    return Application(
        routes,
        default_handler_class=Nowhere,
        default_handler_args=shared,
        compress_response=True,
        websocket_max_message_size=LARGEST_FRAME,
        websocket_ping_interval=PING,
        websocket_ping_timeout=PING,
        log_function=_log,
    )


def serve(app: Application, sockets: list, proxied: bool) -> HTTPServer:
    """Serve the class on open sockets. proxied: a proxy in front tells who asks."""
    server = HTTPServer(
        app,
        xheaders=proxied,
        max_body_size=1024,
        max_buffer_size=64 * 1024,
        max_header_size=16 * 1024,
        idle_connection_timeout=60,
        decompress_request=False,
    )
    server.add_sockets(sockets)
    return server


def _log(handler):
    """Log failures of the server only: nobody's visits are written down."""
    if handler.get_status() >= 500:
        LOG.error("%s %s failed", handler.request.method, handler.request.path[:80])


def qr_code(address: str) -> str:
    """Return the QR code of an address as SVG, with the white border that it needs."""
    code = segno.make(address, error="m", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False)
    return drawn.getvalue().decode()


class Base(RequestHandler):
    """What all answers share: who may ask, and headers that keep a page to itself."""

    hub: Hub
    place: Place

    def initialize(self, **given: Any) -> None:
        """Take what the application gives: hub, place, and what one kind of answer needs."""
        vars(self).update(given)

    def prepare(self) -> None:
        """Turn away who asks by a name that is not the class's: a stranger's page may do so."""
        if not self.by_name():
            raise HTTPError(421)

    def by_name(self) -> bool:
        """Say whether the request names the class by one of its names, or by any number.

        A stranger's page can bring its own name to lead here, but not a number.
        """
        name = self.request.host_name.lower().strip("[]")
        return name in self.place.hosts or is_number(name)

    def set_default_headers(self) -> None:
        """Send the same careful headers with everything."""
        self.set_header("Server", "shieldtalks")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **more: Any) -> None:
        """Say in one line what is wrong."""
        lines = {
            404: "There is no such page in this class.",
            405: "There is no such page in this class.",
            421: "The class is not reached by this address. Use the one on the screen.",
        }
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(lines.get(status_code, "The class could not answer. Load the page again."))

    def device(self) -> str | None:
        """Return the device whose cookie came, by the hash that the class knows; or None."""
        token = self.get_cookie(COOKIE, "")
        return device_of(token) if TOKEN.fullmatch(token) else None


def device_of(token: str) -> str:
    """Return the id of a device: what nobody can turn back into its cookie."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]


class Nowhere(Base):
    """Any other address."""

    def prepare(self) -> None:
        """Say so."""
        raise HTTPError(404)


class Redirect(Base):
    """The prefix without its slash."""

    def get(self) -> None:
        """Add the slash, since the addresses in a page are relative to it."""
        self.redirect(f"{self.place.prefix}/")


class Page(Base):
    """One of the three pages."""

    role: str

    def get(self) -> None:
        """Give the page, and a device that has no cookie yet its own."""
        if self.role != "phone":
            self.give(None, join=self.place.join)
            return
        who = self.device()
        if who is None:
            token = secrets.token_hex(16)
            who = device_of(token)
            self.set_cookie(
                COOKIE,
                token,
                path=f"{self.place.prefix}/",
                expires_days=DAYS,
                httponly=True,
                samesite="Lax",
                secure=self.place.join.startswith("https:"),
            )
        self.give(self.hub.first(who))

    def give(self, view: dict | None, **facts: str) -> None:
        """Give the page, with what stands in it from the start."""
        text, nonce = bundle.page(self.role, view, **facts)
        self.set_header("Content-Security-Policy", bundle.policy(nonce, self.request.host))
        self.finish(text)


class QrCode(Base):
    """The address for students, as a picture: no secret."""

    def get(self) -> None:
        """Give it."""
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(qr_code(self.place.join))


class Chart(Base):
    """The chart that answers a question: for who has the word (key) that opens charts."""

    key: str

    async def get(self, key: str, name: str, form: str) -> None:
        """Give the picture, or what is said of it."""
        item = self.hub.room.items.get(name)
        if not hmac.compare_digest(key.encode(), self.key.encode()) or item is None:
            raise HTTPError(404)
        if item.kind == "vote":
            figure = await asyncio.to_thread(chart_of, item.about)
        else:
            figure = await self.drawn(name)
        if figure is None:
            raise HTTPError(404)
        self.set_header("Cache-Control", "private, max-age=3600")
        if form == "json":
            self.finish(told(figure))
        else:
            self.set_header("Content-Type", "image/png")
            self.finish(figure.png)

    async def drawn(self, name: str) -> Figure | None:
        """Return the chart of an activity that the teacher has shown, or None."""
        activity = self.hub.room.activities.get(name)
        page = self.get_query_argument("page", "0")
        if activity is None or not re.fullmatch("[0-9]", page):
            return None
        draw = activity.chart(int(page))
        # On a thread, since drawing takes a second, and the class goes on meanwhile.
        return None if draw is None else await asyncio.to_thread(drawn_once, draw)


class Live(Base, WebSocketHandler):
    """The line to one page. key: the teacher's."""

    key: str
    client: Client | None = None

    def check_origin(self, origin: str) -> bool:
        """Let only pages of the class itself speak; a page of any other origin is refused."""
        proto, _, host = origin.partition("://")
        if host.lower() == self.request.host.lower():
            return True
        return f"{proto}://{host.lower()}/" == "/".join(self.place.join.split("/", 3)[:3]) + "/"

    def get_compression_options(self) -> None:
        """No compression: what is sent is small, and a thousand pages would keep buffers."""
        return

    def open(self, role: str) -> None:
        """Let a device in, and wait for the key of who says it is the teacher."""
        self.role = role
        self.set_nodelay(True)
        address = self.request.remote_ip
        who = self.device() if role == "phone" else TEACHER
        # A class that is full of phones does not keep its own teacher out.
        if role == "phone" and len(self.hub.clients) >= MOST_PAGES:
            self.turn_away("The class is full.")
        elif who is None:
            self.turn_away("This page needs cookies: allow them, then load it again.")
        else:
            client = Client(role, who, str(address), self.say, self.close, self.behind)
            self.client = client
            if role == "phone":
                self.keep_few(who)
                self.hub.enter(client)
            elif len(self.hub.strangers) >= MOST_STRANGERS:
                self.turn_away("Too many ask for this page. Try again in a moment.")
            else:
                self.hub.strangers.add(client)
                IOLoop.current().call_later(KEY_WITHIN, self.expect_key)

    def keep_few(self, who: str) -> None:
        """Close the oldest page of a device that has too many open."""
        own = [c for c in self.hub.clients if c.role == "phone" and c.who == who]
        if len(own) >= PAGES_OF_ONE:
            own[0].close()
            self.hub.leave(own[0])

    def turn_away(self, line: str) -> None:
        """Say why, and close."""
        self.say(json.dumps({"turned": line}))
        self.close()

    def on_message(self, message: str | bytes) -> None:
        """Hand a message on; from a teacher's page only after its key."""
        if self.client is None:
            return
        if self.client in self.hub.clients:
            self.hub.receive(self.client, message)
        elif self.client.role != "phone":
            self.lead(self.client, message)

    def lead(self, client: Client, message: str | bytes) -> None:
        """Let in who knows the key of the teacher."""
        try:
            given = read(message).get("key")
        except Refused:
            given = None
        given = given.encode("utf-8", "replace") if isinstance(given, str) else b""
        self.hub.strangers.discard(client)
        if hmac.compare_digest(given, self.key.encode()):
            self.hub.enter(client)
            return
        self.hub.knocks += 1
        self.hub.changed()
        self.client = None
        self.turn_away("This page is opened from the address that the command printed.")

    def expect_key(self) -> None:
        """Close a page of the teacher that has shown no key."""
        if self.client in self.hub.strangers:
            self.close()

    def say(self, text: str) -> None:
        """Send a text, unless the page is gone, or goes while it is being sent."""
        with contextlib.suppress(WebSocketClosedError):
            sent = self.write_message(text)
            # Asked for, its error is nobody's: else it would be printed in the teacher's terminal.
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())

    def behind(self) -> bool:
        """Say whether the page has not yet read what it was sent."""
        connection = self.ws_connection
        stream = getattr(connection, "stream", None)
        return stream is not None and stream.writing()

    def on_close(self) -> None:
        """Forget the page."""
        if self.client is not None:
            self.hub.strangers.discard(self.client)
            self.hub.leave(self.client)
