"""What the company wrote down about the cost of service."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.service.costing._delay import DelayPolicy
from fenhao.engine.service.costing._minutes import TimeEquation


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """How service work is costed.

    ``categories`` are the branches of the chart whose cost is that of service. ``practical_share`` of paid time is worked.
    ``digital_channels`` are served without a person, ``digital_goal`` is the share that they are to solve. ``channel_teams`` are
    (channel, team): who answers for cost and contacts that name a channel and no team. A contact about the same within ``repeat_days`` of
    the last repeats it. ``served_tolerance`` is how far a tier's cost share may lie from its value share.
    """

    version: str
    categories: tuple[str, ...]
    practical_share: Fraction
    digital_channels: tuple[str, ...]
    digital_goal: Fraction
    repeat_days: int
    served_tolerance: Fraction
    minutes: TimeEquation
    channel_teams: tuple[tuple[str, str], ...]
    delay: DelayPolicy

    def team(self, *, team: str, channel: str) -> str:
        """Return who answers for something that names this team and channel: the team, else the one written down for the channel.

        A channel without a person answers for itself where nothing is written. '' is nobody.
        """
        alone = channel if channel in self.digital_channels else ""
        return team or dict(self.channel_teams).get(channel, alone)
