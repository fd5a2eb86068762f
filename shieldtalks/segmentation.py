"""Where sentences end, in every script that ends them: rules, no model, in linear time.

A sign such as `.` ends a sentence unless something speaks against it: what follows is a small
letter or a comma, what stands before is an abbreviation, an initial, an ordinal or the number of
an item, or a reporting clause goes on after a quotation. Where signs cannot tell, words do: the
lists in data/sentences.csv, a row a language and kind. The language is found from the script, for
Latin letters from small words; whoever knows it says so. Two sentences of one quotation are two.
"""

import csv
import re
import unicodedata
from functools import lru_cache

from shieldtalks.tables import DATA

# Signs that end a sentence only with white space behind them, and signs that need none.
SPACED = ".!?…‼⁇⁈⁉‽"
FREE = "。！？｡．︒﹒﹖﹗؟۔।॥։።፧፨။៕។།༎᠃᠉⸮꓿꘎"
GREEK_QUESTION = ";\u037e"
# Soft hyphens, joiners and marks of direction stand inside words and mean nothing here.
UNSEEN = "\u00ad\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff"
GAP = rf"(?:[\s{UNSEEN}]|&nbsp;|&#160;|&#x0?a0;)"
QUOTES = "\"'”’“‘»«›‹」』＂＇"
ENTITY = r"&(?:quot|rdquo|rsquo|ldquo|lsquo|raquo|laquo|apos|#34|#39|#822[0-3]|#x201[89cd]);"
CLOSER = (
    rf"(?:[{UNSEEN}]*(?:[”’»›\"'“‘«‹)\]}}」』》】〉〕）］｝＂＇]|{ENTITY}|\[\d{{1,3}}\]|[¹²³⁰-⁹]))"
)
# French sets its closing mark behind a space.
SPACED_CLOSER = r"(?:(?:[ \u00a0\u202f\u2009]|&nbsp;)»(?!\w))"
END = re.compile(
    rf"(?:[{SPACED}{FREE}]|(?<=[\u0370-\u03ff\u1f00-\u1fff»)\d])[{GREEK_QUESTION}]"
    # Armenian and Ethiopic, as they are typed where a keyboard has no sign for it.
    r"|(?<=[\u0561-\u0587]):(?=\s|$)|፡፡)"
    rf"(?:[{UNSEEN}]*[{SPACED}{FREE}{GREEK_QUESTION}])*(?P<close>(?:{CLOSER}|{SPACED_CLOSER})*)"
)
AFTER = re.compile(
    rf"(?P<gap>{GAP}*)(?P<open>(?:[\"'“‘«„‚‹»›([{{「『（【《〈〔［｛＂＇¿¡—–―•*·…]|\.\.\.|-(?=\s)|{ENTITY}|{GAP}){{0,12}})"
)
STOPS = ",;:،؛、，；：·‚"
CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
CJK_SIGN = re.compile(rf"[{CJK}]")
TOKEN_START = re.compile(r"[\s(\[{（「『《«“„\"'‘’/—–，、：；。]")
# `Дж.` and `Τζ.` are initials too: a large letter and a small one, none of them a vowel.
PAIR = re.compile(r"(?i:[^\W\d_aeiouyаеёиоуыэюяіїєαεηιουωάέήίόύώ]){2}")
INITIALS = re.compile(r"(?:[^\W\d_][^\w\s.]{0,3}\.[-‐‑]?)*[^\W\d_][^\w\s.]{0,3}")
LETTER_AND_STOP = re.compile(r"[^\W\d_]{1,2}\.")
NUMBER = re.compile(r"\d{1,3}")
ROMAN = re.compile(r"[IVX]{1,6}|[IVXLC]{2,6}")
ITEM = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){0,4}|[ivx]{1,5}|[IVX]{1,5}|[^\W\d_]|[一二三四五六七八九十]{1,3}"
)
WORD = re.compile(r"[^\W_](?:[\w'’]|[^\w\s!-/:-@\[-`{-~。！？，、；：”“»«」』…।॥؟،؛–—])*")
# A clause that reports the quotation before it, in languages that set no comma between them.
ZH_SAYS = re.compile(
    r"[^，。！？；：“”「」『』\s]{0,14}?"
    r"(?:[说說道问問答喊叫称稱]|表示|补充|補充|强调|強調|指出|回忆道?|回憶道?|写道|寫道|宣布)"
    r"(?=[，。,！])|[的和与與及是等为為]"
)
JA_GOES_ON = re.compile(r"[とはがをにのもへでやか]|という|って|など|より|から|だ|です")
HI_SAYS = re.compile(
    r"[^।?!,\"“”]{0,40}?(?:कहा|पूछा|बोले|बोला|बोली|बताया|कहते|कहती|चिल्लाया|चिल्लाए|जोड़ा)(?=\s*(?:है|हैं|था|थे)?\s*[।?!])"
    r"|(?:के|की|का|को|में|पर|से|ने)\s"
)
JA_SAYS = re.compile(
    r"[^、。「」『』\s]{0,14}?(?:[尋聞言述語叫答話問続][ねいっべんえしうけ]*|つぶやい|付け加え)[ただる](?=。)"
)
DATELINE = re.compile(
    r"[^.!?\n()]{2,60}?(?:\d{1,2}\.?\s[^\s\d().]{2,9}\.?(?:\s\d{4})?|[^\s\d().]{2,9}\.?\s\d{1,2})"
    r"\s?\([^()\n]{2,30}\)\s?\.?\s?[-–—−]"
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@\S{1,99}")
LETTERS = {
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "ru": re.compile(r"[\u0400-\u052f]"),
    "ar": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
LATIN_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr")
# Languages that are cut by the rules of another one.
ALIKE = {"uk": "ru", "be": "ru", "bg": "ru", "mk": "ru", "sr": "ru", "fa": "ar", "ur": "ar"}
ALIKE |= {"mr": "hi", "ne": "hi", "yue": "zh", "at": "de", "ca": "es", "gl": "pt"}
ORDINALS = ("de", "tr")  # `3.` before a noun is `third`
PLAIN_NUMERALS = ("en", "fr", "es", "pt", "it", "ru", "el")  # `II` is written without a stop
LOOK = 60  # characters that are looked at before and behind a sign: no more, or time runs out


def sentence_spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Return the (start, end) spans of the sentences of one paragraph, white space left out.

    text: a paragraph; line ends inside it count as spaces. language: a code such as 'de'; without
    one, `language_of` the text. Every character but white space lies in exactly one span.
    """
    language = (language or "").split("-")[0]
    language = ALIKE.get(language, language)
    if language not in LATIN_LANGUAGES and language not in LETTERS:
        language = language_of(text)
    spans, start, seen, quotes, words = [], 0, 0, 0, False
    begin = dateline.end() if (dateline := DATELINE.match(text)) else 0  # `PARIS, 29 nov. (AFP) —`
    for match in END.finditer(text):
        if match.start() < max(start, begin):
            continue
        between = text[seen : match.start()]
        quotes += between.count('"')
        words = words or any(map(str.isalnum, between))
        seen = match.start()
        end = _end(text, match, quotes % 2)
        if words and _ends_here(text, start, match, end, language):
            spans.append((start, end))
            start, words = end, False
    spans.append((start, len(text)))
    return [_trimmed(text, *span) for span in spans if text[slice(*span)].strip()]


def ends_sentence(line: str) -> bool:
    """Say whether a line ends as a sentence does: with a sign for it, in any script."""
    tail = line.rstrip()[-LOOK:]
    return any(
        match.end() == len(tail)
        and (match.group()[0] not in GREEK_QUESTION or LETTERS["el"].search(tail))
        for match in END.finditer(tail)
    )


def language_of(text: str) -> str:
    """Return the code of the language of a text, '' where its letters and words do not tell.

    Cyrillic counts as 'ru', Arabic letters as 'ar', Devanagari as 'hi': what is told apart is what
    matters for sentences. Latin letters are told by small words, of the first 20,000 characters.
    """
    text = ADDRESS.sub(" ", text[:20_000])
    count = {code: len(letters.findall(text)) for code, letters in LETTERS.items()}
    if count["ja"] * 10 > count["zh"]:
        count["ja"] += count["zh"]
    best = max(count, key=count.__getitem__)
    # One Chinese sign is as much text as four letters.
    weight = 4 if best in ("zh", "ja") else 1
    if count[best] * weight > len(LATIN.findall(text)):
        return best
    words = [word.lower() for word in WORD.findall(text)]
    hits = {code: sum(map(_words(code, "starter").__contains__, words)) for code in LATIN_LANGUAGES}
    best = max(hits, key=hits.__getitem__)
    rest = max(number for code, number in hits.items() if code != best)
    return best if hits[best] > rest else ""


def same_script(one: str, other: str) -> bool:
    """Say whether two languages, as of `language_of`, are written in the same letters."""
    one, other = ALIKE.get(one, one), ALIKE.get(other, other)
    return (one if one in LETTERS else "") == (other if other in LETTERS else "")


def word_count(text: str) -> int:
    """Return the number of words; in scripts without spaces, of half the letters."""
    dense = len(CJK_SIGN.findall(text)) + sum("\u0e00" <= sign <= "\u1022" for sign in text)
    return len(WORD.findall(CJK_SIGN.sub(" ", text))) + dense // 2


@lru_cache
def _lists():
    with open(DATA / "sentences.csv", encoding="utf-8", newline="") as file:
        return {
            (row["language"], row["kind"]): frozenset(row["words"].split())
            for row in csv.DictReader(file)
        }


@lru_cache
def _words(language, kind):
    """Return a list of words; where the language is unknown, that of all Latin languages."""
    if language:
        return _lists().get((language, kind), frozenset())
    return frozenset().union(*(_words(code, kind) for code in LATIN_LANGUAGES))


def _end(text, match, quote_open):
    """Return where the sentence ends: behind the marks that close, before one that opens."""
    end = match.end("close")
    if end == match.start("close") or end == len(text) or not text[end].isalnum():
        return end
    # Directly before a word, `。“` closes a sentence and opens a quotation.
    while end > match.start("close"):
        sign = text[end - 1]
        if sign in "“‘«‹" or (sign in "\"'＂＇" and not quote_open):
            end -= 1
        else:
            break
    return end


def _ends_here(text, start, match, end, language):
    """Say whether the sign at `match` ends the sentence that began at `start`."""
    after = AFTER.match(text, end)
    follows = after.end()
    if follows == len(text):
        return False  # the last one ends with the text
    sign, closers = text[match.start() : match.start("close")], text[match.start("close") : end]
    first = text[follows]
    if not after["gap"] and not _needs_no_space(text, match, end, sign, language):
        return False
    semicolon = sign[0] in GREEK_QUESTION and language != "el"
    if semicolon or text[end + len(after["gap"])] in STOPS or first in STOPS or first in SPACED:
        return False
    free = any(mark in FREE for mark in sign)
    small = first.islower() and not text[follows + 1 : follows + 2].isupper()  # but iPhone, eBay
    if "》" in closers and not after["gap"]:
        return False  # the title of a book, inside a sentence
    dash = closers.strip(")]") and after["open"][:1] in tuple("—–―")
    if dash and _signed(text, follows, after["open"], language):
        return False  # `“They lied.” — Jo Roe, mayor`
    goes_on = small and not (free and (not after["gap"] or not closers))
    if goes_on or _inside_brackets(text, start, match.start(), closers):
        return False
    if not sign.strip(".…") and sign != ".":
        return _ellipsis_ends(text, start, match, closers, after, follows, language)
    if closers and _reported(text, end, follows, sign, closers, language):
        return False
    if sign == "." and not closers.strip(")]"):
        return not _holds(text, start, match.start(), follows, language)
    return True


def _needs_no_space(text, match, end, sign, language):
    before, behind = text[max(match.start() - 1, 0)], text[end]
    if before.islower() and behind.isupper() and text[end + 1 : end + 2].islower():
        return _begins(text, end, language)  # a space was forgotten, as in `over.The`
    if any(mark in FREE for mark in sign):
        return not (sign in "．。" and before.isdigit() and behind.isdigit())
    cjk = CJK_SIGN.match(behind) and not before.isascii()
    return bool(cjk) or (sign[-1] in "!?" and bool(CJK_SIGN.match(before)))


def _signed(text, at, opened, language):
    """Say whether two words behind a dash name who said what stands before it."""
    two = [word for word in WORD.findall(text[at : at + LOOK])[:2] if word[0].isupper()]
    return len(two) == 2 and not set(opened) & set(QUOTES) and not _begins(text, at, language)


def _inside_brackets(text, start, at, closers):
    """Say whether a sign stands before a bracket that was opened inside the sentence."""
    for shut, opened in (")(", "）（", "]["):
        if shut in closers:
            place = text.rfind(opened, max(start, at - 4 * LOOK), at)
            return place > start and any(map(str.isalnum, text[start:place][-LOOK:]))
    return False


def _ellipsis_ends(text, start, match, closers, after, follows, language):
    if CJK_SIGN.match(text[follows]):
        return "」" in closers or "”" in closers
    if "]" in closers or (")" in closers and text[max(match.start() - 1, 0)] == "("):
        return False
    apart = text[match.start() - 1].isspace()
    alone = len(text[start : match.start()][:LOOK].split()) < 2
    if alone and not closers and language in ("ar", "hi"):
        return False  # one word alone, and no large letters that tell more
    if not closers and (apart or not text[follows].isupper()):
        if _in_quotation(text, start, match.start()):
            return False  # words were left out of the quotation
        if apart and language == "de":
            return _begins(text, follows, language)
    return bool(after["gap"])


def _in_quotation(text, start, at):
    piece = text[max(start, at - 4 * LOOK) : at]
    return (
        any(piece.rfind(a) > piece.rfind(b) for a, b in ("«»", "“”", "„“", "「」", "『』"))
        or piece.count('"') % 2 == 1
    )


def _reported(text, end, follows, sign, closers, language):
    """Say whether a clause such as `Jones said` goes on behind a quotation."""
    if not any(mark in QUOTES for mark in closers) and "&" not in closers:
        return False
    rest = text[follows : follows + LOOK]
    if language == "zh":
        return end == follows and bool(ZH_SAYS.match(rest))
    if language == "ja":
        said = JA_GOES_ON.match(rest) or (sign in "？！?!" and JA_SAYS.match(rest))
        return end == follows and bool(said)
    if language == "hi":
        return bool(HI_SAYS.match(rest)) and text[end:follows].isspace()
    clause = re.split(r"([.!?…,;:؟،])", rest)
    first = [word.casefold() for word in WORD.findall(clause[0])]
    says = _words(language, "says")
    if language == "ar":
        return text[end:follows].isspace() and first[:1] != [] and first[0] in says
    if not any(mark in "!?…؟" for mark in sign) or not text[end:follows].isspace():
        return False
    if clause[1:2] == [":"] or _begins(text, follows, language):
        return False  # `"No!" He said: ...` begins anew
    return any(word in says for word in first[1:4])


def _holds(text, start, at, follows, language):
    """Say whether a full stop belongs to what stands before it: an abbreviation, a number."""
    token, place = _token(text, start, at)
    behind = WORD.match(text, follows)
    behind = behind.group() if behind else text[follows]
    if ITEM.fullmatch(token):
        before = text[max(start, place - LOOK) : place].rstrip()
        if not any(map(str.isalnum, before)) or (
            before[-1] in ":：;；,،，、" and not behind[0].isdigit() and token.isdigit()
        ):
            return True
    joined = _joined(text, start, place, token)
    if joined in _words(language, "last") or token in _words(language, "last"):
        return behind[0].islower() or behind[0].isdigit()
    hindi = language == "hi" and token in _words("hi", "perhaps")
    if hindi or joined in _words(language, "before"):
        return True
    if joined in _words(language, "perhaps"):
        return not _begins(text, follows, language)
    if LETTER_AND_STOP.match(text, follows) and INITIALS.fullmatch(token):
        return True
    number = _listed(token, language, "number") or (language == "de" and token.endswith("str"))
    counted = behind[0].isdigit() or bool(ROMAN.fullmatch(behind))
    if number and (counted or LETTER_AND_STOP.match(text, follows)):
        return True
    if _listed(token, language, "perhaps"):
        return not _begins(text, follows, language)
    if _listed(token, language, "before") or _listed(token, "any", "before"):
        return True
    if NUMBER.fullmatch(token) or ROMAN.fullmatch(token):
        plain = ROMAN.fullmatch(token) and len(token) > 1 and language in PLAIN_NUMERALS
        if not plain and (language in ORDINALS and len(token) < 3 or ROMAN.fullmatch(token)):
            return _ordinal(text, start, place, behind, follows, language)
        return False
    bare = token[1:] if language == "ar" and token[:1] == "و" and len(token) == 2 else token
    if language == "hi":
        if "." in token:
            return _words("hi", "before").issuperset(token.split("."))
        return False  # `है.` looks like an initial; initials are in the list
    if INITIALS.fullmatch(bare) or (PAIR.fullmatch(bare) and bare.istitle()):
        # Small letters are units (`10.30 h.`) unless they have stops of their own (`a.m.`).
        if bare.islower() and "." not in bare:
            return False
        return not bare[0].isupper() or not _begins(text, follows, language)
    return False


def _ordinal(text, start, place, behind, follows, language):
    if not behind[0].isalpha():
        return False
    if language == "de" and text[place : place + 1].isdigit():
        before = WORD.findall(text[max(start, place - LOOK) : place])
        return behind in _words("de", "after ordinal") or (
            bool(before)
            and before[-1].lower() in _words("de", "ordinal")
            and not _begins(text, follows, language)
        )
    return not _begins(text, follows, language)


def _begins(text, at, language):
    """Say whether the word at a place is one that begins sentences, seldom a name."""
    word = WORD.match(text, at) or WORD.match(text, at + 1)  # `$2`, `§ 5`
    if word is None:
        return True
    word = re.split(r"['’]", word.group())[0]
    if not word[0].isalpha() or CJK_SIGN.match(word):
        return False
    if not word[0].isupper() and not word[0].islower():
        return True
    word = word.replace("İ", "i").replace("I", "ı") if language == "tr" else word
    return _plain(word.lower()) in _words(language, "starter")


def _token(text, start, at):
    """Return the word before a full stop, and where it begins."""
    piece = TOKEN_START.split(text[max(start, at - LOOK) : at])[-1]
    if piece and piece[-1].isascii():
        piece = CJK_SIGN.split(piece)[-1]
    return _plain(piece), at - len(piece)


def _listed(token, language, kind):
    """Say whether a word is in a list, as it stands or with its first letter made small."""
    words = _words(language, kind)
    return token in words or token[:1].lower() + token[1:] in words


def _joined(text, start, place, token):
    """Return an abbreviation written with spaces, `т. д`, as one, or '' where there is none."""
    before = re.search(r"([^\W\d_]{1,3})\.\s?$", text[max(start, place - 6) : place])
    return f"{_plain(before[1])}.{token}" if before and len(token) <= 3 else ""


def _plain(word):
    return unicodedata.normalize("NFC", re.sub(f"[{UNSEEN}]", "", word))


def _trimmed(text, start, end):
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
