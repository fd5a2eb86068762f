"""Who is speaking: the quotation finder, reporting verbs, chains of sources and their charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import attribution
from shieldtalks.attribution import (
    depths,
    fallen_silent,
    find_quotations,
    finder_score,
    load_chains,
    load_verbs,
    naming,
    quotations,
    quoted_units,
    reporting_verbs,
    source_tree,
    voices,
    within,
)
from shieldtalks.errors import DataError
from shieldtalks.explorers import VoicesExplorer, voices_step
from shieldtalks.figures import chain_depth, voices_by_mode, way_of_words
from shieldtalks.figures.figure import pixels
from shieldtalks.tables import DATA

ARTICLES = ["000", "001", "002", "003", "004"]


@pytest.fixture(scope="module")
def chains(statements, corpus):
    return load_chains(statements, corpus)


# Quotations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We will talk,” he said.", ["We will talk,"]),
        ('"We will talk," he said.', ["We will talk,"]),
        ('"No," she said. "Not now."', ["No,", "Not now."]),
        ("“One. Two. Three,” he said.", ["One. Two. Three,"]),
        ("“They call it “partnership” there,” he said.", ["They call it “partnership” there,"]),
        ("“They call it a 'deal',” he said.", ["They call it a 'deal',"]),
        ('“He said "no" to us,” she added.', ['He said "no" to us,']),
        ('Half straight: "and half curly” he said.', ["and half curly"]),
        ('He was ready ("we are ready") to go.', ["we are ready"]),
        ('A 5" gun and a 10" gun.', []),
        ("The allies' plan and Moscow's answer.", []),
        ("Nothing was said.", []),
        ('“” ""', []),
        ("", []),
        ("A stray end” and nothing more.", []),
        ("He began: “We will\nand a new paragraph.", ["We will"]),
        ("“First part.\n\n“Second part,” he said.", ["First part.", "Second part,"]),
        ("“First part.\r\n“Second part,” he said.", ["First part.", "Second part,"]),
    ],
)
def test_quotations_are_found(text, found):
    assert list(find_quotations(text)["text"]) == found


WORDS = st.text(alphabet="abc é'’[]–.,?! ", min_size=1).map(str.strip).filter(bool)
OWN = st.text(alphabet="abc é.,?! ").map(lambda words: f" {words} ")


@given(st.lists(st.tuples(OWN, WORDS, st.sampled_from(["“”", '""']))), OWN)
def test_whatever_is_put_between_marks_comes_back(pieces, end):
    text = "".join(f"{own}{marks[0]}{words}{marks[1]}" for own, words, marks in pieces) + end
    assert list(find_quotations(text)["text"]) == [words for _, words, _ in pieces]


@given(st.text(alphabet='ab “”"\n'))
def test_any_text_gives_ordered_verbatim_spans_inside_paragraphs(text):
    found = find_quotations(text)
    edges = [edge for span in zip(found["start"], found["end"], strict=True) for edge in span]
    assert edges == sorted(edges)
    assert [text[s:e] for s, e in zip(edges[::2], edges[1::2], strict=True)] == list(found["text"])
    assert not found["text"].str.contains("\n").any()


def test_a_quotation_may_run_through_several_units(corpus):
    found = quotations(corpus)
    assert ("002.16", "002.18", "002.19") in set(found["units"])
    nested = found[found["units"].map(lambda units: units == ("002.06",))]
    assert nested["text"].str.contains("“partnership”", regex=False).tolist() == [True]


def test_quotations_of_the_articles_are_verbatim_and_not_repeated(corpus):
    found = quotations(corpus)
    for row in found.itertuples():
        assert corpus.texts[row.article][row.start : row.end] == row.text
        assert set(corpus.units.loc[list(row.units), "kind"]) == {"body"}
    assert not found.duplicated(["article", "text"]).any()


def test_a_mark_stands_at_both_ends_of_every_quotation(corpus):
    for row in quotations(corpus).itertuples():
        text = corpus.texts[row.article]
        assert text[row.start - 1] in '“"'
        assert text[row.end] in '”"'


def test_how_well_quotation_marks_tell_direct_speech(statements, corpus):
    score = finder_score(statements, corpus)
    assert (score["units"], score["direct"], score["found"], score["both"]) == (60, 23, 27, 23)
    assert score["recall"] == 1
    assert score["precision"] == pytest.approx(23 / 27)
    assert score["mistaken"] == ("000.06", "001.13", "002.06", "002.13")


def test_leaving_out_short_quotations_trades_one_error_for_another(statements, corpus):
    score = finder_score(statements, corpus, least=3)
    assert score["recall"] == pytest.approx(22 / 23)
    assert score["precision"] == pytest.approx(22 / 24)
    assert (score["missed"], score["mistaken"]) == (("004.07",), ("002.06", "002.13"))


def test_quoted_units_without_a_coded_stance_all_continue_a_speech(statements, corpus):
    uncoded = set(quoted_units(corpus)) - set(statements["unit"])
    assert uncoded == {"001.21", "001.22", "002.10", "002.14", "002.16", "002.18"}


def test_a_score_over_nothing_is_no_number(statements, corpus):
    score = finder_score(statements.iloc[:0], corpus)
    assert (score["units"], score["recall"], score["precision"]) == (0, None, None)


# Reporting verbs


def test_reporting_verbs_of_the_units_the_lesson_reads(corpus):
    found = reporting_verbs(corpus)
    assert set(found["tone"]) <= set(attribution.TONES)
    marked = found[found["tone"].ne("neutral")].set_index("unit")["written"]
    assert marked["003.12"] == "vehemently rejected"
    assert marked["003.07"] == "frowned upon"
    assert marked["001.09"] == "attempted to convince"
    assert marked["002.06"] == "pointed out"


def test_verbs_inside_quotations_are_the_speakers_own(corpus):
    assert "said" in corpus.text("002.13")
    assert "002.13" not in set(reporting_verbs(corpus)["unit"])


def test_a_state_is_no_reporting_verb(corpus):
    found = reporting_verbs(corpus)
    assert corpus.body()["text"].str.contains("United States").any()
    assert not found["written"].str.lower().eq("states").any()


def test_article_003_has_the_most_strong_verbs(corpus):
    strong = reporting_verbs(corpus).query("tone == 'strong'")["article"].value_counts()
    assert strong.idxmax() == "003"


def test_no_form_belongs_to_two_verbs():
    forms = load_verbs()["forms"].str.split(";").explode()
    assert forms.is_unique
    assert forms.str.strip().eq(forms).all()
    assert forms.str.islower().all()


def test_a_tone_that_is_none_is_refused(tmp_path):
    path = tmp_path / "verbs.csv"
    path.write_text("verb,tone,forms,note\nsay,loud,says,\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"^verbs.csv, row 1, tone: 'loud' is unknown. Use one of"):
        load_verbs(path)


# Chains


def test_every_statement_has_a_chain_that_ends_with_its_voice(statements, chains):
    assert list(chains.index) == list(statements.index)
    speaker = statements["person"].where(statements["person"].ne(""), statements["organization"])
    assert chains["voice"].eq(speaker).all()
    assert chains["hands"].between(1, 3).all()
    assert chains["told"].between(1, chains["hands"]).all()


@pytest.mark.parametrize(
    ("statement", "links", "outside"),
    [
        ("s092", ("Hamodia", "Reuters", "Interfax", "Anatoly Antonov"), ("Hamodia",)),
        ("s079", ("Hamodia", "Reuters", "Interfax", "Anatoly Antonov"), ("Hamodia",)),
        ("s055", ("RT", "Andrey Nesterenko", "Robert Gates"), ()),
        ("s053", ("RT", "RIA Novosti", "Andrey Nesterenko"), ()),
        ("s056", ("RT", "Peter Lavelle"), ()),
        ("s022", ("RIA Novosti", "Yury Baluyevsky"), ()),
        ("s072", ("mriyas.com", "Press TV", "?", "Barack Obama"), ("mriyas.com",)),
        ("s007", ("Intelligence Summit blog", "Reuters", "?", "George W. Bush"), None),
    ],
)
def test_the_ways_the_lesson_follows(chains, statement, links, outside):
    row = chains.loc[statement]
    assert row["links"] == links
    assert row["hands"] == len(links) - 1
    assert row["told"] == len(links) - 1 - links.count("?")
    assert outside is None or row["outside"] == outside


def test_direct_speech_never_comes_through_an_open_link(statements, chains):
    open_links = chains["told"].lt(chains["hands"])
    assert open_links.any()
    assert not (open_links & statements["attribution"].eq("direct")).any()


def test_the_chains_name_the_houses_that_sources_csv_names(statements, chains, corpus):
    for article, row in corpus.articles.iterrows():
        links = chains.loc[statements["article"].eq(article), "links"]
        assert links.map(lambda names, outlet=row["outlet"]: outlet in names).all()
        assert {names[0] for names in links} == {row["chain"].split(" < ")[0]}


def edited(tmp_path, old, new):
    """Return the path of a copy of chains.csv in which `old` has become `new`."""
    text = (DATA / "chains.csv").read_text("utf-8")
    assert old in text
    path = tmp_path / "chains.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "s002,",
            "s902,",
            "chains.csv, row 1, statement: 's902' is no statement. Correct the id.",
        ),
        (
            "s092,[Hamodia] < Reuters < Interfax < Anatoly Antonov,004.02;004.15\n",
            "",
            "chains.csv: statement 's092' has no row. Say how it came to us.",
        ),
        (
            "RIA Novosti < Yury Baluyevsky,001.08",
            "Yury Baluyevsky,001.08",
            "chains.csv, s017, chain: 'Yury Baluyevsky' is no chain. "
            "Write 'page < voice', with every hand between.",
        ),
        (
            "RT < Peter Lavelle",
            "RT < Andrey Nesterenko",
            "chains.csv, s056, chain: 'RT < Andrey Nesterenko' ends with another voice than the "
            "statement has in statements.csv.",
        ),
        (
            "s092,[Hamodia] < Reuters < Interfax < Anatoly Antonov,004.02;004.15",
            "s092,[Hamodia] < Reuters < Interfax < Anatoly Antonov,004.99",
            "chains.csv, s092, unit: '004.99' names a unit that is not in the statement's article.",
        ),
        (
            "s092,[Hamodia] < Reuters < Interfax < Anatoly Antonov,004.02;004.15",
            "s092,[Hamodia] < Reuters < Interfax < Anatoly Antonov,002.02;004.15",
            "chains.csv, s092, unit: '002.02;004.15' names a unit that is not in the statement's "
            "article.",
        ),
        (
            "s092,[Hamodia] < Reuters < Interfax",
            "s092,[Hamodia] < Reuters < Tass",
            "chains.csv, s092, chain: '[Hamodia] < Reuters < Tass < Anatoly Antonov': a link "
            "without brackets is not named in the units given. Add one, or [ ].",
        ),
        (
            "s003,[Intelligence Summit blog]",
            "s002,[Intelligence Summit blog]",
            "chains.csv, row 3, statement: 's002' stands twice. Give each row its own.",
        ),
    ],
)
def test_a_bad_chain_is_named_in_one_line(statements, corpus, tmp_path, old, new, line):
    with pytest.raises(DataError) as caught:
        load_chains(statements, corpus, edited(tmp_path, old, new))
    assert str(caught.value) == line


def test_chains_hold_for_a_part_of_the_statements_only_if_all_are_known(statements, corpus):
    with pytest.raises(DataError, match="'s002' is no statement"):
        load_chains(statements.iloc[1:], corpus)


# Counts


def test_first_hand_the_united_states_and_nato_fall_silent(statements, chains):
    assert fallen_silent(statements, chains, 1) == ["USA", "NATO"]
    assert fallen_silent(statements, chains, 2) == ["NATO"]
    assert fallen_silent(statements, chains, 3) == []
    assert [len(within(statements, chains, hands)) for hands in (0, 1, 2, 3)] == [0, 29, 54, 86]
    assert "RUS Defence Ministry" in fallen_silent(statements, chains, 2, "organization")


def test_no_american_and_no_nato_words_are_quoted(statements):
    table = voices(statements)
    assert table.loc[("USA", "direct"), "n"] == table.loc[("NATO", "direct"), "n"] == 0
    assert table.loc[("RUS", "direct"), "share"] == pytest.approx(27 / 64)


@pytest.mark.parametrize("actor", ["party", "organization", "person"])
def test_voices_count_every_statement_once(statements, actor):
    table = voices(statements, actor)
    said = statements[statements[actor].ne("")]
    assert sorted(i for ids in table["statements"] for i in ids) == sorted(said.index)
    assert table["n"].eq(table["statements"].map(len)).all()
    assert table.groupby("actor")["share"].sum().tolist() == pytest.approx([1] * (len(table) // 3))


def test_depths_and_trees_hold_every_statement_once(statements, chains):
    table = depths(statements, chains)
    assert sorted(i for ids in table["statements"] for i in ids) == sorted(statements.index)
    trees = [source_tree(statements, chains, article) for article in ARTICLES]
    placed = [i for tree in trees for ids in tree["statements"] for i in ids]
    assert sorted(placed) == sorted(statements.index)
    for tree in trees:
        inner = tree[tree["depth"].gt(0)]
        assert set(inner["parent"]) <= set(tree.index)
        assert (tree.loc[inner["parent"], "depth"].to_numpy() == inner["depth"] - 1).all()


def test_a_tree_of_an_unknown_article_is_refused(statements, chains):
    with pytest.raises(DataError, match="'009' is no article with statements. There are 000, 001"):
        source_tree(statements, chains, "009")


def test_naming_tells_the_source_from_the_spokesman(statements):
    kinds = naming(statements)
    assert (kinds["s003"], kinds["s004"], kinds["s002"]) == ("named", "anonymous", "institution")
    assert set(statements.loc[kinds.eq("anonymous"), "article"]) == {"000"}


# Charts


def charts(statements, chains, corpus):
    """Return every chart of the lesson."""
    first = within(statements, chains, 1)
    return [
        voices_by_mode(voices(statements), statements),
        voices_by_mode(voices(statements, "organization"), statements),
        voices_by_mode(voices(first), first, voices(statements), "Only first-hand words"),
        chain_depth(depths(statements, chains), statements, corpus.articles),
        *(way_of_words(source_tree(statements, chains, a), statements, a) for a in ARTICLES),
        *(
            voices_step(statements, chains, hands, actor)
            for hands in (1, 2, 3)
            for actor in ("party", "organization")
        ),
    ]


@pytest.fixture(scope="module")
def drawn(statements, chains, corpus):
    return charts(statements, chains, corpus)


def test_every_chart_says_what_it_shows(drawn):
    for chart in drawn:
        assert chart.alt != chart.title
        assert 1 <= chart.alt.count(". ") + 1 <= 4
        assert len(chart.title) <= 78
        assert chart.footer.startswith("Article")


def test_every_mark_leads_to_verbatim_quotes(drawn, corpus):
    for chart in drawn:
        assert chart.marks
        for mark in chart.marks:
            left, top, width, height = mark.box
            assert left >= 0 and top >= 0 and left + width <= 1 and top + height <= 1, mark
            for statement in mark.statements:
                row = chart.rows[statement]
                assert row["quote"] in corpus.texts[row["article"]]


def test_nothing_is_cut_off_too_small_or_written_over(drawn):
    for chart in drawn:
        fig = chart.fig
        pixels(fig)
        renderer = fig.canvas.get_renderer()
        width, height = fig.canvas.get_width_height()
        texts = [t for t in fig.findobj(lambda a: hasattr(a, "get_fontsize")) if t.get_text()]
        boxes = {}
        for text in texts:
            extent = text.get_window_extent(renderer)
            assert extent.x0 >= 0 and extent.y0 >= 0, text
            assert extent.x1 <= width and extent.y1 <= height, text
            assert text.get_fontsize() >= 12, text
            over = [t for t, box in boxes.items() if box.overlaps(extent)]
            assert not over, (text, over)
            boxes[text] = extent


def test_the_same_data_give_the_same_bytes(statements, chains, drawn):
    again = voices_step(statements, chains, 1, "party")
    assert again.png == next(c for c in drawn if c.title == again.title).png


def test_a_tree_shows_a_mark_for_every_voice(statements, chains):
    tree = source_tree(statements, chains, "002")
    chart = way_of_words(tree, statements, "002")
    assert set(chart.evidence) == set(tree.index[tree["statements"].map(len).gt(0)])


# The explorer


def test_the_explorer_shows_the_same_as_its_step(statements, chains, corpus):
    explorer = VoicesExplorer(statements, chains, corpus)
    assert explorer.state() == {"hands": 3, "actor": "party"}
    explorer.hands = 1
    assert explorer.figure().alt == voices_step(statements, chains, 1, "party").alt
    assert "Nothing is left of the United States and NATO" in explorer.describe()
    explorer.actor = "organization"
    assert explorer.picture.key == "0.1"
    assert "RUS General Staff, direct: 8 statements" in explorer.describe()


def test_a_chosen_bar_gives_its_sentences(statements, chains, corpus):
    explorer = VoicesExplorer(statements, chains, corpus, hands=1)
    rows = explorer.select("media | direct")
    assert [row["unit"] for row in rows] == ["002.19"]
    assert all(row["quote"] == corpus.text(row["unit"]) for row in rows)
