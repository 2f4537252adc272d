"""What the lists of clinics and of their rows show: columns, and filters beside them."""

from django.conf import settings
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clinics.models import Jurisdiction
from clinics.models.jurisdiction import place_name, verified_on
from clinics.models.notice import Notice
from clinics.tools.formats import locale_of, price_range
from clinics.work.expiry import Due, due_on, those_due
from editions.admin.lists import YesNoFilter


def in_every_language(name):
    """The parts of one column of words per language, to be searched."""
    return [f"{name}__{code}" for code, _language in settings.LANGUAGES]


class DueFilter(admin.SimpleListFilter):
    """By the last day of a price, or the next check of an answer, as it is at the clinic."""

    title = _("ends")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return Due.choices

    def queryset(self, request, queryset):
        if self.value() not in Due.values:
            return queryset
        return those_due(queryset, Due(self.value()), timezone.now())


class VerifiedFilter(YesNoFilter):
    title = _("checked within a year")
    parameter_name = "verified"

    def condition(self):
        return verified_on(timezone.localdate())


class WithTextFilter(YesNoFilter):
    title = _("has a text")
    parameter_name = "text"

    def condition(self):
        return ~Q(texts={})


@admin.display(description=_("what for"), ordering="service__position")
def what_for(row):
    return str(row)


@admin.display(description=_("price"), ordering="low")
def price(row):
    locale = locale_of(get_language(), row.clinic.country)
    return price_range(row.low, row.high, row.clinic.currency, locale)


@admin.display(description=_("next check"), ordering="next_check")
def next_check(row):
    day = date_format(row.next_check)
    if due_on(row.next_check, row.clinic.day_at(timezone.now())) not in (Due.LAPSED, Due.TODAY):
        return day
    return format_html('{} <strong class="tag">{}</strong>', day, _("Check is due"))


@admin.display(description=_("guides"))
def guides(row):
    return ", ".join(map(str, row.guides.all())) or "–"


@admin.display(description=_("person"))
def person(membership):
    return str(membership.user)


@admin.display(description=_("email"), ordering="user__email")
def mail_address(membership):
    return membership.user.email


@admin.display(description=_("has a text"), boolean=True)
def has_text(notice):
    return any(notice.texts.values())


@admin.display(description=_("where it stands"))
def placements(notice):
    names = dict(Notice.Placement.choices)
    return "\n".join(str(names.get(place, place)) for place in notice.placements) or "–"


@admin.display(description=_("place"), ordering="country")
def law_place(law):
    return place_name(law.country, law.state)


@admin.display(description=_("where a notice must stand"))
def notice_on(law):
    names = dict(Jurisdiction.Shown.choices)
    return "\n".join(str(names.get(place, place)) for place in law.notice_on) or "–"
