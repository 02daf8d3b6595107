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


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source and its contracts that a test may spoil."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / ".importlinter", checkout)
    shutil.copytree(SOURCE, checkout / "src" / "fenhao", ignore=shutil.ignore_patterns("__pycache__"))
    return checkout


def test_every_contract_is_kept() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for name in contracts().values():
        assert f"{name} KEPT" in " ".join(answer.stdout.split()), answer.stdout


def test_check_and_test_both_run_the_contracts() -> None:
    for steps in (STEPS, STILL):
        assert any("lint_imports" in " ".join(step.command) for step in steps)


# what is planted, where | the contract that must break
PLANTED = """
kernel/_planted.py                          import fenhao.engine                 | rooms
engine/_planted.py                          import fenhao.warehouse              | rooms
warehouse/_planted.py                       import fenhao.connectors             | rooms
runs/_planted.py                            import fenhao.interfaces             | rooms
engine/ledger/_planted.py                   import fenhao.engine.allocation      | engine
engine/value/_planted.py                    import fenhao.engine.waste           | engine
interfaces/charts/_planted.py               import fenhao.interfaces.report      | interfaces
runs/_planted.py                            import django                        | django
runs/_planted.py                            import duckdb                        | engines
connectors/_reading.py                      import deltalake                     | engines
interfaces/_planted.py                      import sqlglot                       | translation
engine/budget/_planted.py                   import pyarrow                       | pure
engine/waste/rules/low_participation.py     import fenhao.engine.waste.rules.unanswered_wake_up | rules
engine/allocation/drivers/orders.py         import fenhao.engine.allocation.drivers.contacts    | drivers
connectors/files/_planted.py                import fenhao.connectors.completejourney            | connectors
"""


@pytest.mark.parametrize("planted", PLANTED.strip().splitlines(), ids=lambda line: line.split()[0])
def test_a_planted_violation_is_found(copy: Path, planted: str) -> None:
    line, contract = (part.strip() for part in planted.split("|"))
    place, statement = line.split(maxsplit=1)
    path = copy / "src" / "fenhao" / place
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{statement}\n")
    try:
        answer = lint(copy)
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"{contracts()[contract]} BROKEN" in answer.stdout, answer.stdout


@pytest.mark.parametrize("place", ["warehouses", "engine/pricing", "interfaces/mobile", "connectors/crm"])
def test_a_room_that_was_not_placed_is_refused(copy: Path, place: str) -> None:
    room = copy / "src" / "fenhao" / place
    room.mkdir()
    (room / "__init__.py").write_text('"""A room nobody placed."""\n')
    try:
        answer = lint(copy)
    finally:
        shutil.rmtree(room)
    assert answer.returncode == 1
    assert room.name in answer.stdout


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
