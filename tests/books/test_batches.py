"""A batch gives every request the answer that it would get alone, on both databases, in however many parts it is written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from threading import Barrier, Thread

import pytest

from fenhao.books.budgets import Act, Answer, Ask, Leg, Reference, Request
from fenhao.books.database import Session, Table, read, submit, write
from fenhao.engine.budget import (
    ANY,
    DEFAULT_CONTROL,
    NEVER_ASKS,
    Control,
    ControlPolicy,
    ControlRule,
    Horizon,
    Level,
)
from tests.books.stage import NOW, Stage, of

REQUESTS, PART = 90, 13


def rule(level: Level, horizon: Horizon, control: Control, share: Fraction, mark: int) -> ControlRule:
    return ControlRule(ANY, ANY, level, horizon, control, 0, share, mark)


POLICY = ControlPolicy(
    version="batches",
    rules=(
        rule(Level.line, Horizon.month, Control.block, Fraction(1, 20), 70),
        rule(Level.tier, Horizon.ytd, Control.block, Fraction(0), NEVER_ASKS),
        rule(Level.category, Horizon.qtd, Control.warn, Fraction(0), NEVER_ASKS),
    ),
    no_line_variable=Control.block,
    no_line_fixed=Control.warn,
    warn_at=DEFAULT_CONTROL.warn_at,
)
"""Every control but the override, a tolerance that is a share, and a mark that somebody has to agree above."""


def leg(world: str, chance: Random) -> Leg:
    """A spend on a line of that world; the fourth category has no line."""
    amount = chance.choice((1, 7, 20, 60, 71, 90, -1))
    category = chance.choice(("p", "q", "r", "p", "q", "r", "nowhere"))
    return of(amount, month=chance.choice((5, 6)), tier=f"tier-{world}", category=f"{category}-{world}")


def first_round(world: str, chance: Random) -> list[Request]:
    """Reservations, spend and facts of one leg or two; some under a key used before, some by a number just given."""
    found: list[Request] = []
    for number in range(REQUESTS):
        act = chance.choice((Act.reserve, Act.spend, Act.spend, Act.fact))
        key, legs = f"{world}/{number}", [leg(world, chance) for _ in range(chance.choice((1, 1, 2)))]
        if act is Act.reserve and chance.random() < 0.5:
            legs[0] = replace(legs[0], reference=Reference("erp", f"{world}-{chance.randrange(8)}"))
        asked = Request(act, key, tuple(legs), "EUR")
        if found and chance.random() < 0.2:
            asked = replace(chance.choice(found), final=chance.random() < 0.3)
        elif chance.random() < 0.2:
            number = chance.randrange(8)
            named = Reference("erp", f"{world}-{number}")
            asked = Request(Act.consume, key, reference=named, amount_minor=chance.choice((1, 10, 80)))
        found.append(asked)
    return found


def second_round(world: str, chance: Random, told: Sequence[Answer]) -> list[Request]:
    """Consume, release and take back what the first round brought, more than once."""
    held = [each for answer in told for each in answer.commitments]
    posted = [each for answer in told if not answer.commitments for each in answer.entries]
    found = []
    for number in range(REQUESTS):
        key, amount = f"{world}/again/{number}", chance.choice((1, 5, 20, 60))
        act = chance.choice((Act.consume, Act.release, Act.reverse))
        target = chance.choice(posted if act is Act.reverse else held)
        last = act is Act.consume and chance.random() < 0.3
        found.append(Request(act, key, target=target, amount_minor=amount, final=last))
    return found


def seen(answers: Sequence[Answer], world: str) -> list[tuple[object, ...]]:
    """What answers say, without the names and numbers that are the world's own."""
    return [
        (
            each.verdict,
            each.detail.replace(world, ""),
            len(each.entries),
            len(each.commitments),
            [level._replace(balance=level.balance.replace(world, "")) for level in each.levels],
            each.replayed,
        )
        for each in answers
    ]


def written(world: str) -> list[tuple[object, ...]]:
    """What stands in the journal of that world, in order, without what is the world's own: names and numbers."""
    names = "c.act, c.body, c.verdict, c.answer, c.by, e.kind, e.belongs_to, e.amount_minor, e.actual_minor, e.reserved_minor"
    asked = (
        f"SELECT {names} FROM journal_command c LEFT JOIN journal_entry e ON e.command_id = c.id"
        " WHERE c.key LIKE ? ORDER BY c.id, e.id"
    )
    rows = read(lambda session: session.rows(asked, (f"{world}/%",)))
    return [
        tuple(
            re.sub(r'"target":\d+', "", each.replace(world, "")) if isinstance(each, str) else each
            for each in row
        )
        for row in rows
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_batch_answers_like_one_by_one(stage: Stage, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    from fenhao.books.budgets import operations as books

    monkeypatch.setattr("fenhao.books.budgets._settle.POSTED_AT_ONCE", PART)
    books.set_policy(POLICY, by=1, at=NOW, why="every control")

    def judged(asks: list[Ask]) -> Sequence[Answer]:
        """Every request by ``judge``, none by the short way of plain ones."""
        with pytest.MonkeyPatch.context() as only:
            only.setattr("fenhao.books.budgets._settle.is_plain", lambda _request: False)
            return books.post(asks)

    asked: dict[str, Callable[[list[Ask]], Sequence[Answer]]] = {
        "together": books.post,
        "alone": lambda asks: [books.post([each])[0] for each in asks],
        "judged": judged,
    }
    told: dict[str, list[tuple[object, ...]]] = {}
    for world, ask in asked.items():
        chance = Random(seed)
        lines = [
            of(200, month=month, tier=f"tier-{world}", category=f"{each}-{world}")
            for month in (5, 6)
            for each in "pqr"
        ]
        assert books.fund(key=f"fund/{world}", legs=lines, currency="EUR", by=1, at=NOW).passed
        answers = ask([Ask(each, 1, NOW) for each in first_round(world, chance)])
        told[world] = seen(answers, world)
        later = ask([Ask(each, 1, NOW) for each in second_round(world, chance, answers)])
        told[world] += seen(later, world)
    assert told["together"] == told["alone"] == told["judged"]
    assert written("together") == written("alone") == written("judged")
    assert len({each[0] for each in told["together"]}) > 10, "the rounds meet most verdicts"
    assert books.differences() == ()


def test_texts_of_every_kind_are_read_back_as_they_were_written(stage: Stage) -> None:
    names = ("key", "act", "body", "verdict", "answer")
    table = Table("journal_command", (*((name, "text") for name in names), ("at", "timestamptz")))
    odd = ["", "a,b", '{"quoted"}', "back\\slash", "line\nend", "NULL", "{}", "分毫", "plain"]
    for number, texts in enumerate((odd, [*odd, "between\x1fthem"])):
        rows = [(f"{number}/{text}", "spend", text, "", text * 2, NOW) for text in texts]

        def work(session: Session, rows: Sequence[Sequence[object]] = rows) -> list[tuple[object, ...]]:
            """Write them in one statement, and read them back."""
            session.append(table, rows)
            last = f"SELECT key, body, answer FROM journal_command ORDER BY id DESC LIMIT {len(rows)}"
            return list(reversed(session.rows(last)))

        assert write(work) == [(f"{number}/{text}", text, text * 2) for text in texts]


def test_more_rows_than_one_statement_takes_are_written_once_each_and_in_order(stage: Stage) -> None:
    names = ("key", "act", "body", "verdict", "answer")
    table = Table("journal_command", (*((name, "text") for name in names), ("at", "timestamptz")))
    rows = [(f"many/{number}", "spend", str(number), "", "", NOW) for number in range(1000)]

    def work(session: Session) -> list[tuple[object, ...]]:
        """Write them, and read them back."""
        session.append(table, rows)
        return list(session.rows("SELECT key, body FROM journal_command WHERE key LIKE 'many/%' ORDER BY id"))

    assert write(work) == [(row[0], row[2]) for row in rows]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_callers_who_were_answered_together_share_the_next_commit_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fenhao.books.database._writer.COMING_BACK_SECONDS", 1.0)
    callers, rounds = 6, 10
    sizes: list[int] = []

    def work(session: Session, items: Sequence[int]) -> Sequence[int]:
        """Note how many share a transaction."""
        session.rows("SELECT 1")
        sizes.append(len(items))
        return items

    begin = Barrier(callers)  # otherwise the first is done before the last is there

    def call() -> None:
        """Come back as soon as the answer is there."""
        begin.wait()
        for number in range(rounds):
            assert submit(work, (number,)) == [number]

    threads = [Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sizes) == callers * rounds
    assert len(sizes) < rounds * 3 // 2, (
        "half of them here and half of them on their way would take two groups a round"
    )


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_plan_made_when_the_books_were_empty_does_not_hold_every_key_against_every_row(
    stage: Stage,
) -> None:
    from fenhao.books.journal._post import answered_query

    keys = [f"k{n}" for n in range(1000)]
    commands = (
        "INSERT INTO journal_command (key, act, body, verdict, answer, at)"
        " SELECT 'k' || n, 'fact', '', 'recorded', '', ?::timestamptz FROM generate_series(1, 20000) AS s (n)"
    )

    def plan(session: Session) -> str:
        """Return how a thousand keys are looked up on a connection that did so before the first command."""
        asked, (given,) = answered_query(session, keys)
        session.run("SET LOCAL plan_cache_mode = force_generic_plan")
        session.run(f"PREPARE looked_up (text[]) AS {asked.replace('?', '$1')}")
        session.rows(f"EXECUTE looked_up ('{given}')")
        session.run(commands, (NOW,))
        assert len(session.rows(f"EXECUTE looked_up ('{given}')")) == len(keys) - 1
        return "\n".join(str(row[0]) for row in session.rows(f"EXPLAIN EXECUTE looked_up ('{given}')"))

    told = write(plan)
    assert "journal_command" in told
    assert "ANY" not in told, told
