"""Choosing what to print, and the handout itself."""

from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from clinics.handout.document import make_handout
from clinics.handout.turns import turn_of
from clinics.models import Clinic
from clinics.public.answers import HANDOUTS, PAGES, public, respond
from clinics.public.shells import clinic_shell
from clinics.public.showing import at_address, page_of
from staff.client_address import client_address


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
        # Whatever else stands in the address, a campaign's mark for one, is no answer to this form.
        known = {name: data.getlist(name) for name in self.base_fields if name in data}
        super().__init__(MultiValueDict(known) if known else None)
        self.fields["section"].choices = [(s.key, s.title) for s in page.sections]
        self.initial = {
            "section": [s.key for s in page.sections],
            "size": "normal",
            "paper": page.clinic.paper,
        }

    def options(self, page) -> dict:
        """However it was asked for, the same choice is the same handout: all is as good as none."""
        chosen = self.cleaned_data
        keys = tuple(s.key for s in page.sections if s.key in chosen["section"])
        return {
            "keys": keys if len(keys) < len(page.sections) else (),
            "size": chosen["size"] or "normal",
            "paper": chosen["paper"] or page.clinic.paper,
        }


@public
def choose(request, slug, guide):
    shown = at_address(slug, guide, request.language, timezone.now())
    page = page_of(shown)
    form = HandoutForm(page, request.GET)
    key = (*shown.key, *(form.data.lists() if form.is_bound else ()))
    shelf = None if form.is_bound else PAGES
    return respond(
        request, key, lambda: _form(shown, page, form), shelf=shelf, until=shown.next_change
    )


@public
def handout(request, slug, guide):
    shown = at_address(slug, guide, request.language, timezone.now())
    page = page_of(shown)
    form = HandoutForm(page, request.GET)
    form.is_bound = True  # an address that chooses nothing has chosen all
    if not form.is_valid():
        return HttpResponse(_form(shown, page, form), status=404)
    options, entry = form.options(page), shown.entry
    context = clinic_shell(shown.clinic, shown.network, "guide", slug, guide) | {"guide": guide}
    return respond(
        request,
        (*shown.key, *options.values(), entry and entry.head),
        lambda: make_handout(page, shown.day, **options, entry=entry),
        # All, or one section: of other choices there are 2 ** sections.
        shelf=HANDOUTS if len(options["keys"]) <= 1 else None,
        until=shown.next_change,
        # Only what has to be made anew waits and counts.
        turn=lambda: turn_of(client_address(request), context),
        content_type="application/pdf",
        Content_Disposition=f'inline; filename="{slug}-{guide}.pdf"',
    )


def _form(shown, page, form):
    context = clinic_shell(shown.clinic, shown.network, "print", page.clinic.slug, page.slug)
    foot = page.notices_at("footer", beside=[], opening=False)
    context |= {"page": page, "form": form, "foot_notices": foot}
    return render_to_string("clinics/print.html", context).encode()
