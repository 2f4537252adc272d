from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from editions.record import fingerprint
from editions.triggers import edition_models, missing_triggers

CHUNK = 100


class Command(BaseCommand):
    help = "Recomputes every fingerprint and says which editions are not what was published."

    def handle(self, **options):
        checked, problems = 0, [*_unguarded()]
        for model in edition_models():
            rows = model.objects.order_by("pk").values_list(
                model.OWNER, "number", "content", "fingerprint"
            )
            for owner, number, content, printed in rows.iterator(chunk_size=CHUNK):
                checked += 1
                if wrong := _wrong(content, printed):
                    problems.append(f"{_name(model, owner)}, {number}: {wrong}")
            problems += _gaps(model)
        self._report(checked, problems)

    def _report(self, checked, problems):
        for problem in problems:
            self.stderr.write(problem)
        self.stdout.write(_("Editions checked: %(number)s") % {"number": checked})
        if problems:
            raise CommandError(_("Problems found: %(number)s") % {"number": len(problems)})


def _wrong(content, printed):
    """What is wrong with the content, in words; nothing if it has the fingerprint `printed`."""
    if not isinstance(content, dict):
        return _("the content cannot be read")
    try:
        found = fingerprint(content)
    except UnicodeEncodeError:  # half a character, which JSON can spell and UTF-8 cannot
        return _("the content cannot be read")
    return "" if found == printed else _("the content is not what was published")


def _gaps(model):
    """Numbers are given without a gap, so where one is missing, an edition was deleted."""
    owners = model.objects.order_by().values_list(model.OWNER)
    counted = owners.annotate(held=Count("pk"), top=Max("number")).filter(held__lt=F("top"))
    for owner, held, top in counted:
        missing = _("%(held)s of %(top)s editions are left") % {"held": held, "top": top}
        yield f"{_name(model, owner)}: {missing}"


def _unguarded():
    for name in missing_triggers(connection):
        yield _("The trigger %(name)s is missing; run migrate to make it again.") % {"name": name}


def _name(model, owner):
    """As `clinics.ClinicEdition of North Ridge (17)`: the model, the owner and the owner's id."""
    field = model._meta.get_field(model.OWNER)
    row = field.related_model._base_manager.filter(pk=owner).first()
    return f"{model._meta.label} of {row} ({owner})"
