"""Where a clinic is decides which law binds it: operators say so, and nobody else, at any door."""

from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from clinics.draft.placing import CannotPlace, set_place
from clinics.models import Clinic
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_operator,
    make_user,
    publish_the_clinic,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    facts = {"country": "US", "state_code": "CA", "place_set_on": None}
    return make_clinic(name="North Ridge", **facts)


def own(clinic, page="place"):
    return f"/admin/clinics/clinic/{clinic.pk}/{page}/"


def place_of(clinic):
    return Clinic.objects.values_list("country", "state_code").get(pk=clinic.pk)


def test_an_operator_says_where_it_is_and_answers_for_it(client_of, clinic):
    operator = make_operator(first_name="Olga")
    client = client_of(operator)

    sent = form_on(client.get(own(clinic))) | {"country": "US", "state_code": "NV"}
    assert client.post(own(clinic), sent).url == own(clinic, "change")

    clinic.refresh_from_db()
    assert place_of(clinic) == ("US", "NV")
    assert (clinic.place_set_by, clinic.place_set_on) == (operator, timezone.localdate())
    assert clinic.history.first().history_user == operator
    assert "by Olga on" in text_of(client.get(own(clinic)))


def test_what_is_no_place_is_refused_and_nothing_is_lost(client_of, clinic):
    client = client_of(make_operator())

    answer = client.post(own(clinic), {"country": "Mexico", "state_code": "Baja"})

    assert answer.status_code == 422
    assert form_on(answer)["country"] == ["Mexico"]
    assert "CA" in text_of(answer), "what is stored is still told"
    assert place_of(clinic) == ("US", "CA")


@pytest.mark.parametrize("make_person", [make_member, make_manager])
def test_a_clinics_people_see_it_and_cannot_change_it(client_of, clinic, make_person):
    client = client_of(make_person(clinic))

    form = form_on(client.get(own(clinic, "change")))
    assert not {"country", "state_code"} & form.keys()
    saved = client.post(own(clinic, "change"), form | {"country": "MX", "state_code": "BC"})
    client.post(own(clinic), {"country": "MX", "state_code": "BC", "comment": ""})

    assert saved.status_code == 302
    assert place_of(clinic) == ("US", "CA")
    words = text_of(client.get(own(clinic)))
    assert "by nobody yet" in words
    assert "Ask an operator to change it" in words


def test_putting_an_edition_or_a_version_back_moves_no_clinic(client_of, clinic):
    clinic.name = "South Ridge"
    clinic.save()
    publish_the_clinic(clinic)
    set_place(clinic, by=make_operator(), country="US", state_code="NV")
    Clinic.objects.filter(pk=clinic.pk).update(name="East Ridge")
    client = client_of(make_manager(clinic))

    restore = own(clinic, "editions/1/restore")
    shown = client.get(restore)
    assert "Country and state stay: only an operator changes them." in text_of(shown)
    assert client.post(restore, form_on(shown)).status_code == 302
    first = clinic.history.order_by("history_id").first()
    revert = own(clinic, f"history/{first.pk}/restore")
    assert client.post(revert, form_on(client.get(revert))).status_code == 302

    assert place_of(clinic) == ("US", "NV")
    assert Clinic.objects.get().name == "North Ridge"


def test_a_clinics_people_ask_the_operators(client_of, clinic):
    make_operator(email="olga@example.org", language="es")
    make_operator(email="gone@example.org", is_active=False)
    client = client_of(make_member(clinic, first_name="Noel"))

    sent = form_on(client.get(own(clinic))) | {"comment": "We moved to Reno."}
    answer = client.post(own(clinic), sent)

    assert "The operators are asked by mail." in text_of(client.get(answer.url))
    [letter] = mail.outbox
    assert letter.to == ["olga@example.org"]
    assert "Noel" in letter.body
    assert "We moved to Reno." in letter.body
    assert f"http://localhost{own(clinic)}" in letter.body


@pytest.mark.parametrize(
    ("make_person", "typed"),
    [
        (lambda _clinic: make_operator(), {"country": "US", "state_code": "NV"}),
        (make_member, {"comment": "We moved to Reno."}),
    ],
)
def test_the_browser_lets_go_of_what_was_taken(client_of, clinic, make_person, typed):
    make_operator(email="olga@example.org")
    client = client_of(make_person(clinic))
    key = "0f1f2f3f-4f5f-4a7a-8b9b-000000000001"

    answer = client.post(own(clinic), typed | {"form_key": key}, follow=True)

    assert f"saved-{key}" in answer.content.decode()


class NoServer(EmailBackend):
    def send_messages(self, letters):
        raise SMTPException("down")


@pytest.mark.parametrize("operators", [0, 1])
def test_what_could_not_be_asked_is_said(client_of, clinic, settings, operators):
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    for _number in range(operators):
        make_operator()
    client = client_of(make_member(clinic))

    answer = client.post(own(clinic), {"comment": "We moved."})

    assert "A mail could not be sent." in text_of(client.get(answer.url))


@pytest.mark.parametrize(
    "make_person", [make_user, make_guide_editor, lambda: make_manager(make_clinic())]
)
def test_a_strangers_clinic_is_not_there(client_of, clinic, make_person):
    person = make_person()
    client = client_of(person)

    assert client.get(own(clinic)).status_code == 404
    assert client.post(own(clinic), {"comment": "Move it."}).status_code == 404
    with pytest.raises(CannotPlace):
        set_place(clinic, by=person, country="MX", state_code="")
    assert mail.outbox == []


def test_whoever_adds_a_clinic_answers_for_its_place(client_of):
    operator = make_operator()
    client = client_of(operator)
    add = "/admin/clinics/clinic/add/"

    facts = {"name": "East", "slug": "east", "phone": "555-555-0100", "city": "Reno"}
    sent = form_on(client.get(add)) | facts | {"country": "US", "state_code": "NV", "_save": "Save"}
    assert client.post(add, sent).status_code == 302

    assert Clinic.objects.get().place_set_by == operator
