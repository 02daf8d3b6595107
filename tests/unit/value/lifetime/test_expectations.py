"""Expectations are compared with the same numbers at a hundred digits, worked out by another formula (mpmath)."""

import mpmath
import numpy as np
import pytest

from fenhao.engine.value.lifetime import LifetimeModel, bg_nbd, mbg_nbd, pareto_nbd

CLOSE = 1e-8
TIMES = (30.0, 39.0)  # recency and age, for customers who bought again

# purchases, then r, alpha, a, b, span: mild, rare and huge, with a at its removable singularity and b large
POINTS = [
    (purchases, theta, span)
    for purchases in (0, 1, 40, 10_000)
    for theta, span in (
        ((0.243, 4.414, 0.793, 2.426), 39.0),
        ((0.243, 4.414, 1.0, 2.426), 39.0),
        ((0.243, 4.414, 1.0000001, 2.426), 520.0),
        ((0.6, 8.57, 0.9999, 3.0), 39.0),
        ((1.71, 5.16, 0.2437, 57.36), 26.0),
        ((3.0, 0.5, 0.01, 0.2), 156.0),
        ((0.3, 2.0, 7.5, 1e5), 52.0),
        ((0.3, 2.0, 1.0001, 1e6), 52.0),
    )
]


def exact_alive(
    theta: tuple[float, ...], purchases: int, recency: float, age: float, lead: int
) -> mpmath.mpf:
    """Return the chance of being there still, from its definition."""
    r, alpha, a, b = map(mpmath.mpf, theta)
    if purchases + lead == 0:
        return mpmath.mpf(1)
    odds = a / (b + purchases + lead - 1) * ((alpha + age) / (alpha + recency)) ** (r + purchases)
    return 1 / (1 + odds)


def exact_orders(
    theta: tuple[float, ...], purchases: int, recency: float, age: float, span: float, lead: int
) -> mpmath.mpf:
    """Return equation 10 of Fader, Hardie & Lee, with a moved off 1 by less than double precision can see."""
    r, alpha, a, b = map(mpmath.mpf, theta)
    a = a + mpmath.mpf(10) ** -40 if a == 1 else a
    n = b + purchases + lead
    z = span / (alpha + age + span)
    hyper = mpmath.hyp2f1(a + n - r - purchases - 1, a - 1, a + n - 1, z)
    bought = (a + n - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * hyper)
    return bought * exact_alive(theta, purchases, recency, age, lead)


@pytest.mark.parametrize(
    ("model", "lead"), [(bg_nbd.MODEL, 0), (mbg_nbd.MODEL, 1)], ids=["bg_nbd", "mbg_nbd"]
)
@pytest.mark.parametrize(("purchases", "theta", "span"), POINTS)
def test_expected_purchases_hold_eight_digits_up_to_ten_thousand_purchases(
    model: LifetimeModel, lead: int, purchases: int, theta: tuple[float, ...], span: float
) -> None:
    recency, age = (0.0, TIMES[1]) if purchases == 0 else TIMES
    given = (np.array([float(purchases)]), np.array([recency]), np.array([age]))
    with mpmath.workdps(100):
        alive = exact_alive(theta, purchases, recency, age, lead)
        orders = exact_orders(theta, purchases, recency, age, span, lead)
        assert float(model.alive(theta, *given)[0]) == pytest.approx(float(alive), rel=CLOSE)
        assert float(model.orders(theta, *given, span)[0]) == pytest.approx(float(orders), rel=CLOSE)


@pytest.mark.parametrize("rate", [0.0, 0.002, 0.02])
@pytest.mark.parametrize(
    ("purchases", "theta"),
    [
        (0, (0.243, 4.414, 0.793, 2.426)),
        (12, (0.243, 4.414, 1.0, 2.426)),
        (300, (1.71, 5.16, 0.2437, 57.36)),
        (10_000, (0.3, 2.0, 3.0, 40.0)),
    ],
)
def test_discounted_purchases_are_the_integral_of_the_pace(
    purchases: int, theta: tuple[float, ...], rate: float
) -> None:
    span, age = 156.0, 39.0
    recency = 0.0 if purchases == 0 else 38.5
    with mpmath.workdps(20):
        r, alpha, a, b = map(mpmath.mpf, theta)
        n, shape = b + purchases, r + purchases

        def pace(time: mpmath.mpf) -> mpmath.mpf:
            gone = time / (alpha + age)
            left = mpmath.hyp2f1(a + n - shape - 1, a, a + n, gone / (1 + gone)) * (1 + gone) ** -a
            return shape / (alpha + age) * left * mpmath.exp(-rate * time)

        exact = mpmath.quad(pace, [0, 1, 10, 50, span]) * exact_alive(theta, purchases, recency, age, 0)
    found = bg_nbd.MODEL.discounted(
        theta, np.array([float(purchases)]), np.array([recency]), np.array([age]), span, rate
    )
    assert float(found[0]) == pytest.approx(float(exact), rel=CLOSE)


@pytest.mark.parametrize("purchases", [0, 1, 30, 10_000])
@pytest.mark.parametrize(
    "theta",
    [
        (0.553, 10.578, 0.606, 11.669),
        (0.5, 2.0, 1.0, 80.0),
        (5.0, 0.1, 1.0000001, 3.0),
        (0.2, 30.0, 4.0, 1e4),
    ],
)
def test_pareto_expectations_hold_eight_digits(purchases: int, theta: tuple[float, ...]) -> None:
    span, age, rate = 104.0, 39.0, 0.003
    recency = 0.0 if purchases == 0 else 37.0
    with mpmath.workdps(40):
        r, alpha, s, beta = map(mpmath.mpf, theta)
        still = (alpha + age) ** -(r + purchases) * (beta + age) ** -s
        cuts = [recency + (age - recency) * mpmath.mpf(2) ** -step for step in (40, 20, 12, 8, 4, 2, 1, 0)]
        left = mpmath.quad(
            lambda at: (alpha + at) ** -(r + purchases) * s * (beta + at) ** -(s + 1), [recency, *cuts]
        )
        alive = still / (still + left)
        pace = (r + purchases) / (alpha + age) * alive

        def summed(discount: float) -> mpmath.mpf:
            return pace * mpmath.quad(
                lambda time: ((beta + age) / (beta + age + time)) ** s * mpmath.exp(-discount * time),
                [0, 1, 10, span],
            )

        plain, exact = summed(0.0), summed(rate)
    given = (np.array([float(purchases)]), np.array([recency]), np.array([age]))
    assert float(pareto_nbd.MODEL.alive(theta, *given)[0]) == pytest.approx(float(alive), rel=CLOSE)
    assert float(pareto_nbd.MODEL.orders(theta, *given, span)[0]) == pytest.approx(float(plain), rel=CLOSE)
    found = float(pareto_nbd.MODEL.discounted(theta, *given, span, rate)[0])
    assert found == pytest.approx(float(exact), rel=CLOSE)
