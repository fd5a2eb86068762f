"""One explorer a lesson: controls around the figures of the course."""

import importlib

# Which module holds what; a module is loaded when something of it is first used.
HOMES = {
    "CodingDesk": "coding_desk",
    "PRACTICE": "coding_desk",
    "agreement_step": "coding_desk",
    "desk_step": "coding_desk",
    "flip_step": "coding_desk",
    "own_coding": "coding",
    "DatingBoard": "dating",
    "SourceReader": "reader",
    "anatomy_step": "reader",
    "dating_step": "dating",
    "reader_step": "reader",
    "FirstLook": "first_look",
    "first_look_step": "first_look",
    "MatrixExplorer": "matrix",
    "carried_step": "matrix",
    "matrix_step": "matrix",
    "VoicesExplorer": "voices",
    "voices_step": "voices",
    "NetworkExplorer": "networks",
    "network_step": "networks",
    "dyad_step": "networks",
    "ChangeExplorer": "change",
    "change_step": "change",
    "BargainExplorer": "bargain",
    "PackageExplorer": "bargain",
    "SheetExplorer": "bargain",
    "WeightsExplorer": "bargain",
    "bargain_step": "bargain",
    "package_step": "bargain",
    "sheet_step": "bargain",
    "weights_step": "bargain",
    "GameExplorer": "games",
    "JervisExplorer": "games",
    "game_step": "games",
    "jervis_step": "games",
    "FiguresExplorer": "maps",
    "MapExplorer": "maps",
    "SystemsExplorer": "maps",
    "figures_step": "maps",
    "map_step": "maps",
    "systems_step": "maps",
    "RoleplayTable": "roleplay",
    "roleplay_step": "roleplay",
    "KeynessExplorer": "wording",
    "keyness_step": "wording",
}


def __getattr__(name):
    """Load the explorer's module on first use (PEP 562)."""
    if name in HOMES:
        return getattr(importlib.import_module(f"shieldtalks.explorers.{HOMES[name]}"), name)
    raise AttributeError(f"there is no explorer {name!r}; there are {', '.join(sorted(HOMES))}")


def __dir__():
    """List the explorers and their steps, so that Tab completes them."""
    return sorted(HOMES)
