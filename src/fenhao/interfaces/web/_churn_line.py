"""What a customer's page tells of its leaving: the chance, the reason, what is at stake, and whether holding it pays."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.interfaces.report import churn_reason_sentence
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._value_shown import value_of
from fenhao.interfaces.words import say
from fenhao.runs.value import churn_of, kept_churn


@dataclass(frozen=True, slots=True)
class ChurnLine:
    """The line in words; ``pays`` is empty where nobody said what holding a customer costs."""

    named: str
    chance: str
    why: str
    loss: str
    pays: str
    stale: bool


def churn_line(names: Names, customer: str) -> ChurnLine | None:
    """Return the line of a customer; None where nothing was worked out for it."""
    held = kept_churn(book=names.here.book)
    made = value_of(held)
    one = churn_of(book=names.here.book, customer=customer) if made is not None else None
    if held is None or made is None or one is None:
        return None
    write, pays, lost = names.figures(0), "", one.expected_loss_minor
    if made.asked.cost_minor:
        code = "web.churn.customer_pays" if one.gain_minor > 0 else "web.churn.customer_no"
        pays = say(code, {"gain": write.spoken(one.gain_minor)}, names.lang)
    return ChurnLine(
        named=say("web.churn.customer", {"days": str(made.asked.days)}, names.lang),
        chance=write.percent(Fraction(one.silent)),
        why=churn_reason_sentence(one, made.typical, lang=names.lang),
        loss=say(
            "web.churn.customer_spared" if lost < 0 else "web.churn.customer_loss",
            {"loss": write.spoken(abs(lost))},
            names.lang,
        ),
        pays=pays,
        stale=held.stale,
    )
