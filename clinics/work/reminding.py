"""The daily mail: at most one to each person a day, and of each thing every step once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import Reminder, access
from clinics.work.central_reminders import Central
from clinics.work.clinic_reminders import AtClinics
from clinics.work.reminder_steps import Thing, day_of
from editions.publish.emails import write_to
from staff.models import User

PEOPLE_AT_ONCE = 500
LINES = 50  # in one mail; the start page has the rest
IN_A_ROW = 20  # mails that fail one after the other: then it is the server, and the run ends


@dataclass
class MailCount:
    sent: int = 0
    failed: int = 0
    in_a_row: int = 0

    def count(self, went: bool) -> None:
        self.sent += went
        self.failed += not went
        self.in_a_row = 0 if went else self.in_a_row + 1


def send_reminders(moment: datetime) -> MailCount:
    """Whoever is to be told something new gets a mail; harmless to run again, also at the same time.

    People are read 500 at a time, with the same queries whatever waits for them; each mail asks
    six more. What could not be sent is tried again by the next run.
    """
    mails, central = MailCount(), Central(moment)
    for people in _batches():
        at_clinics, told = AtClinics(people, moment), _told(people)
        for person in people:
            things = _untold([*central.of(person), *at_clinics.of(person)], told.get(person.pk, {}))
            if things and (claim := _claim(person, day_of(person, moment), things)):
                mails.count(_send(person, *claim))
            if mails.in_a_row == IN_A_ROW:
                return mails
    return mails


def _batches() -> Iterator[list[User]]:
    """By their numbers, and not from one query: none stays open while mails go."""
    rows, last = access.people_with_work().order_by("pk"), 0
    while people := list(rows.filter(pk__gt=last)[:PEOPLE_AT_ONCE]):
        last = people[-1].pk
        yield people


def _told(people):
    """{person: {subject: the last step that was told}}"""
    found: dict = {}
    rows = Reminder.objects.told().filter(person__in=people)
    for person, steps in rows.values_list("person_id", "steps"):
        known = found.setdefault(person, {})
        for subject, step in steps.items():
            known[subject] = max(step, known.get(subject, step))
    return found


def _untold(things: list[Thing], told: dict[str, int]) -> list[Thing]:
    return [
        thing for thing in things if thing.subject not in told or told[thing.subject] < thing.step
    ]


def _claim(person, day: date, things: list[Thing]) -> tuple[Reminder, list[Thing]] | None:
    """The day's mail of this person is ours to send; None when somebody else has it, or had."""
    try:
        with transaction.atomic():
            held = User.objects.select_for_update().filter(pk=person.pk, is_active=True).first()
            things = _untold(things, _told([person]).get(person.pk, {}))
            there = Reminder.objects.filter(person=person, day=day)
            if held is None or not things or there.told().exists():
                return None
            there.delete()  # of a run that broke off
            steps = {thing.subject: thing.step for thing in things}
            return Reminder.objects.create(person=person, day=day, steps=steps), things
    except IntegrityError:
        return None


def _send(person, reminder, things):
    """After the commit: a slow mail server holds no lock. What did not go is as if never tried."""
    went = write_to(
        person,
        subject=lambda: _("What waits for you, and what runs out"),
        template="admin/reminder_email.txt",
        context={
            "places": partial(_places, things),
            "more": max(0, len({thing.line for thing in things}) - LINES),
            "link": _absolute(reverse("admin:index")),
        },
    )
    mine = Reminder.objects.filter(pk=reminder.pk)
    if went:
        mine.update(sent_at=timezone.now())
    else:
        mine.delete()
    return went


def _places(things):
    """[(what it is about, [(words, link)])], in the language that is active when it is asked."""
    counts: dict = {}
    for thing in things:
        counts[thing.line] = counts.get(thing.line, 0) + 1
    places: dict = {}
    for line, count in islice(counts.items(), LINES):
        told = (line.words(count), _absolute(line.address))
        places.setdefault(line.place, []).append(told)
    return list(places.items())


def _absolute(address):
    return settings.SITE_URL + address
