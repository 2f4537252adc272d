"""What the law wants on the first page of a handout stands there; what is true of prices, beside one."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.utils import timezone

from clinics.models import Clinic
from clinics.models.notice import Notice
from tests.clinics.patients import read, tree_of, words_of
from tests.clinics.test_notices import CALIFORNIA, ESTIMATE, make_here, moved
from tests.factories import publish_guide, publish_the_clinic, publish_the_network
from tests.pdf_structure import structure_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GUIDE = "stem-cell-therapy-spinal-stenosis"
OF_DEMO = {
    "en": (
        "Not approved by the FDA",
        "Free help with language",
        "You have the right to a Good Faith",
    ),
    "es": ("No tiene aprobación", "Ayuda gratis con el idioma", "Usted tiene derecho a una"),
}


@pytest.fixture
def clinic():
    return make_here()


def handout(client, address, query=""):
    return structure_of(client.get(f"{address}handout.pdf{query}").content)


def test_every_handout_of_the_demo_begins_with_its_notices(client):
    call_command("load_demo", verbosity=0)
    for prefix, help_at_once in (("", "Get help at once"), ("/es", "Busque ayuda de inmediato")):
        paper = partial(handout, client, f"{prefix}/north-ridge/{GUIDE}/")
        assert help_at_once in paper("?section=risks").pages[0].text
        # In large print three notices can fill the page: then nothing else goes before it.
        large = paper("?size=large&section=risks").pages
        before = large[1].text.partition(help_at_once)[0]
        assert help_at_once in large[0].text or large[2].text.startswith(before)
    # So that what comes first is not first by chance.
    Notice.objects.filter(key="us-good-faith-estimate").update(placements=["cost", "handout"])
    publish_the_network()

    for slug, language, size in (
        (clinic.slug, language, size)
        for clinic in Clinic.objects.all()
        for language in OF_DEMO
        for size in ("normal", "large")
    ):
        unapproved, help_with_language, estimate = OF_DEMO[language]
        prefix = "" if language == "en" else "/es"
        of = partial(handout, client, f"{prefix}/{slug}/{GUIDE}/")
        whole = of(f"?size={size}").pages[0].text
        places = [whole.find(words) for words in (unapproved, estimate, help_with_language)]
        assert -1 not in places, (slug, language, size)
        assert places == sorted(places), (slug, language, size)
        other = Clinic.Paper.A4 if "north" in slug else Clinic.Paper.LETTER
        part = of(f"?size={size}&paper={other}&section=risks")
        assert unapproved in part.pages[0].text, (slug, language, size)
        assert help_with_language in part.pages[0].text, (slug, language, size)
        assert estimate not in part.text, (slug, language, size)


def test_long_names_and_texts_push_no_notice_to_the_second_page(clinic, client):
    text = clinic.guides.get().translations.get()
    text.title = "A long title of a guide that goes on and on " * 3
    text.emergency = "Go to an emergency room. " * 12
    text.main_message = "What matters most. " * 20
    text.save()
    publish_guide(text)
    moved(clinic, name="The Very Long Name of a Clinic That Nobody Shortens " * 2, street="A " * 50)

    for query in ("?size=large&paper=a4", "?size=large&paper=letter", "?section=cost"):
        first = handout(client, "/here/shots/", query).pages[0].text
        assert first.index(CALIFORNIA) < first.index(ESTIMATE)


def test_notices_longer_than_a_page_begin_on_the_first_before_all_that_can_wait(clinic, client):
    text = clinic.guides.get().translations.get()
    text.emergency, text.main_message = "Go to an emergency room.", "What matters most."
    text.save()
    publish_guide(text)
    long = f"{CALIFORNIA} " + "The law wants this to be read. " * 60
    Notice.objects.filter(key="california").update(texts={"en": long}, print_points=24)
    publish_the_network()

    paper = handout(client, "/here/shots/")

    assert CALIFORNIA in paper.pages[0].text
    assert paper.pages[0].sizes_of("Placeholder") == {24}
    assert "The law wants this" in paper.pages[1].text
    assert paper.text.count(" wants ") == 60
    places = [paper.text.index(w) for w in (ESTIMATE, "emergency room", "What matters most")]
    assert places == sorted(places)
    assert paper.ua_part == "1"


def test_a_rank_of_its_own_comes_before_those_by_subject(clinic, client):
    def order():
        page = words_of(read(client, "/here/shots/"))
        paper = handout(client, "/here/shots/").text
        return {text.index(CALIFORNIA) < text.index(ESTIMATE) for text in (page, paper)}

    Notice.objects.update(placements=["page-top"])
    publish_the_network()
    assert order() == {True}

    Notice.objects.filter(key="estimate").update(rank=1)
    publish_the_network()
    assert order() == {False}


def test_a_page_that_shows_no_price_tells_of_no_estimate(clinic, client):
    Notice.objects.filter(key="estimate").update(placements=["page-top", "footer", "cost"])
    publish_the_network()

    def told(place):
        return ESTIMATE in words_of(read(client, f"/here/shots/{place}"))

    assert {place: told(place) for place in ("", "cost/", "benefits/", "risks/", "print/")} == {
        "": True,
        "cost/": True,
        "benefits/": False,
        "risks/": False,
        "print/": False,
    }


def test_a_price_in_a_sentence_brings_the_notice_of_the_costs_along(clinic, client, time_machine):
    Notice.objects.filter(key="estimate").update(placements=["cost"])
    publish_the_network()
    text = clinic.guides.get().translations.get()
    key = clinic.cost_items.get().service.key
    text.sections.filter(key="benefits").update(body=f"Perhaps.\n\n{{{{ cost.{key} }}}}")
    publish_guide(text)

    def counts(section):
        page = words_of(read(client, f"/here/shots/{section}/"))
        paper = handout(client, "/here/shots/", f"?section={section}").text
        return [page.count(ESTIMATE), paper.count(ESTIMATE)]

    assert counts("benefits") == [1, 1]
    assert counts("risks") == [0, 0]
    assert handout(client, "/here/shots/").text.count(ESTIMATE) == 1
    time_machine.move_to(timezone.now() + timedelta(days=200))
    assert counts("benefits") == [0, 0]


def test_the_foot_of_a_single_section_has_its_notices_once(clinic, client):
    Notice.objects.filter(key="california").update(placements=["footer"])
    publish_the_network()
    publish_the_clinic(clinic)

    tree = tree_of(read(client, "/here/shots/benefits/"))

    feet = [aside for aside in tree.iter("aside") if "foot-notices" in aside.get("class", "")]
    assert [CALIFORNIA in "".join(foot.itertext()) for foot in feet] == [True]
