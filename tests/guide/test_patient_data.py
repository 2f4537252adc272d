"""Wherever patients read a text, what looks like one of them is found before it is published."""

import pytest

from clinics.checks.checking import check_clinic, check_network
from clinics.draft.composing import compose_clinic, compose_network
from clinics.models.content import ClinicContent, NetworkContent
from editions.publish.publishing import CannotPublish
from editions.tools.patient_data import texts_in
from guide.checks.checking import check
from guide.draft.composing import compose
from guide.draft.editor_context import Place, look_at
from guide.draft.publishing import publish
from guide.models import Guide
from guide.models.content import GuideContent
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide_editor,
    make_note,
    make_payer,
    make_reference,
    make_section,
    make_service,
    make_translation,
    the_network,
)

pytestmark = pytest.mark.django_db
BORN = "Maria Lopez, DOB 3/4/1956"
NUMBER = "123-45-6789"


def about_patients(findings):
    return [finding for finding in findings if finding.code == "patient-data"]


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def a_text(text):
    """A guide's text in which every word that patients read is `text`."""
    translation = make_translation(sections=[], title=text, description=text, main_message=text)
    change(translation, emergency=text)
    Guide.objects.update(condition=text, treatment=text)
    make_section(translation=translation, title=text, main_message=text, body=f"Fine.\n\n{text}")
    make_reference(guide=translation.guide, text=text)
    return translation


def test_every_text_of_a_guide_is_read():
    translation = a_text(BORN)
    content = compose(translation)

    found = about_patients(check(translation, content))

    assert len(found) == sum(BORN in text for _p, text in texts_in(content.model_dump())) >= 8
    assert not any(finding.blocks for finding in found)
    assert all(finding.address for finding in found)
    assert f"{BORN}, line 3" in {finding.place for finding in found}


def a_clinic(text):
    words = {"en": text, "es": text}
    guide = make_translation().guide
    clinic = make_clinic(guides=[guide], tagline=words, hours=words, deposit=words)
    change(clinic, self_pay_discount=words, financing=words, street=text)
    make_note(clinic=clinic, body=text)
    service, payer = make_service(), make_payer()
    make_cost(clinic=clinic, service=service, included=words, not_included=words)
    make_coverage(
        clinic=clinic,
        service=service,
        payer=payer,
        status="not_covered",
        conditions=words,
        appeal=words,
        checked_on="2026-01-01",
    )
    return clinic


def test_every_text_of_a_clinic_is_read():
    clinic = a_clinic(BORN)
    content = compose_clinic(clinic)

    found = about_patients(check_clinic(clinic, content))

    assert len(found) == sum(BORN in text for _p, text in texts_in(content.model_dump())) >= 20
    assert all(finding.address and finding.place for finding in found)


def test_every_text_of_the_network_is_read():
    network = the_network(introduction={"en": BORN}, name=BORN)
    make_service(names={"en": BORN})
    make_payer(names={"en": BORN})

    assert len(about_patients(check_network(network, compose_network(network)))) == 4


@pytest.mark.parametrize("content", [GuideContent, ClinicContent, NetworkContent])
def test_a_text_that_is_added_to_an_edition_is_read_without_being_named(content):
    dumped = dict.fromkeys(content.model_fields, "x") | {"later": [{"en": "y"}]}

    assert {path[0] for path, _text in texts_in(dumped)} == {*content.model_fields, "later"}


def test_a_sure_sign_stops_the_publishing_and_a_reason_lifts_it():
    translation = make_translation(sections=[{"body": f"His number is {NUMBER}."}])
    options = {"by": make_guide_editor(), "note": "New."}

    with pytest.raises(CannotPublish) as refusal:
        publish(translation, **options)
    assert any(finding.code == "patient-data" for finding in refusal.value.findings)

    publish(translation, **options, override="It is a made-up number that shows the shape.")


def test_the_editor_says_so_while_somebody_writes():
    said = look_at(f"Fine.\n\n{BORN}", Place())["findings"]

    assert [(finding["line"], "date of birth" in finding["words"]) for finding in said] == [
        (3, True)
    ]
