"""No claim goes live, whichever way its words came: the check stands where drafts become editions."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinics.draft.bulk_work import begin, go_on, look
from clinics.draft.publishing import publish_clinic, publish_network
from clinics.models import Clinic, CostItem, Note
from clinics.models.bulk_run import BulkRun
from clinics.models.content import ClinicContent, NetworkContent
from editions.models.public_text import PublicText, Unread, public_texts
from editions.publish.publishing import CannotPublish
from editions.publish.restoring import restore
from editions.tools.fingerprint import fingerprint
from guide.draft.publishing import publish
from guide.draft.restoring import TextRows
from guide.models import Term
from guide.models.content import GuideContent
from tests.clinics.sheet_files import exported, imported
from tests.factories import (
    make_clinic,
    make_cost,
    make_guide,
    make_guide_editor,
    make_manager,
    make_note,
    make_operator,
    make_section,
    make_service,
    make_term,
    make_translation,
    publish_guide,
    publish_the_clinic,
    the_network,
)
from tests.guide.import_steps import look as look_at_document
from tests.guide.import_steps import save, word
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
CLAIMS = {
    "en": "95 % of our patients get better, guaranteed. FDA-approved cells cure.",
    "es": "El 95 % de nuestros pacientes mejora, garantizado. Células aprobadas por la FDA que curan.",
}
BLOCKS = {"success-number", "guarantee", "fda-approved", "cure"}


@pytest.mark.parametrize(
    "fields",
    [
        {"city": "Springfield. Guaranteed cure, no risk"},
        {"street": "FDA-approved stem cells cure everybody"},
        {"postcode": "Cure: 95 %"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_an_address_claims_nothing(fields):
    clinic = make_clinic(**fields)

    assert refused(lambda: publish_clinic(clinic, by=make_manager(clinic)))


@pytest.fixture(params=CLAIMS)
def language(request):
    return request.param


def refused(publishing):
    with pytest.raises(CannotPublish) as refusal:
        publishing()
    return {finding.code for finding in refusal.value.findings}


# A guide.


def by_form(text, client):
    section = text.sections.get(key="risks")
    address = f"/admin/guide/section/{section.pk}/change/"
    sent = form_on(client.get(address)) | {"body": CLAIMS[text.language], "_save": "Save"}
    assert client.post(address, sent).status_code == 302


def by_document(text, client):
    headings = {"en": "What are the risks?", "es": "¿Cuáles son los riesgos?"}
    document = word(
        [
            ("Heading1", text.title),
            ("Heading2", headings[text.language]),
            ("", CLAIMS[text.language]),
        ]
    )
    page = look_at_document(client, document, guide=text.guide.pk, slug="", language=text.language)
    assert save(client, page, replace="on").status_code == 302


def by_restoring(text, client):
    section = text.sections.get(key="risks")
    honest, section.body = section.body, CLAIMS[text.language]
    section.save()
    edition = publish_guide(text)
    section.body = honest
    section.save()
    rows = TextRows(text)
    restore(rows, edition, expected=fingerprint(rows.frozen()), by=make_guide_editor())


def by_an_older_version(text, client):
    section = text.sections.get(key="risks")
    honest, section.body = section.body, CLAIMS[text.language]
    section.save()
    record = section.history.first()
    section.body = honest
    section.save()
    address = f"/admin/guide/section/{section.pk}/history/{record.pk}/restore/"
    assert client.post(address, form_on(client.get(address))).status_code == 302


def by_the_glossary(text, client):
    text.sections.update(body="Some cells.")
    make_term(language=text.language, word="cells", definition=CLAIMS[text.language])


def by_the_main_message(text, client):
    text.main_message = CLAIMS[text.language]
    text.save()


WAYS_OF_A_TEXT = [
    *(by_form, by_document, by_restoring, by_an_older_version, by_the_glossary),
    by_the_main_message,
]


@pytest.mark.parametrize("comes", WAYS_OF_A_TEXT)
def test_a_text_is_checked_however_its_words_came(client_of, language, comes):
    text = make_translation(
        language=language, sections=[{"key": "risks", "kind": "risks", "title": "Risks"}]
    )
    editor = make_guide_editor()

    comes(text, client_of(editor))
    text.refresh_from_db()

    before = text.editions.count()
    assert refused(lambda: publish(text, by=editor)) >= BLOCKS
    assert text.editions.count() == before


def test_the_import_command_says_what_it_found(db, tmp_path):
    file = tmp_path / "backs.md"
    file.write_text(f"# Backs\n\n## What are the risks?\n\n{CLAIMS['en']}\n")

    options = ("--slug", "backs", "--language", "en", "--publish")
    with pytest.raises(CommandError) as refusal:
        call_command("import_guide", str(file), *options, stdout=StringIO())

    assert "What are the risks?: This promises a cure" in str(refusal.value)


# A clinic and the network.


def by_note(clinic, client, claim, language):
    make_note(clinic=clinic, body=claim, language=language)


def by_note_form(clinic, client, claim, language):
    add = f"/admin/clinics/note/add/?clinic={clinic.pk}"
    facts = {"clinic": clinic.pk, "section_kind": "conclusion", "language": language}
    sent = form_on(client.get(add)) | facts | {"body": claim, "_save": "Save"}
    assert client.post(add, sent).status_code == 302


def by_tagline(clinic, client, claim, language):
    Clinic.objects.filter(pk=clinic.pk).update(tagline={language: claim})


def by_own_line(clinic, client, claim, language):
    make_cost(clinic=clinic, own_name={"en": "Shot"}, included={language: claim})


def by_sheet(clinic, client, claim, language):
    make_cost(clinic=clinic, service=make_service(key="visit"), included={language: "The scan"})
    sheet = exported(clinic)
    assert "The scan" in sheet
    imported(clinic, sheet.replace("The scan", claim), by=make_manager(clinic))
    assert CostItem.objects.get().included[language] == claim


def by_edition(clinic, client, claim, language):
    note = make_note(clinic=clinic, body=claim, language=language)
    publish_the_clinic(clinic)
    note.delete()
    address = f"/admin/clinics/clinic/{clinic.pk}/editions/1/restore/"
    assert client.post(address, form_on(client.get(address))).status_code == 302
    assert Note.objects.get().body == claim


WAYS_OF_A_CLINIC = [by_note, by_note_form, by_tagline, by_own_line, by_sheet, by_edition]


@pytest.mark.parametrize("comes", WAYS_OF_A_CLINIC)
def test_a_clinic_is_checked_however_its_words_came(client_of, language, comes):
    the_network()
    clinic = make_clinic()
    manager = make_manager(clinic)

    comes(clinic, client_of(manager), CLAIMS[language], language)
    clinic.refresh_from_db()

    before = clinic.editions.count()
    assert refused(lambda: publish_clinic(clinic, by=manager)) >= BLOCKS
    run = begin(Clinic.objects.filter(pk=clinic.pk), by=manager, deed=BulkRun.Deed.PUBLISH)
    look(run, by=manager)
    go_on(run, by=manager)
    assert clinic.editions.count() == before


def test_the_network_is_checked(language):
    network = the_network(introduction={language: CLAIMS[language]})

    assert refused(lambda: publish_network(network, by=make_operator())) >= BLOCKS


def test_the_page_shows_the_words_and_what_to_write_instead(client_of):
    the_network()
    clinic = make_clinic()
    make_note(clinic=clinic, section_kind="conclusion", body=f"Hello.\n\n{CLAIMS['en']}")
    manager = client_of(make_manager(clinic))

    words = text_of(manager.get(f"/admin/clinics/clinic/{clinic.pk}/publish/"))

    assert "FDA-approved cells cure. This promises a cure" in words
    assert "Say what may ease symptoms" in words


# What is read at all.


def test_a_new_field_is_read_unless_it_says_why_not():
    class Later(ClinicContent):
        motto: str = ""
        mottos: dict[str, str] = {}

    fields = {
        name: "x" if field.annotation is str else [] if "tuple" in str(field.annotation) else {}
        for name, field in ClinicContent.model_fields.items()
        if field.is_required()
    }
    content = Later(**fields, motto="We cure.", mottos={"es": "Curamos."})

    found = list(public_texts(content, "en"))

    assert PublicText(("motto",), "We cure.", "en") in found
    assert PublicText(("mottos", "es"), "Curamos.", "es") in found
    assert ("phone",) not in [text.path for text in found]


@pytest.mark.parametrize("model", [GuideContent, ClinicContent, NetworkContent])
def test_what_is_not_read_says_why(model):
    marks = [
        mark
        for field in model.model_fields.values()
        for mark in field.metadata
        if isinstance(mark, Unread)
    ]

    assert marks
    assert all(len(mark.because.split()) > 2 for mark in marks)


# The command.


def check(*options):
    out = StringIO()
    try:
        call_command("check_content", *options, stdout=out)
    except CommandError as refusal:
        return out.getvalue(), refusal.returncode
    return out.getvalue(), 0


def test_the_command_finds_a_claim_at_its_place_and_ends_with_1():
    the_network()
    clinic = make_clinic(slug="ridge")
    body = f"Hello.\n\n{CLAIMS['en']}"
    make_note(clinic=clinic, section_kind="conclusion", body=body)

    said, code = check("--clinic", "ridge", "--format", "json")

    assert code == 1
    found = {row["code"]: row for row in map(json.loads, said.splitlines())}
    cure = found["cure"]
    assert body[cure["start"] : cure["end"]] == "cure"
    assert (cure["owner"], cure["path"]) == ("ridge", ["notes", 0, "body"])
    assert cure["blocks"]


def test_the_command_ends_with_0_where_nothing_blocks():
    the_network()
    guide = make_guide(regulatory_status="not-needed")
    text = make_translation(guide=guide, sections=[{"body": "Ask us."}])
    make_clinic(slug="ridge", guides=[guide])

    said, code = check()

    assert code == 0
    assert f"{text.guide.slug} (en): [look at]" in said
    assert "ridge: [look at]" in said


def test_the_command_reads_what_it_is_asked_for_and_names_what_is_not_there():
    the_network()
    text = make_translation(sections=[{"body": CLAIMS["en"]}])
    make_clinic(slug="ridge")

    assert check("--guide", text.guide.slug)[1] == 1
    assert check("--clinic", "ridge")[1] == 0
    for option in ("--guide", "--clinic"):
        with pytest.raises(CommandError, match="There is no"):
            call_command("check_content", option, "nobody", stdout=StringIO())


def test_the_words_of_all_guides_are_read_in_the_glossary_too():
    make_section(body="Some cells.")
    Term.objects.create(language="en", word="cells", definition="They cure.")

    assert check()[1] == 1
