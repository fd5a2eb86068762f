"""Servers that a command starts, opens in the browser and closes again with one Ctrl+C."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

BIND = "127.0.0.1"
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl+C, an end from elsewhere, a closed terminal
WINDOWS = os.name == "nt"
STARTUP = 60  # seconds
LEAVE = 10  # seconds


def environment(variable: str, folder: str | Path) -> dict[str, str]:
    """Return this environment with a folder put before the others that a variable names."""
    paths = [str(folder), os.environ.get(variable, "")]
    return {**os.environ, variable: os.pathsep.join(filter(None, paths))}


def free_port(first: int) -> int:
    """Return a port that nobody listens on: `first`, one soon after it, or any other."""
    for port in (*range(first, first + 20), 0):
        try:
            with socket.create_server((BIND, port)) as probe:
                return probe.getsockname()[1]
        except OSError:
            continue
    raise OSError("no port is free")


def serve(
    command: Sequence[str],
    cwd: str | Path,
    env: Mapping[str, str],
    farewell: str,
    port: int | None = None,
    ready: Callable[[], object] | None = None,
) -> int:
    """Run a server until it ends or Ctrl+C is pressed; return its exit code, 0 after Ctrl+C.

    A server that does not end in good time, or not before a second Ctrl+C, is ended by force.

    command: list of words; env: its environment. farewell: the line printed at Ctrl+C. ready: what
    to call, without arguments, as soon as the server listens on `port`.
    """
    told = []

    def close(number, frame):
        if told:
            server.kill()
            return
        told.append(number)
        print(f"\n{farewell}", flush=True)
        # Windows tells the server of Ctrl+C itself, and has no gentle way to end it from here.
        if not WINDOWS:
            server.terminate()
        threading.Thread(target=_insist, args=(server,), daemon=True).start()

    signals = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, close) for number in signals}
    try:
        # In a session of its own Ctrl+C does not reach the server, which might not be ready for it.
        server = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, start_new_session=True
        )
        if ready:
            threading.Thread(target=_watch, args=(server, port, ready), daemon=True).start()
        code = server.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if told else code


def _insist(server):
    """End a server that does not end by itself; its kernels notice that and follow."""
    try:
        server.wait(LEAVE)
    except subprocess.TimeoutExpired:
        server.kill()


def _watch(server, port, ready):
    deadline = time.monotonic() + STARTUP
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((BIND, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            ready()
            return
