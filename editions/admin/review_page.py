"""The page on which one person puts a draft forward and another decides about it."""

from typing import NotRequired, TypedDict

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.admin.kept_forms import say_saved
from editions.admin.owners import Action, Owner, owner_of
from editions.admin.pages import address, row_or_404, show_about
from editions.admin.publish_forms import ReviewForm, bring_up_to_date
from editions.diff.compare import GroupChanges, parts
from editions.models import Edition
from editions.models.proposals import Proposal
from editions.publish.emails import write_to_all
from editions.publish.proposing import CannotDecide
from editions.publish.standing import standing_of

SHOWN = 10  # earlier proposals


class Compared(TypedDict):
    """The draft beside `basis` (None: nothing yet), in the words of its forms."""

    basis: Edition | None
    since: NotRequired[str]  # a heading, where it is no edition that it is compared with
    changed_parts: list[GroupChanges]
    same_parts: list[GroupChanges]
    same_count: int


class Proposed(TypedDict):
    """The open proposal, for those who take part, and what follows for the draft as it is."""

    proposal: Proposal | None
    changed_later: list[GroupChanges]  # what differs from the draft that was put forward
    actions: dict[str, Action]
    consequence: NotRequired[str]
    review: NotRequired[str]  # the address of the page, and its title
    review_title: NotRequired[str]


def compared(about: Owner, content, edition: Edition | None) -> Compared:
    then = edition and edition.in_todays_fields()
    found = _differences(then, content.model_dump(mode="json"), about.wording(content))
    return {"basis": edition, **found}


def _differences(then, now, wording):
    found = parts(then, now, wording)
    return {
        "changed_parts": [part for part in found if part.changes],
        "same_parts": [part for part in found if part.same],
        "same_count": sum(len(part.same) for part in found),
    }


def proposed(user, about: Owner, owner, content) -> Proposed:
    review = about.review
    if not (review and review.may_take_part(user, owner)):
        return {"proposal": None, "changed_later": [], "actions": {}}
    proposal = owner.proposals.open().select_related("asked_by", "decided_by").first()
    draft = review.fingerprint(content)
    return {
        "proposal": proposal,
        "consequence": proposal.consequence(draft) if proposal else "",
        "changed_later": _changed_later(about, content, proposal, draft),
        "actions": review.actions(user, owner, proposal, draft),
        "review": address(about.model, "review", owner.pk),
        "review_title": review.title,
    }


def _changed_later(about, content, proposal, draft):
    if not (proposal and proposal.content) or proposal.fingerprint == draft:
        return []
    then = type(content).read(proposal.content).model_dump(mode="json")
    now = content.model_dump(mode="json")
    return _differences(then, now, about.wording(content))["changed_parts"]


def review_page(request, key, model_admin):
    owner, about = row_or_404(request, model_admin, key), owner_of(model_admin.model)
    if not (about.review and about.review.may_take_part(request.user, owner)):
        raise PermissionDenied
    content = about.compose(owner)
    found = proposed(request.user, about, owner, content)
    form = ReviewForm(
        request.POST or None,
        parts=_parts(about, content, found["actions"]),
        initial={"expected": about.review.fingerprint(content)},
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _act(request, about, owner, found["actions"], form):
        return HttpResponseRedirect(address(about.model, "change", owner.pk))
    earlier = owner.proposals.exclude(closed_at=None).select_related("asked_by", "decided_by")
    findings = about.check(owner, content)
    context = {
        "title": _("%(deed)s: %(what)s") % {"deed": about.review.title, "what": owner},
        "form": form,
        # What waits for a signature is what this page is for.
        "findings": [finding for finding in findings if not finding.needs_signature],
        "earlier": earlier[:SHOWN],
        "preview": about.preview(owner),
        **_compared_with_basis(request.user, about, owner, content),
        **found,
    }
    status = 422 if request.method == "POST" else 200
    return show_about(request, model_admin, owner, "admin/review.html", context, status)


def _parts(about, content, actions):
    takes = any(action.takes_parts for action in actions.values())
    return about.review.parts(content) if takes else []


def _compared_with_basis(user, about, owner, content) -> Compared:
    basis = about.review.basis(user, owner, content)
    if basis is None:
        newest = standing_of(owner, content, timezone.now()).newest
        return compared(about, content, newest)
    found = _differences(basis.then, basis.now, about.wording(content))
    return {"basis": None, "since": basis.title, **found}


def _act(request, about, owner, actions, form):
    """True when it is done; otherwise the form now says why not."""
    action = actions.get(request.POST.get("action"))
    if action is None:
        form.add_error(None, _("Somebody else was first. Check what is here now."))
        return False
    try:
        said = {name: form.cleaned_data[name] for name in ("comment", "expected")}
        chosen = {"parts": form.cleaned_data["parts"]} if action.takes_parts else {}
        proposal = action.does(owner, by=request.user, **said, **chosen)
    except CannotDecide as refusal:
        form.add_error(None, str(refusal))
        bring_up_to_date(form)
        return False
    say_saved(request, action.said)
    if proposal and not _tell(request.user, about, owner, proposal):
        messages.warning(request, _("It is saved, but a mail about it could not be sent."))
    return True


def _tell(by, about, owner, proposal):
    """Whether every mail about it went; see editions.publish.emails.write_to_all."""
    people = about.review.deciders(owner) if proposal.is_waiting else [proposal.asked_by]
    return write_to_all(
        [person for person in people if person != by],
        subject=lambda: f"{proposal.heading()}: {owner}",
        template="admin/proposal_email.txt",
        context={
            "owner": owner,
            "proposal": proposal,
            "link": settings.SITE_URL + address(about.model, "review", owner.pk),
        },
    )


REVIEW_PAGES = {"review": ("<int:key>/review/", review_page)}
