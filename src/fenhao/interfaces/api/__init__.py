"""The REST API, version 1: what pages and commands can do, for machines, under the same rights.

``schema`` is its OpenAPI document, ``urlpatterns`` its addresses, ``DoorMiddleware`` tells what goes wrong there as problem
details.
"""

from fenhao.interfaces.api._api import GROUPS, schema, urlpatterns
from fenhao.interfaces.api._door import DoorMiddleware

__all__ = ["GROUPS", "DoorMiddleware", "schema", "urlpatterns"]
