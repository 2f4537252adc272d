"""One name for one thing: no two classes of the rooms below share a name."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("clinics", "guide", "editions")
DJANGOS = {"Meta", "Media", "Command", "Migration"}  # names that Django looks for


def classes():
    """{name: where classes of that name stand}; a model's or form's own choices go by its name."""
    found = defaultdict(list)
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.ClassDef) and node.name not in DJANGOS:
                    found[node.name].append(str(file.relative_to(ROOT)))
    return found


def test_no_two_classes_share_a_name():
    found = classes()

    assert len(found) > 150
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_a_class_of_its_own_is_not_named_as_the_choices_of_a_model():
    nested = {
        inner.name
        for file in ROOT.glob("*/models/*.py")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.ClassDef)
    }

    assert {"State", "Part", "Deed"} < nested
    assert (nested - DJANGOS) & set(classes()) == set()
