"""What a class reads of its rules, and what the command tells the teacher: texts.toml."""

import tomllib
from pathlib import Path

TEXTS = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
