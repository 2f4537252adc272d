"""What an editor and a reviewer may do about a text on its review page."""

from django.utils.translation import gettext as _

from editions.admin.owners import Action
from editions.publish import proposing
from guide.draft import reviewing
from guide.models import access


def actions(user, text, proposal, draft: str) -> dict[str, Action]:
    """By name; `proposal` is the open one or None, `draft` the text's fingerprint now."""
    waits, signed = bool(proposal and proposal.is_waiting), bool(proposal and proposal.is_signed)
    is_settled = bool(proposal) and not proposal.is_sent_back and proposal.fingerprint == draft
    edits, signs = access.edits_guides(user), access.signs_reviews(user)
    offered = {
        "sign": signs,
        "send-back": signs and (waits or signed),
        "ask": edits and not is_settled,
        "take-back": edits and waits,
    }
    known = _all()
    return {name: known[name] for name, is_offered in offered.items() if is_offered}


def _all():
    return {
        "sign": Action(
            _("I have read what is ticked and sign it in my name"),
            _("Signed. Your name stands under these words, as long as they stay as they are."),
            reviewing.sign_off,
            is_main=True,
            takes_parts=True,
        ),
        "send-back": Action(
            _("Send it back with this comment"),
            _("Sent back. Whoever asked for the review is told by mail."),
            reviewing.send_back,
        ),
        "ask": Action(
            _("Ask for a review"),
            _("The text waits for review. The medical reviewers are told by mail."),
            reviewing.ask_for_review,
            is_main=True,
        ),
        "take-back": Action(
            _("Take the request back"),
            _("The request is taken back. Nobody needs to review this text now."),
            lambda owner, **_rest: proposing.take_back(owner),
        ),
    }
