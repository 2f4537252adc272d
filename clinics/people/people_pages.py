"""Who belongs to a clinic, who is invited, and inviting somebody: one page for its managers."""

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clinics.models import Invitation, Membership, access
from clinics.people.inviting import CannotInvite, invite, renew, send, take_back
from editions.admin.kept_forms import saved_tag

PER_PAGE = 50


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=Invitation._meta.get_field("email").max_length,
        help_text=gettext_lazy("The invitation goes here. Example: ana@clinic.example.org"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Example: Ana Lopez"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.EDITOR,
        help_text=gettext_lazy("You can change it at any time."),
    )


def people(request, key):
    clinic = _clinic(request, key)
    form = InviteForm(request.POST or None)
    if form.is_valid() and _invited(request, clinic, form):
        return HttpResponseRedirect(request.path)
    invitations = clinic.invitations.select_related("invited_by")
    page = Paginator(invitations, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": _("People: %(what)s") % {"what": clinic},
        "owner": clinic,
        "back": reverse("admin:clinics_clinic_change", args=[clinic.pk]),
        "members": clinic.memberships.select_related("user").order_by("-role", "pk"),
        "page": page,
        "orphaned": _orphaned(clinic, page.object_list),
        "form": form,
    }
    return TemplateResponse(
        request, "admin/people.html", context, status=422 if form.errors else 200
    )


def _orphaned(clinic, invitations):
    """The numbers of those that nobody stands behind any more, so that their links do not work."""
    managers = set(access.managers_of(clinic))
    return {
        invitation.pk
        for invitation in invitations
        if not (invitation.invited_by.is_operator or invitation.invited_by in managers)
    }


def _invited(request, clinic, form):
    """True when the invitation is made; otherwise the form says why not."""
    try:
        made, token = invite(clinic, by=request.user, **form.cleaned_data)
    except CannotInvite as refusal:
        form.add_error("email", str(refusal))
        return False
    _send(request, made, token)
    return True


@require_POST
def renew_invitation(request, key, number):
    def deed(invitation):
        _send(request, invitation, renew(invitation, by=request.user))

    return _answered(request, key, number, deed)


@require_POST
def take_invitation_back(request, key, number):
    def deed(invitation):
        take_back(invitation, by=request.user)
        messages.success(
            request, _("The invitation is taken back. Its link does not work any more.")
        )

    return _answered(request, key, number, deed)


def _answered(request, key, number, deed):
    clinic = _clinic(request, key)
    invitation = clinic.invitations.filter(pk=number).first()
    if invitation is None:
        raise Http404
    try:
        deed(invitation)
    except CannotInvite as refusal:
        messages.warning(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:clinics_clinic_people", args=[clinic.pk]))


def _send(request, invitation, token):
    """After everything is saved: a mail server that is down takes nothing back."""
    if send(invitation, token, by=request.user):
        level, words = messages.SUCCESS, _("The invitation is on its way to %(email)s.")
    else:
        level = messages.WARNING
        words = _("The invitation is saved, but the mail to %(email)s could not go. Send it again.")
    words %= {"email": invitation.email}
    messages.add_message(request, level, words, extra_tags=saved_tag(request))


def _clinic(request, key):
    return get_object_or_404(access.clinics_of(request.user, as_manager=True), pk=key)
