"""One explorer a lesson: controls around the figures of the course."""

from shieldtalks.registry import EXPLORERS, homes, loads_late

__getattr__, __dir__ = loads_late(__name__, homes(EXPLORERS), "there is no explorer")
