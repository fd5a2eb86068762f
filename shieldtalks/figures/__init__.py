"""One function a chart: data in, a Figure with alt text, source line and evidence out."""

import importlib

# Which module draws which chart; a module is loaded when one of its charts is first drawn.
HOMES = {
    "AgreementGauge": "agreement",
    "agreement_per_concept": "agreement",
    "disputed_codes": "agreement",
    "kappa_by_question": "agreement",
    "stance_shifts": "agreement",
    "anatomy": "files",
    "dating": "dates",
    "page": "files",
    "course_map": "overview",
    "first_look": "overview",
    "speakers": "overview",
    "carried_cells": "matrix",
    "position_matrix": "matrix",
    "voices_by_mode": "voices",
    "chain_depth": "voices",
    "way_of_words": "voices",
    "congruence_network": "networks",
    "dyad_list": "networks",
    "dumbbells": "change",
    "timeline": "change",
    "words_and_votes": "change",
    "bargain_cloud": "bargain",
    "score_sheet": "bargain",
    "weights_apart": "bargain",
    "weights_shaken": "bargain",
    "game_chart": "games",
    "jervis_table": "games",
    "claimed_figures": "maps",
    "disputed_distances": "maps",
    "nearest_by_origin": "maps",
    "site_map": "maps",
    "track_map": "maps",
    "systems_timeline": "systems",
    "debrief_cloud": "roleplay",
    "verbs_by_outlet": "wording",
    "naming_grid": "wording",
    "keyness_plot": "wording",
}


def __getattr__(name):
    """Load the chart's module on first use (PEP 562)."""
    if name in HOMES:
        return getattr(importlib.import_module(f"shieldtalks.figures.{HOMES[name]}"), name)
    raise AttributeError(f"there is no figure {name!r}; there are {', '.join(sorted(HOMES))}")


def __dir__():
    """List the charts, so that Tab completes them."""
    return sorted(HOMES)
