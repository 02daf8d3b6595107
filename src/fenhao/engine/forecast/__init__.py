"""Cost ahead: estimates with intervals that were measured, lines that sum to the whole, and where the year will end."""

from fenhao.engine.forecast._bands import LEVELS, Trial, Widths, origins, trials, tried, widths
from fenhao.engine.forecast._outlook import YearEnd, as_money, year_end
from fenhao.engine.forecast._project import Ahead, Basis, Pace, ahead
from fenhao.engine.forecast._season import FloatArray, Season, is_seasonal, season_of
from fenhao.engine.forecast._tree import reconciled

__all__ = [
    "LEVELS",
    "Ahead",
    "Basis",
    "FloatArray",
    "Pace",
    "Season",
    "Trial",
    "Widths",
    "YearEnd",
    "ahead",
    "as_money",
    "is_seasonal",
    "origins",
    "reconciled",
    "season_of",
    "trials",
    "tried",
    "widths",
    "year_end",
]
