"""Written files as versions, on both databases: checked, dated, undone, and two people at once lose nothing."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from fenhao.kernel import Trouble
from fenhao.profiles import Written, written_values
from fenhao.runs.book import Book, open_book, written_text
from tests.books.cast import Cast
from tests.books.company import company, load_costs
from tests.books.stage import NOW, Stage, later, of

POLICY = "policy.toml"
TARGET = "waste.share_target"


def seen(book: Book, *keys: str, file: str = POLICY) -> dict[str, Written]:
    """What a person sees who looks now."""
    values = written_values(written_text(book, file), file=file, profile=book.settings.profile)
    return {key: values.get(key) for key in keys}


def change(
    book: Book, wanted: dict[str, Written], *, key: str = "k", by: int | None = None, **more: object
) -> object:
    """Change values as seen now, at once unless said otherwise; return the verdict's name."""
    from fenhao.books.policies import operations as policies

    file = str(more.get("file", POLICY))
    at = more.get("at", NOW)
    told = policies.change(
        key=key,
        book=book,
        file=file,
        wanted=wanted,
        seen=more.get("seen") or seen(book, *wanted, file=file),  # type: ignore[arg-type]
        by=by,
        at=at,  # type: ignore[arg-type]
        why=str(more.get("why", "agreed")),
        in_force_at=more.get("on", at),  # type: ignore[arg-type]
    )
    return told.verdict.value


def numbers(file: str = POLICY) -> list[tuple[int, str, str]]:
    """The versions of a file, newest first."""
    from fenhao.books.database import read
    from fenhao.books.policies import versions

    return [
        (each.number, each.kind.value, each.state.value) for each in read(lambda one: versions(one, file))
    ]


def test_a_change_is_a_version_with_its_reason_and_the_remarks_of_the_file_stay(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.audit import Wanted, newest_records
    from fenhao.books.database import read

    book = company(tmp_path)
    before = (book.root / POLICY).read_text()
    assert change(book, {TARGET: "4%"}) == "in_force"
    after = (book.root / POLICY).read_text()
    assert after == before.replace('share_target = "5%" ', 'share_target = "4%" ')
    assert open_book(root=book.root).policies.waste.share_target == Fraction(4, 100)
    assert numbers() == [(2, "form", "in_force"), (1, "file", "in_force")]
    act = read(lambda one: newest_records(one, Wanted(action="set_setting"), below=None, limit=1))[0]
    assert (act.subject, act.why) == ("settings/policy.toml", "agreed")
    assert '"waste.share_target": "5%"' in act.before
    assert '"waste.share_target": "4%"' in act.after


def test_the_same_key_changes_once_and_the_same_value_changes_nothing(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    old = seen(book, TARGET)
    assert change(book, {TARGET: "4%"}, seen=old) == "in_force"
    assert change(book, {TARGET: "4%"}, seen=old) == "in_force"
    assert change(book, {TARGET: "4%"}, key="other") == "unchanged"
    assert len(numbers()) == 2


def test_two_people_at_once_get_a_difference_and_lose_no_edit(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.policies import Clash, operations as policies

    book = company(tmp_path)
    both = seen(book, TARGET, "budget.warn_at")
    assert change(book, {TARGET: "4%", "budget.warn_at": "80%"}, key="one", seen=both) == "in_force"
    told = policies.change(
        key="two",
        book=book,
        file=POLICY,
        wanted={TARGET: "3%", "budget.warn_at": "70%"},
        seen=both,
        by=None,
        at=NOW,
        why="w",
        in_force_at=NOW,
    )
    assert told.clashes == (Clash(TARGET, "5%", "4%", "3%"),)
    assert seen(book, "budget.warn_at") == {"budget.warn_at": "80%"}, "nothing is done by halves"
    assert change(book, {TARGET: "5%", "budget.warn_at": "70%"}, key="three", seen=both) == "in_force"
    assert seen(book, TARGET, "budget.warn_at") == {TARGET: "4%", "budget.warn_at": "70%"}


def test_an_edit_of_the_file_itself_becomes_a_version_too(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    change(book, {TARGET: "4%"}, key="a")
    path = book.root / POLICY
    path.write_text(path.read_text().replace('"4%"', '"6%"') + "# by hand\n")
    assert change(book, {"budget.warn_at": "70%"}, key="b") == "in_force"
    assert [kind for _, kind, _ in numbers()] == ["form", "file", "form", "file"]
    assert path.read_text().endswith("# by hand\n")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({TARGET: "a lot"}, "profile.wrong_value"),
        ({"budget.tier_shares.A": "50%"}, "profile.shares_total"),
        ({"waste.nothing": 1}, "profile.unknown_key"),
    ],
)
def test_what_the_checker_refuses_changes_nothing(
    stage: Stage, tmp_path: Path, wanted: dict[str, Written], code: str
) -> None:
    book = company(tmp_path)
    before = (book.root / POLICY).read_text()
    with pytest.raises(Trouble) as wrong:
        change(book, wanted)
    assert wrong.value.code == code
    assert (book.root / POLICY).read_text() == before
    assert numbers() == []


def test_a_reason_and_the_right_are_asked_for(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    cast = Cast.hired()
    with pytest.raises(Trouble) as wrong:
        change(book, {TARGET: "4%"}, why=" ")
    assert wrong.value.code == "settings.reason_missing"
    with pytest.raises(Trouble) as refused:
        change(book, {TARGET: "4%"}, by=cast.administrator)
    assert refused.value.code == "people.not_allowed"
    assert change(book, {TARGET: "4%"}, by=cast.finance) == "in_force"


def test_a_planned_change_waits_for_its_day_and_can_be_taken_back(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.policies import operations as policies

    book = company(tmp_path)
    assert change(book, {TARGET: "4%"}, key="a", on=later(days=3)) == "planned"
    assert change(book, {"budget.warn_at": "70%"}, key="b", on=later(days=3)) == "planned"
    assert policies.withdraw(file=POLICY, number=3, by=None, at=NOW, why="no")
    assert not policies.withdraw(file=POLICY, number=3, by=None, at=NOW, why="no")
    policies.bring_in_force(book=book, at=later(days=2))
    assert seen(book, TARGET) == {TARGET: "5%"}
    assert policies.bring_in_force(book=book, at=later(days=3)) == ()
    assert seen(book, TARGET, "budget.warn_at") == {TARGET: "4%", "budget.warn_at": "80%"}
    assert numbers()[0] == (3, "form", "withdrawn")
    assert (2, "form", "in_force") in numbers()


def test_a_planned_change_that_no_longer_fits_is_refused_on_its_day(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.policies import operations as policies

    book = company(tmp_path)
    planned: dict[str, Written] = {"budget.tier_shares.A": "50%", "budget.tier_shares.B": "20%"}
    assert change(book, planned, key="a", on=later(days=3)) == "planned"
    other: dict[str, Written] = {"budget.tier_shares.A": "30%", "budget.tier_shares.C": "30%"}
    assert change(book, other, key="b") == "in_force"
    assert [each.number for each in policies.bring_in_force(book=book, at=later(days=3))] == [2]
    assert seen(book, "budget.tier_shares.A") == {"budget.tier_shares.A": "30%"}
    assert numbers()[1:] == [(2, "form", "refused"), (1, "file", "in_force")]
    assert policies.bring_in_force(book=book, at=later(days=4)) == ()


def test_undo_brings_a_former_version_back_as_a_new_one(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.policies import operations as policies

    book = company(tmp_path)
    before = (book.root / POLICY).read_text()
    change(book, {TARGET: "4%"})
    digest = policies.digest_of((book.root / POLICY).read_text())

    def back(number: int, digest: str, key: str) -> str:
        return policies.restore(
            key=key, book=book, file=POLICY, number=number, digest=digest, by=None, at=NOW, why="undo"
        ).verdict.value

    assert back(9, digest, "x") == "unknown_version"
    assert back(1, "old", "y") == "edited_meanwhile"
    assert back(1, digest, "z") == "in_force"
    assert (book.root / POLICY).read_text() == before
    assert numbers()[0] == (3, "undo", "in_force")


def test_the_gate_and_the_warning_follow_the_policy_forth_and_back(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets.operations import control_at
    from fenhao.books.gates import operations as gates

    book = company(tmp_path)
    assert gates.policy(at=NOW) is None
    steps: tuple[dict[str, Written], ...] = (
        {"waste.benefit_caps.B": "20%", "budget.warn_at": "70%"},
        {"waste.benefit_caps.B": "10%", "budget.warn_at": "80%"},
        {"waste.benefit_caps.B": "20%", "budget.warn_at": "70%"},
    )
    for place, wanted in enumerate(steps):
        at = NOW + timedelta(seconds=place)
        assert change(book, wanted, key=f"k{place}", at=at) == "in_force"
        policy = gates.policy(at=at)
        assert policy is not None
        told = open_book(root=book.root).policies
        assert policy.benefit_caps == told.gates.benefit_caps
        assert control_at(at).warn_at == told.budget.warn_at


def test_currency_and_calendar_are_fixed_once_there_is_something_in_them(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.budgets import operations as budgets

    book = company(tmp_path)
    wanted: dict[str, Written] = {"company.currency": "CNY"}
    assert change(book, {"calendar.start_month": 4}, file="fenhao.toml", key="a") == "fixed", "months exist"
    assert change(book, wanted, file="fenhao.toml", key="b") == "in_force"
    budgets.fund(key="f", legs=[of(100)], currency="EUR", by=None, at=NOW)
    assert change(book, {"company.currency": "EUR"}, file="fenhao.toml", key="c") == "fixed"
    assert change(book, {"company.name": "Corner"}, file="fenhao.toml", key="d") == "in_force"
    assert open_book(root=book.root).settings.company == "Corner"


def test_facts_in_the_warehouse_fix_the_currency_as_well(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    load_costs(book, "one", [("e1", "2026-05-01", "sms", 100, "", "A")])
    assert change(book, {"company.currency": "CNY"}, file="fenhao.toml") == "fixed"
