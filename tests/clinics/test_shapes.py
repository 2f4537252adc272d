"""What functions hand to templates has the shape that they say."""

from typing import get_type_hints

import pytest
from django.contrib import admin
from django.utils import timezone
from django.utils.functional import Promise

from clinics.models import Clinic
from clinics.public import live
from clinics.public.shells import ClinicShell, SiteShell, clinic_shell, site_shell
from clinics.public.showing import Home, home
from clinics.work.start_page import OfCentralTeam, OfReviews, StartPage, start_page
from editions.admin.owners import owner_of
from editions.admin.review_page import Compared, compared
from editions.admin.tables import DeskBar
from guide.models import Translation
from tests.clinics.patients import make_shown
from tests.factories import make_operator, make_reviewer

KINDS = {str: (str, Promise), int: int, bool: bool}  # a promise is a text translated later
pytestmark = pytest.mark.django_db


def misfits(found, *shapes):
    """What is missing, what nobody announced, and the simple values of another kind."""
    hints = {name: kind for shape in shapes for name, kind in get_type_hints(shape).items()}
    required = set().union(*(shape.__required_keys__ for shape in shapes))
    simple = {name: kind for name, kind in hints.items() if kind in KINDS}
    wrong = {n for n, kind in simple.items() if not isinstance(found.get(n, kind()), KINDS[kind])}
    return (required - set(found)) | (set(found) - set(hints)) | wrong


def test_public_pages():
    make_shown()
    moment = timezone.now()
    clinic, network = live.clinic_at("ridge", moment), live.network_at(moment)

    assert misfits(site_shell(network, "front"), SiteShell) == set()
    assert misfits(site_shell(None, "front"), SiteShell) == set()
    assert misfits(clinic_shell(clinic, network, "clinic", "ridge"), ClinicShell) == set()
    assert misfits(home(clinic, network, "en", moment), Home) == set()


@pytest.mark.parametrize(
    ("make_person", "on_top"), [(make_operator, OfCentralTeam), (make_reviewer, OfReviews)]
)
def test_the_start_page(rf, make_person, on_top):
    make_shown()
    request = rf.get("/admin/")
    request.user = make_person(username="ann")

    assert misfits(start_page(request), StartPage, on_top) == set()


@pytest.mark.parametrize("model", [Clinic, Translation])
def test_the_desk_of_an_owner_of_editions(rf, model):
    make_shown()
    owner, table, about = model.objects.first(), admin.site.get_model_admin(model), owner_of(model)
    request = rf.get("/admin/")
    request.user = make_operator()

    assert misfits(table._desk(request, str(owner.pk)), DeskBar) == set()
    assert misfits(compared(about, about.compose(owner), None), Compared) == set()
