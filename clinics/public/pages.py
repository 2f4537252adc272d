"""A guide as one clinic shows it: a pure function of contents, a day and a language."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, urlencode

from django.utils import translation
from django.utils.translation import gettext as _

from clinics.models.content import ClinicContent, NetworkContent
from clinics.public.facts import Facts, Words
from clinics.public.notices import NoticeView, notices_on, placed
from clinics.public.sections import SectionView, sections_of
from clinics.public.tokens import token_values
from clinics.tools.addresses import absolute, address, permanent
from clinics.tools.formats import locale_of
from clinics.tools.phones import dialled
from clinics.tools.release import stamp
from editions.models.content import Content, label_of
from guide.draft.rendering import RenderedGuide
from guide.markup.markdown import fill, parse
from guide.models.content import GuideContent
from guide.models.evidence import SourceStatus
from guide.models.kinds import Kind
from guide.models.review_clock import PAST, age_of
from guide.models.signed_words import GLOSSARY, OPENING
from guide.models.sources import citation_of


@dataclass(frozen=True)
class SignedView:
    """One reviewer, what was signed, and when; no `parts` where it is all of the text."""

    by: str
    interests: str
    on: str
    next: str
    is_overdue: bool
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ReviewView:
    """Who stands for which words. Nobody's name stands for words that were not signed."""

    signed: tuple[SignedView, ...]
    changed: tuple[tuple[str, str], ...]  # (title, day or "") of what was signed in other words
    unsigned: tuple[str, ...]  # titles of what nobody ever signed
    older_than: str  # the language whose newer text this translation does not follow yet


@dataclass(frozen=True)
class ReferenceView:
    """The title in its own language; `title_language` is "" where that is the page's."""

    number: int
    key: str
    before: str
    title: str
    after: str
    title_language: str
    url: str
    status: str  # in words, where it does not hold any more


@dataclass(frozen=True)
class ExceptionView:
    """What the check would have stopped, why it stands, and by whose leave; "" for nobody's."""

    place: Words
    quote: Words
    message: Words
    reason: Words
    by: str
    on: str


@dataclass(frozen=True)
class CorrectionView:
    on: str
    text: Words


@dataclass(frozen=True)
class ClinicView:
    """The clinic's words for a page in one language."""

    slug: str
    name: str
    tagline: Words
    phone: str
    email: str
    website: str
    hours: Words
    address_lines: tuple[str, ...]
    logo: str
    brand_colour: str
    stylesheet: str
    home: str
    paper: str

    @property
    def call(self) -> str:
        return dialled(self.phone)


@dataclass(frozen=True)
class GuidePage:
    language: str
    text_language: str
    title: str
    description: str
    slug: str
    clinic: ClinicView
    network_name: str
    day: str
    main_message: str
    emergency: str
    sections: tuple[SectionView, ...]
    notices: tuple[NoticeView, ...]
    opening_shows_price: bool
    review: ReviewView
    references: tuple[ReferenceView, ...]
    terms: tuple
    exceptions: tuple[ExceptionView, ...]
    corrections: tuple[CorrectionView, ...]
    numbers: tuple[int, int, int]
    languages: tuple[str, ...]
    facts: Facts
    content: GuideContent

    @property
    def is_draft(self) -> bool:
        """No edition of the clinic has the number 0: this page was composed for a preview."""
        return not self.numbers[1]

    @property
    def stamp(self) -> str:
        return "-".join(map(str, self.numbers))

    @property
    def path(self) -> str:
        return address(self.language, "guide", self.clinic.slug, self.slug)

    @property
    def print_path(self) -> str:
        return address(self.language, "print", self.clinic.slug, self.slug)

    @property
    def permanent_address(self) -> str:
        return absolute(permanent(self.text_language, self.clinic.slug, self.slug, self.numbers))

    @property
    def report_to(self) -> str:
        """Who hears of an error in these words: the network, or else the clinic. "" of a draft."""
        email = self.facts.network.contact_email or self.clinic.email
        return "" if self.is_draft else email

    @property
    def report_link(self) -> str:
        """A mail that names exactly these editions; there is no form, so that nothing is kept."""
        asked = _("What is wrong? Please write nothing about your health.")
        said = {
            "subject": _("An error on a page: %(title)s") % {"title": self.title},
            "body": f"{self.permanent_address}\n\n{asked}\n",
        }
        return f"mailto:{quote(self.report_to, safe='@')}?{urlencode(said, quote_via=quote)}"

    @property
    def is_in_other_language(self) -> bool:
        return self.language != self.text_language

    def section(self, key: str) -> SectionView | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def top_notices(self) -> list[NoticeView]:
        return self.notices_at("page-top")

    @property
    def foot_notices(self) -> list[NoticeView]:
        return self.notices_at("footer")

    def notices_at(self, *placements: str, beside=None, opening=True) -> list[NoticeView]:
        """Those that stand there with the sections `beside` them (None: all), and the opening."""
        sections = self.sections if beside is None else beside
        has_price = any(section.shows_price for section in sections)
        has_price = has_price or (opening and self.opening_shows_price)
        return placed(self.notices, *placements, has_price=has_price)

    def alone(self, sections) -> list[SectionView]:
        """As they stand without the others: the first with an amount has the costs' notices."""
        if any(section.shows_price and section.kind == Kind.COST for section in sections):
            return list(sections)
        first = next((section for section in sections if section.shows_price), None)
        of_costs = [n for n in placed(self.notices, "cost") if n.is_on_prices]
        return [
            replace(one, notices=(*one.notices, *of_costs)) if one is first else one
            for one in sections
        ]

    @property
    def risks(self) -> SectionView | None:
        """The section whose main message stands beside the benefits when they stand alone."""
        risks = (section for section in self.sections if section.kind == Kind.RISKS)
        return next((section for section in risks if section.main_message), None)

    def neighbours(self, section: SectionView) -> tuple[SectionView | None, SectionView | None]:
        place = self.sections.index(section)
        before = self.sections[place - 1] if place else None
        after = self.sections[place + 1] if place + 1 < len(self.sections) else None
        return before, after

    def cited_in(self, sections) -> list[ReferenceView]:
        """The references that these sections cite, the clinic's notes among them."""
        bodies = [s.body for s in sections] + [s.note.body for s in sections if s.note]
        keys = {key for body in bodies for key, _line in parse(body).cited}
        return [reference for reference in self.references if reference.key in keys]


def clinic_view(clinic: ClinicContent, number: int, language: str, logo: str) -> ClinicView:
    """`number` names the stylesheet of exactly this edition; `logo` is the picture's address."""
    facts = Facts(clinic, NetworkContent(name=""), "", date.min, language, None)
    return ClinicView(
        slug=clinic.slug,
        name=clinic.name,
        tagline=facts.words(clinic.tagline),
        phone=clinic.phone,
        email=clinic.email,
        website=clinic.website,
        hours=facts.words(clinic.hours),
        address_lines=tuple(clinic.address_lines),
        logo=logo,
        brand_colour=clinic.brand_colour,
        stylesheet=f"{address(language, 'brand', clinic.slug, number)}?{stamp()}",
        home=address(language, "clinic", clinic.slug),
        paper=clinic.known_paper,
    )


def guide_page(
    content: GuideContent,
    rendered: RenderedGuide,
    clinic: ClinicContent,
    network: NetworkContent,
    *,
    view: ClinicView,
    day: date,
    language: str,
    numbers: tuple[int, int, int],
    languages: tuple[str, ...],
    source_number: int | None,
) -> GuidePage:
    """The whole page. The language that is active must be `language`: labels come translated."""
    locale = locale_of(language, clinic.country)
    facts = Facts(clinic, network, content.slug, day, language, locale)
    # Notices on estimates belong beside prices, so each place asks whether one stands there.
    notices = notices_on(facts, is_unapproved=content.is_unapproved, has_price=True)
    values = token_values(facts)
    return GuidePage(
        language=language,
        text_language=content.language,
        title=content.title,
        description=content.description,
        slug=content.slug,
        clinic=view,
        network_name=network.name,
        day=facts.long_date(day),
        main_message=fill(rendered.main_message, values),
        emergency=fill(rendered.emergency, values),
        sections=sections_of(facts, content, rendered, values, notices),
        notices=notices,
        opening_shows_price=values.tell_price_in(content.main_message),
        review=_review(facts, content, source_number),
        references=tuple(
            _reference(content, reference, rendered.numbers[reference.key])
            for reference in content.references
        ),
        terms=content.terms,
        exceptions=exceptions_in(facts, content, clinic, network),
        corrections=corrections_in(facts, content, clinic, network),
        numbers=numbers,
        languages=languages,
        facts=facts,
        content=content,
    )


def _reference(content, reference, number):
    its_own = reference.title_language
    holds = reference.status in ("", SourceStatus.CURRENT)
    said = [f"{label_of(SourceStatus, reference.status)}.", reference.status_note]
    return ReferenceView(
        number=number,
        key=reference.key,
        **citation_of(reference)._asdict(),
        title_language="" if its_own == content.language else its_own,
        url=reference.url,
        status="" if holds else " ".join(filter(None, said)),
    )


def _review(facts, content, source_number):
    source = content.translated_from
    is_older = bool(source and source_number and source_number > source.number)
    titles = _titles(content)
    groups: dict = {}
    for part in titles:
        if review := content.review(part):
            groups.setdefault((review.reviewer, review.reviewed_on), []).append(part)
    left = [part for part in titles if not content.review(part)]
    changed = [part for part in left if content.signature(part)]
    return ReviewView(
        signed=tuple(
            _signed(facts, content, parts, () if parts == list(titles) else titles)
            for parts in groups.values()
        ),
        changed=tuple(
            (titles[part], _day(facts, content.words_since.get(part))) for part in changed
        ),
        unsigned=tuple(titles[part] for part in left if part not in changed),
        older_than=source.language if is_older else "",
    )


def _titles(content):
    """What each part is called, in the language of the text."""
    with translation.override(content.language):
        titles = {OPENING: _("the main message")}
        titles |= {section.key: section.title for section in content.sections}
        return titles | ({GLOSSARY: _("the words explained")} if content.terms else {})


def _signed(facts, content, parts, titles):
    reviews = [content.review(part) for part in parts]
    first = reviews[0]
    due = min((review.next_review for review in reviews if review.next_review), default=None)
    return SignedView(
        by=", ".join(filter(None, [first.reviewer.name, first.reviewer.credentials])),
        interests=first.reviewer.interests,
        on=_day(facts, first.reviewed_on),
        next=facts.long_date(due) if due else "",
        is_overdue=any(age_of(content, part, facts.day) in PAST for part in parts),
        parts=tuple(titles[part] for part in parts if titles),
    )


def exceptions_in(facts: Facts, *contents: Content) -> tuple[ExceptionView, ...]:
    """What was let stand in any of these editions."""
    return tuple(
        _exception(facts, one, getattr(content, "language", ""))
        for content in contents
        for one in content.exceptions
    )


def _exception(facts, one, written):
    """`written` is the language of the text that it is about; "" where that holds several."""
    place = facts.words(one.places)
    return ExceptionView(
        place=Words(place.text, written or place.language),
        quote=Words(one.quote, one.quoted_in or facts.language),
        message=facts.words(one.messages),
        reason=Words(one.reason, one.language),
        by=one.by,
        on=_day(facts, one.on),
    )


def corrections_in(facts: Facts, *contents: Content) -> tuple[CorrectionView, ...]:
    """What these editions, or editions before them, put right; the newest first."""
    found = [one for content in contents for one in content.corrections]
    return tuple(
        CorrectionView(_day(facts, one.on), Words(one.text, one.language))
        for one in sorted(found, key=lambda one: one.on, reverse=True)
    )


def _day(facts, day):
    """Signed or published where it is tomorrow already, it is dated today here."""
    return facts.long_date(min(day, facts.day)) if day else ""
