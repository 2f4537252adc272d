"""The admin pages of links to drafts: made, listed and taken back, at a clinic and at a text."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clinics.draft.composing import compose_clinic
from clinics.models import Clinic, ShareLink, access
from clinics.preview.pages import live_or_draft, network_now, published_or_draft
from clinics.preview.sharing import DAYS, MOST_DAYS, CannotShare, revoke, share
from clinics.public import live
from clinics.tools.addresses import absolute
from editions.tools.patient_data import refuse_patient_data
from guide.draft.composing import compose
from guide.models import Translation, TranslationEdition
from guide.models import access as guide_access

PER_PAGE = 50


class ShareForm(forms.Form):
    what = forms.ModelChoiceField(queryset=None, empty_label=None)
    note = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=150,
        validators=[refuse_patient_data],
        help_text=gettext_lazy("So that you know later whose link it is. Example: Dr. Gray"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("For how many days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=DAYS,
        help_text=gettext_lazy("From 1 to 90. You can take it back at any time."),
    )

    def __init__(self, data, *, choices, label):
        super().__init__(data)
        self.fields["what"].queryset = choices
        self.fields["what"].label = label

    def anew(self):
        """The same form with nothing in it."""
        what = self.fields["what"]
        return ShareForm(None, choices=what.queryset, label=what.label)


def of_clinic(request, key):
    """The clinic's draft, with one of its guides."""
    clinic = _clinic(request, key)
    texts = _texts_to_hand_on(clinic, request.user)
    form = ShareForm(request.POST or None, choices=texts, label=_("With which guide"))

    def made(text, **options):
        contents = live_or_draft(text), compose_clinic(clinic), _network_to_hand_on(request.user)
        options |= {"of": ShareLink.Of.CLINIC, "by": request.user}
        return share(text=text, clinic=clinic, contents=contents, **options)

    links = clinic.share_links.filter(of=ShareLink.Of.CLINIC)
    return _answer(request, clinic, form, links, made, "clinics_clinic")


def of_text(request, key):
    """The draft of a text, as one clinic shows it."""
    text = _text(request, key)
    clinics = access.previews_as(request.user).order_by("name")
    form = ShareForm(request.POST or None, choices=clinics, label=_("As which clinic"))

    def made(clinic, **options):
        contents = compose(text), published_or_draft(clinic, request.user), network_now()
        options |= {"of": ShareLink.Of.TEXT, "by": request.user}
        return share(text=text, clinic=clinic, contents=contents, **options)

    links = text.share_links.filter(of=ShareLink.Of.TEXT)
    return _answer(request, text, form, links, made, "clinics_translation")


@require_POST
def revoke_of_clinic(request, key, number):
    clinic = _clinic(request, key)
    return _revoke(request, clinic.share_links.filter(of=ShareLink.Of.CLINIC), number)


@require_POST
def revoke_of_text(request, key, number):
    text = _text(request, key)
    return _revoke(request, text.share_links.filter(of=ShareLink.Of.TEXT), number)


def _texts_to_hand_on(clinic, user):
    texts = Translation.objects.filter(guide__clinics=clinic).select_related("guide")
    if access.hands_on_central_drafts(user):
        return texts
    live_now = TranslationEdition.objects.live_at(timezone.now()).values("translation")
    return texts.filter(pk__in=live_now)


def _network_to_hand_on(user):
    if access.hands_on_central_drafts(user):
        return network_now()
    return live.network_content_at(timezone.now())


def _clinic(request, key):
    return get_object_or_404(access.viewable(Clinic.objects.all(), request.user), pk=key)


def _text(request, key):
    """Clinics read the draft of a text and do not hand it on."""
    texts = guide_access.viewable(Translation.objects.select_related("guide"), request.user)
    text = get_object_or_404(texts, pk=key)
    if not guide_access.publishes_guides(request.user):
        raise PermissionDenied
    return text


def _answer(request, owner, form, links, make, name):
    """The list and the form; after making, the new link, which is shown this once."""
    made = ""
    if form.is_valid():
        asked = form.cleaned_data
        try:
            _link, token = make(asked["what"], note=asked["note"], days=asked["days"])
        except CannotShare as refusal:
            form.add_error(None, str(refusal))
        else:
            made = absolute(reverse("share", args=[token]))
            form = form.anew()
    listed = links.select_related("made_by", "revoked_by", "clinic", "translation")
    listed = listed.prefetch_related("made_by__groups", "made_by__memberships")
    page = Paginator(listed.defer("content"), PER_PAGE).get_page(request.GET.get("p"))
    for link in page.object_list:
        link.revoke = reverse(f"admin:{name}_revoke", args=[owner.pk, link.pk])
    context = {
        **admin.site.each_context(request),
        "title": _("Links to the draft: %(what)s") % {"what": owner},
        "owner": owner,
        "back": reverse(
            f"admin:{owner._meta.label_lower.replace('.', '_')}_change", args=[owner.pk]
        ),
        "form": form,
        "can_share": form.fields["what"].queryset.exists(),
        "made": made,
        "page": page,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/shares.html", context, status=status)


def _revoke(request, links, number):
    link = links.filter(pk=number).first()
    if link is None:
        raise Http404
    if revoke(link, by=request.user):
        messages.success(
            request, _("The link is taken back. Whoever opens it reads that it ended.")
        )
    else:
        messages.info(request, _("It was taken back already."))
    return HttpResponseRedirect("../../")
