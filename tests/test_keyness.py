"""Keyness: published values, properties, and what the five articles share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks.errors import DataError
from shieldtalks.keyness import (
    keyness,
    log_likelihood,
    log_odds,
    longest_shared_run,
    naming,
    shared_runs,
    word_counts,
    words,
)

COUNTS = st.integers(0, 500)
SIZES = st.integers(501, 100_000)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((52, 57, 50_000, 75_000), 2.65),
        ((10, 5, 1000, 2000), 6.931),
        ((348, 99, 1_000_000, 1_000_000), 147),
    ],
)
def test_log_likelihood_matches_published_values(counts, expected):
    assert float(log_likelihood(*counts)) == pytest.approx(expected, rel=2e-3)


def test_log_odds_match_published_values():
    one, other = [10, 3, 20, 0], [2, 8, 21, 5]
    difference, error = log_odds(one, other, 0.01)
    assert (difference / error).round(3).tolist() == [2.582, -1.550, 0.301, -0.627]
    difference, error = log_odds(one, other, np.add(one, other))
    assert (difference / error).round(3).tolist() == [1.699, -0.932, 0.174, -1.304]


@given(a=COUNTS, b=COUNTS, c=SIZES, d=SIZES)
def test_log_likelihood_is_symmetric_and_never_negative(a, b, c, d):
    here = float(log_likelihood(a, b, c, d))
    assert here >= -1e-9
    assert here == pytest.approx(float(log_likelihood(b, a, d, c)), abs=1e-9)


@given(a=st.integers(0, 60), size=st.integers(100, 5000))
def test_a_word_used_at_the_same_rate_has_no_keyness(a, size):
    assert float(log_likelihood(a, 3 * a, size, 3 * size)) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=12))
def test_log_odds_change_sign_when_the_texts_change_places(pairs):
    one, other = np.array(pairs).T
    difference, error = log_odds(one, other, 0.5)
    mirrored, same_error = log_odds(other, one, 0.5)
    assert np.allclose(difference, -mirrored)
    assert np.allclose(error, same_error)


def test_words_keep_abbreviations_and_fold_apostrophes():
    assert words("The U.S. won’t: “missile-defense” 2016") == [
        "the", "u.s", "won't", "missile-defense",
    ]  # fmt: skip


def test_counts_leave_repeats_and_furniture_out(corpus):
    counts = word_counts(corpus)
    body = " ".join(corpus.body().query("article == '000'")["text"])
    assert counts["000"].sum() == len(words(body))
    assert "subscribe" not in counts.index
    assert counts.loc["kamynin", "000"] == 1  # twice in the file, once in the article


def test_keyness_of_an_article_agrees_with_its_counts(corpus):
    counts = word_counts(corpus)
    table = keyness(counts, "002")
    assert (table["here"] == counts.loc[table.index, "002"]).all()
    assert (table["low"] < table["difference"]).all()
    assert (table["high"] > table["difference"]).all()
    assert table["z"].is_monotonic_decreasing
    assert table.loc["nesterenko", "low"] > 0


def test_an_unknown_article_is_named(corpus):
    with pytest.raises(DataError, match="'009' is no article"):
        keyness(word_counts(corpus), "009")


def test_every_name_for_the_thing_stands_where_it_is_said_to(corpus):
    found = naming(corpus)
    for row in found.itertuples():
        said = corpus.text(row.unit)[row.start : row.end].lower().replace("defence", "defense")
        assert said.removesuffix("s") == row.name.lower().removesuffix("s")
    assert set(found["article"]) == set(corpus.articles.index)


def test_no_five_words_in_a_row_are_shared_between_two_articles(corpus):
    assert shared_runs(corpus, 5).empty
    longest = longest_shared_run(corpus)
    assert longest == 4
    assert not shared_runs(corpus, longest).empty
