"""Paging through what changes while one reads: in the order of a stamp, each page asked for from the last stamp on.

Counting pages by offset alone loses a row whenever an earlier one changes and moves to the end. Here every page begins
at the stamp of the last row seen, so nothing is passed over; what comes again is recognised as the same. Only where a
whole page has one stamp is there an offset within that stamp.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from fenhao.connectors.pull._chunk import field_missing
from fenhao.connectors.pull._values import Asked, Page, Record
from fenhao.kernel import Trouble
from fenhao.profiles import Overlap

Ask = Callable[[str, int], tuple[tuple[Record, ...], int]]
"""Asks for a page: from a stamp on (empty: the beginning), so many of them left out. Gives records and the total, or 0."""


def in_order(
    ask: Ask, *, asked: Asked, size: int, stamp: Callable[[Record], str], sparse: bool = False
) -> Iterator[Page]:
    """Give every page of records from the place on, the overlap before it; ``size`` is that of a full page.

    Trouble ``sources.field_missing`` when a record has no stamp: nobody could tell where to go on.
    """
    since, offset = earlier(asked.after, asked.feed.overlap), 0
    while True:
        records, total = ask(since, offset)
        if not records:
            return
        last = stamp(records[-1])
        if not last:
            raise field_missing(asked.source, asked.feed, asked.feed.cursor, found=tuple(records[-1]))
        yield Page(records, place=last, sparse=sparse, total=total)
        if len(records) < size:
            return
        if last != since:
            since, offset = last, 0
        else:
            # Only those of this very stamp are left out the next time: a page that came twice must not count.
            offset += sum(stamp(each) == since for each in records)


_STAMPED = re.compile(r"(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")


def earlier(place: str, overlap: Overlap) -> str:
    """Return a cursor moved back by an overlap, written as it was; Trouble ``sources.overlap_unfit`` when it cannot be."""
    if not place or overlap == Overlap():
        return place
    if overlap.steps and re.fullmatch(r"-?\d+", place):
        return str(int(place) - overlap.steps)
    if overlap.seconds and re.fullmatch(r"\d{13}", place):
        return str(int(place) - overlap.seconds * 1000)
    found = _STAMPED.fullmatch(place)
    if not overlap.seconds or not found:
        raise Trouble("sources.overlap_unfit", {"cursor": place})
    day, sign, clock, zone = found.groups()
    moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}") - timedelta(seconds=overlap.seconds)
    if sign is None:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d}{sign}{moment:%H:%M:%S}{zone or ''}"
