"""Articles: what is loaded, what is refused with which words, and how well new texts are cut."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import load_corpus
from shieldtalks.corpus import originals
from shieldtalks.errors import DataError
from shieldtalks.layout import repeats, segment
from shieldtalks.segmentation import sentence_spans
from shieldtalks.units import KINDS

HARBOUR = """Home | Weather | Sport

Harbour towns quarrel over the old lighthouse

By A. Writer
PORTBY, May 3 (Coast Press) - Mayor Ms. Ada Finn said on Thursday that the lamp must stay lit.
"We shall not go dark," Finn said. Dr. Olu, the town's engineer, agreed.
Mayor Ms. Ada Finn said on Thursday that the lamp must stay lit.

Subscribe
"""
REPLY = """The council of Eastwick has rejected the plan.
It said on Friday that no lamp is needed there. “Nobody sails at night. Why pay for it?” it asked.
"""
SOURCES = """article,file,outlet,title,date
h1,harbour.txt,Coast Press,Harbour towns quarrel,2031-05-03
h2,reply.txt,Eastwick Echo,Eastwick replies,2031-05-05
"""
UNITS = """unit,seed,start,end,kind
h2.01,h2,0,46,body
h2.02,h2,47,94,body
"""


@pytest.fixture
def folder(tmp_path):
    """Two fictional articles of another quarrel, with no units.csv."""
    place = tmp_path / "lighthouse"
    place.mkdir()
    for name, text in (("harbour.txt", HARBOUR), ("reply.txt", REPLY), ("sources.csv", SOURCES)):
        (place / name).write_text(text, encoding="utf-8")
    return place


# The five articles


def test_the_five_are_whole(corpus):
    assert list(corpus.texts) == ["000", "001", "002", "003", "004"]
    assert list(corpus.articles["date"]) == [
        "2007-03-31",
        "2007-04-24",
        "2009-06-11",
        "2011-02-22",
        "2016-06-05",
    ]
    assert set(corpus.units["kind"]) == set(KINDS)
    assert len(corpus.units) == 109


def test_every_unit_is_found_at_its_offsets(corpus):
    for row in corpus.units.itertuples():
        assert corpus.texts[row.article][row.start : row.end] == row.text == row.text.strip()


def test_units_of_an_article_neither_overlap_nor_leave_words_out(corpus):
    for article, units in corpus.units.groupby("article"):
        assert (units["start"].iloc[1:].to_numpy() >= units["end"].iloc[:-1].to_numpy()).all()
        rest = list(corpus.texts[article])
        for row in units.itertuples():
            rest[row.start : row.end] = " " * (row.end - row.start)
        assert not "".join(rest).strip()


def test_the_body_has_no_furniture_and_no_repeat(corpus):
    body = corpus.body()
    assert set(body["kind"]) == {"body"}
    assert not body["text"].duplicated().any()
    assert len(body[body["article"].eq("000")]) == 11


def test_a_unit_is_cited_with_its_outlet_and_day(corpus):
    assert corpus.text("000.23") == "<< Home"
    assert corpus.cite("002.10").endswith("[002.10] RT, 2009-06-11")
    with pytest.raises(DataError, match=r"^'002.07' is no unit of this corpus. A unit is named"):
        corpus.text("002.07")


def test_readings_give_a_unit_with_its_source(corpus):
    reading = corpus.readings(["001.07"])["001.07"]
    assert reading["quote"] == corpus.text("001.07")
    assert (reading["outlet"], reading["label"]) == ("RIA Novosti", "Repeats 001.08.")
    assert corpus.readings(["004.03"])["004.03"]["organization"] == "caption of a picture"
    assert len(corpus.readings()) == 109


def test_every_repeat_of_the_five_has_its_original(corpus):
    again = originals(corpus.units)
    expected = {f"000.{n}": f"000.{n - 10:02d}" for n in range(13, 23)} | {"001.07": "001.08"}
    assert again.to_dict() == expected


# Cutting new articles


def cut(corpus):
    """Return (reference, own) units of the five, both indexed by article, start and end."""
    own = pd.concat(segment(text, article) for article, text in corpus.texts.items())
    return tuple(t.set_index(["article", "start", "end"])["kind"] for t in (corpus.units, own))


def test_segmentation_against_the_reference_units(corpus):
    reference, own = cut(corpus)
    exact = reference.index.intersection(own.index)
    assert (len(reference), len(own), len(exact)) == (109, 114, 106)
    assert len(exact) / len(reference) == pytest.approx(0.972, abs=0.001)
    assert len(exact) / len(own) == pytest.approx(0.930, abs=0.001)


def test_segmentation_gives_every_exact_unit_its_kind(corpus):
    reference, own = cut(corpus)
    exact = reference.index.intersection(own.index)
    assert (reference[exact] == own[exact]).all()


def test_what_segmentation_misses_is_one_quotation_and_two_captions(corpus):
    reference, own = cut(corpus)
    missed = corpus.units.reset_index().set_index(["article", "start", "end"])["unit"]
    assert list(missed[reference.index.difference(own.index)]) == ["002.06", "004.04", "004.05"]


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("Mr. Gates left. He was late.", ["Mr. Gates left.", "He was late."]),
        ("The U.S. shield stays. It does.", ["The U.S. shield stays.", "It does."]),
        ("He quoted J. R. Smith. “No,” he said.", ["He quoted J. R. Smith.", "“No,” he said."]),
        ("A Nov. 8 vote is near.", ["A Nov. 8 vote is near."]),
        ("“Why not?” Then he left.", ["“Why not?”", "Then he left."]),
        ("It cost 3.5 million. 40 men built it.", ["It cost 3.5 million.", "40 men built it."]),
        ("  no capital. still one sentence ", ["no capital. still one sentence"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(line, sentences):
    assert [line[start:end] for start, end in sentence_spans(line)] == sentences


@given(st.text(st.sampled_from('aB .!?"”“’\n\r\t1é('), min_size=1, max_size=200))
def test_segments_lie_in_order_and_hold_every_word(text):
    if not text.strip():
        return
    units = segment(text, "x")
    assert [text[s:e] for s, e in zip(units["start"], units["end"], strict=True)] == list(
        units["text"]
    )
    assert (units["start"].iloc[1:].to_numpy() >= units["end"].iloc[:-1].to_numpy()).all()
    assert "".join("".join(units["text"]).split()) == "".join(text.split())


def test_of_two_equal_sentences_the_later_or_the_barer_is_the_repeat():
    plain = "The lamp must stay lit tonight."
    told = pd.Series([plain, f"PORTBY, May 3 (Coast Press) - {plain}", "Yes.", "Yes.", plain])
    assert list(repeats(told)) == [True, False, False, False, True]


# A folder of one's own


def test_another_quarrel_is_read_and_cut(folder):
    corpus = load_corpus(folder)
    kinds = corpus.units[corpus.units["article"].eq("h1")]["kind"]
    assert list(kinds) == [
        "chrome",
        "headline",
        "byline",
        "body",
        "body",
        "body",
        "duplicate",
        "chrome",
    ]
    assert corpus.text("h1.05") == '"We shall not go dark," Finn said.'
    assert corpus.text("h2.03") == "“Nobody sails at night."
    assert originals(corpus.units).to_dict() == {"h1.07": "h1.04"}
    assert list(corpus.articles["earliest"]) == ["2031-05-03", "2031-05-05"]


def test_own_units_are_used_where_there_are_any(folder):
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    corpus = load_corpus(folder)
    assert list(corpus.units.index) == ["h2.01", "h2.02"]
    assert corpus.text("h2.02") == "It said on Friday that no lamp is needed there."


def test_an_interval_stands_in_for_a_date(folder):
    rewrite(folder, "sources.csv", "title,date", "title,date,earliest,latest")
    rewrite(folder, "sources.csv", "quarrel,2031-05-03", "quarrel,,2031-05-01,2031-05-09")
    rewrite(folder, "sources.csv", "replies,2031-05-05", "replies,2031-05-05,,")
    corpus = load_corpus(folder)
    assert list(corpus.articles["latest"]) == ["2031-05-09", "2031-05-05"]
    assert corpus.cite("h1.02").endswith("Coast Press, undated")


def test_files_saved_on_another_system_read_the_same(folder):
    plain = load_corpus(folder)
    for name, text in (("harbour.txt", HARBOUR), ("sources.csv", SOURCES)):
        changed = "\ufeff" + text.replace("\n", "\r\n")
        (folder / name).write_bytes(changed.encode("utf-8"))
    corpus = load_corpus(folder)
    assert list(corpus.units["text"]) == list(plain.units["text"])


# What is refused, and in which words


def rewrite(folder, name, old, new):
    """Change one place of a file."""
    text = (folder / name).read_text("utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def refused(folder):
    with pytest.raises(DataError) as caught:
        load_corpus(folder)
    return str(caught.value)


def test_a_folder_that_is_not_there(tmp_path):
    said = "nowhere/: there is no such folder. Name one that holds sources.csv."
    assert refused(tmp_path / "nowhere") == said


def test_a_folder_without_sources(folder):
    (folder / "sources.csv").unlink()
    said = "sources.csv: there is no such file in lighthouse/. Put it there, or correct the name."
    assert refused(folder) == said


def test_a_missing_article(folder):
    (folder / "reply.txt").unlink()
    said = "reply.txt: there is no such file in lighthouse/. Put it there, or correct the name."
    assert refused(folder) == said


def test_an_unreadable_article(folder):
    (folder / "reply.txt").unlink()
    (folder / "reply.txt").mkdir()
    said = refused(folder)
    assert said.startswith("reply.txt: cannot be read (")
    assert said.endswith("). Check that it is a file you may open.")


def test_an_article_that_is_not_utf_8(folder):
    (folder / "reply.txt").write_bytes("The caf\xe9 was full.".encode("latin-1"))
    assert refused(folder) == "reply.txt: byte 7 is not UTF-8. Save the file again as UTF-8."


def test_an_empty_article(folder):
    (folder / "reply.txt").write_text(" \n\n")
    said = "reply.txt: the file is empty. Put the text into it, or remove it."
    assert refused(folder) == said


def test_a_source_without_a_file(folder):
    rewrite(folder, "sources.csv", "reply.txt", "")
    assert refused(folder) == "sources.csv, row 2, file: '': name the file that holds the text."


@pytest.mark.parametrize("column", ["article", "file", "outlet", "title", "date"])
def test_sources_without_a_needed_column(folder, column):
    header, rest = SOURCES.split("\n", 1)
    header = header.replace(column, "other", 1)
    (folder / "sources.csv").write_text(f"{header}\n{rest}", encoding="utf-8")
    assert refused(folder) == (
        f"sources.csv: the column {column!r} is missing. "
        "The header needs article, file, outlet, title, date."
    )


def test_sources_without_a_row(folder):
    (folder / "sources.csv").write_text(SOURCES.split("\n")[0] + "\n", encoding="utf-8")
    assert refused(folder) == "sources.csv: there is no row. Write one for each article."


def test_a_row_with_a_comma_too_many(folder):
    rewrite(folder, "sources.csv", "Eastwick replies", "Eastwick, replies")
    assert refused(folder) == (
        "sources.csv, row 2: 6 fields where the header has 5. "
        "Put a field that holds a comma into quotation marks."
    )


@pytest.mark.parametrize("day", ["5 May 2031", "2031-02-30", "20310505"])
def test_a_date_that_is_none(folder, day):
    rewrite(folder, "sources.csv", "2031-05-05", day)
    assert refused(folder) == (
        f"sources.csv, row 2, date: {day!r} is no date. "
        "Write it as YYYY-MM-DD, for example 2007-03-31."
    )


def test_an_article_with_no_date_at_all(folder):
    rewrite(folder, "sources.csv", "2031-05-05", "")
    assert refused(folder) == ("sources.csv, row 2, date: '': give a date, or earliest and latest.")


def test_an_interval_that_ends_before_it_begins(folder):
    text = SOURCES.replace("title,date", "title,date,earliest,latest")
    text = text.replace("2031-05-03", "2031-05-03,2031-05-04,2031-05-02")
    (folder / "sources.csv").write_text(text.replace("2031-05-05", "2031-05-05,,"), "utf-8")
    assert refused(folder) == (
        "sources.csv, row 1, earliest: '2031-05-04' lies after latest. Exchange the two."
    )


def test_a_duplicate_article(folder):
    rewrite(folder, "sources.csv", "h2,reply", "h1,reply")
    assert refused(folder) == (
        "sources.csv, row 2, article: 'h1' stands twice. Give each row its own."
    )


def test_a_duplicate_unit(folder):
    (folder / "units.csv").write_text(UNITS.replace("h2.02", "h2.01"), encoding="utf-8")
    assert refused(folder) == "units.csv, row 2, unit: 'h2.01' stands twice. Give each row its own."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("47,94", "47,9300", "row 2, end: 9300 lies beyond the end of the article. "
         "Count the characters again."),
        ("47,94", "47,x", "row 2, end: 'x' is no offset. Write a whole number."),
        ("47,94", "94,47", "row 2, start: 94 does not lie before end."),
        ("47,94", "46,94", "row 2, start: the unit that starts at 46 begins or ends inside a word "
         "or in white space: its text has moved. Cut it anew."),
        ("47,94", "48,94", "row 2, start: the unit that starts at 48 begins or ends inside a word "
         "or in white space: its text has moved. Cut it anew."),
        ("h2.02,h2", "h2.02,h9", "row 2, seed: 'h9' is no article of sources.csv."),
        ("94,body", "94,advert", "row 2, kind: 'advert' is unknown. Use one of 'body', 'headline', "
         "'byline', 'caption', 'chrome', 'duplicate'."),
    ],
)  # fmt: skip
def test_units_that_do_not_fit_their_article(folder, old, new, said):
    (folder / "units.csv").write_text(UNITS.replace(old, new), encoding="utf-8")
    assert refused(folder) == f"units.csv, {said}"


def test_a_changed_article_is_noticed_by_its_fingerprint(folder):
    marks = [hashlib.sha256(text.encode()).hexdigest() for text in (HARBOUR, REPLY)]
    lines = zip(SOURCES.splitlines(), ["sha256", *marks], strict=True)
    (folder / "sources.csv").write_text("\n".join(f"{a},{b}" for a, b in lines), encoding="utf-8")
    load_corpus(folder)
    rewrite(folder, "reply.txt", "Eastwick", "Westwick")
    assert refused(folder) == (
        "sources.csv, row 2, file: 'reply.txt' has been changed, so its offsets no longer hold. "
        "Put the original back, or empty its sha256 and cut it anew."
    )
