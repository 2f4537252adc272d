"""What goes out with every answer, and what never does: headers, uploads, static files, redirects."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as live_settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.config.test_production import PRODUCTION, ROOT
from tests.factories import make_clinic, make_guide_editor, make_operator, make_user, shown_guide

pytestmark = pytest.mark.django_db
PICTURE = "0123456789abcdef0123456789abcdef"


def policy_of(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


@pytest.fixture
def uploads(settings, tmp_path):
    """A folder of uploads, with a secret beside it."""
    (tmp_path / "secret.png").write_text("secret")
    folder = tmp_path / "media" / "pictures"
    folder.mkdir(parents=True)
    settings.MEDIA_ROOT = tmp_path / "media"
    return folder


def fetch(client, path, **options):
    """(the answer, its bytes), with the file behind it closed again."""
    response = client.get(path, **options)
    body = response.getvalue()
    response.close()
    return response, body


def write_picture(folder, ending, form):
    file = folder / f"{PICTURE}.{ending}"
    Image.new("RGB", (2, 2)).save(file, form)
    return file


EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/", "/health/", "/admin/login/", "/admin/nowhere/", "/nowhere/", "/media/x.png"]
)
def test_every_answer_is_what_it_says_and_stands_in_no_frame(client, path):
    headers = fetch(client, path)[0].headers

    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize("name", ["admin:index", "admin:clinics_clinic_changelist"])
def test_the_admin_runs_its_own_scripts_and_nothing_else(client_of, name):
    policy = policy_of(client_of(make_operator()).get(reverse(name)))

    assert policy == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }


def test_public_pages_run_nothing(client):
    text, clinic = shown_guide()

    policy = policy_of(client.get(f"/{clinic.slug}/{text.guide.slug}/"))

    assert policy["default-src"] == ["'none'"]
    assert "script-src" not in policy
    assert "connect-src" not in policy
    assert all(value in ("'none'", "'self'") for values in policy.values() for value in values)


@pytest.mark.parametrize("path", ["/nowhere/", "/admin/nowhere/", "/media/nowhere.png"])
def test_a_refusal_runs_no_more_than_a_page(client_of, path):
    policy = policy_of(client_of(make_user()).get(path))

    assert policy["default-src"] == ["'none'"]
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize(
    ("ending", "form", "kind"),
    [("png", "PNG", "image/png"), ("jpg", "JPEG", "image/jpeg"), ("webp", "WEBP", "image/webp")],
)
def test_an_upload_goes_out_as_the_picture_it_is_and_can_run_nothing(
    client, uploads, ending, form, kind
):
    file = write_picture(uploads, ending, form)

    response, body = fetch(client, f"/media/pictures/{file.name}")

    assert body == file.read_bytes()
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response.headers["Cache-Control"]
    assert not response.cookies


def test_what_is_in_a_picture_does_not_change_what_it_is_sent_as(client, uploads):
    (uploads / f"{PICTURE}.png").write_bytes(b"<!doctype html><script>alert(1)</script>")

    response, _body = fetch(client, f"/media/pictures/{PICTURE}.png")

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_only_reading_an_upload_is_possible(client, uploads):
    write_picture(uploads, "png", "PNG")

    for method in (client.post, client.put, client.delete):
        assert method(f"/media/pictures/{PICTURE}.png").status_code == 405


OUTSIDE = [
    "../secret.png",
    "pictures/../../secret.png",
    "pictures/%2e%2e/%2e%2e/secret.png",
    "..%2fsecret.png",
    "..%5csecret.png",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "pictures/",
    "pictures",
    ".",
    "pictures/link.png",
    "pictures/page.html",
    "pictures/vector.svg",
    f"pictures/{PICTURE}.PNG",
    f"pictures/{PICTURE}.png.html",
    f"pictures/{PICTURE}.png%00.html",
    "pictures/%00.png",
    "a" * 300 + ".png",
    "pictures/" + "a/" * 2000 + "a.png",
]


@pytest.mark.parametrize("name", OUTSIDE, ids=range(len(OUTSIDE)))
def test_nothing_else_goes_out_as_an_upload(client, uploads, name):
    write_picture(uploads, "png", "PNG")
    (uploads / "link.png").symlink_to(uploads.parent.parent / "secret.png")
    (uploads / "page.html").write_text("<script>alert(1)</script>")
    (uploads / "vector.svg").write_text("<svg onload='alert(1)'/>")

    assert client.get(f"/media/{name}").status_code == 404


def test_a_picture_that_staff_upload_goes_out(client_of, client):
    out = io.BytesIO()
    Image.new("RGB", (3, 3)).save(out, "PNG")
    out.name, _start = "a.png", out.seek(0)
    sent = client_of(make_guide_editor()).post("/admin/guide/section/add/picture/", {"image": out})

    response, _body = fetch(client, sent.json()["address"])

    assert response.headers["Content-Type"] == "image/png"


@pytest.fixture
def collected(settings, tmp_path):
    """Static files as production has them: collected, packed, named by their content."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "static"


def test_static_files_go_out_with_debug_off(client, collected):
    assert not live_settings.DEBUG
    page = client.get(reverse("admin:login")).content.decode()
    [sheet] = {part for part in page.split('"') if "/admin_guide/admin." in part}

    response, _body = fetch(client, sheet, headers={"accept-encoding": "gzip"})

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/css")
    assert response.headers["Content-Encoding"] == "gzip"
    assert "immutable" in response.headers["Cache-Control"]
    for name in ("../manage.py", "%2e%2e/manage.py", "staticfiles.json%00", "nowhere.css"):
        assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "localhost@evil.example", "localhost:80@evil"],
)
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/health/"])
def test_a_strange_host_is_refused_and_named_nowhere(client, host, path):
    response = client.get(path, headers={"host": host})

    assert response.status_code == 400
    assert b"evil" not in response.content


def test_what_a_proxy_is_said_to_have_forwarded_changes_no_address(client):
    text, clinic = shown_guide()
    path = f"/{clinic.slug}/{text.guide.slug}/"
    spoofed = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-port": "666",
        "forwarded": "host=evil",
    }

    plain, forwarded = client.get(path), client.get(path, headers=spoofed)

    assert plain.content == forwarded.content


FOREIGN = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    r"/\evil.example",
    r"\\evil.example",
    "https:evil.example",
    "https:///evil.example",
    "http:\\evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//testserver@evil.example/",
    "\t//evil.example",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_signing_in_leads_nowhere_else(target):
    user = make_user(password=make_password("Quiet-River-42"))
    data = {"username": user.username, "password": "Quiet-River-42", "next": target}

    response = Client().post(reverse("admin:login"), data)

    assert response.status_code == 302
    assert response.url == reverse("admin:index")


def test_signing_in_leads_back_to_where_one_was():
    user = make_operator(password=make_password("Quiet-River-42"))
    target = reverse("admin:clinics_clinic_changelist")
    client = Client()
    page = client.get(target)
    data = {"username": user.username, "password": "Quiet-River-42", "next": target}

    assert page.url == f"{reverse('admin:login')}?next={target}"
    assert client.post(reverse("admin:login"), data).url == target


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://other.testserver"])
def test_a_form_sent_from_elsewhere_is_refused(origin):
    clinic = make_clinic()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_operator(), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:clinics_clinic_undo", args=[clinic.pk])
    client.get(reverse("admin:clinics_clinic_change", args=[clinic.pk]))
    token = client.cookies["csrf"].value

    sent = client.post(
        address, {"number": "1", "csrfmiddlewaretoken": token}, headers={"origin": origin}
    )
    own = client.post(address, {"number": "1", "csrfmiddlewaretoken": token})

    assert (sent.status_code, own.status_code) == (403, 302)


ASKED = """
import json, django
django.setup()
from django.test import Client
from config.wsgi import application
plain = Client(headers={"host": "guide.example.org"})
ended = Client(headers={"host": "guide.example.org", "x-forwarded-proto": "https"})
def seen(response):
    cookies = {name: cookie.OutputString() for name, cookie in response.cookies.items()}
    return [response.status_code, dict(response.headers), cookies]
print(json.dumps({
    "plain": seen(plain.get("/admin/login/")),
    "ended": seen(ended.get("/admin/login/")),
    "other": seen(ended.get("/admin/login/", headers={"host": "127.0.0.1"})),
    "well": seen(plain.get("/health/")),
}))
"""


def test_production_speaks_https_alone_and_its_cookies_stay_there(tmp_path):
    """Asked of the real settings, in a process of their own."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **PRODUCTION,
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
    }
    static = (
        "from django.conf import settings; settings.STORAGES['staticfiles']['BACKEND'] = ("
        "'django.contrib.staticfiles.storage.StaticFilesStorage')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", static + ASKED],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout)

    status, headers, cookies = answers["ended"]
    assert status == 200
    hsts = headers["Strict-Transport-Security"]
    assert "max-age=31536000" in hsts
    assert set(cookies) == {"__Host-csrf"}
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookies["__Host-csrf"]
    assert "Domain" not in cookies["__Host-csrf"]
    assert answers["plain"][0] == 301
    assert answers["plain"][1]["Location"] == "https://guide.example.org/admin/login/"
    assert answers["other"][0] == 400
    assert answers["well"][0] == 200


def test_without_https_nobody_can_pretend_it(rf):
    """Else a visitor's header would decide which cookies are secure and which links are right."""
    request = rf.get("/", headers={"X-Forwarded-Proto": "https"})

    assert not request.is_secure()
    assert request.build_absolute_uri("/ridge/").startswith("http://")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_page_of_the_admin_is_read_and_sent_and_nothing_else(client_of, method):
    client = client_of(make_operator())

    for page in ("", "clinics/clinic/", "clinics/clinic/add/", "password_change/", "jsi18n/"):
        assert getattr(client, method)(f"/admin/{page}").status_code == 405
        assert getattr(Client(), method)(f"/admin/{page}").status_code == 405


def test_the_page_of_an_address_where_nothing_is_is_made_once(client):
    first, again = client.get("/nowhere/"), client.get("/nowhere-else/")

    assert (first.status_code, again.status_code) == (404, 404)
    assert again.content == first.content
    assert again.templates == []
