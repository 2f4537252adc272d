"""Forms of which only a part is sent: the rest is what a careless page would fill in by itself."""

import re

from tests.clinics.hostile_requests import Asked, relations_of

PART = re.compile(r"_(en|es|0|1)$")  # of a field that has several inputs


def requests_in_parts(door, world, bodies):
    own, foreign = (relations_of(door.model, rows) for rows in (world.own, world.foreign))
    yield Asked("POST", door.path, "own relations", own)
    if door.row == "missing":
        return
    form = bodies.plain(door) | own
    for field, names in _fields_of(form).items():
        left = {name: value for name, value in form.items() if name not in names}
        yield Asked("POST", door.path, f"without {field}", left)
        yield Asked("POST", door.path, f"only {field}", {name: form[name] for name in names})
    for field in foreign:
        yield Asked("POST", door.path, f"foreign {field}", form | {field: foreign[field]})


def _fields_of(form):
    """{field: the names of its inputs}."""
    found = {}
    for name in form:
        found.setdefault(PART.sub("", name), []).append(name)
    return found
