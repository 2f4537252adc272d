"""A person's data, removed as far as the record allows: it must go on saying who published what."""

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clinics.models import (
    BulkRun,
    Consent,
    Invitation,
    Membership,
    PublishRequest,
    Reminder,
    ShareLink,
)
from clinics.people.rights import sessions_of, unmanaged
from editions.models import Edition, Exemption, Sending
from guide.models import Reviewer, ReviewRequest
from staff.models import User

NOWHERE = "erased.invalid"  # RFC 2606: no mail can ever go there


@transaction.atomic
def erase(person: User, *, is_trial: bool = False) -> list[str]:
    """What was done, in words; in a trial nothing is. A second time does nothing more."""
    person = User.objects.select_for_update().get(pk=person.pk)
    deeds = [*_end_access(person), *_forget_traces(person), *_end_account(person)]
    if is_trial:
        transaction.set_rollback(True)
    return deeds or [_("Nothing was left to remove.")]


def _counted(words, number):
    return [words % {"number": number}] if number else []


def _end_access(person):
    """Sessions, places of work and rights."""
    ended, _by_model = sessions_of(person).delete()
    memberships = list(person.memberships.select_related("clinic"))
    left, _by_model = Membership.objects.filter(user=person).delete()
    groups = Group.objects.filter(user=person).count()
    person.groups.clear()
    person.user_permissions.clear()
    return [
        *_counted(_("Sessions ended: %(number)s"), ended),
        *_counted(_("Memberships of clinics ended: %(number)s"), left),
        *_counted(_("Groups left: %(number)s"), groups),
        *unmanaged(memberships),
    ]


def _forget_traces(person):
    """Invitations, forms that were sent, and what the admin noted about account and memberships."""
    asked, _by_model = Invitation.objects.filter(email__iexact=person.email).delete()
    sent, _by_model = Sending.objects.filter(by=person).delete()
    told, _by_model = Reminder.objects.filter(person=person).delete()
    runs = BulkRun.objects.filter(by=person)
    ran = runs.count()
    runs.delete()
    noted, _by_model = _noted_about(person).delete()
    return [
        *_counted(_("Invitations to this address removed: %(number)s"), asked),
        *_counted(_("Records of sent forms removed: %(number)s"), sent),
        *_counted(_("Records of reminders removed: %(number)s"), told),
        *_counted(_("Runs over many clinics removed: %(number)s"), ran),
        *_counted(_("Entries about the account in the admin's log removed: %(number)s"), noted),
    ]


def _noted_about(person):
    """The admin's log names what it tells of: the account, and each membership by whose it is."""
    kinds = ContentType.objects.get_for_models(User, Membership)
    own = Membership.history.filter(user=person).values_list("id", flat=True).distinct()
    memberships = Q(content_type=kinds[Membership], object_id__in=[str(key) for key in own])
    account = Q(content_type=kinds[User], object_id=str(person.pk))
    return LogEntry.objects.filter(account | memberships)


def _end_account(person):
    """No password, no address; the name only where somebody has to be able to read it."""
    name = _name_in_record(person)
    wanted = {
        "username": f"erased-{person.pk}",
        "email": f"erased-{person.pk}@{NOWHERE}",
        "first_name": "",
        "last_name": name,
        "language": User._meta.get_field("language").default,
        "time_zone": User._meta.get_field("time_zone").default,
        "last_login": None,
        **dict.fromkeys(("is_active", "is_staff", "is_superuser"), False),
    }
    if all(getattr(person, field) == value for field, value in wanted.items()):
        return []
    for field, value in wanted.items():
        setattr(person, field, value)
    person.set_unusable_password()
    person.save()
    kept = _("The name “%(name)s” stays: the record says who published, asked or signed.")
    return [
        _("The account is ended: no password, no address, no language, no last sign-in."),
        kept % {"name": name} if name else _("The name is removed: no record needs it."),
    ]


def _name_in_record(person):
    """ "" when nothing in the record is by this person."""
    return person.name_in_record if _is_in_record(person) else ""


def _is_in_record(person):
    return any(model.objects.filter(own).exists() for model, own in _records(person))


def _records(person):
    """(model, condition) of whatever says that this person did it."""
    decided = Q(asked_by=person) | Q(decided_by=person)
    yield from ((model, decided) for model in (PublishRequest, ReviewRequest, Exemption))
    yield Consent, Q(decided_by=person)
    yield ShareLink, Q(made_by=person) | Q(revoked_by=person)
    yield Reviewer, Q(user=person)
    yield Invitation, Q(invited_by=person)
    yield LogEntry, Q(user=person)
    for model in apps.get_models():
        if issubclass(model, Edition):
            yield model, Q(published_by=person) | Q(withdrawn_by=person)
        elif hasattr(model, "history_user"):
            yield model, Q(history_user=person)
