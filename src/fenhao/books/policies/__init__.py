"""The company's written files as dated versions: who changed what from when on and why; planned, undone, never lost."""

from fenhao.books.policies._versions import (
    Clash,
    Saved,
    SaveVerdict,
    Version,
    VersionKind,
    VersionState,
    fixed_keys,
    versions,
)

__all__ = [
    "Clash",
    "SaveVerdict",
    "Saved",
    "Version",
    "VersionKind",
    "VersionState",
    "fixed_keys",
    "versions",
]
