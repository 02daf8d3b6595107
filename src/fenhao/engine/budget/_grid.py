"""A table that is exact along both margins."""

from collections.abc import Sequence

from fenhao.kernel import split


def proportional_grid(
    *, row_totals: Sequence[int], column_totals: Sequence[int], weights: Sequence[int]
) -> tuple[tuple[int, ...], ...]:
    """Return rows of cells, each column split by the rows' ``weights``; rows and columns sum to their totals exactly.

    ``row_totals`` must be the weights' split of the sum of ``column_totals``. Splitting every column alone leaves a row
    off by a few units; these are moved, within a column, from the rows that have too much to those that have too
    little, where the cell lies furthest above its exact share. Ties go by declared order.
    """
    assert sum(row_totals) == sum(column_totals), "both margins must hold the same money"
    columns = [list(split(total, weights)) for total in column_totals]
    surplus = [sum(column[row] for column in columns) - total for row, total in enumerate(row_totals)]
    while any(surplus):
        giver = next(row for row, units in enumerate(surplus) if units > 0)
        taker = next(row for row, units in enumerate(surplus) if units < 0)
        at = max(
            (at for at, column in enumerate(columns) if column[giver] > 0),
            key=lambda at: _excess(columns[at], column_totals[at], giver, taker, weights),
        )
        columns[at][giver] -= 1
        columns[at][taker] += 1
        surplus[giver] -= 1
        surplus[taker] += 1
    return tuple(tuple(column[row] for column in columns) for row in range(len(row_totals)))


def _excess(column: Sequence[int], total: int, giver: int, taker: int, weights: Sequence[int]) -> int:
    """Return how much better the unit is placed at the taker, in units of 1 / (sum of weights)."""
    whole = sum(weights)
    over = column[giver] * whole - total * weights[giver]
    under = total * weights[taker] - column[taker] * whole
    return over + under
