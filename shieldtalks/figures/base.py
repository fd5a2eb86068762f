"""What every figure of the course shares: its look, its marks, its alt text, its bytes."""

import base64
import contextlib
import functools
import html
import io
import itertools
import re
import textwrap
import threading
from dataclasses import dataclass, field

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Sheet
from matplotlib.lines import Line2D
from PIL import Image

from shieldtalks.words import counted

WIDTH = 9.6  # inches; shown 960 pixels wide
DPI = 150
SHOWN = 100  # pixels per inch at the size shown

# petroff6 (Petroff 2021, arXiv:2107.02270), which matplotlib names from 3.11 on.
BLUE, ORANGE, RED, PLUM, GREY, VIOLET = [
    "#5790fc",
    "#f89c20",
    "#e42536",
    "#964a8b",
    "#9c9ca1",
    "#7a21dd",
]
INK, QUIET, FAINT = "#1b1b1f", "#5c5c66", "#e4e4e8"


class Looks(dict):
    """{party: how it is shown}. A party that was not named gets the plain look.

    plain: function of the party that gives it.
    """

    def __init__(self, looks, plain):
        super().__init__(looks)
        self.plain = plain

    def __missing__(self, party):
        return self.plain(party)


COURSE = ("RUS", "USA", "NATO", "media")
PARTY_HUE = Looks(zip(COURSE, (RED, BLUE, VIOLET, GREY), strict=True), lambda party: QUIET)
PARTY_MARKER = Looks(zip(COURSE, "os^D", strict=True), lambda party: "h")
NAMES = ("Russia", "United States", "NATO", "Analyst")
PARTY_NAME = Looks(zip(COURSE, NAMES, strict=True), str)
# For the parties of another quarrel, in this order.
HUES, MARKERS = (BLUE, RED, VIOLET, ORANGE, PLUM, GREY), "so^DPXv"

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


@dataclass(frozen=True)
class Mark:
    """One thing a figure plots: what it is called, where it stands, which statements it shows.

    box: left, top, width, height as shares of the picture, or None where it has no place of its
    own. statements: ids; empty where the mark shows something other than statements.
    """

    id: str
    label: str
    statements: tuple = ()
    box: tuple | None = None


@dataclass(frozen=True)
class Figure:
    """A finished chart: picture, title, alt text, footer, and the statements behind each mark.

    sheet: the matplotlib figure. alt: two or three sentences, computed from the data, that say
    what the picture shows. footer: articles and number of statements. marks: list of Mark.
    rows: {statement id: dict of strings} as `statements.evidence` gives them, to be read on demand.
    """

    sheet: Sheet
    title: str
    alt: str
    footer: str
    marks: tuple = ()
    rows: dict = field(default_factory=dict)

    @property
    def evidence(self):
        """Return {mark id: tuple of statement ids}."""
        return {mark.id: tuple(mark.statements) for mark in self.marks}

    @functools.cached_property
    def png(self):
        """Return the picture as PNG bytes: the same data gives the same bytes."""
        return encode(pixels(self.sheet))

    def html(self):
        """Return a <figure> with the picture, its alt text, the same in words, its sentences.

        The footer stands in the picture itself, so that it travels with every copy.
        """
        words = f"<details><summary>In words</summary><p>{html.escape(self.alt)}</p></details>"
        return (
            f'<figure style="margin:0">{self._image()}'
            f"<figcaption>{words}{self._sentences()}</figcaption></figure>"
        )

    def __repr__(self):
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/html": self.html(),
            "image/png": base64.b64encode(self.png).decode(),
            "text/plain": self.alt,
        }

    def _image(self):
        source = base64.b64encode(self.png).decode()
        width = round(self.sheet.get_figwidth() * SHOWN)
        return (
            f'<img alt="{html.escape(self.alt)}" width="{width}" '
            f'style="max-width:100%;height:auto" src="data:image/png;base64,{source}">'
        )

    def _sentences(self):
        """Return a closed list of mark -> sentences, which opens without a kernel."""
        shown = [mark for mark in self.marks if mark.statements and self.rows]
        if not shown:
            return ""
        items = "".join(
            f"<dt><b>{html.escape(mark.label)}</b></dt>"
            + "".join(f"<dd>{html.escape(cite(self.rows[i]))}</dd>" for i in mark.statements)
            for mark in shown
        )
        return f"<details><summary>Every mark and its sentences</summary><dl>{items}</dl></details>"


def cite(row):
    """Return a statement as one line: quote, unit, speaker, outlet and date."""
    who = row["person"] or row["organization"]
    return f"{row['quote']} [{row['unit']}] {who}; {row['outlet']}, {row['date'] or 'undated'}"


def name_parties(parties):
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
# matplotlib nor a sheet that is drawn upon stands two at a time.
IN_TURN = threading.RLock()


@contextlib.contextmanager
def house_style():
    """Draw in the style of the course, and alone: other threads wait for their turn."""
    with IN_TURN, mpl.rc_context(RC):
        yield


def new_sheet(height, width=WIDTH):
    """Return an empty matplotlib figure in the style of the course; sizes in inches."""
    with house_style():
        sheet = Sheet(figsize=(width, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(sheet)
    return sheet


def styled(function):
    """Decorate a figure function so that all it draws, and its text sizes, follow the style."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        with house_style():
            return function(*args, **kwargs)

    return wrapper


def headline(sheet, title, footer, subtitle=""):
    """Put title and footer where every chart of the course has them; long lines are wrapped."""
    lines = textwrap.wrap(title, round(sheet.get_figwidth() * 7.3))
    height = sheet.get_figheight()
    sheet.text(0.01, 1 - 0.12 / height, "\n".join(lines), va="top", size=16, weight="bold")
    if subtitle:
        down = 0.12 + 0.3 * len(lines)
        sheet.text(0.01, 1 - down / height, subtitle, va="top", size=12.5, color=QUIET)
    whole = re.sub(r"(?<=\d) (?=\w)", "\N{NO-BREAK SPACE}", footer)
    below = textwrap.wrap(whole, round(sheet.get_figwidth() * 11))
    sheet.text(0.01, 0.08 / height, "\n".join(below), va="bottom", size=12, color=QUIET)


def party_key(sheet, parties, y, extra=()):
    """Name the markers of the parties in one line.

    parties: those that occur, in any order. y: where, as a share of the sheet's height. extra:
    further matplotlib handles with labels.
    """
    handles = [
        Line2D([], [], ls="", ms=8, marker=PARTY_MARKER[p], color=PARTY_HUE[p], label=PARTY_NAME[p])
        for p in PARTY_NAME
        if p in set(parties)
    ]
    handles.extend(extra)
    sheet.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0.0, y),
        ncols=len(handles),
        handletextpad=0.2,
        columnspacing=1.3,
        borderpad=0.4,
    )


def footer(statements):
    """Return the footer line: which articles, how many statements, and how they are shared out.

    statements: the DataFrame that a chart was drawn from.
    """
    articles = sorted(statements["article"].unique())
    parties = statements["party"].value_counts()
    shares = ", ".join(f"{n} {PARTY_NAME[party]}" for party, n in parties.items())
    which = f"Article{'s' * (len(articles) != 1)} {', '.join(articles)}"
    return f"{which}. n = {counted(len(statements), 'statement')}: {shares}."


def box_of(artist, sheet):
    """Return an artist's place as (left, top, width, height), shares of the picture."""
    extent = artist.get_window_extent(sheet.canvas.get_renderer())
    return box(extent.x0, extent.y0, extent.x1, extent.y1, sheet)


def box_in(axes, x0, y0, x1, y1):
    """Return a rectangle given in data coordinates of `axes` as shares of the picture."""
    corners = axes.transData.transform([(x0, y0), (x1, y1)])
    return box(*corners.min(axis=0), *corners.max(axis=0), axes.figure)


def box(x0, y0, x1, y1, sheet):
    """Return a rectangle in pixels (origin bottom left) as shares of the picture from top left."""
    width, height = sheet.canvas.get_width_height()
    share = (x0 / width, 1 - y1 / height, (x1 - x0) / width, (y1 - y0) / height)
    return tuple(round(float(v), 4) for v in share)


def pixels(sheet):
    """Draw a matplotlib figure and return its pixels: array (height, width, 4) of bytes."""
    with house_style():
        sheet.canvas.draw()
    return np.asarray(sheet.canvas.buffer_rgba())


def encode(rgba):
    """Return pixels as a PNG with one fixed palette: small, quick, and the same each time."""
    return _as_png(_indices(rgba))


class Stage:
    """A sheet whose ground is drawn once and only its moving artists again: for live explorers.

    sheet: the matplotlib figure, complete. moving: the artists that a state changes. apart: those
    texts among them that no other moving artist touches; while one says the same, it is not
    written again.
    """

    def __init__(self, sheet, moving, apart=()):
        self.sheet, self.moving, self._ground = sheet, list(moving), None
        self._apart, self._written = set(apart), {}
        for artist in self.moving:
            artist.set_animated(True)

    def figure(self, **fields):
        """Return a Figure of the sheet as it stands now; fields: what else a Figure has."""
        figure = Figure(self.sheet, **fields)
        # The sheet will move on, so this Figure keeps the picture of now.
        figure.__dict__["png"] = self._drawn()
        return figure

    def _drawn(self):
        canvas = self.sheet.canvas
        with house_style():
            if self._ground is None:
                canvas.draw()
                self._ground = canvas.copy_from_bbox(self.sheet.bbox)
                self._still = np.array(canvas.buffer_rgba())
                self._still_indices = _indices(self._still)
            canvas.restore_region(self._ground)
            for artist in self.moving:
                if artist in self._apart:
                    self._write(artist)
                else:
                    self.sheet.draw_artist(artist)
        now = np.asarray(canvas.buffer_rgba())
        # Only pixels that differ from the ground are looked up again.
        moved = (now.view(np.uint32) != self._still.view(np.uint32))[..., 0]
        indices = self._still_indices.copy()
        indices[moved] = _indices(now[moved])
        return _as_png(indices, level=3)

    def _write(self, text):
        """Draw a text, or put its pixels back if they have been drawn like that before."""
        canvas, words = self.sheet.canvas, text.get_text()
        said, area = self._written.get(text, (None, None))
        if not words or words != said:
            self.sheet.draw_artist(text)
            place = text.get_window_extent(canvas.get_renderer()).padded(4)
            self._written[text] = words, canvas.copy_from_bbox(place)
        else:
            canvas.restore_region(area)


def _indices(rgba):
    """Return the palette index of each pixel."""
    red, green, blue = (rgba[..., channel].astype(np.uint16) >> 3 for channel in range(3))
    return _lookup()[(red << 10) | (green << 5) | blue]


def _as_png(indices, level=6):
    """Return palette indices, rows of pixels, as a PNG. level: 1 is quickest, 9 smallest."""
    image = Image.frombytes("P", indices.shape[::-1], indices.tobytes())
    image.putpalette(_palette().astype(np.uint8).tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=level)
    return out.getvalue()


def contrast(one, other):
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour):
    """Return black or white, whichever is easier to read on a colour."""
    return max((INK, "#ffffff"), key=lambda ink: contrast(ink, colour))


def _luminance(colour):
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


_CACHE = {}


def _palette():
    """Return 256 colours: greys, and each hue of the course in steps to white and to ink."""
    if "palette" not in _CACHE:
        hues = [BLUE, ORANGE, RED, PLUM, VIOLET]
        white, ink = np.ones(3), np.array(to_rgb(INK))
        greys = [np.full(3, level) for level in np.linspace(0, 1, 56)]
        ramps = [
            (1 - step) * np.array(to_rgb(hue)) + step * end
            for hue in hues
            for end, steps in ((white, np.linspace(0, 0.96, 25)), (ink, np.linspace(0.07, 0.9, 14)))
            for step in steps
        ]
        colours = np.clip(np.array(greys + ramps) * 255, 0, 255)
        _CACHE["palette"] = np.vstack([colours, np.zeros((256 - len(colours), 3))])
    return _CACHE["palette"]


def _lookup():
    """Return the nearest palette index of each of the 32 x 32 x 32 colour cells, flattened."""
    if "lookup" not in _CACHE:
        steps = np.arange(32) * 255 / 31
        cells = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
        palette = _palette()
        squared = (cells**2).sum(1)[:, None] - 2 * cells @ palette.T + (palette**2).sum(1)
        _CACHE["lookup"] = squared.argmin(axis=1).astype(np.uint8)
    return _CACHE["lookup"]
