"""A handout's facts become a PDF that screen readers can read as well; Typst sets it.

The template is templates/print/handout.typ; fonts come from the folder beside it only.
"""

import json
import logging
import re
import struct
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from clinics.tools.palette import print_colour

SIZES = ("normal", "large")
PAPERS = {"letter": "us-letter", "a4": "a4"}

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "print" / "handout.typ"
SHEET = TEMPLATE.parent / "door.typ"
LETTERS = TEMPLATE.parent / "letters.typ"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
FONTS = typst.Fonts(
    include_system_fonts=False,
    include_embedded_fonts=False,
    font_paths=[str(TEMPLATE.parent / "fonts")],
)

MAX_PIXELS = 25_000_000
PRINTED_PIXELS = 2000  # the longer side: 300 dots an inch over the width of the text
POINTS_PER_PIXEL = 72 / 150
TALLEST_PICTURE = 260  # points
# Typst gives up at about 15 boxes in each other; staff are warned from six levels on.
DEEPEST_NODE = 9
STRUCTURE = {"list_item", "thead", "tbody", "tr", "th", "td"}

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NO_FONT = re.compile('the text `"(?P<text>.+?)"` could not be displayed')
# What the maker of QR codes writes: lines only, no links, no entities.
CODE_TAG = rb'<(?:svg|g|path|rect)(?:\s+[\w:.-]+="[^"<>&]*")*\s*/?>|</(?:svg|g)>'
DRAWN_CODE = re.compile(rb"(?:<\?xml[^<>]*\?>)?(?:%s|\s)+" % CODE_TAG)

logger = logging.getLogger(__name__)
local = threading.local()


@dataclass(frozen=True)
class Handout:
    """A PDF file; `reason` says why it is not PDF/UA-1 where it is not."""

    pdf: bytes
    is_accessible: bool
    reason: str = ""


def typeset(
    data: dict, *, pictures: Mapping[str, bytes], size: str, paper: str, moment: datetime
) -> Handout:
    """Set a handout in `size` ("normal", "large") on `paper` ("letter", "a4").

    All texts of `data` are set as they stand. `pictures` holds PNG, JPEG or WebP bytes under
    the names that `data` uses, and the code to scan as SVG; a picture that cannot be read is
    left out. The same arguments give the same bytes; `moment` becomes the file's date.
    ValueError: an unknown size, paper or colour.
    """
    if size not in SIZES or paper not in PAPERS:
        raise ValueError(f"no such size or paper: {size}, {paper}")
    content = _prepared(data) | {
        "size": size,
        "paper": PAPERS[paper],
        "ink": print_colour(data["clinic"]["colour"]),
        "pictures": _drawn(pictures, code=data["code"]["picture"]),
    }
    return _typeset(TEMPLATE, content, moment)


def typeset_sheet(data: dict, *, paper: str, day: date) -> Handout:
    """Set a notice alone in `data["points"]`; the template is templates/print/door.typ."""
    content = _cleaned(data)
    content["region"] = (content["region"] or "").upper() or None
    content["language"] = content["language"].partition("-")[0].lower()
    _put_headings_in_order(content["tree"], below=1)
    # What the parts that it shares with a handout ask for.
    content |= {"paper": PAPERS[paper], "size": "normal", "pictures": {}}
    return _typeset(SHEET, content, datetime.combine(day, time(), UTC))


@lru_cache(maxsize=1024)
def missing_letters(text: str) -> str:
    """Of `text` what no font of the handout has, as far as Typst tells at once; "" for nothing."""
    content = {"language": "en", "size": "normal", "words": UNPRINTABLE.sub("", text)}
    try:
        _compile(LETTERS, json.dumps(content), EPOCH, pdf_standards="ua-1")
    except typst.TypstError as error:
        found = NO_FONT.search(error.message)
        return found["text"] if found else ""
    return ""


def _typeset(template: Path, content: dict, moment: datetime) -> Handout:
    words = json.dumps(content)
    try:
        return Handout(_compile(template, words, moment, pdf_standards="ua-1"), is_accessible=True)
    except typst.TypstError as error:
        reason = _reason(error)
        logger.warning("the handout “%s” is not PDF/UA-1: %s", content["title"], reason)
        return Handout(_compile(template, words, moment), is_accessible=False, reason=reason)


def _compile(template: Path, handout: str, moment: datetime, **options) -> bytes:
    # A Compiler refuses to work for two threads at once.
    if not hasattr(local, "compiler"):
        local.compiler = typst.Compiler(root=TEMPLATE.parent, font_paths=FONTS)
    # Handed over as a file in memory: with sys_inputs Typst takes twice as long. Typst never
    # forgets a file's name and fails for good after 65,533 of them: so always these names.
    files = {"main.typ": template.read_bytes(), "handout.json": handout.encode()}
    return local.compiler.compile(files, format="pdf", timestamp=int(moment.timestamp()), **options)


def _reason(error: typst.TypstError) -> str:
    if found := NO_FONT.search(error.message):
        return _("No font of the handout has the character “%(text)s”.") % found.groupdict()
    return error.message


def _drawn(pictures: Mapping[str, bytes], *, code: str) -> dict[str, dict]:
    """Give what the template needs of each picture that can be read: SVG and its size."""
    facts = {}
    for name, content in sorted(pictures.items()):
        try:
            if name == code and DRAWN_CODE.fullmatch(content):
                facts[name] = {"svg": content.decode()}
            else:
                facts[name] = _printed(content)
        except UNREADABLE as error:
            logger.warning("the picture %s is left out of the handout: %s", name, error)
    return facts


@lru_cache(maxsize=16)
def _printed(content: bytes) -> dict:
    """Draw a picture anew, no larger than print needs, within an SVG; width in points.

    A file that Typst takes from memory can only be text, and so is the picture.
    """
    with Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError(f"{picture.width} × {picture.height} pixels are too many")
        kind = "jpeg" if picture.format == "JPEG" else "png"
        picture.draft("RGB", (PRINTED_PIXELS, PRINTED_PIXELS))
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((PRINTED_PIXELS, PRINTED_PIXELS))
    upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.info.clear()
    target = BytesIO()
    upright.save(target, kind, quality=90)
    width, height = upright.size
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}"'
        f' href="data:image/{kind};base64,{b64encode(target.getvalue()).decode()}"/></svg>',
        "width": width * min(POINTS_PER_PIXEL, TALLEST_PICTURE / height),
        "ratio": width / height,
    }


UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def _prepared(data: dict) -> dict:
    """Copy the data with what Typst cannot take put right."""
    content = _cleaned(data)
    content["region"] = (content["region"] or "").upper() or None
    for other in content.get("others", []):
        _put_headings_in_order(other["tree"], below=2)
    boxes = [content["emergency"], content["main_message"], *content["notices"]]
    for section in content["sections"]:
        boxes += [section, *section["notices"]]
        if section["note"]:
            _put_headings_in_order(section["note"]["tree"], below=3)
    for box in filter(None, boxes):
        _put_headings_in_order(box["tree"], below=2)
    for part in _with_language(content):
        part["language"] = part["language"].partition("-")[0].lower()
    return content


def _with_language(value: object) -> Iterator[dict]:
    """Whatever says in which language it is; a Markdown tree never does, so it is passed over."""
    if isinstance(value, dict) and "t" not in value:
        if "language" in value:
            yield value
        for part in value.values():
            yield from _with_language(part)
    elif isinstance(value, list):
        for part in value:
            yield from _with_language(part)


def _cleaned(value: object, depth: int = 0) -> object:
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    if isinstance(value, list | tuple):
        return [_cleaned(item, depth) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("t")
    if depth > DEEPEST_NODE and kind not in STRUCTURE:
        return {"t": "text", "text": _cleaned(_plain(value))}
    deeper = depth + (kind is not None and kind not in STRUCTURE)
    return {key: _cleaned(item, deeper) for key, item in value.items()}


def _plain(node: dict) -> str:
    own = f"[{node['number']}]" if node["t"] == "cite" else node.get("text") or node.get("alt", "")
    return own + " ".join(_plain(child) for child in node.get("c", []))


def _put_headings_in_order(tree: dict, *, below: int) -> None:
    """Give each heading at most one level more than the one before it: PDF/UA asks for it."""
    last = below
    for node in _nodes(tree):
        if node.get("t") == "heading":
            last = node["level"] = min(max(node["level"], below + 1), last + 1)


def _nodes(node: dict) -> Iterator[dict]:
    yield node
    for child in node.get("c", []):
        yield from _nodes(child)
