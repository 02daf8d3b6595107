"""``fenhao people``, ``request``, ``approvals``, ``transfer`` and ``draw`` as one company types them, on its own folder."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fenhao.engine.budget import RESERVE_CATEGORY
from fenhao.kernel import FiscalCalendar
from tests.faces.cli.shop import Answer, Shop

YEAR = datetime.now(UTC).year
LINE, GIFTS = f"{YEAR}-12/A/coupons", f"{YEAR}-12/A/gifts"


@pytest.fixture
def company(shop_with_books: Shop) -> Iterator[Shop]:
    """A company with an administrator in finance, a buyer, a second controller and a boss; December is funded."""
    shop = shop_with_books
    assert shop.run("people", "add", "ann", "--role", "finance").code == 0
    for name, role in (("bob", "operations"), ("cy", "finance"), ("dee", "management")):
        assert shop.run("people", "add", name, "--role", role, "--by", "ann").code == 0
    from fenhao.books.budgets import Leg, operations as books
    from fenhao.books.journal import open_year

    open_year(FiscalCalendar(), YEAR)
    day = date(YEAR, 12, 1)
    legs = [
        Leg(day, "A", "coupons", 1_000_000),
        Leg(day, "A", "gifts", 1_000_000),
        Leg(day, "", RESERVE_CATEGORY, 500_000),
    ]
    assert books.fund(key="f", legs=legs, currency="CNY", by=None, at=datetime.now(UTC)).passed
    yield shop
    from django.db import connections

    from fenhao.books.database import close

    close()
    connections.close_all()


def told(answer: Answer, code: int = 0) -> list[dict[str, object]]:
    """Return the JSON lines of an answer."""
    assert answer.code == code, answer.all
    return [json.loads(line) for line in answer.out.splitlines()]


def test_a_request_waits_in_the_inbox_of_who_may_answer_and_is_carried_out_by_the_last_yes(
    company: Shop,
) -> None:
    run = company.run
    (seen,) = told(run("request", "new", f"{LINE}=6000", "--why", "x", "--preview", "--by", "bob", "--json"))
    assert (seen["verdict"], seen["steps"]) == (
        "committed",
        [{"step": "finance", "may_answer": ["ann", "cy"]}],
    )
    (asked,) = told(
        run("request", "new", f"{LINE}=6000", "--why", "gifts for spring", "--by", "bob", "--json")
    )
    case = str(asked["case"])
    assert [each["title"] for each in told(run("approvals", "list", "--by", "cy", "--json"))] == [
        "gifts for spring"
    ]
    assert told(run("approvals", "list", "--by", "dee", "--json")) == []
    assert "gifts for spring" in run("approvals", "list", "--all", "--by", "dee").out
    assert "somebody else" in run("approvals", "approve", case, "--by", "dee").all
    assert run("approvals", "reject", case, "--by", "cy").code == 1, "a refusal needs a reason"
    assert (
        run("request", "edit", str(asked["request"]), f"{LINE}=5000", "--why", "less", "--by", "bob").code
        == 0
    )
    words = ("approvals", "approve", case, "--key", "chat-1", "--by", "cy", "--json")
    answers = [told(run(*words))[0] for _ in range(2)]
    assert [each["verdict"] for each in answers] == ["approved", "approved"]
    assert [each["replayed"] for each in answers] == [False, True], "a message that comes twice counts once"
    (listed,) = told(run("request", "list", "--by", "ann", "--json"))
    assert (listed["state"], listed["held"], listed["asked_by"]) == ("approved", 500_000, "bob")
    events = told(run("approvals", "show", case, "--by", "ann", "--json"))
    assert [each.get("what") for each in events] == ["opened", "restarted", "allowed", None]
    assert "agreed" in run("approvals", "show", case, "--by", "ann").out


def test_a_request_that_the_line_cannot_bear_says_what_is_missing(company: Shop) -> None:
    answer = company.run("request", "new", f"{LINE}=10000.01", "--why", "too much", "--by", "bob")
    assert answer.code == 1
    assert "Missing: 0.01" in answer.out
    assert told(company.run("request", "list", "--by", "ann", "--json")) == []
    assert company.run("request", "new", "coupons=5", "--why", "x", "--by", "bob").code == 2
    assert company.run("approvals", "show", "99", "--by", "ann").code == 2


def test_a_request_may_carry_another_systems_number_and_a_bound_for_unknown_cost(company: Shop) -> None:
    run = company.run
    words = ("--why", "an order", "--by", "bob", "--json")
    wanted = (f"{LINE}=60", f"{GIFTS}=40", "--unpriced", "--reference", "erp:PO-1")
    assert run("request", "new", *wanted, *words).code == 2, "one number for two lines says nothing"
    told(run("request", "new", *wanted, "--reference", "erp:PO-2", *words))
    (found,) = told(run("money", "find", "erp:PO-2", "--by", "bob", "--json"))
    assert (found["category"], found["remaining_minor"]) == ("gifts", 4_000)
    (bare,) = told(run("request", "new", LINE, "--unpriced", *words), code=1)
    assert (bare["verdict"], bare["control"]) == ("refused", "unpriced"), "no policy says what is held"


def test_funding_moves_and_a_reserve_is_drawn_and_reported(company: Shop) -> None:
    run = company.run
    move = (
        "transfer",
        "new",
        "--from",
        GIFTS,
        "--to",
        LINE,
        "--why",
        "coupons sell",
        "--by",
        "bob",
        "--json",
    )
    (moved,) = told(run(*move, "1000"))
    assert moved["verdict"] == "moves_at_once"
    (refused,) = told(run(*move, "9000.01"), code=1)
    assert (refused["verdict"], refused["most_minor"]) == ("below_used", 900_000)
    draw = (
        "draw",
        "new",
        "3000",
        "--quarter",
        f"{YEAR}-Q4",
        "--to",
        LINE,
        "--why",
        "a recall",
        "--by",
        "bob",
    )
    (drawn,) = told(run(*draw, "--json"))
    case = str(drawn["case"])
    assert run("approvals", "approve", case, "--by", "cy").code == 0
    assert "carried out" in run("approvals", "approve", case, "--by", "dee").out
    (bought,) = told(run("draw", "report", "--by", "ann", "--json"))
    assert (bought["drawn"], bought["spent"], bought["why"]) == (300_000, 0, "a recall")
    assert [each["state"] for each in told(run("transfer", "list", "--by", "ann", "--json"))] == [
        "moved",
        "moved",
    ]
    assert "a recall" in run("transfer", "list", "--by", "ann").out
    assert "a recall" in run("draw", "report", "--by", "ann").out


def test_people_join_stand_in_and_leave(company: Shop) -> None:
    run = company.run
    assert run("people", "add", "eve", "--by", "bob").code == 2, "only an administrator adds people"
    assert run("people", "grant", "ann", "management", "--by", "ann").code == 2, "nobody gives himself a role"
    assert run("people", "grant", "bob", "finance", "--limit", "50", "--by", "ann").code == 0
    assert run("people", "revoke", "bob", "finance", "--by", "ann").code == 0
    away = ("people", "cover", "dee", "management", "--to", "bob", "--until", f"{YEAR + 1}-01-31", "--away")
    assert run(*away, "--by", "dee").code == 0
    assert run("people", "department", "care", "--name", "Care", "--head", "cy", "--by", "ann").code == 0
    (department,) = told(run("people", "departments", "--by", "bob", "--json"))
    assert department == {"code": "care", "title": "Care", "parent": "", "head": "cy"}
    (token,) = told(
        run("people", "token", "bob", "--for", "shop", "--scope", "spend", "--by", "bob", "--json")
    )
    assert len(str(token["secret"])) >= 32
    assert run("people", "token", "bob", "--for", "x", "--scope", "everything", "--by", "bob").code == 2
    assert str(token["secret"]) not in run("people", "tokens", "bob", "--by", "bob").out
    assert run("people", "revoke-token", str(token["token"]), "--by", "bob").code == 0
    assert "Nothing to change" in run("people", "revoke-token", str(token["token"]), "--by", "bob").out
    assert run("people", "leave", "bob", "--why", "left", "--by", "ann").code == 0
    assert run("approvals", "list", "--by", "bob").code == 2, "who left does not act"
    assert run("people", "return", "bob", "--why", "back", "--by", "ann").code == 0
    assert run("people", "leave", "ann", "--why", "left", "--by", "ann").code == 2, "somebody manages people"


def test_a_submission_names_who_is_asked_now_and_is_refused_where_nobody_could_answer(company: Shop) -> None:
    run = company.run
    said = run("request", "new", f"{LINE}=100", "--why", "a stamp", "--by", "bob").all
    assert "ann, cy" in " ".join(said.split())
    (draw,) = told(
        run("transfer", "new", "20", "--from", LINE, "--to", GIFTS, "--why", "small", "--by", "bob", "--json")
    )
    assert (draw["step"], draw["may_answer"]) == (None, []), "it moved at once"
    for name in ("ann", "cy"):
        company.run("people", "revoke", name, "finance", "--by", "ann")
    refused = run("request", "new", f"{LINE}=100", "--why", "another", "--by", "bob")
    assert refused.code == 2
    assert "step 1 of this approval could not be answered" in " ".join(refused.all.split())


@pytest.mark.parametrize("command", [("approvals", "policy"), ("transfer", "rules")])
def test_rules_are_printed_edited_and_put_in_force_by_who_may_set_policy(
    company: Shop, tmp_path: Path, command: tuple[str, str]
) -> None:
    shown = company.run(*command, "--by", "bob").out
    file = tmp_path / "rules.toml"
    file.write_text(shown.replace('"built-in"', '"2026-2"'), encoding="utf-8")
    assert "--why" in company.run(*command, "--set", str(file), "--by", "cy").all
    refused = company.run(*command, "--set", str(file), "--why", "tighter", "--by", "bob")
    assert refused.code != 0
    assert company.run(*command, "--set", str(file), "--why", "tighter", "--by", "cy").code == 0
    assert company.run(*command, "--by", "bob").out == shown.replace('"built-in"', '"2026-2"')
    file.write_text(shown + 'colour = "red"\n', encoding="utf-8")
    assert "colour" in company.run(*command, "--set", str(file), "--why", "x", "--by", "cy").all


def test_an_authorisation_is_asked_past_finance_listed_and_asked_once_under_its_key(company: Shop) -> None:
    run = company.run
    ask = ("request", "authorise", LINE, "80", "--why", "a storm", "--by", "bob", "--key", "k1", "--json")
    (told_once,), (again,) = told(run(*ask)), told(run(*ask))
    assert (told_once["step"], told_once["may_answer"], again["replayed"]) == ("finance", ["ann", "cy"], True)
    case = str(told_once["case"])

    def state() -> object:
        (row,) = told(run("request", "authorisations", "--by", "bob", "--json"))
        return row["state"]

    assert (state(), told_once["case"]) == ("waiting", again["case"])
    assert run("approvals", "approve", case, "--by", "cy").code == 0
    assert state() == "waiting"
    assert run("approvals", "approve", case, "--by", "dee").code == 0
    assert state() == "given"
    missing = run("request", "authorise", "2026-01/A/nothing", "80", "--why", "x", "--by", "bob")
    assert (missing.code, "no budget line" in " ".join(missing.all.split())) == (2, True)


def test_a_person_is_added_and_given_a_role_once_under_a_key(company: Shop) -> None:
    add = ("people", "add", "eve", "--role", "finance", "--by", "ann", "--key", "eve-1", "--json")
    (first,), (again,) = told(company.run(*add)), told(company.run(*add))
    assert first["number"] == again["number"]
    other = company.run("people", "add", "fay", "--by", "ann", "--key", "eve-1")
    assert (other.code, "username" in other.all) == (2, True)


def test_who_is_added_is_told_what_lets_that_person_into_a_browser(company: Shop) -> None:
    added = company.run("people", "add", "eve li", "--by", "ann")
    assert (added.code, "fenhao people password 'eve li'" in added.out) == (0, True)


def test_somebody_signs_in_from_the_first_password_on(company: Shop) -> None:
    from fenhao.books.people import operations as people
    from fenhao.books.people.models import User

    assert not people.somebody_signs_in()
    ann = User.objects.get(username="ann").id
    people.set_password(
        user_id=ann, password="a-long-enough-secret", by=ann, at=datetime(2026, 11, 2, tzinfo=UTC)
    )
    assert people.somebody_signs_in()
