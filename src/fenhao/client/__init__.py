"""A client of the REST API, typed, of nothing but the standard library: it may be copied into another project.

    >>> from fenhao.client import Client
    >>> client = Client("https://fenhao.example", token="…")

Lists are read page by page while one goes through them. What fails on the way is asked again under the same key, so that nothing
is done twice. ``post_facts`` sends a stream of rows in batches and goes on after it was cut off.
"""

from fenhao.client import _types as types
from fenhao.client._client import Client
from fenhao.client._facts import Progress, RejectedRow, Upload
from fenhao.client._transport import Problem, Unreachable

__all__ = ["Client", "Problem", "Progress", "RejectedRow", "Unreachable", "Upload", "types"]
