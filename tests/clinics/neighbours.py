"""Two clinics side by side: A, whose people look around, and B, which has a mark on every text."""

from types import SimpleNamespace

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from clinics.draft.composing import compose_clinic, compose_network
from clinics.models import (
    Clinic,
    ClinicEdition,
    CostItem,
    Coverage,
    Invitation,
    Jurisdiction,
    Membership,
    Note,
    PublishRequest,
    ShareLink,
)
from clinics.models.catalogue import Network, NetworkEdition, Payer, Service
from clinics.models.notice import Notice
from clinics.people.inviting import invite
from clinics.preview.sharing import share
from guide.draft.composing import compose
from guide.fields import TextsField
from guide.models import (
    Guide,
    Reference,
    Reviewer,
    ReviewRequest,
    Section,
    Term,
    Translation,
    TranslationEdition,
)
from staff.models import User
from tests.factories import (
    make_clinic,
    make_cost,
    make_coverage,
    make_guide,
    make_guide_editor,
    make_law,
    make_manager,
    make_member,
    make_note,
    make_operator,
    make_payer,
    make_reference,
    make_reviewer,
    make_service,
    make_term,
    make_translation,
    make_user,
    publish_guide,
    publish_the_clinic,
    publish_the_network,
)

MARK = "zq-canary"
PHONE, AMOUNT = "555-777-0199", "731964"
MARKS = (MARK, PHONE, AMOUNT)
FIRST_FOREIGN = 770_001
GONE = 760_001  # what clinic B deleted; its history has it
MISSING = 880_001
KEPT = {  # their values are choices or have a form of their own
    *("brand_colour", "phone", "country", "currency", "time_zone", "state_code", "password"),
    *("fingerprint", "logo"),
}
OF_CLINIC = (Note, CostItem, Coverage, Membership)
SCOPED = (Clinic, User, *OF_CLINIC)
CENTRAL = (
    *(Guide, Translation, Section, Reference, Reviewer, Term, Notice, Jurisdiction),
    *(Network, Service, Payer, TranslationEdition, NetworkEdition, ReviewRequest),
)


def make_neighbours():
    """Everybody and everything: `people` by role, `own` and `foreign` rows by model."""
    text = make_translation(guide=make_guide(regulatory_status="not-needed"))
    central = _central(text)
    ours, theirs = _clinic(text, central), _clinic(text, central, pk=FIRST_FOREIGN)
    people = {
        "staff without a role": make_user(),
        "clinic editor": make_member(ours[Clinic]),
        "clinic manager": make_manager(ours[Clinic]),
        "guide editor": make_guide_editor(),
        "reviewer": make_reviewer(),
        "inactive manager": make_manager(ours[Clinic], is_active=False),
        "patient": make_user(is_staff=False),
        "operator": make_operator(),
    }
    publish_guide(text)
    publish_the_network()
    # Later: an edition of the network that brings a law back is undone by operators alone.
    central[Jurisdiction] = make_law()
    publish_the_clinic(ours[Clinic])
    _mark(theirs)
    publish_the_clinic(theirs[Clinic], note=MARK)
    _leave_a_trace(theirs[Note], theirs[User])
    spare = make_service(guides=[text.guide])
    return SimpleNamespace(
        people=people,
        own=central | ours,
        foreign=central | theirs,
        spare_service=spare,
        records=_delete_some(theirs[Clinic], spare, central[Payer]),
        link=_share(theirs[Clinic], text, people["operator"]),
        invitation=_invite(theirs[Clinic], people["operator"]),
    )


def _central(text):
    service, payer = make_service(guides=[text.guide]), make_payer()
    rows = [text.guide, text, text.sections.first(), service, payer, _network()]
    rows += [make_reference(guide=text.guide), make_term(), make_reviewer().reviewer, _notice()]
    return {type(row): row for row in rows}


def _network():
    return Network.objects.get(pk=1)


def _notice():
    return Notice.objects.create(
        key="a-notice",
        applies_to=Notice.AppliesTo.PRICE,
        placements=[Notice.Placement.COST],
        texts={"en": "Ask for an estimate."},
    )


def _clinic(text, central, pk=None):
    """One clinic with a row of each kind; `pk` is given where a test must find it in a page."""
    key = {"pk": pk} if pk else {}
    clinic = make_clinic(guides=[text.guide], **key)
    offer = {"clinic": clinic, "service": central[Service], **key}
    person = make_user(**key)
    membership = Membership.objects.create(clinic=clinic, user=person, role="manager", **key)
    rows = [clinic, person, membership, make_note(clinic=clinic, **key)]
    rows += [make_cost(**offer), make_coverage(payer=central[Payer], **offer)]
    return {type(row): row for row in rows}


def _mark(rows):
    _write_marks(rows.values())
    Clinic.objects.filter(pk=rows[Clinic].pk).update(phone=PHONE)
    CostItem.objects.filter(pk=rows[CostItem].pk).update(low=AMOUNT, high=AMOUNT)
    for row in rows.values():
        row.refresh_from_db()


def _write_marks(rows):
    for row in rows:
        for field in row._meta.concrete_fields:
            if (value := _marked(field)) is not None:
                setattr(row, field.name, value)
        row.save()


def _delete_some(clinic, service, payer):
    """A row of each kind that clinic B no longer has; gives {model: its last record}."""
    offer = {"clinic": clinic, "service": service, "pk": GONE}
    rows = [
        make_note(clinic=clinic, section_kind="other", pk=GONE),
        make_cost(**offer, low=AMOUNT, high=AMOUNT),
        make_coverage(payer=payer, **offer),
        Membership.objects.create(clinic=clinic, user=make_user(), role="manager", pk=GONE),
    ]
    _write_marks(rows)
    for row in rows:
        row.delete()
    last = {type(row): type(row).history.filter(id=GONE).first() for row in rows}
    return last | {Clinic: clinic.history.first()}


def _share(clinic, text, by):
    contents = compose(text), compose_clinic(clinic), compose_network(_network())
    options = {"of": ShareLink.Of.CLINIC, "note": MARK, "by": by}
    link, _token = share(text=text, clinic=clinic, contents=contents, **options)
    return link


def _invite(clinic, by):
    named = {"email": f"{MARK.lower()}-2@example.org", "name": MARK, "role": "manager", "by": by}
    invitation, _token = invite(clinic, **named)
    return invitation


def _marked(field):
    if isinstance(field, TextsField):
        return {"en": MARK, "es": MARK}
    if not isinstance(field, models.CharField | models.TextField) or field.choices:
        return None
    if field.name in KEPT:
        return None
    if isinstance(field, models.EmailField):
        return f"{MARK}@example.org"
    return f"https://{MARK}.example.org/" if isinstance(field, models.URLField) else MARK


def _leave_a_trace(note, user):
    """What Django's admin writes into its own log when somebody of B saves."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(note),
        object_id=note.pk,
        object_repr=MARK,
        action_flag=CHANGE,
        change_message=MARK,
    )


def state_of(world):
    """{part: rows} of all that matters, to be compared before and after a request."""
    ours, theirs = world.own[Clinic].pk, world.foreign[Clinic].pk
    known = [user.pk for user in [*world.people.values(), world.foreign[User], world.own[User]]]
    return {
        "B": [_rows(model, clinic=theirs) for model in (*OF_CLINIC, ClinicEdition, PublishRequest)]
        + [_rows(Clinic, pk=theirs), _rows(Clinic.guides.through, clinic=theirs)]
        + [_rows(ShareLink, clinic=theirs, of="clinic"), _rows(Invitation, clinic=theirs)],
        "A's drafts": [_rows(model, clinic=ours) for model in (Note, CostItem, Coverage)]
        + [_rows(Clinic, pk=ours), _rows(Clinic.guides.through, clinic=ours)],
        "A's requests": _rows(PublishRequest, clinic=ours),
        "A's editions": _rows(ClinicEdition, clinic=ours),
        "A's links": _rows(ShareLink, clinic=ours, of="clinic"),
        "links to texts": _rows(ShareLink, of="text"),
        "A's people": [_rows(model, clinic=ours) for model in (Membership, Invitation)],
        "central": [_rows(model) for model in CENTRAL]
        + [_rows(Service.guides.through), _rows(Jurisdiction.notices.through)],
        "known people": _rows(User, pk__in=known),
        "powers": [
            _rows(User.groups.through),
            _rows(User.user_permissions.through),
            list(User.objects.filter(is_superuser=True).values_list("pk").order_by("pk")),
        ],
        "clinics": list(Clinic.objects.values_list("pk").order_by("pk")),
    }


def _rows(model, **where):
    """All columns but the time of the last sign-in, which is not a change to anybody."""
    names = [f.attname for f in model._meta.concrete_fields if f.name != "last_login"]
    return [model.__name__, *model._base_manager.filter(**where).order_by("pk").values_list(*names)]
