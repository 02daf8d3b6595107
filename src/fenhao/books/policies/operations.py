"""What can be done with the written files: change values, plan a change, take it back, go back to a former version."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fenhao.books.database import Session, read, write
from fenhao.books.journal import Plain, once
from fenhao.books.policies import _save
from fenhao.books.policies._save import Signed, digest_of
from fenhao.books.policies._versions import Saved, SaveVerdict, Version, text_of
from fenhao.profiles import Written
from fenhao.runs.book import Book

__all__ = ["bring_in_force", "change", "digest_of", "replace_text", "restore", "withdraw"]

_KEPT = frozenset({SaveVerdict.planned, SaveVerdict.in_force})


class _Refused(Exception):
    """Nothing is kept under the key."""

    def __init__(self, saved: Saved) -> None:
        super().__init__(saved.verdict.value)
        self.saved = saved


def change(
    *,
    key: str,
    book: Book,
    file: str,
    wanted: Mapping[str, Written],
    seen: Mapping[str, Written],
    by: int | None,
    at: datetime,
    why: str,
    in_force_at: datetime,
) -> Saved:
    """Change values of a file, now or, for an instant to come, then. ``seen`` holds the values that the person saw.

    Values that others changed meanwhile stay theirs; one that both changed is a clash, and nothing is done. Trouble from
    the checker names the key; ``settings.reason_missing`` without a reason.
    """
    signed = Signed(by, at, why)
    body: dict[str, Plain] = {"file": file, "wanted": text_of(wanted), "from": in_force_at.isoformat()}

    def work(session: Session) -> Saved:
        """Change them."""
        return _save.change(
            session, book, file, wanted=wanted, seen=seen, signed=signed, in_force_at=in_force_at
        )

    return _once(work, key=key, act="change_setting", body=body, signed=signed)


def restore(
    *, key: str, book: Book, file: str, number: int, digest: str, by: int | None, at: datetime, why: str
) -> Saved:
    """Bring a former version of a file back as a new one; ``digest`` is that of the file as the person saw it."""
    signed = Signed(by, at, why)
    body: dict[str, Plain] = {"file": file, "number": number, "digest": digest}

    def work(session: Session) -> Saved:
        """Bring it back."""
        return _save.restore(session, book, file, number=number, digest=digest, signed=signed)

    return _once(work, key=key, act="restore_setting", body=body, signed=signed)


def replace_text(
    *, key: str, book: Book, file: str, text: str, digest: str, by: int | None, at: datetime, why: str
) -> Saved:
    """Put a new text in the place of a file; ``digest`` is that of the file as the person saw it. Trouble from its checker."""
    signed = Signed(by, at, why)
    body: dict[str, Plain] = {"file": file, "text": digest_of(text), "digest": digest}

    def work(session: Session) -> Saved:
        """Put it there."""
        return _save.replace_text(session, book, file, new=text, digest=digest, signed=signed)

    return _once(work, key=key, act="change_setting", body=body, signed=signed)


def withdraw(*, file: str, number: int, by: int | None, at: datetime, why: str) -> bool:
    """Take a planned version back; return whether it was still planned."""
    return write(lambda session: _save.withdraw(session, file, number=number, signed=Signed(by, at, why)))


def bring_in_force(*, book: Book, at: datetime) -> tuple[Version, ...]:
    """Put planned versions in force whose time has come; return those that the checker refused."""
    due = "SELECT 1 FROM policies_version WHERE state = 'planned' AND in_force_at <= ? LIMIT 1"
    if not read(lambda session: session.rows(due, (at,))):
        return ()
    return write(lambda session: _save.bring_in_force(session, book, at=at))


def _once(
    work: Callable[[Session], Saved], *, key: str, act: str, body: dict[str, Plain], signed: Signed
) -> Saved:
    """Do it once under its key; what is refused leaves the key free."""

    def kept(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Keep what was done."""
        saved = work(session)
        if saved.verdict not in _KEPT:
            raise _Refused(saved)
        return saved.verdict.value, {"number": saved.number}

    def done(session: Session) -> Saved:
        """Answer, anew or again."""
        try:
            told = once(session, key=key, act=act, body=body, by=signed.by, at=signed.at, work=kept)
        except _Refused as refused:
            return refused.saved
        return Saved(SaveVerdict(told.verdict), int(str(told.answer["number"])))

    return write(done)
