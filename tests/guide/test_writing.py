"""What the editor is told while somebody writes: findings, facts, what may be cited and put in."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from clinics.checks.checking import check_clinic
from clinics.draft.composing import compose_clinic
from editions.publish.publishing import withdraw
from guide.draft.editor_context import Place, look_at
from guide.models import Reference
from tests.factories import (
    make_clinic,
    make_guide,
    make_guide_editor,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_reference,
    make_reviewer,
    make_section,
    make_service,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
)

pytestmark = pytest.mark.django_db
NEW = {"key": "katz-2022", "text": "Katz JN. Spinal stenosis. JAMA 2022", "url": ""}
PLAIN = "We look at your back and tell you what we see. " * 12
HARD = (
    "Considerable uncertainty accompanies intradiscal administration of mesenchymal preparations, notwithstanding heterogeneous methodologies, insufficient randomization, and comparatively abbreviated observational durations. "
    * 6
)


def address(deed, row="add", model="guide_section"):
    return reverse(f"admin:{model}_{deed}", args=[getattr(row, "pk", row)])


def of_note(deed, note="add"):
    return address(deed, note, "clinics_note")


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


OUTSIDE = {
    "stranger": lambda clinic: None,
    "patient": lambda clinic: make_user(is_staff=False),
    "staff without a role": lambda clinic: make_user(),
    "reviewer": lambda clinic: make_reviewer(),
    "clerk": make_member,
    "manager": make_manager,
}


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_may_not_edit_a_section_sees_no_choices_and_adds_no_reference(client_of, who):
    section = make_section()
    user = OUTSIDE[who](make_clinic())
    client = client_of(user) if user else Client()

    asked = [client.get(address("choices", row)) for row in (section, "add")]
    added = [client.post(address("reference", row), NEW) for row in (section, "add")]

    assert [answer.status_code for answer in asked + added] == [403] * 4
    assert not Reference.objects.exists()


def test_a_note_has_no_address_where_a_reference_could_be_added():
    with pytest.raises(NoReverseMatch):
        of_note("reference")


def test_what_changes_nothing_is_asked_and_what_adds_is_posted(editor):
    section = make_section()

    assert editor.post(address("choices", section)).status_code == 405
    assert editor.get(address("reference", section)).status_code == 405


# What may be cited


def test_the_references_of_the_guide_are_offered_and_no_others(editor):
    text = make_translation()
    make_reference(guide=text.guide, key="mine", text="Mine A. 2020.")
    make_reference(guide=make_guide(), key="foreign")
    asked = [
        editor.get(address("choices", text.sections.get())),
        editor.get(address("choices"), {"translation": text.pk}),
        editor.get(address("choices")),
    ]

    offered = [answer.json()["references"] for answer in asked]

    mine = [{"key": "mine", "text": "Mine A. 2020."}]
    assert offered == [mine, mine, []]


def test_a_reference_that_all_guides_share_is_offered_and_understood_as_it_is_published(editor):
    text = make_translation(sections=[{"body": "Known [@mine]."}])
    make_reference(guide=text.guide, key="mine", text="Mine A. 2020.")
    make_reference(guide=text.guide, key="both", text="Own B. 2021.")
    make_reference(key="both", text="Shared B. 1999.")
    make_reference(key="shared", text="Shared S. 2022.")
    make_reference(guide=make_guide(), key="foreign")
    section = text.sections.get()

    offered = editor.get(address("choices", section)).json()["references"]
    body = {"content": "Known [@shared] [@both] [@foreign]."}
    seen = editor.post(address("markdown", section), body).json()

    assert [(one["key"], one["text"]) for one in offered] == [
        *(("mine", "Mine A. 2020."), ("both", "Own B. 2021."), ("shared", "Shared S. 2022."))
    ]
    assert "#ref-shared" in seen["html"]
    assert "[@foreign]" in seen["html"]
    assert ["foreign" in finding["words"] for finding in seen["findings"]] == [True]


def test_a_note_may_cite_of_what_all_guides_share_what_its_guide_prints(client_of):
    """What no text cites is in no edition, so that no page could list it below the note."""
    for key in ("printed", "unused"):
        make_reference(key=key)
    text = make_translation(sections=[{"kind": "risks", "body": "Known [@printed]."}])
    clinic = make_clinic(guides=[text.guide])
    publish_guide(text)
    body = "We know [@printed] [@unused]."
    note = make_note(clinic=clinic, section_kind="risks", guide=text.guide, body=body)
    client = client_of(make_member(clinic))

    offered = client.get(of_note("choices", note)).json()["references"]
    seen = client.post(of_note("markdown", note), {"content": body}).json()
    said = [f.message for f in check_clinic(clinic, compose_clinic(clinic))]

    assert [one["key"] for one in offered] == ["printed"]
    [refused] = [finding["words"] for finding in seen["findings"]]
    assert "unused" in refused
    assert [words for words in said if "No reference has the key" in words] == [refused]


def test_a_reference_is_added_to_the_guide_of_the_text_in_somebodys_name(client_of):
    person = make_guide_editor()
    section = make_section()

    answer = client_of(person).post(address("reference", section), NEW | {"guide": "999"})

    reference = Reference.objects.get()
    assert (answer.status_code, answer.json()["key"]) == (201, "katz-2022")
    assert (reference.guide, reference.text) == (section.translation.guide, NEW["text"])
    assert reference.history.get().history_user == person


def test_a_reference_of_a_new_section_goes_to_the_chosen_text(editor):
    text = make_translation()

    nowhere = editor.post(address("reference"), NEW)
    added = editor.post(address("reference"), NEW | {"translation": text.pk})

    assert (nowhere.status_code, added.status_code) == (403, 201)
    assert text.guide.references.get().key == "katz-2022"


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        ({"key": "Katz 2022"}, "key", "small letters"),
        ({"key": ""}, "key", "required"),
        ({"text": ""}, "text", "Write a title, or the whole citation"),
        ({"url": "no address"}, "url", "valid URL"),
        ({"key": "taken"}, "__all__", "This guide has a reference with this key already."),
    ],
)
def test_what_is_wrong_with_a_reference_is_said_and_nothing_is_added(editor, fields, place, words):
    section = make_section()
    make_reference(guide=section.translation.guide, key="taken")

    answer = editor.post(address("reference", section), NEW | fields)

    assert answer.status_code == 422
    assert words in " ".join(answer.json()["errors"][place])
    assert Reference.objects.count() == 1


def test_a_note_may_cite_what_every_guide_of_its_clinic_has(client_of):
    texts = [make_translation(), make_translation()]
    for text in texts:
        make_reference(guide=text.guide, key="both")
    make_reference(guide=texts[0].guide, key="first-only")
    clinic = make_clinic(guides=[text.guide for text in texts])
    for text in texts:
        publish_guide(text)
    everywhere = make_note(clinic=clinic, body="Known [@both].")
    client = client_of(make_member(clinic))

    def keys(**fields):
        answer = client.get(of_note("choices", everywhere), fields)
        return [reference["key"] for reference in answer.json()["references"]]

    seen = client.post(of_note("markdown", everywhere), {"content": "[@both] [@first-only]"})

    assert keys() == ["both"]
    assert sorted(keys(guide=texts[0].guide.pk)) == ["both", "first-only"]
    assert "#ref-both" in seen.json()["html"]
    assert [finding["line"] for finding in seen.json()["findings"]] == [1]


# What may be put in


def test_the_prices_of_the_guides_services_are_offered_by_name(editor, client_of):
    text = make_translation()
    make_service(key="visit", names={"en": "First visit"}, guides=[text.guide])
    make_service(key="scan", names={"en": "Scan"}, guides=[make_guide()])
    clinic = make_clinic(guides=[text.guide])
    note = make_note(clinic=clinic)
    clerk = client_of(make_member(clinic))

    of_section = editor.get(address("choices", text.sections.get())).json()["tokens"]
    of_clinic = clerk.get(of_note("choices", note)).json()["tokens"]
    of_new = clerk.get(of_note("choices"), {"clinic": clinic.pk}).json()["tokens"]

    visit = [{"text": "{{ cost.visit }}", "words": "Price: First visit"}]
    assert (of_section, of_clinic, of_new) == (visit, visit, visit)
    assert clerk.get(of_note("choices")).json()["tokens"] == []


# A form that adds


def test_a_new_section_is_shown_in_the_language_of_the_chosen_text(editor):
    text = make_translation(language="es")
    make_reference(guide=text.guide, key="first")
    body = {"content": "::: important\nHola [@first].\n:::", "translation": text.pk}

    seen = editor.post(address("markdown"), body).json()

    assert seen["language"] == "es"
    assert "Importante" in seen["html"]
    assert "#ref-first" in seen["html"]


def test_a_new_note_is_shown_with_the_chosen_clinics_values_and_colors(client_of):
    clinic, foreign = make_clinic(name="Bay Clinic"), make_clinic(name="Other Clinic")
    client = client_of(make_member(clinic))
    body = {"content": "::: do\n{{ clinic.name }}\n:::", "language": "es"}

    seen = client.post(of_note("markdown"), body | {"clinic": clinic.pk}).json()
    stolen = client.post(of_note("markdown"), body | {"clinic": foreign.pk}).json()

    assert "Bay Clinic" in seen["html"]
    assert seen["language"] == "es"
    assert ">Do<" not in seen["html"]
    assert seen["stylesheet"] == reverse("admin:clinics_clinic_brand", args=[clinic.pk])
    assert client.get(seen["stylesheet"]).status_code == 200
    assert "Other Clinic" not in stolen["html"]
    assert stolen["stylesheet"] == ""


def test_a_saved_row_stays_where_it_is_whatever_is_sent(client_of):
    clinic, own = make_clinic(name="Bay Clinic"), make_clinic(name="Second Clinic")
    note, user = make_note(clinic=clinic), make_manager(clinic)
    own.memberships.create(user=user, role="manager")
    client = client_of(user)

    body = {"content": "{{ clinic.name }}", "clinic": own.pk, "language": "xx"}
    seen = client.post(of_note("markdown", note), body).json()

    assert "Bay Clinic" in seen["html"]
    assert seen["language"] == "en"


# What is told about the text


def test_what_is_wrong_is_said_with_its_line(editor):
    section = make_section()
    body = "Fine.\n\nKnown [@nobody].\n\n![](/media/pictures/" + "a" * 32 + ".png)"

    findings = editor.post(address("markdown", section), {"content": body}).json()["findings"]

    assert [finding["line"] for finding in findings] == [3, 5]
    assert "No reference has the key “nobody”" in findings[0]["words"]
    assert "Describe the picture" in findings[1]["words"]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Short.", "en", "from 100 words on"),
        (PLAIN, "en", "plain."),
        (HARD, "en", "hard. Aim for 8 or lower."),
        (HARD, "es", "hard. Aim for 55 or higher."),
    ],
)
def test_how_hard_it_is_to_read_is_told(text, language, words):
    facts = look_at(text, Place(language=language))["facts"]

    assert words in facts[0]


def test_long_sentences_are_counted():
    sentence = "We look at your back and " * 6 + "go. "

    facts = look_at(sentence * 4, Place())["facts"]

    assert "4 sentences have more than 25 words." in facts


def test_how_the_text_differs_from_what_patients_see_is_told(editor):
    text = make_translation(sections=[{"key": "risks", "body": "One.\n\nTwo."}])
    section = text.sections.get()

    def state(row, body):
        return editor.post(address("markdown", row), {"content": body}).json()["facts"][-1]

    before = state(section, "One.")
    edition = publish_guide(text)
    new = make_section(translation=text, key="new")

    assert before == "Patients do not see this yet."
    assert state(section, "One.\r\n\r\nTwo.") == "The same as in edition 1, which patients see."
    assert state(section, "One.") == "Changed since edition 1, which patients see."
    assert state(new, "One.") == "New: not in edition 1, which patients see."
    withdraw(edition, by=make_operator(), reason="A slip.")
    assert state(section, "One.") == "Patients do not see this yet."


def test_a_note_is_compared_with_the_clinics_edition(client_of):
    clinic = make_clinic()
    note = make_note(clinic=clinic, body="Ours.")
    client = client_of(make_member(clinic))

    def state(body, **fields):
        answer = client.post(of_note("markdown", note), {"content": body, **fields})
        return answer.json()["facts"][-1]

    assert state("Ours.") == "Patients do not see this yet."
    publish_the_clinic(clinic)
    assert state("Ours.").startswith("The same as in edition 1")
    assert state("Changed.").startswith("Changed since edition 1")
    assert state("Ours.", language="es").startswith("New: not in edition 1")


@pytest.mark.parametrize("deed", ["markdown", "choices"])
def test_the_answer_costs_the_same_queries_however_long_the_guide(
    editor, deed, django_assert_num_queries
):
    short, long = make_translation(), make_translation(sections=[{}] * 4)
    for number in range(5):
        make_reference(guide=long.guide, key=f"r-{number}")
        make_service(guides=[long.guide])

    def ask(text):
        where = address(deed, text.sections.first())
        ask = editor.post if deed == "markdown" else editor.get
        assert ask(where, {"content": "x"}).status_code == 200

    with CaptureQueriesContext(connection) as first:
        ask(short)
    with django_assert_num_queries(len(first)):
        ask(long)
