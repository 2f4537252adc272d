"""A notice in all the languages that its patients speak: marked on the page, on paper where it can be."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinics.checks.checking import check_clinic, check_network
from clinics.draft.composing import compose_clinic, compose_network
from clinics.models.catalogue import NetworkEdition
from clinics.models.notice import Notice
from clinics.models.other_texts import direction_of, texts_of
from clinics.tools.typesetting import missing_letters
from guide.checks.checking import check
from guide.draft.composing import compose
from tests.clinics.patients import read, tree_of
from tests.clinics.test_notices import make_here
from tests.factories import make_guide_editor, publish_the_network, shown_guide, the_network
from tests.pages import form_on, text_of
from tests.pdf_structure import structure_of

pytestmark = pytest.mark.django_db
VIETNAMESE = "Chúng tôi giúp quý vị miễn phí."
RUSSIAN = "Мы поможем вам бесплатно."
PERSIAN = "ما رایگان کمک می‌کنیم."
OTHERS = {"vi": VIETNAMESE, "ru": RUSSIAN, "fa": PERSIAN}


@pytest.fixture
def here():
    clinic = make_here()
    Notice.objects.filter(key="california").update(
        texts={"en": "We help you.", "es": "Le ayudamos."}, other_texts=OTHERS
    )
    publish_the_network()
    return clinic


def test_each_language_is_marked_on_the_page(here, client):
    page = tree_of(read(client, "/here/shots/"))

    (box,) = [one for one in page.iter("div") if "We help you." in "".join(one.itertext())][-2:-1]
    marked = {
        (one.get("lang"), one.get("dir")): "".join(one.itertext()).strip()
        for one in box.iter("div")
        if one.get("dir")
    }
    assert marked == {
        ("es", "ltr"): "Le ayudamos.",
        ("vi", "ltr"): VIETNAMESE,
        ("ru", "ltr"): RUSSIAN,
        ("fa", "rtl"): PERSIAN,
    }


@pytest.mark.slow
def test_paper_has_those_whose_letters_it_has_and_names_their_language(here, client):
    paper = structure_of(client.get("/here/shots/handout.pdf?section=risks").content)

    for words in ("We help you.", "Le ayudamos.", VIETNAMESE, RUSSIAN):
        assert words in paper.text
    assert "?" not in paper.text
    assert paper.ua_part == "1"
    assert {"es", "vi", "ru"} <= {tag.language[:2] for tag in paper.tags if tag.language}
    assert not {"fa", "ar"} & {tag.language[:2] for tag in paper.tags if tag.language}
    assert (
        VIETNAMESE
        not in structure_of(client.get("/here/shots/handout.pdf?section=risks").content)
        .pages[0]
        .text.split("We help you.")[0]
    )


def found(code):
    return [
        f for f in check_network(the_network(), compose_network(the_network())) if f.code == code
    ]


def test_publishing_says_which_languages_are_not_printed(here):
    (finding,) = found("letters-missing")

    assert not finding.blocks
    assert "Persian" in finding.message

    Notice.objects.filter(key="california").update(texts={"en": "North Ridge 脊椎"})
    blocking = [f for f in found("letters-missing") if f.blocks]
    assert ["脊" in f.message for f in blocking] == [True]


def test_a_letter_that_paper_leaves_out_is_told_before_publishing():
    text, clinic = shown_guide(sections=[{"title": "Risks", "body": "Ask about 脊椎. And ≥ 2."}])
    clinic.name = "North Ridge 脊椎"
    clinic.save()

    of_guide = [f for f in check(text, compose(text)) if f.code == "letters-missing"]
    of_clinic = [f for f in check_clinic(clinic, compose_clinic(clinic)) if f.quote == "脊"]

    [finding] = of_guide
    assert (finding.quote, finding.place, finding.blocks) == ("脊", "Risks", False)
    assert text.sections.get().body[finding.start : finding.end] == "脊"
    assert [f.path for f in of_clinic] == [("name",)]


def test_letters_are_told_that_no_font_has():
    assert missing_letters(f"{VIETNAMESE} {RUSSIAN} → ≥ ☐") == ""
    assert missing_letters("脊椎")[0] == "脊"


def test_the_claim_check_reads_them_all(here):
    Notice.objects.filter(key="california").update(other_texts={"fr": "It is a guaranteed cure."})

    assert any(
        f.blocks and "other_texts" in f.path
        for f in (check_network(the_network(), compose_network(the_network())))
    )


def test_the_form_takes_a_line_for_each_and_gives_them_back(here, client_of):
    editor = client_of(make_guide_editor())
    notice = Notice.objects.get(key="california")
    address = reverse("admin:clinics_notice_change", args=[notice.pk])
    fields = form_on(editor.get(address))
    lines = [f"{code}: {OTHERS[code]}" for code in ("fa", "ru", "vi")]
    assert "\n".join(fields["other_texts"]).splitlines() == lines

    editor.post(address, fields | {"other_texts": f"vi: {VIETNAMESE}\r\n\r\nfil : Tulong."})
    notice.refresh_from_db()
    assert notice.other_texts == {"vi": VIETNAMESE, "fil": "Tulong."}

    answer = editor.post(address, fields | {"other_texts": "No code here"})
    assert answer.status_code == 409  # sent from the form of before, and asked about
    fields = form_on(editor.get(address))
    answer = editor.post(address, fields | {"other_texts": "No code here"})
    assert "write the code of a language" in text_of(answer)
    assert "No code here" in answer.content.decode()


@pytest.mark.parametrize("lines", ["vi", "vi:", "qq: words", "es: Palabras", "vi: a\nvi: b"])
def test_a_line_that_names_no_language_of_its_own_is_refused(lines):
    with pytest.raises(ValidationError, match=r"Line [12]"):
        texts_of(lines)


def test_what_is_written_from_the_right():
    assert [direction_of(code) for code in ("ar", "fa", "he", "ur", "vi", "zh-hans", "hmn")] == [
        *["rtl"] * 4,
        *["ltr"] * 3,
    ]


def test_the_edition_is_told_in_the_words_of_the_form(here, client_of):
    Notice.objects.filter(key="california").update(other_texts={"vi": "Khác."})
    publish_the_network()
    assert NetworkEdition.objects.count() == 3

    page = client_of(make_guide_editor()).get(
        reverse("admin:clinics_network_editions", args=[1]), follow=True
    )
    assert page.status_code == 200
