"""How every chart of the course looks: sizes, hues, markers, names of parties, contrast."""

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_rgb

from shieldtalks.parties import NAMES, name

WIDTH = 9.6  # inches; shown 960 pixels wide


DPI = 150


SHOWN = 100  # pixels per inch at the size shown


# petroff6 (Petroff 2021, arXiv:2107.02270), which matplotlib names from 3.11 on.
BLUE, ORANGE, RED = "#5790fc", "#f89c20", "#e42536"
PLUM, GREY, VIOLET = "#964a8b", "#9c9ca1", "#7a21dd"


# Darker than the others, so that NATO is no shade of "both" in print or to a colour-blind eye.
NAVY = "#14329c"


INK, QUIET, FAINT = "#1b1b1f", "#5c5c66", "#e4e4e8"


class Looks(dict):
    """{party: how it is shown}. A party that was not named gets the plain look.

    plain: function of the party that gives it.
    """

    def __init__(self, looks: Mapping | Iterable[tuple], plain: Callable[[str], str]):
        super().__init__(looks)
        self.plain = plain

    def __missing__(self, party):
        return self.plain(party)


COURSE = tuple(NAMES)


PARTY_HUE = Looks(zip(COURSE, (RED, BLUE, NAVY, GREY), strict=True), lambda party: QUIET)


PARTY_MARKER = Looks(zip(COURSE, "os^D", strict=True), lambda party: "h")


PARTY_NAME = Looks(NAMES, name)


# For the parties of another quarrel, in this order.
HUES, MARKERS = (BLUE, RED, NAVY, ORANGE, GREY, VIOLET), "so^DPXv"


STANCE_HUE = {"agree": BLUE, "disagree": ORANGE, "both": PLUM, "silent": "#ffffff"}


STANCE_GLYPH = {"agree": "+", "disagree": "–", "both": "±", "silent": "·"}


RC = {
    "font.family": "DejaVu Sans",
    "font.size": 12.5,
    "axes.titlesize": 16,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 12.5,
    "xtick.labelsize": 12.5,
    "ytick.labelsize": 12.5,
    "legend.fontsize": 12.5,
    "legend.frameon": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "svg.hashsalt": "shieldtalks",
    "figure.dpi": DPI,
    "text.parse_math": False,
}


def name_parties(parties: Iterable[str]) -> None:
    """Give the parties of another quarrel their hues and markers, in this order.

    Parties of the course keep theirs, and what they have is not given again while others are left.
    Naming parties anew forgets those named before. A party that is not named is drawn dark and
    plain. Hues come back after the sixth party, in another marker.
    """
    parties = list(dict.fromkeys(parties))
    for looks in (PARTY_HUE, PARTY_MARKER, PARTY_NAME):
        for party in [party for party in looks if party not in COURSE]:
            del looks[party]
    new = [party for party in parties if party not in COURSE]
    for looks, offered in ((PARTY_HUE, HUES), (PARTY_MARKER, MARKERS)):
        taken = [looks[party] for party in parties if party in COURSE]
        free = [look for look in offered if look not in taken] or list(offered)
        looks.update(zip(new, itertools.cycle(free), strict=False))
    PARTY_NAME.update(zip(new, new, strict=True))


# JupyterLab lets a kernel hear its widgets in one thread while a cell runs in another, and neither
# matplotlib nor a figure that is drawn upon stands two at a time.
IN_TURN = threading.RLock()


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """Draw in the style of the course, and alone: other threads wait for their turn."""
    with IN_TURN, mpl.rc_context(RC):
        yield


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on a colour."""
    return max((INK, "#ffffff"), key=lambda ink: contrast(ink, colour))


def _luminance(colour):
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
