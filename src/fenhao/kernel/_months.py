"""Months of the calendar counted from a day: what is due month by month, a renewal, a fee, a point's end, falls on these days."""

from datetime import date


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the first of the month after where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(day.year * 12 + day.month + months, 12)
        return date(year, month + 1, 1)


def months_between(start: date, end: date) -> int:
    """Return the whole months of the calendar from one day to a later one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (months_after(start, months) > end)
