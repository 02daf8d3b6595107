"""Secrets of channels, sealed with a key derived from the book's: a copy of the database alone opens none of them."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from fenhao.kernel import Trouble

_PURPOSE = b"fenhao channels"


def seal(secrets: Mapping[str, str]) -> str:
    """Return secrets as a text that only this book's key opens."""
    return _box().encrypt(json.dumps(dict(secrets), sort_keys=True).encode()).decode("ascii")


def unseal(text: str) -> dict[str, str]:
    """Return the secrets in a sealed text. Trouble ``messages.sealed_elsewhere`` when it was sealed with another key."""
    try:
        told: dict[str, str] = json.loads(_box().decrypt(text.encode("ascii")))
    except (InvalidToken, ValueError) as wrong:
        raise Trouble("messages.sealed_elsewhere", {}) from wrong
    return told


def _box() -> Fernet:
    """Return the box of this book's key."""
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), key=_PURPOSE, digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
