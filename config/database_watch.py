"""Whether the database answers this process: asked again by one request at a time, said once."""

import logging
from threading import Lock
from time import monotonic

from django.db import InterfaceError, OperationalError, connection

LOST = (OperationalError, InterfaceError)
PAUSE = 1  # seconds in which nobody asks after it failed to answer
KNOCK_SECONDS = 3
PATIENCE = 60  # seconds after which the one who asks counts as lost too

log = logging.getLogger(__name__)


class Watch:
    def __init__(self):
        self._lock, self._since, self._ask_at = Lock(), None, 0.0

    @property
    def is_away(self) -> bool:
        return self._since is not None

    def lost(self) -> None:
        """It does not answer."""
        with self._lock:
            is_news, now = self._since is None, monotonic()
            self._since = now if is_news else self._since
            self._ask_at = now + PAUSE
        if is_news:
            log.error(
                "The database does not answer. Pages that were read before are shown again as they"
                " were; all else is answered with 503."
            )

    def is_back(self) -> bool:
        """True when it was away and answers again. Others than the one who asks do not wait."""
        with self._lock:
            if monotonic() < self._ask_at:
                return False
            self._ask_at = monotonic() + PATIENCE
        if not answers():
            self.lost()
            return False
        if connection.vendor == "postgresql":
            connection.close_pool()  # the old one waits longer and longer between its own tries
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            log.warning("The database answers again, after %d seconds.", monotonic() - since)
        return True


watch = Watch()


def answers() -> bool:
    """Whether the database does. Leaves this thread without the connection that broke."""
    try:
        if not connection.in_atomic_block:  # inside one it would be closed in any case
            connection.close_if_unusable_or_obsolete()
        if connection.vendor == "postgresql":
            _knock()
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    except LOST:
        return False
    return True


def _knock():
    """Beside the pool, which lets everybody wait for seconds before it gives up."""
    parameters = {"connect_timeout": KNOCK_SECONDS} | connection.get_connection_params()
    with connection.wrap_database_errors:
        connection.Database.connect(**parameters).close()


def said_once():
    """A filter for the log: while the database is away, its absence alone is no news."""

    def is_news(record):
        error = record.exc_info[1] if record.exc_info else None
        is_absence = isinstance(error, LOST) or getattr(record, "status_code", 0) == 503
        return not (watch.is_away and is_absence)

    return is_news
