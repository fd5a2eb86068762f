"""HTML in pieces for charts and explorers: every text that is put in is escaped.

jinja2 does this for whole pages (`templates`); where the course runs in the browser it would be two
more packages to fetch and the slowest import before the first explorer.
"""

import html
import re

HEAD = re.compile(r"<thead>(.*?)</thead>", re.S)
HEADER_CELL = re.compile(r"<th(?: [^>]*)?>(.*?)</th>", re.S)


class Markup(str):
    """HTML that may be put in as it is."""

    __slots__ = ()


def joined(*parts: object) -> Markup:
    """Return parts one after the other; a part that is not Markup is text, and escaped.

    >>> joined("5 < 6 ", tag("b", "& so on"))
    '5 &lt; 6 <b>&amp; so on</b>'
    """
    return Markup("".join(p if isinstance(p, Markup) else html.escape(str(p)) for p in parts))


def tag(name: str, *inside: object, **attributes: object) -> Markup:
    r"""Return an element with what is inside; without it, an element that is never closed.

    attributes: an underscore stands for a hyphen and is dropped at the end; None leaves one out.

    >>> tag("p", "yes & no", class_="st-place", aria_label=None)
    '<p class="st-place">yes &amp; no</p>'
    >>> tag("img", alt=chr(34))
    '<img alt="&quot;">'
    """
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{words}>{joined(*inside)}</{name}>" if inside else f"<{name}{words}>")


def one_header(table: str) -> str:
    """Return a table of pandas with the names of index and columns in one row, none empty.

    A head of more rows than these two, or with a name above a name, stays; its empty cells are no
    headers any more.

    >>> one_header("<table><thead><tr><th>n</th></tr><tr><th></th></tr></thead></table>")
    '<table><thead><tr><th scope="col">n</th></tr></thead></table>'
    """
    head = HEAD.search(table)
    rows = [HEADER_CELL.findall(row) for row in head[1].split("</tr>")[:-1]] if head else []
    two = len(rows) == 2 and len(rows[0]) == len(rows[1])
    if head and two and not any(a and b for a, b in zip(*rows, strict=True)):
        words = (one or other for one, other in zip(*rows, strict=True))
        cells = (f'<th scope="col">{word}</th>' if word else "<td></td>" for word in words)
        table = table.replace(head[0], f"<thead><tr>{''.join(cells)}</tr></thead>")
    return table.replace("<th></th>", "<td></td>")
