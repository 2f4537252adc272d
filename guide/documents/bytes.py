"""From the bytes of an uploaded file to its text; anything that is not text is refused."""

import codecs
import re

from django.utils.translation import gettext as _

from guide.documents.outline import CannotImport

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins like that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
OLE = b"\xd0\xcf\x11\xe0"  # Word before 2007, and every Word document with a password
ZIP = b"PK"
DISGUISES = (
    *(b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"MZ\x90", b"\x7fELF", b"\x89PNG", b"GIF8"),
    *(b"\xff\xd8\xff", b"RIFF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BM\x00", OLE),
)
# "é" saved as UTF-8 and read as Windows-1252 becomes "Ã©": such bytes are never Windows-1252
DAMAGED_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
INVISIBLE = re.compile(r"[\xad\u200b\u2060\ufeff]")
DECLARABLE = re.compile(r"(utf-?8|us-ascii|windows-125\d|cp125\d|iso-?8859-\d{1,2}|latin-?1)", re.I)


def decoded(data: bytes, declared: str = "") -> str:
    """The text of a file, without invisible characters; `declared` is the encoding it names."""
    if data.startswith(DISGUISES):
        raise CannotImport(_disguised())
    text = _text_of(data, declared)
    controls = len(CONTROL.findall(text))
    if "\x00" in text or controls * 100 > len(text):
        raise CannotImport(_disguised())
    return INVISIBLE.sub("", CONTROL.sub("", text) if controls else text)


def _text_of(data, declared):
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if (
        DECLARABLE.fullmatch(declared)
        and (text := _or_none(data, _browser_name(declared))) is not None
    ):
        return text
    text = _or_none(data, "utf-8")
    if text is not None:
        return text
    if DAMAGED_UTF8.search(data):
        raise CannotImport(_unreadable())
    text = _strictly(data, "windows-1252")
    if CONTROL.search(text):
        raise CannotImport(_disguised())
    return text


def _browser_name(declared):
    """Browsers read what is called Latin 1 or ASCII as Windows-1252, and so do their authors."""
    name = declared.lower()
    return (
        "windows-1252"
        if name in ("us-ascii", "latin1", "latin-1", "iso-8859-1", "iso8859-1")
        else name
    )


def _or_none(data, encoding):
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _strictly(data, encoding):
    text = _or_none(data, encoding)
    if text is None:
        raise CannotImport(_unreadable())
    return text


def _unreadable():
    return _(
        "The letters in this file cannot be read. Open it in your editor, save it with the encoding"
        " UTF-8, and import it again."
    )


def _disguised():
    return _(
        "This file does not hold text, whatever its name says. Open it in the program it was made"
        " with, save it as a Word document (.docx) or as plain text, and import that."
    )
