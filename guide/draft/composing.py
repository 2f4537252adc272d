"""The draft of a guide's text as frozen content: what would be published now."""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.db.models import prefetch_related_objects

from guide.markup.markdown import parse
from guide.models import Reference, Section, Term, Translation
from guide.models.content import (
    GuideContent,
    ReferenceContent,
    ReviewerContent,
    SectionContent,
    SourceContent,
    TermContent,
)


def compose(translation: Translation) -> GuideContent:
    """All that patients would read of `translation`."""
    return compose_texts([translation])[translation.pk]


def compose_texts(translations: Sequence[Translation]) -> dict[int, GuideContent]:
    """The same of several, by the text's number; five queries, however many and long they are."""
    prefetch_related_objects(translations, "guide", "translated_from")
    sections = Section.objects.filter(translation__in=translations).select_related("reviewer")
    by_text = _grouped(sections.order_by("position", "pk"), "translation_id")
    guides = {text.guide_id for text in translations}
    references = _grouped(Reference.objects.filter(guide__in=guides).order_by("key"), "guide_id")
    languages = {text.language for text in translations}
    terms = _grouped(Term.objects.filter(language__in=languages).order_by("word"), "language")
    return {
        text.pk: _content(
            text,
            tuple(map(_section, by_text.get(text.pk, ()))),
            references.get(text.guide_id, ()),
            terms.get(text.language, ()),
        )
        for text in translations
    }


def _grouped(rows, name):
    found: dict = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _content(translation, sections, references, terms):
    guide = translation.guide
    texts = [translation.main_message, translation.emergency, *(s.body for s in sections)]
    source = translation.translated_from
    return GuideContent(
        slug=guide.slug,
        language=translation.language,
        title=translation.title,
        description=translation.description,
        main_message=translation.main_message,
        emergency=translation.emergency,
        condition=guide.condition,
        treatment=guide.treatment,
        regulatory_status=guide.regulatory_status,
        icd10_codes=_codes(guide.icd10_codes),
        snomed_codes=_codes(guide.snomed_codes),
        sections=sections,
        references=_references(references, texts),
        terms=_terms(terms, texts),
        translated_from=source and SourceContent(language=source.language, number=source.number),
    )


def _section(section: Section) -> SectionContent:
    return SectionContent(
        key=section.key,
        kind=section.kind,
        title=section.title,
        main_message=section.main_message,
        body=section.body,
        evidence=section.evidence,
        reviewed_on=section.reviewed_on,
        next_review=section.next_review,
        reviewer=_signer(section),
    )


def _signer(section):
    """As it stood when it was signed, whatever the reviewer's entry says by now."""
    if section.reviewer is None:
        return None
    return ReviewerContent(**(section.signed_as or section.reviewer.as_signed()))


def _references(references, texts):
    """In the order in which they are first cited; then those that clinics' notes may cite."""
    rows = {reference.key: reference for reference in references}
    cited = [key for text in texts for key in _cited(text) if key in rows]
    return tuple(
        ReferenceContent(key=key, text=rows[key].text, url=rows[key].url)
        for key in dict.fromkeys([*cited, *rows])
    )


@lru_cache(maxsize=1024)
def _cited(text):
    """Kept, for reading a whole guide takes a moment and the start page asks of many."""
    return tuple(key for key, _line in parse(text).cited)


def _terms(terms, texts):
    """The glossary's words that stand in the text."""
    return tuple(
        TermContent(key=term.word, definition=term.definition)
        for term in terms
        if stands_in(term.word, texts)
    )


def stands_in(word: str, texts: list[str]) -> bool:
    """Whether a word of the glossary is used there, in whichever case."""
    whole = "\n".join(texts)
    return bool(re.search(rf"\b{re.escape(word)}\b", whole, re.IGNORECASE))


def _codes(listed):
    return tuple(code for part in listed.split(",") if (code := part.strip()))
