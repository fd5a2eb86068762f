"""Words for numbers and lists, as every sentence of the course writes them."""


def names(items):
    """Return a list of texts as English: 'a', 'a and b', 'a, b and c'."""
    items = list(items)
    return " and ".join([", ".join(items[:-1])] * bool(items[:-1]) + items[-1:])


def counted(number, noun, nouns=None):
    """Return a number with its noun: '1 statement', '2 statements'."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"
