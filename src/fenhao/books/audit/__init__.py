"""Who did what, when and why; and whether anything sealed has been touched since."""

from fenhao.books.audit._guarded import guarded
from fenhao.books.audit._record import (
    RECORD,
    Act,
    Facts,
    Recorded,
    Wanted,
    about,
    newest_records,
    record,
    records,
)
from fenhao.books.audit._seal import Breach, check, newest_seal, seal

__all__ = [
    "RECORD",
    "Act",
    "Breach",
    "Facts",
    "Recorded",
    "Wanted",
    "about",
    "check",
    "guarded",
    "newest_records",
    "newest_seal",
    "record",
    "records",
    "seal",
]
