"""A case, or the course, goes on to another tool: DNA, REFI-QDA, csv, GraphML."""

import re
from pathlib import Path

import pandas as pd

from shieldtalks import discourse
from shieldtalks.errors import DataError, os_errors
from shieldtalks.exchange import dna_write, qda_write
from shieldtalks.exchange.case import CODED, OTHER_FILE, Case, coding_file, read_case
from shieldtalks.exchange.project import counted, said
from shieldtalks.files import write_whole

FORMATS = ("dna", "qdpx", "csv", "graphml")
KINDS = ("congruence", "conflict")


def export(folder: str | Path, to: str, out: str | Path | None = None) -> tuple:
    """Write a case, or the course, for another tool; return (path, lines on what is not held).

    folder: of a case, or of the course. to: 'dna', 'qdpx', 'csv' or 'graphml'. out: the file, or
    for csv and graphml the folder, to write; it must not be there yet (default: the name of the
    folder, beside where you are). Raises DataError, with nothing written.
    """
    if to not in FORMATS:
        raise DataError(f"--to {to}: unknown. Use one of {', '.join(FORMATS)}.")
    case = read_case(folder)
    name = re.sub(r"[^\w-]+", "-", case.name).strip("-") or "case"
    whole = to in ("dna", "qdpx")
    out = Path(out) if out else Path(f"{name}.{to}" if whole else f"{name}-{to}")
    if out.exists():
        raise DataError(f"{out.name}: this is there already. Name another with --out.")
    if not any(len(statements) for statements in case.readers.values()):
        raise DataError(
            f"{case.name}/: nothing is coded here yet. Code some sentences at the desk first."
        )
    write = {
        "dna": dna_write.database,
        "qdpx": qda_write.archive,
        "csv": _tables,
        "graphml": _graphs,
    }[to]
    content, lines = write(case)
    files = {"": content} if whole else content
    with os_errors(f"{out.name}: cannot be written", "Name another place with --out."):
        for path, content in files.items():
            write_whole(out / path if path else out, content)
    readers = case.readers.items()
    return out, [*(f"{r}: {counted(len(own), 'statement')}." for r, own in readers), *lines]


def _tables(case: Case) -> tuple:
    """Return a case as csv files and texts: again a folder that can be read as a case."""
    corpus = case.corpus
    sources = corpus.articles.copy()
    files = {row["file"]: corpus.texts[a].encode() for a, row in sources.iterrows()}
    files["sources.csv"] = _csv(sources)
    units = corpus.units.rename(columns={"article": "seed"})
    files["units.csv"] = _csv(units[["seed", "start", "end", "kind", "text"]])
    files["concepts.csv"] = _csv(case.concepts)
    parties = pd.DataFrame(case.parties.items(), columns=["organization", "party"])
    files["parties.csv"] = _csv(parties[parties["party"].ne("")].set_index("organization"))
    files["events.csv"] = b"id,date,title,source\n"
    for reader, statements in case.readers.items():
        table = statements.reset_index().assign(reader=reader)
        table["conditional"] = table["conditional"].astype(int)
        files[coding_file(reader, files)] = _csv(table[list(CODED)].set_index("statement"))
        stem = coding_file(reader).removeprefix("coding_")
        for values in ("subtract", "combine"):
            matrix = discourse.affiliation(statements, values)
            files[f"matrix/{values}_{stem}"] = _csv(matrix)
        for kind in KINDS:
            files[f"matrix/{kind}_{stem}"] = _csv(discourse.network(statements, kind))
    if len(case.others):
        files[OTHER_FILE] = _csv(case.others.set_index("passage"))
    if len(case.attributes):
        files["attributes.csv"] = _csv(case.attributes.set_index("role"))
    lines = [
        "The folder is a case: `load_corpus` reads it. matrix/ holds organizations by concepts "
        "(subtract: yes less no; combine: 1 yes, 2 no, 3 both) and by organizations."
    ]
    return files, lines


def _csv(table):
    return table.to_csv(lineterminator="\n").encode()


def _graphs(case: Case) -> tuple:
    """Return networks as GraphML: organizations by organizations, and by concepts."""
    files = {}
    for reader, statements in case.readers.items():
        stem = coding_file(reader).removeprefix("coding_").removesuffix(".csv")
        for kind in KINDS:
            graph = discourse.graph(statements, kind)
            files[f"{kind}_{stem}.graphml"] = _graphml(graph)
        files[f"affiliation_{stem}.graphml"] = _graphml(_two_mode(statements, case.concepts))
    lines = [
        "GraphML holds networks, not articles: each tie carries the ids of its statements. "
        "Go back with dna, qdpx or csv."
    ]
    return files, lines


def _two_mode(statements, concepts):
    """Return the two-mode network: organizations and concepts, a tie with its yes and no."""
    import networkx as nx  # here: heavy, and only for this

    graph = nx.Graph(kind="affiliation", actor="organization")
    for name, row in discourse.nodes(statements).iterrows():
        graph.add_node(name, mode="organization", party=row["party"], n=int(row["n"]))
    labels = concepts["label"].to_dict()
    for (name, concept), rows in statements.groupby(["organization", "concept"], sort=False):
        graph.add_node(f"concept:{concept}", mode="concept", label=labels.get(concept, concept))
        yes = int(rows["agreement"].eq("yes").sum())
        graph.add_edge(
            name,
            f"concept:{concept}",
            yes=yes,
            no=len(rows) - yes,
            weight=2 * yes - len(rows),
            statements=" ".join(rows.index),
        )
    return graph


def _graphml(graph):
    import io

    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(graph, out)
    return said(out.getvalue().decode()).encode()
