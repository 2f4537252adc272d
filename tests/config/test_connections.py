"""Which addresses of database, cache and mail server a server starts with, and what it says else."""

import os
import subprocess
import sys
from pathlib import Path

import dj_database_url
import dj_email_url
import django_cache_url
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.utils.module_loading import import_string

from config import connections

WORKING_CACHES = {
    "locmem": "locmem://",
    "dummy": "dummy://",
    "file": "file:///var/cache/guide",
    "redis": "redis://127.0.0.1:6379/1",
    "rediss": "rediss://127.0.0.1:6379/1",
}
WORKING_DATABASES = {
    "sqlite": "sqlite:////srv/guide.sqlite3",
    **{kind: f"{kind}://u:p@h/name" for kind in ("postgres", "postgresql", "pgsql")},
}


def settings_of(**environment):
    """What a process says whose settings read this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=Path(__file__).parent.parent.parent,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("kind", sorted(django_cache_url.BACKENDS))
def test_every_kind_of_cache_works_or_is_refused_in_words(kind):
    url = WORKING_CACHES.get(kind, f"{kind}://127.0.0.1:11211")
    parsed = django_cache_url.parse(url)

    if kind not in WORKING_CACHES:
        with pytest.raises(ImproperlyConfigured, match="These work: locmem://"):
            connections.cache(url, parsed)
        return
    chosen = connections.cache(url, parsed)
    assert import_string(chosen["BACKEND"])(chosen["LOCATION"], chosen)


def test_a_cache_whose_package_is_missing_is_refused_by_its_name(monkeypatch):
    monkeypatch.setattr(connections, "find_spec", lambda name: None)
    url = WORKING_CACHES["redis"]

    with pytest.raises(ImproperlyConfigured, match="pip install redis"):
        connections.cache(url, django_cache_url.parse(url))


@pytest.mark.parametrize("url", ["file://", "redis://127.0.0.1?lib=redis-cache"])
def test_a_cache_that_only_looks_right_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        connections.cache(url, django_cache_url.parse(url))


@pytest.mark.parametrize("kind", sorted(dj_database_url.ENGINE_SCHEMES))
def test_every_kind_of_database_works_or_is_refused_in_words(kind):
    url = WORKING_DATABASES.get(kind, f"{kind}://u:p@h/name")
    parsed = dj_database_url.parse(url)

    if kind in WORKING_DATABASES:
        assert connections.database(parsed) == parsed
    else:
        with pytest.raises(ImproperlyConfigured, match="must begin with postgres://"):
            connections.database(parsed)


def test_a_database_in_memory_is_refused():
    with pytest.raises(ImproperlyConfigured, match="must name a file"):
        connections.database(dj_database_url.parse("sqlite://:memory:"))


@pytest.mark.parametrize("kind", sorted(dj_email_url.SCHEMES))
@pytest.mark.filterwarnings("ignore:`smtps` scheme:UserWarning")
def test_every_kind_of_mail_works_or_is_refused_in_words(kind):
    url = f"{kind}://user:password@mail.example.org:587"
    parsed = dj_email_url.parse(url)

    if kind == "file":
        with pytest.raises(ImproperlyConfigured, match="These work: submission://"):
            connections.mail(url, parsed)
    else:
        assert get_connection(connections.mail(url, parsed)["EMAIL_BACKEND"])


@pytest.mark.parametrize("url", ["sendgrid://key", "nonsense", "submission://"])
def test_a_mail_server_that_cannot_be_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        connections.mail(url, dj_email_url.parse(url))


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"CACHE_URL": "db://table"}, "CACHE_URL cannot begin with db://"),
        ({"CACHE_URL": "nonsense://"}, "nonsense"),
        ({"DATABASE_URL": "mysql://u:p@h/name"}, "DATABASE_URL must begin with postgres://"),
        ({"EMAIL_URL": "sendgrid://key"}, "EMAIL_URL cannot begin with sendgrid:"),
    ],
)
def test_the_server_stops_at_the_start(environment, words):
    stopped = settings_of(**environment)

    assert stopped.returncode != 0
    assert words in stopped.stderr
