"""From when to when each edition was what patients saw."""

from collections.abc import Iterable
from datetime import UTC, datetime

Span = tuple[datetime, datetime | None]  # None: no end yet
FOREVER = datetime.max.replace(tzinfo=UTC)


def live_spans(rows: Iterable[tuple[int, datetime, datetime | None]]) -> dict[int, list[Span]]:
    """{number: its spans, oldest first} of one owner's (number, live_from, withdrawn_at).

    An edition shows again when a later one is withdrawn, so it may have several; or none.
    """
    spans, covered = {}, []
    for number, begin, end in sorted(rows, reverse=True):
        own = [(begin, end or FOREVER)] if begin < (end or FOREVER) else []
        seen = _without(own, covered)
        spans[number] = [(a, None if b == FOREVER else b) for a, b in seen]
        covered = _joined(sorted([*covered, *own]))
    return spans


def _without(spans, covered):
    for begin, end in covered:
        spans = [
            (a, b)
            for start, stop in spans
            for a, b in ((start, min(stop, begin)), (max(start, end), stop))
            if a < b
        ]
    return spans


def _joined(spans):
    joined: list = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
