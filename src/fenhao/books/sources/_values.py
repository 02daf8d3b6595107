"""What is remembered of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FetchRun:
    """What one feed of one run brought. rows_read = loaded + already_there + rejected.

    ``code`` and ``details`` are those of the trouble that ended it; both are empty when it went to its end. ``batches`` are what
    undo takes back. ``by`` is None for the system itself.
    """

    source: str
    fact: str
    object: str
    at: datetime
    rows_read: int
    loaded: int
    already_there: int
    rejected: int
    batches: tuple[str, ...]
    rejects: tuple[str, ...]
    code: str
    details: Mapping[str, str]
    by: int | None
