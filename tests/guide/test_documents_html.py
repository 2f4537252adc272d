"""Importing web pages: the text and its structure stay, the site around it goes."""

import re

import pytest

from guide.documents.reading import read_document
from guide.markup.markdown import html, parse, plain


def read(page, language="en"):
    data = page.encode() if isinstance(page, str) else page
    return read_document(data, "page.html", language)


def body_of(page):
    (section,) = read(page).sections
    return section.body


def section_of(page):
    (section,) = read(page).sections
    return section


# Structure


def test_a_page_becomes_a_title_and_sections():
    guide = read(
        "<!DOCTYPE html><title>Arms | Site</title><h1>Frozen shoulder</h1><p>Intro.</p>"
        "<h2>Risks</h2><p>Few.<h3>Rare</h3><p>Very.<h2>Cost</h2>Low."
    )

    assert guide.title == "Frozen shoulder"
    assert [(s.key, s.title, s.body) for s in guide.sections] == [
        ("overview", "Overview", "Intro."),
        ("risks", "Risks", "Few.\n\n### Rare\n\nVery."),
        ("cost", "Cost", "Low."),
    ]


def test_the_title_element_is_the_title_when_no_single_h1_is():
    guide = read("<title>Arms &amp; <b>you</b></title><h1>Risks</h1>Few.<h1>Cost</h1>Low.")

    assert guide.title == "Arms & you"
    assert [section.title for section in guide.sections] == ["Risks", "Cost"]


def test_paragraphs_emphasis_and_line_breaks_stay():
    assert body_of(
        "<p>A <b>bold</b>, <i>slanted</i>\n and <strong><em>both</em></strong><br>line</p>two"
    ) == ("A **bold**, *slanted* and ***both***\\\nline\n\ntwo")


def test_line_breaks_in_a_row_part_paragraphs():
    assert body_of("one<br><br>two<br> <br>three") == "one\n\ntwo\n\nthree"


def test_lists_keep_their_nesting_and_their_start():
    page = "<ul><li>a<ul><li>b<li>c</ul><li><p>d<p>e</ul><ol start=4><li>f<li>g</ol>"

    assert body_of(page) == "- a\n  - b\n  - c\n- d\n\n  e\n\n4. f\n5. g"


def test_a_list_that_stands_in_a_list_instead_of_an_item_is_nested():
    assert body_of("<ul><li>a</li><ul><li>b</li></ul></ul>") == "- a\n  - b"


def test_two_lists_in_a_row_do_not_become_one():
    document = parse(body_of("<ol><li>a</ol><ol><li>b</ol><ul><li>c</ul><ul><li>d</ul>"))

    assert [token.type for token in document.tokens].count("ordered_list_open") == 2
    assert [token.type for token in document.tokens].count("bullet_list_open") == 2


def test_lists_deeper_than_the_guide_allows_are_made_flatter():
    document = parse(body_of("<ul><li>x" * 9))

    assert document.problems == ()
    assert plain(document).split("\n") == ["x"] * 9


def test_a_table_becomes_a_pipe_table_with_its_caption_before():
    page = (
        "<table><caption>Prices</caption><tbody><tr><td>Low|high<td>$1</tr></tbody>"
        "<thead><tr><th>What<th>Price</thead><tfoot><tr><td>All<td><b>$2</b></table>"
    )

    assert body_of(page) == (
        "Prices\n\n| What | Price |\n| --- | --- |\n| Low\\|high | $1 |\n| All | **$2** |"
    )


def test_merged_cells_are_flattened_with_a_remark():
    section = section_of(
        "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>d<td colspan=2>e<tr><td>f<td>g</table>"
    )

    assert section.body == "| a | b | c |\n| --- | --- | --- |\n| d | e |  |\n|  | f | g |"
    assert section.remarks == ("A table had merged cells: check that its rows read right.",)


def test_a_table_without_a_head_takes_its_first_row_with_a_remark():
    section = section_of("<table><tr><td>a<td>b<tr><td>c<td><ul><li>d<li>e</ul></table>")

    assert section.body == "| a | b |\n| --- | --- |\n| c | d; e |"
    assert section.remarks == ("A table had no head: its first row was taken.",)


def test_a_table_that_only_arranges_the_page_is_no_table():
    guide = read("<table><tr><td>menu<td><h2>Risks</h2><p>Few.<h2>Cost</h2><p>Low.</table>")

    assert [section.title for section in guide.sections] == ["Overview", "Risks", "Cost"]


def test_quotations_terms_and_details_stay_readable():
    page = "<blockquote><p>a<p>b</blockquote><dl><dt>Term<dd>Words</dl><details><summary>More</summary>c</details>"

    assert body_of(page) == "> a\n>\n> b\n\n**Term**\n\nWords\n\n**More**\n\nc"


def test_preformatted_text_keeps_its_lines():
    assert body_of("<pre>a\n  b\n\nc</pre>") == "a\\\nb\n\nc"


def test_headings_inside_lists_and_quotations_are_bold_lines():
    assert body_of("<ul><li><h4>a</h4>b</ul>") == "- **a**\n\n  b"


def test_bold_lines_are_headings_where_none_is_marked():
    guide = read(
        "<p><b>My arm</b><p><b>Risks:</b><p>Few.<p><strong>Cost</strong><p><b>Low</b> here."
    )

    assert guide.title == "My arm"
    assert [(s.title, s.body) for s in guide.sections] == [
        ("Risks", "Few."),
        ("Cost", "**Low** here."),
    ]


def test_typed_bullets_are_lists():
    assert body_of("<p>Bring:<p>• <b>cards</b><p>·&nbsp;scans<p>Thanks.") == (
        "Bring:\n\n- **cards**\n- scans\n\nThanks."
    )


# Words


def test_entities_are_decoded_and_what_looks_like_markdown_is_escaped():
    page = "<p>5 &lt; 6 &amp; &eacute; &#8211; *a* [@k] {{ clinic.name }}<p>::: do<p># no<p>1. no"
    document = parse(body_of(page))

    assert plain(document).split("\n") == [
        "5 < 6 & é – *a* [@k] {{ clinic.name }}",
        "::: do",
        "# no",
        "1. no",
    ]
    assert document.problems == document.placeholders == document.cited == ()


def test_web_mail_and_telephone_links_stay():
    page = '<a href="https://x.org/a_(b)?c=d&amp;e">x!</a> <a href=mailto:a@b.org>m</a> <a href="tel:+1">t</a>'

    document = parse(body_of(page))

    assert document.problems == ()
    assert re.findall(r'href="([^"]+)"', html(document)) == [
        "https://x.org/a_%28b%29?c=d&amp;e",
        "mailto:a@b.org",
        "tel:+1",
    ]


@pytest.mark.parametrize(
    "address", ["/prices", "javascript:alert(1)", "ftp://x.org/", "data:text/html,x"]
)
def test_other_links_become_text_with_a_remark(address):
    section = section_of(f'<p>See <a href="{address}">our prices</a>.')

    assert section.body == "See our prices."
    assert section.remarks == (
        "The link of “our prices” was left out: its address works only where it was.",
    )


def test_links_within_the_page_become_text_without_a_remark():
    section = section_of('<p>See <a href="#risks">risks</a> <a id="here"></a>.')

    assert (section.body, section.remarks) == ("See risks .", ())


def test_images_are_dropped_with_a_remark_each_and_data_addresses_cost_nothing():
    section = section_of(
        f'<p>a<img alt="The arm" src="data:image/png;base64,{"QUJD" * 9_000}"><img src=x>'
    )

    assert section.body == "a"
    assert section.remarks == (
        "The image “The arm” was left out: upload it in the editor.",
        "An image was left out: upload it in the editor.",
    )


def test_raised_and_lowered_numbers_keep_their_meaning():
    assert body_of("10<sup>6</sup> cells, H<sub>2</sub>O, 1<sup>st</sup>") == "10⁶ cells, H₂O, 1st"


def test_struck_words_are_left_out_with_a_remark():
    section = section_of("<p>It costs <s>$500</s> <del></del>$300.")

    assert section.body == "It costs $300."
    assert section.remarks == ("Words that were struck through were left out: “$500”.",)


# The site around


def test_scripts_styles_and_hidden_parts_go_without_a_remark():
    page = (
        "<style>p{}</style><script>var a = '<h2>No</h2>'</script><noscript>Turn it on, please do"
        "</noscript><template><p>No</template><svg><path d='M0'/></svg><p>Yes.<!-- <p>no -->"
    )
    guide = read(page)

    assert [section.body for section in guide.sections] == ["Yes."]
    assert not any("left out" in remark for remark in guide.remarks)


@pytest.mark.parametrize("part", ["nav", "header", "footer", "aside", "form"])
def test_parts_of_the_site_go_with_a_remark_when_they_said_something(part):
    guide = read(f"<{part}>Call us now at the clinic</{part}><{part}>Menu</{part}><p>Text.")

    assert [section.body for section in guide.sections] == ["Text."]
    assert (
        len([remark for remark in guide.remarks if "“Call us now at the clinic…”" in remark]) == 1
    )
    assert not any("Menu" in remark for remark in guide.remarks)


def test_the_head_of_an_article_belongs_to_it():
    guide = read("<article><header><h1>My arm</h1><p>By Ana</p></header><p>Text.</article>")

    assert (guide.title, guide.sections[0].body) == ("My arm", "By Ana\n\nText.")


def test_a_form_around_the_whole_page_is_not_dropped():
    assert body_of("<form><input name=a><h1>My arm</h1><p>Text.</form>") == "Text."


@pytest.mark.parametrize("main", ["main", "article"])
def test_the_main_part_is_used_when_there_is_one(main):
    guide = read(f"<div>Our clinics are everywhere, come and see</div><{main}><p>Text.</{main}>")

    assert [section.body for section in guide.sections] == ["Text."]
    assert "Only the main part of the page was read." in guide.remarks


@pytest.mark.parametrize("tag", ["iframe", "video", "object", "math", "embed"])
def test_what_is_embedded_goes_with_a_remark(tag):
    assert (
        "A video, map, drawing or formula was left out."
        in section_of(f"<p>a <{tag}></{tag}>b").remarks
    )


# Encodings


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset='iso-8859-1'>", "windows-1252"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
            "windows-1251",
        ),
        ("", "utf-8"),
        ("", "windows-1252"),
        ("<meta charset=utf-8>", "windows-1252"),
        ("<meta charset=rot13>", "utf-8"),
        ("<meta charset=utf-8>", "utf-16"),
    ],
)
def test_the_encoding_is_found_by_mark_declaration_or_trial(head, encoding):
    text = "Шов" if encoding == "windows-1251" else "café – sí"

    assert body_of(f"{head}<p>{text}".encode(encoding)) == text
