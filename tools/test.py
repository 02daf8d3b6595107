"""Everything that must hold: ``./run test``, or a part of it: ``./run test tests/twins -k split``.

First what looks at the code without running it, then every test, two at a time; pytest has the last word. With
arguments, pytest alone runs, with those arguments.
"""

import os
import subprocess
import sys
import tempfile

from tools.check import ROOT, STILL, all_pass

ALL = ("-n", "2", "--dist", "loadgroup", "tests")


def main() -> int:
    """Run the tests; 1 when a check or a test failed."""
    chosen = sys.argv[1:]
    clean = bool(chosen) or all_pass(STILL)
    with tempfile.TemporaryDirectory(prefix="fenhao-compiled-") as compiled:
        tests = subprocess.run(
            [sys.executable, "-m", "pytest", *(chosen or ALL)],
            cwd=ROOT,
            env=_compiling_to(compiled),
            check=False,
        )
    if not clean:
        print("The tests aside, a check failed: see the lines marked FAILED above.", file=sys.stderr)
    return tests.returncode or (0 if clean else 1)


def _compiling_to(folder: str) -> dict[str, str]:
    """Return the surroundings in which the many processes of the tests compile each module once, out of the checkout."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": folder}


if __name__ == "__main__":
    sys.exit(main())
