"""A fitted model as people and machines read it: parameters with their standard errors."""

from rich.table import Table

from fenhao.engine.value.lifetime import Fit
from fenhao.interfaces.cli._frame import Frame


def fit_table(frame: Frame, fit: Fit) -> Table:
    """Return a line a parameter; nothing that was not found belongs into a table."""
    table = Table(box=None, header_style="bold")
    for column in ("parameter", "estimate", "error"):
        table.add_column(
            frame.word(f"cli.value.{column}"), justify="left" if column == "parameter" else "right"
        )
    for parameter, held, error in zip(fit.names, fit.values, fit.errors, strict=True):
        table.add_row(parameter, f"{held:.4g}", f"{error:.2g}")
    return table


def fit_facts(fit: Fit) -> dict[str, object]:
    """Return the fit as an object for machines; numbers only of one that was found, in units of ``unit_days`` (0: renewals)."""
    facts: dict[str, object] = {"kind": "fit", "model": fit.model, "state": fit.state}
    if fit.is_found:
        facts |= {
            "parameters": dict(zip(fit.names, fit.values, strict=True)),
            "errors": dict(zip(fit.names, fit.errors, strict=True)),
            "log_likelihood": fit.log_likelihood,
            "unit_days": fit.unit_days,
        }
    return facts
