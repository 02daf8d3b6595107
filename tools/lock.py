"""Write the lock files anew: ``./run lock`` keeps what still fits, ``./run lock --upgrade`` takes the newest.

One resolution for Python 3.11 to 3.14 and every platform, each file with its hashes. No index is named: a lock
that records download addresses would tie the project to one mirror. ``run.txt`` is what a user gets, the demo's
data and the reading of texts included; ``test.txt`` adds the tools, Spark and Sail, with the same version of everything in ``run.txt``.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
HEADER = "# Written by ./run lock from pyproject.toml; do not edit.\n"
CHOICES = {
    "test": ["--extra", "demo", "--extra", "spark", "--extra", "text", "--group", "dev"],
    "run": ["--extra", "demo", "--extra", "text"],
}


def compile_lock(name: str, upgrade: list[str]) -> None:
    """Resolve one lock; ``run`` is resolved inside the versions of ``test``, so that the two agree."""
    target = FOLDER / f"{name}.txt"
    limits = ["--constraint", "requirements/constraints.in"]
    limits += ["--constraint", "requirements/test.txt"] if name == "run" else []
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
    ]
    command += [
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "--no-emit-find-links",
    ]
    command += [
        *CHOICES[name],
        *limits,
        *upgrade,
        "pyproject.toml",
        "--output-file",
        f"requirements/{name}.txt",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    target.write_text(HEADER + target.read_text().removeprefix(HEADER))


def main() -> int:
    """Write both locks."""
    for name in CHOICES:
        compile_lock(name, sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
