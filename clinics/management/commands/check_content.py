"""Whatever would be found on publishing, for the whole network or a part of it."""

import json
from collections.abc import Iterator, Sequence

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clinics.checks.checking import check_clinic, check_network
from clinics.checks.ground import ground_of
from clinics.draft.composing import compose_clinics, compose_network
from clinics.models import Clinic
from clinics.models.catalogue import Network
from editions.tools.findings import Finding
from guide.checks.checking import check
from guide.draft.composing import compose
from guide.models import Translation

CHUNK = 100  # clinics that are read at once


class Command(BaseCommand):
    help = "Check drafts as publishing would; ends with 1 where something blocks."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("--clinic", metavar="SLUG", help="this clinic alone")
        parser.add_argument("--guide", metavar="SLUG", help="this guide alone, in every language")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, clinic, guide, **options):
        blocks = 0
        write = {"text": _as_text, "json": _as_json}[options["format"]]
        for owner, findings in _found(clinic, guide):
            for finding in findings:
                self.stdout.write(write(owner, finding))
                blocks += finding.blocks
        if blocks:
            raise CommandError(_("What would block a publish: %(number)s") % {"number": blocks})


def _found(clinic, guide) -> Iterator[tuple[str, Sequence[Finding]]]:
    """(whose, findings) of what was asked for; of everything where nothing was."""
    if guide or not clinic:
        yield from _of_texts(guide)
    if clinic or not guide:
        yield from _of_clinics(clinic)
    if not (clinic or guide):
        network = Network.objects.get()
        yield str(network), check_network(network, compose_network(network))


def _of_texts(slug):
    texts = Translation.objects.select_related("guide").order_by("guide__slug", "language")
    if slug and not (texts := texts.filter(guide__slug=slug)):
        raise CommandError(_("There is no guide “%(slug)s”.") % {"slug": slug})
    for text in texts:
        yield f"{text.guide.slug} ({text.language})", check(text, compose(text))


def _of_clinics(slug):
    clinics = Clinic.objects.not_closed().order_by("slug")
    if slug and not (clinics := clinics.filter(slug=slug)):
        raise CommandError(_("There is no clinic “%(slug)s”, or it is closed.") % {"slug": slug})
    keys = list(clinics.values_list("pk", flat=True))
    for first in range(0, len(keys), CHUNK):
        rows = clinics.filter(pk__in=keys[first : first + CHUNK])
        contents = compose_clinics(rows)
        ground = ground_of(contents)
        for clinic in rows:
            yield clinic.slug, check_clinic(clinic, contents[clinic.pk], ground)


def _as_text(owner, finding):
    quote = f" “{finding.quote}”" if finding.quote else ""
    return f"{owner}: [{_kind(finding)}] {finding.place}:{quote} {finding.message} ({finding.code})"


def _kind(finding):
    if finding.let_stand:
        return _("put aside") if finding.let_stand.is_dismissal else _("let stand")
    return _("blocks") if finding.blocks else _("look at")


def _as_json(owner, finding):
    """One object a line; `start` and `end` count in the text that `path` leads to."""
    said = {
        "owner": owner,
        "code": finding.code,
        "blocks": finding.blocks,
        "let_stand": finding.let_stand is not None,
        "place": finding.place,
        "message": finding.message,
        "quote": finding.quote,
        "path": list(finding.path),
        "start": finding.start,
        "end": finding.end,
    }
    return json.dumps(said, ensure_ascii=False)
