"""What share of its total budget a company usually spends on its customers."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.profiles._section import Section, parse_toml
from fenhao.profiles._texts import default_text, profile_names


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """A usual range, from ``low`` to ``high``; ``high`` is None when only a lower end is usual.

    ``kind`` is industry, stage or model (of business).
    """

    kind: str
    code: str
    name_zh: str
    name_en: str
    low: Fraction
    high: Fraction | None


def reference_ranges(profile: str) -> tuple[ReferenceRange, ...]:
    """Return the industry's range, where one is published, then those of every stage and business model."""
    root = Section(parse_toml(default_text("ranges"), file="ranges.toml"), file="ranges.toml")
    rows = root.rows("range")
    root.end()
    return tuple(_range(row) for row in rows if _fits(row, profile=profile))


def _fits(row: Section, *, profile: str) -> bool:
    """Whether a range speaks of that industry, or of all."""
    profiles = row.texts("profiles", profile_names())
    return profile in profiles or row.text("kind") != "industry"


def _range(row: Section) -> ReferenceRange:
    """Return one checked range."""
    result = ReferenceRange(
        kind=row.choice("kind", ("industry", "stage", "model")),
        code=row.code("code"),
        name_zh=row.text("zh"),
        name_en=row.text("en"),
        low=row.share("low"),
        high=row.share("high") if row.text("high", empty=True) else None,
    )
    row.end()
    return result
