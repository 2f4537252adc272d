"""The sheet at the door: of what is published, for the clinic's own people, no letter too small."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models.notice import Notice
from tests.clinics.test_notices import CALIFORNIA, make_here
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_law,
    make_manager,
    make_member,
    make_user,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)
from tests.pages import text_of
from tests.pdf_structure import structure_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOTHING = "No notice for the clinic's place is meant for the door"


@pytest.fixture(scope="module", autouse=True)
def once(made):
    def world():
        clinic = make_here()
        Notice.objects.filter(key="california").update(
            placements=["door"],
            titles={"en": "To all patients", "es": "A todos"},
            texts={"en": f"{CALIFORNIA} Call {{{{ clinic.phone }}}}.", "es": "Palabras de la ley."},
        )
        publish_the_network()
        return clinic

    return made(world)


@pytest.fixture
def clinic(once):
    return once()


@pytest.fixture
def clerk(clinic, client_of):
    return client_of(make_member(clinic))


def sheet(person, clinic, **asked):
    asked = {"notice": "california", "language": "en", **asked}
    return person.get(reverse("admin:clinics_clinic_door_sheet", args=[clinic.pk]), asked)


def listed(person, clinic):
    return text_of(person.get(reverse("admin:clinics_clinic_door", args=[clinic.pk])))


def test_it_says_the_notice_in_forty_points_on_letter(clinic, clerk):
    answer = sheet(clerk, clinic)
    paper = structure_of(answer.content)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert [clinic.name in paper.text, "To all patients" in paper.text] == [True, True]
    assert f"{CALIFORNIA} Call 555-555-0142." in paper.text
    assert min(paper.sizes) == 40
    assert (paper.pages[0].width, paper.pages[0].height) == (612, 792)
    assert (paper.ua_part, paper.language[:2], paper.headings[0]) == ("1", "en", 1)
    assert not paper.unembedded_fonts


def test_each_language_is_a_sheet_of_its_own_and_the_paper_is_chosen(clinic, clerk):
    paper = structure_of(sheet(clerk, clinic, language="es", paper="a4").content)

    assert "Palabras de la ley." in paper.text
    assert CALIFORNIA not in paper.text
    assert paper.language[:2] == "es"
    assert round(paper.pages[0].height) == 842
    assert ["English" in listed(clerk, clinic), "Spanish" in listed(clerk, clinic)] == [True, True]


def test_words_in_one_language_alone_are_one_sheet(clinic, clerk):
    Notice.objects.filter(key="california").update(texts={"en": "English by law."})
    publish_the_network()

    assert sheet(clerk, clinic, language="es").status_code == 404
    assert listed(clerk, clinic).count(", English") == 2  # one for each paper


def test_a_long_one_takes_more_pages_and_no_smaller_letters(clinic, clerk):
    text = "# For your safety\n\n- " + "The law wants this. " * 30 + "\n\n" + "Unbreakable" * 9
    Notice.objects.filter(key="california").update(texts={"en": text}, door_points=48)
    publish_the_network()

    paper = structure_of(sheet(clerk, clinic).content)

    assert len(paper.pages) > 1
    assert min(paper.sizes) == 48
    assert paper.text.count("wants") == 30
    assert all(page.holds_all for page in paper.pages)
    assert paper.ua_part == "1"


def test_letters_are_as_large_as_the_law_asks_where_that_is_more(clinic, clerk):
    here = {"country": clinic.country, "state": clinic.state_code}
    notices = [Notice.objects.get(key="california")]
    law = make_law(**here, notices=notices, door_paper="letter", door_points=54)
    make_law(**here, notices=[], door_paper="letter", door_points=72)  # of another notice
    publish_the_network()
    assert min(structure_of(sheet(clerk, clinic).content).sizes) == 54
    assert "54 points" in listed(clerk, clinic)

    law.door_points = 30
    law.save()
    publish_the_network()
    assert min(structure_of(sheet(clerk, clinic).content).sizes) == 40


def test_a_draft_is_on_no_sheet(clinic, clerk):
    Notice.objects.update(texts={"en": "Not published."}, placements=["door"])
    clinic.state_code = "WA"
    clinic.save()

    assert CALIFORNIA in structure_of(sheet(clerk, clinic).content).text
    assert sheet(clerk, clinic, notice="washington").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"notice": "estimate"}, {"notice": "x"}, {"language": "fr"}, {"paper": "a0"}]
)
def test_what_is_no_sheet_of_the_clinic_is_not_found(clinic, clerk, wrong):
    assert sheet(clerk, clinic, **wrong).status_code == 404


def test_only_the_clinics_own_people_get_it(clinic, client, client_of):
    strangers = [
        client_of(make_member(make_clinic())),
        client_of(make_guide_editor()),
        client_of(make_user()),
    ]

    for name in ("door", "door_sheet"):
        address = reverse(f"admin:clinics_clinic_{name}", args=[clinic.pk])
        missing = reverse(f"admin:clinics_clinic_{name}", args=[987654])
        asked = {"notice": "california", "language": "en"}
        for person in strangers:
            mine, none = person.get(address, asked), person.get(missing, asked)
            assert (mine.status_code, none.status_code) in {(404, 404), (302, 302)}
        assert client.get(address, asked).status_code == 302


def test_a_place_or_a_guide_without_one_says_so(clinic, clerk, client_of):
    assert NOTHING not in listed(clerk, clinic)

    guide = clinic.guides.get()
    guide.regulatory_status = "approved"
    guide.save()
    publish_guide(guide.translations.get())
    assert NOTHING in listed(clerk, clinic)

    new = make_clinic()
    assert "not published yet" in listed(client_of(make_manager(new)), new)
    publish_the_clinic(new)
    assert NOTHING in listed(client_of(make_manager(new)), new)


def test_one_that_is_not_in_force_is_not_printed(clinic, clerk):
    day = clinic.day_at(timezone.now())
    Notice.objects.filter(key="california").update(effective_to=day - timedelta(days=1))
    publish_the_network()

    assert sheet(clerk, clinic).status_code == 404


def test_the_start_page_leads_there(clinic, clerk):
    page = clerk.get(reverse("admin:index")).content.decode()

    assert reverse("admin:clinics_clinic_door", args=[clinic.pk]) in page
