"""Tries are counted before they are made, and each beyond the free ones is followed by a wait.

The counts stand in the database: all workers share them and a restart forgets nothing. A count
leaks: with time the tries run out of it again. Names and addresses are hashed into a fixed number
of buckets, so that no attack makes the table larger than BUCKETS rows for each limit.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from staff.attempt_count import AttemptCount

BUCKETS = 2**18


@dataclass(frozen=True)
class Limit:
    """`free` tries at once; then a wait that doubles from `first` to `most`; one leaks per `leak`."""

    name: str
    free: int
    first: timedelta
    most: timedelta
    leak: timedelta

    def level(self, row, now):
        return max(0.0, row.level - max(0.0, (now - row.counted_at) / self.leak))

    def wait(self, level):
        beyond = round(level) - self.free
        return min(self.first * 2 ** min(beyond, 20), self.most) if beyond >= 0 else timedelta()

    @property
    def top(self):
        """Tries beyond this level no longer wait longer, and need not leak for longer either."""
        return next(level for level in range(10**4) if self.wait(level) >= self.most) + 1


class TooManyTries(Exception):
    def __init__(self, wait: timedelta):
        super().__init__(f"Wait {wait}.")
        self.wait = wait


def take(*tries: tuple[Limit, str]) -> None:
    """Count one try under every (limit, whose); raises TooManyTries, which counts nothing."""
    limits = {_key(*one): one[0] for one in tries}
    _refuse(AttemptCount.objects.filter(key__in=limits))  # cheap: no lock, and no row is made
    with transaction.atomic():
        rows, now = _held(limits), timezone.now()
        _refuse(rows)
        for row in rows:
            limit = limits[row.key]
            row.level = min(limit.level(row, now) + 1, limit.top)
            row.counted_at, row.free_at = now, now + limit.wait(row.level)
        AttemptCount.objects.bulk_update(rows, ["level", "counted_at", "free_at"])


def give_back(*tries: tuple[Limit, str]) -> None:
    """The try that was taken last turned out to be a good one: as if it had not been."""
    with transaction.atomic():
        rows, now = _held({_key(*one): one[0] for one in tries}), timezone.now()
        for row in rows:
            row.level, row.free_at = max(0.0, row.level - 1), now
        AttemptCount.objects.bulk_update(rows, ["level", "free_at"])


def forget(*tries: tuple[Limit, str]) -> None:
    keys = [_key(*one) for one in tries]
    AttemptCount.objects.filter(key__in=keys).update(level=0, free_at=timezone.now())


def _key(limit, whose):
    digest = salted_hmac("staff.attempts", f"{limit.name} {whose}", algorithm="sha256").digest()
    return f"{limit.name} {int.from_bytes(digest[:8]) % BUCKETS}"


def _held(keys):
    """The rows of these keys, made where missing, locked in one order until the transaction ends."""
    wanted = [AttemptCount(key=key) for key in sorted(keys)]
    AttemptCount.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["key"], update_fields=["seen_at"]
    )
    return list(AttemptCount.objects.filter(key__in=keys))


def _refuse(rows):
    waits = [row.free_at - timezone.now() for row in rows]
    if waits and max(waits) > timedelta():
        raise TooManyTries(max(waits))
