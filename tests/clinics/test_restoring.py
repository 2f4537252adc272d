"""What an edition of a clinic, or of the network, holds, put back into the draft."""

import pytest

from clinics.draft.composing import compose_clinic, compose_network
from clinics.draft.restoring import ClinicRows
from clinics.draft.restoring_network import NetworkRows
from clinics.models import Clinic, CostItem, Coverage, Note
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from editions.publish.restoring import restore
from editions.tools.fingerprint import fingerprint
from guide.models import Guide
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_service,
    publish_the_clinic,
    publish_the_network,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CLINIC = {
    "tagline": {"en": "Calm"},
    "email": "a@example.org",
    "hours": {"en": "Mornings"},
    "financing": {"en": "None"},
    "brand_colour": "#aa0000",
    "logo": "logos/a.png",
}


@pytest.fixture
def clinic():
    guide, service, other = make_guide(), make_service(), make_service()
    clinic = make_clinic(guides=[guide], **CLINIC)
    make_note(clinic=clinic, section_kind="risks")
    make_note(clinic=clinic, guide=guide)
    make_cost(clinic=clinic, service=service, included={"en": "a letter"})
    make_cost(clinic=clinic, service=other, part="course", times=2)
    for name in ("Parking", "Letter"):
        make_cost(clinic=clinic, own_name={"en": name}, unit="visit")
    make_coverage(clinic=clinic, payer=make_payer(), service=service, authorization_days=3)
    return clinic


def print_of(clinic):
    clinic = Clinic.objects.get(pk=clinic.pk)
    return fingerprint(compose_clinic(clinic).model_dump(mode="json"))


def put_back(clinic, edition, key=None):
    rows = ClinicRows(clinic)
    options = {"expected": print_of(clinic), "by": make_member(clinic)}
    return restore(rows, edition, key=key, **options), rows.remarks


def change(row, **fields):
    row.refresh_from_db()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def wreck(clinic):
    change(clinic, name="Other", tagline={}, logo="", state="paused", financing={}, hours={})
    clinic.guides.set([make_guide()])
    change(clinic.notes.get(guide=None), body="Other.")
    clinic.notes.exclude(guide=None).delete()
    make_note(clinic=clinic, section_kind="benefits")
    change(clinic.cost_items.filter(service__isnull=False).first(), low=1, high=2, included={})
    clinic.cost_items.filter(own_name={"en": "Parking"}).delete()
    make_cost(clinic=clinic, own_name={"en": "Added"}, unit="visit")
    make_cost(clinic=clinic, service=make_service())
    change(clinic.coverages.get(), status="unknown", authorization_days=None)


def test_putting_everything_back_makes_the_draft_the_edition_again(clinic):
    edition = publish_the_clinic(clinic)
    wreck(clinic)

    _written, remarks = put_back(clinic, edition)

    assert print_of(clinic) == fingerprint(edition.read().as_draft().model_dump(mode="json"))
    assert remarks == []


ITEMS = [
    ("notes", "risks", "", "en"),
    ("notes", "cost", "{guide}", "en"),
    ("costs", "{service}"),
    ("costs", "", "Parking"),
    ("coverages", "{payer}", "{service}"),
    ("",),
]


@pytest.mark.parametrize("key", ITEMS)
def test_one_item_comes_back_and_nothing_else(clinic, key):
    edition = publish_the_clinic(clinic)
    coverage = clinic.coverages.get()
    names = {
        "{guide}": clinic.guides.get().slug,
        "{service}": coverage.service.key,
        "{payer}": coverage.payer.key,
    }
    wreck(clinic)
    clinic.cost_items.all().delete()
    clinic.coverages.all().delete()
    before = compose_clinic(Clinic.objects.get(pk=clinic.pk)).model_dump(mode="json")

    written, _remarks = put_back(clinic, edition, tuple(names.get(part, part) for part in key))

    after = compose_clinic(Clinic.objects.get(pk=clinic.pk)).model_dump(mode="json")
    touched = {name for name in after if after[name] != before[name]}
    assert written == 1
    if key == ("",):
        assert {"name", "state", "guides", "logo"} <= touched
        assert not touched & {"notes", "costs", "coverages"}
    else:
        assert touched == {key[0]}
        [new] = [item for item in after[key[0]] if item not in before[key[0]]]
        assert new in edition.content[key[0]]


def test_what_refers_to_something_gone_is_left_out_and_told(clinic):
    edition = publish_the_clinic(clinic)
    service = clinic.coverages.get().service
    CostItem.objects.filter(service=service).delete()
    Coverage.objects.all().delete()
    service.delete()

    _written, remarks = put_back(clinic, edition)

    assert clinic.cost_items.count() == 3
    assert not clinic.coverages.exists()
    assert remarks == [
        f"“{service.key}” is not there any more, so it is left out of: price.",
        f"“{service.key}” is not there any more, so it is left out of: insurer's answer.",
    ]


def test_a_guide_that_is_gone_is_no_longer_offered(clinic):
    edition = publish_the_clinic(clinic)
    Guide.objects.all().delete()

    _written, remarks = put_back(clinic, edition)

    assert not clinic.guides.exists()
    assert any("is left out of: " + clinic.name in remark for remark in remarks)


def test_the_neighbours_rows_stay_as_they_are(clinic):
    other = make_clinic()
    make_note(clinic=other, section_kind="risks", body="Theirs.")
    edition = publish_the_clinic(clinic)
    wreck(clinic)

    put_back(clinic, edition)

    assert Note.objects.get(clinic=other).body == "Theirs."


def test_the_network_comes_back_as_it_was_but_for_what_clinics_use():
    service, payer = make_service(unit="scan"), make_payer()
    Notice.objects.create(
        key="a", applies_to="price", placements=["cost"], titles={"en": "A"}, texts={"en": "A."}
    )
    edition = publish_the_network()
    service.delete()
    change(payer, names={"en": "Other"}, position=7)
    change(Notice.objects.get(), texts={"en": "Other"}, placements=["footer"])
    unused, used = make_service(), make_service()
    make_cost(clinic=make_clinic(), service=used)
    network = Network.objects.get()
    change(network, name="Other")
    rows = NetworkRows(network)
    seen = fingerprint(compose_network(network).model_dump(mode="json"))

    restore(rows, edition, expected=seen, by=make_operator())

    assert rows.remarks == [f"“{used}” stays: clinics have prices or answers for it."]
    assert not Service.objects.filter(pk=unused.pk).exists()
    assert Payer.objects.get().names == payer_names(edition)
    CostItem.objects.all().delete()
    used.delete()
    now = fingerprint(compose_network(Network.objects.get()).model_dump(mode="json"))
    assert now == edition.fingerprint


def payer_names(edition):
    return edition.content["payers"][0]["names"]
