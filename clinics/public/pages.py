"""A guide as one clinic shows it: a pure function of contents, a day and a language."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clinics.models.content import ClinicContent, NetworkContent
from clinics.public.money import (
    INSURER_QUESTIONS,
    CostRow,
    Course,
    CoverageRow,
    Facts,
    Words,
    cost_rows,
    coverage_rows,
    note_for,
    notices_for,
    payment_terms,
    token_values,
    typical_course,
)
from clinics.tools.addresses import absolute, address, permanent
from clinics.tools.formats import locale_of
from clinics.tools.release import stamp
from editions.models.content import label_of
from guide.draft.rendering import RenderedGuide
from guide.markup.markdown import fill, fill_words, html, parse
from guide.models import Section
from guide.models.content import GuideContent, SectionContent
from guide.models.kinds import Kind


@dataclass(frozen=True)
class NoticeView:
    title: Words
    html: str
    text: str
    language: str
    placements: tuple[str, ...]
    applies_to: str
    print_points: int


@dataclass(frozen=True)
class NoteView:
    html: str
    body: str
    language: str
    remark: str  # "" where it is in the language of the page


@dataclass(frozen=True)
class SectionView:
    key: str
    kind: str
    title: str
    language: str
    main_message: str
    html: str
    body: str
    evidence: str
    address: str
    note: NoteView | None = None
    has_costs: bool = False
    costs: tuple[CostRow, ...] = ()
    course: Course | None = None
    payment: tuple[tuple[str, Words], ...] = ()
    tells_estimate_right: bool = False  # where the law gives one and no notice says so
    has_coverage: bool = False
    coverages: tuple[CoverageRow, ...] = ()
    insurer_questions: tuple[str, ...] = ()
    notices: tuple[NoticeView, ...] = ()


@dataclass(frozen=True)
class ReviewView:
    """Who stands for the text. `by` is empty while any section was never reviewed."""

    by: str
    interests: str
    on: str
    next: str
    is_overdue: bool
    older_than: str  # the language whose newer text this translation does not follow yet


@dataclass(frozen=True)
class ReferenceView:
    number: int
    key: str
    text: str
    url: str


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
    review: ReviewView
    references: tuple[ReferenceView, ...]
    terms: tuple
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
    def is_in_other_language(self) -> bool:
        return self.language != self.text_language

    def section(self, key: str) -> SectionView | None:
        return next((section for section in self.sections if section.key == key), None)

    @property
    def top_notices(self) -> list[NoticeView]:
        return _placed(self.notices, "page-top")

    @property
    def foot_notices(self) -> list[NoticeView]:
        return _placed(self.notices, "footer")

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
        paper=clinic.paper,
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
    notices = _notices(facts, content)
    sections = _with_notices(facts, _sections(facts, content, rendered), notices)
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
        sections=sections,
        notices=notices,
        review=_review(facts, content, source_number),
        references=tuple(
            ReferenceView(rendered.numbers[r.key], r.key, r.text, r.url) for r in content.references
        ),
        terms=content.terms,
        numbers=numbers,
        languages=languages,
        facts=facts,
        content=content,
    )


def _sections(facts, content, rendered):
    """The guide's sections with the clinic's blocks at the first section of each kind."""
    values = token_values(facts)
    seen: set[str] = set()
    views = []
    for section in content.sections:
        text = fill(rendered.sections[section.key], values)
        view = _section(facts, section, content, text, values)
        if section.kind not in seen:
            view = _with_blocks(facts, view, rendered.numbers, values)
        seen.add(section.kind)
        views.append(view)
    missing = [kind for kind in (Kind.COST, Kind.INSURANCE) if kind not in seen]
    views += [
        _with_blocks(facts, _empty(facts, content, k), rendered.numbers, values) for k in missing
    ]
    return views


def _section(facts, section: SectionContent, content, text, values):
    return SectionView(
        key=section.key,
        kind=section.kind,
        title=section.title,
        language=content.language,
        main_message=fill_words(section.main_message, values),
        html=text,
        body=section.body,
        evidence=label_of(Section.Evidence, section.evidence),
        address=address(facts.language, "section", facts.clinic.slug, content.slug, section.key),
    )


def _empty(facts, content, kind):
    """Where the guide has no section of this kind, the clinic's own block has a place all the same."""
    titles = {Kind.COST: _("What it costs here"), Kind.INSURANCE: _("Insurance here")}
    taken = {section.key for section in content.sections}
    key = kind.value if kind.value not in taken else f"clinic-{kind.value}"
    return SectionView(
        key=key,
        kind=kind,
        title=titles[kind],
        language=facts.language,
        main_message="",
        html="",
        body="",
        evidence="",
        address=address(facts.language, "section", facts.clinic.slug, content.slug, key),
    )


def _with_blocks(facts, view, numbers, values):
    is_cost, is_insurance = view.kind == Kind.COST, view.kind == Kind.INSURANCE
    rows = cost_rows(facts) if is_cost else ()
    return replace(
        view,
        note=_note(facts, note_for(facts, view.kind), numbers, values),
        has_costs=is_cost,
        costs=rows,
        course=typical_course(facts, rows),
        payment=payment_terms(facts) if is_cost else (),
        has_coverage=is_insurance,
        coverages=coverage_rows(facts) if is_insurance else (),
        insurer_questions=tuple(map(str, INSURER_QUESTIONS)) if is_insurance else (),
    )


def _note(facts, note, numbers, values):
    if note is None:
        return None
    language = get_language_info(note.language)["name_translated"]
    remark = _("The clinic has written this in one language only: %(language)s.")
    return NoteView(
        html=fill(html(parse(note.body), numbers=numbers, heading=4), values),
        body=note.body,
        language=note.language,
        remark=remark % {"language": language} if note.language != facts.language else "",
    )


def foot_notices(
    clinic: ClinicContent, network: NetworkContent, day: date, language: str
) -> list[NoticeView]:
    """What stands at the foot of a clinic's page on which there is no guide."""
    facts = Facts(clinic, network, "", day, language, locale_of(language, clinic.country))
    notices = notices_for(facts, is_unapproved=False, has_price=False)
    return _placed([_notice(facts, notice) for notice in notices], "footer")


def _placed(notices, placement):
    return [notice for notice in notices if placement in notice.placements]


def _notices(facts, content):
    has_price = any(row.price for row in cost_rows(facts))
    notices = notices_for(facts, is_unapproved=content.is_unapproved, has_price=has_price)
    return tuple(_notice(facts, notice) for notice in notices)


def _notice(facts, notice):
    words = facts.words(notice.texts)
    return NoticeView(
        title=facts.words(notice.titles),
        html=fill(html(parse(words.text)), token_values(facts)),
        text=words.text,
        language=words.language,
        placements=notice.placements,
        applies_to=notice.applies_to,
        print_points=notice.print_points,
    )


def _with_notices(facts, sections, notices):
    """Notices that belong before the benefits and with the costs stand in those sections."""
    places = {Kind.BENEFITS: "before-benefits", Kind.COST: "cost"}
    views = []
    for section in sections:
        here = tuple(n for n in notices if places.get(section.kind) in n.placements)
        is_told = any(notice.applies_to == "price" for notice in here)
        tells = section.has_costs and facts.clinic.country == "US" and not is_told
        views.append(replace(section, notices=here, tells_estimate_right=tells))
    return tuple(views)


def _review(facts, content, source_number):
    sections = content.sections
    source = content.translated_from
    is_older = bool(source and source_number and source_number > source.number)
    signed = [section for section in sections if section.reviewer]
    oldest = min(signed, key=lambda section: section.reviewed_on, default=None)
    due = min((s.next_review for s in signed if s.next_review), default=None)
    complete = bool(oldest) and len(signed) == len(sections)
    return ReviewView(
        by=", ".join(filter(None, [oldest.reviewer.name, oldest.reviewer.credentials]))
        if complete
        else "",
        interests=oldest.reviewer.interests if complete else "",
        on=facts.long_date(oldest.reviewed_on) if complete else "",
        next=facts.long_date(due) if complete and due else "",
        is_overdue=bool(complete and due and facts.day > due),
        older_than=source.language if is_older else "",
    )
