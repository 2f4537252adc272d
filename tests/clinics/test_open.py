"""Whether a clinic is open, paused or closed is asked in one way, and every place answers alike."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from clinics.draft.audience import clinics_of
from clinics.models import Clinic
from clinics.public.live import offers_at
from clinics.public.search import find_clinics
from clinics.work.comparison import clinics_compared
from clinics.work.overview import overdue_clinics
from tests.clinics.patients import make_shown
from tests.factories import make_guide_editor, publish_the_clinic, the_network

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
State = Clinic.State


@pytest.fixture
def clinic(db):
    """One of two clinics, with a price that has lapsed."""
    _text, clinic, _other = make_shown()
    clinic.cost_items.update(valid_from="2026-01-01", valid_until="2026-01-02")
    return clinic


def put_in(clinic, state):
    clinic.state = state
    clinic.save()
    publish_the_clinic(clinic)


@pytest.mark.parametrize("state", State)
def test_patients_find_and_texts_reach_the_clinics_that_are_open(clinic, client, state):
    put_in(clinic, state)
    now = timezone.now()

    shown = [
        "Possible benefits" in client.get("/ridge/shots/").content.decode(),
        "Ridge Clinic" in [found.name for found in find_clinics("", now, "en").clinics],
        "ridge" in [offer.slug for offer in offers_at(now)],
        "Ridge Clinic" in clinics_of(the_network(name="Another")),
    ]

    assert set(shown) == {state == State.OPEN}


@pytest.mark.parametrize("state", State)
def test_staff_look_after_the_clinics_that_are_not_closed(clinic, client_of, state):
    put_in(clinic, state)
    client = client_of(make_guide_editor())
    start, offer = (client.get(f"/admin/{way}").context for way in ("", "clinics/clinic/offer/"))

    listed = [clinic in [one for one, _count in overdue_clinics(timezone.now())]]
    listed += [clinic in clinics_compared(), clinic in offer["form"].fields["clinics"].queryset]

    assert set(listed) == {state != State.CLOSED}
    assert start["clinic_count"] == 1 + (state != State.CLOSED)


def test_no_other_file_compares_the_states():
    files = [
        file for room in ("clinics", "guide", "editions") for file in (ROOT / room).rglob("*.py")
    ]
    states = "|".join(State.names + State.values)
    asked = re.compile(rf"State\.(?:{states})\b|state\W+(?:{states})\b")

    found = {str(file.relative_to(ROOT)) for file in files if asked.search(file.read_text())}

    assert {name for name in found if "/migrations/" not in name} == {
        "clinics/models/clinic.py",
        "clinics/models/content.py",
        "clinics/models/money.py",
    }
