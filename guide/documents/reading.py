"""A document that somebody wrote elsewhere, read as the sections of a guide.

The limits are of the file as uploaded, and of a Word file as unpacked: 5 MB. A document that
asks for more work than a real one is refused before the work is done; a process reads one at a time.
"""

import re
from dataclasses import replace
from pathlib import PurePosixPath
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.translation import gettext as _

from guide.documents.bytes import decoded
from guide.documents.html import declared_encoding, read_html
from guide.documents.markdown import read_markdown
from guide.documents.outline import CannotImport, ImportedGuide, guide_of
from guide.documents.text import read_text
from guide.documents.word import read_word
from guide.tools.languages import language_of
from staff.turns import turn

MAX_TEXT_LINES = 60_000  # a page of a book has forty
MAX_MARKDOWN_LINES = 20_000  # of lists: up to 1.5 seconds of a processor
ONE_AT_A_TIME = BoundedSemaphore()  # a document of a hundred pages takes a processor two seconds
LOOKS_LIKE_HTML = re.compile(rb"\s*(?:<!doctype html|<html)\b", re.I)


def read_document(data: bytes, filename: str, language: str) -> ImportedGuide:
    """The guide in a .txt, .md, .html or .docx file written in `language` ("en", "es").

    Bodies are Markdown as the guide writes it. Raises CannotImport, with words for the person
    who uploaded the file.
    """
    path = PurePosixPath(filename.replace("\\", "/"))
    ending = path.suffix.lower()
    if ending not in READERS:
        raise CannotImport(_refusal_of(ending))
    if len(data) > settings.DOCUMENT_MAX_BYTES:
        raise CannotImport(_("The file is larger than 5 MB. Remove its pictures or divide it."))
    if not data.strip():
        raise CannotImport(_("The file is empty. Check that you chose the right one."))
    with turn(ONE_AT_A_TIME, seconds=settings.DOCUMENT_WAIT_SECONDS, refusal=_busy()):
        guide = READERS[ending](data, language)
    guide = _asking_for_language(guide, language)
    return guide if guide.title else _named_after_file(guide, path.stem)


def _from_text(data, language):
    if LOOKS_LIKE_HTML.match(data):
        raise CannotImport(
            _(
                "This is a web page, not plain text. Let its name end with .html and import it again."
            )
        )
    return guide_of(read_text(_within(MAX_TEXT_LINES, decoded(data))), language=language)


def _within(limit, text):
    """The text, when it has no more lines than somebody wrote: each costs a little."""
    if len(text.splitlines()) > limit:
        raise CannotImport(
            _("The document has more than %(limit)d lines. Divide it.") % {"limit": limit}
        )
    return text


def _from_markdown(data, language):
    title, items, remarks = read_markdown(_within(MAX_MARKDOWN_LINES, decoded(data)))
    return guide_of(items, language=language, title=title, remarks=remarks)


def _from_html(data, language):
    title, items, remarks = read_html(decoded(data, declared_encoding(data)))
    return guide_of(items, language=language, title=title, remarks=remarks)


READERS = {
    **dict.fromkeys([".txt", ".text"], _from_text),
    **dict.fromkeys([".md", ".markdown"], _from_markdown),
    **dict.fromkeys([".html", ".htm"], _from_html),
    ".docx": read_word,
}


def _refusal_of(ending):
    if ending in (".doc", ".dot"):
        return _("Word documents before 2007 cannot be read. Save it in Word as .docx first.")
    return _(
        "Documents whose names end with .docx, .txt, .md or .html can be imported. Save this one"
        " as one of them, best as a Word document (.docx)."
    )


def _busy():
    words = _("Other documents are being read just now. Wait a minute, then send this one again.")
    return CannotImport(words)


def _asking_for_language(guide, language):
    """Patients' screen readers speak a page in the language that it names."""
    found = language_of("\n".join(section.body for section in guide.sections))
    if found in ("", language.split("-")[0]):
        return guide
    remark = _(
        "The language of the text seems to be %(found)s, and it is read as %(language)s. Choose the right one."
    )
    names = dict(settings.LANGUAGES)
    said = {"found": names[found], "language": names.get(language, language)}
    return replace(guide, remarks=(remark % said, *guide.remarks))


def _named_after_file(guide, stem):
    title = re.sub(r"[\W_]+", " ", stem).strip()[:200] or guide.sections[0].title
    remark = _("The document names no title: the name of its file was taken.")
    return replace(guide, title=title[:1].upper() + title[1:], remarks=(remark, *guide.remarks))
