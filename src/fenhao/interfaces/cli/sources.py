"""``fenhao sources``: the systems that facts are fetched from; try one, load what is new, keep its secrets."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.table import Table

from fenhao.interfaces.cli._books import Column, Kind, by_option, json_option, open_desk, show
from fenhao.interfaces.cli._frame import EXIT_TROUBLE, Frame, told
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.profiles import Source
from fenhao.runs.book import Book, Voice
from fenhao.runs.loading import (
    FedFact,
    TriedFeed,
    kept_place,
    loadable,
    secret_names,
    source_of,
    sources,
    try_source,
)

if TYPE_CHECKING:
    from fenhao.books.sources import FetchRun

_LIST = (
    Column("source"),
    Column("kind"),
    Column("fact"),
    Column("object"),
    Column("place"),
    Column("last_at"),
    Column("rows_read", Kind.count),
    Column("loaded", Kind.count),
    Column("rejected", Kind.count),
    Column("verdict", Kind.word, "source_verdict"),
)
_LOG = (
    Column("last_at"),
    Column("source"),
    Column("fact"),
    Column("rows_read", Kind.count),
    Column("loaded", Kind.count),
    Column("already_there", Kind.count),
    Column("rejected", Kind.count),
    Column("batches"),
    Column("verdict", Kind.word, "source_verdict"),
)
_LIMIT = 50


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("sources", help=frame.word("cli.sources.help"))
    for command in (_list(frame), _try(frame), _load(frame), _log(frame), _secret(frame)):
        group.add_command(command)
    return group


def _list(frame: Frame) -> click.Command:
    """Return the command that lists sources, how far each was read, and what its last run brought."""

    @click.command("list", help=frame.word("cli.sources.list"))
    @by_option(frame)
    @json_option(frame)
    def list_sources(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.sources import operations as books

        books.may_look(by=desk.by, at=desk.at)

        last = {(each.source, each.fact, each.object): each for each in books.last_runs()}
        rows = []
        for source in sources(desk.book):
            for feed in source.feeds:
                run = last.get((source.name, feed.fact, feed.object))
                place = kept_place(desk.book, source, feed)
                rows.append(
                    (
                        source.name,
                        source.kind,
                        feed.fact,
                        feed.object,
                        place,
                        run.at if run else None,
                        run.rows_read if run else None,
                        run.loaded if run else None,
                        run.rejected if run else None,
                        _verdict(run.code, run.rejected, as_json=as_json) if run else "never",
                    )
                )
        show(frame, _LIST, rows, noun="sources", as_json=as_json, digits=desk.book.digits)
        if not as_json:
            _tell_stopped(frame, [last[each] for each in sorted(last)])
        return 0

    return list_sources


def _verdict(code: str, rejected: int, *, as_json: bool) -> str:
    """Return how a run ended, in a word; for a program the code of what stopped it."""
    if code:
        return code if as_json else "stopped"
    return "with_rejects" if rejected else "well"


def _tell_stopped(frame: Frame, runs: "Sequence[FetchRun]") -> None:
    """Say what stopped runs: each reason once, with the feeds that it stopped."""
    reasons: dict[str, dict[str, None]] = {}
    for each in runs:
        if each.code:
            why = explain_trouble(Trouble(each.code, each.details), frame.lang)
            reasons.setdefault(why, {})[f"{each.source}, {each.object}"] = None
    for why, feeds in reasons.items():
        frame.out.print(escape(f"{'; '.join(feeds)}: {why}"), style="yellow", soft_wrap=True)


def _try(frame: Frame) -> click.Command:
    """Return the command that fetches a few rows and shows what they would become."""

    @click.command("try", help=frame.word("cli.sources.try"))
    @click.argument("name")
    @by_option(frame)
    @json_option(frame)
    def try_one(name: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.sources import operations as books
        from fenhao.interfaces.fetching import open_secrets, reach_of

        books.may_look(by=desk.by, at=desk.at)
        loads = books.loads(by=desk.by, at=desk.at)
        source = source_of(desk.book, name)
        ended = 0
        for tried in try_source(
            book=desk.book, source=source, secrets=open_secrets(source), reach=reach_of(desk.book)
        ):
            if loads:
                _tell_tried(frame, tried, as_json=as_json)
            else:
                _tell_answered(frame, tried, as_json=as_json)
            ended = EXIT_TROUBLE if tried.problems else ended
        return ended

    return try_one


def _tell_tried(frame: Frame, tried: TriedFeed, *, as_json: bool) -> None:
    """Show the mapping and the first rows."""
    problems = [say(each.code, dict(each.details), frame.lang) for each in tried.problems]
    if as_json:
        rows = [dict(zip(tried.columns, row, strict=True)) for row in tried.rows]
        body = {"fact": tried.feed.fact, "object": tried.feed.object, "mapping": dict(tried.feed.columns)}
        click.echo(json.dumps({**body, "rows": rows, "problems": problems}, ensure_ascii=False))
        return
    frame.print(
        "cli.sources.tried",
        {"object": tried.feed.object, "fact": frame.word(f"table.{loadable(tried.feed.fact).name}")},
    )
    for field, column in tried.feed.columns:
        frame.out.print(f"  {escape(column)} → {escape(field)}", soft_wrap=True)
    table = Table(box=None, header_style="bold")
    for column in tried.columns:
        table.add_column(column)
    for row in tried.rows:
        table.add_row(*map(escape, row))
    frame.out.print(table)
    for problem in problems:
        frame.out.print(escape(problem), style="yellow", soft_wrap=True)


def _tell_answered(frame: Frame, tried: TriedFeed, *, as_json: bool) -> None:
    """Say whether a system answers, to somebody who sets it up and does not load: no value of a record stands in it."""
    wrong = list(dict.fromkeys(each.column for each in tried.problems))
    if as_json:
        counts = {"records": len(tried.rows), "wrong": wrong}
        click.echo(
            json.dumps({"fact": tried.feed.fact, "object": tried.feed.object, **counts}, ensure_ascii=False)
        )
        return
    details = {"object": tried.feed.object, "rows": str(len(tried.rows)), "fields": ", ".join(wrong)}
    frame.print("cli.sources.wrong" if wrong else "cli.sources.answers", details)


def _load(frame: Frame) -> click.Command:
    """Return the command that loads what is new."""

    @click.command("load", help=frame.word("cli.sources.load"))
    @click.argument("names", nargs=-1)
    @click.option("--afresh", is_flag=True, help=frame.word("cli.sources.afresh"))
    @click.option("--every", type=click.IntRange(min=1), default=None, help=frame.word("cli.sources.every"))
    @by_option(frame)
    @json_option(frame)
    def load(names: tuple[str, ...], afresh: bool, every: int | None, by: str, as_json: bool) -> int:
        while True:
            ended = _load_once(frame, names, afresh=afresh, by=by, as_json=as_json)
            if every is None:
                return ended
            time.sleep(every)

    return load


def _load_once(frame: Frame, names: tuple[str, ...], *, afresh: bool, by: str, as_json: bool) -> int:
    """Load what is new from these sources, or from all; one that fails does not keep the next from its turn."""
    desk = open_desk(frame, by=by)
    from fenhao.interfaces.fetching import Fetcher

    wanted = [source_of(desk.book, name) for name in names] if names else list(sources(desk.book))
    if not wanted:
        frame.print("cli.sources.none")
    ended = 0
    for source in wanted:
        with frame.steps() as steps:
            voice = Voice(steps, lambda code, details: say(code, details, frame.lang))
            try:
                brought = list(Fetcher(desk.book, desk.by, desk.at, voice).fetch(source, afresh=afresh))
            except Trouble as trouble:
                told(frame, explain_trouble(trouble, frame.lang))
                ended = EXIT_TROUBLE
                continue
        for fed in brought:
            _tell_fed(frame, desk.book, source, fed, as_json=as_json)
            if fed.trouble or fed.rejected:
                ended = EXIT_TROUBLE
    return ended


def _tell_fed(frame: Frame, book: Book, source: Source, fed: FedFact, *, as_json: bool) -> None:
    """Say what a feed brought; no record goes unmentioned."""
    batches = [each.batch_id for each in fed.results if each.loaded]
    place = kept_place(book, source, fed.feed)
    if as_json:
        body = {
            "source": source.name,
            "fact": fed.feed.fact,
            "object": fed.feed.object,
            "read": fed.rows_read,
            "loaded": fed.loaded,
            "changed": fed.changed,
            "already_there": fed.already_there,
            "rejected": fed.rejected,
            "batches": batches,
            "place": place,
            "trouble": fed.trouble.code if fed.trouble else "",
        }
        click.echo(json.dumps(body, ensure_ascii=False))
    else:
        counts = {
            "source": source.name,
            "object": fed.feed.object,
            "fact": frame.word(f"table.{loadable(fed.feed.fact).name}"),
            "read": f"{fed.rows_read:,}",
            "loaded": f"{fed.loaded:,}",
            "already": f"{fed.already_there:,}",
            "rejected": f"{fed.rejected:,}",
        }
        frame.print("cli.sources.brought", counts)
        if fed.changed:
            frame.print("load.newer", {"count": f"{fed.changed:,}"})
        for batch in batches:
            frame.print("cli.sources.batch", {"batch": batch})
        for each in fed.results:
            if each.rejects_file:
                frame.print(
                    "cli.load.rejected",
                    {"count": f"{each.rejected:,}", "rejects": each.rejects_file},
                    style="yellow",
                )
    if fed.trouble:
        told(frame, explain_trouble(fed.trouble, frame.lang))
        if batches and not as_json:
            frame.print("cli.sources.goes_on", {"source": source.name})


def _log(frame: Frame) -> click.Command:
    """Return the command that lists the newest runs."""

    @click.command("log", help=frame.word("cli.sources.log"))
    @click.argument("name", default="")
    @by_option(frame)
    @json_option(frame)
    def log(name: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.sources import operations as books

        books.may_look(by=desk.by, at=desk.at)
        found = books.runs(source=name, limit=_LIMIT)
        rows = [
            (
                each.at,
                each.source,
                each.fact,
                each.rows_read,
                each.loaded,
                each.already_there,
                each.rejected,
                " ".join(each.batches),
                _verdict(each.code, each.rejected, as_json=as_json),
            )
            for each in found
        ]
        show(frame, _LOG, rows, noun="sources", as_json=as_json, digits=desk.book.digits)
        if not as_json:
            _tell_stopped(frame, found)
        return 0

    return log


def _secret(frame: Frame) -> click.Command:
    """Return the command that keeps a source's secrets: asked for without showing them, or read from standard input."""

    @click.command("secret", help=frame.word("cli.sources.secret"))
    @click.argument("name")
    @click.option("--stdin", "from_stdin", is_flag=True, help=frame.word("cli.sources.stdin"))
    @by_option(frame)
    def secret(name: str, from_stdin: bool, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.interfaces.fetching import keep_secrets

        source = source_of(desk.book, name)
        if not secret_names(source):
            frame.print("cli.sources.no_secret", {"source": name})
            return 0
        given = _from_stdin() if from_stdin else _asked(frame, source)
        keep_secrets(source, given, by=desk.by, at=desk.at)
        frame.print("cli.sources.kept", {"source": name, "secrets": ", ".join(sorted(given))})
        return 0

    return secret


def _from_stdin() -> Mapping[str, str]:
    """Return the lines ``name=secret`` of standard input."""
    lines = (line.rstrip("\r\n") for line in sys.stdin)
    pairs = (line.partition("=") for line in lines if line.strip())
    return {name.strip(): text for name, _, text in pairs}


def _asked(frame: Frame, source: Source) -> Mapping[str, str]:
    """Ask for each secret without showing it; those that are not needed may be left empty."""
    given = {}
    for name, needed in secret_names(source):
        words = "cli.sources.ask" if needed else "cli.sources.ask_optional"
        asked = say(words, {"secret": name}, frame.lang)
        default = None if needed else ""
        text = str(click.prompt(asked, hide_input=True, default=default, show_default=False, err=True))
        if text:
            given[name] = text
    return given
