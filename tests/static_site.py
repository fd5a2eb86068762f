"""The static site for tests: built once a run, by whichever worker needs it first.

In the short run only the explorers of DRAWN have all their pages drawn, and Python's modules are
not compiled for the browser, which takes most of the time; on the pages of the other lessons stand
the pictures that their notebooks hold.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from shieldtalks import cli
from shieldtalks.site import build
from tests import ROOT
from tests.isolation import with_network

BUILDING = 1200  # seconds that building may take
DRAWN = ("01", "04")


def main(arguments):
    """Build the site as the command does.

    With --few only the explorers of DRAWN are alive, and Node.js is not there to compile anything.
    """
    if "--few" in arguments:
        drawn, which = build.living, shutil.which
        build.living = lambda paths: drawn([path for path in paths if path.name[:2] in DRAWN])
        shutil.which = lambda name, *more, **also: (
            None if name == "node" else which(name, *more, **also)
        )
    return cli.main([word for word in arguments if word != "--few"])


def built_site(shared, full):
    """Return the folder of the site, building it if no other worker of this run has.

    shared: a folder that the workers of the run share. full: draw all pages of all explorers.
    SHIELDTALKS_SITE names one built before.
    The build is the one command here that may reach the package index.
    """
    if named := os.environ.get("SHIELDTALKS_SITE"):
        return Path(named)
    place = shared / "site"
    try:
        place.mkdir()
    except FileExistsError:
        return _built_by_another(place)
    few = [] if full else ["--few"]
    command = [sys.executable, "-m", "tests.static_site", "build-site", str(place / "site"), *few]
    done = subprocess.run(
        command, cwd=ROOT, env=with_network(), capture_output=True, text=True, timeout=BUILDING
    )
    (place / "said").write_text(done.stdout + done.stderr, "utf-8")
    assert done.returncode == 0, f"the site could not be built: {done.stderr}"
    return place / "site"


def _built_by_another(place):
    deadline = time.monotonic() + BUILDING
    while not (place / "said").exists():
        assert time.monotonic() < deadline, "another worker has not finished building the site"
        time.sleep(1)
    assert (place / "site").is_dir(), (place / "said").read_text("utf-8")
    return place / "site"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
