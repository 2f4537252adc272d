"""Caches for which being gone is a miss, not an error: pages are made anew and nobody notices."""

import logging
from contextlib import suppress
from time import monotonic

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache

PAUSE = 5  # seconds in which nobody asks a cache that did not answer

log = logging.getLogger(__name__)


class MissWhenGone:
    """Before a backend of Django: its errors are answered as if the cache were empty."""

    _ask_at = 0.0  # of the class, so of the process: each thread has a backend of its own

    @property
    def errors(self):
        return (OSError,)

    def _unless_gone(self, miss, work, *args, **kwargs):
        cls = type(self)
        if monotonic() < cls._ask_at:
            return miss
        try:
            found = work(*args, **kwargs)
        except self.errors as error:
            if not cls._ask_at:
                log.warning("The cache does not answer; pages are made anew each time: %s", error)
            cls._ask_at = monotonic() + PAUSE
            return miss
        if cls._ask_at:
            cls._ask_at = 0.0
            log.warning("The cache answers again.")
        return found

    def get(self, key, default=None, version=None):
        return self._unless_gone(default, super().get, key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._unless_gone(None, super().set, key, value, timeout, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._unless_gone(False, super().add, key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._unless_gone(False, super().touch, key, timeout, version)

    def delete(self, key, version=None):
        return self._unless_gone(False, super().delete, key, version)

    def has_key(self, key, version=None):
        return self._unless_gone(False, super().has_key, key, version)

    def incr(self, key, delta=1, version=None):
        """Raises ValueError when the key is not there, as Django's backends do."""
        counted = self._unless_gone(None, super().incr, key, delta, version)
        if counted is None:
            raise ValueError(f"Key '{key}' not found")
        return counted

    def get_many(self, keys, version=None):
        return self._unless_gone({}, super().get_many, keys, version)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._unless_gone(list(data), super().set_many, data, timeout, version)

    def delete_many(self, keys, version=None):
        self._unless_gone(None, super().delete_many, keys, version)

    def clear(self):
        return self._unless_gone(False, super().clear)


class Files(MissWhenGone, FileBasedCache):
    def __init__(self, folder, params):
        with suppress(OSError):  # the folder is made as the last thing, and again before each file
            super().__init__(folder, params)


class Redis(MissWhenGone, RedisCache):
    @property
    def errors(self):
        return (OSError, self._cache._lib.RedisError)
