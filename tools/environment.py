"""Make or renew the environment in .venv from a lock file, with the standard library alone.

Called by ./run as ``python -I tools/environment.py run|test``. The work is done under a lock of the operating
system, so a second launcher waits and then finds the work done, and a launcher that was killed leaves no lock
behind. The copy of the lock file inside the environment is written last: without it the next launcher starts over.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements" / "run.txt", "test": ROOT / "requirements" / "test.txt"}
CONTENTS = {"run": ("run",), "test": ("run", "test")}
"""Which locks an environment satisfies: the test lock holds everything that the run lock does."""


def say(english: str, chinese: str) -> None:
    """Print one sentence in both languages."""
    print(english, chinese, sep="\n", file=sys.stderr, flush=True)


@contextmanager
def only_launcher() -> Iterator[int]:
    """Hold the launcher's lock and give its file descriptor; wait for another launcher that holds it."""
    with (ROOT / ".venv.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(
                "Another ./run is preparing the environment; waiting for it.",
                "另一个 ./run 正在准备运行环境，请稍候。",
            )
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def stamp(name: str) -> Path:
    """Return where the environment keeps the copy of the lock that it was made from."""
    return HOME / f"lock-{name}.txt"


def is_current(name: str) -> bool:
    """Return whether the environment was completely made from that lock as it is now."""
    return (
        os.access(HOME / "bin" / "python", os.X_OK)
        and stamp(name).is_file()
        and stamp(name).read_bytes() == LOCKS[name].read_bytes()
    )


def make(name: str, held_by: int) -> None:
    """Make the environment for that lock, keeping what is already right."""
    if name == "test" and is_current("run"):
        stamp("test").unlink(missing_ok=True)
    else:
        shutil.rmtree(HOME, ignore_errors=True)
        venv.create(HOME, with_pip=True, symlinks=True, prompt="fenhao")
    install(LOCKS[name], held_by)
    site = next((HOME / "lib").glob("python3.*/site-packages"))
    (site / "fenhao.pth").write_text(os.path.relpath(ROOT / "src", site) + "\n")
    command = HOME / "bin" / "fenhao"
    command.write_text('#!/bin/sh\nexec "${0%/bin/fenhao}/../run" "$@"\n')
    command.chmod(0o755)
    for satisfied in CONTENTS[name]:
        shutil.copyfile(LOCKS[satisfied], stamp(satisfied))


def install(lock: Path, held_by: int) -> None:
    """Install exactly what the lock names, each file checked against its hash; raise on failure.

    The child shares the launcher's lock, so that nobody starts over beside a child that outlives its launcher.
    """
    arguments = ["install", "--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check"]
    arguments += ["--progress-bar", "off", "-r", str(lock)]
    live = sys.stderr.isatty()
    log = HOME / "install.log"
    with log.open("w") as kept:
        pip = subprocess.Popen(
            [str(HOME / "bin" / "python"), "-I", "-m", "pip", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=[held_by],
        )
        assert pip.stdout is not None
        for line in pip.stdout:
            kept.write(line)
            if live:
                progress(line)
    if live:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    if pip.wait() != 0:
        sys.stderr.write("".join(log.read_text().splitlines(keepends=True)[-25:]))
        raise subprocess.CalledProcessError(pip.returncode, "pip")


def progress(line: str) -> None:
    """Show in one terminal line what pip is busy with."""
    word, _, rest = line.strip().partition(" ")
    if word in ("Collecting", "Downloading", "Installing", "Building"):
        print(f"\r\033[K  {word.lower()} {rest[:70]}", end="", file=sys.stderr, flush=True)


def main(name: str) -> int:
    """Prepare the environment for that lock, or say why it could not be done."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        with only_launcher() as held_by:
            if is_current(name):
                return 0
            say(
                f"Preparing the environment in {HOME} (once; a few minutes at most) ...",
                f"正在 {HOME} 准备运行环境（仅首次需要，最多几分钟）……",
            )
            make(name, held_by)
    except KeyboardInterrupt:
        say("Interrupted; the next ./run starts over.", "已中断，下次运行 ./run 会重新准备。")
        return 130
    except subprocess.CalledProcessError:
        say(
            "The packages could not be installed; pip's last words are above. Is there a network, or is a proxy or a "
            "package index to be set (pip config set global.index-url ...)? Nothing is lost: run the same command again.",
            "依赖包安装失败，pip 的输出见上。请检查网络；如需代理或软件源镜像，可用 pip config set global.index-url 设置。已有数据不受影响，重新运行同一命令即可。",
        )
        return 2
    except OSError as error:
        say(
            f"The environment could not be written: {error}. Is the folder writable, and is there 1 GB of free space?",
            f"无法写入运行环境：{error}。请确认该目录可写，并有 1 GB 可用空间。",
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
