"""Of rows that a source goes on writing, the version in force: the one with the highest number among those not withdrawn."""

from collections.abc import Collection

from fenhao.engine.facts import VERSION, VERSIONED, table


def every_version(name: str) -> str:
    """Return the name under which all versions of a fact's rows are read."""
    return f"{name}_versions"


def superseded(name: str, *, rows: str, has: Collection[str], anti_join: str) -> str:
    """Return what follows FROM ``rows``, so that only versions in force are left; nothing for a fact without versions.

    ``rows`` is a relation with all versions, ``has`` the columns it has. Rows of which no newer version was ever loaded, nearly all, are
    not looked at: statistics of the files say that none of them has a number above one.
    """
    if name not in VERSIONED or VERSION.name not in has:
        return ""
    key = ("source", *table(name).key)
    listed = ", ".join(key)
    same = " AND ".join(f"newer.{each} = {rows}.{each}" for each in key)
    return (
        f" {anti_join} (SELECT {listed}, max(version) AS version FROM {rows} WHERE version > 1 GROUP BY {listed})"
        f" AS newer ON {same} AND newer.version > coalesce({rows}.version, 1)"
    )
