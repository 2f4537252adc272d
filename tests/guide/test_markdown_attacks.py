import json
import re
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guide.markup.html import CLEANER
from guide.markup.markdown import LIMITS, MAX_CHARACTERS, blocks, fill, html, parse, plain, tree
from tests.guide.hostile_texts import HOSTILE, ORDINARY, repeated, seconds_of
from tests.guide.xss_corpus import ATTACKS

# Written out a second time on purpose: the code's own list may not grow unnoticed.
ALLOWED = {
    "a": {"href", "title", "rel", "aria-label"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "p": {"class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "sup": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
}
PLAIN_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "li", "strong", "em", "blockquote", "code"}
PLAIN_TAGS |= {"table", "thead", "tbody", "tr", "pre", "hr", "br", "details", "summary"}
ALLOWED |= {tag: set() for tag in PLAIN_TAGS}
EVIL = {"clinic.name": '"><script>alert(1)</script>', "clinic.phone": "' onclick='alert(1)"}
MOST_TIMES = 4  # as long as an ordinary text of the same length may a hostile one take


def shown(text):
    return fill(html(parse(text), numbers={"a": 1}), EVIL)


def assert_harmless(page):
    """What a browser would build from `page` has only what we allow."""
    tree_of_browser = html5lib.parseFragment(page, namespaceHTMLElements=False)
    for element in tree_of_browser.iter():
        if element is tree_of_browser:
            continue
        assert element.tag in ALLOWED, element.tag
        assert set(element.attrib) <= ALLOWED[element.tag], element.attrib
        assert_harmless_address(element.get("href", "#"))
        assert element.get("src", "/media/x").startswith("/media/")
        assert ".." not in element.get("src", "")


def assert_harmless_address(address):
    assert not re.search(r"[\s\\\x00-\x1f]", address)
    assert urlsplit(address).scheme in ("", "http", "https", "mailto", "tel")
    assert re.match(r"https?://[^/]|mailto:|tel:|/(?!/)|#", address, re.IGNORECASE)


def test_there_are_enough_attacks():
    assert len(set(ATTACKS)) > 200


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_text(attack):
    for text in (attack, f"- {attack}", f"::: do\n{attack}\n:::", f"words {attack} words"):
        assert_harmless(shown(text))


def test_the_judge_sees_what_is_not_harmless():
    for evil in ("<script>", "<p onclick=x>", "<a href='java&#10;script:x'>", "<img src=//x.y/z>"):
        with pytest.raises(AssertionError):
            assert_harmless(evil)


def test_the_cleaner_alone_stops_what_a_faulty_writer_might_let_through():
    faulty = (
        '<a href="javascript:alert(1)" onclick="x">a</a><a href="//evil.example">b</a>'
        '<img src="https://evil.example/x.png"><img src="/media/../admin/" onerror="x">'
        '<div class="callout admin" style="x" id="y" role="alert" tabindex="5">c</div>'
        "<script>alert(1)</script><iframe></iframe><form></form>"
    )

    clean = CLEANER.clean(faulty)

    assert_harmless(clean.replace("<img>", ""))
    assert clean.count("href") == clean.count("src") == 0
    assert '<div class="callout">' in clean


@pytest.fixture(scope="module")
def most_seconds():
    return MOST_TIMES * seconds_of(lambda: shown(ORDINARY))


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_shown_in_time(name, most_seconds):
    text = HOSTILE[name][:MAX_CHARACTERS]

    assert seconds_of(lambda: shown(text), most_seconds) <= most_seconds


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["lists of lists", "rulers of tables", "backticks on lines", "nested emphasis"]
)
@pytest.mark.parametrize("use", [tree, plain, blocks])
def test_a_hostile_text_is_printed_and_searched_in_time(name, use, most_seconds):
    document = parse(HOSTILE[name][:MAX_CHARACTERS])

    assert seconds_of(lambda: json.dumps(use(document)), most_seconds) <= most_seconds


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["lists of lists", "lists", "headings on lines", "brackets on lines"]
)
def test_a_text_of_thousands_of_lines_is_read_so_far_and_the_rest_is_shown_and_told(name):
    lines = {"headings on lines": repeated("# a\n")} | HOSTILE
    text = lines[name][: MAX_CHARACTERS - 10].rpartition("\n")[0] + "\nzebra"

    document = parse(text)

    assert len(document.tokens) <= 8 * LIMITS["lines"][0]
    assert plain(document).endswith("zebra")
    (problem,) = [problem for problem in document.problems if problem.code == "lines"]
    assert problem.line == LIMITS["lines"][0] + 1
    assert "Move it into another section" in problem.message


@pytest.mark.parametrize(
    "name", ["emphasis", "closing emphasis", "picture openers", "reference links"]
)
def test_a_text_of_thousands_of_marks_is_read_so_far_and_the_rest_is_shown_and_told(name):
    text = "One line.\n\n" + HOSTILE[name][: MAX_CHARACTERS - 20] + " zebra"

    document = parse(text)

    assert sum(len(token.children or ()) for token in document.tokens) <= 4 * LIMITS["marks"][0]
    assert plain(document).endswith("zebra")
    (problem,) = [problem for problem in document.problems if problem.code == "marks"]
    assert problem.line in (3, 5)
    assert "Move it into another section" in problem.message


@pytest.mark.slow
def test_a_text_of_as_many_lines_or_marks_as_may_be_is_read_whole():
    lines, marks = (LIMITS[code][0] for code in ("lines", "marks"))
    for text, words in (("- a\n" * lines, lines), ("**a** " * (marks // 2), marks // 2)):
        document = parse(text)

        assert not document.problems
        assert plain(document).split() == ["a"] * words


PIECES = [
    "\n", "\n\n", "  \n", " ", "    ", "\t", "- ", "1. ", "> ", "# ", "---", "===", "***", "**", "*",
    "_", "`", "```", "[", "]", "(", ")", "](", '](/x "', "![", '"', "'", "<", ">", "|", "|-|-|\n",
    "a|b\n-|-\n", "\\", "&", "&#xE000;", "&Tab;", "{{", "}}", "{{ clinic.name }}", "{{cost.ab}}",
    "{{ foo }}", "[@a]", "[@a; @j]", "[@", "::: do\n", "::: details ", "\n:::\n", ":::", "http://",
    "<http://a.b/", "javascript:", "/media/", "[r]", "[r]: /x\n", "\ue000", "\ue001", "\x00", "\x0b",
    "\r", "\u2028", "\ud800", "\ufeff", "é", "العربية", "!", "data:", "<a@b.example>", "%", "<script>",
]  # fmt: skip
WORDS = st.from_regex(r"\A[a-z]{1,8}\Z")
TEXTS = st.lists(st.sampled_from(PIECES) | WORDS, max_size=40).map("".join) | st.text(max_size=200)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_is_harmless_and_clean(text):
    document = parse(text)
    page = html(document, numbers={"a": 1})

    assert CLEANER.clean(page) == page
    assert_harmless(fill(page, EVIL))
    assert "\ue000" not in fill(page, {})
    json.dumps([tree(document, numbers={"a": 1}), plain(document), blocks(document)]).encode()
    lines = len(re.split(r"\r\n?|\n", text))
    assert all(1 <= problem.line <= lines and problem.message for problem in document.problems)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), max_size=8))
def test_plain_text_never_loses_a_word(lines):
    for marker in ("", "- ", "> ", "# ", "1. "):
        text = "\n\n".join(marker + line for line in lines)

        assert plain(parse(text)).split() == text.replace(marker.strip() or " ", " ").split()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.sampled_from(PIECES), max_size=12)
)
def test_no_mark_swallows_the_word_before_or_behind_it(before, behind):
    text = "zebra " + "".join(before) + "\n\nquokka\n\n" + "".join(behind) + " ocelot"

    page = shown(text)

    for word in ("zebra", "quokka", "ocelot"):
        assert word in page
