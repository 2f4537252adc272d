"""The sheets at the door, for the clinic's own people: which there are, and the paper itself."""

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinics.handout.door import door_sheets, make_door_sheet
from clinics.handout.turns import one_at_a_time
from clinics.models import Clinic, access
from clinics.public import live
from clinics.public.answers import PRIVATE, Unavailable, unavailable
from clinics.public.live import content_of
from clinics.public.shells import site_shell


@require_safe
def page(request, key):
    clinic = get_object_or_404(access.clinics_of(request.user), pk=key)
    edition = live.clinic_at(clinic.slug, timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Sheets at the door: %(what)s") % {"what": clinic},
        "owner": clinic,
        "back": reverse("admin:clinics_clinic_change", args=[key]),
        "is_live": edition is not None,
        "sheets": _sheets(edition),
        "papers": Clinic.Paper.choices,
        "place": reverse("admin:clinics_clinic_place", args=[key]),
    }
    return TemplateResponse(request, "admin/door_sheets.html", context)


@require_safe
def sheet(request, key):
    """`?notice=`, `?language=` and `?paper=` say which; without a paper, US Letter."""
    clinic = get_object_or_404(access.clinics_of(request.user), pk=key)
    asked = (request.GET.get("notice", ""), request.GET.get("language", ""))
    paper = request.GET.get("paper", Clinic.Paper.LETTER.value)
    sheets = _sheets(live.clinic_at(clinic.slug, timezone.now()))
    found = next((one for one in sheets if (one.key, one.language) == asked), None)
    if found is None or paper not in Clinic.Paper.values:
        raise Http404
    try:
        with one_at_a_time(site_shell(live.network_at(timezone.now()), "front")):
            pdf = make_door_sheet(found, paper=paper)
    except Unavailable as refusal:
        return unavailable(refusal, found.language)
    name = f'inline; filename="{clinic.slug}-{found.key}-{found.language}.pdf"'
    headers = PRIVATE | {"Content-Disposition": name}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _sheets(edition):
    """Of what patients see now, never of a draft."""
    moment = timezone.now()
    network = live.network_at(moment)
    if edition is None or network is None:
        return []
    clinic = content_of(edition)
    texts = live.guide_contents_at(clinic.guides, moment)
    statuses = {text.regulatory_status for those in texts.values() for text in those}
    day = live.day_in(clinic.time_zone, moment)
    return list(door_sheets(clinic, content_of(network), day, statuses))
