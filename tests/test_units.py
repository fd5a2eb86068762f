"""Units that a person cut and joined by typing, in a text editor or a spreadsheet."""

import csv
import io
import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import cli, load_corpus, newcase
from shieldtalks.errors import DataError
from shieldtalks.layout import segment
from shieldtalks.units import read_units, with_zeros

RUSSIAN = """Министры не договорились

Министры встретились в Женеве — и ничего не подписали. Посол «промолчал»… Потом уехал.
Договор подписан в 1997 г. Он действует до сих пор.
"""
CHINESE = """外长会谈无果而终

外长们星期一在日内瓦会面。他们谈了三个小时。
“我们不同意。”部长说。大使没有说话。
"""
ARABIC = """الوزراء لم يتفقوا على شيء

اجتمع الوزراء في جنيف يوم الاثنين. تحدثوا ثلاث ساعات ولم يوقعوا شيئا.
هل هذا تهديد؟ لا أحد يعلم ذلك حتى الآن.
"""


@pytest.fixture
def case(tmp_path):
    """A case of three articles in three scripts, as the command makes it."""
    names = ("2031-03-04_Вестник.txt", "2031-03-05_晨报.txt", "2031-03-06_المنارة.txt")
    for name, text in zip(names, (RUSSIAN, CHINESE, ARABIC), strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / name) for name in names]
    assert cli.main(["new-case", str(tmp_path / "case"), *paths]) == 0
    return tmp_path / "case"


def rows(case):
    with open(case / "units.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def keep(case, table, name="units.csv", encoding="utf-8", separator=","):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(table)
    (case / name).write_bytes(out.getvalue().encode(encoding))


def place(table, words):
    return next(number for number, row in enumerate(table) if words in row[-1])


def words_of(corpus, article):
    own = corpus.units[corpus.units["article"].eq(article)]
    for row in own.itertuples():
        assert corpus.texts[article][row.start : row.end] == row.text
    return list(own["text"])


def said(case):
    with pytest.raises(DataError) as caught:
        load_corpus(case)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_three_scripts_are_cut_and_hold_a_body(case):
    corpus = load_corpus(case)
    assert list(corpus.articles["language"]) == ["ru", "zh", "ar"]
    assert corpus.units["kind"].value_counts().to_dict() == {"body": 13, "headline": 3}
    assert words_of(corpus, "001")[3] == "“我们不同意。”部长说。"


def test_a_unit_is_cut_by_writing_its_halves_into_two_rows(case):
    table = rows(case)
    at = place(table, "外长们")
    first = table[at]
    table[at] = [*first[:-1], "外长们星期一"]
    table.insert(at + 1, [*first[:-1], "在日内瓦会面。"])
    keep(case, table)
    corpus = load_corpus(case)
    assert words_of(corpus, "001")[1:3] == ["外长们星期一", "在日内瓦会面。"]
    name = first[0]
    assert [corpus.text(name), corpus.text(f"{name}b")] == ["外长们星期一", "在日内瓦会面。"]


def test_a_new_row_needs_its_words_alone(case):
    table = rows(case)
    at = place(table, "Министры встретились")
    table[at][-1] = "Министры встретились в Женеве"
    table.insert(at + 1, ["", "", "", "", "", "— и ничего не подписали."])
    keep(case, table)
    corpus = load_corpus(case)
    new = corpus.units.loc["000.02b"]
    assert (new["article"], new["kind"], new["text"]) == ("000", "body", "— и ничего не подписали.")


def test_units_are_joined_by_writing_the_words_of_both_into_one_row(case):
    table = rows(case)
    at = place(table, "هل هذا تهديد؟")
    table[at][-1] += " " + table[at + 1][-1]
    del table[at + 1]
    keep(case, table)
    corpus = load_corpus(case)
    assert words_of(corpus, "002")[-1] == "هل هذا تهديد؟ لا أحد يعلم ذلك حتى الآن."


def test_the_command_reads_the_table_again_and_keeps_the_old_one(case, capsys):
    table = rows(case)
    table = [[*row, "note" if number == 0 else "mine"] for number, row in enumerate(table)]
    at = next(n for n, row in enumerate(table) if "外长们" in row[5])
    table[at][5] = "外长们星期一"
    table.insert(at + 1, [*table[at][:5], "在日内瓦会面。", ""])
    keep(case, table, separator=";", encoding="utf-16")
    typed = (case / "units.csv").read_bytes()
    capsys.readouterr()
    assert cli.main(["new-case", str(case)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "case/: read again.",
        "- units.csv: 17 units, 2 of them found by their words (001.02, 001.02b), "
        "1 named anew (001.02b).",
        "- units.kept-1.csv: the table as it was.",
    ]
    assert (case / "units.kept-1.csv").read_bytes() == typed
    again = rows(case)
    assert again[0] == ["unit", "seed", "start", "end", "kind", "text", "note"]
    assert [row[6] for row in again].count("mine") == 16
    cut = next(row for row in again if row[0] == "001.02b")
    assert CHINESE[int(cut[2]) : int(cut[3])] == "在日内瓦会面。"
    assert cli.main(["new-case", str(case)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["- units.csv: 17 units."]
    assert not (case / "units.kept-2.csv").exists()


def test_words_that_stand_in_no_unit_are_named(case, capsys):
    table = rows(case)
    del table[place(table, "Он действует")]
    keep(case, table)
    assert cli.main(["new-case", str(case)]) == 0
    assert (
        "- units.csv: 5 words of article 000 stand in no unit, the first are "
        "'Он действует до сих пор.'" in capsys.readouterr().out
    )


def test_without_a_table_the_articles_are_cut_in_the_language_given(case, capsys):
    (case / "units.csv").unlink()
    assert cli.main(["new-case", str(case)]) == 0
    assert "units.csv: cut anew, 16 units." in capsys.readouterr().out
    assert len(rows(case)) == 17


@given(st.data())
def test_however_units_are_cut_and_joined_they_stay_verbatim_and_whole(data):
    text = RUSSIAN + CHINESE + ARABIC
    units = segment(text, "000")
    pieces = list(units["text"])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        words = pieces[at].split(" ")
        if data.draw(st.booleans()) and len(words) > 1:
            cut = data.draw(st.integers(1, len(words) - 1))
            pieces[at : at + 1] = [" ".join(words[:cut]), " ".join(words[cut:])]
        elif at + 1 < len(pieces):
            pieces[at : at + 2] = [f"{pieces[at]} {pieces[at + 1]}"]
    with tempfile.TemporaryDirectory() as folder:
        table = [["unit", "seed", "start", "end", "kind", "text"]]
        table += [["", "000", "", "", "body", piece] for piece in pieces]
        keep(Path(folder), table)
        read = read_units(Path(folder) / "units.csv", {"000": text})
    assert ["".join(words.split()) for words in read["text"]] == [
        "".join(piece.split()) for piece in pieces
    ]
    assert "".join("".join(read["text"]).split()) == "".join(text.split())
    assert [text[a:b] for a, b in zip(read["start"], read["end"], strict=True)] == list(
        read["text"]
    )


# What a spreadsheet did


def test_lost_zeros_come_back(case):
    before = load_corpus(case).units
    table = rows(case)
    for row in table[1:]:
        row[0], row[1] = f"{float(row[0]):g}", str(int(row[1]))
    keep(case, table, separator=";")
    with open(case / "sources.csv", encoding="utf-8-sig", newline="") as file:
        sources = list(csv.reader(file))
    for row, day in zip(sources[1:], ("4/3/2031", "5/3/2031", "6/3/2031"), strict=True):
        row[0] = str(int(row[0]))
        row[4:7] = [day] * 3
    keep(case, [*sources, [""] * len(sources[0])], "sources.csv", separator="\t")
    corpus = load_corpus(case)
    assert corpus.units.equals(before)
    assert list(corpus.articles["date"]) == ["2031-03-04", "2031-03-05", "2031-03-06"]


def test_numbers_of_many_units_come_back_in_their_order(tmp_path):
    article, case = tmp_path / "2031-01-01_long.txt", tmp_path / "case"
    article.write_text("Nobody came. " * 205, encoding="utf-8")
    newcase.new_case(case, [article])
    before = rows(case)
    table = [row[:] for row in before]
    for row in table[1:]:
        row[0] = f"{float(row[0]):g}".replace(".", ",")
    keep(case, table, separator=";")
    newcase.read_again(case)
    assert rows(case) == before


def test_rows_in_another_order_are_put_right(case):
    before = load_corpus(case).units
    table = rows(case)
    for row in table[1:]:
        row[0], row[1] = f"{float(row[0]):g}", str(int(row[1]))
    keep(case, [table[0], *sorted(table[1:], key=lambda row: row[-1])])
    assert load_corpus(case).units.equals(before)


def test_a_date_that_the_spreadsheet_wrote_anew_keeps_its_unit(tmp_path):
    article, case = tmp_path / "2031-03-04.txt", tmp_path / "case"
    article.write_text("The dam will be built\n4 March 2031\nIt is late.\n", encoding="utf-8")
    newcase.new_case(case, [article])
    before = load_corpus(case).units
    table = rows(case)
    table[place(table, "4 March 2031")][-1] = "04-Mar-31"
    keep(case, table)
    assert load_corpus(case).units.equals(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Посол «промолчал»…", "#ИМЯ?"),
        ("Посол «промолчал»…", "#NOM\u00a0?"),
        ("«промолчал»…", '"промолчал"...'),
        ("Посол «промолчал»…", "  Посол\u00a0 «промолчал»…\r\n"),
        ("Посол «промолчал»…", "#NAME?"),
        ("Посол «промолчал»…", ""),
    ],
)
def test_signs_that_a_program_changed_are_no_change(case, old, new):
    before = load_corpus(case).units
    table = rows(case)
    at = place(table, old)
    table[at][-1] = table[at][-1].replace(old, new)
    keep(case, table)
    assert load_corpus(case).units.equals(before)


def test_a_cell_that_the_spreadsheet_cut_off_keeps_its_unit(tmp_path):
    article, case = tmp_path / "2031-01-01.txt", tmp_path / "case"
    article.write_text("word " * 40_000, encoding="utf-8")
    newcase.new_case(case, [article])
    assert len(load_corpus(case).text("000.01")) == 199_999
    table = [["unit", "seed", "start", "end", "kind", "text"]]
    table.append(["000.01", "000", "0", "199999", "body", ("word " * 40_000)[:32_767]])
    keep(case, table)
    assert len(load_corpus(case).text("000.01")) == 199_999


# What is refused, and in which words


def test_words_that_the_article_does_not_hold(case):
    table = rows(case)
    table[3][-1] = "Посол улетел."
    keep(case, table)
    assert said(case) == (
        "units.csv, row 3, text: 'Посол улетел.' does not stand in article 000. "
        "Copy the words from there, one unit a row."
    )


def test_a_joined_unit_whose_second_half_was_left_there(case):
    table = rows(case)
    at = place(table, "Он действует")
    table[at - 1][-1] += " " + table[at][-1]
    keep(case, table)
    assert said(case) == (
        f"units.csv, row {at}, text: 'Он действует до сих пор.' stands in the unit 000.05 too. "
        "Remove the row, or take the words out of the other."
    )


def test_a_cut_inside_a_word(case):
    table = rows(case)
    at = place(table, "Он действует")
    table[at][-1] = "Он действ"
    keep(case, table)
    assert said(case).startswith(f"units.csv, row {at}, text: 'Он действ' begins or ends in a word")


def test_a_row_without_words_and_without_a_place(case):
    table = rows(case)
    table[3][2:4], table[3][-1] = ["5", "99999"], " "
    keep(case, table)
    assert said(case) == (
        "units.csv, row 3, text: it is empty, and start and end are no place in article 000. "
        "Write the words of the unit."
    )


def test_a_row_that_stands_twice(case):
    table = rows(case)
    table.insert(3, table[3][:])
    keep(case, table)
    assert "stands in the unit 000.03 too. Remove the row" in said(case)


def test_one_file_for_two_articles(case):
    text = (case / "sources.csv").read_text("utf-8-sig")
    text = text.replace("2031-03-05_晨报.txt", "2031-03-04_Вестник.txt")
    (case / "sources.csv").write_text(text, encoding="utf-8")
    assert "row 2, file: '2031-03-04_Вестник.txt' stands twice." in said(case)


@pytest.mark.parametrize(
    "words",
    [
        "x\n",
        "The same again. ",
        *(
            pytest.param(
                words,
                marks=pytest.mark.full(
                    "long articles of three more kinds",
                    short="tests/test_units.py::test_a_long_article_becomes_a_case_in_linear_time",
                ),
            )
            for words in ("Mr. ", "他说。", "x y z,\n")
        ),
    ],
)
def test_a_long_article_becomes_a_case_in_linear_time(tmp_path, words):
    (tmp_path / "2031-01-01.txt").write_text(words * 20_000, encoding="utf-8")
    begun = time.perf_counter()
    newcase.new_case(tmp_path / "case", [tmp_path / "2031-01-01.txt"])
    assert len(load_corpus(tmp_path / "case").units) in (1, 20_000)
    assert time.perf_counter() - begun < 60


def test_a_table_of_units_with_its_head_alone(case):
    keep(case, rows(case)[:1])
    assert said(case) == (
        "units.csv: there is no row. Write one for each unit, or remove the file: "
        "then the articles are cut anew."
    )


@pytest.mark.parametrize(
    "name", ["../secret.txt", "{root}/secret.txt", "link.txt", "a/../../s.txt"]
)
def test_a_file_outside_the_folder(case, tmp_path, name):
    (tmp_path / "secret.txt").write_text("Secret.", encoding="utf-8")
    (tmp_path / "s.txt").write_text("Secret.", encoding="utf-8")
    os.symlink(tmp_path / "secret.txt", case / "link.txt")
    name = name.replace("{root}", str(tmp_path))
    text = (case / "sources.csv").read_text("utf-8-sig")
    text = text.replace("2031-03-05_晨报.txt", name)
    (case / "sources.csv").write_text(text, encoding="utf-8")
    assert "sources.csv, row 2, file: " in said(case)
    assert "lies outside the folder of the case. Put the file into it" in said(case)


def test_a_language_that_is_no_code(case):
    text = (case / "sources.csv").read_text("utf-8-sig").replace(",zh,", ",Chinese!,")
    (case / "sources.csv").write_text(text, encoding="utf-8")
    assert "row 2, language: 'chinese!' is no code of a language." in said(case)


def test_only_one_name_is_meant():
    assert with_zeros("0", ["000", "001"]) == "000"
    assert with_zeros("0", ["000", "00"]) == "0"
    assert with_zeros("h1", ["h1"]) == "h1"
    assert with_zeros("7", ["000", "001"]) == "7"


# A warning where little is the article


def test_an_article_of_which_little_is_body_is_named(tmp_path, capsys):
    menu = "".join(f"Section {number}\n" for number in range(40))
    text = f"{menu}The mayor of the town will speak tonight\nHe came at eight o'clock and sat down."
    (tmp_path / "a.txt").write_text(f"{text}\n{menu}", encoding="utf-8")
    assert cli.main(["new-case", str(tmp_path / "case"), str(tmp_path / "a.txt")]) == 0
    assert "- units.csv: of a.txt only 1 of 82 units (4% of the text)" in capsys.readouterr().out


def test_signs_of_a_web_page_are_named(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("He said &quot;No&quot; and left the room.", encoding="utf-8")
    assert cli.main(["new-case", str(tmp_path / "case"), str(tmp_path / "a.txt")]) == 0
    assert "- a.txt: holds signs of a web page, such as &quot;." in capsys.readouterr().out
