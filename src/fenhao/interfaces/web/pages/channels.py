"""Messages for administrators: the channels, which roles are told of what, and the log of what was sent."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.database import Session, read
from fenhao.books.outgoing import (
    AUDIENCE,
    EVENTS,
    TOLD,
    Channel,
    ChannelKind,
    Occasion,
    Outgoing,
    audiences,
    channels as all_channels,
    operations as books,
)
from fenhao.books.people import Right, Role
from fenhao.interfaces.messages import place_of, seal, send_test, service_of, test_words, unseal
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import LANGUAGES, explain_trouble, knows, language, say
from fenhao.kernel import Trouble

LOGGED = 50
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_SECURITY = ("tls", "starttls", "none")
_PORT_MAX = 65535


@dataclass(frozen=True, slots=True)
class Logged:
    """A message of the log; ``again`` is what its button says, '' while it waits anyway."""

    id: int
    at: str
    occasion: str
    to: str
    title: str
    state: str
    said: str
    attempts: int
    again: str
    next_at: str


@for_readers(Right.manage_messages)
def channels(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the channels, the audience and the log; decide who is told of what."""
    form, names = posted(request, here), Names(here)
    if request.method == "POST" and form.text("act") == "again":
        _again(request, form)
        return go("channels")
    if request.method == "POST":
        wanted = {
            occasion: frozenset(role for role in Role if form.text(f"{occasion.value}-{role.value}") == "1")
            for occasion in AUDIENCE
        }
        books.set_audiences(wanted, by=acting(here), at=here.at)
        told(request, here, "web.channels.done")
        return go("channels")

    def work(session: Session) -> tuple[tuple[Channel, ...], dict[Occasion, frozenset[Role]]]:
        """Read both."""
        return all_channels(session), audiences(session)

    found, audience = read(work)
    return shown(
        request,
        here,
        "web/channels.html",
        {
            "tab": "messages",
            "may_message": True,
            "may_source": here.reader.may(Right.manage_sources),
            "channels": found,
            "kinds": [each.value for each in ChannelKind],
            "roles": [(role.value, names.word("role", role.value)) for role in Role],
            "audience": [
                (
                    occasion.value,
                    names.word("occasion", occasion.value),
                    [(role.value, role in audience[occasion]) for role in Role],
                )
                for occasion in AUDIENCE
            ],
            "key": new_key(),
            "log": [_logged(names, each) for each in books.log(by=acting(here), at=here.at, limit=LOGGED)],
        },
    )


@for_readers(Right.manage_messages)
def channel(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one channel, or an empty one of a kind; keep it, or send a test over it as it is kept."""
    form = posted(request, here)
    found = _found(here)
    tried = ""
    if request.method == "POST":
        if form.text("act") == "test" and found.id:
            tried = _tried(form, found)
        elif (kept := _kept(form, found)) is not None:
            told(request, here, "web.channels.done")
            return go("channel", number=kept)
    names, typed = Names(here), form.typed if form.problems else {}
    begins, _, ends = found.quiet.partition("-")
    kept_typed = {
        "name": found.name,
        "language": found.language,
        "quiet_from": begins,
        "quiet_until": ends,
        **found.settings,
    }
    return shown(
        request,
        here,
        "web/channel.html",
        {
            "channel": found,
            "kind": found.kind.value,
            "mail": found.kind is ChannelKind.email,
            "signed": found.kind in {ChannelKind.dingtalk, ChannelKind.feishu, ChannelKind.webhook},
            "languages": tuple(LANGUAGES),
            "securities": _SECURITY,
            "occasions": [
                (
                    each.value,
                    names.word("occasion", each.value),
                    typed.get(f"tell-{each.value}") == "1" if typed else each in found.occasions,
                )
                for each in (*TOLD, *EVENTS)
            ],
            "active": typed.get("active") == "1" if typed else found.active,
            "typed": typed or kept_typed,
            "problems": form.problems,
            "tried": tried,
        },
        status=422 if form.problems else 200,
    )


def _found(here: Surroundings) -> Channel:
    """Return the channel that the address names, or an empty one of the kind that it names."""
    if "number" in here.place:
        number = here.number("number")
        found = next((each for each in read(all_channels) if each.id == number), None)
    else:
        kind = str(here.place["kind"])
        known = {each.value: each for each in ChannelKind}
        found = (
            Channel(
                id=0,
                name="",
                kind=known[kind],
                place="",
                settings={"port": "465", "security": "tls"} if kind == "email" else {},
                sealed="",
                language=here.lang,
                occasions=frozenset({Occasion.alert, Occasion.weekly, Occasion.month_closed}),
                quiet="",
                active=True,
                at=here.at,
            )
            if kind in known
            else None
        )
    if found is None:
        raise Http404
    return found


def _kept(form: Form, found: Channel) -> int | None:
    """Keep what was typed and return the channel's id; None when the form says what is wrong."""
    here = form.here
    secret = unsealed(found)
    mail = found.kind is ChannelKind.email
    name, quiet = form.needed("name", "web.channels.name_missing"), _quiet(form)
    place, settings, secret = _mail(form, secret) if mail else _room(form, found, secret)
    if form.problems:
        return None
    wanted = replace(
        found,
        name=name[:80],
        place=place,
        settings=settings,
        sealed=found.sealed if found.sealed and secret == unsealed(found) else seal(secret),
        language=language(form.text("language")),
        occasions=frozenset(each for each in (*TOLD, *EVENTS) if form.text(f"tell-{each.value}") == "1"),
        quiet=quiet,
        active=form.text("active") == "1",
    )
    try:
        return books.set_channel(wanted, by=here.reader.id, at=here.at)
    except Trouble as wrong:
        form.trouble(wrong, "name")
        return None


def unsealed(found: Channel) -> dict[str, str]:
    """Return a channel's secrets; none when there are none yet, or when another key sealed them."""
    try:
        return unseal(found.sealed) if found.sealed else {}
    except Trouble:
        return {}


def _room(form: Form, found: Channel, secret: dict[str, str]) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return what may be shown of a room's address, and its secrets: what was left empty stays as it is."""
    url = form.text("url") or secret.get("url", "")
    if not url:
        form.wrong("web.channels.url_missing", "url")
        return "", {}, {}
    hosts = form.here.book.settings.message_hosts
    try:
        if found.kind is ChannelKind.apprise:
            return str(service_of(url, allowed=hosts).service_name), {}, {"url": url}
        place_of(url, allowed=hosts)
    except Trouble as wrong:
        form.trouble(wrong, "url")
        return "", {}, {}
    key = form.text("secret") or secret.get("secret", "")
    if not key and found.kind in {ChannelKind.dingtalk, ChannelKind.feishu, ChannelKind.webhook}:
        form.wrong("web.channels.secret_missing", "secret")
    return urlsplit(url).hostname or "", {}, {"url": url, "secret": key}


def _mail(form: Form, secret: dict[str, str]) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the mail server as it may be shown, its settings, and its password, which stays when left empty."""
    host, port = form.needed("host", "web.channels.host_missing"), form.text("port")
    sender = form.text("sender")
    if not port.isdecimal() or not 0 < int(port) <= _PORT_MAX:
        form.wrong("web.channels.bad_port", "port")
    if not _ADDRESS.fullmatch(sender):
        form.wrong("web.channels.bad_sender", "sender")
    security = form.text("security")
    settings = {
        "host": host,
        "port": port,
        "security": security if security in _SECURITY else "tls",
        "sender": sender,
        "user": form.text("user"),
    }
    return (
        f"{host}:{port}",
        settings,
        {"password": form.typed.get("password", "") or secret.get("password", "")},
    )


def _quiet(form: Form) -> str:
    """Return the quiet hours that were typed."""
    begins, ends = form.text("quiet_from"), form.text("quiet_until")
    if bool(begins) != bool(ends) or any(each and not _TIME.fullmatch(each) for each in (begins, ends)):
        form.wrong("web.me.bad_quiet", "quiet_from")
    return f"{begins}-{ends}" if begins else ""


def _tried(form: Form, found: Channel) -> str:
    """Send a test and return that it was taken; what the other side said instead goes to the form."""
    here = form.here
    address = form.text("to") if found.kind is ChannelKind.email else ""
    if found.kind is ChannelKind.email and not _ADDRESS.fullmatch(address):
        form.wrong("web.channels.to_missing", "to")
        return ""
    words = test_words(company=here.book.settings.company, lang=language(found.language))
    answer = send_test(here.book, found, words, address=address, at=here.at)
    if not answer.taken:
        said = say(answer.said, {"host": found.place}, here.lang) if knows(answer.said) else answer.said
        form.wrong("web.channels.not_taken", said=said)
        return ""
    return say("web.channels.taken", {"said": answer.said}, here.lang)


def _again(request: HttpRequest, form: Form) -> None:
    """Send a logged message once more, and say so; what the books refuse is said instead."""
    number = int(form.text("message")) if form.text("message").isdecimal() else 0
    try:
        waits = books.again(number, by=acting(form.here), at=form.here.at, key=kept_key(form))
    except Trouble as wrong:
        messages.error(request, explain_trouble(wrong, form.here.lang))
        return
    told(request, form.here, "web.channels.again_done" if waits else "web.channels.again_waits")


def _logged(names: Names, message: Outgoing) -> Logged:
    """Return a message of the log in words."""
    state = "sent" if message.sent_at else "ended" if message.ended_at else "waiting"
    said = message.error
    again = (
        say("web.channels.again_of", {"number": str(message.id)}, names.lang) if state != "waiting" else ""
    )
    return Logged(
        id=message.id,
        at=moment(names.here, message.at),
        occasion=names.word("occasion", message.occasion.value),
        to=message.address or message.channel.name,
        title=message.title,
        state=state,
        said=say(said, {"host": message.channel.place}, names.lang) if knows(said) else said,
        attempts=message.attempts,
        again=again,
        next_at=say("web.channels.next_at", {"at": moment(names.here, message.next_at)}, names.lang)
        if message.next_at and message.attempts
        else "",
    )
