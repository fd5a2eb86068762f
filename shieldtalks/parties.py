"""What the parties of the course are called, with and without an article."""

from shieldtalks.phrases import capitalised

NAMES = {"RUS": "Russia", "USA": "United States", "NATO": "NATO", "media": "Analyst"}
IN_A_SENTENCE = NAMES | {"USA": "the United States", "media": "the analyst"}


def name(party: str) -> str:
    """Return a party's name without its article; a party of another quarrel is its own name.

    >>> name("USA")
    'United States'
    """
    return NAMES.get(party, party)


def the(party: str, start: bool = False) -> str:
    """Return a party's name as it stands within a sentence. start: at the start of one.

    >>> the("USA"), the("USA", start=True), the("RUS")
    ('the United States', 'The United States', 'Russia')
    """
    words = IN_A_SENTENCE.get(party, party)
    return capitalised(words) if start else words


def short(party: str) -> str:
    """Return a party's name where room is scarce: 'US'."""
    return "US" if party == "USA" else name(party)
