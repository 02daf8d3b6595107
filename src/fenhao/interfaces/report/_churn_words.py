"""Why a customer is likely to leave, in a sentence: the fact that moved the chance most, and on which side of the usual it lies."""

from fenhao.interfaces.words import Language, say
from fenhao.runs.value import AtRisk


def churn_reason_sentence(each: AtRisk, typical: tuple[int, int, int], *, lang: Language) -> str:
    """Return the fact that raised the chance most, otherwise the one that lowered it most, in words.

    ``typical`` are the typical customer's days quiet, purchases after the first, and days known.
    """
    pace = (each.age_days - each.quiet_days) // each.frequency if each.frequency else 0
    code = _reason(each, typical)
    if code == "quiet_up" and pace <= 1:
        code = "quiet_daily" if pace else "quiet_once"
    details = {
        "quiet": str(each.quiet_days),
        "pace": str(pace),
        "purchases": str(each.frequency + 1),
        "age": str(each.age_days),
    }
    return say(f"churn_reason.{code}", details, lang)


def _reason(each: AtRisk, typical: tuple[int, int, int]) -> str:
    """Return the code of the reason: the fact, which way it moved the chance, and on which side of the typical it lies.

    Whoever buys often makes a silence more telling, and whoever buys rarely less: then it is the silence that speaks.
    """
    fact, way = (each.raised_by, "up") if each.raised_by else (each.lowered_by, "down")
    if not fact:
        return "typical"
    above = {
        "quiet": each.quiet_days > typical[0],
        "frequency": each.frequency > typical[1],
        "age": each.age_days > typical[2],
    }[fact]
    turned = {("frequency", "up", True): "quiet_up", ("frequency", "down", False): "rare"}
    turned |= {("age", "up", False): "new", ("age", "down", True): "known"}
    return turned.get((fact, way, above), f"{fact}_{way}")
