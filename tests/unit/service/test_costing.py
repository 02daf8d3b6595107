"""Time-driven costing: what a team's money buys, and that not a cent of it is lost, on any input."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.service.costing import (
    TeamCost,
    TimeEquation,
    bounces,
    cost_contacts,
    practical_seconds,
    repeats,
)
from tests.tables import rows

# One team. Paid hours at a practical share of 80 %; minutes of its contacts one by one.
ONE_TEAM = """
# cost | paid_hours | minutes      | used | idle | unallocated | idle_minutes | each
 10000 |         10 | 120 120      | 5000 | 5000 |           0 |          240 | 2500 2500
 10000 |         10 | 480          | 10000|    0 |           0 |            0 | 10000
 10000 |         10 | 400 200      | 10000|    0 |           0 |         -120 | 6667 3333
 10000 |         10 |              |    0 | 10000|           0 |          480 |
 10000 |          0 | 10 20        | 10000|    0 |           0 |            0 | 3333 6667
 10000 |          0 |              |    0 |    0 |       10000 |            0 |
 10000 |          0 | 0            |    0 |    0 |       10000 |            0 | 0
     0 |         10 | 60           |    0 |    0 |           0 |          420 | 0
 -1000 |         10 | 240          | -500 | -500 |           0 |          240 | -500
"""


@pytest.mark.parametrize("case", rows(ONE_TEAM))
def test_a_teams_cost_is_used_idle_or_reaches_nobody(case: tuple[str, ...]) -> None:
    cost, hours, minutes, used, idle, unallocated, idle_minutes, each = case
    seconds = [int(one) * 60 for one in minutes.split()]
    found = cost_contacts(
        costs=[
            TeamCost("phone", int(cost), paid, practical_seconds(paid, Fraction(4, 5)))
            for paid in (int(hours) * 3600,)
        ],
        team=["phone"] * len(seconds),
        seconds=seconds,
    )
    (team,) = found.teams
    assert (team.used_minor, team.idle_minor, team.unallocated_minor) == (
        int(used),
        int(idle),
        int(unallocated),
    )
    assert team.idle_seconds == int(idle_minutes) * 60
    assert found.minor == tuple(int(one) for one in each.split())


def test_more_minutes_than_capacity_are_said_and_not_hidden_in_a_negative_cost() -> None:
    found = cost_contacts(costs=[TeamCost("phone", 900, 3600, 3600)], team=["phone"], seconds=[5400])
    (team,) = found.teams
    assert team.over_capacity
    assert team.idle_seconds == -1800
    assert team.idle_minor == 0
    assert team.utilisation == Fraction(3, 2)
    assert team.rate_minor == 15


def test_cost_without_a_team_stays_unallocated_and_time_of_nobodys_team_costs_nothing() -> None:
    found = cost_contacts(
        costs=[TeamCost("phone", 100, 3600, 3600), TeamCost("", 70, 0, 0)],
        team=["phone", "", "unknown"],
        seconds=[1800, 600, 600],
    )
    assert found.minor == (50, 0, 0)
    assert (found.used_minor, found.idle_minor, found.unallocated_minor) == (50, 50, 70)
    assert [each.team for each in found.teams] == ["phone", "unknown", ""]


_NAMES = st.sampled_from(["", "phone", "chat", "bot", "mail"])


@given(
    costs=st.dictionaries(
        _NAMES, st.tuples(st.integers(-(10**13), 10**13), st.integers(0, 10**7)), max_size=5
    ),
    contacts=st.lists(st.tuples(_NAMES, st.integers(0, 10**5)), max_size=60),
    share=st.fractions(min_value=0, max_value=1),
)
def test_used_idle_and_unallocated_are_the_ledger_to_the_cent_on_any_input(
    costs: dict[str, tuple[int, int]], contacts: list[tuple[str, int]], share: Fraction
) -> None:
    ledger = [
        TeamCost(name, amount, paid, practical_seconds(paid, share)) for name, (amount, paid) in costs.items()
    ]
    found = cost_contacts(
        costs=ledger,
        team=[name for name, _ in contacts],
        seconds=[taken for _, taken in contacts],
    )
    total = sum(each.amount_minor for each in ledger)
    assert found.used_minor + found.idle_minor + found.unallocated_minor == total
    assert sum(found.minor) == found.used_minor
    for team in found.teams:
        assert team.used_minor + team.idle_minor + team.unallocated_minor == team.amount_minor


@given(contacts=st.lists(st.tuples(_NAMES, st.integers(0, 3600)), max_size=30), order=st.randoms())
def test_the_order_of_teams_changes_no_cent(contacts: list[tuple[str, int]], order: object) -> None:
    ledger = [TeamCost("phone", 1001, 7200, 3600), TeamCost("chat", 77, 0, 0), TeamCost("", 5, 0, 0)]

    def found(costs: list[TeamCost]) -> tuple[int, ...]:
        return cost_contacts(
            costs=costs, team=[t for t, _ in contacts], seconds=[s for _, s in contacts]
        ).minor

    assert found(ledger) == found(ledger[::-1])


def test_a_practical_share_leaves_whole_seconds() -> None:
    assert practical_seconds(3600, Fraction(1, 7)) == 514


EQUATION = TimeEquation(
    channels=(("phone", 6), ("bot", 1)), categories=(("complaint", 5), ("password", -3)), otherwise=4
)


MINUTES = """
# channel | category  | minutes
 phone    |           | 6
 phone    | complaint | 11
 bot      | password  | 0
 fax      | complaint | 9
"""


@pytest.mark.parametrize("case", rows(MINUTES))
def test_minutes_come_from_channel_and_category(case: tuple[str, ...]) -> None:
    channel, category, minutes = case
    assert EQUATION.seconds(channel, category) == int(minutes) * 60


# Contacts in their order: ticket, bot or person, handed over.
BOUNCED = """
# contacts                         | began | taken_up | lost
 t1:bot:yes t1:person:no           | 0     | 1        |
 t1:bot:no t1:person:no            |       |          |
 t1:bot:yes t2:person:no           |       |          | 0
 t1:bot:yes t1:bot:yes t1:person:no| 0 1   | 2 2      |
 t1:bot:yes t2:person:no t1:person:no t1:person:no | 0 | 2 |
 :bot:yes :person:no               |       |          | 0
 t1:person:yes t1:person:no        |       |          |
"""


@pytest.mark.parametrize("case", rows(BOUNCED))
def test_a_contact_handed_over_is_paired_with_the_person_who_took_it_up(case: tuple[str, ...]) -> None:
    contacts = [each.split(":") for each in case[0].split()]
    found = bounces(
        ticket=[each[0] for each in contacts],
        unmanned=[each[1] == "bot" for each in contacts],
        handed_over=[each[2] == "yes" for each in contacts],
    )
    wanted = tuple(tuple(int(place) for place in each.split()) for each in case[1:])
    assert (found.began, found.taken_up, found.lost) == wanted


def test_a_contact_within_seven_days_of_the_last_about_the_same_repeats_it() -> None:
    found = repeats(
        customer=["a", "a", "a", "b", "a", "", ""],
        category=["late", "late", "late", "late", "other", "late", "late"],
        day=[0, 7, 15, 15, 15, 15, 15],
        within_days=7,
    )
    assert found == (1,)
