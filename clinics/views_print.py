"""Choosing what to print, and the handout itself."""

from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.handouts import make_handout
from clinics.models import Clinic
from clinics.public import public, respond
from clinics.showing import at_address, clinic_shell, page_of


class HandoutForm(forms.Form):
    """What to print. Nothing chosen means everything."""

    section = forms.MultipleChoiceField(required=False, label=_("Sections"))
    size = forms.ChoiceField(
        required=False,
        label=_("Text size"),
        choices=[("normal", _("Normal print")), ("large", _("Large print"))],
    )
    paper = forms.ChoiceField(required=False, label=_("Paper"), choices=Clinic.Paper.choices)

    def __init__(self, page, data):
        super().__init__(data or None)
        self.fields["section"].choices = [(s.key, s.title) for s in page.sections]
        self.initial = {
            "section": [s.key for s in page.sections],
            "size": "normal",
            "paper": page.clinic.paper,
        }

    def options(self, page) -> dict:
        chosen = self.cleaned_data
        return {
            "keys": tuple(chosen["section"]),
            "size": chosen["size"] or "normal",
            "paper": chosen["paper"] or page.clinic.paper,
        }


@public
def choose(request, slug, guide):
    shown = at_address(slug, guide, request.language, timezone.now())
    page = page_of(shown)
    form = HandoutForm(page, request.GET)
    key = (*shown.key, request.GET.urlencode())
    return respond(request, key, lambda: _form(shown, page, form))


@public
def handout(request, slug, guide):
    shown = at_address(slug, guide, request.language, timezone.now())
    page = page_of(shown)
    form = HandoutForm(page, request.GET)
    form.is_bound = True
    if not form.is_valid():
        return HttpResponse(_form(shown, page, form), status=404)
    options, entry = form.options(page), shown.entry
    return respond(
        request,
        (*shown.key, *options.values(), entry and entry.head),
        lambda: make_handout(page, shown.day, **options, entry=entry),
        content_type="application/pdf",
        Content_Disposition=f'inline; filename="{slug}-{guide}.pdf"',
    )


def _form(shown, page, form):
    context = clinic_shell(shown.clinic, shown.network, "print", page.clinic.slug, page.slug)
    return render_to_string("clinics/print.html", context | {"page": page, "form": form}).encode()
