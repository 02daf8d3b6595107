"""Days and moments as people and systems write them."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors._civil import civil_days, instants_of
from fenhao.connectors.files._cells import Cells, as_text, distinct_cells
from fenhao.kernel import Trouble

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_SHEET_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets, which believe that 1900 was a leap year

_TIME = r"(?P<hour>\d{1,2})\s*[:时]\s*(?P<minute>\d{1,2})\s*(?:[:分]\s*(?P<second>\d{1,2})秒?(?:[.,](?P<part>\d{1,9}))?)?分?"
_ZONE = r"(?:\s*(?P<zone>Z|[+-]\d{2}:?\d{2}))?"
_AFTER = rf"(?:[T\s]*\s*{_TIME}{_ZONE})?"
_WRITTEN = re.compile(
    rf"(?P<year>\d{{4}})\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*日?{_AFTER}",
    re.ASCII,
)
_COMPACT = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:[T\s]+{_TIME}{_ZONE})?", re.ASCII
)
_TURNED = re.compile(
    rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}}){_AFTER}", re.ASCII
)
_YEARLESS = re.compile(r"(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?", re.ASCII)
_SERIAL = re.compile(r"(?P<days>[1-9]\d{4})(?:\.(?P<part>\d{1,12}))?", re.ASCII)
_CLOCKED = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$"
_SECONDS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"


class Clock:
    """Reads days and moments of one file: its company's time zone and what the file says of its dates.

    ``date_order`` (dmy, mdy or empty) decides 03/04/2026; ``serials`` allows the day numbers of spreadsheets.
    """

    def __init__(self, *, zone: ZoneInfo, date_order: str, serials: bool) -> None:
        self._zone, self._date_order, self._serials = zone, date_order, serials

    def days(self, column: str, cells: pa.Array) -> Cells:
        """Return civil days. A moment with a zone of its own gives the day in the company's zone."""
        if pa.types.is_date(cells.type):
            return self._checked(column, cells.cast(pa.date32()))
        if pa.types.is_timestamp(cells.type):
            local = cells.cast(pa.timestamp("us"), safe=False)
            days = civil_days(local, self._zone) if cells.type.tz else local.cast(pa.date32(), safe=False)
            return self._checked(column, days)
        texts = as_text(cells)
        if (pc.max(pc.binary_length(texts)).as_py() or 0) > 10:
            clocked = pc.match_substring_regex(texts, _CLOCKED)
            texts = pc.if_else(clocked, pc.utf8_slice_codeunits(texts, 0, 10), texts)
        return distinct_cells(column, texts, partial(self.day, column), pa.date32())

    def instants(self, column: str, cells: pa.Array) -> Cells:
        """Return moments in UTC; without a zone the company's wall clock is meant."""
        moment = pa.timestamp("us", tz="UTC")
        if pa.types.is_timestamp(cells.type):
            plain = cells.cast(pa.timestamp("us"), safe=False)
            return Cells(plain.cast(moment) if cells.type.tz else instants_of(plain, self._zone), {})
        if pa.types.is_date(cells.type):
            return Cells(instants_of(cells.cast(pa.timestamp("us")), self._zone), {})
        texts = as_text(cells)
        if pc.all(pc.match_substring_regex(texts, _SECONDS)).as_py() is not False:
            try:
                return Cells(instants_of(texts.cast(pa.timestamp("us")), self._zone), {})
            except pa.ArrowInvalid:
                pass  # some day does not exist; the slow way finds out which
        return distinct_cells(column, texts, partial(self.instant, column), moment)

    def birthdays(self, column: str, cells: pa.Array) -> Cells:
        """Return months and days as MM-DD: the year of birth is not taken over."""

        def read(text: str) -> str:
            told = _YEARLESS.fullmatch(unicodedata.normalize("NFKC", text).strip())
            day = self.day(column, f"2000-{told['month']}-{told['day']}" if told else text)
            return f"{day:%m-%d}"

        return distinct_cells(column, as_text(cells), read, pa.string())

    def day(self, column: str, text: str) -> date:
        """Return the civil day that a text means; Trouble when it means none or more than one."""
        moment, zoned = self._moment(column, text)
        day = moment.astimezone(self._zone).date() if zoned else moment.date()
        if not _FIRST <= day <= _LAST:
            raise Trouble("load.date_out_of_range", {"column": column, "value": text})
        return day

    def instant(self, column: str, text: str) -> datetime:
        """Return the moment that a text means, in UTC."""
        self.day(column, text)
        moment, zoned = self._moment(column, text)
        return (moment if zoned else moment.replace(tzinfo=self._zone)).astimezone(UTC)

    def _checked(self, column: str, days: pa.Array) -> Cells:
        ends = pc.min_max(days).as_py()
        if ends["min"] is None or (ends["min"] >= _FIRST and ends["max"] <= _LAST):
            return Cells(days, {})
        return distinct_cells(column, days.cast(pa.string()), partial(self.day, column), pa.date32())

    def _moment(self, column: str, text: str) -> tuple[datetime, bool]:
        """Return what a text says, and whether it names its zone; without one the result stands in UTC as written."""
        mended = unicodedata.normalize("NFKC", text).strip()
        found = _WRITTEN.fullmatch(mended) or _COMPACT.fullmatch(mended)
        if found:
            return _built(column, text, found, int(found["month"]), int(found["day"]))
        turned = _TURNED.fullmatch(mended)
        if turned and self._date_order in ("dmy", "mdy") and len(turned["year"]) == 4:
            first, second = int(turned["a"]), int(turned["b"])
            month, day = (first, second) if self._date_order == "mdy" else (second, first)
            return _built(column, text, turned, month, day)
        if turned:
            raise Trouble("load.date_ambiguous", {"column": column, "value": text})
        serial = _SERIAL.fullmatch(mended) if self._serials else None
        if serial:
            seconds = int(serial["part"] or 0) * 86_400 // 10 ** len(serial["part"] or "")
            moment = datetime.combine(_SHEET_ZERO, datetime.min.time(), UTC)
            return moment + timedelta(days=int(serial["days"]), seconds=seconds), False
        raise Trouble("load.date_not_understood", {"column": column, "value": text})


def _built(column: str, text: str, found: re.Match[str], month: int, day: int) -> tuple[datetime, bool]:
    zone = found["zone"]
    written = f"{int(found['year']):04}-{month:02}-{day:02}T{int(found['hour'] or 0):02}:{int(found['minute'] or 0):02}"
    written += f":{int(found['second'] or 0):02}.{(found['part'] or '')[:6]:0<6}"
    try:
        moment = datetime.fromisoformat(written + (zone or "+00:00"))
    except ValueError as error:
        raise Trouble("load.date_impossible", {"column": column, "value": text}) from error
    return moment, bool(zone)
