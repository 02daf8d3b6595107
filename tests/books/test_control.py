"""Control on real books, case by case, on both databases."""

from dataclasses import replace
from datetime import date

import pytest

from fenhao.books.budgets._values import Act, Ask, Request
from fenhao.engine.budget import (
    DEFAULT_CONTROL,
    RESERVE_CATEGORY,
    Horizon,
    Level,
    Refusal,
    Verdict,
)
from tests.books.stage import NOW, Stage, later, of


def test_a_line_lets_pass_what_it_has_and_refuses_the_rest(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    funded = books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    assert funded.passed, funded
    first = books.reserve(key="r1", legs=[of(700)], currency="EUR", by=1, at=NOW)
    assert (first.verdict, first.available_minor) == (Verdict.committed, 300)
    second = books.spend(key="s1", legs=[of(301)], currency="EUR", by=1, at=NOW)
    assert (second.verdict, second.available_minor) == (Verdict.exceeds_limit, 300)
    assert [level.shortfall_minor for level in second.levels] == [1]
    assert books.spend(key="s2", legs=[of(300)], currency="EUR", by=1, at=NOW).verdict is Verdict.committed
    used = books.consume(key="c1", commitment=first.commitments[0], amount_minor=650, by=1, at=NOW)
    assert used.passed
    gone = books.release(key="x1", commitment=first.commitments[0], by=1, at=NOW)
    assert gone.passed
    twice = books.release(key="x2", commitment=first.commitments[0], by=1, at=NOW)
    assert twice.verdict is Refusal.already_released
    back = books.reverse(key="v1", entry=used.entries[0], amount_minor=650, by=1, at=later(days=1))
    assert back.passed
    assert (
        books.reverse(key="v2", entry=used.entries[0], amount_minor=1, by=1, at=NOW).verdict
        is Refusal.exceeds_original
    )


def test_a_commitment_expires_by_the_clock_without_anybody_coming_by(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    held = books.check_and_hold(
        key="h", legs=[of(100)], currency="EUR", by=1, at=NOW, hold_until=later(minutes=5)
    )
    assert not books.spend(key="s1", legs=[of(1)], currency="EUR", by=1, at=later(minutes=4)).passed
    question = Request(Act.spend, "", (of(100),), "EUR")
    assert books.check(question, at=later(minutes=5)).passed
    assert books.spend(key="s2", legs=[of(60)], currency="EUR", by=1, at=later(minutes=5)).passed
    told = books.consume(key="c", commitment=held.commitments[0], amount_minor=1, by=1, at=later(minutes=6))
    assert told.verdict is Refusal.already_expired
    assert books.differences() == ()


def test_the_same_key_gives_the_first_answer_also_when_that_was_a_refusal(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    refused = books.spend(key="s", legs=[of(10)], currency="EUR", by=1, at=NOW)
    assert refused.verdict is Refusal.no_line
    books.fund(key="f", legs=[of(5)], currency="EUR", by=1, at=NOW)
    first = books.spend(key="s", legs=[of(10)], currency="EUR", by=1, at=NOW)
    assert (first.verdict, first.replayed) == (Verdict.exceeds_limit, False)
    books.fund(key="f2", legs=[of(100)], currency="EUR", by=1, at=NOW)
    again = books.spend(key="s", legs=[of(10)], currency="EUR", by=2, at=later(days=1))
    assert (again.verdict, again.replayed, again.levels) == (Verdict.exceeds_limit, True, first.levels)
    other = books.spend(key="s", legs=[of(11)], currency="EUR", by=1, at=NOW)
    assert (other.verdict, other.detail) == (Refusal.key_conflict, "legs[0].amount_minor")


def test_an_alert_is_raised_once_a_crossing_with_the_movement_that_caused_it(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.models import Outbox

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)

    def raised() -> list[tuple[str, str]]:
        return list(Outbox.objects.order_by("id").values_list("kind", "key"))

    books.spend(key="s1", legs=[of(79)], currency="EUR", by=1, at=NOW)
    assert raised() == []
    held = books.reserve(key="r", legs=[of(1)], currency="EUR", by=1, at=NOW).commitments[0]
    books.spend(key="s2", legs=[of(1)], currency="EUR", by=1, at=NOW)
    assert raised() == [("warn", "r")]
    books.release(key="x", commitment=held, by=1, at=NOW)
    books.fund(key="f2", legs=[of(100)], currency="EUR", by=1, at=NOW)
    books.spend(key="s3", legs=[of(120)], currency="EUR", by=1, at=NOW)
    books.record_fact(key="b", legs=[of(1)], currency="EUR", by=1, at=NOW)
    assert raised() == [("warn", "r"), ("used_up", "s3"), ("over", "b")]


def test_late_documents_and_corrections_go_to_the_first_open_month_and_say_where_they_belong(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal.models import Entry

    books.fund(key="f", legs=[of(100, month=1), of(100, month=2)], currency="EUR", by=1, at=NOW)
    paid = books.spend(key="s", legs=[of(40, month=1)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[of(10, month=1)], currency="EUR", by=1, at=NOW)
    assert books.begin_closing("2026-01", by=1, at=NOW).value == "turned"
    assert (
        books.spend(key="s2", legs=[of(1, month=1)], currency="EUR", by=1, at=NOW).verdict.value
        == "period_closed"
    )
    assert books.close_month("2026-01", by=1, at=NOW).value == "commitments_open"
    release = books.Leftover.release
    assert books.close_month("2026-01", by=1, at=NOW, leftover=release).value == "turned"
    told = books.release(key="x", commitment=held.commitments[0], by=1, at=NOW)
    assert told.verdict is Refusal.already_released
    books.record_fact(key="late", legs=[of(30, month=1)], currency="EUR", by=1, at=NOW)
    books.reverse(key="v", entry=paid.entries[0], amount_minor=40, by=1, at=NOW)
    late = list(Entry.objects.filter(kind__in=("fact", "reversal")).values_list("period", "belongs_to"))
    assert late == [("2026-02", "2026-01")] * 2
    assert (
        books.fund(key="f3", legs=[of(1, month=1)], currency="EUR", by=1, at=NOW).verdict.value
        == "period_closed"
    )
    nobody = books.reopen_month("2026-01", by=1, approved_by=1, at=NOW, why="bill")
    assert nobody.value == "approver_missing"
    assert books.reopen_month("2026-01", by=1, approved_by=2, at=NOW, why="bill").value == "turned"
    assert books.spend(key="s3", legs=[of(60, month=1)], currency="EUR", by=1, at=NOW).passed
    assert books.differences() == ()


def test_spend_without_a_line_follows_its_policy(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    variable = books.spend(key="v", legs=[of(10)], currency="EUR", by=1, at=NOW)
    assert variable.verdict is Refusal.no_line
    rent = of(10, tier="", category="rent", fixed=True)
    question = Request(Act.spend, "", (rent,), "EUR")
    assert books.check(question, at=NOW).verdict is Verdict.committed_warned
    fixed = books.spend(key="x", legs=[rent], currency="EUR", by=1, at=NOW)
    assert (fixed.verdict, fixed.available_minor) == (Verdict.committed_warned, -10)
    unknown = books.spend(
        key="u", legs=[replace(rent, occurred_on=date(2031, 1, 1))], currency="EUR", by=1, at=NOW
    )
    assert unknown.verdict is Refusal.unknown_period
    assert books.differences() == ()


def test_a_campaign_stops_at_its_cap_whatever_its_lines_have(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    books.spend(key="s0", legs=[of(20, campaign="spring")], currency="EUR", by=1, at=NOW)
    cap = books.Cap(campaign="spring")
    books.set_cap(cap, 100, key="cap", currency="EUR", on=NOW.date(), by=1, at=NOW)
    assert books.differences() == ()
    held = books.reserve(key="r", legs=[of(70, campaign="spring")], currency="EUR", by=1, at=NOW)
    assert held.passed
    told = books.spend(key="s1", legs=[of(11, campaign="spring")], currency="EUR", by=1, at=NOW)
    assert (told.verdict, told.available_minor) == (Verdict.exceeds_limit, 10)
    assert books.spend(key="s2", legs=[of(11)], currency="EUR", by=1, at=NOW).passed
    assert books.differences() == ()


def test_an_explanation_holds_the_whole_sum_and_what_would_have_helped(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    books.reserve(key="r", legs=[of(30)], currency="EUR", by=1, at=NOW)
    books.spend(key="s", legs=[of(50)], currency="EUR", by=1, at=NOW)
    books.spend(key="no", legs=[of(25)], currency="EUR", by=1, at=NOW)
    books.spend(key="after", legs=[of(20)], currency="EUR", by=1, at=NOW)
    told = books.explain("no")
    assert told is not None
    level = told.answer.levels[0]
    assert (level.funded_minor, level.reserved_minor, level.actual_minor) == (100, 30, 50)
    assert (level.asked_minor, level.shortfall_minor, told.answer.policy) == (25, 5, "built-in")
    assert [(each.key, each.kind, each.amount_minor) for each in told.behind] == [
        ("f", "fund", 100),
        ("r", "reserve", 30),
        ("s", "spend", 50),
    ]
    assert [(each.kind, each.amount_minor) for each in told.remedies] == [("bring_in", 5), ("ask_for", 20)]


def test_a_batch_admits_each_request_by_itself_in_order(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    asks = [
        Ask(Request(Act.spend, f"b{number}", (of(amount),), "EUR"), 1, NOW)
        for number, amount in enumerate((60, 50, 40, -1, 1))
    ]
    told = books.post([*asks, asks[0], asks[1]._replace(request=replace(asks[1].request, final=True))])
    assert [each.verdict.value for each in told] == [
        "committed",
        "exceeds_limit",
        "committed",
        "amount_not_positive",
        "exceeds_limit",
        "committed",
        "key_conflict",
    ]
    assert told[5] == told[0]._replace(replayed=True)
    assert books.post(asks)[2].replayed


@pytest.mark.parametrize(
    "table", ["journal_entry", "journal_command", "audit_record", "budgets_policy", "budgets_overrun"]
)
@pytest.mark.parametrize("attack", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_was_posted(stage: Stage, table: str, attack: str) -> None:
    from django.db import DatabaseError, connection

    from fenhao.books.budgets import operations as books

    books.set_policy(replace(DEFAULT_CONTROL, version="v2"), by=1, at=NOW, why="test")
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    books.record_fact(key="b", legs=[of(101)], currency="EUR", by=1, at=NOW)
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(attack.format(table))


def test_the_database_itself_refuses_an_overrun_that_nobody_authorised(stage: Stage) -> None:
    from django.db import IntegrityError

    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.models import Balance

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    with pytest.raises(IntegrityError):
        Balance.objects.update(reserved_minor=101)
    with pytest.raises(IntegrityError):
        Balance.objects.update(overrun_minor=1)


def test_seals_show_whether_a_sealed_row_was_touched(stage: Stage) -> None:
    from django.db import connection

    from fenhao.books import audit, journal
    from fenhao.books.budgets import operations as books

    tables = (*journal.SEALED, audit.RECORD)
    audit.seal(tables, at=NOW)  # what setting the stage left behind
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    assert audit.seal(tables, at=NOW) == 2
    books.spend(key="s", legs=[of(10)], currency="EUR", by=1, at=NOW)
    assert (audit.seal(tables, at=NOW), audit.seal(tables, at=NOW)) == (2, 0)
    assert audit.check(tables) == ()
    with connection.cursor() as cursor:
        if stage.engine == "sqlite":
            cursor.execute("DROP TRIGGER journal_entry_no_update")
        else:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        cursor.execute("UPDATE journal_entry SET amount_minor = 9 WHERE kind = 'spend'")
    assert [(breach.table, breach.reason) for breach in audit.check(tables)] == [
        ("journal_entry", "rows_changed")
    ]


def test_an_instant_is_kept_one_way_whether_the_models_or_the_session_wrote_it(stage: Stage) -> None:
    from django.db import connection

    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.models import Outbox
    from fenhao.books.journal.models import Command

    at = NOW.replace(microsecond=5)
    books.fund(key="f", legs=[of(10)], currency="EUR", by=1, at=at)
    books.spend(key="s", legs=[of(10)], currency="EUR", by=1, at=at)
    assert Command.objects.get(key="s").at == at
    with connection.cursor() as cursor:
        cursor.execute("SELECT at FROM budgets_outbox")
        before = cursor.fetchone()
        Outbox.objects.update(at=at)
        cursor.execute("SELECT at FROM budgets_outbox")
        assert cursor.fetchone() == before


def test_how_and_what_for_travel_from_the_request_to_every_entry_that_follows(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal.models import Entry

    said = {"channel": "sms", "purpose": "wake_up", "benefit_type": "voucher", "department": "crm"}
    leg = replace(of(100), channel="sms", purpose="wake_up", benefit_type="voucher", department="crm")
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[leg], currency="EUR", by=1, at=NOW).commitments[0]
    paid = books.consume(key="c", commitment=held, amount_minor=50, by=1, at=NOW)
    books.release(key="x", commitment=held, by=1, at=NOW)
    books.reverse(key="v", entry=paid.entries[0], amount_minor=50, by=1, at=NOW)
    entries = Entry.objects.exclude(kind="fund").order_by("id")
    assert list(entries.values(*said)) == [said] * 4
    other = replace(leg, channel="mail")
    told = books.reserve(key="r", legs=[other], currency="EUR", by=1, at=NOW)
    assert (told.verdict, told.detail) == (Refusal.key_conflict, "legs[0].channel")


def test_words_that_an_older_request_did_not_know_change_nothing_of_its_body_and_seal(stage: Stage) -> None:
    from fenhao.books.audit._seal import _digest
    from fenhao.books.budgets._values import body
    from fenhao.books.database import Table

    request = Request(Act.spend, "s", (of(5),), "EUR")
    assert body(request) == (
        '{"act":"spend","currency":"EUR","legs":[{"occurred_on":"2026-05-10","tier":"A","category":"coupons",'
        '"amount_minor":5}]}'
    )
    before = Table("t", (("a", "text"), ("b", "text")))
    after = Table("t", (("a", "text"), ("new", "text"), ("b", "text")), added=frozenset({"new"}))
    assert _digest(after, [(1, "x", "", "y")], "") == _digest(before, [(1, "x", "y")], "")
    assert _digest(after, [(1, "x", "z", "y")], "") != _digest(before, [(1, "x", "y")], "")


def test_what_control_refused_once_never_passes_later_under_its_key(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(10)], currency="EUR", by=1, at=NOW)
    first = books.reserve(key="r", legs=[of(11)], currency="EUR", by=1, at=NOW)
    books.fund(key="f2", legs=[of(100)], currency="EUR", by=1, at=NOW)
    again = books.reserve(key="r", legs=[of(11)], currency="EUR", by=1, at=later(days=9))
    assert again == first._replace(replayed=True)
    assert books.reserve(key="another", legs=[of(11)], currency="EUR", by=1, at=NOW).passed


def test_an_emergency_reserve_is_in_no_sum_and_is_drawn_by_a_transfer_alone(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cells = tuple(
        replace(DEFAULT_CONTROL.rules[0], level=level, horizon=Horizon.year)
        for level in (Level.tier, Level.category)
    )
    policy = replace(DEFAULT_CONTROL, version="wide", rules=(*DEFAULT_CONTROL.rules, *cells))
    books.set_policy(policy, by=1, at=NOW, why="more levels")
    reserve = of(100, month=6, tier="", category=RESERVE_CATEGORY)
    books.fund(key="f", legs=[reserve, of(10)], currency="EUR", by=1, at=NOW)
    for key, act in (("s", books.spend), ("r", books.reserve), ("b", books.record_fact)):
        told = act(key=key, legs=[reserve], currency="EUR", by=1, at=NOW)
        assert told.verdict is Refusal.reserve_not_spendable
    assert not books.spend(key="s1", legs=[of(11)], currency="EUR", by=1, at=NOW).passed
    told = books.transfer(
        key="t", giver=replace(reserve, amount_minor=30), taker=of(30), currency="EUR", by=1, at=NOW
    )
    assert told.passed
    assert books.spend(key="s2", legs=[of(40)], currency="EUR", by=1, at=NOW).passed
    more = replace(reserve, amount_minor=71)
    assert books.defund(key="d", legs=[more], currency="EUR", by=1, at=NOW).verdict is Refusal.below_used
    assert books.differences() == ()


def test_no_line_and_no_level_ever_mixes_currencies(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cell = replace(DEFAULT_CONTROL.rules[0], level=Level.tier, horizon=Horizon.ytd)
    policy = replace(DEFAULT_CONTROL, version="tiers", rules=(*DEFAULT_CONTROL.rules, cell))
    books.set_policy(policy, by=1, at=NOW, why="tiers")
    asks = [
        Ask(Request(Act.fund, f"f-{currency}-{category}", (of(10, category=category),), currency), 1, NOW)
        for category, currency in (("sms", "EUR"), ("sms", "USD"), ("mugs", "USD"), ("pens", "???"))
    ]
    told = [each.verdict.value for each in books.post(asks)]
    assert told == ["done", "currency_mismatch", "currency_mismatch", "unknown_currency"]
    bill = books.record_fact(key="b", legs=[of(1, category="sms")], currency="USD", by=1, at=NOW)
    assert bill.verdict is Refusal.currency_mismatch
    assert books.differences() == ()
