"""What graders have running and standing on this machine, told apart by their temporary folder.

Several test runs may grade on one machine at once, so a test gives its grader a folder of its own.
"""

from pathlib import Path

from shieldtalks.grading.engine import leftovers


def processes_of(folder):
    """Return the numbers of all processes of graders whose temporary files stand in a folder."""
    mark = f"{leftovers.MARK}={folder}/".encode()
    found = set()
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if mark in (process / "environ").read_bytes():
                    found.add(int(process.name))
            except OSError:
                continue
    return found
