"""Real processes race for one hot line: exactly what the money allows is admitted, on both databases.

Every process waits for a line on its standard input, so that all begin together; the sums are then added up from the books.
"""

from typing import TYPE_CHECKING

import pytest

from tests.books.stage import NOW, Stage, of

if TYPE_CHECKING:
    from fenhao.books.budgets import Request

RACER = """
import sys
from datetime import UTC, date, datetime
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.budgets import Act, Ask, Leg, Request, operations as books
at = datetime(2026, 5, 15, 9, tzinfo=UTC)
name, amount, tries = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
passed = 0
for number in range(tries):
    leg = Leg(date(2026, 5, 10), "A", "coupons", amount)
    act = Act.reserve if number % 2 else Act.spend
    passed += books.ask(Request(act, f"{name}-{number}", (leg,), "EUR"), by=1, at=at).passed
print(passed, flush=True)
"""


def race(stage: Stage, *, amounts: list[int], tries: int) -> list[int]:
    """Start one process an amount, let all go at once; return how often each was admitted."""
    children = [
        stage.child(RACER, f"racer-{place}", str(amount), str(tries)) for place, amount in enumerate(amounts)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n", child.communicate()[1]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    admitted = []
    for child in children:
        out, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
        admitted.append(int(out))
    return admitted


def test_eight_processes_on_one_line_are_admitted_exactly_as_often_as_the_money_lasts(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    admitted = race(stage, amounts=[37] * 8, tries=6)
    assert sum(admitted) == 1000 // 37
    assert books.differences() == ()
    assert books.spend(key="rest", legs=[of(1000 % 37)], currency="EUR", by=1, at=NOW).passed
    assert not books.spend(key="more", legs=[of(1)], currency="EUR", by=1, at=NOW).passed


def test_racing_processes_with_different_amounts_never_overrun_a_line(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    amounts = [100, 70, 41, 13]
    admitted = race(stage, amounts=amounts, tries=12)
    spent = sum(amount * times for amount, times in zip(amounts, admitted, strict=True))
    assert spent <= 1000
    refused = [amount for amount, times in zip(amounts, admitted, strict=True) if times < 12]
    assert refused
    assert 1000 - spent < min(refused), "whoever was refused asked for more than was left"
    assert books.differences() == ()


@pytest.mark.parametrize("threads", [16])
def test_threads_that_share_a_flush_are_admitted_one_by_one(stage: Stage, threads: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    with ThreadPoolExecutor(threads) as pool:
        answers = list(
            pool.map(
                lambda number: books.spend(key=f"t-{number}", legs=[of(90)], currency="EUR", by=1, at=NOW),
                range(64),
            )
        )
    assert sum(answer.passed for answer in answers) == 1000 // 90


def test_one_key_in_many_processes_is_spent_once(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(10_000)], currency="EUR", by=1, at=NOW)
    program = RACER.replace('f"{name}-{number}"', 'f"same-{number}"')
    children = [stage.child(program, "same", "10", "5") for _ in range(4)]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    for child in children:
        out, errors = child.communicate("go\n", timeout=120)
        assert (child.returncode, out) == (0, "5\n"), errors
    told = books.check(_request(9950), at=NOW)
    assert told.passed
    assert not books.check(_request(9951), at=NOW).passed


def _request(amount: int) -> "Request":
    """Return a question about the line."""
    from fenhao.books.budgets import Act, Request

    return Request(Act.spend, "", (of(amount),), "EUR")
