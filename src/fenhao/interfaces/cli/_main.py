"""Builds the command in the user's language, runs it, and turns its end into an exit code."""

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

import fenhao
from fenhao.interfaces.cli._frame import EXIT_TROUBLE, Frame, Serve, preferred_language, told
from fenhao.interfaces.cli._usage import mistake, speaking
from fenhao.interfaces.words import LANGUAGES, say
from fenhao.kernel import Trouble
from fenhao.warehouse import EngineFailed

COMMANDS = (
    "demo",
    "init",
    "load",
    "sources",
    "loads",
    "undo",
    "tiers",
    "mart",
    "report",
    "explain",
    "bridge",
    "value",
    "contracts",
    "churn",
    "returns",
    "cohorts",
    "choose",
    "split",
    "service",
    "satisfaction",
    "points",
    "forecast",
    "watch",
    "verify",
    "people",
    "serve",
    "budget",
    "plan",
    "chart",
    "ledger",
    "assertions",
    "audit",
    "check",
    "gates",
    "findings",
    "goals",
    "text",
    "improve",
    "care",
    "month",
    "approvals",
    "request",
    "transfer",
    "draw",
    "lines",
    "money",
    "post",
    "why",
    "control",
    "messages",
    "mcp",
    "proposals",
)
"""Every command's file, in the order in which a newcomer needs them; each has ``build(frame) -> click.Command``."""

_FILES = {"assert" if each == "assertions" else each: each for each in COMMANDS}
"""Every command's file by what users type; Python keeps one word for itself."""
PIPE_COLUMNS = 160
"""How wide tables may become where no screen sets a limit."""


def main(argv: Sequence[str] | None = None, *, connect: Callable[[Path, str], None], serve: Serve) -> int:
    """Run ``fenhao`` and return its exit code: 0 done, 1 a check failed, 2 something for the user to mend.

    ``connect`` opens the books of a company's folder, or those behind a database URL when that is not empty; ``serve``
    shows them to browsers.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    folder = _folder(words)
    frame = Frame(
        lang=preferred_language(words, folder),
        folder=folder,
        out=_screen(Console(highlight=False)),
        err=_screen(Console(stderr=True, highlight=False)),
        connect=connect,
        serve=serve,
    )
    try:
        ended = _group(frame).main(words, prog_name="fenhao", standalone_mode=False)
    except Trouble as trouble:
        told(frame, say(trouble.code, trouble.details, frame.lang))
        return EXIT_TROUBLE
    except EngineFailed as failed:
        told(frame, say("cli.engine_failed", {"reason": str(failed).partition("\n")[0]}, frame.lang))
        return EXIT_TROUBLE
    except click.exceptions.NoArgsIsHelpError as bare:
        frame.err.print(bare.format_message(), markup=False)
        return EXIT_TROUBLE
    except click.ClickException as error:
        told(frame, mistake(error, frame.lang))
        return EXIT_TROUBLE
    except (click.Abort, KeyboardInterrupt):
        frame.err.print(frame.word("cli.interrupted"))
        return 130
    except BrokenPipeError:
        # The reader of our output has gone, as ``head`` does: nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return ended if isinstance(ended, int) else 0


def _screen(console: Console) -> Console:
    """Return the console; written into a file or a pipe, nothing is folded to the width of a screen that is not there."""
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_COLUMNS
    return console


def command(file: str, frame: Frame) -> click.Command:
    """Open the file of one of COMMANDS and build its command, in the language of its frame."""
    built: click.Command = import_module(f"fenhao.interfaces.cli.{file}").build(frame)
    return speaking(built, frame.lang)


class _Commands(click.Group):
    """Every command, opened when it is named: whoever types one does not wait for what all of them need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click asks
        """Return the names of all, as ``--help`` lists them."""
        return sorted(_FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, in the language of its frame."""
        file, frame = _FILES.get(cmd_name), ctx.find_object(Frame)
        return command(file, frame) if file and frame else None


def _group(frame: Frame) -> click.Group:
    group = _Commands(
        name="fenhao",
        help=frame.word("cli.help"),
        epilog=frame.word("cli.epilog"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110, "obj": frame},
        params=[
            click.Option(
                ["--book"], type=click.Path(path_type=Path), help=frame.word("cli.book"), expose_value=False
            ),
            click.Option(
                ["--lang"], type=click.Choice(LANGUAGES), help=frame.word("cli.lang"), expose_value=False
            ),
        ],
    )
    speaking(group, frame.lang)
    return click.version_option(fenhao.__version__, prog_name="fenhao")(group)


def _folder(words: Sequence[str]) -> Path:
    for at, word in enumerate(words):
        if word.startswith("--book="):
            return Path(word.removeprefix("--book="))
        if word == "--book" and at + 1 < len(words):
            return Path(words[at + 1])
    return Path(os.environ.get("FENHAO_BOOK", "."))
