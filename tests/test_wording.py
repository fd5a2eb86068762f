"""How it was told: verbs with their owners, chance, wordings, the charts and the explorer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from shieldtalks import load_corpus
from shieldtalks.attribution import find_verbs, own_words, reporting_verbs, verb_voices
from shieldtalks.context import load_provenance, owners
from shieldtalks.errors import DataError
from shieldtalks.explorers import KeynessExplorer, keyness_step
from shieldtalks.explorers.wording import STRENGTHS, VOICES
from shieldtalks.figures import naming_grid, verbs_by_outlet
from shieldtalks.keyness import (
    NAMES,
    NORMAL,
    against_chance,
    clear_by_chance,
    clear_of_zero,
    common_prior,
    compare_wordings,
    find_names,
    keyness,
    log_odds,
    longest_run,
    naming,
    occurrences,
    rates,
    strongest,
    tally,
    word_counts,
)
from shieldtalks.tables import DATA

CORPUS = load_corpus()
COUNTS = word_counts(CORPUS)
READINGS = CORPUS.readings()
ARTICLES = list(CORPUS.texts)


# Whose verbs


def test_every_verb_has_its_owner_and_only_outlets_have_none():
    found = verb_voices(CORPUS)
    verbs = reporting_verbs(CORPUS)
    pd.testing.assert_frame_equal(found[list(verbs.columns)], verbs)
    nobody = found[found["party"].eq("")]
    assert set(nobody["verb"]) == {"quote", "report"}
    assert nobody["tone"].eq("neutral").all()


@pytest.mark.parametrize(
    ("unit", "verb", "party"),
    [
        ("001.09", "attempt to convince", "USA"),
        ("001.10", "blast", "RUS"),
        ("002.06", "point out", "RUS"),
        ("002.16", "explain", "media"),
        ("003.04", "refuse", "USA"),
        ("004.06", "refuse", "USA"),
    ],
)
def test_a_verb_belongs_to_whoever_acts(unit, verb, party):
    found = verb_voices(CORPUS)
    owner = found.loc[found["unit"].eq(unit) & found["verb"].eq(verb), "party"]
    assert owner.tolist() == [party]


def test_a_named_subject_stands_in_the_article():
    for row in verb_voices(CORPUS).itertuples():
        last = row.subject.split(" (")[0].split()[-1]
        if last not in ("unit", "he"):
            assert last.casefold() in CORPUS.texts[row.article].casefold(), row


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("000.03,said,RUS,Mikhail Kamynin\n", "", r"000.04 'said' stands where .* 000.03 'said'"),
        ("000.03,said", "000.03,denied", r"000.03 'denied' stands where"),
        ("000.03,said,RUS", "000.03,said,Moscow", r"party"),
        ("004.15,saying,RUS,Antonov\n", "", r"no row stands where the articles have 004.15"),
    ],
)
def test_a_table_of_verbs_that_has_drifted_is_named_in_one_line(tmp_path, old, new, line):
    text = (DATA / "verb_voices.csv").read_text("utf-8")
    assert old in text
    path = tmp_path / "verb_voices.csv"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DataError, match=rf"^verb_voices\.csv.*{line}"):
        verb_voices(CORPUS, path)


def test_the_owner_of_every_outlet_stands_with_how_it_is_known():
    provenance = load_provenance()
    said = owners(provenance)
    assert max(map(len, said.splitlines())) <= 100
    for article, known in provenance.iterrows():
        assert f"{article} {known['outlet_ownership'].split()[0]}" in said
        assert all(f"[{source}]" in said for source in known["ownership_verified"].split(" ; "))


def test_own_words_keep_their_place_and_lose_the_quotations():
    own = own_words(CORPUS)
    for unit, text in own.items():
        full = CORPUS.text(unit)
        assert len(text) == len(full)
        assert all(a == b or a == " " for a, b in zip(text, full, strict=True))
    assert "incorrect" in CORPUS.text("000.03") and "incorrect" not in own["000.03"]


def test_verbs_of_a_sentence_without_those_it_quotes():
    found = find_verbs("He insisted: “I never said so,” and pointed out a date.")
    assert found["verb"].tolist() == ["insist", "point out"]
    assert find_verbs("Nothing.").empty


# Counting and chance


def test_own_words_are_fewer_and_each_occurrence_has_its_unit():
    own = occurrences(CORPUS, own=True)
    assert 0 < len(own) < len(occurrences(CORPUS)) == COUNTS.to_numpy().sum()
    assert "incorrect" not in set(own["word"])
    body = CORPUS.body()
    assert (body["article"].reindex(own["unit"]).to_numpy() == own["article"]).all()


def test_press_tv_never_writes_said_in_its_own_voice():
    table = rates(word_counts(CORPUS, own=True), "said")
    assert table["count"].eq(0).tolist() == [False, False, False, True, False]
    assert table.at["001", "per_1000"] == pytest.approx(1000 * 15 / 448)
    with pytest.raises(DataError, match="'Said' stands in no article"):
        rates(COUNTS, "Said")


def test_the_prior_is_mixed_like_all_the_articles_together():
    prior = common_prior(COUNTS, 250)
    assert prior.sum() == pytest.approx(250)
    assert prior["the"] / prior["nato"] == COUNTS.loc["the"].sum() / COUNTS.loc["nato"].sum()


def test_a_word_used_at_one_rate_stays_at_zero_whatever_the_prior():
    counts = pd.DataFrame({"x": [10, 90], "y": [40, 360]}, index=["same", "rest"])
    for strength in STRENGTHS:
        assert keyness(counts, "x", strength)["difference"].abs().max() < 1e-12


def test_a_stronger_prior_pulls_every_word_towards_equal_use():
    weak, strong = (keyness(COUNTS, "003", n)["difference"] for n in (50, 4000))
    assert (strong.abs() < weak.abs()[strong.index]).all()
    assert clear_of_zero(keyness(COUNTS, "004", 4000)).empty


def slow_chance(counts, article, strength, least):
    """Return the same expectation, word by word and count by count."""
    total, every = counts.sum(axis=1), int(counts.to_numpy().sum())
    size, expected = int(counts[article].sum()), 0.0
    for n in total[total.ge(least)]:
        prior = np.array([n, every - n]) * strength / every
        for k in range(n + 1):
            one, other = [k, size - k], [n - k, every - size - n + k]
            if min(*one, *other) < 0:
                continue
            difference, error = log_odds(one, other, prior)
            if abs(difference[0]) > NORMAL * error[0]:
                expected += hypergeom.pmf(k, every, n, size)
    return expected


@pytest.mark.parametrize(("article", "strength", "least"), [("003", 250, 2), ("000", 50, 4)])
def test_chance_agrees_with_a_slow_reckoning(article, strength, least):
    counts = COUNTS[COUNTS.sum(axis=1).lt(30)]
    expected = slow_chance(counts, article, strength, least)
    assert clear_by_chance(counts, article, strength, least) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=3, max_size=8))
def test_chance_never_exceeds_the_words_compared(pairs):
    counts = pd.DataFrame([*pairs, (5, 5)], columns=["x", "y"])
    compared = tally(counts, "x", 50)["compared"]
    assert 0 <= clear_by_chance(counts, "x", 50) <= compared


def test_chance_agrees_with_words_dealt_out_at_random():
    generator = np.random.default_rng(7)
    total, size = COUNTS.sum(axis=1).to_numpy(), int(COUNTS["003"].sum())
    dealt = generator.multivariate_hypergeometric(total, size, size=400, method="marginals")
    prior = common_prior(COUNTS, 250).to_numpy()
    clear = []
    for here in dealt:
        difference, error = log_odds(here, total - here, prior)
        clear.append((np.abs(difference)[total >= 2] > NORMAL * error[total >= 2]).sum())
    assert np.mean(clear) == pytest.approx(clear_by_chance(COUNTS, "003"), abs=0.25)


def test_more_words_stand_out_than_chance_lifts_and_most_in_003():
    table = against_chance(COUNTS)
    assert table.loc["003"].to_dict() == tally(COUNTS, "003")
    assert (table["clear"] > table["by_chance"]).all()
    assert table["clear"].idxmax() == "003"
    assert (table["by_chance"] < 0.05 * table["compared"]).all()


def test_the_strongest_words_are_those_farthest_from_zero():
    table = keyness(COUNTS, "001")
    shown = strongest(table, 12)
    assert len(shown) == 12
    rest = table.drop(shown.index)
    assert shown["z"].abs().min() >= rest["z"].abs().max()
    assert shown["z"].is_monotonic_decreasing


# Names and wordings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the missile shield, the shield", ["missile shield", "shield"]),
        ("an anti-ballistic missile system", ["anti-ballistic missile system"]),
        ("missile defence systems and a programme", ["missile defense system"]),
        ("Missile Defense Programme", ["missile defense program"]),
        ("the infamous Strategic Defense Initiative (SDI)", []),
        ("systematic projection", []),
        ("AMD elements", ["AMD"]),
    ],
)
def test_names_are_found_as_whole_words_longest_first(text, found):
    assert [name for name, *_ in find_names(text)] == found


def test_a_name_in_quotation_marks_is_the_speakers():
    found = naming(CORPUS).set_index(["unit", "name"])["quoted"]
    assert found["001.12", "project"] and found["002.13", "AMD"]
    assert not found["002.05", "AMD"]
    assert not naming(CORPUS).query("name == 'missile system'")["quoted"].any()


def test_wordings_are_set_side_by_side():
    versions = {"a": "Press TV reports that Moscow is “against” the shield.", "b": "Moscow warned."}
    table = compare_wordings(versions, ["Press TV", "RT"])
    assert table.loc["a"].tolist() == ["reports (neutral)", "shield", "against", "Press TV", 9]
    assert table.loc["b"].tolist() == ["warned (strong)", "none", "none", "none", 2]


def test_the_search_for_runs_finds_the_copy_inside_000():
    parts = CORPUS.units.query("article == '000'").groupby("kind")["text"].agg(" ".join)
    run = longest_run(parts["body"], parts["duplicate"])
    assert len(run) > 200
    assert run[:4] == ["this", "information", "is", "incorrect"]
    assert longest_run("one two three", "four two three") == ["two", "three"]
    assert longest_run("", "a") == []


# The charts


def drawn():
    outlets = dict(CORPUS.articles["outlet"])
    yield "verbs", verbs_by_outlet(verb_voices(CORPUS), CORPUS.articles, READINGS)
    yield "names", naming_grid(naming(CORPUS), NAMES, outlets, READINGS)
    for article in ARTICLES:
        yield article, keyness_step(CORPUS, article)
    yield "own", keyness_step(CORPUS, "003", "own", 50)


@pytest.fixture(scope="module")
def figures():
    """The charts by their names."""
    return dict(drawn())


def test_verbs_of_the_chart_are_all_verbs_with_an_owner(figures):
    figure = figures["verbs"]
    owned = verb_voices(CORPUS).query("party != ''")
    loud = owned[owned["tone"].ne("neutral")]
    assert {f"{row.unit} | {row.written}" for row in loud.itertuples()} == {
        key for key in figure.evidence if not key.endswith("| neutral")
    }
    assert "Russia 11 of 56, the United States 4 of 9" in figure.title
    assert f"n = {len(owned)} reporting verbs" in figure.footer


def test_marks_lead_to_units_that_hold_the_name_or_the_word(figures):
    for key, units in figures["names"].evidence.items():
        name = key.split(" | ")[0]
        for unit in units:
            assert name in [found for found, *_ in find_names(CORPUS.text(unit))]
    for word, units in figures["003"].evidence.items():
        assert units
        for unit in units:
            assert word in CORPUS.text(unit).casefold().replace("’", "'")
            assert unit.startswith("003") or COUNTS.at[word, "003"] == 0


def test_a_word_that_is_missing_here_shows_where_it_stands(figures):
    units = figures["own"].evidence["said"]
    assert units and not [unit for unit in units if unit.startswith("003")]


@pytest.mark.parametrize("name", ["verbs", "names", *ARTICLES, "own"])
def test_every_chart_says_what_it_shows(name, figures):
    figure = figures[name]
    assert figure.title not in figure.alt
    assert figure.alt.count(". ") >= 2
    for mark in figure.marks:
        assert [figure.rows[u]["quote"] for u in mark.statements] == [
            CORPUS.text(u) for u in mark.statements
        ]
    assert all(0 <= share <= 1 for mark in figure.marks for share in mark.box)


@pytest.mark.parametrize("name", ["verbs", "names", *ARTICLES, "own"])
def test_texts_are_large_enough_and_keep_apart(name, figures):
    fig = figures[name].fig
    renderer = fig.canvas.get_renderer()
    width, height = fig.canvas.get_width_height()
    texts = [*fig.texts, *(text for axes in fig.axes for text in axes.texts)]
    boxes = [(t, t.get_window_extent(renderer)) for t in texts if t.get_text().strip()]
    for text, box in boxes:
        assert text.get_size() >= 12
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text
    for number, (text, one) in enumerate(boxes):
        assert not [(text, t) for t, other in boxes[number + 1 :] if one.overlaps(other)]


def test_the_same_data_give_the_same_picture(figures):
    assert keyness_step(CORPUS, "003", "own", 50).png == figures["own"].png


# The explorer


def test_the_explorer_has_few_pages_and_each_is_its_step():
    explorer = KeynessExplorer(CORPUS)
    assert len(list(explorer.states())) == len(ARTICLES) * len(VOICES) * len(STRENGTHS) <= 40
    assert explorer.state() == {"article": "003", "voice": "all", "strength": 250}
    explorer.set_trait_values({"article": "002", "voice": "own", "strength": 50})
    assert explorer.figure().alt == keyness_step(CORPUS, "002", "own", 50).alt
    assert explorer.describe().startswith(explorer.figure().alt)
    assert "nesterenko: 7 here, 0 elsewhere" in explorer.describe()


def test_a_chosen_word_gives_its_sentences():
    explorer = KeynessExplorer(CORPUS, article="002")
    chosen = explorer.select("us")
    assert {row["unit"][:3] for row in chosen} == {"002"}
    assert all("us" in row["quote"].casefold() for row in chosen)
    with pytest.raises(DataError, match="'shield' is not in this picture"):
        explorer.select("shield")


def test_an_unknown_article_is_named():
    with pytest.raises(DataError, match="'009' is no article"):
        keyness_step(CORPUS, "009")
