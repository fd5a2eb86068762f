"""Keeps every Python process that has this folder on its PYTHONPATH off the network.

Python imports a module of this name when it starts. Connections to this machine itself stay
possible, because a notebook and its kernel talk over them.
"""

import ipaddress
import socket

INTERNET = (socket.AF_INET, socket.AF_INET6)


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
