"""The pictures of a handout: the code that leads back to the page, the logo, those of the text."""

import io

import segno
from django.core.files.storage import default_storage

from clinics.public.pages import GuidePage
from clinics.public.tokens import token_values
from guide.draft.rendering import numbers_of
from guide.markup.markdown import parse, tree

CODE, LOGO = "code.svg", "logo"


class Trees:
    """Markdown as trees, with this page's numbers and values; remembers the pictures it met."""

    def __init__(self, page: GuidePage):
        self.numbers, self.values = numbers_of(page.content), token_values(page.facts)
        self.pictures: set[str] = set()

    def __call__(self, text: str) -> dict:
        made = tree(parse(text), numbers=self.numbers, values=self.values)
        self._remember(made)
        return made

    def _remember(self, node):
        if node["t"] == "image":
            self.pictures.add(node["src"])
        for child in node.get("c", []):
            self._remember(child)


def pictures_of(page: GuidePage, trees: Trees) -> dict[str, bytes]:
    """By the names that the data uses; a draft has no code, for it has no address."""
    pictures = {} if page.is_draft else {CODE: _code(page.permanent_address)}
    if page.facts.clinic.logo:
        pictures |= _stored(LOGO, page.facts.clinic.logo)
    for source in sorted(trees.pictures):  # a set has no order, and the bytes are to be the same
        pictures |= _stored(source, source.removeprefix(default_storage.base_url))
    return pictures


def _code(address):
    code = io.BytesIO()
    segno.make(address, error="m").save(code, kind="svg", border=2, xmldecl=False)
    return code.getvalue()


def _stored(name, path):
    """Nothing when the file is gone: a handout without its picture beats no handout."""
    if not default_storage.exists(path):
        return {}
    with default_storage.open(path) as file:
        return {name: file.read()}
