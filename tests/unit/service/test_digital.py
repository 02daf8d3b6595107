"""Self-service and bots: the share, what the next points free, and what a later month's ledger says of it."""

from fractions import Fraction

import pytest

from fenhao.engine.service.costing import (
    ChannelTime,
    Confirmed,
    Expectation,
    Mix,
    TeamMonth,
    confirm,
    next_points,
)
from tests.tables import rows

PHONE = ChannelTime("phone", contacts=500, seconds=500 * 600, minor=500 * 1000)
BOT = ChannelTime("bot", contacts=300, seconds=300 * 60, minor=300 * 20)


def test_what_was_handed_over_was_not_solved() -> None:
    mix = Mix(contacts=1000, begun=300, handed_over=60)
    assert mix.share == Fraction(24, 100)
    assert mix.bounce_share == Fraction(1, 5)
    assert mix.points_missing(Fraction(40, 100)) == Fraction(16, 100)
    assert Mix(0, 0, 0).share is None
    assert Mix(0, 0, 0).points_missing(Fraction(40, 100)) == 0


def test_the_next_points_free_minutes_less_what_bounces_and_what_bots_cost() -> None:
    found = next_points(
        mix=Mix(1000, 300, 60), source=PHONE, digital=BOT, points=Fraction(5, 100), rate_minor=Fraction(100)
    )
    assert [found.moved, found.bounced] == [50, 10]
    assert found.freed_seconds == 40 * 600
    assert found.freed_minor == 40 * 10 * 100
    assert found.added_minor == 50 * 20
    assert found.net_minor == 39000


def test_no_more_is_moved_than_the_channel_has() -> None:
    few = ChannelTime("phone", contacts=7, seconds=4200, minor=700)
    found = next_points(
        mix=Mix(1000, 0, 0), source=few, digital=BOT, points=Fraction(5, 100), rate_minor=Fraction(100)
    )
    assert found.moved == 7


# The base month: 1,000 contacts, 500 by phone of 600 s, teams cost 100,000, capacity 400,000 s. Expected: 50 moved, none
# bounces, 30,000 s at 15 a minute = 7,500.
LATER = """
# contacts | phone | each_s | ledger | moved_s | shorter_s | freed | fell  | verdict
 1000      | 450   | 600    | 92500  | 30000   | 0         | 7500  | 7500  | saved
 1000      | 450   | 600    | 97000  | 30000   | 0         | 7500  | 3000  | partly_saved
 1000      | 450   | 600    | 100000 | 30000   | 0         | 7500  | 0     | idle
 1000      | 450   | 600    | 101000 | 30000   | 0         | 7500  | -1000 | idle
 1000      | 500   | 600    | 92500  | 0       | 0         | 0     | 7500  | not_moved
 500       | 250   | 600    | 92500  | 0       | 0         | 0     | 7500  | not_moved
 2000      | 900   | 600    | 100000 | 60000   | 0         | 15000 | 0     | idle
 1000      | 500   | 540    | 92500  | 0       | 30000     | 7500  | 7500  | saved
 1000      | 550   | 600    | 100000 | -30000  | 0         | -7500 | 0     | not_moved
"""


@pytest.mark.parametrize("case", rows(LATER))
def test_a_saving_is_money_only_when_the_ledger_says_so(case: tuple[str, ...]) -> None:
    contacts, phone, each, ledger, moved, shorter, freed, fell = (int(cell) for cell in case[:-1])
    base = TeamMonth("2026-06", 1000, 500, 300_000, 100_000, 25_000, 400_000)
    stated = next_points(
        mix=Mix(1000, 0, 0), source=PHONE, digital=BOT, points=Fraction(5, 100), rate_minor=Fraction(15)
    )
    assert stated.freed_minor == 7500
    now = TeamMonth("2026-07", contacts, phone, phone * each, ledger, 30_000, 400_000)
    found = confirm(Expectation(base, ("phone",), Fraction(15), stated), now)
    assert [found.moved_seconds, found.shorter_seconds] == [moved, shorter]
    assert found.freed_minor == freed
    assert found.ledger_minor == fell
    assert found.idle_minor == 5000
    assert found.verdict is Confirmed(case[-1])


def test_a_month_without_contacts_confirms_nothing() -> None:
    base = TeamMonth("2026-06", 1000, 500, 300_000, 100_000, 25_000, 400_000)
    stated = next_points(
        mix=Mix(1000, 0, 0), source=PHONE, digital=BOT, points=Fraction(5, 100), rate_minor=Fraction(15)
    )
    found = confirm(
        Expectation(base, ("phone",), Fraction(15), stated),
        TeamMonth("2026-07", 0, 0, 0, 50_000, 50_000, 400_000),
    )
    assert found.verdict is Confirmed.not_moved
