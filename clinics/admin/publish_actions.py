"""What a clinic's editor and its manager may do about a draft that is ready."""

from django.utils.translation import gettext as _

from clinics.draft import handing_over
from clinics.models import access
from editions.admin.desk_review import Button
from editions.publish import proposing


def deeds(user, clinic, proposal, draft: str) -> dict[str, Button]:
    """By name; `proposal` is the open one or None, `draft` the draft's fingerprint now."""
    waits = bool(proposal and proposal.is_waiting)
    publishes = access.publishes(user, clinic)
    offered = {
        "hand-over": not publishes and not (waits and proposal.fingerprint == draft),
        "take-back": not publishes and waits,
        "send-back": publishes and waits,
    }
    known = _all()
    return {name: known[name] for name, is_offered in offered.items() if is_offered}


def _all():
    return {
        "hand-over": Button(
            _("Tell the managers that it is ready"),
            _("The clinic's managers are told that the draft is ready to publish."),
            handing_over.hand_over,
            is_main=True,
        ),
        "take-back": Button(
            _("Take it back"),
            _("Taken back. Change what you like, then say again that it is ready."),
            lambda owner, **_rest: proposing.take_back(owner),
        ),
        "send-back": Button(
            _("Send it back with this comment"),
            _("Sent back. Whoever said it was ready is told by mail."),
            handing_over.send_back,
        ),
    }
