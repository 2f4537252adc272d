"""Who may touch what of a clinic, and of the catalogue: one rule, asked by every door."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from clinics.models import Clinic, Membership, ShareLink
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.jurisdiction import Jurisdiction
from clinics.models.notice import Notice
from guide.models import access as guide_access

CENTRAL = (Network, Service, Payer, Notice, Jurisdiction)


def roles_of(user) -> frozenset[str]:
    """What somebody is at any clinic. Asked once per request: the user is made anew for each."""
    roles = getattr(user, "clinic_roles", None)
    if roles is None:
        roles = user.clinic_roles = frozenset(one.role for one in user.memberships.all())
    return roles


def clinics_of(user, *, as_manager=False) -> QuerySet:
    """The clinics whose people `user` is one of; every clinic for an operator."""
    if not user.works_here:
        return Clinic.objects.none()
    if user.is_superuser:
        return Clinic.objects.all()
    roles = [Membership.Role.MANAGER] if as_manager else Membership.Role.values
    mine = Membership.objects.filter(user=user, role__in=roles).values("clinic")
    return Clinic.objects.filter(pk__in=mine)


def edits(user, clinic: Clinic) -> bool:
    return clinics_of(user).filter(pk=clinic.pk).exists()


def publishes(user, clinic: Clinic) -> bool:
    return clinics_of(user, as_manager=True).filter(pk=clinic.pk).exists()


def managers_of(clinic: Clinic) -> QuerySet:
    """The people who manage this clinic; operators, who may publish everything, are not meant."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    mine = {"memberships__clinic": clinic, "memberships__role": Membership.Role.MANAGER}
    return people.filter(**mine).order_by("pk")


def publishes_network(user) -> bool:
    return guide_access.edits_guides(user)


def people_with_work() -> QuerySet:
    """Whom something may wait for: a clinic's people and the central team, with what `workplaces_of`
    and the rules ask. Operators, who may do everything, are meant only where they are one of those.
    """
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    central = Q(groups__name__in=[guide_access.EDITORS, guide_access.REVIEWERS])
    mine = people.filter(central | Q(memberships__isnull=False)).values("pk")
    found = people.filter(pk__in=mine).select_related("reviewer")
    return found.prefetch_related("groups", "memberships")


def workplaces_of(user) -> dict[int, bool]:
    """{clinic: whether as manager} of those whose people name `user`."""
    if not user.works_here:
        return {}
    roles = user.memberships.all()
    return {one.clinic_id: one.role == Membership.Role.MANAGER for one in roles}


def previews_as(user) -> QuerySet:
    """The clinics as which `user` may see a draft: all for the central team, else the own ones."""
    if guide_access.publishes_guides(user):
        return Clinic.objects.all()
    return clinics_of(user)


def share_links(queryset: QuerySet, user) -> QuerySet:
    """A clinic's draft is shared by its people, a text's by the central team."""
    mine = Q(of=ShareLink.Of.CLINIC, clinic__in=clinics_of(user))
    if guide_access.publishes_guides(user):
        mine |= Q(of=ShareLink.Of.TEXT)
    return queryset.filter(mine)


def hands_on_central_drafts(user) -> bool:
    """Clinics read what the central team writes; before patients do, nobody gets it from them."""
    return guide_access.publishes_guides(user)


def consents(user) -> bool:
    """Whether a clinic's own words on a medical subject may stand is the central team's to say."""
    return guide_access.publishes_guides(user)


def operators() -> QuerySet:
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    return people.filter(is_superuser=True).order_by("pk")


def sets_places(user) -> bool:
    """Where a clinic is, its own people only see: the law that binds them hangs on it."""
    return user.is_operator


def writes_laws(user) -> bool:
    """What the law of a place asks is verified as the place is: by operators, and nobody else."""
    return user.works_here and user.is_operator


def may_view(model, user) -> bool:
    if model in CENTRAL:
        return user.works_here
    if not user.works_here:
        return False
    mine = roles_of(user)
    return user.is_superuser or (
        Membership.Role.MANAGER in mine if model is Membership else bool(mine)
    )


def may_add(model, user) -> bool:
    if model is Clinic:
        return user.is_operator
    if model is Network:
        return False
    if model is Jurisdiction:
        return writes_laws(user)
    if model in CENTRAL:
        return guide_access.edits_guides(user)
    return may_view(model, user)


def viewable(queryset: QuerySet, user) -> QuerySet:
    if _model_of(queryset) in CENTRAL:
        return queryset if user.works_here else queryset.none()
    return editable(queryset, user)


def editable(queryset: QuerySet, user) -> QuerySet:
    """Of one's own clinics; who belongs to a clinic is the managers' business alone."""
    model = _model_of(queryset)
    if model is Jurisdiction:
        return queryset if writes_laws(user) else queryset.none()
    if model in CENTRAL:
        return queryset if guide_access.edits_guides(user) else queryset.none()
    if user.works_here and user.is_superuser:
        return queryset
    mine = clinics_of(user, as_manager=model is Membership)
    return queryset.filter(**{"id__in" if model is Clinic else "clinic__in": mine})


def _model_of(queryset):
    """The history of a row is whose the row was then."""
    return getattr(queryset.model, "instance_type", queryset.model)
