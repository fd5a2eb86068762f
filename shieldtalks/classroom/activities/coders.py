"""The class as coders: ten sentences on every phone, and the one coding that they make together."""

import functools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from shieldtalks.classroom.activities.base import (
    TEACHER,
    UNKNOWN,
    Activity,
    Item,
    Refused,
    is_whole,
)
from shieldtalks.classroom.apart import known
from shieldtalks.classroom.quotes import corpus, quote
from shieldtalks.classroom.texts import TEXTS
from shieldtalks.codebook import AGREEMENTS, load_codings, load_concepts
from shieldtalks.explorers import PRACTICE
from shieldtalks.explorers.comparison import neighbours, reader_lines

Code = tuple[str, str, str]  # organization, concept, agreement
Answers = dict[str, dict[str, list[Code]]]  # {unit: {device: codes}}, an empty list is "nothing"

LEAST = 3  # phones that must have decided a sentence, before the class has
MOST = 6  # codes of one phone in one sentence; the readers never gave more than four
SENTENCES = 20
SAYS = {"yes": "agrees", "no": "disagrees"}
RULE = TEXTS["coders"]["rule"].format(least=LEAST)


class Coders(Activity):
    """Sentences that every phone codes on its own, shown one by one afterwards.

    The option `units` names the sentences (default: the ten of lesson 03). A sentence that was
    shown can no longer be answered, so nobody codes after having seen. What the class says together
    follows `class_codes`.
    """

    kind: ClassVar[str] = "coders"

    def __init__(self, opening: dict, item: Item | None = None):
        """See Activity."""
        self.id: str = opening["id"]
        self.units = tuple(opening["units"])
        self.answers: Answers = {unit: {} for unit in self.units}
        self.aside: Answers = {}
        self.place, self.closed = 0, False
        self.shown: set[int] = set()
        self._work: partial | None = None

    @classmethod
    def opening(cls, item: Item, options: dict) -> dict:
        """Keep which sentences are coded."""
        return {"units": list(checked_units(options.get("units")))}

    # What is taken

    def accept(self, who: str, message: dict, now: float) -> dict | None:
        """Take {"do": "answer", "unit": ..., "codes": [[whose, concept, yes or no], ...]}.

        An empty list says that there is nothing to code, null that it is undecided again. The
        teacher's are next, back, go and show (with a place), close and reopen.
        """
        if who == TEACHER:
            return self._command(message)
        if message.get("do") != "answer":
            raise Refused(UNKNOWN)
        unit = message.get("unit")
        if not isinstance(unit, str) or unit not in self.answers:
            raise Refused("This sentence is not among those of the class.")
        if not self._open(unit):
            raise Refused("This sentence was shown; answers to it are closed.")
        codes = checked_codes(message.get("codes", ""), unit)
        if codes == self.answers[unit].get(who):
            return None
        return {"do": "answer", "unit": unit, "codes": codes and [list(code) for code in codes]}

    def _command(self, message):
        do, last = message.get("do"), len(self.units)
        if do == "next":
            if self.place not in self.shown:
                return {"do": "show", "place": self.place}
            return {"do": "go", "place": self.place + 1} if self.place < last else None
        if do == "back":
            return {"do": "go", "place": self.place - 1} if self.place else None
        if do in ("go", "show"):
            place = message.get("place", self.place)
            if not is_whole(place, 0, last):
                raise Refused(f"There are {last} sentences, and then the class as a whole.")
            same = place in self.shown if do == "show" else place == self.place
            return None if same and place == self.place else {"do": do, "place": place}
        if do in ("close", "reopen"):
            return None if self.closed == (do == "close") else {"do": do}
        raise Refused(UNKNOWN)

    def apply(self, who: str, event: dict, now: float) -> None:
        """See Activity."""
        do, self._work = event["do"], None
        if do == "answer":
            given = self.answers[event["unit"]]
            given.pop(who, None)
            if event["codes"] is not None:
                given[who] = [(code[0], code[1], code[2]) for code in event["codes"]]
        elif do in ("go", "show"):
            self.place = event["place"]
            if do == "show":
                self.shown.add(self.place)
                self.closed |= self.place == len(self.units)
        else:
            self.closed = do == "close"

    def leave_out(self, who: str, out: bool) -> None:
        """See Activity."""
        self._work = None
        if out:
            given = self.answers.items()
            self.aside[who] = {unit: codes.pop(who) for unit, codes in given if who in codes}
        else:
            for unit, codes in self.aside.pop(who, {}).items():
                self.answers[unit][who] = codes

    def _open(self, unit):
        return not self.closed and self.units.index(unit) not in self.shown

    # What is seen

    def phone(self, who: str, now: float) -> dict:
        """Return what one phone may see: its own codes, and of others' only what was shown."""
        sentences = []
        for place, unit in enumerate(self.units):
            mine = self.answers[unit].get(who)
            sentence = {
                **sentence_of(unit),
                "codes": None if mine is None else [list(code) for code in mine],
                "open": self._open(unit),
            }
            if place in self.shown:
                sentence["class"] = self._division(unit)
            sentences.append(sentence)
        return {
            "screen": "coders",
            "id": self.id,
            "rule": RULE,
            "concepts": concepts(),
            "sentences": sentences,
            "decided": sum(who in given for given in self.answers.values()),
            "closed": self.closed,
        }

    def projector(self, now: float) -> dict:
        """Return what the big screen shows: the sentence, and its division once it was shown."""
        here = self.place < len(self.units)
        view = {
            "screen": "coders",
            "id": self.id,
            "rule": RULE,
            "at": self.place,
            "of": len(self.units),
            "closed": self.closed,
            "phones": len(self.devices()),
            "shown": self.place in self.shown,
        }
        if here:
            unit = self.units[self.place]
            view |= {"sentence": sentence_of(unit), "decided": len(self.answers[unit])}
            if view["shown"]:
                view["class"] = self._division(unit)
        elif view["shown"]:
            done = known(self.work())
            view |= {"computing": True} if done is None else {"summary": done}
        return view

    def teacher(self, now: float) -> dict:
        """Return the projector's view, how many decided each sentence, and how they divide."""
        rows = [
            {
                "unit": unit,
                "text": sentence_of(unit)["text"],
                "decided": len(self.answers[unit]),
                "shown": place in self.shown,
            }
            for place, unit in enumerate(self.units)
        ]
        view = {**self.projector(now), "rows": rows}
        if self.place < len(self.units):
            view["class"] = self._division(self.units[self.place])
        return view

    def work(self) -> partial | None:
        """Return what sums the class up, once that was shown."""
        if self.place < len(self.units) or self.place not in self.shown:
            return None
        if self._work is None:
            # Late: it draws, which is heavy, and only wanted once everything is closed.
            from shieldtalks.classroom.class_coding import summary

            self._work = partial(summary, json.dumps(self.answers))
        return self._work

    def chart(self, page: int) -> partial | None:
        """Return what draws the chart of the class as a whole, once it was shown."""
        if len(self.units) not in self.shown:
            return None
        # Late: as in `work`.
        from shieldtalks.classroom.class_coding import summary_chart

        return partial(summary_chart, json.dumps(self.answers))

    def devices(self) -> list[str]:
        """Return the devices that have decided at least one sentence, in order of their names."""
        return sorted({who for given in self.answers.values() for who in given})

    def _division(self, unit):
        return {**division(self.answers[unit]), "readers": readers_of(unit)}


def class_codes(given: Mapping[str, Sequence[Code]]) -> list[Code] | None:
    """Return the codes of one sentence that the class gives as a whole.

    given: {device: codes}; an empty list is the decision that there is nothing to code. A code
    stands where more than half of the deciding phones gave exactly it (organization, concept and
    agreement); exactly half is a tie, and a tie is nothing. Returns an empty list where no code
    stands, and None where fewer than LEAST phones have decided. Majority rule per code; two codes
    may stand side by side, 'yes' and 'no' to one concept too.

    >>> code = ("RUS government", "guarantees", "yes")
    >>> class_codes({"a": [code], "b": [code], "c": []}), class_codes({"a": [code], "b": [code]})
    ([('RUS government', 'guarantees', 'yes')], None)
    """
    if len(given) < LEAST:
        return None
    return [code for code, number in counts(given) if 2 * number > len(given)]


def counts(given: Mapping[str, Sequence[Code]]) -> list[tuple[Code, int]]:
    """Return how many phones gave each code, the most frequent first, then by the alphabet."""
    told = Counter(code for codes in given.values() for code in codes)
    return sorted(told.items(), key=lambda item: (-item[1], item[0]))


def division(given: Mapping[str, Sequence[Code]]) -> dict:
    """Return how the class divides on a sentence, ready to be shown.

    Returns decided (phones), rows (label, count and whether the class gives it), the last of them
    for "nothing to code", and said (one line: what the class says as a whole).
    """
    stands = class_codes(given)
    rows = [
        {"label": label_of(code), "count": number, "stands": code in (stands or ())}
        for code, number in counts(given)
    ]
    empty = sum(not codes for codes in given.values())
    rows.append({"label": "Nothing to code", "count": empty, "stands": stands == []})
    if stands is None:
        said = f"Fewer than {LEAST} phones have decided this sentence: it is left out."
    elif stands:
        said = f"The class says: {'; '.join(label_of(code) for code in stands)}."
    else:
        said = "The class says: nothing to code. No code has more than half of the phones."
    return {"decided": len(given), "rows": rows, "said": said}


def label_of(code: Code) -> str:
    """Return a code in words: 'RUS government agrees: Guarantees to Russia'."""
    organization, concept, agreement = code
    return f"{organization} {SAYS[agreement]}: {load_labels()[concept]}"


def checked_units(units: Any) -> tuple[str, ...]:
    """Return the sentences of an opening; those of lesson 03 where it names none.

    Raises Refused for one that is no sentence of an article's body, and for none or too many.
    """
    if units is None:
        return PRACTICE
    body = corpus().body().index
    if not isinstance(units, list) or not 1 <= len(units) <= SENTENCES:
        raise Refused(f"Choose 1 to {SENTENCES} sentences.")
    for unit in units:
        if not isinstance(unit, str) or unit not in body:
            raise Refused(f"{str(unit)[:12]!r} is no sentence of these articles.")
    if len(set(units)) < len(units):
        raise Refused("A sentence stands twice in the list.")
    return tuple(units)


def checked_codes(codes: Any, unit: str) -> list[Code] | None:
    """Return the codes of a message without repeats, or None for "undecided again".

    Raises Refused for anything else.
    """
    if codes is None:
        return None
    if not isinstance(codes, list) or len(codes) > MOST:
        raise Refused(f"Give {MOST} codes at most to one sentence.")
    offered, known = sentence_of(unit)["organizations"], load_labels()
    found: list[Code] = []
    for code in codes:
        if not isinstance(code, list) or len(code) != 3 or not all(type(w) is str for w in code):
            raise Refused("A code says whose position it is, which concept, and yes or no.")
        organization, concept, agreement = code
        if organization not in offered:
            raise Refused("Choose whose position it is from the list.")
        if concept not in known:
            raise Refused("Choose the concept from the list.")
        if agreement not in AGREEMENTS:
            raise Refused("Choose yes or no.")
        if (organization, concept, agreement) not in found:
            found.append((organization, concept, agreement))
    return sorted(found)


# What is known of the sentences


@functools.cache
def load_labels() -> dict[str, str]:
    """Return {concept: its label}."""
    return load_concepts()["label"].to_dict()


@functools.cache
def concepts() -> list[dict]:
    """Return the concepts as a phone lists them."""
    table = load_concepts().reset_index()
    return table[["concept", "label", "wording"]].to_dict("records")


@functools.cache
def sentence_of(unit: str) -> dict:
    """Return a sentence with its neighbours, its source, and the organizations to choose from.

    These are all that a reader coded anywhere in the article, so the list gives nothing away.
    """
    before, after = neighbours(corpus(), unit)
    offered = _organizations(corpus().units.at[unit, "article"])
    return {**quote(unit), "before": before, "after": after, "organizations": offered}


@functools.cache
def readers_of(unit: str) -> list[str]:
    """Return what readers A to D saw in a sentence, a line a code."""
    return [line.strip() for line in reader_lines(unit, load_codings(corpus()))]


@functools.cache
def _organizations(article):
    of = corpus().units["article"]
    named = {
        name
        for coding in load_codings(corpus()).values()
        for name in coding.loc[coding["unit"].map(of).eq(article), "organization"]
    }
    return sorted(named)
