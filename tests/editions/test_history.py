"""The history of a draft: who changed what and when, what an earlier version said, what was deleted."""

import pytest
from django.urls import reverse

from clinics.models import Clinic, CostItem, Coverage, Membership, Note
from clinics.models.catalogue import Service
from editions.history.row_versions import make_again, revert
from editions.publish.restoring import CannotRestore
from guide.models import Guide, Section
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_reviewer,
    make_section,
    make_service,
    make_translation,
    make_user,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = pytest.mark.django_db


def page(model, deed, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{deed}", args=args)


def of(row, deed="history", *args):
    return page(type(row), deed, row.pk, *args)


def version(row, place):
    """The number of a saved version; 0 is the first."""
    return row.history.order_by("history_id")[place].history_id


def change(row, **fields):
    row.refresh_from_db()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def edit(client, row, **fields):
    address = of(row, "change")
    assert client.post(address, form_on(client.get(address)) | fields).status_code == 302


def put_back(client, row, place, **fields):
    address = of(row, "revert", version(row, place))
    return client.post(address, form_on(client.get(address)) | fields)


def delete(client, row):
    return client.post(of(row, "delete"), {"post": "yes"}, follow=True)


def marks(response, name):
    return ["".join(e.itertext()) for e in tree_of(response).iter(name)]


@pytest.fixture
def ann(client_of):
    return client_of(make_guide_editor(first_name="Ann", last_name="Sample"))


# Reading


def test_each_save_says_who_when_and_which_words(client_of, ann):
    section = make_section(body="Rest for two days.")
    ben = client_of(make_guide_editor(first_name="Ben"))
    edit(ann, section, body="Rest for three days.")
    edit(ben, section, title="Resting", body="Rest for three long days.")

    response = ben.get(of(section))

    words = text_of(response)
    assert words.index("Ben") < words.index("Ann Sample") < words.index("Made")
    assert "Changed: Title, Text" in words
    assert "long " in marks(response, "ins")
    assert "two " in marks(response, "del")


def test_choices_links_and_languages_are_told_in_words(client_of):
    service, guide = make_service(names={"en": "First visit"}), make_guide(condition="Knee pain")
    clinic = make_clinic()
    cost = make_cost(clinic=clinic, own_name={"en": "Parking"}, unit="visit")
    change(cost, own_name={}, service=service, part="course", included={"en": "a letter"})
    coverage = make_coverage(clinic=clinic, payer=make_payer(), service=service)
    change(coverage, status="conditions")
    clinic.guides.add(guide)
    client = client_of(make_member(clinic))

    of_cost = marks(client.get(of(cost)), "ins")
    assert {"First visit", "Part of a typical course", "en: a letter"} <= set(of_cost)
    assert "Covered with conditions" in marks(client.get(of(coverage)), "ins")
    assert "Knee pain" in marks(client.get(of(clinic)), "ins")


def test_a_long_history_comes_in_pages_and_loses_no_change_between_them(ann, monkeypatch):
    monkeypatch.setattr("editions.admin.history_pages.PER_PAGE", 2)
    section = make_section(title="0")
    for number in range(1, 4):
        change(section, title=str(number))

    first, second = ann.get(of(section)), ann.get(of(section), {"p": 2})

    assert marks(first, "ins") == ["3", "2"]
    assert marks(second, "ins")[0] == "1"


def test_a_long_history_costs_as_many_queries_as_a_short_one(
    client_of, django_assert_num_queries, django_assert_max_num_queries
):
    clinic = make_clinic()
    coverage = make_coverage(clinic=clinic, payer=make_payer(), service=make_service())
    client = client_of(make_member(clinic))
    with django_assert_max_num_queries(25) as first:
        client.get(of(coverage))
    for _number in range(4):
        change(coverage, payer=make_payer(), service=make_service())

    with django_assert_num_queries(len(first)):
        client.get(of(coverage))


def test_the_words_of_staff_are_shown_as_words(ann):
    hostile = "<script>alert(1)</script>"
    section = make_section(title=hostile)
    change(section, title="Calm", body=hostile)

    response = ann.get(of(section))

    assert hostile in text_of(response)
    assert hostile.encode() not in response.content


# Putting a version back


def test_an_earlier_version_comes_back_as_one_more_save(ann):
    section = make_section(title="First", body="One.")
    change(section, title="Second", body="Two.")

    asked = ann.get(of(section, "revert", version(section, 0)))
    response = put_back(ann, section, 0)

    assert marks(asked, "del") == ["Second", "Two."]
    assert response.url == of(section, "change")
    section.refresh_from_db()
    assert (section.title, section.body, section.version) == ("First", "One.", 3)
    record = section.history.first()
    assert record.history_change_reason.startswith("Restored: as it was on ")
    assert str(record.history_user) == "Ann Sample"


def test_asking_changes_nothing(ann):
    section = make_section(title="First")
    change(section, title="Second")

    ann.get(of(section, "revert", version(section, 0)))

    section.refresh_from_db()
    assert section.title == "Second"


def test_what_the_form_does_not_let_one_write_stays(client_of):
    reviewer = make_reviewer()
    section = make_section(title="First")
    change(section, title="Second", reviewed_on="2026-01-01", reviewer=reviewer.reviewer)
    other = make_translation()
    change(section, translation=other)

    put_back(client_of(make_guide_editor()), section, 0)

    section.refresh_from_db()
    assert section.title == "First"
    assert section.reviewer == reviewer.reviewer
    assert section.translation == other


def test_the_guides_of_then_are_offered_again(client_of):
    first, second = make_guide(), make_guide()
    clinic = make_clinic(guides=[first])
    place = clinic.history.count() - 1
    clinic.guides.set([second])

    put_back(client_of(make_member(clinic)), clinic, place)

    assert list(clinic.guides.all()) == [first]


def test_a_save_meanwhile_is_not_overwritten(ann):
    section = make_section(title="First")
    change(section, title="Second")
    address = of(section, "revert", version(section, 0))
    form = form_on(ann.get(address))
    change(section, title="Third")

    response = ann.post(address, form)

    assert response.status_code == 409
    assert "Somebody saved this since you opened this page." in text_of(response)
    assert marks(response, "del") == ["Third"]
    section.refresh_from_db()
    assert section.title == "Third"
    assert ann.post(address, form_on(response)).status_code == 302


@pytest.mark.parametrize("started_from", ["", "0", "x", "1" * 5000])
def test_who_did_not_say_what_they_looked_at_changes_nothing(ann, started_from):
    section = make_section(title="First")
    change(section, title="Second")

    assert put_back(ann, section, 0, started_from=started_from).status_code == 409


def test_a_version_that_would_not_be_valid_any_more_is_refused_in_words(client_of):
    clinic = make_clinic()
    first, second = make_service(), make_service()
    cost = make_cost(clinic=clinic, service=first)
    change(cost, service=second)
    make_cost(clinic=clinic, service=first)

    response = put_back(client_of(make_member(clinic)), cost, 0)

    assert response.status_code == 409
    assert "The clinic has a price for this service already." in text_of(response)


def test_what_a_version_referred_to_and_is_gone_stays_out(client_of):
    clinic, guide = make_clinic(), make_guide()
    note = make_note(clinic=clinic, guide=guide, body="As it was.")
    change(note, guide=None, body="As it is.")
    guide.delete()

    remarks = revert(
        note, note.history.last(), names=["guide", "body"], started_from=2, by=make_operator()
    )

    note.refresh_from_db()
    assert (note.body, note.guide) == ("As it was.", None)
    assert remarks == ["What stood in “guide” is not there any more; it stays as it is."]


def test_a_version_of_another_row_is_not_there(ann):
    section, other = make_section(), make_section()

    for number in (version(other, 0), 999_999):
        assert ann.get(of(section, "revert", number)).status_code == 404
        assert ann.post(of(section, "revert", number)).status_code == 404


# Who may


@pytest.mark.parametrize(
    ("make_person", "reads", "writes"),
    [
        (lambda clinic: make_member(clinic), 200, 302),
        (lambda clinic: make_operator(), 200, 302),
        (lambda clinic: make_manager(make_clinic()), 404, 404),
        (lambda clinic: make_guide_editor(), 404, 404),
        (lambda clinic: make_user(), 404, 404),
    ],
)
def test_a_notes_history_is_its_clinics(client_of, make_person, reads, writes):
    clinic = make_clinic()
    note = make_note(clinic=clinic, body="First.")
    change(note, body="Second.")
    client = client_of(make_person(clinic))
    address = of(note, "revert", version(note, 0))

    assert client.get(of(note)).status_code == reads
    assert client.get(address).status_code == reads
    assert client.post(address, {"started_from": 2}).status_code == writes


def test_who_only_reads_a_section_reads_its_history_and_puts_nothing_back(client_of):
    section = make_section(title="First")
    change(section, title="Second")
    client = client_of(make_member(make_clinic()))
    address = of(section, "revert", version(section, 0))

    response = client.get(of(section))

    assert response.status_code == 200
    assert "Put this version back" not in text_of(response)
    assert client.get(address).status_code == 403
    assert client.post(address, {"started_from": 2}).status_code == 403


# What was deleted


def test_a_deleted_note_is_listed_at_its_clinic_and_comes_back(client_of):
    clinic = make_clinic()
    note = make_note(clinic=clinic, body="Typed for an hour.")
    client = client_of(make_member(clinic, first_name="Ana"))

    told = delete(client, note)
    listed = client.get(of(clinic, "gone"))
    number = version(note, -1 + note.history.count())
    asked = client.get(page(Note, "again", number))
    response = client.post(page(Note, "again", number))

    assert "It can be brought back: Recently deleted" in text_of(told)
    assert "by Ana" in text_of(listed)
    assert "Typed for an hour." in text_of(asked)
    assert response.url == of(note, "change")
    back = Note.objects.get()
    assert (back.pk, back.body, back.version) == (note.pk, "Typed for an hour.", 2)
    assert "Nothing was deleted." in text_of(client.get(of(clinic, "gone")))
    assert client.post(page(Note, "again", number)).status_code == 404


def test_a_text_lists_its_deleted_sections_and_no_others(ann):
    section, other = make_section(title="Ours"), make_section(title="Theirs")
    for row in (section, other):
        delete(ann, row)

    words = text_of(ann.get(of(section.translation, "gone")))

    assert "Ours" in words
    assert "Theirs" not in words
    assert "Theirs" in text_of(ann.get(page(Section, "deleted")))


def test_links_come_back_with_their_row(client_of):
    guide = make_guide()
    service = make_service(guides=[guide])
    client = client_of(make_guide_editor())
    delete(client, service)

    client.post(page(Service, "again", service.history.model.objects.first().history_id))

    assert list(Service.objects.get(pk=service.pk).guides.all()) == [guide]


def test_a_row_whose_place_is_taken_stays_deleted_and_says_so(client_of):
    clinic = make_clinic()
    note = make_note(clinic=clinic)
    client = client_of(make_member(clinic))
    delete(client, note)
    make_note(clinic=clinic)

    response = client.post(page(Note, "again", version(note, 1)))

    assert response.status_code == 409
    assert "There is a note for this section and language already." in text_of(response)


def test_a_row_whose_owner_is_gone_stays_deleted_and_says_so(ann):
    section = make_section()
    number = section.history.get().history_id
    section.translation.delete()
    record = Section.history.filter(history_id__gt=number).get()

    response = ann.post(page(Section, "again", record.history_id))

    assert response.status_code == 409
    assert "what stood in “guide text” is not there any more" in text_of(response)


def test_two_who_bring_the_same_back_make_one():
    note = make_note(clinic=make_clinic())
    record = note.history.model
    note.delete()
    last = record.objects.first()
    make_again(last, by=make_operator())

    with pytest.raises(CannotRestore):
        make_again(last, by=make_operator())

    assert Note.objects.count() == 1


def test_of_deleted_rows_people_see_those_they_could_have_added(client_of):
    ours, theirs = make_clinic(), make_clinic()
    operator = client_of(make_operator())
    person = Membership.objects.get(user=make_member(ours))
    rows = [make_note(clinic=theirs), person, make_note(clinic=ours), make_section()]
    numbers = []
    for row in rows:
        delete(operator, row)
        numbers.append(row.history.model.objects.filter(history_type="-").first().history_id)

    def reached(user):
        client = client_of(user)
        return [
            client.get(page(type(row), "again", number)).status_code == 200
            for row, number in zip(rows, numbers, strict=True)
        ]

    assert reached(make_member(ours)) == [False, False, True, False]
    assert reached(make_manager(ours)) == [False, False, True, False]
    assert reached(make_guide_editor()) == [False, False, False, True]
    assert reached(make_reviewer()) == [False, False, False, False]
    assert reached(make_user()) == [False, False, False, False]
    assert reached(make_operator()) == [True, False, True, True]


@pytest.mark.parametrize("model", [Note, CostItem, Coverage, Membership, Clinic])
def test_the_list_of_what_was_deleted_is_for_who_edits(client_of, model):
    assert client_of(make_user()).get(page(model, "deleted")).status_code == 403


@pytest.mark.parametrize("model", [Guide, Section, Service])
def test_the_central_list_of_what_was_deleted_is_for_the_central_team(client_of, model):
    assert client_of(make_reviewer()).get(page(model, "deleted")).status_code == 403
    assert client_of(make_guide_editor()).get(page(model, "deleted")).status_code == 200


def test_an_operator_brings_a_deleted_clinic_back(client_of):
    clinic = make_clinic()
    operator = client_of(make_operator())
    delete(operator, clinic)

    operator.post(page(Clinic, "again", Clinic.history.filter(history_type="-").get().history_id))

    assert Clinic.objects.get() == clinic
