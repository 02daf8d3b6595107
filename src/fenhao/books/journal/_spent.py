"""What was spent on a line since something happened to it."""

from typing import cast

from fenhao.books.database import Session


def spent_after(session: Session, line_id: int, *, entry: int) -> tuple[tuple[str, str, int], ...]:
    """Return (cost type, campaign, spent) of a line after an entry, net of corrections; what cancels out is left away."""
    return tuple(
        (str(cost_type), str(campaign), int(cast("int", amount)))
        for cost_type, campaign, amount in session.rows(
            "SELECT cost_type, campaign, sum(actual_minor) FROM journal_entry WHERE line_id = ? AND id > ?"
            " GROUP BY cost_type, campaign HAVING sum(actual_minor) <> 0 ORDER BY cost_type, campaign",
            (line_id, entry),
        )
    )
