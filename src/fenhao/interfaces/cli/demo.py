"""``fenhao demo``: the whole main job on a real retailer's year."""

from pathlib import Path

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli.load import tell
from fenhao.interfaces.cli.report import write_files
from fenhao.interfaces.report import terminal
from fenhao.interfaces.words import say
from fenhao.runs import DEMO_YEAR, Voice, build_report, make_demo
from fenhao.warehouse import Engine


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("demo", help=frame.word("cli.demo.help"))
    @click.option(
        "--folder",
        type=click.Path(path_type=Path),
        default="demo-company",
        show_default=True,
        help=frame.word("cli.demo.folder"),
    )
    def demo(folder: Path) -> int:
        frame.print("cli.demo.what")
        now = frame.now()
        with frame.steps() as steps:
            made = make_demo(
                root=folder, at=now, voice=Voice(steps, lambda code, details: say(code, details, frame.lang))
            )
            report = build_report(
                book=made.book, label=DEMO_YEAR, at=now, engine=Engine.duckdb, advance=steps
            )
            steps("step.write", 0, 1)
            files = write_files(frame, report, folder=made.book.reports)
            steps("step.write", 1, 1)
        for each in made.loads:
            tell(frame, each, digits=made.book.digits, name=each.source)
        terminal(report, frame.out, frame.lang)
        for path in files:
            frame.print("cli.report.written", {"file": str(path)})
        frame.print("cli.demo.next", {"folder": str(folder)})
        return 0

    return demo
