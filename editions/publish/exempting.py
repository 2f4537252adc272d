"""Letting a finding stand: somebody asks, a second person decides. The owner's row is the lock."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from editions.models import Exemption
from editions.publish.authorship import has_written
from editions.publish.exceptions import is_dismissible, is_liftable, newest
from editions.publish.finding_keys import named
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import SENTENCE, lock
from editions.tools.findings import Finding


@transaction.atomic
def ask(
    owner,
    *,
    finding: str,
    reason: str,
    by,
    compose: Callable,
    check: Callable[..., Sequence[Finding]],
    check_words: Callable[[str, str], Sequence[Finding]],
) -> Exemption:
    """`by` asks to let this finding stand; a warning is put aside by that alone.

    `check_words(text, language)` reads the reason as the text for patients that it becomes.
    Raises CannotDecide.
    """
    owner = lock(owner)
    found = _found(owner, compose, check, finding)
    if found is None:
        raise CannotDecide(_("The draft has changed: this is not found in it any more."))
    if not is_liftable(found) and not is_dismissible(found):
        raise CannotDecide(_("This is let stand already, or nobody can let it stand."))
    language = translation.get_language()
    _refuse_reason(reason, is_liftable(found) and check_words(reason, language))
    last = newest(type(owner), [owner.pk]).get(owner.pk, {}).get(finding)
    if last and last.is_waiting:
        if last.asked_by == by:
            return last
        raise CannotDecide(_("%(person)s has asked already.") % {"person": last.asked_by})
    done = (
        {"is_dismissal": True, "outcome": Exemption.Outcome.GIVEN}
        | {"decided_by": by, "decided_at": timezone.now()}
        if is_dismissible(found)
        else {}
    )
    return Exemption.objects.create(
        kind=owner._meta.label_lower,
        owner=owner.pk,
        finding=finding,
        place=found.place[:300],
        quote=found.quote,
        message=found.message,
        reason=reason.strip(),
        language=language,
        asked_by=by,
        **done,
    )


def _refuse_reason(reason, findings):
    if len(reason.split()) < SENTENCE:
        raise CannotDecide(_("Say why in a sentence."))
    if blocking := [finding for finding in findings or () if finding.blocks]:
        words = _("Patients read this reason. Write it otherwise: %(why)s")
        raise CannotDecide(words % {"why": blocking[0].message})


@transaction.atomic
def decide(
    owner,
    *,
    finding: str,
    question: int,
    is_given: bool,
    answer: str,
    by,
    signed_as: dict,
    compose: Callable,
    check: Callable[..., Sequence[Finding]],
    parts: Callable,
) -> Exemption:
    """`by`, who neither asked nor wrote, lets this finding stand or not. Raises CannotDecide.

    `question` is the row that this person read: its reason goes under this person's name. What the draft does not say any more is closed instead, without an outcome. `parts(owner)`
    gives (model, {column: value}) of the draft's own rows; `signed_as` is what patients read of
    the person who decides.
    """
    owner = lock(owner)
    row = newest(type(owner), [owner.pk]).get(owner.pk, {}).get(finding)
    if row is None or row.pk != question or not row.is_waiting:
        raise CannotDecide(_("Somebody has decided already, or asked anew. Read what it says now."))
    found = _found(owner, compose, check, finding)
    if found is None:
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
        return row
    if by == row.asked_by or has_written(owner, by, parts(owner), found.quote):
        raise CannotDecide(_("You asked for this, or wrote at this draft. Somebody else decides."))
    if not is_given and not answer.strip():
        raise CannotDecide(_("Say what has to change before you send it back."))
    row.outcome = Exemption.Outcome.GIVEN if is_given else Exemption.Outcome.REFUSED
    row.decided_by, row.decided_at = by, timezone.now()
    row.answer, row.signed_as = answer.strip(), signed_as
    row.save()
    return row


@transaction.atomic
def take_back(owner, *, finding: str, question: int) -> Exemption:
    """What was let stand is found again by the next publish; what is live stays. Raises CannotDecide."""
    owner = lock(owner)
    row = newest(type(owner), [owner.pk]).get(owner.pk, {}).get(finding)
    if row is None or row.pk != question or not row.is_given:
        raise CannotDecide(_("This is not let stand any more."))
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    return row


def _found(owner, compose, check, finding):
    return named(check(owner, compose(owner))).get(finding)
