"""Whether a guide's text may be shown at the clinics that show the guide already."""

from collections.abc import Iterator

from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.law.permission import Permission, forbids
from clinics.models import ClinicEdition
from clinics.public import live
from editions.tools.findings import Finding
from guide.models import Translation
from guide.models.content import GuideContent

NAMED = 5  # clinics in one sentence


def forbidden_where_shown(translation: Translation, content: GuideContent) -> Iterator[Finding]:
    """One for each law that forbids what patients of some clinic would begin to read.

    Where they read it so before, publishing puts nothing before anybody that was not there. Three
    queries at most, and none about clinics where no law forbids guides of this status.
    """
    moment, status = timezone.now(), content.regulatory_status
    slug, network = translation.guide.slug, live.network_content_at(moment)
    strict = [
        law
        for law in network.jurisdictions
        if law.permission == Permission.FORBIDDEN and law.regulatory_status == status
    ]
    if not strict or status in live.guide_statuses_at([slug], moment).get(slug, ()):
        return
    found: dict = {}
    for name, place, guides in _open_in({law.country for law in strict}, moment):
        law = slug in guides and forbids(network, *place, {status}, timezone.localdate(moment))
        if law:
            found.setdefault(law.key, (law, []))[1].append(name)
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


def _open_in(countries, moment):
    """(name, (country, state), addresses of guides) of every clinic open there."""
    rows = ClinicEdition.objects.open_at(moment).filter(content__country__in=countries)
    told = rows.annotate(
        name=KT("content__name"), country=KT("content__country"), state=KT("content__state_code")
    ).order_by("name")
    for name, country, state, guides in told.values_list(
        "name", "country", "state", "content__guides"
    ):
        yield name, (country, state or ""), guides
