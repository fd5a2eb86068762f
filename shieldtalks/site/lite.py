"""JupyterLite: the course in the browser, on files of the site alone."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from shieldtalks.errors import DataError

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
)
PYODIDE = "static/pyodide"
# Inside the folder that JupyterLite keeps in the browser, so that progress survives a reload.
WORK = "/drive/shield-talks-work"
# Parts of the bundle that serve its own developers.
UNWANTED = ("doc", "rspack.config*.js", "package.json", "jupyterlite.schema.v0.json", "index.html")
OVERRIDES = {
    # The light or the dark theme, as the reader's system has it.
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    # All cells stand in the page, so that the browser's search and a screen reader find them.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


def extension(name: str) -> Path:
    """Return the folder of an installed JupyterLab extension. Raises DataError if it is not."""
    from jupyter_core.paths import jupyter_path

    for root in jupyter_path("labextensions"):
        if (Path(root) / name / "package.json").is_file():
            return Path(root) / name
    raise DataError(f"The JupyterLab extension {name} is not installed. Install shieldtalks[site].")


def write_config(folder: Path, packages: Iterable[str]) -> None:
    """Write what JupyterLite is to be built from, into a folder that has `files` and `static`.

    packages: names of those that Python starts with.
    """
    kernel = {
        "pyodideUrl": f"./{PYODIDE}/pyodide.mjs",
        "disablePyPIFallback": True,
        "pipliteUrls": [],
        "loadPyodideOptions": {
            "packages": packages,
            "env": {"HOME": "/home/pyodide", "SHIELDTALKS_HOME": WORK},
        },
    }
    page = {
        "appName": "Shield Talks",
        "exposeAppInBrowser": "true",
        "litePluginSettings": {KERNEL: kernel},
    }
    build = {
        "apps": ["lab"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [str(extension(name)) for name in EXTENSIONS],
        "cache_dir": str(folder / "cache"),
        "output_dir": str(folder / "out"),
        "source_date_epoch": 1767225600,
    }
    for name, content in {
        "jupyter-lite.json": {"jupyter-lite-schema-version": 0, "jupyter-config-data": page},
        "jupyter_lite_config.json": {"LiteBuildConfig": build},
        "overrides.json": OVERRIDES,
    }.items():
        (folder / name).write_text(json.dumps(content), "utf-8")


def build_lite(folder: Path) -> Path:
    """Build JupyterLite in a folder that `write_config` prepared; return where it stands."""
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise DataError(f"JupyterLite could not be built: {said[-1].strip()}")
    out = folder / "out"
    for pattern in UNWANTED:
        for path in out.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return out
