"""Tables that were through a spreadsheet, and files that are none."""

import csv
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks.errors import DataError
from shieldtalks.tables import read_table, read_text

HEADER = ["organization", "party"]
ROWS = [["Совет города", "Città"], ["Ministère de l’Eau; du Vent", "Größe, Ltd."], ["Δήμος", "x"]]
LATIN = [["Ministère de l’Eau", "Città"], ["Größe; Ltd.", "x, y"]]


@pytest.fixture
def table(tmp_path):
    """Write a table and read it: rows as lists."""

    def read(content, **options):
        path = tmp_path / "parties.csv"
        path.write_bytes(content)
        return read_table(path, HEADER, **options)

    return read


def refused(table, content, **options):
    with pytest.raises(DataError) as caught:
        table(content, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def as_csv(rows, separator=",", end="\r\n"):
    quoted = [[f'"{cell}"' if set(cell) & set(",;\t") else cell for cell in row] for row in rows]
    return "".join(separator.join(row) + end for row in [HEADER, *quoted])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_table_is_the_same_however_a_spreadsheet_saved_it(table, encoding, separator, end):
    saved = as_csv(ROWS, separator, end).encode(encoding)
    assert table(saved).to_numpy().tolist() == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(table, encoding):
    assert table(as_csv(LATIN).encode(encoding)).to_numpy().tolist() == LATIN


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_western_encodings_are_known_by_their_words(table, encoding):
    assert table(as_csv(LATIN, ";").encode(encoding)).to_numpy().tolist() == LATIN


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1251", "Совет города"),
        ("cp1253", "Δήμος Αθηναίων"),
        ("cp1254", "Dışişleri Bakanlığı"),
        ("cp1250", "Ministerstwo Środowiska Łódź"),
        ("cp1256", "وزارة المياه"),
        ("gb18030", "水利部"),
        ("cp932", "外務省の発表"),
    ],
)
def test_other_encodings_are_known_by_the_articles_beside(table, tmp_path, encoding, words):
    saved = as_csv([[words, "x"]], ";").encode(encoding)
    alone = refused(table, saved)
    assert "is not UTF-8. Save the file again as UTF-8 (in a spreadsheet: CSV UTF-8)." in alone
    (tmp_path / "article.txt").write_text(f"{words}.", encoding="utf-8")
    assert table(saved)["organization"].tolist() == [words]


def test_what_a_spreadsheet_adds_is_left_out(table):
    saved = "sep=;\r\n;;;\r\n Organization ;party;;\r\nA;x;;\r\n;;;\r\n  ; ;;\r\nB;y;;\r\n;;;\r\n"
    read = table(saved.encode())
    assert list(read.columns) == HEADER
    assert read.to_numpy().tolist() == [["A", "x"], ["B", "y"]]


def test_rows_are_counted_as_a_person_sees_them(table):
    said = refused(table, b"organization,party\nA,x\n,\nA,y\n", key="organization")
    assert said.startswith("parties.csv, row 3, organization: 'A' stands twice.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"organization,party,party\nA,x,y\n", "the column 'party' stands twice. Remove one."),
        (b"organization,party,\nA,x,y\n", "column 3 has no name in the header. Give it one."),
        (b"organization,party\nA,x\norganization,party\n", "row 2: it repeats the header."),
        (b"organization,party\nA,x\0y\n", "row 1, party: holds the control sign U+0000"),
        (b"organization,party\nA\x1b[2J,x\n", "organization: holds the control sign U+001B"),
        (b'organization,party\n"A,x\nB,y\n', "a quotation mark is not closed"),
        (b'organization,party\n"A "b" c",x\n', "or stands inside a cell. Write it twice there."),
        (b"organization,party\nA,x,y\n", "row 1: 3 fields where the header has 2."),
        (b"organization,party\nA\n", "row 1: 1 fields where the header has 2."),
        (b"organization;title\nA;x\n", "the column 'party' is missing."),
        (b"\xef\xbb\xbf\r\n", "the file is empty."),
        (b",,\n,,\n", "the file is empty."),
        (b"\xff\xfe\x00\xd8", "is not UTF-8."),
        (b"\x80\x81\x82\x83\x84", "is not UTF-8."),
    ],
)
def test_what_cannot_be_read_gets_one_line(table, content, said):
    assert said in refused(table, content)


def test_a_cell_may_be_as_long_as_an_article(table):
    before = csv.field_size_limit()
    assert table(b"organization,party\n" + b"x" * 300_000 + b",y\n").iat[0, 0] == "x" * 300_000
    assert csv.field_size_limit() == before


def test_a_long_value_is_shown_short(table):
    said = refused(
        table, b"organization,party\nA," + b"x" * 9999 + b"\n", choices={"party": ("y",)}
    )
    assert len(said) < 250


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_give_a_bare_traceback(tmp_path_factory, data, with_header):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(b"organization,party\n" * with_header + data)
    try:
        read_table(path, HEADER, "organization", dates=("party",))
    except DataError as error:
        assert str(error).startswith("any.csv")


# Dates


def dates(table, *cells, names=None):
    names = names or [f"n{number}" for number in range(len(cells))]
    rows = "".join(f"{name};{cell}\n" for name, cell in zip(names, cells, strict=True))
    return table(f"organization;party\n{rows}".encode(), dates=("party",))["party"].tolist()


@pytest.mark.parametrize(
    "cell",
    [
        "2031-06-03",
        "2031-6-3",
        "2031/06/03",
        "2031.06.03",
        "2031. 6. 3.",
        "2031年6月3日",
        "3.6.2031",
        "03.06.2031",
        "3. 6. 2031",
        "2031-06-03 00:00:00",
        "2031-06-03T10:30:00Z",
        " 2031-06-03 ",
        "٢٠٣١-٠٦-٠٣",
        "\u200f2031/6/3",
    ],
)
def test_dates_with_one_reading_are_read(table, cell):
    assert dates(table, cell) == ["2031-06-03"]


def test_a_day_above_twelve_tells_for_the_whole_table(table):
    assert dates(table, "3/6/2031", "25/6/2031", "") == ["2031-06-03", "2031-06-25", ""]
    assert dates(table, "3/6/2031", "6/25/2031") == ["2031-03-06", "2031-06-25"]
    assert dates(table, "3/3/2031") == ["2031-03-03"]
    assert dates(table, "25-6-2031", "3-6-2031") == ["2031-06-25", "2031-06-03"]


def test_a_date_in_a_file_name_tells_too(table):
    names = ["2031-03-06_Echo.txt", "notes.txt"]
    assert dates(table, "3/6/2031", "4/7/2031", names=names) == ["2031-03-06", "2031-04-07"]


@pytest.mark.parametrize("cells", [["3/6/2031"], ["3/6/2031", "25/6/2031", "6/25/2031"]])
def test_a_date_with_two_readings_is_asked_about(table, cells):
    with pytest.raises(DataError) as caught:
        dates(table, *cells)
    assert str(caught.value) == (
        "parties.csv, row 1, party: '3/6/2031' may be 3 June or 6 March 2031. "
        "Write it as 2031-06-03 or 2031-03-06."
    )


@pytest.mark.parametrize(
    "cell", ["3/6/31", "31.2.2031", "2031-02-30", "13/13/2031", "48001", "May", "0000-00-00", "-"]
)
def test_what_is_no_date_is_said_to_be_none(table, cell):
    with pytest.raises(DataError, match=r"row 1, party: .* is no date\. Write it as YYYY-MM-DD"):
        dates(table, cell)


# Files that are none


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="LACKING: this system has no FIFO")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    said = []

    def read():
        with pytest.raises(DataError) as caught:
            read_text(tmp_path / "pipe.txt")
        said.append(str(caught.value))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(10)
    assert said == [
        "pipe.txt: cannot be read (no ordinary file). Check that it is a file you may open."
    ]


def test_a_file_larger_than_any_text_is_not_opened(tmp_path):
    with open(tmp_path / "big.txt", "wb") as file:
        file.truncate(40_000_000)
    with pytest.raises(DataError, match=r"^big.txt: 40 MB are more than any text has."):
        read_text(tmp_path / "big.txt")


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 5000])
def test_a_name_that_no_file_can_have(tmp_path, name):
    with pytest.raises(DataError, match="cannot be read"):
        read_text(tmp_path / name)


def test_an_article_may_be_utf_16(tmp_path):
    (tmp_path / "a.txt").write_bytes("Он ушёл.".encode("utf-16"))
    assert read_text(tmp_path / "a.txt") == "Он ушёл."
