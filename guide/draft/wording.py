"""A guide's content in the words of its forms."""

from django.utils.translation import gettext as _

from editions.diff.wording import Group, Wording
from guide.models import Guide, Reference, Section, Signature, Term, Translation
from guide.models.content import GuideContent, titles_of


def guide_wording(content: GuideContent) -> Wording:
    titles = titles_of(content)
    return Wording(
        {
            "": Group(_("About the guide"), (Translation, Guide), hidden={"words_since"}),
            "sections": Group(_("Sections"), (Section,), lambda item: item.get("title")),
            "references": Group(_("References"), (Reference,), lambda item: item["key"], {"order"}),
            "terms": Group(_("Glossary"), (Term,), lambda item: item["key"], {"order"}),
            "signatures": Group(
                _("Signatures"),
                (Signature,),
                lambda item: titles.get(item["key"], item["key"]),
                {"order", "words"},
            ),
        }
    )
