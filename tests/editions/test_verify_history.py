"""The history of the drafts: what is found without a chain, and what is no fault."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinics.draft.offering import offer
from clinics.models import Note
from editions.record.verifying_history import draft_models, history_faults
from tests.editions.tampering import force
from tests.factories import make_clinic, make_note, make_operator, make_translation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROW, HISTORY = "clinics_note", "clinics_historicalnote"


@pytest.fixture
def note():
    """Saved three times, beside another that stays as it is."""
    clinic = make_clinic()
    note = make_note(clinic=clinic, section_kind="risks")
    make_note(clinic=clinic)
    for body in ("Other words.", "The last words."):
        note.body = body
        note.save()
    return note


def faults():
    return list(history_faults())


def test_every_draft_has_its_history_looked_at():
    assert len(draft_models()) >= 12


def test_what_was_saved_as_usual_is_in_order(note):
    note.delete()

    assert faults() == []


def test_what_several_rows_at_once_went_through_is_no_fault():
    translation = make_translation(sections=[{}, {}, {}])
    offer(translation.guide, [make_clinic(), make_clinic()], by=make_operator(), offered=True)

    assert faults() == []


def test_what_the_demo_makes_is_no_fault(capsys):
    with time_machine.travel(timezone.now() + timedelta(days=1)):  # after the tables were made
        call_command("load_demo")

    assert faults() == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (f"UPDATE {ROW} SET body = 'x' WHERE id = %s", "changed past its history: "),
        (f"DELETE FROM {ROW} WHERE id = %s", "its history does not say who deleted it"),
        (f"DELETE FROM {HISTORY} WHERE version = 2 AND id = %s", "from version 1 to 3"),
        (f"DELETE FROM {HISTORY} WHERE version = 3 AND id = %s", "changed past its history: "),
        (
            f"UPDATE {HISTORY} SET history_date = '2001-01-01 00:00:00+00:00'"
            " WHERE version = 3 AND id = %s",
            "version 3 is dated before version 2",
        ),
        (f"UPDATE {HISTORY} SET history_type = '-' WHERE version = 3 AND id = %s", "it is here,"),
    ],
)
def test_what_went_past_the_history_is_named(note, sql, words):
    force(sql, note.pk)

    [fault] = faults()

    assert words in fault
    assert fault.startswith(f"clinics.Note {note.pk}:")


def test_the_command_looks_at_it_when_asked_to(note):
    Note.objects.filter(pk=note.pk).update(body="x")
    out = StringIO()
    call_command("verify_record", stdout=out)

    with pytest.raises(CommandError, match="1"):
        call_command("verify_record", "--history", stdout=out, stderr=out)

    assert "changed past its history" in out.getvalue()
    assert "entries without a person" in out.getvalue()
