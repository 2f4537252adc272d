"""What an edition of a guide's text holds, put back into the draft."""

import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from editions.publish.restoring import CannotRestore, restore
from editions.tools.fingerprint import fingerprint
from guide.draft.composing import compose
from guide.draft.restoring import TextRows
from guide.models import Reference, Term
from tests.factories import (
    make_guide_editor,
    make_reference,
    make_reviewer,
    make_section,
    make_term,
    make_translation,
    publish_guide,
)
from tests.pages import form_on, text_of

pytestmark = pytest.mark.django_db
KEYS = ["first", "second", "third", "fourth"]


@pytest.fixture
def text():
    text = make_translation(
        sections=[{"key": k, "title": k.title(), "body": f"The {k}, [@one]."} for k in KEYS],
        main_message="Ask about the epidural.",
    )
    text.guide.icd10_codes = "M48.061,M48.062"
    text.guide.save()
    for key in ("one", "two"):
        make_reference(guide=text.guide, key=key)
    make_term(word="epidural")
    return text


def print_of(text):
    text = type(text).objects.get(pk=text.pk)
    return fingerprint(compose(text).model_dump(mode="json"))


def put_back(text, edition, key=None, **options):
    rows = TextRows(type(text).objects.get(pk=text.pk))
    options = {"expected": print_of(text), "by": make_guide_editor(), **options}
    return restore(rows, edition, key=key, **options), rows.remarks


def change(row, **fields):
    row.refresh_from_db()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def order(text):
    return list(text.sections.values_list("key", flat=True))


def wreck(text):
    """Everything changed, something gone, something added, all turned around."""
    change(text, title="Other", description="Other", main_message="Other", emergency="Other")
    change(text.guide, condition="Other", treatment="Other", icd10_codes="X1", snomed_codes="1")
    change(text.guide, regulatory_status="approved")
    text.sections.get(key="second").delete()
    change(text.sections.get(key="first"), title="Other", body="Other [@new]", position=99)
    make_section(translation=text, key="added", position=0)
    make_reference(guide=text.guide, key="new")
    text.guide.references.get(key="two").delete()
    change(text.guide.references.get(key="one"), text="Other", url="https://example.org")
    Term.objects.all().delete()


def test_putting_everything_back_makes_the_draft_the_edition_again(text):
    edition = publish_guide(text)
    wreck(text)

    _written, remarks = put_back(text, edition)

    assert print_of(text) == fingerprint(edition.in_todays_fields())
    assert remarks == []
    assert order(text) == KEYS


def test_a_signed_text_comes_back_signed(text):
    edition = publish_guide(text, signed_by=make_reviewer())
    wreck(text)

    put_back(text, edition)

    assert edition.is_review
    assert print_of(text) == fingerprint(edition.in_todays_fields())


def test_one_section_comes_back_and_nothing_else(text):
    edition = publish_guide(text)
    change(text.sections.get(key="first"), body="Other.")
    change(text.sections.get(key="third"), body="Other too.")
    change(text, title="Other")

    written, _remarks = put_back(text, edition, ("sections", "first"))

    text.refresh_from_db()
    assert written == 1
    assert text.sections.get(key="first").body == "The first, [@one]."
    assert text.sections.get(key="third").body == "Other too."
    assert text.title == "Other"


def test_a_deleted_section_comes_back_to_its_place(text):
    edition = publish_guide(text)
    text.sections.get(key="third").delete()
    make_section(translation=text, key="added", position=1)

    put_back(text, edition, ("sections", "third"))

    assert order(text) == ["first", "second", "added", "third", "fourth"] or order(text) == [
        *("first", "second", "third", "added", "fourth")
    ]
    assert order(text).index("third") == order(text).index("second") + 1


def test_a_first_section_comes_back_to_the_top(text):
    edition = publish_guide(text)
    text.sections.get(key="first").delete()

    put_back(text, edition, ("sections", "first"))

    assert order(text) == KEYS


def test_what_comes_back_is_a_save_like_any_other(text):
    edition = publish_guide(text)
    section = text.sections.get(key="first")
    change(section, body="Other.")
    person = make_guide_editor()

    put_back(text, edition, ("sections", "first"), by=person)

    section.refresh_from_db()
    assert section.version == 3
    record = section.history.first()
    assert (record.history_user, record.body) == (person, "The first, [@one].")
    assert record.history_change_reason == "Restored from edition 1"


def test_what_says_the_same_already_is_not_written(text):
    edition = publish_guide(text)
    versions = list(text.sections.values_list("version", flat=True))

    written, _remarks = put_back(text, edition)

    assert written == 0
    assert list(text.sections.values_list("version", flat=True)) == versions


def test_a_draft_that_changed_meanwhile_is_left_alone(text):
    edition = publish_guide(text)
    seen = print_of(text)
    change(text.sections.get(key="first"), body="Typed meanwhile.")

    with pytest.raises(CannotRestore, match="Somebody changed the draft"):
        put_back(text, edition, expected=seen)

    assert text.sections.get(key="first").body == "Typed meanwhile."


def test_a_reference_that_another_language_cites_stays(text):
    edition = publish_guide(text)
    make_reference(guide=text.guide, key="new")
    make_translation(guide=text.guide, language="es", sections=[{"body": "Visto [@new]."}])

    _written, remarks = put_back(text, edition)

    assert Reference.objects.filter(key="new").exists()
    assert remarks == ["The reference “new” stays: another text cites it."]


def test_whether_a_source_still_holds_stays_and_the_page_says_so(text, client_of):
    edition = publish_guide(text)
    change(text.guide.references.get(key="one"), status="retracted", status_note="By JAMA")
    address = reverse("admin:guide_translation_restore", args=[text.pk, edition.number])
    address += "?" + urlencode({"item": json.dumps(["references", "one"])})
    client = client_of(make_guide_editor())

    look = client.get(address)
    done = client.post(address, form_on(look), follow=True)

    stays = "The status of the reference “one” stays: the library says what holds now."
    assert stays in text_of(look)
    assert stays in text_of(done)
    assert "Nothing was put back." in text_of(done)
    assert "says again" not in text_of(done)
    assert Reference.objects.get(key="one").status == "retracted"


def test_an_order_that_came_back_is_not_told_as_nothing(text, client_of):
    edition = publish_guide(text)
    change(text.guide.references.get(key="one"), status="retracted")
    text.sections.filter(key="first").update(position=99)
    address = reverse("admin:guide_translation_restore", args=[text.pk, edition.number])
    client = client_of(make_guide_editor())

    done = client.post(address, form_on(client.get(address)), follow=True)

    assert order(text) == KEYS
    assert "What can come back from edition 1 is in the draft again." in text_of(done)


def test_a_source_that_did_not_hold_and_was_deleted_comes_back_as_it_was(text):
    change(text.guide.references.get(key="two"), status="withdrawn", status_note="By Elsevier")
    edition = publish_guide(text)
    text.guide.references.get(key="two").delete()

    _written, remarks = put_back(text, edition, ("references", "two"))

    row = Reference.objects.get(key="two")
    assert (row.status, row.status_note, remarks) == ("withdrawn", "By Elsevier", [])


def test_a_word_of_the_glossary_stays_since_every_guide_shares_it(text):
    edition = publish_guide(text)
    make_term(word="unrelated")
    make_term(word="ask")

    _written, remarks = put_back(text, edition)

    assert Term.objects.filter(word="ask").exists()
    assert remarks == ["“ask” stays: every guide shares the glossary."]


def test_a_text_is_again_a_translation_of_the_edition_it_followed(text):
    source = publish_guide(text)
    spanish = make_translation(guide=text.guide, language="es", translated_from=source)
    edition = publish_guide(spanish)
    change(spanish, translated_from=None)

    put_back(spanish, edition)

    assert print_of(spanish) == fingerprint(edition.in_todays_fields())
