"""Ineffective spend in the company's books: three weeks of it, some decided, one cut asked for."""

from datetime import UTC, date, datetime
from fractions import Fraction

from fenhao.runs.report import FoundEntry, FoundYear

WEEKS = ((date(2026, 2, 23), 900_000), (date(2026, 3, 2), 400_000), (date(2026, 3, 9), 500_000))
"""Mondays, and all cost of the week."""
AT = datetime(2026, 3, 16, tzinfo=UTC)


def entry(number: int, minor: int, on: date, *, rule: str = "benefit_outside_tier") -> FoundEntry:
    """Return a finding: an entry of that day and amount."""
    label = f"{on:%Y-%m}"
    return FoundEntry(
        rule=rule,
        subledger="benefits",
        source="crm",
        entry_id=f"b{number}",
        found_on=on,
        occurred_on=on,
        found_month=label,
        spent_month=label,
        customer=f"K{number}",
        campaign="",
        tier="B",
        line_tier="B",
        category="benefits",
        cost_type="coupons",
        department="",
        amount_minor=minor,
        counted_minor=minor,
        evidence="benefit=vip tier=B",
        batch="benefits-1",
    )


def fill_findings() -> None:
    """Find nine entries in three weeks; give most an owner, accept two, dismiss one, propose what they cut."""
    from fenhao.books.findings import operations as findings
    from fenhao.books.people.models import User
    from fenhao.engine.waste import CaseAct

    people = {each.username: each.pk for each in User.objects.all()}
    found = FoundYear(
        label="2026",
        as_of=date(2026, 3, 15),
        currency="CNY",
        policy="waste w1",
        share_target=Fraction(1, 20),
        entries=tuple(
            entry(
                place,
                10_000 + place * 111,
                date(2026, 2, 24) if place < 4 else date(2026, 3, 3 + place % 8),
                rule="benefit_outside_tier" if place % 3 else "unanswered_wake_up",
            )
            for place in range(1, 10)
        ),
        weeks=WEEKS,
        undone=frozenset(),
    )
    findings.refresh(found, key="found", by=None, at=AT)
    findings.assign([1, 2, 4, 5], owner=people["service"], key="own", by=people["finance"], at=AT)
    findings.answer_cases([1, 2], CaseAct.accept, key="yes", by=people["finance"], at=AT)
    findings.answer_cases(
        [3], CaseAct.dismiss, key="no", by=people["finance"], at=AT, why="promised by phone"
    )
    findings.propose_cuts("2026-02", key="cut", by=people["service"], at=AT)
