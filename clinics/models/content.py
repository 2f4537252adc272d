"""What editions of clinics and of the network hold: typed, frozen, keyed, dated."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from clinics.models.clinic import Clinic
from editions.models.content import Content, Frozen
from editions.models.public_text import Unread
from guide.models.content import AnyKind, Choice, Fact, Key, MarkdownText


class NoteContent(Frozen):
    section_kind: AnyKind
    guide: Key = ""
    language: Choice
    body: MarkdownText


class CostContent(Frozen):
    service: Key = ""  # "" for a line of the clinic's own, which has own_name and unit
    own_name: dict[str, str] = {}
    unit: Choice = ""
    part: Choice = "alone"
    times: int = Field(default=1, ge=1)
    low: Decimal = Field(ge=0)
    high: Decimal = Field(ge=0)
    included: dict[str, str] = {}
    not_included: dict[str, str] = {}
    study: Choice = ""
    study_number: Fact = ""
    study_url: Fact = ""
    study_oversight: str = ""
    valid_from: date
    valid_until: date
    confirmed_on: date
    confirmed_by: Fact = ""

    def holds_on(self, day: date) -> bool:
        """`valid_until` is the last day on which the price holds, in the clinic's zone."""
        return self.valid_from <= day <= self.valid_until


class CoverageContent(Frozen):
    payer: Key
    service: Key
    status: Choice
    conditions: dict[str, str] = {}
    prior_authorization: Choice = ""
    files_authorization: Choice = ""
    authorization_days: int | None = None
    network_status: Choice = "unknown"
    instead: dict[str, str] = {}
    appeal: dict[str, str] = {}
    policy_number: Fact = ""
    policy_date: date | None = None
    policy_name: Fact = ""
    policy_url: Fact = ""
    checked_on: date
    checked_by: Fact = ""
    next_check: date


class ClinicContent(Content):
    slug: Key
    state: Choice
    name: str
    tagline: dict[str, str] = {}
    logo: Fact = ""
    brand_colour: Fact
    phone: Fact
    email: Fact = ""
    website: Fact = ""
    hours: dict[str, str] = {}
    street: str = ""
    city: str
    state_code: Fact = ""
    postcode: str = ""
    country: Choice
    time_zone: Choice
    currency: Choice
    paper: Choice
    self_pay_discount: dict[str, str] = {}
    deposit: dict[str, str] = {}
    financing: dict[str, str] = {}
    guides: tuple[Key, ...] = ()
    notes: tuple[NoteContent, ...] = ()
    costs: tuple[CostContent, ...] = ()
    coverages: tuple[CoverageContent, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether patients see its pages; a paused clinic is neither open nor closed."""
        return self.state == Clinic.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == Clinic.State.CLOSED

    @property
    def known_paper(self) -> str:
        """That on which handouts are set: a size of later code is not known here."""
        return self.paper if self.paper in Clinic.Paper.values else Clinic.Paper.LETTER.value

    @property
    def address_lines(self) -> list[str]:
        town = " ".join(filter(None, [self.state_code, self.postcode]))
        return list(filter(None, [self.street, ", ".join(filter(None, [self.city, town]))]))


class ServiceContent(Frozen):
    key: Key
    names: dict[str, str]
    unit: Choice
    guides: tuple[Key, ...] = ()
    is_unapproved_treatment: bool = False


class PayerContent(Frozen):
    key: Key
    names: dict[str, str]
    plan_kind: Choice = ""


# Where nobody gave a notice a rank: what is not approved before what is asked for it.
RANKS = {"unapproved": 10, "price": 20, "language": 30}


class NoticeContent(Frozen):
    """What a law wants said; published with the network. Texts are per language."""

    key: Key
    country: Choice = ""
    state: Choice = ""
    applies_to: Choice
    placements: tuple[Choice, ...]
    titles: dict[str, str]
    texts: dict[str, MarkdownText]
    other_texts: dict[str, MarkdownText] = {}
    print_points: int = 0
    rank: int | None = None
    door_points: int = 40
    effective_from: date | None = None
    effective_to: date | None = None
    source: Fact = ""
    source_url: Fact = ""
    verified_on: date | None = None

    @property
    def place(self) -> tuple[int, str]:
        """By which notices are put in order, on page and paper."""
        rank = RANKS.get(self.applies_to, max(RANKS.values())) if self.rank is None else self.rank
        return rank, self.key


class JurisdictionContent(Frozen):
    """What the law of a place asks of guides of one approval status; `notices` are keys."""

    key: Key
    country: Choice
    state: Choice = ""
    regulatory_status: Choice
    permission: Choice = ""
    notice_on: tuple[Choice, ...] = ()
    notices: tuple[Key, ...] = ()
    door_paper: Choice = ""
    door_points: int = 0
    consent_form: bool = False
    duty: Annotated[str, Unread("said to staff alone")] = ""
    effective_from: date | None = None
    effective_to: date | None = None
    source: Fact = ""
    source_url: Fact = ""
    verified_on: date | None = None


class NetworkContent(Content):
    name: str
    introduction: dict[str, str] = {}
    contact_email: Fact = ""
    services: tuple[ServiceContent, ...] = ()
    payers: tuple[PayerContent, ...] = ()
    notices: tuple[NoticeContent, ...] = ()
    jurisdictions: tuple[JurisdictionContent, ...] = ()
