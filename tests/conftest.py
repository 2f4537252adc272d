"""What every test begins with: the same hour, language and empty cache."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone, translation

from clinics.handout.turns import MADE
from tests.migrated import begin_with_a_copy


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what touches a database: the rest ran on SQLite and cannot differ."""
    if is_sqlite():
        return
    apart = [item for item in items if not _touches_the_database(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if _touches_the_database(item)]


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
    """Noon of today, when it is the same day in every clinic; the clock runs on from there."""
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for shelf in caches.all(initialized_only=True):
        shelf.clear()
    MADE.counts.clear()
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()
    with time_machine.travel(noon, tick=True):
        yield


@pytest.fixture
def client_of(db):
    """A function of a user: the browser of that person, signed in."""

    def signed_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
