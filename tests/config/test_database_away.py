"""The real server on a real PostgreSQL that goes away and comes back."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, timedelta
from urllib.parse import quote, urlencode

import pytest
import time_machine
from django.db import connection

from tests.clinics.patients import make_shown
from tests.forwarder import Forwarder

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
READ = ["/", "/ridge/", "/ridge/shots/", "/es/ridge/shots/", "/ridge/shots/handout.pdf"]
PATIENCE = 30  # seconds, for a busy machine


@pytest.fixture
def line():
    """What lies between the server and its database."""
    if connection.vendor != "postgresql":
        pytest.skip("It is PostgreSQL that goes away.")
    host = connection.settings_dict["HOST"]
    line = Forwarder(f"{host}/.s.PGSQL.{connection.settings_dict['PORT'] or 5432}")
    yield line
    line.cut()


@pytest.fixture
def shown():
    """Published an hour ago by the server's own clock."""
    now = time_machine.escape_hatch.datetime.datetime.now(UTC)
    with time_machine.travel(now - timedelta(hours=1)):
        return make_shown()


@pytest.fixture
def ask(shown, line, tmp_path, settings):
    """A function of a path: the answer of the server, which runs in processes of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.KEPT_PAGES = tmp_path / "kept.sqlite3"
    user, name = connection.settings_dict["USER"], connection.settings_dict["NAME"]
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{quote(user)}@127.0.0.1:{line.port}/{name}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "KEPT_PAGES": str(settings.KEPT_PAGES),
    }
    command = ["-m", "granian", "--interface", "wsgi", "--workers", "2", "--log-level", "warning"]
    command += ["--blocking-threads", "2", "--port", str(port), "config.wsgi:application"]
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen([sys.executable, *command], env=environment, stdout=log, stderr=log)

    def asked(path, *, method="GET", data=None, cookie="", **headers):
        talk = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Host": "localhost", "Cookie": cookie} | headers
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        talk.request(method, path, data and urlencode(data), headers)
        answer = talk.getresponse()
        answer.body = answer.read()
        talk.close()
        return answer

    asked.log = lambda: (tmp_path / "log").read_text()
    try:
        until(lambda: asked("/health/").status == 200)
        yield asked
    finally:
        print(asked.log())  # noqa: T201  (shown when the test fails)
        server.terminate()
        server.wait(PATIENCE)
        log.close()


def until(is_so):
    """Wait until it is so, not longer than patience allows."""
    wait = threading.Event()
    for _try in range(PATIENCE * 5):
        try:
            if is_so():
                return
        except OSError:
            pass
        wait.wait(0.2)
    pytest.fail("It did not come to be so.")


def test_what_was_read_before_is_shown_again_and_all_else_is_refused_in_words(ask, line):
    before = {path: ask(path).body for path in READ}

    line.cut()

    for path in READ * 3:
        again = ask(path)
        assert (again.status, again.body) == (200, before[path])
        assert again.headers["Warning"] == '110 - "Response is Stale"'
        assert 0 <= int(again.headers["Age"]) < PATIENCE
        assert again.headers["Cache-Control"] == "public, no-cache"
        assert "script-src" not in again.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in again.headers
    packed = ask("/ridge/", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == before["/ridge/"]
    known = ask("/ridge/", **{"If-None-Match": packed.headers["ETag"]})
    assert (known.status, known.body) == (304, b"")
    for path in ("/coast/", "/ridge/shots/risks/", "/?q=ridge", "/share/a-token/", "/admin/"):
        refused = ask(path)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
        assert refused.headers["Cache-Control"] == "no-store"
        assert "Traceback" not in refused.body.decode()
    assert '<html lang="es"' in ask("/es/coast/").body.decode()
    assert ask("/health/").body == b"ok"
    ready = ask("/health/ready/")
    assert (ready.status, ready.body) == (503, b"The database does not answer.")
    assert ask.log().count("The database does not answer.") <= 2  # once for each process
    assert ask.log().count("Internal Server Error") <= 4  # once for each of their threads

    line.mend()

    until(lambda: ask("/coast/").status == 200)
    until(lambda: "Warning" not in ask("/ridge/").headers)
    until(lambda: ask("/health/ready/").status == 200)
    for _restart in range(3):
        line.break_all()
        assert [ask(path).status for path in READ * 2] == [200] * len(READ) * 2
