"""Requests as rows, and the legs of a draft as text that reads back to the same legs."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from fenhao.books.budgets import Leg, Reference
from fenhao.books.database import Session, Table, instant
from fenhao.books.requests._values import SpendRequest

REQUEST = Table(
    "requests_request",
    (
        ("title", "text"),
        ("currency", "text"),
        ("asked_by", "bigint"),
        ("asked_at", "timestamptz"),
        ("use_until", "timestamptz"),
        ("case_id", "bigint"),
        ("authorisation_id", "bigint"),
    ),
)
DRAFT = Table(
    "requests_draft",
    (
        ("request_id", "bigint"),
        ("number", "bigint"),
        ("legs", "text"),
        ("amount_minor", "bigint"),
        ("why", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
HOLD = Table("requests_hold", (("request_id", "bigint"), ("number", "bigint"), ("commitment_id", "bigint")))
_WORDS = ("cost_type", "customer", "campaign", "channel", "purpose", "benefit_type", "department")


def request_of(session: Session, request: int, *, lock: bool = False) -> SpendRequest | None:
    """Return a request by its id; None when there is none."""
    tail = session.for_update if lock else ""
    return next(iter(requests(session, f"id = ?{tail}", (request,))), None)


def requests(session: Session, condition: str, values: Sequence[object]) -> tuple[SpendRequest, ...]:
    """Return the requests that meet the condition, each with its last draft, in three queries however many they are."""
    rows = session.rows(f"SELECT id, {REQUEST.names} FROM requests_request WHERE {condition}", values)
    ids = [cast("int", row[0]) for row in rows]
    if not ids:
        return ()
    among, marks = session.among("d.request_id", ids)
    drafts = {
        cast("int", each): (cast("int", number), str(legs))
        for each, number, legs in session.rows(
            f"SELECT d.request_id, d.number, d.legs FROM requests_draft d WHERE {among} ORDER BY d.request_id, d.number",
            marks,
        )
    }
    among, marks = session.among("request_id", ids)
    held: dict[tuple[int, int], list[int]] = {}
    for each, number, commitment in session.rows(
        f"SELECT request_id, number, commitment_id FROM requests_hold WHERE {among} ORDER BY commitment_id",
        marks,
    ):
        held.setdefault((cast("int", each), cast("int", number)), []).append(cast("int", commitment))
    return tuple(_request(row, drafts[each], held) for each, row in zip(ids, rows, strict=True))


def titled(session: Session, text: str, *, number: int, limit: int) -> tuple[tuple[int, str], ...]:
    """Return number and title of the newest requests whose title carries the text, or that have the number."""
    like = re.sub(r"([\\%_])", r"\\\1", text.casefold())
    rows = session.rows(
        "SELECT id, title FROM requests_request WHERE lower(title) LIKE ? ESCAPE '\\' OR id = ?"
        " ORDER BY id DESC LIMIT ?",
        (f"%{like}%", number, limit),
    )
    return tuple((cast("int", key), str(title)) for key, title in rows)


def add_draft(
    session: Session, request: int, number: int, legs: Sequence[Leg], *, why: str, by: int, at: datetime
) -> None:
    """Append a draft."""
    amount = sum(leg.amount_minor for leg in legs)
    session.insert(DRAFT, [(request, number, legs_text(legs), amount, why, by, at)])


def add_holds(session: Session, request: int, number: int, commitments: Sequence[int]) -> None:
    """Append what is held for a draft."""
    session.insert(HOLD, [(request, number, each) for each in commitments])


def held_ever(session: Session, request: int) -> tuple[int, ...]:
    """Return every commitment that was made for a request, those of earlier drafts first."""
    rows = session.rows(
        "SELECT commitment_id FROM requests_hold WHERE request_id = ? ORDER BY commitment_id", (request,)
    )
    return tuple(cast("int", each) for (each,) in rows)


def legs_text(legs: Sequence[Leg]) -> str:
    """Return legs as canonical text."""
    return json.dumps([_told(leg) for leg in legs], ensure_ascii=False, sort_keys=True)


def read_legs(text: str) -> tuple[Leg, ...]:
    """Return the legs that the text holds."""
    return tuple(
        Leg(
            occurred_on=date.fromisoformat(each["occurred_on"]),
            tier=each["tier"],
            category=each["category"],
            amount_minor=each["amount_minor"],
            fixed=each["fixed"],
            cost_type=each.get("cost_type", ""),
            customer=each.get("customer", ""),
            campaign=each.get("campaign", ""),
            channel=each.get("channel", ""),
            purpose=each.get("purpose", ""),
            benefit_type=each.get("benefit_type", ""),
            department=each.get("department", ""),
            unpriced=each.get("unpriced", False),
            reference=Reference(*each["reference"]) if "reference" in each else None,
        )
        for each in json.loads(text)
    )


def _told(leg: Leg) -> dict[str, str | int | bool | Reference]:
    """Return a leg's fields as plain values; those that say nothing are left away."""
    words = {name: str(getattr(leg, name)) for name in _WORDS}
    return {
        "occurred_on": leg.occurred_on.isoformat(),
        "tier": leg.tier,
        "category": leg.category,
        "amount_minor": leg.amount_minor,
        "fixed": leg.fixed,
        **{name: word for name, word in words.items() if word},
        **({"unpriced": True} if leg.unpriced else {}),
        **({"reference": leg.reference} if leg.reference else {}),
    }


def _request(
    row: Sequence[object], draft: tuple[int, str], held: dict[tuple[int, int], list[int]]
) -> SpendRequest:
    """Return a request with its last draft and what was held for that."""
    each = cast("int", row[0])
    number, legs = draft
    asked_at, use_until = instant(cast("datetime", row[4])), instant(cast("datetime", row[5]))
    assert asked_at is not None, "a request was asked at an instant"
    assert use_until is not None, "a request has an end"
    return SpendRequest(
        id=each,
        title=str(row[1]),
        currency=str(row[2]),
        asked_by=cast("int", row[3]),
        asked_at=asked_at,
        use_until=use_until,
        case=cast("int", row[6]),
        authorisation=cast("int | None", row[7]),
        draft=number,
        legs=read_legs(legs),
        commitments=tuple(held.get((each, number), ())),
    )


def carry_holds(session: Session, carried: Sequence[tuple[int, int]]) -> None:
    """Let requests own what is held anew of their reservations, (earlier, later) each: only the number is another."""
    later = dict(carried)
    if not later:
        return
    condition, values = session.among("commitment_id", sorted(later))
    session.insert(
        HOLD,
        [
            (request, number, later[cast("int", earlier)])
            for request, number, earlier in session.rows(
                f"SELECT request_id, number, commitment_id FROM requests_hold WHERE {condition} ORDER BY id",
                values,
            )
        ],
    )


def request_of_commitment(session: Session, commitment: int) -> int | None:
    """Return the request for which a commitment was made; None when it was made for none."""
    found = session.rows("SELECT request_id FROM requests_hold WHERE commitment_id = ?", (commitment,))
    return cast("int", found[0][0]) if found else None
