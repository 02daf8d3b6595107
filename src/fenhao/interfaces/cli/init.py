"""``fenhao init``: a company's folder, ready to be loaded."""

from pathlib import Path

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import LANGUAGES
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import Settings, profile_names
from fenhao.runs.book import SETTINGS_FILE, create_book


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("init", help=frame.word("cli.init.help"))
    @click.argument("folder", type=click.Path(path_type=Path))
    @click.option("--company", default="", help=frame.word("cli.init.company"))
    @click.option("--currency", default="CNY", show_default=True, help=frame.word("cli.init.currency"))
    @click.option(
        "--time-zone", default="Asia/Shanghai", show_default=True, help=frame.word("cli.init.time_zone")
    )
    @click.option(
        "--language", type=click.Choice(LANGUAGES), default=frame.lang, help=frame.word("cli.init.language")
    )
    @click.option(
        "--profile",
        type=click.Choice(profile_names()),
        default="retail",
        show_default=True,
        help=frame.word("cli.init.profile"),
    )
    @click.option(
        "--year-starts",
        type=click.IntRange(1, 12),
        default=1,
        show_default=True,
        help=frame.word("cli.init.year_starts"),
    )
    def init(
        folder: Path,
        company: str,
        currency: str,
        time_zone: str,
        language: str,
        profile: str,
        year_starts: int,
    ) -> int:
        name = company or folder.resolve().name
        settings = Settings(
            company=name,
            currency=currency.upper(),
            time_zone=time_zone,
            language=language,
            profile=profile,
            calendar=FiscalCalendar(start_month=year_starts),
        )
        create_book(root=folder, settings=settings)
        frame.print("cli.init.done", {"company": name, "folder": str(folder), "settings": SETTINGS_FILE})
        frame.print("cli.init.next", {"folder": str(folder)})
        return 0

    return init
