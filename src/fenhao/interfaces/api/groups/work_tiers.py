"""Assessing tiers as jobs: look what would change, assess, put in force."""

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, write
from fenhao.books.gates import operations as gates
from fenhao.books.people import Right, require
from fenhao.interfaces.api._fields import Asked, Day, Nothing
from fenhao.interfaces.api._here import moment
from fenhao.interfaces.api._offers import Offer
from fenhao.interfaces.api._work import Task, start
from fenhao.interfaces.jobs import Told, sentence
from fenhao.runs.book import keep, stamp_now
from fenhao.runs.tiers import assess_tiers, gate_source, keep_movements, preview_tiers


class OnADay(Asked):
    """A day, today when it is left out."""

    on: Day | None = None


def _preview_tiers(task: Task, asked: OnADay) -> Told:
    """Work out what an assessment would change, and keep it."""
    at = moment()
    day, stamp = asked.on or task.here.book.today(at), stamp_now(task.here.book)
    found = preview_tiers(book=task.here.book, on=day, today=task.here.book.today(at), advance=task.advance)
    keep_movements(task.here.book)
    keep(book=task.here.book, name="tier_preview", value=found, stamp=stamp, at=at)
    details = {"day": day.isoformat(), "count": f"{found.movement.moved:,}"}
    return sentence("success", "web.tiers.previewed", details)


def _assess(task: Task, asked: OnADay) -> Told:
    """Make the assessment of a day and those that are due, and record who asked for it."""
    at = moment()
    day = asked.on or task.here.book.today(at)
    made = assess_tiers(book=task.here.book, until=day, redo=False, at=at, advance=task.advance, extra=(day,))
    keep_movements(task.here.book)

    def remember(session: Session) -> None:
        """Ask for the right at this very moment, and write down what was done."""
        require(session, task.here.by, Right.record_facts, at=at)
        after: Facts = {"day": day.isoformat(), "assessments": len(made)}
        record(session, Act(at, task.here.by, "assess_tiers", f"tiers/{day.isoformat()}", {}, after))

    write(remember)
    details = {"day": day.isoformat(), "count": f"{made[-1].customers:,}" if made else "0"}
    return sentence("success", "web.tiers.assessed", details)


def _publish_tiers(task: Task, _: Nothing) -> Told:
    """Put assessments that wait in force in the books, and record who did it."""
    at = moment()
    task.advance("step.tiers", 0, 0)
    with gate_source(book=task.here.book, at=at) as source:
        told = gates.publish(source, by=task.here.by, at=at)
    after: Facts = {"tiers": told.tiers, "customers": told.customers}
    write(
        lambda session: record(session, Act(at, task.here.by, "publish_tiers", "tiers/published", {}, after))
    )
    return sentence("success", "web.tiers.published", {"tiers": f"{told.tiers:,}"})


OFFERS: tuple[Offer, ...] = (
    start(
        "tier-preview",
        Right.record_facts,
        "What an assessment of tiers would change",
        OnADay,
        _preview_tiers,
        page="tiers",
        name="tiers",
    ),
    start("tiers", Right.record_facts, "Assess tiers", OnADay, _assess, page="tiers"),
    start(
        "tier-publishing",
        Right.record_facts,
        "Put assessments in force",
        Nothing,
        _publish_tiers,
        page="tiers",
        name="tiers",
    ),
)
