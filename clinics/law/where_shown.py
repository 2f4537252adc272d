"""Whether a guide's text may be shown at the clinics that show the guide already."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.law.permission import Permission, forbids
from clinics.public import live
from editions.tools.findings import Finding
from guide.models import Translation
from guide.models.content import GuideContent

NAMED = 5  # clinics in one sentence


def forbidden_where_shown(
    translation: Translation, content: GuideContent, moment: datetime
) -> Iterator[Finding]:
    """One for each law that forbids what patients of some clinic would begin to read at `moment`.

    Where they read this language so before, publishing puts nothing before anybody that was not
    there: a correction goes through. Three queries at most, and none about clinics where no law
    forbids guides of this status.
    """
    status = content.regulatory_status
    slug, network = translation.guide.slug, live.network_content_at(moment)
    strict = [
        law
        for law in network.jurisdictions
        if law.permission == Permission.FORBIDDEN and law.regulatory_status == status
    ]
    if not strict or _is_read_so(translation, status):
        return
    found: dict = {}
    day = timezone.localdate(moment)
    for clinic in live.open_clinics(moment, {law.country for law in strict}):
        place = clinic.country, clinic.state_code
        if slug in clinic.guides and (law := forbids(network, *place, {status}, day)):
            found.setdefault(law.key, (law, []))[1].append(clinic.name)
    for law, names in found.values():
        message = _(
            "These clinics show the guide, and the law there forbids to offer it as this text "
            "calls it: %(clinics)s. It says so here: %(source)s. Have them take the guide off and "
            "publish first, or ask an operator to check the law by place."
        )
        clinics = ", ".join(names[:NAMED]) + (" …" if names[NAMED:] else "")
        mend = reverse("admin:guide_guide_change", args=[translation.guide_id])
        told = message % {"clinics": clinics, "source": law.source}
        yield Finding(told, content.title, True, mend, "law-forbids", is_final=True)


def _is_read_so(translation, status):
    """Whether patients read this text today, and as one of this status."""
    last = translation.editions.live_at(timezone.now())
    return last.filter(content__regulatory_status=status).exists()
