"""Dates as authors write them: which are right, which moment each means, and what a wrong one was perhaps meant to be."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
import zoneinfo
from functools import cache

DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII)
_FULL = len("2024-03-01")


def instant(date: str, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment of a date-time; of a day, a month or a year, its beginning. What names no zone is meant in `zone`."""
    text = date if len(date) >= _FULL else (date + "-01-01")[:_FULL]
    moment = datetime.datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:  # the first or the last day of all
        return (datetime.datetime.min if moment.year == 1 else datetime.datetime.max).replace(tzinfo=datetime.UTC)


def with_zone(date: str, zone: datetime.tzinfo) -> str:
    """A date-time with its offset, as other programs need it; what names no zone is meant in `zone`. A day stays as it is."""
    if len(date) <= _FULL:
        return date
    moment = datetime.datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat(timespec="seconds").replace("+00:00", "Z")


def day_in(date: str, zone: datetime.tzinfo) -> str:
    """The day on which a moment falls in a time zone; a day, a month or a year stays as it is."""
    if len(date) <= _FULL:
        return date
    try:
        moment = datetime.datetime.fromisoformat(date)
        return (moment.astimezone(zone) if moment.tzinfo else moment).date().isoformat()
    except OverflowError:  # the first or the last day of all
        return date[:_FULL]


def as_key(moment: datetime.datetime) -> str:
    """A moment in UTC as a text that sorts as moments do."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


@cache
def zone_names() -> frozenset[str]:
    """The names of all time zones (iana.org/time-zones)."""
    from importlib import resources  # slow to load

    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def zone(name: str) -> zoneinfo.ZoneInfo:
    """A time zone by its name, from the same tables on every machine. Raises KeyError for a name that is none."""
    if name not in zone_names():
        raise KeyError(name)
    from importlib import resources

    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


def meant(text: str) -> str:
    """What to write instead of something that is no date; empty where that cannot be told."""
    months = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
    text = re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text.strip()))
    if match := re.fullmatch(r"(.*\d)(?:[Tt]| +|, *)((?:um|at)? ?\d{1,2}[:.h].*|\d{1,2} ?[ap]m.*)", text, re.ASCII | re.IGNORECASE):
        return _with_time(meant(match[1]) or f"write {match[1]}", match[2])
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text, re.ASCII):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text.strip(), re.ASCII):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4})", text.strip(), re.ASCII):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day_first, month_first = _day(year, second, first), _day(year, first, second)
        if match[2] == "." or first == second or second > 12 or first > 12:
            return month_first if second > 12 else day_first
        return f"{day_first}, or {month_first} where the month was meant to come first"
    if match := re.fullmatch(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.?(?: (\d{1,2}),?)? (\d{4})", text.strip(), re.ASCII):
        month, day = months.get(match[2][:3].lower(), 0), match[1] or match[3]
        if month:
            return _day(int(match[4]), month, int(day)) if day else f"write {match[4]}-{month:02}"
    return ""


def _with_time(day: str, time: str) -> str:
    """What to write for a day, as it is told in `day`, with a time behind it that cannot be read."""
    if not re.fullmatch(r"write \d{4}-\d\d-\d\d", day):
        return day
    match = re.fullmatch(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d))? ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?", time, re.ASCII | re.IGNORECASE)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return (
            f"a time stands behind its day, with its zone as a number: {day[6:]}T20:00+01:00, or {day[6:]}T20:00 in the site's `timezone`"
        )
    zone = (match[4] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    zone += ":00" if len(zone) == len("+01") else ""
    if re.match(r"[+-](?:2[4-9]|[3-9])", zone):
        return "a zone is at most 23 hours and 59 minutes from UTC, such as +01:00"
    return f"{day}T{int(match[1]):02}:{match[2]}{':' + match[3] if match[3] else ''}{zone}"


def _day(year: int, month: int, day: int) -> str:
    if not 1 <= year <= 9999 or not 1 <= month <= 12:
        return "the month is a number from 01 to 12, and stands in the middle: year-month-day"
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"{calendar.month_name[month]} {year} has {last} days: the last is {year:04}-{month:02}-{last:02}"
    return f"write {year:04}-{month:02}-{day:02}"
