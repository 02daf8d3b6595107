"""The launcher, run as a user runs it: in a copy of the checkout whose lock is empty and whose command only echoes.

So the whole path is real (finding a Python, making the environment, locking, starting the command) and needs no
network. Pythons that a machine may have, but this one has not, are small scripts on a PATH of their own.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ECHO = """
import os, sys
def main():
    print(os.getcwd(), *sys.argv[1:], sep="|")
    return 7 if "fail" in sys.argv else 0
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a blank in its path, an empty lock and a command that echoes."""
    return checked_out(tmp_path)


@pytest.fixture(scope="module")
def launched_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose environment a first launch has made, which takes seconds."""
    root = checked_out(tmp_path_factory.mktemp("launched"))
    assert launch(root).returncode == 0
    return root


@pytest.fixture
def launched(launched_once: Path, tmp_path: Path) -> Path:
    """A copy of it, free to be spoilt: an environment may be moved with its checkout."""
    return shutil.copytree(launched_once, tmp_path / "my checkout", symlinks=True)


def checked_out(folder: Path) -> Path:
    """Return a checkout in that folder."""
    root = folder / "my checkout"
    for name in ("run", "tools/environment.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / "requirements").mkdir()
    for lock in ("run", "test"):
        (root / "requirements" / f"{lock}.txt").write_text(f"# {lock}: nothing to install\n")
    command = root / "src" / "fenhao" / "site"
    command.mkdir(parents=True)
    (command / "__init__.py").write_text(ECHO)
    return root


def launch(
    checkout: Path, *words: str, cwd: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run the launcher and wait for it."""
    return subprocess.run(
        [str(checkout / "run"), *words],
        cwd=cwd or checkout,
        env=surroundings(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def surroundings(**changes: str) -> dict[str, str]:
    """Return an environment in which the launcher finds the Python of this test run."""
    return {**os.environ, "FENHAO_PYTHON": sys.executable, **changes}


def made_at(checkout: Path) -> int:
    """Return when the environment was made; a new one has another inode or time."""
    return (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns


def test_the_first_launch_makes_the_environment_and_the_second_is_silent(checkout: Path) -> None:
    first = launch(checkout, "load", "a b.csv", "", "*", "--as=订单")
    assert first.returncode == 0, first.stderr
    assert first.stdout == f"{checkout}|load|a b.csv||*|--as=订单\n"
    assert "Preparing" in first.stderr
    assert "准备运行环境" in first.stderr
    made = made_at(checkout)
    second = launch(checkout, "load")
    assert (second.stdout, second.stderr) == (f"{checkout}|load\n", "")
    assert made_at(checkout) == made


@pytest.mark.slow
def test_the_command_runs_where_the_user_stands_and_its_exit_code_comes_back(
    launched: Path, tmp_path: Path
) -> None:
    answer = launch(launched, "fail", cwd=tmp_path)
    assert answer.stdout == f"{tmp_path}|fail\n"
    assert answer.returncode == 7


@pytest.mark.slow
def test_a_changed_lock_makes_the_environment_anew(launched: Path) -> None:
    leftover = launched / ".venv" / "leftover"
    leftover.touch()
    (launched / "requirements" / "run.txt").write_text("# another lock\n")
    assert "Preparing" in launch(launched).stderr
    assert not leftover.exists()
    assert launch(launched).stderr == ""


@pytest.mark.slow
def test_an_environment_that_was_left_half_made_is_made_anew(launched: Path) -> None:
    (launched / ".venv" / "lock-run.txt").unlink()
    (launched / ".venv" / "bin" / "python").unlink()
    answer = launch(launched, "report")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.endswith("|report\n")


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_launch_that_is_ended_midway_harms_no_later_one(checkout: Path, ending: signal.Signals) -> None:
    with subprocess.Popen(
        [str(checkout / "run"), "demo"],
        cwd=checkout,
        env=surroundings(),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A shell that runs the tests in the background makes them deaf to SIGINT, and their children with them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as midway:
        deadline = time.monotonic() + 60
        while not (checkout / ".venv" / "pyvenv.cfg").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.killpg(midway.pid, ending)
    assert not (checkout / ".venv" / "lock-run.txt").exists()
    assert launch(checkout, "demo").stdout == f"{checkout}|demo\n"


@pytest.mark.slow
def test_two_launches_at_once_make_one_environment_and_both_run(checkout: Path) -> None:
    both = [
        subprocess.Popen(
            [str(checkout / "run"), word],
            cwd=checkout,
            env=surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for word in ("one", "two")
    ]
    answers = [launched.communicate(timeout=120) for launched in both]
    assert [printed for printed, _ in answers] == [f"{checkout}|one\n", f"{checkout}|two\n"]
    assert sorted("Preparing" in told for _, told in answers) == [False, True]


@pytest.mark.slow
def test_the_package_is_importable_wherever_the_checkout_is_moved(launched: Path) -> None:
    moved = launched.rename(launched.parent / "elsewhere")
    assert launch(moved, "verify").stdout == f"{moved}|verify\n"
    direct = subprocess.run(
        [moved / ".venv" / "bin" / "fenhao", "tiers"], capture_output=True, text=True, check=True
    )
    assert direct.stdout.endswith("|tiers\n")


def false_python(folder: Path, name: str, *, version: str, modules: bool) -> None:
    """Put a Python on the PATH that answers the launcher's two questions."""
    folder.mkdir(exist_ok=True)
    script = folder / name
    answer = 0 if modules else 1
    script.write_text(
        f'#!/bin/sh\ncase "$3" in *version_info*) echo {version} ;; *ensurepip*) exit {answer} ;; esac\n'
    )
    script.chmod(0o755)


def with_only(checkout: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Launch on a machine that has the shell's own tools and the Pythons of that folder."""
    folder.mkdir(exist_ok=True)
    for tool in ("sh", "cmp", "dirname"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    return launch(checkout, "demo", PATH=str(folder), FENHAO_PYTHON="")


def test_an_old_python_gets_a_sentence_that_says_which_one_is_needed(checkout: Path, tmp_path: Path) -> None:
    false_python(tmp_path / "bin", "python3", version="3.9", modules=True)
    answer = with_only(checkout, tmp_path / "bin")
    assert answer.returncode == 2
    assert "needs Python 3.11, 3.12, 3.13 or 3.14; found only python3 3.9" in answer.stderr
    assert "分毫需要 Python 3.11、3.12、3.13 或 3.14，目前只找到 python3 3.9" in answer.stderr


def test_a_python_without_venv_gets_a_sentence_that_says_what_to_install(
    checkout: Path, tmp_path: Path
) -> None:
    false_python(tmp_path / "bin", "python3.12", version="3.12", modules=False)
    answer = with_only(checkout, tmp_path / "bin")
    assert answer.returncode == 2
    assert "apt install python3.12-venv" in answer.stderr
    assert "缺少 venv 和 ensurepip 模块" in answer.stderr


def test_a_machine_without_python_gets_a_sentence_too(checkout: Path, tmp_path: Path) -> None:
    answer = with_only(checkout, tmp_path / "bin")
    assert answer.returncode == 2
    assert "none was found. Install one" in answer.stderr
    assert "没有找到可用的 Python" in answer.stderr


def test_a_suitable_python_is_found_behind_unsuitable_ones(checkout: Path, tmp_path: Path) -> None:
    false_python(tmp_path / "bin", "python3.14", version="3.14", modules=False)
    false_python(tmp_path / "bin", "python3.13", version="", modules=True)
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    answer = with_only(checkout, tmp_path / "bin")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == f"{checkout}|demo\n"
