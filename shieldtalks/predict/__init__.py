"""Predict: a question before each chart, a guess that stays, and the answer beside it."""

from shieldtalks.registry import loads_late

HOME = {
    "Prompt": "prompts",
    "load_prompts": "prompts",
    "prompt": "prompts",
    "predict": "control",
    "my_guesses": "guesses",
    "with_guess": "guesses",
}

__getattr__, __dir__ = loads_late(__name__, HOME, "predict has no")
