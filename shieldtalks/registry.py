"""The names that the package offers: its rooms, its charts, its explorers; all load late."""

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

# Every room, ground floor first: a room imports only from rooms before it. True: a student calls it
# by name, so the front door offers it.
ROOMS = {
    "data": False,
    "registry": False,
    "errors": False,
    "files": False,
    "templates": False,
    "markup": False,
    "phrases": False,
    "parties": False,
    "browser": False,
    "encodings": False,
    "dates": False,
    "tables": False,
    "segmentation": False,
    "layout": False,
    "units": False,
    "student_files": False,
    "course": False,
    "corpus": False,
    "codebook": False,
    "statements": False,
    "readings": True,
    "newcase": True,
    "context": True,
    "dating": True,
    "change": True,
    "coefficients": False,
    "two_readers": False,
    "reliability": True,
    "blocs": False,
    "ties": False,
    "discourse": True,
    "attribution": True,
    "keyness": True,
    "systems": True,
    "sphere": False,
    "geography": True,
    "bargaining": True,
    "games": True,
    "negotiation": True,
    "reference": False,
    "forks": True,
    "headlines": True,
    "roleplay": True,
    "memo": True,
    "handouts": True,
    "figures": True,
    "explorers": True,
    "predict": True,
    "checks": True,
    "grading": False,
    "exchange": True,
    "classroom": True,
    "show": False,
    "site": False,
    "cli": False,
}

# What a student calls without naming a room: {name: its room}.
STUDENT_NAMES = {
    "load_corpus": "corpus",
    "load_statements": "statements",
    "load_concepts": "statements",
    "check": "checks",
    "hint": "checks",
    "progress": "checks",
    "rehearse": "checks",
}

# {module of figures/: the charts it draws}
FIGURES = {
    "agreement": ("agreement_per_concept", "disputed_codes", "kappa_by_question", "stance_shifts"),
    "class_coding": ("class_agreement", "class_division"),
    "gauge": ("AgreementGauge",),
    "files": ("anatomy", "page"),
    "dates": ("dating",),
    "overview": ("course_map", "first_look", "speakers"),
    "headlines": ("headline_grid",),
    "matrix": ("carried_cells", "position_matrix"),
    "voices": ("chain_depth", "voices_by_mode", "way_of_words"),
    "networks": ("congruence_network", "dyad_list"),
    "change": ("dumbbells", "timeline"),
    "un_votes": ("words_and_votes",),
    "bargain": ("bargain_cloud",),
    "scores": ("score_sheet", "weights_apart", "weights_shaken"),
    "games": ("game_chart",),
    "guesses": ("guesses_beside_answers",),
    "jervis": ("jervis_table",),
    "distances": ("claimed_figures", "disputed_distances", "nearest_by_origin"),
    "maps": ("site_map", "track_map"),
    "systems": ("systems_timeline",),
    "offers": ("offer_paths",),
    "roleplay": ("debrief_cloud",),
    "votes": ("class_votes",),
    "wording": ("keyness_plot", "naming_grid", "verbs_by_outlet"),
}

# {module of explorers/: the explorers and steps it holds}
EXPLORERS = {
    "coding_desk": ("CodingDesk",),
    "comparison": ("PRACTICE", "agreement_step", "desk_step", "flip_step"),
    "coding": ("own_coding",),
    "dating": ("DatingBoard", "dating_step"),
    "reader": ("SourceReader", "anatomy_step", "reader_step"),
    "first_look": ("FirstLook", "first_look_step"),
    "matrix": ("MatrixExplorer", "carried_step", "matrix_step"),
    "voices": ("VoicesExplorer", "voices_step"),
    "networks": ("NetworkExplorer", "dyad_step", "network_step"),
    "change": ("ChangeExplorer", "change_step"),
    "bargain": (
        "BargainExplorer",
        "PackageExplorer",
        "SheetExplorer",
        "WeightsExplorer",
        "bargain_step",
        "package_step",
        "sheet_step",
        "weights_step",
    ),
    "games": ("GameExplorer", "JervisExplorer", "game_step", "jervis_step"),
    "maps": (
        "FiguresExplorer",
        "MapExplorer",
        "SystemsExplorer",
        "figures_step",
        "map_step",
        "systems_step",
    ),
    "roleplay": ("RoleplayTable", "roleplay_step"),
    "wording": ("KeynessExplorer", "keyness_step"),
}


def homes(modules: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return {name: module} of a table {module: names}."""
    return {name: module for module, names in modules.items() for name in names}


def loads_late(
    package: str, home: Mapping[str, str], what: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return __getattr__ and __dir__ of a package whose names load on first use (PEP 562).

    home: {name: module of the package}; a module that is named like the name is itself meant.
    what: what such a name stands for, for the error.
    """

    def attribute(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"{what} {name!r}; there are {', '.join(sorted(home))}")
        module = importlib.import_module(f"{package}.{home[name]}")
        return module if home[name] == name else getattr(module, name)

    return attribute, lambda: sorted(home)
