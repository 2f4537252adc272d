"""What is kept of public pages and handouts: no visitor decides it, and none pushes it away."""

import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.urls import reverse

from clinics.handout.turns import ONE_AT_A_TIME, PLACES
from clinics.models import ClinicEdition
from clinics.tools import typesetting
from tests.clinics.patients import make_shown, read
from tests.factories import make_member, publish_guide, publish_the_clinic
from tests.pages import text_of

pytestmark = pytest.mark.slow

PAGES = ["/", "/ridge/", "/ridge/shots/", "/ridge/shots/risks/", "/ridge/shots/print/"]
KEYS = ("overview", "benefits", "risks", "cost", "insurance")


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_shown)


@pytest.fixture
def shown(once, db):
    return once()


def entries(shelf="default"):
    return len(caches[shelf]._cache)


def is_made_anew(client, path):
    """Whether a template was filled in for it."""
    return bool(client.get(path).templates)


def hostile(path):
    """140 addresses of the same page."""
    numbers = range(20)
    return [
        *(f"{path}?x={n}" for n in numbers),
        *(f"{path}?q=nobody{n}" for n in numbers),
        *(f"{path}?q={' ' * n}" for n in range(2, 22)),
        *(f"{path}?size={n}" for n in numbers),
        *(f"{path}?section={n}&section=risks" for n in numbers),
        *(f"{path}?{'section=risks&' * (n + 1)}" for n in numbers),
        *(f"{path}?paper=a4&utm_source={n}" for n in numbers),
        *(f"{path}?{quote(chr(233 + n))}=1&size=large" for n in numbers),
    ]


def test_700_spellings_of_addresses_push_no_page_from_its_shelf(shown, client):
    for page in PAGES:
        client.get(page)
    kept = entries()
    addresses = [address for page in PAGES for address in hostile(page)]

    for number, address in enumerate(addresses):
        client.generic(("GET", "HEAD")[number % 2], address)

    assert len(set(addresses)) >= 700
    assert entries() == kept
    assert not any(is_made_anew(client, page) for page in PAGES)


def test_words_that_are_searched_for_are_shown_and_not_kept(shown, client):
    client.get("/")

    assert "Ridge Clinic" in read(client, "/?q=ridge")
    assert "Ridge Clinic" not in read(client, "/?q=coast")
    assert entries() == 1


def test_the_same_number_written_otherwise_is_the_same_answer(shown, client):
    tags = {
        client.get(f"/ridge/shots/editions/{numbers}/").headers["ETag"]
        for numbers in ("1-1-1", "01-1-1", "1-000000001-01")
    }
    colours = {client.get(f"/brand/ridge-{n}.css").headers["ETag"] for n in ("1", "01", "0001")}

    assert len(tags) == len(colours) == 1
    assert entries() == 1


def test_old_editions_are_shown_and_not_kept(shown, client):
    text, clinic, _other = shown
    for number in range(3):
        clinic.name = f"Ridge Clinic {number}"
        clinic.save()
        publish_the_clinic(clinic)
        text.title = f"Shots {number}"
        text.save()
        publish_guide(text)

    for guide in range(1, 5):
        for number in range(1, 5):
            read(client, f"/ridge/shots/editions/{guide}-{number}-1/")

    assert ClinicEdition.objects.filter(slug="ridge").count() == 4
    assert entries() == 1  # today's own


def test_nothing_that_is_refused_is_kept(shown, client):
    for path in ("/nobody/", "/ridge/shots/nothing/", "/ridge/shots/handout.pdf?section=x"):
        assert client.get(path).status_code == 404
    client.post("/ridge/")

    assert entries() == entries("handouts") == 0


def test_the_same_choice_is_the_same_handout_however_it_is_asked_for(shown, client):
    handout, everything = "/ridge/shots/handout.pdf", "&".join(f"section={key}" for key in KEYS)
    same = [
        (handout, f"{handout}?{everything}", f"{handout}?size=normal&x=1", f"{handout}?size="),
        (f"{handout}?section=risks", f"{handout}?section=risks&section=risks"),
        (f"{handout}?section=cost&section=risks", f"{handout}?section=risks&section=cost"),
    ]

    for addresses in same:
        assert len({client.get(address).headers["ETag"] for address in addresses}) == 1

    assert entries("handouts") == 2  # all, and one section; pairs are the visitor's own


def test_every_choice_is_kept_as_a_handout_of_its_own(shown, client):
    choices = ["", "?size=large", "?paper=a4", "?section=risks", "?section=cost"]

    made = [client.get(f"/ridge/shots/handout.pdf{choice}") for choice in choices]

    assert len({response.headers["ETag"] for response in made}) == len(choices)
    assert len({response.content for response in made}) == len(choices)


def test_handouts_push_no_page_from_its_shelf(shown, client):
    client.get("/ridge/shots/")
    for key in KEYS:
        client.get(f"/ridge/shots/handout.pdf?section={key}")

    assert (entries(), entries("handouts")) == (1, len(KEYS))


def from_address(client, path, address):
    return client.get(path, REMOTE_ADDR=address)


def test_one_address_may_have_so_many_new_handouts_made_in_a_minute(shown, client, settings):
    settings.HANDOUTS_PER_MINUTE = 2
    path = "/ridge/shots/handout.pdf?section="
    for key in ("risks", "cost"):
        assert from_address(client, path + key, "192.0.2.1").status_code == 200

    refused = from_address(client, path + "benefits", "192.0.2.1")

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "then load this page again" in text_of(refused)
    assert "Set-Cookie" not in refused.headers
    # What is kept is given to anybody; another address has its own count.
    assert from_address(client, path + "risks", "192.0.2.1").status_code == 200
    assert from_address(client, path + "benefits", "192.0.2.2").status_code == 200


def test_the_refusal_speaks_the_language_of_the_address(shown, client, settings):
    settings.HANDOUTS_PER_MINUTE = 0

    page = client.get("/es/ridge/shots/handout.pdf").content.decode()

    assert '<html lang="es"' in page
    assert "/es/ridge/shots/" in page


def test_while_one_handout_is_made_the_next_waits_and_is_told_when_to_come_again(
    shown, client, client_of, settings
):
    settings.HANDOUT_WAIT_SECONDS = 0.01
    _text, clinic, _other = shown
    staff = client_of(make_member(clinic))

    with ONE_AT_A_TIME:
        answers = [
            client.get("/ridge/shots/handout.pdf"),
            staff.get(reverse("admin:clinics_clinic_preview_handout", args=[clinic.pk])),
        ]

    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert "not ready yet" in text_of(answer)
    assert client.get("/ridge/shots/handout.pdf").status_code == 200


def test_few_threads_wait_for_handouts_and_who_comes_then_is_told_at_once(shown, client, settings):
    """The others are for readers, who wait for nothing."""
    settings.HANDOUT_WAIT_SECONDS = 60
    assert settings.HANDOUTS_AT_ONCE < settings.THREADS

    with ExitStack() as waiting:
        for _thread in range(settings.HANDOUTS_AT_ONCE):
            waiting.enter_context(PLACES)
        began = time.monotonic()
        refused = client.get("/ridge/shots/handout.pdf")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert time.monotonic() - began < 30
    assert client.get("/ridge/shots/handout.pdf").status_code == 200


def test_a_handout_that_fails_gives_its_turn_back(shown, client, monkeypatch, settings):
    settings.HANDOUT_WAIT_SECONDS = 0.01
    client.raise_request_exception = False
    monkeypatch.setattr(typesetting, "TEMPLATE", Path("/nowhere/handout.typ"))
    for _try in range(settings.HANDOUTS_AT_ONCE + 1):
        assert client.get("/ridge/shots/handout.pdf").status_code == 500
    monkeypatch.undo()

    assert client.get("/ridge/shots/handout.pdf").status_code == 200
