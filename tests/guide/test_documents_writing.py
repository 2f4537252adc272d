"""Plain words as Markdown: whatever they are, they read the same."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from guide.documents.writing import Item, Run, in_lines, inline, paragraph, plain_list
from guide.markup.markdown import parse, plain


@pytest.mark.parametrize(
    "line",
    [
        "*stars* and **more**",
        "_under_ and snake_case",
        "# no heading",
        "> no quote",
        "[no link](http://example.org) [@nocitation]",
        "<b>no tag</b> <https://example.org>",
        "| no | table |",
        "::: important",
        "Dear {{ clinic.name }}, {{{x}}}",
        "`no code`",
        "3. is the third",
        "+ plus",
        "~~~",
        "&amp; &lt;",
        "a back\\slash \\* here\\",
        "![no picture](x.png)",
    ],
)
def test_what_looks_like_markdown_in_a_plain_text_reads_the_same(line):
    document = parse(paragraph(line))

    assert document.problems == ()
    assert document.placeholders == document.cited == ()
    assert [token.type for token in document.tokens][0::2] == ["paragraph_open", "paragraph_close"]
    assert plain(document) == line


AWKWARD = st.lists(
    st.sampled_from(
        [*"ab A1*_`#>-+=|:.)({[]}<&;!\\~@", "**", ":::", "{{ x }}", "[@k]", "1. ", "---"]
    ),
    max_size=10,
).map("".join)


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.lists(AWKWARD.filter(str.strip), min_size=1, max_size=3))
def test_no_text_changes_by_being_written_as_markdown(lines):
    document = parse(paragraph("\n".join(lines)))

    assert document.problems == ()
    assert re.sub(r"\s+", "", plain(document)) == re.sub(r"\s+", "", "".join(lines))


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            AWKWARD, st.booleans(), st.booleans(), st.sampled_from(["", "https://x.org/a(b)"])
        ),
        min_size=1,
        max_size=5,
    ).filter(lambda runs: any(text.strip() for text, *_look in runs))
)
def test_no_words_change_by_their_emphasis_or_links(runs):
    document = parse(in_lines(inline([Run(*run) for run in runs])))

    assert document.problems == ()
    assert re.sub(r"\s+", "", plain(document)) == re.sub(r"\s+", "", "".join(r[0] for r in runs))


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([None, 1, 2, 3, 9])), min_size=1, max_size=7
    )
)
def test_every_list_keeps_its_items_in_order(shape):
    depth, items = -1, []
    for index, (wanted, number) in enumerate(shape):
        depth = min(wanted, depth + 1)
        items.append(Item(depth, number, f"item {index}"))

    document = parse(plain_list(items))

    assert document.problems == ()
    assert plain(document).split("\n") == [item.text for item in items]


def test_emphasis_that_markdown_would_not_see_moves_off_the_punctuation():
    assert inline([Run("Note:", bold=True), Run("this")]) == "**Note**:this"
    assert inline([Run("a", bold=True), Run("b", italic=True)]) == "**a**b"
    assert inline([Run(" a ", bold=True), Run("b", italic=True)]) == " **a** *b*"


def test_a_link_becomes_neither_a_picture_nor_a_citation():
    assert (
        inline([Run("Look!"), Run("@us", address="http://x.org")]) == "Look\\![\\@us](http://x.org)"
    )
