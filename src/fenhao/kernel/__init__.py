"""Exact values: money in whole minor units, splits that lose nothing, periods and calendars."""

from fenhao.kernel._trouble import Trouble

__all__ = ["Trouble"]
