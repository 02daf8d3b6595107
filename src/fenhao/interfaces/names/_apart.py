"""What attributes of customers do to how often they buy and how readily they leave, in sentences that a shop keeper reads."""

from fenhao.interfaces.names._fit import parameter_text
from fenhao.interfaces.words import Language, knows, say
from fenhao.runs.value import ApartTold, Difference


def apart_sentences(told: ApartTold, *, lang: Language) -> list[str]:
    """Return the verdict, then a sentence a difference."""
    if not told.found:
        return [say("apart.not_fitted", {}, lang)]
    chance = f"{told.chance:.1%}" if told.chance >= 0.001 else "< 0.1%"
    verdict = say("apart.used" if told.used else "apart.not_used", {"chance": chance}, lang)
    return [verdict, *(_difference(each, lang) for each in told.differences)]


def attribute_name(code: str, *, lang: Language) -> str:
    """Return what an attribute is called; of a company's own table, its header."""
    return say(f"attribute.{code}", {}, lang) if knows(f"attribute.{code}") else code


def _difference(each: Difference, lang: Language) -> str:
    """Return one sentence; a factor whose interval holds one is said to be no proven difference."""

    def level(name: str) -> str:
        return name or say("attribute.unknown", {}, lang)

    def factor(held: tuple[float, float, float]) -> dict[str, str]:
        low, mid, high = (f"{part:.2f}" for part in held)
        doubt = say("apart.may_be_chance", {}, lang) if held[0] <= 1 <= held[2] else ""
        return {"mid": mid, "low": low, "high": high, "doubt": doubt}

    pace, leaving = factor(each.pace), factor(each.leaving)
    return say(
        "apart.difference_number" if each.step else "apart.difference",
        {
            "step": parameter_text(each.step, 4),
            "attribute": attribute_name(each.attribute, lang=lang),
            "level": level(each.level),
            "against": level(each.against),
            "customers": f"{each.customers:,}",
            **{f"pace_{name}": text for name, text in pace.items()},
            **{f"leaving_{name}": text for name, text in leaving.items()},
        },
        lang,
    )
