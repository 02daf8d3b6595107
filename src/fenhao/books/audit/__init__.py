"""Who did what, when and why; and whether anything sealed has been touched since."""

from fenhao.books.audit._record import RECORD, Act, Facts, record
from fenhao.books.audit._seal import Breach, check, seal

__all__ = ["RECORD", "Act", "Breach", "Facts", "check", "record", "seal"]
