"""The two steps of importing in the admin, as a browser takes them, with a real Word document."""

import html
import re
from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BACKS = [
    ("Heading1", "Backs"),
    ("Heading2", "What are the risks?"),
    ("", "You may bleed."),
    ("Heading2", "What now?"),
    ("", "Call us."),
]


def word(paragraphs=BACKS, name="backs.docx"):
    """A Word document of (style, text) paragraphs, as a browser sends it."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"<w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"
        for style, text in paragraphs
    )
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>',
        )
    return SimpleUploadedFile(name, file.getvalue())


def address():
    return reverse("admin:guide_import")


def look(client, file=None, **fields):
    """The answer to step one."""
    fields = {"slug": "backs", "language": "en", **fields}
    return client.post(address(), {"file": file or word(), **fields})


def hidden(page):
    """What the form of step two sends along."""
    found = re.search(r'name="document"\s+value="([^"]+)"', page.content.decode())
    return {"document": html.unescape(found[1])}


def kinds(page):
    chosen = {}
    for name, options in re.findall(
        r'<select name="(kind_\d+)".*?>(.*?)</select>', page.content.decode(), re.S
    ):
        chosen[name] = re.search(r'value="([^"]+)" selected', options)[1]
    return chosen


def save(client, page, **fields):
    """The answer to step two, with what the page says and `fields` over it."""
    return client.post(address(), {**hidden(page), **kinds(page), **fields})


def text(page):
    """What stands on the page, without tags, as one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())
