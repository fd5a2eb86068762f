"""Shield Talks: reading diplomatic positions on missile defence in Europe, sentence by sentence."""

import importlib
import sys

__version__ = "0.1.0"

# Everything is loaded when it is first used, so that the import itself stays light.
ROOMS = (
    "newcase",
    "context",
    "dating",
    "reliability",
    "discourse",
    "attribution",
    "keyness",
    "systems",
    "geography",
    "bargaining",
    "games",
    "roleplay",
    "handouts",
    "figures",
    "explorers",
    "checks",
)
STUDENT_NAMES = {
    "load_corpus": "corpus",
    "load_statements": "statements",
    "load_concepts": "statements",
    **dict.fromkeys(("check", "hint", "progress", "rehearse"), "checks"),
}

__all__ = [*STUDENT_NAMES, *ROOMS]


if sys.platform == "emscripten":
    browser = importlib.import_module("shieldtalks.browser")
    browser.fetch_late()
    browser.clear_widgets_too()


def __getattr__(name):
    """Load a room, or one of the things a student calls, on first use (PEP 562)."""
    if name in ROOMS:
        return importlib.import_module(f"shieldtalks.{name}")
    if name in STUDENT_NAMES:
        return getattr(importlib.import_module(f"shieldtalks.{STUDENT_NAMES[name]}"), name)
    raise AttributeError(f"shieldtalks has no {name!r}; it has {', '.join(__all__)}")


def __dir__():
    """List the names that are loaded late as well, so that Tab completes them."""
    return sorted([*globals(), *ROOMS, *STUDENT_NAMES])
