"""Special functions of the models: differences of log-gammas, and expectations over a Beta law without cancellation.

The textbook form of a BG/NBD expectation holds a Gauss hypergeometric function with exponents as large as the number
of purchases, divided by ``a - 1``: it overflows, cancels, and is 0 / 0 at ``a = 1``. The same number is an average over
the customer's chance ``p`` of leaving of something positive and smooth; the trapezoid rule in the logit of ``p``
converges geometrically there, for any ``a`` (Trefethen & Weideman, SIAM Review 56, 2014).

scipy is imported where it is called: it takes most of a second, which commands that value nobody are spared.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# exp(-34) is 1.7e-15: what lies beyond the ends of the grid is below the rounding of the sum.
_TAIL = 34.0
_STEP = 0.28
_STEP_OF_PEAK = 0.6
_PAIRS_AT_ONCE = 1 << 15


def log_gamma(at: FloatArray | float) -> FloatArray:
    """Return the logarithm of the gamma function."""
    from scipy.special import gammaln

    return np.asarray(gammaln(at), dtype=np.float64)


def log_beta(one: FloatArray | float, other: FloatArray | float) -> FloatArray:
    """Return the logarithm of the beta function."""
    from scipy.special import betaln

    return np.asarray(betaln(one, other), dtype=np.float64)


def digamma(at: FloatArray | float) -> FloatArray:
    """Return the derivative of ``log_gamma``."""
    from scipy.special import psi

    return np.asarray(psi(at), dtype=np.float64)


def trigamma(at: FloatArray | float) -> FloatArray:
    """Return the second derivative of ``log_gamma``."""
    from scipy.special import polygamma

    return np.asarray(polygamma(1, at), dtype=np.float64)


def legendre(count: int) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights of the Gauss-Legendre rule on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


@dataclass(frozen=True, slots=True, eq=False)
class BetaGrid:
    """Nodes of ``p`` for laws Beta(a, n), a row a law, and the weights that make their sums expectations.

    ``ends`` tells what is taken off an integrand before it is summed: its value at 0 where ``a < 1`` and at 1 where
    ``n < 1``, for there the law has so long a tail that a sum would never end. What was taken off is added exactly.
    """

    nodes: FloatArray
    weights: FloatArray
    ends: tuple[FloatArray, FloatArray]
    missing: tuple[
        FloatArray, FloatArray
    ]  # by how much the sums of 1 - p and of p fall short of their expectations


def beta_grid(*, a: float, n: FloatArray) -> BetaGrid:
    """Return the grid for laws Beta(a, n_i); a and every n are above nought."""
    at_nought = np.full(n.shape, 1.0 if a < 1 else 0.0)
    at_one = np.where(n < 1, 1.0, 0.0)
    rise, fall = a + at_nought, n + at_one
    peak = np.log(rise) - np.log(fall)
    top = _log_law(peak, rise, fall)
    low = peak - _reach(lambda far: top - _log_law(peak - far, rise, fall), rise)
    high = peak + _reach(lambda far: top - _log_law(peak + far, rise, fall), fall)
    bend = rise * fall / (rise + fall)
    step = np.minimum(_STEP, _STEP_OF_PEAK / np.sqrt(bend))
    count = int(np.ceil(np.max((high - low) / step))) + 1
    logits = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, count)
    width = (high - low) / (count - 1)
    log_weights = (
        _log_law(logits, np.full_like(logits, a), n[:, None]) - log_beta(np.full_like(n, a), n)[:, None]
    )
    nodes, weights = 1 / (1 + np.exp(-logits)), np.exp(log_weights) * width[:, None]
    others = 1 / (1 + np.exp(logits))  # 1 - p, exact where p is nearly 1
    return BetaGrid(
        nodes=nodes,
        weights=weights,
        ends=(at_nought, at_one),
        missing=(
            n / (a + n) - np.sum(others * weights, axis=1),
            a / (a + n) - np.sum(nodes * weights, axis=1),
        ),
    )


def _log_law(logits: FloatArray, rise: FloatArray, fall: FloatArray) -> FloatArray:
    """Return log(p^rise (1-p)^fall) of p = 1 / (1 + exp(-logit)): the Beta law as a density of the logit."""
    return np.asarray(-rise * np.logaddexp(0, -logits) - fall * np.logaddexp(0, logits), dtype=np.float64)


def _reach(drop: Callable[[FloatArray], FloatArray], slope: FloatArray) -> FloatArray:
    """Return how far from its peak a concave law has dropped by _TAIL; its tail falls at least by ``slope``."""
    near, far = np.zeros_like(slope), _TAIL / slope + 10
    while np.any(drop(far) < _TAIL):
        far = np.where(drop(far) < _TAIL, 2 * far, far)
    for _ in range(30):
        middle = (near + far) / 2
        short = drop(middle) < _TAIL
        near, far = np.where(short, middle, near), np.where(short, far, middle)
    return far


def mean_orders(*, grid: BetaGrid, law: IntArray, shape: FloatArray, span: FloatArray) -> FloatArray:
    """Return E[(1 - (1 + p span)^-shape) / p] for pairs of a law (a row of the grid) and a span.

    It is the expected number of purchases of a living customer in a time ``span`` times the rate of its Gamma law
    when the customer leaves after each with chance p: the bracket of Fader, Hardie & Lee (2005), equation 10,
    finite for every a.
    """
    return _by_pairs(grid, law, shape, span, _bought, shape * span, -np.expm1(-shape * np.log1p(span)))


def mean_pace(*, grid: BetaGrid, law: IntArray, shape: FloatArray, span: FloatArray) -> FloatArray:
    """Return E[(1 + p span)^-(shape + 1)] for pairs: how much of a living customer's pace is left after a time."""
    return _by_pairs(grid, law, shape, span, _left, np.ones_like(span), np.exp(-(shape + 1) * np.log1p(span)))


def _bought(nodes: FloatArray, shape: FloatArray, span: FloatArray) -> FloatArray:
    return np.asarray(-np.expm1(-shape[:, None] * np.log1p(nodes * span[:, None])) / nodes, dtype=np.float64)


def _left(nodes: FloatArray, shape: FloatArray, span: FloatArray) -> FloatArray:
    # log(1 + z) loses digits that the power does not ask for, and is taken in half the time of log1p
    return np.asarray(np.exp(-(shape[:, None] + 1) * np.log(1 + nodes * span[:, None])), dtype=np.float64)


def _by_pairs(
    grid: BetaGrid,
    law: IntArray,
    shape: FloatArray,
    span: FloatArray,
    integrand: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
    at_nought: FloatArray,
    at_one: FloatArray,
) -> FloatArray:
    """Return the expectations of pairs, some at a time so that memory does not grow with their number."""
    answer = np.empty(span.shape)
    for start in range(0, len(span), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        rows = law[part]
        values = integrand(grid.nodes[rows], shape[part], span[part])
        answer[part] = np.einsum("ij,ij->i", values, grid.weights[rows])
    ends = (grid.ends[0] * grid.missing[0])[law] * at_nought + (grid.ends[1] * grid.missing[1])[law] * at_one
    return answer + ends


def swayed(pace: FloatArray, *, sway: float, chance: Generator) -> FloatArray:
    """Return paces each moved by a factor of its own from the Gamma law of mean one and standard deviation ``sway``."""
    if not sway:
        return pace
    return pace * chance.standard_gamma(1 / sway**2, len(pace)) * sway**2
