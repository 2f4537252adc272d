"""A source that does not hold any more is work at once, everywhere, and none that is cited goes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.checks.checking import check_clinic
from clinics.draft.composing import compose_clinic
from editions.publish.publishing import CannotPublish
from guide.checks.checking import check
from guide.draft.composing import compose
from guide.draft.publishing import publish
from guide.models import Reference
from guide.references.citing import citings
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_note,
    make_reference,
    make_reviewer,
    make_section,
    make_translation,
    publish_guide,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
BODY = "Some people got infections [@katz]. Nobody counted them."


@pytest.fixture
def text():
    text = make_translation(
        title="Backs",
        main_message="It may harm [@katz].",
        sections=[{"key": "risks", "title": "Risks", "body": BODY}, {"body": "Katz says no."}],
    )
    make_reference(guide=text.guide, key="katz", text="Katz J. 2022.")
    clinic = make_clinic(name="Ridge", guides=[text.guide])
    make_note(clinic=clinic, body="We read it all [@katz]. Ask us.")
    return text


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


def page(deed, *args):
    return reverse(f"admin:guide_reference_{deed}", args=args)


def mark(status, **fields):
    row = Reference.objects.get(key="katz")
    for name, value in {"status": status, **fields}.items():
        setattr(row, name, value)
    row.save()
    return row


def codes(findings, start="source"):
    return [(f.code, f.blocks, f.quote) for f in findings if f.code.startswith(start)]


def told(row):
    return [(c.where.owner, c.where.place, c.sentence) for c in citings([row])[row.pk]]


def test_a_note_for_several_guides_cites_what_each_of_them_has(text):
    other = make_translation(sections=[{"kind": "cost", "body": "No source."}])
    publish_guide(text)
    publish_guide(other)
    clinic = text.guide.clinics.get()
    note = clinic.notes.get()
    assert not codes(check_clinic(clinic, compose_clinic(clinic)), "unknown-key")

    clinic.guides.add(other.guide)
    assert codes(check_clinic(clinic, compose_clinic(clinic)), "unknown-key")

    note.guide = text.guide
    note.save()
    assert not codes(check_clinic(clinic, compose_clinic(clinic)), "unknown-key")


def test_every_sentence_that_cites_a_source_is_found_in_texts_and_in_clinics_notes(text):
    make_note(clinic=make_clinic(name="Elsewhere"), body="Not about it [@katz].")

    assert told(Reference.objects.get()) == [
        ("Backs (English)", "Risks", "Some people got infections."),
        ("Backs (English)", "Main message", "It may harm."),
        ("Ridge", "Cost", "We read it all."),
    ]


def test_a_shared_source_is_cited_where_a_guide_has_none_of_its_own(text):
    shared = make_reference(key="katz")
    other = make_translation(title="Knees", sections=[{"title": "Risks", "body": "So [@katz]."}])

    assert told(shared) == [(str(other), "Risks", "So.")]


def test_what_is_marked_retracted_is_work_on_the_page_where_one_lands_and_on_the_start_page(
    text, editor
):
    row = Reference.objects.get()
    sent = form_on(editor.get(page("change", row.pk))) | {"status": "retracted"}

    saved = editor.post(page("change", row.pk), sent)
    cited = text_of(editor.get(saved.url))
    start = text_of(editor.get("/admin/"))

    assert saved.url == page("cited", row.pk)
    assert "3 sentences cite it still" in cited
    assert "Some people got infections." in cited
    assert "Ridge" in cited
    assert "Retracted: “katz”. 3 sentences cite it." in start


def test_who_is_not_of_the_central_team_reads_no_notes_of_other_clinics(text, client_of):
    manager = client_of(make_manager(make_clinic()))

    assert manager.get(page("cited", Reference.objects.get().pk)).status_code == 404


@pytest.mark.parametrize(
    ("status", "blocks"),
    [("current", None), ("superseded", False), ("withdrawn", True), ("retracted", True)],
)
def test_a_source_that_does_not_hold_is_a_finding_at_its_sentence(text, status, blocks):
    mark(status)
    clinic = text.guide.clinics.get()

    of_text = codes(check(text, compose(text)))
    of_note = codes(check_clinic(clinic, compose_clinic(clinic)))

    code = f"source-{status}"
    sentences = ["It may harm.", "Some people got infections."]
    assert of_text == ([] if blocks is None else [(code, blocks, s) for s in sentences])
    assert of_note == ([] if blocks is None else [(code, blocks, "We read it all.")])


def test_the_finding_stands_at_the_sentence_as_it_was_typed(text):
    mark("retracted")

    finding = [f for f in check(text, compose(text)) if f.code == "source-retracted"][-1]

    assert finding.path == ("sections", 0, "body")
    assert BODY[finding.start : finding.end].startswith("Some people got infections")


def test_what_cites_a_retracted_source_does_not_go_live(text):
    mark("retracted")

    with pytest.raises(CannotPublish):
        publish(text, by=make_reviewer())

    assert not text.editions.exists()


@pytest.mark.parametrize(("days", "is_late"), [(None, True), (366, True), (365, False)])
def test_a_source_not_looked_at_for_12_months_is_named_once_for_the_text(text, days, is_late):
    make_reference(guide=text.guide, key="unused", checked_on=None)
    today = timezone.localdate()
    mark("current", checked_on=None if days is None else today - timedelta(days=days))

    codes = ("sources-unchecked", "sources-never-checked")
    found = [f for f in check(text, compose(text)) if f.code in codes]

    assert [f.message.endswith(": katz") for f in found] == ([True] if is_late else [])
    assert not any(f.blocks for f in found)


def test_a_source_that_nobody_ever_looked_at_is_told_from_one_looked_at_long_ago(text, editor):
    long_ago = timezone.localdate() - timedelta(days=400)
    make_reference(guide=text.guide, key="old", checked_on=long_ago)
    make_section(translation=text, body="More [@old].")
    mark("current", checked_on=None)

    said = [f.message for f in check(text, compose(text)) if "looked at these sources" in f.message]
    start = text_of(editor.get("/admin/"))

    assert [words.split()[-1] for words in said if "ever looked" in words] == ["katz"]
    assert [words.split()[-1] for words in said if "for 12 months" in words] == ["old"]
    assert "does not say that anybody ever looked at 1 source." in start
    assert "Nobody has looked at 1 source for 12 months." in start


def test_who_adds_a_source_finds_todays_day_in_the_form(editor):
    form = form_on(editor.get(page("add")))

    saved = editor.post(page("add"), form | {"key": "new", "title": "New"})

    assert saved.status_code == 302
    assert Reference.objects.get().checked_on == timezone.localdate()
    start = text_of(editor.get("/admin/"))
    assert "ever looked at" not in start
    assert "for 12 months" not in start


def test_a_source_that_is_cited_is_not_deleted_and_the_page_says_where_it_is(text, editor):
    row = Reference.objects.get()

    refused = text_of(editor.post(page("delete", row.pk), {"post": "yes"}))

    assert Reference.objects.filter(pk=row.pk).exists()
    assert "cannot be deleted while it is cited" in refused
    assert "Ridge, Cost: We read it all." in refused
    text.sections.all().delete()
    type(text).objects.update(main_message="")
    text.guide.clinics.get().notes.all().delete()
    editor.post(page("delete", row.pk), {"post": "yes"})
    assert not Reference.objects.exists()


def test_a_source_that_is_cited_keeps_its_key_and_may_be_shared(text, editor):
    row = Reference.objects.get()
    form = form_on(editor.get(page("change", row.pk)))

    renamed = editor.post(page("change", row.pk), form | {"key": "katz-2022"})
    shared = editor.post(page("change", row.pk), form | {"guide": ""})

    row.refresh_from_db()
    assert renamed.status_code == 422
    assert "Texts cite it by this key" in text_of(renamed)
    assert shared.status_code == 302
    assert (row.key, row.guide) == ("katz", None)
    assert [r.key for r in compose(text).references] == ["katz"]


def test_what_nobody_cites_and_what_nobody_looked_at_is_listed(text, editor):
    make_reference(guide=text.guide, key="unused", text="Nobody's. 1999.", checked_on=None)

    unused = text_of(editor.get(page("changelist") + "?cited=no"))
    used = text_of(editor.get(page("changelist") + "?cited=yes"))
    late = text_of(editor.get(page("changelist") + "?late=yes"))

    assert ("Nobody's. 1999." in unused, "Katz J. 2022." in unused) == (True, False)
    assert ("Nobody's. 1999." in used, "Katz J. 2022." in used) == (False, True)
    assert ("Nobody's. 1999." in late, "Katz J. 2022." in late) == (True, False)


def test_the_pages_cost_the_same_however_many_cite(text, editor):
    row = mark("retracted")
    make_reference(key="shared", status="withdrawn")
    make_section(translation=text, body="More [@shared].")
    addresses = ["/admin/", page("cited", row.pk), page("changelist") + "?cited=yes"]
    before = [cost(editor, address) for address in addresses]

    clinic = text.guide.clinics.get()
    for number in range(3):
        make_section(translation=text, body=f"{number} [@katz] [@shared].")
        make_note(clinic=clinic, body="So [@katz].", section_kind="risks", guide=None)
        clinic = make_clinic(guides=[text.guide])

    assert [cost(editor, address) for address in addresses] == before


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
