"""Headings and lists that a document shows by its look alone: bold lines, typed bullets."""

import re
from dataclasses import replace
from itertools import pairwise

from guide.documents.outline import Block, Heading
from guide.documents.text import MAX_HEADING, is_label, looks_like_heading

TYPED_BULLET = re.compile(r"[•·▪◦●‣\uf0b7]\s*(?=\S)")
NOTHING = Block("")


def promoted(items: list[Heading | Block]) -> list[Heading | Block]:
    """The same items, with typed bullets as lists and, where no heading is marked, bold lines as such."""
    items = list(_with_typed_lists(items))
    if any(isinstance(item, Heading) and not item.fixed and item.level for item in items):
        return items
    shown = [item for item in items if isinstance(item, Heading) or item.markdown]
    for is_heading in (_is_bold_heading, _is_plain_heading):
        chosen = {
            id(item)
            for item, following in pairwise([*shown, NOTHING])
            if isinstance(item, Block) and is_heading(item, following)
        }
        if chosen:
            return _promote(items, shown, chosen)
    return items


def _promote(items, shown, chosen):
    """Chosen blocks as headings; a short bold line right above the first one is the title."""
    title = None
    if len(shown) > 1 and isinstance(shown[0], Block) and id(shown[1]) in chosen:
        title = id(shown[0]) if shown[0].bold and _is_short(shown[0].words) else None
    return [
        Heading(0 if id(item) == title else 2, item.words.rstrip(": "), remarks=item.remarks)
        if id(item) in chosen or id(item) == title
        else item
        for item in items
    ]


def _is_bold_heading(item, following):
    """Bold, short, no sentence; what follows is not bold as well."""
    if isinstance(following, Heading) or following is NOTHING or following.bold:
        return False
    return item.bold and _is_short(item.words)


def _is_short(words):
    return 0 < len(words) <= MAX_HEADING and (words[-1] not in ".,;:!…" or is_label(words))


def _is_plain_heading(item, following):
    if isinstance(following, Heading) or not item.words:
        return False
    return looks_like_heading(item.words, following.words, before_list=bool(following.marker))


def _with_typed_lists(items):
    before = None
    for item in items:
        found = isinstance(item, Block) and TYPED_BULLET.match(item.markdown)
        if found:
            item = replace(item, markdown="- " + item.markdown[found.end() :], words="", marker="-")
            if before is not None:
                before = replace(
                    before,
                    markdown=f"{before.markdown}\n{item.markdown}",
                    remarks=before.remarks + item.remarks,
                )
                continue
        if before is not None:
            yield before
        before = item if found else None
        if not found:
            yield item
    if before is not None:
        yield before
