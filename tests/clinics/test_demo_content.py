"""The demo content keeps what the product promises: it is complete, plain, signed and adds up."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from clinics.checks.checking import check_clinic, check_network
from clinics.draft.composing import compose_clinic, compose_network
from clinics.draft.offering import forbidden
from clinics.models import Clinic, ClinicEdition, CostItem, Coverage, Jurisdiction, Note
from clinics.models.catalogue import Network, NetworkEdition
from clinics.models.notice import Notice
from guide.markup.markdown import blocks, parse
from guide.models import Guide, Section, Translation, TranslationEdition
from guide.models.content import GuideContent
from guide.models.kinds import Kind
from guide.tools.readability import WORD, grade
from staff.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EDITIONS = (TranslationEdition, ClinicEdition, NetworkEdition)


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module", autouse=True)
def demo(made, media):
    with override_settings(MEDIA_ROOT=media):
        made(partial(call_command, "load_demo", verbosity=0))


def guide_contents():
    editions = TranslationEdition.objects.order_by("language")
    return [GuideContent.model_validate(edition.content) for edition in editions]


def test_everything_is_published_and_nothing_needed_an_override():
    editions = [edition for model in EDITIONS for edition in model.objects.all()]

    assert [model.objects.count() for model in EDITIONS] == [2, 3, 1]
    assert {edition.override_reason for edition in editions} == {""}
    assert {edition.number for edition in editions} == {1}


def test_the_reviewer_signed_every_word_and_the_spanish_follows_the_english():
    english, spanish = guide_contents()

    for content in (english, spanish):
        assert content.is_signed
        assert {signed.reviewer.name for signed in content.signatures} == {"Sample Reviewer"}
    assert spanish.translated_from.model_dump() == {"language": "en", "number": 1}
    assert all(edition.is_review for edition in TranslationEdition.objects.all())


def test_both_languages_have_the_same_sections_and_every_kind_is_there():
    english, spanish = guide_contents()

    assert [s.key for s in english.sections] == [s.key for s in spanish.sections]
    assert [s.kind for s in english.sections] == [s.kind for s in spanish.sections]
    assert {s.kind for s in english.sections} == set(Kind) - {Kind.OTHER}


def test_each_text_is_easy_to_read():
    for content in guide_contents():
        prose = [block for s in content.sections for block in blocks(parse(s.body))]
        level = grade(prose, content.language)
        assert level.is_plain, f"{content.language}: {level}"


def test_the_risks_are_told_at_about_the_length_of_the_benefits():
    for content in guide_contents():
        risks, benefits = (
            len(WORD.findall(content.section(k).body)) for k in ("risks", "benefits")
        )
        assert risks >= 0.8 * benefits


def test_what_staff_will_edit_passes_their_own_forms():
    for model in (
        Clinic,
        Note,
        CostItem,
        Coverage,
        Guide,
        Translation,
        Section,
        Notice,
        Jurisdiction,
        User,
    ):
        for row in model.objects.all():
            row.full_clean()
    recent = timezone.localdate() - timedelta(days=90)
    assert all(answer.checked_on > recent for answer in Coverage.objects.all())


def test_logos_are_stored_and_notices_without_a_text_are_not_shown(media):
    content = NetworkEdition.objects.get().content

    assert len(list((media / "logos").iterdir())) == 3
    assert {notice["key"] for notice in content["notices"]} == {
        *("us-unapproved-product", "us-good-faith-estimate"),
        *("us-language-help", "us-nondiscrimination"),
        *("us-ca-unapproved-stem-cells", "us-fl-unapproved-stem-cells"),
    }
    assert Notice.objects.filter(key="us-wa-unapproved-stem-cells", texts={}).exists()


def test_the_demo_publishes_by_the_laws_of_its_places_and_says_that_they_are_samples():
    content = NetworkEdition.objects.get().read()
    samples = {"en": "Sample text: paste", "es": "Texto de muestra: pegue"}

    for clinic in Clinic.objects.all():
        assert clinic.place_set_by.username == "operator"
        findings = check_clinic(clinic, compose_clinic(clinic))
        assert not any(finding.blocks for finding in findings)
        assert [finding.quote for finding in findings if finding.quote] == []
    for law in content.jurisdictions:
        assert law.duty.startswith("Sample, have counsel confirm.")
        for notice in (one for one in content.notices if one.key in law.notices):
            assert all(notice.texts[code].startswith(words) for code, words in samples.items())
    network = Network.objects.get()
    found = check_network(network, compose_network(network))
    assert [finding.quote for finding in found if finding.quote] == []
    assert "Have counsel confirm" in Jurisdiction.objects.first().verified_by
    (guide,) = Guide.objects.all()
    assert forbidden([guide], "AU", "", timezone.localdate()).keys() == {guide.pk}


@pytest.mark.parametrize(
    ("clinic", "total"),
    [
        ("north-ridge", "$6,100 – $8,200"),  # 220+90+5200+350+2*120, 320+140+6900+480+2*180
        ("marigold", "$5,035 – $8,590"),  # 175+75+4400+290+95, 175+110+7800+410+95
        ("coral-tide", "$6,410 – $9,405"),  # 150+60+6100+100, 260+95+8900+150
    ],
)
def test_a_typical_course_has_the_shot_itself_in_it_and_adds_up(client, clinic, total):
    page = client.get(f"/{clinic}/stem-cell-therapy-spinal-stenosis/cost/").content.decode()

    assert f"<strong>{total}</strong>" in page
