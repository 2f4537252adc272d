import pytest

from guide.markup.markdown import blocks, fill, html, parse, plain, tree


def page(text, values=None, **options):
    return fill(html(parse(text), **options), values or {})


def problems(text):
    return [(problem.code, problem.line) for problem in parse(text).problems]


def node(text, kind, **options):
    """The first node of a kind in the tree of a text."""
    found = [tree(parse(text), **options)]
    while found[0]["t"] != kind:
        found = found[0].get("c", []) + found[1:]
    return found[0]


# Nesting


def test_six_levels_are_shown_and_the_seventh_is_text_and_reported():
    assert problems("> " * 6 + "deep") == []
    assert problems("- " * 7 + "deep") == [("nesting", 1)]
    assert page("- " * 7 + "deep").count("<ul>") == 6
    assert "- deep" in page("- " * 7 + "deep")


def test_emphasis_deeper_than_six_levels_is_text_and_reported():
    text = "*a **b " * 4 + "x" + "** c*" * 4

    assert set(problems(text)) == {("nesting", 1)}
    assert page(text).count("<em>") + page(text).count("<strong>") == 6
    assert plain(parse(text)).count("*") == 6


# Headings


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("# a\n## b\n# c", [3, 4, 3]),
        ("## a\n#### b\n### c\n## d", [3, 4, 4, 3]),
        ("### a\n# b\n## c", [3, 3, 4]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", [3, 4, 5, 6, 6, 6]),
    ],
)
def test_headings_begin_at_the_given_level_and_skip_none(typed, shown):
    levels = [part["level"] for part in tree(parse(typed))["c"]]

    assert levels == shown
    assert [page(typed).count(f"<h{n}>") for n in range(1, 7)] == [
        shown.count(n) for n in range(1, 7)
    ]


def test_the_first_heading_can_be_of_another_level():
    assert page("# a\n## b", heading=2) == "<h2>a</h2>\n<h3>b</h3>\n"


# Links and pictures


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "mailto:a@example.org",
        "tel:+1-555",
        "/about/",
        "#risks",
    ],
)
def test_a_link_of_a_known_kind_is_a_link(address):
    text = f"[x]({address})"

    assert f'<a href="{address}"' in page(text)
    assert ('rel="noopener noreferrer"' in page(text)) == address.startswith("http")
    assert problems(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "page.html",
        "ftp://a.example",
        "http://1.2.3.4.5/",
    ],
)
def test_another_link_is_shown_as_typed_and_reported(address):
    text = f"[see **this**]({address})"

    assert problems(text) == [("unsafe-link", 1)]
    assert page(text) == f"<p>[see <strong>this</strong>]({address})</p>\n"


def test_a_link_with_a_space_is_shown_and_reported():
    assert problems("[call](tel:555 123)") == [("broken-link", 1)]


def test_a_link_without_words_shows_its_address():
    assert ">https://example.org</a>" in page("[](https://example.org)")


def test_a_link_in_a_link_is_shown_and_reported():
    text = "[a <https://example.org> b](/about/)"

    assert problems(text) == [("link-in-link", 1)]
    assert page(text).count("<a ") == 1


def test_an_address_of_a_link_that_nothing_uses_is_not_lost():
    text = "before\n\n[Warning]: fever\n\nafter [used]\n\n[used]: /a/\n[used]: /b/"

    assert problems(text) == [("unused-definition", 3), ("unused-definition", 8)]
    assert plain(parse(text)).split("\n") == [
        "before", "[Warning]: fever", "after used", "[used]: /b/"
    ]  # fmt: skip


def test_a_picture_of_ours_is_shown():
    assert page('![A *spine*](/media/g/a.png "T")') == (
        '<p><img src="/media/g/a.png" alt="A spine" title="T" loading="lazy"></p>\n'
    )


def test_a_decorative_picture_has_no_alternative_text_on_purpose():
    text = '![](/media/a.png "decorative")'

    assert problems(text) == []
    assert '<img src="/media/a.png" alt="" loading="lazy">' in page(text)


def test_a_picture_without_an_alternative_text_is_shown_and_reported():
    assert problems("a\nb ![](/media/a.png)") == [("missing-alt", 2)]
    assert "<img" in page("![](/media/a.png)")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        "//example.org/a.png",
        "/media/../admin/logout/",
        "/media/%2e%2e/x",
        "/about/",
        "data:image/png;base64,AA",
        "a.png",
    ],
)
def test_another_picture_is_shown_as_typed_and_reported(address):
    text = f"![spine]({address})"

    assert problems(text) == [("external-image", 1)]
    assert page(text) == f"<p>{text}</p>\n"


# Tables


def test_a_table_scrolls_by_itself_and_is_named_by_its_columns():
    shown = page("| Choice | Cost |\n|---|--:|\n| Wait | 0 |")

    assert shown.startswith(
        '<div class="scroll" role="region" tabindex="0" aria-label="Table: Choice, Cost"><table>'
    )
    assert '<th scope="col" class="align-right">Cost</th>' in shown
    assert '<td class="align-right">0</td>' in shown


def test_a_cell_too_many_is_not_lost():
    text = "| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 5 |"

    assert problems(text) == [("table-row", 3)]
    assert "2 | 3 | 4</td>" in page(text)


def test_a_cell_too_many_is_not_lost_in_a_quote_in_a_list_either():
    text = "- > | a |\n  > |---|\n  > | 1 | two\\|2 |"

    assert problems(text) == [("table-row", 3)]
    assert "<td>1 | two|2</td>" in page(text)


def test_a_table_too_wide_or_too_long_is_text_where_it_does_not_fit():
    wide = "|a" * 21 + "|\n" + "|-" * 21 + "|\n"
    long = "| a |\n|---|\n" + "| x |\n" * 201

    assert problems(wide) == [("table-columns", 1)]
    assert "<table" not in page(wide)
    assert problems(long) == [("table-rows", 203)]
    assert page(long).count("<td>") == 200
    assert page(long).endswith("<p>| x |</p>\n")


@pytest.mark.slow
def test_tables_beyond_a_budget_of_cells_are_text():
    rows = "| a | b | c | d |\n|---|---|---|---|\n" + "| x | y | z | w |\n" * 199 + "\n"
    text = rows * 8

    assert {code for code, _line in problems(text)} == {"table-cells"}
    assert page(text).count("<table>") == 7
    assert "<p>| a | b | c | d |" in page(text)


# Invisible characters


def test_invisible_characters_are_left_out_and_reported():
    text = "one\r\ntwo\x08 \ue000clinic.name\ue001\n\n&#xE000;x&#xE001; \ud800"

    assert [line for _code, line in problems(text)] == [2, 4, 4, 4]
    assert "Bay" not in page(text, {"clinic.name": "Bay"})
    assert plain(parse(text)) == "one two clinic.name\nx"


def test_the_mark_at_the_start_of_a_file_is_no_problem():
    assert page("\ufeff# a") == "<h3>a</h3>\n"
    assert problems("\ufeff# a") == []


# Paper


def test_the_tree_has_the_nodes_of_the_page():
    text = "- **a** *b* `c`\n\n> q\n\n***\n\n```\nd\n```\n\n3. x  \ny"

    kinds = [part["t"] for part in tree(parse(text))["c"]]

    assert kinds == ["bullet_list", "blockquote", "hr", "code_block", "ordered_list"]
    assert node(text, "code_block")["text"] == "d\n"
    assert node(text, "code")["text"] == "c"
    assert node(text, "ordered_list")["start"] == 3
    assert [child["t"] for child in node("x  \ny\nz", "paragraph")["c"]] == [
        "text", "hardbreak", "text", "softbreak", "text"
    ]  # fmt: skip


def test_the_tree_carries_numbers_values_and_addresses():
    text = "{{ clinic.name }}! [@a; @b] [l](https://example.org) ![alt](/media/a.png)"

    parts = node(text, "paragraph", numbers={"a": 1, "b": 2}, values={"clinic.name": "<Bay>"})["c"]

    assert parts[0] == {"t": "text", "text": "<Bay>! "}
    assert parts[1] == {"t": "cite", "key": "a", "number": 1}
    assert parts[2] == {"t": "cite", "key": "b", "number": 2, "joined": True}
    assert parts[4] == {
        "t": "link", "href": "https://example.org", "title": "", "c": [{"t": "text", "text": "l"}]
    }  # fmt: skip
    assert parts[6] == {"t": "image", "src": "/media/a.png", "alt": "alt", "title": ""}


def test_the_tree_carries_boxes_tables_and_costs():
    assert node("::: do Now\nx\n:::", "callout")["kind"] == "do"
    assert node("::: do Now\nx\n:::", "callout")["title"] == "Do: Now"
    assert node("::: dont\nx\n:::", "callout")["title"] == "Don't"
    assert node("::: details Why\nx\n:::", "details")["title"] == "Why"
    assert node("{{ cost.a }}", "paragraph", values={"cost.a": "$1"}) == {
        "t": "paragraph", "c": [{"t": "text", "text": "$1"}], "cost": "a"
    }  # fmt: skip
    table = node("|a|\n|-:|\n|b|", "table")
    assert [part["t"] for part in table["c"]] == ["thead", "tbody"]
    assert table["c"][0]["c"][0]["c"][0] == {
        "t": "th", "c": [{"t": "text", "text": "a"}], "align": "right"
    }  # fmt: skip


def test_reading_a_text_twice_from_one_document_gives_the_same():
    document = parse("# a\n\n{{ clinic.name }} [@a]\n\n| x |\n|---|\n")

    first = html(document), tree(document, numbers={"a": 1}, values={"clinic.name": "Bay"})
    second = html(document), tree(document, numbers={"a": 1}, values={"clinic.name": "Bay"})

    assert first == second


# Words


def test_plain_text_has_the_words_and_nothing_else():
    text = (
        "# Risks [@a]\n\nSome *bleed* [@a].\nSee [FDA](https://fda.example) {{ clinic.name }}\n\n"
        "- one\n  - two\n\n::: important\n[@a]\n:::\n\n::: details Why\n`x`\n:::\n\n| a | b |\n|---|---|\n| c | d |\n\n![alt](/media/a.png)"
    )

    assert plain(parse(text), {"clinic.name": "Bay"}) == (
        "Risks\nSome bleed. See FDA Bay\none\ntwo\nWhy\nx\na\tb\nc\td\nalt"
    )


def test_blocks_are_prose_only():
    text = (
        "# Heading\n\nOne [@a]. Two\nthree https://example.org/x {{ clinic.name }}\n\n- item\n\n"
        "| cell |\n|---|\n| cell |\n\n```\ncode\n```\n\n{{ cost.a }}\n\n> quoted\n\n::: do\n1. boxed\n:::"
    )

    assert blocks(parse(text)) == ["One. Two three", "item", "quoted", "boxed"]
