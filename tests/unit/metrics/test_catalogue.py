"""Every metric is held against its own worked example, and asked about a period in which nothing happened."""

import pytest

from fenhao.engine import allocation, ledger, value, waste
from fenhao.engine.metrics import METRICS, Figures, Metric
from fenhao.engine.relation import Division, Model
from fenhao.engine.value import bridge, returns

EMPTY = Figures(**dict.fromkeys(Figures.__dataclass_fields__, 0))
each_metric = pytest.mark.parametrize("metric", METRICS, ids=[metric.code for metric in METRICS])


@each_metric
def test_the_worked_example_gives_its_value(metric: Metric) -> None:
    figures, wanted = metric.example
    assert metric.value(figures) == wanted


@each_metric
def test_a_period_without_anything_has_no_value_rather_than_zero(metric: Metric) -> None:
    assert metric.value(EMPTY) is None


@each_metric
def test_a_metric_names_relations_that_exist(metric: Metric) -> None:
    rooms: tuple[tuple[Division | Model, ...], ...] = (
        ledger.RELATIONS,
        allocation.RELATIONS,
        value.RELATIONS,
        waste.RELATIONS,
        bridge.RELATIONS,
        returns.COHORT_RELATIONS,
        value.LIFETIME_RELATIONS,
    )
    known = {relation.name for room in rooms for relation in room} | {ledger.CHART.name}
    assert metric.source
    assert set(metric.source) <= known


def test_the_example_adds_up() -> None:
    figures = METRICS[0].example[0]
    reached = figures.direct_minor + figures.allocated_minor
    assert figures.total_minor == figures.fixed_minor + figures.variable_minor
    assert figures.total_minor == reached + figures.unallocated_minor + figures.idle_minor


def test_codes_are_unique() -> None:
    assert len({metric.code for metric in METRICS}) == len(METRICS)


@each_metric
def test_an_estimate_has_both_ends_of_its_interval_around_it(metric: Metric) -> None:
    figures, wanted = metric.example
    low, high = metric.low(figures), metric.high(figures)
    assert (low is None) == (high is None)
    assert low is None or high is None or low <= wanted <= high
