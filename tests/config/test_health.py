"""Whether the process lives and whether it is ready: two questions, two addresses."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from config import checks
from tests.database import without_waiting


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(checks, "migrated", set())


def test_a_process_lives_without_asking_anybody(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_process_is_ready_when_all_it_needs_is_there(client, db):
    answer = client.get("/health/ready/")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_process_is_not_ready_while_migrations_wait(client, db):
    MigrationRecorder.Migration.objects.filter(app="clinics").order_by("-pk").first().delete()

    answer = client.get("/health/ready/")

    assert answer.status_code == 503
    assert answer.content.decode() == "Migrations wait: the database is older than the code."


def test_a_process_that_cannot_take_pictures_is_ready_and_says_so(client, db, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"

    answer = client.get("/health/ready/")

    assert answer.status_code == 200
    assert answer.content == b"Pictures cannot be uploaded"  # and not where this machine has what


@pytest.mark.django_db(transaction=True)
def test_without_its_database_a_process_lives_and_is_not_ready(client, monkeypatch):
    with without_waiting(monkeypatch) as put:
        put(True)

        live, ready = client.get("/health/"), client.get("/health/ready/")

    assert live.status_code == 200
    assert (ready.status_code, ready.content) == (503, b"The database does not answer.")


@pytest.mark.parametrize("path", ["/health/", "/health/ready/"])
def test_a_balancer_need_not_speak_tls(client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == 200
    assert client.get("/").status_code == 301
