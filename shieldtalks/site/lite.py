"""JupyterLite: the course in the browser, on files of the site alone."""

import json
import shutil
import subprocess
import sys
import tomllib
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
# Parts of the bundle that serve its own developers.
UNWANTED = ("doc", "rspack.config*.js", "package.json", "jupyterlite.schema.v0.json", "index.html")


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
    settings = tomllib.loads(Path(__file__).with_name("lite.toml").read_text("utf-8"))
    page = settings["jupyter-lite.json"]["jupyter-config-data"]
    page["litePluginSettings"][KERNEL]["loadPyodideOptions"]["packages"] = packages
    settings["jupyter_lite_config.json"]["LiteBuildConfig"] |= {
        "federated_extensions": [str(extension(name)) for name in EXTENSIONS],
        "cache_dir": str(folder / "cache"),
        "output_dir": str(folder / "out"),
    }
    for name, content in settings.items():
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
