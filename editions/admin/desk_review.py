"""The page on which one person puts a draft forward and another decides about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from editions.admin.desk_forms import CommentForm
from editions.admin.desk_publish import bring_up_to_date
from editions.admin.form_keys import say_saved
from editions.models.proposals import Proposal
from editions.publish.emails import write_to_all
from editions.publish.proposing import CannotDecide
from editions.tools.fingerprint import fingerprint_of

SHOWN = 10  # earlier proposals


@dataclass(frozen=True)
class Button:
    """One button: `does(owner, by=, expected=, comment=)` gives the proposal, and `said` is true."""

    label: str
    said: str
    does: Callable
    is_main: bool = False


class Proposed(TypedDict):
    """The open proposal, for those who take part, and what follows for the draft as it is."""

    proposal: Proposal | None
    deeds: dict[str, Button]
    consequence: NotRequired[str]
    review: NotRequired[str]  # the address of the page, and its title
    review_title: NotRequired[str]


class ReviewPage:
    """Part of a DeskAdmin; the owners of those that use it have `proposals`."""

    review_title = ""

    def may_discuss(self, user, owner):
        return False

    def deeds(self, user, owner, proposal, draft: str) -> dict[str, Button]:
        """What `user` may do now: `proposal` is the open one or None, `draft` its text's print."""
        return {}

    def deciders(self, owner):
        """The people who are told when something waits for them."""
        return ()

    def draft_print(self, content):
        return fingerprint_of(content)

    def basis_of_review(self, owner, newest):
        return newest

    def proposed(self, user, owner, content) -> Proposed:
        if not self.may_discuss(user, owner):
            return {"proposal": None, "deeds": {}}
        proposal = owner.proposals.open().select_related("asked_by", "decided_by").first()
        draft = self.draft_print(content)
        return {
            "proposal": proposal,
            "consequence": proposal.consequence(draft) if proposal else "",
            "deeds": self.deeds(user, owner, proposal, draft),
            "review": self.address("review", owner.pk),
            "review_title": self.review_title,
        }

    def review_page(self, request, key):
        owner = self._owner(request, key)
        if not self.may_discuss(request.user, owner):
            raise PermissionDenied
        content = self.compose(owner)
        state = self._state(owner, content)
        proposed = self.proposed(request.user, owner, content)
        form = CommentForm(request.POST or None, initial={"expected": self.draft_print(content)})
        if (
            request.method == "POST"
            and form.is_valid()
            and self._do(request, owner, proposed["deeds"], form)
        ):
            return HttpResponseRedirect(self.address("change", owner.pk))
        context = {
            "title": _("%(deed)s: %(what)s") % {"deed": self.review_title, "what": owner},
            "form": form,
            "findings": self.check_draft(owner, content),
            "earlier": owner.proposals.exclude(closed_at=None).select_related(
                "asked_by", "decided_by"
            )[:SHOWN],
            **self.compared(content, self.basis_of_review(owner, state["newest"])),
            **proposed,
            **state,
        }
        status = 422 if request.method == "POST" else 200
        return self._page(request, owner, "admin/review.html", context, status)

    def _do(self, request, owner, deeds, form):
        """True when it is done; otherwise the form now says why not."""
        deed = deeds.get(request.POST.get("deed"))
        if deed is None:
            form.add_error(None, _("Somebody else was first. Check what is here now."))
            return False
        try:
            proposal = deed.does(owner, by=request.user, **form.cleaned_data)
        except CannotDecide as refusal:
            form.add_error(None, str(refusal))
            bring_up_to_date(form)
            return False
        say_saved(request, deed.said)
        if proposal and not self._tell(request.user, owner, proposal):
            messages.warning(request, _("It is saved, but a mail about it could not be sent."))
        return True

    def _tell(self, by, owner, proposal):
        people = self.deciders(owner) if proposal.is_waiting else [proposal.asked_by]
        return write_to_all(
            [person for person in people if person != by],
            subject=lambda: f"{proposal.heading()}: {owner}",
            template="admin/proposal_email.txt",
            context={
                "owner": owner,
                "proposal": proposal,
                "link": settings.SITE_URL + self.address("review", owner.pk),
            },
        )
