"""What stands in the way of publishing a guide, or deserves a second look, each with its place."""

from collections.abc import Container

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.models.content import label_of
from editions.models.public_text import public_texts
from editions.publish.exceptions import newest, with_exemptions
from editions.tools.findings import Finding
from editions.tools.patient_data import findings_in, texts_in
from guide.claims.whole_page import TELL_BENEFITS, page_findings, page_section
from guide.draft.claim_findings import claims_of_guide
from guide.draft.reading_findings import findings_on_reading
from guide.draft.translations import newest_of
from guide.draft.wording import titles_of
from guide.markup.markdown import Document, parse
from guide.markup.statements import statements_of
from guide.models import Reference, Section, Translation
from guide.models.content import GuideContent, SectionContent
from guide.models.kinds import MEDICAL, Kind, RegulatoryStatus
from guide.models.signed_words import OPENING, keys_cited
from guide.references.holding import findings_on_sources

SECTION_LEVEL = 2  # of the heading above a section, on every page


def check(translation: Translation, content: GuideContent) -> list[Finding]:
    """Findings on `content`, composed from `translation`: those that block come first.

    What somebody let stand comes last.
    """
    rows = list(translation.sections.values_list("key", "pk", "kind_confirmed"))
    addresses = {
        key: reverse("admin:guide_section_change", args=[pk]) for key, pk, _confirmed in rows
    }
    guessed = {key for key, _pk, is_confirmed in rows if not is_confirmed}
    keys = {reference.key for reference in content.references}
    today = timezone.localdate()
    texts = list(public_texts(content, content.language))
    place_of = _places(translation, content, addresses)
    findings = [
        *_whole(translation, content, addresses, guessed),
        *_guessed(content, addresses, guessed),
        *(f for s in content.sections for f in _section(s, keys, addresses.get(s.key, ""))),
        *findings_in(texts_in(content.model_dump(mode="json")), place_of),
        *claims_of_guide(content, texts, place_of),
        *findings_on_reading(texts, place_of),
        *findings_on_sources(content, texts, place_of, _looked_at(translation), today),
    ]
    said = newest(Translation, [translation.pk]).get(translation.pk, {})
    return with_exemptions(findings, content, said)


def _looked_at(translation):
    """{key: when each reference was looked at}; the guide's own before those that all share."""
    rows = Reference.objects.citable_in([translation.guide_id]).values_list(
        "guide", "key", "checked_on"
    )
    return {key: day for _guide, key, day in sorted(rows, key=lambda row: row[0] or 0)}


def check_text(text: str, keys: set[str], place: str, address: str = "") -> list[Finding]:
    """Findings on one Markdown text: what the renderer could not understand, and unknown keys."""
    return [
        Finding(
            message,
            _("%(place)s, line %(line)s") % {"place": place, "line": line},
            True,
            address,
            code,
        )
        for line, code, message in problems_in(parse(text), keys)
    ]


def problems_in(document: Document, keys: Container[str]) -> list[tuple[int, str, str]]:
    """(line, code, message) of whatever is wrong in a text that may cite these keys, in its order."""
    found = [(problem.line, problem.code, problem.message) for problem in document.problems]
    found += [
        (
            line,
            "unknown-key",
            _("No reference has the key “%(key)s”. Add it, or fix the key.") % {"key": key},
        )
        for key, line in document.cited
        if key not in keys
    ]
    return sorted(found)


def _section(section: SectionContent, keys, address):
    if not section.body.strip():
        yield Finding(
            _("This section has no text. Write it, or delete the section."),
            section.title,
            True,
            address,
            "empty-section",
        )
    if not isinstance(section.kind, Kind):
        message = _("There is no such kind of section: “%(kind)s”. Choose another kind.")
        yield Finding(
            message % {"kind": section.kind}, section.title, True, address, "no-such-kind"
        )
    yield from check_text(section.body, keys, section.title, address)


def _guessed(content, addresses, guessed):
    """Sections of which only an import says what they are about."""
    for section in content.sections:
        if section.key in guessed:
            message = _(
                "An import guessed from the heading that this section is about “%(kind)s”. Look at "
                "it, choose another kind if that is wrong, and save it to confirm."
            ) % {"kind": label_of(Kind, section.kind)}
            address = addresses.get(section.key, "")
            yield Finding(message, section.title, True, address, "kind-guessed")


def _whole(translation, content, addresses, guessed):
    mend = reverse("admin:guide_translation_change", args=[translation.pk])
    place = content.title
    if not content.sections:
        yield Finding(_("There is no section yet. Add one."), place, True, mend, "no-sections")
    yield from _whole_page(content, mend, addresses, guessed)
    yield from _approved(content, mend, addresses)
    yield from _unsigned(translation, content)
    yield from _behind_its_source(translation, place, mend)
    for text, name in [
        (content.main_message, _("Main message")),
        (content.emergency, _("When to get help at once")),
    ]:
        yield from check_text(text, {r.key for r in content.references}, name, mend)


def _whole_page(content, mend, addresses, guessed):
    """Whether risks are told as benefits are, and what must come before them.

    A guessed kind is no proof that they are: it counts where it asks for more, and not where it
    would content a rule.
    """
    telling = {s.key for s in content.sections if s.kind in TELL_BENEFITS}
    page = [
        page_section(
            section.key,
            Kind.OTHER if section.key in guessed - telling else section.kind,
            SECTION_LEVEL,
            statements_of(section.body, content.language),
            content.language,
        )
        for section in content.sections
    ]
    titles = {section.key: section.title for section in content.sections}
    for found in page_findings(page, is_unapproved=content.is_unapproved):
        place = titles.get(found.section, content.title)
        address = addresses.get(found.section, mend)
        yield Finding(f"{found.message} {found.instead}", place, found.blocks, address, found.rule)


def _approved(content, mend, addresses):
    """Who says that something is approved says by whom: a claim that most readers take on trust."""
    if content.regulatory_status != RegulatoryStatus.APPROVED:
        return
    known = {reference.key for reference in content.references}
    telling = [section for section in content.sections if section.kind == Kind.APPROVAL]
    if not any(known.intersection(keys_cited(section.body)) for section in telling):
        message = _(
            "The guide says “approved for this use” and cites nothing for it. Cite who approved it "
            "in a section of the kind “approval status”, or change the status in the guide's form."
        )
        first = telling[0] if telling else None
        place, address = (first.title, addresses[first.key]) if first else (content.title, mend)
        yield Finding(message, place, True, address, "approval-not-cited")


def _unsigned(translation, content):
    """Each part whose words nobody has signed as they are; medical ones may not go live so."""
    ask = reverse("admin:guide_translation_review", args=[translation.pk])
    titles = titles_of(content)
    unsigned = [part for part in titles if not content.review(part)]
    needed = _to_be_signed(translation, content)
    medical = [part for part in unsigned if part in needed]
    for part in medical:
        message = (
            _("These words were changed after they were signed. Ask for a review of them.")
            if content.signature(part)
            else _("Nobody has signed these words yet. Ask for a review of them.")
        )
        yield Finding(
            message,
            titles[part],
            True,
            ask,
            "unsigned",
            needs_signature=True,
            fault=_("No clinician has signed these words yet."),
        )
    if others := [titles[part] for part in unsigned if part not in medical]:
        message = _("Nobody has signed this as it is, and pages will say so: %(parts)s")
        yield Finding(
            message % {"parts": "; ".join(others)}, content.title, False, ask, "not-signed"
        )


def _to_be_signed(translation, content) -> set[str]:
    """The parts that do not go live unsigned."""
    if translation.guide.needs_signature:
        kinds, parts = MEDICAL, {OPENING}
    else:
        is_claimed = content.regulatory_status == RegulatoryStatus.APPROVED
        kinds, parts = ({Kind.APPROVAL} if is_claimed else frozenset()), set()
    was = _kinds_before(translation)
    return parts | {
        section.key
        for section in content.sections
        if section.kind in kinds or not was.get(section.key, frozenset()).isdisjoint(kinds)
    }


def _kinds_before(translation) -> dict[str, set]:
    """{key: the kinds that a section here ever had}: another kind is no way around a signature."""
    keys = dict(translation.sections.values_list("pk", "key"))
    records = Section.history.filter(translation=translation).order_by()
    found: dict = {}
    for row, key, kind in records.values_list("id", "key", "kind").distinct():
        for known in {key, keys.get(row, key)}:
            found.setdefault(known, set()).add(kind)
    return found


def _places(translation, content, addresses):
    """A function from the path of a text to (place, address of its form)."""
    mend = reverse("admin:guide_translation_change", args=[translation.pk])

    def place_of(path):
        if path[0] == "terms":
            glossary = reverse("admin:guide_term_changelist")
            return content.terms[path[1]].key, glossary
        if path[0] == "references":
            library = reverse("admin:guide_reference_changelist")
            return content.references[path[1]].key, library
        if path[0] != "sections":
            return content.title, mend
        section = content.sections[path[1]]
        return section.title, addresses.get(section.key, mend)

    return place_of


def _behind_its_source(translation, place, mend):
    source = translation.translated_from
    if source is None:
        return
    latest = newest_of(source)
    if latest.number > source.number:
        message = _(
            "This text follows edition %(old)s of the other language, which is at edition %(new)s "
            "now. Bring it up to date, then say so on the text's page."
        ) % {"old": source.number, "new": latest.number}
        yield Finding(message, place, False, mend, "behind-its-source")
