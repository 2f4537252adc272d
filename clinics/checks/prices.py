"""What stands against a clinic's prices and answers of insurers."""

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models.clinic import ABOUT_MONEY
from clinics.tools.price_rules import (
    ANSWER_WORDS,
    PAYMENT_WORDS,
    PRICE_WORDS,
    doubts,
    line_key,
    promises,
)
from editions.tools.findings import Finding


def not_in_catalogue(clinic, content, network):
    services = {service.key for service in network.services}
    payers = {payer.key for payer in network.payers}
    rows = [("costitem", cost.service, services) for cost in content.costs if cost.service]
    rows += [("coverage", row.service, services) for row in content.coverages]
    rows += [("coverage", row.payer, payers) for row in content.coverages]
    # Each key is told once, however many rows name it, and in their order.
    for model, key, known in dict.fromkeys((m, k, frozenset(s)) for m, k, s in rows):
        if key not in known:
            message = _("The network has not published “%(key)s” yet, so patients cannot see it.")
            place = reverse(f"admin:clinics_{model}_changelist")
            yield Finding(message % {"key": key}, clinic.name, False, place, "not-in-catalogue")


def promises_in(clinic, content, rows):
    """Words that the forms refuse, in drafts that are older than the rule or came another way."""
    texts = [("costs", cost, PRICE_WORDS) for cost in content.costs]
    texts += [("coverages", row, ANSWER_WORDS) for row in content.coverages]
    texts += [("notes", n, ("body",)) for n in content.notes if n.section_kind in ABOUT_MONEY]
    for group, row, names in texts:
        for message in promises(row, names).values():
            place, address = rows.place_of(group, row)
            yield Finding(message, place, True, address, "lowest-price")
    address = reverse("admin:clinics_clinic_change", args=[clinic.pk])
    for message in promises(content, PAYMENT_WORDS).values():
        yield Finding(message, clinic.name, True, address, "lowest-price")


def unlikely(content, before, rows):
    """Prices that look like a slip of the finger; they do not block."""
    for cost in content.costs:
        was = before.get(line_key(cost.service, cost.own_name))
        for doubt in doubts(cost.low, cost.high, was):
            place, address = rows.place_of("costs", cost)
            yield Finding(doubt.message, place, False, address, doubt.code)


def lapsed(content, today, rows):
    for cost in content.costs:
        if cost.valid_until < today:
            message = _("This price has lapsed; patients read how to ask instead. Confirm it.")
            place, address = rows.place_of("costs", cost)
            yield Finding(message, place, False, address, "price-lapsed")
    for row in content.coverages:
        if row.next_check < today:
            message = _("This answer was to be checked again. Ask the insurer, then date it.")
            place, address = rows.place_of("coverages", row)
            yield Finding(message, place, False, address, "check-overdue")
