"""What the judges of exercise 08 compare with, computed once."""

import functools

import pandas as pd

from shieldtalks.bargaining import (
    bargain,
    gains,
    load_issues,
    load_packages,
    load_sheets,
    utilities,
    walk_away,
)
from shieldtalks.checks.reference import the_statements

PAIR = ("RUS", "USA")


@functools.cache
def the_issues() -> pd.DataFrame:
    """Return the issues and their options."""
    return load_issues()


@functools.cache
def the_sheets() -> pd.DataFrame:
    """Return the score sheets as the course assumes them."""
    return load_sheets(the_issues(), the_statements())


@functools.cache
def the_packages() -> pd.DataFrame:
    """Return the packages that have names."""
    return load_packages(the_issues(), the_statements())


@functools.cache
def package_gains() -> pd.DataFrame:
    """Return what each named package gains each party beyond no deal."""
    return gains(utilities(the_packages(), the_sheets()), walk_away(the_issues(), the_sheets()))


@functools.cache
def zone_gains() -> pd.DataFrame:
    """Return what each package of the zone of Russia and the United States gains them."""
    table = bargain(the_issues(), the_sheets(), the_packages(), PAIR)
    return gains(table.utilities, table.walk_away)[table.zone]
