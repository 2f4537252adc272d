"""What the law forbids, and what only some may say, comes in by no side door either."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.draft.placing import set_place
from clinics.draft.publishing import publish_clinic
from clinics.models import ShareLink
from clinics.tools.addresses import address
from editions.publish.publishing import CannotPublish, undo, withdraw
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_law,
    make_manager,
    make_operator,
    make_reviewer,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def text():
    text = make_translation(guide=make_guide(slug="shots"), title="Shots for backs")
    publish_guide(text)
    return text


def show_in(place, *guides, **fields):
    """A clinic there that shows the guides."""
    country, _dash, state = place.partition("-")
    clinic = make_clinic(guides=guides, country=country, state_code=state, **fields)
    publish_the_clinic(clinic)
    return clinic


def forbid(place="US-TX", **fields):
    country, _dash, state = place.partition("-")
    make_law(country=country, state=state, permission="forbidden", source="TGA guidance", **fields)
    publish_the_network()


def shows(client, clinic):
    client.logout()
    return client.get(address("en", "guide", clinic.slug, "shots")).status_code == 200


def test_what_is_forbidden_meanwhile_does_not_show_again(client, text):
    clinic = show_in("US-TX", text.guide)
    manager = make_manager(clinic)
    clinic.guides.clear()
    edition = publish_the_clinic(clinic)
    forbid()
    client.force_login(manager)

    undone = client.post(
        reverse("admin:clinics_clinic_undo", args=[clinic.pk]), {"number": "2"}, follow=True
    )
    withdrawn = client.post(
        reverse("admin:clinics_clinic_withdraw", args=[clinic.pk, 2]), {"reason": "A wrong price"}
    )

    assert withdrawn.status_code == 422
    for answer in (undone, withdrawn):
        assert "may not be offered to the public in US, TX" in text_of(answer)
        assert "Take it off the clinic's guides" in text_of(answer)
    assert not shows(client, clinic)
    edition.refresh_from_db()
    assert edition.withdrawn_at is None


def test_what_shows_already_is_taken_back_as_fast_as_ever(client, text):
    clinic = show_in("US-TX", text.guide)
    publish_the_clinic(clinic)
    forbid()

    undo(clinic, number=2, by=make_manager(clinic))

    assert clinic.editions.get(number=2).withdrawn_at


def test_a_closed_clinic_and_an_old_edition_show_nothing_again(text):
    clinic = show_in("US-TX", text.guide, state="closed")
    clinic.guides.clear()
    publish_the_clinic(clinic)
    clinic.state = "open"
    clinic.save()
    publish_the_clinic(clinic)
    forbid()
    manager = make_manager(clinic)

    withdraw(clinic.editions.get(number=2), by=manager, reason="Of old")
    undo(clinic, number=3, by=manager)

    assert clinic.editions.filter(withdrawn_at=None).get().number == 1


def test_taking_back_moves_no_clinic(text):
    clinic = show_in("US-TX", text.guide)
    manager, operator = make_manager(clinic), make_operator()
    set_place(clinic, by=operator, country="AU", state_code="NSW")
    clinic.refresh_from_db()
    publish_the_clinic(clinic)

    with pytest.raises(CannotPublish, match="Only operators say where"):
        undo(clinic, number=2, by=manager)

    undo(clinic, number=2, by=operator)


def test_an_edition_that_says_another_place_is_asked_by_the_law_of_the_real_one(text):
    clinic = show_in("US-TX", text.guide)
    operator = make_operator()
    set_place(clinic, by=operator, country="AU", state_code="NSW")
    clinic.refresh_from_db()
    clinic.guides.clear()
    publish_the_clinic(clinic)
    forbid("AU")

    with pytest.raises(CannotPublish, match="law forbids"):
        undo(clinic, number=2, by=operator)


def test_only_operators_take_back_what_the_law_asks(client, text):
    make_law()
    publish_the_network()
    forbid()
    client.force_login(make_guide_editor())

    undone = client.post(
        reverse("admin:clinics_network_undo", args=[1]), {"number": "2"}, follow=True
    )
    withdrawn = client.post(
        reverse("admin:clinics_network_withdraw", args=[1, 2]), {"reason": "A wrong word"}
    )

    for answer in (undone, withdrawn):
        assert "only operators say what the law asks" in text_of(answer)
    clinic = make_clinic(guides=[text.guide], country="US", state_code="TX")
    with pytest.raises(CannotPublish):
        publish_clinic(clinic, by=make_manager(clinic))

    client.force_login(make_operator())
    client.post(reverse("admin:clinics_network_undo", args=[1]), {"number": "2"})
    assert publish_clinic(clinic, by=make_manager(clinic))


def test_an_editor_takes_back_what_changes_no_law(client):
    make_law()
    publish_the_network()
    publish_the_network()
    client.force_login(make_guide_editor())

    answer = client.post(
        reverse("admin:clinics_network_undo", args=[1]), {"number": "2"}, follow=True
    )

    assert "Edition 2 is taken back" in text_of(answer)


@pytest.mark.parametrize("days", [0, 2], ids=["live", "waiting"])
def test_taking_back_settles_no_approval(client, days):
    guide = make_guide(slug="shots", regulatory_status="approved")
    text = make_translation(guide=guide)
    publish_guide(text)
    guide.regulatory_status = "unapproved"
    guide.save()
    text.refresh_from_db()
    publish_guide(text, live_from=timezone.now() + days * DAY)
    client.force_login(make_guide_editor())

    undone = client.post(
        reverse("admin:guide_translation_undo", args=[text.pk]), {"number": "2"}, follow=True
    )
    withdrawn = client.post(
        reverse("admin:guide_translation_withdraw", args=[text.pk, 2]), {"reason": "A wrong word"}
    )

    for answer in (undone, withdrawn):
        assert "An operator or a reviewer takes this edition back" in text_of(answer)
    undo(text, number=2, by=make_reviewer())
    assert text.editions.get(number=2).withdrawn_at


def schedule(clinic, days):
    moment = timezone.now() + days * DAY
    return publish_clinic(clinic, by=make_manager(clinic), live_from=moment)


def test_what_waits_is_asked_by_the_law_of_its_day_too(client, text):
    today = timezone.localdate()
    make_law(effective_to=today + 5 * DAY)
    make_law(permission="forbidden", effective_from=today + 6 * DAY)
    publish_the_network()
    clinic = make_clinic(guides=[text.guide])
    client.force_login(make_manager(clinic))
    page = reverse("admin:clinics_clinic_publish", args=[clinic.pk])
    day = today + 20 * DAY
    form = form_on(client.get(page))
    sent = {**form, "note": "A new price", "live_from_0": str(day), "live_from_1": "12:00"}

    answer = client.post(page, sent)

    assert answer.status_code == 422
    assert "By the law of the day from which patients would see it" in text_of(answer)
    assert "may not be offered to the public in US" in text_of(answer)
    assert not clinic.editions.exists()
    assert schedule(clinic, 3)


def test_a_law_that_ends_before_the_day_or_waits_itself_is_asked(text):
    law = make_law(effective_to=timezone.localdate() + 5 * DAY)
    publish_the_network()
    clinic = make_clinic(guides=[text.guide])
    with pytest.raises(CannotPublish, match="Nobody has entered what the law"):
        schedule(clinic, 20)

    law.effective_to = None
    law.permission = "forbidden"
    law.save()
    publish_the_network(live_from=timezone.now() + 10 * DAY)
    with pytest.raises(CannotPublish, match="may not be offered"):
        schedule(clinic, 20)


def test_what_is_forbidden_on_the_day_of_waiting_no_reason_lifts(text):
    make_law()
    make_law(permission="forbidden", effective_from=timezone.localdate() + 6 * DAY)
    publish_the_network()
    clinic = make_clinic(guides=[text.guide])

    with pytest.raises(CannotPublish, match="may not be offered"):
        publish_the_clinic(clinic, live_from=timezone.now() + 20 * DAY)


def test_no_link_shows_what_the_law_forbids(client, text):
    clinic, elsewhere = (
        make_clinic(guides=[text.guide], country="US", state_code=state) for state in ("TX", "CA")
    )
    forbid()
    of_text = reverse("admin:clinics_translation_shares", args=[text.pk])
    asked = {"note": "A patient", "days": "90"}

    client.force_login(make_manager(clinic))
    of_clinic = reverse("admin:clinics_clinic_shares", args=[clinic.pk])
    by_manager = client.post(of_clinic, {"what": text.pk, **asked})
    client.force_login(make_guide_editor())
    by_editor = client.post(of_text, {"what": clinic.pk, **asked})

    for answer in (by_manager, by_editor):
        assert "may not be offered to the public in US, TX" in text_of(answer)
    assert not ShareLink.objects.exists()
    client.post(of_text, {"what": elsewhere.pk, **asked})
    assert ShareLink.objects.get().clinic == elsewhere


def test_undoing_a_text_brings_no_forbidden_one_back(client, text):
    forbid()
    text.guide.regulatory_status = "not-needed"
    text.guide.save()
    publish_guide(text)
    clinic = show_in("US-TX", text.guide)

    with pytest.raises(CannotPublish, match="the law there forbids"):
        undo(text, number=2, by=make_operator())

    assert text.editions.get(number=2).withdrawn_at is None
    clinic.guides.clear()
    publish_the_clinic(clinic)
    undo(text, number=2, by=make_operator())


def test_a_link_of_before_a_law_shows_nothing_from_then_on(client, text):
    clinic = make_clinic(guides=[text.guide], country="US", state_code="TX")
    client.force_login(make_manager(clinic))
    made = client.post(
        reverse("admin:clinics_clinic_shares", args=[clinic.pk]),
        {"what": text.pk, "note": "A patient", "days": "90"},
    )
    [link] = re.findall(r"/share/[\w-]+/", made.content.decode())
    client.logout()
    before, colours = client.get(link), client.get(f"{link}brand.css")

    forbid()

    assert (before.status_code, colours.status_code) == (200, 200)
    assert client.get(link).status_code == 404
    assert client.get(f"{link}brand.css").status_code == 404


def test_no_link_shows_a_clinic_with_another_guide_that_is_forbidden(client, text):
    fine = make_translation(guide=make_guide(regulatory_status="approved"))
    publish_guide(fine)
    clinic = make_clinic(guides=[text.guide, fine.guide], country="US", state_code="TX")
    forbid()
    client.force_login(make_manager(clinic))

    answer = client.post(
        reverse("admin:clinics_clinic_shares", args=[clinic.pk]),
        {"what": fine.pk, "note": "A patient", "days": "90"},
    )

    assert "may not be offered to the public in US, TX" in text_of(answer)
    assert not ShareLink.objects.exists()


def test_a_text_says_nothing_new_that_is_forbidden_where_it_shows(client):
    text = make_translation(guide=make_guide(slug="shots", regulatory_status="not-needed"))
    publish_guide(text)
    reef = show_in("AU-NSW", text.guide, name="Reef")
    show_in("US-TX", text.guide, name="Prairie")
    forbid("AU")
    text.guide.regulatory_status = "unapproved"
    text.guide.save()

    with pytest.raises(CannotPublish) as refused:
        publish_guide(text, override="An operator wants it all the same.")
    [finding] = [one for one in refused.value.findings if one.code == "law-forbids"]
    assert "Reef" in finding.message
    assert "Prairie" not in finding.message

    reef.guides.clear()
    publish_the_clinic(reef)
    publish_guide(text)


def test_a_text_that_waits_is_asked_by_the_law_of_its_day_too():
    text = make_translation(guide=make_guide(slug="shots", regulatory_status="not-needed"))
    publish_guide(text)
    show_in("AU-NSW", text.guide, name="Reef")
    text.guide.regulatory_status = "unapproved"
    text.guide.save()
    forbid("AU", effective_from=timezone.localdate() + 6 * DAY)

    with pytest.raises(CannotPublish, match=r"By the law of the day.*Reef"):
        publish_guide(text, live_from=timezone.now() + 20 * DAY)

    assert publish_guide(text, live_from=timezone.now() + 3 * DAY).number == 2


def test_what_is_forbidden_there_is_not_told_in_one_more_language(text):
    show_in("AU-NSW", text.guide, name="Reef")
    forbid("AU")
    spanish = make_translation(guide=text.guide, language="es")

    with pytest.raises(CannotPublish) as refused:
        publish_guide(spanish, override="An operator wants it all the same.")

    assert "Reef" in " ".join(finding.message for finding in refused.value.findings)


def test_what_patients_read_there_already_is_put_right_there_too(text):
    show_in("AU-NSW", text.guide)
    forbid("AU")
    text.main_message = "Nobody knows whether it helps."
    text.save()

    assert publish_guide(text).number == 2
