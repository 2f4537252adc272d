"""Nothing is lost in silence: words of a document that its reader sees, and the guide does not have."""

import re
import unicodedata
from collections import Counter

from django.utils.translation import gettext as _

from guide.documents.outline import ImportedGuide
from guide.documents.word_parts.tree import Element, child, is_on, text_of

MOST_NAMED = 20
MARKUP = re.compile(r"\\([\W_])|\*+")  # a sign that is meant, or emphasis, perhaps within a word


def words_seen(root: Element) -> list[str]:
    """Every word in its order, without struck ones: these are left out and said elsewhere."""
    return _words(text_of(root, without=lambda element: is_on(child(element, "rPr", "strike"))))


def remark_on_missing(words: list[str], guide: ImportedGuide) -> tuple[str, ...]:
    """Names the words that the guide has less often than the document; () when it has them all."""
    titles = [guide.title, *(section.title for section in guide.sections)]
    bodies = "\n".join(section.body for section in guide.sections)
    plain = MARKUP.sub(lambda found: found[1] or "", bodies)
    kept = Counter(_words("\n".join([*titles, plain])))
    missing = []
    for word in words:
        if kept[word]:
            kept[word] -= 1
        else:
            missing.append(word)
    if not missing:
        return ()
    named = " ".join(missing[:MOST_NAMED]) + (" …" if len(missing) > MOST_NAMED else "")
    remark = _("These words of the document are missing here: “%(words)s”. Add them by hand.")
    return (remark % {"words": named},)


def _words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))
