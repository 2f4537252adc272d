"""The page behind a link to a draft: private, kept nowhere, and the same refusal for every reason."""

from csp.decorators import csp
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from clinics.models.content import ClinicContent, NetworkContent
from clinics.preview.sharing import note_opening, shared
from clinics.public import live
from clinics.public.answers import PRIVATE, STRICT
from clinics.public.showing import draft_page
from clinics.tools.palette import palette, stylesheet
from guide.models.content import GuideContent


@require_safe
@csp(STRICT)
def page(request, token):
    link = shared(token)
    if link is None:
        return _nothing(request)
    if request.method == "GET":
        note_opening(link)
    guide = GuideContent.read(link.content["guide"])
    clinic = ClinicContent.read(link.content["clinic"])
    network = NetworkContent.read(link.content["network"])
    with translation.override(guide.language):
        shown = draft_page(guide, clinic, network, day=link.day)
        until = live.day_in(clinic.time_zone, link.expires_at)
        context = {
            "page": shown,
            "clinic": shown.clinic,
            "network_name": network.name,
            "is_preview": True,
            "preview_bar": render_to_string("clinics/_shared_bar.html", {"until": until}),
            "stylesheet": reverse("share_colours", args=[token]),
        }
        return HttpResponse(render_to_string("clinics/guide.html", context), headers=PRIVATE)


@require_safe
@csp(STRICT)
def colours(request, token):
    link = shared(token)
    if link is None:
        return _nothing(request)
    body = stylesheet(palette(link.content["clinic"]["brand_colour"]))
    return HttpResponse(body, content_type="text/css; charset=utf-8", headers=PRIVATE)


def _nothing(request):
    language = translation.get_language_from_request(request)
    with translation.override(language):
        body = render_to_string("clinics/share_nothing.html", {"language": language})
    return HttpResponse(body, status=404, headers=PRIVATE)
