import zoneinfo
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.attempt_count import AttemptCount
from staff.has_a_role import has_a_role

__all__ = ["AttemptCount", "User"]


# Names that stand for the server's own clock, or for none.
NO_PLACE = {"localtime", "Factory", "posixrules"}


def validate_time_zone(name):
    """The set of names is read from the server's files, which hold more than places."""
    if name in NO_PLACE or name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write one such as America/Chicago."),
            params={"name": name},
        )


class User(AbstractUser):
    """Somebody who signs in: an operator, a guide editor, a reviewer or one of a clinic's people."""

    email = models.EmailField(
        _("email address"),
        unique=True,
        error_messages={"unique": _("Somebody with this email address is already here.")},
        help_text=_("Invitations and new passwords go here. Example: ana@clinic.example.org"),
    )
    is_staff = models.BooleanField(default=True, editable=False)  # Django's admin asks for it
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language of the admin and of mails to this person."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="America/New_York",
        validators=[validate_time_zone],
        help_text=_("Dates and times are shown in this zone. Example: America/Chicago"),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def name_in_record(self) -> str:
        """At most 150 characters, and never the address, which may have to go some day."""
        return (self.get_full_name() or self.username.partition("@")[0])[:150]

    @cached_property
    def group_names(self):
        """Asked once per request: the user is made anew for each."""
        return frozenset(group.name for group in self.groups.all())

    @property
    def is_operator(self):
        return self.is_active and self.is_superuser

    @property
    def may_sign_in(self):
        """`is_active` is the operators' switch: nobody else turns it, on or off."""
        return self.is_active and self.is_staff

    @cached_property
    def works_here(self):
        """May sign in and has a role; who left the last clinic reads nothing here any more."""
        return self.may_sign_in and (self.is_superuser or has_a_role(self))
