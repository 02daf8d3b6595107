"""The fees of contracts as orders: ``fenhao contracts --fees``, and what is said where they are not in revenue."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from fenhao.interfaces.cli._books import say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble, grouped_text
from fenhao.runs.mart import open_mart
from fenhao.runs.value import FEE_SOURCE, FeesDue, write_fees
from fenhao.warehouse import Engine


def write_contract_fees(
    frame: Frame, file: Path, *, on: date | None, with_orders: bool, as_json: bool
) -> int:
    """Write the fees that fell due, say how many and what comes next; return the exit code."""
    if file.suffix != ".csv":
        raise Trouble("contracts.fees_csv", {"file": str(file)})
    told = write_fees(
        book=frame.book(), path=file, on=on, with_orders=with_orders, at=frame.now(), engine=Engine.duckdb
    )
    if as_json:
        say_json({"kind": "fees", "file": str(file) if told.fees else "", **asdict(told)})
        return 0
    _show(frame, told, file)
    return 0


def _show(frame: Frame, told: FeesDue, file: Path) -> None:
    """Print what was written, who was left out, and the next command."""
    if told.fees:
        frame.print("cli.contracts.fees_written", {
            "file": str(file),
            "fees": f"{told.fees:,}",
            "contracts": f"{told.contracts:,}",
            "customers": f"{told.customers:,}",
            "sum": f"{grouped_text(told.sum_minor, digits=told.digits)} {told.currency}",
            "day": told.observed_on.isoformat(),
        }, style="bold")  # fmt: skip
    else:
        frame.print("cli.contracts.fees_none", {"day": told.observed_on.isoformat()})
    if told.own_customers:
        code = "fees_own_written" if told.own_written else "fees_own"
        frame.print(
            f"cli.contracts.{code}", {"count": f"{told.own_customers:,}", "fees": f"{told.own_fees:,}"}
        )
    if told.fees:
        frame.print("cli.contracts.fees_next", {"file": str(file), "source": FEE_SOURCE})


def print_unordered(frame: Frame) -> None:
    """Say how many customers pay by contract and have no orders, as the last mart counted them; nothing for none."""
    mart = open_mart(frame.book())
    if mart is not None and mart.facts.unordered_fees:
        frame.print(
            "cli.contracts.unordered",
            {"count": f"{mart.facts.unordered_fees:,}", "period": mart.facts.stamp.label},
        )
