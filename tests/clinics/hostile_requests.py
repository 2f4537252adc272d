"""What somebody who means ill would send to one address of the admin."""

import io
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from PIL import Image

from clinics.draft.handing_over import clinic_print
from clinics.models import Clinic, CostItem, Coverage, Membership, Note
from editions.admin.owners import owner_of
from editions.publish.finding_keys import named
from guide.draft.reviewing import draft_print
from guide.models import Guide, Section, Translation
from staff.models import User
from tests.clinics.neighbours import FIRST_FOREIGN, MARKS, SCOPED
from tests.pages import form_on

READING = ("HEAD", "PUT", "DELETE", "OPTIONS")
SEARCH = MARKS[0][:2]  # finds clinic B's rows, and its echo in the page is no leak
TOKENS = "{{ clinic.name }} {{ clinic.phone }}"


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    label: str = ""
    body: dict = field(default_factory=dict, compare=False)

    def __str__(self):
        return f"{self.method} {self.path} {self.label}"

    def send(self, client):
        if self.method == "POST":
            files = {"image": _picture()} if self.path.endswith("/picture/") else {}
            return client.post(self.path, {**self.body, **files})
        return getattr(client, self.method.lower())(self.path)


def _picture():
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue(), "image/png")


def requests_to(door, world, bodies, *, methods=READING):
    yield Asked("GET", door.path)
    if door.row in ("", "foreign"):
        yield from (Asked(method, door.path) for method in methods)
    if door.row in ("", "own"):
        for query in _queries(door, world):
            yield Asked("GET", f"{door.path}?{query}", query)
    if door.row == "missing" and door.model not in SCOPED:
        return
    for label, body in bodies.for_door(door):
        yield Asked("POST", door.path, label, body)


def deed_of(door):
    """The last word of the door's name; changing a password is no change of a row."""
    if door.name.endswith("password_change"):
        return "password"
    return door.name.rpartition("_")[2]


def _queries(door, world):
    foreign = world.foreign[Clinic].pk
    deed = deed_of(door)
    if deed == "changelist":
        yield from (f"clinic__id__exact={foreign}", f"clinic={foreign}", f"q={SEARCH}", "e=1&p=9")
        yield from (f"clinic__name__startswith={SEARCH}", "q=%00", "language__exact=%00")
    elif deed == "add":
        yield _query(relations_of(door.model, world.foreign))
        yield _query({"_popup": 1, "_to_field": "id", **relations_of(door.model, world.foreign)})
        yield _query({f.name: "x" for f in door.model._meta.get_fields() if f.concrete})
    elif deed in ("change", "delete", "history"):
        yield _query({"_changelist_filters": f"clinic__id__exact={foreign}", "_popup": 1})
        yield "_to_field=name&_popup=1"
    elif deed in ("sheet", "csv"):
        yield "what=coverage"
    elif deed == "preview":
        yield f"clinic={foreign}&guide={world.foreign[Translation].pk}"
    elif deed in ("of", "then"):
        yield f"clinic={foreign}&language=en&moment_0=2090-01-01&moment_1=10:00"
        yield "clinic=x&language=%00&moment_0=x&moment_1=%00&guide=%00"
    elif deed == "compare":
        yield "old=1&new=draft"
    elif deed == "restore":
        yield "item=%5B%22%22%5D"
    elif door.name == "autocomplete":
        yield from map(_query, _autocompletes())


def _query(values):
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def _autocompletes():
    for model in apps.get_models():
        for relation in (f for f in model._meta.get_fields() if f.concrete and f.is_relation):
            app, name = model._meta.app_label, model._meta.model_name
            yield {
                "app_label": app,
                "model_name": name,
                "field_name": relation.name,
                "term": SEARCH,
            }


def relations_of(model, rows):
    """{name: key} for every relation of `model`, with the ids that `rows` has of that model."""
    relations = (f for f in model._meta.get_fields() if f.concrete and f.is_relation)
    return {
        relation.name: rows[relation.related_model].pk
        for relation in relations
        if relation.related_model in rows
    }


class Bodies:
    """POST bodies by door: complete forms as an operator sees them, then with foreign ids in them."""

    def __init__(self, world, operator):
        self.world, self.operator = world, operator
        self.forms = {}

    def for_door(self, door):
        make = getattr(self, f"_{deed_of(door)}", None)
        yield "empty", {}
        if make:
            yield from make(door)

    def plain(self, door):
        """An honest form: of a new row, or of the row that stands in the address."""
        if deed_of(door) == "change":
            return self._form(door.model, _like(door))
        own = relations_of(door.model, self.world.own)
        return self._form(door.model, "own") | own | self._unused(door.model)

    def _add(self, door):
        plain = self.plain(door)
        yield "plain", plain
        yield from self._forged(door, plain)

    _change = _add

    def _forged(self, door, plain):
        model = door.model
        foreign = relations_of(model, self.world.foreign)
        forged = {**plain, **foreign, **self._unused(model), **self._powers()}
        yield "forged", forged
        if door.row == "missing":
            return
        yield "popup", {**forged, "_popup": "1", "_to_field": "id"}
        yield "as new", {**forged, "_saveasnew": "1"}

    def _powers(self):
        return {
            "is_superuser": "on",
            "is_staff": "on",
            "is_active": "on",
            "role": "manager",
            "groups": list(Group.objects.values_list("pk", flat=True)),
            "user_permissions": list(Permission.objects.values_list("pk", flat=True)[:3]),
            "user": FIRST_FOREIGN,
        }

    def _unused(self, model):
        """What keeps the unique constraints out of the way of a new row."""
        spare = self.world.spare_service.pk
        return {
            Note: {"section_kind": "other"},
            CostItem: {"service": spare},
            Coverage: {"service": spare},
            Membership: {"email": "forged@example.org", "name": "Forged"},
            Clinic: {"slug": "forged"},
            Section: {"key": "forged"},
            Guide: {"slug": "forged", "regulatory_status": "unapproved"},  # an editor settles none
            User: {"username": "forged", "email": "forged@example.org"},
        }.get(model, {"slug": "forged", "key": "forged", "word": "forged", "language": "es"})

    def _form(self, model, row):
        """The form of that row as an operator gets it, without clinic B's own words in it."""
        if (model, row) not in self.forms:
            opts, key = model._meta, getattr(self.world, row)[model].pk
            path = f"/admin/{opts.app_label}/{opts.model_name}/{key}/change/"
            form = form_on(self.operator.get(path))
            self.forms[model, row] = {name: list(map(_clean, form[name])) for name in form}
        return dict(self.forms[model, row])

    def _delete(self, door):
        yield "yes", {"post": "yes"}

    def _changelist(self, door):
        chosen = {"action": "delete_selected", "_selected_action": [FIRST_FOREIGN], "index": "0"}
        yield "delete selected", {**chosen, "post": "yes"}
        yield (
            "edit in the list",
            {
                "form-TOTAL_FORMS": "1",
                "form-INITIAL_FORMS": "1",
                "form-0-id": FIRST_FOREIGN,
                "form-0-name": "forged",
                "form-0-body": "forged",
                "_save": "Save",
            },
        )

    def _publish(self, door):
        row = _like(door)
        opts, key = door.model._meta, getattr(self.world, row)[door.model].pk
        page = self.operator.get(f"/admin/{opts.app_label}/{opts.model_name}/{key}/publish/")
        yield "forged", {**form_on(page), "note": "forged", "again": "on"}

    def _exceptions(self, door):
        """Asking and deciding about what was found, with the key that an honest page holds."""
        owner = getattr(self.world, _like(door))[door.model]
        content = owner_of(door.model).compose(owner)
        for key in named(owner_of(door.model).check(owner, content)):
            for deed in ("give", "refuse"):
                yield f"{deed} {key}", {"finding": key, "words": "forged in a test", "action": deed}

    def _review(self, door):
        """Every button there is, with the fingerprint that an honest page would hold."""
        print_of = {Clinic: clinic_print, Translation: draft_print}.get(door.model)
        if print_of is None:
            return
        expected = print_of(getattr(self.world, _like(door))[door.model])
        for deed in ("ask", "hand-over", "sign", "take-back", "send-back", "other"):
            parts = {"parts": [":opening"]}
            yield deed, {"expected": expected, "comment": "forged", "action": deed, **parts}

    def _undo(self, door):
        yield "the last", {"number": "1"}
        yield "no number", {"number": "1" * 5000}

    def _restore(self, door):
        row = _like(door)
        opts, key = door.model._meta, getattr(self.world, row)[door.model].pk
        page = f"/admin/{opts.app_label}/{opts.model_name}/{key}/editions/1/restore/"
        yield "all of it", form_on(self.operator.get(page))

    def _shares(self, door):
        rows = getattr(self.world, _like(door))
        what = rows[Clinic if door.model is Translation else Translation].pk
        yield "forged", {"what": what, "note": "forged", "days": "9"}

    def _people(self, door):
        yield "forged", {"email": "forged@example.org", "name": "forged", "role": "manager"}

    def _withdraw(self, door):
        yield "forged", {"reason": "forged", "for_safety": "on"}

    def _markdown(self, door):
        yield "tokens", {"content": TOKENS}
        yield "too long", {"content": "a" * 50_001}

    def _reference(self, door):
        text = self.world.own[Translation].pk
        yield "forged", {"key": "forged", "text": "forged", "translation": text, "guide": "1"}

    def _follow(self, door):
        yield "forged", {"number": "1"}

    def _sheet(self, door):
        yield "unsigned", {"sheet": "forged"}

    def _import(self, door):
        yield "unsigned", {"document": "forged"}

    def _password(self, door):
        yield "forged", {"password1": "Quiet-River-42", "password2": "Quiet-River-42"}


def _like(door):
    """The row whose form is sent there; to a missing one the same as to a foreign one."""
    return "foreign" if door.row != "own" and door.model in SCOPED else "own"


def _clean(value):
    for mark in MARKS:
        value = value.replace(mark, "forged")
    return value
