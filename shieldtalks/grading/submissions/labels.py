"""What a name of a file or folder says of a student, beside the exercise and its being a copy."""

import re
import unicodedata

from shieldtalks.grading.submissions.files import ENDINGS, stems
from shieldtalks.grading.submissions.students import WORDS

TURNED_IN, DRAFTS = {*WORDS["turned_in"]}, {*WORDS["drafts"]}
TEAMS = TURNED_IN | DRAFTS
NO_NAMES, COPIES = TEAMS | {*WORDS["no_names"]}, {*WORDS["copies"]}
COPY = re.compile(
    rf"^(?:(?:{'|'.join(WORDS['copy_of'])})\s+)+"
    rf"|(?:[\s_-]+(?:{'|'.join(WORDS['copy'])})(?: (?:of|von|van|de))?)+$",
    re.I,
)
SHORT = r"v?\d{1,2}|20\d{12}"  # words that only tell copies apart
NUMBERED = r"(?:\s*\(\d{1,2}\)|\s\d{1,2}(?=_))*"
REVISION = re.compile(r"^revisi[oó]n \d+ - .*", re.I)  # and on time or late, of Schoology
STAMP = re.compile(r"^20\d{12}_")  # what ILIAS writes before the name of a file


def label_of(name: str) -> str:
    """Return what a name says besides the exercise and its being a copy: a student, or ''."""
    stem = unicodedata.normalize("NFC", ENDINGS.sub("", name))
    for known in stems().values():
        # A browser or Drive numbers what has a name already: 03_code_it (1).
        stem = re.sub(re.escape(known) + NUMBERED, " ", stem, flags=re.I)
    stem = REVISION.sub("", STAMP.sub("", stem.strip(" _.-")))
    words = re.split(r"[\s_.()-]+", stem.casefold())
    said = [word for word in words if word not in COPIES and not re.fullmatch(SHORT, word)]
    if not set(said) - NO_NAMES or stem.casefold() in NO_NAMES:
        return ""
    return COPY.sub("", stem).strip(" _.-") or stem


def plain_words(name: str) -> str:
    """Return the words of a name in one order, without dates, numbers of copies and addenda.

    Two names of the same plain words may be one person, as Doe, Jane (1) and Jane_Doe.
    """
    name = unicodedata.normalize("NFKD", name.casefold())
    name = "".join(sign for sign in name if not unicodedata.combining(sign))
    bare = re.sub(r"\([^)]*\)|\b20\d\d[-_.]?\d\d[-_.]?\d\d\b|(?<=@)(.*)_\d+$", r"\1", name)
    words = re.findall(r"[^\W_]+", re.sub(r"[-_](?:main|master)$", "", bare))
    return " ".join(sorted(words)) or name
