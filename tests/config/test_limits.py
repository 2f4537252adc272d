"""What the machine may be asked for, and what is refused before it costs anything."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.test import RequestFactory

from clinics.management.commands import try_it
from config.wsgi import application
from tests.config.test_production import PRODUCTION, ROOT, manage
from tests.soak.server import free_port

pytestmark = pytest.mark.slow

POSTGRES = "postgres://guide@127.0.0.1:1/guide"
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()


class Unread(BytesIO):
    """A body that nobody may touch."""

    def read(self, *_sizes):
        raise AssertionError("The body was read.")

    readline = read


def sent(size, *, path="/admin/login/"):
    """The status of a POST that announces so many bytes, none of which may be read."""
    statuses = []
    environ = RequestFactory(headers={"host": "localhost"}).generic("POST", path).environ
    environ |= {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()}
    answer = application(environ, lambda status, _headers: statuses.append(int(status[:3])))
    answer.close()
    return statuses[0]


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/admin/guide/section/add/picture/"])
def test_a_body_larger_than_any_form_is_refused_before_it_is_read(db, path):
    assert sent(settings.BODY_BYTES + 1, path=path) in (400, 413)
    assert sent(50 * 2**30, path=path) in (400, 413)


def test_whatever_a_form_may_carry_fits():
    text = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    files = [settings.PICTURE_MAX_BYTES, settings.DOCUMENT_MAX_BYTES, settings.SHEET_MAX_BYTES]

    assert text + max(files) <= settings.BODY_BYTES


def test_the_sizes_that_texts_name_are_those_of_the_settings():
    texts = (ROOT / "locale/es/LC_MESSAGES/django.po").read_text()
    named = {int(number) for number in re.findall(r"(?<![\w%])(\d+) MB", texts)}
    files = {settings.PICTURE_MAX_BYTES, settings.DOCUMENT_MAX_BYTES, settings.SHEET_MAX_BYTES}
    files.add(settings.BIBTEX_MAX_BYTES)

    assert {number * 2**20 for number in named} == files


def test_the_proxy_has_the_same_limits():
    def told(name):
        return re.findall(rf"^\s+{name} (.+?);", NGINX, re.MULTILINE)

    assert told("client_max_body_size") == [f"{2 * settings.BODY_BYTES // 2**20}m"]
    for name in ("client_header_timeout", "client_body_timeout", "send_timeout"):
        assert told(name) == [f"{settings.HEADER_SECONDS}s"]
    count, size = re.fullmatch(r"(\d+) (\d+)k", told("large_client_header_buffers")[0]).groups()
    assert int(count) * int(size) * 2**10 == settings.HEADER_BYTES


def asked_of_production(what, **environment):
    """What these words of Python print under the settings of production."""
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {what}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | PRODUCTION | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_no_thread_waits_for_another_ones_connection():
    pool = "from django.conf import settings as s; d = s.DATABASES['default']; "
    told = pool + "print(d['OPTIONS']['pool']['max_size'] - s.THREADS, d['CONN_MAX_AGE'])"

    assert asked_of_production(told, DATABASE_URL=POSTGRES).split() == ["0", "0"]


def test_what_the_address_of_the_database_asks_for_stays():
    told = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS'])"

    options = asked_of_production(told, DATABASE_URL=f"{POSTGRES}?sslmode=require")

    assert "'sslmode': 'require'" in options
    assert "'pool'" in options


def test_a_database_that_gives_no_connection_is_said_as_django_says_it(db):
    away = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "guide",
        "HOST": "127.0.0.1",
        "PORT": free_port(),
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 1, "timeout": 0.2}},
    }
    # Under a name of its own, for Django keeps one pool a name.
    connection = ConnectionHandler({"default": away, "away": away})["away"]

    with pytest.raises(OperationalError):
        connection.ensure_connection()
    connection.close_pool()


def test_the_number_of_workers_is_the_operators():
    told = "from django.conf import settings as s; print(s.WORKERS)"

    assert asked_of_production(told, WORKERS="5") == "5\n"
    assert "WORKERS" in manage("check", WORKERS="0").stderr


def started(monkeypatch, command, **options):
    """The words with which a command replaces this process."""
    seen = []
    monkeypatch.setattr(os, "execv", lambda file, words: seen.append((file, words)))
    call_command(command, **options)
    [(file, words)] = seen
    assert Path(file).exists()
    return words


def test_the_trial_serves_as_production_does(monkeypatch, transactional_db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    trial = started(monkeypatch, try_it.Command())

    assert trial == started(monkeypatch, "serve")
    for name, value in [
        ("--workers", settings.WORKERS),
        ("--blocking-threads", settings.THREADS),
        ("--workers-max-rss", settings.WORKER_MEGABYTES),
        ("--http1-header-read-timeout", settings.HEADER_SECONDS * 1000),
        ("--http1-buffer-size", settings.HEADER_BYTES),
    ]:
        assert trial[trial.index(name) + 1] == str(value)
