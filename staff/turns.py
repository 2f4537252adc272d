"""Dear work takes turns: so much of it at once in this process, and who waits too long is told."""

from contextlib import contextmanager
from threading import BoundedSemaphore


@contextmanager
def turn(places: BoundedSemaphore, *, seconds: float, refusal: Exception):
    """One of the `places`; raises `refusal` where none comes free within `seconds`."""
    if not places.acquire(timeout=seconds):
        raise refusal
    try:
        yield
    finally:
        places.release()
