"""Every text of a content that patients can read: found by its type, so that a new field is read too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel


@dataclass(frozen=True)
class Unread:
    """Marks a field of a content type that no patient reads as words, and says why."""

    because: str


@dataclass(frozen=True)
class Markdown:
    """Marks a field that is written in Markdown; others are words as they stand."""


@dataclass(frozen=True)
class PublicText:
    """`path` leads to it through the content: names of fields, places in lists, languages."""

    path: tuple
    text: str
    language: str
    is_markdown: bool = False


def public_texts(content: BaseModel, language: str) -> Iterator[PublicText]:
    """In the order of the fields; `language` is that of texts that do not say theirs."""
    for one in _of_model(content, (), language):
        if one.text.strip():
            yield one


def _of_model(model, path, language):
    language = getattr(model, "language", language)
    for name, field in type(model).model_fields.items():
        if not any(isinstance(mark, Unread) for mark in field.metadata):
            is_markdown = any(isinstance(mark, Markdown) for mark in field.metadata)
            yield from _of_value(getattr(model, name), (*path, name), language, is_markdown)


def _of_value(value, path, language, is_markdown):
    """In a mapping of texts each stands under its language."""
    if isinstance(value, BaseModel):
        yield from _of_model(value, path, language)
    elif isinstance(value, str):
        yield PublicText(path, value, language, is_markdown)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _of_value(inner, (*path, key), key, is_markdown)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _of_value(inner, (*path, number), language, is_markdown)
