"""The public page composed from a draft: for staff, private, and never kept."""

from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinics import access, live
from clinics.catalogue import Network
from clinics.composing import compose_clinic, compose_network
from clinics.live import content_of
from clinics.models import Clinic
from clinics.palette import palette, stylesheet
from clinics.public import PRIVATE, STRICT
from clinics.showing import draft_page, site_shell
from editions.scoping import key_in
from guide import access as guide_access
from guide.composing import compose
from guide.models import Translation

BARE = {"notes": (), "costs": (), "coverages": ()}


@require_safe
@csp(STRICT)
def as_clinic(request, key):
    """The draft of a guide's text as one clinic would show it: `?clinic=` says which."""
    text = guide_access.viewable(Translation.objects.select_related("guide"), request.user)
    text = get_object_or_404(text, pk=key)
    clinics = access.previews_as(request.user).order_by("name")
    offering = clinics.filter(guides=text.guide)
    clinic = _chosen(request, clinics) or offering.first() or clinics.first()
    if clinic is None:
        raise Http404
    choices = [(c.pk, c.name) for c in offering]
    content = published_or_draft(clinic, request.user)
    return _page(request, text, compose(text), clinic, content, choices)


@require_safe
@csp(STRICT)
def of_clinic(request, key):
    """The draft of a clinic with a guide that it offers: `?guide=` says which text."""
    clinic = get_object_or_404(access.viewable(Clinic.objects.all(), request.user), pk=key)
    texts = Translation.objects.filter(guide__clinics=clinic).select_related("guide")
    wanted = request.GET.get("guide", "")
    text = texts.filter(pk=key_in(wanted)).first() if wanted else texts.first()
    if text is None:
        return _nothing(request, clinic)
    return _page(request, text, live_or_draft(text), clinic, compose_clinic(clinic), [])


@require_safe
@never_cache
def brand(request, key):
    """The draft's own colours, for the previews."""
    clinic = get_object_or_404(access.previews_as(request.user), pk=key)
    colours = stylesheet(palette(clinic.brand_colour))
    return HttpResponse(colours, content_type="text/css; charset=utf-8", headers=PRIVATE)


def _chosen(request, clinics):
    return clinics.filter(pk=key_in(request.GET.get("clinic", ""))).first()


def live_or_draft(text):
    edition = text.editions.live_at(timezone.now()).first()
    return content_of(edition) if edition else compose(text)


def network_now():
    """What the network shows patients; before its first edition, its draft."""
    edition = live.network_at(timezone.now())
    return content_of(edition) if edition else compose_network(Network.objects.get(pk=1))


def published_or_draft(clinic, user):
    """What a guide editor may see of a clinic: what patients see, else its draft's bare frame."""
    edition = live.clinic_at(clinic.slug, timezone.now())
    if edition:
        return content_of(edition)
    draft = compose_clinic(clinic)
    return draft if access.edits(user, clinic) else draft.model_copy(update=BARE)


def _nothing(request, clinic):
    context = {"clinic": clinic, "back": reverse("admin:clinics_clinic_change", args=[clinic.pk])}
    return HttpResponse(render_to_string("admin/preview_nothing.html", context, request))


def _page(request, text, content, clinic, clinic_content, choices):
    moment = timezone.now()
    network = live.network_at(moment)
    day = live.day_in(clinic_content.time_zone, moment)
    with translation.override(content.language):
        page = draft_page(
            content,
            clinic_content,
            network_now(),
            day=day,
            number=network.number if network else 0,
        )
        context = site_shell(network, "front") | {
            "page": page,
            "clinic": page.clinic,
            "is_preview": True,
            "stylesheet": reverse("admin:clinics_clinic_brand", args=[clinic.pk]),
            "choices": choices,
            "chosen": clinic.pk,
        }
        body = render_to_string("clinics/guide.html", context)
    return HttpResponse(body, headers=PRIVATE)
