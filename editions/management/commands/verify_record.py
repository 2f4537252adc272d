import re
from itertools import chain
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from editions.record.triggers import edition_models, missing_triggers
from editions.record.verifying import (
    SHORTEST_HEAD,
    Tally,
    chain_faults,
    edition_faults,
    head_faults,
    name,
    unknown_kinds,
)
from editions.record.verifying_history import author_remarks, history_faults

TOLD_EVERY = 10_000


class Command(BaseCommand):
    help = "Recomputes every fingerprint, link and head, and names what is not as it was entered."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", help="A head that was saved or printed, or a file that holds it."
        )
        parser.add_argument(
            "--history", action="store_true", help="Also looks at the history of the drafts."
        )

    def handle(self, *, head, history, **options):
        tally, problems = Tally(sought=_head_in(head)), 0
        for problem in self._problems(tally, history):
            problems += 1
            self.stderr.write(problem)
        self._report(tally, history)
        if problems:
            raise CommandError(_("Problems found: %(number)s") % {"number": problems})

    def _problems(self, tally, history):
        yield from _unguarded()
        yield from chain(chain_faults(tally), head_faults(tally), unknown_kinds())
        for model in edition_models():
            yield from edition_faults(model, tally, told=self._tell)
            yield from _gaps(model)
        if history:
            yield from history_faults()

    def _tell(self, number):
        if number % TOLD_EVERY == 0:
            self.stdout.write(_("%(number)s editions so far …") % {"number": number})

    def _report(self, tally, history):
        self.stdout.write(_("Editions checked: %(number)s") % {"number": tally.editions})
        if tally.found:
            words = _(
                "Editions from before the record was chained: %(number)s. Their content is "
                "checked; who, when and why are checked only for changes since then."
            )
            self.stdout.write(words % {"number": tally.found})
        if tally.head:
            words = _("The record's head is %(head)s, of %(moment)s.")
            self.stdout.write(words % {"head": tally.head, "moment": tally.at.isoformat()})
        if tally.passed:
            words = _("The record had the head that was asked for at entry %(number)s, %(moment)s.")
            told = {"number": tally.passed.number, "moment": tally.passed.at.isoformat()}
            self.stdout.write(words % told)
        if history:
            for remark in author_remarks():
                self.stdout.write(remark)


def _head_in(text):
    """The hexadecimal digits of a head, or of the file that holds one; "" for none asked.

    Asked for with nothing behind it (an empty variable of a script) is no head, and refused.
    """
    if text is None:
        return ""
    file = Path(text)
    if text and file.is_file():
        text = file.read_text(encoding="utf-8", errors="replace")
    digits = "".join(text.split()).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST_HEAD},64}}", digits):
        words = _("A head is %(least)s to 64 digits 0-9 and a-f, or a file that holds just that.")
        raise CommandError(words % {"least": SHORTEST_HEAD})
    return digits


def _gaps(model):
    """Numbers are given without a gap, so where one is missing, an edition was deleted."""
    owners = model.objects.order_by().values_list(model.OWNER)
    counted = owners.annotate(held=Count("pk"), top=Max("number")).filter(held__lt=F("top"))
    for owner, held, top in counted:
        missing = _("%(held)s of %(top)s editions are left") % {"held": held, "top": top}
        yield f"{name(model, owner)}: {missing}"


def _unguarded():
    for trigger in missing_triggers(connection):
        words = _("The trigger %(name)s is missing; run migrate to make it again.")
        yield words % {"name": trigger}
