"""Words for numbers and lists, as every sentence of the course writes them."""

from collections.abc import Iterable


def names(items: Iterable[str]) -> str:
    """Return a list of texts as English: 'a', 'a and b', 'a, b and c'."""
    items = list(items)
    return " and ".join([", ".join(items[:-1])] * bool(items[:-1]) + items[-1:])


def counted(number: float, noun: str, nouns: str | None = None) -> str:
    """Return a number with its noun: '1 statement', '2 statements'."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def capitalised(words: str) -> str:
    """Return words with a capital letter at the start and the rest as it is."""
    return words[:1].upper() + words[1:]


def signed(value: float) -> str:
    """Return a number with its sign, three digits at most; a true minus sign."""
    return f"{value:+.3g}".replace("-", "\N{MINUS SIGN}")
