"""Change a written file: checked as the file itself is, one version more, and what follows from it in the books."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from fenhao.books.audit import Act, record
from fenhao.books.budgets.operations import policy_in_force as control_in_force, put_control
from fenhao.books.database import Session
from fenhao.books.gates import put_in_force
from fenhao.books.people import Right, require
from fenhao.books.policies._versions import (
    VERSION,
    Clash,
    Saved,
    SaveVerdict,
    Version,
    VersionKind,
    VersionState,
    fixed_keys,
    rows_of,
    text_of,
)
from fenhao.kernel import Trouble
from fenhao.profiles import Written, rewritten, written_values
from fenhao.runs.book import POLICY_FILE, Book, check_written, open_book, put_written, written_text


@dataclass(frozen=True, slots=True)
class Signed:
    """Who changes something, when and why."""

    by: int | None
    at: datetime
    why: str


def change(
    session: Session,
    book: Book,
    file: str,
    *,
    wanted: Mapping[str, Written],
    seen: Mapping[str, Written],
    signed: Signed,
    in_force_at: datetime,
) -> Saved:
    """Change values of a file, from now on or from an instant to come; ``seen`` are the values that the person saw."""
    _begin(session, book, file, signed)
    text = written_text(book, file)
    now = written_values(text, file=file, profile=book.settings.profile)
    moved = {key: value for key, value in wanted.items() if value != seen.get(key)}
    if fixed := sorted(fixed_keys(session, book, file) & set(moved)):
        return Saved(SaveVerdict.fixed, keys=tuple(fixed))
    clashes = tuple(
        Clash(key, seen.get(key), now.get(key), value)
        for key, value in moved.items()
        if now.get(key) not in (seen.get(key), value)
    )
    if clashes:
        return Saved(SaveVerdict.clash, clashes=clashes)
    changes = {key: value for key, value in moved.items() if now.get(key) != value}
    if not changes:
        return Saved(SaveVerdict.unchanged)
    new = rewritten(text, changes, file=file)
    check_written(book, file, new)
    before = {key: now.get(key) for key in changes}
    if in_force_at > signed.at:
        return Saved(
            SaveVerdict.planned,
            _kept(session, file, VersionState.planned, "", changes, before, signed, in_force_at),
        )
    number = _kept(session, file, VersionState.in_force, new, changes, before, signed, signed.at)
    _put(session, book, file, text=text, new=new, signed=signed)
    return Saved(SaveVerdict.in_force, number)


def restore(session: Session, book: Book, file: str, *, number: int, digest: str, signed: Signed) -> Saved:
    """Bring a former version back as a new one; ``digest`` is that of the file as the person saw it."""
    _begin(session, book, file, signed)
    found = rows_of(session, "WHERE file = ? AND number = ? AND state = 'in_force'", (file, number), limit=1)
    if not found:
        return Saved(SaveVerdict.unknown_version)
    text = written_text(book, file)
    if digest_of(text) != digest:
        return Saved(SaveVerdict.edited_meanwhile)
    if text == found[0].text:
        return Saved(SaveVerdict.unchanged)
    return _replaced(session, book, file, text=text, new=found[0].text, signed=signed, kind=VersionKind.undo)


def replace_text(session: Session, book: Book, file: str, *, new: str, digest: str, signed: Signed) -> Saved:
    """Put a new text in the place of a file; ``digest`` is that of the file as the person saw it."""
    _begin(session, book, file, signed)
    text = written_text(book, file)
    if digest_of(text) != digest:
        return Saved(SaveVerdict.edited_meanwhile)
    if text == new:
        return Saved(SaveVerdict.unchanged)
    return _replaced(session, book, file, text=text, new=new, signed=signed, kind=VersionKind.form)


def _replaced(
    session: Session, book: Book, file: str, *, text: str, new: str, signed: Signed, kind: VersionKind
) -> Saved:
    """Let a text take the place of another from now on, unless it moves what is fixed."""
    profile = book.settings.profile
    now = written_values(text, file=file, profile=profile)
    then = written_values(new, file=file, profile=profile)
    changes = {key: then.get(key) for key in {**now, **then} if now.get(key) != then.get(key)}
    if fixed := sorted(fixed_keys(session, book, file) & set(changes)):
        return Saved(SaveVerdict.fixed, keys=tuple(fixed))
    check_written(book, file, new)
    before = {key: now.get(key) for key in changes}
    number = _kept(session, file, VersionState.in_force, new, changes, before, signed, signed.at, kind=kind)
    _put(session, book, file, text=text, new=new, signed=signed)
    return Saved(SaveVerdict.in_force, number)


def withdraw(session: Session, file: str, *, number: int, signed: Signed) -> bool:
    """Take a planned version back; return whether it was still planned."""
    require(session, signed.by, Right.set_policy, at=signed.at)
    taken = session.run(
        "UPDATE policies_version SET state = 'withdrawn' WHERE file = ? AND number = ? AND state = 'planned'",
        (file, number),
    )
    if taken:
        _record(session, "withdraw_setting", file, {"version": number}, {}, signed)
    return bool(taken)


def bring_in_force(session: Session, book: Book, *, at: datetime) -> tuple[Version, ...]:
    """Put planned versions in force whose time has come; return those that the checker refused."""
    session.lock_structure()
    due = rows_of(
        session, "WHERE state = 'planned' AND in_force_at <= ? ORDER BY in_force_at, id", (at,), limit=100
    )
    refused = []
    for each in due:
        signed = Signed(None, at, each.why)
        text = written_text(book, each.file)
        _note_edited(session, each.file, text, at=at)
        try:
            new = rewritten(text, each.changes, file=each.file)
            check_written(book, each.file, new)
        except Trouble as trouble:
            _settled(session, each, VersionState.refused, remark=trouble.code)
            refused.append(each)
            continue
        _settled(session, each, VersionState.in_force, text=new)
        before = _facts(each.before)
        _record(
            session,
            "set_setting",
            each.file,
            before,
            {**_facts(each.changes), "version": each.number},
            signed,
        )
        _put(session, book, each.file, text=text, new=new, signed=signed)
    return tuple(refused)


def digest_of(text: str) -> str:
    """Return the digest by which a text is told from another."""
    return sha256(text.encode()).hexdigest()


def _begin(session: Session, book: Book, file: str, signed: Signed) -> None:
    """Ask for the right, wait for everybody else who writes, and note what was edited in the file itself."""
    require(session, signed.by, Right.set_policy, at=signed.at)
    if not signed.why.strip():
        raise Trouble("settings.reason_missing", {})
    session.lock_structure()
    _note_edited(session, file, written_text(book, file), at=signed.at)


def _note_edited(session: Session, file: str, text: str, *, at: datetime) -> None:
    """Keep the file as a version of its own when it is not what the newest one says."""
    newest = rows_of(session, "WHERE file = ? AND state = 'in_force' ORDER BY number DESC", (file,), limit=1)
    if not newest or newest[0].digest != digest_of(text):
        signed = Signed(None, at, "")
        _kept(session, file, VersionState.in_force, text, {}, {}, signed, at, kind=VersionKind.file)


def _kept(
    session: Session,
    file: str,
    state: VersionState,
    text: str,
    changes: Mapping[str, Written],
    before: Mapping[str, Written],
    signed: Signed,
    in_force_at: datetime,
    *,
    kind: VersionKind = VersionKind.form,
) -> int:
    """Return the number of a new version, recorded."""
    newest = rows_of(session, "WHERE file = ? ORDER BY number DESC", (file,), limit=1)
    number = newest[0].number + 1 if newest else 1
    row = (file, number, kind.value, state.value, digest_of(text) if text else "", text)
    told = (text_of(changes), text_of(before), in_force_at, signed.by, signed.at, signed.why, "")
    session.insert(VERSION, [(*row, *told)])
    action = "plan_setting" if state is VersionState.planned else "set_setting"
    if kind is VersionKind.file:
        action = "note_setting"
    after = {**_facts(changes), "version": number, "from": in_force_at.isoformat()}
    _record(session, action, file, _facts(before), after, signed)
    return number


def _settled(
    session: Session, version: Version, state: VersionState, *, text: str = "", remark: str = ""
) -> None:
    """Write down what became of a planned version."""
    session.run(
        "UPDATE policies_version SET state = ?, text = ?, digest = ?, remark = ? WHERE file = ? AND number = ?",
        (state.value, text, digest_of(text) if text else "", remark, version.file, version.number),
    )


def _put(session: Session, book: Book, file: str, *, text: str, new: str, signed: Signed) -> None:
    """Let the gate and the warning of the books follow the policy; the file comes last, when nothing can refuse any more."""
    if file == POLICY_FILE:
        before = open_book(root=book.root, instead={file: text}).policies
        after = open_book(root=book.root, instead={file: new}).policies
        if replace(before.gates, version="") != replace(after.gates, version=""):
            gates = after.gates
            if session.rows("SELECT 1 FROM gates_policy WHERE version = ?", (gates.version,)):
                gates = replace(gates, version=f"{gates.version}@{signed.at:%Y%m%dT%H%M%S%f}")
            put_in_force(session, gates, by=signed.by, at=signed.at, why=signed.why)
        if before.budget.warn_at != after.budget.warn_at:
            control = control_in_force(session, signed.at)
            version = f"{after.budget.version}@{signed.at:%Y%m%dT%H%M%S%f}"
            wanted = replace(control, version=version, warn_at=after.budget.warn_at)
            put_control(session, wanted, by=signed.by, at=signed.at, why=signed.why)
    put_written(book, file, new)


def _record(
    session: Session,
    action: str,
    file: str,
    before: Mapping[str, str | int | bool | None],
    after: Mapping[str, str | int | bool | None],
    signed: Signed,
) -> None:
    """Write the act down."""
    record(session, Act(signed.at, signed.by, action, f"settings/{file}", before, after, signed.why))


def _facts(values: Mapping[str, Written]) -> dict[str, str | int | bool | None]:
    """Return values as plain facts."""
    return {
        key: ", ".join(value)
        if isinstance(value, tuple)
        else value
        if value is None or isinstance(value, (str, int))
        else ", ".join(f"{each} {told}".strip() for each, told in value.items())
        for key, value in values.items()
    }
