"""Issues, score sheets and named packages: the tables of lesson 08, read and checked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from shieldtalks.errors import DataError
from shieldtalks.statements import AGREEMENTS, load_concepts, load_statements
from shieldtalks.tables import DATA, read_table, require, require_listed

TABLE = ("RUS", "USA", "NATO")
CAVEAT = "Weights and values are assumptions; stances are evidence."
MOST = 2_000_000

ISSUE_COLUMNS: tuple[str, ...] = ("issue", "issue_label", "option", "label")
ISSUE_COLUMNS += ("stances", "no_deal", "excludes", "note")
WEIGHT_COLUMNS = ("party", "issue", "weight", "values", "status", "reason", "statements")
PACKAGE_COLUMNS: tuple[str, ...] = ("package", "name", "short", "year", "article", "system")
PACKAGE_COLUMNS += ("proposed_by", "statements", "units", "refused_by", "refusals", "note")


def load_issues(path: str | Path | None = None) -> pd.DataFrame:
    """Read the issues on the table and their options.

    path: a csv; without one, the issues of the course. Returns a DataFrame, a row an option, index
    (issue, option): issue_label, label, stances (tuple of (concept, agreement) that the option
    follows from), no_deal (bool: what holds if the talks fail), excludes (tuple of (issue, option)
    that cannot stand beside it) and note. Raises DataError by row: a repeated option, a stance or
    an option that does not exist, an issue without 2-4 options or without one that holds otherwise.
    """
    path = DATA / "issues.csv" if path is None else Path(path)
    table = read_table(path, ISSUE_COLUMNS, choices={"no_deal": ("0", "1")})
    name = path.name
    _require_new(table, ("issue", "option"), name)
    options = table.groupby("issue")["option"].transform("size")
    require(options.between(2, 4), table, name, "issue", "{value} needs two to four options.")
    held = table["no_deal"].eq("1").groupby(table["issue"]).transform("sum")
    why = "{value} needs one option, and no more, with no_deal 1."
    require(held.eq(1), table, name, "issue", why)
    concepts = load_concepts().index
    known = {f"{concept}={agreement}" for concept in concepts for agreement in AGREEMENTS}
    _require_listed(table, "stances", known, name, "Write concept=yes or concept=no.")
    pairs = set(table["issue"] + "=" + table["option"])
    _require_listed(table, "excludes", pairs, name, "Write issue=option.")
    for column in ("stances", "excludes"):
        table[column] = [tuple(tuple(p.split("=")) for p in _items(t)) for t in table[column]]
    table["no_deal"] = table["no_deal"].eq("1")
    return indexed(table, ["issue", "option"])


def load_sheets(
    issues: pd.DataFrame = None,
    statements: pd.DataFrame | None = None,
    path: str | Path | None = None,
) -> pd.DataFrame:
    """Read the score sheets: what each party is assumed to want, and how much.

    issues: as `load_issues`. statements: as `load_statements`. path: a csv with a row for each
    party and issue (WEIGHT_COLUMNS); `values` holds `option=value` for every option, 0 to 100.
    Returns a DataFrame, index (party, issue, option): weight (they sum to 100 for each party),
    value (0 worst, 100 best), points (weight * value / 100), status ('assumption'), reason and
    statements (tuple of ids that suggest the direction). Raises DataError by row.
    """
    issues = load_issues() if issues is None else issues
    statements = load_statements() if statements is None else statements
    path = DATA / "weights.csv" if path is None else Path(path)
    choices = {"party": TABLE, "status": ("assumption",)}
    table = read_table(path, WEIGHT_COLUMNS, choices=choices)
    name = path.name
    _require_new(table, ("party", "issue"), name)
    offered = issues.index.get_level_values("issue").unique()
    require(table["issue"].isin(offered), table, name, "issue", "{value} is no issue: see issues.")
    require(table["reason"].ne(""), table, name, "reason", "{value}: every assumption says why.")
    _require_listed(table, "statements", set(statements.index), name, "See statements.csv.")
    table["weight"] = _number(table, "weight", name)
    for party in TABLE:
        _check_party(table[table["party"].eq(party)], party, offered, name)
    values = [_values(row, issues.loc[row["issue"]].index, name, n) for n, row in _rows(table)]
    long = table.assign(option=[list(v) for v in values], value=[list(v.values()) for v in values])
    long = long.explode(["option", "value"], ignore_index=True)
    long["value"] = long["value"].astype(float)
    long["points"] = long["weight"] * long["value"] / 100
    long["statements"] = [_items(text) for text in long["statements"]]
    columns = ["weight", "value", "points", "status", "reason", "statements"]
    return indexed(long, ["party", "issue", "option"])[columns]


def load_packages(
    issues: pd.DataFrame = None,
    statements: pd.DataFrame | None = None,
    path: str | Path | None = None,
) -> pd.DataFrame:
    """Read the packages that the articles describe, by name.

    An issue on which the articles are silent stays as it would be without a deal. Returns a
    DataFrame, index `package`: name, short, year, article, system, proposed_by (a party), a column
    for each issue (an option), silent (tuple of the issues so filled), statements and units
    (tuples: what the package rests on), refused_by (a party, or empty), refusals (tuple of
    statements) and note. Raises DataError by row for an option, statement, unit or system that does
    not exist.
    """
    issues = load_issues() if issues is None else issues
    statements = load_statements() if statements is None else statements
    path = DATA / "packages.csv" if path is None else Path(path)
    names = list(issues.index.get_level_values("issue").unique())
    choices = dict.fromkeys(("proposed_by", "refused_by"), (*TABLE, ""))
    table = read_table(path, (*PACKAGE_COLUMNS, *names), "package", choices=choices)
    file = path.name
    systems = read_table(DATA / "context" / "systems.csv", ("id",), "id").index
    require_listed(table, file, "system", systems, "systems.csv")
    require(table["statements"].ne(""), table, file, "statements", "{value}: name at least one.")
    for column in ("statements", "refusals"):
        _require_listed(table, column, set(statements.index), file, "See statements.csv.")
    for column in ("statements", "units", "refusals"):
        table[column] = [_items(text) for text in table[column]]
    for position, row in _rows(table):
        wanted = set(statements.loc[list(row["statements"]), "unit"])
        lacking = sorted(wanted - set(row["units"]))
        if lacking:
            raise DataError(
                f"{file}, row {position}, units: {lacking[0]!r} is missing, though a statement "
                "stands in it. Add it."
            )
    table["silent"] = [tuple(n for n in names if not row[n]) for _, row in table.iterrows()]
    fallback = no_deal(issues)
    for issue in names:
        table[issue] = table[issue].where(table[issue].ne(""), fallback[issue])
        why = "{value} is no option of this issue. See issues.csv."
        require(table[issue].isin(issues.loc[issue].index), table, file, issue, why)
    for issue, option in issues.index[issues["excludes"].map(len).gt(0)]:
        for other, barred in issues.at[(issue, option), "excludes"]:
            clash = table[issue].eq(option) & table[other].eq(barred)
            why = f"{{value}} cannot stand beside {issue} {option!r}. See issues.csv."
            require(~clash, table, file, other, why)
    order = ["name", "short", "year", "article", "system", "proposed_by", *names, "silent"]
    return table[[*order, "statements", "units", "refused_by", "refusals", "note"]]


def no_deal(issues: pd.DataFrame) -> pd.Series:
    """Return what holds if the talks fail: Series, issue -> option."""
    held = issues.index[issues["no_deal"]]
    return pd.Series(dict(held.to_list()), name="no deal").rename_axis("issue")


def indexed(table: Any, columns: Any) -> pd.DataFrame:
    """Set an index whose levels keep the order of their first appearance, so that it is sorted."""
    parts = [pd.factorize(table[column]) for column in columns]
    index = pd.MultiIndex(
        levels=[levels for _, levels in parts], codes=[codes for codes, _ in parts], names=columns
    )
    return table.drop(columns=columns).set_axis(index)


def _items(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list, separated by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _rows(table: Any) -> Iterator[tuple[int, Any]]:
    """Yield (row number as a reader counts it, row)."""
    return ((n, row) for n, (_, row) in enumerate(table.iterrows(), 1))


def _require_new(table: Any, columns: Any, file: str) -> None:
    repeated = table.duplicated(list(columns))
    why = f"the row repeats an earlier {' and '.join(columns)} ({{value}}). Remove one."
    require(~repeated, table, file, columns[-1], why)


def _require_listed(table: Any, column: Any, known: Any, file: str, remedy: str) -> None:
    for number, row in _rows(table):
        odd = [item for item in _items(row[column]) if item not in known]
        if odd:
            raise DataError(f"{file}, row {number}, {column}: {odd[0]!r} is unknown. {remedy}")


def _number(table: Any, column: Any, file: str) -> pd.Series:
    number = pd.to_numeric(table[column], errors="coerce")
    right = number.between(0, 100)
    require(right, table, file, column, "{value} is no number from 0 to 100.")
    return number.astype(float)


def _check_party(sheet: pd.DataFrame, party: str, offered: Any, file: str) -> None:
    missing = [issue for issue in offered if issue not in set(sheet["issue"])]
    if missing:
        raise DataError(f"{file}: {party} has no row for the issue {missing[0]!r}. Add one.")
    total = sheet["weight"].sum()
    if abs(total - 100) > 1e-6:
        raise DataError(
            f"{file}: the weights of {party} sum to {total:g}. Change them until they sum to 100."
        )


def _values(row: Any, options: Any, file: str, number: int) -> dict[str, float]:
    """Return {option: value} from a cell like 'built=0; given_up=100', in the issue's order."""
    pairs = [re.fullmatch(r"(\w+)\s*=\s*(\d+(?:\.\d+)?)", item) for item in _items(row["values"])]
    values = {p.group(1): float(p.group(2)) for p in pairs if p}
    if set(values) != set(options) or len(pairs) != len(options) or max(values.values()) > 100:
        raise DataError(
            f"{file}, row {number}, values: {row['values']!r}. Write option=value, 0 to 100, "
            f"separated by semicolons, for {', '.join(options)}."
        )
    return {option: values[option] for option in options}
