"""The page that publishes: what was found, what changes for whom, and when."""

from typing import TypedDict

from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.admin.desk_forms import PublishForm
from editions.admin.form_keys import say_saved
from editions.diff.compare import GroupChanges, parts
from editions.models import Edition
from editions.publish.publishing import CannotPublish, last_number
from editions.tools.audience import reach
from editions.tools.fingerprint import fingerprint_of
from editions.tools.moments import told


class Signature(TypedDict, total=False):
    """What this publish does to review dates, in words; `may_sign`: the person may do more."""

    sentence: str
    may_sign: bool


class Compared(TypedDict):
    """The draft beside `basis` (None: nothing yet), in the words of its forms."""

    basis: Edition | None
    changed_parts: list[GroupChanges]
    same_parts: list[GroupChanges]
    same_count: int


def bring_up_to_date(form):
    """The form goes back with what is true now, and all that the person typed."""
    form.data = form.data.copy()
    for name, value in form.initial.items():
        form.data[name] = value


class PublishPage:
    """Part of a DeskAdmin."""

    def signature(self, user, owner, content) -> Signature:
        return {}

    def publish_page(self, request, key):
        owner = self._publishable(request, key)
        content = self.compose(owner)
        state = self._state(owner, content)
        findings = self.check_draft(owner, content)
        signature = self.signature(request.user, owner, content)
        form = PublishForm(
            request.POST or None,
            initial={
                "expected": fingerprint_of(content),
                "after": last_number(owner),
            },
            blocked=any(finding.blocks for finding in findings),
            waiting=state["waiting"],
            may_sign=signature.get("may_sign"),
            is_same=not state["is_changed"],
        )
        if request.method == "POST" and form.is_valid() and self._publish(request, owner, form):
            return HttpResponseRedirect(self.address("change", owner.pk))
        context = {
            "title": _("Publish: %(what)s") % {"what": owner},
            "form": form,
            "findings": findings,
            "signature": signature.get("sentence"),
            "reach": reach(owner),
            "restore": self._restore_address(request, owner, state["newest"]),
            **self.compared(content, state["newest"]),
            **self.proposed(request.user, owner, content),
            **state,
        }
        status = 422 if request.method == "POST" else 200
        return self._page(request, owner, "admin/publish.html", context, status)

    def compared(self, content, edition) -> Compared:
        frozen = content.model_dump(mode="json")
        found = parts(edition and edition.in_todays_fields(), frozen, self.telling(content))
        return {
            "basis": edition,
            "changed_parts": [part for part in found if part.changes],
            "same_parts": [part for part in found if part.same],
            "same_count": sum(len(part.same) for part in found),
        }

    def _publish(self, request, owner, form):
        """True when published; otherwise the form now says why not."""
        try:
            edition = self.publish_draft(owner, by=request.user, **form.cleaned_data)
        except CannotPublish as refusal:
            form.add_error(None, str(refusal))
            bring_up_to_date(form)
            return False
        say_saved(request, _success(owner, edition))
        return True


def _success(owner, edition):
    now = timezone.now()
    if edition.live_from <= now:
        words = _("Edition %(number)s is live. Patients see it now.")
        return words % {"number": edition.number}
    live = owner.editions.standing_at(now).first()
    if live:
        words = _(
            "Edition %(number)s goes live on %(moment)s. Patients see edition %(live)s until then."
        )
    else:
        words = _("Edition %(number)s goes live on %(moment)s. Patients see nothing until then.")
    moment = told(edition.live_from)
    return words % {"number": edition.number, "moment": moment, "live": live and live.number}
