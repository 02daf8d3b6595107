"""Systems that facts are fetched from, for administrators: written by form, their secrets given and taken away, tried without a fact on view."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.people import Right
from fenhao.books.sources import operations as books
from fenhao.interfaces.fetching import (
    change_secrets,
    drop_secrets,
    keep_source,
    open_secrets,
    reach_of,
    seen_of,
)
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._forms import Form, go, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.profiles import FeedWritten, Source, SourceKeys, SourceWritten
from fenhao.runs.loading import (
    SOURCE_KINDS,
    loadable,
    loadable_names,
    source_of,
    source_written,
    sources as all_sources,
    try_source,
)

LISTS = ("columns", "constants", "defaults")


@dataclass(frozen=True, slots=True)
class SecretField:
    """A secret of a source; what it says is never shown again."""

    name: str
    needed: bool
    given: bool


@dataclass(frozen=True, slots=True)
class TriedLine:
    """What came of trying one feed, in a sentence; no value of a record stands in it."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A field that says something else now than was typed, after somebody else has saved."""

    name: str
    now: str
    typed: str


@for_readers(Right.manage_sources)
def settings_sources(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """List the sources and the kinds that one may be added of."""
    problems: tuple[str, ...] = ()
    found: tuple[Source, ...] = ()
    try:
        found = all_sources(here.book)
    except Trouble as wrong:
        problems = (explain_trouble(wrong, here.lang),)
    given = books.secrets_set()
    about = {
        "tab": "sources",
        "may_message": here.reader.may(Right.manage_messages),
        "may_source": True,
        "rows": [(each, each.name in given, bool(_secrets_of(each.kind))) for each in found],
        "kinds": [each.kind for each in SOURCE_KINDS if each.by_form],
        "wrong": problems,
    }
    return shown(request, here, "web/settings_sources.html", about)


@for_readers(Right.manage_sources)
def settings_source(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one source, or an empty one of a kind; keep it, give or take away its secrets, or try it."""
    form = posted(request, here)
    written, keys = _found(here)
    name = str(here.place.get("source", ""))
    tried: tuple[TriedLine, ...] = ()
    if request.method == "POST":
        act = form.text("act")
        if act == "try" and name:
            tried = _tried(here, name)
        elif act == "secrets" and name and _secrets_kept(form, name):
            told(request, here, "web.sources.secrets_kept")
            return go("settings_source", source=name)
        elif act == "drop" and name:
            drop_secrets(source_of(here.book, name), by=acting(here), at=here.at)
            told(request, here, "web.sources.secrets_gone")
            return go("settings_source", source=name)
        elif act == "save" and keys.by_form and (kept := _kept(form, written, keys, name)):
            told(request, here, "web.sources.saved")
            return go("settings_source", source=kept)
    typed = form.typed if form.problems and form.text("act") == "save" else _typed(written, keys, name)
    secrets = _secret_fields(here, name, keys)
    about = {
        "name": name,
        "kind": keys.kind,
        "by_form": keys.by_form,
        "settings": [
            (each, typed.get(each, ""), each in keys.needed) for each in (*keys.needed, *keys.optional)
        ],
        "feeds": [_feed_fields(typed, number) for number in range(len(written.feeds) + 1)],
        "facts": [(each, say(f"table.{loadable(each).name}", {}, here.lang)) for each in loadable_names()],
        "typed": typed,
        "secrets": secrets,
        "some_given": any(each.given for each in secrets),
        "tried": tried,
        "seen": seen_of(written) if name else "",
        "changed": _changed(here, typed, _typed(written, keys, name))
        if _is_stale(form, written, name)
        else (),
        "problems": form.problems,
        "cursor": keys.cursor,
    }
    return shown(request, here, "web/settings_source.html", about, status=422 if form.problems else 200)


def _found(here: Surroundings) -> tuple[SourceWritten, SourceKeys]:
    """Return the source that the address names as it is written, or an empty one of the kind that it names."""
    kinds = {each.kind: each for each in SOURCE_KINDS}
    if "source" in here.place:
        written = source_written(here.book, str(here.place["source"]))
        if written is None or written.kind not in kinds:
            raise Http404
        return written, kinds[written.kind]
    kind = str(here.place["kind"])
    if kind not in kinds or not kinds[kind].by_form:
        raise Http404
    return SourceWritten(kind, {}, ()), kinds[kind]


def _typed(written: SourceWritten, keys: SourceKeys, name: str) -> Mapping[str, str]:
    """Return what a form shows before anybody typed into it."""
    typed = {"name": name} | {key: written.settings.get(key, "") for key in (*keys.needed, *keys.optional)}
    for number, feed in enumerate(written.feeds):
        typed |= {f"feed{number}-{key}": text for key, text in feed.texts.items()}
        typed |= {
            f"feed{number}-{key}": "\n".join(
                f"{field} = {text}" for field, text in feed.lists.get(key, {}).items()
            )
            for key in LISTS
        }
    return typed


def _feed_fields(typed: Mapping[str, str], number: int) -> dict[str, object]:
    """Return the fields of one feed."""
    texts = ("fact", "object", "cursor", "overlap", "where", *LISTS)
    return {"number": number} | {key: typed.get(f"feed{number}-{key}", "") for key in texts}


def _kept(form: Form, written: SourceWritten, keys: SourceKeys, name: str) -> str:
    """Keep what was typed and return the source's name; empty when the form says what is wrong."""
    here = form.here
    name = name or form.needed("name", "web.sources.name_missing")
    feeds = [
        FeedWritten(
            {
                key: form.text(f"feed{number}-{key}")
                for key in ("fact", "object", "cursor", "overlap", "where")
            },
            {key: _pairs(form, f"feed{number}-{key}") for key in LISTS},
        )
        for number in range(len(written.feeds) + 1)
        if form.text(f"feed{number}-object")
    ]
    if form.problems:
        return ""
    settings = {key: form.text(key) for key in (*keys.needed, *keys.optional)}
    wanted = SourceWritten(keys.kind, {**written.settings, **settings}, tuple(feeds))
    seen = "" if "source" not in here.place else form.text("seen") or "-"
    try:
        keep_source(here.book, name, wanted, seen=seen, by=acting(here), at=here.at)
    except Trouble as wrong:
        form.trouble(wrong)
        return ""
    return name


def _is_stale(form: Form, written: SourceWritten, name: str) -> bool:
    """Whether somebody else has saved the source since the form was shown."""
    return bool(name) and form.text("act") == "save" and form.text("seen") != seen_of(written)


def _changed(here: Surroundings, typed: Mapping[str, str], now: Mapping[str, str]) -> tuple[ChangedLine, ...]:
    """Return the fields in which what was typed and what is kept now differ; one that was not sent stands as empty."""
    names = [each for each in dict.fromkeys((*now, *typed)) if each in now or each.startswith("feed")]
    pairs = ((each, now.get(each, ""), typed.get(each, "").replace("\r\n", "\n")) for each in names)
    return tuple(
        ChangedLine(_called(here, each, now, typed), kept, wanted)
        for each, kept, wanted in pairs
        if each != "name" and kept != wanted
    )


def _called(here: Surroundings, field: str, now: Mapping[str, str], typed: Mapping[str, str]) -> str:
    """Return what a field is called on the page; one of a feed with the object it belongs to."""
    feed, dash, part = field.partition("-")
    if not dash:
        return say(f"web.sources.key.{field}", {}, here.lang)
    code = f"cli.sources.{part}" if part in {"object", "fact"} else f"web.sources.{part}"
    whose = now.get(f"{feed}-object") or typed.get(f"{feed}-object", "")
    return f"{whose} · {say(code, {}, here.lang)}"


def _pairs(form: Form, name: str) -> dict[str, str]:
    """Return the lines ``field = column`` of a field; a problem names the first that is none."""
    found: dict[str, str] = {}
    for line in form.text(name).splitlines():
        field, sign, text = line.partition("=")
        if line.strip() and not (sign and field.strip() and text.strip()):
            form.wrong("web.sources.bad_pair", name, line=line.strip())
            return {}
        if line.strip():
            found[field.strip()] = text.strip()
    return found


def _secrets_of(kind: str) -> tuple[str, ...]:
    keys = {each.kind: each for each in SOURCE_KINDS}[kind]
    return (*keys.secrets, *keys.secrets_optional)


def _secret_fields(here: Surroundings, name: str, keys: SourceKeys) -> list[SecretField]:
    """Return the secrets of a source that there is, each with whether it was given."""
    if not name:
        return []
    try:
        held = set(open_secrets(source_of(here.book, name), whole=False).held)
    except Trouble:
        held = set()
    return [SecretField(each, each in keys.secrets, each in held) for each in _secrets_of(keys.kind)]


def _secrets_kept(form: Form, name: str) -> bool:
    """Keep the secrets that were typed; those left empty stay."""
    source = source_of(form.here.book, name)
    # Not trimmed: a blank at the end may belong to a password.
    given = {each: form.typed.get(f"secret-{each}", "") for each in _secrets_of(source.kind)}
    given = {each: text for each, text in given.items() if text}
    if not given:
        form.wrong("web.sources.nothing_typed", f"secret-{next(iter(_secrets_of(source.kind)), '')}")
        return False
    change_secrets(source, given, by=acting(form.here), at=form.here.at)
    return True


def _tried(here: Surroundings, name: str) -> tuple[TriedLine, ...]:
    """Ask each feed for its first records and say what came: how many, and which fields cannot be read; never what they hold."""
    lines: list[TriedLine] = []
    try:
        source = source_of(here.book, name)
        reach = replace(reach_of(here.book), tries=1, sleep=lambda _: None)
        for each in try_source(book=here.book, source=source, secrets=open_secrets(source), reach=reach):
            details = {
                "object": each.feed.object,
                "rows": str(len(each.rows)),
                "fields": ", ".join(sorted({problem.column for problem in each.problems})),
            }
            tone = "warning" if each.problems else "success"
            lines.append(TriedLine(tone, say(f"web.sources.tried_{tone}", details, here.lang)))
        if not lines:
            lines.append(TriedLine("success", say("web.sources.tried_empty", {}, here.lang)))
    except Trouble as wrong:
        lines.append(TriedLine("error", explain_trouble(wrong, here.lang)))
    return tuple(lines)
