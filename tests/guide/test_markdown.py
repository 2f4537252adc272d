from dataclasses import FrozenInstanceError

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.utils import translation
from django.utils.safestring import SafeString

from guide.markup.markdown import MAX_CHARACTERS, TooLong, blocks, fill, html, parse, plain, tree
from guide.markup.problems import MESSAGES


def page(text, values=None, **options):
    return fill(html(parse(text), **options), values or {})


def problems(text):
    return [(problem.code, problem.line) for problem in parse(text).problems]


# Reading


def test_a_text_at_the_limit_is_read_and_one_beyond_is_refused():
    parse("a" * MAX_CHARACTERS)

    with pytest.raises(TooLong):
        parse("a" * (MAX_CHARACTERS + 1))


def test_too_long_is_a_value_error():
    assert issubclass(TooLong, ValueError)


def test_a_document_and_its_problems_are_frozen():
    document = parse("{{ x }}")

    with pytest.raises(FrozenInstanceError):
        document.problems = ()
    with pytest.raises(FrozenInstanceError):
        document.problems[0].line = 2


def test_an_empty_text_is_an_empty_page():
    document = parse("")

    assert html(document) == plain(document) == ""
    assert blocks(document) == []
    assert tree(document) == {"t": "root", "c": []}


def test_ordinary_markdown_has_no_problem():
    text = "# Risks\n\nSome *people* **bleed**.\n\n- one\n- two\n\n> said\n\n---\n\n1. a\n2. b\n"

    assert parse(text).problems == ()


def test_html_is_shown_as_text():
    assert (
        page("<b>bold</b> <!-- note -->") == "<p>&lt;b&gt;bold&lt;/b&gt; &lt;!-- note --&gt;</p>\n"
    )


# Citations


def test_a_citation_is_a_numbered_link_to_the_reference():
    assert page("Rare [@fda].", numbers={"fda": 3}) == (
        '<p>Rare <sup class="cite"><a href="#ref-fda" aria-label="Reference 3">3</a></sup>.</p>\n'
    )


def test_citations_beside_each_other_do_not_read_as_one_number():
    for text in ("[@a; @b]", "[@a][@b]", "[@a;@b]"):
        assert '>1</a></sup><sup class="cite">, <a' in page(text, numbers={"a": 1, "b": 2})


def test_a_citation_without_a_number_stays_as_typed():
    assert page("x [@a; @gone]", numbers={"a": 1}).endswith("</sup>[@gone]</p>\n")


def test_the_citations_of_a_text_are_listed_with_their_lines():
    document = parse("# T [@a]\n\none\ntwo [@b; @c]\n\n| x |\n|---|\n| y [@a] |\n")

    assert document.cited == (("a", 1), ("b", 4), ("c", 4), ("a", 8))


def test_the_anchor_of_references_can_be_prefixed():
    assert 'href="#n7-a"' in page("[@a]", numbers={"a": 1}, prefix="n7-")


@pytest.mark.parametrize("text", ["[@a, p. 5]", "[@]", "[@a", "[@a @b]", "[@ä]"])
def test_what_is_almost_a_citation_is_shown_and_reported(text):
    assert problems("x\n" + text) == [("citation-form", 2)]
    assert text in page("x\n" + text, numbers={"a": 1, "b": 2})


def test_a_citation_in_a_link_is_shown_and_reported():
    text = "[see [@a]](https://example.org)"

    assert problems(text) == [("citation-in-link", 1)]
    assert page(text, numbers={"a": 1}).endswith("</sup>](https://example.org)</p>\n")


def test_an_escaped_citation_is_text():
    assert problems(r"\[@a]") == []
    assert "[@a]" in page(r"\[@a]", numbers={"a": 1})


# Tokens


def test_a_token_is_filled_with_the_escaped_value_of_the_clinic():
    filled = page("Call {{ clinic.name }}.", {"clinic.name": "<Bay & Co>"})

    assert filled == "<p>Call &lt;Bay &amp; Co&gt;.</p>\n"
    assert isinstance(filled, SafeString)


def test_a_token_without_a_value_shows_as_typed():
    assert page("{{clinic.phone}}") == "<p>{{ clinic.phone }}</p>\n"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again():
    values = {"clinic.name": "\ue000clinic.phone\ue001 {{ clinic.phone }}", "clinic.phone": "555"}

    assert "555" not in page("{{ clinic.name }}", values)


def test_the_html_before_filling_is_not_marked_safe():
    assert not isinstance(html(parse("x")), SafeString)


def test_a_cost_stands_in_a_paragraph_of_its_own():
    text = "Before\n\n{{ cost.first-visit }}\n\nAfter"

    assert '<p class="cost-line">$90</p>' in page(text, {"cost.first-visit": "$90"})
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is {{ cost.a }}",
        "- {{ cost.a }}",
        "# {{ cost.a }}",
        "**{{ cost.a }}**",
        "| {{ cost.a }} |\n|-|",
    ],
)
def test_a_cost_among_other_words_is_shown_and_reported(text):
    assert problems(text) == [("token-not-alone", 1)]
    assert "{{ cost.a }}" in page(text, {"cost.a": "$90"})
    assert parse(text).placeholders == ()


@pytest.mark.parametrize(
    "text",
    [
        "{{ clinic.adress }}",
        "{{ name }}",
        "{{ Clinic.Name }}",
        "{{ clinic.name",
        "{{ a b }}",
        "{{}}",
    ],
)
def test_an_unknown_token_is_shown_and_reported(text):
    assert problems("a\n\nb " + text) == [("unknown-token", 3)]
    assert text in page(text, {"clinic.name": "Bay"})


def test_the_tokens_of_a_text_are_listed_with_their_lines():
    document = parse("{{ clinic.name }}\nor {{ clinic.phone }}\n\n{{ cost.mri }}")

    expected = (("clinic.name", 1), ("clinic.phone", 2), ("cost.mri", 4))
    assert document.placeholders == document.tokens_used == expected


@pytest.mark.parametrize(
    "text",
    [
        "[call](tel:{{clinic.phone}})",
        "[call](tel:{{ clinic.phone }})",
        "[call](/x '{{ clinic.phone }}')",
        "![{{ clinic.name }}](/media/a.png)",
        "![x](/media/{{clinic.name}}.png)",
    ],
)
def test_a_token_in_an_address_or_an_alternative_text_is_shown_and_reported(text):
    assert problems(text) == [("token-in-link", 1)]
    assert "{{" in page(text, {"clinic.name": "Bay", "clinic.phone": "555"})


def test_a_token_may_be_the_words_of_a_link():
    assert ">Bay</a>" in page("[{{ clinic.name }}](https://example.org)", {"clinic.name": "Bay"})


def test_code_is_shown_as_it_is():
    text = "`{{ clinic.name }} [@a] ::: do`\n\n```\n{{ x }} [@a]\n::: x\n```\n\n    {{ clinic.name }}\n"
    document = parse(text)

    assert document.problems == document.cited == document.placeholders == ()
    assert "<code>{{ clinic.name }} [@a] ::: do</code>" in page(text, {"clinic.name": "Bay"})
    assert "Bay" not in page(text, {"clinic.name": "Bay"})


def test_words_behind_a_code_fence_are_not_lost():
    assert "Take two" in page("```Take two\nx\n```")


# Boxes


@pytest.mark.parametrize(
    ("kind", "title"),
    [("important", "Important"), ("emergency", "Emergency"), ("do", "Do"), ("dont", "Don&#x27;t")],
)
def test_a_box_says_what_it_is(kind, title):
    shown = page(f"::: {kind}\n- a\n:::\n\nafter")

    assert shown.startswith(f'<div class="callout callout-{kind}" role="note">')
    assert f'<p class="callout-title">{title.replace("&#x27;", chr(39))}</p>' in shown
    assert shown.endswith("</ul>\n</div>\n<p>after</p>\n")


def test_a_title_behind_the_kind_is_not_lost():
    assert '<p class="callout-title">Important: Call &lt;us&gt;</p>' in page(
        "::: Important Call <us>\nx\n:::"
    )


def test_details_open_by_their_title():
    assert page("::: details Why & how\nx\n:::") == (
        "<details><summary>Why &amp; how</summary>\n<p>x</p>\n</details>\n"
    )


def test_details_without_a_title_have_one():
    assert "<summary>More about this</summary>" in page("::: details\nx\n:::")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::: warning\nx\n:::", [("unknown-container", 1), ("unopened-container", 3)]),
        ("a\n\n::: do\nx", [("unclosed-container", 3)]),
        ("x\n\n:::", [("unopened-container", 3)]),
        (
            "::: do\n::: dont\nx\n:::\ny\n:::",
            [("nested-container", 2), ("unopened-container", 6)],
        ),
        ("::: details {{ clinic.name }}\nx\n:::", [("token-in-title", 1)]),
    ],
)
def test_a_box_that_is_not_understood_is_shown_and_reported(text, expected):
    assert problems(text) == expected
    shown = page(text)
    for word in text.replace("::: details", "").replace("::: do\n", "").split():
        assert word == ":::" or word in shown


def test_a_box_in_a_list_ends_with_its_item():
    assert problems("- a\n\n  ::: do\n  x\n  :::\n- b") == []
    assert problems("- ::: do\n  x\n- b") == [("unclosed-container", 1)]


def test_escaped_colons_are_text():
    assert problems("\\::: do") == []


# Languages


def test_labels_follow_the_language_of_the_moment(tmp_path, settings):
    words = {"Important": "Importante", "Reference %(number)s": "Referencia %(number)s"}
    spanish = Catalog("es")
    for english, translated in words.items():
        spanish.add(english, translated)
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, spanish)
    settings.LOCALE_PATHS = [tmp_path]
    text = "::: important\nx [@a]\n:::"

    with translation.override("es"):
        shown = page(text, numbers={"a": 1})

    assert ">Importante<" in shown
    assert 'aria-label="Referencia 1"' in shown
    assert ">Important<" in page(text)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_problem_can_happen_and_says_what_to_do(code):
    samples = {
        "broken-link": "[a](b c)",
        "citation-form": "[@]",
        "citation-in-link": "![[@a]](/media/a.png)",
        "control-characters": "\x01",
        "external-image": "![a](b)",
        "lines": "a\n" * 3_001,
        "marks": "a * " * 5_001,
        "link-in-link": "[<http://a.example>](/b)",
        "missing-alt": "![](/media/a.png)",
        "nested-container": "::: do\n::: do\n:::",
        "nesting": ">" * 7,
        "table-row": "|a|\n|-|\n|b|c|",
        "table-cells": "|a|a|a|a|\n|-|-|-|-|\n***\n" * 1000,
        "table-columns": "|a" * 21 + "\n" + "|-" * 21,
        "table-rows": "|a|\n|-|\n" + "|b|\n" * 201,
        "token-in-link": "[a](/{{b}})",
        "token-in-title": "::: do [@a]\n:::",
        "token-not-alone": "a {{ cost.b }}",
        "unclosed-container": "::: do",
        "unknown-container": "::: a",
        "unknown-token": "{{ a }}",
        "unopened-container": ":::",
        "unsafe-link": "[a](b)",
        "unused-definition": "[a]: b",
    }

    found = {problem.code: problem for problem in parse(samples[code]).problems}

    assert found[code].message.endswith(".")
    assert "%" not in found[code].message
