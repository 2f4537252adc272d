"""Publishing, scheduling, replacing, signing: what is refused and why."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from clinics.draft.composing import compose_clinic
from clinics.draft.publishing import publish_clinic, publish_network
from clinics.models import ClinicEdition
from clinics.models.catalogue import NetworkEdition
from editions.publish.publishing import CannotPublish, withdraw
from editions.tools.fingerprint import fingerprint
from guide.draft.publishing import publish
from guide.models import TranslationEdition
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
    the_network,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tomorrow():
    return timezone.now() + DAY


def shown(owner, moment=None):
    """The numbers that patients see."""
    return [edition.number for edition in owner.editions.live_at(moment or timezone.now())]


def waiting(owner):
    return [edition.number for edition in owner.editions.scheduled_at(timezone.now())]


def test_an_edition_holds_the_draft_and_who_published_it_when_and_why():
    clinic = make_clinic(name="North Ridge")
    manager = make_manager(clinic)
    before = timezone.now()

    edition = publish_clinic(clinic, by=manager, note=" A new name \n")

    edition.refresh_from_db()
    assert edition.number == 1
    assert edition.content == compose_clinic(clinic).model_dump(mode="json")
    assert edition.fingerprint == fingerprint(edition.content)
    assert edition.note == "A new name"
    assert edition.published_by == manager
    assert before <= edition.published_at == edition.live_from <= timezone.now()
    assert edition.withdrawn_at is None


def test_what_is_published_stays_when_the_draft_changes():
    clinic = make_clinic(name="North Ridge")
    edition = publish_the_clinic(clinic)

    clinic.name = "South Ridge"
    clinic.save()

    edition.refresh_from_db()
    assert edition.content["name"] == "North Ridge"


def test_the_draft_is_read_again_and_not_taken_from_a_stale_object():
    clinic = make_clinic(name="North Ridge")
    stale = type(clinic).objects.get(pk=clinic.pk)
    clinic.name = "South Ridge"
    clinic.save()

    assert publish_the_clinic(stale).content["name"] == "South Ridge"


def test_numbers_go_on_after_a_withdrawal():
    clinic, operator = make_clinic(), make_operator()
    publish_the_clinic(clinic)
    withdraw(publish_the_clinic(clinic), by=operator, reason="Wrong price")

    assert publish_the_clinic(clinic).number == 3


def test_every_owner_counts_for_itself():
    publish_the_clinic(make_clinic())

    assert publish_the_clinic(make_clinic()).number == 1


def test_nothing_is_published_into_the_past():
    before = timezone.now()

    edition = publish_the_clinic(make_clinic(), live_from=before - DAY)

    assert edition.live_from >= before


def test_a_scheduled_edition_shows_from_its_moment_on():
    clinic = make_clinic()
    publish_the_clinic(clinic)
    scheduled = publish_the_clinic(clinic, live_from=tomorrow())

    assert shown(clinic) == [1]
    with time_machine.travel(scheduled.live_from):
        assert shown(clinic) == [2]


@pytest.mark.parametrize("live_from", [None, timezone.now() + 3 * DAY])
def test_publishing_while_one_waits_is_refused(live_from):
    clinic = make_clinic()
    publish_the_clinic(clinic, live_from=tomorrow())

    with pytest.raises(CannotPublish, match="Edition 1 is already waiting"):
        publish_the_clinic(clinic, live_from=live_from)
    assert waiting(clinic) == [1]


def test_the_one_that_waits_can_be_replaced():
    clinic, operator = make_clinic(), make_operator()
    publish_the_clinic(clinic, live_from=tomorrow())

    publish_the_clinic(clinic, by=operator, live_from=tomorrow(), replace_scheduled=True)

    first = clinic.editions.get(number=1)
    assert waiting(clinic) == [2]
    assert first.withdrawn_by == operator
    assert first.withdrawn_reason
    assert shown(clinic, tomorrow() + DAY) == [2]


def test_the_one_that_waits_can_be_withdrawn_and_another_published():
    clinic, operator = make_clinic(), make_operator()
    withdraw(publish_the_clinic(clinic, live_from=tomorrow()), by=operator, reason="Not yet")

    publish_the_clinic(clinic)

    assert waiting(clinic) == []
    assert shown(clinic) == [2]


def test_the_one_that_waits_stays_when_its_replacement_is_refused():
    translation = make_translation()
    publish_guide(translation, live_from=tomorrow())
    translation.sections.update(body="")

    with pytest.raises(CannotPublish):
        publish(translation, by=make_guide_editor(), replace_scheduled=True)
    assert waiting(translation) == [1]


def test_of_the_network_too_the_one_that_waits_stays_when_its_replacement_is_refused():
    network, operator = the_network(), make_operator()
    publish_network(network, by=operator, live_from=tomorrow())
    make_service(names={})

    with pytest.raises(CannotPublish):
        publish_network(network, by=operator, replace_scheduled=True)
    assert waiting(network) == [1]


def test_an_edition_that_has_begun_is_not_in_the_way():
    clinic = make_clinic()
    scheduled = publish_the_clinic(clinic, live_from=tomorrow())

    with time_machine.travel(scheduled.live_from):
        assert publish_the_clinic(clinic).number == 2


def test_what_blocks_is_refused_with_its_findings():
    translation = make_translation(sections=[{"body": ""}])

    with pytest.raises(CannotPublish, match="fixed") as refusal:
        publish(translation, by=make_guide_editor())

    assert "empty-section" in [finding.code for finding in refusal.value.findings]
    assert all(finding.blocks for finding in refusal.value.findings)
    assert not translation.editions.exists()


def test_a_finding_that_does_not_block_is_no_refusal():
    clinic = make_clinic()

    assert publish_clinic(clinic, by=make_manager(clinic)).override_reason == ""


@pytest.mark.parametrize("reason", [" \n", "x", "just because"])
def test_what_is_no_sentence_is_no_reason(reason):
    translation = make_translation(sections=[{"body": ""}])

    with pytest.raises(CannotPublish):
        publish(translation, by=make_guide_editor(), override=reason)


def test_the_reason_of_an_override_is_kept():
    translation = make_translation(sections=[{"body": ""}])

    publish(translation, by=make_guide_editor(), override=" The law asks for it today. ")

    edition = TranslationEdition.objects.get()
    assert edition.override_reason == "The law asks for it today."


def test_a_draft_that_changed_since_it_was_looked_at_is_refused():
    clinic = make_clinic()
    seen = fingerprint(compose_clinic(clinic).model_dump(mode="json"))
    make_note(clinic=clinic)

    with pytest.raises(CannotPublish, match="changed the draft"):
        publish_the_clinic(clinic, expected=seen)
    assert not ClinicEdition.objects.exists()


def test_a_draft_that_is_as_it_was_looked_at_is_published():
    clinic = make_clinic()
    seen = fingerprint(compose_clinic(clinic).model_dump(mode="json"))

    assert publish_the_clinic(clinic, expected=seen).fingerprint == seen


def test_only_a_manager_of_the_clinic_or_an_operator_publishes_it():
    clinic, neighbour = make_clinic(), make_clinic()
    others = [make_member(clinic), make_manager(neighbour), make_guide_editor(), make_user()]

    for user in others:
        with pytest.raises(CannotPublish, match="Only a manager"):
            publish_clinic(clinic, by=user)
    assert publish_clinic(clinic, by=make_manager(clinic)).number == 1
    assert publish_clinic(clinic, by=make_operator()).number == 2


def test_only_the_central_team_publishes_the_network():
    network = the_network()
    others = [make_manager(make_clinic()), make_reviewer(), make_user()]

    for user in others:
        with pytest.raises(CannotPublish, match="central team"):
            publish_network(network, by=user)
    assert publish_network(network, by=make_guide_editor()).number == 1
    assert NetworkEdition.objects.count() == 1


def test_only_the_central_team_publishes_a_guide():
    translation = make_translation()

    for user in [make_manager(make_clinic()), make_user(), make_guide_editor(is_active=False)]:
        with pytest.raises(CannotPublish, match="may not publish"):
            publish_guide(translation, by=user)
