"""Of rows that a source goes on writing, the version in force: the one with the highest number among those not withdrawn."""

from collections.abc import Collection

from fenhao.engine.facts import VERSION, table
from fenhao.engine.relation import Column, Kind


def every_version(name: str) -> str:
    """Return the name under which all versions of a fact's rows are read."""
    return f"{name}_versions"


def numbered(files: Collection[str]) -> str:
    """Return the rows of these files for the embedded engine, with their versions where none of the files says them too."""
    return f"({parquet(files)} UNION ALL BY NAME SELECT CAST(NULL AS BIGINT) AS {VERSION.name} WHERE FALSE)"


def parquet(files: Collection[str]) -> str:
    """Return the SELECT of the rows of these files for the embedded engine."""
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    return f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"


def superseded(name: str, *, rows: str, has: Collection[str], anti_join: str) -> str:
    """Return what follows FROM ``rows``, so that only versions in force are left; nothing for a fact of which nothing was ever written again.

    ``rows`` is a relation with all versions, ``has`` the columns it has. Rows of which no newer version was ever loaded, nearly all, are
    not looked at: statistics of the files say that none of them has a number above one.
    """
    if VERSION.name not in has:
        return ""
    key = ("source", *table(name).key)
    listed = ", ".join(key)
    same = " AND ".join(f"newer.{each} = {rows}.{each}" for each in key)
    return (
        f" {anti_join} (SELECT {listed}, max(version) AS version FROM {rows} WHERE version > 1 GROUP BY {listed})"
        f" AS newer ON {same} AND newer.version > coalesce({rows}.version, 1)"
    )


def taken_back(name: str, columns: Collection[Column], *, rows: str, before: str) -> str:
    """Return the SELECT of what ``rows`` correct, as reversals in the batch that corrects it.

    Each row of a second or later version takes back the one before it, found in ``before``: its money with the other sign,
    under the batch and the row that replace it. So the rows of a batch and its reversals are what that batch changed.
    """

    def item(each: Column) -> str:
        """Say where a column is taken from."""
        if each.name in ("batch_id", "row_no"):
            return f"newer.{each.name}"
        return f"-earlier.{each.name} AS {each.name}" if each.kind is Kind.money else f"earlier.{each.name}"

    same = " AND ".join(f"earlier.{each} = newer.{each}" for each in ("source", *table(name).key))
    return (
        f"SELECT {', '.join(map(item, columns))} FROM {before} AS earlier JOIN {rows} AS newer"
        f" ON {same} AND newer.version > 1 AND coalesce(earlier.version, 1) = newer.version - 1"
    )
