"""What everybody decides for himself, and the channels of an administrator, through their pages."""

import re
from datetime import UTC, datetime

import pytest

from tests.faces.web.site import PEOPLE, Site


def test_what_a_person_likes_holds_at_the_next_sign_in_too(site: Site) -> None:
    visitor = site.visitor("service", lang="zh")
    look = {"act": "look", "language": "en", "theme": "dark", "time_zone": "Europe/Berlin", "numbers": "full"}
    assert visitor.post("/me/", look).status_code == 302
    elsewhere = site.visitor("service", lang="zh")
    html = elsewhere.get("/me/").content.decode()
    assert '<html lang="en" data-theme="dark"' in html
    assert '<option value="Europe/Berlin" selected>' in html
    elsewhere.post("/preferences/", {"language": "zh", "next": "/"})
    assert '<html lang="zh" data-theme="dark"' in site.visitor("service", lang="en").get("/").content.decode()
    nothing = {"act": "look", "language": "", "theme": "", "time_zone": "", "numbers": ""}
    assert visitor.post("/me/", nothing).status_code == 302
    assert '<html lang="en">' in site.visitor("service", lang="en").get("/").content.decode()
    wrong = visitor.post("/me/", look | {"time_zone": "Mars/Olympus"})
    assert 'href="#f-time_zone"' in wrong.content.decode()


def test_a_persons_messages_are_chosen_by_that_person(site: Site) -> None:
    from fenhao.books.database import read
    from fenhao.books.outgoing import How, Occasion, wishes
    from fenhao.books.people import usernames

    visitor = site.visitor("operations")
    sent = {"act": "messages", "how-alert": "digest", "how-weekly": "off", "digest_at": "08:30"}
    wrong = visitor.post("/me/", sent | {"quiet_from": "22:00", "quiet_until": ""})
    assert 'href="#f-quiet_from"' in wrong.content.decode()
    assert visitor.post("/me/", sent | {"quiet_from": "22:00", "quiet_until": "08:00"}).status_code == 302
    number = next(key for key, name in read(usernames).items() if name == "operations")
    wish = read(lambda session: wishes(session, [number]))[number]
    assert (wish.how(Occasion.alert), wish.how(Occasion.weekly)) == (How.digest, How.off)
    assert (wish.quiet, wish.digest_at) == ("22:00-08:00", "08:30")


def test_an_own_token_is_shown_once_opens_its_scope_and_is_ended(site: Site) -> None:
    from datetime import UTC, datetime

    from fenhao.books.people.operations import TokenVerdict, answer_token

    visitor = site.visitor("management")
    sent = {"act": "token", "token_name": "phone", "days": "30", "scope-see": "1"}
    html = visitor.post("/me/", sent).content.decode()
    secret = re.search(r'<code class="mono">([^<]{32,})</code>', html)
    assert secret
    again = visitor.get("/me/").content.decode()
    assert secret[1] not in again
    now = datetime.now(UTC)
    assert answer_token(secret=secret[1], scope="see", at=now).verdict is TokenVerdict.accepted
    assert answer_token(secret=secret[1], scope="spend", at=now).verdict is TokenVerdict.scope_missing
    number = re.search(r'name="token" value="(\d+)"', again)
    assert number
    stranger = site.visitor("auditor")
    assert stranger.post("/me/", {"act": "revoke_token", "token": number[1]}).status_code == 422
    assert visitor.post("/me/", {"act": "revoke_token", "token": number[1]}).status_code == 302
    ended = answer_token(secret=secret[1], scope="see", at=datetime.now(UTC))
    assert ended.verdict is TokenVerdict.revoked


def test_somebody_stands_in_for_oneself_and_no_other(site: Site) -> None:
    from fenhao.books.database import read
    from fenhao.books.people import usernames

    numbers = {name: key for key, name in read(usernames).items()}
    visitor = site.visitor("service")
    sent = {
        "act": "cover",
        "role": "customer_service",
        "taker": str(numbers["operations"]),
        "cover_until": "2999-01-01",
    }
    assert visitor.post("/me/", sent | {"away": "1", "why": "leave"}).status_code == 302
    html = visitor.get("/me/").content.decode()
    cover = re.search(r'name="cover" value="(\d+)"', html)
    assert cover
    assert visitor.post("/me/", sent | {"role": "finance"}).status_code == 422, "a role that is not one's own"
    assert site.visitor("auditor").post("/me/", {"act": "end_cover", "cover": cover[1]}).status_code == 422
    assert visitor.post("/me/", {"act": "end_cover", "cover": cover[1]}).status_code == 302


def test_a_channel_is_kept_without_ever_showing_its_secret_again(site: Site) -> None:
    visitor = site.visitor("admin")
    url = "https://8.8.8.8/robot/send?access_token=TOKEN123"
    sent = {
        "act": "save",
        "name": "Controlling",
        "url": url,
        "secret": "SEC456",
        "language": "zh",
        "tell-alert": "1",
    }
    wrong = visitor.post("/settings/messages/new/dingtalk/", sent | {"url": "https://127.0.0.1/x"})
    assert wrong.status_code == 422
    assert "private network" in wrong.content.decode()
    place = visitor.post("/settings/messages/new/dingtalk/", sent)["Location"]
    for address in (place, "/settings/messages/", "/audit/", "/audit/?act=set_channel"):
        html = visitor.get(address).content.decode()
        assert "TOKEN123" not in html
        assert "SEC456" not in html
    changed = {"act": "save", "name": "Controlling 2", "url": "", "secret": "", "language": "zh"}
    assert visitor.post(place, changed).status_code == 302
    assert "Controlling 2" in visitor.get("/settings/messages/").content.decode()
    from fenhao.books.database import read
    from fenhao.books.outgoing import channels
    from fenhao.interfaces.messages import unseal

    (kept,) = [each for each in read(channels) if each.name == "Controlling 2"]
    assert unseal(kept.sealed) == {"url": url, "secret": "SEC456"}
    assert not kept.active, "the box was not ticked"


def test_a_message_is_sent_again_once_however_often_its_form_is_sent(site: Site) -> None:
    from fenhao.books.outgoing.models import Channel, Message

    at = datetime(2026, 10, 1, tzinfo=UTC)
    room = Channel.objects.create(
        name="Sent again",
        kind="wecom",
        place="x",
        settings="{}",
        sealed="",
        language="en",
        occasions="[]",
        active=False,
        at=at,
    )
    message = Message.objects.create(
        key="again", occasion="alert", channel=room, language="en", title="Once more", body="", at=at, digest=False,
        attempts=1, try_at=at, sent_at=at,
    )  # fmt: skip
    visitor = site.visitor("admin")
    html = visitor.get("/settings/messages/").content.decode()
    key = re.search(rf'name="key" value="([^"]+-{message.pk})"', html)
    assert key
    told = {"act": "again", "message": str(message.pk), "key": key[1]}
    visitor.post("/settings/messages/", told)
    message.refresh_from_db()
    assert message.sent_at is None, "it waits for its turn anew"
    Message.objects.filter(pk=message.pk).update(attempts=1, error="HTTP 500")
    assert "next try: 2026-" in visitor.get("/settings/messages/").content.decode()
    Message.objects.filter(pk=message.pk).update(sent_at=at, attempts=1)
    visitor.post("/settings/messages/", told)
    message.refresh_from_db()
    assert message.sent_at == at, "the answer was lost, the form was sent twice, the message left once more"


def test_mail_needs_a_server_a_port_and_a_sender(site: Site) -> None:
    html = site.visitor("admin").post("/settings/messages/new/email/", {"act": "save"}).content.decode()
    for field in ("name", "host", "port", "sender"):
        assert f'href="#f-{field}"' in html


def test_who_is_told_of_what_is_decided_by_role(site: Site) -> None:
    from fenhao.books.database import read
    from fenhao.books.outgoing import Occasion, audiences
    from fenhao.books.people import Role

    boxes = {"alert-finance": "1", "weekly-auditor": "1"}
    assert site.visitor("admin").post("/settings/messages/", boxes).status_code == 302
    told = read(audiences)
    assert told[Occasion.alert] == {Role.finance}
    assert told[Occasion.weekly] == {Role.auditor}
    assert told[Occasion.month_closed] == frozenset()


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in {"admin", ""}])
def test_only_who_manages_messages_finds_the_channels(site: Site, name: str) -> None:
    visitor = site.visitor(name)
    for place in ("/settings/messages/", "/settings/messages/1/", "/settings/messages/new/email/"):
        assert visitor.get(place).status_code == 404
        assert visitor.post(place, {"act": "test"}).status_code == 404


ACCOUNT = (
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_for_signing_in_are_dressed_in_both_languages(site: Site, lang: str) -> None:
    visitor = site.visitor("auditor", lang=lang)
    for place in ACCOUNT:
        answer = visitor.get(place, follow=True)
        html = answer.content.decode()
        assert answer.status_code == 200, place
        assert f'<html lang="{lang}"' in html, place
        assert "style.css" in html, place
        assert html.count("<h1") == 1, place
        if lang == "zh":
            words = re.sub(r"<[^>]+>|\s+", " ", html.split("<main", 1)[1])
            assert re.search(r"[\u4e00-\u9fff]{2,}", words), place


@pytest.mark.parametrize(
    "place",
    ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/confirm/"],
)
def test_nobody_lets_himself_in(site: Site, place: str) -> None:
    for name in ("", "guest"):
        assert site.visitor(name).get(f"/accounts/{place}").status_code == 404
        assert site.visitor(name).post(f"/accounts/{place}", {"username": "eve"}).status_code == 404
