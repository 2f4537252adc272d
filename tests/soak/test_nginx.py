"""The proxy of README's Deployment: deploy/nginx.conf itself, in a real nginx, before a real server."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
from contextlib import contextmanager
from http.client import HTTPSConnection

import pytest
from django.conf import settings

from tests.soak.readers import AT_ONCE, SLOW
from tests.soak.server import HOST, PATIENCE, ROOT, free_port, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.soak]
LOGIN = "/admin/login/"
MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx(folder, *, behind: int):
    """The port of the proxy that stands before that port."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "No nginx: run tests/nginx.sh"
    port = free_port()
    _certificate(folder)
    (folder / "site.conf").write_text(_site(folder, port, behind))
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=_user()))
    process = subprocess.Popen([program, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf"])
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def _user():
    """The tests' folders belong to whoever runs them; left alone, root's nginx becomes another."""
    return "user root;" if os.getuid() == 0 else ""


def _site(folder, port, behind):
    """The file as it is, but for what belongs to one machine: ports, name and certificate."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for there, here in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "http://127.0.0.1:8000;": f"http://127.0.0.1:{behind};",
        "/etc/ssl/guide.example.org/": f"{folder}/",
    }.items():
        assert there in text
        text = text.replace(there, here)
    return text


def _certificate(folder):
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-keyout", folder / "privkey.pem"),
            *("-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )


def _wait_for(port, process):
    for _ in range(PATIENCE * 10):
        if process.poll() is None:
            with socket.socket() as tried:
                tried.settimeout(0.1)
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"nginx ended with {process.returncode}")


@pytest.fixture
def proxy(pages, tmp_path):
    with (
        serving(SITE_URL=f"https://{HOST}") as server,
        nginx(tmp_path, behind=server.port) as port,
    ):
        yield port


def ask(port, method, path, *, address="127.0.0.1", body=None, timeout=PATIENCE, **headers):
    """(status, headers, body) of one request through the proxy, from that address."""
    trusting = ssl._create_unverified_context()  # the certificate was made a second ago
    asked = HTTPSConnection(
        "127.0.0.1", port, timeout=timeout, context=trusting, source_address=(address, 0)
    )
    try:
        asked.request(method, path, body=body, headers={"Host": HOST, **headers})
        with asked.getresponse() as answer:
            return answer.status, answer.headers, answer.read()
    finally:
        asked.close()


@contextmanager
def slow(port, kind, *, count=200):
    """Slow clients over TLS, from eight addresses of this machine."""
    trusting = ssl._create_unverified_context()
    clients = []
    try:
        for number in range(count):
            plain = socket.create_connection(
                ("127.0.0.1", port), source_address=(f"127.0.1.{1 + number % 8}", 0)
            )
            clients.append(trusting.wrap_socket(plain))
            clients[-1].sendall(SLOW[kind].encode())
        yield
    finally:
        for client in clients:
            client.close()


def test_the_proxy_says_who_asks_and_refuses_what_is_too_large(proxy, pages):
    status, headers, _body = ask(proxy, "GET", pages[0])
    assert status == 200  # and no redirect: the application knows that TLS ended here
    assert "max-age=" in headers["Strict-Transport-Security"]
    assert ask(proxy, "GET", pages[0], **{"X-Forwarded-Proto": "http"})[0] == 200

    by_the_application = ask(proxy, "POST", LOGIN, body=b"a" * (settings.BODY_BYTES + 1))
    by_the_proxy = ask(proxy, "POST", LOGIN, **{"Content-Length": f"{2 * settings.BODY_BYTES + 1}"})
    assert by_the_application[0] in (400, 413)
    assert "Content-Security-Policy" in by_the_application[1]
    assert by_the_proxy[0] == 413
    assert "Content-Security-Policy" not in by_the_proxy[1]

    assert ask(proxy, "GET", "/", **{"X-Long": "a" * settings.HEADER_BYTES})[0] == 400


def test_two_hundred_slow_clients_wait_at_the_proxy(proxy, pages):
    for kind in SLOW:
        with slow(proxy, kind):
            answers = [ask(proxy, "GET", page, timeout=AT_ONCE)[0] for page in pages[:4]]
            assert answers == [200] * 4, kind
