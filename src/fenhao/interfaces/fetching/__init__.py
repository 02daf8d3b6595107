"""Fetching from systems as commands and pages do it: secrets unsealed for the time of a run, each run written down."""

from fenhao.interfaces.fetching._round import (
    Fetcher,
    change_secrets,
    drop_secrets,
    keep_secrets,
    keep_source,
    open_secrets,
    patient,
    reach_of,
    seen_of,
)

__all__ = [
    "Fetcher",
    "change_secrets",
    "drop_secrets",
    "keep_secrets",
    "keep_source",
    "open_secrets",
    "patient",
    "reach_of",
    "seen_of",
]
