"""What the tests of plans share: a small year, a company of departments, and the way of a version through its approvals."""

from dataclasses import dataclass

from fenhao.books.database import Session
from fenhao.books.people import Role
from fenhao.books.plans import PlanAnswer, PlanVerdict, SaveAnswer
from fenhao.engine.budget import (
    AddLine,
    BudgetLine,
    BudgetStep,
    Change,
    PreparedBudget,
    QuarterReserve,
    Selection,
    SetAmount,
)
from fenhao.kernel import FiscalCalendar
from tests.books.stage import NOW, of

CALENDAR = FiscalCalendar()
TOTAL = 1000 + 1000 + 500 + 400 + 100
"""Coupons for A in May and June, gifts for B in May, staff in May, and the second quarter's reserve."""


def proposal() -> PreparedBudget:
    """Return a small budget of 2026."""
    return PreparedBudget(
        "2026",
        TOTAL,
        (BudgetStep("fixed_budget", 400, ""), BudgetStep("total", TOTAL, "")),
        (
            BudgetLine("2026-05", "A", "coupons", 1000),
            BudgetLine("2026-06", "A", "coupons", 1000),
            BudgetLine("2026-05", "B", "gifts", 500),
            BudgetLine("2026-05", "", "staff", 400),
        ),
        (QuarterReserve("2026-Q2", 100),),
    )


@dataclass(frozen=True, slots=True)
class Company:
    """Who prepares and who approves: two departments, and one person for each step of the route beside finance."""

    finance: int
    controller: int
    marketer: int
    server: int
    operations: int
    service: int
    boss: int
    auditor: int

    @classmethod
    def hired(cls) -> "Company":
        """Return the company; marketing owns coupons and gifts, care owns staff."""
        from fenhao.books.people import operations as people
        from fenhao.books.people.models import Department, User

        roles = {
            "finance": Role.finance,
            "controller": Role.finance,
            "marketer": Role.operations,
            "server": Role.customer_service,
            "operations": Role.operations,
            "service": Role.customer_service,
            "boss": Role.management,
            "auditor": Role.auditor,
        }
        departments = {
            who: Department.objects.create(code=code, name=code)
            for code, who in (("marketing", "marketer"), ("care", "server"))
        }
        found = {}
        for name, role in roles.items():
            # nobody logs in here: a password would only cost the time to hash it
            found[name] = User.objects.create(username=name, department=departments.get(name)).pk
            people.grant_role(user_id=found[name], role=role, by=None, at=NOW)
        return cls(*(found[name] for name in cls.__slots__))


OWNERS = {"coupons": "marketing", "gifts": "marketing", "staff": "care"}


def prepared(company: Company, *, key: str = "prepare", owned: bool = True, scenario: bool = False) -> int:
    """Return the id of a new draft, or scenario, that holds the proposal."""
    from fenhao.books.plans import operations as plans

    told = plans.prepare(
        key=key,
        by=company.finance,
        at=NOW,
        fiscal_year=2026,
        calendar=CALENDAR,
        prepared=proposal(),
        name="2026",
        currency="EUR",
        fixed_categories=frozenset({"staff"}),
        owners=OWNERS if owned else {},
        scenario=scenario,
    )
    assert told.verdict is PlanVerdict.done
    return told.version


def token(version: int) -> int:
    """Return the last save of a version."""
    from fenhao.books.plans import operations as plans

    found = plans.plan(by=None, at=NOW, version=version)
    assert found is not None
    return found.version.token


def amounts(version: int) -> dict[str, int]:
    """Return a version's cells."""
    from fenhao.books.plans import operations as plans

    found = plans.plan(by=None, at=NOW, version=version)
    assert found is not None
    return {"/".join(cell.key): cell.amount_minor for cell in found.sheet.cells}


def edited(
    version: int, change: Change, *, by: int | None = None, key: str = "", at_token: int = 0
) -> SaveAnswer:
    """Return what became of a change, by default on the newest save."""
    from fenhao.books.plans import operations as plans

    now = at_token or token(version)
    return plans.edit(
        key=key or f"{version}/{now}/{change}"[:200], by=by, at=NOW, version=version, token=now, change=change
    )


def to(minor: int, *, month: str = "", tier: str | None = None, category: str = "") -> SetAmount:
    """Return the edit that sets a sum."""
    return SetAmount(Selection(month=month, tier=tier, category=category), minor)


def submitted(version: int, company: Company) -> PlanAnswer:
    """Mark every part ready and submit."""
    from fenhao.books.plans import operations as plans

    found = plans.plan(by=None, at=NOW, version=version)
    assert found is not None
    for part in found.parts:
        if not part.ready:
            plans.mark(
                key=f"{version}/{part.department}", by=None, at=NOW, version=version, department=part.department,
                ready=True,
            )  # fmt: skip
    return plans.submit(
        key=f"{version}/submit", by=company.finance, at=NOW, version=version, token=found.version.token
    )


def answered(version: int, by: int, *, allow: bool = True, why: str = "as agreed") -> str:
    """Give one answer to the version's case; return what became of it."""
    from fenhao.books.inbox import operations as inbox
    from fenhao.books.plans import operations as plans

    found = plans.plan(by=None, at=NOW, version=version)
    assert found is not None
    case = found.version.case
    assert case is not None
    told = inbox.answer(key=f"{case}/{by}/{allow}", case=case, by=by, allow=allow, why=why, at=NOW)
    return str(told.verdict.value)


def approved(version: int, company: Company) -> None:
    """Take a draft through the whole route."""
    assert submitted(version, company).verdict is PlanVerdict.done
    route = (company.controller, company.operations, company.service, company.boss)
    assert [answered(version, each) for each in route] == ["waiting", "waiting", "waiting", "approved"]


def in_force(
    version: int, company: Company, *, key: str = "", why: str = "", allow_below_use: bool = False
) -> PlanAnswer:
    """Put a version in force."""
    from fenhao.books.plans import operations as plans

    return plans.put_in_force(
        key=key or f"{version}/force", by=company.boss, at=NOW, version=version, calendar=CALENDAR, why=why,
        allow_below_use=allow_below_use,
    )  # fmt: skip


def state(version: int) -> str:
    """Return where a version stands."""
    from fenhao.books.plans import operations as plans

    found = plans.plan(by=None, at=NOW, version=version)
    assert found is not None
    return found.version.state.value


def first(company: Company) -> int:
    """Return a version that is in force."""
    version = prepared(company, owned=False)
    approved(version, company)
    assert in_force(version, company).verdict is PlanVerdict.done
    return version


def revised(company: Company, version: int, *changes: SetAmount | AddLine, key: str = "revise") -> int:
    """Return an approved copy with these changes."""
    from fenhao.books.plans import operations as plans

    copy = plans.revise(key=key, by=company.finance, at=NOW, version=version).version
    for change in changes:
        assert edited(copy, change, by=company.finance).saved
    approved(copy, company)
    return copy


def funded() -> dict[str, int]:
    """Return what the lines of the year have now."""
    from fenhao.books.budgets.operations import month_standing
    from fenhao.books.database import read
    from fenhao.books.journal import months

    def work(session: Session) -> dict[str, int]:
        labels = [month.label for month in months(session)]
        return {"/".join(each.key): each.funded_minor for each in month_standing(session, labels, at=NOW)}

    return read(work)


def spend(key: str, minor: int, **where: object) -> str:
    """Spend; return the verdict."""
    from fenhao.books.budgets import operations as books

    leg = of(minor, **where)  # type: ignore[arg-type]
    return str(books.spend(key=key, legs=[leg], currency="EUR", by=None, at=NOW).verdict.value)
