from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from guide.models import Guide, Section, Translation, TranslationEdition
from guide.models.access import EDITORS, edits_guides
from staff.models import User
from tests.factories import make_guide_editor, make_operator, make_reviewer

UNSIGNED = ("--publish", "--override", "nobody signs here")
PLAIN = """Backs can hurt. We tell you why.
What are the risks?
Here are some:
- You may bleed.
- You may get ill.
Ask us.
Is it approved?
No. It is not.
"""
PAGE = """<!doctype html><html lang="es"><head><title>Espaldas</title></head><body>
<h1>Espaldas</h1><h2>¿Cuáles son los riesgos?</h2><p>Puede sangrar.</p>
<h2>¿Cuánto cuesta?</h2><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
</body></html>"""
HARD = (
    "Percutaneous administration necessitates multidisciplinary interventional consideration, "
    "notwithstanding individualized contraindications."
)


@pytest.fixture
def file(tmp_path):
    """A function that writes a file and gives its path."""

    def written(text=PLAIN, name="backs.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def run(path, *options, slug="backs", language="en"):
    """What the operator reads."""
    out = StringIO()
    call_command("import_guide", path, "--slug", slug, "--language", language, *options, stdout=out)
    return out.getvalue()


def refusal(path, *options, **where):
    """What the operator reads when the command ends with 1 and has changed nothing."""
    before = counts()
    with pytest.raises(CommandError) as refused:
        run(path, *options, **where)
    assert refused.value.returncode == 1
    assert counts() == before
    return str(refused.value)


def counts():
    models = (User, Guide, Translation, Section, Section.history.model, TranslationEdition)
    return [model.objects.count() for model in models]


def test_it_works_on_an_empty_database_and_says_what_it_found(db, file):
    said = run(file(), "--title", "Backs")

    sections = Translation.objects.get(guide__slug="backs", language="en").sections
    assert list(sections.values_list("key", flat=True)) == ["overview", "risks", "approval"]
    assert "What are the risks? [Risks and side effects] paragraphs: 2, lists: 1, tables: 0" in said
    assert "(new)" in said
    assert "Saved as a draft: backs (en), “Backs”." in said
    assert "Kinds are guesses until somebody confirms them" in said
    assert not TranslationEdition.objects.exists()


def test_remarks_of_the_document_are_told(db, file):
    page = PAGE.replace("<table>", '<p><img src="x.png" alt="A spine"></p><table>')

    said = run(file(page, "espaldas.html"), language="es")

    assert "Remark: The image “A spine” was left out" in said
    assert "Remark: The document names no title" in run(file())


def test_a_spanish_page_joins_the_guide(db, file):
    run(file(), "--title", "Backs")

    said = run(file(PAGE, "espaldas.html"), language="es")

    assert "tables: 1" in said
    assert "Espaldas" in said
    assert Guide.objects.get().translations.count() == 2


def test_publishing_makes_the_edition(db, file):
    said = run(file(), *UNSIGNED)

    edition = TranslationEdition.objects.get()
    assert "Published as edition 1." in said
    assert (edition.slug, edition.language, edition.override_reason) == (
        "backs",
        "en",
        UNSIGNED[-1],
    )
    assert len(edition.content["sections"]) == 3


def test_what_blocks_is_listed_and_nothing_is_kept(db, file):
    text = f"# Backs\n\n## Benefits\n\n{HARD}\n\nSee [@nobody-2020].\n"

    said = refusal(file(text, "backs.md"), "--publish")

    assert "- Benefits, line 3: No reference has the key “nobody-2020”" in said
    assert "- Backs: Benefits are told and risks are not." in said
    assert "--override" in said


def test_a_refused_publish_leaves_an_older_draft_as_it_was(db, file):
    run(file("# Backs\n\n## Risks\n\nYou may bleed.\n", "backs.md"))

    refusal(file(f"# Backs\n\n## Benefits\n\n{HARD}\n", "backs.md"), "--replace", "--publish")

    assert Section.objects.get().body == "You may bleed."


def test_a_reason_overrides_and_is_kept_with_the_edition(db, file):
    text = f"# Backs\n\n## Benefits\n\n{HARD}\n"

    run(file(text, "backs.md"), "--publish", "--override", "a trial site")

    assert TranslationEdition.objects.get().override_reason == "a trial site"


def test_what_nobody_signed_is_published_with_a_reason_alone_and_as_unsigned(db, file):
    said = refusal(file(), "--publish")
    assert "- What are the risks?: Nobody has signed these words yet." in said
    assert "- What are the risks?: An import guessed from the heading" in said

    run(file(), *UNSIGNED)

    edition = TranslationEdition.objects.get()
    assert not edition.is_review
    assert edition.read().signatures == ()


def test_the_same_command_again_changes_nothing(db, file):
    path = file()
    run(path, *UNSIGNED)
    before = counts()

    said = run(path, "--publish")

    assert "Nothing differs from the draft" in said
    assert "Edition 1 says the same already" in said
    assert counts() == before


def test_a_draft_that_is_not_live_yet_is_published_by_the_same_document(db, file):
    run(file())

    assert "Published as edition 1." in run(file(), *UNSIGNED)


def test_a_changed_document_needs_replace_and_makes_the_next_edition(db, file):
    run(file(), *UNSIGNED)
    changed = file(PLAIN.replace("You may bleed.", "You may feel sick."))

    said = refusal(changed, "--publish")
    assert "changed (text): What are the risks?" in said
    assert "--replace" in said

    said = run(changed, *UNSIGNED, "--replace")
    assert "(changed: text)" in said
    assert "(same as before)" in said
    assert "Published as edition 2." in said


def test_sections_that_are_gone_are_reported(db, file):
    run(file())

    said = run(file(PLAIN.partition("Is it approved?")[0]), "--replace")

    assert "Is it approved? [Approval status]" in said
    assert "(not in the document)" in said
    assert not Section.objects.filter(key="approval").exists()


def test_a_file_that_cannot_be_read_is_named(db, tmp_path):
    assert "nothing.txt cannot be read: No such file" in refusal(str(tmp_path / "nothing.txt"))
    assert "Is a directory" in refusal(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("backs.pdf", b"%PDF-1.7", "can be imported"),
        ("backs.docx", b"PK\x03\x04 no", "not a Word document"),
        ("backs.txt", b"", "is empty"),
        ("backs.txt", b"\x00\x01\x02", "does not hold text"),
        ("backs.txt", b"a" * (5 * 2**20 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_document_is_refused(db, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    assert words in refusal(str(tmp_path / name))


def test_wrong_options_are_refused(db, file):
    assert "used by the site itself" in refusal(file(), slug="admin")
    assert "no language of this site" in refusal(file(), language="fr")
    assert "for --publish" in refusal(file(), "--override", "a trial site")
    assert "Say why" in refusal(file(), "--publish", "--override", " ")
    assert "Nobody has the username “ghost”" in refusal(file(), "--by", "ghost")


def test_who_is_named_is_recorded_and_must_be_a_guide_editor(db, file):
    make_operator()
    make_guide_editor(username="ana")
    make_reviewer(username="rita")

    assert "may not import" in refusal(file(), "--by", "rita")
    run(file(), "--by", "ana", *UNSIGNED)

    assert TranslationEdition.objects.get().published_by.username == "ana"
    assert Section.history.filter(history_user__username="ana").count() == 3


def test_the_first_operator_is_recorded_when_nobody_is_named(db, file):
    make_operator(is_active=False)
    first = make_operator()
    make_operator()

    run(file(), *UNSIGNED)

    assert TranslationEdition.objects.get().published_by == first
    assert not User.objects.filter(username="import-command").exists()


def test_without_an_operator_the_command_has_an_entry_that_nobody_can_sign_in_with(db, file):
    run(file(), *UNSIGNED)

    person = TranslationEdition.objects.get().published_by
    assert person.username == "import-command"
    assert edits_guides(person)
    assert person.group_names == {EDITORS}
    assert not person.is_superuser
    assert not person.has_usable_password()
    assert person.email.endswith(".invalid")


def test_an_entry_that_was_shut_off_stays_so(db, file):
    run(file())
    User.objects.update(is_active=False)

    assert "may not import" in refusal(file(), slug="necks")
