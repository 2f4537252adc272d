"""Sections dragged to their place by somebody with a mouse."""

import pytest
from playwright.sync_api import expect

from guide.models import Section
from tests.factories import make_guide_editor, make_translation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def text():
    return make_translation(sections=[{"title": title} for title in "ABCD"])


def opened(visit, text):
    page = visit(make_guide_editor())
    page.goto(f"/admin/guide/translation/{text.pk}/change/")
    return page


def titles_on(page):
    return page.locator(".section-list .what a").all_inner_texts()


def titles_of(text):
    return list(text.sections.order_by("position").values_list("title", flat=True))


def drag(page, title, to, *, let_go=True):
    """By the handle, onto the far half of another row."""
    rows = page.locator(".section-list li")
    row, target = (rows.filter(has_text=name).bounding_box() for name in (title, to))
    handle = rows.filter(has_text=title).locator(".handle").bounding_box()
    down = target["y"] > row["y"]
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    for part in (0.5, 0.9 if down else 0.1, 0.9 if down else 0.1):
        page.mouse.move(handle["x"] + 5, target["y"] + part * target["height"], steps=12)
    if let_go:
        page.mouse.up()


def test_a_section_is_dragged_down_and_said_to_be_there(visit, text):
    page = opened(visit, text)

    drag(page, "A", "C")

    expect(page.get_by_role("status").filter(has_text="“A” is number 3 now.")).to_be_visible()
    assert titles_on(page) == titles_of(text) == ["B", "C", "A", "D"]
    drag(page, "D", "B")
    expect(page.get_by_role("status").filter(has_text="“D” is number 1 now.")).to_be_visible()
    assert titles_of(text) == ["D", "B", "C", "A"]
    expect(page.get_by_role("button", name="Move up: D")).to_be_disabled()
    expect(page.get_by_role("button", name="Move up: B")).to_be_enabled()
    size = page.locator(".handle").first.bounding_box()
    assert min(size["width"], size["height"]) >= 24


def test_a_list_that_changed_meanwhile_stays_and_says_so(visit, text):
    page = opened(visit, text)
    page.expected.append("409")
    Section.objects.filter(title="D").update(position=0)
    Section.objects.filter(title="A").update(position=99)

    drag(page, "A", "C")

    expect(
        page.get_by_role("status").filter(has_text="changed the list in the meantime")
    ).to_be_visible()
    assert titles_on(page) == ["A", "B", "C", "D"]
    assert Section.objects.get(title="A").position == 99


def test_an_answer_that_cannot_be_read_says_so_and_the_next_drag_is_saved(visit, text):
    page = opened(visit, text)
    address = page.locator(".section-list").get_attribute("data-order")
    page.route(f"**{address}", lambda route: route.fulfill(status=200, body="<p>Busy"), times=1)

    drag(page, "A", "C")

    expect(page.get_by_role("status").filter(has_text="This was not saved.")).to_be_visible()
    drag(page, "D", "B")
    expect(page.get_by_role("status").filter(has_text="“D” is number 2 now.")).to_be_visible()
    assert titles_on(page) == titles_of(text) == ["A", "D", "B", "C"]


def test_escape_puts_a_section_back(visit, text):
    page = opened(visit, text)

    drag(page, "A", "C", let_go=False)
    page.keyboard.press("Escape")
    page.mouse.up()

    assert titles_on(page) == titles_of(text) == ["A", "B", "C", "D"]
