"""What a guide cites, as data: told in parts, kept by one rule, and bound to what was signed."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from editions.publish.restoring import restore
from editions.tools.fingerprint import fingerprint
from guide.draft.composing import compose
from guide.draft.restoring import TextRows
from guide.models import Reference
from guide.models.content import GuideContent, ReferenceContent
from tests.factories import (
    make_guide,
    make_guide_editor,
    make_reference,
    make_translation,
    publish_guide,
    publish_the_clinic,
    shown_guide,
    sign,
)

pytestmark = pytest.mark.django_db
KATZ = {
    "key": "katz-2022",
    "authors": "Katz JN, et al.",
    "title": "Diagnosis and Management of Lumbar Spinal Stenosis",
    "journal": "JAMA",
    "year": 2022,
    "details": "327(17):1688-1699",
    "doi": "10.1001/jama.2022.5921",
    "pmid": "35503342",
}


def citing(*keys, **fields):
    body = " ".join(f"Known [@{key}]." for key in keys)
    return make_translation(sections=[{"key": "first", "body": body}], **fields)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ({"doi": " https://doi.org/10.1001/jama.2022.5921 "}, "10.1001/jama.2022.5921"),
        ({"doi": "http://dx.doi.org/10.1002%2Fsctm.17-0051"}, "10.1002/sctm.17-0051"),
        ({"doi": "DOI: 10.1000/182"}, "10.1000/182"),
        ({"pmid": "https://pubmed.ncbi.nlm.nih.gov/35503342/"}, "35503342"),
        ({"pmid": "PMID: 35503342"}, "35503342"),
        ({"nct": "https://clinicaltrials.gov/study/nct02412735"}, "NCT02412735"),
    ],
)
def test_a_number_is_pasted_in_any_form_and_kept_in_one(pasted, kept):
    [name] = pasted
    row = Reference(key="a", text="A.", **pasted)
    row.full_clean()
    made = make_reference(**pasted)

    assert getattr(row, name) == kept
    assert getattr(made, name) == kept == getattr(Reference.objects.get(), name)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"doi": "10.1000"}, {"doi": "https://example.org/10.1000/182"}, {"doi": "10.1/a b"}),
        *({"pmid": "PMC9837410"}, {"pmid": "0"}, {"pmid": "123456789"}),
        *({"nct": "NCT123"}, {"nct": "jRCT2013210076"}, {"title_language": "English"}),
        {"url": "no address"},
    ],
)
def test_a_number_of_another_form_is_refused_by_its_name(wrong):
    with pytest.raises(ValidationError) as refusal:
        Reference(key="a", text="A.", **wrong).full_clean()

    assert list(refusal.value.error_dict) == list(wrong)


def test_a_citation_is_written_out_of_its_parts_and_its_number_makes_the_link():
    text = citing("katz-2022", "fda", "old")
    make_reference(guide=text.guide, **KATZ)
    day = {"authors": "FDA", "title": "Are you considering it?", "year": 2021}
    make_reference(guide=text.guide, key="fda", **day, details="3 June 2021", remark="A leaflet")
    make_reference(guide=text.guide, key="old", text="Doe A. Backs. 2020.", url="")

    katz, fda, old = compose(text).references

    assert katz.text == (
        "Katz JN, et al. Diagnosis and Management of Lumbar Spinal Stenosis. "
        "JAMA 2022;327(17):1688-1699. PMID 35503342."
    )
    assert katz.url == "https://doi.org/10.1001/jama.2022.5921"
    assert fda.text == "FDA. Are you considering it? 3 June 2021. A leaflet."
    assert (old.text, old.url) == ("Doe A. Backs. 2020.", "")


def test_a_row_of_the_release_before_and_its_edition_read_as_they_did():
    text = citing("old")
    with connection.cursor() as cursor:  # as code writes that does not know the new columns
        cursor.execute(
            "INSERT INTO guide_reference (guide_id, key, text, url, version, updated_at)"
            " VALUES (%s, 'old', 'Doe A. 2020.', '', 1, '2026-01-01 00:00:00+00:00')",
            [text.guide_id],
        )
    before = {"key": "old", "text": "Doe A. 2020.", "url": ""}

    [composed] = compose(text).references
    stored = compose(text).model_dump(mode="json") | {"references": [before]}
    read = GuideContent.read(stored)

    assert (composed.key, composed.text, composed.status) == ("old", "Doe A. 2020.", "current")
    assert read.references == (ReferenceContent(**before),)
    assert read.prints == compose(text).prints  # what was signed before is signed still


KEPT = {"title_language", "status", "status_note"}
OTHER = {
    "year": 2021,
    "doi": "10.1000/1",
    "pmid": "1",
    "nct": "NCT00000001",
    "url": "https://example.org/",
    "source_kind": "survey",
    "same_condition": "no",
    "status": "superseded",
    "title_language": "es",
}


@pytest.mark.parametrize("name", sorted(ReferenceContent.model_fields.keys() - {"key", "text"}))
def test_a_signature_holds_for_the_words_of_a_source_and_not_for_how_it_is_kept(name):
    text = citing("katz-2022")
    row = make_reference(guide=text.guide, **KATZ)
    sign(text)
    setattr(row, name, OTHER.get(name, "Other words"))
    row.save()

    content = compose(text)

    assert (content.review("first") is None) == (name not in KEPT)


def test_a_look_at_a_source_voids_no_signature_and_changes_no_edition():
    text = citing("katz-2022")
    row = make_reference(guide=text.guide, **KATZ)
    sign(text)
    before = fingerprint(compose(text).model_dump(mode="json"))
    row.checked_on = date(2030, 1, 1)
    row.save()

    assert fingerprint(compose(text).model_dump(mode="json")) == before


def test_a_shared_source_is_cited_by_every_guide_and_a_guides_own_goes_first():
    make_reference(key="katz", text="Shared.")
    make_reference(key="unused", text="Nobody cites it.")
    one, other = citing("katz"), citing("katz")
    make_reference(guide=other.guide, key="katz", text="Its own.")

    assert [r.text for r in compose(one).references] == ["Shared."]
    assert [r.text for r in compose(other).references] == ["Its own."]


def test_two_shared_sources_have_no_key_in_common():
    make_reference(key="katz")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_reference(key="katz")
    make_reference(guide=make_guide(), key="katz")


def test_what_comes_back_with_an_edition_takes_no_source_back_into_use_nor_from_others():
    text = citing("own", "shared")
    own = make_reference(guide=text.guide, key="own", text="Own.")
    shared = make_reference(key="shared", text="Shared.")
    edition = publish_guide(text)
    for row in (own, shared):
        row.text, row.status, row.status_note = "Other.", "retracted", "By the journal"
        row.save()

    rows = TextRows(text)
    expected = fingerprint(compose(text).model_dump(mode="json"))
    restore(rows, edition, expected=expected, by=make_guide_editor())

    own.refresh_from_db()
    shared.refresh_from_db()
    assert (own.text, own.status, own.status_note) == ("Own.", "retracted", "By the journal")
    assert (shared.text, shared.status) == ("Other.", "retracted")
    assert "all guides share it" in " ".join(rows.remarks)


def test_a_page_marks_the_language_of_a_title_and_a_source_that_does_not_hold(client):
    guide = make_guide(slug="shots")
    make_reference(guide=guide, **KATZ, title_language="en")
    make_reference(guide=guide, key="es", title="Dolor", title_language="es", status="superseded")
    sections = [{"key": "first", "evidence": "low", "body": "Se sabe [@katz-2022] [@es]."}]
    _text, clinic = shown_guide(guide=guide, language="es", sections=sections)
    clinic.spanish = True
    clinic.save()
    publish_the_clinic(clinic)

    page = client.get(f"/es/{clinic.slug}/shots/").content.decode()

    items = re.findall(r'<li id="ref-.*?</li>', page, re.DOTALL)
    assert 'lang="es"' in page.split('<ol class="references"')[1].split(">")[0]
    assert '<cite lang="en">Diagnosis and Management' in items[0]
    assert "<strong>" not in items[0]
    assert "<cite>Dolor" in items[1]
    assert "<strong>" in items[1]
