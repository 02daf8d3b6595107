"""Control on real books, case by case, on both databases."""

from fenhao.engine.budget import Refusal, Verdict
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
