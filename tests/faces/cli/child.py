"""A child process that types one command and is killed, as by the power cord, when it is about to do a named thing.

Run as ``python child.py MODULE ATTRIBUTE TIMES WORD ...``: the TIMES-th call of MODULE.ATTRIBUTE does not happen, the
process kills itself with SIGKILL instead. An empty MODULE kills nothing.
"""

import importlib
import os
import signal
import sys


def deadly(module: str, attribute: str, times: int) -> None:
    """Replace a function or method by one whose ``times``-th call ends the process."""
    holder: object = importlib.import_module(module)
    *path, name = attribute.split(".")
    for part in path:
        holder = getattr(holder, part)
    real, left = getattr(holder, name), [times]

    def instead(*given: object, **named: object) -> object:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(holder, name, instead)


def main() -> int:
    """Arm the trap and type the command."""
    module, attribute, times, *words = sys.argv[1:]
    if module:
        deadly(module, attribute, int(times))
    from fenhao.site import main as fenhao

    return fenhao(words)


if __name__ == "__main__":
    sys.exit(main())
