"""Discourse networks: worked examples, a slow second implementation, the real statements."""

import itertools
import tracemalloc

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shieldtalks.discourse import (
    KINDS,
    NORMALISATIONS,
    affiliation,
    dyad,
    dyads,
    edges,
    ei_index,
    export,
    graph,
    modularity,
    network,
    networks,
    nodes,
    polarisation,
    ring,
    robustness,
    survives,
    two_blocs,
)
from shieldtalks.errors import DataError
from shieldtalks.statements import ACTORS, count_once, positions, without
from tests.benchmarks.networks import projection, synthetic


def table(*rows):
    """Return statements from rows (actor, concept, agreement), an article may follow."""
    rows = [(*row, "000")[:4] for row in rows]
    frame = pd.DataFrame(rows, columns=["organization", "concept", "agreement", "article"])
    frame.index = pd.Index([f"s{n:03d}" for n in range(1, len(rows) + 1)], name="statement")
    return frame.assign(party="RUS", person="")


# Worked examples

# The Senate and the Sierra Club in the DNA manual (Leifeld, Gruber and Bossner 2019): one concept
# with no, no against yes, yes; one with no against yes; one with yes, yes against yes.
CLUB = table(
    *[("Senate", "hurt", "no")] * 2,
    *[("Club", "hurt", "yes")] * 2,
    ("Senate", "regulate", "no"),
    ("Club", "regulate", "yes"),
    *[("Senate", "legislate", "yes")] * 2,
    ("Club", "legislate", "yes"),
    ("Club", "anthropogenic", "yes"),
)


@pytest.mark.parametrize(
    ("kind", "weight"), [("congruence", 2), ("conflict", 5), ("ignore", 7), ("subtract", -3)]
)
def test_the_dyad_of_the_manual(kind, weight):
    assert network(CLUB, kind, duplicates="all").at["Senate", "Club"] == weight
    assert edges(CLUB, kind, duplicates="all")["weight"].tolist() == [weight]


def test_the_dyad_of_the_manual_taken_apart():
    parts = dyad(CLUB, "Senate", "Club", duplicates="all")
    assert parts[["congruence", "conflict"]].to_dict("index") == {
        "hurt": {"congruence": 0, "conflict": 4},
        "regulate": {"congruence": 0, "conflict": 1},
        "legislate": {"congruence": 2, "conflict": 0},
    }
    assert parts.loc["legislate", ["one", "other", "statements"]].tolist() == [
        "yes, yes",
        "yes",
        ("s007", "s008", "s009"),
    ]


def test_nearness_on_a_scale():
    scaled = table(*[("one", "tax", -4)] * 2, *[("other", "tax", 2)] * 3)
    weights = {k: networks(scaled, duplicates="all", scale=(-5, 5))[k].iat[0, 1] for k in KINDS}
    assert weights == {
        "congruence": 2.4,
        "conflict": 3.6,
        "ignore": 6,
        "subtract": pytest.approx(-1.2),
    }


def test_the_reach_is_that_of_the_codebook_not_of_what_was_seen():
    scaled = table(("one", "tax", -4), ("other", "tax", 2))
    assert network(scaled, scale=(-5, 5)).iat[0, 1] == 0.4
    assert network(scaled, scale=(-4, 2)).iat[0, 1] == 0


def test_affiliation_subtracts_on_a_scale():
    scaled = table(*[("one", "tax", 1)] * 2, *[("one", "tax", -2)] * 2)
    assert affiliation(scaled, duplicates="all", scale=(-5, 5)).at["one", "tax"] == -2
    assert affiliation(scaled, "ignore", duplicates="all", scale=(-5, 5)).at["one", "tax"] == 4


def test_affiliation_of_yes_and_no():
    said = table(
        ("one", "tax", "yes"),
        ("one", "tax", "no"),
        ("one", "tax", "no", "001"),
        ("one", "law", "no"),
        ("other", "tax", "yes"),
    )
    expected = {
        "subtract": {"one": {"tax": -1, "law": -1}, "other": {"tax": 1, "law": 0}},
        "ignore": {"one": {"tax": 3, "law": 1}, "other": {"tax": 1, "law": 0}},
        "combine": {"one": {"tax": 3, "law": 2}, "other": {"tax": 1, "law": 0}},
    }
    for values, counts in expected.items():
        assert affiliation(said, values).to_dict("index") == counts


def test_average_activity_can_exceed_one():
    loud = table(*[("one", "tax", "yes")] * 3, *[("other", "tax", "yes")] * 3)
    assert network(loud, normalise="average", duplicates="all").iat[0, 1] == 3


def test_jaccard_counts_each_concept_once():
    said = table(
        *[("one", "tax", "yes")] * 2,
        ("one", "law", "yes"),
        ("other", "tax", "yes"),
        ("other", "oil", "no"),
        ("other", "oil", "yes"),
    )
    assert network(said, normalise="jaccard", duplicates="all").iat[0, 1] == pytest.approx(2 / 3)


def test_duplicate_rules():
    said = table(
        *[("one", "tax", "yes", "000")] * 2,
        ("one", "tax", "yes", "001"),
        *[("other", "tax", "yes", "000")] * 2,
    )
    weights = {
        rule: network(said, duplicates=rule).iat[0, 1] for rule in ("all", "article", "corpus")
    }
    assert weights == {"all": 6, "article": 2, "corpus": 1}


# A second implementation, slow and obvious, straight from the formula


def slow_counts(rows, duplicates):
    """Return {(actor, concept, agreement): count}, one statement after the other."""
    counts, seen = {}, set()
    for actor, concept, agreement, article in rows:
        once = {"all": object(), "corpus": "", "article": article}[duplicates]
        if (actor, concept, agreement, once) not in seen:
            seen.add((actor, concept, agreement, once))
            counts[actor, concept, agreement] = counts.get((actor, concept, agreement), 0) + 1
    return counts


def slow_tie(counts, one, other, kind, value, reach):
    """Return the sum over j, k, k' of x[i,j,k] x[i',j,k'] times the share of the kind."""
    total = 0
    for (actor, concept, agreement), number in counts.items():
        for (actor2, concept2, agreement2), number2 in counts.items():
            if (actor, actor2) != (one, other) or concept != concept2:
                continue
            distance = abs(value(agreement) - value(agreement2)) / reach
            share = {
                "congruence": 1 - distance,
                "conflict": distance,
                "subtract": 1 - 2 * distance,
                "ignore": 1,
            }[kind]
            total += number * number2 * share
    return total


def slow_network(rows, kind, normalise, duplicates, value, reach):
    """Return {(one, other): weight} for every two different actors."""
    counts = slow_counts(rows, duplicates)
    activity, concepts = {}, {}
    for (actor, concept, _), number in counts.items():
        activity[actor] = activity.get(actor, 0) + number
        concepts.setdefault(actor, set()).add(concept)
    ties = {}
    for one, other in itertools.permutations(activity, 2):
        weight = slow_tie(counts, one, other, kind, value, reach)
        # In the space where the tie is a scalar product, its own tie is an actor's squared length.
        length = kind if kind != "conflict" else "congruence"
        own = [slow_tie(counts, a, a, length, value, reach) for a in (one, other)]
        divisor = {
            "none": 1,
            "average": (activity[one] + activity[other]) / 2,
            "jaccard": len(concepts[one] | concepts[other]),
            "cosine": (own[0] * own[1]) ** 0.5,
        }[normalise]
        ties[one, other] = weight / divisor if divisor else 0
    return ties


def rows_of(answers):
    """Return a strategy of small statement tables with repeats: lists of (i, j, k, article)."""
    row = st.tuples(
        st.sampled_from("ABCD"), st.sampled_from("pqr"), answers, st.sampled_from(["000", "001"])
    )
    return st.lists(row, min_size=1, max_size=24)


YES_NO = (st.sampled_from(["yes", "no"]), None, ["no", "yes"].index, 1)
SHORT = (st.integers(-2, 2), (-2, 2), int, 4)
LONG = (st.integers(0, 10), (0, 10), int, 10)


@pytest.mark.parametrize("answers", [YES_NO, SHORT, LONG], ids=["yes or no", "-2 to 2", "0 to 10"])
@given(data=st.data())
def test_networks_equal_the_slow_ones(answers, data):
    duplicates = data.draw(st.sampled_from(["article", "all", "corpus"]))
    choice, scale, value, reach = answers
    rows = data.draw(rows_of(choice))
    said = table(*rows)
    for normalise in NORMALISATIONS:
        found = networks(said, "organization", normalise, duplicates, scale)
        for kind, weights in found.items():
            slow = slow_network(rows, kind, normalise, duplicates, value, reach)
            assert set(weights.index) == {row[0] for row in rows}
            for (one, other), weight in slow.items():
                assert weights.at[one, other] == pytest.approx(weight, abs=1e-9)
            assert weights.equals(weights.T)
            assert not np.diag(weights).any()
        if normalise in ("none", "average", "jaccard"):
            total = found["congruence"] + found["conflict"]
            balance = found["congruence"] - found["conflict"]
            assert np.allclose(found["ignore"], total)
            assert np.allclose(found["subtract"], balance)


@pytest.mark.parametrize("answers", [YES_NO, SHORT], ids=["yes or no", "-2 to 2"])
@settings(max_examples=6)
@given(data=st.data())
def test_every_tie_has_the_sentences_of_both_ends(answers, data):
    choice, scale, value, reach = answers
    rows = data.draw(rows_of(choice))
    said = table(*rows)
    listed = dyads(said, scale=scale)
    for kind in KINDS:
        slow = slow_network(rows, kind, "none", "article", value, reach)
        ties = edges(said, kind, scale=scale)
        assert len(ties) * 2 == sum(abs(w) > 1e-9 for w in slow.values())
        for pair, tie in ties.iterrows():
            assert listed.at[pair, kind] == pytest.approx(tie["weight"])
            assert tie["statements"] == slow_sentences(rows, pair, kind, value, reach)
    for one, other in listed.index:
        parts = dyad(said, one, other, scale=scale)
        assert parts["congruence"].sum() == pytest.approx(listed.at[(one, other), "congruence"])
        assert parts["conflict"].sum() == pytest.approx(listed.at[(one, other), "conflict"])
        assert tuple(parts.index) == listed.at[(one, other), "concepts"]


def slow_sentences(rows, pair, kind, value, reach):
    """Return the ids of both ends that meet: near for congruence, apart for conflict."""
    ids = set()
    for n, (actor, concept, agreement, _) in enumerate(rows, 1):
        for n2, (actor2, concept2, agreement2, _) in enumerate(rows, 1):
            apart = abs(value(agreement) - value(agreement2))
            meets = {"congruence": apart < reach, "conflict": apart > 0}.get(kind, True)
            if (actor, actor2) == pair and concept == concept2 and meets:
                ids |= {f"s{n:03d}", f"s{n2:03d}"}
    return tuple(sorted(ids))


def test_cosine_is_that_of_the_rows(statements):
    said = statements.assign(stance=statements["concept"] + statements["agreement"])
    said = said.drop_duplicates(["organization", "stance", "article"])
    rows = pd.crosstab(said["organization"], said["stance"])
    weights = network(statements, normalise="cosine").loc[rows.index, rows.index]
    from sklearn.metrics.pairwise import cosine_similarity  # here: its import is slow

    assert np.allclose(weights + np.eye(len(rows)), cosine_similarity(rows))


def test_networkx_projects_the_same_shared_stances():
    corpus = synthetic(4_000, 60, 40)
    theirs = projection(corpus)
    ours = network(corpus, duplicates="corpus")
    assert np.array_equal(ours, nx.to_pandas_adjacency(theirs, list(ours.index)))


# The real statements


def test_one_dyad_by_hand(statements):
    parts = dyad(statements, "RUS Foreign Ministry", "USA Defense Department")
    assert parts.drop(columns="statements").to_dict("index") == {
        "aimed_at_russia": {"one": "yes", "other": "no, no", "congruence": 0, "conflict": 2},
        "host_in_russia": {"one": "yes, no, no", "other": "yes", "congruence": 1, "conflict": 2},
        "join_us_shield": {"one": "no", "other": "yes, yes", "congruence": 0, "conflict": 2},
        "renounce_first": {"one": "yes, yes", "other": "no", "congruence": 0, "conflict": 2},
    }
    pair = ("RUS Foreign Ministry", "USA Defense Department")
    same, opposite = (edges(statements, kind).loc[[pair]] for kind in ("congruence", "conflict"))
    assert same["statements"].item() == ("s004", "s013", "s094", "s045", "s048", "s055")
    assert same["concepts"].item() == ("host_in_russia",)
    assert opposite["statements"].item() == (
        *("s002", "s003", "s005", "s019", "s020", "s042", "s043", "s044", "s045", "s046"),
        *("s047", "s048", "s050", "s095", "s052", "s055", "s089"),
    )
    assert opposite["weight"].item() == 8


def test_combine_says_what_the_position_matrix_says(statements):
    words = {0: "silent", 1: "agree", 2: "disagree", 3: "both"}
    for actor in ACTORS:
        combined = affiliation(statements, "combine", actor).map(words.get).stack()
        said = combined[combined.ne("silent")]
        assert said.to_dict() == positions(statements, actor)["stance"].to_dict()


def test_nodes_count_what_the_actors_say(statements):
    described = nodes(statements)
    assert described["n"].sum() == len(statements)
    assert described.loc["USA government"].tolist() == [
        *("USA", 4, 4, 4),
        ("s008", "s009", "s016", "s062"),
    ]
    assert nodes(statements, "person")["n"].sum() == statements["person"].ne("").sum()


def test_edges_can_be_cut_at_a_threshold(statements):
    ties = edges(statements, "subtract")
    assert ties["weight"].abs().is_monotonic_decreasing
    assert ties["weight"].min() < 0
    assert edges(statements, "subtract", threshold=3).equals(ties[ties["weight"].abs().ge(3)])
    assert edges(statements, "subtract", sentences=False).equals(ties[["weight"]])


# Without each article


def test_every_result_without_each_article(statements):
    results = robustness(statements, lambda s: edges(s, "conflict")["weight"])
    assert list(results.columns) == ["all", "000", "001", "002", "003", "004"]
    assert results["all"].notna().sum() == len(edges(statements, "conflict"))
    rest = network(without(statements, "002"), "conflict")
    for (one, other), weight in results["002"].dropna().items():
        assert rest.at[one, other] == weight
    assert results["002"].notna().sum() == np.count_nonzero(rest) / 2


def test_polarisation_without_each_article(statements):
    results = robustness(statements, polarisation)
    assert results.loc["statements"].tolist() == [86, 69, 64, 71, 67, 73]
    assert results.at["modularity", "003"] == polarisation(without(statements, "003")).iloc[0]


def test_what_survives_is_the_least_that_is_left(statements):
    for kind in KINDS:
        left = survives(statements, kind)
        whole = network(statements, kind)
        rests = [network(without(statements, a), kind) for a in statements["article"].unique()]
        for (one, other), least in left.items():
            weight = whole.at[one, other]
            others = [r.at[one, other] if {one, other} <= set(r.index) else 0 for r in rests]
            if weight > 0:
                assert least == max(0, min(weight, *others))
            else:
                assert least == min(0, max(weight, *others))
        assert set(left.index) == set(edges(statements, kind).index)


# Polarisation

TRIANGLES = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f")]


def weights_of(graph):
    return nx.to_pandas_adjacency(graph)


def best_split(graph):
    """Return the highest modularity of all splits into two, by networkx, split by split."""
    first, *rest = graph
    best = 0
    for size in range(len(rest)):
        for group in itertools.combinations(rest, size):
            blocs = [{first, *group}, set(rest) - set(group)]
            best = max(best, nx.community.modularity(graph, blocs, weight="weight"))
    return best


def test_two_triangles_are_two_blocs():
    blocs, height = two_blocs(weights_of(nx.Graph(TRIANGLES)))
    assert "".join(blocs) == "AAABBB"
    assert height == pytest.approx(5 / 14)


@given(st.dictionaries(st.tuples(*[st.sampled_from("abcdefg")] * 2), st.integers(1, 5), min_size=1))
def test_no_split_is_better(ties):
    drawn = nx.Graph()
    drawn.add_weighted_edges_from((a, b, w) for (a, b), w in ties.items() if a != b)
    if not drawn:
        return
    blocs, height = two_blocs(weights_of(drawn))
    assert height == pytest.approx(best_split(drawn))
    assert height == pytest.approx(modularity(weights_of(drawn), blocs))


def test_the_split_of_the_real_network_is_the_best(statements):
    for actor in ACTORS:
        weights = network(statements, actor=actor)
        tied = weights.index[weights.sum().gt(0)]
        _, height = two_blocs(weights)
        assert height == pytest.approx(
            best_split(nx.from_pandas_adjacency(weights.loc[tied, tied]))
        )


def test_a_large_network_splits_as_the_literature_says():
    club = nx.karate_club_graph()
    nx.set_edge_attributes(club, 1, "weight")
    blocs, height = two_blocs(weights_of(club))
    assert height == pytest.approx(0.3718, abs=5e-5)
    assert set(blocs) == {"A", "B"}
    assert blocs[0] != blocs[33]


def test_actors_without_ties_belong_to_no_bloc():
    drawn = nx.Graph(TRIANGLES)
    drawn.add_node("alone")
    assert two_blocs(weights_of(drawn))[0]["alone"] == ""
    empty = weights_of(nx.empty_graph(["a", "b"]))
    assert (two_blocs(empty)[1], list(two_blocs(empty)[0])) == (0, ["", ""])


def test_ei_index():
    weights = weights_of(nx.Graph(TRIANGLES))
    groups = dict(zip("abcdef", "LLLRRR", strict=True))
    assert ei_index(weights, groups) == pytest.approx((1 - 6) / (1 + 6))
    assert ei_index(weights, dict.fromkeys("abcdef", "L")) == -1
    assert ei_index(weights, {name: name for name in "abcdef"}) == 1
    weights.loc["c", "d"] = weights.loc["d", "c"] = 6
    assert ei_index(weights, groups) == pytest.approx(-5 / 7)
    assert ei_index(weights, groups, weighted=True) == 0
    assert np.isnan(ei_index(weights * 0, groups))


# Places, and other programs


def test_places_lie_apart_on_a_circle_and_depend_on_the_actors_alone(statements):
    for actor in ACTORS:
        places = ring(statements, actor)
        assert np.allclose(places["x"] ** 2 + places["y"] ** 2, 1, atol=1e-5)
        assert not places[["x", "y"]].duplicated().any()
        assert places["party"].ne(places["party"].shift()).sum() == places["party"].nunique()
        assert places.loc[places["party"].eq("RUS"), "x"].mean() < 0
        fewer = count_once(statements, actor, "corpus")
        assert len(fewer) < len(statements) and ring(fewer, actor).equals(places)


@pytest.mark.parametrize("kind", KINDS)
def test_export_and_back(statements, kind, tmp_path):
    network_file, nodes_file, edges_file = export(statements, tmp_path / "out", kind)
    assert network_file.name == f"{kind}_organization.graphml"
    ties, described = edges(statements, kind), nodes(statements)
    read = nx.read_graphml(network_file)
    assert dict(read.nodes(data="n")) == described["n"].to_dict()
    assert dict(read.nodes(data="party")) == described["party"].to_dict()
    found = {frozenset((a, b)): values for a, b, values in read.edges(data=True)}
    assert len(found) == len(ties)
    for pair, tie in ties.iterrows():
        values = found[frozenset(pair)]
        assert values["weight"] == tie["weight"]
        assert tuple(values["statements"].split()) == tie["statements"]
        assert tuple(values["concepts"].split()) == tie["concepts"]
    rows = pd.read_csv(edges_file, index_col=["source", "target"])
    assert rows["weight"].to_dict() == ties["weight"].to_dict()
    assert rows["statements"].str.split().map(tuple).to_dict() == ties["statements"].to_dict()
    back = pd.read_csv(nodes_file, index_col="actor")
    assert back["statements"].str.split().map(tuple).to_dict() == described["statements"].to_dict()


def test_export_is_the_same_each_time(statements, tmp_path):
    first, second = (export(statements, tmp_path / name) for name in ("a", "b"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_graph_for_networkx(statements):
    drawn = graph(statements, "conflict", "party", threshold=2)
    assert sorted(drawn.edges) == [("RUS", "USA")]
    assert drawn.edges["RUS", "USA"]["weight"] == 27


# Size


def test_memory_stays_bounded():
    actors, concepts, count = 400, 100, 40_000
    for scale, normalise in itertools.product((None, (-5, 5)), ("none", "cosine")):
        corpus = synthetic(count, actors, concepts, scale)
        tracemalloc.start()
        networks(corpus, normalise=normalise, scale=scale)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # Actors x actors x concepts at once would be 128 MB; the statements themselves are 5.
        assert peak < 60e6


def test_a_table_that_would_not_fit_is_refused():
    corpus = synthetic(60_000, 600, 20)
    with pytest.raises(DataError, match=r"^sentences for all ties of 600 actors would fill"):
        edges(corpus)
    assert len(edges(corpus, sentences=False)) > 100_000
    one, other = corpus["organization"].unique()[:2]
    assert len(dyad(corpus, one, other))


# Bad input, each with its line


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (
            lambda s: network(s, "agreement"),
            "kind='agreement' is unknown. "
            "Use one of 'congruence', 'conflict', 'subtract', 'ignore'.",
        ),
        (
            lambda s: network(s, normalise="mean"),
            "normalise='mean' is unknown. Use one of 'none', 'average', 'jaccard', 'cosine'.",
        ),
        (
            lambda s: network(s, duplicates="once"),
            "duplicates='once' is unknown. Use one of 'article', 'all', 'corpus'.",
        ),
        (
            lambda s: network(s, actor="speaker"),
            "actor='speaker' is unknown. Use one of 'party', 'organization', 'person'.",
        ),
        (
            lambda s: network(s.drop(columns="article")),
            "the statements have no column 'article'. Load them once more.",
        ),
        (
            lambda s: network(s.assign(agreement="perhaps")),
            "agreement is 'perhaps', neither 'yes' nor 'no'. "
            "For whole numbers give scale=(lowest, highest).",
        ),
        (
            lambda s: network(s.assign(agreement=6), scale=(-5, 5)),
            "agreement is '6', no whole number from -5 to 5.",
        ),
        (
            lambda s: network(s, scale=(5, -5)),
            "scale=(5, -5): give two whole numbers, the lowest first, at most 100 apart.",
        ),
        (
            lambda s: network(s, scale=10),
            "scale=10: give two whole numbers, the lowest first, at most 100 apart.",
        ),
        (
            lambda s: network(s, scale=(0, 101)),
            "scale=(0, 101): give two whole numbers, the lowest first, at most 100 apart.",
        ),
        (
            lambda s: robustness(s, len),
            "the measure must return a Series, such as edges(s)['weight'].",
        ),
        (
            lambda s: affiliation(s.assign(agreement=1), "combine", scale=(0, 5)),
            "values='combine' has no meaning on a scale. Use 'subtract' or 'ignore'.",
        ),
        (
            lambda s: dyad(s, "NATO", "Atlantis"),
            "'Atlantis' says nothing here. Actors are 'RUS Foreign Ministry', 'USA Presidency', "
            "'USA government', 'RUS government', 'RUS General Staff' ...",
        ),
        (
            lambda s: dyad(s, "NATO", "NATO"),
            "'NATO' cannot be paired with itself. Name two actors.",
        ),
        (
            lambda s: two_blocs(network(s, "subtract")),
            "this network has negative ties. Use the congruence or the conflict network instead.",
        ),
        (
            lambda s: ei_index(network(s), {"NATO": "West"}),
            "'RUS Foreign Ministry' has no group. Give every actor one.",
        ),
    ],
)
def test_bad_input_gets_one_line(statements, call, line):
    with pytest.raises(DataError) as caught:
        call(statements)
    assert str(caught.value) == line


def test_a_folder_that_cannot_be_written(statements, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match=r"^file/: cannot be written \(.+\)\. Choose a folder"):
        export(statements, tmp_path / "file")


def test_no_statements_make_an_empty_network(statements):
    none = statements[:0]
    assert network(none).empty
    assert edges(none).empty
    assert nodes(none).empty
    assert dyads(none).empty
    assert ring(none).empty
