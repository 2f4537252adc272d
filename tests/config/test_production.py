"""What production rests on: settings that Django's own check accepts, and answers that are safe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "k3y-" * 20 + "with-many-other-characters-0123456789",
    "SITE_URL": "https://guide.example.org",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}


def manage(*words, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=kept | PRODUCTION | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    checked = manage("check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr


def test_an_address_without_tls_is_for_this_machine_only():
    refused = manage("check", SITE_URL="http://guide.example.org")

    assert refused.returncode != 0
    assert "https://" in refused.stderr


def test_the_migrations_are_complete(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_server_says_that_it_is_well(client, db):
    response = client.get("/health/")

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
def test_the_admin_runs_nothing_from_elsewhere_and_nothing_inline(client, db, path):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_an_unknown_host_is_refused(client, db):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("name", ["../config/settings.py", "%2e%2e/manage.py", "page.html"])
def test_nothing_but_pictures_is_served_as_an_upload(client, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "page.html").write_text("<script>alert(1)</script>")

    assert client.get(f"/media/{name}").status_code == 404
