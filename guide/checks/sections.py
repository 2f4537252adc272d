"""What stands against one section, and against its kind."""

from django.utils.translation import gettext as _

from editions.models.content import label_of
from editions.tools.findings import Finding
from guide.checks.markup import check_text
from guide.models.content import SectionContent
from guide.models.kinds import Kind


def findings_on_section(section: SectionContent, keys, address):
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


def guessed_kinds(content, addresses, guessed):
    """Sections of which only an import says what they are about."""
    for section in content.sections:
        if section.key in guessed:
            message = _(
                "An import guessed from the heading that this section is about “%(kind)s”. Look at "
                "it, choose another kind if that is wrong, and save it to confirm."
            ) % {"kind": label_of(Kind, section.kind)}
            address = addresses.get(section.key, "")
            yield Finding(message, section.title, True, address, "kind-guessed")
