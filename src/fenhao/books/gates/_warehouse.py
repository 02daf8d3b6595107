"""The one operation that carries over everything that the warehouse knows and the gate asks for."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from fenhao.books.database import read, write
from fenhao.books.gates._campaigns import CampaignRow, publish_campaigns
from fenhao.books.gates._publish import (
    OrdersRow,
    Published,
    is_published,
    publish_orders,
    publish_tiers,
    publish_wake_ups,
)
from fenhao.books.people import Right, require
from fenhao.engine.waste import WakeUp, WakeUps
from fenhao.runs.tiers import GateSource


def publish(source: GateSource, *, by: int | None, at: datetime) -> Published:
    """Carry over dated tiers, spend, wake-ups and campaigns; running it twice changes nothing the second time.

    An assessment that has been carried over is not looked at again; one that was made again is a batch of its own.
    """
    read(lambda session: require(session, by, Right.record_facts, at=at))
    tiers = 0
    for each in source.assessments:
        if not read(partial(is_published, batch=each.batch_id)):
            tiers += publish_tiers(source.tiers(each), batch=each.batch_id, since=each.assessed_on, at=at)
    customers = wake_ups = campaigns = 0
    if source.orders_until is not None:
        portions = ([OrdersRow(*row) for row in portion] for portion in source.orders())
        customers = publish_orders(portions, as_of=source.orders_until)
    if source.contacts_until is not None:
        wake_ups = publish_wake_ups(_histories(source), as_of=source.contacts_until)
    if source.as_of is not None:
        rows, until = [CampaignRow(*row) for row in source.campaigns()], source.as_of
        campaigns = write(lambda session: publish_campaigns(session, rows, as_of=until))
    return Published(tiers, customers, wake_ups, campaigns)


def _histories(source: GateSource) -> Iterator[Sequence[tuple[str, WakeUps]]]:
    """Yield the wake-ups of customers, portion by portion."""
    for portion in source.wake_ups():
        yield [
            (
                row.customer,
                WakeUps(
                    tuple(sorted(WakeUp(on, ref) for on, ref in row.sent)),
                    () if row.answered_on is None else (row.answered_on,),
                ),
            )
            for row in portion
        ]
