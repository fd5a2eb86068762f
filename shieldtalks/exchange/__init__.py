"""Codings from and to other tools: DNA's databases, REFI-QDA projects, csv, GraphML."""

from shieldtalks.exchange.arrive import is_open, new_case
from shieldtalks.exchange.case import Case, read_case, readers
from shieldtalks.exchange.compare import cells, ties
from shieldtalks.exchange.leave import FORMATS, export

__all__ = [
    "FORMATS",
    "Case",
    "cells",
    "export",
    "is_open",
    "new_case",
    "read_case",
    "readers",
    "ties",
]
