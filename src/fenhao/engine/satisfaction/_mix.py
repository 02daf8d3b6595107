"""What a contact cost in each cell of tier, channel and month: the ledger's service cost shared out by staff seconds."""

from collections.abc import Mapping

Key = tuple[str, str, int]
"""Tier, channel, month."""


def cost_per_contact(
    *,
    contacts: Mapping[Key, int],
    seconds: Mapping[Key, int],
    channel_cost: Mapping[tuple[str, int], int],
) -> dict[Key, float]:
    """Return the cost per contact of each cell in minor units; cells without contacts or cost are left out.

    Cost with a channel goes to the cells of that channel and month by their staff seconds, cost without one to all cells of its
    month. An estimate for comparing cells; the ledger is not touched.
    """
    of_channel: dict[tuple[str, int], int] = {}
    of_month: dict[int, int] = {}
    for (_, channel, month), each in seconds.items():
        of_channel[channel, month] = of_channel.get((channel, month), 0) + each
        of_month[month] = of_month.get(month, 0) + each
    made: dict[Key, float] = {}
    for key, count in contacts.items():
        _, channel, month = key
        used = seconds.get(key, 0)
        if count <= 0 or used <= 0:
            continue
        own = channel_cost.get((channel, month), 0) * used / of_channel[channel, month]
        # cost whose channel served nobody that month is shared out like cost without a channel
        loose = sum(
            cost
            for (name, at), cost in channel_cost.items()
            if at == month and (not name or (name, month) not in of_channel)
        )
        cost = own + loose * used / of_month[month]
        if cost > 0:
            made[key] = cost / count
    return made
