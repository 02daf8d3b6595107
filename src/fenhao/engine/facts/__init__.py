"""The canonical facts: what every source is translated into."""

from fenhao.engine.facts._tables import (
    BENEFITS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    CONTACTS,
    COST_ENTRIES,
    CUSTOMERS,
    LINEAGE,
    ORDERS,
    STAMPED,
    SURVEYS,
    TABLES,
    TICKETS,
    TIER_ASSIGNMENTS,
    TOOL_USAGE,
    WORK_LOGS,
    table,
)

__all__ = [
    "BENEFITS",
    "CAMPAIGNS",
    "CAMPAIGN_MEMBERS",
    "CONTACTS",
    "COST_ENTRIES",
    "CUSTOMERS",
    "LINEAGE",
    "ORDERS",
    "STAMPED",
    "SURVEYS",
    "TABLES",
    "TICKETS",
    "TIER_ASSIGNMENTS",
    "TOOL_USAGE",
    "WORK_LOGS",
    "table",
]
