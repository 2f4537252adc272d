"""A Word document into headings and blocks: checked and counted first, then read by mammoth.

mammoth unpacks and parses whatever it is given (a crafted 134 kB file took minutes). So it gets a
copy that holds only the parts it reads, none of them larger, deeper or busier than real ones.
"""

import io
import re
import zlib
from collections import Counter
from dataclasses import replace
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import mammoth
from django.conf import settings
from django.utils.translation import gettext as _

from guide.documents.bytes import OLE
from guide.documents.html import read_html
from guide.documents.html_tree import too_complicated
from guide.documents.outline import CannotImport, ImportedGuide, guide_of
from guide.documents.word_parts.headings import DEEPEST, HEADING, TITLE
from guide.documents.word_parts.lists import numbered_html
from guide.documents.word_parts.missing import remark_on_missing
from guide.documents.word_parts.rewriting import rewritten
from guide.documents.word_parts.tree import NotXml

MAX_PARTS = 2_000
MAX_ELEMENTS = 50_000  # mammoth needs up to a tenth of a millisecond for each
MAX_ATTRIBUTES = 200_000
MAX_PARAGRAPHS = 5_000  # a hundred pages have 2,500
MOST = {"r": 15_000, "tc": 3_000, "fldChar": 1_500}  # runs, cells, marks of fields
MAX_DEPTH = 60
MAX_NESTING = 6  # of an element inside others of its name, so of runs, fields and tables
MAX_FIELD_WORK = 5_000_000  # characters: mammoth reads a field's text again at each of its marks
NOTES = ("footnote", "endnote")
DRAWN = ("oMath", "chart", "relIds")  # what mammoth passes over: formulas, charts, SmartArt
PART = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:_rels/)?[^/]+\.xml(?:\.rels)?")
UNREAD = re.compile(
    r"word/(?:settings|webSettings|fontTable|comments\w*|people|stylesWithEffects)\.xml"
)
STYLES = f"p.{TITLE} => title:fresh\n" + "".join(
    f"p.{HEADING}{level} => h{level}:fresh\n" for level in range(1, DEEPEST + 1)
)
NOTES_TITLES = {"en": "Notes", "es": "Notas"}
# What mammoth raises on a document that is none, or a broken one.
BROKEN = (AttributeError, IndexError, KeyError, OSError, TypeError, ValueError, expat.ExpatError)


def read_word(data: bytes, language: str) -> ImportedGuide:
    """The guide in a .docx file, with remarks on what was left out; raises CannotImport."""
    if data.startswith(OLE):
        raise CannotImport(
            _(
                "This Word document has a password or is of an old kind. Save it as .docx without one."
            )
        )
    parts = _parts(data)
    drawn = _check(parts)
    try:
        parts, changes, words = rewritten(parts)
    except NotXml as error:
        raise CannotImport(_not_word()) from error
    notes_title = NOTES_TITLES.get(language.split("-")[0], NOTES_TITLES["en"])
    page, symbols = _html(parts)
    title, items, remarks = read_html(
        numbered_html(page), prefers_title=True, notes_title=notes_title
    )
    remarks = [*changes, *remarks]
    if drawn:
        remark = _("Formulas, charts or diagrams were left out: %(count)d. Describe them in words.")
        remarks.append(remark % {"count": drawn})
    if symbols:
        remark = _("Symbols of a font of their own were left out: %(count)d. Write them in words.")
        remarks.append(remark % {"count": symbols})
    guide = guide_of(items, language=language, title=title, remarks=remarks)
    return replace(guide, remarks=(*guide.remarks, *remark_on_missing(words, guide)))


def _parts(data):
    """{name: content} of the parts that hold text, unpacked no further than the limit."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            return _unpacked(archive, entries)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise CannotImport(_not_word()) from error


def _check_directory(entries):
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise CannotImport(_("This Word document has a password. Save it without one."))
    if not any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise CannotImport(_not_word())
    if (
        len(entries) > MAX_PARTS
        or sum(entry.file_size for entry in entries) > settings.DOCUMENT_MAX_BYTES
    ):
        raise CannotImport(_too_large())


def _unpacked(archive, entries):
    parts, left = {}, settings.DOCUMENT_MAX_BYTES
    for entry in entries:
        if not PART.fullmatch(entry.filename) or UNREAD.fullmatch(entry.filename):
            continue
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise CannotImport(_not_word())
        with archive.open(entry) as part:
            content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise CannotImport(_too_large())
        parts[entry.filename] = content
    return parts


def _check(parts):
    """Refuse XML that costs more than a real document's; returns how many drawings are in it."""
    counter = _Counter()
    for content in parts.values():
        parser = expat.ParserCreate()
        parser.StartElementHandler = counter.start
        parser.EndElementHandler = counter.end
        parser.CharacterDataHandler = counter.text
        parser.StartDoctypeDeclHandler = counter.doctype
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise CannotImport(_not_word()) from error
    if counter.elements_in_notes() > MAX_ELEMENTS:
        raise CannotImport(too_complicated())
    return counter.drawn


class _Counter:
    """What a document would cost mammoth, counted while expat reads it."""

    def __init__(self):
        self.elements = self.attributes = self.depth = self.drawn = 0
        self.seen: Counter = Counter()  # how many there are of each name
        self.open_fields = self.instruction = self.field_work = 0
        self.open_names = Counter()
        self.references: Counter = Counter()  # of each note, how often the text refers to it
        self.notes: Counter = Counter()  # of each note, its elements: written out at each reference
        self.note = None

    def start(self, name, attributes):
        name = name.rpartition(":")[2]
        self.elements += 1
        self.attributes += len(attributes)
        self.depth += 1
        self.open_names[name] += 1
        self.drawn += name in DRAWN
        self.seen[name] += 1
        if self.seen["p"] > MAX_PARAGRAPHS:
            raise CannotImport(_too_long())
        if name == "fldChar":
            self.field(_value(attributes, "fldCharType"))
        elif name in NOTES:
            self.note = (name, _value(attributes, "id"))
        elif name.removesuffix("Reference") in NOTES:
            self.references[name.removesuffix("Reference"), _value(attributes, "id")] += 1
        self.notes[self.note] += 1
        if (
            self.elements > MAX_ELEMENTS
            or self.attributes > MAX_ATTRIBUTES
            or self.seen[name] > MOST.get(name, MAX_ELEMENTS)
            or self.depth > MAX_DEPTH
            or max(self.open_names[name], self.open_fields) > MAX_NESTING
            or self.field_work > MAX_FIELD_WORK
        ):
            raise CannotImport(too_complicated())

    def end(self, name):
        self.depth -= 1
        name = name.rpartition(":")[2]
        self.open_names[name] -= 1
        if name in NOTES:
            self.note = None

    def elements_in_notes(self):
        return sum(self.notes[note] * times for note, times in self.references.items())

    def field(self, kind):
        self.open_fields += {"begin": 1, "end": -1}.get(kind, 0)
        self.instruction = 0 if kind == "begin" else self.instruction
        self.field_work += self.instruction

    def text(self, text):
        if self.open_names["instrText"]:
            self.instruction += len(text)

    def doctype(self, *_declared):
        """Entities can grow without bound; Word writes none."""
        raise CannotImport(_not_word())


def _value(attributes, name):
    """The value of an attribute, whatever prefix its namespace has."""
    return next((v for n, v in attributes.items() if n.rpartition(":")[2] == name), "")


def _html(parts):
    """(mammoth's HTML, how many symbols it could not read); pictures are named but never opened."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    try:
        result = mammoth.convert_to_html(
            file,
            style_map=STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=mammoth.images.img_element(lambda image: {}),
        )
    except RecursionError as error:
        raise CannotImport(too_complicated()) from error
    except BROKEN as error:
        raise CannotImport(_not_word()) from error
    unknown = sum("w:sym" in message.message for message in result.messages)
    return result.value, unknown


def _too_long():
    words = _("The document has more than %(limit)d paragraphs. Divide it.")
    return words % {"limit": MAX_PARAGRAPHS}


def _too_large():
    return _("Unpacked, this document is larger than 5 MB. Remove its pictures or divide it.")


def _not_word():
    return _(
        "This is not a Word document, or it is damaged. Open it in Word, save it again as .docx"
        " and import that."
    )
