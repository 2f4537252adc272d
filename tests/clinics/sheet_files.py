"""Sheets as a clinic's people would send them, and what becomes of them."""

import io

from django.conf import settings
from django.core.management import call_command

from clinics.models.catalogue import Service
from clinics.sheets import exchange
from clinics.sheets.cells import csv_lines, text_of_sheet
from tests.factories import make_clinic, make_service


def make_ground():
    """A clinic, and the services “visit” and “scan”."""
    make_service(key="visit")
    make_service(key="scan")
    return make_clinic()


def clinics_services():
    return Service.objects.get(key="visit"), Service.objects.get(key="scan")


def exported(clinic, what="costs"):
    return "".join(csv_lines(exchange.sheet_rows(what, [clinic])))


def rows_of(text, what="costs"):
    return exchange.read_sheet(
        text_of_sheet(text.encode(), max_bytes=settings.SHEET_MAX_BYTES), what
    )


def imported(clinic, text, what="costs", by=None):
    rows = rows_of(text, what)
    basis = exchange.plan(clinic, what, rows).basis
    return exchange.carry_out(clinic, what, rows, expected=basis, by=by)


def stored(model):
    return list(model.objects.order_by("pk").values())


def problems_of(clinic, text, what="costs"):
    return [str(problem) for problem in exchange.plan(clinic, what, rows_of(text, what)).problems]


def sheet(*lines, what="costs", separator=","):
    """A file whose heading is whole; a line is a dictionary of the cells that matter."""
    names = [name for name in exchange.SHEETS[what].columns if name not in ("line", "delete")]
    names += [name for name in ("line", "delete") if any(name in line for line in lines)]
    usual = {
        "costs": {
            "part": "alone",
            "times": "1",
            "low": "400",
            "high": "650",
            "valid_from": "2026-05-01",
            "valid_until": "2026-10-31",
            "confirmed_on": "2026-05-01",
        },
        "coverage": {
            "status": "usually-not",
            "prior_authorization": "unknown",
            "network_status": "unknown",
            "checked_on": "2026-05-01",
            "next_check": "2026-08-01",
        },
    }[what]
    table = [names, *([{**usual, **line}.get(name, "") for name in names] for line in lines)]
    quoted = (['"' + cell.replace('"', '""') + '"' for cell in cells] for cells in table)
    return "\r\n".join(separator.join(cells) for cells in quoted)


def command(*options):
    said = io.StringIO()
    call_command("exchange_costs", *options, stdout=said, skip_checks=True)
    return said.getvalue()
