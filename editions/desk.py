"""The admin pages of an owner of editions: publish, what was published, withdraw, undo."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from editions.compare import changes
from editions.edition_pages import EditionsAdmin
from editions.moments import MomentField
from editions.publishing import CannotPublish, last_number, undo, withdraw
from editions.record import fingerprint
from editions.scoping import key_in


class PublishForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What changed, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("Kept with the edition. Example: new price for the first visit"),
    )
    live_from = MomentField(
        label=gettext_lazy("Patients see it from"),
        required=False,
        help_text=gettext_lazy(
            "Empty: at once. Otherwise a date and a time in your own time zone."
        ),
    )
    expected = forms.CharField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)
    override = forms.CharField(
        label=gettext_lazy("Publish all the same, because"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("The reason is kept with the edition, with your name."),
    )
    replace_scheduled = forms.BooleanField(
        label=gettext_lazy("Replace the edition that is waiting for its day"), required=False
    )
    is_review = forms.BooleanField(
        label=gettext_lazy("I have read the whole text and sign this review in my name"),
        required=False,
    )

    def __init__(self, *args, blocked, waiting, may_sign, **kwargs):
        super().__init__(*args, **kwargs)
        if not blocked:
            del self.fields["override"]
        if not waiting:
            del self.fields["replace_scheduled"]
        if not may_sign:
            del self.fields["is_review"]

    def clean_live_from(self):
        moment = self.cleaned_data["live_from"]
        if moment and moment < timezone.now():
            raise forms.ValidationError(
                _("This moment has passed. Leave both empty to publish at once.")
            )
        return moment


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("Kept with the edition. Example: wrong price for the MRI review"),
    )
    for_safety = forms.BooleanField(
        label=gettext_lazy("It could harm somebody: who scans its printed code reads a warning"),
        required=False,
    )


class DeskAdmin(EditionsAdmin):
    """A subclass says how its owner is composed, checked and published, and by whom."""

    def check_draft(self, owner, content):
        raise NotImplementedError

    def publish_draft(self, owner, *, by, **options):
        raise NotImplementedError

    def may_sign(self, user):
        return False

    def desk_links(self, request, owner):
        """(address, words) of more pages to offer above the form."""
        return []

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:key>/publish/", wrap(self.publish_page), name=self._named("publish")),
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

    def _desk(self, request, object_id):
        owner = self.get_queryset(request).filter(pk=key_in(object_id)).first()
        if owner is None:
            return None
        return {
            "links": [*self.desk_links(request, owner), *self._gone_link(request, owner)],
            "publish": self.address("publish", owner.pk)
            if self.may_publish(request.user, owner)
            else "",
            "editions": self.address("editions", owner.pk),
            **self._state(owner),
        }

    def _gone_link(self, request, owner):
        may = self.has_change_permission(request, owner)
        return [(self.address("gone", owner.pk), _("Recently deleted"))] if may else []

    def _publishable(self, request, key):
        owner = self._owner(request, key)
        if not self.may_publish(request.user, owner):
            raise PermissionDenied
        return owner

    def publish_page(self, request, key):
        owner = self._publishable(request, key)
        content = self.compose(owner)
        frozen = content.model_dump(mode="json")
        findings = self.check_draft(owner, content)
        state = self._state(owner)
        form = PublishForm(
            request.POST or None,
            initial={"expected": fingerprint(frozen), "after": last_number(owner)},
            blocked=any(finding.blocks for finding in findings),
            waiting=state["waiting"],
            may_sign=self.may_sign(request.user),
        )
        status = 200
        if request.method == "POST":
            if form.is_valid() and self._publish(request, owner, form):
                return HttpResponseRedirect(self.address("change", owner.pk))
            status = 422
        newest = state["waiting"] or state["live"]
        context = {
            "title": _("Publish: %(what)s") % {"what": owner},
            "form": form,
            "findings": findings,
            "changes": changes(newest.content if newest else None, frozen),
            "restore": self._restore_address(request, owner, newest),
            **state,
        }
        return self._page(request, owner, "admin/publish.html", context, status)

    def _publish(self, request, owner, form):
        """True when published; otherwise the form now says why not."""
        try:
            edition = self.publish_draft(owner, by=request.user, **form.cleaned_data)
        except CannotPublish as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            for name, value in form.initial.items():
                form.data[name] = value
            return False
        if edition.live_from > timezone.now():
            text = _(
                "Edition %(number)s waits for its day. Patients see the one before until then."
            )
        else:
            text = _("Edition %(number)s is live. Patients see it now.")
        messages.success(request, text % {"number": edition.number})
        return True

    def undo_page(self, request, key):
        owner = self._publishable(request, key)
        number = key_in(request.POST.get("number", ""))
        try:
            taken = undo(owner, number=number or 0, by=request.user)
        except CannotPublish as refusal:
            messages.error(request, str(refusal))
        else:
            text = _("Edition %(number)s is taken back. Your draft is as it was.")
            messages.success(request, text % {"number": taken.number})
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
        }
        status = 422 if form.errors else 200
        return self._page(request, owner, "admin/withdraw.html", context, status)

    def _withdraw(self, request, edition, form):
        try:
            withdraw(edition, by=request.user, **form.cleaned_data)
        except CannotPublish as refusal:
            form.add_error(None, str(refusal))
            return False
        text = _(
            "Edition %(number)s is withdrawn. Patients see the one before it, if there is one."
        )
        messages.success(request, text % {"number": edition.number})
        return True
