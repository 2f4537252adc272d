"""Editions that were made before the record was chained stay valid."""

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from clinics.public.live import content_of
from editions.models import RecordEntry
from editions.publish.publishing import undo
from editions.tools.fingerprint import fingerprint
from tests.editions.tampering import force
from tests.factories import make_operator, publish_the_clinic
from tests.pages import text_of
from tests.record.before_the_chain import (
    begin_the_record,
    load_editions_of_every_schema,
    load_old_editions,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def the_day_after_they_were_made():
    """One of them is still waiting for its day then."""
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC), tick=True):
        yield


def test_the_content_of_an_old_edition_still_has_its_fingerprint():
    editions = load_old_editions()

    for edition in editions:
        assert fingerprint(edition.content) == edition.fingerprint, edition
    assert len(editions) == 8


def test_an_old_edition_can_still_be_read():
    for edition in load_old_editions():
        assert content_of(edition)


@pytest.mark.parametrize("load", [load_old_editions, load_editions_of_every_schema])
@pytest.mark.parametrize("language", ["", "/es"])
def test_old_editions_still_make_their_pages_and_their_paper(client, language, load):
    load()
    guide = f"{language}/coral-tide/stem-cell-therapy-spinal-stenosis/"

    for path in (f"{language}/coral-tide/", guide, f"{guide}cost/", f"{guide}editions/1-1-1/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "Coral Tide" in page.content.decode()
    assert client.get(f"{guide}handout.pdf").content.startswith(b"%PDF")


def test_there_is_an_edition_of_every_schema_that_was_ever_published():
    kept: dict = {}
    for edition in load_editions_of_every_schema():
        kept.setdefault(type(edition), set()).add(edition.content["schema_number"])

    newest = {model: model.CONTENT.model_fields["schema_number"].default for model in kept}
    assert kept == {model: set(range(1, number + 1)) for model, number in newest.items()}
    assert len(kept) == 3


def test_an_old_review_is_read_as_the_signatures_of_all_it_said(client):
    load_old_editions()
    guide = "/es/coral-tide/stem-cell-therapy-spinal-stenosis/"

    said = text_of(client.get(guide))

    assert "Revisado por Sample Reviewer" in said
    assert "Ha cambiado desde la revisión" not in said


def test_of_an_old_correction_nobody_knows_what_was_signed():
    reviewed, corrected = [
        edition for edition in load_old_editions() if getattr(edition, "language", "") == "en"
    ]

    assert (reviewed.is_review, corrected.is_review) == (True, False)
    assert all(section["reviewer"] for section in corrected.content["sections"])
    assert reviewed.read().is_signed
    assert corrected.read().signatures == ()


def verified():
    out = StringIO()
    call_command("verify_record", stdout=out, stderr=out)
    return out.getvalue()


def refused():
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_record", stdout=out, stderr=out)
    return out.getvalue()


def test_old_editions_are_valid_and_marked_as_such():
    load_old_editions()
    begin_the_record()

    said = verified()

    assert "Editions checked: 8" in said
    assert "from before the record was chained: 8." in said
    assert {entry.deed for entry in RecordEntry.objects.all()} == {"found"}


def test_an_edition_that_nothing_entered_is_named():
    load_old_editions()

    assert refused().count("it has no entry in the record") == 8


def test_the_record_goes_on_from_old_editions():
    clinic = load_old_editions()[0].clinic
    begin_the_record()
    publish_the_clinic(clinic, replace_scheduled=True)
    undo(clinic, number=4, by=make_operator())

    said = verified()

    assert "Editions checked: 9" in said
    assert "from before the record was chained: 8." in said
    deeds = RecordEntry.objects.filter(number__gt=8).values_list("edition", "deed")
    assert list(deeds) == [(3, "withdrawn"), (4, "published"), (4, "withdrawn")]


def test_what_is_changed_since_the_record_began_is_found_in_an_old_edition_too():
    edition = load_old_editions()[0]
    begin_the_record()
    force("UPDATE clinics_clinicedition SET note = 'x' WHERE id = %s", edition.pk)

    assert "“what changed” is “x”, and the record says “The first edition.”" in refused()


def test_beginning_twice_takes_in_only_what_is_new():
    load_old_editions()
    begin_the_record()
    begin_the_record()

    assert RecordEntry.objects.count() == 8
    assert "checked: 8" in verified()


def test_the_way_back_leaves_the_record_and_the_way_forth_goes_on_from_it():
    load_old_editions()
    begin_the_record()
    before = RecordEntry.objects.last()

    begin_the_record(backwards=True)
    begin_the_record()

    assert RecordEntry.objects.last().head == before.head


def test_the_page_of_an_old_edition_says_that_it_is_from_before(client_of):
    clinic = load_old_editions()[0].clinic
    begin_the_record()
    publish_the_clinic(clinic, replace_scheduled=True)
    browser = client_of(make_operator())

    old, new = (
        browser.get(f"/admin/clinics/clinic/{clinic.pk}/editions/{number}/").content.decode()
        for number in (1, 4)
    )

    assert "From before the record was chained" in old
    assert "From before the record was chained" not in new
