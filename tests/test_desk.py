"""The coding desk: what is coded, what is kept, and what happens when it cannot be kept."""

import errno
import html
import io
import json
import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shieldtalks import load_concepts, load_corpus, load_statements
from shieldtalks.errors import DataError
from shieldtalks.explorers import CodingDesk, agreement_step, desk_step, flip_step, own_coding
from shieldtalks.explorers.coding import (
    COLUMNS,
    Coding,
    Keeper,
    add_code,
    as_csv,
    mark_nothing,
    own_file,
    read_own,
    remove_code,
    reopen,
)
from shieldtalks.explorers.comparison import PRACTICE, side_by_side, standing
from shieldtalks.figures import agreement_per_concept, disputed_codes, kappa_by_question
from shieldtalks.figures.figure import cite
from shieldtalks.headlines import headlines, moved
from shieldtalks.reliability import compare, disputes, per_concept, ways_of_counting
from shieldtalks.statements import load_codings
from tests.controls import tell
from tests.unprivileged import unprivileged

CORPUS = load_corpus()
CODINGS = {reader: load_codings(CORPUS)[reader] for reader in "AB"}
UNITS = list(CORPUS.body().index)
KAMYNIN = {
    "unit": "000.03",
    "organization": "RUS Foreign Ministry",
    "concept": "host_in_russia",
    "agreement": "no",
    "person": "Mikhail Kamynin",
    "attribution": "direct",
}
BROKEN = {
    "empty": "",
    "another table": "name,age\nAnn,20\n",
    "cut off": ",".join(COLUMNS) + "\n000.03,Mikhail",
    "an unknown unit": ",".join(COLUMNS) + "\n0.03,,NATO,guarantees,yes,0,direct,1,2,x\n",
    "a quote that moved": ",".join(COLUMNS) + "\n000.03,,NATO,guarantees,yes,0,direct,1,2,x\n",
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "work"
    monkeypatch.setenv("SHIELDTALKS_HOME", str(folder))
    return folder


@pytest.fixture
def desk(home):
    return CodingDesk(CORPUS, CODINGS, practice=PRACTICE)


def kept(home):
    """Return the rows of the one csv in the work folder."""
    (file,) = home.glob("coding-*.csv")
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def code(desk, rows):
    """Code at the desk what the rows of a coding say."""
    for row in rows.to_dict("records"):
        desk.unit = row["unit"]
        for name in ("person", "organization", "concept", "agreement"):
            setattr(desk, name, row[name])
        desk.add()


def code_practice_like(desk, coding):
    """Decide every practice sentence as a reference coder did."""
    for unit in PRACTICE:
        here = coding[coding["unit"].eq(unit)]
        code(desk, here)
        if here.empty:
            desk.unit = unit
            desk.nothing()


def descriptions(widget):
    """Return the words on all controls in a box."""
    inner = [word for child in getattr(widget, "children", ()) for word in descriptions(child)]
    return [getattr(widget, "description", ""), *inner]


# The coding as a value


def test_a_code_is_added_once_and_removed():
    coding = add_code(Coding(), **KAMYNIN)
    assert coding.units == ["000.03"]
    again = add_code(coding, **{**KAMYNIN, "attribution": "indirect", "conditional": True})
    assert len(again.codes) == 1
    assert again.codes[["attribution", "conditional"]].values.tolist() == [["indirect", True]]
    other = add_code(coding, **{**KAMYNIN, "agreement": "yes"})
    assert len(other.codes) == 2
    same = {k: v for k, v in KAMYNIN.items() if k != "attribution"}
    assert remove_code(other, **same).codes["agreement"].tolist() == ["yes"]
    assert remove_code(Coding(), **same).units == []


def test_an_empty_sentence_is_decided_and_can_be_opened_again():
    coding = mark_nothing(Coding(), "002.18")
    assert coding.units == ["002.18"]
    assert reopen(coding, "002.18").units == []
    assert add_code(coding, **{**KAMYNIN, "unit": "002.18"}).nothing == ()
    with pytest.raises(DataError, match="holds 1 of your codes"):
        mark_nothing(add_code(Coding(), **KAMYNIN), "000.03")


@pytest.mark.parametrize("missing", ["organization", "concept", "agreement"])
def test_a_code_that_is_not_whole_is_refused(missing):
    with pytest.raises(DataError, match=missing if missing != "agreement" else "Neither yes nor"):
        add_code(Coding(), **{**KAMYNIN, missing: ""})


CODES = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(UNITS),
        "organization": st.text(min_size=1).filter(
            lambda name: any(c.isprintable() for c in name.strip())
        ),
        "concept": st.sampled_from(list(load_concepts().index)),
        "agreement": st.sampled_from(["yes", "no"]),
        "person": st.text().map(str.split).map(" ".join),
        "conditional": st.booleans(),
        "attribution": st.sampled_from(["direct", "indirect", "narrator"]),
    }
)


@given(st.lists(CODES, max_size=6), st.lists(st.sampled_from(UNITS), max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(tmp_path, codes, empty):
    coding = Coding()
    for fields in codes:
        coding = add_code(coding, **fields)
    for unit in set(empty) - set(coding.units):
        coding = mark_nothing(coding, unit)
    path = tmp_path / "coding.csv"
    path.write_text(as_csv(coding, CORPUS), encoding="utf-8", newline="")
    again = read_own(path, CORPUS)
    assert again.units == coding.units
    rows = [sorted(map(tuple, c.codes.astype(str).to_numpy())) for c in (again, coding)]
    assert rows[0] == rows[1]
    assert as_csv(again, CORPUS) == as_csv(coding, CORPUS)


def test_the_csv_has_the_columns_of_a_coding_and_the_quote():
    text = as_csv(mark_nothing(add_code(Coding(), **KAMYNIN), "000.10"), CORPUS)
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    assert list(table.columns) == [*CODINGS["A"].columns, "start", "end", "quote"]
    first, second = table.to_dict("records")
    assert CORPUS.texts["000"][int(first["start"]) : int(first["end"])] == first["quote"]
    assert first["quote"] == CORPUS.text("000.03")
    assert (second["unit"], second["concept"]) == ("000.10", "")


# The desk


def test_a_sentence_is_coded_and_compared(desk, home):
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    row = kept(home).iloc[0]
    assert row["concept"] == "host_in_russia"
    assert row["quote"] == CORPUS.text("000.03")
    assert "Mikhail Kamynin, RUS Foreign Ministry disagrees: Host on Russian soil" in (
        desk.describe()
    )
    assert "A no, B no" not in desk.describe()
    desk.press("?")
    assert "RUS Foreign Ministry, Host on Russian soil: A no, B no" in desk.describe()
    assert (desk.concept, desk.agreement) == (None, None)


def test_other_readers_stay_hidden_until_the_sentence_is_decided(desk):
    desk.readers = True
    assert "Decide this sentence first" in desk.mine.html
    assert "<table>" not in desk.mine.html
    desk.nothing()
    assert "<table>" in desk.mine.html


def test_the_whole_desk_works_with_its_keys(desk):
    desk.person = "Mikhail Kamynin"
    assert desk.organization == "RUS Foreign Ministry"
    desk.concept = "host_in_russia"
    desk.press("-")
    assert desk.agreement == "no"
    desk.press("Enter")
    assert len(desk.coding.codes) == 1
    desk.press(".")
    assert desk.unit == PRACTICE[1]
    desk.press("0")
    assert PRACTICE[1] in desk.coding.nothing
    desk.press("0")
    assert PRACTICE[1] not in desk.coding.units
    desk.press(",")
    desk.remove(0)
    assert desk.coding.units == []
    assert "Removed: Host on Russian soil" in desk.status.html
    desk.remove(5)
    desk.press(",")
    assert "first sentence" in desk.status.html


def test_the_keys_and_buttons_of_the_page_reach_the_desk(desk):
    desk.concept, desk.organization = "guarantees", "NATO"
    tell(desk.status, {"key": "+"})
    tell(desk.status, {"key": "Enter"})
    assert desk.coding.codes["agreement"].tolist() == ["yes"]
    tell(desk.mine, {"remove": 0})
    assert desk.coding.units == []
    assert set(desk.status.shortcuts) >= {"+", "-", "Enter", "0", ".", ",", "?"}
    for key in "+-0.,?":
        assert f"<kbd>{key}</kbd>" in desk.status.html


def test_a_code_that_is_not_whole_says_what_is_missing(desk, home):
    for name, value, words in (
        ("concept", "guarantees", "No organization yet"),
        ("organization", "NATO", "Neither yes nor no yet"),
        ("agreement", "yes", "Added: NATO agrees: Guarantees to Russia."),
    ):
        setattr(desk, name, value)
        desk.add()
        assert words in desk.status.html
    assert len(kept(home)) == 1


def test_a_name_that_is_not_listed_can_be_typed(desk, home):
    desk.organization = "Czech government"
    assert desk.controls["organization"].other.layout.display is None
    desk.person = " Karel   Schwarzenberg "
    desk.concept, desk.agreement = "deploy_shield", "yes"
    desk.add()
    row = kept(home).iloc[0]
    assert (row["person"], row["organization"]) == ("Karel Schwarzenberg", "Czech government")


def test_another_article_brings_its_own_sentences_and_persons(desk):
    desk.unit, desk.article = "000.07", "000"
    assert desk.unit == "000.07"
    desk.article = "003"
    assert desk.unit == desk.units()[0] == "003.03"
    offered = [value for _, value in desk.controls["person"].known.options]
    assert "Dmitry Rogozin" in offered
    assert "Yury Baluyevsky" not in offered
    with pytest.raises(DataError, match=r"'000\.07' is not on this desk"):
        desk.unit = "000.07"
    with pytest.raises(DataError, match="'005' is not on this desk"):
        desk.article = "005"
    assert desk.unit == "003.03"


def test_agreement_as_you_go_is_that_of_the_library(desk):
    code_practice_like(desk, CODINGS["A"])
    table = standing(desk.coding, CODINGS)
    expected = compare(desk.coding.codes, CODINGS["B"], desk.coding.units)
    assert table.at["You and B", "value"] == expected.at["kappa", "value"]
    assert table.at["You and B", "high"] == expected.at["kappa", "high"]
    assert table.at["You and A", "value"] == 1
    assert "no interval" in table.at["You and A", "note"]
    assert "10 codes the same, actor and sign included, of your 12 and B's 14" in desk.describe()


def test_after_ten_sentences_the_desk_says_which_headline_moves(desk):
    desk.ask_headlines()
    assert "Decide 10 sentences more" in desk.status.html
    code_practice_like(desk, load_codings(CORPUS)["C"])
    assert len(PRACTICE) == len(desk.coding.units) >= 10
    desk.ask_headlines()
    table = moved(headlines(CORPUS, desk.coding), "You")
    assert len(table)
    for sentence in table["sentence"]:
        assert sentence.removesuffix(".") in html.unescape(desk.status.html)


def test_only_a_desk_of_the_course_asks_for_its_headlines(home):
    for practice, there in ((PRACTICE, True), ((), False)):
        buttons = descriptions(CodingDesk(CORPUS, CODINGS, practice=practice))
        assert ("Which headline moves?" in buttons) == there


def test_before_anything_is_decided_there_is_no_number(desk):
    assert standing(Coding(), CODINGS)["value"].isna().all()
    assert "<img" not in desk.chart.html
    empty = mark_nothing(Coding(), "002.18")
    table = standing(empty, CODINGS)
    assert table["value"].isna().all()
    assert "only one value occurs" in table.at["You and A", "note"]


def test_moving_on_measures_nothing_again(desk, monkeypatch):
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    monkeypatch.setattr("shieldtalks.explorers.coding_desk.standing", None)
    desk.press(".")
    assert desk.unit == PRACTICE[1]


def test_the_same_state_shows_the_same(home):
    shown = []
    for _ in range(2):
        desk = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
        desk.readers = True
        if not shown:
            code_practice_like(desk, CODINGS["B"])
        desk.unit = "002.01"
        shown.append((desk.describe().rsplit("\n", 1)[0], desk.page.html, desk.chart.html))
    assert shown[0] == shown[1]


def test_nothing_shown_names_a_machine(desk, home):
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    assert str(home) not in desk.describe() + desk.still()
    assert home.name not in desk.describe().replace("work folder", "")


def test_sentences_are_shown_as_text_not_as_html(home):
    desk = CodingDesk(CORPUS, {"<b>A</b>": CODINGS["A"]}, practice=PRACTICE, readers=True)
    desk.organization = "<script>x</script>"
    desk.concept, desk.agreement = "guarantees", "yes"
    desk.add()
    assert "<script>" not in desk.still()
    assert "<b>A</b>" not in desk.still()
    assert "&lt;script&gt;" in desk.still()


# The file


def test_the_coding_is_resumed(desk, home):
    code_practice_like(desk, CODINGS["A"])
    again = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
    assert again.coding.units == desk.coding.units
    assert f"{len(PRACTICE)} of your sentences are decided" in again.status.html
    assert own_coding(CORPUS).units == sorted(PRACTICE)


def test_two_desks_add_up(home):
    one, other = (CodingDesk(CORPUS, CODINGS, practice=PRACTICE) for _ in range(2))
    code(one, CODINGS["A"].query("unit == '000.03'"))
    code(other, CODINGS["A"].query("unit == '000.07'"))
    code(one, CODINGS["A"].query("unit == '003.12'"))
    assert set(kept(home)["unit"]) == {"000.03", "000.07", "003.12"}
    other.move(1)
    assert set(other.coding.units) == {"000.03", "000.07", "003.12"}
    one.unit = "000.07"
    one.remove(0)
    other.unit = "000.03"
    other.remove(0)
    assert kept(home)[["unit", "concept"]].values.tolist() == [
        ["000.07", "aimed_at_russia"],
        ["003.12", "shared_control"],
    ]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_cannot_be_read_is_set_aside(home, text):
    home.mkdir()
    file = home / own_file(CORPUS)
    for number in (1, 2):
        file.write_text(text, encoding="utf-8")
        desk = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
        assert f"set aside as {file.stem}.unreadable-{number}.csv" in desk.status.html
        assert "\n" not in desk.keeper.notice
        assert file.name in desk.keeper.notice
        aside = home / f"{file.stem}.unreadable-{number}.csv"
        assert aside.read_text(encoding="utf-8") == text
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    assert len(own_coding(CORPUS).codes) == 1


def test_a_file_that_breaks_meanwhile_takes_nothing_with_it(desk, home):
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    file = home / desk.keeper.file
    file.write_text("broken", encoding="utf-8")
    code(desk, CODINGS["A"].query("unit == '000.07'"))
    assert "set aside as" in desk.status.html
    assert "Kept in" in desk.status.html
    assert own_coding(CORPUS).units == ["000.03", "000.07"]


def test_a_file_that_is_gone_is_written_again(desk, home):
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    (home / desk.keeper.file).unlink()
    code(desk, CODINGS["A"].query("unit == '000.07'"))
    assert own_coding(CORPUS).units == ["000.03", "000.07"]


def test_a_full_disk_is_said_and_the_codes_are_written_later(desk, home, monkeypatch):
    code(desk, CODINGS["A"].query("unit == '000.03'"))

    def full(*arguments, **named):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", full)
        code(desk, CODINGS["A"].query("unit == '000.07'"))
        assert "Not kept: " in desk.status.html
        assert "No space left on device" in desk.status.html
        assert desk.coding.units == ["000.03", "000.07"]
    assert own_coding(CORPUS).units == ["000.03"]
    assert "data-keep" in desk.status.html
    other = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
    code(other, CODINGS["A"].query("unit == '003.12'"))
    desk.unit = "002.18"
    desk.nothing()
    assert "Not kept" not in desk.status.html
    assert own_coding(CORPUS).units == ["000.03", "000.07", "002.18", "003.12"]
    assert not list(home.glob(".coding*"))


def test_what_could_not_be_kept_is_kept_at_the_press_of_a_button(desk, home, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setenv("SHIELDTALKS_HOME", str(home / "file"))
        home.mkdir(exist_ok=True)
        (home / "file").write_text("no folder", encoding="utf-8")
        code(desk, CODINGS["A"].query("unit == '000.03'"))
    assert own_coding(CORPUS).units == []
    tell(desk.status, {"keep": "now"})
    assert own_coding(CORPUS).units == ["000.03"]
    assert "Kept in" in desk.status.html
    assert "data-keep" not in desk.status.html


def test_a_closed_folder_leaves_the_desk_working(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "file"))
    desk = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    assert len(desk.coding.codes) == 1
    assert "Not kept" in desk.status.html


def test_a_folder_without_write_permission(monkeypatch):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / own_file(CORPUS)
        file.write_text("broken", encoding="utf-8")
        file.chmod(0o444)
        os.chmod(folder, 0o555)
        monkeypatch.setenv("SHIELDTALKS_HOME", folder)

        def blocked():
            desk = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
            assert "stays as it is" in desk.status.html

        unprivileged(blocked)
        assert file.read_text(encoding="utf-8") == "broken"


def test_a_broken_file_that_cannot_be_moved_is_not_written_over(home, monkeypatch):
    home.mkdir()
    file = home / own_file(CORPUS)
    file.write_text("broken", encoding="utf-8")
    monkeypatch.setattr("shieldtalks.explorers.coding.set_aside", lambda name: "")
    desk = CodingDesk(CORPUS, CODINGS, practice=PRACTICE)
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    assert "lives only as long as this notebook runs" in desk.status.html
    assert file.read_text(encoding="utf-8") == "broken"
    assert len(desk.coding.codes) == 1


def test_a_change_that_fails_changes_nothing(home):
    keeper = Keeper(CORPUS)
    keeper.change(lambda coding: add_code(coding, **KAMYNIN))
    with pytest.raises(DataError):
        keeper.change(lambda coding: mark_nothing(coding, "000.03"))
    assert keeper.coding.units == own_coding(CORPUS).units == ["000.03"]


# Any corpus


@pytest.fixture
def quarrel(tmp_path):
    """A corpus of another quarrel: two short articles."""
    folder = tmp_path / "quarrel"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "A river and two towns\n\nThe mayor of Upton says the dam must wait. "
        'Downton wants it now, said Ann Lee, its mayor. "We need water."\n',
        encoding="utf-8",
    )
    (folder / "b.txt").write_text(
        "The dam again\n\nUpton still says no to the dam. Nobody has asked the fish.\n",
        encoding="utf-8",
    )
    (folder / "sources.csv").write_text(
        "article,file,outlet,title,date\nA,a.txt,Herald,A river,2020-01-01\n"
        "B,b.txt,Post,The dam again,2020-02-01\n",
        encoding="utf-8",
    )
    return load_corpus(folder)


@pytest.fixture
def concepts():
    return pd.DataFrame(
        {"theme": ["Dam"], "label": ["Build the dam"], "wording": ["The dam should be built."]},
        index=pd.Index(["build"], name="concept"),
    )


def test_another_quarrel_without_other_readers(home, quarrel, concepts):
    desk = CodingDesk(quarrel, concepts=concepts)
    assert own_file(quarrel) != own_file(CORPUS)
    assert desk.organization == ""
    for organization, agreement in (("Upton", "no"), ("Downton", "yes")):
        desk.organization, desk.concept, desk.agreement = organization, "build", agreement
        desk.add()
        desk.press(".")
    desk.press("?")
    assert not desk.readers
    desk.article = "B"
    desk.nothing()
    assert len(kept(home)) == 3
    assert "No other reader" in desk.chart.html
    assert "kappa" not in desk.describe()
    assert own_coding(quarrel, concepts).units == desk.coding.units


def test_a_partner_can_be_the_other_reader(home, quarrel, concepts):
    first = quarrel.body().index[0]
    partner = add_code(Coding(), first, "Upton", "build", "no").codes
    desk = CodingDesk(quarrel, {"Ann": partner}, concepts)
    assert [value for _, value in desk.controls["organization"].known.options if value == "Upton"]
    desk.unit = first
    desk.organization, desk.concept, desk.agreement = "Upton", "build", "no"
    desk.add()
    assert list(standing(desk.coding, {"Ann": partner}, concepts).index) == ["You and Ann"]


def test_a_practice_list_that_does_not_fit_is_named(home, quarrel, concepts):
    with pytest.raises(DataError, match=r"'000\.03', to be practised, is no unit"):
        CodingDesk(quarrel, concepts=concepts, practice=PRACTICE)


# The steps in plain code


def test_the_step_says_what_each_reader_saw():
    text = desk_step(CORPUS, "002.01", CODINGS)
    assert CORPUS.text("002.01") in text
    assert "RUS government, Aimed at Russia: A yes, B nothing" in text
    assert "RUS Foreign Ministry, Aimed at Russia: A nothing, B yes" in text
    assert desk_step(CORPUS, "002.18", CODINGS).endswith("A and B: nothing to code here.")
    mine = add_code(Coding(), **KAMYNIN)
    assert "You no, A no, B no" in desk_step(CORPUS, "000.03", CODINGS, mine)
    with pytest.raises(DataError, match="is no unit"):
        desk_step(CORPUS, "009.01", CODINGS)


def test_both_signs_of_one_reader_are_shown():
    both = add_code(add_code(Coding(), **KAMYNIN), **{**KAMYNIN, "agreement": "yes"}).codes
    assert side_by_side("000.03", {"You": both}).iloc[0]["You"] == "yes and no"


def test_a_flipped_code_shows_what_it_decided():
    figure = flip_step(load_statements(CORPUS), "s035")
    assert figure.title == "With s035 flipped, 1 cell of the matrix changed"
    assert "RUS General Staff on Blunts the deterrent: Before disagree, After both" in figure.alt
    assert "s035" in figure.evidence["RUS General Staff | deterrent_effect"]
    twice = flip_step(load_statements(CORPUS), "s026")
    assert "No cell" in twice.alt or "1 cell" in twice.alt


def test_the_figures_say_what_they_show():
    statements = load_statements(CORPUS)
    a, b = CODINGS.values()
    mine = mark_nothing(add_code(Coding(), **KAMYNIN), "002.18")
    drawn = [
        agreement_per_concept(per_concept(a, b, UNITS), statements),
        disputed_codes(disputes(a, b, statements), statements, CORPUS, load_concepts()),
        kappa_by_question(ways_of_counting(a, b, UNITS), CORPUS),
        agreement_step(mine, CODINGS, CORPUS),
    ]
    words = ["Rogue-state threat (7 of 9)", "kept 3", "Anything to code at all? 0.67", "You and A"]
    for figure, said in zip(drawn, words, strict=True):
        assert said in figure.alt
        assert figure.alt != figure.title
        assert figure.png[:4] == b"\x89PNG"
        assert all(0 <= v <= 1 for mark in figure.marks for v in mark.box)
        for ids in figure.evidence.values():
            assert all(
                figure.rows[i]["quote"] in CORPUS.texts[figure.rows[i]["article"]] for i in ids
            )
    assert all(drawn[0].evidence.values()) and all(drawn[1].evidence.values())
    assert "2 sentences decided by you" in drawn[3].footer


def test_every_disputed_row_leads_to_its_sentence():
    statements = load_statements(CORPUS)
    table = disputes(*CODINGS.values(), statements)
    figure = disputed_codes(table, statements, CORPUS, load_concepts())
    for mark, unit in zip(figure.marks, table["unit"], strict=True):
        (source,) = mark.statements
        assert CORPUS.text(unit) in cite(figure.rows[source])


def test_the_gauge_moves_and_keeps_earlier_pictures(desk):
    code(desk, CODINGS["A"].query("unit == '000.03'"))
    first = desk.chart.html
    code_practice_like(desk, CODINGS["A"])
    assert desk.chart.html != first
    expected = agreement_step(desk.coding, CODINGS, CORPUS)
    assert expected.html() in desk.chart.html


def test_the_desk_gives_a_page_what_shows_without_widgets(desk):
    data = desk._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    assert CORPUS.text("000.03").split("”")[0] in data["text/html"]
    assert data["text/plain"] == desk.describe()
    assert json.dumps(data["text/html"])
