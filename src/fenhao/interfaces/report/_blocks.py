"""What a page is made of: sections of tables, charts and notes, as values that the template writes out."""

from dataclasses import dataclass
from typing import ClassVar

_TALL = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``picture`` is SVG of our own making; ``title`` shows on hover; ``href`` leads to its rows."""

    text: str
    title: str = ""
    href: str = ""
    css: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; ``anchor`` lets figures elsewhere lead to it."""

    cells: tuple[Cell, ...]
    css: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns stand right (``num``) or hold a picture (``pic``).

    ``wide`` ones vanish on a phone; ``slim`` ones are there alone, figures in place of a picture.
    """

    kind: ClassVar[str] = "table"
    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]
    foot: tuple[Row, ...] = ()

    @property
    def tall(self) -> bool:
        """Return whether the table scrolls inside its card."""
        return len(self.rows) > _TALL


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart drawn twice, for a desk and for a phone, so that its letters keep their size."""

    kind: ClassVar[str] = "chart"
    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence under a chart or table; ``css`` may be warn."""

    kind: ClassVar[str] = "note"
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences that stand in a list."""

    kind: ClassVar[str] = "listing"
    caption: str
    items: tuple[str, ...]


Block = Table | Chart | Note | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """A card: its message as the title, what it shows below, then its blocks. ``half`` ones stand in pairs."""

    anchor: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    half: bool = False
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of the strip on top."""

    label: str
    value: str
    note: str
    note_css: str
    title: str
    href: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of sections with its place in the page's navigation."""

    anchor: str
    name: str
    sections: tuple[Section, ...]


def head(text: str, css: str = "") -> Cell:
    """Return the head of a column."""
    return Cell(text=text, css=css)


def number(text: str, *, title: str = "", href: str = "", css: str = "") -> Cell:
    """Return a figure, which stands right."""
    return Cell(text=text, title=title, href=href, css=f"num {css}".strip())


def picture(drawn: str, *, css: str = "") -> Cell:
    """Return a cell that holds a small chart."""
    return Cell(text="", css=f"pic {css}".strip(), picture=drawn)
