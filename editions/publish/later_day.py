"""What waits for its day is asked by the law of that day too."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from editions.publish.publishing import CannotPublish
from editions.tools.findings import Finding

BY_LAW = ("law-", "study-")


def asked_of_its_day(
    check: Callable, *, live_from: datetime | None, override: str, zone=None
) -> Callable[..., list[Finding]]:
    """`check(owner, content, moment)` as publishing asks it: gives the findings of today.

    What only the law of the day of `live_from` stops is not on the page that the publisher looked
    at, so the refusal says what it is. `zone` is that of the readers. Raises CannotPublish.
    """

    def checked(owner, content):
        found = check(owner, content, timezone.now())
        if live_from is None or live_from <= timezone.now():
            return found
        later = check(owner, content, live_from)
        anew = [f for f in later if f.blocks and f.code.startswith(BY_LAW) and f not in found]
        if any(finding.is_final or not override for finding in anew):
            message = _(
                "By the law of the day from which patients would see it, %(day)s: %(reasons)s"
            )
            day = date_format(timezone.localdate(live_from, zone))
            reasons = " ".join(dict.fromkeys(finding.message for finding in anew))
            raise CannotPublish(message % {"day": day, "reasons": reasons}, anew)
        return found

    return checked
