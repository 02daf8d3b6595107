"""One round: find what is new, write it down for each who is told, gather digests, carry what is due."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from fenhao.books.budgets.operations import Raised, deliver
from fenhao.books.database import read
from fenhao.books.outgoing import (
    EVENTS,
    NO_WISH,
    URGENT,
    Channel,
    ChannelKind,
    Draft,
    How,
    News,
    Occasion,
    Outgoing,
    Wish,
    channels,
    operations as books,
    wishes,
)
from fenhao.interfaces.messages._senders import Answer, carry
from fenhao.interfaces.messages._words import Words, digest_words, in_words
from fenhao.interfaces.words import Language, language
from fenhao.runs.book import Book
from fenhao.runs.service import kept_escalations

ALERTS = "messages"
"""The channel under which alerts are taken over from the budgets."""


class Carrier(Protocol):
    """Who carries a message."""

    def __call__(self, message: Outgoing, *, allowed: Collection[str], at: datetime) -> Answer:
        """Carry it and return what the other side said."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: messages written, sent, and to be tried again or given up."""

    written: int
    sent: int
    failed: int


def one_round(book: Book, *, at: datetime, carrier: Carrier = carry) -> Round:
    """Tell everybody what there is to tell at that moment. Twice at once, or cut short, nothing is told twice by us."""
    ways = tuple(each for each in read(channels) if each.active)
    if not ways:
        return Round(0, 0, 0)
    since = min(each.at for each in ways)
    desk = _Desk(book, at, ways)
    written = 0

    def alert(raised: Raised) -> bool:
        """Write an alert down for everybody whom it concerns."""
        nonlocal written
        written += desk.write((books.alert_news(raised, at=at),))
        return True

    deliver(alert, channel=ALERTS, at=at, since=since)
    clock = books.Clock(at, book.today(at), book.settings.time_zone, book.hours)
    written += desk.write(books.news(clock, since=since))
    written += desk.write(books.escalation_news(kept_escalations(book), since=since, at=at))
    types = {each.code: each.category for each in book.chart.cost_types}
    written += desk.write(books.watch_news(category_of=types, since=since, at=at))
    events = {each for way in ways for each in way.occasions if each in EVENTS}
    loads = book.warehouse.batches() if Occasion.loaded in events else ()
    written += desk.write(books.event_news(events, loads, since=since, at=at))
    desk.gather_digests()
    sent = failed = 0
    for message in books.claim(at=at):
        answer = carrier(message, allowed=book.settings.message_hosts, at=at)
        books.settle(message, taken=answer.taken, answer=answer.said, at=at)
        sent, failed = sent + answer.taken, failed + (not answer.taken)
    return Round(written, sent, failed)


def send_test(book: Book, channel: Channel, words: Words, *, address: str, at: datetime) -> Answer:
    """Carry a test over one channel at once and return what the other side said; nothing is written down."""
    message = Outgoing(
        id=0,
        key=f"test/{channel.id}/{at.isoformat()}",
        occasion=Occasion.test,
        user_id=None,
        channel=channel,
        address=address,
        language=channel.language,
        title=words.title,
        body=words.body,
        link="",
        facts={},
        at=at,
        attempts=0,
        sent_at=None,
        ended_at=None,
        error="",
    )
    return carry(message, allowed=book.settings.message_hosts, at=at)


def after_quiet(at: datetime, quiet: str, *, time_zone: str) -> datetime:
    """Return the moment itself, or the end of the quiet hours (``22:00-08:00``) that it lies in, in UTC."""
    begins, dash, ends = quiet.partition("-")
    if not dash:
        return at
    here = at.astimezone(ZoneInfo(time_zone))
    now = f"{here:%H:%M}"
    inside = begins <= now < ends if begins <= ends else now >= begins or now < ends
    if not inside:
        return at
    day = here.date() + timedelta(days=1 if now >= ends else 0)
    end = datetime.fromisoformat(f"{day.isoformat()}T{ends}").replace(tzinfo=ZoneInfo(time_zone))
    return end.astimezone(at.tzinfo)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a round writes."""

    book: Book
    at: datetime
    ways: tuple[Channel, ...]

    def write(self, found: Iterable[News]) -> int:
        """Write news down for everybody whom they concern and has not been told; return how many messages are new."""
        wanted = list(self._wanted(tuple(found)))
        known = books.known_keys([key for key, _ in wanted])
        return books.put([make() for key, make in wanted if key not in known], at=self.at)

    def _wanted(self, found: tuple[News, ...]) -> Iterable[tuple[str, Callable[[], Draft]]]:
        """Yield the key of every message there could be, and how it is made."""
        people = sorted({user for news in found for user in news.people})
        told, wish = books.languages(people), read(lambda session: wishes(session, people))
        mail = next((each for each in self.ways if each.kind is ChannelKind.email), None)
        for news in found:
            for user in sorted(news.people):
                lang, address = told.get(user, ("", ""))
                if mail is not None and address and wish[user].how(news.occasion) is not How.off:
                    yield f"{news.key}/u{user}", self._personal(news, user, mail, language(lang), wish[user])
            for room in self.ways:
                if room.kind is not ChannelKind.email and news.occasion in room.occasions:
                    yield f"{news.key}/c{room.id}", self._for_room(news, room)

    def _personal(
        self, news: News, user: int, mail: Channel, lang: Language, wish: Wish
    ) -> Callable[[], Draft]:
        """Return how a message to one person is made."""
        digest = wish.how(news.occasion) is How.digest
        return lambda: self._draft(
            news, f"{news.key}/u{user}", mail, lang, user=user, digest=digest, quiet=wish.quiet
        )

    def _for_room(self, news: News, room: Channel) -> Callable[[], Draft]:
        """Return how a message to a room is made."""
        return lambda: self._draft(
            news,
            f"{news.key}/c{room.id}",
            room,
            language(room.language),
            user=None,
            digest=False,
            quiet=room.quiet,
        )

    def _draft(
        self,
        news: News,
        key: str,
        way: Channel,
        lang: Language,
        *,
        user: int | None,
        digest: bool,
        quiet: str,
    ) -> Draft:
        """Return a message in words."""
        words = in_words(news, book=self.book, lang=lang)
        return Draft(
            key=key,
            occasion=news.occasion,
            user_id=user,
            channel_id=way.id,
            language=lang,
            title=words.title,
            body=words.body,
            link=news.link,
            facts=news.facts,
            digest=digest,
            try_at=self._begins(news.occasion, quiet),
        )

    def _begins(self, occasion: Occasion, quiet: str) -> datetime:
        """Return when a message may leave: in business hours unless it is urgent, never in quiet hours."""
        zone = self.book.settings.time_zone
        at = self.at if occasion in URGENT else self.book.hours.opens_next(self.at, time_zone=zone)
        return after_quiet(at, quiet, time_zone=zone)

    def gather_digests(self) -> None:
        """Make one message of what waits for each person whose hour has come."""
        zone = ZoneInfo(self.book.settings.time_zone)
        here = self.at.astimezone(zone)
        mail = next((each for each in self.ways if each.kind is ChannelKind.email), None)
        people = books.digest_people() if mail is not None else ()
        if mail is None or not people:
            return
        told: Mapping[int, tuple[str, str]] = books.languages(people)
        wish = read(lambda session: wishes(session, people))
        for user in people:
            wanted = wish.get(user, NO_WISH)
            if f"{here:%H:%M}" < wanted.digest_at:
                continue
            parts = books.digest_parts(user=user)
            lang = language(told.get(user, ("", ""))[0])
            words = digest_words(parts, lang=lang)
            draft = Draft(
                key=f"digest/{here.date().isoformat()}/u{user}",
                occasion=Occasion.digest,
                user_id=user,
                channel_id=mail.id,
                language=lang,
                title=words.title,
                body=words.body,
                link="",
                facts={},
                digest=False,
                try_at=after_quiet(self.at, wanted.quiet, time_zone=self.book.settings.time_zone),
            )
            books.put_parcel(draft, [each.id for each in parts], at=self.at)
