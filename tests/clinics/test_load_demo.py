"""Loading the demo content: what it says, and what a second run leaves alone."""

import pytest
from django.core.management import call_command

from clinics.models import Clinic, ClinicEdition, CostItem, Coverage, Membership, Note
from clinics.models.catalogue import Network, NetworkEdition
from clinics.models.notice import Notice
from guide.models import Guide, Section, Translation, TranslationEdition
from staff.models import User

pytestmark = pytest.mark.slow

EDITIONS = (TranslationEdition, ClinicEdition, NetworkEdition)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def demo(db, capsys):
    call_command("load_demo")
    return capsys.readouterr().out


def counts():
    models = (User, Guide, Translation, Section, Notice, Clinic, Note, CostItem, Coverage)
    return [model.objects.count() for model in (*models, Membership, *EDITIONS)]


def test_the_second_run_adds_nothing_and_says_so(demo, capsys):
    before = counts()

    call_command("load_demo")

    assert counts() == before
    assert capsys.readouterr().out.count("stays as it is") == 5


def test_the_second_run_leaves_alone_what_somebody_changed(demo):
    Clinic.objects.filter(slug="marigold").update(name="Marigold of Tomorrow")
    Guide.objects.update(condition="Our own words")
    Network.objects.update(name="Our own network")
    user = User.objects.get(username="clerk")
    user.set_password("something of my own")
    user.save()

    call_command("load_demo")

    assert Clinic.objects.filter(name="Marigold of Tomorrow").exists()
    assert Guide.objects.get().condition == "Our own words"
    assert Network.objects.get().name == "Our own network"
    assert User.objects.get(username="clerk").check_password("something of my own")


def test_a_missing_clinic_comes_back_without_the_network_being_touched(demo):
    ours = NetworkEdition.objects.get().fingerprint
    Clinic.objects.filter(slug="coral-tide").update(slug="coral-elsewhere")

    call_command("load_demo")

    assert Clinic.objects.filter(slug="coral-tide").exists()
    assert NetworkEdition.objects.get().fingerprint == ours


def test_there_is_one_login_for_each_role_and_it_is_printed(demo, client):
    users = {user.username: user for user in User.objects.all()}

    assert users["operator"].is_superuser
    assert users["guide-editor"].group_names == {"Guide editors"}
    assert users["reviewer"].group_names == {"Medical reviewers"}
    assert str(users["reviewer"].reviewer) == "Sample Reviewer, MD (demo)"
    for name, role in (("manager", "manager"), ("clerk", "editor")):
        membership = users[name].memberships.get()
        assert (membership.clinic.slug, membership.role) == ("north-ridge", role)
    for name, user in users.items():
        assert name in demo
        assert user.check_password("demo-demo-demo")
        assert user.email.endswith("@example.org")


def test_on_a_site_that_others_reach_nobody_gets_the_known_password(db, settings, capsys):
    settings.SECURE = True

    call_command("load_demo")

    assert "demo-demo-demo" not in capsys.readouterr().out
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_prices_hold_from_today_in_the_clinics_own_zone(db, time_machine):
    time_machine.move_to("2026-12-01T03:00:00Z")  # still 30 November in California

    call_command("load_demo")

    prices = CostItem.objects.filter(clinic__slug="north-ridge")
    assert {str(price.valid_from) for price in prices} == {"2026-11-30"}
    assert {str(price.valid_until) for price in prices} == {"2027-05-29"}
