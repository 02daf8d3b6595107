"""``fenhao text``: learn what tickets say from the company's own labels, judge texts, sort tickets, put labels right."""

from collections.abc import Sequence
from pathlib import Path

import click

from fenhao.engine.text import Judgement, Kind, LearnRules
from fenhao.interfaces.cli._acting import acting
from fenhao.interfaces.cli._books import by_option, json_option, key_option, open_desk, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._text_told import judged_json, show_judged, show_model, show_sorted, told_json
from fenhao.kernel import Trouble
from fenhao.runs.text import (
    judge_texts,
    kept_text_models,
    labelled_file,
    labelled_tickets,
    sort_tickets,
    train_text,
)

_KINDS = click.Choice([each.value for each in Kind])
_FILE = click.Path(path_type=Path)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.group("text", help=frame.word("cli.text.help"))
    def text() -> None:
        return

    for command in (_train(frame), _show(frame), _judge(frame), _sort(frame), _correct(frame)):
        text.add_command(command)
    return text


def _train(frame: Frame) -> click.Command:
    @click.command("train", help=frame.word("cli.text.train"))
    @click.option("--kind", type=_KINDS, required=True, help=frame.word("cli.text.opt_kind"))
    @click.option("--file", type=_FILE, help=frame.word("cli.text.opt_file"))
    @click.option(
        "--text-column", default="text", show_default=True, help=frame.word("cli.text.opt_text_column")
    )
    @click.option(
        "--label-column", default="label", show_default=True, help=frame.word("cli.text.opt_label_column")
    )
    @click.option("--writer-column", default="", help=frame.word("cli.text.opt_writer_column"))
    @click.option("--date-column", default="", help=frame.word("cli.text.opt_date_column"))
    @click.option(
        "--target",
        default=95.0,
        show_default=True,
        type=click.FloatRange(50, 99.9),
        help=frame.word("cli.text.opt_target"),
    )
    @click.option(
        "--like",
        default=98.0,
        show_default=True,
        type=click.FloatRange(50, 100),
        help=frame.word("cli.text.opt_like"),
    )
    @click.option("--meaning/--no-meaning", default=None, help=frame.word("cli.text.opt_meaning"))
    @click.option("--seed", default=0, show_default=True, type=int, help=frame.word("cli.text.opt_seed"))
    @json_option(frame)
    def train(
        kind: str,
        file: Path | None,
        text_column: str,
        label_column: str,
        writer_column: str,
        date_column: str,
        target: float,
        like: float,
        meaning: bool | None,
        seed: int,
        as_json: bool,
    ) -> int:
        book, now, asked = frame.book(), frame.now(), Kind(kind)
        with frame.steps() as steps:
            if file is None:
                given = labelled_tickets(book=book, kind=asked, corrections=_corrections(frame, asked))
            elif not file.is_file():
                raise Trouble("text.file_missing", {"file": str(file)})
            else:
                given = labelled_file(
                    file, text=text_column, label=label_column, writer=writer_column, day=date_column
                )
            told = train_text(
                book=book,
                kind=asked,
                given=given,
                rules=LearnRules(target=target / 100, like=like / 100, seed=seed),
                meaning=meaning,
                at=now,
                advance=steps,
            )
        if as_json:
            say_json(told_json(told))
        else:
            show_model(frame, told)
        return 0

    return train


def _show(frame: Frame) -> click.Command:
    @click.command("show", help=frame.word("cli.text.shown"))
    @json_option(frame)
    def show(as_json: bool) -> int:
        newest = {each.kind: each for each in reversed(kept_text_models(frame.book()))}
        for told in newest.values():
            if as_json:
                say_json(told_json(told))
            else:
                show_model(frame, told)
        if not newest and not as_json:
            frame.print("cli.text.none")
        return 0

    return show


def _judge(frame: Frame) -> click.Command:
    @click.command("judge", help=frame.word("cli.text.judge"))
    @click.argument("words", nargs=-1)
    @click.option(
        "--kind", type=_KINDS, default="risk", show_default=True, help=frame.word("cli.text.opt_kind")
    )
    @click.option("--file", type=_FILE, help=frame.word("cli.text.opt_judged"))
    @click.option("--text-column", default="", help=frame.word("cli.text.opt_text_column"))
    @json_option(frame)
    def judge(words: tuple[str, ...], kind: str, file: Path | None, text_column: str, as_json: bool) -> int:
        texts = _texts(words, file, text_column)
        with frame.steps() as steps:
            judged, by = judge_texts(book=frame.book(), kind=Kind(kind), texts=texts, advance=steps)
        _tell(frame, Kind(kind), texts, judged, by, as_json=as_json)
        return 0

    return judge


def _sort(frame: Frame) -> click.Command:
    @click.command("sort", help=frame.word("cli.text.sort"))
    @click.option("--kind", type=_KINDS, required=True, help=frame.word("cli.text.opt_kind"))
    @click.option(
        "--show",
        default=20,
        show_default=True,
        type=click.IntRange(0, 200),
        help=frame.word("cli.text.opt_show"),
    )
    @json_option(frame)
    def sort(kind: str, show: int, as_json: bool) -> int:
        book, asked = frame.book(), Kind(kind)
        with frame.steps() as steps:
            found = sort_tickets(
                book=book, kind=asked, corrections=_corrections(frame, asked), at=frame.now(), advance=steps
            )
        show_sorted(frame, found, show=show, as_json=as_json)
        return 0

    return sort


def _correct(frame: Frame) -> click.Command:
    @click.command("correct", help=frame.word("cli.text.correct"))
    @click.argument("ticket")
    @click.option("--kind", type=_KINDS, required=True, help=frame.word("cli.text.opt_kind"))
    @click.option("--label", required=True, help=frame.word("cli.text.opt_label"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def correct(ticket: str, kind: str, label: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.lessons import operations as lessons

        new = lessons.teach(
            kind=kind, ticket=ticket, label=label, before="", key=key, by=acting(desk), at=desk.at
        )
        if as_json:
            say_json({"ticket": ticket, "kind": kind, "label": label, "replayed": not new})
        else:
            frame.print("cli.text.taught", {"ticket": ticket, "label": label})
        return 0

    return correct


def _corrections(frame: Frame, kind: Kind) -> dict[str, str]:
    """Return what people put right; nothing where the books were never opened."""
    book = frame.book()
    if not book.settings.database and not (book.root / "books.sqlite3").exists():
        return {}
    frame.connect(book.root, book.settings.database)
    from fenhao.books.database import read
    from fenhao.books.lessons import corrections

    return read(lambda session: corrections(session, kind=kind.value))


def _texts(words: Sequence[str], file: Path | None, column: str) -> list[str]:
    """Return the texts that are meant: those typed, or a file's lines, or a column of it."""
    found = list(words)
    if file is not None and not file.is_file():
        raise Trouble("text.file_missing", {"file": str(file)})
    if file is not None and column:
        found += labelled_file(file, text=column, label=column).texts
    elif file is not None:
        from fenhao.connectors.files import text_lines  # heavy, and only a file needs it

        found += text_lines(file)
    if not found:
        raise Trouble("text.nothing_to_judge", {})
    return found


def _tell(
    frame: Frame, kind: Kind, texts: Sequence[str], judged: Sequence[Judgement], by: str, *, as_json: bool
) -> None:
    if not as_json:
        show_judged(frame, kind, texts, judged, by)
        return
    for text, each in zip(texts, judged, strict=True):
        say_json({"text": text, **judged_json(each), "by": by})
