"""Moments on somebody's own clock. What a clock skips or shows twice is refused with its reason."""

from calendar import monthrange
from datetime import UTC, date, datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


class NoSuchMoment(Exception):
    """The words say why the clock never shows this time, or shows it twice, and what to choose."""


def moment_in(zone, local: datetime) -> datetime:
    """The one moment at which clocks in `zone` show `local` (naive). Raises NoSuchMoment."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    shift = abs(second.utcoffset() - first.utcoffset())
    if not shift:
        return first
    told = {
        "day": date_format(local.date()),
        "time": time_format(local.time(), "TIME_FORMAT"),
        "zone": zone.key,
        "before": time_format((local - shift).time(), "TIME_FORMAT"),
        "after": time_format((local + shift).time(), "TIME_FORMAT"),
    }
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        words = _(
            "On %(day)s there is no %(time)s in %(zone)s: clocks are set forward past it. "
            "Choose %(before)s or %(after)s instead."
        )
    else:
        words = _(
            "On %(day)s it is %(time)s twice in %(zone)s: clocks are set back. "
            "Choose %(before)s or %(after)s instead."
        )
    raise NoSuchMoment(words % told)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def told(moment: datetime) -> str:
    """`moment` on the reader's own clock, which is named."""
    return _("%(moment)s (%(zone)s)") % {
        "moment": date_format(timezone.localtime(moment), "DATETIME_FORMAT"),
        "zone": timezone.get_current_timezone_name(),
    }


class MomentField(forms.SplitDateTimeField):
    """A date and a time on the reader's own clock, as the moment they mean."""

    widget = forms.SplitDateTimeWidget(
        date_attrs={"type": "date"},
        time_attrs={"type": "time"},
        date_format="%Y-%m-%d",
        time_format="%H:%M",
    )

    def compress(self, parts):
        if not parts:
            return None
        day, time = parts
        if day in self.empty_values:
            raise forms.ValidationError(self.error_messages["invalid_date"])
        if time in self.empty_values:
            raise forms.ValidationError(self.error_messages["invalid_time"])
        try:
            return moment_in(timezone.get_current_timezone(), datetime.combine(day, time))
        except NoSuchMoment as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
