"""Several clinics at once, in the admin: publish them, and offer a guide at them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.draft import bulk_work
from clinics.draft.offering import CannotOffer, offer
from clinics.draft.publishing import publish_each
from clinics.models import BulkRun, Clinic, access
from editions.admin.kept_forms import say_saved
from editions.admin.scoping import key_in
from editions.tools.patient_data import refuse_patient_data
from guide.models import Guide
from guide.models import access as guide_access

MOST_WORDS = 5  # of a search
Deed = BulkRun.Deed
NOT_SEEN = ("none", -1)  # what no draft and no edition has, so that publishing refuses


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What changed, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        validators=[refuse_patient_data],
        help_text=gettext_lazy("Kept with each edition. Example: new guide about knee pain"),
    )


class GuideForm(forms.Form):
    guide = forms.ModelChoiceField(Guide.objects.order_by("slug"), label=gettext_lazy("Guide"))
    deed = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[(deed.value, deed.label) for deed in (Deed.OFFER, Deed.TAKE)],
        widget=forms.RadioSelect,
        initial=Deed.OFFER,
    )


class OfferForm(GuideForm):
    clinics = forms.ModelMultipleChoiceField(
        Clinic.objects.none(), label=gettext_lazy("Clinics"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, clinics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clinics"].queryset = clinics


def to(name, clinics, *, by, deed):
    """The way to one of these pages, with the clinics that were chosen in the list."""
    if clinics.count() > bulk_work.STEP:
        run = bulk_work.begin(clinics, by=by, deed=deed)
        return HttpResponseRedirect(reverse("admin:clinics_bulk_run", args=[run.pk]))
    keys = urlencode({"clinic": list(clinics.values_list("pk", flat=True))}, doseq=True)
    return HttpResponseRedirect(f"{reverse(f'admin:{name}')}?{keys}")


def publish_page(request):
    """What publishing would do at each chosen clinic; posted, what it did."""
    lines = _lines(request)
    form = NoteForm(request.POST if request.method == "POST" else None)
    chosen = [line for line in lines if line.is_chosen_at_first]
    if request.method == "POST":
        keys = set(map(key_in, request.POST.getlist("publish")))
        chosen = [line for line in lines if line.clinic.pk in keys and line.may_publish]
        if not chosen:
            form.add_error(None, _("Choose at least one clinic."))
        if form.is_valid():
            return _report(request, _publish(request, chosen, form.cleaned_data["note"]))
    context = {
        "title": _("Publish several clinics"),
        "lines": lines,
        "chosen": [line.clinic.pk for line in chosen],
        "form": form,
    }
    return _page(request, "admin/publish_several.html", context, 422 if form.errors else 200)


def _lines(request):
    """Of the clinics asked for, those whose people this person is one of; 404 for none."""
    keys = filter(None, map(key_in, request.GET.getlist("clinic")))
    clinics = list(access.clinics_of(request.user).filter(pk__in=keys).order_by("name", "pk"))
    if not clinics:
        raise Http404
    return bulk_work.prospects(clinics, by=request.user)


def _publish(request, lines, note):
    seen = {}
    for line in lines:
        key = line.clinic.pk
        expected, after = request.POST.get(f"expected-{key}"), request.POST.get(f"after-{key}", "")
        number = key_in(after)
        seen[key] = (expected, number) if expected and number is not None else NOT_SEEN
    return publish_each([line.clinic for line in lines], by=request.user, note=note, seen=seen)


def _report(request, outcomes):
    is_done = not any(outcome.refusal for outcome in outcomes)  # else the note is wanted again
    context = {"title": _("Results for each clinic"), "outcomes": outcomes, "is_done": is_done}
    return _page(request, "admin/published_several.html", context)


def offer_page(request):
    """A guide at several clinics' drafts; their managers publish it."""
    if not guide_access.edits_guides(request.user):
        raise PermissionDenied
    found = _found(request)
    if request.method == "POST" and "all" in request.POST:
        return to("clinics_offer", found, by=request.user, deed=Deed.OFFER)
    asked = {"guide": request.GET.get("guide"), "clinics": request.GET.getlist("clinic")}
    sent = request.POST if request.method == "POST" else None
    form = OfferForm(sent, initial=asked, clinics=_not_closed() if sent else found)
    if request.method == "POST" and form.is_valid() and _offer(request, form):
        return HttpResponseRedirect(reverse("admin:clinics_offer"))
    if sent:
        form.fields["clinics"].queryset = found
    context = {
        "title": _("Offer a guide at several clinics"),
        "form": form,
        "number": found.count(),
        "most": bulk_work.STEP,
        "q": request.GET.get("q", ""),
    }
    return _page(request, "admin/offer.html", context, 422 if form.errors else 200)


def _not_closed():
    return Clinic.objects.not_closed().order_by("name", "pk")


def _found(request):
    """Those that were chosen in the list, or searched for, or all."""
    clinics, words = _not_closed(), request.GET.get("q", "").split()
    if keys := list(filter(None, map(key_in, request.GET.getlist("clinic")))):
        clinics = clinics.filter(pk__in=keys) if clinics.count() > bulk_work.STEP else clinics
    for word in words[:MOST_WORDS]:
        clinics = clinics.filter(Q(name__icontains=word) | Q(city__icontains=word))
    return clinics


def _offer(request, form):
    """True when done; otherwise the form now says at which clinics it is forbidden."""
    sent = form.cleaned_data
    try:
        changed = offer(
            sent["guide"], sent["clinics"], by=request.user, offered=sent["deed"] == Deed.OFFER
        )
    except CannotOffer as refusal:
        form.add_error("clinics", str(refusal).split("\n"))
        form.add_error(None, _("Nothing changed. Take these clinics out, then send it again."))
        return False
    words = ngettext(
        "%(count)s draft changed. Patients see it when the clinic publishes.",
        "%(count)s drafts changed. Patients see it when the clinics publish.",
        len(changed),
    )
    if not changed:
        words = _("Nothing changed: it was already set this way.")
    say_saved(request, words % {"count": len(changed)})
    return True


def _page(request, template, context, status=200):
    shared = admin.site.each_context(request)
    return TemplateResponse(request, template, shared | context, status=status)
