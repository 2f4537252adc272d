"""The tests' own database, taken away and brought back."""

from contextlib import contextmanager
from copy import deepcopy

from django.db import connection

from config import database_watch


@contextmanager
def without_waiting(monkeypatch):
    """Nobody waits before the database is asked again; a function that takes it away, or back."""
    whole = deepcopy(connection.settings_dict)
    monkeypatch.setattr(database_watch, "PAUSE", 0)
    connection.settings_dict["CONN_MAX_AGE"] = 0  # no thread keeps an older connection

    if pool := connection.settings_dict.get("OPTIONS", {}).get("pool"):
        pool["timeout"] = 0.5

    def put(name):
        connection.close()
        if pool:
            connection.close_pool()
        connection.settings_dict["NAME"] = name

    try:
        yield lambda is_away: put("/nowhere/at/all" if is_away else whole["NAME"])
    finally:
        put(whole["NAME"])
        connection.settings_dict.update(whole)
        database_watch.watch.is_back()
