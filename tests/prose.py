"""What the tests read out of the lessons' prose: its sentences, with what is quoted set aside."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "solutions").glob("*.ipynb"))
# An answer to be judged is nobody's assertion: an option of a quiz, a line of code.
ASIDE = re.compile(r"<summary>.*?</summary>|```.*?```|`[^`\n]*`", re.S)
QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|\*[^*\n]+\*")
STOP = r"(?:(?<=[.?!])|(?<=[.?!][\"”*)])|(?<=[.?!]\*\*))\s+(?=[\"“*(\[]*[A-Z])"
END = re.compile(STOP + r"|\n\s*\n|\n(?=[-#>|\d])|<[^>]+>")


def sentences(text):
    """Return the sentences of a text in markdown, without quiz options and code."""
    parts = (" ".join(part.split()) for part in END.split(ASIDE.sub(" ", text)))
    return [part.lstrip("#->* ") for part in parts if part.strip("#->*| ")]


def unquoted(sentence):
    """Return a sentence without what stands in quotation marks or in italics."""
    return QUOTED.sub(" ", sentence.replace("**", ""))


def told(path):
    """Return [(cell id, sentence)] of all prose in a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    return [(cell["id"], line) for cell in prose for line in sentences("".join(cell["source"]))]
