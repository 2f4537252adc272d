"""The rows behind a clinic's content, for putting back what an edition of it holds."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.draft.composing import COST, COVERAGE, PLAIN, compose_clinic, rows_of
from clinics.draft.offering import forbidden_anew
from clinics.models import Clinic, CostItem, Coverage, Note
from clinics.models.catalogue import Payer, Service
from editions.publish.restoring import DraftRows, Step
from guide.models import Guide

PLACE = ("country", "state_code")  # an operator's to say
OWN = [name for name in PLAIN if name not in ("slug", *PLACE)]  # its address never changes
MAKES = {
    "notes": (Note, ("section_kind", "language", "body"), ("guide",)),
    "costs": (CostItem, COST, ("service",)),
    "coverages": (Coverage, COVERAGE, ("payer", "service")),
}


class ClinicRows(DraftRows):
    owner: Clinic
    groups = ("notes", "costs", "coverages")

    def compose(self):
        return compose_clinic(self.owner)

    def querysets(self):
        return list(rows_of([self.owner]).values())

    def rows(self, group, items):
        return list(rows_of([self.owner])[group])

    def own_steps(self, content):
        for slug in content.guides:
            if slug not in self._linked["guide"]:
                self._say_gone(slug, self.owner.name)
        if any(getattr(content, name) != getattr(self.owner, name) for name in PLACE):
            self.remarks.append(_("Country and state stay: only an operator changes them."))
        guides = [row for slug, row in self._linked["guide"].items() if slug in content.guides]
        forbidden = forbidden_anew(self.owner, guides)
        self.remarks += forbidden.values()
        guides = [guide for guide in guides if guide.pk not in forbidden]
        values = {name: getattr(content, name) for name in OWN} | {"logo": content.logo}
        return [Step(self.owner, values, {"guides": guides})]

    def step(self, group, item, row, place):
        model, names, links = MAKES[group]
        values = {name: getattr(item, name) for name in names}
        for link in links:
            wanted = getattr(item, link)
            values[link] = self._linked[link].get(wanted)
            if wanted and values[link] is None:
                return self._say_gone(wanted, model._meta.verbose_name)
        return Step(row or model(clinic=self.owner), values)

    def arrange(self, content, *, everything, by):
        """Lines of the clinic's own stand as they were made, so one out of its place is made anew."""
        if not everything:
            return
        then = [item.own_name for item in content.costs if not item.service]
        lines = self.owner.cost_items.filter(service=None).order_by("pk")
        last = 0  # their numbers are their order: only a new row gets a later one
        for line in sorted(lines, key=lambda line: then.index(line.own_name)):
            line._history_user = by
            if line.pk < last:
                line.delete()
                line.save(force_insert=True)
            last = line.pk

    @cached_property
    def _linked(self):
        """What the items refer to by key: all of it, in one query each."""
        return {
            "guide": {row.slug: row for row in Guide.objects.all()},
            "service": {row.key: row for row in Service.objects.all()},
            "payer": {row.key: row for row in Payer.objects.all()},
        }

    def _say_gone(self, key, what):
        words = _("“%(key)s” is not there any more, so it is left out of: %(what)s.")
        self.remarks.append(words % {"key": key, "what": what})
