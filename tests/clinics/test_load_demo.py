from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from clinics.models import Clinic, ClinicEdition, CostItem, Coverage, Membership, Note
from clinics.models.catalogue import Network, NetworkEdition
from clinics.models.notice import Notice
from guide.markup.markdown import blocks, parse
from guide.models import Guide, Section, Translation, TranslationEdition
from guide.models.content import GuideContent
from guide.models.kinds import Kind
from guide.tools.readability import WORD, grade
from staff.models import User

EDITIONS = (TranslationEdition, ClinicEdition, NetworkEdition)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def demo(db, capsys):
    call_command("load_demo")
    return capsys.readouterr().out


def guide_contents():
    editions = TranslationEdition.objects.order_by("language")
    return [GuideContent.model_validate(edition.content) for edition in editions]


def counts():
    models = (User, Guide, Translation, Section, Notice, Clinic, Note, CostItem, Coverage)
    return [model.objects.count() for model in (*models, Membership, *EDITIONS)]


def test_everything_is_published_and_nothing_needed_an_override(demo):
    editions = [edition for model in EDITIONS for edition in model.objects.all()]

    assert [model.objects.count() for model in EDITIONS] == [2, 3, 1]
    assert {edition.override_reason for edition in editions} == {""}
    assert {edition.number for edition in editions} == {1}


def test_the_second_run_adds_nothing_and_says_so(demo, capsys):
    before = counts()

    call_command("load_demo")

    assert counts() == before
    assert capsys.readouterr().out.count("stays as it is") == 5


def test_the_second_run_leaves_alone_what_somebody_changed(demo):
    Clinic.objects.filter(slug="marigold").update(name="Marigold of Tomorrow")
    Guide.objects.update(condition="Our own words")
    Network.objects.update(name="Our own network")
    user = User.objects.get(username="clerk")
    user.set_password("something of my own")
    user.save()

    call_command("load_demo")

    assert Clinic.objects.filter(name="Marigold of Tomorrow").exists()
    assert Guide.objects.get().condition == "Our own words"
    assert Network.objects.get().name == "Our own network"
    assert User.objects.get(username="clerk").check_password("something of my own")


def test_a_missing_clinic_comes_back_without_the_network_being_touched(demo):
    ours = NetworkEdition.objects.get().fingerprint
    Clinic.objects.filter(slug="coral-tide").update(slug="coral-elsewhere")

    call_command("load_demo")

    assert Clinic.objects.filter(slug="coral-tide").exists()
    assert NetworkEdition.objects.get().fingerprint == ours


def test_there_is_one_login_for_each_role_and_it_is_printed(demo, client):
    users = {user.username: user for user in User.objects.all()}

    assert users["operator"].is_superuser
    assert users["guide-editor"].group_names == {"Guide editors"}
    assert users["reviewer"].group_names == {"Medical reviewers"}
    assert str(users["reviewer"].reviewer) == "Sample Reviewer, MD (demo)"
    for name, role in (("manager", "manager"), ("clerk", "editor")):
        membership = users[name].memberships.get()
        assert (membership.clinic.slug, membership.role) == ("north-ridge", role)
    for name, user in users.items():
        assert name in demo
        assert user.check_password("demo-demo-demo")
        assert user.email.endswith("@example.org")


def test_on_a_site_that_others_reach_nobody_gets_the_known_password(db, settings, capsys):
    settings.SECURE = True

    call_command("load_demo")

    assert "demo-demo-demo" not in capsys.readouterr().out
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_reviewer_signed_every_section_and_the_spanish_follows_the_english(demo):
    english, spanish = guide_contents()

    for content in (english, spanish):
        assert {section.reviewer.name for section in content.sections} == {"Sample Reviewer"}
    assert spanish.translated_from.model_dump() == {"language": "en", "number": 1}
    assert all(edition.is_review for edition in TranslationEdition.objects.all())


def test_both_languages_have_the_same_sections_and_every_kind_is_there(demo):
    english, spanish = guide_contents()

    assert [s.key for s in english.sections] == [s.key for s in spanish.sections]
    assert [s.kind for s in english.sections] == [s.kind for s in spanish.sections]
    assert {s.kind for s in english.sections} == set(Kind) - {Kind.OTHER}


def test_each_text_is_easy_to_read(demo):
    for content in guide_contents():
        prose = [block for s in content.sections for block in blocks(parse(s.body))]
        level = grade(prose, content.language)
        assert level.is_plain, f"{content.language}: {level}"


def test_the_risks_are_told_at_about_the_length_of_the_benefits(demo):
    for content in guide_contents():
        risks, benefits = (
            len(WORD.findall(content.section(k).body)) for k in ("risks", "benefits")
        )
        assert risks >= 0.8 * benefits


def test_prices_hold_from_today_in_the_clinics_own_zone(db, time_machine):
    time_machine.move_to("2026-12-01T03:00:00Z")  # still 30 November in California

    call_command("load_demo")

    prices = CostItem.objects.filter(clinic__slug="north-ridge")
    assert {str(price.valid_from) for price in prices} == {"2026-11-30"}
    assert {str(price.valid_until) for price in prices} == {"2027-05-29"}


def test_what_staff_will_edit_passes_their_own_forms(demo):
    for model in (Clinic, Note, CostItem, Coverage, Guide, Translation, Section, Notice, User):
        for row in model.objects.all():
            row.full_clean()
    recent = timezone.localdate() - timedelta(days=90)
    assert all(answer.checked_on > recent for answer in Coverage.objects.all())


def test_logos_are_stored_and_notices_without_a_text_are_not_shown(demo, tmp_path):
    content = NetworkEdition.objects.get().content

    assert len(list((tmp_path / "logos").iterdir())) == 3
    assert {notice["key"] for notice in content["notices"]} == {
        *("us-unapproved-product", "us-good-faith-estimate"),
        *("us-language-help", "us-nondiscrimination"),
    }
    assert Notice.objects.filter(key="us-ca-unapproved-stem-cells", texts={}).exists()


@pytest.mark.parametrize(
    ("clinic", "total"),
    [
        ("north-ridge", "$6,100 – $8,200"),  # 220+90+5200+350+2*120, 320+140+6900+480+2*180
        ("marigold", "$5,035 – $8,590"),  # 175+75+4400+290+95, 175+110+7800+410+95
        ("coral-tide", "$6,410 – $9,405"),  # 150+60+6100+100, 260+95+8900+150
    ],
)
def test_a_typical_course_has_the_shot_itself_in_it_and_adds_up(demo, client, clinic, total):
    page = client.get(f"/{clinic}/stem-cell-therapy-spinal-stenosis/cost/").content.decode()

    assert f"<strong>{total}</strong>" in page
