"""Other services through the package apprise: only those whose address is the service's own, and hosts that the settings name."""

import warnings
from collections.abc import Collection
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fenhao.connectors import is_allowed
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from apprise import NotifyBase

FIXED = ("discord", "gchat", "line", "pagerduty", "pover", "slack", "tgram", "wxteams")
"""Services that are called at one address of their own, whatever the user writes: none leads into a private network."""
NAMED = {"json": 80, "jsons": 443, "mmost": 80, "mmosts": 443, "rocket": 80, "rockets": 443}
"""Services of a company's own, which go to the host in their address: it has to be named in the settings."""


def service_of(url: str, *, allowed: Collection[str]) -> "NotifyBase":
    """Return the service that an address names.

    Trouble ``messages.apprise_missing``, ``messages.apprise_unknown`` for a kind that is not offered,
    ``messages.private_address`` for a host that the settings do not name, ``messages.bad_address``.
    """
    if find_spec("apprise") is None:
        raise Trouble("messages.apprise_missing", {})
    scheme = url.partition("://")[0].lower()
    if scheme in NAMED:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or NAMED[scheme]
        except ValueError as wrong:
            raise Trouble("messages.bad_address", {}) from wrong
        if not is_allowed(host, port, allowed):
            raise Trouble("messages.private_address", {"host": host})
    elif scheme not in FIXED:
        raise Trouble("messages.apprise_unknown", {"known": ", ".join((*FIXED, *NAMED))})
    # On Python 3.11 its plugins import a module that Python is about to drop; they do without where it is gone.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise import Apprise

        made = Apprise.instantiate(url, suppress_exceptions=True)
    if made is None:
        raise Trouble("messages.bad_address", {})
    return made


def notify(url: str, *, title: str, body: str, allowed: Collection[str]) -> tuple[bool, str]:
    """Carry a message and return whether the service took it, and what it is called."""
    from apprise import NotifyFormat

    service = service_of(url, allowed=allowed)
    taken = bool(service.notify(body=body, title=title, body_format=NotifyFormat.MARKDOWN))
    return taken, str(service.service_name)
