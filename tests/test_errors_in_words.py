"""Python's errors in words, below the cell that raised them; a cell that stopped is not judged."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from shieldtalks import load_statements
from shieldtalks.checks import notebook
from shieldtalks.checks.python_errors import explained
from shieldtalks.course.functions import missing_return, names_left_aside, names_unused
from tests.answers.bank import said_of

RIGHT = len(load_statements())
TABLE = (
    "import pandas as pd\ntable = pd.DataFrame({'a': ['x', 'y'], 'b': [1, 2]}, index=['r', 's'])"
)
CASES = [
    ("x = 2 ^ 0.5", "A power is written with two stars"),
    ("n = 2\nn(3)", "A star is missing before a bracket"),
    ("spokesman = Kamynin", "Python knows no Kamynin"),
    ("x = true", "True, if you mean that, has a capital letter"),
    ("{'a': 1}['b']", "There is no 'b'."),
    ("{('a', 'b'): 1}['a', 'c']", "Two things are looked up at once"),
    ("[1, 2][2]", "The list is shorter than that"),
    ("[1, 2]['a']", "A list is asked by a place"),
    (
        "import pandas as pd\npd.Series([1]).sum + 1",
        "The round brackets () behind",
    ),
    ("import pandas as pd\npd.DataFrame()('a')", "A table is asked with square brackets"),
    ("float('0,85')", "A decimal number is written with a point"),
    ("1 + ...", "Three dots still stand in it"),
    ("'a' + 1", "The sign there cannot join"),
    ("None[0]", "There is nothing (None)"),
    ("[1].lenght", "A list has no .lenght."),
    ("1 / 0", "Something is divided by 0"),
    ("import math\nmath.log(0)", "The logarithm of 0"),
    (
        "import pandas as pd\nif pd.Series([1, 2]) == 1:\n    pass",
        "A whole column cannot be",
    ),
    ("x = 1\ny = 'a", "Line 2: a quotation mark is missing"),
    ("x = (1", "Line 1: a bracket is opened and never closed."),
    ("x = 1)", "Line 1: a bracket is closed"),
    ("if x = 1:\n    y = 2", "Line 1: a question has two equal signs"),
    ("def f(x)\n    return x", "Line 1: it needs a colon at its end"),
    ("x = 2\ny = 2x", "Line 2: a number runs into a letter."),
    ("a = [000, 001]", "Line 1: a number that begins with 0. An id or a date is a text"),
    ("x = [1 2]", "Line 1: between two things a comma"),
    ("x = “a”", "Line 1: Python takes only straight quotation marks"),
    ("1 = x", "Line 1: the name stands on the left"),
    ("def f(x):\nreturn x", "Line 2: what belongs to def"),
    ("x = 1\n  y = 2", "Line 2: it begins further in"),
    ("x = = 2", "Line 1 cannot be read."),
    (f"{TABLE}\ntable['a' == 'x']", "The question compares two texts"),
    (f"{TABLE}\ntable[(table['a'] == 'x'), (table['b'] == 1)]", "A comma does not join"),
    (f"{TABLE}\ntable[table['a'] == 'x' & table['b'] == 1]", "in its own round brackets"),
    (f"{TABLE}\ntable.loc('r', 'a')", "Behind .loc stand square brackets"),
    (f"{TABLE}\ntable.groupby('a', 'b').size()", "Several columns for groupby"),
    (f"{TABLE}\ntable.groupby('a').unstack()", "Behind groupby(...) comes .size()"),
    (f"{TABLE}\ntable['b'] = [1]", "Two things of different length"),
    ("counts = {'a': 1}\nfor a, n in [1, 2]:\n    pass", "Are the pairs missing"),
    ("a, b = [1, 2, 3]", "Count both."),
    ("a, b = print(1)", "print and append give nothing back"),
    ("a, b = print", "The round brackets () behind"),
    ("len(3)", "A number has no length"),
    ("for n in 3:\n    pass", "A number is one thing"),
    ("round('a')", "round takes one number"),
    ("[1] + 1", "A total begins with 0"),
    ("' '.join('a b'.split)", "A list of texts is wanted there"),
    ("def f():\n    pass\n1 + f", "The round brackets () behind"),
    ("(1, 2).barh(1)", "plt.subplots() gives two things"),
    ("'a'('b')", "A text stands before round brackets"),
    ("if f(1) = 2:\n    pass", "A question has two"),
    ("statements = 1\nstatments", "Did you mean statements?"),
    ("from shieldtalks import reliability\nalpha([1])", "write reliability.alpha"),
    ("import pandas as pd\nDataFrame()", "write pd.DataFrame"),
    (f"{TABLE}\ntable.columns = ['party', 'n']\ntable['partys']", "Did you mean 'party'?"),
    (f"{TABLE}\ntable.set_index('a')['a']", "'a' is a level of the index"),
    ("d = {'a' = 2}", "a colon stands between a word"),
    ("d = ['a': 2]", "stand in curly brackets"),
    ("d = {'a': 1, 'b', 'c': 2}", "a colon is missing after a word"),
    ("x = Mikhail Kamynin", "two words stand side by side"),
    ("def f(x):\n    Return x", "written small"),
    ("if 1:\n    pass\nelse 2 == 3:\n    pass", "else asks nothing"),
    ("x = 1 – 2", "a dash, not a minus"),
    ("raise EOFError('EOF when reading a line')", "waits for somebody to type"),
    ("x = 1\ny\u00a0= 2", "Line 2: a sign that cannot be seen"),
    ("return 1", "return belongs to a function"),
    ("[].add(1)", "A list grows with .append"),
    ("set().append(1)", "A set grows with .add"),
    ("{}.add(1)", "An empty set is set()"),
    (f"{TABLE}\ntable.index()", "An index is no function"),
    ("'a' > 5", "The sign > compares a text"),
    ("range([1])", "range(len(...))"),
    ("float('force')", "A text stands where numbers are wanted"),
    ("import pandas as pd\npd.Timestamp(2007, 24, 4)", "year, month, day"),
    ("cos(0)", "It belongs to numpy: np.cos."),
    ("ln(2)", "is called log here"),
    ("(1)[0]", "it has no parts"),
]


@pytest.mark.parametrize(("source", "said"), CASES, ids=[case[0] for case in CASES])
def test_an_error_is_told_in_words(source, said):
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        exec(compile(source, "cell", "exec"), {})
    assert said in explained(caught.value)


@pytest.fixture
def shell(monkeypatch):
    """A shell of its own, whose cells are followed as a notebook's are."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell(config=config)
    shell.colors = "nocolor"
    monkeypatch.setattr(notebook, "running_shell", lambda: shell)
    monkeypatch.setattr(notebook, "stopped_cells", {})
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # nobody's progress
    notebook.watch()
    shell.run_cell("from shieldtalks import check")
    yield shell
    shell.restore_sys_module_state()


def run(shell, source, capsys):
    """Run a cell and return what stands below it."""
    capsys.readouterr()
    shell.run_cell(source)
    return capsys.readouterr().out


def test_the_words_stand_below_the_error(shell, capsys):
    out = run(shell, "spokesman = Kamynin", capsys)
    assert out.index("NameError") < out.index("In words: Python knows no Kamynin.")
    assert "In words" in run(shell, "spokesman = 'Kamynin", capsys)
    assert "In words" not in run(shell, "spokesman = 'Kamynin'", capsys)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ax.barh(['a'], [1])", "A chart begins with the line fig, ax = plt.subplots()"),
        ("for n in [1]:\n    found.append(n)", "in a line above the loop: found = []"),
        ("for n in [1]:\n    total = total + n", "A total begins with 0"),
        ("def f(x):\n    total = total + x\n    return total\nf(1)", "A total begins with 0"),
        (f"{TABLE}\ntable.loc['a', 'r']", "Behind .loc stands the row first"),
        (f"{TABLE}\ntable['r', 'a']", "looked up with .loc"),
        (f"{TABLE}\ntable['c']", "whether it is a row, a column"),
        ("counts = {'ab': 1, 'cde': 2}\nfor word, n in counts:\n    pass", "come from .items()"),
        ("say = rows[rows['verb'] == say]", "Is it a text? Then it stands in quotation marks"),
        ("for word, n in seats:\n    pass", "Python knows no seats"),
        ("def f(w):\n    for key in w:\n        w['key']\nf({'a': 1})", "a name key of your own"),
        ("def f(p):\n    return {('a', 'b'): 1}['p', 'b']\nf('a')", "a name p of your own"),
    ],
)
def test_the_line_of_the_cell_tells_more_of_an_error(shell, capsys, source, said):
    assert said in " ".join(run(shell, source, capsys).split())


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("how_many = ninety", "because the cell above has stopped"),
        ("how_mayn = 86", "The cell that ran last gives how_mayn."),
        ("2016 - 2007", "how_many has no value yet. Run the cell above"),
    ],
)
def test_a_check_of_a_name_without_a_value_says_why(shell, capsys, before, said):
    run(shell, before, capsys)
    assert said in " ".join(run(shell, 'check("00.1", how_many)', capsys).split())


@pytest.mark.parametrize(
    ("first", "before", "said"),
    [
        ("...", "how_many == 86", "two equal signs only ask"),
        ("85", "how_many == 86", "two equal signs only ask"),
        ("85", "86", "Begin it with how_many ="),
        ("...", "total = 86", "The cell that ran last gives total."),
        ("85", "total = 86", "You gave 85."),
        ("85", "[how_many, how_many + 1]", "You gave 85."),
        ("...", "how_many = ...", "is not started"),
        ("...", "", "is not started"),
    ],
)
def test_a_cell_that_gives_its_value_no_name_is_told_so(shell, capsys, first, before, said):
    run(shell, f"how_many = {first}", capsys)
    run(shell, before, capsys)
    assert said in " ".join(run(shell, 'check("00.1", how_many)', capsys).split())


def test_an_error_inside_a_library_is_shown_at_the_line_of_the_cell(shell, capsys):
    run(shell, TABLE, capsys)
    out = run(shell, "# one\ntable['c']", capsys)
    assert "KeyError: 'c'" in out and "site-packages" not in out
    assert len(out.splitlines()) <= 12


@pytest.mark.parametrize("broken", ["how_many = RIGHT +", "how_many = ninety", "how_many = (RIGHT"])
def test_an_old_value_is_not_judged_when_its_cell_has_stopped(shell, capsys, broken):
    run(shell, f"how_many = {RIGHT}", capsys)
    assert "PASS 00.1" in run(shell, 'check("00.1", how_many)', capsys)
    run(shell, broken.replace("RIGHT", str(RIGHT)), capsys)
    out = run(shell, 'check("00.1", how_many)', capsys)
    assert "NotYet: 00.1: the cell above it stopped: " in out and "PASS" not in out
    run(shell, "unrelated = 1", capsys)
    assert "stopped" in run(shell, 'check("00.1", how_many)', capsys)
    run(shell, f"how_many = {RIGHT}", capsys)
    assert "PASS 00.1" in run(shell, 'check("00.1", how_many)', capsys)


def test_a_cell_that_stops_elsewhere_leaves_an_answer_alone(shell, capsys):
    run(shell, f"how_many = {RIGHT}", capsys)
    run(shell, "other = unheard", capsys)
    assert "PASS 00.1" in run(shell, 'check("00.1", how_many)', capsys)


def test_a_function_whose_cell_is_broken_is_not_judged(shell, capsys):
    run(shell, "def stance(agree, disagree):\n    return 'both'", capsys)
    run(shell, "def stance(agree, disagree):\nreturn 'both'", capsys)
    out = run(shell, 'check("04.1", stance)', capsys)
    assert "the cell above it stopped: IndentationError" in out
    assert "four spaces in" in out


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = 1\nb == 2\nc.d = 3\n  e = 4\nprint(f)", {"a"}),
        ("def stance(agree, disagree):\n    x = 1", {"stance"}),
        ("fig, ax = plt.subplots()\nax.barh(a, b)", {"fig", "ax"}),
        ("fig, ax = plt.subplots(\nax.barh(a, b)", {"fig", "ax"}),
        ("total = 0\nfor n in numbers:\n    total += n\n    last = n", {"total", "n", "last"}),
        ("", set()),
    ],
)
def test_the_names_that_a_cell_gives(source, names):
    assert notebook.names_given(source) == names


def amount_printed(n):
    if n == 0:
        print("none")
    if n == 1:
        return "one"
    return "several"


def amount_for_itself(n):
    words = ["none", "one", "several"]
    return words[2]


def amount_too_strict(n):
    if n < 2:
        return None
    return "several"


def amount_of_none(n):
    if n == 0:
        return None  # noqa: RET501
    str(n)


def amount_kept(n):
    if n == 0:
        answer = "none"  # noqa: F841
    for _, word in [(1, "one")]:
        if n == 1:
            return word
    return "several"


def of_two_names(one, other):
    first = one
    second = other
    spare = first + second  # noqa: F841
    return first - second


def test_a_branch_that_prints_or_keeps_its_answer_is_named():
    """Both give a wrong word for 0; a name that a loop gives is no answer that was kept."""
    assert said_of("00.13", amount_printed).count("Your function prints something, too.") == 1
    assert "In your function answer gets something that is never used." in said_of(
        "00.13", amount_kept
    )
    assert "Not used in your function: n, from" in said_of("00.13", amount_for_itself)
    assert "it" not in names_left_aside(lambda it: [it for _ in it])
    assert names_unused(amount_kept) == ("answer",)
    assert names_unused(lambda n: n) == ()
    # Two names beside each other are one step from Python 3.13 on.
    assert names_unused(of_two_names) == ("spare",)
    assert names_left_aside(of_two_names) == ()


def test_a_written_none_is_told_from_a_missing_return():
    assert "it stops" not in said_of("00.13", amount_too_strict)
    assert "stops at its line with return None" in said_of("00.13", amount_too_strict)
    assert missing_return(amount_of_none) == "only_none"
    assert missing_return(amount_printed) == "branch_without_return"
