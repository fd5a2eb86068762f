"""How long networks of a large corpus take, beside networkx's weighted bipartite projection.

Run: python tests/benchmarks/networks.py [--full]
Without --full, a corpus that anyone can wait for; with it, one million statements by 2,000 actors
on 200 concepts. networkx gets a smaller corpus of the same make, because it grows with the square
of the actors in pure Python; on that corpus both are timed, and their weights must be equal: where
each stance counts once, congruence is the number of (concept, agreement) pairs two actors share.
Peak memory is what Python and numpy allocated at once beside the statements, in a pass of its own.
"""

import argparse
import time
import tracemalloc
from functools import partial

import networkx as nx
import numpy as np
import pandas as pd

from shieldtalks.discourse import network, networks

SMALL = (50_000, 500, 200)
FULL = (1_000_000, 2_000, 200)
SHARED = (20_000, 300, 200)
SCALE = (-5, 5)


def synthetic(statements, actors, concepts, scale=None, seed=5):
    """Return a table of made-up statements; few actors and concepts take most of them."""
    random = np.random.default_rng(seed)
    actor = (actors * random.random(statements) ** 1.5).astype(int)
    concept = (concepts * random.random(statements) ** 1.5).astype(int)
    article = random.integers(0, max(5, statements // 100), statements)
    agreement = random.integers(scale[0], scale[1] + 1, statements) if scale else None
    table = {
        "article": np.char.mod("%05d", article),
        "party": np.array(["RUS", "USA", "NATO", "media"])[actor % 4],
        "organization": np.char.mod("organization %04d", actor),
        "concept": np.char.mod("concept %03d", concept),
        "agreement": agreement if scale else np.where(random.random(statements) < 0.7, "yes", "no"),
    }
    index = pd.Index(np.char.mod("s%07d", np.arange(statements)), name="statement")
    return pd.DataFrame(table, index)


def projection(statements):
    """Return networkx's projection of actors over stances, weighted by how many they share."""
    stances = statements["concept"] + " " + statements["agreement"]
    pairs = list(zip(statements["organization"], stances, strict=True))
    both = nx.Graph(pairs)
    return nx.bipartite.weighted_projected_graph(both, sorted({actor for actor, _ in pairs}))


def measured(work):
    """Return (seconds, peak in MB, result) of a function without arguments."""
    begin = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - begin
    del result
    tracemalloc.start()
    result = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak / 1e6, result


def line(name, size, seconds, peak):
    """Print one line of the table."""
    print(f"{name:44}{size[0]:>10,}{size[1]:>8,}{size[2]:>6}{seconds:>10.2f} s{peak:>9.0f} MB")


def main(full):
    """Print the table and the ratios of the shared corpus."""
    # What is imported on first use is not timed.
    networks(synthetic(100, 5, 5), normalise="cosine")
    print(f"{'':44}{'statements':>10}{'actors':>8}{'conc.':>6}{'time':>12}{'peak':>12}")
    size = FULL if full else SMALL
    for scale in (None, SCALE):
        corpus = synthetic(*size, scale)
        answers = f"scale {scale[0]} to {scale[1]}" if scale else "yes or no"
        for normalise in ("none", "cosine"):
            work = partial(networks, corpus, "organization", normalise, scale=scale)
            seconds, peak, _ = measured(work)
            line(f"all four networks, {answers}, {normalise}", size, seconds, peak)
    corpus = synthetic(*SHARED)
    ours = measured(partial(network, corpus, duplicates="corpus"))
    theirs = measured(partial(projection, corpus))
    line("congruence, each stance once", SHARED, *ours[:2])
    line("networkx, weighted_projected_graph", SHARED, *theirs[:2])
    weights = nx.to_pandas_adjacency(theirs[2], nodelist=list(ours[2].index), weight="weight")
    assert np.array_equal(weights.to_numpy(), ours[2].to_numpy()), "the two do not agree"
    print(
        f"equal weights; time 1 : {theirs[0] / ours[0]:.0f}, memory 1 : {theirs[1] / ours[1]:.1f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="one million statements")
    main(parser.parse_args().full)
