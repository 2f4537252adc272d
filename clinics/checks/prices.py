"""What stands against a clinic's prices and answers of insurers."""

from django.urls import reverse
from django.utils.translation import get_language
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
from editions.models.content import label_of
from editions.tools.findings import Finding
from guide.fields import in_language
from guide.models.kinds import Kind


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


def promises_in(clinic, content):
    """Words that the forms refuse, in drafts that are older than the rule or came another way."""
    rows = [("costitem", cost, PRICE_WORDS, name_of(cost)) for cost in content.costs]
    rows += [("coverage", row, ANSWER_WORDS, row.payer) for row in content.coverages]
    notes = [note for note in content.notes if note.section_kind in ABOUT_MONEY]
    rows += [("note", note, ("body",), label_of(Kind, note.section_kind)) for note in notes]
    rows += [("clinic", content, PAYMENT_WORDS, clinic.name)]
    for model, row, names, place in rows:
        address = reverse(f"admin:clinics_{model}_changelist")
        for message in promises(row, names).values():
            yield Finding(message, place, True, address, "lowest-price")


def unlikely(content, before):
    """Prices that look like a slip of the finger; they do not block."""
    address = reverse("admin:clinics_costitem_changelist")
    for cost in content.costs:
        was = before.get(line_key(cost.service, cost.own_name))
        for doubt in doubts(cost.low, cost.high, was):
            yield Finding(doubt.message, name_of(cost), False, address, doubt.code)


def name_of(cost):
    return cost.service or in_language(cost.own_name, get_language())[0]


def place_of_price(cost):
    return name_of(cost), reverse("admin:clinics_costitem_changelist")


def lapsed(clinic, content, today):
    for cost in content.costs:
        if cost.valid_until < today:
            message = _("This price has lapsed; patients read how to ask instead. Confirm it.")
            address = reverse("admin:clinics_costitem_changelist")
            yield Finding(message, name_of(cost), False, address, "price-lapsed")
    for row in content.coverages:
        if row.next_check < today:
            message = _("This answer was to be checked again. Ask the insurer, then date it.")
            address = reverse("admin:clinics_coverage_changelist")
            yield Finding(message, row.payer, False, address, "check-overdue")
