"""How soon a dated fact of a clinic ends, on the clinic's own day."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, CostItem, Coverage
from clinics.public.live import day_in

LAST_DAY = {CostItem: "valid_until", Coverage: "next_check"}  # the last on which it holds


class Due(TextChoices):
    LAPSED = "lapsed", _("Overdue")
    TODAY = "today", _("Today")
    WEEK = "week", _("Within 7 days")
    MONTH = "month", _("Within 30 days")
    LATER = "later", _("Later")


UP_TO = {Due.LAPSED: -1, Due.TODAY: 0, Due.WEEK: 7, Due.MONTH: 30}  # days from today, each included


def due_on(last: date, day: date) -> Due:
    """As seen on `day`, of a fact that holds up to and including `last`."""
    days = (last - day).days
    return next((due for due, limit in UP_TO.items() if days <= limit), Due.LATER)


def those_due(rows: QuerySet, due: Due, moment: datetime) -> QuerySet:
    """Those of `rows`, prices or answers, that are due so at `moment`; asks for the time zones."""
    field, chosen = LAST_DAY[rows.model], Q(pk__in=[])
    zones: dict = {}
    for zone in Clinic.objects.order_by().values_list("time_zone", flat=True).distinct():
        zones.setdefault(day_in(zone, moment), []).append(zone)
    for day, there in zones.items():
        chosen |= Q(_between(field, due, day), clinic__time_zone__in=there)
    return rows.filter(chosen)


def _between(field, due, day):
    limits = list(UP_TO.values())
    place = list(Due).index(due)
    after = Q(**{f"{field}__gt": day + timedelta(limits[place - 1])}) if place else Q()
    if due == Due.LATER:
        return after
    return after & Q(**{f"{field}__lte": day + timedelta(limits[place])})
