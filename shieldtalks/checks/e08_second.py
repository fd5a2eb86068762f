"""Exercise 08, second part: a chart of demands, and the demand that closes the zone."""

import math

from shieldtalks.checks.answers import as_function, as_number, diagnose, keyed, near, slip
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import axis_named, bars_of_words, chart_of
from shieldtalks.checks.negotiated import PAIR, the_table, zone_gains
from shieldtalks.checks.texts import about, told
from shieldtalks.phrases import names

DEMANDS = (0, 4, 12)  # points beyond no deal that a student's chart is asked for


@task("08.7")
def draw(answer: object) -> None:
    """Accept a function that draws how many packages suit both for a demand."""
    function, table = as_function(answer), the_table()
    for more in DEMANDS:
        call = f"draw({more})"
        shown = chart_of(function, call, more)
        bars = {word.casefold(): value for word, value in bars_of_words(shown).items()}
        right = _suiting(table, more)
        missing = [word for word in right if word.casefold() not in bars]
        diagnose(about(words=names(sorted(bars))), no_bar=missing)
        nobody = table.zone.sum()
        for word, value in right.items():
            given = bars[word.casefold()]
            if near(given, value, 0.01):
                continue
            others = [v for key, v in right.items() if key != word]
            diagnose(
                told("seen_bar", call=call, word=word, given=given),
                same_for_all=more and near(given, nobody, 0.01),
                complement=near(given, len(table.packages) - value, 0.01),
                the_example=more != 3 and near(given, _suiting(table, 3)[word], 0.01),
                turned_bars=any(near(given, other, 0.01) for other in others),
                demand_alone=near(given, _suiting(table, more, plain=True)[word], 0.01),
                otherwise="other_bar",
            )
        axis_named(shown, "packages")


def _suiting(table, more, plain=False):
    """Return {who wants more: packages that suit both}; plain: `more` alone as the least."""
    least = {party: more + (0 if plain else table.walk_away[party]) for party in PAIR}
    asked = {"RUS": {"RUS": least["RUS"]}, "USA": {"USA": least["USA"]}, "both": least}
    return {word: int(table.demand(**wants).zone.sum()) for word, wants in asked.items()}


@task("08.8")
def closing(answer: object) -> None:
    """Accept {'both', 'RUS', 'USA'}: least whole points beyond no deal that close the zone."""
    given = {key: as_number(value) for key, value in keyed(answer, "both", *PAIR).items()}
    gain = zone_gains()
    most = {"both": gain.min(axis=1).max(), **gain.max()}
    right = {key: math.floor(value) + 1 for key, value in most.items()}
    if (given["RUS"], given["USA"]) == (right["USA"], right["RUS"]):
        slip("parties_turned")
    away = the_table().walk_away
    for key, value in given.items():
        if value == right[key]:
            continue
        diagnose(
            about(key=key, value=value),
            beyond_no_deal=key in away and value >= away[key],
            sum=key == "both" and value == right["RUS"] + right["USA"],
            closed_before=value > right[key],
            one_step=value in (most[key], right[key] - 1),
            otherwise="go_on",
        )
