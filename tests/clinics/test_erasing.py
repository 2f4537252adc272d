"""Who asks to be forgotten is, except where the record must go on saying who did what."""

from io import StringIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from clinics.models import ClinicEdition, Consent, Membership, ShareLink
from clinics.people.inviting import invite
from editions.models import Exemption, Sending
from guide.models import Reviewer
from staff.models import User
from tests.factories import (
    make_clinic,
    make_manager,
    make_operator,
    make_translation,
    publish_the_clinic,
)

pytestmark = pytest.mark.django_db
ADDRESS = "ana.lopez@clinic.example.org"
PASSWORD = "Warm-Stone-77"


@pytest.fixture
def ana():
    clinic = make_clinic()
    person = make_manager(
        clinic,
        username=ADDRESS,
        email=ADDRESS,
        first_name="Ana",
        last_name="Lopez",
        language="es",
        time_zone="America/Chicago",
        last_login=timezone.now(),
    )
    person.set_password(PASSWORD)
    person.save()
    return person


def erased(*arguments):
    said = StringIO()
    call_command("erase_person", ADDRESS, *arguments, stdout=said)
    return said.getvalue()


def signed_in(person):
    client = Client()
    client.force_login(person)
    assert client.get("/admin/").status_code == 200
    return client


def anywhere(words):
    """The tables in which the words stand."""
    found = set()
    for model in apps.get_models():
        for row in model.objects.values_list():
            if any(words.lower() in str(value).lower() for value in row):
                found.add(model._meta.label)
    return found


def test_nothing_of_somebody_who_published_nothing_stays(ana, client_of):
    client, other = signed_in(ana), client_of(make_operator())
    Client().post("/admin/login/", {"username": ADDRESS, "password": "a wrong one"})
    other.post(
        f"/admin/staff/user/{ana.pk}/password/",
        {"password1": "New-Stone-781", "password2": "New-Stone-781", "usable_password": "true"},
    )

    erased()

    assert {table for word in ("lopez", ADDRESS) for table in anywhere(word)} == set()
    assert not Membership.objects.exists()
    assert client.get("/admin/").status_code == 302
    assert not any(
        session.get_decoded().get("_auth_user_id") == str(ana.pk)
        for session in Session.objects.all()
    )


def test_an_ended_account_lets_nobody_in_and_gets_no_mail(ana):
    erased()

    ana.refresh_from_db()
    assert not any([ana.is_active, ana.is_staff, ana.has_usable_password()])
    assert ana.last_login is None
    assert ana.email.endswith(".invalid")
    client = Client()
    client.post("/admin/login/", {"username": ana.username, "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_what_the_account_could_and_preferred_goes_with_it(ana):
    ana.groups.set(Group.objects.all())
    ana.user_permissions.set(Permission.objects.all()[:2])
    Sending.objects.create(key=uuid4(), by=ana)
    unlike = User.objects.get(pk=ana.pk)

    said = erased()

    ana.refresh_from_db()
    fresh = User()
    assert (ana.language, ana.time_zone) == (fresh.language, fresh.time_zone)
    assert (unlike.language, unlike.time_zone) != (fresh.language, fresh.time_zone)
    assert not ana.groups.exists()
    assert not ana.user_permissions.exists()
    assert not Sending.objects.filter(by=ana).exists()
    assert "Groups left: 2" in said
    assert "Records of sent forms removed: 1" in said


@pytest.mark.parametrize(
    "deed",
    [
        lambda ana, clinic: Reviewer.objects.create(user=ana, name="Ana Lopez"),
        lambda ana, clinic: invite(clinic, by=ana, email="bo@x.example", role="editor"),
        lambda ana, clinic: ShareLink.objects.create(
            of=ShareLink.Of.CLINIC,
            translation=make_translation(),
            clinic=clinic,
            content={},
            day=timezone.localdate(),
            expires_at=timezone.now(),
            made_by=ana,
        ),
        lambda ana, clinic: Consent.objects.create(
            clinic=clinic,
            section_kind="risks",
            language="en",
            body="Our own words.",
            is_given=True,
            decided_by=ana,
        ),
        lambda ana, clinic: Exemption.objects.create(
            kind="clinics.clinic",
            owner=clinic.pk,
            finding="",
            message="A claim",
            reason="The words of a law",
            language="en",
            asked_by=ana,
        ),
    ],
    ids=[
        "signs reviews",
        "invited somebody",
        "shared a draft",
        "let words stand",
        "asked for an exception",
    ],
)
def test_the_name_of_who_did_something_stays(ana, deed):
    deed(ana, Membership.objects.get().clinic)

    assert "The name “Ana Lopez” stays" in erased()


def test_the_name_stays_where_the_record_needs_it_and_the_address_nowhere(ana):
    clinic = make_clinic()
    Membership.objects.create(user=ana, clinic=clinic, role="manager")
    publish_the_clinic(clinic, by=ana)

    said = erased()

    assert str(ClinicEdition.objects.get().published_by) == "Ana Lopez"
    assert "The name “Ana Lopez” stays" in said
    assert anywhere(ADDRESS) == set()


def test_a_trial_says_the_same_and_changes_nothing(ana):
    before = User.objects.values().get(pk=ana.pk)

    said = erased("--dry-run")

    assert "Memberships of clinics ended: 1" in said
    assert User.objects.values().get(pk=ana.pk) == before
    assert Membership.objects.count() == 1
    assert erased() + "Only a trial: nothing was changed.\n" == said


def test_a_second_time_finds_nothing_to_do(ana):
    erased()
    said = StringIO()

    call_command("erase_person", f"erased-{ana.pk}", stdout=said)

    assert said.getvalue() == "Nothing was left to remove.\n"


def test_others_are_left_alone(ana):
    other = make_manager(Membership.objects.get().clinic)
    client = signed_in(other)

    erased()

    assert client.get("/admin/").status_code == 200
    assert Membership.objects.get().user == other


def test_a_name_that_nobody_has_is_told():
    with pytest.raises(CommandError, match="Nobody has the user name"):
        call_command("erase_person", "nobody")
