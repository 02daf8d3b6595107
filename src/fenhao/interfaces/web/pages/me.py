"""What everybody decides for himself: how the pages look, which messages come, tokens, who stands in."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from zoneinfo import available_timezones

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.database import Session, read
from fenhao.books.outgoing import (
    AUDIENCE,
    TOLD,
    ChannelKind,
    How,
    Occasion,
    Wish,
    audiences,
    channels,
    operations as mail,
    wishes,
)
from fenhao.books.people import Liked, Person, Right, directory, keep_liked, operations as books
from fenhao.books.people.operations import SCOPES, CoverRow
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._forms import Form, go, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._liked import carry
from fenhao.interfaces.web._names import FULL, Names
from fenhao.interfaces.web._own_acts import TOKEN_DAYS, cover, end_cover, end_token, new_token
from fenhao.interfaces.web._surroundings import (
    COOKIE_SECONDS,
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    Surroundings,
    for_readers,
)
from fenhao.interfaces.words import LANGUAGES
from fenhao.kernel import Trouble

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@for_readers(Right.see)
def me(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show and keep what the reader decides for himself; a token is shown once."""
    form = posted(request, here)
    secret = ""
    if request.method == "POST":
        act = form.text("act")
        if act == "token":
            secret = new_token(form, user=acting(here))
        else:
            work = _ACTS.get(act)
            if work is None:
                raise Http404
            try:
                work(form, request)
            except Trouble as wrong:
                form.trouble(wrong)
            if not form.problems:
                told(request, here, "web.me.done")
                return _with_cookies(form, go("me"))
    answer = shown(request, here, "web/me.html", _facts(form, secret), status=422 if form.problems else 200)
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


def _facts(form: Form, secret: str) -> dict[str, object]:
    """Return what the page shows."""
    here, names, number = form.here, Names(form.here), acting(form.here)

    def work(
        session: Session,
    ) -> tuple[tuple[Person, ...], Wish, frozenset[Occasion], bool, tuple[CoverRow, ...]]:
        """Read what concerns the reader."""
        told_of = frozenset(
            occasion
            for occasion, roles in audiences(session).items()
            if not roles.isdisjoint(here.reader.roles)
        )
        mailing = any(each.active and each.kind is ChannelKind.email for each in channels(session))
        return (
            directory(session, at=here.at),
            wishes(session, [number])[number],
            told_of,
            mailing,
            books.covers(session, at=here.at),
        )

    people, wish, told_of, mailing, covers = read(work)
    called = {each.id: each.username for each in people}
    begins, _, ends = wish.quiet.partition("-")
    return {
        "own": here.own,
        "zones": [(each, each) for each in _zones()],
        "company_zone": here.book.settings.time_zone,
        "themes": THEMES,
        "numbers_full": here.own.numbers == FULL,
        "occasions": [
            (each.value, names.word("occasion", each.value), wish.how(each).value)
            for each in TOLD
            if each in told_of or (each not in AUDIENCE and here.reader.may(Right.answer_approval))
        ],
        "hows": [each.value for each in How],
        "quiet_from": begins,
        "quiet_until": ends,
        "digest_at": wish.digest_at,
        "mailing": mailing,
        "roles": [(role.value, names.word("role", role.value)) for role in sorted(here.reader.roles)],
        "covers": [
            (each, called.get(each.giver_id, ""), called.get(each.taker_id, ""), each.giver_id == number)
            for each in covers
            if number in {each.giver_id, each.taker_id}
        ],
        "others": [each for each in people if each.active and each.id != number],
        "tokens": books.tokens(user_id=number, by=number, at=here.at),
        "scopes": [
            (code, names.word("web.scope", code)) for code, right in SCOPES.items() if here.reader.may(right)
        ],
        "token_days": TOKEN_DAYS,
        "now": here.at,
        "secret": secret,
        "typed": form.typed,
        "problems": form.problems,
        "key": new_key(),
    }


def _look(form: Form, request: HttpRequest) -> None:
    """Keep language, colours, time zone and figures."""
    zone = form.text("time_zone")
    wanted = Liked(
        language=_one_of(form.text("language"), tuple(LANGUAGES)),
        theme=_one_of(form.text("theme"), THEMES),
        time_zone=zone,
        numbers=_one_of(form.text("numbers"), (FULL,)),
    )
    if zone and zone not in _zones():
        form.wrong("web.me.bad_zone", "time_zone")
        return
    keep_liked(wanted, by=acting(form.here), at=form.here.at)
    carry(request, wanted)


def _messages(form: Form, request: HttpRequest) -> None:  # noqa: ARG001 - as the other acts
    """Keep which messages come, and when."""
    begins, ends, digest_at = form.text("quiet_from"), form.text("quiet_until"), form.text("digest_at")
    if bool(begins) != bool(ends) or any(each and not _TIME.fullmatch(each) for each in (begins, ends)):
        form.wrong("web.me.bad_quiet", "quiet_from")
    if not _TIME.fullmatch(digest_at):
        form.wrong("web.me.bad_time", "digest_at")
    if form.problems:
        return
    choices = {}
    for occasion in TOLD:
        said = form.text(f"how-{occasion.value}")
        if said in {each.value for each in How}:
            choices[occasion] = How(said)
    quiet = f"{begins}-{ends}" if begins else ""
    mail.set_wish(Wish(choices, quiet, digest_at), by=acting(form.here), at=form.here.at)


def _cover(form: Form, request: HttpRequest) -> None:  # noqa: ARG001 - as the other acts
    """Let somebody stand in for oneself."""
    cover(form, giver=acting(form.here))


def _end_cover(form: Form, request: HttpRequest) -> None:  # noqa: ARG001 - as the other acts
    """End cover before its time."""
    end_cover(form)


def _end_token(form: Form, request: HttpRequest) -> None:  # noqa: ARG001 - as the other acts
    """End one of the own tokens."""
    end_token(form)


_ACTS: Mapping[str, Callable[[Form, HttpRequest], None]] = {
    "look": _look,
    "messages": _messages,
    "cover": _cover,
    "end_cover": _end_cover,
    "revoke_token": _end_token,
}


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    """Return what was chosen, nothing when it is not one of them."""
    return text if text in allowed else ""


def _with_cookies(form: Form, answer: HttpResponse) -> HttpResponse:
    """Let the browser know as well, so that the page to sign in looks the same."""
    if form.text("act") == "look":
        for name, value in ((LANGUAGE_COOKIE, form.text("language")), (THEME_COOKIE, form.text("theme"))):
            if value:
                answer.set_cookie(name, value, max_age=COOKIE_SECONDS, samesite="Lax", httponly=True)
    return answer


@cache
def _zones() -> tuple[str, ...]:
    """Return the time zones to choose from: reading them walks a folder of hundreds of files."""
    return tuple(sorted(each for each in available_timezones() if "/" in each))
