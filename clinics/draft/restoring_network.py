"""The rows behind the catalogue and the notices, for putting back what an edition of them holds."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.draft.composing import (
    NOTICE,
    SERVICE,
    compose_jurisdiction,
    compose_network,
    rows_of_laws,
)
from clinics.models import CostItem, Coverage, Jurisdiction
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from editions.publish.restoring import DraftRows, Step
from guide.models import Guide

OWN = ("name", "introduction", "contact_email")
OF_PAYER = ("key", "names", "plan_kind")
STEP = 10  # between two positions, so that staff can put something there


class NetworkRows(DraftRows):
    owner: Network
    groups = ("services", "payers", "notices", "jurisdictions")

    def compose(self):
        return compose_network(self.owner)

    def querysets(self):
        own = [self.owner.service_set.all(), self.owner.payer_set.all()]
        return [*own, Notice.objects.all(), Jurisdiction.objects.all()]

    def rows(self, group, items):
        if group == "jurisdictions":
            return list(rows_of_laws())
        model = {"services": Service, "payers": Payer, "notices": Notice}[group]
        by_key = {row.key: row for row in model.objects.all()}
        return [by_key[item.key] for item in items]

    def own_steps(self, content):
        return [Step(self.owner, {name: getattr(content, name) for name in OWN})]

    def step(self, group, item, row, place):
        if group == "jurisdictions":
            is_same = row is not None and compose_jurisdiction(row) == item
            return None if is_same else self._laws_stay()
        if group == "notices":
            return Step(row or Notice(key=item.key), _copied(item, NOTICE))
        model, names = {"services": (Service, SERVICE), "payers": (Payer, OF_PAYER)}[group]
        position = {} if place is None else {"position": (place + 1) * STEP}
        many = (
            {"guides": list(Guide.objects.filter(slug__in=item.guides))}
            if group == "services"
            else {}
        )
        return Step(row or model(network=self.owner), _copied(item, names) | position, many)

    def leave(self, group, row, wanted):
        """What clinics and laws refer to cannot go from under them."""
        if group == "jurisdictions":
            return self._laws_stay()
        if row.pk in self._used[group]:
            words = (
                _("“%(name)s” stays: a law by place asks for it.")
                if group == "notices"
                else _("“%(name)s” stays: clinics have prices or answers for it.")
            )
            self.remarks.append(words % {"name": row})
            return None
        return Step(row, goes=True)

    def _laws_stay(self):
        """Whoever restores may be a guide editor, who opens no place by it."""
        words = _("Laws by place stay as they are: only an operator changes them.")
        if words not in self.remarks:
            self.remarks.append(words)

    @cached_property
    def _used(self):
        answers = Coverage.objects.values_list("payer", "service")
        priced = CostItem.objects.values_list("service", flat=True)
        return {
            "notices": set(Jurisdiction.objects.values_list("notices", flat=True)),
            "payers": {payer for payer, _service in answers},
            "services": {service for _payer, service in answers} | set(priced),
        }


def _copied(item, names):
    values = {name: getattr(item, name) for name in names}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
