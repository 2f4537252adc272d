"""A day as a spreadsheet writes it: its own program turns 2026-05-31 into 5/31/2026 or 31.05.2026."""

import re
from datetime import date

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHORT = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")


def readings_of(written: str) -> list[date]:
    """The days that it can mean: none, one, or two where month and day could change places."""
    if ISO.fullmatch(written):
        return _possible([written.split("-")])
    found = SHORT.fullmatch(written)
    if not found:
        return []
    first, second = found[1], found[3]
    year = f"20{found[4]}" if len(found[4]) == 2 else found[4]
    return _possible([(year, first, second), (year, second, first)])


def _possible(readings):
    days = set()
    for year, month, day in readings:
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return sorted(days)
