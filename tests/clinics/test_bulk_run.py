"""More clinics than fit on a page: looked at, published or offered a guide in steps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.draft import bulk_work
from clinics.models import BulkLine, BulkRun, Clinic, Membership
from clinics.people.erasing import erase
from editions.models import RecordEntry
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_note,
    make_operator,
    make_user,
    publish_the_clinic,
)
from tests.pages import choices_on, form_on, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST, OFFER = reverse("admin:clinics_clinic_changelist"), reverse("admin:clinics_offer")


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(bulk_work, "STEP", 3)


@pytest.fixture
def operator():
    return make_operator()


def made(number):
    return [make_clinic(name=f"Clinic {place:03}") for place in range(number)]


def choose_all(client, action):
    """As the list's “Select all” sends it; the address of the run."""
    one = Clinic.objects.values_list("pk", flat=True)[:1]
    fields = {"action": action, "select_across": "1", "_selected_action": list(one)}
    response = client.post(LIST, fields)
    assert response.status_code == 302
    return response.headers["Location"]


def press(client, address, name="step", **fields):
    return client.post(address, {name: "1", **fields}, follow=True)


def press_on(client, address):
    """Until there is no such button any more; how often it was."""
    times = 0
    while b'name="step"' in client.get(address).content:
        press(client, address)
        times += 1
    return times


def states(run=None):
    run = run or BulkRun.objects.get()
    return list(run.lines.order_by("pk").values_list("state", flat=True))


def test_all_clinics_of_the_list_are_published_in_steps_with_a_report(client_of, operator):
    clinics = made(7)
    make_note(clinic=clinics[5], body="See [@nobody].")
    publish_the_clinic(clinics[6])
    client = client_of(operator)
    address = choose_all(client, "publish_several")

    assert press_on(client, address) == 3
    assert [clinic.editions.count() for clinic in clinics] == [0] * 6 + [1]
    decision = client.get(address)
    assert "5 clinics have changes that can be published." in text_of(decision)
    assert "No reference has the key “nobody”" in text_of(decision)
    press(client, address, "decide", note="New prices.")
    assert press_on(client, address) == 2

    report = text_of(client.get(address))
    assert "All clinics were worked through." in report
    assert "not done: 1 done: 5 nothing to do: 1" in report
    assert "Clinic 005" in report
    assert "No reference has the key “nobody”" in report
    assert [clinic.editions.count() for clinic in clinics] == [1] * 5 + [0, 1]
    assert clinics[0].editions.get().note == "New prices."
    assert RecordEntry.objects.count() == 6


def test_neither_a_form_nor_an_address_grows_with_the_clinics(client_of, operator, settings):
    made(40)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    client = client_of(operator)

    address = choose_all(client, "publish_several")
    press_on(client, address)
    press(client, address, "decide", note="New prices.")
    press_on(client, address)

    assert len(address) < 60
    assert states() == ["done"] * 40


def test_few_clinics_are_chosen_one_by_one_as_before(client_of, operator):
    made(3)

    address = choose_all(client_of(operator), "publish_several")

    assert address.startswith(reverse("admin:clinics_publish_several"))
    assert not BulkRun.objects.exists()


def test_a_step_costs_the_same_for_ten_clinics_and_for_forty(client_of, operator):
    counts = []
    for number in (10, 30):
        made(number)
        client = client_of(operator)
        address = choose_all(client, "publish_several")
        looking = queries_of(lambda client=client, address=address: press(client, address))
        press_on(client, address)
        press(client, address, "decide", note="New prices.")
        counts.append((looking, queries_of(lambda c=client, a=address: press(c, a))))
        press_on(client, address)

    assert counts[0] == counts[1]


def queries_of(deed):
    with CaptureQueriesContext(connection) as queries:
        deed()
    return len(queries)


def test_a_step_ends_after_its_time(client_of, operator, monkeypatch):
    made(5)
    monkeypatch.setattr(bulk_work, "SECONDS", 0)
    client = client_of(operator)
    address = choose_all(client, "publish_several")
    press_on(client, address)

    press(client, address, "decide", note="New prices.")
    press(client, address)

    assert states() == ["done"] + ["ready"] * 4


def test_a_note_that_is_missing_is_asked_for_and_nothing_happens(client_of, operator):
    made(4)
    client = client_of(operator)
    address = choose_all(client, "publish_several")
    press_on(client, address)

    response = press(client, address, "decide", note="")

    assert response.status_code == 422
    assert "This field is required." in text_of(response)
    assert states() == ["ready"] * 4


def test_a_draft_that_changed_after_the_look_is_not_published_and_can_be_tried_again(
    client_of, operator
):
    clinics = made(4)
    client = client_of(operator)
    address = choose_all(client, "publish_several")
    press_on(client, address)
    Clinic.objects.filter(pk=clinics[1].pk).update(city="Elsewhere")
    press(client, address, "decide", note="New prices.")
    press_on(client, address)

    assert states() == ["done", "refused", "done", "done"]
    assert "Clinic 001 Somebody changed the draft" in text_of(client.get(address))
    press(client, address, "again")
    press_on(client, address)
    assert form_on(client.get(address))["note"] == ["New prices."]
    press(client, address, "decide", note="New prices.")
    press_on(client, address)

    assert states() == ["done"] * 4
    assert clinics[1].editions.get().content["city"] == "Elsewhere"


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_publish_nothing_twice(operator):
    made(6)
    run = bulk_work.begin(Clinic.objects.all(), by=operator, deed="publish")
    for _step in range(2):
        bulk_work.look(run, by=operator)
    bulk_work.decide(run, note="New prices.")
    start = Barrier(2)

    def press_together(_number):
        start.wait()
        try:
            for _step in range(2):
                bulk_work.go_on(run, by=operator)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press_together, range(2)))

    assert states(run) == ["done"] * 6
    assert RecordEntry.objects.count() == 6


def test_two_people_with_a_run_each_do_not_publish_over_each_other(client_of):
    clinics = made(4)
    people = [client_of(make_operator()), client_of(make_operator())]
    addresses = [choose_all(client, "publish_several") for client in people]
    for client, address in zip(people, addresses, strict=True):
        press_on(client, address)
    for client, address in zip(people, addresses, strict=True):
        press(client, address, "decide", note="New prices.")
        press_on(client, address)

    assert [clinic.editions.count() for clinic in clinics] == [1] * 4
    assert states(BulkRun.objects.last()) == ["unchanged"] * 4


@pytest.mark.django_db(transaction=True)
def test_a_run_that_broke_off_is_gone_on_with(client_of, operator, monkeypatch):
    monkeypatch.setattr("config.database_watch.PAUSE", 0)
    clinics = made(6)
    client = client_of(operator)
    address = choose_all(client, "publish_several")
    press_on(client, address)
    press(client, address, "decide", note="New prices.")
    client.raise_request_exception = False
    with connection.execute_wrapper(gone_at(clinics[2].pk)):
        answer = client.post(address, {"step": "1"})

    assert answer.status_code == 503
    assert states() == ["done", "done", *["ready"] * 4]
    press_on(client, address)

    assert states() == ["done"] * 6
    assert [clinic.editions.count() for clinic in clinics] == [1] * 6


def gone_at(key):
    """The database goes away when an edition of this clinic is to be written."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "clinics_clinicedition"') and key in params:
            raise OperationalError("the server closed the connection")
        return execute(sql, params, many, context)

    return wrapper


def test_only_its_maker_sees_a_run(client_of, operator):
    made(4)
    address = choose_all(client_of(operator), "publish_several")

    for other in (make_operator(), make_guide_editor(), make_manager(make_clinic()), make_user()):
        client = client_of(other)
        assert client.get(address).status_code == 404
        assert client.post(address, {"step": "1"}).status_code == 404
    assert states() == ["chosen"] * 4


def test_who_lost_a_clinic_since_publishes_nothing_there_and_reads_nothing(client_of):
    clinics, person = made(5), make_user()
    for clinic in clinics:
        Membership.objects.create(user=person, clinic=clinic, role="manager")
    client = client_of(person)
    address = choose_all(client, "publish_several")
    press_on(client, address)
    press(client, address, "decide", note="New prices.")
    Membership.objects.filter(user=person, clinic=clinics[1]).delete()
    press_on(client, address)

    assert states() == ["done", "refused", "done", "done", "done"]
    assert clinics[1].name not in text_of(client.get(f"{address}?state=refused"))
    Membership.objects.filter(user=person).delete()
    assert client.get(address).status_code in (302, 403, 404)


def test_an_editor_of_a_clinic_publishes_nothing_in_a_run(client_of):
    clinics, person = made(5), make_user()
    for clinic in clinics:
        role = "editor" if clinic == clinics[0] else "manager"
        Membership.objects.create(user=person, clinic=clinic, role=role)
    client = client_of(person)
    address = choose_all(client, "publish_several")
    press_on(client, address)

    assert states() == ["refused"] + ["ready"] * 4
    assert "Only a manager of this clinic can publish." in text_of(client.get(address))


def test_the_report_has_pages(client_of, operator, monkeypatch):
    monkeypatch.setattr("clinics.admin.bulk_run_page.ON_A_PAGE", 2)
    made(5)
    client = client_of(operator)
    address = choose_all(client, "publish_several")
    press_on(client, address)

    second = text_of(client.get(f"{address}?state=ready&p=2"))

    assert "Clinic 002" in second
    assert "Clinic 000" not in second
    assert "Page 2 of 3" in second


# A guide


@pytest.mark.parametrize("make_person", [make_guide_editor, make_operator])
def test_a_guide_is_offered_at_all_clinics_in_steps(client_of, make_person):
    clinics, guide, person = made(7), make_guide(), make_person()
    clinics[0].guides.add(guide)
    client = client_of(person)
    page = client.get(OFFER)
    assert "7 clinics were found, too many to choose one by one." in text_of(page)
    address = client.post(OFFER, {"all": "1"}).headers["Location"]

    assert set(choices_on(client.get(address), "deed")) == {"offer", "take"}
    press(client, address, "decide", deed="offer", guide=guide.pk)
    assert press_on(client, address) == 3

    assert states() == ["unchanged"] + ["done"] * 6
    assert guide.clinics.count() == 7
    assert clinics[3].history.first().history_user == person


def test_a_search_leaves_few_enough_to_choose_from(client_of):
    clinics = made(7)
    Clinic.objects.filter(pk__in=[clinics[1].pk, clinics[2].pk]).update(city="Faraway")
    client, guide = client_of(make_guide_editor()), make_guide()

    page = client.get(OFFER, {"q": "clinic faraway"})
    assert list(choices_on(page, "clinics")) == [str(clinics[1].pk), str(clinics[2].pk)]
    fields = {"guide": guide.pk, "deed": "offer", "clinics": clinics[2].pk}
    said = client.post(f"{OFFER}?q=faraway", fields, follow=True)

    assert "1 draft changed." in text_of(said)
    assert list(guide.clinics.all()) == [clinics[2]]


def test_all_that_were_found_are_taken_and_no_more(client_of):
    clinics = made(8)
    Clinic.objects.filter(pk__in=[clinic.pk for clinic in clinics[:5]]).update(city="Faraway")
    client = client_of(make_guide_editor())

    client.post(f"{OFFER}?q=faraway", {"all": "1"})

    assert BulkRun.objects.get().lines.count() == 5


def test_who_edits_guides_no_more_offers_none(client_of):
    made(4)
    editor, guide = make_guide_editor(), make_guide()
    client = client_of(editor)
    address = client.post(OFFER, {"all": "1"}).headers["Location"]
    press(client, address, "decide", deed="offer", guide=guide.pk)
    editor.groups.clear()
    Membership.objects.create(user=editor, clinic=make_clinic(), role="manager")

    assert client.post(address, {"step": "1"}).status_code == 403
    assert guide.clinics.count() == 0


# What is kept


def test_a_run_goes_after_its_days_and_with_its_person(operator, settings):
    made(4)
    old = bulk_work.begin(Clinic.objects.all(), by=make_operator(), deed="publish")
    bulk_work.begin(Clinic.objects.all(), by=operator, deed="publish")
    kept = timedelta(days=settings.BULK_RUNS_KEPT_DAYS + 1)
    BulkRun.objects.filter(pk=old.pk).update(begun_at=timezone.now() - kept)

    call_command("purge_expired", verbosity=0)
    assert BulkRun.objects.get().by == operator
    said = erase(operator)

    assert "Runs over many clinics removed: 1" in said
    assert not BulkLine.objects.exists()
