"""How figures are written: one unit a page, exact amounts on demand, no float on the way."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from fenhao.interfaces.words import Language, knows, say
from fenhao.kernel import minor_digits

NO_DATA = "--"
MINUS = "\u2212"
TIMES_FROM, TIMES_BEYOND = 10, 1000
"""From how many times the whole a share is told as a multiple, and from where on no number says more than that it is beyond."""

# More digits before the point than the first number: divide by ten to the second, show the third's decimals.
_SPOKEN = {
    "zh": ((12, 12, 2, "trillion"), (8, 8, 2, "yi"), (4, 4, 1, "wan")),
    "en": ((9, 9, 2, "bn"), (6, 6, 2, "m"), (4, 3, 1, "k")),
}
_PAGE = {
    "zh": ((10, 8, 2, "yi"), (7, 4, 1, "wan"), (5, 4, 2, "wan")),
    "en": ((11, 6, 1, "million"), (8, 3, 0, "thousand"), (6, 3, 1, "thousand"), (5, 3, 2, "thousand")),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes amounts of one currency for one page.

    A page shows amounts in units of 10 ** ``power`` minor units to ``decimals`` decimals, and names that unit
    once. Whoever needs the exact amount asks for ``exact``.
    """

    lang: Language
    currency: str
    digits: int
    power: int
    decimals: int
    unit: str

    def amount(self, minor: int) -> str:
        """Return ``minor`` in the page's unit, without naming it."""
        return _written(minor, power=self.power, decimals=self.decimals)

    def short(self, minor: int) -> str:
        """Return ``minor`` in the page's unit without decimals, for places where there is no room."""
        return _written(minor, power=self.power, decimals=0)

    def delta(self, minor: int) -> str:
        """Return a difference with its sign."""
        return _signed(minor, self.amount(minor))

    def plain(self, minor: int) -> str:
        """Return every unit of ``minor`` without the currency: 1,234.56."""
        return _written(minor, power=self.digits, decimals=self.digits)

    def exact(self, minor: int) -> str:
        """Return every unit of ``minor`` with its currency."""
        return f"{self.plain(minor)} {currency_word(self.currency, self.lang)}"

    def spoken(self, minor: int) -> str:
        """Return ``minor`` as a sentence says it: 120.5 万美元, USD 1.21m."""
        size = len(str(abs(minor))) - self.digits
        word = currency_word(self.currency, self.lang)
        for more_than, power, decimals, name in _SPOKEN[self.lang]:
            if size > more_than:
                text = _written(minor, power=self.digits + power, decimals=decimals)
                return say(f"scale.{name}", {"number": text, "currency": word}, self.lang)
        text = _written(minor, power=self.digits, decimals=0 if size > 3 else self.digits)
        return say("scale.one", {"number": text, "currency": word}, self.lang)

    def percent(self, share: Fraction | None) -> str:
        """Return a share with one decimal, or ``--`` where there is none."""
        return NO_DATA if share is None else share_text(share, decimals=1)

    def change(self, share: Fraction | None) -> str:
        """Return a relative difference with its sign and one decimal, or ``--`` where there is nothing to compare with."""
        return NO_DATA if share is None else change_text(share, decimals=1)

    def percent_beside(self, share: Fraction | None, mark: Fraction | None) -> str:
        """Return a share with as many decimals as it takes not to look like the mark that it misses."""
        text, decimals = self.percent(share), 1
        while share is not None and mark is not None and share != mark and text == self._to(mark, decimals):
            decimals += 1
            text = self._to(share, decimals)
        return text

    def _to(self, share: Fraction, decimals: int) -> str:
        return f"{_written_fraction(share * 100, decimals)}%"

    def percent_short(self, share: Fraction) -> str:
        """Return a share without decimals."""
        return share_text(share, decimals=0)

    def delta_percent(self, share: Fraction) -> str:
        """Return a relative difference in whole percent with its sign, without the percent sign; a multiple says so."""
        return change_text(share, decimals=0).removesuffix("%")

    def count(self, number: int) -> str:
        """Return a count with thousands separators."""
        return _written(number, power=0, decimals=0)

    def mean(self, minor: int, over: int) -> str:
        """Return an amount for each of ``over`` in the currency's own unit, or ``--`` for none."""
        if not over:
            return NO_DATA
        return _written_fraction(Fraction(minor, over * 10**self.digits), self.digits)


@lru_cache(maxsize=1024)
def figures(*, lang: Language, currency: str, largest_minor: int) -> Figures:
    """Return the figures of a page whose largest amount is ``largest_minor``."""
    digits = minor_digits(currency)
    word = currency_word(currency, lang)
    size = len(str(abs(largest_minor))) - digits
    for more_than, power, decimals, name in _PAGE[lang]:
        if size > more_than:
            unit = say(f"unit.{name}", {"currency": word}, lang)
            return Figures(lang, currency, digits, digits + power, decimals, unit)
    return Figures(lang, currency, digits, digits, 0 if size > 4 else digits, word)


def currency_word(currency: str, lang: Language) -> str:
    """Return what a page calls the currency: 美元, or its code."""
    return say(f"currency_name.{currency}", {}, lang) if knows(f"currency_name.{currency}") else currency


def share_text(share: Fraction, *, decimals: int) -> str:
    """Return a share in percent, and from ten times the whole on as a multiple: 12.5%, 137×, > 1,000×.

    Against almost nothing a percentage has many digits and no meaning: 1,371,886.7 % says only that there was almost nothing.
    """
    if abs(share) < TIMES_FROM:
        return f"{_written_fraction(share * 100, decimals)}%"
    if abs(share) < TIMES_BEYOND:
        return f"{_written_fraction(share, 0)}×"
    return f"> {TIMES_BEYOND:,}×" if share > 0 else f"< {MINUS}{TIMES_BEYOND:,}×"


def change_text(share: Fraction, *, decimals: int) -> str:
    """Return a relative difference as ``share_text`` does, with its sign: +12.5%, −3.0%, +137×, > 1,000×."""
    text = share_text(share, decimals=decimals)
    return text if abs(share) >= TIMES_BEYOND else _signed(share, text)


def share(part: int, whole: int) -> Fraction | None:
    """Return part / whole as an exact share; none of nothing."""
    return Fraction(part, whole) if whole else None


def _written(minor: int, *, power: int, decimals: int) -> str:
    steps = (
        minor * 10 ** (decimals - power)
        if decimals >= power
        else _half_even_of(minor, 10 ** (power - decimals))
    )
    return _stepped(steps, decimals)


def _written_fraction(value: Fraction, decimals: int) -> str:
    """Return ``value`` rounded half to even, with separators and a real minus."""
    return _stepped(_half_even_of(value.numerator * 10**decimals, value.denominator), decimals)


def _stepped(steps: int, decimals: int) -> str:
    """Return so many steps of the last decimal, with separators and a real minus."""
    whole, rest = divmod(abs(steps), 10**decimals)
    text = f"{whole:,}.{rest:0{decimals}d}" if decimals else f"{whole:,}"
    return f"{MINUS}{text}" if steps < 0 else text


def _half_even_of(top: int, bottom: int) -> int:
    """Return top / bottom, rounded half to even; ``bottom`` is positive."""
    whole, rest = divmod(top, bottom)
    twice = rest * 2
    return whole + (twice > bottom or (twice == bottom and whole % 2 == 1))


def _signed(value: int | Fraction, text: str) -> str:
    nothing = not text.strip(f"{MINUS}0.,%")
    return text.lstrip(MINUS) if nothing else f"+{text}" if value > 0 else text
