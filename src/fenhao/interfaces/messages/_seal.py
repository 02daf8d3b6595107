"""Secrets of channels and sources, sealed with a key derived from the book's: a copy of the database alone opens none of them."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from fenhao.kernel import Trouble

_PURPOSE = "fenhao channels"


def seal(secrets: Mapping[str, str], *, purpose: str = _PURPOSE) -> str:
    """Return secrets as a text that only this book's key opens, and only for that purpose."""
    return _box(purpose).encrypt(json.dumps(dict(secrets), sort_keys=True).encode()).decode("ascii")


def unseal(text: str, *, purpose: str = _PURPOSE) -> dict[str, str]:
    """Return the secrets in a sealed text. Trouble ``messages.sealed_elsewhere`` when it was sealed with another key."""
    try:
        told: dict[str, str] = json.loads(_box(purpose).decrypt(text.encode("ascii")))
    except (InvalidToken, ValueError) as wrong:
        raise Trouble("messages.sealed_elsewhere", {}) from wrong
    return told


def _box(purpose: str) -> Fernet:
    """Return the box of this book's key."""
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), key=purpose.encode(), digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
