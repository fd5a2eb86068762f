"""The pages of a class: each one file, with its style and code inside, and nothing from elsewhere.

A page may run only the code and the style that carry the nonce of its request; it may talk only to
the server it came from, and stand in no frame.
"""

import functools
import html
import secrets
from pathlib import Path

FOLDER = Path(__file__).parent / "pages"
TITLES = {
    "phone": "Shield Talks, in class",
    "projector": "Shield Talks on the screen",
    "teacher": "Shield Talks, for the teacher",
}


@functools.cache
def parts(role: str) -> tuple[str, str]:
    """Return (style, code) of a page: what all share, its own, and one file an activity."""
    shared = ["link"] if role == "phone" else ["link", "lead"]
    styles = [FOLDER / "common.css", *(FOLDER / f"{name}.css" for name in shared[1:])]
    styles += [FOLDER / f"{role}.css", *sorted(FOLDER.glob(f"{role}_*.css"))]
    codes = [FOLDER / f"{name}.js" for name in shared]
    codes += sorted(FOLDER.glob(f"{shared[-1]}_*.js"))
    codes += [*sorted(FOLDER.glob(f"{role}_*.js")), FOLDER / f"{role}.js"]
    style, code = ("\n".join(p.read_text("utf-8") for p in group) for group in (styles, codes))
    return style, code


def page(role: str, **facts: str) -> tuple[str, str]:
    """Return (HTML, nonce) of a page.

    role: "phone", "projector" or "teacher". facts: what its code finds in the data of <body>.
    """
    nonce = secrets.token_urlsafe(16)
    style, code = parts(role)
    data = "".join(f' data-{name}="{html.escape(value)}"' for name, value in facts.items())
    shell = (FOLDER / "shell.html").read_text("utf-8")
    filled = {
        "{title}": TITLES[role],
        "{nonce}": nonce,
        "{role}": role,
        "{data}": data,
        "{style}": style,
        "{code}": code,
    }
    for mark, text in filled.items():
        shell = shell.replace(mark, text, 1 if mark in ("{style}", "{code}") else -1)
    return shell, nonce


def policy(nonce: str, host: str) -> str:
    """Return the content security policy of a page. host: as the browser names the server."""
    # Safari before 15.4 does not take 'self' for a websocket.
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
        f"connect-src 'self' ws://{host} wss://{host}; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
