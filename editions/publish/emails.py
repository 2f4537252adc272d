"""Mails to staff about a draft: in the reader's own language, and never in the way of the deed."""

import logging
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reader:
    """Somebody at an address, who need not have an account."""

    email: str
    language: str
    time_zone: str


def write_to_all(people, *, subject: Callable[[], str], template: str, context: dict) -> bool:
    """One mail to each of `people`; False when one could not be sent, which is logged.

    `subject()` is asked, and `template` filled, in the language and time zone of each reader.
    """
    sent = [
        write_to(person, subject=subject, template=template, context=context) for person in people
    ]
    return all(sent)


def write_to(person, *, subject: Callable[[], str], template: str, context: dict) -> bool:
    """One mail to a person, or to a Reader; False when it could not be sent, which is logged."""
    zone = zoneinfo.ZoneInfo(person.time_zone)
    with translation.override(person.language), timezone.override(zone):
        heading = " ".join(subject().split())
        body = render_to_string(template, {"reader": person, **context})
    try:
        send_mail(heading, body, settings.DEFAULT_FROM_EMAIL, [person.email])
    except (SMTPException, OSError, ValueError) as error:  # the last: no address at all
        logger.warning("no mail to %s: %s", person.email, error)
        return False
    return True
