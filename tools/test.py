"""Everything that must hold: ``./run test``, or a part of it: ``./run test tests/twins -k split``.

First what looks at the code without running it, then every test, two at a time; pytest has the last word. With
arguments, pytest alone runs, with those arguments.
"""

import os
import subprocess
import sys

from tools.check import ROOT, STILL, all_pass

_COMPILE_AGAIN = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
ALL = ("-n", "2", "--dist", "loadgroup", "tests")


def main() -> int:
    """Run the tests; 1 when a check or a test failed."""
    chosen = sys.argv[1:]
    clean = bool(chosen) or all_pass(STILL)
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", *(chosen or ALL)], cwd=ROOT, env=_compiled(), check=False
    )
    if not clean:
        print("The tests aside, a check failed: see the lines marked FAILED above.", file=sys.stderr)
    return tests.returncode or (0 if clean else 1)


def _compiled() -> dict[str, str]:
    """Return the surroundings in which the many processes of the tests compile each module once, and no library again."""
    return {name: value for name, value in os.environ.items() if name not in _COMPILE_AGAIN}


if __name__ == "__main__":
    sys.exit(main())
