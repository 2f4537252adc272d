"""Importing Markdown: headings make sections, the text stays, HTML and images go with a remark."""

import pytest

from guide.documents.reading import CannotImport, read_document
from guide.markup.markdown import parse
from guide.models.kinds import Kind

HTML_REMARK = "HTML was turned into text: check how it reads."


def read(text, language="en"):
    return read_document(text.encode(), "frozen-shoulder.md", language)


def titles(text):
    return [section.title for section in read(text).sections]


def body_of(text):
    (section,) = read(text).sections
    return section.body


def test_a_single_first_h1_is_the_title_and_h2_make_the_sections():
    guide = read(
        "# Frozen shoulder\n\nIntro.\n\n## Risks\n\nFew.\n\n### Rare\n\nVery.\n\n## Cost\n\n$9"
    )

    assert guide.title == "Frozen shoulder"
    assert [(s.key, s.kind, s.title) for s in guide.sections] == [
        ("overview", Kind.OVERVIEW, "Overview"),
        ("risks", Kind.RISKS, "Risks"),
        ("cost", Kind.COST, "Cost"),
    ]
    assert guide.sections[1].body == "Few.\n\n### Rare\n\nVery."


def test_setext_headings_make_sections_too():
    assert titles("My arm\n======\n\nRisks\n-----\nFew.\n\nCost\n----\nLow.") == ["Risks", "Cost"]


def test_the_highest_level_that_is_used_more_than_once_makes_the_sections():
    guide = read("# Risks\nFew.\n## Rare\nVery.\n# Cost\nLow.")

    assert [section.title for section in guide.sections] == ["Risks", "Cost"]
    assert guide.sections[0].body == "Few.\n\n### Rare\n\nVery."
    assert titles("### Risks\nFew.\n### Cost\nLow.") == ["Risks", "Cost"]
    assert titles("## Arms\nIntro.\n### Risks\nFew.\n### Cost\nLow.") == ["Arms", "Risks", "Cost"]


def test_a_single_heading_of_level_two_makes_a_section():
    assert titles("Intro.\n\n## Risks\n\nFew.") == ["Overview", "Risks"]


def test_a_heading_says_its_words_without_markup():
    assert titles("## **Risks** of `it` and [more](http://x.org) \\*\n\nFew.") == [
        "Risks of it and more *"
    ]


def test_text_of_our_own_markdown_stays_as_it_is():
    body = (
        "One [@doe-2020] at {{ clinic.name }}.\n\n- *a*\n  1. b\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n"
        "::: important\nCall.\n:::"
    )

    assert body_of(body) == body


def test_headings_inside_code_and_boxes_and_quotes_are_none():
    body = "```\n# no\n## no\n```\n\n    # no\n\n::: important\n## no\n:::\n\n> ## no"

    assert body_of(body) == body


def test_front_matter_is_skipped_with_a_remark_and_gives_the_title():
    guide = read('---\ntitle: "Your arm"\ntags: [a]\n---\nText.\n\n---\n\nMore.')

    assert guide.title == "Your arm"
    assert guide.sections[0].body == "Text.\n\n---\n\nMore."
    assert "The lines between --- at the top were left out." in guide.remarks


def test_a_rule_at_the_top_is_no_front_matter():
    assert body_of("---\n\nText.\n\n---\n").startswith("---")


def test_inline_html_is_turned_to_text_with_a_remark():
    (section,) = read(
        "It is <b>not</b> <!-- ? --> so<br>bad, `<b>` \\<i> <https://x.org>."
    ).sections

    assert section.body == "It is not  so bad, `<b>` \\<i> <https://x.org>."
    assert section.remarks == (HTML_REMARK,)


def test_html_in_a_list_goes_and_the_list_stays():
    assert body_of("- one\n\n  <div>two</div>\n- three") == "- one\n\n  two\n- three"


def test_blocks_of_html_become_markdown():
    (section,) = read("Before.\n\n<table><tr><th>a<th>b<tr><td>1<td>2</table>\n\nAfter.").sections

    assert section.body == "Before.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nAfter."
    assert section.remarks == (HTML_REMARK,)


def test_a_comment_goes_without_a_word():
    (section,) = read("<!-- for us -->\n\nText <!-- for us --> here.").sections

    assert (section.body, section.remarks) == ("Text  here.", ())


def test_images_go_with_a_remark_each():
    (section,) = read(
        "See ![The arm](a(1).png) and ![](b.png) and [![Up](u.png)](http://x.org)."
    ).sections

    assert section.body == "See  and  and ."
    assert section.remarks == (
        "The image “The arm” was left out: upload it in the editor.",
        "An image was left out: upload it in the editor.",
        "The image “Up” was left out: upload it in the editor.",
    )


def test_an_image_in_code_stays():
    assert body_of("Write `![a](b)`.") == "Write `![a](b)`."


def test_every_section_keeps_the_link_definitions_it_uses():
    guide = read(
        "## Risks\nSee [one] and [b][Two].\n## Cost\nSee [two].\n\n[one]: http://a.org\n[two]: <http://b.org>"
    )

    for section in guide.sections:
        assert parse(section.body).problems == ()
    assert "http://a.org" in guide.sections[0].body
    assert "http://a.org" not in guide.sections[1].body
    assert "http://b.org" in guide.sections[1].body


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<div>\n\n" * 301, "mostly HTML"),
        ("# a\n" * 2_001, "mostly headings"),
        ("|a|b|c|d|e|\n|-|-|-|-|-|\n" + "|a|b|c|d|e|\n" * 19_000, "tables"),
        ("|" + "a|" * 100_000 + "\n|" + "-|" * 100_000, "tables"),
    ],
    ids=["html", "headings", "rows", "columns"],
)
def test_what_no_author_writes_is_refused_before_it_costs_much(text, words):
    with pytest.raises(CannotImport, match=words):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 50_000,
        "- " * 50_000,
        "[" * 50_000,
        "![a](" * 10_000,
        "a <a " * 10_000,
        "`a ``b " * 7_000,
    ],
    ids=["quotes", "lists", "brackets", "images", "tags", "code"],
)
def test_awkward_text_is_read_or_refused_and_never_breaks(text):
    try:
        guide = read(text)
    except CannotImport:
        return
    assert guide.sections
