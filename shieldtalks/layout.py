"""How a page is laid out: its paragraphs, and which of them are the article itself."""

import re

import pandas as pd

from shieldtalks.segmentation import (
    ends_sentence,
    language_of,
    same_script,
    sentence_spans,
    word_count,
)

CAPITAL = "A-ZÀ-ÖØ-ÞĀĆČĎĘĚĞĽŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽİΆ-ΏΑ-ΫЀ-Я"  # of every script that has them
DATELINE = re.compile(rf"^[{CAPITAL}][{CAPITAL} .'’-]+,? .{{0,40}}\([^)]+\)\s*[-–—]\s*")
CAPTION = re.compile(
    r"EDITORIAL USE ONLY|\([^)]*\bvia\b[^)]*\)\s*$|^(?:Photo|Foto|Фото|图|図) ?[:：]"
)
# Who wrote it, in the languages of the measured set; and `CITY (AGENCY)`.
BYLINE = re.compile(
    r"^(?:By [A-Z]|(?:Source|Quelle|Fuente|Fonte|Источник|Автор|Πηγή|Kaynak|المصدر|स्रोत)"
    r" ?:|(?:来源|來源|出典) ?[:：]|(?:Von|Par|Por) [^\W\d_a-z][\w-]+ [^\W\d_a-z][^.!?]{0,40}$"
    r"|(?:Published|Posted|Updated|Publié|Mis à jour|Veröffentlicht|Publicado|Actualizado|Yayın"
    r"|Опубликован|Обновлен|Δημοσιεύ|نشر في|प्रकाशित|发布|發布|公開)[^.!?。]{0,60}$)"
)
AGENCY = re.compile(r"^([^\W\d_][^()]{0,40}?) ?\([^)]{2,40}\)\s*[-–—]?$")
FURNITURE = re.compile(
    r"©|\(c\) ?\d{4}|rights reserved|subscri|newsletter|cookie|log ?in\b|sign up|read more"
    r"|share this|follow us|https?://\S+$|droits réservés|abonne|alle rechte"
    r"|derechos reservados|suscr"
    r"|все права|подпи[шс]|читайте|版权|版權|無断転載|جميع الحقوق|πνευματικά|hakları saklıdır",
    re.I,
)
MENU = re.compile(r"\s[|•·›»/>]\s.*\s[|•·›»/>]\s")
BULLET = re.compile(
    r"\s*(?:(?:[-–—*•·▪◦‣]|\(?(?:\d{1,3}|[a-zA-Zа-я])[.)])\s|[一二三四五六七八九十]{1,3}、)"
)
LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
WIDE = 120  # a longer line was not wrapped by hand
PARAGRAPH = 8  # words that a paragraph of an article has at least
ABOVE = 30  # words of sentences above which no headline follows any more
LONG_TEXT = 20  # words that are the article's even where no sign ends them


def segment(text: str, article: str, language: str | None = None) -> pd.DataFrame:
    """Cut a text into units: DataFrame like Corpus.units, numbered `ARTICLE.01` onward.

    A unit is a sentence, or a line of page furniture; a sentence may run over lines wrapped by
    hand. language: a code such as 'ru', where the guess of `language_of` is not to be trusted.
    The kind is a guess from the layout: what stands above the headline or below the last
    paragraph is furniture (chrome), a line like `CITY (AGENCY)` or `Source:` a byline, a sentence
    that stood before a duplicate. In doubt it is body.
    The guess is a help for new articles; on the five of the course it is measured against the
    reference units (tests/test_corpus.py), which remain the reference.
    """
    verbatim, text = text, text.replace("\ufeff", " ")
    language = language or language_of(text)
    spans = paragraph_spans(text)
    paragraphs = [text[start:end] for start, end in spans]
    kinds = _kinds(paragraphs, [start for start, _ in spans], len(text))
    rows = []
    for (start, _), paragraph, kind in zip(spans, paragraphs, kinds, strict=True):
        for begin, end in sentence_spans(paragraph, _language_within(paragraph, language)):
            words = verbatim[start + begin : start + end]
            rows.append((article, start + begin, start + end, kind, words))
    units = pd.DataFrame(rows, columns=["article", "start", "end", "kind", "text"])
    units.loc[units["kind"].eq("body") & repeats(units["text"]), "kind"] = "duplicate"
    units.index = pd.Index([f"{article}.{n:02d}" for n in range(1, len(units) + 1)], name="unit")
    return units


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) spans of the paragraphs of a text: its lines, rejoined where wrapped.

    Lines belong together where the one ends no sentence and the next begins with a small letter,
    and throughout a block in which each line is as full as it could be.
    """
    lines = [m.span() for m in LINE.finditer(text) if m.group().strip()]
    joined = [False] * len(lines)  # whether a line goes on from the one before
    begun = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or _blank_between(text, lines[number - 1], lines[number]):
            _join_wrapped(text, lines, begun, number, joined)
            begun = number
    _join_small_letters(text, lines, joined)
    spans = []
    for (start, end), goes_on in zip(lines, joined, strict=True):
        if goes_on:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def repeats(sentences: pd.Series) -> pd.Series:
    """Say which sentences only repeat another: a boolean Series.

    Of two equal sentences the later is the repeat; where one carries a dateline the other lacks,
    the one without is. Sentences of fewer than four words are left alone.
    """
    bare = without_dateline(sentences)
    order = pd.DataFrame({"bare": bare, "plain": bare.eq(sentences.str.split().str.join(" "))})
    first = order.sort_values("plain", kind="stable").drop_duplicates("bare").index
    return ~sentences.index.isin(first) & bare.map(word_count).ge(4)


def without_dateline(sentences: pd.Series) -> pd.Series:
    """Return a Series of texts without datelines, their white space made plain."""
    return sentences.str.replace(DATELINE, "", regex=True).str.split().str.join(" ")


def _language_within(paragraph, language):
    """Return the language of a paragraph: that of the article, unless its letters are others."""
    own = language_of(paragraph)
    if same_script(own, language):
        return language
    return own


def _blank_between(text, line, following):
    gap = text[line[1] : following[0]].replace("\r\n", "\n")
    return len(gap) > 1


def _join_wrapped(text, lines, begun, ended, joined):
    """Join the lines of a block that was wrapped by hand, but for where a paragraph ends in it."""
    block = [text[start:end].rstrip() for start, end in lines[begun:ended]]
    width = max(map(len, block))
    if len(block) < 2 or width > WIDE or any(_is_byline(line.strip()) for line in block):
        return
    full = [
        len(line) + 1 + len(_first_word(after)) > width
        for line, after in zip(block, block[1:], strict=False)
    ]
    open_ends = [not ends_sentence(line) for line in block]
    goes_on = any(
        left_open and is_full and not _begins_large(after)
        for left_open, is_full, after in zip(open_ends, full, block[1:], strict=False)
    )
    if not goes_on or open_ends[-1] or sum(full) * 4 < len(full) * 3 or word_count(block[0]) < 3:
        return
    for number, (is_full, line, after) in enumerate(zip(full, block, block[1:], strict=False), 1):
        indented = after[:1].isspace() and not line[:1].isspace()
        joined[begun + number] = (
            not BULLET.match(after)
            and not indented
            and (is_full or (open_ends[number - 1] and not _begins_large(after)))
        )


def _join_small_letters(text, lines, joined):
    """Join a line that ends no sentence with the next ones where these begin with small letters.

    Only where a sentence ends the last of them: a menu in small letters is none.
    """
    begun = 0
    for number in range(1, len(lines) + 1):
        goes_on = (
            number < len(lines)
            and not joined[number]
            and not ends_sentence(text[slice(*lines[number - 1])])
            and _begins_small(text[slice(*lines[number])])
            and text[lines[number - 1][1] : lines[number][0]].count("\n") < 3
        )
        if goes_on or (number < len(lines) and joined[number]):
            continue
        last = text[slice(*lines[number - 1])]
        if number - begun > 1 and ends_sentence(last):
            for inner in range(begun + 1, number):
                joined[inner] = True
        begun = number


def _first_letter(line):
    return next((sign for sign in line[:20] if sign.isalpha()), "")


def _begins_small(line):
    return _first_letter(line).islower() and not BULLET.match(line)


def _begins_large(line):
    return _first_letter(line).isupper()


def _first_word(line):
    word = line.split(None, 1)[0]
    return word if word[:1].isascii() or word_count(word) < 3 else word[:1]


def _kinds(paragraphs, starts, length):
    ends = [ends_sentence(paragraph) for paragraph in paragraphs]
    counts = [word_count(paragraph) for paragraph in paragraphs]
    signs = any(ends)
    headline = _headline(paragraphs, starts, ends, counts, length) if signs else -1
    last = _last(paragraphs, ends, counts)
    kinds = []
    for number, paragraph in enumerate(paragraphs):
        line = paragraph.strip()
        second = number == headline + 1 > 0 and _begins_small(line) and not ends[number]
        if number == headline or (second and kinds[-1] == "headline"):
            kinds.append("headline")
        elif number < headline or number > last:
            kinds.append("chrome")
        elif _is_byline(line):
            kinds.append("byline")
        elif CAPTION.search(line):
            kinds.append("caption")
        else:
            in_doubt = not signs or _in_doubt(line, counts[number])
            kinds.append("body" if ends[number] or in_doubt else "chrome")
    return kinds


def _headline(paragraphs, starts, ends, counts, length):
    """Return the number of the paragraph that is the headline, or -1.

    It has four words, or three where nothing with four can be it, and is no menu.
    """
    above, short = 0, -1
    for number, paragraph in enumerate(paragraphs):
        if starts[number] >= length / 2 or above >= ABOVE or number + 1 == len(paragraphs):
            break
        if ends[number]:
            above += counts[number]
        elif 3 <= counts[number] < LONG_TEXT and _is_title(paragraph):
            if counts[number] > 3:
                return number
            short = number if short < 0 and not above else short
    return short


def _is_title(line):
    return not (
        _is_byline(line.strip())
        or BULLET.match(line)
        or MENU.search(line[: 2 * WIDE])
        or FURNITURE.search(line)
        or line.rstrip()[-1] in ":：,，;"
    )


def _last(paragraphs, ends, counts):
    """Return the number of the article's last paragraph, short closing words included."""
    last = max(
        (
            number
            for number, count in enumerate(counts)
            if (count >= PARAGRAPH and ends[number]) or count >= LONG_TEXT
            if not FURNITURE.search(paragraphs[number]) or count >= LONG_TEXT
        ),
        default=len(paragraphs) - 1,
    )
    while (
        last + 1 < len(paragraphs)
        and (ends[last + 1] or BULLET.match(paragraphs[last + 1]))
        and counts[last + 1] > 1
        and not FURNITURE.search(paragraphs[last + 1])
    ):
        last += 1
    return last


def _in_doubt(line, count):
    """Say whether a line that ends no sentence may well be the article's."""
    return (
        count >= PARAGRAPH
        or (count >= 2 and bool(BULLET.match(line)))
        or (count >= 3 and line[-1] in ":：;；,，،؛—–")
        or (count >= 3 and line[0] in '«“„「『"')
    ) and not FURNITURE.search(line)


def _is_byline(line):
    if len(line) > 2 * WIDE:
        return False
    agency = AGENCY.match(line)
    if not agency or any(map(str.islower, agency[1])):
        return bool(BYLINE.match(line))
    return agency[1].isupper() or line[-1] in "-–—"
