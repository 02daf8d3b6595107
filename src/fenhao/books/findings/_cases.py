"""Cases as they are kept, and lists of them: who has to decide about what, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from fenhao.books.database import Session, day
from fenhao.engine.waste import Case, CaseState

COLUMNS = (
    "id, rule, subledger, source, entry_id, year, found_on, week_on, occurred_on, found_month, spent_month, customer,"
    " campaign, tier, line_tier, category, cost_type, department, amount_minor, counted_minor, currency, evidence,"
    " batch, policy, state, owner_id, decided_by, appealed_by, recovered_minor, cut_id, why"
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as people see it; amounts in minor units, negative for credits. ``owner`` None: nobody yet.

    ``cut`` is the cut of next month's line that rests on it, ``why`` the last reason given. ``decided_by`` and
    ``appealed_by`` are 0 for nobody.
    """

    id: int
    rule: str
    subledger: str
    source: str
    entry_id: str
    year: str
    found_on: date
    week_on: date
    occurred_on: date
    found_month: str
    spent_month: str
    customer: str
    campaign: str
    tier: str
    line_tier: str
    category: str
    cost_type: str
    department: str
    amount_minor: int
    counted_minor: int
    currency: str
    evidence: str
    batch: str
    policy: str
    state: CaseState
    owner: int | None
    decided_by: int
    appealed_by: int
    recovered_minor: int
    cut: int | None
    why: str

    @property
    def case(self) -> Case:
        """What the rules need to know of it."""
        return Case(
            state=self.state,
            counted_minor=self.counted_minor,
            recovered_minor=self.recovered_minor,
            decided_by=self.decided_by,
            appealed_by=self.appealed_by,
            in_a_cut=self.cut is not None,
        )


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; what is left empty lets everything through. ``week_on`` is a Monday.

    ``unowned`` wants those that nobody answers for yet; without ``withdrawn`` cases that the facts no longer show are
    left out. ``tier`` is the customer's.
    """

    year: str = ""
    month: str = ""
    week_on: date | None = None
    rule: str = ""
    state: CaseState | None = None
    owner: int = 0
    tier: str = ""
    customer: str = ""
    unowned: bool = False
    withdrawn: bool = True


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Cases of one week, rule and owner; withdrawn ones are not counted.

    ``counted_minor`` = open + accepted + dismissed; appealed cases are open, recovered ones accepted. ``share`` is
    what counts and was not dismissed among all cost of the week; None where the week's cost is not known.
    """

    week_on: date
    rule: str
    owner: int | None
    cases: int
    counted_minor: int
    open_minor: int
    accepted_minor: int
    dismissed_minor: int
    recovered_minor: int
    share: Fraction | None


def find(session: Session, ids: Sequence[int], *, lock: bool = False) -> dict[int, CaseRow]:
    """Return these cases, locked in the order of their ids when they are about to change."""
    if not ids:
        return {}
    condition, values = session.among("id", sorted(ids))
    tail = session.for_update if lock else ""
    rows = session.rows(f"SELECT {COLUMNS} FROM findings_case WHERE {condition} ORDER BY id{tail}", values)
    return {each.id: each for each in map(_row, rows)}


def listed(session: Session, wanted: CaseFilter, *, rows_max: int) -> tuple[CaseRow, ...]:
    """Return the first ``rows_max`` cases that fit: by week, the largest amounts first."""
    condition, values = _condition(wanted)
    rows = session.rows(
        f"SELECT {COLUMNS} FROM findings_case{condition} ORDER BY week_on, counted_minor DESC, id LIMIT ?",
        (*values, rows_max),
    )
    return tuple(map(_row, rows))


def summed(session: Session, wanted: CaseFilter) -> tuple[int, int]:
    """Return how many cases fit, and what they count."""
    condition, values = _condition(wanted)
    ((cases, counted),) = session.rows(
        f"SELECT count(*), coalesce(sum(counted_minor), 0) FROM findings_case{condition}", values
    )
    return cast("int", cases), int(cast("int", counted))


def week_costs(session: Session) -> dict[str, dict[date, int]]:
    """Return what each week cost, by fiscal year and Monday, in their order: the weeks that findings are known of."""
    found: dict[str, dict[date, int]] = {}
    for year, week, minor in session.rows(
        "SELECT year, week_on, cost_minor FROM findings_week ORDER BY year, week_on"
    ):
        found.setdefault(str(year), {})[day(week)] = cast("int", minor)
    return found


def weekly(session: Session, *, year: str) -> tuple[WeekRow, ...]:
    """Return the weekly list of a fiscal year, by week, rule and owner; owners without a name last."""
    cost: dict[date, int] = {}
    for week, minor in session.rows("SELECT week_on, cost_minor FROM findings_week WHERE year = ?", (year,)):
        cost[day(week)] = cast("int", minor)
    rows = session.rows(
        "SELECT week_on, rule, owner_id, count(*), sum(counted_minor),"
        " sum(CASE WHEN state IN ('open', 'appealed') THEN counted_minor ELSE 0 END),"
        " sum(CASE WHEN state IN ('accepted', 'recovered') THEN counted_minor ELSE 0 END),"
        " sum(CASE WHEN state = 'dismissed' THEN counted_minor ELSE 0 END), sum(recovered_minor)"
        " FROM findings_case WHERE year = ? AND state <> 'withdrawn' GROUP BY week_on, rule, owner_id"
        " ORDER BY week_on, rule, owner_id IS NULL, owner_id",
        (year,),
    )
    return tuple(_week(row, cost) for row in rows)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Cases of one rule over several months; withdrawn ones are not counted, appealed ones are open."""

    rule: str
    cases: int
    counted_minor: int
    open_minor: int
    accepted_minor: int
    dismissed_minor: int
    recovered_minor: int


def by_rule(session: Session, labels: Sequence[str]) -> tuple[RuleRow, ...]:
    """Return the cases that became known in these months, added up by rule."""
    if not labels:
        return ()
    condition, values = session.among("found_month", labels)
    rows = session.rows(
        "SELECT rule, count(*), sum(counted_minor),"
        " sum(CASE WHEN state IN ('open', 'appealed') THEN counted_minor ELSE 0 END),"
        " sum(CASE WHEN state IN ('accepted', 'recovered') THEN counted_minor ELSE 0 END),"
        " sum(CASE WHEN state = 'dismissed' THEN counted_minor ELSE 0 END), sum(recovered_minor)"
        f" FROM findings_case WHERE state <> 'withdrawn' AND {condition} GROUP BY rule ORDER BY rule",
        values,
    )
    return tuple(RuleRow(str(row[0]), *(int(cast("int", each)) for each in row[1:])) for row in rows)


def ineffective_share(session: Session, *, year: str) -> Fraction | None:
    """Return what counts and was not dismissed among all cost of a fiscal year; None where no cost is known."""
    spent = session.rows("SELECT coalesce(sum(cost_minor), 0) FROM findings_week WHERE year = ?", (year,))
    counted = session.rows(
        "SELECT coalesce(sum(counted_minor), 0) FROM findings_case WHERE year = ?"
        " AND state NOT IN ('withdrawn', 'dismissed')",
        (year,),
    )
    whole = int(cast("int", spent[0][0]))
    return Fraction(int(cast("int", counted[0][0])), whole) if whole > 0 else None


def _condition(wanted: CaseFilter) -> tuple[str, list[object]]:
    """Return which rows are wanted, as a condition and its values."""
    given: dict[str, object] = {
        "year": wanted.year,
        "found_month": wanted.month,
        "week_on": wanted.week_on,
        "rule": wanted.rule,
        "state": wanted.state.value if wanted.state else "",
        "owner_id": wanted.owner,
        "tier": wanted.tier,
        "customer": wanted.customer,
    }
    only = {name: value for name, value in given.items() if value}
    told = [f"{name} = ?" for name in only]
    told += ["owner_id IS NULL"] if wanted.unowned else []
    told += [] if wanted.withdrawn else ["state <> 'withdrawn'"]
    return f" WHERE {' AND '.join(told)}" if told else "", list(only.values())


def _week(row: Sequence[object], cost: dict[date, int]) -> WeekRow:
    """Return one row of the weekly list; sums come as numbers of any width."""
    week_on = day(cast("date", row[0]))
    sums = [int(cast("int", each)) for each in row[3:]]
    cases, counted, still_open, accepted, dismissed, recovered = sums
    whole = cost.get(week_on, 0)
    return WeekRow(
        week_on=week_on,
        rule=str(row[1]),
        owner=cast("int | None", row[2]),
        cases=cases,
        counted_minor=counted,
        open_minor=still_open,
        accepted_minor=accepted,
        dismissed_minor=dismissed,
        recovered_minor=recovered,
        share=Fraction(counted - dismissed, whole) if whole > 0 else None,
    )


def _row(row: Sequence[object]) -> CaseRow:
    """Return a case from its columns."""
    texts = [str(each) for each in row]
    return CaseRow(
        id=cast("int", row[0]),
        rule=texts[1],
        subledger=texts[2],
        source=texts[3],
        entry_id=texts[4],
        year=texts[5],
        found_on=day(cast("date", row[6])),
        week_on=day(cast("date", row[7])),
        occurred_on=day(cast("date", row[8])),
        found_month=texts[9],
        spent_month=texts[10],
        customer=texts[11],
        campaign=texts[12],
        tier=texts[13],
        line_tier=texts[14],
        category=texts[15],
        cost_type=texts[16],
        department=texts[17],
        amount_minor=cast("int", row[18]),
        counted_minor=cast("int", row[19]),
        currency=texts[20],
        evidence=texts[21],
        batch=texts[22],
        policy=texts[23],
        state=CaseState(texts[24]),
        owner=cast("int | None", row[25]),
        decided_by=cast("int", row[26]),
        appealed_by=cast("int", row[27]),
        recovered_minor=cast("int", row[28]),
        cut=cast("int | None", row[29]),
        why=texts[30],
    )
