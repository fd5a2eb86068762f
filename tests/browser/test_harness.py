"""The harness itself: a notebook made on the spot opens, runs, shows and answers the keyboard."""

import nbformat
import pytest

from tests.browser.lab import cell, cell_outputs, find_browser, run_all, run_cell, text_of

pytestmark = pytest.mark.browser

SOURCES = {
    "sum": "print(1 + 1)",
    "slider": "import ipywidgets\nslider = ipywidgets.IntSlider(3, description='How many')\nslider",
    "value": "slider.value",
}
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
BROKEN = {"fine": "1", "broken": "1 / 0", "never": "2"}

LONG = pytest.mark.full(
    "the harness of JupyterLab's tests, on notebooks made on the spot",
    short="tests/browser/test_lesson_04.py::test_the_matrix_by_keyboard_by_mouse_without_a_kernel",
)


def write(path, sources):
    cells = [nbformat.v4.new_code_cell(source, id=i) for i, source in sources.items()]
    for n in range(30):
        cells.insert(1, nbformat.v4.new_markdown_cell(f"text\n\n{n}", id=f"text-{n}"))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.write(notebook, path)
    return path.name


@LONG
def test_a_notebook_opens_runs_and_answers_the_keyboard(lab, open_lab, context, shot):
    page = open_lab(write(lab.root / "harness.ipynb", SOURCES))
    run_all(page)
    assert text_of(page, "sum") == "2"
    assert cell_outputs(page)["value"][0]["data"]["text/plain"] == "3"

    handle = cell(page, "slider").get_by_role("slider")
    handle.focus()
    page.keyboard.press("ArrowRight")
    run_cell(page, "value")
    assert text_of(page, "value") == "4"
    assert shot(page, "harness").stat().st_size > 10_000
    assert context.strangers == []


@LONG
def test_a_cell_that_fails_is_named(lab, open_lab):
    page = open_lab(write(lab.root / "broken.ipynb", BROKEN))
    with pytest.raises(AssertionError, match="broken.*division by zero"):
        run_all(page)


@LONG
def test_kernels_of_a_page_are_ended_with_its_test(lab):
    assert lab.ask("api/sessions") == []


def test_a_named_browser_comes_first(monkeypatch, tmp_path):
    own = tmp_path / "own"
    monkeypatch.delenv("SHIELDTALKS_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser(str(own)) is None
    own.touch()
    assert find_browser(str(own)) == str(own)
    for name in ("chromium", "chromium-headless-shell"):
        installed = tmp_path / name
        installed.touch(mode=0o755)
        assert find_browser(str(own)) == str(installed)
    monkeypatch.setenv("SHIELDTALKS_CHROMIUM", "mine")
    assert find_browser(str(own)) == "mine"
