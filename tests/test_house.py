"""The house itself: what stands where, what imports what, what must never be written down."""

import ast
import csv
import hashlib
import importlib
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import shieldtalks
from shieldtalks import explorers, figures, registry
from shieldtalks.course.lessons import readme_line
from shieldtalks.explorers.base import Explorer
from shieldtalks.tables import read_table
from tests import ROOT
from tests.house_map import PAGE, house_map, map_imports, modules, rooms_of
from tests.markdown import dead_links, headings, page_anchor
from tests.wheels import PYTHONS, dry_run

FILES = {"README.md", "LICENSE", "requirements.txt", "pyproject.toml"}
FOLDERS = {"seeds", "notebooks", "exercises", "solutions", "tests", "shieldtalks"}
SEEDS = {
    "000_c6880060864ad982.txt": "add2f3b9759d00c720cd08c619c7cee8759b2a8b51e2b115a463f2089f044110",
    "001_1b2c797e6ed41e28.txt": "369d390bac78ed93f917ea885a048748ed6c1d74544c40e364ec10a2021957c4",
    "002_dcc2f28bf5a60eb8.txt": "9658cff488123c5170bdc54334ae112288d978b5192f25ea380530e78f9f6dd3",
    "003_bdcb524915d240fb.txt": "77128a515b5424fa0810161e8bc5bab2124af8e181abe2a6c3536d1e45215559",
    "004_0ceba8022e856230.txt": "9df671ae25d030e596153718c883267b0262d709c629123c4e8f12e4f57c0e30",
}

# Ground floor first.
ROOMS = list(registry.ROOMS)
FRONT_DOOR = ("__init__", "__main__")
HEAVY = (
    "krippendorff",
    "networkx",
    "nashpy",
    "scipy",
    "anywidget",
    "nbformat",
)
IMPORTED_AS = {"PIL": "pillow"}

# A path of one machine: not inside a longer path, an address or a word.
# The home that Pyodide has in every browser is none.
MACHINE_PATH = re.compile(
    r"(?<![\w.~-])/(?:root|home(?!/pyodide)|tmp|work|Users)/|[A-Za-z]:\\+Users\\", re.M
)
REGISTRY_HOST = re.compile(
    r"(?:pypi|pythonhosted|npmjs|anaconda|(?:deb|security)\.debian)\.(?:org|com)", re.I
)


def git_files():
    """Return the paths of all files that are tracked or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = {ROOT / name for name in listed.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def project():
    """Return the table [project] of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def declared():
    """Return {name: Requirement} of everything that the package and its desk depend on."""
    table = project()
    wanted = [*table["dependencies"], *table["optional-dependencies"]["notebook"]]
    return {canonicalize_name(r.name): r for r in map(Requirement, wanted)}


def extras():
    """Return {name: Requirement} of what only the site, the stages and the cluster depend on."""
    tables = project()["optional-dependencies"]
    wanted = [*tables["site"], *tables["show"], *tables["cluster"]]
    return {canonicalize_name(r.name): r for r in map(Requirement, wanted)}


def pins(path, python="3.15"):
    """Return {name: version} of what a requirements file pins for a Python."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith(("#", "-", "file:"))]
    found = {}
    for wanted in map(Requirement, lines):
        if not wanted.marker or wanted.marker.evaluate({"python_version": python}):
            (exact,) = wanted.specifier
            assert exact.operator == "==" and wanted.name not in found, str(wanted)
            found[canonicalize_name(wanted.name)] = exact.version
    return found


# What stands where


def test_the_top_level_is_the_agreed_one():
    names = {path.relative_to(ROOT).parts[0] for path in git_files()}
    assert {name for name in names if not name.startswith(".")} == FILES | FOLDERS


def test_the_articles_are_untouched_byte_for_byte():
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in ROOT.glob("seeds/*.txt")}
    assert found == SEEDS


def test_sources_csv_names_the_same_files():
    with open(ROOT / "seeds/sources.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["file"]: row["sha256"] for row in rows} == SEEDS
    assert [row["article"] for row in rows] == [name[:3] for name in sorted(SEEDS)]
    assert all(row["earliest"] <= row["date"] <= row["latest"] for row in rows)
    assert all(row["date_precision"] in ("day", "event", "estimate") for row in rows)


def test_git_leaves_the_articles_alone():
    names = [f"seeds/{name}" for name in SEEDS]
    attributes = subprocess.run(
        ["git", "check-attr", "text", "--", *names], cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert attributes.splitlines() == [f"{name}: text: unset" for name in names]


# What must never be written down


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["paths", "hosts"])
def test_no_file_names_a_machine(pattern):
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in git_files()
        for hit in pattern.finditer(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert not found


def test_the_patterns_find_what_they_are_for():
    for parts in (["", "home", "ann", "x.csv"], ["", "tmp", "y"], ["", "Users", "ann", "z"]):
        assert MACHINE_PATH.search(f'File "{"/".join(parts)}", line 1')
    assert MACHINE_PATH.search("C:" + "\\".join(["", "Users", "ann"]))
    assert REGISTRY_HOST.search("files." + "pythonhosted" + ".org")
    assert not MACHINE_PATH.search("https://example.org/home/page notebooks/work/x ./tmp/y")


# Links


@pytest.mark.parametrize(
    "path", [p for p in git_files() if p.suffix == ".md"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_relative_link_of_a_page_leads_somewhere(path):
    text = path.read_text("utf-8")
    assert not dead_links(text, path.parent, {page_anchor(words) for _, words in headings(text)})


def test_a_dead_link_is_found():
    text = "[a](nowhere.md) [b](#gone) [c](seeds/README.md) [d](#here) `[e](x)` [f](https://a.b/)"
    assert dead_links(text, ROOT, {"here"}) == ["nowhere.md", "#gone"]


# Who may import whom


def test_every_room_has_its_place_in_the_order():
    rooms = {room for _, room, _ in modules()} - set(FRONT_DOOR)
    assert rooms | {"data"} == set(ROOMS)


def test_a_room_imports_only_from_rooms_below():
    upward = [
        f"{path.relative_to(ROOT)} imports {other or 'the package itself'}"
        for path, room, imported in modules()
        if room not in FRONT_DOOR
        for other in rooms_of(imported) - {room}
        if other not in ROOMS[: ROOMS.index(room)]
    ]
    assert not upward


# What is offered by name


def public(room):
    """Return {name: (module, syntax tree)} of what the modules of a room define for others."""
    return {
        node.name: (path.stem, node)
        for path in sorted((ROOT / "shieldtalks" / room).glob("*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
    }


def test_every_chart_is_offered():
    charts = {
        name: module
        for name, (module, node) in public("figures").items()
        if ast.unparse(getattr(node, "returns", None) or node) == "Figure" and module != "drawing"
    }
    assert charts and charts.items() <= registry.homes(registry.FIGURES).items()


def test_every_explorer_and_every_step_is_offered():
    found = {
        name: module
        for name, (module, node) in public("explorers").items()
        if name.endswith("_step")
        or (
            isinstance(node, ast.ClassDef)
            and module not in ("base", "live", "readable")
            and explores(module, name)
        )
    }
    assert found and found.items() <= registry.homes(registry.EXPLORERS).items()


def explores(module, name):
    """Say whether a class of a module of explorers/ is an explorer."""
    made = getattr(importlib.import_module(f"shieldtalks.explorers.{module}"), name)
    return issubclass(made, Explorer)


def test_what_is_offered_is_there():
    for package, names in (
        (figures, registry.homes(registry.FIGURES)),
        (explorers, registry.homes(registry.EXPLORERS)),
        (shieldtalks, shieldtalks.OFFERED),
    ):
        assert set(names) <= set(dir(package))
        for name in names:
            assert getattr(package, name) is not None
    assert shieldtalks.change.movements


def test_a_name_that_is_not_offered_is_told_with_those_that_are():
    for package in (figures, explorers, shieldtalks):
        with pytest.raises(AttributeError, match="'chang'.*, "):
            package.chang  # noqa: B018


def test_the_map_of_the_house_is_drawn_from_the_imports():
    assert house_map() in PAGE.read_text("utf-8"), "run: python -m tests.house_map"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from shieldtalks.cli import main", {"cli"}),
        ("from shieldtalks import figures, __version__", {"figures"}),
        ("from ..errors import NotYet", {"errors"}),
        ("from . import base", {"figures"}),
        ("def f():\n    import shieldtalks.games", {"games"}),
        ("import shieldtalks", {""}),
        ("import pandas", set()),
    ],
)
def test_imports_of_every_form_are_seen(source, expected):
    imported = set().union(*map_imports(ast.parse(source), ("shieldtalks", "figures")))
    assert rooms_of(imported) == expected


def test_the_import_of_the_library_leaves_heavy_parts_for_later():
    code = f"import sys, shieldtalks; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize("asked", ["check --output-format=concise", "format --check"])
def test_code_style(asked):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *asked.split(), "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Who may use it, and how it is looked after


def test_the_licences_that_the_project_names_are_in_its_file():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert project()["license"] == "BSD-3-Clause AND CC-BY-4.0"
    assert project()["license-files"] == ["LICENSE"]
    assert "BSD 3-Clause License" in text and "(CC BY 4.0)" in text
    assert "five articles in seeds/" in text.partition("Neither licence covers")[2]


def test_before_a_commit_the_checks_of_these_tests_run():
    text = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    (local,) = yaml.safe_load(text)["repos"]
    assert local["repo"] == "local", "nothing is fetched from elsewhere"
    entries = {hook["id"]: hook["entry"] for hook in local["hooks"]}
    assert entries == {
        "ruff-check": "python -m ruff check --force-exclude",
        "ruff-format": "python -m ruff format --check --force-exclude",
        "exercises": "shieldtalks build-exercises",
        "map": "python -m tests.house_map",
        "colab": "shieldtalks colab",
    }


# What is installed


@pytest.mark.parametrize("python", PYTHONS)
def test_every_direct_dependency_is_pinned_within_its_bounds(python):
    pinned = pins(ROOT / "requirements.txt", python)
    assert pinned.keys() == declared().keys()
    outside = [str(r) for n, r in declared().items() if not r.specifier.contains(pinned[n])]
    assert not outside


@pytest.mark.parametrize("python", ["3.6", "3.10", "3.16"])
def test_another_python_is_refused_in_one_line_before_anything_is_downloaded(python):
    done = dry_run(python, "linux", "--no-index", "-r", "requirements.txt")
    (line,) = done.stderr.splitlines()
    assert line.startswith("ERROR: Shield_Talks_needs_Python_3.11_to_3.15-")


def test_no_python_that_is_fit_is_refused():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    (refused,) = [line.partition(";")[2] for line in lines if line.startswith("file:")]
    assert not [p for p in PYTHONS if Marker(refused).evaluate({"python_version": p})]


def test_requirements_end_with_the_library_itself():
    for_install = (ROOT / "requirements.txt").read_text("utf-8").splitlines()[-1]
    assert for_install == "-e .[notebook]"


def test_what_the_extras_bring_is_pinned_for_the_tests():
    pinned = pins(ROOT / "tests/requirements.txt")
    wanted = extras()
    assert wanted.keys() <= pinned.keys()
    assert not [str(r) for n, r in wanted.items() if not r.specifier.contains(pinned[n])]


def test_everything_imported_is_declared():
    imported = {name.split(".")[0] for _, _, names in modules() for name in names}
    outside = imported - sys.stdlib_module_names - {"shieldtalks"}
    assert {canonicalize_name(IMPORTED_AS.get(n, n)) for n in outside} <= (
        declared().keys() | extras().keys()
    )


def test_tests_pin_what_they_need_beside_that():
    assert pins(ROOT / "tests/requirements.txt").keys().isdisjoint(declared())


# How it is tested


def ci_steps():
    """Return the two lines of .ci/run that README promises: the install and the test."""
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    lines = [line.strip() for line in lines if line.strip().startswith("python -m ")]
    return [line for line in lines if "requirements.txt" in line or "pytest" in line]


def test_readme_and_ci_give_the_same_commands():
    install, test = ci_steps()
    text = (ROOT / "README.md").read_text("utf-8")
    for command in (install.replace(" --quiet", ""), test):
        assert text.count(command) == 2, f"{command}: once for Linux and macOS, once for Windows"


def test_readme_gives_the_lessons_as_the_course_does():
    """Question and minutes of each lesson stand in one table; README repeats it."""
    lessons = read_table(ROOT / "shieldtalks/data/lessons.csv", ["number"]).to_dict("records")
    listed = "\n".join(map(readme_line, lessons))
    text = (ROOT / "README.md").read_text("utf-8")
    assert f"\n{listed}\n\n" in text, "run: shieldtalks build-exercises"


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda p: p.name)
def test_workflows_use_what_is_pinned_and_may_change_nothing_by_default(path):
    text = path.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used)
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


def test_every_night_the_long_tests_run_and_each_python_and_system_is_asked():
    jobs = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text("utf-8"))["jobs"]
    runs = {name: [step.get("run", "") for step in job["steps"]] for name, job in jobs.items()}
    assert "python -m pytest -n 2 --full" in runs["full"]
    assert "python -m tests.wheels" in runs["wheels"]
    assert tuple(jobs["lessons"]["strategy"]["matrix"]["python"]) == PYTHONS
