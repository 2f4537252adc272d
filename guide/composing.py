"""The draft of a guide's text as frozen content: what would be published now."""

import re

from guide.content import (
    GuideContent,
    ReferenceContent,
    ReviewerContent,
    SectionContent,
    SourceContent,
    TermContent,
)
from guide.markdown import parse
from guide.models import Section, Term, Translation


def compose(translation: Translation) -> GuideContent:
    """All that patients would read of `translation`; five queries, however long it is."""
    guide = translation.guide
    sections = tuple(map(_section, translation.sections.select_related("reviewer")))
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
        references=_references(guide, texts),
        terms=_terms(translation.language, texts),
        translated_from=source and SourceContent(language=source.language, number=source.number),
    )


def _section(section: Section) -> SectionContent:
    person = section.reviewer
    return SectionContent(
        key=section.key,
        kind=section.kind,
        title=section.title,
        main_message=section.main_message,
        body=section.body,
        evidence=section.evidence,
        reviewed_on=section.reviewed_on,
        next_review=section.next_review,
        reviewer=person
        and ReviewerContent(
            name=person.name, credentials=person.credentials, interests=person.interests
        ),
    )


def _references(guide, texts):
    """In the order in which they are first cited; then those that clinics' notes may cite."""
    rows = {reference.key: reference for reference in guide.references.order_by("key")}
    cited = [key for text in texts for key, _line in parse(text).cited if key in rows]
    return tuple(
        ReferenceContent(key=key, text=rows[key].text, url=rows[key].url)
        for key in dict.fromkeys([*cited, *rows])
    )


def _terms(language, texts):
    """The glossary's words that stand in the text."""
    return tuple(
        TermContent(key=term.word, definition=term.definition)
        for term in Term.objects.filter(language=language).order_by("word")
        if stands_in(term.word, texts)
    )


def stands_in(word: str, texts: list[str]) -> bool:
    """Whether a word of the glossary is used there, in whichever case."""
    whole = "\n".join(texts)
    return bool(re.search(rf"\b{re.escape(word)}\b", whole, re.IGNORECASE))


def _codes(listed):
    return tuple(code for part in listed.split(",") if (code := part.strip()))
