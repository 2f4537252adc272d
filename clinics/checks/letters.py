"""What no font of the handout can print."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models.content import NetworkContent
from clinics.models.other_texts import language_name
from clinics.tools.typesetting import missing_letters
from editions.models.public_text import PublicText, public_texts
from editions.tools.findings import Finding
from guide.models import Translation
from guide.models.content import GuideContent


def letters_missing(network: NetworkContent) -> Iterator[Finding]:
    """In notices. In the page's language that blocks: what the law prescribes would be printed with
    holes. Other languages are left out."""
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


def letters_missing_in(
    texts: Iterable[PublicText], place_of: Callable[[tuple], tuple[str, str]]
) -> Iterator[Finding]:
    """A warning for each text with a letter that paper would leave out; notices have their own."""
    signs = {text: _signs(text.text) for text in texts if text.path[0] != "notices"}
    # Nearly always nothing is missing, and one look says so for all of them.
    if not missing_letters("".join(sorted(set().union(*signs.values())))):
        return
    for text, its in signs.items():
        if letters := missing_letters(its):
            message = _("Paper leaves out “%(letter)s”: no font has it. Write it otherwise.")
            at = text.text.index(letters[0])
            place, address = place_of(text.path)
            yield Finding(
                message % {"letter": letters[0]},
                place,
                False,
                address,
                "letters-missing",
                quote=letters[0],
                path=text.path,
                start=at,
                end=at + 1,
                language=text.language,
            )


def letters_missing_in_guide(
    translation: Translation, content: GuideContent, _moment: datetime
) -> Iterator[Finding]:
    mend = reverse("admin:guide_translation_change", args=[translation.pk])

    def place_of(path):
        of_section = path[0] == "sections"
        return (content.sections[path[1]] if of_section else content).title, mend

    return letters_missing_in(public_texts(content, content.language), place_of)


def _signs(text):
    """Once each, its letters and symbols beyond ASCII; what joins or follows another is printed with that."""
    if text.isascii():
        return ""
    beyond = (sign for sign in dict.fromkeys(text) if not sign.isascii())
    return "".join(sign for sign in beyond if unicodedata.category(sign)[0] in "LNPS")
