"""What a trial says a treatment saves: closed forms by hand, coverage on drawn trials, and trials that say nothing."""

import numpy as np
import pytest

from fenhao.engine.value.churn import saves_of
from fenhao.kernel import Trouble

# treated, silent, control, silent -> saved, low, high (risk ratio, logarithm, 95 %)
TABLE = """
1000 400 1000 500 |  0.2000  0.1176  0.2747
 200  90  200 100 |  0.1000 -0.1065  0.2680
 200 110  200 100 | -0.1000 -0.3260  0.0875
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_the_share_saved_is_one_less_the_ratio_of_the_silent(line: str) -> None:
    given, _, wanted = line.partition("|")
    treated, silent, control, silent_control = (int(each) for each in given.split())
    held = saves_of(treated=treated, silent_treated=silent, control=control, silent_control=silent_control)
    found = (held.mid, held.low, held.high)
    assert found == pytest.approx([float(each) for each in wanted.split()], abs=6e-5)
    assert held.shown == (held.low > 0)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    draw = np.random.default_rng(4)
    inside = 0
    for _ in range(2_000):
        silent, control = int(draw.binomial(300, 0.6 * 0.75)), int(draw.binomial(300, 0.6))
        held = saves_of(treated=300, silent_treated=silent, control=300, silent_control=control)
        inside += held.low <= 0.25 <= held.high
    assert 0.935 < inside / 2_000 < 0.965


def test_where_everybody_treated_bought_the_interval_stays_open_below() -> None:
    held = saves_of(treated=50, silent_treated=0, control=50, silent_control=20)
    assert (held.mid, held.high) == (1.0, 1.0)
    assert 0.5 < held.low < 1


@pytest.mark.parametrize(
    ("treated", "control", "silent", "code"),
    [(29, 100, 50, "saves.too_few"), (100, 29, 10, "saves.too_few"), (100, 100, 0, "saves.nobody_silent")],
)
def test_a_trial_that_says_nothing_is_refused(treated: int, control: int, silent: int, code: str) -> None:
    with pytest.raises(Trouble) as raised:
        saves_of(treated=treated, silent_treated=10, control=control, silent_control=silent)
    assert raised.value.code == code
