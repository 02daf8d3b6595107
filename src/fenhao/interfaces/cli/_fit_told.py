"""A fitted model as people and machines read it: parameters with their standard errors."""

from rich.table import Table

from fenhao.engine.value.lifetime import Fit
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.names import fit_rows, untold_sentences
from fenhao.runs.value import fit_told


def print_fit(frame: Frame, fit: Fit) -> None:
    """Print a line a parameter of a fit that was found, and what the data do not tell of single ones."""
    told = fit_told(fit)
    table = Table(box=None, header_style="bold")
    for column in ("parameter", "estimate", "error"):
        table.add_column(
            frame.word(f"cli.value.{column}"), justify="left" if column == "parameter" else "right"
        )
    for row in fit_rows(told):
        table.add_row(*row)
    frame.out.print(table)
    for sentence in untold_sentences(told, lang=frame.lang):
        frame.out.print(sentence, markup=False, soft_wrap=True)


def fit_facts(fit: Fit) -> dict[str, object]:
    """Return the fit as an object for machines; numbers only of one that was found, in units of ``unit_days`` (0: renewals).

    ``loose`` parameters have no number; ``together`` is what pairs of them tell.
    """
    told = fit_told(fit)
    facts: dict[str, object] = {"kind": "fit", "model": told.model, "state": told.state}
    if told.is_found:
        facts |= {
            "parameters": dict(zip(told.names, told.values, strict=True)),
            "errors": dict(zip(told.names, told.errors, strict=True)),
            "loose": told.loose,
            "together": [
                {"tells": each.tells.value, "of": each.of, "value": each.value, "error": each.error}
                for each in told.together
            ],
            "log_likelihood": fit.log_likelihood,
            "unit_days": told.unit_days,
        }
    return facts
