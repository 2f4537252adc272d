"""Importing Word documents: their structure, and files made to hurt."""

import io
import struct
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from guide.documents import word
from guide.documents.reading import CannotImport, read_document
from guide.documents.word import MAX_ELEMENTS
from guide.models.kinds import Kind

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{OFFICE}/relationships" xmlns:m="{OFFICE}/math"'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/></Types>'
)
RELATIONSHIPS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
PICTURE = (
    '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr descr="The arm"/><a:graphic xmlns:a="http://schemas.'
    'openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.'
    'openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:{kind}="r9"/></pic:blipFill>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def docx(body, parts=(), compression=ZIP_DEFLATED):
    file = io.BytesIO()
    with ZipFile(file, "w", compression) as archive:
        contents = {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONSHIPS,
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **dict(parts),
        }
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def p(words, style="", run="", properties=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f"<w:p><w:pPr>{named}{properties}</w:pPr>"
        f"<w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r></w:p>"
    )


def styles(**names):
    inner = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    return {"word/styles.xml": f"<w:styles {W}>{inner}</w:styles>"}


def relation(target, mode=""):
    return {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r9" Type="x" Target="{target}" {mode}/></Relationships>'
    }


def read(data, language="en"):
    return read_document(data, "frozen-shoulder.docx", language)


def section_of(body, parts=()):
    (section,) = read(docx(body, parts)).sections
    return section


# Structure


def test_heading_styles_make_title_and_sections():
    guide = read(
        docx(
            p("My arm", "Heading1")
            + p("Intro.")
            + p("Risks", "Heading2")
            + p("Few.")
            + p("Rare", "Heading3")
            + p("Very.")
            + p("Cost", "Heading2")
            + p("Low.")
        )
    )

    assert guide.title == "My arm"
    assert [(s.kind, s.title, s.body) for s in guide.sections] == [
        (Kind.OVERVIEW, "Overview", "Intro."),
        (Kind.RISKS, "Risks", "Few.\n\n### Rare\n\nVery."),
        (Kind.COST, "Cost", "Low."),
    ]


def test_the_title_style_is_the_title_and_leaves_a_single_h1_a_section():
    parts = styles(T="Title", H="Título 1")
    guide = read(
        docx(
            p("My <w:br/>arm".replace("<w:br/>", ""), "T") + p("Riesgos", "H") + p("Pocos."), parts
        )
    )

    assert guide.title == "My arm"
    assert [section.title for section in guide.sections] == ["Riesgos"]


def test_bold_short_paragraphs_are_headings_where_no_style_marks_any():
    guide = read(
        docx(
            p("My arm", run="<w:b/>")
            + p("What is it?", run="<w:b/>")
            + p("A tight capsule.")
            + p("This is bold, but it is a sentence.", run="<w:b/>")
            + p("Risks:", run="<w:b/>")
            + p("Few.")
        )
    )

    assert guide.title == "My arm"
    assert [(s.title, s.body) for s in guide.sections] == [
        ("What is it?", "A tight capsule.\n\n**This is bold, but it is a sentence.**"),
        ("Risks", "Few."),
    ]


def test_without_styles_and_bold_lines_the_words_decide():
    guide = read(docx(p("It hurts.") + p("What are the risks?") + p("There are few of them.")))

    assert [section.title for section in guide.sections] == ["Overview", "What are the risks?"]


def test_lists_emphasis_tables_and_links_stay():
    numbering = (
        f"<w:numbering {W}><w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>"
        "</w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    )
    level = "<w:numPr><w:ilvl w:val='{}'/><w:numId w:val='1'/></w:numPr>"
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    body = (
        p("one", properties=level.format(0))
        + p("inner", properties=level.format(1))
        + p("two", run="<w:i/>", properties=level.format(0))
        + "<w:tbl>"
        + row.format(p("What"), p("Price"))
        + row.format(p("Visit"), p("$9"))
        + "</w:tbl>"
        + '<w:p><w:hyperlink r:id="r9"><w:r><w:t>Ask us</w:t></w:r></w:hyperlink></w:p>'
    )

    section = section_of(body, {"word/numbering.xml": numbering, **relation("https://x.org/")})

    assert section.body == (
        "- one\n\n  1. inner\n- *two*\n\n"
        "| What | Price |\n| --- | --- |\n| Visit | $9 |\n\n"
        "[Ask us](https://x.org/)"
    )


@pytest.mark.parametrize(("language", "title"), [("en", "Notes"), ("es", "Notas")])
def test_footnotes_become_a_section_with_the_same_numbers(language, title):
    note = f"<w:footnotes {W}><w:footnote w:id='5'>{p('Doe, 2020.')}</w:footnote></w:footnotes>"
    body = "<w:p><w:r><w:t>It helps.</w:t><w:footnoteReference w:id='5'/></w:r></w:p>"

    guide = read(docx(body, {"word/footnotes.xml": note}), language)

    assert [section.body for section in guide.sections] == ["It helps.\\[1\\]", "1. Doe, 2020."]
    assert guide.sections[1].title == title


def test_deleted_words_and_comments_are_not_read_and_inserted_ones_are():
    body = "<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:ins><w:r><w:t>yes</w:t></w:r></w:ins></w:p>"

    assert section_of(body).body == "yes"


def test_pictures_are_left_out_with_a_remark_and_never_opened():
    section = section_of(
        f"<w:p><w:r><w:t>a</w:t>{PICTURE.format(kind='embed')}</w:r></w:p>",
        relation("media/none.png"),
    )

    assert section.body == "a"
    assert section.remarks == ("The image “The arm” was left out: upload it in the editor.",)


def test_a_picture_elsewhere_is_never_fetched():
    body = f"<w:p><w:r><w:t>a</w:t>{PICTURE.format(kind='link')}</w:r></w:p>"

    section = section_of(body, relation("file:///etc/hostname", 'TargetMode="External"'))

    assert section.body == "a"


def test_formulas_are_left_out_with_a_remark():
    guide = read(docx(p("Text.") + "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"))

    assert any(
        "Formulas, charts or diagrams were left out: 1" in remark for remark in guide.remarks
    )


def test_a_style_map_inside_the_document_is_not_used():
    assert section_of(p("a", run="<w:b/>") + p("b."), {"mammoth/style-map": "b => u"}).title == "a"


# What is no Word document


def zipped(**parts):
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"just text",
        b"PK\x03\x04 and then nothing of the kind",
        zipped(a="b"),
        zipped(**{"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "<a/>"}),
        zipped(**{"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<a>"}),
        zipped(**{"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<document/>"}),
        docx(p("a"))[:-300],
        docx(p("a")).replace(b"word/document.xml", b"word/documemt.xml"),
        docx(p("a"), {"word/document.xml": b"\xff\xfe\x00"}),
        docx("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='x'/></w:tcPr></w:tc></w:tr></w:tbl>"),
        docx("<w:p><w:r><w:footnoteReference w:id='7'/></w:r></w:p>"),
        docx("<w:p><w:hyperlink r:id='none'/></w:p>"),
        docx(p("a"), compression=ZIP_BZIP2),
    ],
)
def test_what_is_no_sound_word_document_is_refused(data):
    with pytest.raises(CannotImport, match="not a Word document"):
        read(data)


def test_a_document_with_a_password_or_of_an_old_kind_is_refused():
    with pytest.raises(CannotImport, match="password"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_a_zip_with_a_password_is_refused():
    data = bytearray(docx(p("a")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1

    with pytest.raises(CannotImport, match="password"):
        read(bytes(data))


def test_a_document_without_text_is_refused():
    with pytest.raises(CannotImport, match="No text"):
        read(docx("<w:p/>"))


# What is made to hurt


def test_more_than_five_megabytes_unpacked_are_refused_by_the_directory():
    data = docx(p("a"), {"word/media/a.bin": b"\x00" * (5 * 1024 * 1024)})

    assert len(data) < 20_000
    with pytest.raises(CannotImport, match="5 MB"):
        read(data)


def test_a_directory_that_lies_about_sizes_is_not_believed():
    data = bytearray(docx(p("a" * 6_000_000)))
    place = 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        struct.pack_into("<I", data, place + 24, 500)
        place += 4

    with pytest.raises(CannotImport):
        read(bytes(data))


def test_what_is_unpacked_is_counted_while_reading(monkeypatch):
    monkeypatch.setattr(word, "_check_directory", lambda entries: None)

    with pytest.raises(CannotImport, match="5 MB"):
        read(docx(p("a" * 3_000_000), {"word/other.xml": "<a>" + "b" * 3_000_000 + "</a>"}))


def test_too_many_parts_are_refused():
    with pytest.raises(CannotImport, match="larger"):
        read(docx(p("a"), {f"word/media/{number}": "" for number in range(2_001)}))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_entities_are_refused_before_they_grow(part):
    entities = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    external = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

    for doctype in (entities, external):
        with pytest.raises(CannotImport, match="not a Word document"):
            read(docx(p("a"), {part: f"{doctype}<w:document {W}>&a;</w:document>"}))


HOSTILE = {
    "deep": "<w:sdt><w:sdtContent>" * 3_000 + "</w:sdtContent></w:sdt>" * 3_000,
    "deep names": "".join(f"<w:a{n}>" for n in range(70))
    + "".join(f"</w:a{69 - n}>" for n in range(70)),
    "nested runs": "<w:p>" + "<w:r>" * 7 + "</w:r>" * 7 + "</w:p>",
    "nested tables": "<w:tbl><w:tr><w:tc>" * 7 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 7,
    "many elements": "<w:br/>" * (MAX_ELEMENTS + 1),
    "many attributes": "<w:p " + " ".join(f"a{number}=''" for number in range(200_001)) + "/>",
    "open fields": "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 100 + "</w:p>",
    "field text": "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>HYPERLINK \""
    + "a" * 50_000
    + "</w:instrText>"
    + "<w:fldChar w:fldCharType='separate'/>" * 101
    + "</w:r></w:p>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_xml_that_would_cost_more_than_a_real_document_is_refused(body):
    with pytest.raises(CannotImport, match="too complicated"):
        read(docx(body))


def test_a_note_that_is_referred_to_again_and_again_is_counted_each_time():
    note = f"<w:footnotes {W}><w:footnote w:id='1'>{'<w:p/>' * 1_000}</w:footnote></w:footnotes>"
    reference = "<w:r><w:footnoteReference w:id='1'/></w:r>"

    with pytest.raises(CannotImport, match="too complicated"):
        read(docx(f"<w:p>{reference * 60}</w:p>", {"word/footnotes.xml": note}))


def test_the_deepest_document_that_is_let_through_can_be_read():
    style = "<w:rPr><w:b/><w:i/><w:strike/><w:vertAlign w:val='superscript'/></w:rPr>"
    wraps = [
        f"<w:{name}>" for name in ("ins", "smartTag", "hyperlink w:anchor='a'", "customXml") * 6
    ]
    opened = "<w:p>" + "".join(wraps) + f"<w:r>{style}" * 6 + "<w:t>deep</w:t>"
    closed = (
        "</w:r>" * 6 + "".join(f"</{wrap[1:-1].split()[0]}>" for wrap in reversed(wraps)) + "</w:p>"
    )

    section = section_of(p("Text.") + opened + closed)

    assert section.body.startswith("Text.")


FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>a</w:t></w:r>"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
PARTS = {
    "paragraphs": (p("a"), 5_000, "more than 5000 paragraphs"),
    "runs": ("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 100 + "</w:p>", 150, "too complicated"),
    "cells": (
        "<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 20 + "</w:tr></w:tbl>",
        150,
        "too complicated",
    ),
    "fields": (f"<w:p>{FIELD * 10}</w:p>", 75, "too complicated"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("part", "most", "words"), PARTS.values(), ids=PARTS)
def test_more_of_one_kind_than_anybody_writes_is_refused_before_it_is_read(part, most, words):
    assert read(docx(p("Some text.") + part * (most - 1)))
    with pytest.raises(CannotImport, match=words):
        read(docx(p("Some text.") + part * (most + 1)))


@pytest.mark.slow
def test_a_document_of_a_hundred_pages_is_let_through():
    runs = "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>some words </w:t></w:r>" * 4
    text = "".join(p(f"Part {n}", "Heading2") + f"<w:p>{runs}</w:p>" * 25 for n in range(99))

    assert len(read(docx(text)).sections) == 99
