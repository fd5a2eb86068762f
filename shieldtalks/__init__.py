"""Shield Talks: reading diplomatic positions on missile defence in Europe, sentence by sentence."""

import importlib
import sys

from shieldtalks.registry import ROOMS, STUDENT_NAMES, loads_late

__version__ = "0.1.0"

# Everything is loaded when it is first used, so that the import itself stays light.
OFFERED = STUDENT_NAMES | {room: room for room, offered in ROOMS.items() if offered}

__all__ = [*OFFERED]


if sys.platform == "emscripten":
    browser = importlib.import_module("shieldtalks.browser")
    browser.fetch_late()
    browser.clear_widgets_too()

if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()):
    importlib.import_module("shieldtalks.course.plain").speak_charts(shell)

__getattr__, _offered = loads_late(__name__, OFFERED, "shieldtalks has no")


def __dir__():
    """List the names that are loaded late as well, so that Tab completes them."""
    return sorted({*globals(), *_offered()})
