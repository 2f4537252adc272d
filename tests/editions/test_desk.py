"""The admin pages around an edition: publish, what was published, undo, withdraw."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clinics.models import ClinicEdition
from clinics.models.catalogue import Network, NetworkEdition
from guide.models import TranslationEdition
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reviewer,
    make_section,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = pytest.mark.django_db


def page(owner, deed, *args):
    model = owner._meta
    return reverse(f"admin:{model.app_label}_{model.model_name}_{deed}", args=[owner.pk, *args])


def publish(client, owner, **fields):
    """Opens the page, fills in these fields and sends it."""
    address = page(owner, "publish")
    return client.post(address, {**form_on(client.get(address)), "note": "A change", **fields})


def live_of(owner):
    return [edition.number for edition in owner.editions.live_at(timezone.now())]


@pytest.fixture
def clinic():
    return make_clinic(name="North Ridge", time_zone="America/Chicago")


@pytest.fixture
def manager(client_of, clinic):
    return client_of(make_manager(clinic, time_zone="America/Chicago"))


def test_a_manager_publishes_with_a_note(manager, clinic):
    response = publish(manager, clinic, note="A new phone")

    assert response.url == page(clinic, "change")
    edition = ClinicEdition.objects.get()
    assert (edition.clinic, edition.note, edition.number) == (clinic, "A new phone", 1)
    assert edition.published_by.memberships.get().clinic == clinic
    assert "Edition 1 is live." in text_of(manager.get(response.url))


def test_a_note_is_asked_for_and_what_was_typed_stays(manager, clinic):
    response = publish(manager, clinic, note="  ", live_from_0="2031-01-01", live_from_1="10:00")

    assert response.status_code == 422
    assert form_on(response)["live_from_0"] == ["2031-01-01"]
    assert not ClinicEdition.objects.exists()


def test_the_page_lists_what_was_found_with_the_way_to_it(client_of):
    text = make_translation(title="Backs", sections=[{"kind": "benefits", "title": "Hope"}])
    make_section(translation=text, title="Empty", body="", key="empty")
    section = text.sections.get(key="empty")

    response = client_of(make_guide_editor()).get(page(text, "publish"))

    words = text_of(response)
    assert "Fix first Empty This section has no text." in words
    assert "Benefits are told and risks are not." in words
    assert words.index("Fix first") < words.index("Look at")
    links = {link.get("href") for link in tree_of(response).iter("a")}
    assert reverse("admin:guide_section_change", args=[section.pk]) in links


def test_the_page_shows_word_by_word_what_changes_for_patients(client_of):
    text = make_translation(sections=[{"body": "Rest for two days."}])
    publish_guide(text)
    section = text.sections.get()
    section.body = "Rest for three days."
    section.save()
    make_section(translation=text, title="A new part")

    response = client_of(make_guide_editor()).get(page(text, "publish"))

    tree = tree_of(response)
    assert [e.text for e in tree.iter("del")] == ["two "]
    assert "three " in [e.text for e in tree.iter("ins")]
    assert "New A new part" in text_of(response)


def test_without_changes_the_page_says_so(manager, clinic):
    publish_the_clinic(clinic)

    words = text_of(manager.get(page(clinic, "publish")))

    assert "Nothing differs from what patients see in edition 1." in words
    assert "Patients read nothing new." in words


def test_the_same_text_is_published_again_only_on_purpose(manager, clinic):
    publish_the_clinic(clinic)

    refused = publish(manager, clinic)

    assert refused.status_code == 422
    assert "Check this box if you still want to publish." in text_of(refused)
    assert publish(manager, clinic, again="on").status_code == 302
    assert clinic.editions.count() == 2


def test_a_change_that_waits_is_what_the_next_is_compared_with(manager, clinic):
    publish_the_clinic(clinic)
    clinic.name = "South Ridge"
    clinic.save()
    publish_the_clinic(clinic, live_from=timezone.now() + timedelta(days=1))

    words = text_of(manager.get(page(clinic, "publish")))

    assert "Nothing differs from edition 2." in words
    assert "Cancel edition 2, scheduled for" in words


def test_what_blocks_is_published_for_no_reason_of_the_publisher(client_of):
    text = make_translation(sections=[])
    client = client_of(make_guide_editor())

    refused = publish(client, text, override="Counsel has agreed.")

    assert refused.status_code == 422
    assert "Something has to be fixed first" in text_of(refused)
    assert form_on(refused)["note"] == ["A change"]
    assert not TranslationEdition.objects.exists()


def test_no_reason_is_asked_for_or_taken(manager, clinic):
    assert "override" not in form_on(manager.get(page(clinic, "publish")))

    publish(manager, clinic, override="Just because")

    assert ClinicEdition.objects.get().override_reason == ""


def test_a_draft_that_changed_meanwhile_is_shown_again_and_the_note_stays(manager, clinic):
    opened = form_on(manager.get(page(clinic, "publish")))
    clinic.name = "South Ridge"
    clinic.save()

    response = manager.post(page(clinic, "publish"), {**opened, "note": "Typed with care"})

    assert response.status_code == 422
    assert "Somebody changed the draft since you opened this page." in text_of(response)
    assert form_on(response)["note"] == ["Typed with care"]
    assert "South Ridge" in text_of(response)
    assert not ClinicEdition.objects.exists()
    again = manager.post(page(clinic, "publish"), form_on(response))
    assert again.status_code == 302
    assert ClinicEdition.objects.get().content["name"] == "South Ridge"


@pytest.mark.parametrize("expected", ["", "0" * 64, "anything"])
def test_nobody_publishes_what_they_have_not_looked_at(manager, clinic, expected):
    assert publish(manager, clinic, expected=expected).status_code == 422
    assert not ClinicEdition.objects.exists()


def test_two_clicks_on_publish_make_one_edition_and_both_say_so(manager, clinic):
    opened = form_on(manager.get(page(clinic, "publish"))) | {"note": "A change"}

    first, second = (manager.post(page(clinic, "publish"), opened) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert "Edition 1 is live." in text_of(manager.get(second.url))
    assert clinic.editions.count() == 1


@pytest.mark.parametrize(
    "other", [{"note": "Another"}, {"live_from_0": "2099-01-01", "live_from_1": "09:00"}]
)
def test_who_sends_an_old_page_with_other_words_is_told(manager, clinic, other):
    opened = form_on(manager.get(page(clinic, "publish"))) | {"note": "A change"}
    manager.post(page(clinic, "publish"), opened)

    second = manager.post(page(clinic, "publish"), opened | other)

    assert second.status_code == 422
    assert "Somebody published or undid in the meantime." in text_of(second)
    assert clinic.editions.count() == 1


def test_a_colleagues_publish_of_the_same_words_is_not_mine(client_of, clinic):
    one, two = (client_of(make_manager(clinic)) for _ in range(2))
    opened = form_on(two.get(page(clinic, "publish"))) | {"note": "A change"}
    publish(one, clinic)

    assert two.post(page(clinic, "publish"), opened).status_code == 422


def test_a_publish_that_was_undone_is_not_told_as_live(manager, clinic):
    opened = form_on(manager.get(page(clinic, "publish"))) | {"note": "A change"}
    manager.post(page(clinic, "publish"), opened)
    manager.post(page(clinic, "undo"), {"number": "1"})

    assert manager.post(page(clinic, "publish"), opened).status_code == 422


WINTER = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour"), [("America/Chicago", 15), ("America/New_York", 14), ("Europe/Madrid", 8)]
)
@time_machine.travel(WINTER)
def test_a_schedule_is_in_the_publishers_own_time_zone(client_of, clinic, zone, hour):
    client = client_of(make_manager(clinic, time_zone=zone))

    response = publish(client, clinic, live_from_0="2027-02-01", live_from_1="09:00")

    edition = clinic.editions.get()
    assert edition.live_from == datetime(2027, 2, 1, hour, tzinfo=UTC)
    assert live_of(clinic) == []
    words = text_of(client.get(response.url))
    told = f"Edition 1 goes live on Feb. 1, 2027, 9 a.m. ({zone})."
    assert words.count(told) == 2  # as the answer, and on the desk
    assert f"{told} Patients see nothing until then." in words


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        ("2027-03-14", "02:30", "there is no 2:30 a.m. in America/Chicago"),
        ("2027-11-07", "01:30", "it is 1:30 a.m. twice in America/Chicago"),
        ("2027-01-09", "09:00", "This moment has passed."),
        ("2027-01-10", "05:59", "This moment has passed."),
        ("2027-02-30", "09:00", "Enter a valid date."),
        ("2027-02-01", "25:00", "Enter a valid time."),
        ("2027-02-01", "", "Enter a valid time."),
        ("", "09:00", "Enter a valid date."),
    ],
)
@time_machine.travel(WINTER)
def test_a_moment_that_is_none_or_has_passed_is_refused(client_of, clinic, day, hour, words):
    manager = client_of(make_manager(clinic, time_zone="America/Chicago"))

    response = publish(manager, clinic, live_from_0=day, live_from_1=hour)

    assert response.status_code == 422
    assert words in text_of(response)
    assert form_on(response)["live_from_0"] == [day]
    assert form_on(response)["live_from_1"] == [hour]
    assert not ClinicEdition.objects.exists()


def test_while_one_waits_another_must_say_that_it_replaces_it(manager, clinic):
    tomorrow = timezone.now() + timedelta(days=1)
    publish_the_clinic(clinic, live_from=tomorrow)

    refused = publish(manager, clinic)

    assert refused.status_code == 422
    assert "Edition 1 is already waiting for its day." in text_of(refused)
    assert publish(manager, clinic, replace_scheduled="on").status_code == 302
    assert live_of(clinic) == [2]
    with time_machine.travel(tomorrow + timedelta(hours=1)):
        assert live_of(clinic) == [2]


def test_where_none_waits_nothing_is_offered_for_replacement(manager, clinic):
    assert "Cancel edition" not in text_of(manager.get(page(clinic, "publish")))


def test_nobody_signs_on_the_page_that_publishes(client_of):
    text = make_translation(guide=make_guide(regulatory_status="not-needed"))
    reviewer = client_of(make_reviewer())
    assert "Pages say which parts nobody has signed as they are." in text_of(
        reviewer.get(page(text, "publish"))
    )

    publish(reviewer, text, is_review="on", parts=":opening")

    assert not text.signatures.exists()
    assert not text.editions.get().is_review


def test_the_pages_of_an_owner_say_what_patients_see(manager, clinic):
    assert "Patients see nothing of this yet." in text_of(manager.get(page(clinic, "change")))

    publish_the_clinic(clinic)
    words = text_of(manager.get(page(clinic, "change")))
    assert "Patients see edition 1" in words
    assert "Nothing has changed since." in words

    clinic.name = "South Ridge"
    clinic.save()
    words = text_of(manager.get(page(clinic, "change")))
    assert "The draft holds changes that are not published." in words


def test_the_list_of_editions_says_who_published_what_and_why(manager, clinic):
    operator = make_operator(first_name="Olga", last_name="Sample")
    publish_the_clinic(clinic, by=operator, note="The first one")
    publish_the_clinic(clinic, by=operator, note="The second one", override="")

    words = text_of(manager.get(page(clinic, "editions")))

    assert words.index("Edition 2 Live The second one") < words.index("Edition 1 The first one")
    assert words.count("Olga Sample") == 2
    assert clinic.editions.first().fingerprint in words
    assert "Undo the last publish (edition 2)" in words


def test_undo_takes_back_the_last_publish(manager, clinic):
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)

    response = manager.post(page(clinic, "undo"), form_on(manager.get(page(clinic, "editions"))))

    assert response.url == page(clinic, "editions")
    assert live_of(clinic) == [1]
    words = text_of(manager.get(response.url))
    assert "Edition 2 is taken back. Patients see edition 1 instead" in words


@pytest.mark.parametrize("number", ["1", "", "0", "3", "-2", "two", "2" * 30, "2" * 5000])
def test_undo_with_another_number_takes_nothing_back_and_says_so(manager, clinic, number):
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)

    response = manager.post(page(clinic, "undo"), {"number": number}, follow=True)

    assert live_of(clinic) == [2]
    assert "Somebody published or undid in the meantime." in text_of(response)


def test_undo_is_posted(manager, clinic):
    publish_the_clinic(clinic)

    assert manager.get(page(clinic, "undo")).status_code == 405
    assert live_of(clinic) == [1]


def test_an_edition_is_withdrawn_with_a_reason(manager, clinic):
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)
    address = page(clinic, "withdraw", 2)

    refused = manager.post(address, {"reason": " "})
    response = manager.post(address, {"reason": "Wrong price"})

    assert refused.status_code == 422
    assert response.url == page(clinic, "editions")
    edition = clinic.editions.get(number=2)
    assert (edition.withdrawn_reason, edition.withdrawn_for_safety) == ("Wrong price", False)
    assert live_of(clinic) == [1]
    words = text_of(manager.get(response.url))
    assert "Edition 2 Withdrawn" in words
    assert "Wrong price" in words


def consequences(manager, clinic, number):
    """What the page says before, and the answer after, less the words around it."""
    address = page(clinic, "withdraw", number)
    before = text_of(manager.get(address))
    manager.post(address, {"reason": "Wrong price"})
    return before, text_of(manager.get(page(clinic, "editions")))


def test_the_withdrawal_of_what_is_live_says_what_shows_instead(manager, clinic):
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)

    for words in consequences(manager, clinic, 2):
        assert "Patients see edition 1 instead, the one before it." in words
    for words in consequences(manager, clinic, 1):
        assert "Patients see nothing of this until you publish again." in words


def test_the_withdrawal_of_what_is_not_live_changes_nothing_for_patients(manager, clinic):
    publish_the_clinic(clinic)
    publish_the_clinic(clinic)
    publish_the_clinic(clinic, live_from=timezone.now() + timedelta(days=1))

    for words in consequences(manager, clinic, 3):
        assert "It will not go live. Patients will keep seeing edition 2." in words
    for words in consequences(manager, clinic, 1):
        assert "Patients see no difference: they see edition 2." in words


def test_the_withdrawal_of_a_first_edition_that_waits_leaves_nothing(manager, clinic):
    publish_the_clinic(clinic, live_from=timezone.now() + timedelta(days=1))

    for words in consequences(manager, clinic, 1):
        assert "It will not go live. Patients still see nothing of this." in words


def test_a_withdrawal_for_safety_is_marked_as_such(manager, clinic):
    publish_the_clinic(clinic)

    manager.post(page(clinic, "withdraw", 1), {"reason": "Dangerous", "for_safety": "on"})

    assert clinic.editions.get().withdrawn_for_safety


def test_a_second_withdrawal_is_refused_in_words(manager, clinic):
    publish_the_clinic(clinic)
    address = page(clinic, "withdraw", 1)
    manager.post(address, {"reason": "First"})

    response = manager.post(address, {"reason": "Second"})

    assert response.status_code == 422
    assert "This edition was withdrawn already." in text_of(response)
    assert form_on(response)["reason"] == ["Second"]
    assert clinic.editions.get().withdrawn_reason == "First"


def test_an_edition_that_is_not_there_cannot_be_withdrawn(manager, clinic):
    publish_the_clinic(make_clinic())

    assert manager.get(page(clinic, "withdraw", 1)).status_code == 404
    assert manager.post(page(clinic, "withdraw", 1), {"reason": "x"}).status_code == 404


DEEDS = [("publish", []), ("undo", []), ("withdraw", [1]), ("editions", [])]


@pytest.mark.parametrize(("deed", "args"), DEEDS)
@pytest.mark.parametrize(
    ("make_person", "status"),
    [
        (lambda clinic: make_member(clinic), 403),
        (lambda clinic: make_manager(make_clinic()), 404),
        (lambda clinic: make_guide_editor(), 404),
        (lambda clinic: make_reviewer(), 404),
        (lambda clinic: make_user(), 404),
    ],
)
def test_who_does_not_publish_a_clinic_changes_nothing(
    client_of, clinic, make_person, status, deed, args
):
    publish_the_clinic(clinic)
    if deed == "editions" and status == 403:
        status = 200  # the clinic's own people may read the record
    client = client_of(make_person(clinic))
    sent = {"note": "x", "expected": "x", "number": "1", "reason": "x"}

    response = client.post(page(clinic, deed, *args), sent)

    assert response.status_code == status
    edition = clinic.editions.get()
    assert edition.withdrawn_at is None
    assert "Undo the last publish" not in text_of(response)


@pytest.mark.parametrize(("deed", "args"), DEEDS)
@pytest.mark.parametrize("make_person", [make_member, make_manager])
def test_who_only_reads_the_guide_cannot_publish_it(client_of, make_person, deed, args):
    text = make_translation()
    publish_guide(text)
    client = client_of(make_person(make_clinic()))
    sent = {"note": "x", "expected": "x", "number": "1", "reason": "x"}

    response = client.post(page(text, deed, *args), sent)

    assert response.status_code == (200 if deed == "editions" else 403)
    assert text.editions.get().withdrawn_at is None
    assert page(text, "publish") not in client.get(page(text, "change")).content.decode()


def test_a_guide_editor_publishes_the_network(client_of):
    network = Network.objects.get()
    client = client_of(make_guide_editor())

    assert publish(client, network).status_code == 302
    assert NetworkEdition.objects.get().number == 1


def test_the_words_of_staff_are_shown_as_words(manager, clinic):
    hostile = "<script>alert(1)</script>"
    publish_the_clinic(clinic, note=hostile, override=hostile)
    make_note(clinic=clinic, body=hostile)

    for deed in ("editions", "publish"):
        response = manager.get(page(clinic, deed))
        assert hostile in text_of(response)
        assert hostile.encode() not in response.content


def test_the_publish_page_of_a_long_guide_costs_as_many_queries_as_of_a_short_one(
    client_of, django_assert_num_queries, django_assert_max_num_queries
):
    text = make_translation()
    client = client_of(make_guide_editor())
    with django_assert_max_num_queries(40) as first:
        client.get(page(text, "publish"))
    for _number in range(3):
        make_section(translation=text)

    with django_assert_num_queries(len(first)):
        client.get(page(text, "publish"))
