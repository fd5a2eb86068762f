"""A pytest plugin: every test run has folders of its own, and no network.

pyproject.toml loads it with `-p`, so it also holds when only one notebook is named on the command
line. It works in the environment variables, because that is what notebook kernels inherit.
"""

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

import pytest

import tests.no_network.sitecustomize  # noqa: F401  (importing it blocks this process too)
from tests import ROOT

NO_NETWORK = ROOT / "tests/no_network"
FOLDERS = (
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "MPLCONFIGDIR",
)
UNWANTED = ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "MPLBACKEND", "MATPLOTLIBRC", "PYTHONSTARTUP")


class Isolation:
    """The folders of one run (of one worker, when there are several)."""

    def __init__(self):
        self.root = Path(tempfile.mkdtemp(prefix="shieldtalks-"))
        self.homes = count()
        self.notebook = None

    def enter(self):
        """Point the environment at the folders of this run, and block the network."""
        for name in FOLDERS:
            folder = self.root / name.lower()
            folder.mkdir()
            os.environ[name] = str(folder)
        for name in UNWANTED:
            os.environ.pop(name, None)
        os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
        others = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
        others = [p for p in others if p != str(NO_NETWORK)]
        os.environ["PYTHONPATH"] = os.pathsep.join([str(NO_NETWORK), *others])
        self.new_home()

    def new_home(self):
        """Give what comes next an empty folder for a student's progress and coding."""
        os.environ["SHIELDTALKS_HOME"] = str(self.root / f"home-{next(self.homes)}")

    def leave(self):
        """Remove the folders."""
        shutil.rmtree(self.root, ignore_errors=True)


KEY = pytest.StashKey[Isolation]()


def with_network():
    """Return the environment of the one kind of command that may leave this machine: pip install.

    A test that makes a virtual environment of its own runs pip in this environment, and then all
    that it installed without it, so that nothing but the installation reaches the network.
    """
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in paths if p != str(NO_NETWORK))}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Set everything before any conftest can import a library that reads it."""
    isolation = Isolation()
    isolation.enter()
    early_config.stash[KEY] = isolation
    early_config.add_cleanup(isolation.leave)


def pytest_configure(config):
    """Let nbval find its sanitize file from whatever folder pytest was started in."""
    config.option.nbval_sanitize_with = str(ROOT / "tests/sanitize.cfg")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give every test a home of its own; the cells of one notebook share theirs."""
    isolation = item.config.stash[KEY]
    notebook = item.path if item.path.suffix == ".ipynb" else None
    if notebook is None or notebook != isolation.notebook:
        isolation.new_home()
    isolation.notebook = notebook
