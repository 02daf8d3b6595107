"""What a customer costs to win, and when that is earned back: by channel, exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fenhao.kernel import Period


@dataclass(frozen=True, slots=True)
class Acquisition:
    """One channel of a period; '' holds spend and customers without one.

    ``cac`` is minor units a customer, None without customers; ``payback_months`` counts months until the margin since
    winning covers the spend (1: in the first), None while it does not or where nothing was spent. ``clv`` is an estimate in minor units a
    customer, None where it is not given, and ``clv_to_cac`` their ratio.
    """

    channel: str
    spend_minor: int
    customers: int
    margin_minor: int
    cac: Fraction | None
    payback_months: int | None
    clv: Fraction | None
    clv_to_cac: Fraction | None


def acquisition(
    *,
    channel: str,
    spend_minor: int,
    customers: int,
    margins_minor: Sequence[int],
    clv_minor: int | None,
) -> Acquisition:
    """Return one channel; ``margins_minor`` by month since winning, ``clv_minor`` the customers' summed value.

    A channel that cost nothing has nothing to pay back; one that won nobody has no CAC and never pays back.
    """
    cac = Fraction(spend_minor, customers) if customers else None
    clv = Fraction(clv_minor, customers) if clv_minor is not None and customers else None
    ratio = Fraction(clv, cac) if clv is not None and cac is not None and cac > 0 else None
    return Acquisition(
        channel=channel,
        spend_minor=spend_minor,
        customers=customers,
        margin_minor=sum(margins_minor),
        cac=cac,
        payback_months=_payback(spend_minor, margins_minor) if customers and spend_minor > 0 else None,
        clv=clv,
        clv_to_cac=ratio,
    )


def _payback(spend_minor: int, margins_minor: Sequence[int]) -> int | None:
    earned = 0
    for month, margin in enumerate(margins_minor, start=1):
        earned += margin
        if earned >= spend_minor:
            return month
    return None


def acquisitions(
    *,
    spend: Mapping[str, int],
    won: Mapping[str, int],
    margins: Mapping[tuple[str, int], int],
    clv: Mapping[str, int] | None,
) -> tuple[Acquisition, ...]:
    """Return every channel with spend or customers, by name; ``margins`` by channel and month since winning."""
    last = max((age for _, age in margins), default=-1)
    return tuple(
        acquisition(
            channel=channel,
            spend_minor=spend.get(channel, 0),
            customers=won.get(channel, 0),
            margins_minor=[margins.get((channel, age), 0) for age in range(last + 1)],
            clv_minor=None if clv is None else clv.get(channel, 0),
        )
        for channel in sorted(set(spend) | set(won))
    )


def looks_back(*, orders_from: date, before: Period) -> bool:
    """Whether the orders reach back far enough to compare with the days ``before``: at most a twentieth of them is missing.

    Of days from which no orders were loaded, a margin of nought would be made up, and every return on it.
    """
    return (orders_from - before.start).days * 20 <= before.days


@dataclass(frozen=True, slots=True)
class GroupReturn:
    """What spending on one thing went along with. There is no control group: what would have come anyway is in it.

    ``before_minor`` is the customers' margin of as many days before the period, None where the orders begin too late to tell;
    ``gain_minor`` is that of the period less it; ``roi`` is (gain - cost) / cost, ``ltv_per_cost`` the margin of
    the period for each unit of cost; both are None without cost, and where the entries name no customer whose margin could be followed.
    """

    dimension: str
    name: str
    customers: int
    cost_minor: int
    before_minor: int | None
    after_minor: int

    @property
    def gain_minor(self) -> int | None:
        """Return how much more they brought than before."""
        return None if self.before_minor is None else self.after_minor - self.before_minor

    @property
    def roi(self) -> Fraction | None:
        """Return the return on the cost."""
        gain = self.gain_minor
        if gain is None or not self._followed:
            return None
        return Fraction(gain - self.cost_minor, self.cost_minor)

    @property
    def ltv_per_cost(self) -> Fraction | None:
        """Return the margin of the period for each unit of cost."""
        return Fraction(self.after_minor, self.cost_minor) if self._followed else None

    @property
    def _followed(self) -> bool:
        """Return whether there is cost, and anybody whose margin can stand against it."""
        return self.customers > 0 and self.cost_minor > 0
