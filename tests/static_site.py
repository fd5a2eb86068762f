"""The static site for tests: built once a run, by whichever worker needs it first."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests import ROOT
from tests.isolation import with_network

BUILDING = 1200  # seconds that building may take


def built_site(shared):
    """Return the folder of the site, building it if no other worker of this run has.

    shared: a folder that the workers of the run share. SHIELDTALKS_SITE names one built before.
    The build is the one command here that may reach the package index.
    """
    if named := os.environ.get("SHIELDTALKS_SITE"):
        return Path(named)
    place = shared / "site"
    try:
        place.mkdir()
    except FileExistsError:
        return _built_by_another(place)
    command = [sys.executable, "-m", "shieldtalks.cli", "build-site", str(place / "site")]
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
