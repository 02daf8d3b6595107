"""The tour of the library is run again, cell by cell: what its notebook shows is what the library says today."""

from pathlib import Path

import pytest

from tools.tour import ROOT, kept_cells, notebook_text, run_cells

TOUR = ROOT / "examples" / "tour.ipynb"


def test_the_outputs_of_the_tour_are_what_its_cells_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = kept_cells()
    assert notebook_text(kept) == TOUR.read_text(encoding="utf-8")
    for was, now in zip(kept, run_cells(kept), strict=True):
        assert was == now, "run python -m tools.tour"


def test_the_tour_goes_through_what_the_library_is_for() -> None:
    code = "\n".join(cell["source"] for cell in kept_cells() if cell["cell_type"] == "code")
    for step in (
        "report",
        "chart",
        "explain",
        "entries",
        "value",
        "forecast",
        "verify",
        "waste",
        "budget",
        "tiers",
    ):
        assert step in code, step
    drawn = [
        output
        for cell in kept_cells()
        for output in cell.get("outputs", [])
        if "<svg" in str(output.get("data", ""))
    ]
    assert len(drawn) == 1
