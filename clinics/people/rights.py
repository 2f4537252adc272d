"""All that one person may do here, and the end of it."""

from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import Invitation, Membership, ShareLink
from clinics.models.access import managers_of
from staff.models import User


class CannotEnd(Exception):
    """The words say why, and what to do."""


@dataclass(frozen=True)
class Rights:
    memberships: tuple[Membership, ...]
    invitations: tuple[Invitation, ...]  # to this address, answered ones too
    sent: tuple[Invitation, ...]  # by this person, and still open
    links: tuple[ShareLink, ...]  # that still work
    sessions: int  # browsers that are signed in

    def count(self, person) -> int:
        open_ones = [asked for asked in self.invitations if not asked.outcome]
        groups = len(person.group_names) + person.is_superuser + person.is_active
        held = [*self.memberships, *open_ones, *self.sent, *self.links]
        return groups + len(held) + self.sessions


def rights_of(person: User) -> Rights:
    links = ShareLink.objects.filter(made_by=person, revoked_at=None, expires_at__gt=timezone.now())
    return Rights(
        memberships=tuple(person.memberships.select_related("clinic").order_by("clinic__name")),
        invitations=tuple(
            Invitation.objects.filter(email__iexact=person.email).select_related(
                "clinic", "invited_by"
            )
        ),
        sent=tuple(Invitation.objects.open().filter(invited_by=person).select_related("clinic")),
        links=tuple(links.defer("content").select_related("clinic", "translation")),
        sessions=len(sessions_of(person)),
    )


@transaction.atomic
def end_rights(person: User, *, by) -> Rights:
    """`person` signs in no more, anywhere, and has no role; gives what was ended.

    What the person wrote and published stays, with the name. Only an operator gives rights back.
    Raises CannotEnd.
    """
    if not by.is_operator:
        raise CannotEnd(_("Only an operator ends somebody's rights."))
    if person.pk == by.pk:
        raise CannotEnd(_("You cannot end your own rights. Ask another operator."))
    person = User.objects.select_for_update().get(pk=person.pk)
    ended = rights_of(person)
    now = timezone.now()
    for membership in ended.memberships:
        membership._history_user = by
        membership.delete()
    own = Q(email__iexact=person.email) | Q(invited_by=person)
    Invitation.objects.unanswered().filter(own).update(
        outcome=Invitation.Outcome.TAKEN_BACK, ended_at=now
    )
    ShareLink.objects.filter(made_by=person, revoked_at=None).update(revoked_at=now, revoked_by=by)
    sessions_of(person).delete()
    person.groups.clear()
    person.is_active = person.is_superuser = False
    person.save()
    LogEntry.objects.log_actions(
        by.pk, [person], CHANGE, change_message="All rights ended.", single_object=True
    )
    return ended


def unmanaged(memberships) -> list[str]:
    """Of the clinics that somebody has just left: those that nobody manages now, in words."""
    left = [row.clinic for row in memberships if row.role == Membership.Role.MANAGER]
    words = _("%(clinic)s has no manager now. Invite one on its page People.")
    return [words % {"clinic": clinic} for clinic in left if not managers_of(clinic).exists()]


def sessions_of(person) -> QuerySet:
    """The browsers in which the person is signed in. Reads every session that lives."""
    living = Session.objects.filter(expire_date__gt=timezone.now())
    mine = [
        session.pk
        for session in living.iterator()
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    return Session.objects.filter(pk__in=mine)
