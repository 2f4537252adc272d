"""A kind that an import guessed contents no rule before somebody has confirmed it."""

import pytest
from django.urls import reverse

from editions.publish.restoring import restore
from editions.tools.fingerprint import fingerprint
from guide.checks.checking import check
from guide.documents.reading import read_document
from guide.draft.composing import compose
from guide.draft.import_plan import carry_out
from guide.draft.restoring import TextRows
from guide.models import Section
from guide.models.kinds import Kind
from tests.factories import make_guide_editor, make_section, make_translation, publish_guide
from tests.guide.import_steps import hidden, kinds, look, save, text, word

pytestmark = pytest.mark.django_db
WHO_FALLS_ILL = """# Back care

## Benefits

Less pain for some.

## Who is at risk of spinal stenosis?

People over 50.
"""
WHOLE = """# Back care

## Is it approved?

No authority has approved it.

## Possible benefits

It is not known whether it helps.

## Risks

An infection or a bleed may happen, and nobody knows how often.

## Other choices

Exercise, other care, or no treatment at all.
"""
OF_THE_PAGE = {"risks-missing", "no-alternatives", "approval-missing"}


@pytest.fixture
def editor(client_of):
    return client_of(make_guide_editor())


def imported(document, **options):
    read = read_document(document.encode(), "backs.md", "en")
    return carry_out(read, slug="backs", language="en", by=make_guide_editor(), **options)


def codes(translation):
    return {f.code for f in check(translation, compose(translation)) if f.blocks}


def guessed(translation):
    findings = check(translation, compose(translation))
    return [(f.place, f.address) for f in findings if f.code == "kind-guessed"]


def form_of(section):
    return reverse("admin:guide_section_change", args=[section.pk])


def filled(section, **fields):
    names = ("title", "kind", "key", "main_message", "body", "evidence", "position")
    sent = {name: getattr(section, name) for name in names}
    return {**sent, "started_from": section.version, **fields}


def test_who_falls_ill_is_no_risk_of_the_treatment(db):
    text_of_backs = imported(WHO_FALLS_ILL)

    assert text_of_backs.sections.get(title__startswith="Who").kind == Kind.CONDITION
    assert "risks-missing" in codes(text_of_backs)


def test_guesses_content_no_rule_of_the_whole_page_and_each_is_named(db):
    draft = imported(WHOLE)

    assert codes(draft) >= OF_THE_PAGE
    assert guessed(draft) == [(s.title, form_of(s)) for s in draft.sections.all()]
    told = [f for f in check(draft, compose(draft)) if f.code == "kind-guessed"]
    assert all(f.blocks for f in told)
    assert "“Risks and side effects”" in told[2].message


def test_what_misses_a_kind_leads_to_the_section_that_was_guessed_to_be_one(db):
    draft = imported(WHOLE)

    found = {one.code: one for one in check(draft, compose(draft)) if one.code in OF_THE_PAGE}

    assert found["risks-missing"].place == "Risks"
    assert "Save it to confirm that." in found["risks-missing"].message
    risks = form_of(draft.sections.get(kind=Kind.RISKS))
    assert found["risks-missing"].address == risks


def test_confirmed_kinds_content_them(db):
    draft = imported(WHOLE, confirmed={"approval", "benefits", "risks", "alternatives"})

    assert not codes(draft) & {*OF_THE_PAGE, "kind-guessed"}
    assert not draft.sections.filter(kind_confirmed=False).exists()


def test_a_guess_counts_where_it_asks_for_more(db):
    """As a section that tells effects, and as words that a reviewer signs."""
    draft = make_translation(sections=[])
    draft.guide.requires_signature = True
    draft.guide.save()
    fields = {"kind": "benefits", "kind_confirmed": False, "body": "Pain goes away in a week."}
    make_section(translation=draft, **fields)

    assert codes(draft) >= {"no-source-no-doubt", "unsigned", "risks-missing", "kind-guessed"}


def test_who_saves_the_form_confirms_and_the_form_says_so(editor):
    draft = imported(WHOLE)
    risks = draft.sections.get(key="risks")

    assert "Nobody has confirmed the kind" in text(editor.get(form_of(risks)))
    assert editor.post(form_of(risks), filled(risks)).status_code == 302

    assert "Nobody has confirmed the kind" not in text(editor.get(form_of(risks)))
    assert "risks-missing" not in codes(draft)
    assert ("Risks", form_of(risks)) not in guessed(draft)
    assert [row.kind_confirmed for row in risks.history.all()] == [True, False]


def test_what_changes_without_the_form_confirms_nothing(editor):
    draft = imported(WHOLE)
    risks = draft.sections.get(key="risks")

    editor.post(reverse("admin:guide_section_move", args=[risks.pk, "up"]))

    risks.refresh_from_db()
    assert not risks.kind_confirmed


def test_the_preview_of_an_import_asks_for_each_kind(editor):
    paragraphs = [("Heading1", "Backs")]
    for heading in ("Risks", "Other choices", "Benefits"):
        paragraphs += [("Heading2", heading), ("", f"About {heading}.")]
    page = look(editor, word(paragraphs))
    assert text(page).count("I looked at this section: the kind is right") == 3

    save(editor, page, confirm_0="on", kind_1="condition")

    assert list(Section.objects.values_list("kind", "kind_confirmed")) == [
        ("risks", True),
        ("condition", True),
        ("benefits", False),
    ]


def test_a_refused_preview_forgets_no_choice(editor):
    """A kind that was chosen there stays a choice when the form comes back for something else."""
    draft = imported(WHOLE)
    page = look(editor, guide=draft.guide.pk, slug="")

    refused = save(editor, page, kind_1="questions")
    assert kinds(refused)["kind_1"] == "questions"
    editor.post(
        "/admin/guide/guide/import/", {**hidden(refused), **kinds(refused), "replace": "on"}
    )

    assert Section.objects.get(title="What now?").kind_confirmed


def test_the_same_document_again_asks_for_what_is_open_and_can_confirm_it(editor):
    paragraphs = [("Heading1", "Backs"), ("Heading2", "Risks"), ("", "You may bleed.")]
    save(editor, look(editor, word(paragraphs)))
    guide = Section.objects.get().translation.guide

    page = look(editor, word(paragraphs), guide=guide.pk, slug="")
    save(editor, page, confirm_0="on", replace="on")
    again = look(editor, word(paragraphs), guide=guide.pk, slug="")

    assert Section.objects.get().kind_confirmed
    assert "the kind is right" not in text(again)


def test_under_another_heading_a_kind_is_a_guess_again(db):
    draft = imported(WHOLE, confirmed={"risks"})

    imported(WHOLE.replace("## Risks", "## Risks and dangers"), replace=True)

    assert not draft.sections.get(key="risks").kind_confirmed


def test_an_earlier_version_comes_back_with_what_was_known_of_its_kind(editor):
    draft = imported(WHOLE)
    risks = draft.sections.get(key="risks")
    editor.post(form_of(risks), filled(risks, kind="condition"))
    first = risks.history.last()

    where = reverse("admin:guide_section_revert", args=[risks.pk, first.history_id])
    editor.post(where, {"started_from": risks.version + 1})

    risks.refresh_from_db()
    assert (risks.kind, risks.kind_confirmed) == (Kind.RISKS, False)


def test_an_edition_brings_back_a_guess_as_a_guess(db):
    draft = imported(WHOLE)
    editor = make_guide_editor()
    edition = publish_guide(draft, unsigned=True)
    draft.sections.get(key="risks").delete()
    benefits = draft.sections.get(key="benefits")
    benefits.kind_confirmed = True
    benefits.save()
    benefits.delete()

    print_now = fingerprint(compose(draft).model_dump(mode="json"))
    restore(TextRows(draft), edition, expected=print_now, by=editor)

    assert not draft.sections.get(key="risks").kind_confirmed
    assert draft.sections.get(key="benefits").kind_confirmed


def test_a_section_that_somebody_adds_in_the_form_is_chosen(editor):
    draft = make_translation(sections=[])
    fields = {"title": "Risks", "key": "risks", "kind": "risks", "position": 1, "body": "Some."}

    editor.post(reverse("admin:guide_section_add"), {"translation": draft.pk, **fields})

    assert Section.objects.get().kind_confirmed
