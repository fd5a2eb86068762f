"""What stands on a phone's page before any of its code has run: the heading, and what to read.

On a slow line a page is read as it comes, and its code comes last. The code then takes the same
view and puts the controls beside what is there.
"""

import html
from typing import Any

SHORT = 110  # letters of a question that leans on its title
JOINING = ("One moment", "Your phone joins the class.")


def standing(view: dict[str, Any]) -> str:
    """Return the HTML of a phone's view without its controls. view: see Room.first."""
    drawn = {"vote": _vote, "coders": _coders, "talks": _talks, "wait": _wait, "over": _over}
    return drawn.get(view["screen"], _join)(view)


def _tag(name: str, text: str, kind: str = "") -> str:
    kind = f' class="{kind}"' if kind else ""
    return f"<{name}{kind}>{html.escape(text)}</{name}>"


def _alone(title: str, *lines: str) -> str:
    """Return a page with nothing to do."""
    said = "".join(_tag("p", line, "quiet") for line in lines)
    return f'<div class="wait">{_tag("h1", title)}{said}</div>'


def _join(view):
    if not view["door"]:
        return _alone("The class takes no more phones", "Ask the teacher.")
    return _tag("h1", "Join the class")


def _wait(view):
    if view.get("joining"):
        return _alone(*JOINING)
    return _alone("You are in", "Look at the screen. The next question comes here.")


def _over(view):
    return _alone("The class is over", "Thank you. You can close this page.")


def _vote(view):
    asking = view["open"] and view["guess"] is None
    about = _tag("p", view["title"], "quiet about") if len(view["question"]) <= SHORT else ""
    title = about + _tag("h1", view["question"])
    return title + "".join(map(_quote, view["quotes"] if asking else ()))


def _quote(quote):
    source = _tag("footer", f"[{quote['unit']}] {quote['source']}")
    return f'<blockquote class="quote">{html.escape(quote["text"])}{source}</blockquote>'


def _coders(view):
    sentences = view["sentences"]
    undecided = [n for n, one in enumerate(sentences) if one["codes"] is None and one["open"]]
    at = undecided[0] if undecided else 0
    text = _tag("p", sentences[at]["text"], "unit")
    return (
        _tag("h1", f"Sentence {at + 1} of {len(sentences)}")
        + f'<blockquote class="sentence">{text}</blockquote>'
    )


def _talks(view):
    seat = view["seat"]
    if seat is None:
        return _tag("h1", "The talks")
    if view["stage"] == "debrief":
        return _tag("h1", f"After the talks: {seat['name']}")
    return _tag("h1", f"You speak for {seat['the']}") + _tag("p", view["due"], "due")
