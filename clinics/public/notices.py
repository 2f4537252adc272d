"""The clinic's own note and the network's notices: which stand on a page, and what they say."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clinics.models.content import ClinicContent, NetworkContent, NoticeContent
from clinics.models.other_texts import direction_of
from clinics.public.facts import Facts
from clinics.public.tokens import token_values
from clinics.tools.formats import locale_of
from guide.markup.markdown import fill, html, parse
from guide.models.kinds import Kind


@dataclass(frozen=True)
class OtherWords:
    """The same in another language."""

    language: str
    direction: str
    html: str
    text: str


@dataclass(frozen=True)
class NoticeView:
    key: str
    title: str
    html: str
    text: str
    language: str
    placements: tuple[str, ...]
    applies_to: str
    print_points: int
    door_points: int
    others: tuple[OtherWords, ...] = ()  # of one that is shown in every language

    @property
    def is_on_prices(self) -> bool:
        """It is true beside a price, and nowhere else."""
        return self.applies_to == "price"


@dataclass(frozen=True)
class NoteView:
    heading: str
    html: str
    body: str
    language: str
    remark: str  # "" where it is in the language of the page


def note_at(facts: Facts, kind: Kind, numbers: dict, values: dict) -> NoteView | None:
    """The clinic's words at this kind of section; `numbers` and `values` stand in them."""
    note = _note_for(facts, kind)
    if note is None:
        return None
    language = get_language_info(note.language)["name_translated"]
    remark = _("The clinic has written this in one language only: %(language)s.")
    return NoteView(
        heading=_("From %(name)s") % {"name": facts.clinic.name},
        html=fill(html(parse(note.body), numbers=numbers, heading=4), values),
        body=note.body,
        language=note.language,
        remark=remark % {"language": language} if note.language != facts.language else "",
    )


def _note_for(facts, kind):
    """The guide's own note if there is one in any language, else the one for all guides."""
    here = [note for note in facts.clinic.notes if note.section_kind == kind]
    candidates = [note for note in here if note.guide == facts.guide]
    candidates = candidates or [note for note in here if not note.guide]
    by_language = {note.language: note for note in candidates}
    return by_language.get(facts.language) or next(iter(by_language.values()), None)


def is_of_place(notice: NoticeContent, clinic: ClinicContent) -> bool:
    return notice.country in ("", clinic.country) and notice.state in ("", clinic.state_code)


def notices_on(
    facts: Facts, *, is_unapproved: bool = False, has_price: bool = False
) -> tuple[NoticeView, ...]:
    """Those that the clinic's place and the guide's status ask for on this day, by their rank."""
    applies = {"unapproved": is_unapproved, "price": has_price, "language": True}
    return tuple(
        _notice(facts, notice)
        for notice in sorted(facts.network.notices, key=lambda notice: notice.place)
        if is_of_place(notice, facts.clinic)
        # What a newer release knows to apply to, this code shows rather than hides.
        and applies.get(notice.applies_to, True)
        and (notice.effective_from is None or notice.effective_from <= facts.day)
        and (notice.effective_to is None or facts.day <= notice.effective_to)
    )


def placed(notices, *placements: str, has_price: bool = True) -> list[NoticeView]:
    """Those that stand in one of `placements`; without a price beside them, none on prices."""
    return [
        notice
        for notice in notices
        if set(placements) & set(notice.placements) and (has_price or not notice.is_on_prices)
    ]


def foot_notices(
    clinic: ClinicContent, network: NetworkContent, day: date, language: str
) -> list[NoticeView]:
    """What stands at the foot of a clinic's page on which there is no guide."""
    facts = Facts(clinic, network, "", day, language, locale_of(language, clinic.country))
    return placed(notices_on(facts), "footer")


def _notice(facts, notice):
    words = facts.words(notice.texts)
    return NoticeView(
        key=notice.key,
        title=facts.words(notice.titles).text or _("Please note"),
        html=fill(html(parse(words.text)), token_values(facts)),
        text=words.text,
        language=words.language,
        placements=notice.placements,
        applies_to=notice.applies_to,
        print_points=notice.print_points,
        door_points=notice.door_points,
        others=_others(facts, notice, words.language),
    )


def _others(facts, notice, own):
    if not notice.other_texts:
        return ()
    values = token_values(facts)
    return tuple(
        OtherWords(code, direction_of(code), fill(html(parse(text)), values), text)
        for code, text in {**notice.texts, **dict(sorted(notice.other_texts.items()))}.items()
        if text and code != own
    )
