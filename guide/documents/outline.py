"""From a document's headings and blocks to the sections of a guide."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from django.utils.text import slugify
from django.utils.translation import gettext as _

from guide.documents.section_kinds import guess_kind
from guide.markup.markdown import MAX_CHARACTERS
from guide.models.address_field import RESERVED
from guide.models.kinds import Kind

MAX_SECTIONS = 100
MAX_TITLE = 200
MAX_KEY = 60
MAX_REMARKS = 20
OVERVIEW_TITLES = {"en": "Overview", "es": "Resumen"}


class CannotImport(Exception):
    """Why a document was refused, in words that say what to do; nothing was changed."""


@dataclass(frozen=True)
class ImportedSection:
    """One section of a document: a unique key, what it is about, and its body as Markdown."""

    key: str
    kind: Kind
    title: str
    body: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportedGuide:
    """A document read: its title, its sections in order, and what the reader should know."""

    title: str
    sections: tuple[ImportedSection, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 6, or 0 for the document's title; `markdown` is its inline Markdown.

    A `fixed` heading always begins a section and has no say in which level does.
    """

    level: int
    text: str
    markdown: str = ""
    remarks: tuple[str, ...] = ()
    fixed: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, list, table or other block as Markdown; `words` only for a plain paragraph."""

    markdown: str
    remarks: tuple[str, ...] = ()
    words: str = ""
    bold: bool = False
    marker: str = ""  # of a list: "-", "*", "." or ")"


@dataclass
class _Part:
    title: str
    kind: Kind
    remarks: list[str]
    blocks: list[str] = field(default_factory=list)


def guide_of(items, *, language, title="", remarks=()) -> ImportedGuide:
    """Sections from `items` (Heading and Block, in order); `title` is used when they hold none."""
    items, found = _without_title(list(items), has_title=bool(title))
    parts = _parts(items, language)
    remarks = [*remarks]
    if parts and not parts[0].title:  # nothing but remarks before the first heading
        remarks += parts.pop(0).remarks
    if not any(part.blocks for part in parts):
        raise CannotImport(
            _("No text was found in this document. Check that you chose the right one.")
        )
    if len(parts) > MAX_SECTIONS:
        raise CannotImport(
            _(
                "This document would become %(count)d sections; %(limit)d are allowed. Use fewer headings."
            )
            % {"count": len(parts), "limit": MAX_SECTIONS}
        )
    if not any(isinstance(item, Heading) for item in items):
        remarks.append(_("No headings were found: the whole text became one section."))
    title, shortened = _shortened(title or found)
    return ImportedGuide(title, tuple(_sections(parts)), _counted([*remarks, *shortened]))


def _without_title(items, *, has_title):
    """(items without the title, title): a heading of level 0, or one single h1 before the others."""
    headings = [item for item in items if isinstance(item, Heading) and not item.fixed]
    first = next((item for item in headings if item.level == 0), None)
    if first is None and not has_title and [h.level for h in headings].count(1) == 1:
        first = headings[0] if headings[0].level == 1 else None
    if first is None:
        return items, ""
    place = items.index(first)
    items[place] = Block("", remarks=first.remarks)
    return items, first.text


def _section_level(headings):
    """The highest level used more than once, else 2; a single h1 beside it is a section too."""
    levels = Counter(heading.level for heading in headings if not heading.fixed)
    return min((level for level, uses in levels.items() if uses > 1), default=2)


def _parts(items, language):
    level = _section_level([item for item in items if isinstance(item, Heading)])
    overview = OVERVIEW_TITLES.get(language.split("-")[0], OVERVIEW_TITLES["en"])
    parts = [_Part("", Kind.OVERVIEW, [])]
    for item in items:
        if isinstance(item, Heading) and (item.level <= level or item.fixed):
            parts.append(_Part(item.text, guess_kind(item.text), list(item.remarks)))
            continue
        markdown = _lower_heading(item, level) if isinstance(item, Heading) else item.markdown
        parts[-1].remarks += item.remarks
        if markdown:
            parts[-1].blocks.append(markdown)
    if parts[0].blocks:
        parts[0].title = overview
    elif not parts[0].remarks:
        del parts[0]
    return parts


def _lower_heading(heading, level):
    """A heading inside a section: below the section's own title, whatever it was before."""
    depth = min(6, heading.level - level + 2)
    return f"{'#' * depth} {heading.markdown or heading.text}"


def _sections(parts):
    taken: set[str] = set()
    for part in parts:
        body = "\n\n".join(part.blocks)
        title, remarks = _shortened(part.title)
        if len(body) > MAX_CHARACTERS:
            raise CannotImport(
                _(
                    "The section “%(title)s” has more than 50,000 characters. Divide it with headings."
                )
                % {"title": title}
            )
        if not body:
            remarks.append(_("This section has a heading but no text."))
        key = _free_key(part, taken)
        taken.add(key)
        yield ImportedSection(key, part.kind, title, body, _counted([*part.remarks, *remarks]))


def _free_key(part, taken):
    """The kind's own name when it is free, so that languages match; else a word from the title."""
    if part.kind != Kind.OTHER and part.kind.value not in taken:
        return part.kind.value
    slug = slugify(part.title.replace("_", "-"))[:MAX_KEY].strip("-") or "section"
    if slug in RESERVED:
        slug = f"section-{slug}"
    names = (f"{slug[: MAX_KEY - 4].strip('-')}-{number}" for number in count(2))
    return slug if slug not in taken else next(name for name in names if name not in taken)


def _shortened(title):
    """(title of at most 200 characters, remarks)"""
    title = re.sub(r"\s+", " ", title).strip()
    if len(title) <= MAX_TITLE:
        return title, []
    short = title[: MAX_TITLE - 1].rsplit(" ", 1)[0][: MAX_TITLE - 1] + "…"
    return short, [_("The title was cut: it may have %(limit)d characters.") % {"limit": MAX_TITLE}]


def _counted(remarks):
    """Each remark once, with how often it applied; not more than a person will read."""
    counted = [
        remark
        if times == 1
        else _("%(remark)s (%(times)d times)") % {"remark": remark, "times": times}
        for remark, times in Counter(remarks).items()
    ]
    more = len(counted) - MAX_REMARKS
    if more > 0:
        counted[MAX_REMARKS:] = [_("… and %(count)d more remarks of this sort.") % {"count": more}]
    return tuple(counted)


def image_remark(alternative_text):
    """What the person who imports is told about an image."""
    words = " ".join(alternative_text.split())[:100]
    if not words:
        return _("An image was left out: upload it in the editor.")
    return _("The image “%(words)s” was left out: upload it in the editor.") % {"words": words}
