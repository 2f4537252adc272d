"""What production rests on: settings that Django's own check accepts, and answers that are safe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "k3y-" * 20 + "with-many-other-characters-0123456789",
    "SITE_URL": "https://guide.example.org",
    "EMAIL_URL": "submission://user:password@mail.example.org:587",
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


def test_production_settings_pass_the_deployment_check(tmp_path):
    places = {"MEDIA_ROOT": str(tmp_path / "media"), "STATIC_ROOT": str(tmp_path)}
    assert manage("collectstatic", "--noinput", **places).returncode == 0

    checked = manage("check", "--deploy", "--fail-level", "WARNING", **places)

    assert checked.returncode == 0, checked.stderr
    assert checked.stdout == "System check identified no issues (0 silenced).\n"


def test_the_deployment_check_finds_what_is_missing(tmp_path):
    missing = {
        "EMAIL_URL": "console:",
        "STATIC_ROOT": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "DEBUG": "true",
    }

    checked = manage("check", "--deploy", "--database", "default", **missing)

    assert checked.returncode != 0
    for number in ("config.W001", "config.E006", "security.W018"):
        assert number in checked.stderr


def test_the_server_tells_at_its_start_what_is_missing(tmp_path):
    environment = os.environ | PRODUCTION | {"EMAIL_URL": "console:", "STATIC_ROOT": str(tmp_path)}

    started = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Mails are not sent" in started.stderr
    assert "manage.py collectstatic --noinput" in started.stderr


def test_an_address_without_tls_is_for_this_machine_only():
    refused = manage("check", SITE_URL="http://guide.example.org")

    assert refused.returncode != 0
    assert "https://" in refused.stderr


def test_the_migrations_are_complete(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


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
