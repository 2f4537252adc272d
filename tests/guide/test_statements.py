import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guide.markup.markdown import MAX_CHARACTERS, TooLong
from guide.markup.statements import statement_of_words, statements_of


def said(text):
    return [(statement.kind, statement.words) for statement in statements_of(text, "en")]


def typed(text, statement):
    return text[slice(*statement.span)]


def test_paragraphs_bullets_headings_and_cells_are_statements_of_their_own():
    text = "# Head\n\nOne.\n\n- a\n- b\n  c\n\n| h | i |\n|--|--|\n| 1 | 2 |\n"

    assert said(text) == [
        ("heading", "Head"), ("paragraph", "One."), ("bullet", "a"), ("bullet", "b c"),
        ("column", "h"), ("column", "i"), ("cell", "1"), ("cell", "2"),
    ]  # fmt: skip
    assert [s.row for s in statements_of(text, "en")] == [0, 0, 0, 0, 0, 0, 11, 11]
    assert [typed(text, s) for s in statements_of(text, "en")] == [
        "Head", "One.", "a", "b\n  c", "h", "i", "1", "2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("It c**u**res *all*", "It cures all", "It c**u**res *all"),
        ("a [link](http://x.y 'see a') b", "a link b", "a [link](http://x.y 'see a') b"),
        ("a [link][l] b\n\n[l]: http://x.y", "a link b", "a [link][l] b"),
        ("R&amp;D \\*no\\* &copy;", "R&D *no* ©", "R&amp;D \\*no\\* &copy;"),
        ("`` a`b `` end", "a`b end", "a`b `` end"),
        ("one  \ntwo\\\nthree", "one two three", "one  \ntwo\\\nthree"),
        ("<https://a.b/c> ok", "https://a.b/c ok", "https://a.b/c> ok"),
        ("Call {{ clinic.phone }} now.", "Call \ufffc now.", "Call {{ clinic.phone }} now."),
        ("> - deep *in*", "deep in", "deep *in"),
        ("| a\\|b |\n|--|", "a|b", "a\\|b"),
        ("zero\u200bwidth \x07bell", "zero\u200bwidth bell", "zero\u200bwidth \x07bell"),
        ("Set\next\n===", "Set ext", "Set\next"),
        ("crlf *a*\r\nb", "crlf a b", "crlf *a*\r\nb"),
        ("\ufeffmark", "mark", "mark"),
        ("Bad [l](javascript:x) z", "Bad [l](javascript:x) z", "Bad [l](javascript:x) z"),
    ],
)
def test_words_are_what_is_read_and_places_are_what_was_typed(text, words, place):
    statement = statements_of(text, "en")[0]

    assert statement.words == words
    assert text[slice(*statement.place(0, len(words)))] == place


def test_every_word_has_its_own_place():
    text = "- *One* [two](/2) &amp; \\* [@k] **thr***ee*. ![alt](/media/a.png) Four five."
    statement = statements_of(text, "en")[0]

    for word in ("One", "two", "Four", "five"):
        first = statement.words.index(word)
        assert text[slice(*statement.place(first, first + len(word)))] == word


def test_a_word_is_not_looked_for_in_the_address_or_title_of_a_link():
    text = "See [this](/x 'more and more') and [that][l] more.\n\n[l]: /y"
    words = statements_of(text, "en")[0]

    place = words.place(words.words.index("and"), words.words.index("and") + 3)
    assert place == (text.index(") and") + 2, text.index(") and") + 5)


def test_a_sentence_knows_what_it_cites():
    text = "Pain is common [@a; @b]. It eases. [@c] We do not know why."
    sentences = statements_of(text, "en")[0].sentences

    assert [(s.words, s.cites) for s in sentences] == [
        ("Pain is common.", ("a", "b")),
        ("It eases.", ("c",)),
        ("We do not know why.", ()),
    ]
    assert [text[s.start : s.end] for s in sentences] == [
        "Pain is common [@a; @b].",
        "It eases.",
        "We do not know why.",
    ]


def test_a_citation_before_the_first_word_counts_for_it():
    assert statements_of("[@a] Pain is common.", "en")[0].sentences[0].cites == ("a",)


def test_alternative_texts_titles_and_boxes_are_read_too():
    text = (
        '![We cure](/media/a.png "No risk") and [l](/x "Best").\n\n'
        "::: important Read this\nNow.\n:::\n\n```py\ncode\n```\n"
    )

    assert said(text) == [
        ("paragraph", " and l."), ("picture", "We cure"), ("picture", "No risk"),
        ("picture", "Best"), ("title", "Read this"), ("paragraph", "Now."), ("code", "py\ncode\n"),
    ]  # fmt: skip
    boxes = [statement.box for statement in statements_of(text, "en")]
    assert boxes == ["", "", "", "", "important", "important", ""]


def test_what_the_parser_shows_as_typed_is_read_too():
    text = "a\n\n[Warning]: we cure all\n\nb"

    assert said(text) == [
        ("paragraph", "a"),
        ("paragraph", "[Warning]: we cure all"),
        ("paragraph", "b"),
    ]
    assert typed(text, statements_of(text, "en")[1]) == "[Warning]: we cure all"


def test_beyond_the_limits_of_a_text_it_is_read_on():
    text = "\n".join("a" for _ in range(2_700)) + "\nWe cure all."
    last = statements_of(text, "en")[-1]

    assert last.sentences[-1].words.endswith("We cure all.")
    assert typed(text, last).endswith("We cure all.")


def test_too_much_is_refused_as_by_the_parser():
    with pytest.raises(TooLong):
        statements_of("a" * (MAX_CHARACTERS + 1), "en")


def test_words_that_are_no_markdown_are_one_statement_as_they_are():
    statement = statement_of_words("*Cells* cure. Really.", "en")

    assert [(s.words, s.start, s.end) for s in statement.sentences] == [
        ("*Cells* cure.", 0, 13),
        ("Really.", 14, 21),
    ]


SIGNS = st.lists(
    st.sampled_from(
        ["a", "cure ", " ", "\n", "\n\n", "\r\n", "*", "**", "_", "`", "``", "[", "]", "(", ")", "[@k]",
         "](http://x.y)", "](/a 't')", "![", "](/media/a.png)", "&amp;", "&#0;", "&", "\\", "\\|", "|",
         "|--|--|\n", "# ", "- ", "1. ", "> ", "::: do x\n", ":::\n", "```\n", "    ", "\t", "<", ">", "\x00",
         "\ufeff", "\ue000", "{{ clinic.name }}", "{{ cost.x }}", "[l]: /x\n", "[l]", ". ", "?", "é", "😀"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(SIGNS | st.text())
@example("|a|\n|-|\n|b|c|d\\||")
@example("&#xE000;a [@k]")
@example("[](http://x.y)[@k]")
def test_no_text_gives_a_place_outside_and_none_goes_back(text):
    for statement in statements_of(text, "en"):
        assert len(statement.starts) == len(statement.ends) == len(statement.words)
        assert 0 <= statement.span[0] <= statement.span[1] <= len(text)
        before = 0
        for sentence in statement.sentences:
            assert 0 <= sentence.start <= sentence.end <= len(text)
            assert sentence.start >= before
            before = sentence.start
        assert "".join("".join(s.words for s in statement.sentences).split()) == "".join(
            statement.words.split()
        )
