"""The tests' own safety net: notebook kernels have no network and no folder of a person."""

import os
import socket
import textwrap
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from tests.isolation import KEY
from tests.no_network.sitecustomize import FIRST_PORT, PORTS

REACHES_OUT = {
    "a name": "socket.getaddrinfo('example.org', 80)",
    "an address": "socket.create_connection(('192.0.2.1', 80), timeout=2)",
    "a name given to a socket": "socket.socket().connect(('example.org', 80))",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "a web page": "urllib.request.urlopen('http://example.org/', timeout=2)",
    "a table on the web": "pd.read_csv('https://example.org/a.csv')",
}
TO_ITSELF = textwrap.dedent("""
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    client.close()
    socket.getaddrinfo("localhost", 80)
    print("reached", server.getsockname()[0])
    server.close()
    """)


class Kernel:
    """A notebook kernel, started the way nbval starts one."""

    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="python3")

    def run(self, code):
        """Return (what it printed, the name and text of its error or an empty string)."""
        printed, failed = [], []

        def keep(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                failed.append(f"{content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, timeout=60, output_hook=keep)
        return "".join(printed).strip(), "".join(failed)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    kernel.run("import os, socket, urllib.request\nimport pandas as pd")
    yield kernel
    kernel.stop()


@pytest.mark.parametrize("code", REACHES_OUT.values(), ids=REACHES_OUT.keys())
def test_a_kernel_cannot_reach_another_machine(kernel, code):
    _, error = kernel.run(code)
    assert "tests run without a network" in error


def test_a_kernel_reaches_its_own_machine(kernel):
    assert kernel.run(TO_ITSELF) == ("reached 127.0.0.1", "")


def test_processes_are_given_ports_of_different_ranges(kernel):
    ask = "with socket.create_server(('127.0.0.1', 0)) as s: print(s.getsockname()[1])"
    theirs = [int(kernel.run(ask)[0]) for _ in range(3)]
    ours = []
    for _ in range(3):
        with socket.create_server(("127.0.0.1", 0)) as server:
            ours.append(server.getsockname()[1])
    assert len({*theirs, *ours}) == 6
    assert len({(port - FIRST_PORT) // PORTS for port in theirs}) == 1
    assert not {(p - FIRST_PORT) // PORTS for p in ours} & {
        (p - FIRST_PORT) // PORTS for p in theirs
    }
    assert max(theirs + ours) < 32_768, "the system deals these ports out, too"


@pytest.mark.parametrize(
    "name", ["SHIELDTALKS_HOME", "JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR"]
)
def test_a_kernel_writes_to_folders_of_the_run(kernel, name, request):
    folder, _ = kernel.run(f"print(os.environ[{name!r}])")
    assert folder.startswith(str(request.config.stash[KEY].root) + os.sep)


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_starts_with_an_empty_home(time):
    home = Path(os.environ["SHIELDTALKS_HOME"])
    assert not home.exists()
    home.mkdir()
