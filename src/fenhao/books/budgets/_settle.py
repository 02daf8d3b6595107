"""Answer a batch of requests in one transaction: known keys, expired commitments, one desk, judgement, one write."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from fenhao.books.budgets._admit import acting_roles, malformed, not_allowed
from fenhao.books.budgets._desk import FUNDING, guessed_balances, lay_out
from fenhao.books.budgets._foreign import Refused
from fenhao.books.budgets._gated import keep_gate
from fenhao.books.budgets._judge import judge
from fenhao.books.budgets._lines import stands_query, store
from fenhao.books.budgets._outcome import Outcome
from fenhao.books.budgets._plain import is_plain, spend_plainly
from fenhao.books.budgets._priced import priced
from fenhao.books.budgets._values import (
    ACT_NAMES,
    ENDING_NAMES,
    Act,
    Answer,
    Ask,
    GateSaid,
    LevelStand,
    Request,
    answer_text,
    body,
    ending,
    first_difference,
    passed,
)
from fenhao.books.database import Session, Table
from fenhao.books.journal import (
    COMMAND,
    ENTRY,
    Kind,
    NewCommand,
    OldCommand,
    Reference,
    answered,
    answered_query,
    due,
    entry_ids,
    opening,
    opening_query,
    post,
    resolve,
    take_back,
)
from fenhao.books.people import roles_query
from fenhao.engine.budget import ControlPolicy, Refusal, Standing, standing

DUE_AT_ONCE = 500
"""How many expired commitments are resolved in one transaction."""

POSTED_AT_ONCE = 250
"""How many requests are judged before they are sent: the database writes these down while the next are judged."""

OVERRUN = Table(
    "budgets_overrun",
    (
        ("key", "text"),
        ("balance_id", "bigint"),
        ("amount_minor", "bigint"),
        ("kind", "text"),
        ("authorisation_id", "bigint"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
OUTBOX = Table(
    "budgets_outbox",
    (
        ("kind", "text"),
        ("balance_id", "bigint"),
        ("used_minor", "bigint"),
        ("funded_minor", "bigint"),
        ("key", "text"),
        ("at", "timestamptz"),
    ),
)
_Judged = tuple[Ask, str, Outcome]


class _Fresh(NamedTuple):
    """An ask whose key is new: where it stands among all, its body, and whether it is plain."""

    place: int
    ask: Ask
    text: str
    plain: bool = False


def settle(session: Session, asks: Sequence[Ask]) -> tuple[Answer, ...]:
    """Return the answers in the asks' order. Each ask is admitted or refused by itself, after those before it."""
    at = max(ask.at for ask in asks)
    balances = guessed_balances(session, [ask.request for ask in asks])
    _ask_ahead(session, asks, balances, at=at)
    holds, due = opening(session, at=at)
    if balances and (due or not holds):  # locked in vain, and perhaps out of order
        session.rollback()
        session.begin()
        _ask_ahead(session, asks, (), at=at)
        _, due = opening(session, at=at)
    while due and expire_due(session, at=at):
        _, due = opening(session, at=at)
    return _answer(session, asks, at=at)


def _ask_ahead(session: Session, asks: Sequence[Ask], balances: Collection[int], *, at: datetime) -> None:
    """Ask at once what every batch asks one after the other, and for all that it will lock and draw where that is known."""
    people = sorted({ask.by for ask in asks if ask.by is not None})
    entries = sum(len(ask.request.legs) for ask in asks)
    session.ahead(
        opening_query(at),
        answered_query(session, [ask.request.key for ask in asks]),
        *((roles_query(session, people, at=at),) if people else ()),
        *((stands_query(session, balances, lock=True),) if balances else ()),
        drawing=((COMMAND, len(asks)), (ENTRY, entries)) if balances else (),
    )


def settle_within(session: Session, asks: Sequence[Ask]) -> tuple[Answer, ...]:
    """Return the answers as a part of the caller's own transaction: all of it lasts, or none.

    For what people do one by one. Everybody else waits meanwhile, so that locks taken twice cannot cross.
    """
    session.lock_structure()
    at = max(ask.at for ask in asks)
    while _expire(session, at=at):
        pass
    return _answer(session, asks, at=at)


def _answer(session: Session, asks: Sequence[Ask], *, at: datetime) -> tuple[Answer, ...]:
    """Answer the keys known before, refuse what is malformed or nobody may ask for, judge the rest.

    What uses a key or a number again that an ask before it brings is looked at once that one is written: only then is
    it known whether there is such a key or number at all.
    """
    known = answered(session, [ask.request.key for ask in asks])
    roles = acting_roles(session, asks, at=at)
    answers: dict[int, Answer] = {}
    fresh: dict[str, _Fresh] = {}
    made: set[Reference] = set()
    refused: dict[tuple[int | None, Act], tuple[Refusal, str] | None] = {}
    for place, ask in enumerate(asks):
        request = ask.request
        key, text = request.key, body(request)
        if key in fresh or request.reference in made:
            answers.update(_judge_and_write(session, list(fresh.values()), at=at))
            known.update(answered(session, list(fresh)))
            fresh.clear()
            made.clear()
        if (who := (ask.by, request.act)) not in refused:
            refused[who] = not_allowed(ask, roles)
        if (before := known.get(key)) is not None:
            answers[place] = _remembered(session, before, text)
        elif refused[who] is None and is_plain(request):
            fresh[key] = _Fresh(place, ask, text, plain=True)
        elif (wrong := malformed(request) or refused[who]) is not None:
            answers[place] = Answer(key, wrong[0], (), (), (), "", wrong[1])
        elif isinstance(own := priced(session, request, at=at), Refused):
            answers[place] = Answer(key, own.why, (), (), (), "", own.what)
        else:
            fresh[key] = _Fresh(place, ask if own is request else ask._replace(request=own), text)
            if request.act is Act.reserve:
                made.update(leg.reference for leg in request.legs if leg.reference is not None)
    if fresh:
        answers.update(_judge_and_write(session, list(fresh.values()), at=at))
    return tuple([answers[place] for place in range(len(asks))])


def expire_due(session: Session, *, at: datetime) -> int:
    """Resolve commitments whose time has come, and commit; return how many. Nobody has to call this in time."""
    if not (resolved := _expire(session, at=at)):
        return 0
    session.commit()
    session.begin()
    return resolved


def _expire(session: Session, *, at: datetime) -> int:
    """Resolve commitments whose time has come, as entries of their own; return how many."""
    found = due(session, at=at, limit=DUE_AT_ONCE)
    if not found:
        return 0
    asks = [
        _Fresh(
            each,
            Ask(Request(Act.expire, f"expire/{each}", target=each), None, at),
            f'{{"act":"expire","target":{each},"legs":[]}}',
        )
        for each in sorted(found)
    ]
    told = _judge_and_write(session, asks, at=at)
    assert all(answer.passed for _, answer in told), "what is due and locked expires"
    return len(found)


def _judge_and_write(session: Session, asks: Sequence[_Fresh], *, at: datetime) -> list[tuple[int, Answer]]:
    """Judge one after another on one desk; what is posted is written part by part, what it moves at once.

    Asks and answers each with its place.
    """
    desk = lay_out(session, [each.ask.request for each in asks], at=at, lock=True)
    judged: list[_Judged] = []
    kept: list[_Judged] = []
    posted: list[tuple[int, ...]] = []
    alerts: list[tuple[object, ...]] = []
    for begun in range(0, len(asks), POSTED_AT_ONCE):
        part: list[_Judged] = []
        for _, ask, text, plain in asks[begun : begun + POSTED_AT_ONCE]:
            outcome = spend_plainly(desk, ask.request) if plain else None
            if outcome is None:
                outcome = judge(desk, ask.request, at=ask.at)
            part.append((ask, text, outcome))
            alerts.extend(_alerts(outcome, ask, desk.policy))
        judged += part
        part = [each for each in part if not isinstance(each[2].ending, Refusal)]  # bad input leaves no trace
        kept += part
        posted += post(session, [_command(each, desk.policy.version) for each in part])
        if begun + POSTED_AT_ONCE < len(asks):
            session.press_on()
    resolve(session, desk.resolved)
    take_back(session, desk.taken)
    _write_rest(session, kept, used=desk.used, alerts=alerts)
    store(session, desk.stands.values())
    if desk.gate is not None:
        keep_gate(
            session,
            desk.gate,
            (
                pair
                for (_, _, outcome), numbers in zip(kept, posted, strict=True)
                for pair in zip(outcome.entries, numbers, strict=True)
            ),
        )
    told = _told(judged, posted, desk.policy.version)
    return [(each.place, answer) for each, answer in zip(asks, told, strict=True)]


def _command(judged: _Judged, policy: str) -> NewCommand:
    """Return what is kept of a request under its key."""
    ask, text, outcome = judged
    request = ask.request
    return NewCommand(
        request.key, ACT_NAMES[request.act], text, ENDING_NAMES[outcome.ending], _answer_text(outcome, policy),
        ask.by, ask.at, tuple(outcome.entries), outcome.foreign, outcome.references,
    )  # fmt: skip


def _told(judged: Sequence[_Judged], posted: Sequence[tuple[int, ...]], policy: str) -> list[Answer]:
    """Return the answers; all that a reservation posts are its commitments."""
    numbers = iter(posted)
    answers = []
    for ask, _, outcome in judged:
        own = () if isinstance(outcome.ending, Refusal) else next(numbers)
        held = own if ask.request.act is Act.reserve else ()
        answers.append(
            Answer(
                ask.request.key, outcome.ending, own, held, outcome.levels, policy, outcome.detail,
                gates=outcome.gates,
            )
        )  # fmt: skip
    return answers


def _write_rest(
    session: Session, kept: Sequence[_Judged], *, used: dict[int, str], alerts: Sequence[tuple[object, ...]]
) -> None:
    """Write overruns, used authorisations, alerts, and that funded lines are planned."""
    session.append(
        OVERRUN,
        [
            (ask.request.key, balance, amount, kind, ask.request.authorisation or None, ask.by, ask.at)
            for ask, _, outcome in kept
            for balance, amount, kind in outcome.overruns
        ],
    )
    session.append(OUTBOX, alerts)
    for each in sorted(used):
        session.run("UPDATE budgets_authorisation SET used_key = ? WHERE id = ?", (used[each], each))
    funded = {
        entry.line_id
        for ask, _, outcome in kept
        if ask.request.act in FUNDING
        for entry in outcome.entries
        if entry.line_id is not None and entry.funded_minor > 0
    }
    if funded:
        condition, values = session.among("id", sorted(funded))
        session.run(
            f"UPDATE budgets_line SET planned = ? WHERE {condition} AND planned = ?", (True, *values, False)
        )


def _alerts(outcome: Outcome, ask: Ask, policy: ControlPolicy) -> list[tuple[object, ...]]:
    """Return an alert for each balance that this request took across a mark; falling below arms it again."""
    found: list[tuple[object, ...]] = []
    for stand in outcome.moved.values():
        now = standing(used_minor=stand.used, budget_minor=stand.funded, warn_at=policy.warn_at)
        if now is stand.standing:
            continue
        if now.value > stand.standing.value and now is not Standing.under:
            found.append((now.name, stand.id, stand.used, stand.funded, ask.request.key, ask.at))
        stand.standing = now
    return found


def _answer_text(outcome: Outcome, policy: str) -> str:
    """Return what the key will answer for ever."""
    return answer_text(policy=policy, detail=outcome.detail, levels=outcome.levels, gates=outcome.gates)


def _remembered(session: Session, before: OldCommand, text: str) -> Answer:
    """Return the first answer again, or the conflict when the key is used for something else."""
    if before.body != text:
        return _conflict(before.key, before.body, text)
    return stored_answer(session, before)._replace(replayed=True)


def stored_answer(session: Session, before: OldCommand) -> Answer:
    """Return the answer that a key got."""
    verdict = ending(before.verdict)
    told = json.loads(before.answer)
    found = entry_ids(session, [before.id])[before.id] if passed(verdict) else []
    return Answer(
        key=before.key,
        verdict=verdict,
        entries=tuple(each for each, _ in found),
        commitments=tuple(each for each, kind in found if kind is Kind.reserve),
        levels=tuple(LevelStand(*level) for level in told["levels"]),
        policy=told["policy"],
        detail=told["detail"],
        gates=tuple(GateSaid.read(each) for each in told.get("gates", ())),
    )


def _conflict(key: str, before: str, now: str) -> Answer:
    """Return the refusal of a key that was used for another body, naming the field."""
    return Answer(key, Refusal.key_conflict, (), (), (), "", first_difference(before, now))
