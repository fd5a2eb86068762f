"""The guesses a student has committed, kept in one small file beside the progress."""

import json
from datetime import datetime

from shieldtalks.errors import DataError
from shieldtalks.predict.prompts import Guess, Prompt
from shieldtalks.student_files import load_entries, save

FILE = "guesses.json"

# Guesses that could not be written. They hold while the notebook runs, and go with the next one.
unkept: dict[str, dict] = {}


def guess_of(prompt: Prompt) -> Guess | None:
    """Return the guess that was committed to a prompt, or None.

    One that the prompt does not offer (any more) is none.
    """
    entry = _entries().get(prompt.id)
    try:
        return prompt.check(entry["guess"]) if entry else None
    except DataError:
        return None


def keep(prompt: Prompt, value: object) -> tuple[Guess, str]:
    """Commit a guess; return the one that counts, and a line where it cannot be written.

    The first guess stays: a second one changes nothing. Raises DataError for a value that is no
    guess at this prompt.
    """
    guess = prompt.check(value)
    before = guess_of(prompt)
    if before is not None:
        return before, ""
    entries = _entries()
    now = datetime.now().isoformat(timespec="minutes")
    entries[prompt.id] = {"guess": guess, "when": now}
    trouble = save(FILE, json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False))
    if trouble:
        unkept[prompt.id] = entries[prompt.id]
    else:
        unkept.clear()
    return guess, trouble


def _entries():
    """Return {prompt id: {guess, when}}; a file that cannot be read is set aside."""
    entries = load_entries(FILE, "your guesses begin")
    return {i: entry for i, entry in entries.items() if "guess" in entry} | unkept
