"""Asking somebody to become one of a clinic's people, and what comes of it."""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from math import ceil

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import Clinic, Invitation, Membership, access
from editions.publish.emails import Reader, write_to
from editions.publish.publishing import lock
from staff import attempts
from staff.attempts import Limit, TooManyTries
from staff.models import User

HOLDS = timedelta(days=settings.INVITATION_DAYS)
DAY, HOUR, PAUSE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=5)
BY_PERSON = Limit("invitations", free=20, first=HOUR, most=HOUR, leak=HOUR / 20)
Outcome = Invitation.Outcome


class CannotInvite(Exception):
    """The words say why, and what to do."""


@transaction.atomic
def invite(clinic: Clinic, *, email: str, role: str, by, name: str = "") -> tuple[Invitation, str]:
    """The invitation and the token of its link, which is told here and never again.

    Whether the address belongs to an account makes no difference, neither here nor to what is said.
    Raises CannotInvite.
    """
    clinic, email = lock(clinic), email.strip().lower()
    _refuse_unless_manager(clinic, by)
    if clinic.memberships.filter(user__email__iexact=email).exists():
        raise CannotInvite(_("This person belongs to the clinic already."))
    before = clinic.invitations.unanswered().filter(email=email).first()
    if before and not before.has_run_out:
        raise CannotInvite(_("This address is invited already. Below you can send it again."))
    _count_mail(by)
    if before:
        _end(before, Outcome.TAKEN_BACK)
    token = secrets.token_urlsafe(32)
    made = clinic.invitations.create(
        email=email,
        name=" ".join(name.split()),
        role=role,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=timezone.now() + HOLDS,
    )
    return made, token


@transaction.atomic
def renew(invitation: Invitation, *, by) -> str:
    """The token of a new link, good for as many days again; the old link ends. Raises CannotInvite."""
    invitation = _standing(invitation, by)
    _refuse_too_soon(invitation)
    _count_mail(by)
    invitation.invited_by, invitation.expires_at = by, timezone.now() + HOLDS
    return _new_link(invitation)


def waiting_at(address: str) -> list[Callable[[], None]]:
    """For each invitation that waits at this address, what sends it again."""
    waiting = Invitation.objects.open().filter(email=address.strip().lower())
    waiting = waiting.select_related("clinic", "invited_by")
    return [partial(_send_again, invitation) for invitation in waiting]


def _send_again(invitation):
    """As whoever invited would; when that person may not any more, nobody does.

    Anybody who knows the address can ask: it costs the one who invited nothing, and the invitation
    holds no longer than it would have.
    """
    by = invitation.invited_by
    with suppress(CannotInvite):
        with transaction.atomic():
            held = _standing(invitation, by)
            _refuse_too_soon(held)
            token = _new_link(held)
        send(held, token, by=by)


@transaction.atomic
def take_back(invitation: Invitation, *, by) -> None:
    """Its link ends. Raises CannotInvite when somebody has answered or taken it back already."""
    _end(_standing(invitation, by), Outcome.TAKEN_BACK)


def send(invitation: Invitation, token: str, *, by) -> bool:
    """The mail with the link, in the language of whoever invites; False when it could not go.

    Outside every transaction: a slow mail server holds no lock.
    """
    until = Invitation.objects.values_list("expires_at", flat=True).get(pk=invitation.pk)
    days = ceil((until - timezone.now()) / DAY)
    was_sent = write_to(
        Reader(invitation.email, by.language, by.time_zone),
        subject=lambda: _("You are invited to edit %(place)s") % {"place": invitation.clinic},
        template="registration/invitation_email.txt",
        context={"invitation": invitation, "by": by, "link": _link(token), "days": days},
    )
    if was_sent:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
    return was_sent


def invitation_of(token: str) -> Invitation | None:
    """The invitation, while it can be answered, and whoever invited may still invite."""
    standing = Invitation.objects.open().select_related("clinic", "invited_by")
    found = standing.filter(token_hash=_hash(token)).first()
    return found if found and _inviter_stands(found) else None


@transaction.atomic
def accept(invitation: Invitation, *, user) -> Membership:
    """`user`, who reads the mail of this address, belongs to the clinic from now on.

    Raises CannotInvite when the invitation has ended meanwhile, or when nobody may be added so.
    """
    user = User.objects.select_for_update().get(pk=user.pk)  # what an operator does now comes after
    clinic = lock(invitation.clinic)
    held = clinic.invitations.open().select_for_update().filter(pk=invitation.pk).first()
    if held is None or user.email.lower() != held.email or not _inviter_stands(held):
        raise CannotInvite(_("This invitation has ended. Ask whoever invited you for another."))
    if user.is_superuser or not user.may_sign_in:
        raise CannotInvite(_("An operator decides about this account. Ask one."))
    _end(held, Outcome.ACCEPTED)
    there = clinic.memberships.filter(user=user).first()
    return there or clinic.memberships.create(user=user, role=held.role)


@transaction.atomic
def decline(invitation: Invitation) -> None:
    clinic = lock(invitation.clinic)
    if held := clinic.invitations.unanswered().filter(pk=invitation.pk).first():
        _end(held, Outcome.DECLINED)


def _standing(invitation, by):
    clinic = lock(invitation.clinic)
    _refuse_unless_manager(clinic, by)
    held = clinic.invitations.unanswered().filter(pk=invitation.pk).first()
    if held is None:
        raise CannotInvite(_("It was answered or taken back already."))
    return held


def _refuse_unless_manager(clinic, by):
    if not access.publishes(by, clinic):
        raise CannotInvite(_("Only a manager of this clinic can invite. Ask one."))


def _inviter_stands(invitation):
    return access.publishes(invitation.invited_by, invitation.clinic)


def _refuse_too_soon(invitation):
    if invitation.sent_at and invitation.sent_at > timezone.now() - PAUSE:
        raise CannotInvite(
            _("A mail went out a moment ago. Wait five minutes, then send it again.")
        )


def _count_mail(by):
    """The first one and each one sent again."""
    try:
        attempts.take((BY_PERSON, str(by.pk)))
    except TooManyTries as refusal:
        raise CannotInvite(
            _("Many mails went out in your name. Wait an hour, then go on.")
        ) from refusal


def _new_link(invitation):
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    invitation.save()
    return token


def _end(invitation, outcome):
    invitation.outcome, invitation.ended_at = outcome, timezone.now()
    invitation.save()


def _link(token):
    return settings.SITE_URL + reverse("invitation", args=[token])


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
