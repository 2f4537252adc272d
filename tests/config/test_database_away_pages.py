"""What stands on the pages that are shown while the database is away, and which are kept for it."""

import sqlite3
import time
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from clinics.models import Clinic, ClinicEdition
from editions.publish.publishing import withdraw
from editions.record import kept_pages
from tests.clinics.patients import make_shown
from tests.database import without_waiting
from tests.factories import make_guide_editor, make_operator, publish_guide, publish_the_clinic
from tests.pages import text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TYPED = 'All "that" <b>was</b> typed.'
GIVEN_BACK = "All &quot;that&quot; &lt;b&gt;was&lt;/b&gt; typed."


@pytest.fixture
def away(monkeypatch, settings, tmp_path):
    """A function that takes the database away (True) or brings it back (False)."""
    settings.KEPT_PAGES = tmp_path / "kept.sqlite3"
    kept_pages.noted.clear()
    with without_waiting(monkeypatch) as put:
        yield put


@pytest.fixture
def shown(away):
    return make_shown()


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


def test_a_patient_is_told_in_the_language_of_the_address(away, reader):
    away(True)

    english, spanish = reader.get("/ridge/shots/"), reader.get("/es/ridge/shots/")

    assert english.status_code == spanish.status_code == 503
    assert "This page cannot be shown just now" in english.content.decode()
    assert 'lang="en"' in english.content.decode()
    assert 'lang="es"' in spanish.content.decode()
    assert "call your local emergency number" in english.content.decode()


def test_what_was_typed_in_the_admin_is_given_back_to_be_sent_again(away, shown, client_of):
    staff = client_of(make_guide_editor())
    staff.raise_request_exception = False
    section = shown[0].sections.first()
    address = f"/admin/guide/section/{section.pk}/change/"
    away(True)

    told = staff.post(address, {"title": "Title", "body": TYPED, "_save": "Save"})

    words = told.content.decode()
    assert (told.status_code, told.headers["Retry-After"]) == (503, "30")
    assert "What you sent was not saved." in words
    assert "Patients still see the pages that were read before" in words
    assert f'<input type="hidden" name="body" value="{GIVEN_BACK}">' in words
    assert f'<pre class="typed" tabindex="0">{GIVEN_BACK}</pre>' in words
    assert f'<form method="post" action="{address}">' in words


def test_no_password_and_nothing_of_another_site_is_given_back(away, reader):
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    strict.cookies["session"] = "a" * 32  # of somebody whom the other site sends here
    away(True)

    foreign = strict.post("/admin/guide/section/1/change/", {"body": TYPED})
    signing_in = reader.post("/admin/login/", {"username": "ann", "password": "Warm-Stone-77"})

    assert foreign.status_code == signing_in.status_code == 503
    assert "typed." not in foreign.content.decode()
    assert "Warm-Stone-77" not in signing_in.content.decode()


def test_nothing_of_a_giant_is_read(away, settings):
    reader = Client(raise_request_exception=False, enforce_csrf_checks=True)
    reader.cookies["csrf"] = token = "a" * 32  # anybody can send a pair that fits
    away(True)
    assert reader.get("/ridge/").status_code == 503  # now it is known
    body = {"csrfmiddlewaretoken": token, "note": "note", "file": ContentFile(b"x" * 9_000, "f")}

    small = reader.post("/admin/guide/section/1/change/", body)
    body["file"].seek(0)
    settings.BODY_BYTES = 5_000
    giant = reader.post("/admin/guide/section/1/change/", body)

    assert small.status_code == giant.status_code == 503
    assert "Choose them again: f" in text_of(small)
    assert "Choose them again" not in text_of(giant)
    assert not hasattr(giant.wsgi_request, "_files")


def test_a_page_that_was_taken_away_is_not_shown_again(away, shown, reader):
    _text, ridge, _coast = shown
    assert reader.get("/ridge/").status_code == reader.get("/coast/").status_code == 200
    ridge.state = Clinic.State.PAUSED
    ridge.save()
    publish_the_clinic(ridge)
    assert "paused" in reader.get("/ridge/").content.decode()

    away(True)

    assert reader.get("/ridge/").status_code == 503
    assert reader.get("/coast/").headers["Warning"].startswith("110")


def test_nothing_from_before_a_withdrawal_is_shown_again(away, shown, reader):
    assert reader.get("/ridge/").status_code == 200
    edition = ClinicEdition.objects.get(slug="ridge")
    withdraw(edition, by=make_operator(), reason="A wrong dose.", for_safety=True)

    away(True)

    assert reader.get("/ridge/").status_code == 503


def test_a_page_older_than_the_setting_says_is_not_shown_again(away, shown, reader, settings):
    assert reader.get("/ridge/").status_code == 200
    away(True)
    assert reader.get("/ridge/").status_code == 200

    settings.STALE_HOURS = 0

    assert reader.get("/ridge/").status_code == 503


def test_a_link_to_a_draft_and_what_somebody_searched_for_are_not_kept(away, shown, reader):
    for path in ("/", "/?q=ridge", "/share/a-token/", "/ridge/?x=1"):
        reader.get(path)

    away(True)

    assert reader.get("/").status_code == 200
    assert reader.get("/?from=a-mail").status_code == 200  # nothing that the page listens to
    for path in ("/?q=ridge", "/share/a-token/", "/ridge/"):
        assert reader.get(path).status_code == 503


def test_visitors_cannot_push_plain_pages_out(away, shown, reader, monkeypatch):
    assert reader.get("/ridge/shots/").status_code == 200
    monkeypatch.setattr(kept_pages, "ROOM", 60_000)

    for size in ("normal", "large"):
        for section in ("risks", "cost", "insurance"):
            path = f"/ridge/shots/print/?section={section}&size={size}"
            assert reader.get(path).status_code == 200
            assert reader.get(f"/ridge/shots/handout.pdf?section={section}&size={size}")
    away(True)

    assert reader.get("/ridge/shots/").status_code == 200
    assert reader.get("/ridge/shots/handout.pdf?section=risks&size=normal").status_code == 503


PRINT, HANDOUT = "/ridge/shots/print/", "/ridge/shots/handout.pdf"


@pytest.mark.parametrize("query", ["section=", "size=", "paper", "section=&size=large", "x=1"])
def test_no_other_way_to_ask_takes_the_place_of_a_page(away, shown, reader, query):
    page, handout = reader.get(PRINT).content, reader.get(HANDOUT).content

    for path in (PRINT, HANDOUT):
        reader.get(f"{path}?{query}")
    away(True)

    assert reader.get(PRINT).content == page
    assert reader.get(HANDOUT).content == handout


def test_a_size_that_is_asked_for_twice_is_nobodys_page(away, shown, reader):
    assert reader.get(f"{PRINT}?size=large&size=normal").status_code == 200

    away(True)

    assert reader.get(f"{PRINT}?size=normal&size=large").status_code == 503


def filled(settings):
    return settings.KEPT_PAGES.stat().st_size


def test_endless_addresses_do_not_fill_the_file(away, shown, reader, settings):
    reader.get("/ridge/")
    before, noted = filled(settings), len(kept_pages.noted)

    for number in range(1, 10):
        reader.get(f"{PRINT}?section={'x' * 9000}{number}")
        reader.get(f"/brand/ridge-{'0' * 900 * number}1.css")
        reader.get(f"/ridge/shots/editions/1-1-{'1'.zfill(number)}/")

    assert filled(settings) <= before + 4 * 4096  # of all these one is a page: 1-1-1
    assert len(kept_pages.noted) == noted + 1


def test_many_short_addresses_are_held_within_the_room(away, shown, reader, settings, monkeypatch):
    monkeypatch.setattr(kept_pages, "ROOM", 200_000)

    for number in range(150):
        reader.get(f"{PRINT}?section={'x' * 400}{number}")

    assert filled(settings) < 250_000


def test_old_editions_in_all_their_combinations_push_no_page_out(away, shown, reader, monkeypatch):
    text, ridge, _coast = shown
    for _number in range(4):
        ridge.save()
        publish_the_clinic(ridge)
        text.save()
        publish_guide(text)
    plain = ["/ridge/", "/coast/", "/ridge/shots/", "/brand/ridge-5.css"]
    for path in plain:
        assert reader.get(path).status_code == 200
    monkeypatch.setattr(kept_pages, "ROOM", 60_000)

    for guide in range(1, 5):
        for number in range(1, 5):
            assert reader.get(f"/ridge/shots/editions/{guide}-{number}-1/").status_code == 200
    away(True)

    assert [reader.get(path).status_code for path in plain] == [200] * len(plain)
    assert (
        reader.get("/ridge/shots/editions/4-4-1/").status_code == 200
    )  # kept, while there is room
    assert reader.get("/ridge/shots/editions/1-1-1/").status_code == 503


@pytest.mark.parametrize("state", [Clinic.State.PAUSED, Clinic.State.CLOSED])
def test_no_page_of_a_clinic_is_shown_again_once_it_is_shut(away, shown, reader, state):
    assert reader.get("/ridge/shots/").status_code == 200
    _text, ridge, _coast = shown
    ridge.state = state
    ridge.save()
    publish_the_clinic(ridge)

    away(True)

    assert reader.get("/ridge/shots/").status_code == 503


def test_nor_from_the_day_on_when_it_is_to_be_shut(away, shown, reader):
    _text, ridge, _coast = shown
    ridge.state = Clinic.State.PAUSED
    ridge.save()
    publish_the_clinic(ridge, live_from=timezone.now() + timedelta(hours=2))
    assert reader.get("/ridge/shots/").status_code == 200
    away(True)
    assert reader.get("/ridge/shots/").status_code == 200

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert reader.get("/ridge/shots/").status_code == 503


def test_what_was_made_before_a_withdrawal_is_not_put_down_after_it(away, settings):
    page = kept_pages.Address("release", "/ridge/")
    began = time.time()
    kept_pages.forget_all()

    kept_pages.keep(page, "1", {}, lambda: b"", began=began)
    assert kept_pages.find(page) is None
    kept_pages.keep(page, "1", {}, lambda: b"", began=time.time() + 1)

    assert kept_pages.find(page)


def held(settings):
    """Another process has the file, and does not give it back in time."""
    other = sqlite3.connect(settings.KEPT_PAGES, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return closing(other)


@contextmanager
def full(settings):
    """The disk has no room for one byte more in this file."""
    connect = sqlite3.connect

    def connect_to_full(*args, **kwargs):
        store = connect(*args, **kwargs)
        store.execute("PRAGMA query_only = ON")
        return store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect_to_full)
        yield


@pytest.mark.parametrize("hindered", [held, full])
def test_a_withdrawal_takes_the_file_along_where_it_cannot_be_written(
    away, shown, reader, settings, hindered
):
    assert reader.get("/ridge/").status_code == 200
    with hindered(settings):
        withdraw(
            ClinicEdition.objects.get(slug="ridge"), by=make_operator(), reason="A wrong dose."
        )

    away(True)

    assert reader.get("/ridge/").status_code == 503


@pytest.mark.parametrize("torn", [b"no database at all" * 500, b"SQLite format 3\0" + b"x" * 9000])
def test_a_file_that_the_power_tore_is_made_anew(away, shown, reader, settings, torn):
    settings.KEPT_PAGES.write_bytes(torn)

    for _time in range(2):
        assert reader.get("/ridge/").status_code == 200
    away(True)

    assert reader.get("/ridge/").headers["Warning"].startswith("110")


def test_a_page_is_served_where_none_can_be_kept(shown, reader, settings, tmp_path, caplog):
    settings.KEPT_PAGES = tmp_path / "no" / "folder" / "kept.sqlite3"
    kept_pages.said.clear()

    assert [reader.get("/ridge/").status_code for _time in range(3)] == [200, 200, 200]

    assert caplog.text.count("Pages are not kept") == 1


def test_a_question_that_changes_nothing_is_asked_again_once(away, shown, reader):
    with broken_once() as failed:
        assert reader.get("/ridge/").status_code == 200
    assert failed == [True]

    with broken_once() as failed:
        assert reader.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 503
    assert failed == [True]


class broken_once:  # noqa: N801
    """The next query fails as if its connection had broken."""

    def __enter__(self):
        self.failed = []
        self.wrapper = connection.execute_wrapper(self.fail)
        self.wrapper.__enter__()
        return self.failed

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)

    def fail(self, execute, *arguments):
        if not self.failed:
            self.failed.append(True)
            raise OperationalError("the connection broke")
        return execute(*arguments)
