"""Where a clinic is: operators say so, and its people see it and ask for a change."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.draft.placing import set_place
from clinics.models import Clinic, access
from editions.admin.kept_forms import say_saved
from editions.admin.pages import address
from editions.publish.emails import write_to_all
from editions.tools.patient_data import refuse_patient_data


class PlaceForm(forms.ModelForm):
    class Meta:
        model = Clinic
        fields = ["country", "state_code"]


class AskForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("What should change, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        validators=[refuse_patient_data],
        help_text=gettext_lazy("Example: we moved to Reno in March; the license is NV 00000."),
    )


def page(request, key):
    clinic = get_object_or_404(access.clinics_of(request.user), pk=key)
    form = _form(request, clinic)
    if form.is_valid():
        _take(request, clinic, form)
        return HttpResponseRedirect(address(Clinic, "change", clinic.pk))
    context = {
        **admin.site.each_context(request),
        "title": _("Where it is: %(what)s") % {"what": clinic},
        "owner": clinic,
        "back": address(Clinic, "change", clinic.pk),
        "place": get_object_or_404(access.clinics_of(request.user), pk=key),  # as it is stored
        "sets": access.sets_places(request.user),
        "form": form,
    }
    return TemplateResponse(
        request, "admin/place.html", context, status=422 if form.errors else 200
    )


def _form(request, clinic):
    sent = request.POST or None
    if access.sets_places(request.user):
        return PlaceForm(sent, instance=clinic)
    return AskForm(sent)


def _take(request, clinic, form):
    if isinstance(form, PlaceForm):
        set_place(clinic, by=request.user, **form.cleaned_data)
        words = _("Saved, with your name. Which notices the law asks for is seen in the preview.")
        say_saved(request, words)
    elif _ask(request.user, clinic, form.cleaned_data["comment"]):
        say_saved(request, _("The operators are asked by mail."))
    else:
        messages.warning(request, _("A mail could not be sent. Ask an operator some other way."))


def _ask(person, clinic, comment) -> bool:
    """Whether every mail about it went, and there is somebody to write to."""
    operators = access.operators()
    return bool(operators) and write_to_all(
        operators,
        subject=lambda: _("Another place: %(what)s") % {"what": clinic},
        template="admin/place_email.txt",
        context={
            "clinic": clinic,
            "person": person,
            "comment": comment,
            "link": settings.SITE_URL + address(Clinic, "place", clinic.pk),
        },
    )
