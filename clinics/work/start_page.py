"""What the admin's start page shows to whom."""

from datetime import date
from typing import NamedTuple, TypedDict

from django.urls import reverse
from django.utils import timezone

from clinics.models import Clinic, Note, access
from clinics.models.consent import with_answers
from clinics.work import overview, worklist
from editions.admin.owners import every_owner
from editions.models import Exemption
from guide.draft import worklist as guide_worklist
from guide.models import Guide
from guide.models import access as guide_access
from guide.references.citing import Broken, broken_and_cited
from guide.references.holding import Unseen, unseen_counts

AT_MOST = 12  # of one kind; the rest is one link away
MANY = 2  # beyond it what people do at each clinic is folded


class Question(NamedTuple):
    """An exception that somebody asks for: the draft it is about, and the page that answers it."""

    row: Exemption
    owner: str
    address: str


class OfReviews(TypedDict):
    is_reviewer: bool
    reviews: list[guide_worklist.Review]
    next_review: date | None
    more_reviews: int
    exceptions: list[Question]
    more_exceptions: int


class OfCentralTeam(TypedDict):
    is_central: bool
    guides: list[overview.GuideState]
    more_guides: int
    overdue: list[tuple[Clinic, int]]  # and how many of its facts have lapsed
    more_overdue: int
    network: overview.NetworkState
    sources: list[Broken]  # that do not hold any more and are cited still
    unseen_sources: Unseen
    clinic_count: int


class StartPage(TypedDict):
    """What everybody has; OfReviews and OfCentralTeam come on top for those whose work it is."""

    desks: list[worklist.Desk]
    are_many: bool
    more_clinics: int
    is_alone: bool
    unread: int  # clinics' own words that wait for consent, for those who may give it


def start_page(request) -> StartPage | OfReviews | OfCentralTeam:
    user, moment = request.user, timezone.now()
    clinics = list(_own_clinics(user))
    context = {
        "desks": worklist.desks(user, clinics[:AT_MOST], moment) if clinics else [],
        "are_many": len(clinics) > MANY,
        "more_clinics": max(0, len(clinics) - AT_MOST),
        "is_alone": not clinics and not guide_access.publishes_guides(user),
        "unread": _unread() if access.consents(user) else 0,
    }
    if guide_access.signs_reviews(user):
        context |= _reviews(user, moment)
    if guide_access.edits_guides(user):
        context |= _central(moment)
    return context


def _unread():
    return with_answers(Note.objects.all()).filter(answer=None).count()


def _own_clinics(user):
    """An operator may touch every clinic, and has a desk at those that name the operator."""
    return access.clinics_of(user).filter(memberships__user=user).order_by("name", "pk")


def _reviews(user, moment) -> OfReviews:
    waiting = guide_worklist.reviews(moment)
    asked = Exemption.objects.waiting().select_related("asked_by")
    return {
        "is_reviewer": True,
        "exceptions": _questions(asked[:AT_MOST], user),
        "more_exceptions": max(0, asked.count() - AT_MOST),
        "reviews": waiting[:AT_MOST],
        "next_review": None if waiting else guide_worklist.next_review_after(moment),
        "more_reviews": max(0, len(waiting) - AT_MOST),
    }


def _questions(rows, user) -> list[Question]:
    """One query for each kind of draft that is asked about."""
    found = {}
    for about in every_owner():
        kind = about.model._meta.label_lower
        if keys := [row.owner for row in rows if row.kind == kind]:
            found[kind] = about.exempting.drafts(about.model.objects.all(), user).in_bulk(keys)
    return [
        Question(
            row,
            str(found[row.kind][row.owner]),
            reverse(f"admin:{row.kind.replace('.', '_')}_exceptions", args=[row.owner]),
        )
        for row in rows
        if row.owner in found.get(row.kind, ())
    ]


def _central(moment) -> OfCentralTeam:
    guides = Guide.objects.order_by("slug")
    overdue = overview.overdue_clinics(moment)
    return {
        "is_central": True,
        "guides": overview.guide_states(list(guides[:AT_MOST]), moment),
        "more_guides": max(0, guides.count() - AT_MOST),
        "overdue": overdue[:AT_MOST],
        "more_overdue": max(0, len(overdue) - AT_MOST),
        "network": overview.network_state(moment),
        "sources": broken_and_cited(),
        "unseen_sources": unseen_counts(moment),
        "clinic_count": Clinic.objects.not_closed().count(),
    }
