"""Editions that were made before the record was chained stay valid."""

import pytest
from django.core.management import call_command

from clinics.live import content_of
from editions.record import fingerprint
from tests.record.before_the_chain import load_old_editions

pytestmark = pytest.mark.django_db


def test_the_content_of_an_old_edition_still_has_its_fingerprint():
    editions = load_old_editions()

    for edition in editions:
        assert fingerprint(edition.content) == edition.fingerprint, edition
    assert len(editions) == 8


def test_an_old_edition_can_still_be_read():
    for edition in load_old_editions():
        assert content_of(edition)


def test_a_record_of_old_editions_is_in_order(capsys):
    load_old_editions()

    call_command("verify_record")

    assert "Editions checked: 8" in capsys.readouterr().out
