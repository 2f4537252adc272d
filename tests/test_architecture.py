"""The map in README.md, checked: imports go down, never up, never in a circle."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["staff", "editions", "guide", "clinics", "config"]  # bottom to top
APART = {("editions", "staff"), ("staff", "editions")}  # neighbours that never hear of each other
FLOORS = {  # bottom to top; a new file must be given a place here
    "staff": [
        {"models", "roles", "attempt_count", "client_address", "turns", "migrations"},
        {"accounts", "attempts", "known_browsers", "password_forms", "person_form"},
        {"new_password", "signing_in"},
        {"admin", "apps", "middleware", "session", "site", "urls"},
    ],
    "editions": [
        {
            *("record", "findings", "compare", "merging", "telling", "moments", "reach", "spans"),
            *("kept_pages", "form_keys", "patient_data", "content"),
        },
        {"models", "proposals", "migrations"},
        {"chaining"},
        {
            *("triggers", "publishing", "past", "standing", "aftermath", "letters", "restoring"),
            "versions",
        },
        {"proposing", "verifying"},
        {
            *("scoping", "pages", "conflicts", "once", "history", "drafts", "edition_pages"),
            *("desk", "lists", "apps", "management"),
        },
    ],
    "guide": [
        {
            *(
                "kinds",
                "fields",
                "address_field",
                "markdown",
                "markup",
                "readability",
                "documents",
                "pictures",
            ),
            *("section_kinds", "patient_pictures"),
        },
        {"review_request"},
        {"content"},
        {"models", "migrations"},
        {
            *("access", "composing", "rendering", "checking", "importing", "ordering"),
            *("telling", "worklist", "restoring", "translations", "writing"),
        },
        {"reviewing"},
        {"publishing"},
        {
            *("editor", "import_page", "review_deeds", "source_pages", "lists", "admin", "apps"),
            "management",
        },
    ],
    "clinics": [
        {"formats", "figures", "addresses", "palette", "typesetting", "release"},
        {
            *(
                "catalogue",
                "clinic",
                "content",
                "models",
                "publish_request",
                "share_link",
                "invitation",
            ),
            "migrations",
        },
        {
            *("access", "blocks", "composing", "live", "finding", "pages", "handouts"),
            "handout_turns",
            *("checking", "publishing", "public", "showing", "sheets", "comparing"),
            *("due", "worklist", "overview", "telling", "handing_over", "reach", "restoring"),
            *("writing", "offering", "sharing", "inviting", "rights", "erasing"),
        },
        {
            *("forms", "preview", "views", "views_print", "urls", "admin", "admin_network"),
            *("apps", "management", "demo_content", "sheet_pages", "comparison_pages", "as_of"),
            *(
                "start_page",
                "lists",
                "bulk_pages",
                "publish_deeds",
                "shared",
                "share_pages",
                "people_pages",
                "joining_page",
                "rights_page",
            ),
        },
    ],
}
FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]


def place(dotted):
    """'guide.models' -> (room, floor); a tool's inner files count as the tool."""
    room, name, *_ = [*dotted.split("."), "", ""]
    names = FLOORS.get(room, [])
    families = [{name, name.split("_")[0]} & floor for floor in names]
    return room, next((i for i, found in enumerate(families) if found), None)


def imports_of(file):
    return imports_in(file.read_text(), file)


def imports_in(code, file):
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_go_down(file):
    parts = file.relative_to(ROOT).with_suffix("").parts
    if parts[-1] == "__init__":
        assert file.read_text() == "", "keep __init__.py empty"
        return
    my_room, my_floor = place(".".join(parts))
    assert my_room == "config" or my_floor is not None, "give this file a place in FLOORS"

    for name in imports_of(file):
        room = name.split(".")[0]
        if room not in ROOMS or (my_room == "config"):
            continue
        assert ROOMS.index(room) <= ROOMS.index(my_room), f"{name} is above {file.name}"
        assert (my_room, room) not in APART, f"{my_room} does not know {room}"
        _room, floor = place(name)
        if room == my_room and floor is not None:
            assert floor <= my_floor, f"{name} is a floor above {file.name}"


def dotted(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def files_imported(file, more=""):
    """The files that `file` imports, also inside its functions; `more` is read at its end."""
    known = set(map(dotted, FILES))
    names = (name for code in (file.read_text(), more) for name in imports_in(code, file))
    return {found for name in names for found in (name, name.rpartition(".")[0]) if found in known}


def circle(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return found.args[1]
    return []


def test_no_file_imports_itself_by_way_of_others():
    assert circle({dotted(file): files_imported(file) for file in FILES}) == []


@pytest.mark.parametrize(
    "line", ["import clinics.worklist", "def late():\n    from clinics.worklist import waiting"]
)
def test_a_circle_on_one_floor_is_found(line):
    graph = {dotted(file): files_imported(file) for file in FILES}
    graph["clinics.due"] = files_imported(ROOT / "clinics" / "due.py", line)

    assert {"clinics.due", "clinics.worklist"} <= set(circle(graph))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_has_one_subject_and_fits_in_a_head(file):
    if "migrations" not in file.parts:
        assert len(file.read_text().splitlines()) <= 430, "split it by subject"
