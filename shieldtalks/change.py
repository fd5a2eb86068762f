"""Did anyone move? Stances article by article, verdicts and what they hang on, words and votes."""

from collections.abc import Mapping

import pandas as pd

from shieldtalks.errors import check_known
from shieldtalks.readings import WHOLE, cases
from shieldtalks.statements import tally_stances

VERDICTS = ("constant", "reversal", "mixed")
NEWS = 10  # days before an article in which events count as its own news


def in_time(statements: pd.DataFrame) -> dict[str, str]:
    """Return {article: date} in order of time; articles without a date have no place in it."""
    dates = statements.groupby("article")["date"].first()
    return dates[dates.ne("")].sort_values(kind="stable").to_dict()


def window(statements: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Return the statements of the articles from `first` to `last` in time, both included.

    The two may come in either order. Raises DataError for an article that is not dated or not
    there.
    """
    articles = list(in_time(statements))
    why = f"{{}} is no dated article here. There are {', '.join(articles) or 'none'}."
    check_known((first, last), articles, why)
    low, high = sorted((articles.index(first), articles.index(last)))
    return statements[statements["article"].isin(articles[low : high + 1])]


def stances_by_article(statements: pd.DataFrame, actor: str = "party") -> pd.DataFrame:
    """Return what each actor said on each concept in each article.

    actor: 'party', 'organization' or 'person'. Every statement counts, repeats too. Returns a
    DataFrame indexed by (actor, concept, article) with the columns of `tally_stances` (agree,
    disagree, n, stance, statements) and net = (agree - disagree) / n, from -1 to +1. A net
    position says nothing without its n.
    """
    said = statements[statements[actor].ne("")]
    table = tally_stances(said, [actor, "concept", "article"])
    table["net"] = (table["agree"] - table["disagree"]) / table["n"]
    return table.rename_axis(["actor", "concept", "article"])


def movements(statements: pd.DataFrame, actor: str = "party") -> pd.DataFrame:
    """Say of each actor and concept in at least two articles whether the stance moved.

    actor: as `stances_by_article`. Articles without a date are left out. Returns a DataFrame
    indexed by (actor, concept): first and last (articles), before and after (their stances),
    articles (how many), n (statements), verdict and statements (ids).
    verdict: 'constant' (one stance, the same in every article), 'reversal' (yes at one end and no
    at the other), 'mixed' (neither: an article holds both, or the stance turned and came back).
    """
    order = list(in_time(statements))
    table = stances_by_article(statements, actor).reset_index("article")
    table = table[table["article"].isin(order)]
    table = table.sort_values("article", key=lambda names: names.map(order.index), kind="stable")
    pairs = table.groupby(["actor", "concept"])
    ends = {"first": ("article", "first"), "last": ("article", "last")}
    ends |= {"before": ("stance", "first"), "after": ("stance", "last")}
    ends |= {"articles": ("article", "size"), "kinds": ("stance", "nunique")}
    moved = pairs.agg(**ends, n=("n", "sum"), statements=("statements", "sum"))
    moved = moved[moved["articles"].ge(2)].copy()
    plain = moved["before"].ne("both") & moved["after"].ne("both")
    moved["verdict"] = "mixed"
    moved.loc[plain & moved["before"].ne(moved["after"]), "verdict"] = "reversal"
    moved.loc[plain & moved["kinds"].eq(1), "verdict"] = "constant"
    return moved.drop(columns="kinds")


def keystones(
    statements: pd.DataFrame,
    actor: str = "party",
    readings: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Say what a verdict hangs on: the cases in which it is another, or none.

    actor: as `movements`. readings: {reader: statements}, as `readings.load_readings`; without
    them only articles are left out. Returns a DataFrame indexed by (actor, concept, article), where
    a reader's letter may stand for the article, with the columns with_it and without_it (verdicts;
    'none' where fewer than two articles are left). A pair that is not in it keeps its verdict
    in every case: with articles and readers, that is what the course calls firm.

    >>> keystones(statements).loc[("RUS", "deterrent_effect"), "without_it"].to_dict()
    {'001': 'constant'}
    """
    verdicts = {
        case: movements(table, actor)["verdict"]
        for case, table in cases(statements, readings).items()
    }
    whole = verdicts.pop(WHOLE)
    changes = {}
    for case, rest in verdicts.items():
        cells = pd.DataFrame({"with_it": whole, "without_it": rest.reindex(whole.index)})
        cells = cells.fillna("none")
        changes[case] = cells[cells["with_it"].ne(cells["without_it"])]
    changes = changes or {"": pd.DataFrame({"with_it": whole, "without_it": whole})}
    order = ["actor", "concept", "article"]
    table = pd.concat(changes, names=["article"]).reorder_levels(order).sort_index()
    table.attrs["readers"] = list(readings or ())
    return table


def framing(events: pd.DataFrame, articles: Mapping[str, str]) -> pd.DataFrame:
    """Choose the events that frame a set of articles, and leave out those they report themselves.

    events: as `context.load_events`. articles: {article: date}, as `in_time`. Returns the events
    that the table calls core, in the years of the articles, except those of the NEWS days up to an
    article: they are its news, not its frame.
    """
    dates = pd.to_datetime(list(articles.values()))
    years = events["date"].dt.year.between(dates.year.min(), dates.year.max())
    own = pd.Series(False, events.index)
    for date in dates:
        own |= (date - events["date"]).between(pd.Timedelta(0), pd.Timedelta(days=NEWS))
    return events[events["core"].eq("1") & years & ~own].sort_values("date", kind="stable")


def gaps(events: pd.DataFrame, articles: Mapping[str, str]) -> pd.DataFrame:
    """Return how long no article speaks, and how many events fall into each such stretch.

    events: those to count. articles: {article: date}, as `in_time`. Returns a DataFrame indexed by
    the article before the gap: until (the article after it), days, and events (strictly between).
    """
    names, dates = list(articles), pd.to_datetime(list(articles.values()))
    inside = [
        int(events["date"].between(start, end, inclusive="neither").sum())
        for start, end in zip(dates[:-1], dates[1:], strict=True)
    ]
    table = {"until": names[1:], "days": (dates[1:] - dates[:-1]).days, "events": inside}
    return pd.DataFrame(table, index=pd.Index(names[:-1], name="after"))


def vote_agreement(votes: pd.DataFrame, one: str = "RU", other: str = "US") -> pd.DataFrame:
    """Return how often two states voted alike in the UN General Assembly, year by year.

    votes: as `context.load_votes`, which gives whole resolutions, each once; a vote on a paragraph
    is another question. A roll call counts where both voted; alike means the same of yes, no and
    abstain. Returns a DataFrame indexed by year: alike (a count), n (roll calls) and
    share. Each year puts other texts to the vote, so a share moves with the mix as well as with
    the two states (Bailey, Strezhnev and Voeten 2017). Raises DataError for an unknown state.
    """
    both = _both_voted(votes, one, other)
    alike = both[one].eq(both[other]).groupby(both["date"].dt.year)
    table = pd.DataFrame({"alike": alike.sum(), "n": alike.size()})
    table["share"] = table["alike"] / table["n"]
    return table.rename_axis("year")


def missile_votes(votes: pd.DataFrame, words: str = "") -> pd.DataFrame:
    """Return the roll calls on missiles, oldest first, with the answer of each state.

    votes: as `context.load_votes`. words: keep those whose title holds these words, in capitals or
    not. Returns a DataFrame indexed by resolution: date, title and the states. The three on the
    treaty that limited defences until 2002, the votes nearest to the quarrel:

    >>> from shieldtalks.context import load_votes
    >>> treaty = missile_votes(load_votes(), "anti-ballistic missile treaty")
    >>> list(treaty.index), treaty[["RU", "US"]].to_numpy().tolist()
    (['R/54/54A', 'R/55/33B', 'R/56/24A'], [['yes', 'no'], ['yes', 'no'], ['yes', 'no']])
    """
    chosen = votes[votes["missiles"].eq("yes")]
    chosen = chosen[chosen["title"].str.contains(words, case=False, regex=False)]
    chosen = chosen.sort_values("date", kind="stable").set_index("resolution")
    return chosen.drop(columns=["part", "missiles"])


def missile_agreement(votes: pd.DataFrame, one: str = "RU", other: str = "US") -> pd.DataFrame:
    """Say of each resolution on missiles whether two states voted alike.

    votes, one, other: as `vote_agreement`. Returns a DataFrame indexed by resolution, oldest first:
    year and alike (a boolean). Raises DataError for an unknown state.
    """
    both = missile_votes(_both_voted(votes, one, other))
    return pd.DataFrame({"year": both["date"].dt.year, "alike": both[one].eq(both[other])})


def repeated_votes(
    votes: pd.DataFrame, before: int, after: int, one: str = "RU", other: str = "US"
) -> pd.DataFrame:
    """Return how two states voted, in two years, on what came up in both under the same title.

    votes, one, other: as `vote_agreement`. before, after: years. A title counts where it stands
    for exactly one roll call in either year; the same title need not mean the same text. Returns a
    DataFrame indexed by title, its columns (state, year). Raises DataError for an unknown state.
    """
    both = _both_voted(votes, one, other)
    years = []
    for year in (before, after):
        own = both[both["date"].dt.year.eq(year) & both["title"].ne("")]
        own = own.drop_duplicates("title", keep=False).set_index("title")[[one, other]]
        columns = pd.MultiIndex.from_product([[one, other], [year]], names=["state", "year"])
        years.append(own.set_axis(columns, axis=1))
    return pd.concat(years, axis=1, join="inner").sort_index(axis=1)


def _both_voted(votes: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Return the roll calls in which both states voted. Raises DataError for an unknown state."""
    why = "{} is not in the table of votes. Use a code such as 'RU'."
    check_known((one, other), votes.columns, why)
    return votes[votes[one].ne("") & votes[other].ne("")]
