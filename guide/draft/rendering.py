"""A guide's Markdown as HTML, once per edition; each clinic's values are filled in afterwards."""

from dataclasses import dataclass

from django.utils import translation

from guide.markup.markdown import html, parse
from guide.models.content import GuideContent


@dataclass(frozen=True)
class RenderedGuide:
    """HTML with placeholders; `numbers` tells which number each reference has on the page."""

    main_message: str
    emergency: str
    sections: dict[str, str]
    numbers: dict[str, int]


def render(content: GuideContent) -> RenderedGuide:
    """Labels inside the text (such as “Important”) are in the guide's own language."""
    numbers = numbers_of(content)
    with translation.override(content.language):
        return RenderedGuide(
            main_message=html(parse(content.main_message), numbers=numbers),
            emergency=html(parse(content.emergency), numbers=numbers),
            sections={s.key: html(parse(s.body), numbers=numbers) for s in content.sections},
            numbers=numbers,
        )


def numbers_of(content: GuideContent) -> dict[str, int]:
    """Which number each reference has, on the page and on paper."""
    return {reference.key: place for place, reference in enumerate(content.references, 1)}
