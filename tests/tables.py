"""Tables of cases as a controller would write them: one case a line, cells between bars, a heading under ``#``."""


def rows(table: str) -> list[tuple[str, ...]]:
    """Return the cells of every line; empty lines and lines that begin with ``#`` are headings and remarks."""
    lines = (line.strip() for line in table.splitlines())
    return [
        tuple(cell.strip() for cell in line.split("|")) for line in lines if line and not line.startswith("#")
    ]
