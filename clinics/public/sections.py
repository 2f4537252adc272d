"""A guide's sections at one clinic: the text, and the clinic's own parts where they belong."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.public.facts import Facts
from clinics.public.insurance import insurers_answers
from clinics.public.money import InsurerAnswers, PriceList, price_list
from clinics.public.notices import NoteView, NoticeView, note_at, placed
from clinics.public.prices import cost_rows
from clinics.public.tokens import TokenValues
from clinics.tools.addresses import address
from editions.models.content import label_of
from guide.draft.rendering import RenderedGuide
from guide.markup.markdown import fill, fill_words
from guide.models.content import GuideContent, SectionContent
from guide.models.evidence import Evidence, Family, family_of
from guide.models.kinds import Kind
from guide.models.review_clock import Age, age_of
from guide.models.signed_words import keys_cited

NOTICE_PLACES = {Kind.BENEFITS: "before-benefits", Kind.COST: "cost"}


@dataclass(frozen=True)
class EvidenceView:
    """How sure the text is, or what it rests on, and the (number, key) of what it cites."""

    heading: str
    label: str
    sources: tuple[tuple[int, str], ...]

    @property
    def sources_word(self) -> str:
        return ngettext("Source:", "Sources:", len(self.sources)) if self.sources else ""

    @property
    def line(self) -> str:
        """All of it on paper, where nothing can be followed."""
        numbers = ", ".join(str(number) for number, _key in self.sources)
        return " ".join(filter(None, [self.heading, f"{self.label}.", self.sources_word, numbers]))


@dataclass(frozen=True)
class SectionView:
    key: str
    kind: str
    title: str
    language: str
    main_message: str
    html: str
    body: str
    evidence: EvidenceView | None
    address: str
    remark: str = ""  # that nobody has signed these words
    overdue: str = ""  # why its words stand folded
    note: NoteView | None = None
    prices: PriceList | None = None
    insurance: InsurerAnswers | None = None
    notices: tuple[NoticeView, ...] = ()
    shows_price: bool = False  # an amount, in the list of prices or in a sentence


def sections_of(
    facts: Facts,
    content: GuideContent,
    rendered: RenderedGuide,
    values: TokenValues,
    notices: tuple[NoticeView, ...],
) -> tuple[SectionView, ...]:
    """The guide's, then one for prices and one for insurance where the guide has none.

    The clinic's own parts stand in the first section of each kind, notices in each one, but those
    on prices only where an amount is told.
    """
    given = [_section(facts, section, content, rendered, values) for section in content.sections]
    kinds = {view.kind for view in given}
    missing = [kind for kind in (Kind.COST, Kind.INSURANCE) if kind not in kinds]
    views = [
        replace(view, notices=tuple(placed(notices, NOTICE_PLACES.get(view.kind))))
        for view in given + [_empty(facts, content, kind) for kind in missing]
    ]
    # Reversed, for the last one written stays: of each kind the first section.
    first = {view.kind: view.key for view in reversed(views)}
    return tuple(
        _with_own(facts, view, rendered, values, is_first=first[view.kind] == view.key)
        for view in views
    )


def _section(facts, section: SectionContent, content, rendered, values):
    return SectionView(
        key=section.key,
        kind=section.kind,
        title=section.title,
        language=content.language,
        main_message=fill_words(section.main_message, values),
        html=fill(rendered.sections[section.key], values),
        body=section.body,
        evidence=_evidence(section, rendered.numbers),
        address=address(facts.language, "section", facts.clinic.slug, content.slug, section.key),
        remark=_remark(content, section.key),
        shows_price=values.tell_price_in(section.main_message, section.body),
        overdue=_overdue(facts, content, section.key),
    )


def _evidence(section, numbers):
    if not section.evidence:
        return None
    rests = family_of(section.evidence) in (Family.RULES, Family.COSTS)
    cited = {key for key in keys_cited(section.body) if key in numbers}
    return EvidenceView(
        heading=_("What this rests on:") if rests else _("How sure we are:"),
        label=label_of(Evidence, section.evidence),
        sources=tuple(sorted((numbers[key], key) for key in cited)),
    )


def _remark(content, part):
    if content.review(part):
        return ""
    if content.signature(part):
        return _("Changed since the review: no clinician has signed these words yet.")
    return _("No clinician has signed these words yet.")


def _overdue(facts, content, part):
    if age_of(content, part, facts.day) != Age.FOLDED:
        return ""
    words = _(
        "This part is overdue for review. It was due on %(day)s, and what is known may have "
        "changed since."
    )
    return words % {"day": facts.long_date(content.review(part).next_review)}


def _empty(facts, content, kind):
    """Where the guide has no section of this kind, the clinic's own part has a place all the same."""
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
        evidence=None,
        address=address(facts.language, "section", facts.clinic.slug, content.slug, key),
    )


def _with_own(facts, view, rendered, values, *, is_first):
    note = note_at(facts, view.kind, rendered.numbers, values) if is_first else None
    has_list = is_first and view.kind == Kind.COST
    shows_price = (
        view.shows_price
        or (has_list and any(row.price for row in cost_rows(facts)))
        or (note is not None and values.tell_price_in(note.body))
    )
    notices = [notice for notice in view.notices if shows_price or not notice.is_on_prices]
    # The network's notice says it in the law's own words; saying it twice would weaken both.
    tells_right = any(notice.is_on_prices for notice in notices)
    return replace(
        view,
        note=note,
        prices=price_list(facts, has_estimate_notice=tells_right) if has_list else None,
        insurance=insurers_answers(facts) if is_first and view.kind == Kind.INSURANCE else None,
        notices=tuple(notices),
        shows_price=shows_price,
    )
