"""What the tests read out of markdown: its headings and its links."""

import re
from urllib.parse import unquote

CODE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$", re.M)
LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:src|href)=\"([^\"]+)\"")


def headings(text):
    """Return [(level, words)] of the headings of a text, code blocks left out."""
    return [(len(m[1]), m[2].strip()) for m in HEADING.finditer(CODE.sub("", text))]


def page_anchor(words):
    """Return the anchor that the page of a repository gives to a heading."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", words).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def notebook_anchor(words):
    """Return the anchor that JupyterLab gives to a heading."""
    return re.sub(r"[`*]", "", words).strip().replace(" ", "-")


def dead_links(text, folder, anchors):
    """Return the relative links of a text that lead nowhere.

    folder: where the text stands. anchors: the anchors inside the text itself.
    """
    prose = re.sub(r"`[^`\n]+`", "", CODE.sub("", text))
    dead = []
    for match in LINK.finditer(prose):
        target = unquote(match[1] or match[2])
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        if (name and not (folder / name).exists()) or (not name and anchor not in anchors):
            dead.append(target)
    return dead
