"""Campaigns as the gate knows them: their days and participation, which are due to be judged, which are frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, day
from fenhao.engine.waste import GatePolicy, checkpoint_on, participates_too_little

CAMPAIGN = Table(
    "gates_campaign",
    (
        ("campaign", "text"),
        ("starts_on", "date"),
        ("ends_on", "date"),
        ("invited", "bigint"),
        ("participated", "bigint"),
        ("as_of", "date"),
        ("frozen", "boolean"),
        ("why", "text"),
    ),
)


class CampaignRow(NamedTuple):
    """A campaign's days, and how many of those invited had taken part up to the day of the publication."""

    campaign: str
    starts_on: date
    ends_on: date
    invited: int
    participated: int


class CampaignShown(NamedTuple):
    """What the gate knows of a campaign; days are None for one that was frozen before it was published."""

    campaign: str
    starts_on: date | None
    ends_on: date | None
    invited: int
    participated: int
    judged_on: date | None
    frozen: bool
    why: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A campaign whose checkpoint has come and that was not judged yet. ``low`` when too few take part."""

    campaign: str
    due_on: date
    invited: int
    participated: int
    low: bool


def publish_campaigns(session: Session, rows: Sequence[CampaignRow], *, as_of: date) -> int:
    """Write campaigns that are new or have changed; return how many."""
    known = {
        str(row[0]): tuple(row[1:])
        for row in session.rows(
            "SELECT campaign, starts_on, ends_on, invited, participated FROM gates_campaign ORDER BY id"
        )
    }

    def same(row: CampaignRow) -> bool:
        """Whether the books hold this already."""
        starts, ends, invited, participated = known[row.campaign]
        return starts is not None and (day(starts), day(ends), invited, participated) == row[1:]

    new = [row for row in rows if row.campaign not in known]
    moved = [row for row in rows if row.campaign in known and not same(row)]
    session.insert(CAMPAIGN, [(*row, as_of, False, "") for row in new])
    if moved:
        session.run_each(
            "UPDATE gates_campaign SET starts_on = ?, ends_on = ?, invited = ?, participated = ?, as_of = ?"
            " WHERE campaign = ?",
            [(*row[1:], as_of, row.campaign) for row in moved],
        )
    return len(new) + len(moved)


def due_checkpoints(session: Session, policy: GatePolicy, *, as_of: date) -> tuple[Checkpoint, ...]:
    """Return the campaigns to be judged by what is known up to the end of a day, by name."""
    found: list[Checkpoint] = []
    for campaign, starts, ends, invited, participated in session.rows(
        "SELECT campaign, starts_on, ends_on, invited, participated FROM gates_campaign"
        " WHERE judged_on IS NULL AND starts_on <= ? AND as_of <= ? ORDER BY campaign",
        (as_of, as_of),
    ):
        due_on = checkpoint_on(starts_on=day(starts), ends_on=day(ends), at=policy.checkpoint_at)
        if due_on <= as_of:
            among, joined = cast("int", invited), cast("int", participated)
            low = participates_too_little(invited=among, participated=joined, least=policy.participation_min)
            found.append(Checkpoint(str(campaign), due_on, among, joined, low))
    return tuple(found)


def note_judged(session: Session, campaign: str, *, on: date) -> None:
    """Write down that a campaign was judged; its checkpoint is never judged again."""
    session.run("UPDATE gates_campaign SET judged_on = ? WHERE campaign = ?", (on, campaign))


def turn_campaign(
    session: Session, campaign: str, *, frozen: bool, why: str, by: int | None, at: datetime
) -> bool:
    """Freeze a campaign or thaw it, with a reason; return whether that changed anything."""
    rows = session.rows(
        f"SELECT frozen FROM gates_campaign WHERE campaign = ?{session.for_update}", (campaign,)
    )
    if (bool(rows[0][0]) if rows else False) == frozen:
        return False
    if not rows:
        session.insert(CAMPAIGN, [(campaign, None, None, 0, 0, None, False, "")])
    session.run(
        "UPDATE gates_campaign SET frozen = ?, why = ?, turned_by = ?, turned_at = ? WHERE campaign = ?",
        (frozen, why, by, at, campaign),
    )
    action = "freeze_campaign" if frozen else "thaw_campaign"
    subject = f"campaign/{campaign}"
    record(session, Act(at, by, action, subject, {"frozen": not frozen}, {"frozen": frozen}, why))
    return True


def shown(session: Session) -> tuple[CampaignShown, ...]:
    """Return every campaign, by its first day."""
    return tuple(
        CampaignShown(
            str(campaign),
            None if starts is None else day(starts),
            None if ends is None else day(ends),
            cast("int", invited),
            cast("int", participated),
            None if judged is None else day(judged),
            bool(frozen),
            str(why),
        )
        for campaign, starts, ends, invited, participated, judged, frozen, why in session.rows(
            "SELECT campaign, starts_on, ends_on, invited, participated, judged_on, frozen, why"
            " FROM gates_campaign ORDER BY starts_on, campaign"
        )
    )
