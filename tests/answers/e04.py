"""Answers to exercise 04: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd

from shieldtalks.statements import (
    changes_by_article,
    load_statements,
    position_matrix,
    positions,
)


def table(make):
    """Return a function that gives make(statements), so that nothing is loaded at import."""
    return lambda: make(load_statements())


def cell(actor, concept, stance):
    """Return the matrix with one cell changed."""

    def change():
        matrix = position_matrix(load_statements())
        matrix.at[actor, concept] = stance
        return matrix

    return change


def stance(agree, disagree):
    if agree and disagree:
        return "both"
    if agree or disagree:
        return "agree" if agree else "disagree"
    return "silent"


def in_capitals(agree, disagree):
    return np.str_(stance(agree, disagree).upper())


def by_difference(agree, disagree):
    if agree > disagree:
        return "agree"
    return "disagree" if disagree > agree else "both"


def by_vote(agree, disagree):
    if agree == disagree == 0:
        return "silent"
    return by_difference(agree, disagree)


def first_wins(agree, disagree):
    if agree:
        return "agree"
    return "disagree" if disagree else "silent"


def silence_is_no(agree, disagree):
    if agree and disagree:
        return "both"
    return "agree" if agree else "disagree"


def swapped(agree, disagree):
    return stance(disagree, agree)


def printing(agree, disagree):
    print(stance(agree, disagree))


def yes_and_no(agree, disagree):
    return {"agree": "yes", "disagree": "no"}.get(stance(agree, disagree), "mixed")


def numbers(agree, disagree):
    return agree - disagree


def one_number(agree):
    return "agree" if agree else "disagree"


def both_by(actor):
    return lambda s: int(positions(s, actor)["stance"].eq("both").sum())


def levels(**changed):
    """Return the numbers of cells with both, some of them changed."""
    return {"party": 3, "organization": 2, "person": 1} | changed


def biggest(statements):
    sizes = changes_by_article(statements).groupby("article").size()
    return pd.Series({"article": sizes.idxmax(), "cells": sizes.max()})


def last_answer(statements):
    """Return the matrix as it comes out when a later answer overwrites an earlier one."""
    last = statements.drop_duplicates(["organization", "concept"], keep="last")
    words = last.assign(stance=last["agreement"].map({"yes": "agree", "no": "disagree"}))
    return words.pivot(index="organization", columns="concept", values="stance").fillna("silent")


RIGHT = {
    "04.1": [stance, in_capitals],
    "04.2": [
        table(position_matrix),
        table(lambda s: position_matrix(s).T),
        table(lambda s: position_matrix(s).sort_index().sort_index(axis=1)),
        table(lambda s: position_matrix(s).map(str.title)),
    ],
    "04.3": [
        levels(),
        {"Party": 3.0, "Organization": np.int64(2), "Person": 1},
        pd.Series(levels()),
        table(lambda s: {actor: both_by(actor)(s) for actor in levels()}),
    ],
    "04.4": [
        {"yes": ["000.04", "000.09", "000.10"], "no": ["000.02", "000.03"]},
        {"no": ("000.03", "000.02"), "yes": {"000.10", "000.09", "000.04"}},
        {"Yes": pd.Series(["000.04", "000.09", "000.10"]), "No": ["[000.02]", " 000.03 "]},
    ],
    "04.5": [
        {"reason": "b", "units": ["001.12", "001.24"]},
        {"reason": "B.", "units": ("001.23", "001.08")},
        {"reason": " b ", "units": {"001.17", "001.24"}},
    ],
    "04.6": [
        {"all": 6, "article": 3, "corpus": 2},
        {"Article": 3.0, "All": np.int64(6), "Corpus": 2},
        pd.Series({"all": 6, "article": 3, "corpus": 2}),
    ],
    "04.7": [
        {"article": "003", "cells": 13},
        {"article": 3, "cells": 13.0},
        table(biggest),
    ],
    "04.8": [
        {"against": "003.06", "for": "001.12"},
        {"against": "004.10", "for": "002.02"},
        {"for": "003.07", "against": "002.11"},
        {"against": "[001.11]", "for": "000.03"},
        {"against": "001.20", "for": "002.09"},
    ],
}

WRONG = {
    "04.1": [
        (by_difference, "That is a vote"),
        (by_vote, "That is a vote"),
        (first_wins, "neither may win"),
        (silence_is_no, "Silence is neither yes nor no"),
        (swapped, "Only one of the two numbers is more than zero"),
        (printing, "it has to return it"),
        (yes_and_no, "The words are agree, disagree, both and silent"),
        (numbers, "One of these words is wanted"),
        (one_number, "stops: TypeError"),
        ("both", "The function itself is wanted"),
    ],
    "04.2": [
        (table(last_answer), "One answer has pushed the other out"),
        (table(lambda s: position_matrix(s).replace("silent", np.nan)), "cells are empty"),
        (table(lambda s: position_matrix(s).replace("silent", "disagree")), "Silence is not"),
        (
            table(lambda s: position_matrix(s).replace({"agree": "disagree", "disagree": "agree"})),
            "Have yes and no changed places?",
        ),
        (table(lambda s: position_matrix(s, "person")), "Your rows are of the level 'person'"),
        (table(lambda s: position_matrix(s, "party").drop("NATO")), "of the level 'party'"),
        (table(lambda s: position_matrix(s).drop(columns="talks_open")), "lacks 'talks_open'"),
        (table(lambda s: position_matrix(s).drop("NATO")), "lacks 'NATO'"),
        (table(lambda s: position_matrix(s).assign(total="both")), "also holds 'total'"),
        (table(lambda s: pd.crosstab(s["organization"], s["concept"])), "holds numbers"),
        (table(lambda s: position_matrix(s).replace("both", "mixed")), "you have 'mixed'"),
        (cell("NATO", "talks_open", "silent"), "Something is said there"),
        (table(lambda s: s), "Your rows are no organizations"),
        ([], "A table (DataFrame) is wanted"),
    ],
    "04.3": [
        (levels(person=6), "name no person are not the words of one person"),
        (levels(party=15), "You counted the statements in those cells"),
        (levels(organization=5), "You added up the stances"),
        (levels(party=2), "the number of another level"),
        (levels(organization=50), "every cell in which something is said"),
        (levels(organization=9), "whose stance is 'both'"),
        ({"party": 3, "organization": 2}, "The level 'person' is missing"),
        ([3, 2, 1], "A dictionary in curly brackets"),
    ],
    "04.4": [
        (
            {"yes": ["000.02", "000.03"], "no": ["000.04", "000.09", "000.10"]},
            "have changed places",
        ),
        ({"yes": ["000.04"], "no": ["000.02", "000.03"]}, "Under 'yes' 2 of 3 units are missing"),
        (
            {"yes": ["000.04", "000.09", "000.10"], "no": ["000.03"]},
            "Under 'no' 1 of 2 units is missing",
        ),
        ({"yes": ["000.04", "000.09"], "no": ["000.02", "000.03", "002.02"]}, "another article"),
        ({"yes": ["000.04", "000.09", "000.14"], "no": ["000.02", "000.03"]}, "second copy"),
        ({"yes": ["000.04", "000.09"], "no": ["000.01", "000.03"]}, "A headline is not coded"),
        ({"yes": ["000.04", "000.08"], "no": ["000.02", "000.03"]}, "but not about hosting"),
        ({"yes": ["000.04", "000.05"], "no": ["000.02", "000.03"]}, "takes no stance there"),
        ({"yes": ["000.04", "000.03"], "no": ["000.02"]}, "lets the shield onto Russian soil"),
        ({"yes": ["s004", "s013"], "no": ["s002"]}, "s004 is a statement"),
        ({"yes": "000.04", "no": "000.03"}, "A list in square brackets"),
        ({"yes": ["000.04"]}, "There is no entry 'no'"),
    ],
    "04.5": [
        ({"reason": "a", "units": ["001.12", "001.24"]}, "the same news conference"),
        ({"reason": "c", "units": ["001.12", "001.24"]}, "Both sentences quote him"),
        ({"reason": "d", "units": ["001.12", "001.24"]}, "chief of the General Staff in both"),
        ({"reason": "capability", "units": ["001.12", "001.24"]}, "one of the letters"),
        ({"reason": "b", "units": ["001.12", "001.17"]}, "Both units are about aimed_at_russia"),
        ({"reason": "b", "units": ["001.23", "001.24"]}, "about deterrent_effect"),
        ({"reason": "b", "units": ["001.12", "001.27"]}, "001.27 is about countermeasures"),
        ({"reason": "b", "units": ["001.12", "002.09"]}, "In 002.09 the general takes no stance"),
        ({"reason": "b", "units": ["001.07", "001.24"]}, "001.07 repeats another sentence"),
        ({"reason": "b", "units": ["001.12"]}, "You gave 1 different units"),
        ({"reason": "b", "units": ["aimed_at_russia", "001.24"]}, "is no unit of these"),
        ({"reason": "b"}, "There is no entry 'units'"),
    ],
    "04.6": [
        ({"all": 6, "article": 2, "corpus": 3}, "have changed places"),
        ({"all": 6, "article": 2, "corpus": 2}, "You counted the articles"),
        ({"all": 6, "article": 3, "corpus": 1}, "A yes and a no are two stances"),
        ({"all": 3, "article": 3, "corpus": 2}, "every statement counts"),
        ({"all": 6, "article": 6, "corpus": 2}, "repeated in the same article counts once"),
        ({"all": 6, "article": 4, "corpus": 2}, "Go through the rows by hand"),
        ({"all": 6, "article": 3}, "The rule 'corpus' is missing"),
        ([6, 3, 2], "A dictionary in curly brackets"),
    ],
    "04.7": [
        ({"article": "001", "cells": 9}, "It has most statements"),
        ({"article": "000", "cells": 10}, "Without it 10 cells change"),
        ({"article": "003", "cells": 19}, "the number of its statements"),
        ({"article": "003", "cells": 15}, "some of them stand without it too"),
        ({"article": "003", "cells": 6}, "the number at another level"),
        ({"article": "003", "cells": 12}, "Compare each cell"),
        ({"article": "Press TV", "cells": 13}, "is no article"),
        ({"article": "003"}, "There is no entry 'cells'"),
        ("003", "A dictionary in curly brackets"),
    ],
    "04.8": [
        ({"against": "000.08", "for": "001.12"}, "was denied a day later"),
        ({"against": "000.04", "for": "001.12"}, "was denied a day later"),
        ({"against": "002.05", "for": "001.12"}, "It names a price"),
        ({"against": "003.13", "for": "000.04"}, "For the claim you put 000.04"),
        ({"against": "002.03", "for": "001.12"}, "No Russian voice takes a stance there"),
        ({"against": "001.12", "for": "001.12"}, "Here it would have to offer"),
        ({"against": "001.24", "for": "001.12"}, "not about cooperating"),
        ({"against": "001.10", "for": "001.12"}, "No stance is coded there"),
        ({"against": "000.19", "for": "001.12"}, "That unit repeats another"),
        ({"against": "004.01", "for": "001.12"}, "That is a headline"),
        ({"against": "003.06", "for": "003.14"}, "Opposing the shield is not refusing"),
        ({"against": "003.06", "for": "004.10"}, "That is an offer"),
        ({"against": "003.06", "for": "002.04"}, "That is a condition, not a refusal"),
        ({"against": "003.06", "for": "003.12"}, "No Russian voice takes a stance there"),
        ({"against": "003.06", "for": "001.27"}, "not about taking part"),
        ({"against": "003.06"}, "There is no entry 'for'"),
    ],
}
