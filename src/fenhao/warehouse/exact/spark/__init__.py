"""The exact division in Spark's SQL, for Apache Spark and Sail: 38-digit products where 64 bits would not hold them."""

from importlib.resources import files

from fenhao.engine.relation import Cut, Division
from fenhao.warehouse.exact._steps import Maker, Scripts, divide_in_steps

__all__ = ["divide"]


def divide(engine: Maker, division: Division, *, by_party: str) -> tuple[Cut, ...]:
    """Define the division's two relations and return how each pool was cut; ValueError for a negative weight."""
    return divide_in_steps(engine, _SCRIPTS, division, by_party=by_party)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _read(name: str) -> str:
    return files(__package__ or "").joinpath(f"{name}.sql").read_text(encoding="utf-8")


_SCRIPTS = Scripts(
    levels=_read("levels"),
    totals=_read("totals"),
    amounts=_read("amounts"),
    buckets=_read("buckets"),
    boundary=_read("boundary"),
    last=_read("last").strip(),
    given_away=_read("given_away"),
    share="CAST(({product}) div {total} AS {wide}) + {more}",
    no_shares="SELECT '' AS pool_id, '' AS party_id, CAST(0 AS BIGINT) AS amount_minor WHERE FALSE",
    no_parties="SELECT '' AS party_id, CAST(0 AS BIGINT) AS amount_minor WHERE FALSE",
    narrow="BIGINT",
    wide="DECIMAL(38, 0)",
    quoted=_quoted,
)
