"""Dear work takes turns: so much of it at once in this process, and who waits too long is told."""

from contextlib import contextmanager
from threading import BoundedSemaphore, Lock


@contextmanager
def turn(places: BoundedSemaphore, *, seconds: float, refusal: Exception):
    """One of the `places`; raises `refusal` where none comes free within `seconds`."""
    if not places.acquire(timeout=seconds):
        raise refusal
    try:
        yield
    finally:
        places.release()


class OneForEach:
    """Of many who want the same thing one makes it; the others wait for that one, not for a turn."""

    def __init__(self):
        self._lock, self._held = Lock(), {}

    @contextmanager
    def named(self, name: str):
        with self._lock:
            held, count = self._held.get(name) or (Lock(), 0)
            self._held[name] = held, count + 1
        try:
            with held:
                yield
        finally:
            self._let_go(name)

    def _let_go(self, name):
        with self._lock:
            held, count = self._held.pop(name)
            if count > 1:
                self._held[name] = held, count - 1
