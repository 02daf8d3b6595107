"""The versions of the written files: who changed what when and why; back to a former one, and planned ones taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.database import Session, read
from fenhao.books.people import NotAllowed, Right, usernames
from fenhao.books.policies import SaveVerdict, Version, VersionState, operations as books, versions
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._settings_fields import ENTITLEMENTS, Field, entitlement
from fenhao.interfaces.web._settings_form import label_of, spoken
from fenhao.interfaces.web._settings_parts import PARTS
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.settings import refusal
from fenhao.interfaces.words import knows, say
from fenhao.kernel import Trouble
from fenhao.runs.book import CARE_FILE, HOURS_FILE, POLICY_FILE, SETTINGS_FILE, SLA_FILE, written_text

FILES = (POLICY_FILE, SETTINGS_FILE, HOURS_FILE, SLA_FILE, CARE_FILE)


@dataclass(frozen=True, slots=True)
class Row:
    """A version as it is listed, its changes as (what, before, after)."""

    version: Version
    at: str
    since: str
    who: str
    changes: tuple[tuple[str, str, str], ...]
    current: bool
    restorable: bool


@for_readers(Right.see)
def settings_history(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the versions of one file; bring a former one back, or take a planned one back."""
    form = posted(request, here)
    file = request.POST.get("file", "") or request.GET.get("file", "") or POLICY_FILE
    if file not in FILES:
        raise Http404
    may_edit = here.reader.may(Right.set_policy)
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if _done(form, file):
            told(request, here, "web.settings.done")
            return go("settings_history")

    def work(session: Session) -> tuple[tuple[Version, ...], dict[int, str]]:
        """Read the versions and everybody's name."""
        return versions(session, file), usernames(session)

    found, people = read(work)
    digest = books.digest_of(written_text(here.book, file))
    return shown(
        request,
        here,
        "web/settings_history.html",
        {
            "tab": "history",
            "may_message": here.reader.may(Right.manage_messages),
            "may_source": here.reader.may(Right.manage_sources),
            "may_edit": may_edit,
            "file": file,
            "files": FILES,
            "rows": [_row(Names(here), each, people, digest) for each in found],
            "edited": bool(found) and all(each.digest != digest for each in found[:1] if each.digest),
            "digest": digest,
            "key": new_key(),
            "problems": form.problems,
            "typed": form.typed,
        },
        status=422 if form.problems else 200,
    )


def _done(form: Form, file: str) -> bool:
    """Do what was pressed; False when the form says why not."""
    here = form.here
    number, why = form.text("number"), form.needed("why", "settings.reason_missing")
    if not number.isdecimal() or form.text("act") not in {"restore", "withdraw"}:
        raise Http404
    if form.problems:
        return False
    try:
        if form.text("act") == "withdraw":
            if not books.withdraw(file=file, number=int(number), by=here.reader.id, at=here.at, why=why):
                form.wrong("web.settings.no_longer_planned")
            return not form.problems
        saved = books.restore(
            key=kept_key(form),
            book=here.book,
            file=file,
            number=int(number),
            digest=form.text("digest"),
            by=here.reader.id,
            at=here.at,
            why=why,
        )
    except NotAllowed as wrong:
        raise Http404 from wrong
    except Trouble as wrong:
        form.trouble(wrong)
        return False
    if saved.verdict is not SaveVerdict.in_force:
        refusal(form, saved, {})
    return not form.problems


def _row(names: Names, version: Version, people: Mapping[int, str], digest: str) -> Row:
    """Return a version in words."""
    here = names.here
    keys = sorted(version.changes)
    system = say("web.settings.by_file", {}, here.lang)
    return Row(
        version=version,
        at=moment(here, version.at),
        since=moment(here, version.in_force_at),
        who=people.get(version.by, "") if version.by is not None else system,
        changes=tuple(
            (
                _label(names, key),
                spoken(names, _field(key), version.before.get(key)),
                spoken(names, _field(key), version.changes[key]),
            )
            for key in keys
        ),
        current=version.state is VersionState.in_force and version.digest == digest,
        restorable=version.state is VersionState.in_force and version.digest != digest,
    )


_FIELDS = {field.key: field for part in PARTS.values() for group in part.groups for field in group.fields}


def _field(key: str) -> Field | None:
    """Return the field of a key; None for one that no form holds."""
    return entitlement(key.removeprefix(ENTITLEMENTS)) if key.startswith(ENTITLEMENTS) else _FIELDS.get(key)


def _label(names: Names, key: str) -> str:
    """Return what a key is called; the key itself when nothing names it."""
    field = _field(key)
    if field is None:
        code = f"setting.hours.{key}"
        return say(code, {}, names.lang) if knows(code) else key
    told = label_of(names, field)
    group = next(
        (
            group.name
            for part in PARTS.values()
            for group in part.groups
            if field in group.fields or (group.name == "entitlements" and key.startswith(ENTITLEMENTS))
        ),
        "",
    )
    return f"{names.word('web.settings.group', group)}: {told}" if group else told
