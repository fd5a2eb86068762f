"""Codings from and to other tools: DNA's databases, REFI-QDA projects, csv, GraphML."""

from shieldtalks.registry import loads_late

# SQLite is not in every Python; who only reads a case's readers does without.
HOMES = {
    "new_case": "arrive",
    "is_open": "arrive",
    "Case": "case",
    "read_case": "case",
    "readers": "case",
    "cells": "compare",
    "ties": "compare",
    "FORMATS": "leave",
    "export": "leave",
}

__getattr__, __dir__ = loads_late(__name__, HOMES, "there is nothing called")
