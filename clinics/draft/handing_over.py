"""A clinic's editor, who may not publish, hands the draft over to a manager."""

from django.utils.translation import gettext as _

from clinics.draft.composing import compose_clinic
from clinics.models import Clinic, PublishRequest, access
from editions.publish import proposing
from editions.publish.proposing import CannotDecide
from editions.tools.fingerprint import fingerprint_of


def clinic_print(clinic: Clinic) -> str:
    return fingerprint_of(compose_clinic(clinic))


def hand_over(clinic: Clinic, *, by, expected: str, comment: str = "") -> PublishRequest:
    """The draft, which `by` looked at as `expected`, waits for a manager. Raises CannotDecide."""
    if not access.edits(by, clinic):
        raise CannotDecide(_("Only the clinic's own people can say that it is ready."))
    return proposing.put_forward(
        clinic,
        by=by,
        compose=compose_clinic,
        print_of=fingerprint_of,
        expected=expected,
        comment=comment,
    )


def send_back(clinic: Clinic, *, by, comment: str, expected: str = "") -> PublishRequest:
    if not access.publishes(by, clinic):
        raise CannotDecide(_("Only a manager of this clinic can decide. Ask one."))
    return proposing.send_back(clinic, by=by, answer=comment)
