"""How often a person is reminded of one thing: at each step once, counted in days from its own day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from clinics.models import PublishRequest
from clinics.work.reminder_lines import ProposalLine, ReminderLine
from guide.models.review_request import ReviewRequest

PROPOSAL_STEPS = (1, 7, 30)  # a mail went at once when it was put forward, or answered


@dataclass(frozen=True)
class Thing:
    """`subject` is one thing with its day: another day makes it another one."""

    subject: str
    step: int
    line: ReminderLine


def day_of(person, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(person.time_zone)).date()


def reached(counted: date, today: date, steps: Iterable[int]) -> int | None:
    """The last of the steps that has come: days from `counted`, before it and after."""
    return max((step for step in steps if step <= (today - counted).days), default=None)


def subject_of(kind: str, key: int, day: date) -> str:
    return f"{kind}:{key}:{day.isoformat()}"


def proposal_things(
    proposal: PublishRequest | ReviewRequest, person, moment: datetime
) -> Iterator[Thing]:
    since = day_of(person, proposal.decided_at or proposal.asked_at)
    if (step := reached(since, day_of(person, moment), PROPOSAL_STEPS)) is not None:
        kind = f"{proposal._meta.model_name}-{proposal.outcome or 'waiting'}"
        yield Thing(subject_of(kind, proposal.pk, since), step, ProposalLine(proposal))
