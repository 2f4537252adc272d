"""A guide's content in the words of its forms."""

from django.utils.translation import gettext as _

from editions.diff.wording import Group, Wording
from guide.models import Guide, Reference, Section, Term, Translation


def guide_wording() -> Wording:
    return Wording(
        {
            "": Group(_("About the guide"), (Translation, Guide)),
            "sections": Group(_("Sections"), (Section,), lambda item: item.get("title")),
            "references": Group(_("References"), (Reference,), lambda item: item["key"], {"order"}),
            "terms": Group(_("Glossary"), (Term,), lambda item: item["key"], {"order"}),
        }
    )
