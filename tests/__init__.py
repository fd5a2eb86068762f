"""The tests of the course: of the library, of the house, and of every notebook."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
