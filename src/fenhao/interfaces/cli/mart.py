"""``fenhao mart``: make what pages about customers read."""

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.runs.mart import build_mart, open_mart
from fenhao.warehouse import Engine


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("mart", help=frame.word("cli.mart.help"))
    @click.option("--only-if-stale", is_flag=True, help=frame.word("cli.mart.only_if_stale"))
    @click.option(
        "--engine",
        type=click.Choice([each.value for each in Engine]),
        default=Engine.duckdb.value,
        show_default=True,
        help=frame.word("cli.mart.engine"),
    )
    def mart(engine: str, only_if_stale: bool) -> int:
        book = frame.book()
        held = open_mart(book) if only_if_stale else None
        if held is not None and not held.stale(book):
            stamp = held.facts.stamp
            frame.print("cli.mart.fresh", {
                "label": stamp.label,
                "customers": f"{held.customers:,}",
                "made": stamp.made_at.isoformat(timespec="seconds"),
            })  # fmt: skip
            return 0
        with frame.steps() as steps:
            build_mart(book=book, at=frame.now(), engine=Engine(engine), advance=steps)
        made = open_mart(book)
        assert made is not None, "a mart that was just made is there"
        rows = sum(pinned.rows for pinned in book.warehouse.snapshot().tables)
        frame.print("cli.mart.made", {
            "label": made.facts.stamp.label,
            "customers": f"{made.customers:,}",
            "rows": f"{rows:,}",
        })  # fmt: skip
        told = made.facts.value
        if told is not None and not told.scored:
            frame.print("cli.mart.no_value", {"reason": frame.word(f"fit_state.{told.fit.state}")})
        return 0

    return mart
