"""JSON whose numbers stay in their digits: no amount becomes a binary fraction on its way."""

import json
from collections.abc import Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import cast

from fenhao.connectors.pull._values import Value
from fenhao.kernel import Trouble

_DIGITS_SHOWN = 15
_DIGITS_MEANT = 13
_PLACES_MAX = 40
_NOTHING: Mapping[str, str] = MappingProxyType({})
"""What NaN and Infinity are: nothing."""
_SHOWN = Context(prec=_DIGITS_SHOWN)


def exact_json(data: bytes | str, *, host: str) -> Value:
    """Return what a JSON text says, numbers as texts; Trouble ``sources.not_json`` for anything that is none."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        told = json.loads(text, parse_float=plain_number, parse_int=str, parse_constant=_NOTHING.get)
    except (ValueError, RecursionError) as wrong:
        raise Trouble("sources.not_json", {"host": host}) from wrong
    return cast("Value", told)


def plain_number(digits: str) -> str:
    """Return a number written without an exponent.

    Systems that compute in binary fractions print 0.30000000000000004 where they mean 0.3: sixteen digits and more
    that are a short number to fifteen are that number. Anything else keeps every digit, for the reader to refuse.
    """
    number = Decimal(digits)
    if not number.is_finite() or abs(number.adjusted()) > _PLACES_MAX:
        return digits
    if len(number.as_tuple().digits) > _DIGITS_SHOWN:
        short = number.normalize(_SHOWN)
        if len(short.as_tuple().digits) <= _DIGITS_MEANT:
            number = short
    return format(number, "f")
