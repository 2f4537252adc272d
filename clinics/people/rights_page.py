"""For operators: all rights of one person on a page, and one button that ends them."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.people.rights import CannotEnd, end_rights, rights_of, unmanaged
from guide.models import Reviewer
from staff.models import User


def rights(request, key):
    if not request.user.is_operator:
        raise Http404
    person = get_object_or_404(User, pk=key)
    if request.method == "POST":
        _end(request, person)
        return HttpResponseRedirect(request.path)
    held = rights_of(person)
    context = {
        **admin.site.each_context(request),
        "title": _("Rights: %(what)s") % {"what": person},
        "owner": person,
        "back": reverse("admin:staff_user_change", args=[person.pk]),
        "person": person,
        "groups": sorted(person.group_names),
        "signs_as": Reviewer.objects.filter(user=person).first(),
        "rights": held,
        "may_end": person != request.user and held.count(person),
    }
    return TemplateResponse(request, "admin/rights.html", context)


def _end(request, person):
    if not request.POST.get("sure"):
        messages.warning(request, _("Tick the box first, so that this does not happen by a slip."))
        return
    try:
        ended = end_rights(person, by=request.user)
    except CannotEnd as refusal:
        messages.warning(request, str(refusal))
        return
    words = [
        _("%(person)s may not sign in any more.") % {"person": person},
    ]
    if count := len(ended.memberships):
        left = ngettext("%(count)s clinic was left.", "%(count)s clinics were left.", count)
        words.append(left % {"count": count})
    if count := len(ended.links):
        taken = ngettext(
            "%(count)s link to a draft was taken back.",
            "%(count)s links to drafts were taken back.",
            count,
        )
        words.append(taken % {"count": count})
    messages.success(request, " ".join(words))
    for warning in unmanaged(ended.memberships):
        messages.warning(request, warning)
