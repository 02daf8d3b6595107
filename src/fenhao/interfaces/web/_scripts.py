"""The one script of every page: htmx as django-htmx brings it, and ours after it; pages work without it. And that of passkeys."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files

from django.urls import reverse

from fenhao.interfaces.web._shortcuts import SHORTCUTS


@lru_cache(maxsize=1)
def script() -> tuple[str, str]:
    """Return the script and the short digest under which browsers may keep it for ever."""
    htmx = files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
    ours = files("fenhao.interfaces.web")
    leads = {" ".join(each.keys): reverse(f"web:{each.page}") for each in SHORTCUTS if each.page}
    parts = (
        htmx.read_text(encoding="utf-8"),
        (
            f"const LEADS = {json.dumps(leads)}, SEARCH = {json.dumps(reverse('web:search'))},"
            f" SHORTCUTS = {json.dumps(reverse('web:shortcuts'))};"
        ),
        (ours / "line.js").read_text(encoding="utf-8"),
        (ours / "app.js").read_text(encoding="utf-8"),
    )
    text = "\n".join(parts)
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def passkey_script() -> str:
    """Return the script of the pages that ask for a passkey: the signing-in package's own, and how our forms use it."""
    theirs = files("allauth.mfa") / "static" / "mfa" / "js"
    parts = (
        theirs / "webauthn-json.js",
        theirs / "webauthn.js",
        files("fenhao.interfaces.web") / "passkey.js",
    )
    return "\n;\n".join(each.read_text(encoding="utf-8") for each in parts)  # some end without one
