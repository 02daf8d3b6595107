"""The ``fenhao`` command: one file a noun, translation only."""

from fenhao.interfaces.cli._main import main

__all__ = ["main"]
