"""What every test begins with: the same hour, language and empty cache."""

import gc
from contextlib import ExitStack
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation

from clinics.handout.turns import MADE
from tests.migrated import begin_with_a_copy

# Of the day on which the tests began: the same day in every clinic.
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what touches a database: the rest ran on SQLite and cannot differ."""
    if is_sqlite():
        return
    apart = [item for item in items if not _touches_the_database(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if _touches_the_database(item)]


def pytest_collection_finish(session):
    """What is there by now stays to the end: Python need not look through it for garbage again."""
    gc.collect()
    gc.freeze()


def is_sqlite():
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def _touches_the_database(item):
    return item.get_closest_marker("django_db") or "db" in item.fixturenames


@pytest.fixture(scope="session")
def django_db_keepdb():
    """What is there already is migrated, and goes with the folder or the server it is in."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, pytestconfig):
    if is_sqlite():
        begin_with_a_copy(pytestconfig.cache.mkdir("migrated"))


@pytest.fixture(autouse=True)
def same_beginning():
    """Noon, and the clock runs on from there."""
    MADE.counts.clear()
    with _fresh_at(NOON):
        yield


def _fresh_at(moment):
    for shelf in caches.all(initialized_only=True):
        shelf.clear()
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()
    return time_machine.travel(moment, tick=True)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """A function of a function that makes rows: a minute before noon, once for a module's tests.

    It gives a function that hands each test its own copy of them. They stand in a transaction around
    those of the tests, so each may change what it likes; not for tests that commit.
    """
    with ExitStack() as around:

        def make(world):
            with django_db_blocker.unblock(), _fresh_at(NOON - timedelta(minutes=1)):
                around.enter_context(transaction.atomic())
                rows = world()
            return lambda: deepcopy(rows)

        yield make
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.close()


@pytest.fixture
def client_of(db):
    """A function of a user: the browser of that person, signed in."""

    def signed_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
