"""What the judges of exercise 08 compare with, computed once."""

import functools

import pandas as pd

from shieldtalks.bargaining import Bargain, gains, utilities, walk_away
from shieldtalks.reference import the_negotiation

PAIR = ("RUS", "USA")


@functools.cache
def the_table() -> Bargain:
    """Return the bargain of Russia and the United States."""
    return the_negotiation().table(PAIR)


@functools.cache
def package_gains() -> pd.DataFrame:
    """Return what each named package gains each party beyond no deal."""
    assumed = the_negotiation()
    points = utilities(assumed.named, assumed.sheets)
    return gains(points, walk_away(assumed.issues, assumed.sheets))


@functools.cache
def zone_gains() -> pd.DataFrame:
    """Return what each package of the zone of Russia and the United States gains them."""
    return gains(the_table().utilities, the_table().walk_away)[the_table().zone]
