"""The templates of the site's pages, read once."""

from pathlib import Path

from shieldtalks.templates import environment

TEMPLATES = environment(Path(__file__).parent / "templates")
