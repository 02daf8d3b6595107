"""The import contracts, run for real: on the code as it is, and on a copy in which a violation was planted."""

import ast
import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT, SOURCE, Code, files, told
from tools.check import STEPS, STILL

LINT = [
    sys.executable,
    "-c",
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True, no_cache=True))",
]
ENGINE_MAY_USE = {"fenhao", "numpy", "scipy", "sqlglot"}
TEXT_MAY_USE = {"sklearn"}
"""Draws lines between labels while something is learnt; what was learnt is plain numbers, judged without it."""
PROFILES_MAY_USE = {"tomlkit"}
"""Changes one value of a file that people edit, and leaves their remarks."""


def contracts() -> dict[str, str]:
    """Return the id and name of every contract in .importlinter."""
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter")
    prefix = "importlinter:contract:"
    return {
        part.removeprefix(prefix): read[part]["name"] for part in read.sections() if part.startswith(prefix)
    }


def lint(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter in that checkout, on that checkout's own source."""
    return subprocess.run(
        LINT,
        cwd=checkout,
        env={"PYTHONPATH": str(checkout / "src"), "PATH": "", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def copied(checkout: Path) -> Path:
    """Copy the source and its contracts there, where a test may spoil them; return the package's folder."""
    shutil.copy(ROOT / ".importlinter", checkout)
    package = checkout / "src" / "fenhao"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def test_every_contract_is_kept() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for name in contracts().values():
        assert f"{name} KEPT" in " ".join(answer.stdout.split()), answer.stdout


def test_check_and_test_both_run_the_contracts() -> None:
    for steps in (STEPS, STILL):
        assert any("lint_imports" in " ".join(step.command) for step in steps)


# where                                      | what is planted                                     | the contract that must break
PLANTED = """
kernel/_money.py                             | fenhao.engine.facts                                 | rooms
engine/ledger/_chart.py                      | fenhao.warehouse._types                             | rooms
warehouse/_types.py                          | fenhao.connectors._civil                            | rooms
runs/book/_voice.py                          | fenhao.interfaces.charts                            | rooms
engine/facts/_tables.py                      | fenhao.engine.allocation._pools                     | engine
engine/value/_policy.py                      | fenhao.engine.waste._policy                         | engine
interfaces/charts/_svg.py                    | fenhao.interfaces.report                            | interfaces
interfaces/words/_catalogue.py               | fenhao.interfaces.charts._svg                       | interfaces
runs/value/_design.py                        | fenhao.runs.mart                                    | runs
runs/book/_voice.py                          | django                                              | django
books/journal/operations.py                  | fenhao.books.audit.models                           | tables
runs/book/_facts.py                          | duckdb                                              | engines
connectors/_civil.py                         | deltalake                                           | engines
interfaces/charts/_svg.py                    | sqlglot                                             | translation
engine/budget/_policy.py                     | pyarrow                                             | pure
profiles/_texts.py                           | click                                               | pure
engine/waste/rules/low_participation.py      | fenhao.engine.waste.rules.unanswered_wake_up        | rules
engine/allocation/drivers/orders.py          | fenhao.engine.allocation.drivers.contacts           | drivers
connectors/completejourney/_read.py          | fenhao.connectors.files                             | connectors
connectors/systems/odoo.py                   | fenhao.connectors.systems.erpnext                   | systems
"""


def plantings() -> list[list[str]]:
    """Return place, import and contract of every violation."""
    return [[part.strip() for part in line.split("|")] for line in PLANTED.strip().splitlines()]


@pytest.fixture(scope="module")
def answer_to_plantings(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy in which every violation was planted at once."""
    checkout = tmp_path_factory.mktemp("planted")
    package = copied(checkout)
    for place, imported, _ in plantings():
        with (package / place).open("a") as file:
            file.write(f"\nimport {imported}\n")
    answer = lint(checkout)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    return answer.stdout


@pytest.mark.parametrize(("place", "imported", "contract"), plantings(), ids=lambda part: part)
def test_a_planted_violation_is_found(
    answer_to_plantings: str, place: str, imported: str, contract: str
) -> None:
    importer = "fenhao." + place.removesuffix(".py").replace("/", ".")
    told = answer_to_plantings.partition("Broken contracts")[2].partition(contracts()[contract])[2]
    assert f"{importer} -> {imported}" in told, answer_to_plantings


UNPLACED = ("warehouses", "engine/pricing", "interfaces/mobile", "connectors/crm")


@pytest.fixture(scope="module")
def answer_to_unplaced(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy with rooms that nobody placed."""
    checkout = tmp_path_factory.mktemp("unplaced")
    package = copied(checkout)
    for place in UNPLACED:
        (package / place).mkdir()
        (package / place / "__init__.py").write_text('"""A room nobody placed."""\n')
    answer = lint(checkout)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    return answer.stdout


@pytest.mark.parametrize("place", UNPLACED)
def test_a_room_that_was_not_placed_is_refused(answer_to_unplaced: str, place: str) -> None:
    assert f"- fenhao.{place.replace('/', '.')}" in answer_to_unplaced


def outsiders(code: Code) -> list[str]:
    """Return the packages that are neither in the standard library nor this one."""
    names = []
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        if isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return [name for name in names if name.partition(".")[0] not in sys.stdlib_module_names]


def test_the_kernel_has_no_dependency_at_all() -> None:
    found = [
        f"{code.name} imports {name}"
        for code in files("src/fenhao/kernel")
        for name in outsiders(code)
        if not name.startswith("fenhao.kernel")
    ]
    assert not found, told(found, "The kernel imports the standard library and itself.")


def test_the_engine_has_three_dependencies_and_no_more() -> None:
    found = [
        f"{code.name} imports {name}"
        for code in files("src/fenhao/engine", "src/fenhao/profiles")
        for name in outsiders(code)
        if name.partition(".")[0] not in ENGINE_MAY_USE
        and not (code.room.startswith("engine/text/") and name.partition(".")[0] in TEXT_MAY_USE)
        and not (code.room.startswith("profiles/") and name.partition(".")[0] in PROFILES_MAY_USE)
    ]
    assert not found, told(
        found, "The engine imports numpy, scipy and sqlglot; everything else is handed in."
    )


def test_importing_the_kernel_brings_nothing_else_in() -> None:
    program = "import sys, fenhao.kernel; print(*(n for n in sys.modules if n.startswith(('fenhao', 'pyarrow', 'duckdb'))))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert all(name == "fenhao" or name.startswith("fenhao.kernel") for name in answer.stdout.split()), (
        answer.stdout
    )


def test_a_command_loads_what_only_some_commands_need_when_it_needs_it() -> None:
    dear = (
        "scipy.stats",
        "scipy.optimize",
        "scipy.sparse",
        "sklearn",
        "django",
        "openpyxl",
        "pandas",
        "weasyprint",
    )
    program = f"import sys, fenhao.interfaces.cli; print(*(name for name in {dear} if name in sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not answer.stdout.split(), f"loaded before anybody asked: {answer.stdout}"
