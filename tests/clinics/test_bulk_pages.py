"""Several clinics at once: each for itself, and nothing for those that are not one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinics.models import Clinic, ClinicEdition, Membership
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_user,
    publish_the_clinic,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = reverse("admin:clinics_clinic_changelist")
PUBLISH, OFFER = reverse("admin:clinics_publish_several"), reverse("admin:clinics_offer")


def page_of(*clinics):
    return f"{PUBLISH}?{'&'.join(f'clinic={clinic.pk}' for clinic in clinics)}"


def member_of(*clinics, role="manager", **fields):
    user = make_user(**fields)
    for clinic in clinics:
        Membership.objects.create(user=user, clinic=clinic, role=role)
    return user


def publish(client, address, **fields):
    return client.post(address, {**form_on(client.get(address)), "note": "News.", **fields})


def numbers(*clinics):
    return [clinic.editions.count() for clinic in clinics]


def test_the_list_leads_to_a_page_about_the_chosen_clinics(client_of):
    one, two, three = make_clinic(), make_clinic(), make_clinic()
    client = client_of(member_of(one, two, three))

    response = client.post(
        LIST, {"action": "publish_several", "_selected_action": [one.pk, two.pk]}, follow=True
    )

    assert list(choices_on(response, "publish")) == [str(one.pk), str(two.pk)]
    assert numbers(one, two, three) == [0, 0, 0]


def test_the_page_says_of_each_what_publishing_would_do(client_of):
    fresh, same, broken = make_clinic(name="A"), make_clinic(name="B"), make_clinic(name="C")
    publish_the_clinic(same)
    make_note(clinic=broken, body="See [@nobody].")

    page = client_of(member_of(fresh, same, broken)).get(page_of(fresh, same, broken))

    assert form_on(page)["publish"] == [str(fresh.pk)]
    assert list(choices_on(page, "publish")) == [str(fresh.pk), str(broken.pk)]
    assert "Nothing has changed, so nothing will be published." in text_of(page)
    assert "No reference has the key “nobody”" in text_of(page)


def test_each_is_published_for_itself_and_reported(client_of):
    fine, same, broken = make_clinic(name="A"), make_clinic(name="B"), make_clinic(name="C")
    publish_the_clinic(same)
    make_note(clinic=broken, body="See [@nobody].")
    client = client_of(member_of(fine, same, broken))

    report = publish(client, page_of(fine, same, broken), publish=[fine.pk, same.pk, broken.pk])

    assert numbers(fine, same, broken) == [1, 1, 0]
    text = text_of(report)
    assert "A Published: edition 1 is live." in text
    assert "B Unchanged: patients see it already." in text
    assert "C Not published:" in text
    assert "No reference has the key “nobody”" in text
    assert fine.editions.get().note == "News."


def test_only_the_chosen_are_published(client_of):
    one, two = make_clinic(), make_clinic()

    publish(client_of(member_of(one, two)), page_of(one, two), publish=[two.pk])

    assert numbers(one, two) == [0, 1]


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"note": ""}, "This field is required."), ({"publish": []}, "Choose at least one clinic.")],
)
def test_without_a_note_or_a_choice_nothing_happens(client_of, fields, words):
    clinic = make_clinic()

    response = publish(client_of(make_manager(clinic)), page_of(clinic), **fields)

    assert response.status_code == 422
    assert words in text_of(response)
    assert numbers(clinic) == [0]


def test_nobody_publishes_what_changed_since_they_looked_or_twice(client_of):
    one, two = make_clinic(name="A"), make_clinic(name="B")
    client, address = client_of(member_of(one, two)), page_of(one, two)
    seen = {**form_on(client.get(address)), "note": "News."}
    Clinic.objects.filter(pk=one.pk).update(city="Elsewhere")

    first = client.post(address, seen)
    again = client.post(address, seen)

    assert numbers(one, two) == [0, 1]
    assert "A Not published: Somebody changed the draft" in text_of(first)
    assert "B Unchanged" in text_of(again)


@pytest.mark.parametrize("forged", [{}, {"expected": ""}, {"after": "x"}, {"after": "7"}])
def test_a_forged_page_publishes_nothing(client_of, forged):
    clinic = make_clinic()
    fields = {f"{name}-{clinic.pk}": value for name, value in forged.items()}
    client = client_of(make_manager(clinic))
    if forged:
        publish(client, page_of(clinic), **fields)
    else:
        client.post(page_of(clinic), {"publish": clinic.pk, "note": "News."})

    assert numbers(clinic) == [0]


def test_nothing_happens_for_a_clinic_that_the_person_may_not_publish(client_of):
    mine, edited, other = make_clinic(), make_clinic(name="Edited"), make_clinic(name="Hidden")
    user = member_of(mine)
    Membership.objects.create(user=user, clinic=edited, role="editor")
    client, address = client_of(user), page_of(mine, edited, other)

    page = client.get(address)
    publish(client, address, publish=[edited.pk, other.pk, mine.pk])

    assert list(choices_on(page, "publish")) == [str(mine.pk)]
    assert "Only a manager of this clinic can publish." in text_of(page)
    assert "Hidden" not in text_of(page)
    assert numbers(mine, edited, other) == [1, 0, 0]


def test_who_manages_no_clinic_is_not_offered_to_publish_several(client_of):
    clinic = make_clinic()
    clerk, manager = client_of(make_member(clinic)), client_of(make_manager(clinic))

    assert "publish_several" not in choices_on(clerk.get(LIST), "action")
    assert list(choices_on(manager.get(LIST), "action")) == ["", "publish_several"]
    assert client_of(make_guide_editor()).get(page_of(clinic)).status_code == 404
    assert client_of(make_manager(make_clinic())).get(page_of(clinic)).status_code == 404


def test_the_page_costs_the_same_for_two_clinics_and_for_twelve(client_of):
    clinics = [make_clinic() for _n in range(12)]
    for clinic in clinics:
        make_note(clinic=clinic)
        publish_the_clinic(clinic)
    client, counts = client_of(member_of(*clinics)), []

    for some in (clinics[:2], clinics):
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(*some))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# A guide at several clinics


def test_a_guide_is_offered_and_taken_away_in_drafts_with_history(client_of):
    guide, editor = make_guide(), make_guide_editor()
    clinics = [make_clinic(), make_clinic()]
    publish_the_clinic(clinics[0])
    client = client_of(editor)
    fields = {"guide": guide.pk, "clinics": [clinic.pk for clinic in clinics]}

    given = client.post(OFFER, fields | {"deed": "offer"}, follow=True)
    again = client.post(OFFER, fields | {"deed": "offer"}, follow=True)

    assert "2 drafts changed." in text_of(given)
    assert "Nothing changed: it was already set this way." in text_of(again)
    for clinic in clinics:
        clinic.refresh_from_db()
        assert list(clinic.guides.all()) == [guide]
        assert clinic.version == 2
        last = clinic.history.first()
        assert (last.history_user, last.version) == (editor, 2)
        assert [row.guide for row in last.guides.all()] == [guide]
    assert ClinicEdition.objects.get().content["guides"] == []

    taken = client.post(OFFER, fields | {"deed": "take", "clinics": clinics[0].pk}, follow=True)

    assert "1 draft changed." in text_of(taken)
    assert [clinic.guides.count() for clinic in clinics] == [0, 1]


def test_an_operator_comes_from_the_list_with_the_clinics_chosen(client_of):
    one, two = make_clinic(), make_clinic()

    page = client_of(make_operator()).post(
        LIST, {"action": "offer_several", "_selected_action": [two.pk]}, follow=True
    )

    assert form_on(page)["clinics"] == [str(two.pk)]
    assert one.name in text_of(page)


def test_what_is_missing_is_said(client_of):
    response = client_of(make_guide_editor()).post(OFFER, {"deed": "offer"})

    assert response.status_code == 422
    assert "This field is required." in text_of(response)


@pytest.mark.parametrize(
    "make_person", [make_reviewer, make_user, lambda: make_manager(make_clinic())]
)
def test_only_guide_editors_decide_for_several(client_of, make_person):
    guide, clinic = make_guide(), make_clinic()
    client = client_of(make_person())
    fields = {"guide": guide.pk, "deed": "offer", "clinics": clinic.pk}

    assert client.get(OFFER).status_code == 403
    assert client.post(OFFER, fields).status_code == 403
    assert not clinic.guides.exists()
