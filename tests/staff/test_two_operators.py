"""Two operators with the same person open: what one did not touch stays as the other left it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from guide.models.access import EDITORS, REVIEWERS
from staff.models import User
from tests.factories import make_clinic, make_manager, make_operator
from tests.pages import form_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    Group.objects.get_or_create(name=REVIEWERS)
    return make_manager(make_clinic(), groups=[EDITORS], is_superuser=True)


def opened(client, person):
    address = reverse("admin:staff_user_change", args=[person.pk])
    return address, form_on(client.get(address))


def powers_of(person):
    user = User.objects.get(pk=person.pk)
    return user.is_active, user.is_superuser, {group.name for group in user.groups.all()}


def test_an_old_tab_gives_nobody_back_what_was_ended(client_of, person):
    slow, quick = client_of(make_operator()), client_of(make_operator())
    address, fields = opened(slow, person)
    quick.post(reverse("admin:clinics_person_rights", args=[person.pk]), {"sure": "yes"})

    answer = slow.post(address, {**fields, "language": "es"})

    assert answer.status_code == 302
    assert powers_of(person) == (False, False, set())
    assert User.objects.get(pk=person.pk).language == "es"


def test_what_was_ended_is_given_back_by_who_means_it(client_of, person):
    client = client_of(make_operator())
    client.post(reverse("admin:clinics_person_rights", args=[person.pk]), {"sure": "yes"})
    address, fields = opened(client, person)
    reviewers = Group.objects.get(name=REVIEWERS)

    client.post(address, {**fields, "is_active": "on", "groups": [reviewers.pk]})

    assert powers_of(person) == (True, False, {REVIEWERS})


def test_each_right_is_taken_by_who_means_it(client_of, person):
    client = client_of(make_operator())
    address, fields = opened(client, person)
    for name in ("is_active", "is_superuser", "groups"):
        del fields[name]

    client.post(address, fields)

    assert powers_of(person) == (False, False, set())
