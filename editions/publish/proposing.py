"""Putting a draft forward, and deciding about it. The owner's row is the lock."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editions.models.proposals import Proposal
from editions.publish.publishing import lock

Outcome = Proposal.Outcome


class CannotDecide(Exception):
    """The words say why, and what to do."""


@transaction.atomic
def put_forward(
    owner, *, by, compose: Callable, print_of: Callable, expected: str, comment: str = ""
) -> Proposal:
    """The draft of `owner`, which `by` looked at as `expected`, waits for a decision from now on.

    `compose(owner)` gives its content, and `print_of(content)` the fingerprint of what is decided
    about. Asking twice is asking once. Raises CannotDecide.
    """
    owner, last = _opened(owner)
    content = compose(owner)
    draft = _seen(content, print_of, expected)
    if last and last.is_waiting and last.fingerprint == draft:
        if last.asked_by == by:
            return last
        raise CannotDecide(
            _("%(person)s has asked already, for this very text.") % {"person": last.asked_by}
        )
    close(owner)
    return owner.proposals.create(
        fingerprint=draft, content=_stored(content), asked_by=by, comment=comment.strip()
    )


@transaction.atomic
def sign(
    owner,
    *,
    by,
    content,
    print_of: Callable,
    expected: str,
    answer: str = "",
    is_whole: bool = True,
) -> Proposal:
    """`by` signs for the draft as it was read, whether somebody asked or not.

    `content` was composed under the owner's lock. Without `is_whole` the rest still waits.
    """
    owner, last = _opened(owner)
    draft = _seen(content, print_of, expected)
    if last and last.is_signed and (last.fingerprint, last.decided_by) == (draft, by):
        return last
    if last is None or not last.is_waiting:
        close(owner)
        last = owner.proposals.create(fingerprint=draft, content=_stored(content), asked_by=by)
    if is_whole:
        last.fingerprint, last.content = draft, _stored(content)
        return _decided(last, Outcome.SIGNED, by, answer)
    last.answer = answer.strip()
    last.save(update_fields=["answer"])
    return last


@transaction.atomic
def send_back(owner, *, by, answer: str) -> Proposal:
    """What waits, or was signed off and is not published yet, goes back to whoever asked."""
    _owner, last = _opened(owner)
    if last is None:
        raise CannotDecide(_("Nothing waits here any more. Somebody published or took it back."))
    if last.is_sent_back:
        return last
    if not answer.strip():
        raise CannotDecide(_("Say what has to change before you send it back."))
    return _decided(last, Outcome.SENT_BACK, by, answer)


@transaction.atomic
def take_back(owner) -> None:
    """Nobody need decide any more."""
    owner, last = _opened(owner)
    if last is None or not last.is_waiting:
        raise CannotDecide(_("Somebody has decided already. Read the answer."))
    close(owner)


def close(owner, *, but_waiting: bool = False) -> None:
    """What was proposed counts no more; `but_waiting` leaves what nobody has decided about yet."""
    rows = owner.proposals.open()
    rows = rows.exclude(outcome="") if but_waiting else rows
    rows.update(closed_at=timezone.now())


def _opened(owner):
    owner = lock(owner)
    return owner, owner.proposals.open().select_related("asked_by", "decided_by").first()


def _stored(content):
    return content.model_dump(mode="json")


def _seen(content, print_of, expected):
    draft = print_of(content)
    if draft != expected:
        raise CannotDecide(
            _("Somebody changed the draft since you opened this page. Look at it again, please.")
        )
    return draft


def _decided(proposal, outcome, by, answer):
    proposal.outcome, proposal.decided_by = outcome, by
    proposal.decided_at, proposal.answer = timezone.now(), answer.strip()
    proposal.save()
    return proposal
