"""The pictures of networks and their explorer: marks, places, words, bytes."""

import itertools

import pytest

from shieldtalks.discourse import dyads, edges, network, survives
from shieldtalks.explorers import NetworkExplorer, dyad_step, network_step
from shieldtalks.readings import READINGS, load_readings
from shieldtalks.statements import ACTORS, without
from tests.drawing import well_drawn

# Of the other articles the long run turns the pages (tests/test_figures.py).
KINDS = ["congruence", "conflict", "list"]
STATES = [
    *itertools.product(KINDS, ACTORS, [""]),
    *itertools.product(KINDS, ["organization"], ["003"]),
]


@pytest.fixture(scope="module")
def pages(statements, corpus):
    """Return {(kind, actor, left out): Figure} of pages of the explorer."""
    explorer, found = NetworkExplorer(statements, corpus), {}
    for state in STATES:
        explorer.set_trait_values(dict(zip(("kind", "actor", "left_out"), state, strict=True)))
        found[state] = explorer.figure()
    return found


def ties_of(page):
    """Return the marks of a page that stand for two actors."""
    return [mark for mark in page.marks if " | " in mark.id]


def centre(mark):
    left, top, width, height = mark.box
    return pytest.approx((left + width / 2, top + height / 2), abs=2e-4)


def test_every_mark_leads_to_verbatim_sentences(pages, corpus):
    for page in pages.values():
        assert len({mark.id for mark in page.marks}) == len(page.marks)
        for mark in page.marks:
            assert mark.statements
            for row in (page.rows[i] for i in mark.statements):
                assert row["quote"] in corpus.text(row["unit"])


def test_a_tie_leads_to_what_both_ends_say(pages):
    for (_, actor, left_out), page in pages.items():
        for mark in ties_of(page):
            one, other = mark.id.split(" | ")[:2]
            rows = [page.rows[i] for i in mark.statements]
            assert {row[actor] for row in rows} == {one, other}
            assert left_out not in {row["article"] for row in rows}


def test_the_ties_drawn_are_those_of_the_network(pages, statements):
    for (kind, actor, left_out), page in pages.items():
        rest = without(statements, left_out)
        if kind == "list":
            shown = {tuple(mark.id.split(" | ")[:2]) for mark in ties_of(page)}
            assert shown <= set(dyads(rest, actor).index)
            assert len(shown) == min(14, len(dyads(rest, actor)))
        else:
            pairs = [tuple(mark.id.split(" | ")) for mark in ties_of(page)]
            assert pairs == list(edges(rest, kind, actor).index)


def test_actors_keep_their_places(pages):
    for actor in ACTORS:
        places = {}
        for (kind, level, _), page in pages.items():
            for mark in page.marks if (level == actor and kind != "list") else ():
                if " | " not in mark.id:
                    assert places.setdefault(mark.id, centre(mark)) == centre(mark).expected


def test_every_page_is_well_drawn(pages):
    well_drawn(pages.values())


def test_marks_stand_apart_and_are_large_enough_to_be_chosen(pages):
    for page in pages.values():
        size = page.fig.get_size_inches()
        places = []
        for left, top, across, down in (mark.box for mark in page.marks):
            assert across * size[0] > 0.15 and down * size[1] > 0.15
            places.append((left, top, left + across, top + down))
        for one, other in itertools.combinations(places, 2):
            assert not overlap(one, other, 0.004)


def overlap(one, other, slack):
    """Say whether two rectangles (left, low, right, high) share more than `slack` both ways."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    upright = min(one[3], other[3]) - max(one[1], other[1])
    return across > slack and upright > slack


def test_alt_text_says_more_than_the_title(pages, statements):
    for (_, actor, left_out), page in pages.items():
        rest = without(statements, left_out)
        said = rest[rest[actor].ne("")]
        assert page.title not in page.alt
        assert f"n = {len(said)} statements" in page.footer
        assert page.alt.count(". ") >= 1
        assert len(page.alt) > 80


def test_the_title_counts_the_ties_an_article_carries(pages, statements):
    whole = set(edges(statements, "congruence").index)
    for article in ("003",):
        rest = set(edges(without(statements, article), "congruence").index)
        title = pages["congruence", "organization", article].title
        expected = f"{len(whole - rest)} of {len(whole)} ties are gone"
        assert title == f"Without article {article}: {expected}"


def test_the_list_shows_what_stays(statements):
    page = dyad_step(statements, top=5)
    kept = survives(statements, "conflict")
    labels = {mark.id: mark.label for mark in page.marks}
    pair = ("RUS government", "USA Defense Department")
    assert kept[pair] == 2
    assert labels[" | ".join([*pair, "conflict"])].endswith("; 2 without any one article")
    assert len({mark.id.rsplit(" | ", 1)[0] for mark in page.marks}) == 5


def test_numbers_on_lines(statements):
    page = network_step(statements, "subtract", "party")
    written = {t.get_text() for t in page.fig.findobj(lambda a: hasattr(a, "get_fontsize"))}
    assert {"\N{MINUS SIGN}23", "2", "1"} <= written
    shares = network_step(statements, "subtract", "party", normalise="average")
    written = {t.get_text() for t in shares.fig.findobj(lambda a: hasattr(a, "get_fontsize"))}
    weight = network(statements, "subtract", "party", "average").at["RUS", "NATO"]
    assert f"{weight:.2f}" in written


def test_a_threshold_hides_thin_ties(statements):
    thick = network_step(statements, threshold=3)
    assert [mark.id for mark in ties_of(thick)] == [
        " | ".join(pair) for pair in edges(statements, threshold=3).index
    ]


@pytest.mark.parametrize("kind", ["congruence", "subtract", "ignore", "list"])
def test_the_same_data_give_the_same_bytes(statements, kind):
    one, other = (network_step(statements, kind, left_out="002") for _ in range(2))
    assert one.png == other.png
    assert one.html() == other.html()


def test_an_article_alone_leaves_an_empty_ring(statements):
    alone = statements[statements["article"].eq("001")]
    page = network_step(alone, left_out="001")
    assert not page.marks
    assert dyad_step(alone, left_out="001").alt


@pytest.mark.full(
    "the explorer of networks draws all of its pages",
    short="tests/test_matrix.py::test_all_pages_can_be_drawn_for_a_place_without_a_kernel",
)
def test_the_explorer_holds_every_page(statements, corpus):
    explorer = NetworkExplorer(statements, corpus).complete()
    assert len(explorer.picture.frames) == 3 * len(ACTORS) * 6 == 54
    assert all(frame["alt"] for frame in explorer.picture.frames.values())


def test_the_explorer_follows_its_traits(statements, corpus):
    explorer = NetworkExplorer(statements, corpus, kind="conflict", actor="party")
    assert explorer.describe().startswith("A network of 4 actors from 86 statements")
    explorer.left_out = "003"
    assert explorer.describe() == explorer.describe()
    assert explorer.figure().title == "Without article 003: 1 of 3 ties are gone"
    rows = explorer.select("RUS | USA")
    assert {row["party"] for row in rows} == {"RUS", "USA"}
    assert explorer.figure().alt in explorer.still()
    explorer.kind = "list"
    assert "ranked list" in explorer.describe()


def test_the_explorer_cuts_thin_ties_and_brings_them_back(statements, corpus):
    explorer = NetworkExplorer(statements, corpus)
    before = explorer.describe()
    explorer.threshold = 3
    assert explorer.describe() == described(network_step(statements, threshold=3))
    assert "Lines of less than 3 are left out." in explorer.figure().alt
    assert set(explorer.picture.frames) == {explorer.picture.key}
    explorer.kind = "conflict"
    assert explorer.describe() == described(network_step(statements, "conflict", threshold=3))
    explorer.kind, explorer.threshold = "congruence", 0
    assert explorer.describe() == before


def described(figure):
    return "\n".join([figure.alt, *(f"- {mark.label}" for mark in figure.marks)])


def test_each_threshold_has_pages_of_its_own(statements, corpus):
    explorer = NetworkExplorer(statements, corpus, actor="party")
    all_ties = explorer.picture.frames
    explorer.threshold = 3
    thick = network_step(statements, actor="party", threshold=3)
    assert explorer.figure().png == thick.png
    assert [frame["alt"] for frame in explorer.picture.frames.values()] == [thick.alt]
    explorer.actor = "person"
    assert explorer.figure().alt == network_step(statements, actor="person", threshold=3).alt
    explorer.actor, explorer.threshold = "party", 0
    assert explorer.picture.frames == all_ties


def test_a_network_in_another_reading_says_what_is_gone_and_what_is_new(statements, corpus):
    other = load_readings(corpus, ["C"])["C"]
    page = network_step(statements, "conflict", reading=other)
    before, now = (set(edges(table, "conflict").index) for table in (statements, other))
    assert {tuple(mark.id.split(" | ")) for mark in ties_of(page)} == now
    assert f"{len(before - now)} of {len(before)} ties are gone" in page.title
    assert page.title.endswith(f"{len(now - before)} are new")
    assert page.title.startswith("As reader C coded")
    well_drawn([page])


def test_the_list_says_what_stays_whoever_reads(statements, corpus):
    four = load_readings(corpus)
    page = dyad_step(statements, readings=four)
    firm = survives(statements, "conflict", readings=four)
    labels = {mark.id: mark.label for mark in page.marks}
    pair = ("RUS government", "USA Defense Department")
    ending = f"; 2 without any one article, {firm[pair]:g} whoever reads"
    assert labels[" | ".join([*pair, "conflict"])].endswith(ending)
    assert "whoever reads" in page.alt
    well_drawn([page])


def test_the_explorer_has_a_control_for_the_reading(statements, corpus):
    read = load_readings(corpus, READINGS)
    explorer = NetworkExplorer(statements, corpus, readings=read)
    plain = explorer.figure().png
    assert plain == network_step(statements).png
    explorer.reading = "B"
    assert explorer.figure().png == network_step(statements, reading=read["B"]).png
    explorer.threshold = 3
    thick = network_step(statements, threshold=3, reading=read["B"])
    assert explorer.describe() == described(thick)
    mark = ties_of(explorer.figure())[0].id
    assert explorer.select(mark)
    explorer.reading, explorer.threshold = "reference", 0
    assert explorer.figure().png == plain
    assert "Reading:" in [control.description for control in explorer.bar.children]
