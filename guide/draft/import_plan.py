"""Importing: a document that was read becomes the draft of a guide's text, or replaces one.

Sections are known by their keys. What a document cannot say (main messages, evidence, references)
stays as it is. Kinds are guesses from headings until a person has confirmed them.
"""

import dataclasses
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editions.tools.fingerprint import fingerprint
from guide.documents.outline import ImportedSection
from guide.documents.reading import CannotImport, ImportedGuide
from guide.draft.composing import compose
from guide.models import Guide, Section, Translation, access
from guide.models.content import SignatureContent

STEP = 10  # between the positions of sections, so that one more fits between two
PARTS = {
    "title": gettext_lazy("title"),
    "kind": gettext_lazy("kind"),
    "body": gettext_lazy("text"),
    "place": gettext_lazy("place"),
}


class SectionState(TextChoices):
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    SAME = "same", gettext_lazy("same as before")
    REMOVED = "removed", gettext_lazy("not in the document")


@dataclass(frozen=True)
class PlannedSection:
    """A section as the document has it (`new`) and as the draft has it (`old`); one may be None."""

    new: ImportedSection | None
    old: Section | None
    differs: tuple[str, ...] = ()  # names from PARTS
    review: SignatureContent | None = None  # of the words as the draft has them
    is_confirmed: bool = False  # a person says that the kind is right, or said so before

    @property
    def state(self) -> SectionState:
        if self.old is None:
            return SectionState.NEW
        if self.new is None:
            return SectionState.REMOVED
        return SectionState.CHANGED if self.differs else SectionState.SAME

    @property
    def section(self) -> ImportedSection | Section:
        """The new one, or the old one where the document has none: key, kind, title and body."""
        return self.new or self.old

    @property
    def parts(self) -> str:
        return ", ".join(str(PARTS[name]) for name in self.differs)

    @property
    def voids_review(self) -> bool:
        """A sign-off is of exactly the words that were read; a kind or a place are not words."""
        return self.review is not None and not {"title", "body"}.isdisjoint(self.differs)


@dataclass(frozen=True)
class TextPlan:
    """What importing would do. `basis` names the draft it was made for: a later save changes it."""

    slug: str
    language: str
    title: str
    guide: Guide | None
    translation: Translation | None
    sections: tuple[PlannedSection, ...]
    basis: str

    @property
    def new_title(self) -> bool:
        return self.translation is None or self.translation.title != self.title

    @property
    def differs(self) -> bool:
        return self.new_title or any(s.state != SectionState.SAME for s in self.sections)

    @property
    def lines(self) -> list[str]:
        """What differs from the draft, one line each, as a person reads it."""
        title = [_("title: %(title)s") % {"title": self.title}] if self.new_title else []
        return title + [_line(s) for s in self.sections if s.state != SectionState.SAME]


class WouldReplace(CannotImport):
    """There is such a text already and the document differs from it, as `plan` says."""

    def __init__(self, plan: TextPlan):
        words = _(
            "This guide has a text in this language already, and the document differs from it. "
            "Nothing was saved. To take over what the document says, choose “replace”."
        )
        super().__init__("\n- ".join([words, *plan.lines]))
        self.plan = plan


class DraftMoved(CannotImport):
    """Somebody saved the draft after the plan that the person looked at was made."""


def plan(
    document: ImportedGuide,
    *,
    slug: str,
    language: str,
    title: str = "",
    confirmed: Container[str] = (),
) -> TextPlan:
    """What `carry_out` would do with the same arguments, section by section; writes nothing.

    `title` is used instead of the document's own; `confirmed` are the keys of the sections whose
    kind a person chose. Raises CannotImport when an address, a language or a text cannot be.
    """
    if language not in dict(settings.LANGUAGES):
        raise CannotImport(
            _("“%(language)s” is no language of this site. Choose one of these: %(choices)s")
            % {"language": language, "choices": ", ".join(dict(settings.LANGUAGES))}
        )
    guide = Guide.objects.filter(slug=slug).first()
    translation = guide and guide.translations.filter(language=language).first()
    title = title.strip() or document.title
    if guide is None:
        _refuse_invalid(Guide(slug=slug))
    if translation is None or translation.title != title:
        _refuse_invalid(Translation(language=language, title=title), exclude=["guide"])
    rows = list(translation.sections.all()) if translation else []
    return TextPlan(
        slug=slug,
        language=language,
        title=title,
        guide=guide,
        translation=translation,
        sections=tuple(_planned(document.sections, rows, _reviews(translation), confirmed)),
        basis=_basis(translation, rows),
    )


def with_chosen_kinds(document: ImportedGuide, *, slug: str, language: str) -> ImportedGuide:
    """`document` with the kinds that were confirmed in the draft, where the heading is still the same."""
    rows = Section.objects.filter(translation__guide__slug=slug, translation__language=language)
    rows = rows.filter(kind_confirmed=True)
    chosen = {(row.key, row.title): row.kind for row in rows}
    sections = (
        dataclasses.replace(section, kind=chosen.get((section.key, section.title), section.kind))
        for section in document.sections
    )
    return dataclasses.replace(document, sections=tuple(sections))


@transaction.atomic
def carry_out(
    document: ImportedGuide,
    *,
    slug: str,
    language: str,
    title: str = "",
    confirmed: Container[str] = (),
    replace: bool = False,
    expected: str = "",
    by,
) -> Translation:
    """The draft that says what `document` says; nothing is saved where it did so already.

    An existing text is changed only with `replace`: sections with the same key in place, new ones
    added, missing ones deleted. A section whose words change is no longer signed.
    `expected` is the basis of the plan that the person looked at.
    Raises CannotImport: WouldReplace without `replace`, DraftMoved when the basis is another.
    """
    if not access.edits_guides(by):
        raise CannotImport(_("You may not import guides. Ask a guide editor."))
    _lock(slug, language)
    planned = plan(document, slug=slug, language=language, title=title, confirmed=confirmed)
    if not planned.differs:
        return planned.translation
    if expected and planned.basis != expected:
        raise DraftMoved(
            _("Somebody changed the draft since you opened this page. Look at it again, please.")
        )
    if planned.translation and not replace:
        raise WouldReplace(planned)
    try:
        with transaction.atomic():
            return _write(planned, by)
    except IntegrityError as error:
        raise CannotImport(
            _("Somebody else saved this guide at the same moment. Look at it, then try again.")
        ) from error


def _lock(slug, language):
    """Whoever imports, publishes or saves a section of the same text waits until this is done."""
    Guide.objects.select_for_update().filter(slug=slug).first()
    texts = Translation.objects.select_for_update(of=("self",)).filter(guide__slug=slug)
    if text := texts.filter(language=language).first():
        list(text.sections.select_for_update())


def _reviews(translation):
    """{section: the signature that holds for its words}"""
    if translation is None:
        return {}
    content = compose(translation)
    return {part: content.review(part) for part in content.prints}


def _planned(sections, rows, reviews, confirmed):
    """In the document's order; then what the document does not have."""
    old = {row.key: row for row in rows}
    keys = [section.key for section in sections]
    kept = [row.key for row in rows if row.key in keys]
    moved = {a for a, b in zip(kept, [k for k in keys if k in old], strict=True) if a != b}
    for section in sections:
        row = old.get(section.key)
        is_confirmed = section.key in confirmed or _was_confirmed(section, row)
        differs = tuple(_differences(section, row, moved, is_confirmed))
        yield PlannedSection(section, row, differs, row and reviews.get(row.key), is_confirmed)
    yield from (PlannedSection(None, row) for row in rows if row.key not in keys)


def _was_confirmed(section, row):
    """Of this kind under this heading: under another one it is a new guess."""
    same = row is not None and (row.kind, row.title) == (section.kind, section.title)
    return same and row.kind_confirmed


def _differences(section, row, moved, is_confirmed):
    if row is None:
        return
    if row.title != section.title:
        yield "title"
    if row.kind != section.kind or (is_confirmed and not row.kind_confirmed):
        yield "kind"
    if _words(row.body) != _words(section.body):
        yield "body"
    if row.key in moved:
        yield "place"


def _words(body):
    """Browsers send other line ends than documents have; to a reader they are the same."""
    return body.replace("\r\n", "\n").strip()


def _basis(translation, rows):
    versions = [[row.pk, row.version] for row in rows]
    return fingerprint(
        {"translation": translation and [translation.pk, translation.version], "rows": versions}
    )


def _line(planned):
    values = {"title": planned.section.title, "parts": planned.parts}
    if planned.state == SectionState.NEW:
        return _("new: %(title)s") % values
    if planned.state == SectionState.REMOVED:
        return _("not in the document, would be deleted: %(title)s") % values
    return _("changed (%(parts)s): %(title)s") % values


def _write(planned, by):
    guide = planned.guide or _saved(Guide(slug=planned.slug), by)
    translation = planned.translation or Translation(guide=guide, language=planned.language)
    if planned.new_title:
        translation.title = planned.title
        _saved(translation, by, exclude=["guide"])
    for part in planned.sections:
        if part.new is None:
            part.old._history_user = by
            part.old.delete()
    kept = [part for part in planned.sections if part.new]
    for part, position in zip(kept, _positions(kept), strict=True):
        _write_section(part, position, translation, by)
    return translation


def _positions(kept):
    """As they are when they give the right order already, so that no row is saved for a number."""
    now = [part.old.position if part.old else None for part in kept]
    if None not in now and all(a < b for a, b in pairwise(now)):
        return now
    return [STEP * place for place in range(1, len(kept) + 1)]


def _write_section(part, position, translation, by):
    row = part.old or Section(translation=translation, key=part.new.key)
    if part.state == SectionState.SAME and row.position == position:
        return
    row.title, row.kind, row.position = part.new.title, part.new.kind, position
    row.kind_confirmed = part.is_confirmed
    if part.old is None or "body" in part.differs:
        row.body = part.new.body
    _saved(row, by, exclude=["translation"])


def _saved(row, by, exclude=()):
    row._history_user = by
    _refuse_invalid(row, exclude)
    row.save()
    return row


def _refuse_invalid(row, exclude=()):
    """What may not stand twice is the database's to say."""
    try:
        row.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise CannotImport(" ".join(_invalid(row, error.message_dict))) from error


def _invalid(row, messages):
    for name, words in messages.items():
        label = capfirst(row._meta.get_field(name).verbose_name)
        yield _("%(field)s: %(problem)s") % {"field": label, "problem": " ".join(words)}
