"""For the central team: the clinics' own words on medical subjects, to be read and decided about."""

from dataclasses import replace

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checks.notes import claims_of_note
from clinics.draft.consenting import decide, note_print
from clinics.models import Clinic, Note, access
from clinics.models.consent import Consent, with_answers, without_consent
from editions.admin.kept_forms import say_saved
from editions.admin.pages import address
from editions.admin.publish_forms import bring_up_to_date
from editions.publish.emails import write_to_all
from editions.publish.proposing import CannotDecide
from editions.tools.patient_data import refuse_patient_data

PER_PAGE = 20


class ConsentForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        validators=[refuse_patient_data],
        help_text=gettext_lazy("For the clinic's managers. Say it when you send the words back."),
    )
    expected = forms.CharField(widget=forms.HiddenInput)


def list_page(request):
    """Those that nobody has decided about, then those that were sent back and not changed since."""
    if not access.consents(request.user):
        raise PermissionDenied
    notes = without_consent(Note.objects.select_related("clinic", "guide"))
    rows = notes.order_by(F("answer").asc(nulls_first=True), "clinic__name", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": _("Clinics' own words on medical subjects"),
        "page": page,
    }
    return TemplateResponse(request, "admin/consents.html", context)


def note_page(request, key):
    if not access.consents(request.user):
        raise PermissionDenied
    note = get_object_or_404(with_answers(Note.objects.select_related("clinic", "guide")), pk=key)
    form = ConsentForm(request.POST or None, initial={"expected": note_print(note)})
    if request.method == "POST" and form.is_valid() and _decide(request, note, form):
        return HttpResponseRedirect(reverse("admin:clinics_consents"))
    context = {
        **admin.site.each_context(request),
        "title": _("Consent: %(what)s") % {"what": f"{note.clinic}, {note}"},
        "note": note,
        "findings": [replace(found, address="") for found in claims_of_note(note)],
        "form": form,
        "answer": Consent.objects.about(note).select_related("decided_by").first(),
        "preview": address(Clinic, "preview_frame", note.clinic_id),
        "back": reverse("admin:clinics_consents"),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/consent.html", context, status=status)


def _decide(request, note, form):
    """True when it is done; otherwise the form now says why not."""
    try:
        consent = decide(
            note,
            by=request.user,
            is_given=request.POST.get("action") == "give",
            **form.cleaned_data,
        )
    except CannotDecide as refusal:
        form.add_error(None, str(refusal))
        bring_up_to_date(form)
        return False
    say_saved(request, _said(consent))
    if not _tell(consent, note):
        messages.warning(request, _("It is saved, but a mail about it could not be sent."))
    return True


def _said(consent):
    if consent.is_given:
        return _("These words may go live, as long as they stay as they are.")
    return _("Sent back. The clinic's managers are told why.")


def _tell(consent, note):
    """Whether every mail about it went."""
    managers = access.managers_of(note.clinic)
    return write_to_all(
        managers,
        subject=lambda: _("%(heading)s: %(what)s") % {"heading": consent.heading, "what": note},
        template="admin/consent_email.txt",
        context={
            "consent": consent,
            "link": settings.SITE_URL + address(Note, "change", note.pk),
        },
    )
