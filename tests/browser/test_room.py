"""`shieldtalks lab`: a tidy JupyterLab, each day anew, that one Ctrl+C closes."""

import os
import re
import shutil
import signal
import subprocess
import sys

import psutil
import pytest

from shieldtalks.show import lab as lab_module
from shieldtalks.show import server
from tests import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl+C in another way"),
]

TABS = ".lm-DockPanel-tabBar .lm-TabBar-tabLabel"
FIRST = lab_module.START.split("/")[1]
KERNEL = ".jp-Notebook-ExecutionIndicator[data-status='idle']"


class Room:
    """A run of `shieldtalks lab` as it is typed in a terminal."""

    def __init__(self, course, log):
        self.log = log
        words = [sys.executable, "-m", "shieldtalks.cli", "lab", "--no-browser", "--allow-root"]
        self.process = subprocess.Popen(
            [*words, f"--ServerApp.port={server.free_port(8870)}"],
            cwd=course,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]]),
            },
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def address(self, page):
        """Return the address that the log gives, as soon as it does."""
        for _ in range(300):
            found = re.search(r"http://127\.0\.0\.1:\S+", self.log.read_text("utf-8"))
            if found:
                return found[0]
            page.wait_for_timeout(100)
        raise AssertionError(self.log.read_text("utf-8"))

    def close(self):
        """Press Ctrl+C once; return (exit code, lines from there on, processes that are left)."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        before = len(self.log.read_text("utf-8"))
        os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(30)
        return code, self.log.read_text("utf-8")[before:], psutil.wait_procs(family, 10)[1]


@pytest.fixture
def room(tmp_path):
    """room(): open the room on a copy of the course; what is open at the end is closed."""
    rooms, course = [], tmp_path / "course"
    for name in ("notebooks", "exercises"):
        ignored = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(ROOT / name, course / name, ignore=ignored)

    def opened():
        rooms.append(Room(course, tmp_path / f"{len(rooms)}.log"))
        return rooms[-1]

    yield opened
    for one in rooms:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(30)


def test_the_room_is_tidy_and_closes_at_once(room, context, shot):
    spend(1, room, context, shot)


@pytest.mark.full(
    "the room opened on a second day",
    short="tests/browser/test_room.py::test_the_room_is_tidy_and_closes_at_once",
)
def test_the_room_is_tidy_each_day(room, context, shot):
    spend(2, room, context, shot)


def spend(days, room, context, shot):
    """Open the room each day, look around, leave a second tab open, and close it."""
    own = os.environ["JUPYTERLAB_WORKSPACES_DIR"]
    for day in range(1, days + 1):
        lab, page = room(), context.new_page()
        page.goto(lab.address(page))
        page.locator(".jp-NotebookPanel").wait_for()
        page.locator(KERNEL).first.wait_for(state="attached")
        assert page.locator(TABS).all_inner_texts() == [FIRST]
        page.locator(".jp-DirListing-itemText").first.wait_for()
        listed = page.locator(".jp-DirListing-itemText").all_inner_texts()
        assert listed == [path.name for path in sorted(ROOT.glob("notebooks/*.ipynb"))]
        assert page.locator(".jp-Notification, .Toastify__toast, .jp-Dialog").count() == 0
        shot(page, f"room-{day}")

        # A second tab is there when the page is loaded again, and gone on the next day.
        page.get_by_text(listed[1], exact=True).dblclick()
        page.locator(TABS).nth(1).wait_for()
        page.locator(KERNEL).nth(1).wait_for(state="attached")
        code, said, left = lab.close()
        assert code == 0
        assert lab_module.FAREWELL in said
        assert left == []
        page.close()
    assert os.listdir(own) == []
    assert context.strangers == []
