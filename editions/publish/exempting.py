"""Letting a finding stand: somebody asks, a second person decides. The owner's row is the lock."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from editions.models import Exemption
from editions.publish.exceptions import is_dismissible, is_liftable, named, newest
from editions.publish.proposing import CannotDecide
from editions.publish.publishing import SENTENCE, last_standing, lock
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
    if found is None or not (is_liftable(found) or is_dismissible(found)):
        raise CannotDecide(_("The draft has changed: this is not found in it any more."))
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
    is_given: bool,
    answer: str,
    by,
    signed_as: dict,
    compose: Callable,
    check: Callable[..., Sequence[Finding]],
    parts: Callable,
) -> Exemption:
    """`by`, who neither asked nor wrote, lets this finding stand or not. Raises CannotDecide.

    What the draft does not say any more is closed instead, without an outcome. `parts(owner)`
    gives (model, {column: value}) of the draft's own rows; `signed_as` is what patients read of
    the person who decides.
    """
    owner = lock(owner)
    row = newest(type(owner), [owner.pk]).get(owner.pk, {}).get(finding)
    if row is None or not row.is_waiting:
        raise CannotDecide(_("Somebody has decided already. Read the answer."))
    if _found(owner, compose, check, finding) is None:
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
        return row
    if by == row.asked_by or has_written(owner, by, parts(owner)):
        raise CannotDecide(_("You asked for this, or wrote at this draft. Somebody else decides."))
    if not is_given and not answer.strip():
        raise CannotDecide(_("Say what has to change before you send it back."))
    row.outcome = Exemption.Outcome.GIVEN if is_given else Exemption.Outcome.REFUSED
    row.decided_by, row.decided_at = by, timezone.now()
    row.answer, row.signed_as = answer.strip(), signed_as
    row.save()
    return row


def has_written(owner, by, parts: Iterable) -> bool:
    """Whether `by` changed a row of this draft since its last edition; ever, where there is none."""
    last = last_standing(owner)
    since = {"history_date__gt": last.published_at} if last else {}
    rows = [(type(owner), {"id": owner.pk}), *parts]
    return any(
        model.history.filter(history_user=by, **columns, **since).exists()
        for model, columns in rows
    )


def _found(owner, compose, check, finding):
    content = compose(owner)
    return dict(named(check(owner, content), content)).get(finding)
