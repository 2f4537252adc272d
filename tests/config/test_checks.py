"""What `check --deploy --database default` finds: each fault is made, found, and has its remedy."""

from datetime import timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clinics.models import ClinicEdition
from config import checks
from editions.record.triggers import create_triggers, trigger_name
from tests.database import without_waiting
from tests.factories import make_clinic, publish_the_clinic


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(checks, "migrated", set())


def found():
    """Our own findings by their numbers; each says what to do."""
    ran = run_checks(include_deployment_checks=True, databases=["default"])
    own = [message for message in ran if message.id.startswith("config.")]
    assert all(message.hint for message in own)
    return [message.id for message in own]


def test_nothing_is_found_where_all_is_well(db):
    publish_the_clinic(make_clinic())

    assert found() == []


def test_mails_that_go_nowhere(db, settings):
    settings.SECURE = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert found() == ["config.W001"]

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert found() == []


def test_a_media_folder_that_cannot_be_written(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "made with the first picture"
    assert found() == []

    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert found() == ["config.E002"]


def test_static_files_that_were_not_collected(db, settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert found() == ["config.E003"]

    (tmp_path / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')
    assert found() == []


def test_a_cache_that_does_not_answer(db, settings):
    gone = {"BACKEND": "config.caches.Files", "LOCATION": "/proc/nothing/can/be/made/here"}
    settings.CACHES = {"default": gone}

    assert found() == ["config.E004"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer(monkeypatch):
    with without_waiting(monkeypatch) as put:
        put(True)

        assert "config.E005" in [message.id for message in checks.database(databases=["default"])]


def test_migrations_that_wait(db):
    MigrationRecorder.Migration.objects.filter(app="clinics").order_by("-pk").first().delete()

    assert found() == ["config.E006"]


def test_a_trigger_that_is_missing(db):
    name, table = trigger_name(ClinicEdition), ClinicEdition._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres() else ""))

    assert found() == ["config.E007"]
    create_triggers(None, ClinicEdition._meta.app_config, "default")
    assert found() == []


def is_postgres():
    return connection.vendor == "postgresql"


def test_a_clock_behind_the_newest_edition(db):
    publish_the_clinic(make_clinic())
    now = timezone.now()

    with time_machine.travel(now - timedelta(seconds=30)):
        assert found() == []
    with time_machine.travel(now - timedelta(hours=2)):
        assert found() == ["config.E008"]
