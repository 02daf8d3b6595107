"""A trial is judged on drawn customers whose truth is known, over seeds; and trials without meaning are refused."""

from dataclasses import replace

import numpy as np
import pytest

from fenhao.engine.value.choice import Verdict, judge
from fenhao.kernel import Trouble
from tests.unit.value.choice.trials import converted, made, mailed, reordered


@pytest.mark.slow
@pytest.mark.parametrize("by_lot", [True, False])
def test_the_interval_holds_the_true_effect_about_as_often_as_it_says(by_lot: bool) -> None:
    held = []
    for seed in range(40):
        drawn = made(seed, customers=1_500, effects=(40.0, 0.0), apart=20.0, by_lot=by_lot)
        found = judge(drawn.trial, by_lot=by_lot, seed=0).effects
        held += [
            each.effect.low <= true <= each.effect.high
            for each, true in zip(found, drawn.effects, strict=True)
        ]
    # 80 intervals at 95 %: fewer than 68 come by bad luck once in ten thousand times.
    assert sum(held) >= 68, sum(held)


@pytest.mark.slow
@pytest.mark.parametrize("effects", [(0.0, 0.0), (60.0, 60.0), (90.0, 0.0)])
def test_where_all_customers_gain_the_same_personalising_is_not_claimed(effects: tuple[float, float]) -> None:
    claims = 0
    for seed in range(60):
        drawn = made(seed + 500, customers=900, effects=effects, cost=0.0)
        claims += judge(drawn.trial, by_lot=True, seed=seed).verdict is Verdict.personalising_pays
    # The claim must beat every arm at 97.5 % one-sided: at most one in forty, and far fewer in truth.
    assert claims <= 3, claims


def test_without_any_effect_nothing_is_said_to_pay() -> None:
    verdicts = [
        judge(made(seed, customers=900).trial, by_lot=True, seed=0).verdict for seed in range(900, 930)
    ]
    assert verdicts.count(Verdict.nothing_pays) >= 28


def test_one_arm_that_pays_for_all_is_found() -> None:
    found = judge(made(3, customers=6_000, effects=(120.0, 10.0)).trial, by_lot=True, seed=0)
    assert found.verdict is Verdict.one_arm_pays
    assert found.effects[found.best - 1].arm == "mail"


def test_customers_who_gain_from_different_arms_make_personalising_pay() -> None:
    found = judge(made(5, customers=8_000, effects=(20.0, 20.0), apart=150.0).trial, by_lot=True, seed=0)
    assert found.verdict is Verdict.personalising_pays
    assert all(each.gain.low > 0 for each in found.personal)


def test_the_order_of_customers_changes_nothing() -> None:
    trial = made(7, customers=800, effects=(50.0, 0.0), apart=60.0).trial
    one, other = (judge(each, by_lot=True, seed=4) for each in (trial, reordered(trial, 1)))
    assert one.verdict is other.verdict
    for left, right in zip(one.effects, other.effects, strict=True):
        assert left.net.low == pytest.approx(right.net.low, rel=1e-9, abs=1e-7)


def test_cost_is_taken_from_the_effect_and_from_nothing_else() -> None:
    dear = judge(made(9, effects=(50.0, 0.0), cost=30.0).trial, by_lot=True, seed=0)
    free = judge(made(9, effects=(50.0, 0.0), cost=0.0).trial, by_lot=True, seed=0)
    for left, right in zip(dear.effects, free.effects, strict=True):
        assert left.effect == right.effect
        assert left.net.mid == pytest.approx(right.net.mid - 30)


def test_what_pays_is_read_off_the_interval_after_cost_which_is_wider_for_more_arms() -> None:
    for seed in range(20):
        for each in judge(made(seed, effects=(25.0, 0.0), cost=0.0).trial, by_lot=True, seed=0).effects:
            assert each.pays is (each.net.low > 0)
            # two arms together: 2.2414 standard errors instead of 1.9600
            assert (each.net.high - each.net.low) / (each.effect.high - each.effect.low) == pytest.approx(
                1.1436, abs=1e-4
            )


def test_what_was_measured_after_the_treatment_is_refused_as_known_before() -> None:
    trial = made(11, customers=3_000, effects=(400.0, 0.0)).trial
    leaked = np.column_stack([trial.covariates, trial.given == 1])
    with pytest.raises(Trouble, match=r"choose\.not_by_lot") as trouble:
        judge(replace(trial, covariates=leaked), by_lot=True, seed=0)
    assert trouble.value.details["place"] == "4"


def test_arms_that_share_no_customers_are_not_compared() -> None:
    trial = made(12, customers=1_000).trial
    known = trial.covariates.copy()
    known[:, 0] = 10.0 * (trial.given == 1)
    with pytest.raises(Trouble, match=r"choose\.no_overlap"):
        judge(replace(trial, covariates=known), by_lot=False, seed=0)


def test_a_trial_without_covariates_judges_its_arms_and_never_personalises() -> None:
    trial = made(13, customers=3_000, effects=(150.0, 0.0)).trial
    found = judge(replace(trial, covariates=np.zeros((3_000, 0))), by_lot=True, seed=0)
    assert found.verdict is Verdict.one_arm_pays
    assert found.effects[0].pays


def test_trials_without_meaning_are_refused() -> None:
    trial = made(14, customers=300).trial
    few = trial.given.copy()
    few[few == 2] = 0
    few[:3] = 2
    bad = {
        "choose.arm_too_small": replace(trial, given=few),
        "choose.outcome_constant": replace(trial, outcome=np.zeros(300)),
        "choose.not_finite": replace(trial, outcome=np.full(300, np.nan)),
        "choose.bad_cost": replace(trial, cost=-trial.cost),
        "choose.one_arm": replace(trial, arms=("none",), cost=trial.cost[:, :1], given=trial.given * 0),
    }
    for code, each in bad.items():
        with pytest.raises(Trouble, match=code):
            judge(each, by_lot=True, seed=0)


def test_a_mail_that_does_nothing_is_hardly_ever_said_to_pay() -> None:
    verdicts = [judge(mailed(seed), by_lot=True, seed=0).verdict for seed in range(60)]
    # chance claims one in forty for an arm; eight of sixty would come up once in some ten thousand runs
    assert sum(each is not Verdict.nothing_pays for each in verdicts) < 8


def test_a_mail_that_pays_alike_for_all_is_named_with_its_interval_and_nobody_is_told_apart() -> None:
    judged = [judge(mailed(seed, lifts=(0.02, 0.004)), by_lot=True, seed=0) for seed in range(20)]
    assert sum(each.verdict is Verdict.one_arm_pays for each in judged) >= 18
    assert all(each.best == 1 for each in judged if each.verdict is Verdict.one_arm_pays)
    truth = 0.02 * 2 * 58 * 30 - 5
    held = [each.effects[0].net for each in judged]
    assert sum(each.low <= truth <= each.high for each in held) >= 17


def test_mails_that_each_work_for_half_of_the_customers_make_personalising_pay() -> None:
    for seed in range(5):
        assert judge(mailed(seed, apart=True), by_lot=True, seed=0).verdict is Verdict.personalising_pays


@pytest.mark.slow
def test_a_gain_as_large_as_is_told_to_be_visible_is_found_about_four_times_in_five() -> None:
    judged = [judge(converted(seed, customers=2_300), by_lot=True, seed=seed) for seed in range(40)]
    gain = 0.5 * 0.10 * 5_000  # half of the customers would be better off with the other mail
    assert np.mean([each.visible for each in judged]) == pytest.approx(gain, rel=0.1)
    found = sum(each.verdict is Verdict.personalising_pays for each in judged)
    # four in five of forty; fewer than 26 would come by chance once in a hundred times
    assert 26 <= found <= 39, found


def test_four_times_the_customers_make_half_the_gain_visible() -> None:
    few, many = (judge(converted(1, customers=count), by_lot=True, seed=0) for count in (1_500, 6_000))
    assert few.visible / many.visible == pytest.approx(2.0, rel=0.1)
    nothing = replace(converted(1, customers=1_500), covariates=np.zeros((1_500, 0)))
    assert judge(nothing, by_lot=True, seed=0).visible == 0
