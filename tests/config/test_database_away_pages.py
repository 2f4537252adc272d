"""What stands on the pages that are shown while the database is away, and which are kept for it."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from clinics.models import Clinic, ClinicEdition
from editions import kept_pages
from editions.publishing import withdraw
from tests.clinics.patients import make_shown
from tests.database import without_waiting
from tests.factories import make_guide_editor, make_operator, publish_the_clinic

pytestmark = pytest.mark.django_db(transaction=True)
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
