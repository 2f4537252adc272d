"""The publish page in words: what changes, for whom, and what is only a number of the record."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models.catalogue import Network
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_law,
    make_manager,
    make_note,
    make_notice,
    make_payer,
    make_section,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
    shown_guide,
)
from tests.pages import form_on, text_of, tree_of

pytestmark = pytest.mark.django_db


def publish_page(owner):
    return reverse(f"admin:{owner._meta.label_lower.replace('.', '_')}_publish", args=[owner.pk])


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def change_named(response, name):
    """The words of one folded change: its heading, then its fields."""
    for details in tree_of(response).iter("details"):
        words = " ".join(" ".join(details.itertext()).split())
        if name in words.split(" ", 1)[1][: len(name)]:
            return words
    return None


@pytest.fixture
def clinic():
    """Published, with one of everything."""
    service = make_service(names={"en": "First visit", "es": "Primera consulta"})
    payer = make_payer(names={"en": "Sample Health"})
    clinic = make_clinic(name="North Ridge", currency="EUR", country="US")
    make_cost(clinic=clinic, service=service, low=400, high=1650, valid_until=date(2031, 5, 1))
    make_coverage(clinic=clinic, payer=payer, service=service, status="covered")
    make_note(clinic=clinic, section_kind="cost", language="es", body="Pague al final.")
    publish_the_clinic(clinic)
    return clinic


@pytest.fixture
def manager(client_of, clinic):
    return client_of(make_manager(clinic))


def test_amounts_and_dates_are_told_as_the_reader_writes_them(manager, clinic):
    change(clinic.cost_items.get(), low=450, valid_until=date(2031, 6, 30))

    words = change_named(manager.get(publish_page(clinic)), "First visit")

    assert "From €400 €450" in words
    assert "Valid until May 1, 2031 June 30, 2031" in words
    assert "valid_until" not in words
    assert "€1,650" not in words  # it stays


def test_the_spanish_reader_reads_spanish(client_of, clinic):
    reader = client_of(make_manager(clinic, language="es"))
    change(clinic.cost_items.get(), valid_until=date(2031, 6, 30))

    words = change_named(reader.get(publish_page(clinic)), "Primera consulta")

    assert "1 de mayo de 2031 30 de junio de 2031" in words


def test_choices_are_told_by_label_and_rows_by_name(manager, clinic):
    change(clinic, state="paused", paper="a4")
    change(clinic.coverages.get(), status="not-covered")
    change(clinic.notes.get(), body="Pague al principio.")
    response = manager.get(publish_page(clinic))

    profile = change_named(response, "Profile")
    answer = change_named(response, "Sample Health: First visit")
    note = change_named(response, "Cost, Spanish")

    assert "State Open: patients see its pages Paused:" in profile
    assert "Paper Letter A4" in profile
    assert "Answer Covered Not covered" in answer
    assert "Text Pague al final. principio." in note


def test_what_stays_is_counted_and_named(manager, clinic):
    clinic.notes.all().delete()

    response = manager.get(publish_page(clinic))

    assert change_named(response, "Cost, Spanish").startswith("Removed")
    folded = change_named(response, "parts stay as they are")
    assert folded.startswith("3 parts stay")
    assert "Prices (1) First visit Insurance (1) Sample Health: First visit" in folded


def test_a_guide_that_is_newly_offered_is_told_by_its_name(manager, clinic):
    clinic.guides.add(make_guide(condition="Sore knees", slug="knees"))

    assert "Guides Sore knees" in change_named(manager.get(publish_page(clinic)), "Profile")


def test_a_publish_of_a_text_names_the_clinics_whose_patients_read_it(client_of):
    text, _clinic = shown_guide()
    publish_the_clinic(make_clinic(guides=[text.guide], state="paused", name="Paused"))
    make_clinic(guides=[text.guide], name="Not published")
    publish_the_clinic(make_clinic(name="Does not offer it"))
    for number in range(4):
        publish_the_clinic(make_clinic(guides=[text.guide], name=f"More {number}"))
    client = client_of(make_guide_editor())

    words = text_of(client.get(publish_page(text)))
    assert "It changes what patients of 5 clinics read:" in words
    assert "More 0, More 1, More 2, More 3" in words
    assert "Paused" not in words
    assert "Not published" not in words
    assert "Does not offer it" not in words

    publish_the_clinic(make_clinic(guides=[text.guide], name="The sixth"))
    response = client.get(publish_page(text))
    assert "patients of 6 clinics" in text_of(response)
    assert "The sixth" in change_named(response, "clinics")


def test_a_text_that_no_clinic_shows_says_so(client_of):
    text = make_translation()

    words = text_of(client_of(make_guide_editor()).get(publish_page(text)))

    assert "No open clinic shows this yet" in words


def test_the_network_changes_every_clinic(client_of):
    publish_the_network()
    publish_the_clinic(make_clinic(name="One"))
    publish_the_clinic(make_clinic(name="Two"))
    payer = make_payer(names={"en": "Sample Health"})
    publish_the_network()
    change(payer, names={"en": "Better Health"}, plan_kind="medicaid")

    response = client_of(make_guide_editor()).get(publish_page(Network.objects.get()))

    assert "patients of 2 clinics read: One, Two" in text_of(response)
    words = change_named(response, "Better Health")
    assert "Name (English) Sample Better Health" in words
    assert "Kind of plan Employer or private plan Medicaid" in words


def test_a_notice_of_one_state_changes_the_clinics_there(client_of):
    publish_the_clinic(make_clinic(name="One", country="US", state_code="CA"))
    publish_the_clinic(make_clinic(name="Two", country="US", state_code="TX"))
    notice = make_notice(state="CA")
    publish_the_network()
    change(notice, texts={"en": "As the law says now."})

    def reach():
        return text_of(client_of(make_guide_editor()).get(publish_page(Network.objects.get())))

    assert "patients of 1 clinic read: One" in reach()
    change(notice, state="TX")  # it goes there, and comes here
    assert "patients of 2 clinics read: One, Two" in reach()
    change(notice, state="NV", texts={"en": "As the law says."})
    assert "patients of 1 clinic read: One" in reach()
    change(notice, state="NV", titles={"en": "Nobody is there"})
    publish_the_network()
    change(notice, titles={"en": "Still nobody"})
    assert "No open clinic shows this yet" in reach()
    publish_the_network()
    assert "Clinics affected" not in reach()
    make_law(country="US", state="CA")  # which is for staff
    assert "Clinics affected" not in reach()


def test_what_is_far_from_a_change_is_left_out(client_of):
    before, after = (" ".join(f"{side}{n}" for n in range(100)) for side in ("before", "after"))
    text = make_translation(sections=[{"title": "Long", "body": f"{before} old {after}"}])
    publish_guide(text)
    change(text.sections.get(), body=f"{before} new {after}")

    words = change_named(client_of(make_guide_editor()).get(publish_page(text)), "Long")

    assert "before99 old new after0" in words
    assert words.startswith("Changed Long Text … before75 ")
    assert " after24 … " in words


def test_the_page_of_a_clinic_with_much_costs_as_many_queries_as_with_little(
    manager, clinic, django_assert_num_queries, django_assert_max_num_queries
):
    manager.get(publish_page(clinic))  # what is asked once per process is asked
    with django_assert_max_num_queries(45) as first:
        manager.get(publish_page(clinic))
    for kind in ("risks", "benefits", "insurance"):
        make_note(clinic=clinic, section_kind=kind)
        make_cost(clinic=clinic, service=make_service())

    with django_assert_num_queries(len(first)):
        manager.get(publish_page(clinic))


def test_a_scheduled_edition_is_replaced_by_name_and_moment(manager, clinic):
    tomorrow = timezone.now() + timedelta(days=1)
    publish_the_clinic(clinic, live_from=tomorrow)

    words = text_of(manager.get(publish_page(clinic)))

    assert "Cancel edition 2, scheduled for" in words
    assert "(America/New_York)" in words


def test_a_new_section_is_told_with_its_fields(client_of):
    text = make_translation()
    publish_guide(text)
    make_section(translation=text, title="More", body="Words.", kind="risks", evidence="low")

    words = change_named(client_of(make_guide_editor()).get(publish_page(text)), "More")

    assert words.startswith("New More")
    assert "Kind Risks and side effects" in words
    assert "Evidence Low: small, uncontrolled or mixed studies" in words


CLAIM = "We forgot to say that it is guaranteed to work."


def test_a_claim_in_a_correction_is_told_at_the_correction(manager, clinic):
    page = publish_page(clinic)
    sent = form_on(manager.get(page)) | {"note": "Why", "correction": CLAIM, "again": "on"}

    refused = manager.post(page, sent)

    assert refused.status_code == 422
    [row] = [
        row for row in tree_of(refused).iter("div") if "errors" in row.get("class", "").split()
    ]
    words = " ".join(row.itertext())
    assert "Correction, for patients" in words
    assert f"“{CLAIM}”: " in words
    assert "Something has to be fixed first" not in text_of(refused)
    typed = form_on(refused)
    assert (typed["note"], typed["correction"], typed["again"]) == (["Why"], [CLAIM], ["on"])
    assert clinic.editions.count() == 1

    assert manager.post(page, sent | {"correction": "Our price was wrong."}).status_code == 302


def test_a_refused_publish_says_at_the_top_what_is_wrong_and_leads_there(manager, clinic):
    page = publish_page(clinic)
    assert "Nothing was published" not in text_of(manager.get(page))
    moment = {"live_from_0": "2020-01-01", "live_from_1": "10:00"}

    refused = manager.post(page, form_on(manager.get(page)) | moment | {"again": "on"})

    body = refused.content.decode()
    assert body.index("Nothing was published") < body.index("What was found")
    tree = tree_of(refused)
    [told] = [div for div in tree.iter("div") if div.get("role") == "alert"]
    ids = {element.get("id") for element in tree.iter()}
    links = {link.text: link.get("href") for link in told.iter("a")}
    assert links == {
        "What changed, and why": "#id_note",
        "Patients see it from": "#id_live_from_0",
    }
    assert {link.removeprefix("#") for link in links.values()} <= ids
