"""Words beside votes: how often two states voted alike in the UN General Assembly."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from shieldtalks.figures.drawing import finished
from shieldtalks.figures.figure import Figure, new_fig, styled
from shieldtalks.figures.style import BLUE, FAINT, QUIET


@styled
def words_and_votes(
    agreement: pd.DataFrame,
    articles: Mapping[str, str],
    missiles: pd.DataFrame,
    one: str = "Russia",
    other: str = "the United States",
) -> Figure:
    """Draw how often two states voted alike, year by year, with the articles' years marked.

    agreement: as `change.vote_agreement`. articles: {article: date}. missiles: as
    `change.missile_agreement`; each is a diamond below its year, filled where both voted alike.
    Returns a Figure without marks: votes are not statements.
    """
    fig = new_fig(5.0)
    axes = fig.add_axes((0.075, 0.21, 0.905, 0.57))
    years, share = agreement.index.to_numpy(), agreement["share"].to_numpy() * 100
    for year in sorted({date[:4] for date in articles.values()}):
        held = "\n".join(article for article, date in articles.items() if date.startswith(year))
        axes.axvline(int(year), color=FAINT, lw=14, zorder=0)
        axes.text(int(year), 98, held, ha="center", va="top", size=12)
    axes.plot(years, share, "-o", color=BLUE, mec="white", ms=8, lw=2.2)
    for year, number in agreement["n"].items():
        axes.text(year, -9, number, ha="center", va="bottom", size=12, color=QUIET)
    low, high = int(share.argmin()), int(share.argmax())
    for at, shift, side in ((low, -9, "top"), (high, 7, "bottom")):
        look = {"textcoords": "offset points", "ha": "center", "va": side, "weight": "bold"}
        axes.annotate(f"{share[at]:.0f} %", (years[at], share[at]), (0, shift), **look)
    for year, alike in missiles.groupby("year")["alike"]:
        beside = 0.32 * (np.arange(len(alike)) - (len(alike) - 1) / 2)
        for x, same in zip(year + beside, sorted(alike, reverse=True), strict=True):
            axes.plot(x, -14, "D", ms=6, mec=BLUE, mfc=BLUE if same else "white", mew=1.6)
    axes.set_ylim(-19, 100)  # room under the line for the number of resolutions, and for diamonds
    axes.set_xlim(years.min() - 0.7, years.max() + 0.7)
    axes.set_xticks([year for year in years if year % 5 == 0])
    axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    axes.grid(axis="y")
    foot = (
        f"UN General Assembly, resolutions on arms on which both voted, {years.min()} to "
        f"{years.max()}, n = {agreement['n'].sum()}. Each year puts other texts to the vote."
    )
    title = f"They voted alike least often in {years[low]}, and most often in {years[high]}"
    subtitle = (
        f"{one} and {other}. Small numbers: resolutions. Diamonds: those on missiles,\n"
        "filled where both voted alike. Grey bands: years of the articles."
    )
    alt = (
        f"A line of how often {one} and {other} cast the same vote in the UN General Assembly, "
        f"from {years.min()} to {years.max()}, n = {agreement['n'].sum()} resolutions. It is "
        f"lowest in {years[low]} with {share[low]:.0f} percent of {agreement['n'].iloc[low]} "
        f"and highest in {years[high]} with {share[high]:.0f} percent of "
        f"{agreement['n'].iloc[high]}. "
        f"The number of resolutions differs from {agreement['n'].min()} to "
        f"{agreement['n'].max()} a year. {len(missiles)} are on missiles, from "
        f"{missiles['year'].min()} to {missiles['year'].max()}; on {int(missiles['alike'].sum())} "
        "of these both voted alike."
    )
    return finished(fig, title, alt, foot=foot, subtitle=subtitle)
