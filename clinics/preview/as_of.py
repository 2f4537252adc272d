"""Any clinic's page as patients saw it at a moment, or will see it by what is scheduled; for staff."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from clinics.models import ClinicEdition, access
from clinics.public import live
from clinics.public.answers import PRIVATE, STRICT, Unavailable
from clinics.public.live import content_of
from clinics.public.shells import clinic_shell
from clinics.public.showing import at_address, home, open_clinic, page_of
from clinics.tools.palette import palette, stylesheet
from editions.tools.moments import MomentField
from guide.models import Guide

MINUTE = timedelta(minutes=1)
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class AsOfForm(forms.Form):
    clinic = forms.ModelChoiceField(label=gettext_lazy("Clinic"), queryset=None)
    guide = forms.ModelChoiceField(
        label=gettext_lazy("Page"),
        queryset=Guide.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("The clinic's own page"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    moment = MomentField(
        label=gettext_lazy("On"),
        help_text=gettext_lazy(
            "In your own time zone. For a future time, you see what is scheduled."
        ),
    )

    def __init__(self, data, *, clinics, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["clinic"].queryset = clinics

    def clean_moment(self):
        """To the end of the minute, so that what was published in it is seen."""
        moment = self.cleaned_data["moment"]
        if not FIRST < moment < LAST:
            raise forms.ValidationError(_("Choose a day between the years 2000 and 2100."))
        return moment.replace(second=59, microsecond=999_999)


@require_safe
def choose(request):
    """Asks for the clinic, the page and the moment, and goes there; with `?again` it asks once more."""
    clinics = _clinics(request)
    form = AsOfForm(request.GET if "moment_0" in request.GET else None, clinics=clinics)
    nothing = ""
    if form.is_valid():
        asked = form.cleaned_data
        if "again" not in request.GET:
            address = reverse("admin:clinics_clinic_then", args=[asked["clinic"].pk])
            return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
        nothing = _why_nothing(asked)
    if not form.is_bound:
        given = {name: request.GET[name] for name in form.fields if name in request.GET}
        form.initial = {
            "clinic": clinics.first().pk,
            "language": settings.LANGUAGE_CODE,
            "moment": timezone.localtime(),
        } | given
    context = {
        **admin.site.each_context(request),
        "title": _("As patients saw it"),
        "form": form,
        "nothing": nothing,
    }
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "admin/as_of.html", context, status=status)


@require_safe
@csp(STRICT)
def then(request, key):
    """The page itself: the very code of the public pages, asked about another moment."""
    clinic = get_object_or_404(access.previews_as(request.user), pk=key)
    query = request.GET.copy()
    query["clinic"], query["again"] = str(clinic.pk), "1"
    again = f"{reverse('admin:clinics_as_of')}?{query.urlencode()}"
    form = AsOfForm(query, clinics=access.previews_as(request.user))
    if not form.is_valid():
        return HttpResponseRedirect(again)
    asked = form.cleaned_data
    bar = {
        "moment": asked["moment"],
        "is_to_come": asked["moment"] - MINUTE > timezone.now(),
        "again": again,
        "language": translation.get_language(),
    }
    with translation.override(asked["language"]):
        try:
            body = _body(asked, bar, query)
        except Http404:
            return HttpResponseRedirect(again)
    return HttpResponse(body, headers=PRIVATE)


def _body(asked, bar, query):
    clinic, guide, moment = asked["clinic"], asked["guide"], asked["moment"]
    try:
        if guide:
            shown = at_address(clinic.slug, guide.slug, asked["language"], moment)
            edition, template = shown.clinic, "clinics/guide.html"
            bar["page"] = page_of(shown)
            context = clinic_shell(edition, shown.network, "guide", clinic.slug, guide.slug)
            context |= {"page": bar["page"]}
        else:
            edition, template = open_clinic(clinic.slug, moment), "clinics/clinic.html"
            context = home(edition, live.network_at(moment), asked["language"], moment)
            context["guides"] = [_leading_back(row, clinic, query) for row in context["guides"]]
    except Unavailable as refusal:
        edition = live.clinic_at(clinic.slug, moment)
        template, context = refusal.template, refusal.context
    brand = reverse("admin:clinics_clinic_colours", args=[clinic.pk, edition.number])
    context |= {
        "is_preview": True,
        "preview_bar": render_to_string("clinics/_as_of_bar.html", {"as_of": bar}),
        "stylesheet": brand,
    }
    return render_to_string(template, context)


def _leading_back(listed, clinic, query):
    here = urlencode(query.dict() | {"guide": listed.slug})
    return replace(
        listed, address=f"{reverse('admin:clinics_clinic_then', args=[clinic.pk])}?{here}"
    )


@require_safe
def colours(request, key, number):
    """The colours of one edition, also of one that waits for its day."""
    clinic = get_object_or_404(access.previews_as(request.user), pk=key)
    edition = get_object_or_404(clinic.editions.defer("content"), number=number)
    body = stylesheet(palette(content_of(edition).brand_colour))
    return HttpResponse(body, content_type="text/css; charset=utf-8", headers=PRIVATE)


def _why_nothing(asked):
    """ "" when there was something."""
    slug, guide, moment = asked["clinic"].slug, asked["guide"], asked["moment"]
    edition = live.clinic_at(slug, moment)
    if edition is None:
        if live.begun(ClinicEdition.objects.filter(slug=slug), moment).exists():
            return _("Patients saw nothing then: what the clinic had published was withdrawn.")
        return _("Patients saw nothing then: the clinic had published nothing yet.")
    if guide is None:
        return ""
    if guide.slug not in content_of(edition).guides:
        return _("Patients saw nothing then: the clinic did not offer this guide.")
    if live.translations_at(guide.slug, moment):
        return ""
    return _("Patients saw nothing then: the guide's text was not published yet.")


def _clinics(request):
    clinics = access.previews_as(request.user).order_by("name")
    if not clinics.exists():
        raise Http404
    return clinics
