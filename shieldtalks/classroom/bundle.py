"""The pages of a class: each one file, with its style and code inside, and nothing from elsewhere.

A page may run only the code and the style that carry the nonce of its request; it may talk only to
the server it came from, and stand in no frame.
"""

import functools
import json
import secrets
from pathlib import Path

from markupsafe import Markup

from shieldtalks.templates import environment

FOLDER = Path(__file__).parent / "pages"
TEMPLATES = environment(FOLDER)


@functools.cache
def parts(role: str) -> tuple[str, str]:
    """Return (style, code) of a page: what all share, its own, and one file an activity."""
    shared = ["link"] if role == "phone" else ["link", "lead"]
    styles = [FOLDER / "common.css", *(FOLDER / f"{name}.css" for name in shared[1:])]
    styles += [FOLDER / f"{role}.css", *sorted(FOLDER.glob(f"{role}_*.css"))]
    codes = [FOLDER / f"{name}.js" for name in shared]
    codes += sorted(FOLDER.glob(f"{shared[-1]}_*.js"))
    codes += [*sorted(FOLDER.glob(f"{role}_*.js")), FOLDER / f"{role}.js"]
    style, code = ("\n".join(map(_tight, group)) for group in (styles, codes))
    return style, code


def _tight(path):
    """Return a file without its indentation and comments, which a phone has no use for."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def page(role: str, view: dict | None = None, **facts: str) -> tuple[str, str]:
    """Return (HTML, nonce) of a page.

    role: "phone", "projector" or "teacher". view: what a phone's page shows: the heading and what
    to read stand in it before its code runs, which on a slow line comes last, takes the same view
    and puts the controls beside. facts: what the code finds in the data of <body>.
    """
    nonce = secrets.token_urlsafe(16)
    style, code = parts(role)
    text = TEMPLATES.get_template("shell.html").render(
        nonce=nonce,
        role=role,
        facts=facts,
        style=Markup(style),
        view=view,
        # No text in it may end the element that it stands in.
        json=Markup(json.dumps(view).replace("<", "\\u003c")),
        code=Markup(code),
    )
    return text, nonce


def policy(nonce: str, host: str) -> str:
    """Return the content security policy of a page. host: as the browser names the server."""
    # Safari before 15.4 does not take 'self' for a websocket.
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        f"connect-src 'self' ws://{host} wss://{host}; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
