"""Where a clinic's note stands, which sources it cites, and which prices a text may name."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.checks.notes import world_of_note
from clinics.draft.composing import compose_clinic
from clinics.models import Note
from clinics.models.catalogue import Service
from clinics.public import live
from clinics.public.facts import Facts
from clinics.public.tokens import token_values
from clinics.tools.formats import locale_of
from guide.draft.editor_context import Place
from guide.draft.rendering import numbers_of
from guide.references.citing import MARK, Written

HEADING = 4  # below the clinic's name, which heads the note


def place_of(note: Note) -> Place:
    """With the values and colors of the clinic's draft, and the references of published guides."""
    language = note.language or settings.LANGUAGE_CODE
    world = world_of_note(note.section_kind)
    if not note.clinic_id:
        return Place(language=language, heading=HEADING, world=world)
    moment, content = timezone.now(), compose_clinic(note.clinic)
    texts = _texts([note.guide.slug] if note.guide else content.guides, language, moment)
    return Place(
        language=language,
        heading=HEADING,
        world=world,
        numbers=numbers_of(texts[0]) if texts else {},
        values=_values(note, content, language, moment),
        references=_citable(texts),
        stylesheet=reverse("admin:clinics_clinic_brand", args=[note.clinic_id]),
        **_published(note, moment),
    )


def guides_of(note: Note):
    """Those in which the note stands."""
    if note.guide:
        return [note.guide]
    return note.clinic.guides.all() if note.clinic_id else []


def price_tokens(guides) -> dict[str, str]:
    """{token: words} for the price of each service that these guides name."""
    services = Service.objects.filter(guides__in=guides).distinct()
    return {f"cost.{s.key}": _("Price: %(service)s") % {"service": s} for s in services}


def notes_that_cite() -> Iterator[Written]:
    """A note for all guides stands in each that its clinic offers; two queries."""
    rows = Note.objects.filter(body__contains=MARK).select_related("clinic")
    for note in rows.prefetch_related("clinic__guides").order_by("clinic__name", "pk"):
        guides = [note.guide_id] if note.guide_id else [g.pk for g in note.clinic.guides.all()]
        yield Written(
            text=note.body,
            language=note.language,
            guides=frozenset(guides),
            owner=note.clinic.name,
            place=note.get_section_kind_display(),
        )


def _texts(slugs, language, moment):
    """What patients read of each guide in this language, or in another where there is none."""
    found = live.guide_contents_at(slugs, moment).values()
    by_language = ({text.language: text for text in texts} for texts in found if texts)
    return [live.in_best_language(texts, language) for texts in by_language]


def _citable(texts):
    """The references that every one of these texts has: a note for all guides stands in each."""
    listed = [{reference.key: reference.text for reference in text.references} for text in texts]
    first, *others = listed or [{}]
    return {key: text for key, text in first.items() if all(key in other for other in others)}


def _values(note, content, language, moment):
    facts = Facts(
        clinic=content,
        network=live.network_content_at(moment),
        guide=note.guide.slug if note.guide else "",
        day=note.clinic.day_at(moment),
        language=language,
        locale=locale_of(language, note.clinic.country),
    )
    return token_values(facts)


def _published(note, moment):
    edition = live.clinic_at(note.clinic.slug, moment)
    if edition is None:
        return {}
    here = (note.section_kind, note.guide.slug if note.guide else "", note.language)
    notes = {(n.section_kind, n.guide, n.language): n.body for n in live.content_of(edition).notes}
    return {"edition": edition.number, "published": notes.get(here)}
