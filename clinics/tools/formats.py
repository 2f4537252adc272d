"""Money and dates as the reader's language writes them. Money is decimal, never float."""

from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError, dates, numbers


def locale_of(language: str, country: str) -> Locale:
    """Spanish in the United States writes $1,200; Spanish in Spain writes 1.200 $."""
    try:
        return Locale.parse(f"{language}_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)


def money(amount: Decimal, currency: str, locale: Locale) -> str:
    """Such as “$400” or “$412.50”: cents only where there are any."""
    whole = amount == amount.to_integral_value()
    return numbers.format_currency(
        amount,
        currency,
        locale=locale,
        format=_without_cents(locale) if whole else None,
        currency_digits=not whole,
    )


def _without_cents(locale):
    return locale.currency_formats["standard"].pattern.split(";")[0].replace(".00", "")


def price_range(low: Decimal, high: Decimal, currency: str, locale: Locale) -> str:
    if low == high:
        return money(low, currency, locale)
    return f"{money(low, currency, locale)} – {money(high, currency, locale)}"


def month(day: date, locale: Locale) -> str:
    """Such as “March 2026” or “marzo de 2026”."""
    return dates.format_skeleton("yMMMM", day, locale=locale)


def long_date(day: date, locale: Locale) -> str:
    return dates.format_date(day, format="long", locale=locale)
