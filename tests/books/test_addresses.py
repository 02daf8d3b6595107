"""Where messages may go, and when: tables of numbers, addresses and quiet hours."""

from datetime import UTC, datetime

import pytest

from fenhao.kernel import Trouble

QUIET = """
  now   | quiet       | until
  21:59 | 22:00-08:00 | 21:59
  22:00 | 22:00-08:00 | 08:00 next day
  03:00 | 22:00-08:00 | 08:00
  08:00 | 22:00-08:00 | 08:00
  12:30 | 12:00-13:00 | 13:00
  12:30 |             | 12:30
"""


def test_quiet_hours_end_when_they_say_also_over_midnight() -> None:
    from fenhao.interfaces.messages import after_quiet

    for line in QUIET.strip().splitlines()[1:]:
        now, quiet, until = (cell.strip() for cell in line.split("|"))
        at = datetime.fromisoformat(f"2026-05-15T{now}:00+08:00").astimezone(UTC)
        day = 16 if "next" in until else 15
        wanted = datetime.fromisoformat(f"2026-05-{day}T{until[:5]}:00+08:00")
        assert after_quiet(at, quiet, time_zone="Asia/Shanghai") == wanted, line


NUMBERS = """
  8.8.8.8            yes
  127.0.0.1          no
  10.1.2.3           no
  169.254.169.254    no
  100.64.0.1         no
  224.0.0.1          no
  ::1                no
  fd00::1            no
  ::ffff:10.0.0.1    no
  64:ff9b::a00:1     no
  2002:a00:1::       no
  2606:4700::1111    yes
"""


def test_only_numbers_of_the_internet_are_public() -> None:
    from fenhao.interfaces.messages import is_public

    for line in NUMBERS.strip().splitlines():
        number, public = line.split()
        assert is_public(number) == (public == "yes"), number


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/",
        "http://8.8.8.8/",
        "https://user:pw@8.8.8.8/",
        "https://8.8.8.8/#x",
        "https://",
        "x",
    ],
)
def test_addresses_that_are_none_are_refused(url: str) -> None:
    from fenhao.interfaces.messages import place_of

    with pytest.raises(Trouble) as wrong:
        place_of(url, allowed=())
    assert wrong.value.code == "messages.bad_address"
