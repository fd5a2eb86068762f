"""Precision and recall of cuts between sentences, a language a row, beside other libraries.

    python -m tests.benchmarks.segmentation [--set all|first|second|prose] [--show LANGUAGE]

The paragraphs and their cuts are in tests/segmentation/; README.md there says by which rules they
were cut. A library that is not installed is left out, so nothing has to be installed to run this:
`sentencex`, `pysbd`, `syntok` and `blingfire` are compared where they are there. They are given
each paragraph with its line ends made plain, and its language. `plain` leaves out the cuts
between two sentences of one quotation, which the course wants and other rules do not.
"""

import argparse
import json
import time
from pathlib import Path

from shieldtalks.segmentation import sentence_spans

FOLDER = Path(__file__).parent.parent / "segmentation"


def paragraphs(language, part="all"):
    """Return the paragraphs of a language, each as the list of its sentences, verbatim.

    part: 'all', or 'first' and 'second' for every other paragraph: the rules were written with
    the first at hand; 'prose' for paragraphs as newspapers print them, written after the rules.
    """
    folder = FOLDER / "prose" if part == "prose" else FOLDER
    every = json.loads((folder / f"{language}.json").read_text("utf-8"))
    return {"all": every, "first": every[::2], "second": every[1::2]}.get(part, every)


def languages():
    """Return the languages that are measured."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def cuts(sentences):
    """Return where a paragraph is cut, counted in characters that are no white space."""
    ends, place = set(), 0
    for sentence in sentences:
        place += len("".join(sentence.split()))
        ends.add(place)
    return ends - {place}


def inside_quotations(sentences):
    """Return those cuts of a reference that lie between two sentences of one quotation."""
    text = "".join(sentences)
    inward = "»" in text and text.find("»") < text.find("«")  # German »so«
    found, depth, place = set(), 0, 0
    for sentence in sentences:
        for sign in sentence:
            place += not sign.isspace()
            if sign == '"':
                depth = 1 - depth
            elif sign in ("„「『»" if inward else "„「『«") or (sign == "“" and "„" not in text):
                depth += 1
            elif sign in ("”」』«“" if inward else "”」』»“"):
                depth = max(depth - 1, 0)
        if depth:
            found.add(place)
    return found


def score(segmenter, language, part="all", plain=False):
    """Return (right, made, wanted): counts of cuts over all paragraphs of a language."""
    right = made = wanted = 0
    for sentences in paragraphs(language, part):
        text = "".join(sentences)
        reference, own = cuts(sentences), cuts(segmenter(text, language))
        if plain:
            left_out = inside_quotations(sentences)
            reference, own = reference - left_out, own - left_out
        right += len(reference & own)
        made += len(own)
        wanted += len(reference)
    return right, made, wanted


def ours(text, language):
    """Cut with the course's own rules, which find the language out for themselves."""
    return [text[start:end] for start, end in sentence_spans(text)]


def segmenters():
    """Return {name: function of text and language}, without what is not installed."""
    found = {"ours": ours}
    for name, make in (
        ("sentencex", _sentencex),
        ("pysbd", _pysbd),
        ("syntok", _syntok),
        ("blingfire", _blingfire),
    ):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed, and left out.")
    return found


def _sentencex():
    import sentencex

    return lambda text, language: list(sentencex.segment(language, text.replace("\n", " ")))


def _pysbd():
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

    known = {code: pysbd.Segmenter(code, clean=False) for code in LANGUAGE_CODES}
    return lambda text, language: known.get(language, known["en"]).segment(text.replace("\n", " "))


def _syntok():
    from syntok import segmenter

    def cut(text, language):
        sentences = [s for p in segmenter.process(text.replace("\n", " ")) for s in p]
        ends = [sentence[0].offset for sentence in sentences[1:]] + [len(text)]
        starts = [0, *ends[:-1]]
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    return cut


def _blingfire():
    import blingfire

    return lambda text, language: blingfire.text_to_sentences(text.replace("\n", " ")).split("\n")


def show(language, part, segmenter=ours):
    """Print every paragraph that is cut otherwise than by hand."""
    for sentences in paragraphs(language, part):
        text = "".join(sentences)
        if cuts(segmenter(text, language)) != cuts(sentences):
            print("by hand:", " | ".join(s.strip() for s in sentences).replace("\n", "⏎"))
            print("cut:    ", " | ".join(segmenter(text, language)).replace("\n", "⏎"), "\n")


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="all", choices=("all", "first", "second", "prose"))
    parser.add_argument("--show", metavar="LANGUAGE", help="show what is cut otherwise, in full")
    chosen = parser.parse_args()
    if chosen.show:
        return show(chosen.show, chosen.set)
    tried = segmenters()
    print(f"{'':4}" + "".join(f"{name + ' P/R, plain P/R':>34}" for name in tried))
    total = {(name, plain): [0, 0, 0] for name in tried for plain in (False, True)}
    seconds = dict.fromkeys(tried, 0.0)
    for language in [*languages(), "all"]:
        line = f"{language:4}"
        for name, segmenter in tried.items():
            cells = []
            for plain in (False, True):
                begun = time.perf_counter()
                if language == "all":
                    counts = total[name, plain]
                else:
                    counts = score(segmenter, language, chosen.set, plain)
                    total[name, plain] = [
                        a + b for a, b in zip(total[name, plain], counts, strict=True)
                    ]
                seconds[name] += time.perf_counter() - begun
                right, made, wanted = counts
                cells.append(f"{right / max(made, 1):.3f}/{right / max(wanted, 1):.3f}")
            line += f"{', '.join(cells):>34}"
        print(line)
    print(f"{'s':4}" + "".join(f"{seconds[name] / 2:>34.2f}" for name in tried))
    return None


if __name__ == "__main__":
    main()
