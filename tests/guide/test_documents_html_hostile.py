"""Web pages that are broken, or made to hurt: read or refused, never a crash, never a lost word."""

import contextlib
import re
import time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from guide.documents import html_tree
from guide.documents.html_tree import (
    BLOCKS,
    MAX_TAGS,
    PARTS_OF_PAGE,
    WORDS,
    tree_of,
)
from guide.documents.reading import CannotImport, read_document
from guide.markup.markdown import parse, plain

pytestmark = pytest.mark.slow


def read(page):
    return read_document(page.encode(), "page.html", "en")


def body_of(page):
    (section,) = read(page).sections
    return section.body


LEFT = ("main", "article", "s", "strike", "del")  # what is around or in them is left out
WORD = st.integers(10, 99).map(lambda number: f"w{number} ")
TAG = st.sampled_from(sorted({*BLOCKS, *WORDS, "br", "span", "font"} - {*PARTS_OF_PAGE, *LEFT}))
PIECE = st.one_of(
    WORD,
    TAG.map("<{}>".format),
    TAG.map("</{}>".format),
    st.sampled_from(
        ['<a href="https://x.y/">', "<ol start=4>", "<td colspan=3>", "<td rowspan=2>"]
    ),
    st.sampled_from(["• ", "<br><br>", "1. ", "# ", "**", "- ", "| ", "<", "&", "<a '", '="']),
)


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECE, max_size=30))
def test_no_tag_soup_breaks_the_reader_or_the_markdown(pieces):
    guide = read("<p>There is some text." + "".join(pieces))

    assert all(parse(section.body).problems == () for section in guide.sections)


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(WORD, TAG.map("<{}>".format), TAG.map("</{}>".format)), max_size=30))
def test_no_tag_soup_loses_a_word(pieces):
    words = {piece.strip() for piece in pieces if piece.startswith("w")}

    guide = read("<p>Some text." + "".join(pieces))

    text = " ".join([guide.title, *(s.title + " " + plain(parse(s.body)) for s in guide.sections)])
    digits = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789"))
    assert words <= set(re.findall(r"w\d\d", digits))


HOSTILE = {
    "deep": "<div>" * 5_000,
    "deep mixed": "<b><i><p><ul><li>" * 2_000,
    "deep tables": "<table><tr><td>" * 2_000,
    "deep lists": "<ul><li>" * 5_000,
    "many tags": "<p>a" * (MAX_TAGS + 1),
    "many ampersands": "& " * (MAX_TAGS + 1),
    "many ends": "</p>" * (MAX_TAGS + 1),
    "many unknown tags": "<x>" * 600_000,
    "reopened formatting": "<a href=http://x.y/><b><i><s><em><strong><q>" * 20 + "<p>a" * 9_000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_page_that_asks_for_too_much_work_is_refused(page):
    with pytest.raises(CannotImport, match="too complicated"):
        read(page)


def test_the_deepest_page_that_is_let_through_can_be_read():
    for tags in (
        "<div>" * 95,
        "<ul><li>" * 47,
        "<blockquote><p><b>" * 30,
        "<dl><dd><section>" * 30,
    ):
        assert "deep" in read(tags + "deep").sections[0].body


def test_the_tree_stops_growing_at_its_bounds(monkeypatch):
    monkeypatch.setattr(html_tree, "MAX_NODES", 500)

    tree_of("<p>a" * 490)
    with pytest.raises(CannotImport):
        tree_of("<p>a" * 500)
    with pytest.raises(CannotImport):
        tree_of("<div>" * 100)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 30_000,
        "<div>" * 2_999 + "</p>" * 27_000,
        "<div>" * 2_999 + "</li>" * 27_000,
        "<div></b></p>" * 10_000,
        "<b><i><p><ul><li>" * 6_000,
        "<table><tr><td>" * 10_000,
        "<a href=http://x.y/><p>" * 15_000,
        "<table>" + "<b>x" * 29_000,
        "<div><table><tr><td></div>" * 6_000,
        "<b><p>" * 2_900 + "</b>" * 20_000,
    ],
)
def test_no_page_costs_more_than_a_few_seconds(page):
    start = time.process_time()

    with contextlib.suppress(CannotImport):
        tree_of(page)

    assert time.process_time() - start < 3


def test_an_attribute_without_a_value_is_read_as_empty():
    assert "one" in body_of(
        "<ol start><li>one</ol><table><tr><td colspan>a<td rowspan=''>b</table>"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<a " + "b " * 100_000 + ">x",
        "<a b='" * 50_000,
        "<!-- - -" * 100_000,
        "<script>" * 50_000,
        "<svg><text>" * 20_000,
        "<p title='" + "&" * 100_000 + "'>x",
    ],
    ids=["attributes", "quotes", "comments", "scripts", "drawings", "value"],
)
def test_only_the_tags_and_attributes_that_are_read_reach_the_parser(page):
    _title, root = tree_of("<p>y" + page)

    nodes = [root]
    for node in nodes:
        nodes += [child for child in node.childNodes if not isinstance(child, str)]
    assert len(nodes) < 20_010
    assert {name for node in nodes for name in node.attributes} <= {"href"}


def test_tags_that_are_never_closed_are_looked_for_once():
    page = "<svg>" * 100_000
    start = time.process_time()

    tree_of(page)

    assert time.process_time() - start < 10


def test_merged_cells_beyond_reason_do_not_grow_the_table():
    body = body_of(
        "<table><tr><th>a<th>b" + "<tr><td colspan=999999 rowspan=999999>c<td>d" * 30 + "</table>"
    )

    assert len(body) < 20_000


def test_a_page_of_a_megabyte_is_read():
    paragraph = (
        "<p class='x' style='color: red'>"
        + ("Some <b>words</b>" + " and more text here" * 6 + ". ") * 3
        + "</p>"
    )
    page = "".join(f"<h2>Part {number}</h2>{paragraph * 90}" for number in range(32))

    assert len(page) > 1_000_000
    assert len(read(page).sections) == 32
