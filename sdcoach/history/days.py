"""Moments as the days people say: in the time zone where it happened, in plain English."""

import time

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_MS = 86_400_000
_LAST_MS = 253_402_300_799_000  # the end of the year 9999: later moments are damage


def local(at_ms: int, utc_offset: int) -> time.struct_time:
    """Return a moment on the calendar of a place.

    Args:
        at_ms: UTC, milliseconds since 1970.
        utc_offset: Minutes east of UTC.
    """
    there = min(max(0, at_ms + utc_offset * 60_000), _LAST_MS)
    return time.gmtime(there // 1000)


def days_between(at_ms: int, now_ms: int, utc_offset: int) -> int:
    """Return how many midnights lie between a moment and now; negative for one to come."""
    shift = utc_offset * 60_000
    return (now_ms + shift) // _DAY_MS - (at_ms + shift) // _DAY_MS


def short_day(at_ms: int, utc_offset: int) -> str:
    """Return weekday and day of the month, for lists: `Thu 26`."""
    there = local(at_ms, utc_offset)
    return f"{_WEEKDAYS[there.tm_wday][:3]} {there.tm_mday}"


def date(at_ms: int, utc_offset: int) -> str:
    """Return weekday, day and month: `Fri 27 Nov`."""
    there = local(at_ms, utc_offset)
    return f"{_WEEKDAYS[there.tm_wday][:3]} {there.tm_mday} {_MONTHS[there.tm_mon - 1]}"


def listed_day(at_ms: int, now_ms: int, utc_offset: int) -> str:
    """Return a day for a list, in at most 11 columns: `Thu 26`, `26 Oct`, `26 Oct 2025`."""
    ago = days_between(at_ms, now_ms, utc_offset)
    if 0 <= ago < 14:
        return short_day(at_ms, utc_offset)
    there = local(at_ms, utc_offset)
    day = f"{there.tm_mday} {_MONTHS[there.tm_mon - 1]}"
    return day if there.tm_year == local(now_ms, utc_offset).tm_year else f"{day} {there.tm_year}"


def when(at_ms: int, now_ms: int, utc_offset: int) -> str:
    """Return a day inside a sentence: `today`, `yesterday`, `on Monday`, `on 26 Oct`."""
    ago = days_between(at_ms, now_ms, utc_offset)
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    if 2 <= ago < 7:
        return f"on {_WEEKDAYS[local(at_ms, utc_offset).tm_wday]}"
    return f"on {listed_day(at_ms, now_ms, utc_offset)}"


def week_began(now_ms: int, utc_offset: int) -> int:
    """Return when the week of `now_ms` began there, a Monday at midnight; UTC, milliseconds."""
    shift = utc_offset * 60_000
    day = (now_ms + shift) // _DAY_MS
    # 1 January 1970 was a Thursday, three days after a Monday.
    return (day - (day + 3) % 7) * _DAY_MS - shift


def days_left(date: str, now_ms: int, utc_offset: int) -> int:
    """Return how many midnights lie between now and a day to come, written `2026-11-30`."""
    year, month, day = (int(part) for part in date.split("-"))
    # Days since 1970 by the civil calendar, whose years begin in March here.
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    days = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days - (now_ms + utc_offset * 60_000) // _DAY_MS
