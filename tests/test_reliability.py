"""Agreement between coders: published values, the reference codings, and what must always hold."""

import warnings

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import load_concepts, load_statements
from shieldtalks.coefficients import (
    SEED,
    measured,
    measured_alpha,
    resampled,
    table_coefficients,
    tables_of,
)
from shieldtalks.errors import DataError
from shieldtalks.reliability import (
    ANYTHING,
    QUESTIONS,
    against_the_rest,
    alpha,
    as_statements,
    by_question,
    codebook_concepts,
    codebook_rules,
    compare,
    cross_table,
    disputes,
    flip,
    in_words,
    judgements,
    kappa,
    matches,
    on_details,
    pairs_of_readers,
    per_concept,
    presence,
    published,
    stance_changes,
    ways_of_counting,
    wilson,
)
from shieldtalks.statements import positions

# Krippendorff's worked example: four coders, twelve units, gaps.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
BINARY = ("0100000010", "1110010000")
NOMINAL = ([0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0], [1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3])
TABLE = (["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)


@pytest.fixture(scope="module")
def units(corpus):
    return corpus.body().index


# Published values


@pytest.mark.parametrize(
    ("level", "expected"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_of_krippendorffs_example(level, expected):
    assert alpha(FOUR, level) == pytest.approx(expected, abs=5e-4)


def test_alpha_of_two_coders():
    assert alpha(BINARY) == pytest.approx(0.095, abs=5e-4)
    assert alpha(NOMINAL) == pytest.approx(0.692, abs=5e-4)


def test_alpha_does_not_care_how_a_gap_is_written_or_what_values_are_called():
    names = {1: "a", 2: "b", 3: "c", 4: "d", 5: "e"}
    lettered = [[names.get(value, "") for value in row] for row in FOUR]
    assert alpha(lettered) == pytest.approx(alpha(FOUR))
    assert alpha(pd.DataFrame(FOUR).to_numpy()) == pytest.approx(alpha(FOUR))


def test_kappa_of_the_textbook_table():
    assert kappa(*TABLE) == pytest.approx(0.4)


def test_wilson_against_published_values():
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    low, high = wilson([81, 15, 0, 1], [263, 148, 20, 29], z=1.959964)
    assert low == pytest.approx([0.2553, 0.0624, 0, 0.0061], abs=1e-4)
    assert high == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=1e-4)
    assert np.isnan(wilson(0, 0)).all()


# The two reference codings


def test_the_published_figures_are_reproduced(codings, corpus, units):
    count = matches(codings["A"], codings["B"])
    assert (count["shared"], count["distinct"]) == (88, 98)
    assert (count["only_one"], count["only_other"]) == (2, 8)
    assert (count["agreement"], count["person"], count["attribution"]) == (88, 88, 82)
    result = compare(codings["A"], codings["B"], units)
    assert round(result.at["kappa", "value"], 2) == 0.96
    assert result.at["kappa", "n"] == len(units) * len(load_concepts()) == 1314
    table = cross_table(codings["A"], codings["B"], units)
    assert table.to_numpy().tolist() == [[87, 0], [6, 1221]]
    words = published(codings, corpus)
    assert (table.index.name, table.columns.name) == ("A", "B")
    for figure in (
        "71 of 107",
        "73 units x 18 concepts",
        "1314",
        "is 0.90",
        "0.96",
        "0.86 to 0.88",
    ):
        assert figure in words


def test_the_intervals_hold_the_values_and_are_the_same_each_time(codings, units):
    one = compare(codings["A"], codings["B"], units)
    assert (one["low"] < one["value"]).all() and (one["value"] < one["high"]).all()
    assert one["note"].eq("").all()
    pd.testing.assert_frame_equal(one, compare(codings["A"], codings["B"], units))
    other = compare(codings["A"], codings["B"], units, seed=SEED + 1)
    assert other["low"].tolist() == pytest.approx(one["low"].tolist(), abs=0.02)
    assert not other["low"].equals(one["low"])


def test_only_the_disputed_codes_are_listed(codings, statements):
    table = disputes(codings["A"], codings["B"], statements)
    assert len(table) == 10
    assert table["unit"].nunique() == 7
    assert (table["one"].ne("") ^ table["other"].ne("")).all()
    kept = table[table["statement"].ne("")]
    assert kept["statement"].tolist() == ["s015", "s042", "s043"]
    assert statements.loc[kept["statement"], "unit"].tolist() == kept["unit"].tolist()


def test_agreement_concept_by_concept(codings, units):
    table = per_concept(codings["A"], codings["B"], units)
    assert table.index.tolist() == load_concepts().index.tolist()
    assert table[["both", "either"]].sum().tolist() == [87, 93]
    assert table.loc["rogue_threat", ["one", "other", "both", "either"]].tolist() == [7, 9, 7, 9]
    assert table["share"].lt(1).sum() == 5
    assert (table["low"] < table["share"]).all() and (table["high"] <= 1).all()
    whole = table[table["share"].eq(1)]
    assert whole["kappa"].eq(1).all()
    assert whole.sort_values("either")["low"].is_monotonic_increasing


def test_a_concept_nobody_saw_has_no_value(codings, units):
    nobody = codings["A"][codings["A"]["concept"].ne("guarantees")]
    row = per_concept(nobody, nobody, units).loc["guarantees"]
    assert row["either"] == 0
    assert row[["share", "low", "high", "kappa"]].isna().all()


def test_kappa_falls_as_the_question_gets_harder(codings, units):
    table = ways_of_counting(codings["A"], codings["B"], units)
    assert table["kappa"].round(2).tolist() == [0.96, 0.95, 0.89, 0.67]
    assert table["n"].tolist() == [1314, 14454, 88, 73]
    assert table["empty"].iloc[0] == pytest.approx(1221 / 1314)
    assert np.isnan(table.at["Direct, indirect, narrator?", "empty"])


# What must always hold

VALUES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2)


def both_have_values(pairs):
    return len({value for pair in pairs for value in pair}) > 1


SPREAD = VALUES.filter(both_have_values)


@given(SPREAD)
def test_agreement_is_symmetric(pairs):
    one, other = zip(*pairs, strict=True)
    assert kappa(one, other) == pytest.approx(kappa(other, one))
    assert alpha([one, other]) == pytest.approx(alpha([other, one]))


@given(st.lists(st.sampled_from("abc"), min_size=2).filter(lambda v: len(set(v)) > 1))
def test_identical_codings_agree_wholly(values):
    assert kappa(values, values) == pytest.approx(1)
    assert alpha([values, values]) == pytest.approx(1)


@given(SPREAD, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    before, after = (list(zip(*p, strict=True)) for p in (pairs, shuffled))
    assert kappa(*before) == pytest.approx(kappa(*after))
    assert alpha(before) == pytest.approx(alpha(after))


@given(SPREAD)
def test_the_names_of_the_values_change_nothing(pairs):
    other = {"a": "yes", "b": "no", "c": ""}
    codes = [[other[value] or "none" for value in side] for side in zip(*pairs, strict=True)]
    assert kappa(*codes) == pytest.approx(kappa(*zip(*pairs, strict=True)))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=1))
def test_the_table_formulas_agree_with_the_libraries(pairs):
    from sklearn.metrics import cohen_kappa_score  # here: its import is slow

    one, other = zip(*pairs, strict=True)
    units = [n // 3 for n in range(len(pairs))]
    tables = tables_of(np.array(one), np.array(other), units)
    observed, by_table, alpha_by_table = table_coefficients(tables.sum(axis=0)[None])[0]
    assert observed == pytest.approx(np.mean([a == b for a, b in pairs]))
    if both_have_values(pairs):
        assert by_table == pytest.approx(cohen_kappa_score(one, other))
        codes = np.array([[ord(v) for v in side] for side in (one, other)])
        expected = krippendorff.alpha(codes, level_of_measurement="nominal")
        assert alpha_by_table == pytest.approx(expected)
    else:
        assert np.isnan(by_table) and np.isnan(alpha_by_table)


def test_each_resample_has_as_many_units_as_there_are():
    tables = tables_of(np.array([*"aabbabab"]), np.array([*"aabbbaab"]), list("11223344"))
    drawn = resampled(tables, 500, 1)
    assert (drawn.sum(axis=(1, 2)) == 8).all()
    assert drawn.mean(axis=0) == pytest.approx(tables.sum(axis=0), abs=0.35)


def test_measured_says_what_the_libraries_say():
    one, other = "aabbabab" * 4, "aababbab" * 4
    result = measured(one, other, range(len(one)))["value"]
    assert result["kappa"] == pytest.approx(kappa(one, other))
    assert result["alpha"] == pytest.approx(alpha([list(one), list(other)]))


def test_units_are_resampled_whole():
    """Twenty equal judgements in one unit are one observation, not twenty."""
    spread = measured("ab" * 50, "ab" * 45 + "ba" * 5, range(100))
    clumped = measured("ab" * 50, "ab" * 45 + "ba" * 5, [n // 10 for n in range(100)])
    assert spread.at["kappa", "value"] == clumped.at["kappa", "value"]
    width = [r.at["kappa", "high"] - r.at["kappa", "low"] for r in (spread, clumped)]
    assert width[1] > 2 * width[0]


# Nothing to measure, and wrong input


def test_one_value_only_is_said_in_one_line():
    for measure in (lambda: kappa([0] * 9, [0] * 9), lambda: alpha([[0] * 9, [0] * 9])):
        with warnings.catch_warnings(), pytest.raises(DataError) as caught:
            warnings.simplefilter("error")
            measure()
        assert "only one value occurs" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_one_value_only_gives_a_note_instead_of_a_number(units, codings):
    none = codings["A"].iloc[:0]
    result = compare(none, none, units)
    assert result.at["observed", "value"] == 1
    assert result.loc[["kappa", "alpha"], "value"].isna().all()
    assert "only one value occurs" in in_words(result)


def test_few_units_and_no_dispute_have_no_interval():
    few = measured("aabb", "aabb", range(4))
    assert "too few" in few.at["kappa", "note"]
    whole = measured("aabbab", "aabbab", range(6))
    assert whole.at["kappa", "value"] == 1
    assert "no interval" in whole.at["kappa", "note"]
    assert whole["low"].isna().all()
    assert in_words(whole) == "kappa 1.00"


def test_the_words_hold_value_and_interval():
    result = measured("ab" * 50, "ab" * 45 + "ba" * 5, range(100))
    row = result.loc["alpha"]
    assert in_words(result, "alpha") == f"alpha 0.80 ({row['low']:.2f} to {row['high']:.2f})"


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: kappa([1, 2], [1]), "one reader has 2 values and the other 1"),
        (lambda: kappa([], []), "nothing was judged yet"),
        (lambda: alpha([[1, None], [None, 2]]), "no unit has values of two readers"),
        (lambda: alpha([[1, 2], [1, 1]], "exact"), "level='exact' is unknown"),
        (lambda: measured([1, 2], [1, 2], ["u"]), "has 1 values and the other 2"),
    ],
)
def test_wrong_input_gets_its_line(call, line):
    with pytest.raises(DataError) as caught:
        call()
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


# Codings as statements


def test_a_coding_becomes_statements_that_quote_their_units(codings, corpus, statements):
    table = as_statements(codings["B"], corpus, prefix="b")
    assert table.index[0] == "b001"
    assert len(table) == len(codings["B"])
    assert table["quote"].tolist() == [corpus.text(unit) for unit in table["unit"]]
    assert set(table["party"]) == set(statements["party"])
    assert set(statements.columns) <= set(table.columns)
    assert positions(table).loc[("NATO", "talks_open"), "statements"] == tuple(
        table.index[(table["organization"] == "NATO") & (table["concept"] == "talks_open")]
    )


def test_an_organization_without_a_party_is_named(codings, corpus):
    with pytest.raises(DataError, match="'NATO' has no party"):
        as_statements(codings["A"], corpus, _all_but_nato())


def _all_but_nato():
    parties = load_statements().set_index("organization")["party"].to_dict()
    return {name: party for name, party in parties.items() if name != "NATO"}


def test_what_the_disputes_do_to_the_matrix(codings, corpus):
    a, b = (as_statements(codings[name], corpus) for name in "AB")
    changed = stance_changes({"A": a, "B": b})
    assert changed.loc[("RUS Foreign Ministry", "other_side_closed")].tolist() == ["agree", "both"]
    assert len(changed) == 4
    assert stance_changes({"A": a, "again": a}).empty


def test_a_flipped_code(statements):
    flipped = flip(statements, "s035")
    assert flipped.at["s035", "agreement"] == "yes"
    assert statements.at["s035", "agreement"] == "no"
    pd.testing.assert_frame_equal(flip(flipped, ["s035"]), statements)
    changed = stance_changes({"before": statements, "after": flipped})
    assert changed.index.tolist() == [("RUS General Staff", "deterrent_effect")]
    assert changed.iloc[0].tolist() == ["disagree", "both"]
    with pytest.raises(DataError, match="'s999' is no statement"):
        flip(statements, ["s002", "s999"])


def test_the_codebook_can_be_printed():
    rules, concepts = codebook_rules().splitlines(), codebook_concepts().splitlines()
    assert [line[:2] for line in rules if line[:1].isdigit()] == [
        f"{n}" + "." * (n < 10) for n in range(1, 13)
    ]
    assert sum(not line.startswith(" ") for line in concepts) == len(load_concepts())
    assert max(map(len, rules + concepts)) <= 92
    assert "Reference" not in codebook_rules()


def test_presence_looks_only_at_the_units_that_were_judged(codings):
    table = presence(codings["A"], ["000.07", "000.10"])
    assert table.loc["000.07"].sum() == 2
    assert not table.loc["000.10"].any()
    assert table.shape == (2, 18)


# Four readers


@pytest.mark.parametrize("question", QUESTIONS)
def test_alpha_with_an_interval_is_the_librarys_alpha(codings, units, question):
    answers, groups = judgements(codings, units, question)
    row = measured_alpha(answers, groups, draws=500)
    assert row["value"] == pytest.approx(
        alpha([[v or "nothing" for v in values] for values in answers.values()]), abs=1e-9
    )
    assert row["low"] < row["value"] < row["high"]


def test_four_readers_question_by_question(codings, units):
    table = by_question(codings, units)
    assert table["alpha"].astype(float).round(3).tolist() == [0.899, 0.894, 0.881, 0.667]
    assert table["n"].iloc[0] == 73 * 18


def test_readers_of_one_round_agree_more(codings, units):
    pairs = pairs_of_readers(codings, units)
    rounded = pairs["alpha"].astype(float).round(2).to_dict()
    expected = {"AB": 0.96, "CD": 0.96, "AC": 0.87, "AD": 0.88, "BC": 0.86, "BD": 0.87}
    assert {"".join(pair): value for pair, value in rounded.items()} == expected
    assert pairs["round"].tolist() == ["within"] * 2 + ["across"] * 4
    anything = pairs_of_readers(codings, units, ANYTHING, draws=10)["alpha"].astype(float).round(2)
    assert (anything.min(), anything["B", "D"]) == (0.42, 0.42)
    assert (anything.max(), anything["C", "D"]) == (0.86, 0.86)


def test_each_reader_against_the_rest(codings, units):
    table = against_the_rest(codings, units)
    assert table["codes"].to_dict() == {"A": 90, "B": 96, "C": 86, "D": 81}
    assert table["alone"].sum() == 11
    assert table["missed"].sum() == 8
    assert table["without"].between(0.85, 0.95).all()


def test_alpha_says_why_it_has_no_value_or_no_interval():
    with pytest.raises(DataError, match="two or more readers"):
        measured_alpha({"A": [1, 2]}, "ab")
    assert "only one value" in measured_alpha({"A": [1, 1], "B": [1, 1]}, "ab")["note"]
    assert "too few" in measured_alpha({"A": [1, 2], "B": [2, 2]}, "ab")["note"]


def test_details_are_measured_over_codes_that_two_or_more_gave(codings):
    """Counted by hand where the library joins tables."""
    given = {}
    for reader, coding in codings.items():
        for row in coding.itertuples():
            code = (row.unit, row.organization, row.concept, row.agreement)
            given.setdefault(code, {})[reader] = row.attribution
    shared = [told for told in given.values() if len(told) >= 2]
    row = on_details(codings).loc["attribution"]
    assert row["n"] == len(shared)
    assert row["same"] == sum(len(set(told.values())) == 1 for told in shared)
    pair = {reader: codings[reader] for reader in "CD"}
    assert on_details(pair).at["attribution", "across"] != row["across"]  # none: NaN
    assert row["across"] < row["alpha"] < row["within"]


def test_codes_that_all_four_gave_were_kept(codings, corpus):
    """Lesson 03 says so among its limits."""
    code = ["unit", "organization", "concept", "agreement"]
    kept = set(map(tuple, load_statements(corpus)[code].to_numpy()))
    assert (
        set.intersection(*(set(map(tuple, c[code].to_numpy())) for c in codings.values())) <= kept
    )
