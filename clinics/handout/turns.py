"""Who may have a new handout made, and when: setting one takes a third of a second of a processor.

What was made once is kept and given to anybody; only making is counted and made to wait.
"""

import time
from collections import Counter
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from django.conf import settings

from clinics.public.answers import Unavailable
from clinics.public.shells import ClinicShell
from staff.turns import turn

ONE_AT_A_TIME = BoundedSemaphore()
PLACES = BoundedSemaphore(settings.HANDOUTS_AT_ONCE)  # with the one that is being made
WAIT_SECONDS = 10  # until a printer asks again
MINUTE = 60


class Made:
    """How many each address had made within this minute; the next one begins with nothing."""

    def __init__(self):
        self.lock, self.minute, self.counts = Lock(), 0, Counter()

    def count(self, address: str) -> int:
        minute = int(time.time() // MINUTE)
        with self.lock:
            # All are forgotten together: no address is kept for longer than its minute.
            if minute != self.minute:
                self.minute = minute
                self.counts.clear()
            self.counts[address] += 1
            return self.counts[address]


MADE = Made()


@contextmanager
def one_at_a_time(context: ClinicShell):
    """A process sets one handout at a time, and few wait: the other threads are for readers.

    Raises Unavailable when its turn does not come.
    """
    refusal = _later(503, WAIT_SECONDS, context)
    waiting = turn(PLACES, seconds=0, refusal=refusal)
    making = turn(ONE_AT_A_TIME, seconds=settings.HANDOUT_WAIT_SECONDS, refusal=refusal)
    # A place first: who finds none is told at once, instead of holding a thread.
    with waiting, making:
        yield


@contextmanager
def turn_of(address: str, context: ClinicShell):
    """A visitor's turn. Raises Unavailable after too many in one minute, or when all are busy."""
    if MADE.count(address) > settings.HANDOUTS_PER_MINUTE:
        raise _later(429, MINUTE - int(time.time() % MINUTE), context)
    with one_at_a_time(context):
        yield


def _later(status, seconds, context):
    context = context | {"seconds": seconds, "are_many": status == 429}
    return Unavailable("clinics/handout_later.html", status, context, {"Retry-After": str(seconds)})
