"""The systems that facts are fetched from: one file each, and this list."""

from fenhao.connectors.pull import FileKind, RecordKind
from fenhao.connectors.systems.erpnext import KIND as ERPNEXT
from fenhao.connectors.systems.folder import KIND as FOLDER
from fenhao.connectors.systems.fxiaoke import KIND as FXIAOKE
from fenhao.connectors.systems.hubspot import KIND as HUBSPOT
from fenhao.connectors.systems.mysql import KIND as MYSQL
from fenhao.connectors.systems.odoo import KIND as ODOO
from fenhao.connectors.systems.postgresql import KIND as POSTGRESQL
from fenhao.connectors.systems.s3 import KIND as S3
from fenhao.connectors.systems.salesforce import KIND as SALESFORCE
from fenhao.connectors.systems.sqlite import KIND as SQLITE

__all__ = ["KINDS", "kind_of"]

KINDS: tuple[RecordKind | FileKind, ...] = (
    POSTGRESQL,
    MYSQL,
    SQLITE,
    SALESFORCE,
    HUBSPOT,
    FXIAOKE,
    ODOO,
    ERPNEXT,
    S3,
    FOLDER,
)
"""Every kind of source, in the order in which help names them."""


def kind_of(name: str) -> RecordKind | FileKind:
    """Return the kind of that name; KeyError for any other name."""
    return {each.keys.kind: each for each in KINDS}[name]
