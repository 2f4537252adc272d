"""What needs the central team: the guides and who shows them, clinics' lapsed facts, the network."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clinics.checks.checking import check_network
from clinics.draft.composing import compose_network
from clinics.models import Clinic
from clinics.models.catalogue import Network, NetworkEdition
from clinics.public.live import offers_at
from clinics.work.expiry import LAST_DAY, Due, those_due
from editions.publish.standing import Standing, standings
from editions.tools.findings import Finding
from guide.draft.worklist import TextState, text_states
from guide.models import Guide, Translation

OF_NOTICES = ("notice-unverified", "notice-empty")


@dataclass(frozen=True)
class GuideState:
    guide: Guide
    texts: tuple[TextState, ...]
    shown_by: int  # clinics


@dataclass(frozen=True)
class NetworkState:
    network: Network
    standing: Standing
    findings: tuple[Finding, ...]  # but those on notices, and what is let stand
    unverified: int  # notices
    empty: int  # notices


def guide_states(guides: Sequence[Guide], moment: datetime) -> list[GuideState]:
    """Each guide with its texts, and how many clinics show it; ten queries at any number."""
    texts = Translation.objects.filter(guide__in=guides).select_related("guide", "translated_from")
    by_guide: dict = {}
    for state in text_states(list(texts), moment):
        by_guide.setdefault(state.text.guide_id, []).append(state)
    shown = Counter(slug for offer in offers_at(moment) for slug in offer.guides)
    return [GuideState(g, tuple(by_guide.get(g.pk, ())), shown[g.slug]) for g in guides]


def overdue_clinics(moment: datetime) -> list[tuple[Clinic, int]]:
    """(clinic, how many of its facts have lapsed), the most first; without those that closed."""
    counts: Counter = Counter()
    for model in LAST_DAY:
        rows = model.objects.filter(clinic__in=Clinic.objects.not_closed()).order_by()
        counts.update(those_due(rows, Due.LAPSED, moment).values_list("clinic", flat=True))
    clinics = Clinic.objects.in_bulk(counts)
    return sorted(
        ((clinics[key], count) for key, count in counts.items()),
        key=lambda pair: (-pair[1], pair[0].name, pair[0].pk),
    )


def network_state(moment: datetime) -> NetworkState:
    network = Network.objects.get(pk=1)
    content = compose_network(network)
    findings = [one for one in check_network(network, content) if not one.let_stand]
    codes = Counter(finding.code for finding in findings)
    return NetworkState(
        network,
        standings(NetworkEdition, {network.pk: content}, moment)[network.pk],
        tuple(finding for finding in findings if finding.code not in OF_NOTICES),
        *(codes[code] for code in OF_NOTICES),
    )
