"""Where a class is reached: addresses of this machine, ports, and what stands in front of it."""

import contextlib
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from shieldtalks.errors import DataError

FIRST_PORT, PORTS = 8020, 20
HERE = "127.0.0.1"
# Nothing is sent there: a machine learns its own address by asking which way it would send.
# After one that is everywhere else come the usual networks of hotspots, which lead nowhere else.
ELSEWHERE = (
    "192.0.2.1",
    "10.42.0.2",
    "192.168.137.2",
    "192.168.43.2",
    "172.20.10.2",
    "192.168.2.2",
    "192.168.12.2",
    "192.168.1.2",
    "192.168.0.2",
)


@dataclass(frozen=True)
class Place:
    """Where a class is served and how it is reached.

    bind: the address the server listens at. port. join: what students type, ending in a slash.
    lead: the same for the teacher. prefix: of the paths that a proxy hands on, such as "/class".
    hosts: the names by which a browser may ask; others are turned away. proxied: whether the
    address of who asks comes from a proxy.
    """

    bind: str
    port: int
    join: str
    lead: str
    prefix: str
    hosts: frozenset[str]
    proxied: bool


def place(port: int, share: str | None = None, behind: str | None = None) -> Place:
    """Return the Place of a class.

    share: None for this computer alone; "" for every network this computer is in; an address for
    that one. behind: the address by which a proxy in front is reached. Raises DataError.
    """
    bind = HERE if share is None else share or "0.0.0.0"
    own = next(iter(own_addresses()), HERE) if share == "" else share or HERE
    join = lead = f"http://{own}:{port}/"
    if bind in (HERE, "0.0.0.0"):
        lead = f"http://{HERE}:{port}/"
    hosts = {HERE, "localhost", own, socket.gethostname().lower()}
    prefix = ""
    if behind is not None:
        parts = urlsplit(behind if "://" in behind else f"https://{behind}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise DataError(
                f"--behind {behind}: give the address that students type, "
                "such as https://hub.example.org/services/class/."
            )
        prefix = parts.path.rstrip("/")
        join = lead = f"{parts.scheme}://{parts.netloc}{prefix}/"
        hosts.add(parts.hostname)
    return Place(bind, port, join, lead, prefix, frozenset(hosts), behind is not None)


def is_number(name: str) -> bool:
    """Say whether a host is named by its number, as 192.168.1.5 is."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def own_addresses() -> list[str]:
    """Return the addresses of this machine in its networks, the likeliest first; may be empty."""
    found = []
    for there in ELSEWHERE:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
                asked.connect((there, 9))
                found.append(asked.getsockname()[0])
        except OSError:
            continue
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def listen(bind: str, port: int | None) -> tuple[list[socket.socket], int]:
    """Return open sockets and their port: the one asked for, or the first that is free.

    Raises DataError where none can be had.
    """
    from tornado.netutil import bind_sockets

    for tried in [port] if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            sockets = bind_sockets(tried, bind)
        except OSError as error:
            problem = error.strerror
        else:
            return sockets, sockets[0].getsockname()[1]
    raise DataError(f"--port {tried}: cannot be used at {bind} ({problem}). Name another one.")
