"""What editions of clinics and of the network hold: typed, frozen, keyed, dated."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from clinics.models.clinic import Clinic
from editions.models.content import Content, Frozen
from guide.models.content import AnyKind


class NoteContent(Frozen):
    section_kind: AnyKind
    guide: str = ""
    language: str
    body: str


class CostContent(Frozen):
    service: str = ""  # "" for a line of the clinic's own, which has own_name and unit
    own_name: dict[str, str] = {}
    unit: str = ""
    part: str = "alone"
    times: int = Field(default=1, ge=1)
    low: Decimal = Field(ge=0)
    high: Decimal = Field(ge=0)
    included: dict[str, str] = {}
    not_included: dict[str, str] = {}
    valid_from: date
    valid_until: date
    confirmed_on: date
    confirmed_by: str = ""

    def holds_on(self, day: date) -> bool:
        """`valid_until` is the last day on which the price holds, in the clinic's zone."""
        return self.valid_from <= day <= self.valid_until


class CoverageContent(Frozen):
    payer: str
    service: str
    status: str
    conditions: dict[str, str] = {}
    prior_authorization: str = ""
    files_authorization: str = ""
    authorization_days: int | None = None
    network_status: str = "unknown"
    instead: dict[str, str] = {}
    appeal: dict[str, str] = {}
    policy_number: str = ""
    policy_date: date | None = None
    policy_name: str = ""
    policy_url: str = ""
    checked_on: date
    checked_by: str = ""
    next_check: date


class ClinicContent(Content):
    slug: str
    state: str
    name: str
    tagline: dict[str, str] = {}
    logo: str = ""
    brand_colour: str
    phone: str
    email: str = ""
    website: str = ""
    hours: dict[str, str] = {}
    street: str = ""
    city: str
    state_code: str = ""
    postcode: str = ""
    country: str
    time_zone: str
    currency: str
    paper: str
    self_pay_discount: dict[str, str] = {}
    deposit: dict[str, str] = {}
    financing: dict[str, str] = {}
    guides: tuple[str, ...] = ()
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
    key: str
    names: dict[str, str]
    unit: str
    guides: tuple[str, ...] = ()


class PayerContent(Frozen):
    key: str
    names: dict[str, str]
    plan_kind: str = ""


class NoticeContent(Frozen):
    """What a law wants said; published with the network. Texts are per language."""

    key: str
    country: str = ""
    state: str = ""
    applies_to: str
    placements: tuple[str, ...]
    titles: dict[str, str]
    texts: dict[str, str]
    print_points: int = 0
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = ""
    source_url: str = ""
    verified_on: date | None = None


class NetworkContent(Content):
    name: str
    introduction: dict[str, str] = {}
    contact_email: str = ""
    services: tuple[ServiceContent, ...] = ()
    payers: tuple[PayerContent, ...] = ()
    notices: tuple[NoticeContent, ...] = ()
