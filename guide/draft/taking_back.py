"""What undoing or withdrawing an edition of a text may not change for whoever may not settle it."""

from django.utils.translation import gettext as _

from editions.models.content import label_of
from editions.publish.publishing import CannotPublish
from guide.models import access
from guide.models.kinds import SETTLED, RegulatoryStatus


def keep_what_others_settle(text, edition, sequel, by) -> None:
    """By taking back, nobody says to patients what that person may not say in the guide's form."""
    status = sequel.read().regulatory_status if sequel else ""
    if status not in SETTLED or status == edition.read().regulatory_status:
        return
    if not access.settles_approval(by):
        message = _(
            "Patients would read the approval status of the edition before: “%(status)s”. An "
            "operator or a reviewer takes this edition back. To correct something else in it, "
            "change the draft and publish."
        )
        raise CannotPublish(message % {"status": label_of(RegulatoryStatus, status)})
