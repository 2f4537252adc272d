"""How the public pages travel: no cookies, nothing that runs, and fresh at no cost."""

import gzip

import pytest

from tests.clinics.patients import EVERY_PAGE, make_shown, read
from tests.factories import make_operator, publish_the_clinic, publish_the_network

PAGES = pytest.mark.parametrize("path", EVERY_PAGE)
FILES = ["/ridge/shots/handout.pdf", "/brand/ridge-1.css"]
EVERYTHING = pytest.mark.parametrize("path", [*EVERY_PAGE, *FILES])


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


def policy_of(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


@EVERYTHING
def test_a_page_sets_no_cookie_and_varies_on_nothing_but_its_packing(shown, client, path):
    response = client.get(path)

    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


@EVERYTHING
def test_a_page_may_run_nothing_and_load_from_nowhere_else(shown, client, path):
    response = client.get(path)

    assert policy_of(response) == {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@PAGES
def test_a_page_is_asked_for_again_each_time(shown, client, path):
    assert client.get(path).headers["Cache-Control"] == "public, no-cache"


@EVERYTHING
def test_a_page_that_has_not_changed_is_not_sent_again(shown, client, path):
    tag = client.get(path).headers["ETag"]

    for packing in ("identity", "gzip"):
        again = client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": packing})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == "Accept-Encoding"


@EVERYTHING
def test_a_packed_page_is_the_same_page(shown, client, path):
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_what_is_published_is_seen_at_the_next_look(shown, client):
    _text, clinic, _other = shown
    tags = {path: client.get(path).headers["ETag"] for path in ("/", "/ridge/", "/ridge/shots/")}
    clinic.name = "A new name"
    clinic.save()
    publish_the_clinic(clinic)

    for path, tag in tags.items():
        response = client.get(path, headers={"If-None-Match": tag})
        assert response.status_code == 200
        assert "A new name" in response.content.decode()


def test_a_publish_elsewhere_leaves_what_browsers_keep_as_it_is(shown, client):
    _text, _clinic, other = shown
    tag = client.get("/ridge/shots/").headers["ETag"]
    other.name = "Another name"
    other.save()
    publish_the_clinic(other)

    assert client.get("/ridge/shots/", headers={"If-None-Match": tag}).status_code == 304
    publish_the_network()
    assert client.get("/ridge/shots/", headers={"If-None-Match": tag}).status_code == 200


@PAGES
def test_a_page_is_the_same_for_staff_and_in_every_browser_language(shown, client, client_of, path):
    staff = client_of(make_operator(language="es"))

    seen = staff.get(path, headers={"Accept-Language": "es"})

    assert seen.content == client.get(path).content
    assert seen.headers["Vary"] == "Accept-Encoding"
    assert not seen.cookies


@EVERYTHING
def test_only_reading_is_allowed(shown, client, path):
    head = client.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == client.get(path).headers["ETag"]
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(path).status_code == 405


@pytest.mark.parametrize("path", ["/nowhere/", "/ridge/nothing/", "/ridge/shots/editions/9-9-9/"])
def test_a_page_that_is_not_there_sets_no_cookie(shown, client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_another_host_in_the_request_changes_no_address_on_the_page(shown, client, settings):
    settings.ALLOWED_HOSTS = ["*"]

    response = client.get("/ridge/shots/", headers={"Host": "evil.example.org"})

    assert "evil.example.org" not in response.content.decode()
    assert "http://localhost/ridge/shots/" in read(client, "/ridge/shots/")
