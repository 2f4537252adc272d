import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from clinics.tools.typesetting import FONTS, TEMPLATE, typeset
from tests.clinics.handout_samples import (
    answer,
    callout,
    drawn,
    english,
    heading,
    image,
    items,
    least,
    line,
    node,
    p,
    pictures,
    prices,
    root,
    section,
    spanish,
    table,
)
from tests.pdf_structure import Structure, structure_of

pytestmark = pytest.mark.slow
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERY_WAY = [(size, paper) for size in ("normal", "large") for paper in ("letter", "a4")]


def handout(data, *, size="normal", paper="letter", moment=MOMENT, **other):
    return typeset(data, size=size, paper=paper, moment=moment, pictures=pictures() | other)


def read(data, **options) -> Structure:
    made = handout(data, **options)
    assert made.is_accessible, made.reason
    return structure_of(made.pdf)


@pytest.mark.parametrize("make", [english, spanish])
@pytest.mark.parametrize(("size", "paper"), EVERY_WAY)
def test_every_handout_can_be_read_aloud(make, size, paper):
    data = make()

    found = read(data, size=size, paper=paper)

    assert found.is_tagged
    assert found.shows_title
    assert found.ua_part == "1"
    assert found.title == f"{data['title']} – Riverside Spine"
    assert found.language == f"{data['language']}-US"
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.headings, found.headings[1:], strict=False))
    assert {tag.scope for tag in found.of_kind("TH")} == {"Column"}
    assert all(tag.alt for tag in found.of_kind("Figure"))
    assert len(found.of_kind("Table")) == len(found.of_kind("THead"))
    assert found.bookmarks[0] == data["title"]
    assert data["sections"][-1]["title"] in found.bookmarks
    assert all(link["is_tagged"] and link["contents"] for link in found.links)
    assert found.unembedded_fonts == set()


@pytest.mark.parametrize("make", [english, spanish])
@pytest.mark.parametrize(("size", "paper"), EVERY_WAY)
def test_every_page_says_what_it_belongs_to(make, size, paper):
    data = make()

    pages = read(data, size=size, paper=paper).pages

    words = data["words"]["page"].replace("{pages}", str(len(pages)))
    for number, page in enumerate(pages, start=1):
        assert page.text.endswith(f"Edition 1-1-1 {words.replace('{page}', str(number))}")
        assert page.holds_all
        assert (page.width, page.height) == {
            "letter": (612, 792),
            "a4": (pytest.approx(595.28, abs=0.1), pytest.approx(841.89, abs=0.1)),
        }[paper]
    for page in pages[1:]:
        assert page.text.startswith(f"Riverside Spine · {data['title']}")


def test_what_matters_most_comes_first():
    found = read(english())

    texts = [
        "Still current?",
        "Stem cell injections",
        "Reviewed by",
        "call 911",
        "Notice to patients",
        "In short",
        "Not approved",
        "We do not know whether",
        "Some people had less pain [1].",
        "From Riverside Spine",
        "What it costs",
        "Usually not covered",
        "My questions",
        "of the lower back",
        "Sources",
        "This does not replace your doctor.",
    ]
    places = [found.text.index(words) for words in texts]
    assert places == sorted(places)


def test_large_print_is_large_everywhere_and_has_no_italics():
    normal, large = read(english()), read(english(), size="large")

    assert min(normal.sizes) >= 10
    assert min(large.sizes) >= 18
    assert any("Italic" in font for font in normal.fonts)
    assert not any("Italic" in font for font in large.fonts)


def test_a_notice_has_the_size_that_the_law_prescribes():
    notice = {"title": "By law", "tree": root(p("Unproven.")), "points": 40}

    page = read(least(title="x", notices=[notice])).pages[0]

    assert page.sizes_of("By law") == page.sizes_of("Unproven.") == {40}


def test_the_same_handout_is_the_same_file():
    first, again = handout(english()), handout(json.loads(json.dumps(english())))
    later = handout(english(), moment=MOMENT.replace(year=2027))

    assert first.pdf == again.pdf
    assert first.pdf != later.pdf


def test_eight_people_can_print_at_once():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(handout, [english() | {"stamp": str(n % 2)} for n in range(16)]))

    assert all(one.is_accessible for one in made)
    assert len({one.pdf for one in made}) == 2


def test_parts_that_are_missing_leave_nothing_behind():
    found = read(least())

    assert found.headings == [1]
    assert len(found.pages) == 1
    assert found.pages[0].text == "Riverside Spine Spinal stenosis Edition 1-1-1 page 1 of 1"


def test_a_long_price_list_repeats_its_head_and_loses_no_row():
    found = read(spanish(), size="large")

    with_rows = [page.text for page in found.pages if "US$" in page.text]
    assert len(with_rows) > 2
    assert all("Servicio Precio" in words for words in with_rows)
    assert all(f"Sesión número {n} US$ {n * 10}" in found.text for n in range(1, 61))
    assert len(found.of_kind("THead")) == 1
    assert len(found.of_kind("TR")) == 61


@pytest.mark.parametrize("size", ["normal", "large"])
def test_rows_and_boxes_taller_than_a_page_go_on_overleaf(size):
    words = " ".join(f"word{n}" for n in range(1500))
    tall = [table(["A", "B"], [words, "short"]), callout("important", "Tall", p(words))]

    found = read(least(sections=[section("S", *tall)]), size=size)

    assert found.text.count("word1499") == 2
    assert all(page.holds_all for page in found.pages)


@pytest.mark.parametrize("size", ["normal", "large"])
def test_a_word_without_end_is_broken(size):
    word = "W" * 300
    cells = table([word, "B"], ["a", word])

    data = least(title=word, sections=[section(word, p(word), items(word), cells)])

    found = read(data, size=size)

    assert "W" * 40 not in found.text
    assert found.text.count("W") >= 300 * 6
    assert all(page.holds_all for page in found.pages)


@pytest.mark.parametrize(
    "words",
    [
        '#import "x"',
        "$x$ and #{1} and #eval(\"1\")",
        "\\ * _ ` ~ @ref <a> \" ' -- // /* [link] = + -",
        "\\u{41} \\u0041 %(x)s {page} </script>",
    ],
)  # fmt: skip
def test_text_is_printed_as_it_stands(words):
    part = {"title": words, "tree": root(p(words)), "points": 0}
    code = node("code_block", text=words)
    money = [prices(words, [words], [words]), line(words), answer(words, words, words)]
    data = least(
        title=words,
        review=[words],
        emergency=part,
        notices=[part],
        sections=[section(words, p(words, {"t": "code", "text": words}), code, money=money)],
        glossary={"title": words, "rows": [[words, words]]},
        disclaimer=words,
    )

    found = read(data)

    assert found.text.count(words) == 20 + len(found.pages)  # the running heads among them
    assert found.title == f"{words} – Riverside Spine"


def test_a_character_without_a_font_still_prints_but_says_so(caplog):
    data = least(sections=[section("Emoji", p("Well done 🎉"))])

    made = handout(data)

    assert not made.is_accessible
    assert "🎉" in made.reason
    assert "🎉" in caplog.text
    found = structure_of(made.pdf)
    assert found.is_tagged
    assert found.ua_part == ""
    assert "Well done" in found.text


def test_signs_that_guides_use_have_a_font():
    assert "≥ 65 → ½ ± 3 °C ✓ ✗ ☐ ≈ €" in read(least(disclaimer="≥ 65 → ½ ± 3 °C ✓ ✗ ☐ ≈ €")).text


def bomb():
    picture = bytearray(drawn("PNG"))
    picture[16:24] = (60_000).to_bytes(4) * 2
    return bytes(picture)


def huge():
    target = BytesIO()
    Image.new("1", (6000, 5000)).save(target, "PNG")
    return target.getvalue()


HOSTILE = {
    "nothing": b"",
    "words": b"not a picture",
    "cut off": drawn("PNG")[:200],
    "cut off photo": drawn("JPEG")[:500],
    "broken": drawn("PNG")[:60] + b"\xff" * 400,
    "a bomb": bomb(),
    "too many pixels": huge(),
    "another format": drawn("GIF"),
    "a document": b"%PDF-1.7\n1 0 obj\n",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>',
    "a page": b"<html><script>alert(1)</script></html>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_picture_that_is_none_is_left_out(kind, caplog):
    data = english()

    found = read(data, **{"logo.png": HOSTILE[kind], "/media/spine.jpg": HOSTILE[kind]})

    assert [tag.alt for tag in found.of_kind("Figure")] == ["Code"]
    assert "Drawing of the lower back" in found.text
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    assert "logo.png" in caplog.text


@pytest.mark.parametrize(
    "inside",
    [
        b'<image href="file:///etc/passwd"/>',
        b'<path d="M0 0" style="a"/><!-- -->',
        b"<path d='M0 0'/>",
        b"<text>&x;</text>",
        b'<path d="M0 0"/',
    ],
)
def test_the_code_to_scan_may_hold_nothing_but_lines(inside, caplog):
    code = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">%s</svg>' % inside

    found = read(english(), **{"qr.svg": code})

    assert "Code" not in [tag.alt for tag in found.of_kind("Figure")]
    assert "qr.svg" in caplog.text


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_kind_of_picture_is_printed(kind):
    found = read(english(), **{"/media/spine.jpg": drawn(kind)})

    assert "Drawing of the lower back" in [tag.alt for tag in found.of_kind("Figure")]


def test_a_photo_is_no_larger_than_print_needs():
    photo = Image.effect_noise((4000, 5000), 90).convert("RGB")
    target = BytesIO()
    photo.save(target, "JPEG", quality=95)

    made = handout(english(), **{"/media/spine.jpg": target.getvalue()})

    assert len(target.getvalue()) > 6_000_000
    assert len(made.pdf) < 3_000_000


def test_a_picture_for_decoration_is_not_read_aloud():
    data = least(sections=[section("S", p("Look: ", image("/media/spine.jpg", "")))])

    found = read(data)

    assert found.of_kind("Figure") == []
    assert b"/Image" in handout(data).pdf


def test_skipped_headings_are_put_in_order():
    kids = [heading(6, "Six"), heading(3, "Three"), heading(5, "Five")]
    note = {"title": "Note", "language": "en", "tree": root(heading(3, "In the note"))}

    found = read(least(sections=[section("S", *kids, note=note)]))

    assert found.headings == [1, 2, 3, 3, 4, 3, 4]


@pytest.mark.parametrize("depth", [6, 40])
@pytest.mark.parametrize("kind", ["bullet_list", "blockquote", "callout", "strong"])
def test_deep_nesting_prints_every_word(kind, depth):
    inner = p("deepest ", node("strong", "word"))
    for _ in range(depth):
        facts = {"kind": "do", "title": "T"} if kind == "callout" else {}
        inner = node(kind, node("list_item", inner) if kind == "bullet_list" else inner, **facts)

    found = read(least(sections=[section("S", p(inner) if kind == "strong" else inner)]))

    assert "deepest word" in found.text


def test_six_lists_in_each_other_stay_lists():
    inner = p("deepest")
    for _ in range(6):
        inner = node("bullet_list", node("list_item", p("above"), inner))

    found = read(least(sections=[section("S", inner)]))

    assert len(found.of_kind("L")) == 6


def test_another_language_is_marked():
    other = section("Otras opciones", p("Hable con su médico."), language="es-MX")

    found = read(least(sections=[section("Options", p("Ask us.")), other]))

    assert [tag.language for tag in found.of_kind("H2")] == ["", "es"]
    assert [tag.language for tag in found.of_kind("P")][-1] == "es"


def test_only_addresses_of_the_web_mail_and_phone_become_links():
    kept = ["https://a.example/", "mailto:a@b.example", "tel:+15550142"]
    bad = ["javascript:alert(1)", "file:///etc/passwd", "", "https://" + "x" * 9000]
    links = [node("link", f"link {n}", href=href) for n, href in enumerate(kept + bad)]

    found = read(least(sections=[section("S", *map(p, links))]))

    assert [link["address"] for link in found.links] == kept
    assert "link 0 (a.example)" in found.text
    assert "link 6" in found.text


def test_signs_that_no_paper_can_show_are_dropped():
    assert "a b c" in read(least(disclaimer="a\x00 b\x1b \ud800c")).text


@pytest.mark.parametrize("wrong", [{"size": "huge"}, {"paper": "../letter"}])
def test_an_unknown_size_or_paper_is_refused(wrong):
    with pytest.raises(ValueError, match="no such size or paper"):
        handout(least(), **wrong)


def test_the_templates_run_no_text_and_fetch_nothing():
    sources = [path.read_text() for path in TEMPLATE.parent.glob("*.typ")]

    assert len(sources) == 6
    assert not any(re.search(r"\b(eval|read|plugin)\(|@\w+/", source) for source in sources)


def test_the_fonts_are_our_own_and_come_with_their_licence():
    folder = TEMPLATE.parent / "fonts"

    assert set(FONTS.families()) == {"Noto Sans", "Noto Sans Math", "Noto Sans Symbols2"}
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 3_000_000
