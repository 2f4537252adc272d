"""What a Word style says, with what it takes from the styles that it is based on."""

from functools import cache

from guide.documents.word_parts.tree import Element, child, is_on, value, w

MAX_CHAIN = 20  # Word itself allows a dozen


class WordStyles:
    """The styles of one document; without a styles part there are none."""

    def __init__(self, root: Element | None):
        self._by_id: dict[tuple[str, str], Element] = {}
        for style in [] if root is None else root.findall(w("style")):
            key = (style.get(w("type"), ""), style.get(w("styleId"), ""))
            self._by_id.setdefault(key, style)
        self._own = cache(child)  # many styles may be based on one large one
        self.chain = cache(self._chain)
        self.element = cache(self._element)
        self.of = cache(style_of)  # a paragraph of many runs is asked for each of them

    def _chain(self, kind, style_id):
        """The style and those below it, its own first; a circle is followed no further than a chain."""
        found: list[Element] = []
        while style_id and len(found) < MAX_CHAIN:
            style = self._by_id.get((kind, style_id))
            if style is None:
                break
            found.append(style)
            base = self._own(style, "basedOn")
            style_id = "" if base is None else base.get(w("val"), "")
        return found

    def _element(self, kind, style_id, *path):
        """The first element at this path in the style or those below it."""
        elements = (self._own(style, *path) for style in self.chain(kind, style_id))
        return next((element for element in elements if element is not None), None)

    def name(self, kind: str, style_id: str) -> str:
        """A style's own name; Word keeps the English one of its built-in styles."""
        return value(self._by_id.get((kind, style_id)), "name")

    def says(self, kind: str, style_id: str, mark: str) -> bool:
        """Whether a style sets a mark of its runs ("vanish", "strike", "b")."""
        return bool(is_on(self.element(kind, style_id, "rPr", mark)))


def style_of(paragraph: Element | None) -> str:
    return value(paragraph, "pPr", "pStyle")
