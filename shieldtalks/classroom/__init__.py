"""A class together: phones that answer, a screen that shows, and what is kept of it.

The log of a class is the class: what anybody sees is computed from the events that its file holds.
"""

from shieldtalks.registry import loads_late

HOME = {
    "agreement": "class_coding",
    "chart": "kept",
    "classes": "kept",
    "coding": "kept",
    "counts": "kept",
    "effects": "class_coding",
    "results": "kept",
    "talks": "kept",
}

__getattr__, __dir__ = loads_late(__name__, HOME, "classroom has no")
