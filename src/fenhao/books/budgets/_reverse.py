"""Take back a posted entry for a reason: what that would do, said before anybody does it, and the act itself."""

from dataclasses import dataclass
from datetime import datetime

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets._settle import settle_within, stored_answer
from fenhao.books.budgets._values import Act, Answer, Ask, Request
from fenhao.books.database import Session, write
from fenhao.books.journal import TAKES_FACTS, OldEntry, answered, months
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a reversal of an entry would do: how much is left to take back, and the month it would be posted in.

    ``month`` is '' where no month from the entry's own on is open; ``moved`` says that it is another than the entry's.
    """

    left_minor: int
    month: str
    moved: bool

    @property
    def possible(self) -> bool:
        """Whether anything can be taken back now."""
        return self.left_minor > 0 and self.month != ""


def prospect(session: Session, entry: OldEntry) -> Prospect:
    """Return what a reversal of the entry would do now. Nothing is left of what did not cost anything."""
    left = max(0, entry.actual_minor - entry.reversed_minor) if entry.line_id is not None else 0
    known = months(session)
    home = next((each for each in known if each.label == entry.period), None)
    later = [each for each in known if home is not None and each.days.start >= home.days.start]
    there = next((each.label for each in later if each.state in TAKES_FACTS), "")
    return Prospect(left, there, moved=there not in {"", entry.period})


def reverse_for(*, key: str, entry: int, amount_minor: int, why: str, by: int | None, at: datetime) -> Answer:
    """Take back so much of a posted entry and write down why, in one transaction; the same key gives the same answer.

    Trouble ``control.reversal_without_reason`` when nothing is said.
    """
    reason = why.strip()
    if not reason:
        raise Trouble("control.reversal_without_reason", {})
    asked = Ask(Request(Act.reverse, key, target=entry, amount_minor=amount_minor), by, at)

    def work(session: Session) -> Answer:
        """Reverse, and record it when that was done now."""
        told = settle_within(session, [asked])[0]
        if told.passed and not told.replayed:
            after = {"amount_minor": amount_minor, "reversal": told.entries[0]}
            record(session, AuditAct(at, by, "reverse", f"entry/{entry}", {}, after, reason))
        return told

    return write(work)


def kept_answer(session: Session, key: str) -> Answer | None:
    """Return what a key was answered, with what control and the gate said; None for a key that control never answered."""
    command = answered(session, [key]).get(key)
    if command is None or '"levels"' not in command.answer:
        return None
    return stored_answer(session, command)
