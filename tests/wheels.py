"""What pip would install for each Python and system that README names, by its dry run.

    python -m tests.wheels                             all of them, five minutes
    python -m tests.wheels --python 3.15 --on windows  one of them

Needs pip 26 or newer and the package index. Nothing is installed, and no other Python is needed.
An entry of the table is the number of packages; where a wheel is missing, pip's line follows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import ROOT

PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
LINUX = ["manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(17, 29))]
# What pip calls the system, and what the markers of PEP 508 say on it.
SYSTEMS = {
    "linux": (LINUX, ("posix", "linux", "Linux", "x86_64")),
    "windows": (["win_amd64"], ("nt", "win32", "Windows", "AMD64")),
    "macos-apple": (["macosx_14_0_arm64"], ("posix", "darwin", "Darwin", "arm64")),
    "macos-intel": (["macosx_14_0_x86_64"], ("posix", "darwin", "Darwin", "x86_64")),
}
MARKERS = ("os_name", "sys_platform", "platform_system", "platform_machine")
FILES = ("requirements.txt", "tests/requirements.txt")

# pip takes --python-version and --platform for wheels, but reads markers for the Python it runs on.
PIP = """
import json, runpy, sys
from pip._vendor.packaging import markers
told, here = json.loads(sys.argv.pop(1)), markers.default_environment
markers.default_environment = lambda: {**here(), **told}
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


def dry_run(python, system, *arguments):
    """Run `pip install --dry-run` as if on another Python and system; a CompletedProcess of text.

    python: '3.15'. system: a key of SYSTEMS. arguments: what to install, and further options.
    """
    platforms, values = SYSTEMS[system]
    told = dict(zip(MARKERS, values, strict=True))
    told |= dict.fromkeys(("python_full_version", "implementation_version"), f"{python}.0")
    told["python_version"] = python
    chosen = [part for name in platforms for part in ("--platform", name)]
    with tempfile.TemporaryDirectory() as nowhere:
        command = [sys.executable, "-c", PIP, json.dumps(told), "install", "--dry-run", "--quiet"]
        command += ["--ignore-installed", "--only-binary=:all:", "--target", nowhere]
        command += ["--implementation", "cp", "--python-version", python, *chosen, *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def without_course(folder):
    """Write the requirements files without the course itself, which has no wheel; their paths."""
    paths = []
    for number, name in enumerate(FILES):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        paths.append(Path(folder, f"{number}.txt"))
        paths[-1].write_text("\n".join(line for line in lines if line[:2] != "-e"), "utf-8")
    return paths


def found(python, system):
    """Return (number of packages, '') of what pip would install, or (0, what it says)."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = [part for path in without_course(folder) for part in ("-r", str(path))]
        report = Path(folder, "report.json")
        done = dry_run(python, system, *wanted, "--report", str(report))
        if done.returncode == 0:
            return len(json.loads(report.read_text("utf-8"))["install"]), ""
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
        return 0, (errors or done.stderr.splitlines() or ["pip says nothing"])[-1]


def main():
    """Print the table; exit with 1 where something is missing."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--python", choices=PYTHONS, action="append")
    asked.add_argument("--on", choices=SYSTEMS, action="append")
    options = asked.parse_args()
    systems = options.on or list(SYSTEMS)
    print("Python", *(f"{system:>12}" for system in systems), flush=True)
    missing = []
    for python in options.python or PYTHONS:
        print(f"{python:6}", end="")
        for system in systems:
            count, line = found(python, system)
            missing += [f"{python} {system}: {line}"] if line else []
            print(f" {count or 'missing':>12}", end="", flush=True)
        print()
    print(*missing, sep="\n", end="\n" if missing else "")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
