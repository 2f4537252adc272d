"""The draft of a guide's text as frozen content: what would be published now."""

import re
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, prefetch_related_objects

from guide.models import Reference, Section, Signature, Term, Translation, TranslationEdition
from guide.models.content import (
    GuideContent,
    ReferenceContent,
    ReviewerContent,
    SectionContent,
    SignatureContent,
    SourceContent,
    TermContent,
)
from guide.models.signed_words import keys_cited

SAME_OF_REFERENCE = ReferenceContent.model_fields.keys() - {"url"}


def compose(translation: Translation) -> GuideContent:
    """All that patients would read of `translation`."""
    return compose_texts([translation])[translation.pk]


def compose_texts(translations: Sequence[Translation]) -> dict[int, GuideContent]:
    """The same of several, by the text's number; seven queries, however many and long they are."""
    prefetch_related_objects(translations, "guide", "translated_from")
    sections = Section.objects.filter(translation__in=translations)
    by_text = _grouped(sections.order_by("position", "pk"), "translation_id")
    guides = {text.guide_id for text in translations}
    references = _grouped(Reference.objects.citable_in(guides).order_by("key"), "guide_id")
    shared = references.get(None, ())
    languages = {text.language for text in translations}
    terms = _grouped(Term.objects.filter(language__in=languages).order_by("word"), "language")
    contents = {
        text.pk: _content(
            text,
            tuple(map(_section, by_text.get(text.pk, ()))),
            references.get(text.guide_id, ()),
            shared,
            terms.get(text.language, ()),
        )
        for text in translations
    }
    return _with_what_was_signed(contents)


def _with_what_was_signed(contents):
    """The same with its signatures, and since when patients read the words that stand there."""
    rows = Signature.objects.standing().filter(translation__in=contents).order_by("signed_at", "pk")
    signatures = _grouped(rows.defer("text"), "translation_id")
    published = {edition.translation_id: edition.read() for edition in _newest(contents)}
    return {
        key: content.model_copy(
            update={
                "signatures": _signatures(content, signatures.get(key, ())),
                "words_since": _since(content, published.get(key)),
            }
        )
        for key, content in contents.items()
    }


def _newest(contents):
    """The last edition of each that stands, whether its day has come or not."""
    standing = TranslationEdition.objects.filter(withdrawn_at=None)
    newer = standing.filter(translation=OuterRef("translation"), number__gt=OuterRef("number"))
    return standing.filter(~Exists(newer), translation__in=contents)


def _signatures(content, rows):
    by_part = _grouped(rows, "key")
    return tuple(
        _signature(by_part[part], words)
        for part, words in content.prints.items()
        if part in by_part
    )


def _signature(rows, words):
    """The last one of these very words, or else the last one."""
    of_these = [row for row in rows if row.words == words]
    row = (of_these or rows)[-1]
    return SignatureContent(
        key=row.key,
        words=row.words,
        reviewed_on=row.reviewed_on,
        next_review=row.next_review,
        reviewer=ReviewerContent(**row.signed_as),
    )


def _since(content, published):
    if published is None:
        return {}
    return {
        part: published.words_since[part]
        for part, words in content.prints.items()
        if published.prints.get(part) == words and part in published.words_since
    }


def _grouped(rows, name):
    found: dict = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _content(translation, sections, own, shared, terms):
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
        overdue_grace_months=guide.overdue_grace_months,
        icd10_codes=_codes(guide.icd10_codes),
        snomed_codes=_codes(guide.snomed_codes),
        sections=sections,
        references=_references(own, shared, texts),
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
    )


def _references(own, shared, texts):
    """In the order in which they are first cited; then the guide's own, which notes may cite."""
    mine = {row.key: row for row in own}
    rows = {row.key: row for row in shared} | mine
    cited = [key for text in texts for key in keys_cited(text) if key in rows]
    return tuple(_reference(rows[key]) for key in dict.fromkeys([*cited, *mine]))


def _reference(row):
    same = {name: getattr(row, name) for name in SAME_OF_REFERENCE}
    return ReferenceContent(**same, url=row.link)


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
