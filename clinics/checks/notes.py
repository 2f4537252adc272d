"""What stands against a clinic's own notes."""

from dataclasses import replace
from itertools import chain
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models import Note
from clinics.models.clinic import ABOUT_MONEY
from editions.models.public_text import PublicText
from editions.tools.findings import Finding
from guide.checks.claims import findings_on_claims
from guide.checks.markup import check_text
from guide.claims.checking import world_of
from guide.claims.matching import World
from guide.models.evidence import SourceStatus
from guide.models.kinds import Kind
from guide.references.holding import findings_on_status


def claims_of_note(note: Note) -> list[Finding]:
    """What is found in one note alone, for whoever reads it before it goes live."""
    address = reverse("admin:clinics_note_change", args=[note.pk])
    return list(
        findings_on_claims(
            [PublicText((), note.body, note.language, is_markdown=True)],
            world_at=lambda path: world_of_note(note.section_kind),
            place_of=lambda path: (str(note), address),
        )
    )


def world_of_note(kind: str) -> World:
    """What may be told in a clinic's note of this kind."""
    return World.SHORT if kind in ABOUT_MONEY else world_of(kind)


def findings_on_notes(notes, guides):
    for note in notes:
        mend = reverse("admin:clinics_note_change", args=[note.pk])
        stands_in = [guides.get(note.guide.slug, [])] if note.guide else [*guides.values()]
        texts = [*chain(*stands_in)]
        keys = _citable(stands_in)
        if note.section_kind not in Kind.values:
            message = _("There is no such kind of section: “%(kind)s”. Choose another kind.")
            yield Finding(
                message % {"kind": note.section_kind}, str(note), True, mend, "no-such-kind"
            )
        yield from check_text(note.body, keys, str(note), mend)
        if note.section_kind not in ABOUT_MONEY and not any(
            text.has(note.section_kind) for text in texts
        ):
            message = _("No guide on offer has such a section, so patients will not see this note.")
            yield Finding(message, str(note), False, mend, "note-without-place")


def _citable(guides) -> set[str]:
    """A note for several guides cites what each of them has: else patients of one read a bare key."""
    known = [{row.key for text in texts for row in text.references} for texts in guides if texts]
    return set.intersection(*known) if known else set()


def sources_gone(notes, guides, statuses):
    """Sentences of notes that cite what was withdrawn or superseded since."""
    for note in notes:
        slugs = [note.guide.slug] if note.guide else guides
        found = {
            key: status
            for (slug, key), status in statuses.items()
            if slug in slugs and status != SourceStatus.CURRENT
        }
        mend = reverse("admin:clinics_note_change", args=[note.pk])
        text = PublicText((), note.body, note.language, is_markdown=True)
        for one in findings_on_status(text, found, str(note), mend):
            yield replace(one, about=(note.pk, note.body))


def unread_in(notes, answers):
    """Words on medical subjects that nobody of the central team has read, or let stand."""
    for note in (note for note in notes if note.pk in answers):
        message = (
            _("These words wait until a guide editor or a reviewer has read them.")
            if answers[note.pk] is None
            else _("These words were sent back. Change them, or delete the note.")
        )
        mend = reverse("admin:clinics_note_change", args=[note.pk])
        yield Finding(message, str(note), True, mend, "no-consent", needs_signature=True)


def missing_notes(clinic, content):
    languages = [code for code, _name in settings.LANGUAGES if code == settings.LANGUAGE_CODE]
    languages += [code for code, _name in settings.LANGUAGES if clinic.spanish and code == "es"]
    names = dict(settings.LANGUAGES)
    for kind in ABOUT_MONEY:
        here = {note.language for note in content.notes if note.section_kind == kind}
        for language in languages:
            if language not in here:
                message = _("There is no note of your own in %(language)s yet.") % {
                    "language": _(names[language])
                }
                chosen = {"clinic": clinic.pk, "section_kind": kind, "language": language}
                add = f"{reverse('admin:clinics_note_add')}?{urlencode(chosen)}"
                yield Finding(message, str(kind.label), False, add, "note-missing")
