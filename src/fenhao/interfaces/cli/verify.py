"""``fenhao verify``: hashes, control totals and conservation, checked on the company's own data."""

import click

from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.runs import verify as verify_book


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("verify", help=frame.word("cli.verify.help"))
    def verify() -> int:
        with frame.steps() as steps:
            checks = verify_book(book=frame.book(), at=frame.now(), advance=steps)
        for check in checks:
            mark = "[green]✓[/]" if check.holds else "[bold red]✗[/]"
            frame.out.print(f"{mark} {frame.word(check.code, dict(check.details))}", soft_wrap=True)
        failed = [check for check in checks if not check.holds]
        if failed:
            frame.print(
                "cli.verify.failed", {"count": str(len(failed)), "of": str(len(checks))}, style="bold red"
            )
            return EXIT_CHECK_FAILED
        frame.print("cli.verify.holds", {"count": str(len(checks))})
        return 0

    return verify
