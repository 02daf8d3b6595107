"""Help and mistakes in the command line, in the user's language: click itself speaks English only."""

import re
from collections.abc import Iterable
from typing import ClassVar

import click

from fenhao.interfaces.words import Language, say

_OWN = {
    "Show this message and exit.": "cli.own.help",
    "Show the version and exit.": "cli.own.version",
    "[required]": "cli.own.required",
    "[default: ": "cli.own.default",
    "Options": "cli.own.options",
    "Commands": "cli.own.commands",
}
"""What click writes into a help text by itself."""


class _Formatter(click.HelpFormatter):
    """Writes a help text in one language, its frame included."""

    lang: ClassVar[Language] = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        own = say("cli.own.usage", {}, self.lang)
        super().write_usage(prog, args, f"{own} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(self._said(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        super().write_dl([(name, self._said(text)) for name, text in rows], col_max, col_spacing)

    def _said(self, text: str) -> str:
        for english, code in _OWN.items():
            text = text.replace(english, say(code, {}, self.lang))
        return text


class _ChineseFormatter(_Formatter):
    lang = "zh"


class _Context(click.Context):
    formatter_class = _Formatter


class _ChineseContext(click.Context):
    formatter_class = _ChineseFormatter


def speaking(command: click.Command, lang: Language) -> click.Command:
    """Return the command, its help and that of its subcommands framed in ``lang``."""
    command.context_class = _ChineseContext if lang == "zh" else _Context
    if isinstance(command, click.Group):
        for each in command.commands.values():
            speaking(each, lang)
    return command


def mistake(error: click.ClickException, lang: Language) -> str:
    """Return what is wrong with the command line, and what to do."""
    code, details = _mistake(error, lang)
    return say(code, details, lang)


def _mistake(error: click.ClickException, lang: Language) -> tuple[str, dict[str, str]]:
    parameter = getattr(error, "param", None)
    match error:
        case click.NoSuchOption():
            return "cli.no_such_option", {"option": error.option_name}
        case click.BadOptionUsage():
            return "cli.option_needs_value", {"option": error.option_name}
        case click.NoSuchCommand():
            return "cli.no_such_command", {"command": error.command_name}
        case click.MissingParameter():
            return "cli.missing_parameter", {"name": _name(parameter)}
        case click.BadParameter():
            reason = _reason(parameter, error.message, lang)
            return "cli.bad_parameter", {"name": _name(parameter), "reason": reason}
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.format_message()):
        return "cli.extra_argument", {"words": extra[1]}
    return "cli.usage", {"reason": error.format_message()}


def _name(parameter: object) -> str:
    """Return what a user types for a parameter: ``--period``, or the word that stands for an argument."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name if isinstance(parameter, click.Parameter) else ""


def _reason(parameter: object, message: str, lang: Language) -> str:
    """Return why a value does not do, and which would; click's own words where it has a reason of another kind."""
    kind = parameter.type if isinstance(parameter, click.Parameter) else None
    given = re.match(r"'?(.*?)'? (?:is not|does not)", message)
    value = {"value": given[1] if given else ""}
    match kind:
        case click.Choice():
            return say("cli.must_be_one_of", {**value, "choices": ", ".join(map(str, kind.choices))}, lang)
        case click.DateTime():
            return say("cli.must_be_day", value, lang)
        case click.IntRange() if kind.max is not None:
            return say("cli.must_be_between", {**value, "least": str(kind.min), "most": str(kind.max)}, lang)
        case click.IntRange():
            return say("cli.must_be_at_least", {**value, "least": str(kind.min)}, lang)
        case _:
            return message
