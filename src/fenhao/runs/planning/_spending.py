"""The best split of a year's variable budget over tiers and programmes: learnt from weeks of facts and trials by lot, kept for pages."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pyarrow.compute as pc

from fenhao.connectors.files import read_columns
from fenhao.engine.ledger import LINE_DAYS
from fenhao.engine.value import choice, spending
from fenhao.engine.value.spending import (
    Band,
    Cell,
    Clash,
    Curve,
    Estimate,
    Evidence,
    Experiment,
    Floats,
    Split,
    Wanted,
)
from fenhao.kernel import Grain, Trouble
from fenhao.runs.book import (
    Advance,
    Book,
    Kept,
    Refused,
    keep,
    keep_worked,
    kept,
    number,
    rows_of,
    stamp_now,
    text,
)
from fenhao.runs.report import newest_year, work_out
from fenhao.runs.value import (
    KeptTrial,
    column_of,
    encoded,
    encodings,
    keys_of,
    outcome_column,
    parts_of,
    trials,
)
from fenhao.warehouse import Engine

_NAME = "split"
_WEEKS_YEARLY = 52
_DRAWS = 300
_SEED = 1
_POINTS = 9
_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class TrialOfProgramme:
    """A kept trial by lot whose arm was this programme's spending; ``tier`` '' for customers of all tiers."""

    trial: str
    arm: str
    tier: str
    programme: str


@dataclass(frozen=True, slots=True)
class SplitAsked:
    """What a person chooses; shares in percent.

    ``budget_minor`` -1 stands for what the past year spent. Each tier's share may lie ``band`` points to either side of the
    written one; 100 leaves tiers free. ``least`` and ``most`` name a cell, a programme (tier '') or a tier (standing as programme, tier '') with an amount.
    """

    label: str = ""
    budget_minor: int = -1
    band: int = 10
    used: int = 90
    times: int = 200
    least: tuple[tuple[str, str, int], ...] = ()
    most: tuple[tuple[str, str, int], ...] = ()
    experiments: tuple[TrialOfProgramme, ...] = ()


@dataclass(frozen=True, slots=True)
class CellTold:
    """A cell's past, what one more unit brings there now, and its curve: (spent, low, expected, high) in minor units a year.

    ``points`` are margin, ``moves`` margin beside that of the past year's spending, future by future.
    """

    cell: Cell
    spent_minor: int
    evidence: Evidence
    marginal_now: Estimate
    points: tuple[tuple[int, int, int, int], ...]
    moves: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class SplitMade:
    """What came out. ``best`` makes the mean of all futures largest, ``robust`` that of bad ones beside the past year's split.

    Both are None when rules clash; then ``clash`` says which. ``last`` and ``equal`` are the past year's split carried to this budget and
    equal parts for every cell, valued alike: estimates of margin before spending; they need not keep the rules.
    """

    asked: SplitAsked
    label: str
    currency: str
    weeks: int
    budget_minor: int
    reserve_minor: int
    cells: tuple[CellTold, ...]
    last: Estimate
    equal: Estimate
    best: Split | None
    robust: Split | None
    clash: Clash | None
    names: tuple[tuple[str, str, str], ...]


def best_split(*, book: Book, asked: SplitAsked, at: datetime, engine: Engine, advance: Advance) -> SplitMade:
    """Return the split of a year's budget, or which rules clash.

    Troubles: ``split.no_year`` without facts, ``split.short`` and ``split.nothing_spent`` where nothing can be learnt,
    ``split.unknown_cell`` for a bound on what was never spent on, and those of trials.
    """
    label = asked.label or newest_year(book)
    if not label:
        raise Trouble("split.no_year", {})
    margins, spent, last_on = _days(book, label, at=at, engine=engine, advance=advance)
    advance("step.split", 0, 2)
    histories, weeks = _histories(margins, spent, last_on)
    learnt = [_experiment(book, each) for each in asked.experiments]
    curves = spending.learn(histories, learnt, periods_yearly=_WEEKS_YEARLY, draws=_DRAWS, seed=_SEED)
    advance("step.split", 1, 2)
    cells, past = [each.cell for each in curves], [each.spent_minor for each in curves]
    wanted = _wanted(book, asked, cells, sum(past))
    rules = spending.rules_of(cells, past, wanted)
    best, robust = (spending.split(curves, rules, robust=each) for each in (False, True))
    whole = spending.spendable(wanted)
    total = sum(past)
    carried = [each * whole // total if total else 0 for each in past]
    advance("step.split", 2, 2)
    return SplitMade(
        asked=asked,
        label=label,
        currency=book.settings.currency,
        weeks=weeks,
        budget_minor=wanted.budget_minor,
        reserve_minor=wanted.budget_minor - whole,
        cells=tuple(_cell(each) for each in curves),
        last=spending.valued(curves, carried),
        equal=spending.valued(curves, [whole // len(curves)] * len(curves)),
        best=best if isinstance(best, Split) else None,
        robust=robust if isinstance(robust, Split) else None,
        clash=best if isinstance(best, Clash) else None,
        names=tuple((each.code, each.name_zh, each.name_en) for each in book.chart.categories),
    )


def work_split(*, book: Book, asked: SplitAsked, at: datetime, advance: Advance) -> None:
    """Work the split out and keep it; why it cannot be had is kept as well."""

    def found() -> SplitMade:
        return best_split(book=book, asked=asked, at=at, engine=Engine.duckdb, advance=advance)

    keep_worked(book=book, name=_NAME, work=found, at=at)


def keep_split(*, book: Book, made: SplitMade, at: datetime) -> None:
    """Keep a split that was worked out just now, for pages."""
    keep(book=book, name=_NAME, value=made, stamp=stamp_now(book), at=at)


def kept_split(*, book: Book) -> Kept[SplitMade] | Kept[Refused] | None:
    """Return the split that was kept, why there is none, or nothing."""
    return kept(SplitMade, book=book, name=_NAME, now=stamp_now(book))


_Days = dict[tuple[date, str], int]
_Lines = dict[tuple[date, str, str], int]


def _days(
    book: Book, label: str, *, at: datetime, engine: Engine, advance: Advance
) -> tuple[_Days, _Lines, date]:
    """Return margin by day and tier, variable spend by day, tier and category, of the year and the one before, and the last day."""
    year = book.calendar.period(label)
    before = book.calendar.containing(year.period.start - timedelta(days=1), Grain.year)
    margins: _Days = defaultdict(int)
    spent: _Lines = defaultdict(int)
    last_on = year.period.start
    for span in (before, year):
        with work_out(
            book=book, label=span.label, at=at, engine=engine, rows_max=1, advance=advance
        ) as workings:
            session = workings.session
            for relation in spending.RELATIONS:
                session.define(relation, {"period_start": span.period.start, "period_end": span.period.end})
            for row in rows_of(session, spending.TIER_MARGIN_DAYS):
                margins[_day(row["day"]), text(row, "tier")] += number(row, "margin_minor")
            for row in rows_of(session, LINE_DAYS):
                if text(row, "tier") and text(row, "nature") == "variable":
                    key = (_day(row["day"]), text(row, "tier"), text(row, "category"))
                    spent[key] += number(row, "amount_minor")
    return margins, spent, max((day for day, _ in margins), default=last_on)


def _day(held: object) -> date:
    assert isinstance(held, date), held
    return held


def _histories(
    margins: Mapping[tuple[date, str], int], spent: Mapping[tuple[date, str, str], int], last_on: date
) -> tuple[list[spending.TierHistory], int]:
    """Return each tier's whole weeks up to the last day with facts, two years of them at most, and how many there are."""
    first_on = min((day for day, _ in margins), default=last_on)
    weeks = min(2 * _WEEKS_YEARLY, ((last_on - first_on).days + 1) // 7)
    start = last_on - timedelta(days=7 * weeks - 1)
    tiers = sorted({tier for _, tier, _ in spent})
    programmes = tuple(sorted({category for _, _, category in spent}))
    found = []
    for tier in tiers:
        margin, columns = np.zeros(weeks), np.zeros((weeks, len(programmes)))
        for (day, whose), minor in margins.items():
            if whose == tier and start <= day <= last_on:
                margin[(day - start).days // 7] += minor
        for (day, whose, category), minor in spent.items():
            if whose == tier and start <= day <= last_on:
                columns[(day - start).days // 7, programmes.index(category)] += minor
        found.append(spending.TierHistory(tier, programmes, margin, columns))
    return found, weeks


def _experiment(book: Book, asked: TrialOfProgramme) -> Experiment:
    """Return what a trial says a unit of spending brings, with its standard error.

    Troubles: ``saves.no_trial``, ``saves.not_by_lot``, ``saves.which_arm``, ``split.free_arm`` for an arm without a cost.
    """
    held = {each.code: each for each in trials(book=book)}
    if asked.trial not in held:
        raise Trouble("saves.no_trial", {"trial": asked.trial, "known": ", ".join(held) or "–"})
    trial = held[asked.trial]
    if trial.table.observed:
        raise Trouble("saves.not_by_lot", {"trial": asked.trial})
    said = trial.table.costs.get(asked.arm, "0")
    cost = 0 if said.startswith("@") else parts_of(said, digits=book.digits)
    if not cost:
        raise Trouble("split.free_arm", {"trial": asked.trial, "arm": asked.arm})
    effect = _arm_effect(book, trial, asked.arm)
    each = cost / _PERMILLE
    error = (effect.high - effect.low) / (2 * NormalDist().inv_cdf(0.5 + choice.LEVEL / 2))
    return Experiment(asked.tier, asked.programme, effect.mid / each, max(error / each, 1e-9))


def _arm_effect(book: Book, trial: KeptTrial, arm: str) -> choice.Estimate:
    """Return what one arm brought a customer over the control, in minor units, with its 95 % interval."""
    table = read_columns(trial.table.file)
    file = trial.table.file.name
    cells = column_of(table, trial.table.arm, file=file)
    named = np.asarray(pc.fill_null(cells, "").to_numpy(zero_copy_only=False))
    if arm not in named or arm == trial.table.control:
        known = ", ".join(sorted({str(each) for each in named} - {trial.table.control, ""}))
        raise Trouble("saves.which_arm", {"trial": trial.code, "arm": arm or "–", "known": known})
    outcome = outcome_column(column_of(table, trial.table.outcome, file=file), column=trial.table.outcome)
    kept_rows = (named == arm) | (named == trial.table.control)
    known_before, _ = encoded(table, encodings(table, trial.table.covariates, file=file), file=file)
    ids = (
        column_of(table, trial.table.customer, file=file).to_pylist()
        if trial.table.customer
        else [str(place) for place in range(table.num_rows)]
    )
    asked = choice.Trial(
        arms=(trial.table.control, arm),
        given=(named[kept_rows] == arm).astype(np.int64),
        outcome=outcome[kept_rows] * trial.table.worth * 10**book.digits,
        cost=np.zeros((int(kept_rows.sum()), 2)),
        covariates=np.ascontiguousarray(known_before[kept_rows]),
        keys=keys_of(ids)[kept_rows],
    )
    return choice.judge(asked, by_lot=True, seed=_SEED).effects[0].effect


def _wanted(book: Book, asked: SplitAsked, cells: list[Cell], spent: int) -> Wanted:
    """Return the rules: those of the written policy, and those asked for."""
    policy = book.policies.budget
    away = Fraction(asked.band, 100)
    tiers = {
        each.tier: Band(max(Fraction(0), each.share - away), min(Fraction(1), each.share + away))
        for each in policy.tier_shares
        if asked.band < 100
    }
    budget = spent if asked.budget_minor < 0 else asked.budget_minor
    amounts: dict[Cell, tuple[int, int]] = {}
    for tier, programme, minor in asked.least:
        amounts[_known(tier, programme, cells)] = (minor, -1)
    for tier, programme, minor in asked.most:
        cell = _known(tier, programme, cells)
        amounts[cell] = (amounts.get(cell, (-1, -1))[0], minor)
    return Wanted(
        budget_minor=budget,
        reserve=policy.reserve_share,
        used_least=Fraction(asked.used, 100),
        tiers=tiers,
        amounts=amounts,
        times_most=Fraction(asked.times, 100),
    )


def _known(tier: str, programme: str, cells: list[Cell]) -> Cell:
    """Return what a bound is about: a cell, all tiers of a programme, or all programmes of a tier written alone."""
    tiers, programmes = {each.tier for each in cells}, {each.programme for each in cells}
    if not tier and programme in tiers - programmes:
        return Cell(programme, "")
    if Cell(tier, programme) in cells or (not tier and programme in programmes):
        return Cell(tier, programme)
    details = {"cell": f"{tier}/{programme}".strip("/"), "known": ", ".join(sorted(programmes))}
    raise Trouble("split.unknown_cell", details)


def _cell(curve: Curve) -> CellTold:
    """Return a curve as pages draw it."""
    now = float(curve.spent_minor)
    spent = np.linspace(0.0, max(1.0, 2 * now), _POINTS)
    drawn, middle = curve.drawn(spent), curve.expected(spent)
    here = np.array([now])
    ends = np.quantile(curve.marginals(now), (0.1, 0.9))
    return CellTold(
        curve.cell,
        curve.spent_minor,
        curve.evidence,
        Estimate(float(ends[0]), curve.marginal(now), float(ends[1])),
        _points(spent, drawn, middle),
        _points(spent, drawn - curve.drawn(here), middle - curve.expected(here)),
    )


def _points(spent: Floats, drawn: Floats, middle: Floats) -> tuple[tuple[int, int, int, int], ...]:
    """Return (spent, low, expected, high) of each spending, four of five futures within."""
    low, high = np.quantile(drawn, (0.1, 0.9), axis=0)
    rows = zip(spent.tolist(), low.tolist(), middle.tolist(), high.tolist(), strict=True)
    return tuple((int(at), int(least), int(mid), int(most)) for at, least, mid, most in rows)
