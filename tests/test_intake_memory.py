"""What a hostile zip may take of the memory of whoever reads a class."""

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from shieldtalks.grading.submissions.students import (
    MAX_SCALAR,
    MAX_SUBMISSIONS,
    MAX_TOGETHER,
    people_of,
)
from tests import ROOT
from tests.test_intake import exercise, make, text_of, zipped

if not Path("/proc/self/status").exists():
    pytest.skip(
        "peak memory is read from /proc, which this system has not", allow_module_level=True
    )

MEASURE = """
import sys
from shieldtalks.grading.run import read_masters
from shieldtalks.grading.submissions.intake import read_class

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if "VmHWM" in line)

masters = read_masters(sys.argv[1])
before = peak()
found, _ = read_class(sys.argv[2], masters)
print(peak() - before)
for one in found:
    print(one.student, one.exercise, bool(one.answers), one.trouble)
"""
MOST = 100_000  # KB; it takes a quarter of that


def read(folder):
    """Return (KB that reading a folder took on top, what was found)."""
    command = [sys.executable, "-c", MEASURE, str(ROOT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    first, *found = done.stdout.splitlines()
    return int(first), found


def long_answers(letters):
    """Return an exercise in which every answer is as long as it may be."""
    notebook, rng = exercise("03"), random.Random(1)
    for cell in notebook["cells"]:
        if re.match("answer-", cell["id"]):
            cell["source"] = "#" + "".join(rng.choices(letters, k=18_000))
    return json.dumps(notebook, ensure_ascii=False)


def many_copies():
    """A zip of 300 attempts with long answers, which swells to a hundred times its size."""
    text = long_answers("x")
    return zipped({f"try {n}/03_code_it.ipynb": text for n in range(300)})


def many_names():
    """A zip in which zips are that hold a hundred thousand empty files."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(21_000):
            archive.writestr(f"{n}", "")
    inner = inner.getvalue()
    return zipped({f"{n}.zip": inner for n in range(5)})


def many_lists():
    """A notebook that is short to write and long to hold."""
    deep = "[" * 400 + "]" * 400
    outputs = ",".join([deep] * 10_000)
    return text_of("03", **{"answer-1": "x = 1"})[:-1] + f', "more": [{outputs}]}}'


HOSTILE = {
    "attempts.zip": (many_copies, "03 True"),
    "names.zip": (many_names, "holds more than 20,000 files"),
    "lists/03_code_it.ipynb": (many_lists, "holds too many values"),
    "wide.zip": (lambda: zipped({"03_code_it.ipynb": long_answers("\U0001f600x")}), "03 True"),
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    honest = zipped({"03_code_it.ipynb": text_of("03", **{"answer-1": "x = 1"})})
    return read(make(folder, {"anna.zip": honest} | {name: HOSTILE[name][0]() for name in HOSTILE}))


def test_memory_is_bounded(everything):
    assert everything[0] < MOST


def test_the_honest_one_among_them_is_read(everything):
    assert "anna 03 True " in everything[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_each_costs_its_own_student_alone(everything, name):
    student = re.split("[./]", name)[0]
    assert any(
        line.startswith(f"{student} ") and HOSTILE[name][1] in line for line in everything[1]
    ), everything[1]


def test_the_list_of_people_in_a_student_s_zip_is_bounded():
    """It is read where Gradescope puts it, and a student may hand in one of that name."""
    listed = "".join(f"submission_{n}:\n" for n in range(MAX_SUBMISSIONS + 1000))
    assert len(people_of(listed.encode())) <= MAX_SUBMISSIONS + 1
    person = f"  - :name: {'x' * 10_000}\n    :sid: '7'\n"
    many = f"submission_1:\n  :submitters:\n{person * (MAX_TOGETHER + 5)}"
    (people,) = people_of(many.encode()).values()
    assert len(people) == MAX_TOGETHER
    assert {(len(one["name"]), one["sid"]) for one in people} == {(MAX_SCALAR, "7")}
