"""Who is speaking: quoted words, reporting verbs, and the hands between a voice and the reader."""

import itertools
import re
from pathlib import Path

import pandas as pd

from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError
from shieldtalks.statements import ATTRIBUTIONS, PARTIES, actor_parties
from shieldtalks.tables import DATA, read_table, require

TONES = ("neutral", "siding", "strong", "doubting")
UNNAMED = "unnamed source"
OPEN_LINK = "?"
MARKS = re.compile(r"[“”\"]")
# A straight mark opens where a word begins: after nothing, a space, a bracket or a dash.
OPENING = re.compile(r"(?<![^\s(\[—–-])\"(?=\S)")
PARAGRAPH = re.compile(r"[^\r\n]+")


def find_quotations(text: str) -> pd.DataFrame:
    """Find what stands in double quotation marks, curly or straight.

    Returns a DataFrame, a row a quotation, with start and end (offsets of the words, the marks
    left out) and text. Marks inside a quotation belong to it, as do the ends of sentences. A mark
    that is never closed holds to the end of its paragraph; so a speech over several paragraphs,
    each opened and only the last closed, gives a row a paragraph. Single marks are not looked
    for, because they cannot be told from apostrophes.
    """
    spans = [
        (line.start() + start, line.start() + end)
        for line in PARAGRAPH.finditer(text)
        for start, end in _spans(line.group())
    ]
    found = pd.DataFrame(spans, columns=["start", "end"], dtype=int)
    found["text"] = pd.Series([text[start:end] for start, end in spans], dtype=str)
    return found


def quotations(corpus: Corpus) -> pd.DataFrame:
    """Return the quotations in the articles proper: repeats, captions and furniture left out.

    A DataFrame, a row a quotation, with article, start, end, text, length (in words), unit (where
    it begins) and units (a tuple of all units it runs through).
    """
    parts = [
        find_quotations(text).assign(article=article) for article, text in corpus.texts.items()
    ]
    found = pd.concat(parts, ignore_index=True)
    body = corpus.body().reset_index()
    pairs = found.reset_index().merge(body, on="article", suffixes=("", "_unit"))
    touching = pairs["start"].lt(pairs["end_unit"]) & pairs["end"].gt(pairs["start_unit"])
    found["units"] = pairs[touching].groupby("index")["unit"].agg(tuple)
    found = found[found["units"].notna()].reset_index(drop=True)
    found["length"] = found["text"].str.split().str.len()
    found["unit"] = found["units"].str[0]
    return found[["article", "start", "end", "text", "length", "unit", "units"]]


def quoted_units(corpus: Corpus, least: int = 1) -> pd.Index:
    """Return the units in which a quotation of at least `least` words stands, as an Index."""
    found = quotations(corpus)
    units = found.loc[found["length"].ge(least), "units"].explode().unique()
    return pd.Index(sorted(units), name="unit", dtype=str)


def finder_score(statements: pd.DataFrame, corpus: Corpus, least: int = 1) -> dict:
    """Measure the finder on the units that hold a coded statement.

    The truth is the column attribution: a unit counts as direct if one of its statements is.
    Returns a dict with units (how many hold a statement), direct, found, both, recall, precision,
    missed and mistaken (tuples of units). recall and precision are None where there is nothing
    to divide by.
    """
    coded = set(statements["unit"])
    direct = set(statements.loc[statements["attribution"].eq("direct"), "unit"])
    found = set(quoted_units(corpus, least)) & coded
    both = len(direct & found)
    return {
        "units": len(coded),
        "direct": len(direct),
        "found": len(found),
        "both": both,
        "recall": both / len(direct) if direct else None,
        "precision": both / len(found) if found else None,
        "missed": tuple(sorted(direct - found)),
        "mistaken": tuple(sorted(found - direct)),
    }


def load_verbs(path: str | Path | None = None) -> pd.DataFrame:
    """Read the list of reporting verbs: index verb; tone, forms (as written) and note.

    tone: neutral (adds nothing to the words), siding (treats them as true), strong (adds force or
    feeling), doubting (keeps them at a distance). Raises DataError.
    """
    path = DATA / "reporting_verbs.csv" if path is None else path
    return read_table(path, ("verb", "tone", "forms", "note"), "verb", choices={"tone": TONES})


def own_words(corpus: Corpus) -> pd.Series:
    """Return each body unit in the outlet's own words: a Series of texts, index unit.

    What stands in quotation marks is blank, so that every other letter keeps its place.
    """
    own = {article: _outside_quotations(text) for article, text in corpus.texts.items()}
    body = corpus.body()
    texts = [own[unit.article][unit.start : unit.end] for unit in body.itertuples()]
    return pd.Series(texts, body.index, name="text", dtype=str)


def find_verbs(text: str, verbs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the reporting verbs in a text: what stands in its quotations is left out.

    verbs: as `load_verbs` gives it (the default). Returns a DataFrame, a row a finding, with
    written (the form in the text), verb and tone, in the order of the text.
    """
    return _verbs_in([_outside_quotations(text)], verbs)[["written", "verb", "tone"]]


def reporting_verbs(corpus: Corpus, verbs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find the reporting verbs in the outlet's own words: what stands in quotations is left out.

    verbs: as `load_verbs` gives it (the default). Returns a DataFrame, a row a finding, with
    article, unit, written (the form in the text), verb and tone, in the order of the text.
    """
    own = own_words(corpus)
    found = _verbs_in(own, verbs)
    place = found.pop("place")
    found.insert(0, "unit", own.index[place])
    found.insert(0, "article", corpus.units["article"].reindex(found["unit"]).to_numpy())
    return found


def verb_voices(corpus: Corpus, path: str | Path | None = None) -> pd.DataFrame:
    """Return the reporting verbs with whose words or act each of them tells.

    The csv has a row a verb, in the order of the text, read by one reader: unit, written (as in
    the text), party ('' where one outlet passes on another) and subject (who, as the unit calls
    them). Returns the rows of `reporting_verbs` with party and subject.
    Raises DataError where the table and the articles do not hold the same verbs.
    """
    path = DATA / "verb_voices.csv" if path is None else path
    needed = ("unit", "written", "party", "subject")
    voices = read_table(path, needed, choices={"party": (*PARTIES, "")})
    found = reporting_verbs(corpus)
    for given, seen in itertools.zip_longest(*map(_verb_names, (voices, found))):
        if given != seen:
            raise DataError(
                f"{Path(path).name}: {given or 'no row'} stands where the articles have "
                f"{seen or 'no further verb'}. Give every verb its row, in the order of the text."
            )
    return found.assign(party=voices["party"], subject=voices["subject"])


def naming(statements: pd.DataFrame) -> pd.Series:
    """Say of each statement whether its speaker is a named person, an unnamed one or neither.

    Returns a Series of 'named', 'anonymous' and 'institution' (no person at all).
    """
    kinds = pd.Series("named", statements.index, name="naming")
    kinds[statements["person"].eq("")] = "institution"
    kinds[statements["person"].eq(UNNAMED)] = "anonymous"
    return kinds


def voices(statements: pd.DataFrame, actor: str = "party") -> pd.DataFrame:
    """Count each actor's statements by mode: direct, indirect, narrator.

    actor: 'party', 'organization' or 'person'. Returns a DataFrame indexed by (actor, mode) with
    a row for every pair, also the empty ones: n, share (of the actor's own statements), party and
    statements (tuple of ids). Actors stand party by party.
    """
    said = statements[statements[actor].ne("")]
    parties = actor_parties(said, actor)
    cells = said.reset_index().groupby([actor, "attribution"])["statement"].agg(tuple)
    pairs = pd.MultiIndex.from_product([parties, ATTRIBUTIONS], names=["actor", "mode"])
    ids = [cells.get(pair, ()) for pair in pairs]
    table = pd.DataFrame({"n": [len(i) for i in ids], "statements": ids}, index=pairs)
    table["share"] = table["n"] / table.groupby("actor")["n"].transform("sum")
    table["party"] = pairs.get_level_values("actor").map(parties)
    return table[["n", "share", "party", "statements"]]


def load_chains(
    statements: pd.DataFrame, corpus: Corpus | None = None, path: str | Path | None = None
) -> pd.DataFrame:
    """Read through whose hands each statement came, and prove it against the articles.

    The csv has a row a statement: `chain` runs from the reader's page to the voice, as in
    `[Hamodia] < Reuters < Interfax < Anatoly Antonov`, `unit` lists the units that show it,
    separated by semicolons. A link in square brackets is known only from outside the article. A
    link `?` is open: the article gives no quotation, no day and no public occasion, so somebody
    passed the words on and the text does not say who. A house and its own reporter are one hand.
    Returns a DataFrame with the rows of `statements`: chain, links (tuple of names without
    brackets), voice (the last link), hands (how many stand between voice and reader, an open link
    counted as one), told (hands without open ones), outside (tuple) and units (tuple).
    Raises DataError for a statement without its row or unknown, a chain that is none, a voice that
    is not the statement's own, a unit of another article, a link that its units do not name.
    """
    corpus = load_corpus() if corpus is None else corpus
    path = DATA / "chains.csv" if path is None else path
    table = read_table(path, ("statement", "chain", "unit"), "statement")
    name = Path(path).name
    known = table.reset_index()
    known_ids = known["statement"].isin(statements.index)
    require(known_ids, known, name, "statement", "{value} is no statement. Correct the id.")
    for statement in statements.index.difference(table.index):
        raise DataError(f"{name}: statement {statement!r} has no row. Say how it came to us.")
    table = table.reindex(statements.index)
    pieces = table["chain"].str.split(" < ")
    sound = pieces.map(lambda links: len(links) > 1 and all(link.strip() for link in links))
    advice = "{value} is no chain. Write 'page < voice', with every hand between."
    _refuse(sound, table, name, "chain", advice)
    table["links"] = pieces.map(lambda links: tuple(link.strip("[]") for link in links))
    table["voice"] = table["links"].str[-1]
    own = statements["person"].where(statements["person"].ne(""), statements["organization"])
    advice = "{value} ends with another voice than the statement has in statements.csv."
    _refuse(table["voice"].eq(own), table, name, "chain", advice)
    table["hands"] = table["links"].str.len() - 1
    table["told"] = table["hands"] - table["links"].map(lambda links: links.count(OPEN_LINK))
    table["outside"] = pieces.map(_bracketed)
    table["units"] = table["unit"].str.split(";").map(tuple)
    advice = "{value} names a unit that is not in the statement's article."
    _refuse(_in_article(table, statements, corpus), table, name, "unit", advice)
    advice = "{value}: a link without brackets is not named in the units given. Add one, or [ ]."
    _refuse(_is_named(table, statements, corpus), table, name, "chain", advice)
    return table.drop(columns="unit")


def within(statements: pd.DataFrame, chains: pd.DataFrame, hands: int) -> pd.DataFrame:
    """Return the statements that came through at most so many hands (1 is first-hand)."""
    return statements[chains["hands"].reindex(statements.index).le(hands)]


def fallen_silent(
    statements: pd.DataFrame, chains: pd.DataFrame, hands: int, actor: str = "party"
) -> list[str]:
    """Return the actors of whom nothing is left at that many hands, as a list."""
    left = actor_parties(within(statements, chains, hands), actor)
    return [name for name in actor_parties(statements, actor) if name not in left]


def depths(statements: pd.DataFrame, chains: pd.DataFrame) -> pd.DataFrame:
    """Count statements by article and by number of hands.

    Returns a DataFrame indexed by (article, hands) with a row for each pair that occurs: n,
    statements (tuple of ids, party by party) and open (tuple of those with an open link).
    """
    rows = statements[["article", "party"]].join(chains[["hands", "told"]])
    rows["open"] = rows["told"].lt(rows["hands"])
    rows["order"] = rows["party"].map(PARTIES.index)
    rows = rows.sort_values(["order", "open"], kind="stable").rename_axis("statement").reset_index()
    table = rows.groupby(["article", "hands"])["statement"].agg(n="size", statements=tuple)
    unsaid = rows[rows["open"]].groupby(["article", "hands"])["statement"].agg(tuple)
    table["open"] = [unsaid.get(pair, ()) for pair in table.index]
    return table


def source_tree(statements: pd.DataFrame, chains: pd.DataFrame, article: str) -> pd.DataFrame:
    """Return the ways by which the words reached one article, as a tree.

    Returns a DataFrame, a row a node, indexed by its path from the page (a chain as it is
    written): name, parent (its path, '' for the page), depth (0 for the page), outside (whether it
    is known only from outside the article), party (of a voice, else '') and statements (tuple of
    ids of which this node is the voice). Raises DataError for an article without statements.
    """
    own = statements[statements["article"].eq(article)]
    if own.empty:
        known = ", ".join(sorted(statements["article"].unique()))
        raise DataError(f"{article!r} is no article with statements. There are {known}.")
    nodes = {}
    for statement, chain in chains.loc[own.index, "chain"].items():
        written = chain.split(" < ")
        for depth, link in enumerate(written):
            node = {
                "name": link.strip("[]"),
                "parent": " < ".join(written[:depth]),
                "depth": depth,
                "outside": link.startswith("["),
                "party": "",
                "statements": (),
            }
            node = nodes.setdefault(" < ".join(written[: depth + 1]), node)
        node["party"] = own.at[statement, "party"]
        node["statements"] += (statement,)
    return pd.DataFrame.from_dict(nodes, orient="index").rename_axis("path")


def _spans(line):
    """Return the (start, end) of the outermost quotations of one paragraph, without the marks."""
    spans, inside = [], []
    for match in MARKS.finditer(line):
        mark, place = match.group(), match.start()
        opens = mark == "“" or (mark == '"' and '"' not in inside and OPENING.match(line, place))
        if opens:
            if not inside:
                first = match.end()
            inside.append(mark)
        elif inside:
            inside.pop()
            if not inside:
                spans.append((first, place))
    if inside:
        spans.append((first, len(line.rstrip())))
    return [span for span in spans if span[0] < span[1]]


def _outside_quotations(text):
    """Return a text of the same length in which the quoted words are blank."""
    letters = list(text)
    for quotation in find_quotations(text).itertuples():
        letters[quotation.start : quotation.end] = " " * (quotation.end - quotation.start)
    return "".join(letters)


def _verbs_in(texts, verbs):
    """Return the verbs in texts without quotations: place (number of the text), written, ..."""
    verbs = load_verbs() if verbs is None else verbs
    forms = verbs["forms"].str.split(";").explode()
    known = {form: verb for verb, form in forms.items()}
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
    rows = [(n, match) for n, text in enumerate(texts) for match in pattern.findall(text)]
    found = pd.DataFrame(rows, columns=["place", "written"]).astype({"place": int})
    found["verb"] = found["written"].str.lower().map(known)
    found["tone"] = found["verb"].map(verbs["tone"])
    return found


def _verb_names(table):
    return table["unit"] + " " + table["written"].map(repr)


def _bracketed(links):
    return tuple(link.strip("[]") for link in links if link.startswith("["))


def _in_article(table, statements, corpus):
    home = corpus.units["article"]
    articles = table["units"].map(lambda units: {home.get(unit) for unit in units})
    pairs = zip(articles, statements["article"], strict=True)
    return pd.Series([found == {article} for found, article in pairs], table.index)


def _is_named(table, statements, corpus):
    """Say whether the units name every hand without brackets, and the person who speaks."""
    texts = table["units"].map(lambda units: " ".join(corpus.units.loc[list(units), "text"]))
    required = table["links"].where(statements["person"].ne(""), table["links"].str[:-1])
    rows = zip(required, table["outside"], texts, strict=True)
    named = [
        all(_last_word_in(link, text) for link in links if link not in (*outside, OPEN_LINK))
        for links, outside, text in rows
    ]
    return pd.Series(named, table.index)


def _last_word_in(link, text):
    return re.search(rf"\b{re.escape(link.split()[-1])}\b", text, re.IGNORECASE) is not None


def _refuse(good, table, file, column, why):
    """Raise DataError for the first statement that is not good, naming it instead of its row."""
    for statement in table.index[~good]:
        value = repr(table.at[statement, column])
        raise DataError(f"{file}, {statement}, {column}: {why.format(value=value)}")
