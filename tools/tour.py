"""Run examples/tour.ipynb, a walk through the library on the small shop, and write what each cell really gave.

A notebook is JSON, so nothing but Python runs it here. ``python -m tools.tour`` writes its outputs anew; a test runs the cells
again and compares. The clock stands still, so that the outputs are the same next year.
"""

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
TOUR = ROOT / "examples" / "tour.ipynb"


class Cell(TypedDict, total=False):
    """A cell of a notebook, as its format has it."""

    cell_type: str
    id: str
    metadata: dict[str, str]
    source: str
    execution_count: int
    outputs: list[dict[str, object]]


def run_cells(told: Sequence[Cell]) -> list[Cell]:
    """Run the cells one after the other, as a kernel would, and return them with their outputs."""
    names: dict[str, object] = {"__name__": "__main__"}
    cells: list[Cell] = []
    count = 0
    for cell in told:
        if cell["cell_type"] == "code":
            count += 1
            outputs = _ran(cell["source"], names, count)
            cells.append({**cell, "execution_count": count, "outputs": outputs})
        else:
            cells.append(cell)
    return cells


def kept_cells() -> list[Cell]:
    """Return the notebook's cells as they are kept."""
    cells: list[Cell] = json.loads(TOUR.read_text(encoding="utf-8"))["cells"]
    return cells


def _ran(text: str, names: dict[str, object], count: int) -> list[dict[str, object]]:
    """Run one cell and return what it printed and what its last line gave."""
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "tour", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "tour", "eval"), names)
    outputs: list[dict[str, object]] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    if value is not None:
        data: dict[str, object] = {"text/plain": _plain(value)}
        drawn = getattr(value, "_repr_html_", None)
        if drawn is not None:
            data["text/html"] = drawn()
        outputs.append(
            {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data}
        )
    return outputs


def _plain(value: object) -> str:
    """Return a value as text, without the folder of this run."""
    text = repr(value)
    return (
        text
        if tempfile.gettempdir() not in text
        else f"<{type(value).__module__.split('.')[0]}.{type(value).__name__}>"
    )


def notebook_text(cells: Sequence[Cell]) -> str:
    """Return the notebook as its file has it."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    whole = {"cells": list(cells), "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write the notebook anew."""
    os.chdir(ROOT)
    TOUR.write_text(notebook_text(run_cells(kept_cells())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
