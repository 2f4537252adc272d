"""Rows are reached through `access`, or from one of the few places named here, with its reason.

Read from the syntax tree of everything that is no migration: the history of a row, the managers that
pass by the rule, SQL, signed content, content types; and in the doors the rows of clinics as well.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["staff", "editions", "guide", "clinics", "config"]
RULES = {"guide/models/access.py", "clinics/models/access.py"}
FILES = [
    file
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in file.parts and str(file.relative_to(ROOT)) not in RULES
]
MANAGERS = {"history", "_base_manager", "_default_manager", "raw", "extra", "cursor"}
AROUND = {
    *("get_history_manager_for_model", "get_history_model_for_model", "get_model"),
    *("RawSQL", "ContentType", "get_object_for_this_type", "get_all_objects_for_this_type"),
    *("Signer", "TimestampSigner", "get_signed_cookie"),
}
OF_CLINICS = {
    *("Clinic", "Note", "CostItem", "Coverage", "Membership", "ClinicEdition"),
    *("PublishRequest", "ShareLink", "User", "get_user_model", "through"),
}
SIFTED_BY = {"viewable", "editable", "share_links"}  # what access does with the rows it is given
FOUND_BY_KEY = {"get_object_or_404", "get_list_or_404"}

IN_HAND = "the row in hand was found through access"
GIVEN = "narrows the rows, or takes those of the clinics, that it is given"
POINTED_AT = "only what a row in hand points at, which its own page shows"
NOBODY = "no request stands behind it"
SIGNED = "the salt holds the person, the content or the salt its object"
COOKIE = "tells nothing: it counts tries, and holds a print of the password"
CENTRAL = "asks first whether this is the central team's"
NAMED = {
    "editions/admin/scoping.py ScopedAdmin._within": "`rule` is one of access",
    "editions/models/draft.py held": POINTED_AT,
    "editions/history/row_history.py Past.savers_since": IN_HAND,
    "editions/history/row_history.py Past._at": IN_HAND,
    "editions/publish/publishing.py lock": IN_HAND,
    "editions/publish/authorship.py has_written": IN_HAND,
    "editions/history/row_versions.py revert": IN_HAND,
    "editions/history/row_versions.py _before_it_went": IN_HAND,
    "editions/history/row_versions.py deleted": GIVEN,
    "editions/history/row_versions.py _named": POINTED_AT,
    "editions/history/row_versions.py _is_gone": POINTED_AT,
    "editions/history/row_versions.py _link": POINTED_AT,
    "editions/models/edition.py EditionQuerySet.live_at": GIVEN,
    "editions/record/triggers.py missing_triggers": NOBODY,
    "editions/record/triggers.py guard": NOBODY,
    "editions/record/triggers.py drop": NOBODY,
    "editions/record/chaining.py _hold": NOBODY,
    "editions/record/verifying.py name": NOBODY,
    "editions/record/verifying_history.py _each_history": NOBODY,
    "editions/record/verifying_history.py _against_rows": NOBODY,
    "editions/record/verifying_history.py author_remarks": NOBODY,
    "staff/entries.py has_entries": "asks only whether there is any row",
    "staff/entries.py refuse_to_forget": "the row in hand, held while it is asked",
    "staff/known_browsers.py remember": COOKIE,
    "staff/known_browsers.py _entries": COOKIE,
    "clinics/people/erasing.py _noted_about": NOBODY,
    "clinics/people/rights_page.py rights": "asks first whether this is an operator",
    "guide/admin/tables.py ReviewerAdmin.choices_for": CENTRAL,
    "guide/admin/import_page.py _packed": SIGNED,
    "guide/admin/import_page.py _unpacked": SIGNED,
    "guide/admin/reference_exchange.py _packed": SIGNED,
    "guide/admin/reference_exchange.py _unpacked": SIGNED,
    "guide/checks/signatures.py _kinds_before": IN_HAND,
    "guide/draft/restoring.py TextRows.querysets": IN_HAND,
    "guide/draft/restoring.py TextRows._confirmed_kinds": IN_HAND,
    "clinics/sheets/import_plan.py Sheet.rows_of": GIVEN,
    "clinics/sheets/import_plan.py plan_of": GIVEN,
    "clinics/sheets/pages.py _save": SIGNED,
    "clinics/sheets/pages.py _preview_page": SIGNED,
    "clinics/preview/as_of.py _why_nothing": "editions of the clinic that access let choose",
    "clinics/admin/bulk_pages.py _not_closed": CENTRAL,
    "clinics/work/start_page.py _central": CENTRAL,
    "clinics/work/start_page.py _unread": CENTRAL,
    "clinics/admin/consent_pages.py list_page": CENTRAL,
    "clinics/admin/consent_pages.py note_page": CENTRAL,
    "clinics/work/worklist.py _open_requests": GIVEN,
    "config/database_watch.py answers": NOBODY,
}


def reads_of(tree):
    """(place, what) of every read around the rule; the place is the function, as `Class.method`."""
    is_door = any(isinstance(node, ast.arg) and node.arg == "request" for node in ast.walk(tree))
    yield from _walk(tree, "", is_door)


def _walk(node, place, is_door):
    for child in ast.iter_child_nodes(node):
        if _is_sifted(child, node) or _is_none_of_them(child):
            continue
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _walk(child, f"{place}.{child.name}".lstrip("."), is_door)
            continue
        if what := _around(child) or (is_door and _of_clinics(child)):
            yield place, what
        yield from _walk(child, place, is_door)


def _is_sifted(node, parent):
    """The rows in `access.viewable(rows, user)`, also in `self.access.` and `guide_access.`."""
    if not (isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute)):
        return False
    asked = _name(parent.func.value) in {"access", "guide_access"} and parent.func.attr in SIFTED_BY
    return asked and parent.args[:1] == [node]


def _is_none_of_them(node):
    return isinstance(node, ast.Call) and _name(node.func) == "none"


def _name(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def _around(node):
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
        return node.attr
    if _signs(node):
        return f"signing.{node.attr}"
    if isinstance(node, ast.ImportFrom) and node.module == "django.core.signing":
        return node.module
    if _name(node) in AROUND or re.match("Historical(?!Records)", _name(node)):
        return _name(node)
    is_named = isinstance(node, ast.Call) and _name(node.func) in {"getattr", "attrgetter"}
    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)] if is_named else []
    return next((word for word in words if word in MANAGERS), "")


def _signs(node):
    is_part = isinstance(node, ast.Attribute) and _name(node.value) == "signing"
    return is_part and node.attr != "BadSignature"


def _of_clinics(node):
    """In a door: the rows of a clinic, asked for by anybody's key."""
    if isinstance(node, ast.Attribute) and node.attr == "objects":
        owner = node.value.func if isinstance(node.value, ast.Call) else node.value
        return f"{_name(owner)}.objects" if _name(owner) in OF_CLINICS else ""
    if isinstance(node, ast.Call) and _name(node.func) in FOUND_BY_KEY:
        return _name(node.args[0]) if _name(node.args[0]) in OF_CLINICS else ""
    return ""


def found_in(file):
    name = str(file.relative_to(ROOT))
    return [(f"{name} {place}", what) for place, what in reads_of(ast.parse(file.read_text()))]


def test_no_row_is_reached_around_the_access_rule():
    found = [read for file in FILES for read in found_in(file)]

    assert [read for read in found if read[0] not in NAMED] == []


def test_every_place_that_is_named_is_still_there():
    found = {place for file in FILES for place, _what in found_in(file)}

    assert set(NAMED) - found == set()


@pytest.mark.parametrize(
    "line",
    [
        "self.model.history.filter(id=key)",
        "access.viewable(rows, self.model.history.all())",
        "access.edits(user, self.model.history.get(id=key))",
        "getattr(self.model, 'history').all()",
        "HistoricalNote.objects.all()",
        "Note._base_manager.get(pk=key)",
        "Note._default_manager.get(pk=key)",
        "rows.raw('SELECT 1')",
        "rows.extra(where=['1'])",
        "connection.cursor()",
        "signing.loads(text)",
        "Signer().unsign(text)",
        "request.get_signed_cookie('row')",
        "kind.get_object_for_this_type(pk=key)",
        "apps.get_model('clinics', 'Note').objects.all()",
        "Note.objects.filter(pk=key)",
        "get_user_model().objects.get(pk=key)",
        "Clinic.guides.through.objects.all()",
        "get_object_or_404(Clinic, pk=key)",
        "get_object_or_404(Clinic.objects.all(), pk=key)",
    ],
)
def test_the_rule_finds(line):
    assert list(reads_of(ast.parse(f"def view(request, key):\n    return {line}")))


@pytest.mark.parametrize(
    "line",
    [
        "self.access.editable(self.model.history.filter(id=key), user).first()",
        "get_object_or_404(access.viewable(Clinic.objects.all(), user), pk=key)",
        "model._base_manager.none()",
        "clinic.editions.filter(number=number)",
    ],
)
def test_the_rule_lets_pass(line):
    assert not list(reads_of(ast.parse(f"def view(request, key):\n    return {line}")))
