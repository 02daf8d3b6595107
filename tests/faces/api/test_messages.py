"""Messages by the API: what went out and what its receiver said, one sent again once under its key, who is told of what."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from tests.books.test_outgoing import channel
from tests.faces.api.machine import LONG_AGO, Machine, Told
from tests.faces.web.conftest import return_to


@pytest.fixture
def admin(company: Path) -> Machine:
    """Somebody's machine who manages messages."""
    return_to(company)
    return Machine("admin")


def rows(answer: Told) -> list[Told]:
    """Return the rows of a list."""
    return cast("list[Told]", answer["rows"])


def test_what_went_out_is_listed_and_sent_again_once_under_its_key(admin: Machine, company: Path) -> None:
    from fenhao.books.outgoing import Draft, Occasion, Outgoing, operations
    from fenhao.interfaces.api._here import moment

    made = channel("webhook", {"url": "https://example.com/x", "secret": "S"})
    way = operations.set_channel(replace(made, occasions=frozenset({Occasion.refused})), by=None, at=LONG_AGO)
    at = moment() - timedelta(hours=1)
    draft = Draft(
        key="refused/1/c1",
        occasion=Occasion.refused,
        user_id=None,
        channel_id=way,
        language="en",
        title="Refused",
        body="A secret of one person",
        link="/lines/",
        facts={},
        digest=False,
        try_at=at,
    )
    assert operations.put([draft], at=at) == 1

    def carried(minutes: int) -> list[Outgoing]:
        """Let what is due be taken by its receiver; return it."""
        when = moment() + timedelta(minutes=minutes)
        found = [each for each in operations.claim(at=when) if each.key == draft.key]
        for each in found:
            operations.settle(each, taken=True, answer="200", at=when)
        return found

    assert len(carried(0)) == 1
    (told,) = [each for each in rows(admin.get("messages").told) if each["key"] == draft.key]
    assert (told["title"], told["sent_at"] is not None, told["next_at"]) == ("Refused", True, None)
    assert b"A secret of one person" not in admin.get("messages").body
    path = f"messages/{told['id']}/again"
    assert admin.post(path, {}, key="again-1").told == {"again": True}
    assert len(carried(1)) == 1
    assert admin.post(path, {}, key="again-1").told == {"again": True}, "the answer that was lost"
    assert carried(2) == [], "it does not leave a second time"
    assert admin.post(path, {}, key="again-2").told == {"again": True}
    assert len(carried(3)) == 1
    other = admin.post("messages/999999/again", {}, key="again-1")
    assert (other.status, other.told["code"]) == (409, "api.key_conflict")
    assert admin.post("messages/999999/again", {}, key="again-3").told["code"] == "messages.unknown"
    assert Machine("finance").get("messages").status == 404
    assert company.exists()


def test_who_is_told_of_what_is_decided_once_and_an_occasion_left_out_keeps_its_own(admin: Machine) -> None:
    before = {str(each["occasion"]): each["roles"] for each in rows(admin.get("audiences").told)}
    assert set(before) == {"alert", "weekly", "month_closed", "watch"}
    wanted = {"wanted": {"weekly": ["management"]}}
    assert admin.post("audiences", wanted, key="audience").told == {"changed": True}
    after = {str(each["occasion"]): each["roles"] for each in rows(admin.get("audiences").told)}
    assert after == before | {"weekly": ["management"]}
    assert admin.post("audiences", wanted, key="audience-2").told == {"changed": False}
    wrong = admin.post("audiences", {"wanted": {"weekly": ["nobody"]}}, key="audience-3")
    assert wrong.status == 422
