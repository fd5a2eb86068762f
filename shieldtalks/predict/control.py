"""The control of a prompt: a question, a way to answer it, and a guess that stays.

Where no kernel runs, its stored output is the question with the answer in a fold.
"""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from shieldtalks.errors import DataError
from shieldtalks.explorers.base import STILL_STYLE, VIEW
from shieldtalks.markup import Markup, tag
from shieldtalks.predict.kept import guess_of, keep
from shieldtalks.predict.prompts import NUMBERS, Prompt, prompt

HERE = Path(__file__).parent
STILL = (
    STILL_STYLE + '<div class="st-still"><p><i>Run this cell, and you can make a guess.</i></p>'
    "{}</div>"
)


class Question(anywidget.AnyWidget):
    """A prompt on a page. The browser shows the form; what is committed is checked and kept here.

    asked: the prompt as plain values. guess: the one that was committed, in words, or ''. tells:
    the line for it. trouble: what is wrong with what was tried last. tries: how often something
    was tried.
    """

    _esm = HERE / "control.js"
    _css = HERE / "control.css"
    asked = traitlets.Dict().tag(sync=True)
    guess = traitlets.Unicode("").tag(sync=True)
    tells = traitlets.Unicode("").tag(sync=True)
    trouble = traitlets.Unicode("").tag(sync=True)
    tries = traitlets.Int(0).tag(sync=True)

    def __init__(self, prompt: Prompt):
        """Show a Prompt, with the guess that was committed to it before, if there is one."""
        self.prompt = prompt
        super().__init__(asked=as_asked(prompt))
        self._show(guess_of(prompt))
        self.on_msg(self._heard)

    def commit(self, value: object) -> None:
        """Commit a guess, as the button does; the first one stays. Trouble becomes a line."""
        try:
            guess, self.trouble = keep(self.prompt, value)
            self._show(guess)
        except DataError as error:
            self.trouble = str(error)
        # Said last: the page waits for it.
        self.tries += 1

    def describe(self) -> str:
        """Return the question, what can be answered, and the guess, as text."""
        said = f"Your guess: {self.guess}. {self.tells}" if self.guess else offered(self.prompt)
        return f"Predict. {self.prompt.question}\n{said}"

    def still(self) -> Markup:
        """Return the question with the answer in a fold, as HTML."""
        one = self.prompt
        listed = tag("ul", *(tag("li", option) for option in one.options)) if one.options else ""
        more = "" if one.options else tag("i", offered(one))
        mine = tag("p", f"Your guess: {self.guess}.") if self.guess else ""
        answer = tag("details", tag("summary", "The answer"), tag("p", one.told()))
        asked = tag("p", tag("b", "Predict."), f" {one.question} ", more)
        return tag("div", asked, listed, mine, answer)

    def __repr__(self):
        return self.describe()

    def _show(self, guess):
        if guess is not None:
            self.tells = self.prompt.say(guess)
            self.guess = self.prompt.in_words(guess)

    def _heard(self, widget, content, buffers):
        if "commit" in content:
            self.commit(content["commit"])

    def _ipython_display_(self):
        """Put out the question as text, then the control, which hides it where it comes to life."""
        from IPython.display import publish_display_data

        still = STILL.format(self.still())
        publish_display_data({"text/html": still, "text/plain": self.describe()})
        bundle = super()._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        publish_display_data({VIEW: data[VIEW]}, metadata)


def predict(prompt_id: str) -> Question:
    """Return the control of a prompt, to be shown in a notebook.

    prompt_id: such as "04.silence". Raises DataError for an id that no lesson has.

    >>> predict("04.silence").commit("40 %")
    >>> predict("04.silence").guess
    '40 %'
    """
    return Question(prompt(prompt_id))


def offered(prompt: Prompt) -> str:
    """Return what one can answer, as a sentence."""
    if prompt.kind in NUMBERS:
        return f"A number from {prompt.low:g} to {prompt.in_words(prompt.high)}."
    if prompt.kind == "cell":
        rows, columns = "; ".join(prompt.rows), "; ".join(prompt.columns)
        return f"A row ({rows}) and a column ({columns})."
    first = "One of these" if prompt.kind == "choice" else "These, put in order"
    return f"{first}: {'; '.join(prompt.options)}."


def as_asked(prompt: Prompt) -> dict[str, Any]:
    """Return a prompt as the plain values that a page needs to ask it; no answer is among them."""
    return {
        "id": prompt.id,
        "kind": prompt.kind,
        "question": prompt.question,
        "offered": offered(prompt),
        "options": list(prompt.options),
        "rows": list(prompt.rows),
        "columns": list(prompt.columns),
    }
