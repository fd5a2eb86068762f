"""Keeps every Python process that has this folder on its PYTHONPATH off the network.

Python imports a module of this name when it starts. Connections to this machine itself stay
possible, because a notebook and its kernel talk over them.

Whoever asks for any free port is given one of a range that no other process of the tests has.
Servers and kernels ask for a port, let go of it, and take it again a second later; meanwhile the
system may deal the same number out to another kernel, or to a connection of the browser.
"""

import contextlib
import ipaddress
import itertools
import socket

INTERNET = (socket.AF_INET, socket.AF_INET6)
# All ranges lie below the ports that Linux, macOS and Windows deal out themselves.
FIRST_PORT, PORTS, RANGES = 12_000, 400, 50


class NetworkBlocked(PermissionError):
    """Something tried to reach another machine while the tests ran."""


def _is_loopback(host):
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified  # the latter is this machine, too


def _refuse(host):
    raise NetworkBlocked(f"tests run without a network, but something asked for {host!r}")


def _guard_lookup(name):
    original = getattr(socket, name)

    def lookup(host, *args, **kwargs):
        return original(host, *args, **kwargs) if _is_loopback(host) else _refuse(host)

    setattr(socket, name, lookup)


def _guard_method(name, position):
    original = getattr(socket.socket, name)

    def method(self, *args):
        if self.family in INTERNET and len(args) > max(position, 0):
            host = args[position][0]
            if not _is_loopback(host):
                _refuse(host)
        return original(self, *args)

    setattr(socket.socket, name, method)


for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    _guard_lookup(_name)
for _name, _position in {"connect": 0, "connect_ex": 0, "sendto": -1, "sendmsg": 3}.items():
    _guard_method(_name, _position)


class _Ports:
    """The ports of this process. Its hold on the first of them keeps other processes out."""

    def __init__(self):
        self.hold, self._cycle = None, None

    def some(self):
        """Return each port of the range once, from the one after the last that was given."""
        if self._cycle is None:
            self._cycle = itertools.cycle(self._lease())
        return itertools.islice(self._cycle, PORTS - 1)

    def _lease(self):
        for first in range(FIRST_PORT, FIRST_PORT + PORTS * RANGES, PORTS):
            hold = socket.socket()
            try:
                _bind(hold, ("127.0.0.1", first))
                hold.listen()
            except OSError:
                hold.close()
                continue
            self.hold = hold
            return range(first + 1, first + PORTS)
        return [0]  # many processes are at work: as the system deals them out


_ports, _bind = _Ports(), socket.socket.bind


def _bind_to_own_port(self, address):
    """Bind a socket; where any port will do, to one of this process."""
    any_port = self.family in INTERNET and self.type == socket.SOCK_STREAM and address[1] == 0
    for port in _ports.some() if any_port else ():
        with contextlib.suppress(OSError):
            return _bind(self, (address[0], port, *address[2:]))
    return _bind(self, address)


socket.socket.bind = _bind_to_own_port
