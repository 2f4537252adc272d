"""What changed between two contents, as the publish page tells it."""

import time

import pytest

from editions.diff.compare import LONGEST, Change, FieldChange, changes, compare_words


def words(before, after):
    return list(compare_words(before, after))


def joined(runs, *kinds):
    return "".join(text for kind, text in runs if kind in kinds)


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "all new", [("new", "all new")]),
        ("all gone", "", [("gone", "all gone")]),
        ("a b c", "a x c", [("same", "a "), ("gone", "b "), ("new", "x "), ("same", "c")]),
        ("a c", "a b c", [("same", "a "), ("new", "b "), ("same", "c")]),
        ("a b c", "a c", [("same", "a "), ("gone", "b "), ("same", "c")]),
        ("$400", "$450", [("gone", "$400"), ("new", "$450")]),
        ("¿Cuánto?", "¿Cuándo?", [("gone", "¿Cuánto?"), ("new", "¿Cuándo?")]),
        ("один два", "один три", [("same", "один "), ("gone", "два"), ("new", "три")]),
    ],
)
def test_words_that_stayed_went_and_came(before, after, runs):
    assert words(before, after) == runs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Rest for two days.\n\nThen walk.", "Rest for three days.\n\nThen run a bit."),
        ("a b c d e f", "f e d c b a"),
        ("word " * 500, "word " * 499 + "other "),
        ("one\ttwo\nthree", "one two three"),
    ],
)
def test_both_texts_can_be_read_back_from_the_runs(before, after):
    runs = words(before, after)

    assert joined(runs, "same", "gone") == before
    assert joined(runs, "same", "new") == after
    assert all(text for _kind, text in runs)


def test_a_text_too_long_to_compare_is_shown_as_replaced():
    before, after = "a " * LONGEST, "b " * 10

    assert words(before, after) == [("gone", before), ("new", after)]
    assert words("", before) == [("new", before)]


def test_two_long_texts_are_compared_soon():
    before = " ".join(f"word{number % 997}" for number in range(LONGEST // 2 - 10))
    after = before.replace("word5 ", "other ")
    began = time.process_time()

    runs = words(before, after)

    assert time.process_time() - began < 5
    assert joined(runs, "same", "new") == after


GUIDE = {
    "slug": "backs",
    "title": "Backs",
    "codes": ["M48", "M49"],
    "sections": [
        {"key": "risks", "title": "Risks", "body": "Some risk.", "reviewer": {"name": "Ann"}},
        {"key": "costs", "title": "Costs", "body": "Some cost."},
    ],
}


def with_section(index, **fields):
    sections = [dict(section) for section in GUIDE["sections"]]
    sections[index] |= fields
    return GUIDE | {"sections": sections}


def test_the_same_content_has_no_changes():
    assert changes(GUIDE, GUIDE) == []


def test_with_nothing_before_everything_is_new():
    found = changes(None, GUIDE)

    assert [(change.kind, change.group, change.item) for change in found] == [
        ("new", "", "Backs"),
        ("new", "sections", "Risks"),
        ("new", "sections", "Costs"),
    ]
    assert all(kind == "new" for c in found for f in c.fields for kind, _text in f.words)


def test_one_changed_field_is_told_with_its_item_and_words():
    assert changes(GUIDE, with_section(0, body="Some danger.")) == [
        Change(
            "changed",
            "sections",
            "Risks",
            (FieldChange("body", (("same", "Some "), ("gone", "risk."), ("new", "danger."))),),
        )
    ]


def test_a_field_inside_a_field_is_named_with_both():
    [change] = changes(GUIDE, with_section(0, reviewer={"name": "Ben"}))

    assert [field.name for field in change.fields] == ["reviewer.name"]


def test_an_item_that_went_and_one_that_came():
    new = {"key": "benefits", "title": "Benefits", "body": "Some."}
    content = GUIDE | {"sections": [GUIDE["sections"][0], new]}

    found = {(change.kind, change.item) for change in changes(GUIDE, content)}

    assert found == {("new", "Benefits"), ("removed", "Costs")}


def test_a_changed_title_is_the_same_item_by_its_key():
    [change] = changes(GUIDE, with_section(0, title="Dangers"))

    assert (change.kind, change.item) == ("changed", "Dangers")


def test_a_list_of_plain_values_is_compared_as_lines():
    [change] = changes(GUIDE, GUIDE | {"codes": ["M48"]})

    assert change.fields == (FieldChange("codes", (("gone", "M48\nM49"), ("new", "M48"))),)


def test_a_list_that_becomes_empty_takes_its_items_away():
    found = changes(GUIDE, GUIDE | {"sections": [], "codes": []})

    assert {(change.kind, change.group) for change in found} == {
        ("removed", "sections"),
        ("changed", ""),
    }


def test_prices_are_known_by_service_and_answers_by_insurer_and_service():
    before = {
        "costs": [{"service": "visit", "low": "400"}, {"service": "scan", "low": "100"}],
        "coverages": [{"payer": "one", "service": "visit", "status": "covered"}],
        "notes": [{"section_kind": "cost", "guide": "", "language": "en", "body": "Ours."}],
    }
    after = {
        "costs": [{"service": "visit", "low": "450"}, {"service": "scan", "low": "100"}],
        "coverages": [{"payer": "one", "service": "visit", "status": "unknown"}],
        "notes": [{"section_kind": "cost", "guide": "", "language": "es", "body": "Nuestro."}],
    }

    found = [(change.kind, change.group, change.item) for change in changes(before, after)]

    assert ("changed", "costs", "visit") in found
    assert ("changed", "coverages", "one · visit") in found
    assert ("new", "notes", "cost · es") in found
    assert ("removed", "notes", "cost · en") in found
    assert len(found) == 4


def test_the_order_of_items_is_part_of_what_patients_see():
    turned = GUIDE | {"sections": GUIDE["sections"][::-1]}

    [change] = changes(GUIDE, turned)

    assert (change.kind, change.item) == ("changed", "sections")
    [order] = change.fields
    assert order.name == "order"
    assert joined(order.words, "same", "gone") == "Risks\nCosts"
    assert joined(order.words, "same", "new") == "Costs\nRisks"


def test_what_came_or_went_does_not_count_as_a_move():
    new = {"key": "first", "title": "First", "body": "New."}
    content = GUIDE | {"sections": [new, GUIDE["sections"][1]]}

    assert {change.kind for change in changes(GUIDE, content)} == {"new", "removed"}


def test_lines_of_the_clinics_own_are_told_each_by_its_name():
    lines = [
        {"service": "", "own_name": {"en": "Parking"}, "low": "1"},
        {"service": "", "own_name": {"en": "Letter"}, "low": "2"},
    ]
    dearer = [lines[0], lines[1] | {"low": "3"}]

    assert [change.item for change in changes(None, {"costs": lines})] == ["Parking", "Letter"]
    [change] = changes({"costs": lines}, {"costs": dearer})
    assert (change.item, change.fields[0].words) == ("Letter", (("gone", "2"), ("new", "3")))
