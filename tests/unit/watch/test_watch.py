"""The watch over cost: a spike and a slow drift are found, named and told once; quiet series stay quiet; sums hide nothing."""

import numpy as np

from fenhao.engine.watch import (
    ANY,
    FloatArray,
    Kind,
    Place,
    Rules,
    TierMoves,
    apart_from_moves,
    detect,
    detectable,
    find_events,
)

WEEK = np.array([1.0, 1.0, 1.05, 1.1, 1.2, 0.8, 0.7])
DAYS = 300


def drawn(seed: int, *, level: float = 1000.0, noise: float = 0.05) -> FloatArray:
    """Return a daily series with a week and noise."""
    rng = np.random.default_rng(seed)
    return np.asarray(level * WEEK[np.arange(DAYS) % 7] * np.exp(noise * rng.standard_normal(DAYS)))


def cells() -> dict[Place, FloatArray]:
    """Return a company: two tiers, two types, two channels."""
    places = [
        Place(tier, kind, channel)
        for tier in ("A", "B")
        for kind in ("coupons", "gifts")
        for channel in ("app", "mail")
    ]
    return {place: drawn(at, level=500.0 + 100 * at) for at, place in enumerate(places)}


COUPONS = Place("A", "coupons", "app")


def test_a_quiet_year_raises_nothing() -> None:
    assert [each for seed in range(10) for each in detect(drawn(seed), Rules())] == []


def test_a_spike_is_found_on_its_day_and_named_by_where_it_was() -> None:
    company = cells()
    company[COUPONS][200] *= 3
    (event,) = find_events(company, Rules())
    assert (event.kind, event.place) == (Kind.spike, COUPONS)
    assert (event.first, event.last, event.noticed) == (200, 200, 200)
    assert abs(event.impact / event.expected - 2) < 0.3


def test_a_slow_drift_is_found_named_and_told_once() -> None:
    company = cells()
    company[COUPONS] *= 1 + 0.15 * np.clip((np.arange(DAYS) - 180) / 56, 0, 1)
    (event,) = find_events(company, Rules())
    assert (event.kind, event.place) == (Kind.rise, COUPONS)
    assert 180 < event.noticed < 260


def test_both_into_one_line_are_two_events_and_no_more() -> None:
    company = cells()
    company[COUPONS][120] *= 3
    company[COUPONS] *= 1 + 0.15 * np.clip((np.arange(DAYS) - 180) / 56, 0, 1)
    assert [(each.kind, each.place) for each in find_events(company, Rules())] == [
        (Kind.spike, COUPONS),
        (Kind.rise, COUPONS),
    ]


def test_a_rise_that_a_fall_elsewhere_hides_in_the_sum_is_seen() -> None:
    company = cells()
    other = Place("B", "coupons", "app")
    gap = company[COUPONS][200] * 2
    company[COUPONS][200] += gap
    company[other][200] -= gap / 2
    kinds = {(each.kind, each.place) for each in find_events(company, Rules())}
    assert (Kind.spike, COUPONS) in kinds


def test_what_moves_everywhere_is_named_as_the_whole() -> None:
    company = cells()
    for values in company.values():
        values[200] *= 3
    (event,) = find_events(company, Rules())
    assert (event.kind, event.place, event.first) == (Kind.spike, Place(ANY, ANY, ANY), 200)


def test_an_invoice_a_month_is_no_anomaly_a_month() -> None:
    company = cells()
    invoice = np.zeros(DAYS)
    invoice[::30] = 50_000.0
    company[Place("", "systems", "")] = invoice
    assert find_events(company, Rules()) == ()


def test_what_was_noticed_knew_nothing_of_later_days() -> None:
    company = cells()
    company[COUPONS][200] *= 3
    before = find_events({place: values[:220] for place, values in company.items()}, Rules())
    after = find_events(company, Rules())
    assert [(each.kind, each.place, each.noticed) for each in before] == [
        (each.kind, each.place, each.noticed) for each in after
    ]


def test_a_noisy_series_says_that_it_shows_less() -> None:
    quiet, noisy = (detectable(drawn(3, noise=noise), Rules()) for noise in (0.05, 0.3))
    assert quiet[1] < noisy[1]
    assert detectable(drawn(1)[:10], Rules()) == (float("inf"), float("inf"))
    assert ANY not in COUPONS


def test_a_spike_on_a_level_that_drifts_is_an_event_of_its_own() -> None:
    company = cells()
    company[COUPONS] *= 1 + 0.15 * np.clip((np.arange(DAYS) - 180) / 56, 0, 1)
    company[COUPONS][250] *= 3
    assert sorted((each.kind.value, each.place) for each in find_events(company, Rules())) == [
        ("rise", COUPONS),
        ("spike", COUPONS),
    ]


def test_a_step_is_one_event_though_its_first_days_stand_out() -> None:
    company = cells()
    company[COUPONS][200:] *= 2
    assert [each.place for each in find_events(company, Rules())] == [COUPONS]


def test_what_moves_alike_in_two_tiers_is_one_event_named_by_what_they_share() -> None:
    company = cells()
    for place, values in company.items():
        if place.cost_type == "coupons":
            values[200] *= 3
    (event,) = find_events(company, Rules())
    assert (event.kind, event.place) == (Kind.spike, Place(ANY, "coupons", ANY))


def test_two_things_that_move_differently_on_one_day_stay_two() -> None:
    company = cells()
    company[COUPONS][200] *= 8
    company[Place("B", "gifts", "mail")][200] *= 2
    assert {each.place for each in find_events(company, Rules())} == {COUPONS, Place("B", "gifts", "mail")}


def moved_company(*, more: float) -> tuple[dict[Place, FloatArray], TierMoves]:
    """Return a company where from day 200 a fourth of B's cost stands in A, and A's own costs ``more`` times as much."""
    company = cells()
    net, came = dict[tuple[str, str], FloatArray](), dict[tuple[str, str], FloatArray]()
    since = np.arange(DAYS) >= 200
    for kind in ("coupons", "gifts"):
        for channel in ("app", "mail"):
            core, potential = Place("A", kind, channel), Place("B", kind, channel)
            taken = np.where(since, 0.25 * company[potential], 0.0)
            company[core] = np.where(since, more, 1.0) * (company[core] + taken)
            company[potential] = company[potential] - taken
            for tier, sign in (("A", 1.0), ("B", -1.0)):
                key = (tier, kind)
                net[key] = net.get(key, np.zeros(DAYS)) + sign * taken
            came["A", kind] = came.get(("A", kind), np.zeros(DAYS)) + taken
    return company, TierMoves((30, 200), net, came)


def test_customers_who_moved_tier_are_no_anomaly_but_are_told_as_what_they_are() -> None:
    company, moves = moved_company(more=1.0)
    found = find_events(company, Rules())
    assert {each.place.tier for each in found} >= {"A"}, "without knowing who moved, the level stands out"
    told, moved = apart_from_moves(found, company, moves, Rules())
    assert [each for each in told if each.place.tier != ANY] == []
    assert {each.place.tier for each in moved} >= {"A"}
    for each in moved:
        assert abs(each.impact) < 0.1 * each.expected
        assert (each.mixed > 0) == (each.place.tier == "A")


def test_what_movers_do_not_explain_is_told_without_their_part() -> None:
    company, moves = moved_company(more=1.6)
    told, _ = apart_from_moves(find_events(company, Rules()), company, moves, Rules())
    rises = [each for each in told if each.place.tier == "A"]
    assert rises
    for each in rises:
        assert each.mixed > 0
        assert 0.4 < each.impact / each.expected < 0.8, "sixty percent more a customer, movers apart"


def test_an_assessment_long_before_is_what_is_usual_by_now() -> None:
    company, moves = moved_company(more=1.0)
    company[COUPONS][280] *= 3
    told, _ = apart_from_moves(find_events(company, Rules()), company, moves, Rules())
    (spike,) = (each for each in told if each.kind is Kind.spike)
    assert spike.mixed == 0.0


def test_a_tier_that_nobody_was_in_before_has_nothing_usual_to_rise_from() -> None:
    company, moves = moved_company(more=1.0)
    for place in [place for place in company if place.tier == "A"]:
        company[place] = np.where(np.arange(DAYS) >= 200, company[place], 0.0)
    told, moved = apart_from_moves(find_events(company, Rules()), company, moves, Rules())
    assert [each for each in told if each.place.tier == "A"] == []
    assert [each for each in moved if each.place.tier == "A"]
