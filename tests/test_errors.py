"""What a student sees of an error: in a notebook, one line."""

import pytest
from jupyter_client.manager import start_new_kernel

from shieldtalks.errors import DataError, NotYet, ShieldTalksError

FAILING = {
    "a wrong answer": (
        "import shieldtalks; shieldtalks.check('00.1', 5)",
        "NotYet: 00.1: 5 is the number of articles. Run the cell above and copy what it shows. "
        'Stuck? hint("00.1", 1)',
    ),
    "three dots": (
        "import shieldtalks; shieldtalks.check('00.1', ...)",
        "NotYet: 00.1 is not started: put your answer in place of the three dots.",
    ),
    "an unknown sentence": (
        "import shieldtalks; shieldtalks.load_corpus().cite('000.99')",
        "DataError: '000.99' is no unit of this corpus. A unit is named like '000.01'.",
    ),
    "an error behind another": (
        "from shieldtalks.errors import DataError\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise DataError('x.csv: mend it.')",
        "DataError: x.csv: mend it.",
    ),
    "a missing folder": (
        "import shieldtalks; shieldtalks.load_corpus('nowhere')",
        "DataError: nowhere/: there is no such folder. Name one that holds sources.csv.",
    ),
}


@pytest.fixture(scope="module")
def kernel():
    """A notebook kernel: run(code) returns the lines of the error it shows."""
    manager, client = start_new_kernel(kernel_name="python3")

    def run(code):
        shown = []

        def keep(message):
            if message["msg_type"] == "error":
                shown.append(message["content"]["traceback"])

        client.execute_interactive(code, timeout=60, output_hook=keep)
        return shown

    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.parametrize(("code", "line"), FAILING.values(), ids=FAILING.keys())
def test_an_error_of_the_course_is_one_line_in_a_notebook(kernel, code, line):
    assert kernel(code) == [[line]]


def test_an_error_of_pythons_own_keeps_its_traceback(kernel):
    (lines,) = kernel("1 / 0")
    assert len(lines) > 1


def test_all_errors_of_the_course_can_be_caught_as_one():
    assert issubclass(DataError, ShieldTalksError)
    assert issubclass(NotYet, ShieldTalksError)
    assert issubclass(ShieldTalksError, ValueError)
