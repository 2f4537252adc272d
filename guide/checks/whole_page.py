"""What stands against a guide as a whole: its balance, its approval, the text that it follows."""

from django.utils.translation import gettext as _

from editions.tools.findings import Finding
from guide.claims.whole_page import TELL_BENEFITS, page_findings, page_section
from guide.markup.statements import statements_of
from guide.models.kinds import Kind, RegulatoryStatus
from guide.models.signed_words import keys_cited

SECTION_LEVEL = 2  # of the heading above a section, on every page
MISSING = {  # which kind a rule misses
    "risks-missing": Kind.RISKS,
    "no-alternatives": Kind.ALTERNATIVES,
    "approval-missing": Kind.APPROVAL,
}


def findings_on_page(content, mend, addresses, guessed):
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
    guesses = {s.kind: s.key for s in content.sections if s.key in guessed - telling}
    for found in page_findings(page, is_unapproved=content.is_unapproved):
        key, instead = found.section, found.instead
        if guess := guesses.get(MISSING.get(found.rule)):
            key = guess
            instead = _("An import guessed that this section is one. Save it to confirm that.")
        place, address = titles.get(key, content.title), addresses.get(key, mend)
        yield Finding(f"{found.message} {instead}", place, found.blocks, address, found.rule)


def approval_not_cited(content, mend, addresses):
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


def behind_its_source(translation, place, mend):
    source = translation.translated_from
    if source is None:
        return
    latest = source.newest()
    if latest.number > source.number:
        message = _(
            "This text follows edition %(old)s of the other language, which is at edition %(new)s "
            "now. Bring it up to date, then say so on the text's page."
        ) % {"old": source.number, "new": latest.number}
        yield Finding(message, place, False, mend, "behind-its-source")
