"""Prices and insurers' answers that cannot be, and figures that ask for a second look.

The one rule behind the forms, the sheets and the findings before publishing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

TENFOLD = 10
STUDY_NUMBER = re.compile(r"NCT[0-9]{8}")
PRICE_WORDS = ("own_name", "included", "not_included")
ANSWER_WORDS = ("conditions", "instead", "appeal")
PAYMENT_WORDS = ("self_pay_discount", "deposit", "financing")
AMOUNT = r"(?:us ?)?[$€£] ?[\d.,]++"
NO_TIME = (
    r"(?! (?:\d\d?(?::\d\d)? ?(?:[ap]\.? ?m\b|o.clock)|noon|midnight|age\b|(?:the|your) (?:first"
    r"|second|third|next|same|age)\b|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:jan|febr)uary"
    r"|march\b|april|may\b|june|july|august|(?:sept|nov|dec)ember|october|20\d\d\b))"
)
NO_HORA = (
    r"(?! (?:las? \d|ahora|hoy|mañana|entonces|ahí|los \d+ años|la (?:primera|segunda|tercera"
    r"|próxima|misma)\b|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre|20\d\d\b))"
)
PROMISES = re.compile(
    "|".join(
        [
            r"\bas (?:low|little|cheap) as\b",
            rf"\b(?:start|begin)(?:s|n?ing)? (?:at|from)\b{NO_TIME}",
            r"\bfrom (?:only|just|as)\b|\b(?:only|just) from\b",
            rf"\bfor (?:only|just) {AMOUNT}",
            rf"\bfrom {AMOUNT}(?! ?(?:to\b|up to\b|through\b|[-–—]))",
            r"\btan (?:bajo|baja|bajos|bajas|barato|barata|poco) como\b",
            r"\bdesde (?:tan )?(?:s[oó]lo|apenas|[uú]nicamente)\b|\bs[oó]lo desde\b",
            rf"\bdesde {AMOUNT}(?! ?(?:hasta\b|a\b|[-–—]))",
            rf"\ba partir de\b{NO_HORA}",
            rf"\bpor (?:tan )?s[oó]lo {AMOUNT}",
            rf"\b(?:empiezan?|comienzan?|inician?|empezando|comenzando) (?:en|desde|con) {AMOUNT}",
        ]
    )
)


@dataclass(frozen=True)
class Doubt:
    """Possible and unlikely: asked once, and saved when somebody says that it is right."""

    code: str
    field: str
    message: str


def doubts(low: Decimal, high: Decimal, before=None) -> list[Doubt]:
    """On a price from `low` to `high`; `before` has the `low` and `high` last published, if any."""
    found = []
    if high > TENFOLD * low:
        words = _("The highest price is over ten times the lowest. Is that right?")
        found.append(Doubt("price-wide", "high", words))
    if before and (_jumps(before.low, low) or _jumps(before.high, high)):
        words = _(
            "This price is at least ten times what was published last, or a tenth. Is that right?"
        )
        found.append(Doubt("price-jump", "low", words))
    return found


def _jumps(old, new):
    return old != new and max(old, new) >= TENFOLD * min(old, new)


def line_key(service_key: str, own_name: dict[str, str]) -> str:
    """By which a price is compared with the one before: its service, else its own name."""
    return service_key or repr(sorted(own_name.items()))


def impossible_price(price, today: date) -> dict[str, str]:
    """{field: what to do}; `today` is the last day on which somebody can have confirmed it."""
    errors = promises(price, PRICE_WORDS)
    named = any((price.own_name or {}).values())
    if price.service_id is None and not named:
        errors["own_name"] = _("Choose a service above, or name the line here.")
    if price.service_id and named:
        errors["own_name"] = _("The service has a name already. Leave this empty.")
    if price.service_id is None and not price.unit:
        errors["unit"] = _("Say per what. Example: per visit")
    if price.low is not None and price.high is not None and price.high < price.low:
        errors["high"] = _("The highest price is below the lowest. Swap or correct them.")
    if price.valid_from and price.valid_until and price.valid_until < price.valid_from:
        errors["valid_until"] = _("The last day comes before the first day.")
    return errors | impossible_study(price) | _not_yet(price, "confirmed_on", today)


def impossible_study(price) -> dict[str, str]:
    """{field: what to do} on what a price says of the study in which it is offered, or is not."""
    if price.study != "inside":
        says_study = price.study_number or price.study_url or price.study_oversight
        errors = {}
        if says_study:
            errors["study"] = _("A study is named below. Choose “Inside a registered study”.")
        elif price.study == "explained" and price.part == "course":
            errors["part"] = _("What is not offered here is no part of a typical course here.")
        return errors
    errors = {}
    if not price.study_number:
        errors["study_number"] = _("Write its number in the registry. Example: NCT01234567")
    elif _is_of_us_registry(price) and not STUDY_NUMBER.fullmatch(price.study_number):
        errors["study_number"] = _(
            "Write NCT and eight digits. A number of another registry needs the link to the study."
        )
    if not price.study_oversight.strip():
        errors["study_oversight"] = _("Say who oversees the study. Example: its ethics board")
    return errors


def _is_of_us_registry(price):
    """Every number without a link of its own leads there."""
    return not price.study_url or price.study_number.strip().upper().startswith("NCT")


def study_address(number: str, url: str) -> str:
    return url or f"https://clinicaltrials.gov/study/{number}"


def impossible_answer(answer, today: date) -> dict[str, str]:
    """{field: what to do}; `today` is the last day on which somebody can have asked."""
    errors = promises(answer, ANSWER_WORDS)
    if answer.status == "covered" and not answer.policy_url:
        errors["policy_url"] = _("“Covered” needs a link to the insurer's policy.")
    if answer.checked_on and answer.next_check and answer.next_check < answer.checked_on:
        errors["next_check"] = _("The next check comes before the last one.")
    return errors | _not_yet(answer, "checked_on", today)


def _not_yet(row, name, today):
    day = getattr(row, name)
    if day is None or day <= today:
        return {}
    return {name: _("This day has not come yet. Write the day on which it was checked.")}


def promises(row, names: Iterable[str]) -> dict[str, str]:
    """{field: what to do} for words such as “as low as” in these texts of `row`, in any language."""
    errors = {}
    for name in names:
        value = getattr(row, name) or ""
        texts = value.values() if isinstance(value, dict) else [value]
        if words := next(filter(None, map(promise_in, texts)), ""):
            message = _(
                "“%(words)s” names the lowest price alone. Say what most people pay, or leave it out."
            )
            errors[name] = message % {"words": words}
    return errors


def promise_in(text: str) -> str:
    """The words that promise a lowest price, in English or Spanish; "" where there are none."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = PROMISES.search(
        re.sub(r"\s+", " ", re.sub(r"[*_~`\u200b-\u200d\u2060\ufeff\xad]", "", plain))
    )
    return found[0].strip() if found else ""
