"""The number that a page of trouble shows and that stands beside its cause in the log."""

import secrets


def new_reference() -> str:
    """Return a new reference: short enough to be read out on the telephone."""
    drawn = secrets.token_hex(4).upper()
    return f"{drawn[:4]}-{drawn[4:]}"
