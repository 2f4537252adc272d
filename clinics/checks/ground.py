"""What the checks of clinics read beside their drafts, in one go for all of them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone

from clinics.checks.rows import Rows, numbers_of
from clinics.law.permission import statuses_of
from clinics.models import Clinic, Note
from clinics.models.catalogue import Network
from clinics.models.consent import without_consent
from clinics.models.content import ClinicContent, NetworkContent
from clinics.public import live
from editions.publish.exceptions import newest
from guide.models import Guide
from guide.references.holding import statuses_in


@dataclass(frozen=True)
class Ground:
    """What the checks of some clinics read beside their drafts."""

    moment: datetime
    network: NetworkContent
    guides: dict  # slug: the content of every live text
    statuses: dict  # slug: the approval status in the guide's draft
    notes: dict  # clinic: its notes
    prices: dict  # clinic: those of its last edition, by line
    sources: dict  # (guide, key): whether what notes may cite still holds
    unread: dict  # note: its answer, of those that the central team has not let stand
    said: dict  # clinic: what was said last of each finding that somebody asked about
    numbers: dict  # clinic: those of its rows

    def rows(self, clinic):
        return Rows(self.network, self.numbers.get(clinic.pk, {}))

    def offered(self, content):
        return {slug: self.guides[slug] for slug in content.guides}

    def approvals(self, content):
        """(name, approval statuses) of each guide on offer."""
        statuses = self.statuses_at(content)
        return [
            (texts[0].title if texts else slug, statuses[slug])
            for slug, texts in self.offered(content).items()
        ]

    def statuses_at(self, content):
        """The approval statuses of each guide on offer, by its slug."""
        return {
            slug: statuses_of(texts, self.statuses.get(slug, ""))
            for slug, texts in self.offered(content).items()
        }


def ground_of(contents: dict[int, ClinicContent], moment: datetime | None = None) -> Ground:
    """For all clinics of `contents`; eleven queries, however many they are.

    At a later `moment`, with what waits for its day until then.
    """
    moment = moment or timezone.now()
    slugs = {slug for content in contents.values() for slug in content.guides}
    notes: dict = {}
    for note in Note.objects.filter(clinic__in=list(contents)).select_related("guide"):
        notes.setdefault(note.clinic_id, []).append(note)
    asks = Network.objects.filter(requires_consent=True).exists()
    unread = without_consent(Note.objects.filter(clinic__in=list(contents)))
    return Ground(
        moment=moment,
        network=live.network_content_at(moment),
        guides=live.guide_contents_at(slugs, moment),
        statuses=dict(
            Guide.objects.filter(slug__in=slugs).values_list("slug", "regulatory_status")
        ),
        notes=notes,
        prices=live.last_prices(contents),
        sources=statuses_in(slugs),
        unread=dict(unread.values_list("pk", "answer")) if asks else {},
        said=newest(Clinic, list(contents)),
        numbers=numbers_of(list(contents), chain(*notes.values())),
    )
