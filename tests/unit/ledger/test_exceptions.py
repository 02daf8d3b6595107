"""The audit of exceptions, rule by rule as an auditor would write the cases, and what holds for every set of entries."""

from datetime import date

import pytest
from hypothesis import given, strategies

from fenhao.engine.ledger import NO_MARK, ExceptionKind, ExceptionPolicy, SpentEntry, find_exceptions
from tests.tables import rows

# id | by | day   | line     | type    | customer | amount | mark | approved | over | planned | charted | load
ENTRIES = """
  1  | 7  | 05-01 | A/gifts  | gifts   | K1       |   1001 | 1000 |          |      | yes     | yes     |
  2  | 7  | 05-01 | A/gifts  | gifts   | K2       |   5000 | 1000 | yes      |      | yes     | yes     |
  3  | 8  | 05-03 | A/gifts  | gifts   | K3       |    900 | 1000 |          |      | yes     | yes     |
  4  | 8  | 05-10 | A/gifts  | gifts   | K4       |    800 | 1000 |          |      | yes     | yes     |
  5  | 8  | 05-11 | A/gifts  | gifts   | K5       |    900 | 1000 |          |      | yes     | yes     |
  6  | 9  | 05-04 | A/gifts  | gifts   | K6       |    950 | 1000 |          |      | yes     | yes     |
  7  | 9  | 05-05 | B/events | events  | K6       |    960 | 1000 |          |      | yes     | yes     |
  8  | 9  | 05-06 | B/events | events  | K7       |    799 | 1000 |          |      | yes     | yes     |
  9  | 7  | 05-20 | A/sms    | sms     | K8       |      8 |      |          |      | yes     | yes     |
 10  | 6  | 05-20 | A/sms    | sms     | K8       |      8 |      |          |      | yes     | yes     |
 11  | 6  | 05-20 | A/sms    | sms     | K9       |      8 |      |          |      | yes     | yes     |
 12  | 6  | 05-21 | A/sms    | sms     |          |     30 |      |          | fact | yes     | yes     | yes
 13  | 6  | 05-22 | A/odd    | odd     | K1       |     40 |      |          |      |         |         |
 14  | 6  | 05-21 | A/sms    | sms     |          |     30 |      |          |      | yes     | yes     | yes
"""
# kind            | entries | amount | detail
FOUND = """
missing_approval  | 1       |   1001 | 1000
split_purchase    | 3 4     |   1700 | 1000
split_purchase    | 6 7     |   1910 | 1000
duplicate_voucher | 9 10    |     16 | K8
over_budget       | 12      |     30 | fact
outside_plan      | 13      |     40 | odd
outside_chart     | 13      |     40 | odd
"""


def entries() -> list[SpentEntry]:
    """Return the entries of the table."""
    return [
        SpentEntry(
            id=int(cells[0]),
            by=int(cells[1]),
            on=date.fromisoformat(f"2026-{cells[2]}"),
            tier=cells[3].partition("/")[0],
            category=cells[3].partition("/")[2],
            cost_type=cells[4],
            customer=cells[5],
            amount_minor=int(cells[6]),
            mark_minor=int(cells[7] or NO_MARK),
            approved=bool(cells[8]),
            over=cells[9],
            planned=bool(cells[10]),
            charted=bool(cells[11]),
            from_load=bool(cells[12]),
        )
        for cells in rows(ENTRIES)
    ]


def test_every_exception_of_the_table_is_found_and_no_other() -> None:
    told = [
        (each.kind.value, " ".join(map(str, each.entries)), str(each.amount_minor), each.detail)
        for each in find_exceptions(entries(), ExceptionPolicy())
    ]
    assert told == rows(FOUND)


@pytest.mark.parametrize(("days", "split"), [(6, ["6 7", "4 5"]), (8, ["3 4 5", "6 7"])])
def test_how_many_days_make_one_purchase_is_a_setting(days: int, split: list[str]) -> None:
    found = find_exceptions(entries(), ExceptionPolicy(within_days=days))
    runs = [" ".join(map(str, each.entries)) for each in found if each.kind is ExceptionKind.split_purchase]
    assert sorted(runs) == sorted(split)


@given(strategies.permutations(entries()))
def test_the_order_in_which_entries_come_plays_no_part(shuffled: list[SpentEntry]) -> None:
    assert find_exceptions(shuffled, ExceptionPolicy()) == find_exceptions(entries(), ExceptionPolicy())
