"""The client against a live server: a stream that is cut off and goes on, answers that are lost, lists read page by page."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from fenhao.client import Client, Problem, Progress, RejectedRow, Unreachable, types
from fenhao.runs.book import open_book
from tests.faces.api.lines import line
from tests.faces.api.machine import secret
from tests.faces.serving import served
from tests.faces.web.conftest import return_to

ROWS = 1000
BATCH = 150


@pytest.fixture(scope="module")
def port(company: Path) -> Iterator[int]:
    """The port on which the company's API is served."""
    return_to(company)
    with served() as found:
        yield found


@pytest.fixture(autouse=True)
def at_home(company: Path, port: int) -> None:
    """Other tests of the process may have opened other books since."""
    return_to(company)


def client(address: str, *, attempts: int = 4) -> Client:
    """Return a client with finance's token."""
    return Client(address, token=secret("finance"), attempts=attempts, timeout=20)


def orders(name: str) -> Iterator[dict[str, str | int | bool | None]]:
    """Yield the orders of a stream; the 500th has no day."""
    for number in range(1, ROWS + 1):
        day = f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}" if number != 500 else None
        yield {"order_id": f"{name}{number}", "customer_id": "K1", "ordered_on": day, "revenue_minor": number}


def held(company: Path, source: str) -> tuple[int, int]:
    """Return how many rows of a source are in force, and what they come to."""
    batches = [each for each in open_book(root=company).warehouse.batches() if each.source == source]
    return sum(each.rows for each in batches), sum(each.control_total_minor for each in batches)


def test_a_stream_that_is_cut_off_anywhere_goes_on_and_neither_loses_nor_doubles_a_row(
    company: Path, port: int, tmp_path: Path
) -> None:
    told: list[RejectedRow] = []
    progress = Progress(tmp_path / "upload.json")
    for plan in (("pass", "pass", "after"), ("pass", "before"), ("pass", "pass", "after")):
        with line(port, *plan) as cut, pytest.raises(Unreachable):
            client(cut.address, attempts=1).post_facts(
                "orders", orders("c"), upload="cut", source="cut", batch_rows=BATCH, progress=progress
            )
    with line(port) as whole:
        done = client(whole.address).post_facts(
            "orders",
            orders("c"),
            upload="cut",
            source="cut",
            batch_rows=BATCH,
            progress=progress,
            on_reject=told.append,
        )
        # Without the file of progress everything is sent again, and answered as it was.
        again = client(whole.address).post_facts(
            "orders", orders("c"), upload="cut", source="cut", batch_rows=BATCH, on_reject=told.append
        )
    assert done.skipped + done.rows == ROWS
    assert (again.rows, again.taken, again.rejected) == (ROWS, ROWS - 1, 1)
    assert {each.row for each in told} == {500}
    assert held(company, "cut") == (ROWS - 1, sum(range(1, ROWS + 1)) - 500)


def test_lost_answers_are_asked_for_again_by_the_client_itself(company: Path, port: int) -> None:
    with line(port, "after", "before", "pass", "after") as cut:
        done = client(cut.address).post_facts(
            "orders", islice(orders("l"), 300), upload="lost", source="lost", batch_rows=BATCH
        )
    assert (done.batches, done.rows, done.taken) == (2, 300, 300)
    assert held(company, "lost")[0] == 300


def test_a_hold_whose_answer_was_lost_holds_once(port: int) -> None:
    body: types.Part = {"occurred_on": "2026-12-05", "amount_minor": 700, "category": "benefits", "tier": "A"}
    with line(port, "after", "pass") as cut:
        one = client(cut.address)
        answer = one.post_hold(
            {"parts": [body], "hold_until": "2198-01-01T00:00:00Z"},
            key="once",
        )
        assert answer["replayed"]
        assert answer["verdict"] == "committed"
        reserved = [each for each in one.get_entries(kind="reserve") if each["key"].endswith("/once")]
    assert len(reserved) == 1


def test_a_list_is_read_page_by_page_while_one_goes_through_it(port: int) -> None:
    with line(port) as way:
        one = client(way.address)
        first = list(islice(one.get_entries(limit=10), 3))
        assert way.connections == 1
        every = [each["id"] for each in one.get_entries(limit=10)]
    assert [each["id"] for each in first] == every[:3]
    assert len(every) == len(set(every)) > 60
    assert way.connections > 6


def test_a_refusal_tells_its_code_and_its_fields(port: int) -> None:
    with line(port) as way, pytest.raises(Problem) as refused:
        client(way.address).post_check({"parts": []})
    assert refused.value.status == 422
    assert refused.value.fields == {"parts": refused.value.fields["parts"]}
