"""Answers to lesson 00 and exercise 00: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from shieldtalks import load_corpus, load_statements


def table(keep):
    """Return a function that gives keep(statements), so that nothing is loaded at import."""
    return lambda: keep(load_statements())


def article(keep):
    """The same of the table of articles."""
    return lambda: keep(load_corpus().articles)


def counts(column):
    """Return a function that counts a column of the statements."""
    return lambda: load_statements()[column].value_counts()


def grouped(*columns):
    """Return a function that gives the sizes of the statements grouped by columns."""
    return lambda: load_statements().groupby(list(columns)).size()


def by_sign(method):
    """Return a function that draws the right bars and gives a text to a method by an equal sign."""

    def draw():
        ax = drawing(
            per_article, **{"set_title": {"title": ""}, "set_xlabel": {"name": ""}}[method]
        )()
        setattr(ax, method, "number of statements")
        return ax

    return draw


def drawing(fill, title="Who?", name="number of statements", kind="barh"):
    """Return a function that draws the bars of fill(statements)."""

    def draw():
        bars = fill(load_statements())
        ax = Figure().subplots()
        getattr(ax, kind)(bars.index, bars)
        ax.set_title(title)
        (ax.set_ylabel if kind == "bar" else ax.set_xlabel)(name)
        return ax

    return draw


def wrong_axis():
    """Return the right bars; the name of the numbers stands beside the articles."""
    ax = drawing(per_article, name="")()
    ax.set_ylabel("number of statements")
    return ax


def per_article(statements):
    return statements["article"].value_counts().sort_index()


def top(keep, name="number of statements", everybody=False):
    """Return a function of n that draws keep(people, n)."""

    def draw_top(n):
        persons = load_statements()["person"]
        people = (persons if everybody else persons[persons != ""]).value_counts()
        return drawing(lambda _: keep(people, n), name=name)()

    return draw_top


def unreturned(n):
    """Draw, and forget to return the chart."""
    drawing(per_article)()


def percent(formula):
    """Return a function percent_yes of this formula."""

    def percent_yes(yes, no):
        return formula(yes, no)

    return percent_yes


def printed(yes, no):
    """Show the percentage, and give nothing back."""
    print(100 * yes / (yes + no))


def amount(zero, one, more):
    """Return a function amount that gives these three."""

    def told(n):
        return zero if n == 0 else one if n == 1 else more

    return told


def counts_above(least):
    """Return a function that gives the concepts with more statements than this."""
    return lambda: [c for c, n in counts("concept")().items() if n > least]


def concepts_of(article):
    """Return the concepts of an article."""
    statements = load_statements()
    return set(statements[statements["article"] == article]["concept"])


RIGHT = {
    "00.0": ["001.30", " 001.30 ", "[001.30]"],
    "00.1": [86, 86.0, np.int64(86), lambda: len(load_statements())],
    "00.2": ["Mikhail Kamynin", "mikhail kamynin", " Mikhail  Kamynin "],
    "00.3": [
        ["000", "001"],
        ("001", "000"),
        {"000", "001"},
        article(lambda a: a.query("date < '2008'").index),
        article(lambda a: a.query("date < '2008'")),
    ],
    "00.4": ["Press TV", "press tv", article(lambda a: a.loc["003", "outlet"])],
    "00.5": [
        table(lambda s: s[s["party"] == "NATO"]),
        table(lambda s: s.query("party == 'NATO'")[["unit", "quote"]]),
    ],
    "00.6": [
        table(lambda s: s["attribution"].value_counts()),
        table(lambda s: s["attribution"].value_counts().to_dict()),
        table(lambda s: s.groupby("attribution").size()),
        table(lambda s: s[["attribution"]].value_counts()),
        table(lambda s: s["attribution"].value_counts().reset_index()),
    ],
    "00.7": [
        {"002": 2009, "003": 2011, "004": 2016},
        {"004": 2016, "003": 2011.0, "002": np.int64(2009)},
        lambda: pd.Series({"002": 2009, "003": 2011, "004": 2016}),
    ],
    "00.8": [
        lambda: grouped("party", "attribution")().unstack(fill_value=0),
        table(lambda s: pd.crosstab(s["party"], s["attribution"])),
    ],
    "00.9": [9, np.int64(9), 9.0],
    "00.10": [5, lambda: grouped("party", "agreement")().loc[("USA", "no")]],
    "00.11": [74.4, lambda: 100 * 64 / 86],
    "00.12": [
        percent(lambda yes, no: 100 * yes / (yes + no)),
        percent(lambda yes, no: round(yes / (yes + no) * 100, 1)),
    ],
    "00.13": [amount("none", "one", "several"), amount("None", " one", "several")],
    "00.14": [242, article(lambda a: a["title"].str.len().sum())],
    "00.15": [
        counts_above(5),
        lambda: set(counts_above(5)()),
    ],
    "00.16": [
        ["countermeasures", "security_at_expense"],
        {"security_at_expense", "countermeasures"},
    ],
    "00.17": [
        drawing(per_article),
        drawing(per_article, kind="bar"),
        lambda: drawing(per_article)().figure,
        drawing(lambda s: s["article"].value_counts()),
    ],
    "00.18": [top(lambda people, n: people.head(n)), top(lambda people, n: people[:n][::-1])],
}

WRONG = {
    "00.0": [
        ("001.29", "in its own words"),
        ("001.12", "Somebody else there says it"),
        ("002.12", "no strategic irritant is in it"),
        ("s041", "is the id of a statement"),
        ("It will be a strategic irritant for years to come", "a text, not an id"),
        ("001.99", "No sentence has the id '001.99'"),
        ("001.32", "it is no sentence of the article"),
        (130, "A text in quotation marks"),
        ("", "00.0"),
    ],
    "00.1": [
        ("86", "Quotation marks make a text of a number"),
        (5, "the number of articles"),
        (lambda: len(load_corpus().units), "the number of sentences"),
        (3, "how often you ran a cell"),
        (70, "The cell above shows another number"),
        (None, "You gave nothing (None)"),
        ([86], "A number is wanted"),
        ("eighty-six", "Quotation marks make a text"),
    ],
    "00.2": [
        ("Kamynin", "one of his two names"),
        ("Mikhail", "one of his two names"),
        ("Foreign Ministry spokesman Mikhail Kamynin", "Leave out his office"),
        ("unnamed source", "has no name in the article"),
        ("Robert Gates", "speaks in another sentence"),
        ("Mikhail Kaminin", "letter by letter"),
        (lambda: load_corpus().text("000.03"), "You gave a whole sentence"),
        (lambda: ["Mikhail", "Kamynin"], "A text in quotation marks"),
    ],
    "00.3": [
        ([0, 1], "An id is a text"),
        ("000", "A list in square brackets"),
        (["000"], "Another article is of 2007"),
        (["000", "001", "002"], "That article is dated 2009-06-11"),
        (["RIA Novosti", "Intelligence Summit blog"], "names of outlets"),
        (["00", "01"], "No article has the id '00'"),
        (["2007-03-31", "2007-04-24"], "No article has the id"),
        (2, "A list in square brackets"),
        (["000001"], "a comma is missing"),  # noqa: ISC001
    ],
    "00.4": [
        (article(lambda a: a.loc["003"]), "You gave a whole row"),
        (article(lambda a: a.loc["003", "title"]), "That is the title"),
        (article(lambda a: a.loc["001", "outlet"]), "published article 001"),
        ("mriyas.com", "passed the words on"),
        ("Fox News", "stands nowhere in the column"),
        (article(lambda a: a.loc["003", "date"]), "That is the date"),
        ("003", "stands nowhere in the column"),
        (article(lambda a: a.loc["004", "outlet"]), "published article 004"),
    ],
    "00.5": [
        (table(lambda s: s["party"] == "NATO"), "That is the question alone"),
        (table(lambda s: s[s["party"] == "nato"]), "Your table has no row"),
        (table(lambda s: s), "still has every row"),
        (table(lambda s: s[s["party"] == "media"]), "the rows of media"),
        (table(lambda s: s.head(2)), "the rows of RUS"),
        (table(lambda s: s[s["article"] == "003"]), "Keep those of one party"),
        (table(lambda s: s[s["party"] == "NATO"].head(2)), "all of them"),
        ("NATO", "A table with fewer rows is wanted"),
    ],
    "00.6": [
        (table(lambda s: s["party"].value_counts()), "You counted the parties"),
        (table(lambda s: s["attribution"].value_counts(normalize=True)), "Those are shares"),
        (table(lambda s: s[s["party"] == "NATO"]["attribution"].value_counts()), "whole table"),
        (table(lambda s: s["attribution"]), "It is still to be counted"),
        (table(lambda s: s["concept"].value_counts()), "Take the column `attribution`"),
        (table(lambda s: s), "Count one column of it"),
        (41, "You gave one number"),
        (table(lambda s: s["attribution"].value_counts), "brackets () behind its name"),
        (None, "take print away"),
        (["direct", "indirect"], "A count for each word is wanted"),
        ({"direct": 50, "indirect": 30, "narrator": 12}, "Compare them with"),
    ],
    "00.7": [
        ([2009, 2011, 2016], "A dictionary in curly brackets"),
        ({2: 2009, 3: 2011, 4: 2016}, "its zeros count"),
        ({2009: "002", 2011: "003", 2016: "004"}, "stands before the colon"),
        ({"002": "2009", "003": "2011", "004": "2016"}, "leave its quotation marks out"),
        ({"002": "2009-06-11", "003": 2011, "004": 2016}, "the whole date"),
        ({"002": 2009, "003": 2011}, "There is no pair for '004'"),
        ({"002": 2007, "003": 2011, "004": 2016}, "Read the date of that article again"),
        ({"02": 2009, "003": 2011, "004": 2016}, "No article has the id '02'"),
        ({"000": 2007, "002": 2009, "003": 2011, "004": 2016}, "is not asked for"),
        ({"002", "003", "004"}, "A dictionary in curly brackets"),
    ],
    "00.8": [
        (grouped("party", "attribution"), "Add .unstack(fill_value=0)"),
        (grouped("party"), "You grouped by one column only"),
        (counts("attribution"), "You grouped by one column only"),
        (lambda: grouped("attribution", "party")().unstack(fill_value=0), "put party first"),
        (lambda: grouped("party", "attribution")().unstack(), "Your table has NaN"),
        (lambda: grouped("article", "attribution")().unstack(fill_value=0), "That is the example"),
        (lambda: grouped("party", "agreement")().unstack(fill_value=0), "A column for each attr"),
        (table(lambda s: s.groupby(["party", "attribution"])), "Behind groupby(...) belongs"),
        (lambda: grouped("party", "attribution")().unstack(fill_value=0) / 86, "the whole table"),
        (64, "A table (DataFrame) is wanted"),
    ],
    "00.9": [
        (table(lambda s: s[s["article"] == "003"]), "put len(...) around them"),
        (
            table(lambda s: (s["article"] == "003") & (s["party"] == "RUS")),
            "a yes or no for each row",
        ),
        (19, "The second question is not asked"),
        (13, "The question for the article is not asked"),
        (23, "have one or the other"),
        (86, "they choose the rows"),
        (6, "are told in another way"),
        (4, "are told in another way"),
        (1, "the number in another article"),
        ("9", "in quotation marks, which is a text"),
        (0, "No row answers both questions"),
        (3, "what the example counts"),
    ],
    "00.10": [
        (lambda: grouped("party", "agreement")().loc["USA"], "You gave several numbers"),
        (lambda: grouped("party", "agreement")(), "You gave several numbers"),
        (12, "is how many say yes"),
        (17, "yes and no together"),
        (26, "in all parties together"),
        (19, "in another party"),
        (2, "in another party"),
        (7, "Group by party and agreement"),
        ("no", "A number is wanted"),
        (("USA", "no"), "A number is wanted"),
    ],
    "00.11": [
        (0.744, "multiply by 100"),
        (64, "Divide by the number of all statements"),
        (134.4, "You divided the whole by the part"),
        (25.6, "what all others have together"),
        (74, "no place behind the dot"),
        ((74, 4), "Write a dot"),
        ("74.4", "Let Python calculate a number"),
        (19.8, "the share of another party"),
        (73.1, "Divide the number of Russian rows"),
        (100.0, "put it into statements"),
        (7441.9, "Multiply by 100 once"),
        (0.7, "Multiply by 100 first"),
        (float("nan"), "00.11"),
        ((74, 1), "it stands inside its brackets"),
    ],
    "00.12": [
        (percent(lambda yes, no: 100 * yes / yes + no), "Put round brackets around the sum"),
        (percent(lambda yes, no: yes / (yes + no)), "multiply by 100"),
        (percent(lambda yes, no: 100 * yes / no if no else 0), "divided by the no alone"),
        (percent(lambda yes, no: 100 * no / (yes + no)), "That is the percentage of the no"),
        (percent(lambda yes, no: yes + no), "how many there are in all"),
        (percent(lambda yes, no: 75), "not fixed numbers"),
        (percent(lambda yes, no: print(75)), "as with print and append"),
        (printed, "The function prints what it finds"),
        (percent(lambda yes, no: 100 * yes / (yes - no)), "Work it out by hand"),
        (
            percent(lambda yes, no: f"{100 * yes / (yes + no)}%"),
            "in quotation marks, which is a text",
        ),
        (75, "The function itself is wanted"),
        (lambda yes, no: (yes + no) / 2, "That is the mean, as in the example"),
    ],
    "00.13": [
        (amount("none", "one", None), "gives nothing back"),
        (amount(None, "one", "several"), "gives nothing back"),
        (amount(0, 1, "several"), "A text is wanted"),
        (amount("several", "several", "several"), "and so does every other number"),
        (amount("several", "one", "several"), "For 0 the task wants another word"),
        (amount("one", "one", "several"), "For 0 the task wants another word"),
        (amount("none", "several", "several"), "ask with n == 1"),
        (amount("none", "one", "one"), "more than 1"),
        (amount("nothing", "one", "several"), "The three words are"),
        ("several", "The function itself is wanted"),
    ],
    "00.14": [
        (5, "the number of headlines"),
        (36, "the length of one headline"),
        (64, "the length of one headline"),
        (243, "has to begin with 0"),
        (50, "the characters of another column"),
        ([63, 46, 45, 36, 52], "One number is wanted"),
        (article(lambda a: "".join(a["title"])), "not the headlines"),
        (500, "Let the loop add len(title)"),
        (article(lambda a: a["title"]), "A number is wanted"),
        (0, "Your total is still 0"),
        (77, "the names of the columns"),
    ],
    "00.15": [
        (lambda: [int(n) for n in counts("concept")() if n > 5], "Your list holds numbers"),
        (lambda: [(c, n) for c, n in counts("concept")().items() if n > 5], "holds pairs"),
        (counts_above(4), "not `>= 5`"),
        (lambda: [c for c, n in counts("concept")().items() if n < 5], "with few statements"),
        (lambda: list(counts("concept")().index), "holds all concepts"),
        ([], "Your list is empty"),
        (["deploy_shield"], "holds one concept only"),
        (counts_above(6), "is missing; it has"),
        (["deploy_shields"], "is no concept"),
        (counts_above(3), "which has 5"),
        ("deploy_shield", "A list in square brackets"),
    ],
    "00.16": [
        (["renounce_first", "collective_system", "host_in_russia"], "in the other direction"),
        (["aimed_at_russia", "talks_open"], "Ask with `not in`"),
        (lambda: list(concepts_of("004")), "all concepts of 2016"),
        (lambda: concepts_of("004") ^ concepts_of("000"), "Go through `late`"),
        ([], "Your answer is empty"),
        (["countermeasures"], "is missing"),
        (2, "not how many they are"),
        (["end_planning"], "in neither article"),
        ("countermeasures", "A list in square brackets"),
        (True, "Go through `late` with a loop"),
    ],
    "00.17": [
        (drawing(lambda s: s["party"].value_counts()), "That was the example"),
        (drawing(per_article, title=""), "no title"),
        (drawing(per_article, name=""), "No axis of your chart is called"),
        (wrong_axis, "at the wrong axis"),
        (lambda: Figure().subplots(), "Your chart is empty"),
        (drawing(lambda s: per_article(s).reset_index(drop=True)), "Put the ids"),
        (drawing(lambda s: per_article(s) / 86), "not shares"),
        (drawing(lambda s: per_article(s) + 1), "Draw the numbers of `per_article`"),
        (drawing(lambda s: s["attribution"].value_counts()), "for each of the five articles"),
        (drawing(per_article, kind="plot"), "has no bars"),
        (counts("article"), "The chart is wanted"),
        ("ax", "The chart is wanted"),
        (by_sign("set_title"), "A line with ax.set_title ="),
        (by_sign("set_xlabel"), "A line with ax.set_xlabel ="),
        (lambda: (Figure(), Figure().subplots()), "You gave two things"),
        (None, "plt.show() and print(...)"),
    ],
    "00.18": [
        (unreturned, "There is no return in the function"),
        (top(lambda people, n: people), "everybody"),
        (top(lambda people, n: people.head(4)), "not a fixed number"),
        (top(lambda people, n: people.head(n + 1)), "is to draw exactly n"),
        (top(lambda people, n: people.head(n - 2)), "Keep the first n"),
        (top(lambda people, n: people.head(n), everybody=True), "a bar without a name"),
        (top(lambda people, n: people.tail(n)), "Take head, not tail"),
        (top(lambda people, n: people.head(n), name=""), "No axis of your chart is called"),
        (top(lambda people, n: people.head(n) / 60), "Draw the numbers of statements"),
        (lambda n: n, "The chart is wanted"),
        (drawing(per_article), "The function itself is wanted"),
        (
            top(lambda people, n: pd.Series(people.head(n).index, people.head(n))),
            "called by numbers",
        ),
    ],
}
