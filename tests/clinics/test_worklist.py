"""The start page: what needs each person today, and the way to it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import CostItem, Coverage, Membership
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_law,
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
    publish_guide,
    publish_the_clinic,
    publish_the_network,
    shown_guide,
    the_network,
)
from tests.pages import text_of, tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = "/admin/"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def links_on(response):
    """{words: address}"""
    links = tree_of(response).iter("a")
    return {" ".join("".join(link.itertext()).split()): link.get("href") for link in links}


def calm_clinic(**fields):
    """Published, with all that a clinic is asked for: nothing needs anybody."""
    text = make_translation(sections=[{"kind": "cost"}, {"kind": "insurance"}])
    publish_guide(text)
    clinic = make_clinic(guides=[text.guide], spanish=False, **fields)
    for kind in ("cost", "insurance"):
        make_note(clinic=clinic, section_kind=kind)
    make_law()
    publish_the_network()
    return clinic


def price_that_ends(clinic, days, name="Visit"):
    cost = drafted_price_that_ends(clinic, days, name)
    publish_the_network()
    return cost


def drafted_price_that_ends(clinic, days, name="Visit"):
    fields = {"valid_from": in_days(-99), "valid_until": in_days(days)}
    return make_cost(clinic=clinic, service=make_service(names={"en": name}), **fields)


# A clinic's people


def test_a_desk_says_what_patients_see_and_who_published_it(client_of):
    clinic = calm_clinic(name="North Ridge")
    publish_the_clinic(clinic, by=make_operator(first_name="Olive"))

    text = text_of(client_of(make_member(clinic)).get(START))

    assert "North Ridge Open: patients see its pages" in text
    assert "Patients see edition 1" in text
    assert "published by Olive" in text
    assert "Nothing has changed since." in text


def test_a_draft_that_differs_from_what_was_published_is_told(client_of):
    clinic = calm_clinic()
    publish_the_clinic(clinic)
    clinic.notes.update(body="Other words.")

    text = text_of(client_of(make_member(clinic)).get(START))

    assert "The draft holds changes that are not published." in text
    assert "Nothing has changed since." not in text


def test_nothing_to_do_is_said_with_the_next_day(client_of):
    clinic = calm_clinic()
    price_that_ends(clinic, 90)
    publish_the_clinic(clinic)

    page = client_of(make_member(clinic)).get(START)

    [desk] = page.context["desks"]
    assert desk.tasks == ()
    assert desk.next_day == in_days(90)
    assert "Nothing to do today." in text_of(page)


@pytest.mark.parametrize(
    ("days", "words", "weight"),
    [
        (-1, "1 price has lapsed.", "warns"),
        (0, "1 price holds only today.", "warns"),
        (7, "1 price lapses within 7 days.", "warns"),
        (8, "1 price lapses within 30 days.", "soon"),
        (30, "1 price lapses within 30 days.", "soon"),
    ],
)
def test_a_price_that_lapses_is_told_and_leads_to_it(client_of, days, words, weight):
    clinic = calm_clinic()
    cost = price_that_ends(clinic, days)

    page = client_of(make_member(clinic)).get(START)

    [task] = page.context["desks"][0].tasks
    assert task.words.startswith(words)
    assert task.weight == weight
    assert task.address == reverse("admin:clinics_costitem_change", args=[cost.pk])
    assert task.address in links_on(page).values()


def test_a_price_far_off_is_no_task(client_of):
    clinic = calm_clinic()
    price_that_ends(clinic, 31)

    assert client_of(make_member(clinic)).get(START).context["desks"][0].tasks == ()


def test_an_answer_to_check_again_is_told_on_the_clinics_own_day(client_of):
    clinic = calm_clinic()
    coverage = make_coverage(
        clinic=clinic,
        payer=make_payer(),
        service=make_service(),
        checked_on=in_days(-9),
        next_check=in_days(-1),
    )
    publish_the_network()

    [task] = client_of(make_member(clinic)).get(START).context["desks"][0].tasks

    assert task.words == "1 insurer's answer was to be checked again."
    assert task.address == reverse("admin:clinics_coverage_change", args=[coverage.pk])


def test_several_prices_lead_to_a_list_of_just_these(client_of):
    clinic = calm_clinic()
    lapsed = [price_that_ends(clinic, -1, name) for name in "ABCDE"]
    price_that_ends(clinic, 90)
    client = client_of(make_member(clinic))

    [task] = client.get(START).context["desks"][0].tasks
    listed = client.get(task.address)

    assert task.words.startswith("5 prices have lapsed.")
    assert task.about.startswith("A (")
    assert task.about.endswith("and 2 more")
    assert set(listed.context["cl"].queryset) == set(lapsed)


def test_what_blocks_comes_first_and_empty_notes_lead_to_a_form_that_is_begun(client_of):
    clinic = calm_clinic()
    clinic.notes.filter(section_kind="insurance").delete()
    broken = make_note(clinic=clinic, section_kind="other", body="See [@nobody].")
    client = client_of(make_member(clinic))

    tasks = client.get(START).context["desks"][0].tasks

    assert [task.weight for task in tasks] == ["blocks", "warns", "warns"]
    assert tasks[0].address == reverse("admin:clinics_note_change", args=[broken.pk])
    assert "patients will not see this note" in tasks[1].words
    assert tasks[2].about == "Insurance"
    form = client.get(tasks[2].address).context["adminform"].form
    assert form.initial["clinic"] == str(clinic.pk)
    assert form.initial["section_kind"] == "insurance"


def test_many_tasks_are_folded_and_none_is_lost(client_of):
    clinic = calm_clinic()
    the_network(requires_consent=False)
    for kind in ("risks", "benefits", "other", "approval", "overview", "condition", "timeframe"):
        make_note(clinic=clinic, section_kind=kind)

    page = client_of(make_member(clinic)).get(START)

    assert "and 1 more" in text_of(page)
    addresses = {link.get("href") for link in tree_of(page).iter("a")}
    assert addresses >= {task.address for task in page.context["desks"][0].tasks}


def test_a_closed_clinic_asks_for_nothing(client_of):
    clinic = make_clinic(state="closed")

    page = client_of(make_member(clinic)).get(START)

    assert page.context["desks"][0].tasks == ()
    assert "Closed: its pages say that it has closed" in text_of(page)


def test_what_they_do_is_there_as_links_that_open(client_of):
    clinic = calm_clinic()
    publish_the_clinic(clinic)
    client = client_of(make_manager(clinic))

    links = links_on(client.get(START))

    deeds = ["Edit costs", "Edit insurance", "Edit notes", "Edit profile", "Prices as a sheet"]
    deeds += ["Preview", "People", "Publish…", "Undo the last publish…"]
    deeds += ["Print a handout A guide to backs"]
    assert [client.get(links[words]).status_code for words in deeds] == [200] * len(deeds)


def test_who_may_not_publish_is_not_offered_it(client_of):
    clinic = calm_clinic()
    publish_the_clinic(clinic)

    links = links_on(client_of(make_member(clinic)).get(START))

    assert "Edit costs" in links
    assert not {"Publish…", "Undo the last publish…", "People"} & links.keys()


def test_a_handout_is_offered_where_patients_could_print_it(client_of):
    clinic = calm_clinic()
    client = client_of(make_member(clinic))
    assert client.get(START).context["desks"][0].handouts == ()
    publish_the_clinic(clinic)
    assert len(client.get(START).context["desks"][0].handouts) == 1

    clinic.state = "paused"
    clinic.save()
    publish_the_clinic(clinic)

    assert client.get(START).context["desks"][0].handouts == ()


def test_each_sees_the_own_clinics_and_no_other(client_of):
    mine, other = make_clinic(name="Mine"), make_clinic(name="Hidden Hollow")
    price_that_ends(other, -1)

    page = client_of(make_manager(mine)).get(START)

    assert [desk.clinic for desk in page.context["desks"]] == [mine]
    assert "Hidden Hollow" not in text_of(page)
    assert "is_central" not in page.context


def test_who_belongs_to_no_clinic_reads_whom_to_ask(client_of):
    text = text_of(client_of(make_user()).get(START))

    assert "You do not belong to a clinic yet." in text
    assert "What needs attention" not in text


def test_of_many_clinics_some_are_shown_and_the_rest_is_linked(client_of):
    user = make_user()
    for _n in range(14):
        Membership.objects.create(user=user, clinic=make_clinic())

    page = client_of(user).get(START)

    assert len(page.context["desks"]) == 12
    assert links_on(page)["and 2 more clinics"] == reverse("admin:clinics_clinic_changelist")


def test_the_page_is_in_the_persons_own_language(client_of):
    clinic = make_clinic()

    page = client_of(make_member(clinic, language="es")).get(START)

    assert tree_of(page).get("lang") == "es"
    assert "Todavía no se ha publicado nada" in text_of(page) or "Vista previa" in text_of(page)


# The central team


def test_a_guide_editor_sees_each_text_and_who_shows_it(client_of):
    text, _clinic = shown_guide(title="Backs")
    draft = make_translation(guide=text.guide, language="es", title="Espaldas")
    make_guide(condition="Knee pain")

    page = client_of(make_guide_editor()).get(START)

    states = {str(state.guide): state for state in page.context["guides"]}
    backs, knees = states["Back pain"], states["Knee pain"]
    assert [(line.text, line.standing.is_changed) for line in backs.texts] == [
        (text, False),
        (draft, True),
    ]
    assert (backs.shown_by, knees.shown_by, knees.texts) == (1, 0, ())
    assert "Shown by 1 clinic" in text_of(page)
    assert "It has no text yet." in text_of(page)


def test_a_text_behind_its_source_and_a_text_that_waits_are_told(client_of):
    source = make_translation(title="Backs")
    first = publish_guide(source)
    make_translation(guide=source.guide, language="es", translated_from=first)
    publish_guide(source)
    publish_guide(source, live_from=timezone.now() + timedelta(days=2))

    page = client_of(make_guide_editor()).get(START)

    english, spanish = page.context["guides"][0].texts
    assert (english.is_behind, spanish.is_behind) == (False, True)
    assert english.standing.live.number == 2
    assert english.standing.waiting.number == 3
    assert "Edition 3 waits for" in text_of(page)


def test_clinics_with_lapsed_facts_are_counted_and_led_to(client_of):
    worst, other, calm = make_clinic(name="Worst"), make_clinic(name="Other"), make_clinic()
    for days in (-1, -2):
        price_that_ends(worst, days)
    price_that_ends(other, -1)
    price_that_ends(calm, 0)
    price_that_ends(make_clinic(state="closed"), -1)

    page = client_of(make_guide_editor()).get(START)

    assert page.context["overdue"] == [(worst, 2), (other, 1)]
    assert reverse("admin:clinics_comparison") in links_on(page).values()


def test_an_operator_has_the_overview_and_every_list(client_of):
    make_clinic(name="Far Away")

    page = client_of(make_operator()).get(START)

    assert page.context["desks"] == []
    assert page.context["is_central"]
    assert reverse("admin:staff_user_add") in links_on(page).values()


def test_the_way_of_the_tables_is_an_operators(client_of):
    address = reverse("admin:app_list", args=["clinics"])

    manager = client_of(make_manager(make_clinic())).get(address)

    assert manager.status_code == 302
    assert manager.url == START
    assert client_of(make_operator()).get(address).status_code == 200


# Its price


def fill(people):
    """Two of everything that the page tells of."""
    for _n in range(2):
        clinic = calm_clinic()
        for person in people:
            Membership.objects.create(user=person, clinic=clinic, role="manager")
        for days in (-1, 3, 90):
            cost = drafted_price_that_ends(clinic, days)
            make_coverage(clinic=clinic, service=cost.service, payer=make_payer())
        publish_the_network()
        publish_the_clinic(clinic)
        make_section(translation=make_translation(guide=clinic.guides.first(), language="es"))


def test_the_page_costs_each_role_the_same_for_two_clinics_and_for_twelve(client_of):
    people = [make_user(), make_guide_editor(), make_reviewer()]
    clients, counts = [client_of(person) for person in people], []

    for rounds in (1, 5):
        for _n in range(rounds):
            fill(people)
        counts.append([queries_of(client) for client in clients])

    assert [len(client.get(START).context["desks"]) for client in clients] == [12, 12, 12]
    assert CostItem.objects.count() == Coverage.objects.count() == 36
    assert counts[0] == counts[1]


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(START).status_code == 200
    return len(queries)
