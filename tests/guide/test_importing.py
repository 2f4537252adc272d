import pytest
from django.db.models.signals import pre_save

from guide.documents.reading import CannotImport, read_document
from guide.draft.composing import compose
from guide.draft.import_plan import (
    DraftMoved,
    SectionState,
    WouldReplace,
    carry_out,
    plan,
    with_chosen_kinds,
)
from guide.models import Guide, Section, Translation
from guide.models.kinds import Kind
from tests.factories import (
    make_clinic,
    make_guide_editor,
    make_manager,
    make_operator,
    make_reviewer,
    make_section,
    make_translation,
    sign,
)

BACKS = """# Backs

## What is stenosis?

The canal is narrow.

## What are the risks?

- Infection
- Bleeding

## What does it cost?

That differs.
"""
ESPALDAS = """# Espaldas

## ¿Qué es la estenosis?

El canal es estrecho.

## ¿Cuáles son los riesgos?

- Infección

## ¿Cuánto cuesta?

Depende.
"""
CONDITION, RISKS, COST = BACKS.split("\n## ")[1:]
SHUFFLED = f"# Backs\n\n## {RISKS}\n## {CONDITION}\n## {COST}"
HERE = {"slug": "backs", "language": "en"}


def read(text, language="en"):
    return read_document(text.encode(), "backs.md", language)


def imported(text=BACKS, **options):
    options = {**HERE, "by": make_guide_editor(), **options}
    return carry_out(read(text, options["language"]), **options)


def keys(translation):
    return list(translation.sections.values_list("key", flat=True))


def rows():
    """Everything an import could write."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Guide, Translation, Section, Section.history.model)
    ]


def test_a_document_becomes_a_draft_section_by_section(db):
    translation = imported()

    assert (translation.title, translation.guide.slug) == ("Backs", "backs")
    assert translation.guide.regulatory_status == "unapproved"
    assert list(translation.sections.values_list("key", "kind", "position", "title")) == [
        ("condition", Kind.CONDITION, 10, "What is stenosis?"),
        ("risks", Kind.RISKS, 20, "What are the risks?"),
        ("cost", Kind.COST, 30, "What does it cost?"),
    ]
    assert translation.sections.get(key="risks").body == "- Infection\n- Bleeding"


def test_a_title_that_is_given_replaces_the_documents_own(db):
    assert imported(title=" Stem cells ").title == "Stem cells"


def test_a_plan_says_what_is_new_and_writes_nothing(db):
    planned = plan(read(BACKS), **HERE)

    assert [s.state for s in planned.sections] == [SectionState.NEW] * 3
    assert planned.guide is None
    assert planned.translation is None
    assert rows() == [[], [], [], []]


def test_importing_the_same_document_again_saves_nothing(db):
    first = imported()
    before = rows()

    again = imported()
    replaced = imported(replace=True)

    assert first == again == replaced
    assert not plan(read(BACKS), **HERE).differs
    assert rows() == before


def test_a_text_that_is_there_is_not_changed_without_a_word(db):
    imported()
    before = rows()
    changed = BACKS.replace("That differs.", "A lot.").replace("## What is", "## Why is")

    with pytest.raises(WouldReplace) as refusal:
        imported(changed, title="Spines")

    assert rows() == before
    words = str(refusal.value)
    assert "title: Spines" in words
    assert "changed (text): What does it cost?" in words
    assert "new: Why is stenosis?" in words
    assert "not in the document, would be deleted: What is stenosis?" in words
    assert "risks" not in words
    assert "replace" in words


def test_replacing_changes_in_place_adds_and_deletes_and_leaves_the_rest_alone(db):
    translation = imported()
    before = {s.key: s for s in translation.sections.all()}
    editor = make_guide_editor()
    changed = (
        BACKS.replace("- Bleeding", "- Bruising").replace("## What does it cost?", "## Insurance")
        + "\n## Questions to ask\n\nWhy?\n"
    )

    imported(changed, replace=True, by=editor)

    after = {s.key: s for s in translation.sections.all()}
    assert list(after) == ["condition", "risks", "insurance", "questions"]
    assert after["risks"].pk == before["risks"].pk
    assert "Bruising" in after["risks"].body
    assert after["risks"].history.count() == 2
    assert after["risks"].history.first().history_user == editor
    assert after["condition"].version == before["condition"].version
    assert after["condition"].history.count() == 1
    deleted = Section.history.filter(key="cost", history_type="-").get()
    assert deleted.history_user == editor


def test_replacing_keeps_what_a_document_cannot_say(db):
    translation = imported()
    Translation.objects.update(main_message="Remember this.", emergency="Call 911.")
    Section.objects.update(main_message="In short.", evidence="low")

    imported(BACKS.replace("narrow", "tight"), replace=True)

    translation.refresh_from_db()
    assert (translation.main_message, translation.emergency) == ("Remember this.", "Call 911.")
    assert set(translation.sections.values_list("main_message", "evidence")) == {
        ("In short.", "low")
    }


def unsigned(translation):
    content = compose(translation)
    return [part for part in content.prints if not content.review(part)]


def test_a_signature_ends_with_the_words_it_was_given_for(db):
    translation = imported()
    sign(translation)
    changed = BACKS.replace("Bleeding", "Bruising").replace("does it cost", "will it cost")

    planned = plan(read(changed), **HERE)
    imported(changed, replace=True)

    assert [s.section.key for s in planned.sections if s.voids_review] == ["risks", "cost"]
    assert unsigned(translation) == ["risks", "cost"]


def test_a_new_kind_or_place_does_not_end_a_signature(db):
    translation = imported()
    Section.objects.update(kind=Kind.OTHER)
    sign(translation)

    imported(SHUFFLED, replace=True)

    assert keys(translation) == ["risks", "condition", "cost"]
    assert translation.sections.get(key="risks").kind == Kind.RISKS
    assert unsigned(translation) == []


def test_another_kind_is_a_difference(db):
    translation = imported()
    Section.objects.filter(key="cost").update(kind=Kind.OTHER)

    with pytest.raises(WouldReplace, match=r"changed \(kind\): What does it cost"):
        imported()
    imported(replace=True)

    assert translation.sections.get(key="cost").kind == Kind.COST


def test_another_order_is_a_difference(db):
    translation = imported()

    planned = plan(read(SHUFFLED), **HERE)

    assert [s.differs for s in planned.sections] == [("place",), ("place",), ()]
    with pytest.raises(WouldReplace, match="place"):
        imported(SHUFFLED)
    assert keys(translation) == ["condition", "risks", "cost"]


def test_numbers_of_places_stay_where_they_give_the_same_order(db):
    translation = imported()
    for position, section in enumerate(translation.sections.all()):
        Section.objects.filter(pk=section.pk).update(position=position + 5)

    assert not plan(read(BACKS), **HERE).differs
    imported(BACKS.replace("narrow", "tight"), replace=True)

    assert list(translation.sections.values_list("position", "version")) == [(5, 2), (6, 1), (7, 1)]


def test_line_ends_of_a_browser_are_no_difference(db):
    translation = imported()
    risks = translation.sections.get(key="risks")
    Section.objects.filter(pk=risks.pk).update(body=risks.body.replace("\n", "\r\n") + "\r\n")

    assert not plan(read(BACKS), **HERE).differs


def test_a_second_language_joins_the_same_guide_under_the_same_keys(db):
    english = imported()
    before = list(english.sections.values())

    spanish = imported(ESPALDAS, language="es")

    assert spanish.guide == english.guide
    assert spanish.title == "Espaldas"
    assert keys(spanish) == keys(english) == ["condition", "risks", "cost"]
    assert list(english.sections.values()) == before
    with pytest.raises(WouldReplace):
        imported(ESPALDAS.replace("Depende", "Varía"), language="es")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"slug": "admin"}, "Address: “admin” is used by the site itself"),
        ({"slug": "es"}, "used by the site itself"),
        ({"slug": "Two Words"}, "small letters, numbers and single hyphens"),
        ({"slug": ""}, "Address"),
        ({"slug": "a" * 81}, "at most 80 characters"),
        ({"language": "fr"}, "“fr” is no language of this site.*en, es"),
        ({"title": "a" * 201}, "Title: .*at most 200 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_saved(db, options, words):
    for deed in (lambda **o: plan(read(BACKS), **o), imported):
        with pytest.raises(CannotImport, match=words):
            deed(**{**HERE, **options})

    assert rows() == [[], [], [], []]


def test_only_guide_editors_and_operators_import(db):
    for person in (make_manager(make_clinic()), make_reviewer()):
        with pytest.raises(CannotImport, match="may not import"):
            imported(by=person)
    assert not Guide.objects.exists()

    imported(by=make_operator())


def test_the_history_names_who_imported(db):
    editor = make_guide_editor()

    translation = imported(by=editor)

    for row in (translation.guide, translation, *translation.sections.all()):
        assert row.history.get().history_user == editor


def test_a_draft_that_moved_since_the_plan_is_left_alone(db):
    translation = imported()
    changed = BACKS.replace("narrow", "tight")
    basis = plan(read(changed), **HERE).basis
    section = translation.sections.get(key="cost")
    section.body = "Written meanwhile."
    section.save()

    with pytest.raises(DraftMoved, match="Look at it again"):
        imported(changed, replace=True, expected=basis)

    section.refresh_from_db()
    assert section.body == "Written meanwhile."
    imported(changed, replace=True, expected=plan(read(changed), **HERE).basis)


@pytest.mark.parametrize("deed", ["add", "delete", "title"])
def test_every_change_of_the_draft_moves_it(db, deed):
    translation = imported()
    basis = plan(read(BACKS), **HERE).basis

    if deed == "add":
        make_section(translation=translation)
    elif deed == "delete":
        translation.sections.first().delete()
    else:
        translation.title = "Spines"
        translation.save()

    assert plan(read(BACKS), **HERE).basis != basis


def test_a_kind_that_somebody_chose_outlives_the_guess(db):
    translation = imported()
    Section.objects.filter(key="cost").update(kind=Kind.INSURANCE, kind_confirmed=True)
    renamed = BACKS.replace("What are the risks?", "What are the benefits?")

    document = with_chosen_kinds(read(renamed), **HERE)

    kinds = {section.title: section.kind for section in document.sections}
    assert kinds["What does it cost?"] == Kind.INSURANCE
    assert kinds["What are the benefits?"] == Kind.BENEFITS
    assert with_chosen_kinds(read(BACKS), slug="backs", language="es") == read(BACKS)
    assert translation.sections.get(key="cost").kind == Kind.INSURANCE


def test_a_text_without_sections_is_still_a_text_that_is_there(db):
    make_translation(guide=Guide.objects.create(slug="backs"), title="Backs", sections=[])

    with pytest.raises(WouldReplace):
        imported()

    assert keys(imported(replace=True)) == ["condition", "risks", "cost"]


def test_what_the_database_refuses_is_said_in_words(db):
    def somebody_is_faster(instance, **_kwargs):
        Guide.objects.bulk_create([Guide(slug=instance.slug)])

    pre_save.connect(somebody_is_faster, sender=Guide)
    try:
        with pytest.raises(CannotImport, match="at the same moment"):
            imported()
    finally:
        pre_save.disconnect(somebody_is_faster, sender=Guide)

    assert not Guide.objects.exists()
