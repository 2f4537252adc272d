"""Every address of the admin, asked for by somebody with every method and hostile bodies.

What comes back is watched for four things: marked text of clinic B, rows that changed though the
person may not write them, answers that tell a foreign row from a missing one, and crashes.
"""

import re
from dataclasses import dataclass, field
from itertools import product

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from clinics.models import Clinic, Note
from guide.models import Translation
from staff.models import User
from tests.clinics.hostile_requests import Bodies, deed_of, requests_to
from tests.clinics.neighbours import (
    FIRST_FOREIGN,
    GONE,
    MARKS,
    MISSING,
    OF_CLINIC,
    SCOPED,
    state_of,
)
from tests.clinics.partial_forms import requests_in_parts

PARAMETER = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")
WRITE = re.compile(
    r'(UPDATE|INSERT INTO|DELETE FROM) "(?!django_|staff_attemptcount|[a-z]+_historical)'
)
TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|form_key)" value="[\w-]+"')


@dataclass(frozen=True)
class Door:
    """One address. `row` says whose id stands in it: own, foreign, gone (foreign), missing, or ""."""

    path: str
    name: str
    model: type | None = None
    row: str = ""


@dataclass
class Report:
    requests: int = 0
    leaks: list = field(default_factory=list)
    writes: list = field(default_factory=list)
    oracles: list = field(default_factory=list)
    crashes: list = field(default_factory=list)
    saved: set = field(default_factory=set)  # names of the doors through which it wrote, as it may

    @property
    def is_clean(self):
        return not (self.leaks or self.writes or self.oracles or self.crashes)

    def __str__(self):
        kinds = ("leaks", "writes", "oracles", "crashes")
        found = [(kind, line) for kind in kinds for line in getattr(self, kind)]
        lines = "".join(f"\n{kind}: {line}" for kind, line in found[:40])
        return f"{len(found)} in {self.requests} requests{lines}"


def patterns_under(prefix):
    """(route, name) of every pattern of the project whose address begins so."""
    found = list(_walk(get_resolver().url_patterns, ""))
    return [(route, name) for route, name in found if route.startswith(prefix)]


def _walk(patterns, before):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.name or ""


def doors_of(world):
    """Every address under /admin/, with every kind of id."""
    for route, name in patterns_under("admin/"):
        model = _model_of(route, name)
        for row in _rows_of(model) if model and PARAMETER.search(route) else ("",):
            number = _number(world, name, model, row)
            for path in _filled(route, _key(world, row, model), world, number):
                yield Door(path, name, model, row)


def _rows_of(model):
    rows = ("own", "foreign", "missing") if model in SCOPED else ("own", "missing")
    return (*rows, "gone") if model in OF_CLINIC else rows


def _number(world, name, model, row):
    """The second number of an address: that of an edition, or of something of clinic B."""
    deed = name.rpartition("_")[2]
    if deed == "revoke":
        return world.link.pk
    if deed in ("renew", "takeback"):
        return world.invitation.pk
    if deed in ("again", "revert") and model in world.records:
        record = world.records[model] if deed == "again" else world.records[model].prev_record
        return MISSING if row == "missing" else record.history_id
    return 1


def _model_of(route, name):
    if name.startswith("clinics_translation_"):
        return Translation  # under the clinic's address, yet its id is that of a text
    _admin, app, model, *_rest = [*route.split("/"), "", ""]
    try:
        return apps.get_model(app, model)
    except LookupError:
        return None


def _key(world, row, model):
    if row in ("gone", "missing"):
        return {"gone": GONE, "missing": MISSING}[row]
    return getattr(world, row)[model].pk if row else 0


def _filled(route, key, world, number):
    clinic = world.foreign[Clinic]
    key = key or clinic.pk
    values = {
        "content_type_id": [str(ContentType.objects.get_for_model(clinic).pk)],
        **{name: [str(key)] for name in ("object_id", "key", "id")},
        "number": [str(number)],
        "way": ["up"],
        "ending": ["json"],
        "uidb64": ["MQ"],
        "token": ["set-password"],
        "app_label": ["clinics", "guide", "staff"],
        "url": _unknown(world),
    }
    names = [a or b for a, b in PARAMETER.findall(route)]
    bare = route.replace("^", "").replace("$", "")
    for chosen in product(*(values[name] for name in names)):
        parts = iter(chosen)
        yield "/" + PARAMETER.sub(lambda _found, parts=parts: next(parts), bare)


def _unknown(world):
    """Django's own redirect to any row by its number is among what must not exist."""
    rows = [world.foreign[Clinic], world.foreign[Note], world.foreign[User]]
    kinds = ContentType.objects.get_for_models(*map(type, rows))
    return ["nowhere/", *(f"r/{kinds[type(row)].pk}/{row.pk}/" for row in rows)]


class Matrix:
    """All requests of one person (None: a stranger), and what they gave away."""

    def __init__(self, world, person, *, may_write=(), may_see=()):
        self.world, self.may_write, self.may_see = world, may_write, may_see
        self.report = Report()
        self.before = state_of(world)
        self.bodies = Bodies(world, signed_in(world.people["operator"]))
        self.client = signed_in(person)
        self.cookies = {name: cookie.value for name, cookie in self.client.cookies.items()}

    def run(self, rows=("", "own", "foreign", "missing"), part=None, **which):
        """`part` is the room whose doors are tried; without it, all are."""
        doors = [door for door in doors_of(self.world) if part in (None, part_of(door.name))]
        return self._try(
            [door for door in doors if door.row in rows],
            lambda door: requests_to(door, self.world, self.bodies, **which),
        )

    def run_in_parts(self, models, rows=("", "own", "foreign", "gone", "missing")):
        """The forms of clinics' rows once more, of each only a part."""
        doors = [door for door in doors_of(self.world) if door.model in models]
        return self._try(
            [door for door in doors if door.row in rows and deed_of(door) in ("add", "change")],
            lambda door: requests_in_parts(door, self.world, self.bodies),
        )

    def _try(self, doors, requests):
        answers = {}
        for door in doors:
            for asked in requests(door):
                outline = self._ask(door, asked)
                if door.row in ("foreign", "gone", "missing") and self._is_secret(door):
                    key = door.name, door.path.rsplit("/", 2)[-2], asked.method, asked.label
                    answers.setdefault(key, {})[door.row] = outline
        self.report.oracles += [
            f"{key}: {[outline[:200] for outline in by_row.values()]}"
            for key, by_row in answers.items()
            if len(set(by_row.values())) > 1
        ]
        return self.report

    def _is_secret(self, door):
        """Whether the person must not learn from this door which rows are there."""
        return door.model in SCOPED and door.name not in self.may_see

    def _ask(self, door, asked):
        """One request, undone afterwards; gives what two answers must have in common."""
        written = []
        self._forget_cookies()
        self.report.requests += 1
        with transaction.atomic():
            with connection.execute_wrapper(_noting(written)):
                response = asked.send(self.client)
                body = response.content
            self._look_at(door, asked, response, body)
            if written:
                self._compare(door, asked)
            transaction.set_rollback(True)
        target = response.headers.get("Location", "").encode()
        return _outline(response.status_code, target, body, door.path.encode())

    def _forget_cookies(self):
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value

    def _look_at(self, door, asked, response, body):
        if response.status_code >= 500:
            error = response.exc_info and repr(response.exc_info[1])[:200]
            self.report.crashes.append(f"{asked} {error}")
        if door.name in self.may_see:
            return
        told = [body, *map(str.encode, map(str, response.headers.values()))]
        told += [str(cookie).encode() for cookie in response.cookies.values()]
        if any(mark.encode() in part for mark in MARKS for part in told):
            self.report.leaks.append(f"{asked} {response.status_code}")

    def _compare(self, door, asked):
        after = state_of(self.world)
        for part, rows in after.items():
            if rows == self.before[part]:
                continue
            if part in self.may_write:
                self.report.saved.add(door.name)
            else:
                self.report.writes.append(f"{asked} changed {part}")


def part_of(name):
    """The room whose page it is; "" for those of the admin itself."""
    room = name.partition("_")[0]
    return room if room in ("clinics", "guide") else ""


def signed_in(person):
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _noting(written):
    def note(execute, sql, params, many, context):
        if WRITE.search(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    return note


def _outline(status, target, body, path):
    """Status, address and page, but for the ids that were asked for and the form's token."""
    whole = b"%d %s %s" % (status, target, TOKEN.sub(b"", body))
    whole = whole.replace(path, b"PATH")
    return re.sub(rb"%d|%d|%d" % (FIRST_FOREIGN, GONE, MISSING), b"ID", whole)
