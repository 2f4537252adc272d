"""Headings and lists of a Word document rank, nest and count as its reader sees them."""

import pytest

from tests.guide.test_documents_word import W, docx, p, read, section_of

HOUSE = (
    "<w:style w:type='paragraph' w:styleId='Heading1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='House'><w:name w:val='Clinic head'/>"
    "<w:basedOn w:val='Heading1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Level'><w:name w:val='Our own'/><w:pPr>"
    "<w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Text'><w:name w:val='Lead'/><w:basedOn w:val='Heading1'/>"
    "<w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Step'><w:name w:val='Step'/><w:pPr><w:numPr>"
    "<w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
)


def guide_with(body, parts=()):
    return read(docx(body, {"word/styles.xml": f"<w:styles {W}>{HOUSE}</w:styles>", **dict(parts)}))


@pytest.mark.parametrize(
    ("first", "second"), [("House", "House"), ("Heading1", "House"), ("Level", "House")]
)
def test_headings_of_a_house_style_are_sections_of_equal_rank(first, second):
    guide = guide_with(
        p("Some words before.")
        + p("how we do it, step by step", first)
        + p("Short.")
        + p("what you pay, in the end", second)
        + p("Ask.")
    )

    assert guide.title == "Frozen shoulder"
    assert [section.title for section in guide.sections] == [
        "Overview",
        "how we do it, step by step",
        "what you pay, in the end",
    ]


def test_an_outline_level_makes_a_heading_of_a_short_line_only():
    level = "<w:outlineLvl w:val='1'/>"
    guide = guide_with(
        p("what you pay", properties=level)
        + p("Ask us. " * 30, properties=level)
        + p("Lead.", "Text")
    )

    assert [section.title for section in guide.sections] == ["what you pay"]
    assert guide.sections[0].body.endswith("Lead.")


def level(depth, form, text, indent=""):
    place = f"<w:pPr><w:ind w:left='{indent}'/></w:pPr>" if indent else ""
    return (
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{text}'/>{place}</w:lvl>"
    )


STEPS = level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)") + level(2, "upperRoman", "(%3)")
LISTS = {
    "1": STEPS,
    "2": level(0, "bullet", "•"),
    "3": level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2."),
    "4": level(0, "decimal", "Step %1:"),
    "5": level(0, "none", ""),
}
NUMBERING = {
    "word/numbering.xml": f"<w:numbering {W}>"
    + "".join(
        f"<w:abstractNum w:abstractNumId='{key}'>{LISTS[key]}</w:abstractNum>" for key in LISTS
    )
    + "".join(f"<w:num w:numId='{key}'><w:abstractNumId w:val='{key}'/></w:num>" for key in LISTS)
    + "<w:num w:numId='6'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
    "<w:startOverride w:val='5'/></w:lvlOverride></w:num></w:numbering>"
}


def item(words, use=1, depth=0, indent=""):
    place = f"<w:ind w:left='{indent}'/>" if indent else ""
    numbered = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{use}'/></w:numPr>{place}"
    return p(words, properties=numbered)


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        (item("a") + item("b") + p("Wait.") + item("c"), "1. a\n2. b\n\nWait.\n\n3. c"),
        (item("a") + item("b", 6) + item("c", 6), "1. a\n\n5) b\n6) c"),
        (item("a") + item("") + item("c"), "1. a\n\n3) c"),
        (
            item("a") + item("b", 1, 1) + item("c", 1, 1) + item("d", 1, 2) + item("e"),
            "1. a\n   - a) b\n   - b) c\n     - (I) d\n2. e",
        ),
        (item("a", 3) + item("b", 3, 1) + item("c", 3), "1. a\n   - 1.1. b\n2. c"),
        (item("a", 4) + p("Then.") + item("b", 4), "- Step 1: a\n\nThen.\n\n- Step 2: b"),
        (
            item("a") + item("b", 2, 0, "1080") + item("c", 2, 0, "1080") + item("d"),
            "1. a\n   - b\n   - c\n2. d",
        ),
        (item("a") + item("b", 2) + item("c"), "1. a\n\n- b\n\n2. c"),
        (item("a", 5) + item("b", 5), "a\n\nb"),
        (
            "".join(
                f"<w:sdt><w:sdtContent>{one}</w:sdtContent></w:sdt>"
                for one in (item("a"), item("b", 1, 1))
            ),
            "1. a\n   - a) b",
        ),
    ],
    ids=[
        "interrupted",
        "restarted",
        "empty",
        "letters",
        "parts",
        "words",
        "indented",
        "beside",
        "none",
        "wrapped",
    ],
)
def test_a_list_keeps_the_numbers_and_the_depth_that_its_reader_sees(body, markdown):
    assert section_of(p("Do this now.") + body, NUMBERING).body == "Do this now.\n\n" + markdown


def test_a_list_may_come_from_a_style():
    assert guide_with(p("a", "Step") + p("b", "Step"), NUMBERING).sections[0].body == "1. a\n2. b"


def test_the_numbers_of_a_list_in_a_cell_are_kept():
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    table = row.format(p("When"), p("What")) + row.format(p("Before"), item("a") + item("b"))

    body = section_of(f"<w:tbl>{table}</w:tbl>", NUMBERING).body

    assert body.endswith("| Before | 1. a; 2. b |")


def test_a_mark_of_ours_in_the_document_changes_no_list():
    marked = "<w:p><w:bookmarkStart w:name='numbered-9'/><w:r><w:t>Text.</w:t></w:r></w:p>"

    assert section_of(marked + item("a"), NUMBERING).body == "Text.\n\n1. a"


def test_lists_that_point_to_each_other_in_a_circle_are_none():
    circle = (
        f"<w:numbering {W}><w:abstractNum w:abstractNumId='1'><w:numStyleLink w:val='Round'/>"
        "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    )
    round_style = (
        f"<w:styles {W}><w:style w:type='numbering' w:styleId='Round'><w:pPr><w:numPr>"
        "<w:numId w:val='1'/></w:numPr></w:pPr></w:style></w:styles>"
    )

    parts = {"word/numbering.xml": circle, "word/styles.xml": round_style}

    assert section_of(item("a") + item("b"), parts).body == "a\n\nb"
