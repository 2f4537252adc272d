"""A Word document says here what its own reader sees: no words lost or glued, no number changed."""

import pytest

from guide.documents.word_parts.missing import remark_on_missing
from tests.guide.test_documents_word import W, docx, p, read, section_of

BOX = f"<w:txbxContent>{p('Call 911.')}</w:txbxContent>"
DRAWN = f"<w:drawing><x:shape xmlns:x='urn:x'>{BOX}</x:shape></w:drawing>"
COMPATIBLE = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"


def r(words, look=""):
    return f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def style(key, look, kind="character", more=""):
    return f"<w:style w:type='{kind}' w:styleId='{key}'>{more}<w:rPr>{look}</w:rPr></w:style>"


def with_styles(*found):
    return {"word/styles.xml": f"<w:styles {W}>{''.join(found)}</w:styles>"}


def guide_with(body, *found):
    return read(docx(body, with_styles(*found)))


def body_of(pieces, *found):
    return guide_with(f"<w:p>{pieces}</w:p>", *found).sections[0].body


# Words in places that mammoth does not look into


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (r("Call ") + f"<w:fldSimple w:instr='X'>{r('555-0100')}</w:fldSimple>", "Call 555-0100"),
        (
            f"<w:dir w:val='rtl'>{r('Call ')}</w:dir><w:bdo w:val='rtl'>{r('911')}</w:bdo>",
            "Call 911",
        ),
        (f"<w:newer><w:inner>{r('Call 911')}</w:inner></w:newer>", "Call 911"),
        (
            f"<w:r><w:ruby><w:rt>{r('over')}</w:rt><w:rubyBase>{r('word')}</w:rubyBase></w:ruby></w:r>",
            "word (over)",
        ),
        ("<w:r><w:t>First</w:t><w:cr/><w:t>second</w:t></w:r>", "First\\\nsecond"),
        ("<w:r><w:t>First</w:t><w:br w:type='page'/><w:t>second</w:t></w:r>", "First\\\nsecond"),
        ("<w:r><w:t>Dose</w:t><w:ptab/><w:t>5 mg</w:t></w:r>", "Dose 5 mg"),
        ("<w:r><w:t>in\u200bject</w:t><w:softHyphen/><w:t>ion\u00ad</w:t></w:r>", "injection"),
        (r("Be") + f"<w:r>{DRAWN}</w:r>" + r("fore, all."), "Before, all.\n\nCall 911."),
        (
            f"<mc:AlternateContent {COMPATIBLE}><mc:Choice>{r('new')}</mc:Choice></mc:AlternateContent>",
            "new",
        ),
        (
            f"<mc:AlternateContent {COMPATIBLE}><mc:Choice>{r('twice')}</mc:Choice>"
            f"<mc:Fallback>{r('twice')}</mc:Fallback></mc:AlternateContent>",
            "twice",
        ),
        (
            r("Side: ")
            + "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
            "<w:listEntry w:val='left'/><w:listEntry w:val='right'/></w:ddList></w:ffData></w:fldChar>"
            "</w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "Side: right",
        ),
    ],
)
def test_words_are_read_wherever_word_keeps_them(pieces, words):
    guide = read(docx(f"<w:p>{pieces}</w:p>"))

    assert guide.sections[0].body == words
    assert not any("missing" in remark for remark in guide.remarks)


def test_a_document_of_the_strict_kind_is_read_the_same():
    strict = W.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    body = f"<w:p><w:fldSimple w:instr='X'>{r('Call 911')}</w:fldSimple></w:p>"
    document = f"<w:document {strict}><w:body>{body}</w:body></w:document>"

    assert section_of("", {"word/document.xml": document}).body == "Call 911"


def test_symbols_that_no_letter_stands_for_are_named():
    symbol = "<w:r><w:sym w:font='{}' w:char='F0B3'/></w:r>"

    guide = read(docx(f"<w:p>{r('a')}{symbol.format('Symbol')}{symbol.format('Own')}</w:p>"))

    assert guide.sections[0].body == "a≥"
    assert "Symbols of a font of their own were left out: 1. Write them in words." in guide.remarks


def test_words_that_got_lost_all_the_same_are_named():
    guide = read(docx(p("Take **one** snake_case pill, 10⁶.")))

    assert remark_on_missing(["Take", "one", "snake_case", "pill", "106"], guide) == ()
    assert remark_on_missing(["Take", "two", "Take"], guide) == (
        "These words of the document are missing here: “two Take”. Add them by hand.",
    )


@pytest.mark.parametrize(
    "words",
    ["2*3 mg", "_x y_", "snake_case", "a\\b", "1. a", "(5) [x]", "a|b", "½ H₂O", "<b> &amp;"],
)
def test_signs_that_markdown_needs_marked_are_no_lost_words(words):
    words = words.replace("<", "&lt;")
    guide = read(docx(f"<w:p>{r('Text ')}{r(words)}</w:p>" + p(f"Is it {words}?") + p("Yes.")))

    assert not any("missing" in remark for remark in guide.remarks)


def test_emphasis_within_a_word_does_not_divide_it():
    guide = read(docx(f"<w:p>{r('Do ')}{r('un', '<w:b/>')}{r('do it, all of it.')}</w:p>"))

    assert not any("missing" in remark for remark in guide.remarks)


def test_a_document_whose_words_get_lost_says_so(monkeypatch):
    monkeypatch.setattr(
        "guide.documents.word_parts.rewriting.bring_within_reach", lambda root: None
    )

    guide = read(
        docx(f"<w:p>{r('Call.')}<w:fldSimple w:instr='X'>{r('555-0100')}</w:fldSimple></w:p>")
    )

    assert any("missing here: “555 0100”" in remark for remark in guide.remarks)


# Looks that come from a style, or that mammoth does not know


@pytest.mark.parametrize(
    ("look", "found"),
    [
        ("<w:rStyle w:val='S'/>", [style("S", "<w:vertAlign w:val='superscript'/>")]),
        (
            "<w:rStyle w:val='S'/>",
            [
                style("S", "", more="<w:basedOn w:val='T'/>"),
                style("T", "<w:vertAlign w:val='superscript'/>", more="<w:basedOn w:val='S'/>"),
            ],
        ),
        ("<w:position w:val='8'/>", []),
    ],
)
def test_a_raised_number_is_never_a_part_of_the_one_before(look, found):
    assert body_of(r("You receive 10") + r("6", look) + r(" cells."), *found) == (
        "You receive 10⁶ cells."
    )


def test_a_line_that_is_raised_as_a_whole_is_an_ordinary_line():
    assert body_of(r("10", "<w:position w:val='8'/>")) == "10"
    assert body_of(r("H") + r("2", "<w:position w:val='-6'/>") + r("O")) == "H₂O"


@pytest.mark.parametrize(
    ("look", "found"),
    [
        ("<w:dstrike/>", []),
        ("<w:rStyle w:val='S'/>", [style("S", "<w:strike/>")]),
        ("<w:rStyle w:val='S'/>", [style("S", "<w:dstrike/>")]),
    ],
)
def test_struck_words_are_left_out_with_a_remark(look, found):
    guide = guide_with(f"<w:p>{r('Take ')}{r('500', look)}{r('250 mg.')}</w:p>", *found)

    assert guide.sections[0].body == "Take 250 mg."
    assert guide.sections[0].remarks == ("Words that were struck through were left out: “500”.",)
    assert not any("missing" in remark for remark in guide.remarks)


def test_bold_of_a_style_is_bold_unless_the_run_says_no():
    strong = style("S", "<w:b/>")
    plain = "<w:rStyle w:val='S'/><w:b w:val='0'/>"

    assert body_of(r("Take ") + r("never", "<w:rStyle w:val='S'/>") + r(" two", plain), strong) == (
        "Take **never** two"
    )


# What its reader does not see


MARK = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
HIDDEN = "Hidden text was left out: “STAFF ONLY”."


@pytest.mark.parametrize(
    ("look", "found"),
    [
        ("<w:vanish/>", []),
        ("<w:rStyle w:val='H'/>", [style("H", "<w:vanish/>")]),
        (
            "<w:rStyle w:val='I'/>",
            [style("H", "<w:vanish/>"), style("I", "", more="<w:basedOn w:val='H'/>")],
        ),
    ],
)
def test_hidden_words_are_left_out_with_a_remark(look, found):
    guide = guide_with(
        f"<w:p>{r('Drink water.')}{r(' STAFF', look)}{r(' ONLY', look)}</w:p>", *found
    )

    assert guide.sections[0].body == "Drink water."
    assert HIDDEN in guide.remarks
    assert not any("missing" in remark for remark in guide.remarks)


def test_a_hidden_paragraph_and_a_hidden_row_are_left_out():
    hidden = style("H", "<w:vanish/>", kind="paragraph")
    row = "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>" + p("STAFF ONLY") + "</w:tc></w:tr>"
    shown = "<w:tr><w:tc>" + p("Cost") + "</w:tc></w:tr>"

    for body in (p("STAFF ONLY", "H"), f"<w:tbl>{row}{shown}</w:tbl>"):
        guide = guide_with(p("Drink water.") + body, hidden)
        assert "STAFF" not in guide.sections[0].body
        assert HIDDEN in guide.remarks


def test_what_a_style_hides_and_the_run_shows_is_read():
    look = "<w:rStyle w:val='H'/><w:vanish w:val='0'/>"

    assert body_of(r("Drink water.", look), style("H", "<w:vanish/>")) == "Drink water."


def test_a_choice_that_nobody_made_is_left_out_with_a_remark():
    field = (
        "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>"
        + r("Choose an item.")
        + "</w:sdtContent></w:sdt>"
    )

    guide = read(docx(f"<w:p>{r('Your doctor: ')}{field.format('<w:showingPlcHdr/>')}</w:p>"))

    assert guide.sections[0].body == "Your doctor:"
    assert (
        "A field that nobody had filled in was left out: “Choose an item.”. Write what belongs there."
        in guide.remarks
    )
    typed = read(docx(f"<w:p>{r('Your doctor: ')}{field.format('')}</w:p>"))
    assert typed.sections[0].body == "Your doctor: Choose an item."
    assert any(
        "still asks to be filled in: “Choose an item.”" in remark for remark in typed.remarks
    )


@pytest.mark.parametrize(
    "words",
    ["Error! Reference source not found.", "¡Error! No se encuentra el origen de la referencia."],
)
def test_errors_of_the_word_processor_are_named(words):
    guide = read(docx(p(f"See {words} Then rest.")))

    assert any(f"The document shows an error: “{words}”" in remark for remark in guide.remarks)


def test_a_text_that_is_a_file_of_its_own_is_named():
    guide = read(docx(p("Text.") + "<w:altChunk r:id='r9'/>"))

    assert any("Texts from other files were left out: 1." in remark for remark in guide.remarks)


@pytest.mark.parametrize(("mark", "shown"), [("1", "☑ I agree"), ("0", "☐ I agree")])
def test_a_box_is_ticked_where_its_reader_sees_it_ticked(mark, shown):
    box = (
        "<w:sdt xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'><w:sdtPr>"
        f"<w14:checkbox><w14:checked w14:val='{mark}'/></w14:checkbox></w:sdtPr>"
        f"<w:sdtContent>{r('☐')}</w:sdtContent></w:sdt>"
    )

    assert body_of(box + r("I agree")) == shown


@pytest.mark.parametrize(("tag", "name"), [("hdr", "head"), ("ftr", "foot")])
def test_what_stands_on_every_sheet_is_left_out_with_a_remark(tag, name):
    part = f"<w:{tag} {W}>{{}}</w:{tag}>"

    guide = read(docx(p("Text."), {"word/sheet1.xml": part.format(p("Call us day or night."))}))
    numbered = read(docx(p("Text."), {"word/sheet1.xml": part.format(p("Page 1 of 3"))}))

    assert guide.sections[0].body == "Text."
    assert f"The {name} of the page was left out: “Call us day or night.…”" in guide.remarks
    assert not any("left out" in remark for remark in numbered.remarks)


def code(words):
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


def test_what_a_field_asks_for_is_not_read_and_what_it_shows_is():
    begin, separate, end = (MARK.format(kind) for kind in ("begin", "separate", "end"))
    asked = begin + code("MERGEFIELD Sex") + separate + r("F") + end
    field = begin + code("IF ") + asked + code(' = "F" "she" "he"') + separate + r("she") + end

    assert body_of(r("Then ") + field + r(" rests.")) == "Then she rests."
    assert body_of(begin + code("IF") + r("Text of a field without a result.")).startswith("Text")


CONTENTS = "The document's table of contents was left out: “Contents Risks 3…”"
TOC = [
    "<w:style w:type='paragraph' w:styleId='V'><w:name w:val='toc 1'/></w:style>",
    "<w:style w:type='paragraph' w:styleId='VH'><w:name w:val='TOC Heading'/></w:style>",
]


@pytest.mark.parametrize(
    "contents",
    [
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{p('Contents')}{p('Risks 3')}</w:sdtContent></w:sdt>",
        p("Contents", "VH") + p("Risks 3", "V"),
        f"<w:p>{MARK.format('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>"
        f"{MARK.format('separate')}{r('Contents')}</w:p>{p('Risks 3')}<w:p>{MARK.format('end')}</w:p>",
    ],
    ids=["box", "style", "field"],
)
def test_a_table_of_contents_is_left_out_with_a_remark(contents):
    guide = guide_with(contents + p("A needle."), *TOC)

    assert guide.sections[0].body == "A needle."
    assert CONTENTS in guide.remarks
    assert not any("missing" in remark for remark in guide.remarks)


def test_a_field_without_an_end_takes_no_text_along():
    begin = (
        f"<w:p>{MARK.format('begin')}<w:r><w:instrText>TOC</w:instrText></w:r>{r('Risks 3')}</w:p>"
    )

    assert "A needle." in read(docx(begin + p("A needle."))).sections[0].body
