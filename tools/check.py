"""The whole truth before a commit: ``./run check``.

Format, lint, types, imports, tidy, fast tests and the documents' own examples. Every step runs even when an
earlier one failed, two at a time, and a failing step's own words are printed. ``./run check fix`` first mends what
the tools can mend by themselves.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("src", "tests", "tools", "benchmarks")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is checked, and the command that checks it (arguments after ``python``)."""

    name: str
    command: tuple[str, ...]


FORMAT = Step("format", ("-m", "ruff", "format", "--check", *CODE))
LINT = Step("ruff", ("-m", "ruff", "check", *CODE))
TYPES = Step("types", ("-m", "mypy", *CODE))
IMPORTS = Step(
    "imports", ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")
)
TIDY = Step("tidy and documents", ("-m", "pytest", "-q", "tests/tidy"))
FAST = Step(
    "fast tests", ("-m", "pytest", "-q", "--hypothesis-profile=quick", "-m", "not slow", "tests/unit")
)

STILL = (TYPES, FORMAT, LINT, IMPORTS)
"""What looks at the code without running its tests."""

STEPS = (*STILL, TIDY, FAST)


def outcome(step: Step) -> bool:
    """Run one step, print its verdict (and its words when it failed), and return whether it passed."""
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, *step.command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - begun
    passed = ended.returncode == 0
    verdict = "ok" if passed else "FAILED"
    words = "" if passed else f"{ended.stdout}\n"
    print(f"{verdict:>6}  {step.name}  {seconds:.1f} s\n{words}", end="", flush=True)
    return passed


def all_pass(steps: Sequence[Step]) -> bool:
    """Run the steps two at a time and return whether every one of them passed."""
    with ThreadPoolExecutor(max_workers=2) as two:
        return all(list(two.map(outcome, steps)))


def mend() -> None:
    """Let the tools mend format and lint."""
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", *CODE], cwd=ROOT, check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", *CODE], cwd=ROOT, check=False)


def main() -> int:
    """Check everything; 1 when something failed."""
    if sys.argv[1:] == ["fix"]:
        mend()
    return 0 if all_pass(STEPS) else 1


if __name__ == "__main__":
    sys.exit(main())
