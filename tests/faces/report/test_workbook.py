"""Writes the sample's workbook, then has LibreOffice calculate a copy whose cached values were all spoiled.

What LibreOffice comes to must be what we wrote beside each formula: a reader who recalculates sees the same cent.
"""

import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from fenhao.interfaces.report import workbook
from fenhao.interfaces.words import LANGUAGES, Language
from tests.faces.report.sample import empty_report, sample_report
from tests.faces.web import plainly

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value>
</prop></item></oor:items>"""

Cells = dict[tuple[str, str], object]


def written(tmp_path: Path, lang: Language) -> Path:
    path = tmp_path / f"{lang}.xlsx"
    workbook(sample_report(), path, lang)
    return path


def cells(path: Path, *, formulas: bool) -> Cells:
    book = openpyxl.load_workbook(path, data_only=not formulas)
    return {
        (page.title, cell.coordinate): cell.value
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


def spoil(path: Path, into: Path) -> int:
    """Write a copy in which every formula's cached value is nonsense; return how many there were."""
    spoiled = 0
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                text, count = re.subn(r"(</f>)<v>[^<]*</v>", r"\1<v>987654321</v>", data.decode())
                data, spoiled = text.encode(), spoiled + count
            copy.writestr(item, data)
    return spoiled


def recalculated(path: Path, tmp_path: Path) -> Path:
    assert SOFFICE is not None
    profile, out = tmp_path / "profile", tmp_path / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    command = [
        SOFFICE,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=240)
    return out / path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_libreoffice_calculates_every_formula_to_the_value_beside_it(lang: Language, tmp_path: Path) -> None:
    if SOFFICE is None:
        assert os.environ.get("CI") != "true", "CI installs LibreOffice: its absence is a failure there"
        pytest.skip("LibreOffice is not installed")
    path = written(tmp_path, lang)
    asked, told = cells(path, formulas=True), cells(path, formulas=False)
    formulas = {at for at, value in asked.items() if isinstance(value, str) and value.startswith("=")}
    copy = tmp_path / "spoiled.xlsx"
    assert spoil(path, copy) == len(formulas) > 800
    found = cells(recalculated(copy, tmp_path), formulas=False)
    wrong = {
        at: (asked[at], told.get(at), found.get(at))
        for at in sorted(formulas)
        if not same(told.get(at), found.get(at))
    }
    assert wrong == {}


def same(told: object, found: object) -> bool:
    if isinstance(told, int | float) and isinstance(found, int | float):
        return abs(Decimal(told) - Decimal(found)) <= max(abs(Decimal(told)), Decimal(1)) * Decimal("1e-11")
    return (told or "") == (found or "")


def test_the_summary_holds_the_report_to_the_cent(tmp_path: Path) -> None:
    totals = sample_report().totals
    page = openpyxl.load_workbook(written(tmp_path, "en"), data_only=True)["Summary"]
    told = {row[0].value: row[1].value for row in page.iter_rows(min_row=5) if row[0].value}
    cents = {
        name: round(Decimal(str(value)) * 100) for name, value in told.items() if name != "Cost per customer"
    }
    assert cents == {
        "Total cost": totals.total_minor,
        "Fixed cost": totals.fixed_minor,
        "Variable cost": totals.variable_minor,
        "Direct": totals.direct_minor,
        "Allocated": totals.allocated_minor,
        "Idle": totals.idle_minor,
        "Unallocated": totals.unallocated_minor,
        "Check: cost less its parts": 0,
        "Counted": sample_report().waste.counted_minor,
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_formula_carries_its_value(lang: Language, tmp_path: Path) -> None:
    path = written(tmp_path, lang)
    asked, told = cells(path, formulas=True), cells(path, formulas=False)
    bare = [
        at
        for at, value in asked.items()
        if isinstance(value, str) and value.startswith("=") and at not in told
    ]
    verdicts = {at for at in bare if re.search(r',""\)+$', str(asked[at]))}
    assert set(bare) == verdicts, "only a verdict of nothing may show nothing"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_names_what_it_speaks_of(lang: Language, tmp_path: Path) -> None:
    assert plainly.raw_words(plainly.cells_of(written(tmp_path, lang).read_bytes()), lang=lang) == []


def test_a_share_far_below_nought_is_a_multiple_as_on_pages(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "en"))
    page = book[next(name for name in book.sheetnames if name == "Budget by tier")]
    rules = [
        rule
        for area in page.conditional_formatting
        for rule in area.rules
        if rule.operator == "lessThanOrEqual"
    ]
    told = {(rule.formula[0], rule.dxf.numFmt.formatCode) for rule in rules}
    assert told == {("-1000", '"< −1,000×"'), ("-10", '#,##0"×";−#,##0"×"')}
    assert all(rule.stopIfTrue for rule in rules), "the first that holds is shown"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    report = sample_report()
    evil = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "http://example.com", "007")
    worst = tuple(replace(report.worst[i], customer_id=text) for i, text in enumerate(evil))
    path = tmp_path / "evil.xlsx"
    workbook(replace(report, worst=worst), path, "en")
    page = openpyxl.load_workbook(path)["Customers"]
    held = {cell.value: cell.data_type for cell in page["B"]}
    assert {text: held[text] for text in evil} == dict.fromkeys(evil, "s")
    with zipfile.ZipFile(path) as source:
        pages = [name for name in source.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in pages if b"<hyperlink" in source.read(name)]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    once, again = tmp_path / "once.xlsx", tmp_path / "again.xlsx.part"
    workbook(sample_report(), once, "zh")
    workbook(sample_report(), again, "zh")
    assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_of_nothing_still_makes_a_workbook(lang: Language, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    workbook(empty_report(), path, lang)
    shown = cells(path, formulas=False)
    assert not [at for at, value in shown.items() if isinstance(value, str) and value.startswith("#")]


def test_every_sheet_is_frozen_and_can_be_filtered(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "zh"))
    assert len(book.worksheets) >= 15
    for page in book.worksheets:
        assert page.freeze_panes == "B5", page.title
        assert str(page.auto_filter.ref).startswith("A4"), page.title
