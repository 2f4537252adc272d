"""A price of what is not approved says how it is offered: inside a registered study, outside, or not."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinics.checks.checking import check_clinic, check_network
from clinics.draft.composing import compose_clinic, compose_network
from clinics.draft.publishing import publish_clinic
from editions.publish.publishing import CannotPublish
from tests.clinics.patients import read, words_of
from tests.clinics.sheet_files import exported, imported, problems_of
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide,
    make_law,
    make_manager,
    make_service,
    make_translation,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
    the_network,
)
from tests.pages import form_on
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
INSIDE = {
    "study": "inside",
    "study_number": "NCT00000000",
    "study_oversight": "Sample Board",
}


def make_here(*, is_treatment=True, **fields):
    """The price of an injection at a clinic, beside that of a visit."""
    guide = make_guide(slug="shots", regulatory_status="unapproved")
    clinic = make_clinic(slug="here", guides=[guide])
    visit = make_service(key="visit", guides=[guide])
    shot = make_service(
        key="shot", names={"en": "The shot"}, guides=[guide], is_unapproved_treatment=is_treatment
    )
    make_cost(clinic=clinic, service=visit)
    make_cost(clinic=clinic, service=shot, **fields)
    benefits = {"key": "benefits", "kind": "benefits", "body": "Perhaps.\n\n{{ cost.shot }}"}
    publish_guide(make_translation(guide=guide, sections=[benefits]))
    publish_the_network()
    return clinic


def codes(clinic):
    return {f.code: f.blocks for f in check_clinic(clinic, compose_clinic(clinic))}


def test_a_price_that_does_not_say_it_stops_publishing():
    make_law()
    clinic = make_here()
    with pytest.raises(CannotPublish) as refusal:
        publish_clinic(clinic, by=make_manager(clinic))
    assert "study-not-said" in {finding.code for finding in refusal.value.findings}

    clinic.cost_items.filter(service__key="shot").update(study="outside")

    assert "study-not-said" not in codes(clinic)
    assert publish_clinic(clinic, by=make_manager(clinic)).number == 1


@pytest.mark.parametrize("is_treatment", [True, False])
def test_what_is_no_such_treatment_need_not_say_it(is_treatment):
    clinic = make_here(is_treatment=is_treatment)
    found = check_clinic(clinic, compose_clinic(clinic))

    about = [finding.place for finding in found if finding.code == "study-not-said"]
    assert about == (["The shot"] if is_treatment else [])


@pytest.mark.parametrize("is_treatment", [True, False])
def test_the_network_is_told_where_no_service_is_marked_as_the_treatment(is_treatment):
    make_here(is_treatment=is_treatment)

    found = check_network(the_network(), compose_network(the_network()))

    assert [f.place for f in found if f.code == "treatment-not-marked"] == (
        [] if is_treatment else ["shots"]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"study": "outside"}, "Outside a registered study. Ask us why, and how the law applies."),
        (INSIDE, "Inside a registered study: NCT00000000 (overseen by Sample Board)"),
        ({"study": "explained"}, "Only explained here. We do not offer it."),
    ],
    ids=["outside", "inside", "explained"],
)
def test_patients_read_it_beside_the_price_and_in_the_sentence_that_names_one(client, fields, said):
    publish_the_clinic(make_here(**fields))

    page = " ".join(words_of(read(client, "/here/shots/")).split())
    paper = structure_of(client.get("/here/shots/handout.pdf").content).text
    assert page.count(said) == 2
    link = "https://clinicaltrials.gov/study/NCT00000000"
    assert (link in read(client, "/here/shots/")) == (fields is INSIDE)
    paper = paper.replace("clinicaltrials.gov/study/NCT00000000", "").replace(" ( )", "")
    assert said.partition(" (")[0] in paper


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (INSIDE, set()),
        (INSIDE | {"study_number": ""}, {"study_number"}),
        (INSIDE | {"study_number": "NCT1234"}, {"study_number"}),
        (INSIDE | {"study_number": "nct00000000"}, {"study_number"}),
        (INSIDE | {"study_number": "ISRCTN1"}, {"study_number"}),
        (INSIDE | {"study_number": "ISRCTN1", "study_url": "https://example.org/1"}, set()),
        (INSIDE | {"study_number": "NCT1", "study_url": "https://e.org/1"}, {"study_number"}),
        (INSIDE | {"study_oversight": ""}, {"study_oversight"}),
        (INSIDE | {"study": ""}, {"study"}),
        (INSIDE | {"study": "outside"}, {"study"}),
        ({"study": "explained"}, set()),
        ({"study": "explained", "part": "course"}, {"part"}),
    ],
)
def test_what_a_price_says_of_its_study_is_whole(fields, wrong):
    clinic = make_here()
    item = clinic.cost_items.get(service__key="shot")
    for name, value in fields.items():
        setattr(item, name, value)

    if not wrong:
        item.full_clean()
        return
    with pytest.raises(ValidationError) as refusal:
        item.full_clean()
    assert set(refusal.value.message_dict) == wrong


def test_the_form_takes_it(client_of):
    clinic = make_here()
    item = clinic.cost_items.get(service__key="shot")
    manager = client_of(make_manager(clinic))
    address = reverse("admin:clinics_costitem_change", args=[item.pk])

    manager.post(address, form_on(manager.get(address)) | INSIDE)

    item.refresh_from_db()
    assert {name: getattr(item, name) for name in INSIDE} == INSIDE


def test_a_sheet_carries_it_out_and_in_and_one_of_before_leaves_it_as_it_is():
    clinic = make_here(**INSIDE)
    text = exported(clinic)
    assert '"inside","NCT00000000","","Sample Board"' in text

    assert problems_of(clinic, text.replace("NCT00000000", "NCT0"))
    imported(clinic, text.replace("NCT00000000", "NCT00000001"))
    assert clinic.cost_items.get(service__key="shot").study_number == "NCT00000001"

    lines = [line.split(",") for line in text.strip().splitlines()]
    new = [at for at, name in enumerate(lines[0]) if name.strip('"').startswith("study")]
    old = [[cell for at, cell in enumerate(line) if at not in new] for line in lines]
    imported(clinic, "\r\n".join(map(",".join, old)).replace('"650.00"', '"660"'))
    changed = clinic.cost_items.get(service__key="shot")
    assert (changed.high, changed.study, changed.study_number) == (660, "inside", "NCT00000001")


def test_who_oversees_it_is_read_by_the_claim_check():
    clinic = make_here(**INSIDE | {"study_oversight": "A board that guarantees a cure"})

    assert any(f.blocks for f in check_clinic(clinic, compose_clinic(clinic)))


@pytest.mark.parametrize(
    ("own_name", "is_asked"),
    [
        ({"en": "Stem cell drip from umbilical cord"}, True),
        ({"en": "Drip", "es": "Suero de células madre"}, True),
        ({"en": "Células madre"}, True),
        ({"en": "Parking"}, False),
        ({"en": "Steroid shot and physical therapy"}, False),
    ],
)
def test_a_price_under_the_clinics_own_name_says_it_too(own_name, is_asked):
    clinic = make_here(study="outside")
    item = make_cost(clinic=clinic, own_name=own_name, unit="visit")

    found = check_clinic(clinic, compose_clinic(clinic))
    named = own_name["en"]
    assert [(f.place, f.blocks) for f in found if f.code == "study-not-said"] == (
        [(named, True)] if is_asked else []
    )

    item.study = "explained"
    item.save()
    assert "study-not-said" not in codes(clinic)


def test_a_clinic_that_offers_nothing_unapproved_is_not_asked():
    guide = make_guide(slug="shots", regulatory_status="approved")
    clinic = make_clinic(guides=[guide])
    make_cost(clinic=clinic, own_name={"en": "Stem cell drip"}, unit="visit")

    assert "study-not-said" not in codes(clinic)


@pytest.mark.parametrize("own_name", [{}, {"en": "Stem cell drip"}])
@pytest.mark.parametrize(
    ("law", "study", "stops"),
    [
        ({"permission": "trial", "state": "FL"}, "outside", True),
        ({"permission": "trial", "state": "FL"}, "inside", False),
        ({"permission": "trial", "state": "FL"}, "explained", False),
        ({"permission": "trial", "state": "TX"}, "outside", False),
        ({"permission": "allowed", "state": "FL"}, "outside", False),
    ],
)
def test_outside_a_study_is_no_answer_where_the_law_wants_one(own_name, law, study, stops):
    make_law()
    make_law(key="of-the-state", source="A statute of trials", **law)
    clinic = make_here(study="inside")
    clinic.state_code = "FL"
    clinic.save()
    clinic.cost_items.exclude(study="").update(study="explained" if own_name else study)
    if own_name:
        make_cost(clinic=clinic, own_name=own_name, unit="visit", study=study)

    found = check_clinic(clinic, compose_clinic(clinic))

    told = [f for f in found if f.code == "study-needed"]
    assert len(told) == stops
    for finding in told:
        assert (finding.blocks, finding.is_final) == (True, True)
        assert "A statute of trials" in finding.message
        with pytest.raises(CannotPublish):
            publish_clinic(
                clinic, by=make_manager(clinic), override="The board has said yes to it."
            )
