"""The public page, and the handout, composed from a draft: for staff, private, and never kept."""

from collections.abc import Callable
from dataclasses import dataclass

from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from clinics.draft.composing import compose_clinic, compose_network
from clinics.handout.document import make_handout
from clinics.handout.turns import one_at_a_time
from clinics.handout.views import HandoutForm
from clinics.models import Clinic, access
from clinics.models.catalogue import Network
from clinics.models.content import ClinicContent
from clinics.public import live
from clinics.public.answers import PRIVATE, STRICT, Unavailable, unavailable
from clinics.public.live import content_of
from clinics.public.pages import GuidePage
from clinics.public.shells import site_shell
from clinics.public.showing import draft_page
from clinics.tools.palette import palette, stylesheet
from editions.admin.scoping import key_in
from guide.draft.composing import compose
from guide.models import Translation
from guide.models import access as guide_access
from guide.models.content import GuideContent

BARE = {"notes": (), "costs": (), "coverages": ()}
FRAMED = STRICT | {"frame-ancestors": ["'self'"]}  # the admin shows the page in several widths


@dataclass(frozen=True)
class Choice:
    """One question that the preview's own page asks; `options` are (value, words)."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Drafted:
    """What makes one preview, and what else could have been chosen."""

    content: GuideContent
    clinic: Clinic
    clinic_content: ClinicContent
    choices: tuple[Choice, ...]
    explained: str
    back: str


class NothingYet(Exception):
    """The clinic offers no guide that has a text."""

    def __init__(self, clinic):
        super().__init__(clinic.slug)
        self.clinic = clinic


def of_text(request, key) -> Drafted:
    """The draft of a guide's text at one clinic: `?clinic=` and `?language=` say which."""
    texts = guide_access.viewable(Translation.objects.select_related("guide"), request.user)
    asked = get_object_or_404(texts, pk=key)
    siblings = texts.filter(guide=asked.guide).order_by("language")
    text = siblings.filter(language=request.GET.get("language", "")).first() or asked
    clinics = access.previews_as(request.user).order_by("name")
    offering = clinics.filter(guides=text.guide)
    wanted = clinics.filter(pk=key_in(request.GET.get("clinic", "")))
    clinic = wanted.first() or offering.first() or clinics.first()
    if clinic is None:
        raise Http404
    names = dict(settings.LANGUAGES)
    spoken = [(sibling.language, _(names[sibling.language])) for sibling in siblings]
    return Drafted(
        content=compose(text),
        clinic=clinic,
        clinic_content=published_or_draft(clinic, request.user),
        choices=(
            Choice("clinic", _("Clinic"), [(str(c.pk), c.name) for c in offering], str(clinic.pk)),
            Choice("language", _("Language"), spoken, text.language),
        ),
        explained=_("The draft of the text, at this clinic as patients know it."),
        back=reverse("admin:guide_translation_change", args=[key]),
    )


def of_clinic(request, key) -> Drafted:
    """The draft of a clinic with a guide that it offers: `?guide=` says which text."""
    clinic = get_object_or_404(access.viewable(Clinic.objects.all(), request.user), pk=key)
    texts = Translation.objects.filter(guide__clinics=clinic).select_related("guide")
    wanted = request.GET.get("guide", "")
    text = texts.filter(pk=key_in(wanted)).first() if wanted else texts.first()
    if text is None:
        raise NothingYet(clinic)
    is_live = text.editions.live_at(timezone.now()).exists()
    offered = [(str(other.pk), str(other)) for other in texts]
    return Drafted(
        content=live_or_draft(text),
        clinic=clinic,
        clinic_content=compose_clinic(clinic),
        choices=(Choice("guide", _("Guide and language"), offered, str(text.pk)),),
        explained=_("The draft of the clinic, with the guide's text as patients read it.")
        if is_live
        else _("The draft of the clinic. The guide's text is a draft too: it is not live yet."),
        back=reverse("admin:clinics_clinic_change", args=[key]),
    )


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


def nothing(request, refusal: NothingYet):
    back = reverse("admin:clinics_clinic_change", args=[refusal.clinic.pk])
    return HttpResponse(render_to_string("admin/preview_nothing.html", {"back": back}, request))


@require_safe
@xframe_options_sameorigin
@csp(FRAMED)
def page(request, key, find: Callable, frame: str):
    """The page as patients would see it. `frame` names the admin's page around it."""
    try:
        drafted = find(request, key)
    except NothingYet as refusal:
        return nothing(request, refusal)
    around = "" if "framed" in request.GET else reverse(f"admin:{frame}", args=[key])
    bar = {"frame": around, "language": translation.get_language()}
    bar = render_to_string("clinics/_preview_bar.html", bar)
    with translation.override(drafted.content.language):
        made = _composed(drafted)
        context = site_shell(live.network_at(timezone.now()), "front") | {
            "page": made,
            "clinic": made.clinic,
            "is_preview": True,
            "preview_bar": bar,
            "stylesheet": reverse("admin:clinics_clinic_brand", args=[drafted.clinic.pk]),
        }
        body = render_to_string("clinics/guide.html", context)
    return HttpResponse(body, headers=PRIVATE)


@require_safe
def handout(request, key, find: Callable):
    """The real handout, marked as a draft on every page."""
    try:
        drafted = find(request, key)
    except NothingYet as refusal:
        return nothing(request, refusal)
    with translation.override(drafted.content.language):
        made = _composed(drafted)
        form = HandoutForm(made, request.GET)
        form.is_bound = True
        if not form.is_valid():
            raise Http404
        day = live.day_in(drafted.clinic_content.time_zone, timezone.now())
        shell = site_shell(live.network_at(timezone.now()), "front")
        try:
            with one_at_a_time(shell | {"clinic": made.clinic}):
                pdf = make_handout(made, day, **form.options(made))
        except Unavailable as refusal:
            return unavailable(refusal, drafted.content.language)
    name = f'inline; filename="draft-{made.slug}.pdf"'
    headers = PRIVATE | {"Content-Disposition": name}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
@never_cache
def brand(request, key):
    """The draft's own colours, for the previews."""
    clinic = get_object_or_404(access.previews_as(request.user), pk=key)
    colours = stylesheet(palette(clinic.brand_colour))
    return HttpResponse(colours, content_type="text/css; charset=utf-8", headers=PRIVATE)


def _composed(drafted) -> GuidePage:
    moment = timezone.now()
    network = live.network_at(moment)
    return draft_page(
        drafted.content,
        drafted.clinic_content,
        network_now(),
        day=live.day_in(drafted.clinic_content.time_zone, moment),
        number=network.number if network else 0,
    )
