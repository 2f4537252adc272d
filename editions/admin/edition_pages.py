"""The admin pages of what was published: the list, one edition, two side by side, and putting back."""

import json
from typing import TypedDict

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from editions.admin.drafts import DraftAdmin
from editions.admin.scoping import key_in
from editions.diff.compare import Change, changes
from editions.models import Edition, RecordEntry
from editions.publish.restoring import EVERYTHING, CannotRestore, DraftRows, restore
from editions.tools.fingerprint import fingerprint, fingerprint_of
from editions.tools.live_periods import live_spans
from editions.tools.moments import told

PER_PAGE = 50


class CompareForm(forms.Form):
    old = forms.ChoiceField(label=gettext_lazy("Compare"))
    new = forms.ChoiceField(label=gettext_lazy("with"))

    def __init__(self, numbers, *args, **kwargs):
        super().__init__(*args, **kwargs)
        listed = [(n, _("Edition %(number)s") % {"number": n}) for n in numbers]
        self.fields["old"].choices = listed
        self.fields["new"].choices = [("draft", _("The draft as it is now")), *listed]


class LiveAndWaiting(TypedDict):
    """What patients see, what waits for its moment, and whether the draft says something else."""

    live: Edition | None
    waiting: Edition | None
    waiting_until: str | None
    newest: Edition | None  # the one that waits, else the live one
    is_changed: bool


class Comparison(TypedDict):
    """What putting something back would change in the draft, and what would have to stay out."""

    changes: list[Change]
    remarks: list[str]
    expected: str


class EditionsAdmin(DraftAdmin):
    """A subclass says how its owner is composed, and which rows its draft is made of."""

    def compose(self, owner):
        raise NotImplementedError

    def draft_rows(self, owner) -> DraftRows:
        raise NotImplementedError

    def parts(self, owner) -> list:
        """(model, {column: value}) of the rows that belong to this owner."""
        return []

    def may_publish(self, user, owner):
        raise NotImplementedError

    def get_urls(self):
        wrap, here = self.admin_site.admin_view, "<int:key>/editions/"
        own = [
            path(here, wrap(self.editions_page), name=self._named("editions")),
            path(f"{here}compare/", wrap(self.compare_page), name=self._named("compare")),
            path(f"{here}<int:number>/", wrap(self.edition_page), name=self._named("edition")),
            path(
                f"{here}<int:number>/restore/", wrap(self.restore_page), name=self._named("restore")
            ),
        ]
        own.append(path("<int:key>/deleted/", wrap(self.gone_page), name=self._named("gone")))
        return own + super().get_urls()

    def telling(self, content):
        """What says the content's names and values in words: an editions.telling.Telling."""
        raise NotImplementedError

    def _state(self, owner, content) -> LiveAndWaiting:
        now = timezone.now()
        live = owner.editions.live_at(now).select_related("published_by").first()
        waiting = owner.editions.scheduled_at(now).first()
        newest = waiting or live
        draft = fingerprint_of(content)
        return {
            "live": live,
            "waiting": waiting,
            "waiting_until": waiting and told(waiting.live_from),
            "newest": newest,
            "is_changed": newest is None or newest.fingerprint != draft,
        }

    @method_decorator(require_safe)
    def gone_page(self, request, key):
        """What was deleted of this owner's rows, the latest first."""
        owner = self._owner(request, key)
        if not self.has_change_permission(request, owner):
            raise PermissionDenied
        rows = []
        for model, where in self.parts(owner):
            rows += self.admin_site.get_model_admin(model).deleted_rows(request, **where)
        context = {
            "title": _("Recently deleted: %(what)s") % {"what": owner},
            "rows": sorted(rows, key=lambda row: row.history_date, reverse=True),
        }
        return self._page(request, owner, "admin/deleted.html", context)

    def editions_page(self, request, key):
        owner = self._owner(request, key)
        spans = self._spans(owner)
        page = Paginator(self._listed(owner), PER_PAGE).get_page(request.GET.get("p"))
        for edition in page.object_list:
            edition.spans = spans[edition.number]
            edition.address = self.address("edition", owner.pk, edition.number)
            edition.withdraw_address = self.address("withdraw", owner.pk, edition.number)
        context = {
            "title": _("Editions: %(what)s") % {"what": owner},
            "page": page,
            "may_publish": self.may_publish(request.user, owner),
            "undo": self.address("undo", owner.pk),
            "compare": self.address("compare", owner.pk),
            "form": CompareForm(spans, initial={"new": "draft"}) if spans else None,
            **self._state(owner, self.compose(owner)),
            "newest": owner.editions.filter(withdrawn_at=None).order_by("-number").first(),
        }
        return self._page(request, owner, "admin/editions.html", context)

    def _listed(self, owner):
        return owner.editions.select_related("published_by", "withdrawn_by").defer("content")

    def _spans(self, owner):
        return live_spans(owner.editions.values_list("number", "live_from", "withdrawn_at"))

    @method_decorator(require_safe)
    def edition_page(self, request, key, number):
        """Its facts, what it changed, and all of it to read."""
        owner = self._owner(request, key)
        edition = self._edition(owner, number)
        before = _before(owner, edition)
        draft = self.compose(owner)
        say, held = self.telling(draft), edition.in_todays_fields()
        edition.spans = self._spans(owner)[number]
        edition.is_from_before_the_chain = RecordEntry.objects.of(edition).found().exists()
        context = {
            "title": str(_("Edition %(number)s") % {"number": number}),
            "edition": edition,
            "before": before,
            "changes": changes(before and before.in_todays_fields(), held, say),
            "whole": changes(None, held, say),
            "restore": self._restore_address(request, owner, edition),
            "list": self.address("editions", owner.pk),
            **self._state(owner, draft),
        }
        return self._page(request, owner, "admin/edition.html", context)

    def _edition(self, owner, number):
        found = owner.editions.select_related("published_by", "withdrawn_by").filter(number=number)
        edition = found.first()
        if edition is None:
            raise Http404
        return edition

    @method_decorator(require_safe)
    def compare_page(self, request, key):
        """Any two editions, or one and the draft: `?old=1&new=3`, `?old=3&new=draft`."""
        owner = self._owner(request, key)
        numbers = owner.editions.values_list("number", flat=True)
        form = CompareForm(numbers, request.GET or None, initial={"new": "draft"})
        found = None
        if form.is_valid():
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            say = self.telling(self.compose(owner))
            found = changes(self._content(owner, old), self._content(owner, new), say)
        context = {
            "title": _("Compare editions: %(what)s") % {"what": owner},
            "form": form,
            "changes": found,
            "list": self.address("editions", owner.pk),
        }
        return self._page(request, owner, "admin/compare_editions.html", context)

    def _content(self, owner, which):
        if which == "draft":
            return self.compose(owner).model_dump(mode="json")
        return self._edition(owner, key_in(which)).in_todays_fields()

    def _restore_address(self, request, owner, edition):
        """Where what this edition holds is put back; "" for who may not edit the draft."""
        if edition is None or not self.has_change_permission(request, owner):
            return ""
        return self.address("restore", owner.pk, edition.number)

    def restore_page(self, request, key, number):
        """`?item=` names one item; without it everything comes back."""
        owner = self._owner(request, key)
        edition = self._edition(owner, number)
        if not self.has_change_permission(request, owner):
            raise PermissionDenied
        item = _item_in(request.GET.get("item", ""), edition)
        refusal = ""
        if request.method == "POST":
            refusal = self._restore(request, owner, edition, item)
            if not refusal:
                return HttpResponseRedirect(self.address("change", owner.pk))
        context = self._comparison(owner, edition, item) | {
            "title": _("Put back from edition %(number)s") % {"number": number},
            "edition": edition,
            "refusal": refusal,
            "back_to_edition": self.address("edition", owner.pk, number),
        }
        return self._page(request, owner, "admin/restore.html", context, 409 if refusal else 200)

    def _comparison(self, owner, edition, item) -> Comparison:
        rows = self.draft_rows(owner)
        frozen = rows.frozen()
        rows.plan(edition.content, item)
        found = changes(frozen, edition.in_todays_fields(), self.telling(rows.compose()))
        if item is not EVERYTHING:
            found = [c for c in found if c.identity is not None and (c.group, *c.identity) == item]
        return {"changes": found, "remarks": rows.remarks, "expected": fingerprint(frozen)}

    def _restore(self, request, owner, edition, item):
        """ "" when it is done; otherwise why it is not."""
        rows = self.draft_rows(owner)
        expected = request.POST.get("expected", "")
        try:
            restore(rows, edition, key=item, expected=expected, by=request.user)
        except CannotRestore as refusal:
            return str(refusal)
        text = _("The draft says again what edition %(number)s says. Patients see no change yet.")
        messages.success(request, text % {"number": edition.number})
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
