"""Pages as patients last got them: shown again, and marked, while the database is away.

One SQLite file for all processes of this machine, apart from the product's own database. Where it
cannot be read or written, pages are merely not kept: none fails for it.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import wraps
from os import truncate
from pathlib import Path
from time import time

from django.conf import settings

ROOM = 32 * 2**20  # bytes of packed pages
SURE_FOR = 60  # seconds for which a page that was seen unchanged is not noted again
MOST_NOTED = 20_000
LONGEST = 500  # letters of an address; the site itself writes shorter ones
TABLES = """
CREATE TABLE IF NOT EXISTS kept (
    release TEXT, path TEXT, query TEXT, etag TEXT, checked REAL, headers TEXT, body BLOB,
    is_of_many INTEGER, PRIMARY KEY (release, path, query)
);
CREATE TABLE IF NOT EXISTS gone (at REAL, under TEXT);
DROP TABLE IF EXISTS page;
"""
FIND = """
SELECT etag, checked, headers, body FROM kept
WHERE release = :release AND path = :path AND query = :query AND checked >= :since
AND NOT EXISTS (
    SELECT 1 FROM gone
    WHERE at > checked AND at <= :now AND substr(path, 1, length(under)) = under
)
"""
KNOWN = "SELECT 1 FROM kept WHERE release = :release AND path = :path AND query = :query"
CONFIRM = """
UPDATE kept SET checked = max(checked, :began)
WHERE release = :release AND path = :path AND query = :query AND etag = :etag
"""
FORGET = "DELETE FROM kept WHERE release = :release AND path = :path AND query = :query"
# What was made while everything was dropped may be what had to go.
PUT = """
INSERT OR REPLACE INTO kept
SELECT :release, :path, :query, :etag, :began, :headers, :body, :is_of_many
WHERE NOT EXISTS (
    SELECT 1 FROM gone
    WHERE at >= :began AND at <= :now AND substr(:path, 1, length(under)) = under
)
"""
FILLED = """
SELECT (page_count - freelist_count) * page_size
FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()
"""
# What a visitor can ask in endless ways goes first: it never pushes out a plain page.
CROWDED = """
DELETE FROM kept WHERE rowid IN (
    SELECT rowid FROM (
        SELECT rowid, SUM(500 + LENGTH(body) + LENGTH(headers) + 2 * LENGTH(path || query))
            OVER (ORDER BY is_of_many, checked DESC, rowid) AS filled
        FROM kept
    ) WHERE filled > ?
)
"""

log = logging.getLogger(__name__)
noted: dict = {}  # of this process: address -> (etag, when it was put down)
said: set = set()


@dataclass(frozen=True)
class Address:
    """A page of one release of the code; `query` is what it takes from the query string."""

    release: str
    path: str
    query: str = ""

    @property
    def is_short(self):
        return len(self.path) + len(self.query) <= LONGEST


@dataclass(frozen=True)
class Kept:
    """An answer as it was: `body` is packed (gzip), `checked` is in seconds since 1970."""

    etag: str
    checked: float
    headers: dict[str, str]
    body: bytes


def on_file(work):
    """`work(store, …)` on the open file; left undone, and None, where the file does not allow it."""

    @wraps(work)
    def worked(*args, **kwargs):
        try:
            connected = sqlite3.connect(settings.KEPT_PAGES, timeout=1, isolation_level=None)
            with closing(connected) as store:
                store.execute("PRAGMA synchronous = OFF")  # what the power takes is made again
                store.executescript(TABLES)
                return work(store, *args, **kwargs)
        except sqlite3.Error as error:
            _complain(error)
            if type(error) is sqlite3.DatabaseError:  # torn, as the power may leave it
                _throw_away()
            return None

    return worked


def keep(
    address: Address,
    etag: str,
    headers: dict,
    packed: Callable[[], bytes],
    *,
    began: float,
    is_of_many: bool = False,
) -> None:
    """Put down the answer that was true at `began`; `packed()` gives its body.

    `is_of_many`: a visitor can ask for endless others like it.
    """
    if address.is_short and not _is_sure(address, etag, began):
        values = {"etag": etag, "began": began, "headers": json.dumps(headers)}
        _put(address, values | {"is_of_many": is_of_many, "now": time()}, packed)


def confirm(address: Address, etag: str, *, began: float) -> None:
    """A browser had the page already: what was put down, if it was this, is true still."""
    if not _is_sure(address, etag, began):
        _confirm(address, {"etag": etag, "began": began})


@on_file
def find(store, address: Address) -> Kept | None:
    """The page as it was, unless that is longer ago than settings.STALE_HOURS."""
    now = time()
    times = {"since": now - settings.STALE_HOURS * 3600, "now": now}
    row = store.execute(FIND, vars(address) | times).fetchone()
    return Kept(row[0], row[1], json.loads(row[2]), row[3]) if row else None


@on_file
def forget(store, address: Address) -> None:
    """There is no such page any more: it was taken away, paused or withdrawn."""
    noted.pop(address, None)
    # Looked up first: a deletion locks the file even when it finds nothing.
    if store.execute(KNOWN, vars(address)).fetchone():
        store.execute(FORGET, vars(address))


def forget_all(at: float | None = None, *, under: Sequence[str] = ("/",)) -> None:
    """No page below these addresses that was begun before `at` (now) is shown after it.

    Whichever process made it.
    """
    noted.clear()
    at = max(at or 0, time())
    if not _drop(at, under):  # a page that had to go is worse than none: the file goes with it
        _throw_away()
        _drop(at, under)


@on_file
def _drop(store, at, under):
    now, oldest = time(), time() - settings.STALE_HOURS * 3600
    store.execute("DELETE FROM gone WHERE at < ?", [oldest])
    store.executemany("INSERT INTO gone VALUES (?, ?)", [(at, path) for path in under])
    if at <= now:
        everything = [(path, path) for path in under]
        store.executemany("DELETE FROM kept WHERE substr(path, 1, length(?)) = ?", everything)
    return True


def _throw_away():
    """Deleted, or emptied where the folder does not allow that; either needs no room on the disk."""
    file = Path(settings.KEPT_PAGES)
    for name in (f"{file}-journal", file):
        try:
            Path(name).unlink(missing_ok=True)
        except OSError:
            with suppress(OSError):
                truncate(name, 0)


@on_file
def _put(store, address, values, packed):
    if not _confirm.__wrapped__(store, address, values):
        if not store.execute(PUT, vars(address) | values | {"body": packed()}).rowcount:
            return
        if store.execute(FILLED).fetchone()[0] > ROOM:  # cheap to ask, unlike the sum of all
            store.execute(CROWDED, [ROOM * 3 // 4])
        _note(address, values)


@on_file
def _confirm(store, address, values):
    known = store.execute(CONFIRM, vars(address) | values).rowcount
    if known:
        _note(address, values)
    return known


def _complain(error):
    if str(error) not in said:
        said.add(str(error))
        log.warning(
            "Pages are not kept for when the database is away: %s (%s, see KEPT_PAGES).",
            error,
            settings.KEPT_PAGES,
        )


def _is_sure(address, etag, began):
    known, at = noted.get(address, ("", 0))
    return known == etag and abs(began - at) < SURE_FOR


def _note(address, values):
    if len(noted) >= MOST_NOTED:
        noted.clear()
    noted[address] = values["etag"], values["began"]
