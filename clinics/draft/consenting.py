"""A clinic's own words on a medical subject wait for the central team's consent."""

from django.db import transaction
from django.utils.translation import gettext as _

from clinics.models import Note, access
from clinics.models.consent import OF_NOTE, Consent
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import lock
from editions.tools.fingerprint import fingerprint


def note_print(note: Note) -> str:
    """The fingerprint of what is consented to: the words, and where they stand."""
    words = {name: getattr(note, name) for name in ("section_kind", "language", "body")}
    return fingerprint(words | {"clinic": note.clinic_id, "guide": note.guide_id})


@transaction.atomic
def decide(note: Note, *, by, expected: str, is_given: bool, comment: str = "") -> Consent:
    """`by`, who read the note as `expected`, lets it stand or not. Raises CannotDecide, or Gone."""
    if not access.consents(by):
        raise CannotDecide(_("Only a guide editor or a medical reviewer can decide about this."))
    note = lock(note)
    if note_print(note) != expected:
        raise CannotDecide(
            _("The clinic changed the note since you opened this page. Read it again, please.")
        )
    if not is_given and not comment.strip():
        raise CannotDecide(_("Say what has to change before you send it back."))
    return Consent.objects.create(
        **{name: getattr(note, name) for name in OF_NOTE},
        is_given=is_given,
        comment=comment.strip(),
        decided_by=by,
    )
