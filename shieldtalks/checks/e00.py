"""Lesson 00 and exercise 00: a first quote, and six small things one says in Python."""

import re
from numbers import Number

import pandas as pd

from shieldtalks.checks.base import frame, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import coded_in, the_corpus, the_statements
from shieldtalks.phrases import counted

IRRITANT = "strategic irritant"
SENTENCE = "000.03"
YEAR = "2007"
ARTICLE = "003"
PARTY = "NATO"


@task(
    "00.0",
    "Find a quote",
    "Who would call a quarrel an irritant: a general or a diplomat? Look for a diplomat.",
    "In the explorer, choose the article of April 2007, then the deputy foreign minister.",
    "His sentences appear under the picture, each with its id below it. Take the id of the one "
    "that stands in quotation marks.",
    points=0,
)
def find_a_quote(answer):
    """Accept the id of the unit that holds the quote."""
    unit, units = words(answer).strip("[]() ."), the_corpus().body()
    wanted = units.index[units["text"].str.contains(IRRITANT, regex=False)][0]
    if unit == wanted:
        return
    if re.fullmatch(r"s\d+", unit):
        slip(f"{unit} is the id of a statement.", "An id of a sentence looks like 000.03.")
    if unit not in units.index:
        long = len(unit.split()) > 1
        seen = "That is a text, not an id." if long else f"No sentence has the id {unit!r}."
        slip(seen, "The id stands in square brackets below a sentence, like 000.03.")
    article = units.at[unit, "article"]
    outlet = the_corpus().articles.at[article, "outlet"]
    if article != units.at[wanted, "article"]:
        slip(
            f"Sentence {unit} stands in {outlet}, and no strategic irritant is in it.",
            "Look through the speakers of the other articles.",
        )
    speakers = the_statements().groupby("unit")["person"].agg(set)
    if speakers.get(unit) == speakers[wanted]:
        slip(
            f"Sentence {unit} is by the right man, but the outlet tells it in its own words.",
            "His own words stand in quotation marks.",
            unit,
        )
    slip(f"Sentence {unit} is in the right article.", "Somebody else there says it; keep looking.")


@task(
    "00.1",
    "Run a cell",
    "Click into the grey cell above and press Shift and Enter together.",
    "Below the cell a number appears, with [ ] and a count in front of it. Only the number counts.",
    "Write the number where the three dots are, without quotation marks, and run that cell too.",
)
def run_a_cell(answer):
    """Accept the number of statements."""
    if isinstance(answer, str):
        slip(
            f"You gave {answer!r}, a text.",
            "Quotation marks make a text of a number. Leave them out.",
        )
    given, right = number(answer), len(the_statements())
    if given == right:
        return
    if given == len(the_corpus().articles):
        slip(f"{given:g} is the number of articles.", "Run the cell above and copy what it shows.")
    if given == len(the_corpus().units):
        slip(f"{given:g} is the number of sentences.", "The cell counts the rows of `statements`.")
    if 0 < given <= 30:
        slip(
            f"You gave {given:g}.",
            "That may be the count in the square brackets. It only says how often you ran a cell.",
        )
    slip(f"You gave {given:g}.", "The cell above shows another number. Run it once more.")


@task(
    "00.2",
    "Name a thing",
    "The sentence says who spoke for the ministry, between the quotation and the word 'said'.",
    "His first name and his family name both stand there; his office does not belong to the name.",
    "Write the two names in quotation marks, with one space between them.",
)
def name_a_thing(answer):
    """Accept the name of the person who speaks in one sentence."""
    given = words(answer)
    said = coded_in(SENTENCE)
    right = said["person"].iloc[0]
    plain = given.strip("'\"“”.").casefold()
    if plain == right.casefold():
        return
    parts = right.casefold().split()
    if plain in parts:
        slip(f"You gave {given!r}.", "That is one of his two names. Write both.", SENTENCE)
    if "spokesman" in plain and len(given.split()) < 8:
        slip(f"You gave {given!r}.", "Leave out his office: the name alone is wanted.", SENTENCE)
    if len(given.split()) >= 8:
        slip("You gave a whole sentence.", "The name alone is wanted.", SENTENCE)
    if "source" in plain:
        slip(
            f"You gave {given!r}.",
            "The source has no name in the article, and is the one who is denied.",
            SENTENCE,
        )
    others = set(the_statements()["person"].str.casefold()) - {"", right.casefold()}
    if any(plain in name for name in others):
        slip(f"{given} speaks in another sentence.", "Look who said this one.", SENTENCE)
    slip(f"You gave {given!r}.", "Compare it with the sentence, letter by letter.", SENTENCE)


@task(
    "00.3",
    "Make a list",
    "Read down the column `date` of the table: a date begins with its year.",
    "An id stands at the left edge of its row and has three digits, zeros included.",
    "Open a square bracket, write each id in quotation marks with a comma between them, close it.",
)
def make_a_list(answer):
    """Accept the ids of the articles of one year, in any order."""
    if isinstance(answer, pd.DataFrame):
        answer = answer.index
    given, articles = listed(answer), the_corpus().articles
    if any(not isinstance(item, str) for item in given):
        slip(
            f"Your list holds {kind(next(i for i in given if not isinstance(i, str)))}.",
            "An id is a text, because its zeros count. Put quotation marks round each.",
        )
    given = {item.strip() for item in given}
    right = set(articles.index[articles["date"].str.startswith(YEAR)])
    if given == right:
        return
    if given & set(articles["outlet"]):
        slip("Your list holds names of outlets.", "The ids are wanted: the first column.")
    if unknown := sorted(given - set(articles.index)):
        slip(f"No article has the id {unknown[0]!r}.", "An id has three digits, like '004'.")
    if extra := sorted(given - right):
        day = articles.at[extra[0], "date"]
        slip(f"Your list holds {extra[0]!r}.", f"That article is dated {day}.")
    slip(f"Your list holds {len(given)} of them.", f"Another article is of {YEAR} as well.")


@task(
    "00.4",
    "Look something up",
    "The example looks up a title. Two things in its square brackets say which cell it takes.",
    "First comes the row, as an id in quotation marks; then the column, also in quotation marks.",
    "Copy the example, put the id that the task names in the first place and 'outlet' in the "
    "second.",
)
def look_something_up(answer):
    """Accept the outlet of one article."""
    articles = the_corpus().articles
    if isinstance(answer, pd.Series | pd.DataFrame):
        slip(
            f"You gave {'a whole row' if isinstance(answer, pd.Series) else 'a table'}.",
            "One cell is wanted: after the row, name the column too.",
        )
    given = words(answer)
    if given.casefold() == articles.at[ARTICLE, "outlet"].casefold():
        return
    for column in ("title", "date", "file", "country"):
        if given == articles.at[ARTICLE, column]:
            slip(f"You gave {given!r}.", f"That is the {column}. Take the column `outlet`.")
    if given in set(articles["outlet"]):
        other = articles.index[articles["outlet"].eq(given)][0]
        slip(f"{given} published article {other}.", f"Look into the row of article {ARTICLE}.")
    if given.casefold() in articles.at[ARTICLE, "chain"].casefold():
        slip(f"{given} passed the words on.", "The table has another name in the column `outlet`.")
    slip(f"You gave {given!r}.", "That stands nowhere in the column `outlet`.")


@task(
    "00.5",
    "Keep some rows",
    "The example keeps the rows of one party. Which word in it says which party?",
    "Inside the square brackets stands a question, asked of each row: is its party equal to this?",
    "Copy the example and put the party that the task names between the quotation marks, in "
    "capital letters.",
)
def keep_some_rows(answer):
    """Accept the rows of one party."""
    statements = the_statements()
    if isinstance(answer, pd.Series) and answer.dtype == bool:
        slip(
            "You gave a yes or no for each row.",
            "That is the question alone. Put it inside the brackets of `statements[...]`.",
        )
    if not isinstance(answer, pd.DataFrame):
        slip(f"You gave {kind(answer)}.", "A table with fewer rows is wanted.")
    given = set(answer.index)
    if given == set(statements.index[statements["party"].eq(PARTY)]):
        return
    if not given:
        slip("Your table has no row.", "The word is compared letter by letter, capitals included.")
    if given == set(statements.index):
        slip("Your table still has every row.", "A question inside the brackets keeps fewer.")
    parties = statements["party"].reindex(list(given))
    if parties.nunique() == 1 and parties.iloc[0] != PARTY:
        slip(f"Your table has the rows of {parties.iloc[0]}.", "The task names another party.")
    slip(f"Your table has {counted(len(given), 'row')}.", "Keep those of one party, all of them.")


@task(
    "00.6",
    "Count",
    "The example counts the words in one column. Which column does the task name?",
    "A column is written in square brackets and quotation marks after the name of the table.",
    "Copy the example and put 'attribution' in place of its column.",
)
def count(answer):
    """Accept the number of statements of each attribution."""
    right = the_statements()["attribution"].value_counts().to_dict()
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 2:
        answer = frame(answer).set_index(answer.columns[0]).iloc[:, 0]
    if isinstance(answer, pd.DataFrame):
        slip("You gave a table.", "Count one column of it, with .value_counts().")
    if isinstance(answer, Number):
        slip(f"You gave one number, {answer}.", "A count for every word in the column is wanted.")
    if isinstance(answer, pd.Series) and set(answer) <= set(right) and answer.dtype != int:
        slip("You gave the column itself.", "It is still to be counted: add .value_counts().")
    given = {_single(key): value for key, value in mapping(answer).items()}
    if given == right:
        return
    if set(given) == set(the_statements()["party"].str.casefold()):
        slip("You counted the parties.", "That was the example. Take the column `attribution`.")
    if not set(given) & set(right):
        slip(f"You counted {next(iter(given), 'nothing')!s}.", "Take the column `attribution`.")
    total = sum(number(value) for value in given.values())
    if 0.99 < total < 1.01:
        slip("Your numbers add up to 1.", "Those are shares. Leave normalize out.")
    if total < sum(right.values()):
        slip(
            f"Your numbers add up to {total:g}.",
            "Some rows are not counted. Count in `statements`, the whole table.",
        )
    slip(f"Your numbers add up to {total:g}.", "Compare them with what value_counts() shows.")


def _single(key):
    """Return a key of a count over one column, which pandas may wrap into a tuple."""
    key = key[0] if isinstance(key, tuple) and len(key) == 1 else key
    return key.strip().casefold() if isinstance(key, str) else key
