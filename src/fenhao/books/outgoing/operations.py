"""What can be done with messages: channels, audiences, wishes; what is new; writing, claiming and settling."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from fenhao.books.budgets.operations import Raised
from fenhao.books.database import Session, read, write
from fenhao.books.journal import Plain, once
from fenhao.books.outgoing import _channels, _events, _mail, _news, _wishes
from fenhao.books.outgoing._mail import TRIES_MAX, wait_after
from fenhao.books.outgoing._news import Clock
from fenhao.books.outgoing._values import Channel, Draft, News, Occasion, Outgoing, Wish
from fenhao.books.people import Right, Role, require
from fenhao.runs.service import Escalation
from fenhao.warehouse import Batch

__all__ = [
    "TRIES_MAX",
    "Clock",
    "again",
    "alert_news",
    "claim",
    "digest_parts",
    "digest_people",
    "escalation_news",
    "event_news",
    "known_keys",
    "languages",
    "log",
    "news",
    "put",
    "put_parcel",
    "set_audiences",
    "set_channel",
    "set_wish",
    "settle",
    "wait_after",
    "waiting",
    "watch_news",
]


def set_channel(channel: Channel, *, by: int | None, at: datetime) -> int:
    """Make or change a channel; return its id. Trouble ``messages.name_taken`` or ``messages.one_mail``."""
    return write(lambda session: _channels.keep_channel(session, channel, by=by, at=at))


def set_audiences(wanted: Mapping[Occasion, Iterable[Role]], *, by: int | None, at: datetime) -> bool:
    """Decide which roles are told of what; return whether anything changed."""
    return write(lambda session: _channels.keep_audiences(session, wanted, by=by, at=at))


def set_wish(wish: Wish, *, by: int, at: datetime) -> None:
    """Keep what a person wants to be told."""
    write(lambda session: _wishes.keep_wish(session, wish, by=by, at=at))


def news(clock: Clock, *, since: datetime) -> tuple[News, ...]:
    """Return what there is to tell besides alerts."""
    return read(lambda session: _news.news(session, clock, since=since))


def escalation_news(reached: Sequence[Escalation], *, since: datetime, at: datetime) -> tuple[News, ...]:
    """Return what to tell of steps of escalation that tickets have reached."""
    return read(lambda session: _news.escalation_news(session, reached, since=since, at=at))


def watch_news(*, category_of: Mapping[str, str], since: datetime, at: datetime) -> tuple[News, ...]:
    """Return what to tell of what stood out in cost."""
    return read(lambda session: _news.watch_news(session, category_of=category_of, since=since, at=at))


def event_news(
    wanted: Collection[Occasion], loads: Sequence[Batch], *, since: datetime, at: datetime
) -> tuple[News, ...]:
    """Return the single events of these occasions that may not have been told yet."""
    return read(lambda session: _events.event_news(session, wanted, loads, since=since, at=at))


def alert_news(raised: Raised, *, at: datetime) -> News:
    """Return what to tell of an alert."""
    return read(lambda session: _news.alert_news(session, raised, at=at))


def known_keys(keys: Sequence[str]) -> frozenset[str]:
    """Return those of these keys under which a message was written already."""
    return read(lambda session: _mail.known_keys(session, keys))


def languages(user_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the language and the e-mail address of each of these people; a chosen language over the account's."""

    def work(session: Session) -> dict[int, tuple[str, str]]:
        """Look."""
        condition, values = session.among("u.id", user_ids)
        return {
            cast("int", user): (str(chosen) or str(own), str(address))
            for user, own, chosen, address in session.rows(
                "SELECT u.id, u.language, coalesce(p.language, ''), u.email FROM people_user u"
                f" LEFT JOIN people_preference p ON p.user_id = u.id WHERE {condition}",
                values,
            )
        }

    return read(work) if user_ids else {}


def put(drafts: Sequence[Draft], *, at: datetime) -> int:
    """Write messages down, each once; return how many are new."""
    return len(write(lambda session: _mail.put(session, drafts, at=at))) if drafts else 0


def digest_people() -> tuple[int, ...]:
    """Return for whom something waits for a digest."""
    return read(_mail.digest_people)


def digest_parts(*, user: int) -> tuple[Outgoing, ...]:
    """Return what waits for a person's digest, oldest first."""
    return read(lambda session: _mail.digest_parts(session, user=user))


def put_parcel(draft: Draft, parts: Sequence[int], *, at: datetime) -> None:
    """Write a digest down and lay its parts into it."""
    write(lambda session: _mail.put_parcel(session, draft, parts, at=at))


def claim(*, at: datetime, limit: int = 50) -> tuple[Outgoing, ...]:
    """Take messages whose turn it is; whoever dies with them in hand holds them up until the next try."""
    return write(lambda session: _mail.claim(session, at=at, limit=limit))


def waiting(*, at: datetime) -> int:
    """Return how many messages were tried in vain and wait for their next turn."""
    return read(lambda session: _mail.waiting(session, at=at))


def settle(message: Outgoing, *, taken: bool, answer: str, at: datetime) -> None:
    """Write down what became of a try."""
    write(lambda session: _mail.settle(session, message, taken=taken, answer=answer, at=at))


def again(message: int, *, by: int | None, at: datetime, key: str = "") -> bool:
    """Send a logged message once more from the next round on, under the id it had; False when it waits already.

    Under the same ``key`` it leaves once more only once, whatever became of it since; without one every call sends it again.
    Trouble ``messages.unknown`` when there is none, ``messages.in_digest`` for a part of a digest: that is what is sent.
    """

    def work(session: Session) -> bool:
        """Ask for the right, then let it wait."""
        require(session, by, Right.manage_messages, at=at)
        if not key:
            return _mail.again(session, message, by=by, at=at)
        kept = once(session, key=key, act="send_again", body={"message": message}, by=by, at=at, work=decide)
        return bool(kept.answer["again"])

    def decide(session: Session) -> tuple[str, dict[str, Plain]]:
        """Let it wait for its turn anew."""
        return "answered", {"again": _mail.again(session, message, by=by, at=at)}

    return write(work)


def log(*, by: int | None, at: datetime, limit: int = 100) -> tuple[Outgoing, ...]:
    """Return the newest messages first, to who manages them."""

    def work(session: Session) -> tuple[Outgoing, ...]:
        """Look."""
        require(session, by, Right.manage_messages, at=at)
        return _mail.log(session, limit=limit)

    return read(work)
