"""The admin pages of what was published: the list, one edition, two side by side, and putting back."""

import json
from typing import TypedDict

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from editions.admin.history_pages import deleted_rows
from editions.admin.owners import owner_of
from editions.admin.pages import address, row_or_404, show_about
from editions.admin.scoping import key_in
from editions.diff.compare import Change, changes
from editions.models import RecordEntry
from editions.publish.restoring import EVERYTHING, CannotRestore, restore
from editions.publish.standing import standing_of
from editions.tools.fingerprint import fingerprint
from editions.tools.live_periods import live_spans

PER_PAGE = 50


class CompareForm(forms.Form):
    old = forms.ChoiceField(label=gettext_lazy("Compare"))
    new = forms.ChoiceField(label=gettext_lazy("with"))

    def __init__(self, numbers, *args, **kwargs):
        super().__init__(*args, **kwargs)
        listed = [(n, _("Edition %(number)s") % {"number": n}) for n in numbers]
        self.fields["old"].choices = listed
        self.fields["new"].choices = [("draft", _("The draft as it is now")), *listed]


class Comparison(TypedDict):
    """What putting something back would change in the draft, and what would have to stay out."""

    changes: list[Change]
    remarks: list[str]
    expected: str  # the draft's fingerprint


@require_safe
def deleted_of_owner_page(request, key, model_admin):
    """What was deleted of this owner's rows, the latest first."""
    owner = row_or_404(request, model_admin, key)
    if not model_admin.has_change_permission(request, owner):
        raise PermissionDenied
    rows = []
    for model, where in owner_of(model_admin.model).parts(owner):
        rows += deleted_rows(request, model_admin.admin_site.get_model_admin(model), **where)
    context = {
        "title": _("Recently deleted: %(what)s") % {"what": owner},
        "rows": sorted(rows, key=lambda row: row.history_date, reverse=True),
    }
    return show_about(request, model_admin, owner, "admin/deleted.html", context)


def editions_page(request, key, model_admin):
    owner, about = row_or_404(request, model_admin, key), owner_of(model_admin.model)
    spans = _spans(owner)
    page = Paginator(_listed(owner), PER_PAGE).get_page(request.GET.get("p"))
    for edition in page.object_list:
        edition.spans = spans[edition.number]
        edition.address = address(about.model, "edition", owner.pk, edition.number)
        edition.withdraw_address = address(about.model, "withdraw", owner.pk, edition.number)
    context = {
        "title": _("Editions: %(what)s") % {"what": owner},
        "page": page,
        "may_publish": about.may_publish(request.user, owner),
        "undo": address(about.model, "undo", owner.pk),
        "compare": address(about.model, "compare", owner.pk),
        "form": CompareForm(spans, initial={"new": "draft"}) if spans else None,
        "standing": standing_of(owner, about.compose(owner), timezone.now()),
        "newest": owner.editions.filter(withdrawn_at=None).order_by("-number").first(),
    }
    return show_about(request, model_admin, owner, "admin/editions.html", context)


def _listed(owner):
    return owner.editions.select_related("published_by", "withdrawn_by").defer("content")


def _spans(owner):
    return live_spans(owner.editions.values_list("number", "live_from", "withdrawn_at"))


@require_safe
def edition_page(request, key, number, model_admin):
    """Its facts, what it changed, and all of it to read."""
    owner, about = row_or_404(request, model_admin, key), owner_of(model_admin.model)
    edition = _edition(owner, number)
    before = _before(owner, edition)
    draft = about.compose(owner)
    say, held = about.wording(draft), edition.in_todays_fields()
    edition.spans = _spans(owner)[number]
    edition.is_from_before_the_chain = RecordEntry.objects.of(edition).found().exists()
    context = {
        "title": str(_("Edition %(number)s") % {"number": number}),
        "edition": edition,
        "before": before,
        "changes": changes(before and before.in_todays_fields(), held, say),
        "whole": changes(None, held, say),
        "restore": restore_address(request, model_admin, owner, edition),
        "list": address(about.model, "editions", owner.pk),
        "standing": standing_of(owner, draft, timezone.now()),
    }
    return show_about(request, model_admin, owner, "admin/edition.html", context)


def _edition(owner, number):
    found = owner.editions.select_related("published_by", "withdrawn_by").filter(number=number)
    edition = found.first()
    if edition is None:
        raise Http404
    return edition


@require_safe
def compare_page(request, key, model_admin):
    """Any two editions, or one and the draft: `?old=1&new=3`, `?old=3&new=draft`."""
    owner, about = row_or_404(request, model_admin, key), owner_of(model_admin.model)
    numbers = owner.editions.values_list("number", flat=True)
    form = CompareForm(numbers, request.GET or None, initial={"new": "draft"})
    found = None
    if form.is_valid():
        draft = about.compose(owner)
        old, new = (_content(owner, draft, form.cleaned_data[name]) for name in ("old", "new"))
        found = changes(old, new, about.wording(draft))
    context = {
        "title": _("Compare editions: %(what)s") % {"what": owner},
        "form": form,
        "changes": found,
        "list": address(about.model, "editions", owner.pk),
    }
    return show_about(request, model_admin, owner, "admin/compare_editions.html", context)


def _content(owner, draft, which):
    if which == "draft":
        return draft.model_dump(mode="json")
    return _edition(owner, key_in(which)).in_todays_fields()


def restore_address(request, model_admin, owner, edition):
    """Where what this edition holds is put back; "" for who may not edit the draft."""
    if edition is None or not model_admin.has_change_permission(request, owner):
        return ""
    return address(model_admin.model, "restore", owner.pk, edition.number)


def restore_page(request, key, number, model_admin):
    """`?item=` names one item; without it everything comes back."""
    owner, about = row_or_404(request, model_admin, key), owner_of(model_admin.model)
    edition = _edition(owner, number)
    if not model_admin.has_change_permission(request, owner):
        raise PermissionDenied
    item = _item_in(request.GET.get("item", ""), edition)
    refusal = ""
    if request.method == "POST":
        refusal = _restore(request, about.rows(owner), edition, item)
        if not refusal:
            return HttpResponseRedirect(address(about.model, "change", owner.pk))
    context = _what_would_change(about, owner, edition, item) | {
        "title": _("Put back from edition %(number)s") % {"number": number},
        "edition": edition,
        "refusal": refusal,
        "back_to_edition": address(about.model, "edition", owner.pk, number),
    }
    status = 409 if refusal else 200
    return show_about(request, model_admin, owner, "admin/restore.html", context, status)


def _what_would_change(about, owner, edition, item) -> Comparison:
    rows = about.rows(owner)
    frozen = rows.frozen()
    rows.plan(edition.content, item)
    found = changes(frozen, edition.in_todays_fields(), about.wording(rows.compose()))
    if item is not EVERYTHING:
        found = [c for c in found if c.identity is not None and (c.group, *c.identity) == item]
    return {"changes": found, "remarks": rows.remarks, "expected": fingerprint(frozen)}


def _restore(request, rows, edition, item):
    """ "" when it is done; otherwise why it is not."""
    expected = request.POST.get("expected", "")
    try:
        written = restore(rows, edition, key=item, expected=expected, by=request.user)
    except CannotRestore as refusal:
        return str(refusal)
    if not rows.remarks:
        text = _("The draft says again what edition %(number)s says. Patients see no change yet.")
        messages.success(request, text % {"number": edition.number})
    elif written or fingerprint(rows.frozen()) != expected:  # its order may have come back
        text = _(
            "What can come back from edition %(number)s is in the draft again. Patients see no "
            "change yet."
        )
        messages.success(request, text % {"number": edition.number})
    else:
        messages.warning(request, _("Nothing was put back."))
    for remark in rows.remarks:
        messages.warning(request, remark)
    return ""


def _before(owner, edition):
    """What patients saw, or were to see, when this edition was published."""
    earlier = owner.editions.filter(number__lt=edition.number)
    standing = Q(withdrawn_at=None) | Q(withdrawn_at__gt=edition.published_at)
    return earlier.filter(standing).order_by("-number").first()


def _item_in(text, edition):
    """The key of an item that this edition holds; 404 for any other."""
    if not text:
        return EVERYTHING
    held = {change.key for change in changes(None, edition.in_todays_fields())}
    if text not in held:
        raise Http404
    return tuple(json.loads(text))


EDITION_PAGES = {
    "editions": ("<int:key>/editions/", editions_page),
    "compare": ("<int:key>/editions/compare/", compare_page),
    "edition": ("<int:key>/editions/<int:number>/", edition_page),
    "restore": ("<int:key>/editions/<int:number>/restore/", restore_page),
    "gone": ("<int:key>/deleted/", deleted_of_owner_page),
}
