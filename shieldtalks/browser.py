"""What a browser's Python (Pyodide) needs beyond what it has: late libraries, and None as null.

Libraries that few lessons need come with their first import: a page starts sooner when it does not
wait for scipy, of which two lessons make use. The list of what can be had, with the hash of each
file, is the lock file that Pyodide itself started from.
"""

import hashlib
import importlib
import io
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from shieldtalks.errors import DataError


class LateFinder:
    """An import hook, asked after all others: it fetches what the lock file offers.

    lock: its packages, {name: dict of file_name, sha256, imports and depends}. present: says of a
    name whether the package is there. install: function of a package's dict that puts it there.
    """

    def __init__(self, lock: dict, present: Callable[[str], bool], install: Callable[[dict], None]):
        self._lock, self._present, self._install = lock, present, install
        self._homes = {name: key for key, entry in lock.items() for name in entry["imports"]}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Fetch the package that holds a module, with all it depends on, and find it there."""
        wanted = self.missing(self._homes.get(name))
        if not wanted:
            return None
        print(f"Fetching {', '.join(wanted)}, which this cell needs ...")
        for package in wanted:
            self._install(self._lock[package])
        importlib.invalidate_caches()
        return PathFinder.find_spec(name, path, target)

    def missing(self, package: str | None) -> list[str]:
        """Return the packages to fetch for one, what they depend on first."""
        if package is None or self._present(package):
            return []
        needed = [one for name in self._lock[package]["depends"] for one in self.missing(name)]
        return list(dict.fromkeys([*needed, package]))


def fetch_late() -> None:
    """Let imports fetch what is not there yet. Does something in Pyodide only."""
    pyodide = importlib.import_module("pyodide_js")
    finder = LateFinder(
        pyodide.lockfile.packages.to_py(),
        lambda name: hasattr(pyodide.loadedPackages, name),
        lambda entry: install_wheel(pyodide, entry),
    )
    sys.meta_path.append(finder)


def clear_widgets_too() -> None:
    """Let widgets be told of None. Does something in Pyodide only.

    Its kernel hands messages to the browser with None as JavaScript's undefined, which is lost on
    the way: what was chosen would stay chosen on the screen. JavaScript's null arrives.
    """
    null = importlib.import_module("pyodide.ffi").jsnull
    comms = importlib.import_module("pyodide_kernel.comm").Comm
    publish = comms.publish_msg

    def publish_msg(self, msg_type, data=None, **more):
        publish(self, msg_type, with_null(data or {}, null), **more)

    comms.publish_msg = publish_msg


def with_null(data: object, null: object) -> object:
    """Return data, made of dictionaries and lists, with null wherever it holds None."""
    if isinstance(data, dict):
        return {key: with_null(value, null) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [with_null(value, null) for value in data]
    return null if data is None else data


def install_wheel(pyodide: Any, entry: dict) -> None:
    """Fetch a wheel, hold it against its hash, and unpack it among the other packages.

    pyodide: the module pyodide_js. entry: a package's dict of Pyodide's lock file. Raises DataError
    where the file cannot be fetched or is another one. Does something in Pyodide only.
    """
    request = importlib.import_module("js").XMLHttpRequest.new()
    request.open("GET", pyodide.lockfileBaseUrl + entry["file_name"], False)
    request.responseType = "arraybuffer"
    try:
        request.send()
        found = request.response.to_bytes() if request.status == 200 else b""
    except Exception:
        # A browser without a network raises an error of its own, which says nothing.
        found = b""
    if hashlib.sha256(found).hexdigest() != entry["sha256"]:
        raise DataError(
            f"{entry['name']} could not be fetched. See that you are online, then run this again."
        )
    # Unpacked by Python itself, of a large library only those parts are compiled that are imported.
    with zipfile.ZipFile(io.BytesIO(found)) as wheel:
        wheel.extractall(sysconfig.get_path("purelib"))
    setattr(pyodide.loadedPackages, entry["name"], "late")
