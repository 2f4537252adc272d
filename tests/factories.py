"""One plain make_x(**fields) for each model; what a test does not name does not matter to it."""

from datetime import timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from clinics.draft.publishing import publish_clinic, publish_network
from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Membership, Note
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from guide.draft.publishing import publish
from guide.draft.reviewing import draft_print, sign_off
from guide.models import Guide, Reference, Reviewer, Section, Term, Translation
from guide.models.access import EDITORS, REVIEWERS
from staff.models import User

numbers = count(1)


def make_user(*, groups=(), **fields):
    number = next(numbers)
    fields = {
        "username": f"person{number}",
        "email": f"person{number}@example.org",
        "is_staff": True,
        "password": "!",
        **fields,
    }
    user = User.objects.create(**fields)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    return user


def make_operator(**fields):
    return make_user(is_superuser=True, **fields)


def make_guide_editor(**fields):
    return make_user(groups=[EDITORS], **fields)


def make_reviewer(**fields):
    user = make_user(groups=[REVIEWERS], **fields)
    Reviewer.objects.create(user=user, name="Sample Reviewer", credentials="MD (demo)")
    return user


def make_guide(**fields):
    """Without `requires_signature=True` a test about something else may publish what nobody signed."""
    number = next(numbers)
    fields = {"condition": "Back pain", "requires_signature": False, **fields}
    return Guide.objects.create(**{"slug": f"guide-{number}", **fields})


def make_translation(*, sections=None, **fields):
    """A guide's text; `sections` are dictionaries for make_section (None: one section)."""
    fields.setdefault("guide", None)
    fields["guide"] = fields["guide"] or make_guide()
    translation = Translation.objects.create(
        **{"language": "en", "title": "A guide to backs", **fields}
    )
    for position, section in enumerate(sections if sections is not None else [{}]):
        make_section(translation=translation, position=position, **section)
    return translation


def make_section(**fields):
    number = next(numbers)
    fields.setdefault("translation", None)
    fields["translation"] = fields["translation"] or make_translation(sections=[])
    return Section.objects.create(
        **{"key": f"part-{number}", "title": f"Part {number}", "body": "Some plain text.", **fields}
    )


def make_reference(**fields):
    number = next(numbers)
    fields = {"text": f"Doe A. Source {number}. 2022.", "checked_on": timezone.localdate()} | fields
    return Reference.objects.create(**{"key": f"source-{number}", **fields})


def make_term(**fields):
    return Term.objects.create(
        **{"language": "en", "word": "epidural", "definition": "around the nerves", **fields}
    )


def make_clinic(*, guides=(), **fields):
    number = next(numbers)
    clinic = Clinic.objects.create(
        **{
            "slug": f"clinic-{number}",
            "name": f"Clinic {number}",
            "phone": "555-555-0142",
            "city": "Springfield",
            "state_code": "TX",
            "place_set_on": timezone.localdate(),
            **fields,
        }
    )
    clinic.guides.set(guides)
    return clinic


def make_member(clinic, *, role="editor", **fields):
    user = make_user(**fields)
    Membership.objects.create(user=user, clinic=clinic, role=role)
    return user


def make_manager(clinic, **fields):
    return make_member(clinic, role="manager", **fields)


def make_note(**fields):
    return Note.objects.create(
        **{"section_kind": "cost", "language": "en", "body": "Our own words.", **fields}
    )


def the_network(**fields):
    network, _made = Network.objects.update_or_create(pk=1, defaults={"name": "Demo", **fields})
    return network


def make_service(*, guides=(), **fields):
    number = next(numbers)
    the_network()
    service = Service.objects.create(
        **{"key": f"service-{number}", "names": {"en": f"Service {number}"}, **fields}
    )
    service.guides.set(guides)
    return service


def make_payer(**fields):
    number = next(numbers)
    the_network()
    return Payer.objects.create(
        **{"key": f"payer-{number}", "names": {"en": f"Payer {number}"}, **fields}
    )


def make_law(**fields):
    """What the law asks of guides to something not approved, in the whole country: nothing."""
    number, notices = next(numbers), fields.pop("notices", ())
    law = Jurisdiction.objects.create(
        **{
            "key": f"law-{number}",
            "country": "US",
            "permission": "allowed",
            "source": "A statute",
            "verified_on": timezone.localdate(),
            "verified_by": "A. Lawyer",
            **fields,
        }
    )
    law.notices.set(notices)
    return law


def make_notice(**fields):
    """On every page of a guide to something not approved, and on paper, in the whole country."""
    return Notice.objects.create(
        **{
            "key": "sheet",
            "country": "US",
            "applies_to": "unapproved",
            "placements": ["page-top", "handout"],
            "texts": {"en": "As the law says."},
            "verified_on": timezone.localdate(),
            **fields,
        }
    )


def make_cost(**fields):
    today = timezone.localdate()
    return CostItem.objects.create(
        **{
            "low": 400,
            "high": 650,
            "valid_from": today - timedelta(days=10),
            "confirmed_on": today - timedelta(days=10),
            **fields,
        }
    )


def make_coverage(**fields):
    return Coverage.objects.create(**fields)


def sign(translation, **options):
    options = {"by": None, "expected": draft_print(translation), **options}
    return sign_off(translation, **options | {"by": options["by"] or make_reviewer()})


def publish_guide(translation, *, signed_by=None, **options):
    """Published whatever a check may find; only tests of the checks want it otherwise."""
    if signed_by:
        sign(translation, by=signed_by)
    options = {"by": signed_by or make_guide_editor(), "override": "published in a test", **options}
    return publish(translation, **options)


def publish_the_clinic(clinic, **options):
    options = {
        "by": make_operator(),
        "override": "published in a test",
        "unsigned": True,
        **options,
    }
    return publish_clinic(clinic, **options)


def publish_the_network(**options):
    options = {"by": make_operator(), "override": "published in a test", **options}
    return publish_network(the_network(), **options)


def shown_guide(**fields):
    """A published guide at a published clinic: (translation, clinic)."""
    translation = make_translation(**fields)
    clinic = make_clinic(guides=[translation.guide])
    publish_guide(translation)
    publish_the_clinic(clinic)
    return translation, clinic
