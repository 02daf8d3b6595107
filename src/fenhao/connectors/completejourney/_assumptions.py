"""What the data does not say: stated by the example company, kept apart from what the data says."""

import tomllib
from dataclasses import dataclass

from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the data does not say and the example company states; money in cents.

    ``margin_percent``: margin before benefits, of the list value. ``invitation_cost_minor`` is what one campaign
    mailing to one household costs, booked on ``invitation_cost_type``. An invitation is a wake-up when the
    household has bought nothing in the ``wake_up_quiet_days`` before it.
    """

    margin_percent: int
    invitation_cost_minor: int
    invitation_cost_type: str
    loyalty_cost_type: str
    coupon_match_cost_type: str
    wake_up_quiet_days: int


def read_assumptions(text: str) -> Assumptions:
    """Return the assumptions written in TOML; Trouble names the key that is missing or wrong."""
    try:
        keys = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Trouble("connectors.settings_unreadable", {"reason": str(error)}) from error

    def whole(key: str, *, least: int, most: int) -> int:
        value = keys.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Trouble(
                "connectors.setting_wrong",
                {"key": key, "value": str(value), "expected": f"{least} .. {most}"},
            )
        return value

    def code(key: str) -> str:
        value = keys.get(key)
        if not isinstance(value, str) or not value:
            raise Trouble(
                "connectors.setting_wrong", {"key": key, "value": str(value), "expected": "cost_type"}
            )
        return value

    return Assumptions(
        margin_percent=whole("margin_percent", least=0, most=100),
        invitation_cost_minor=whole("invitation_cost_minor", least=0, most=1_000_000),
        invitation_cost_type=code("invitation_cost_type"),
        loyalty_cost_type=code("loyalty_cost_type"),
        coupon_match_cost_type=code("coupon_match_cost_type"),
        wake_up_quiet_days=whole("wake_up_quiet_days", least=1, most=366),
    )
