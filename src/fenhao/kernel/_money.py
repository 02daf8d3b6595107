"""Money: whole minor units of one currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fenhao.kernel._currency import minor_digits
from fenhao.kernel._split import split


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum or comparison."""


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` whole minor units of ``currency``: ``Money(1999, "EUR")`` is EUR 19.99, ``Money(7, "JPY")`` is 7 yen.

    Adds, subtracts and compares within its currency; CurrencyMismatch otherwise. It neither multiplies nor
    divides: use ``split``, which gives every unit away.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is not whole and currencies that do not exist."""
        if type(self.minor) is not int:
            raise TypeError(f"{self.minor!r} is not a whole number of minor units")
        minor_digits(self.currency)

    def __add__(self, other: "Money") -> "Money":
        """Return the sum."""
        return Money(self.minor + self._of_my_currency(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Return the difference; it may be negative."""
        return Money(self.minor - self._of_my_currency(other), self.currency)

    def __neg__(self) -> "Money":
        """Return the amount that cancels this one."""
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Whether this is less."""
        return self.minor < self._of_my_currency(other)

    def __le__(self, other: "Money") -> bool:
        """Whether this is at most the other."""
        return self.minor <= self._of_my_currency(other)

    def __gt__(self, other: "Money") -> bool:
        """Whether this is more."""
        return self.minor > self._of_my_currency(other)

    def __ge__(self, other: "Money") -> bool:
        """Whether this is at least the other."""
        return self.minor >= self._of_my_currency(other)

    def split(self, weights: Sequence[int | Fraction | Decimal]) -> tuple["Money", ...]:
        """Return the parts by ``weights``; see ``fenhao.kernel.split``."""
        return tuple(Money(part, self.currency) for part in split(self.minor, weights))

    def text(self) -> str:
        """Return the amount in major units, exact, without separators or currency: ``-1234.50``."""
        return major_text(self.minor, digits=minor_digits(self.currency))

    def _of_my_currency(self, other: "Money") -> int:
        """Return the other's minor units, once its currency is known to be mine."""
        if not isinstance(other, Money):
            raise TypeError(f"{other!r} is not Money")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add or compare")
        return other.minor


def major_text(minor: int, *, digits: int) -> str:
    """Return minor units as exact decimal text: ``major_text(-5, digits=2)`` is ``-0.05``."""
    sign = "-" if minor < 0 else ""
    if digits == 0:
        return f"{sign}{abs(minor)}"
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"


def grouped_text(minor: int, *, digits: int) -> str:
    """Return minor units as people read them: ``grouped_text(-123456, digits=2)`` is ``-1,234.56``."""
    whole, point, part = major_text(abs(minor), digits=digits).partition(".")
    return f"{'-' if minor < 0 else ''}{int(whole):,}{point}{part}"


def amount_text(minor: int, *, currency: str) -> str:
    """Return minor units as people read them, with their currency: ``amount_text(-123456, currency="EUR")`` is ``-1,234.56 EUR``."""
    return f"{grouped_text(minor, digits=minor_digits(currency))} {currency}"
