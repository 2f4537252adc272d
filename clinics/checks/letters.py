"""Which words of the notices no font of the handout can print."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models.content import NetworkContent
from clinics.models.other_texts import language_name
from clinics.tools.typesetting import missing_letters
from editions.tools.findings import Finding


def letters_missing(network: NetworkContent) -> Iterator[Finding]:
    """In the page's language that blocks: it would be printed with holes. Others are left out."""
    address = reverse("admin:clinics_notice_changelist")
    for notice in network.notices:
        for text in (*notice.titles.values(), *notice.texts.values()):
            if letters := missing_letters(text):
                message = _("No font of the handout has “%(letters)s”. Write it otherwise.")
                words = message % {"letters": letters[:20]}
                yield Finding(words, notice.key, True, address, "letters-missing")
        for code, text in notice.other_texts.items():
            if missing_letters(text):
                message = _(
                    "No font of the handout has the letters of %(language)s. The text stands on "
                    "the page and is left out on paper: give it out another way."
                )
                words = message % {"language": language_name(code)}
                yield Finding(words, notice.key, False, address, "letters-missing")
