"""The map in README.md, checked: it names what is there, and imports go down it, never in a circle."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["staff", "editions", "guide", "clinics", "config"]  # bottom to top
APART = {("editions", "staff"), ("staff", "editions")}  # neighbours that never hear of each other
BESIDE = {"migrations", "management"}  # folders that Django wants beside those of the map
PACKAGES = {"models", "admin"}  # whose __init__.py lists what Django looks for there
BOTTOM = {"guide.fields"}  # files of a room that lie below its folders: migrations name them
FILES = [
    file
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in file.parts
]


def map_of_readme():
    """{room: its folders, bottom to top}"""
    tree = (ROOT / "README.md").read_text().partition("## The map")[2].split("```")[1]
    rooms: dict = {}
    room = ""
    for indent, name in re.findall(r"^( *)(\w+) ", tree, re.MULTILINE):
        if indent:
            rooms[room].insert(0, name)
        else:
            room = name
            rooms[room] = []
    return rooms


FOLDERS = map_of_readme()


def dotted(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {dotted(file): file for file in FILES}


def imports_in(code, name):
    """The files of ours that this code imports, also inside its functions."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in NAMES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: write imports in full"
            for alias in node.names:
                found = f"{node.module}.{alias.name}"
                yield from [found] if found in NAMES else [node.module] * (node.module in NAMES)


def graph_with(name="", more=""):
    graph = {name: set(imports_in(file.read_text(), name)) for name, file in NAMES.items()}
    if name:
        graph[name] |= set(imports_in(more, name))
    return {name: found - {name} for name, found in graph.items()}


def floor_of(name):
    """How high a file lies in its room; what lies beside the folders is on top."""
    room, folder, *_ = [*name.split("."), ""]
    if name in BOTTOM:
        return -1
    return FOLDERS[room].index(folder) if folder in FOLDERS[room] else len(FOLDERS[room])


def folder_of(name):
    return (
        ".".join(name.split(".")[:2])
        if name.split(".")[1:2] != [] and name.split(".")[1] in FOLDERS[name.split(".")[0]]
        else name
    )


def circle(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return found.args[1]
    return []


def test_the_map_names_the_folders_that_are_there():
    there = {
        room: {
            folder.name
            for folder in (ROOT / room).iterdir()
            if folder.is_dir() and folder.name not in BESIDE and any(folder.glob("*.py"))
        }
        for room in ROOMS
    }

    assert {room: set(folders) for room, folders in FOLDERS.items()} == there
    assert [*FOLDERS] == ROOMS[::-1]


@pytest.mark.parametrize("name", NAMES)
def test_imports_go_down(name):
    room = name.partition(".")[0]
    for found in imports_in(NAMES[name].read_text(), name):
        other = found.partition(".")[0]
        if room == "config":
            continue
        assert ROOMS.index(other) <= ROOMS.index(room), f"{found} is above {name}"
        assert (room, other) not in APART, f"{room} does not know {other}"
        if other == room:
            assert floor_of(found) <= floor_of(name), f"{found} is above {name}"


def test_no_file_imports_itself_by_way_of_others():
    assert circle(graph_with()) == []


def test_no_folder_imports_itself_by_way_of_others():
    folders: dict = {}
    for name, found in graph_with().items():
        folders.setdefault(folder_of(name), set()).update(map(folder_of, found))
    assert circle({name: found - {name} for name, found in folders.items()}) == []


@pytest.mark.parametrize(
    "line",
    [
        "import clinics.work.worklist",
        "def late():\n    from clinics.work.worklist import waiting",
    ],
)
def test_a_circle_inside_a_folder_is_found(line):
    found = circle(graph_with("clinics.work.expiry", line))

    assert {"clinics.work.expiry", "clinics.work.worklist"} <= set(found)


@pytest.mark.parametrize("name", [name for name in NAMES if ".tools." in name])
def test_tools_know_no_database(name):
    code = NAMES[name].read_text()

    assert not re.search(r"^\s*(?:from|import) django\.(?:db|contrib)\b", code, re.MULTILINE)
    assert not any(".models" in found for found in imports_in(code, name))


@pytest.mark.parametrize("room", ROOMS)
def test_a_folder_holds_what_one_sees_at_a_glance(room):
    counts = {
        folder: len([f for f in (ROOT / room / folder).glob("*.py") if f.name != "__init__.py"])
        for folder in FOLDERS[room]
    }

    assert {folder: count for folder, count in counts.items() if count > 14} == {}


def test_a_file_has_one_subject_and_fits_in_a_head():
    lines = {name: len(file.read_text().splitlines()) for name, file in NAMES.items()}

    assert {name: count for name, count in lines.items() if count > 400} == {}
    assert median(count for count in lines.values() if count) <= 90


@pytest.mark.parametrize("file", [f for f in FILES if f.name == "__init__.py"], ids=str)
def test_a_folder_begins_with_nothing(file):
    if file.parent.name not in PACKAGES:
        assert file.read_text() == "", "keep __init__.py empty"
