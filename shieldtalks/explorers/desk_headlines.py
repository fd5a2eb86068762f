"""Which headline moves under a student's codes: what the coding desk answers when it is asked."""

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.coding import Coding
from shieldtalks.headlines import headlines, moved
from shieldtalks.phrases import counted

ENOUGH = 10  # sentences decided, before the question means much
ASK = "Which headline moves?"


def moves_said(coding: Coding, corpus: Corpus) -> str:
    """Say in a line which headlines of lessons 04 to 09 a student's codes move.

    corpus: the articles of the course. With fewer than ten decided sentences it says how many are
    left to decide. Takes three seconds of processor time.

    >>> moves_said(Coding(), corpus)
    'Decide 10 sentences more, then ask which headline moves.'
    """
    decided = len(coding.units)
    if decided < ENOUGH:
        left = counted(ENOUGH - decided, "sentence")
        return f"Decide {left} more, then ask which headline moves."
    table = moved(headlines(corpus, coding), "You")
    head = f"With your codes in {decided} sentences"
    if table.empty:
        return f"{head} no headline of lessons 04 to 09 moves."
    lines = "; ".join(
        f"lesson {row['lesson']}, “{row['sentence'].removesuffix('.')}” ({row['You']})"
        for _, row in table.iterrows()
    )
    verb = "moves" if len(table) == 1 else "move"
    return f"{head} {counted(len(table), 'headline')} of lessons 04 to 09 {verb}: {lines}."
