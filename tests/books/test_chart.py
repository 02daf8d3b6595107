"""The chart in the books, on both databases: edited under keys and tokens, in and out of chart.toml, never forgotten."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fenhao.engine import ledger
from fenhao.engine.ledger import ChartVerdict, Meaning, Nature, Node, Purpose
from fenhao.kernel import Trouble
from fenhao.profiles import read_chart
from tests.books.company import company
from tests.books.stage import NOW, Stage, of

JULY = date(2026, 7, 1)


def held(code: str) -> Node:
    """Return the newest version of a node."""
    from fenhao.books.database import read
    from fenhao.books.journal import chart_nodes
    from fenhao.engine.ledger import newest

    return newest(read(chart_nodes))[code]


def test_the_first_import_takes_the_file_and_publishing_gives_it_back(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.journal import operations as chart

    book = company(tmp_path)
    told = chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    assert (told.verdict, told.changed > 50) == (ChartVerdict.changed, True)
    assert chart.file_differences(book=book, on=JULY) == ()
    assert chart.import_chart(book=book, from_on=JULY, by=None, at=NOW).changed == 0
    same = chart.publish_chart(book=book, on=JULY, over=False, by=None, at=NOW)
    assert same.verdict is chart.PublishVerdict.unchanged


def test_edits_are_made_once_under_their_key_and_a_stale_one_is_refused(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.journal import operations as chart

    book = company(tmp_path)
    chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    seen = held("coupons")
    wanted = replace(seen, name_en="Vouchers")
    first = chart.edit_node(key="k", wanted=wanted, adding=False, why="", by=None, at=NOW)
    again = chart.edit_node(key="k", wanted=wanted, adding=False, why="", by=None, at=NOW)
    assert (first.verdict, again.verdict, held("coupons").version) == (
        ChartVerdict.changed,
        ChartVerdict.changed,
        seen.version + 1,
    )
    stale = chart.edit_node(
        key="k2", wanted=replace(seen, name_en="Slips"), adding=False, why="", by=None, at=NOW
    )
    assert (stale.verdict, stale.node) == (ChartVerdict.stale, held("coupons"))
    with pytest.raises(Trouble) as raised:
        chart.edit_node(key="k", wanted=replace(seen, name_en="Other"), adding=False, why="", by=None, at=NOW)
    assert raised.value.code == "books.key_conflict"


def test_a_published_edit_is_read_by_runs_and_keeps_the_remarks_at_the_head(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.journal import operations as chart

    book = company(tmp_path)
    path = book.root / "chart.toml"
    head = path.read_text(encoding="utf-8").partition("\n[")[0]
    chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    branch = Node("phone", "service", 9_000_000_000, "电话", "Phone", None)
    leaf = Node(
        "phone_lines",
        "phone",
        9_000_000_001,
        "线路",
        "Lines",
        Meaning(Nature.variable, Purpose.service, ledger.Stage.keep),
    )
    for node in (branch, leaf):
        told = chart.edit_node(key=node.code, wanted=node, adding=True, why="", by=None, at=NOW)
        assert told.verdict is ChartVerdict.changed
    done = chart.publish_chart(book=book, on=JULY, over=False, by=None, at=NOW)
    assert done.verdict is chart.PublishVerdict.published
    text = path.read_text(encoding="utf-8")
    assert text.startswith(head.strip())
    found = read_chart(text).leaf("phone_lines")
    assert found is not None
    assert (found.category, found.branch) == ("service", "phone")
    assert not list(book.root.glob(".chart*"))


def test_a_file_edited_by_hand_is_not_overwritten_unseen(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.journal import operations as chart

    book = company(tmp_path)
    path = book.root / "chart.toml"
    chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    path.write_text(path.read_text(encoding="utf-8").replace('"Coupons"', '"By hand"'), encoding="utf-8")
    told = chart.publish_chart(book=book, on=JULY, over=False, by=None, at=NOW)
    assert told.verdict is chart.PublishVerdict.file_edited
    assert [(each.code, each.field, each.before, each.after) for each in told.differences] == [
        ("coupons", "en", "By hand", "Coupons")
    ]
    assert chart.import_chart(book=book, from_on=JULY, by=None, at=NOW).changed == 1
    assert held("coupons").name_en == "By hand"
    path.write_text(path.read_text(encoding="utf-8").replace('"By hand"', '"Again"'), encoding="utf-8")
    told = chart.publish_chart(book=book, on=JULY, over=True, by=None, at=NOW)
    assert told.verdict is chart.PublishVerdict.published


def test_what_a_file_drops_is_retired_and_what_it_turns_holds_from_the_day_given(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.database import read
    from fenhao.books.journal import chart_at, operations as chart

    book = company(tmp_path)
    path = book.root / "chart.toml"
    chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if '"sms"' not in line]
    turned = [line.replace('"variable"', '"fixed"') if '"mailing"' in line else line for line in lines]
    path.write_text("\n".join(turned), encoding="utf-8")
    told = chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    assert (told.verdict, told.changed) == (ChartVerdict.changed, 2)
    june = read(lambda session: chart_at(session, on=date(2026, 6, 30)))
    july = read(lambda session: chart_at(session, on=JULY))
    assert june is not None
    assert july is not None
    natures = [chart.leaf("mailing").nature.value for chart in (june, july)]  # type: ignore[union-attr]
    assert natures == ["variable", "fixed"]
    sms = july.leaf("sms")
    assert sms is not None
    assert (sms.takes(date(2026, 6, 30)), sms.takes(JULY)) == (True, False)


def test_a_file_with_one_impossible_edit_changes_nothing_at_all(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal import operations as chart

    book = company(tmp_path)
    path = book.root / "chart.toml"
    chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    books.record_fact(
        key="f",
        legs=[of(10, month=8, category="activities", cost_type="sms")],
        currency="EUR",
        by=None,
        at=NOW,
    )
    text = path.read_text(encoding="utf-8").replace('"Coupons"', '"Vouchers"')
    path.write_text("\n".join(line for line in text.splitlines() if '"sms"' not in line), encoding="utf-8")
    told = chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    assert (told.verdict, told.code, told.changed) == (ChartVerdict.used_later, "sms", 0)
    assert held("coupons").name_en == "Coupons"


def test_only_people_with_the_right_edit_and_the_database_keeps_every_version(
    stage: Stage, tmp_path: Path
) -> None:
    from django.db import Error, connection

    from fenhao.books.journal import operations as chart
    from fenhao.books.people import operations as people

    book = company(tmp_path)
    stranger = people.add_user(by=None, username="s", email="s@x.org", password="x" * 20, at=NOW)
    with pytest.raises(Trouble) as raised:
        chart.import_chart(book=book, from_on=JULY, by=stranger.pk, at=NOW)
    assert raised.value.code == "people.not_allowed"
    chart.import_chart(book=book, from_on=JULY, by=None, at=NOW)
    for statement in ("UPDATE journal_chartnode SET nature = 'fixed'", "DELETE FROM journal_chartnode"):
        with pytest.raises(Error), connection.cursor() as cursor:
            cursor.execute(statement)
