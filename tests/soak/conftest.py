"""The demo's public pages, served by the documented command."""

from io import StringIO

import pytest
from django.core.management import call_command

from clinics.models import Clinic
from guide.models import Guide
from tests.soak.server import serving


@pytest.fixture(autouse=True)
def same_beginning():
    """The real clock: another process shows what is written here."""


@pytest.fixture
def pages(transactional_db):
    """The addresses of what patients read."""
    call_command("load_demo", stdout=StringIO())
    clinics = [f"/{clinic.slug}/" for clinic in Clinic.objects.order_by("slug")]
    guides = [guide.slug for guide in Guide.objects.order_by("slug")]
    return [*clinics, *(f"{clinic}{guide}/" for clinic in clinics for guide in guides)]


@pytest.fixture
def server(pages):
    with serving() as server:
        yield server
