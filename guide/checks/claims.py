"""What the claim check finds in a draft, told as findings at their places."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from editions.models.public_text import PublicText
from editions.tools.findings import Finding
from guide.claims.checking import Claim, claims_in, claims_in_words, world_of
from guide.claims.matching import World
from guide.models.content import GuideContent

# Of a section only what is told in it, not what it is called: a heading may ask what helps.
TOLD = ("body", "main_message")


def findings_on_claims(
    texts: Iterable[PublicText],
    *,
    world_at: Callable[[tuple], World],
    place_of: Callable[[tuple], tuple[str, str]],
) -> Iterator[Finding]:
    """`world_at(path)` says what may be told there, `place_of(path)` gives (place, address)."""
    for text in texts:
        for claim in _claims(text.text, text.language, world_at(text.path), text.is_markdown):
            place, address = place_of(text.path)
            yield Finding(
                _("%(message)s %(instead)s") % {"message": claim.message, "instead": claim.instead},
                place,
                claim.blocks,
                address,
                claim.rule,
                quote=claim.sentence,
                path=text.path,
                start=claim.start,
                end=claim.end,
                language=text.language,
                fault=claim.message,
            )


@lru_cache(maxsize=4096)
def _claims(text: str, language: str, world: World, is_markdown: bool) -> tuple[Claim, ...]:
    """Kept, for most texts are asked about again: by a page, then by what it publishes."""
    check = claims_in if is_markdown else claims_in_words
    return tuple(check(text, language, world))


def findings_on_words(words: str, language: str) -> list[Finding]:
    """Of one text that is no Markdown, and stands by itself."""
    texts = [PublicText((), words, language)]
    return list(
        findings_on_claims(
            texts, world_at=lambda path: World.ELSEWHERE, place_of=lambda path: ("", "")
        )
    )


def claims_of_guide(content: GuideContent, texts, place_of) -> Iterator[Finding]:
    """`texts` are those of `content`."""

    def world_at(path):
        if path[0] != "sections" or path[2] not in TOLD:
            return World.ELSEWHERE
        return world_of(content.sections[path[1]].kind)

    return findings_on_claims(texts, world_at=world_at, place_of=place_of)
