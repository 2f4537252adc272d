"""What a screen reader finds in a PDF: title, language, tags, words, links, fonts."""

import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf


@dataclass
class Tag:
    kind: str
    alt: str = ""
    language: str = ""
    scope: str = ""


@dataclass
class Page:
    """Runs of text with their size in points, and where they start."""

    runs: list[tuple[str, float]]
    starts: list[tuple[float, float]]
    width: float
    height: float

    @property
    def text(self) -> str:
        """Give the words, a single space for every gap."""
        return " ".join(" ".join(words for words, _size in self.runs).split())

    def sizes_of(self, part: str) -> set[float]:
        return {size for words, size in self.runs if part in words}

    @property
    def holds_all(self) -> bool:
        return all(0 < x < self.width and 0 < y < self.height for x, y in self.starts)


@dataclass
class Structure:
    title: str
    language: str
    is_tagged: bool
    shows_title: bool
    ua_part: str
    tags: list[Tag]
    bookmarks: list[str]
    links: list[dict]
    fonts: set[str]
    unembedded_fonts: set[str]
    pages: list["Page"]

    def of_kind(self, kind: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.kind == kind]

    @property
    def text(self) -> str:
        return " ".join(page.text for page in self.pages)

    @property
    def sizes(self) -> set[float]:
        return {size for page in self.pages for _words, size in page.runs}

    @property
    def headings(self) -> list[int]:
        return [int(tag.kind[1]) for tag in self.tags if re.fullmatch("H[1-6]", tag.kind)]


def structure_of(pdf: bytes) -> Structure:
    """Read the structure of a PDF file; pikepdf.PdfError if it is none."""
    with pikepdf.open(BytesIO(pdf)) as file:
        root = file.Root
        tree = root.get("/StructTreeRoot", {})
        roles = {str(key): str(value) for key, value in tree.get("/RoleMap", {}).items()}
        metadata = file.open_metadata()
        return Structure(
            title=metadata.get("dc:title", ""),
            language=str(root.get("/Lang", "")),
            is_tagged=bool(root.get("/MarkInfo", {}).get("/Marked", False)) and bool(tree),
            shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            ua_part=metadata.get("pdfuaid:part", ""),
            tags=list(_tags(tree.get("/K", []), roles)),
            bookmarks=list(_bookmarks(file)),
            links=[_link(note) for page in file.pages for note in page.get("/Annots", [])],
            fonts={str(font.BaseFont) for page in file.pages for font in _fonts(page).values()},
            unembedded_fonts={name for page in file.pages for name in _unembedded(page)},
            pages=[_page(page) for page in file.pages],
        )


def _tags(node: object, roles: dict[str, str]) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child, roles)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        kind = roles.get(str(node.S), str(node.S))
        yield Tag(kind[1:], str(node.get("/Alt", "")), str(node.get("/Lang", "")), _scope(node))
        yield from _tags(node.get("/K", []), roles)


def _scope(node: pikepdf.Dictionary) -> str:
    attributes = node.get("/A", [])
    each = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    scopes = [str(one.Scope)[1:] for one in each if "/Scope" in one]
    return "".join(scopes)


def _bookmarks(file: pikepdf.Pdf) -> Iterator[str]:
    with file.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            item = waiting.pop(0)
            yield item.title
            waiting[:0] = item.children


def _link(note: pikepdf.Dictionary) -> dict:
    return {
        "address": str(note.get("/A", {}).get("/URI", "")),
        "contents": str(note.get("/Contents", "")),
        "is_tagged": "/StructParent" in note,
    }


def _fonts(page: pikepdf.Page) -> pikepdf.Dictionary | dict:
    return page.get("/Resources", {}).get("/Font", {})


def _unembedded(page: pikepdf.Page) -> Iterator[str]:
    for font in _fonts(page).values():
        holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        files = {"/FontFile", "/FontFile2", "/FontFile3"}
        if "/ToUnicode" not in font or not files & set(holder.FontDescriptor.keys()):
            yield str(font.BaseFont)


def _page(page: pikepdf.Page) -> Page:
    alphabets = {name: _alphabet(font) for name, font in _fonts(page).items()}
    alphabet, size, runs, starts = {}, 0, [], []
    matrices = [pikepdf.Matrix()]
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                matrices.append(matrices[-1])
            case "Q":
                matrices.pop()
            case "cm":
                matrices[-1] = pikepdf.Matrix(*map(float, operands)) @ matrices[-1]
            case "Tf":
                alphabet = alphabets[str(operands[0])]
                size = float(operands[1])
            case "Tm":
                place = pikepdf.Matrix(*map(float, operands)) @ matrices[-1]
                starts.append((place.e, place.f))
            case "Tj" | "TJ":
                runs.append((_letters(operands, alphabet), size))
    width, height = (float(side) for side in page.mediabox[2:])
    return Page(runs, starts, width, height)


def _letters(operands: list, alphabet: dict[bytes, str]) -> str:
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    letters = [alphabet.get(codes[at : at + 2], "?") for at in range(0, len(codes), 2)]
    return "".join(letters).replace("\u200b", "")


def _alphabet(font: pikepdf.Dictionary) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", font.ToUnicode.read_bytes())
    return {unhexlify(code): unhexlify(text).decode("utf-16-be") for code, text in pairs}
