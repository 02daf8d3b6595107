"""What the data do not tell of a fit's parameters one by one, in sentences."""

from decimal import Decimal

from fenhao.interfaces.words import Language, say
from fenhao.runs.value import FitTold


def parameter_text(value: float, figures: int) -> str:
    """Return a number to so many significant figures as people write it: 29,450 and not 2.945e+04."""
    return format(Decimal(f"{value:.{figures}g}"), ",f")


def fit_rows(fit: FitTold) -> list[tuple[str, str, str]]:
    """Return (parameter, estimate, standard error) of a fit that was found; dashes for a parameter without a number."""
    told = zip(fit.names, fit.values, fit.errors, strict=True)
    rows = [(name, parameter_text(value, 4), parameter_text(error, 2)) for name, value, error in told]
    return rows + [(name, "—", "—") for name in fit.loose]


def untold_sentences(fit: FitTold, *, lang: Language) -> list[str]:
    """Return that some parameters have no number, and what pairs of them tell together; nothing where each has its own."""
    if not fit.loose:
        return []
    said = [say("fit.loose", {"names": ", ".join(fit.loose)}, lang)]
    for each in fit.together:
        chance = each.tells.value in ("leaving", "ending")
        value, error = (f"{part:.2%}" if chance else f"{part:.3g}" for part in (each.value, each.error))
        details = {"one": each.of[0], "other": each.of[1], "value": value, "error": error}
        said.append(say(f"fit.together_{each.tells.value}", details, lang))
    return said
