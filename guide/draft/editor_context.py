"""A text while it is being written: as patients will see it, and what there is to say about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editions.diff.merging import straight
from editions.tools.patient_data import marks_in
from guide.checks.markup import problems_in
from guide.checks.reading import reading_of
from guide.claims.checking import claims_in, world_of
from guide.claims.matching import World
from guide.draft.composing import compose
from guide.markup.markdown import FIRST_HEADING, fill, html, parse
from guide.models import Reference, Section
from guide.tools.readability import (
    FEWEST_WORDS,
    LONG_SENTENCE,
    PLAIN_GRADE,
    PLAIN_INFLESZ,
    Readability,
    has_formula,
)

SHOWN, SHOWN_SENTENCES = 120, 3  # characters of each of the hardest sentences
READING = {
    "Flesch-Kincaid grade": (
        gettext_lazy("Reading grade %(score)s: plain."),
        gettext_lazy("Reading grade %(score)s: hard. Aim for %(aim)s or lower."),
        PLAIN_GRADE,
    ),
    "INFLESZ": (
        gettext_lazy("Reading ease %(score)s (INFLESZ): plain."),
        gettext_lazy("Reading ease %(score)s (INFLESZ): hard. Aim for %(aim)s or higher."),
        PLAIN_INFLESZ,
    ),
}


_token_tellers: list[Callable] = []  # filled once, in AppConfig.ready of the rooms above


def also_offer(tokens_for: Callable[[Sequence], Mapping[str, str]]) -> None:
    """`tokens_for(guides)` gives {token: words}: what a room above fills in in their texts."""
    _token_tellers.append(tokens_for)


def offered_tokens(guides: Sequence) -> dict[str, str]:
    """{token: words} of all that a text of these guides may hold."""
    return {name: words for tell in _token_tellers for name, words in tell(guides).items()}


@dataclass(frozen=True)
class Place:
    """Where a text stands: all that its look and its findings depend on, beside its own words.

    `edition` is the number of what patients see now, `published` the text that stands there in it.
    """

    language: str = settings.LANGUAGE_CODE
    heading: int = FIRST_HEADING
    world: World = World.ELSEWHERE
    numbers: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    edition: int | None = None
    published: str | None = None
    stylesheet: str = ""


def place_of(section: Section) -> Place:
    """Where a section's text stands: in the draft of its guide's text.

    It may cite what that text has, and also what all guides share, which is numbered behind.
    """
    text = section.translation
    content = compose(text)
    citable = {reference.key: reference.text for reference in content.references}
    shared = Reference.objects.by_key_in(text.guide_id).items()
    citable |= {key: row.text for key, row in shared if key not in citable}
    live = text.editions.live_at(timezone.now()).first()
    frozen = live.read().sections if live else ()
    return Place(
        language=text.language,
        world=world_of(section.kind),
        numbers={key: place for place, key in enumerate(citable, 1)},
        references=citable,
        edition=live and live.number,
        published=next((old.body for old in frozen if old.key == section.key), None),
    )


def look_at(text: str, place: Place) -> dict:
    """The text's HTML, its findings by line, its claims by place and a few facts, as JSON takes it.

    Places count the characters of a text whose lines end as a browser's text field ends them: with
    one of their own. Raises TooLong.
    """
    text = straight(text)
    document = parse(text)
    claims = claims_in(text, place.language, place.world, document)
    with translation.override(place.language):
        page = html(document, numbers=place.numbers, heading=place.heading)
        shown = fill(page, place.values)
    return {
        "html": shown,
        "language": place.language,
        "stylesheet": place.stylesheet,
        "facts": [*_reading(text, place.language), _state(text, place)],
        "findings": [
            {"line": line, "words": words}
            for line, _code, words in sorted(
                [*_seen(text), *problems_in(document, place.references)]
            )
        ],
        "claims": [_claim(claim, text) for claim in claims],
        "told": _told(claims) if text.strip() else "",
    }


def _claim(claim, text):
    return {
        "start": claim.start,
        "end": claim.end,
        "line": text.count("\n", 0, claim.start) + 1,
        "quote": Truncator(" ".join(claim.words.split())).chars(SHOWN),
        "blocks": claim.blocks,
        "words": str(claim.message),
        "instead": str(claim.instead),
    }


def _told(claims):
    """How many there are, in words."""
    if not claims:
        return _(
            "Nothing that these checks look for. Whether it is true, only somebody who reads it "
            "can say."
        )
    stopping = sum(claim.blocks for claim in claims)
    others = len(claims) - stopping
    stop = ngettext(
        "%(count)s claim stops publishing.", "%(count)s claims stop publishing.", stopping
    )
    look = ngettext("%(count)s claim to look at.", "%(count)s claims to look at.", others)
    told = [(stop, stopping), (look, others)]
    return " ".join(words % {"count": count} for words, count in told if count)


def _seen(text):
    """What looks like a patient's data, as `problems_in` tells problems."""
    return [(mark.line, mark.code, mark.message) for mark in marks_in(text)]


def _reading(text, language):
    """From a hundred words on the level of this very text; and its hard sentences, the worst first."""
    if not has_formula(language):
        return
    reading = reading_of(text, language, is_markdown=True)
    if reading.level:
        yield _level(reading.level)
        yield from _long(reading.level.long_sentences)
    elif not reading.hard:
        yield _("Reading grade: from %(words)s words on.") % {"words": FEWEST_WORDS}
    for sentence in reading.hard[:SHOWN_SENTENCES]:
        words = _("Hard to read: “%(sentence)s”")
        yield words % {"sentence": Truncator(sentence.words).chars(SHOWN)}


def _level(level: Readability):
    plain, hard, aim = READING[level.formula]
    words = plain if level.is_plain else hard
    return str(words) % {"score": number_format(level.score, 1), "aim": aim}


def _long(count):
    if not count:
        return []
    words = ngettext(
        "%(count)s sentence has more than %(most)s words.",
        "%(count)s sentences have more than %(most)s words.",
        count,
    )
    return [words % {"count": count, "most": LONG_SENTENCE}]


def _state(text, place):
    if place.edition is None:
        return _("Patients do not see this yet.")
    if place.published is None:
        words = _("New: not in edition %(number)s, which patients see.")
    elif _lines(text) == _lines(place.published):
        words = _("The same as in edition %(number)s, which patients see.")
    else:
        words = _("Changed since edition %(number)s, which patients see.")
    return words % {"number": place.edition}


def _lines(text):
    """Browsers end lines in their own way."""
    return text.strip().splitlines()
