"""Who wrote at a draft, and whose words it says."""

import re
from collections.abc import Iterable, Iterator

from editions.publish.publishing import last_standing


def has_written(owner, by, parts: Iterable, quote: str) -> bool:
    """Whether `by` changed a row of this draft since its last edition (ever, where there is none).

    Or wrote these words in one of them at any time: another person may have put them back.
    """
    last = last_standing(owner)
    since = {"history_date__gt": last.published_at} if last else {}
    every = [
        model.history.filter(**columns)
        for model, columns in [(type(owner), {"id": owner.pk}), *parts]
    ]
    if any(rows.filter(history_user=by, **since).exists() for rows in every):
        return True
    touched = [rows for rows in every if rows.filter(history_user=by).exists()]
    return bool(quote) and any(_brought(by, rows, _letters(quote)) for rows in touched)


def _brought(by, versions, words) -> bool:
    """Whether `by` saved a version that says these words after one that did not."""
    said: dict = {}
    for version in versions.order_by("id", "history_date", "history_id").values():
        says = any(words in _letters(text) for text in _texts(version))
        if says and not said.get(version["id"]) and version["history_user_id"] == by.pk:
            return True
        said[version["id"]] = says
    return False


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)


def _letters(text):
    """As a quote has them: without marks and citations."""
    return " ".join(re.sub(r"\[[@\w,; -]*\]|[\W_]+", " ", text).split())
