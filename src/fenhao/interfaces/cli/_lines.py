"""How people write budget lines and who did something: ``2026-05/A/coupons``, and a user name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fenhao.interfaces.cli._books import Desk, amount
from fenhao.kernel import Trouble

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.budgets import Leg, Reference
    from fenhao.books.budgets.operations import LineKey


def line(text: str) -> "LineKey":
    """Return the line that ``MONTH/TIER/CATEGORY`` names; the tier may be empty. Trouble ``cli.bad_line`` otherwise."""
    from fenhao.books.budgets.operations import LineKey

    parts = text.strip().split("/")
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise Trouble("cli.bad_line", {"line": text})
    return LineKey(*(part.strip() for part in parts))


def line_text(key: Sequence[str]) -> str:
    """Return a line as people write it."""
    return "/".join(key)


def reference(text: str) -> "Reference":
    """Return what another system calls a reservation, typed as SOURCE:NUMBER; Trouble ``control.bad_reference`` otherwise."""
    from fenhao.books.budgets import Reference

    found = Reference.read(text)
    if not found.sound:
        raise Trouble("control.bad_reference", {"reference": text})
    return found


def legs(
    texts: Sequence[str],
    words: Mapping[str, str],
    *,
    desk: Desk,
    unpriced: bool,
    references: Sequence[str],
) -> "tuple[Leg, ...]":
    """Return the legs that ``LINE=AMOUNT`` name, each on today where that is in its month, else on its first day.

    ``words`` (campaign, customer, cost_type, channel, purpose) hold for every leg. ``unpriced``: nobody knows the cost,
    and an amount is its upper bound or is left out. ``references`` are what another system calls the legs, in order.
    Trouble ``cli.bad_line`` for a month that the books do not know, ``cli.request.references_count`` for too few or many.
    """
    from fenhao.books.budgets import Leg
    from fenhao.books.database import read
    from fenhao.books.journal import months

    known = {month.label: month for month in read(months)}
    today = desk.book.today(desk.at)
    found = []
    if references and len(references) != len(texts):
        count = {"lines": str(len(texts)), "references": str(len(references))}
        raise Trouble("cli.request.references_count", count)
    for place, text in enumerate(texts):
        bare = unpriced and "=" not in text
        name, equals, sum_text = (text, "=", "") if bare else text.rpartition("=")
        key = line(name if equals else "")
        month = known.get(key.period)
        if month is None:
            raise Trouble("cli.bad_line", {"line": text})
        found.append(
            Leg(
                occurred_on=today if today in month.days else month.days.start,
                tier=key.tier,
                category=key.category,
                amount_minor=0 if bare else amount(sum_text, desk=desk),
                cost_type=words.get("cost_type", ""),
                customer=words.get("customer", ""),
                campaign=words.get("campaign", ""),
                channel=words.get("channel", ""),
                purpose=words.get("purpose", ""),
                unpriced=unpriced,
                reference=reference(references[place]) if references else None,
            )
        )
    return tuple(found)


def names(*, at: datetime) -> dict[int, str]:
    """Return everybody's name by number."""
    from fenhao.books.database import read
    from fenhao.books.people import directory

    return {each.id: each.username for each in read(lambda session: directory(session, at=at))}


def number_of(name: str, *, desk: Desk) -> int:
    """Return a person's number; Trouble ``people.unknown`` when nobody has the name."""
    found = {known: each for each, known in names(at=desk.at).items()}
    if name not in found:
        raise Trouble("people.unknown", {"name": name, "known": ", ".join(sorted(found)) or "–"})
    return found[name]


def acting(desk: Desk) -> int:
    """Return who acts; Trouble ``people.nobody_yet`` while the books have no people at all."""
    if desk.by is None:
        raise Trouble("people.nobody_yet", {})
    return desk.by
