"""Sources of facts: one folder a source, each to canonical rows. No opinions.

``files`` reads a company's own CSV, Excel and Parquet; ``CONNECTORS`` lists the sources with a connector.
"""

from fenhao.connectors._address import is_allowed, is_public
from fenhao.connectors._reading import (
    Connector,
    Problem,
    Progress,
    Reading,
    Reject,
    Step,
    StrangeWord,
    canonical_schema,
    reading_of,
    silent,
)
from fenhao.connectors._rejects import harmless, reason_in_words, write_rejects
from fenhao.connectors.completejourney import CONNECTOR as COMPLETEJOURNEY

__all__ = [
    "CONNECTORS",
    "Connector",
    "Problem",
    "Progress",
    "Reading",
    "Reject",
    "Step",
    "StrangeWord",
    "canonical_schema",
    "connector",
    "harmless",
    "is_allowed",
    "is_public",
    "reading_of",
    "reason_in_words",
    "silent",
    "write_rejects",
]

CONNECTORS = (COMPLETEJOURNEY,)


def connector(name: str) -> Connector:
    """Return the connector of that name; KeyError for any other name."""
    return {known.name: known for known in CONNECTORS}[name]
