"""The end of a month in the company's books: rules, January closed, and what should move within March."""

from datetime import UTC, date, datetime
from fractions import Fraction

AT = datetime(2026, 4, 1, 8, tzinfo=UTC)


def fill_months() -> None:
    """Close January by rules that let what is left lapse; propose transfers within March from a stated return."""
    from fenhao.books.monthend import operations as months
    from fenhao.books.people.models import User
    from fenhao.engine.budget import (
        ANY,
        Basis,
        ClosingRule,
        ClosingRules,
        HoldRule,
        LineReturn,
        OverspendRule,
        UnspentRule,
    )

    finance = User.objects.get(username="finance").pk
    rule = ClosingRule(ANY, ANY, HoldRule.carry, UnspentRule.lapse, OverspendRule.write_off)
    months.set_rules(ClosingRules("2026", (rule,)), key="rules", by=finance, at=AT, why="year 2026")
    assert months.begin_closing("2026-01", key="begin", by=finance, at=AT).value == "turned"
    assert months.close("2026-01", checks=[], key="close", by=finance, at=AT).report is not None
    brings = LineReturn(Fraction(2), Fraction(3), Fraction(4), Basis.stated, "spring campaign")
    told = months.propose_transfers(
        "2026-03",
        returns={("A", "activities"): brings},
        absorbs={("A", "activities"): 60_000},
        on=date(2026, 3, 31),
        key="propose",
        by=finance,
        at=AT,
    )
    assert told.proposals
