"""Whether a guide may be offered to the public at a place, by the laws that the network published."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from clinics.models import Jurisdiction
from clinics.models.content import JurisdictionContent, NetworkContent
from clinics.models.jurisdiction import place_name
from guide.models.content import GuideContent

Permission = Jurisdiction.Permission
STRICTEST_FIRST = (Permission.FORBIDDEN, Permission.TRIAL, Permission.ALLOWED)


def statuses_of(texts: Iterable[GuideContent], draft: str) -> set[str]:
    """As patients read it; where nothing is live yet, as the `draft` says it."""
    return {text.regulatory_status for text in texts} or {draft}


def laws_at(
    network: NetworkContent, country: str, state: str, status: str, day: date
) -> list[JurisdictionContent]:
    """The rows in force there for guides of this status; those of the state before the country's."""
    found = [
        law
        for law in network.jurisdictions
        if law.country == country
        and law.state in ("", state)
        and law.regulatory_status == status
        and is_in_force(law, day)
    ]
    return sorted(found, key=lambda law: not law.state)


def forbids(
    network: NetworkContent, country: str, state: str, statuses: Iterable[str], day: date
) -> JurisdictionContent | None:
    """The row by which a guide of one of these statuses may not be offered there, if any is."""
    for status in sorted(statuses):
        law = permitting(laws_at(network, country, state, status, day))
        if law and law.permission == Permission.FORBIDDEN:
            return law
    return None


def permitting(laws) -> JurisdictionContent | None:
    """The row that says whether it may be offered: the state's where it does, and the strictest."""
    for of_state in (True, False):
        saying = [law for law in laws if law.permission and bool(law.state) == of_state]
        if saying:
            return min(saying, key=_strictness)
    return None


def _strictness(law):
    """A word of later code is taken for the strictest."""
    known = law.permission in STRICTEST_FIRST
    return STRICTEST_FIRST.index(law.permission) if known else -1


def is_in_force(row, day):
    begun = row.effective_from is None or row.effective_from <= day
    return begun and (row.effective_to is None or day <= row.effective_to)


def refusal(law: JurisdictionContent, guide: str) -> str:
    """Why `guide`, in the words of its readers, may not be offered where `law` holds."""
    message = _(
        "“%(guide)s” may not be offered to the public in %(place)s. It says so here: %(source)s. "
        "If that is wrong, ask an operator to check the law by place."
    )
    place = place_name(law.country, law.state)
    return message % {"guide": guide, "place": place, "source": law.source}
