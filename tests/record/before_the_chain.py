"""Editions as they were made before the record was chained, to be read for ever.

`editions_before_the_chain.json` holds the rows that the code of November 2026 wrote for the demo,
one a line: a clinic's three editions (one undone, one waiting for its day), two of the network,
and those of the guide in English (the second withdrawn for safety) and Spanish. People are named
by their user names, owners by their address and language; the words are the demo's own. It is
never made again: the code that made it is gone.
"""

import json
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import connection

from staff.models import User
from tests.factories import make_clinic, make_guide, make_translation, make_user, the_network

MIGRATIONS = [
    "guide.migrations.0003_enter_found_editions",
    "clinics.migrations.0004_enter_found_editions",
]
FOLDER = Path(__file__).parent
ROWS = "editions_before_the_chain.json"
# The demo's English guide, as it was first published with signatures of their own.
LATER_ROWS = ["editions_of_the_second_schema.json"]


def load_old_editions() -> list:
    """Puts them into the database as they were; gives the editions, oldest first of each kind."""
    return _loaded([ROWS])


def load_editions_of_every_schema() -> list:
    return _loaded([ROWS, *LATER_ROWS])


def _loaded(files):
    owners: dict = {}
    rows = [row for name in files for row in json.loads((FOLDER / name).read_text("utf-8"))]
    return [_edition(row, owners) for row in rows]


def begin_the_record(*, backwards=False):
    """What `migrate` does with the editions that are there, and what it does on the way back."""
    for name in MIGRATIONS:
        for operation in import_module(name).Migration.operations:
            run = operation.reverse_code if backwards else operation.code
            run(apps, connection.schema_editor())


def _edition(row, owners):
    model = apps.get_model(row.pop("model"))
    row.pop(f"{model.OWNER}_id")
    key = (model.OWNER, row.get("slug"), row.get("language"))
    if key not in owners:
        owners[key] = _owner(*key, owners)
    row[model.OWNER] = owners[key]
    for name in ("published_by", "withdrawn_by"):
        row[name] = row[name] and _person(row[name])
    made = model(**row)
    made.save()
    made.refresh_from_db()
    return made


def _owner(kind, slug, language, owners):
    if kind == "clinic":
        return make_clinic(slug=slug)
    if kind == "network":
        return the_network()
    if slug not in owners:
        owners[slug] = make_guide(slug=slug)
    return make_translation(guide=owners[slug], language=language)


def _person(name):
    return User.objects.filter(username=name).first() or make_user(username=name)
