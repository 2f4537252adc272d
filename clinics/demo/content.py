"""The demo: made-up clinics and a sample guide, so that everybody can try what they will do.

What is there already stays as it is, so that loading again neither doubles nor overwrites.
"""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from clinics.draft.composing import STUDY
from clinics.draft.placing import sign_place
from clinics.draft.publishing import publish_clinic, publish_network
from clinics.models import Clinic, CostItem, Coverage, Jurisdiction, Membership, Note
from clinics.models.catalogue import Network, Payer, Service
from clinics.models.notice import Notice
from guide.draft.publishing import publish
from guide.draft.reviewing import draft_print, sign_off
from guide.models import Guide, Reference, Reviewer, Section, Term, Translation
from guide.pictures.cleaning import clean_picture, save_once
from staff.models import User

FOLDER = Path(__file__).parent
FIRST = "The first edition."
ANSWERS = ("files_authorization", "authorization_days", "network_status", "appeal")


@transaction.atomic
def load(*, password: str | None) -> list[str]:
    """Load and publish what is missing; gives one line for each thing made or left alone.

    Without a `password` the people it makes cannot sign in until one is set. Raises CannotPublish.
    """
    users = {row["username"]: _user(row, password) for row in people()}
    operator = users["operator"]
    done = [_guide(users["reviewer"]), _network(operator)]
    done += [_clinic(row, operator) for row in _read("clinics.toml")["clinic"]]
    for row in people():
        _join(users[row["username"]], row)
    return done


def people() -> list[dict]:
    """Who can sign in: username, names, what they do, and the group or the clinic and role."""
    return _read("people.toml")["person"]


def _read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _user(row, password):
    found = User.objects.filter(username=row["username"]).first()
    if found:
        return found
    user = User(
        email=f"{row['username']}@example.org",
        is_staff=True,
        is_superuser=row.get("is_superuser", False),
        **{name: row[name] for name in ("username", "first_name", "last_name")},
    )
    user.set_password(password)
    user.save()
    user.groups.set(Group.objects.filter(name=row.get("group", "")))
    if "reviewer" in row:
        Reviewer.objects.create(user=user, **row["reviewer"])
    return user


def _join(user, row):
    clinic = Clinic.objects.filter(slug=row.get("clinic", "")).first()
    if clinic and not user.memberships.exists():
        Membership.objects.create(user=user, clinic=clinic, role=row["role"])


def _guide(reviewer):
    facts = _read("guide.toml")
    if Guide.objects.filter(slug=facts["slug"]).exists():
        return f"The guide {facts['slug']} is here already and stays as it is."
    guide = Guide.objects.create(**facts)
    for row in _read("references.toml")["reference"]:
        Reference.objects.create(guide=guide, **row)
    for row in _read("glossary.toml")["term"]:
        own = {"definition": row.pop("definition")}
        Term.objects.get_or_create(**row, defaults=own)
    english = _text(guide, "en", reviewer)
    _text(guide, "es", reviewer, translated_from=english)
    return f"The guide {guide.slug} is loaded and published in English and Spanish."


def _text(guide, language, reviewer, **fields):
    data = _read(f"guide.{language}.toml")
    sections = data.pop("section")
    text = Translation.objects.create(guide=guide, language=language, **data, **fields)
    for place, section in enumerate(sections, 1):
        Section.objects.create(translation=text, position=place * 10, **section)
    sign_off(text, by=reviewer, expected=draft_print(text))
    return publish(text, by=reviewer, note=FIRST)


def _network(operator):
    network = Network.objects.get(pk=1)
    if network.name:
        return f"The network “{network.name}” is here already and stays as it is."
    data = _read("network.toml")
    for name in ("name", "contact_email", "introduction"):
        setattr(network, name, data[name])
    network.save()
    for place, row in enumerate(data["service"], 1):
        own = {"names": row["name"], "unit": row["unit"], "position": place * 10}
        own["is_unapproved_treatment"] = row.get("is_unapproved_treatment", False)
        service, is_new = Service.objects.get_or_create(key=row["key"], defaults=own)
        if is_new:
            service.guides.set(Guide.objects.filter(slug__in=row["guides"]))
    for place, row in enumerate(data["payer"], 1):
        own = {"names": row["name"], "plan_kind": row["plan_kind"], "position": place * 10}
        Payer.objects.get_or_create(key=row["key"], defaults=own)
    for row in data["notice"]:
        Notice.objects.get_or_create(key=row["key"], defaults=_notice(row))
    for row in data["law"]:
        _law(**row)
    publish_network(network, by=operator, note=FIRST)
    return f"The network “{network.name}” is loaded and published."


def _notice(row):
    texts = row["text"]
    same = ("country", "state", "applies_to", "duty", "source", "source_url")
    return {
        **{name: row[name] for name in same},
        "placements": row["placement"],
        "print_points": row["min_print_pt"],
        "titles": _said({code: text["title"] for code, text in texts.items()}),
        "texts": _said({code: text["body"] for code, text in texts.items()}),
        "effective_from": _day(row["effective_from"]),
        "verified_on": _day(row["verified_on"])
        if "verified_on" in row
        else _ago(row["verified_days_ago"]),
    }


def _law(*, key, notices=(), verified_days_ago, effective_from="", **row):
    """A sample, and nobody's work: whoever it says compared it says so."""
    own = row | {
        "effective_from": _day(effective_from),
        "verified_on": _ago(verified_days_ago),
        "verified_by": "Sample: nobody has compared it. Have counsel confirm.",
    }
    law, is_new = Jurisdiction.objects.get_or_create(key=key, defaults=own)
    if is_new:
        law.notices.set(Notice.objects.filter(key__in=notices))


def _ago(days):
    return timezone.localdate() - timedelta(days=days)


def _day(text):
    return date.fromisoformat(text) if text else None


def _said(texts):
    return {code: text for code, text in texts.items() if text}


def _clinic(row, operator):
    notes, costs, answers = (row.pop(name) for name in ("note", "cost", "coverage"))
    if Clinic.objects.filter(slug=row["slug"]).exists():
        return f"The clinic {row['slug']} is here already and stays as it is."
    guides = row.pop("guides")
    row |= {"state_code": row.pop("state"), "spanish": "es" in row.pop("languages")}
    clinic = Clinic(**row | {"logo": _logo(row["logo"])})
    sign_place(clinic, by=operator)
    clinic.save()
    clinic.guides.set(Guide.objects.filter(slug__in=guides))
    for note in notes:
        Note.objects.create(clinic=clinic, **note)
    _add_costs(clinic, costs)
    _add_answers(clinic, answers)
    publish_clinic(clinic, by=operator, note=FIRST)
    return f"The clinic {clinic.slug} is loaded and published."


def _logo(name):
    with (FOLDER / name).open("rb") as file:
        return save_once(default_storage, "logos", clean_picture(File(file)))


def _add_costs(clinic, rows):
    """For the services that the catalogue has; prices hold from the clinic's own day on."""
    services = {service.key: service for service in Service.objects.all()}
    today = clinic.day_at(timezone.now())
    for row in rows:
        if row["service"] in services:
            CostItem.objects.create(
                clinic=clinic,
                service=services[row["service"]],
                part=row["part"],
                low=Decimal(row["low"]),
                high=Decimal(row["high"]),
                included=_said(row["included"]),
                not_included=_said(row["not_included"]),
                times=row.get("times", 1),
                **{name: row[name] for name in STUDY if name in row},
                valid_from=today,
                valid_until=today + timedelta(days=row["valid_days"]),
                confirmed_on=today,
            )


def _add_answers(clinic, rows):
    services = {service.key: service for service in Service.objects.all()}
    payers = {payer.key: payer for payer in Payer.objects.all()}
    today = clinic.day_at(timezone.now())
    for row in rows:
        if row["service"] in services and row["payer"] in payers:
            checked = today - timedelta(days=row["checked_days_ago"])
            Coverage.objects.create(
                clinic=clinic,
                payer=payers[row["payer"]],
                service=services[row["service"]],
                status=row["status"],
                conditions=_said(row["conditions"]),
                prior_authorization=row["prior_authorization"],
                instead=_said(row["instead"]),
                **{name: row[name] for name in ANSWERS if name in row},
                checked_on=checked,
                next_check=checked + timedelta(days=row["next_check_days"]),
            )
