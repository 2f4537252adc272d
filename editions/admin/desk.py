"""The admin pages of an owner of editions: what was published, withdraw, undo; and all the others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editions.admin.desk_forms import WithdrawForm
from editions.admin.desk_publish import PublishPage
from editions.admin.desk_review import Proposed, ReviewPage
from editions.admin.edition_pages import EditionsAdmin, LiveAndWaiting
from editions.admin.form_keys import say_saved
from editions.admin.scoping import key_in
from editions.publish.publishing import CannotPublish, undo, withdraw
from editions.publish.withdrawal import without


class DeskBar(Proposed, LiveAndWaiting):
    """What stands above an owner's form: where its draft leads, and how it stands."""

    preview: str
    links: list[tuple[str, str]]
    publish: str  # "" for those who may not
    editions: str


class DeskAdmin(PublishPage, ReviewPage, EditionsAdmin):
    """A subclass says how its owner is composed, checked and published, and by whom."""

    def check_draft(self, owner, content):
        raise NotImplementedError

    def publish_draft(self, owner, *, by, **options):
        raise NotImplementedError

    def preview_address(self, owner):
        """Where the draft is shown as patients would read it; "" for nowhere."""
        return ""

    def desk_links(self, request, owner):
        """(address, words) of more pages to offer above the form."""
        return []

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:key>/publish/", wrap(self.publish_page), name=self._named("publish")),
            path("<int:key>/review/", wrap(self.review_page), name=self._named("review")),
            path("<int:key>/undo/", wrap(require_POST(self.undo_page)), name=self._named("undo")),
            path(
                "<int:key>/editions/<int:number>/withdraw/",
                wrap(self.withdraw_page),
                name=self._named("withdraw"),
            ),
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        extra = {"desk": self._desk(request, object_id), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra)

    def _desk(self, request, object_id) -> DeskBar | None:
        owner = self.get_queryset(request).filter(pk=key_in(object_id)).first()
        if owner is None:
            return None
        content = self.compose(owner)
        return {
            "preview": self.preview_address(owner),
            "links": [*self.desk_links(request, owner), *self._gone_link(request, owner)],
            "publish": self.address("publish", owner.pk)
            if self.may_publish(request.user, owner)
            else "",
            "editions": self.address("editions", owner.pk),
            **self.proposed(request.user, owner, content),
            **self._state(owner, content),
        }

    def _gone_link(self, request, owner):
        may = self.has_change_permission(request, owner)
        return [(self.address("gone", owner.pk), _("Recently deleted"))] if may else []

    def _publishable(self, request, key):
        owner = self._owner(request, key)
        if not self.may_publish(request.user, owner):
            raise PermissionDenied
        return owner

    def undo_page(self, request, key):
        owner = self._publishable(request, key)
        number = key_in(request.POST.get("number", "")) or 0
        last = owner.editions.filter(number=number).first()
        sequel = without(last) if last else ""
        try:
            taken = undo(owner, number=number, by=request.user)
        except CannotPublish as refusal:
            messages.error(request, str(refusal))
        else:
            text = _("Edition %(number)s is taken back. %(sequel)s Your draft is as it was.")
            messages.success(request, text % {"number": taken.number, "sequel": sequel})
        return HttpResponseRedirect(self.address("editions", owner.pk))

    def withdraw_page(self, request, key, number):
        owner = self._publishable(request, key)
        edition = owner.editions.filter(number=number).first()
        if edition is None:
            raise Http404
        form = WithdrawForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._withdraw(request, edition, form):
            return HttpResponseRedirect(self.address("editions", owner.pk))
        context = {
            "title": _("Withdraw edition %(number)s") % {"number": number},
            "form": form,
            "edition": edition,
            "sequel": without(edition),
        }
        status = 422 if form.errors else 200
        return self._page(request, owner, "admin/withdraw.html", context, status)

    def _withdraw(self, request, edition, form):
        sequel = without(edition)
        try:
            withdraw(edition, by=request.user, **form.cleaned_data)
        except CannotPublish as refusal:
            form.add_error(None, str(refusal))
            return False
        text = _("Edition %(number)s is withdrawn. %(sequel)s")
        say_saved(request, text % {"number": edition.number, "sequel": sequel})
        return True

    def _page(self, request, owner, template, context, status=200):
        shared = {"preview": self.preview_address(owner)}
        return super()._page(request, owner, template, shared | context, status)
