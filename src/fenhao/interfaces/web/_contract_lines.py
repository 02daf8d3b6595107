"""What a customer's page tells of its contracts: the chance of the next renewal, what is expected, and its worth."""

from dataclasses import dataclass

from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._value_shown import value_of
from fenhao.interfaces.words import say
from fenhao.runs.value import ContractRow, contracts_of, kept_contracts


@dataclass(frozen=True, slots=True)
class ContractLines:
    """A sentence a contract in force, worth most first; none where nothing was worked out for the customer."""

    said: tuple[str, ...] = ()
    stale: bool = False


def contract_lines(names: Names, customer: str) -> ContractLines:
    """Return the lines of a customer."""
    held = kept_contracts(book=names.here.book)
    made = value_of(held)
    if held is None or made is None:
        return ContractLines()
    rows = contracts_of(book=names.here.book, customer=customer)
    return ContractLines(tuple(_line(names, each, made.asked.months) for each in rows), held.stale)


def _line(names: Names, each: ContractRow, months: int) -> str:
    write = names.figures(0)
    details = {
        "plan": each.plan or say("web.contracts.not_given", {}, names.lang),
        "chance": f"{each.renews_next:.1%}",
        "renewals": f"{each.renewals_expected:,.1f}",
        "low": str(each.renewals_low),
        "high": str(each.renewals_high),
        "months": str(months),
        "net": write.spoken(each.net_minor),
        "net_low": write.spoken(each.net_low_minor),
        "net_high": write.spoken(each.net_high_minor),
    }
    return say("web.contracts.customer_line", details, names.lang)
