"""What the people of clinics are to be reminded of."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from clinics.models import Clinic, PublishRequest, access
from clinics.public.live import day_in
from clinics.work.expiry import LAST_DAY, UP_TO, Due, due_on
from clinics.work.reminder_lines import FactLine
from clinics.work.reminder_steps import Thing, proposal_things, subject_of

FACT_STEPS = {due: -days for due, days in UP_TO.items()}


class AtClinics:
    """What waits at the clinics of some people; four queries, however many and much they are."""

    def __init__(self, people: Iterable, moment: datetime):
        self.moment = moment
        workplaces = {clinic for person in people for clinic in access.workplaces_of(person)}
        self.clinics = Clinic.objects.not_closed().in_bulk(workplaces)
        self.facts: dict = {}
        for model in LAST_DAY:
            self._read(model)
        self.requests = {row.clinic_id: row for row in self._open_requests()}

    def _read(self, model):
        """Of each clinic what ends within a month, on its own day."""
        field = LAST_DAY[model]
        latest = self.moment.date() + timedelta(days=UP_TO[Due.MONTH] + 1)
        rows = model.objects.filter(clinic__in=self.clinics, **{f"{field}__lte": latest})
        days = {key: day_in(c.time_zone, self.moment) for key, c in self.clinics.items()}
        for clinic, key, last in rows.order_by("pk").values_list("clinic_id", "pk", field):
            due = due_on(last, days[clinic])
            if due in FACT_STEPS:
                subject = subject_of(model._meta.model_name, key, last)
                line = FactLine(self.clinics[clinic], model, due)
                self.facts.setdefault(clinic, []).append(Thing(subject, FACT_STEPS[due], line))

    def _open_requests(self):
        rows = PublishRequest.objects.open().filter(clinic__in=self.clinics)
        return rows.select_related("clinic", "asked_by", "decided_by").defer("content")

    def of(self, person) -> Iterator[Thing]:
        for clinic, manages in access.workplaces_of(person).items():
            if clinic in self.clinics:
                yield from self._waiting(clinic, person, manages)
                yield from self.facts.get(clinic, ())

    def _waiting(self, clinic, person, manages):
        proposal = self.requests.get(clinic)
        if proposal is None:
            return
        is_asker = proposal.asked_by == person
        if (manages and not is_asker) if proposal.is_waiting else is_asker:
            yield from proposal_things(proposal, person, self.moment)
