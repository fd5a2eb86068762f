"""Where a class is reached: addresses of this machine, ports, and what stands in front of it."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from shieldtalks.errors import DataError

FIRST_PORT, PORTS = 8020, 20
HERE = "127.0.0.1"
# Never asked: to learn its own address a machine only has to know which way it would send.
ELSEWHERE = ("192.0.2.1", 9)


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
    own = own_address() if share == "" else share or HERE
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


def own_address() -> str:
    """Return the address of this machine in its network; 127.0.0.1 where it is in none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(ELSEWHERE)
            return asked.getsockname()[0]
    except OSError:
        pass
    try:
        found = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        found = []
    return next((address for address in found if not address.startswith("127.")), HERE)


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
