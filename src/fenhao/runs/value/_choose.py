"""Whom to spend on: a trial is judged, and customers and treatments are chosen under a budget.

The table is asked where it lies and becomes no fact. Amounts of money are whole minor units again when they leave: what
a choice costs, rounded up once; what it is expected to bring stays an estimate and is called so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fenhao.connectors.files import read_columns
from fenhao.engine.value import choice
from fenhao.engine.value.choice import NOBODY, ArmEffect, CurvePoint, Judgement, Limit, PolicyGain, Verdict
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance
from fenhao.runs.value._design import (
    PARTS,
    Floats,
    column_of,
    encoded,
    encodings,
    keys_of,
    numbers,
    outcome_column,
    parts_of,
)

Wholes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TrialTable:
    """Where a trial's columns stand. ``customer`` may be '': then the row's number is the id.

    ``worth`` turns the outcome into major units of money: 1 for an amount, a margin share for revenue, the worth of one
    for a count. ``costs`` names each arm's cost in major units, or ``@column``; an arm that is not named costs nothing.
    """

    file: Path
    arm: str
    control: str
    outcome: str
    covariates: tuple[str, ...]
    customer: str
    worth: float
    costs: Mapping[str, str]
    observed: bool


@dataclass(frozen=True, slots=True)
class ChoiceRules:
    """What the choice must keep to.

    ``budget`` is in major units, '' for none. ``caps`` is the most customers an arm may get, ``contacts_max`` all arms
    together (-1: no limit). ``tier_rules`` names the arms that a tier may get; a tier that is not named may get all.
    Who already had ``contacted_max`` contacts or more in the column ``contacted`` is left alone.
    """

    targets: Path | None
    budget: str
    caps: Mapping[str, int]
    contacts_max: int
    tier: str
    tier_rules: Mapping[str, tuple[str, ...]]
    contacted: str
    contacted_max: int


@dataclass(frozen=True, slots=True)
class ChosenCustomer:
    """One line of the list; ``gain_minor`` is an estimate after cost."""

    customer_id: str
    arm: str
    cost_parts: int
    gain_minor: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What the trial says and whom it would spend on. Costs are whole minor units, gains estimates in minor units.

    ``visible_minor`` is the gain of personalising, a customer, that such a trial finds about four times in five; 0 where nothing tells
    customers apart.
    """

    verdict: Verdict
    customers: int
    targets: int
    by_lot: bool
    control: str
    best: str
    effects: tuple[ArmEffect, ...]
    personal: tuple[PolicyGain, ...]
    personal_shares: tuple[tuple[str, float], ...]
    chosen: tuple[ChosenCustomer, ...]
    cost_minor: int
    gain_minor: float
    gap: float
    exact: bool
    shadow_price: float
    curve: tuple[CurvePoint, ...]
    visible_minor: float = 0.0


def choose_customers(
    *, trial: TrialTable, rules: ChoiceRules, digits: int, seed: int, advance: Advance
) -> Choice:
    """Return what the trial says and the best choice; Trouble under ``choose.``, ``columns.`` and ``load.``."""
    advance("step.read", 0, 1)
    table = read_columns(trial.file)
    arms = _arms(table, trial)
    costs = _costs(table, trial, arms, digits=digits, file=trial.file.name)
    held = encodings(table, trial.covariates, file=trial.file.name)
    known, names = encoded(table, held, file=trial.file.name)
    advance("step.read", 1, 1)
    advance("step.judge", 0, 1)
    judged = _judged(table, trial, arms, costs, known, names, digits=digits, seed=seed)
    advance("step.judge", 1, 1)
    advance("step.choose", 0, 1)
    asked = table if rules.targets is None else read_columns(rules.targets)
    file = trial.file.name if rules.targets is None else rules.targets.name
    if rules.targets is not None:
        costs = _costs(asked, trial, arms, digits=digits, file=file)
        known, _ = encoded(asked, held, file=file)
    problem = _problem(asked, rules, arms, judged, costs, known, digits=digits, file=file)
    found = choice.choose(problem)
    points = choice.curve(problem)
    advance("step.choose", 1, 1)
    ids = _ids(asked, trial.customer, file=file)
    treated = np.flatnonzero(found.arm != NOBODY)
    return Choice(
        verdict=judged.verdict,
        customers=table.num_rows,
        targets=asked.num_rows,
        by_lot=judged.by_lot,
        control=arms[0],
        best=arms[judged.best],
        effects=judged.effects,
        personal=judged.personal,
        personal_shares=judged.personal_shares,
        visible_minor=judged.visible,
        chosen=tuple(
            ChosenCustomer(
                ids[row],
                arms[found.arm[row] + 1],
                int(problem.cost[found.arm[row], row]),
                float(problem.gain[found.arm[row], row]) / PARTS,
            )
            for row in treated.tolist()
        ),
        cost_minor=-(-found.cost // PARTS),
        gain_minor=found.gain / PARTS,
        gap=found.gap,
        exact=found.exact,
        shadow_price=found.shadow_price,
        curve=_curve(points),
    )


def _curve(points: tuple[CurvePoint, ...]) -> tuple[CurvePoint, ...]:
    """Return the curve in minor units, each budget once: where treatments are free, or nearly, points fall together."""
    whole = {
        -(-each.budget // PARTS): CurvePoint(
            -(-each.budget // PARTS),
            -(-each.cost // PARTS),
            each.customers,
            each.gain / PARTS,
            each.price,
        )
        for each in points
    }
    return tuple(whole.values())


def _arms(table: pa.Table, trial: TrialTable) -> tuple[str, ...]:
    """Return the arms, the control first and the others by name."""
    cells = column_of(table, trial.arm, file=trial.file.name)
    if cells.null_count:
        raise Trouble("choose.value_missing", {"column": trial.arm, "count": str(cells.null_count)})
    found = sorted(pc.unique(cells).to_pylist())
    if trial.control not in found:
        details = {"arm": trial.control, "column": trial.arm, "known": ", ".join(found[:20])}
        raise Trouble("choose.no_control", details)
    if len(found) > 50:
        raise Trouble("choose.too_many_arms", {"column": trial.arm, "count": str(len(found))})
    for name in trial.costs:
        _known_arm(name, found)
    return (trial.control, *(name for name in found if name != trial.control))


def _known_arm(name: str, arms: list[str] | tuple[str, ...]) -> None:
    if name not in arms:
        raise Trouble("choose.unknown_arm", {"arm": name, "known": ", ".join(arms)})


def _costs(table: pa.Table, trial: TrialTable, arms: tuple[str, ...], *, digits: int, file: str) -> Wholes:
    """Return (arms, n) costs in thousandths of a minor unit."""
    found = np.zeros((len(arms), table.num_rows), dtype=np.int64)
    for place, arm in enumerate(arms):
        said = trial.costs.get(arm, "0")
        if not said.startswith("@"):
            found[place] = parts_of(said, digits=digits)
            continue
        cells = column_of(table, said[1:], file=file)
        if cells.null_count:
            raise Trouble("choose.value_missing", {"column": said[1:], "count": str(cells.null_count)})
        words = pc.unique(cells)
        amounts = np.array([parts_of(word, digits=digits) for word in words.to_pylist()], dtype=np.int64)
        found[place] = amounts[pc.index_in(cells, value_set=words).to_numpy()]
    return found


def _judged(
    table: pa.Table,
    trial: TrialTable,
    arms: tuple[str, ...],
    costs: Wholes,
    known: Floats,
    names: tuple[str, ...],
    *,
    digits: int,
    seed: int,
) -> Judgement:
    cells = column_of(table, trial.arm, file=trial.file.name)
    given = pc.index_in(cells, value_set=pa.array(arms, pa.string())).to_numpy().astype(np.int64)
    outcome = outcome_column(column_of(table, trial.outcome, file=trial.file.name), column=trial.outcome)
    asked = choice.Trial(
        arms=arms,
        given=given,
        outcome=outcome * trial.worth * 10**digits,
        cost=np.ascontiguousarray(costs.T / PARTS),
        covariates=known,
        keys=keys_of(_ids(table, trial.customer, file=trial.file.name)),
    )
    try:
        return choice.judge(asked, by_lot=not trial.observed, seed=seed)
    except Trouble as trouble:
        if trouble.code != "choose.not_by_lot":
            raise
        place = int(trouble.details["place"])
        raise Trouble("choose.not_by_lot", {**trouble.details, "column": names[place]}) from None


def _ids(table: pa.Table, column: str, *, file: str) -> list[str]:
    """Return the customers' ids, or the rows' numbers from 1; Trouble for one that stands twice."""
    if not column:
        return [str(place) for place in range(1, table.num_rows + 1)]
    cells = column_of(table, column, file=file)
    if cells.null_count:
        raise Trouble("choose.value_missing", {"column": column, "count": str(cells.null_count)})
    ids: list[str] = cells.to_pylist()
    if len(set(ids)) != len(ids):
        ranked = sorted(ids)
        twice = next(each for each, after in pairwise(ranked) if each == after)
        raise Trouble("choose.customer_twice", {"customer": twice, "column": column})
    return ids


def _problem(
    table: pa.Table,
    rules: ChoiceRules,
    arms: tuple[str, ...],
    judged: Judgement,
    costs: Wholes,
    known: Floats,
    *,
    digits: int,
    file: str,
) -> choice.Problem:
    """Return the choice to make, with only such gains as the trial has proven."""
    treatments = arms[1:]
    rows = table.num_rows
    cost = np.ascontiguousarray(costs[1:])
    gain = np.zeros((len(treatments), rows))
    if judged.verdict is Verdict.personalising_pays:
        expected = judged.model.expected(known)
        gain = (expected[:, 1:] - expected[:, :1]).T * PARTS - cost
    elif judged.verdict is Verdict.one_arm_pays:
        for place, each in enumerate(judged.effects):
            if each.pays:
                gain[place] = each.effect.mid * PARTS - cost[place]
    for name in rules.caps:
        _known_arm(name, treatments)
    limits = [Limit(frozenset({treatments.index(name)}), most) for name, most in rules.caps.items()]
    if rules.contacts_max >= 0:
        limits.append(Limit(frozenset(range(len(treatments))), rules.contacts_max))
    budget = parts_of(rules.budget, digits=digits) if rules.budget else None
    allowed = _allowed(table, rules, treatments, file=file)
    return choice.Problem(np.ascontiguousarray(gain), cost, allowed, budget, tuple(limits))


def _allowed(
    table: pa.Table, rules: ChoiceRules, treatments: tuple[str, ...], *, file: str
) -> NDArray[np.bool_]:
    """Return (arms, n): what tier rules and contacts already made leave open."""
    allowed = np.ones((len(treatments), table.num_rows), dtype=bool)
    if rules.tier_rules:
        tiers = pc.fill_null(column_of(table, rules.tier, file=file), "")
        for tier, names in rules.tier_rules.items():
            for name in names:
                _known_arm(name, treatments)
            here = np.asarray(pc.equal(tiers, tier).to_numpy(zero_copy_only=False), dtype=bool)
            for place, name in enumerate(treatments):
                if name not in names:
                    allowed[place, here] = False
    if rules.contacted:
        count = numbers(column_of(table, rules.contacted, file=file), column=rules.contacted)
        allowed[:, np.nan_to_num(count) >= rules.contacted_max] = False
    return allowed
