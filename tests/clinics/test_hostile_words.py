"""Words that try to become markup or script, in every field, on every page of the admin."""

import logging

import pytest
from django.db import models
from django.test import Client

from clinics.models import Clinic
from guide.fields import TextsField
from guide.models import Translation
from staff.models import User
from tests.clinics.hostile_requests import Bodies, requests_to
from tests.clinics.matrix import doors_of, signed_in
from tests.clinics.neighbours import KEPT, make_neighbours
from tests.factories import publish_guide, publish_the_clinic, publish_the_network
from tests.pages import tree_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
SHORT = "\"'><b onx=1>"
NAMED = {"slug", "key", "language", "email", "website", "url", "policy_url", "source_url"}


@pytest.fixture(scope="module", autouse=True)
def once(made):
    return made(make_neighbours)


@pytest.fixture
def world(once):
    return once()


@pytest.fixture(autouse=True)
def no_log():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def poison(row):
    """The row with hostile words in every text that takes them; checks do not stand in the way."""
    values = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, TextsField):
            values[field.name] = {"en": HOSTILE, "es": HOSTILE}
        elif _takes_words(field):
            words = (
                HOSTILE
                if (field.max_length or 1000) > len(HOSTILE) + 9
                else SHORT[: field.max_length]
            )
            values[field.name] = f"{row.pk}{words}" if field.unique else words
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def _takes_words(field):
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_text and field.name not in KEPT | NAMED


def poison_all(world):
    for row in {**world.own, **world.foreign}.values():
        poison(row)
    for row in User.objects.all():
        poison(row)
    for user in world.people.values():
        user.refresh_from_db()
    _publish(world)


def _publish(world):
    said = {"note": HOSTILE, "override": HOSTILE, "by": world.people["operator"]}
    publish_guide(world.own[Translation], **said)
    publish_the_clinic(world.own[Clinic], **said)
    publish_the_network(**said)


def dangers_on(response):
    """What a browser would run, or take for markup of ours, of what was only text."""
    elements = [e for e in tree_of(response).iter() if isinstance(e.tag, str)]
    for element in elements:
        is_data = element.tag != "script" or element.get("type") == "application/json"
        if not is_data and (not element.get("src") or (element.text or "").strip()):
            yield "a script in the page"
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name in ("style", "srcdoc"):
                yield f"<{element.tag} {name}>"
            if "javascript:" in (value or "").lower() and name in ("href", "src", "action"):
                yield f"<{element.tag} {name}={value}>"
        if element.tag == "img" and element.get("src") == "x":
            yield "a picture of theirs"


def is_page(response):
    return response.headers.get("Content-Type", "").startswith("text/html") and response.content


def test_hostile_words_stay_words_on_every_page_of_the_admin(world):
    poison_all(world)
    operator = signed_in(world.people["operator"])
    bodies, walked, found = Bodies(world, operator), 0, []

    for door in [door for door in doors_of(world) if door.row in ("", "own")]:
        for asked in requests_to(door, world, bodies, methods=()):
            if asked.method == "POST" and asked.label not in ("empty", "yes", "tokens"):
                continue
            if door.name in ("logout", "") or asked.label == "yes":
                continue
            response = asked.send(operator)
            if is_page(response):
                walked += 1
                found += [f"{asked}: {danger}" for danger in set(dangers_on(response))]

    assert found == []
    assert walked > 150


def test_hostile_words_in_what_was_sent_come_back_as_words(world):
    operator = signed_in(world.people["operator"])
    bodies, walked, found = Bodies(world, operator), 0, []

    for door in [door for door in doors_of(world) if door.row in ("", "own")]:
        for label, body in bodies.for_door(door):
            if label in ("plain", "forged", "unsigned"):
                sent = dict.fromkeys(body, HOSTILE) | {HOSTILE: HOSTILE}
                response = operator.post(door.path, sent)
                if is_page(response):
                    walked += 1
                    found += [f"{door.path}: {danger}" for danger in set(dangers_on(response))]

    assert found == []
    assert walked > 30


@pytest.mark.parametrize("name", ["q", "clinic", "guide", "p", "o", "_changelist_filters", "next"])
def test_hostile_words_in_an_address_come_back_as_words(world, name):
    clients = [Client(), signed_in(world.people["operator"])]
    pages = {door.path for door in doors_of(world) if door.name.endswith(("changelist", "login"))}

    found = [
        danger
        for path in sorted(pages)
        for client in clients
        for danger in dangers_on(client.get(path, {name: HOSTILE}))
    ]

    assert found == []


def test_what_looks_for_dangers_finds_them():
    class Page:
        content = f"<p title='{SHORT}'>{HOSTILE}</p><a href='JavaScript:x'>".encode()

    assert len(set(dangers_on(Page))) == 5
