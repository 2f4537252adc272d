"""A clinic's one brand colour becomes every colour its pages and handouts need, all legible.

Contrast: WCAG 2.2, "relative luminance" and "contrast ratio",
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
Lightness and hue: OKLab by Björn Ottosson, https://bottosson.github.io/posts/oklab/.
"""

import re
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

from django.utils.translation import gettext as _

WHITE, BLACK = "#ffffff", "#000000"
# The backgrounds and texts of the pages themselves: see the tokens of the site's stylesheet.
TEXT, MUTED = "#212b32", "#4c6272"
PAGE_DARK, CARD_DARK = "#14171a", "#1e2328"
TEXT_DARK, MUTED_DARK = "#e8edee", "#aeb7bd"

# WCAG asks for 4.5 and 3; the tenth more pays for nothing but rounding by browsers.
FOR_TEXT, FOR_LINES, FOR_PRINT = 4.6, 3.1, 7.1

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """Colours as "#rrggbb"; each is legible on the backgrounds named beside it."""

    brand: str
    on_brand: str  # text on brand
    tint: str  # background of light pages, takes TEXT, MUTED, link and line
    link: str  # text on white and tint
    strong: str  # text on white, 7:1
    line: str  # borders and icons on white and tint
    tint_dark: str  # background of dark pages, takes TEXT_DARK, MUTED_DARK, link_dark, line_dark
    link_dark: str  # text on PAGE_DARK, CARD_DARK and tint_dark
    line_dark: str  # borders and icons on PAGE_DARK, CARD_DARK and tint_dark


def palette(brand: str) -> Palette:
    """Give the legible colours of the brand colour "#rrggbb"; ValueError if it is not one."""
    brand = _checked(brand)
    chroma, hue = _to_lch(brand)[1:]
    tint = _from_lch(0.97, min(chroma, 0.02), hue)
    tint_dark = _from_lch(0.26, min(chroma, 0.03), hue)
    return Palette(
        brand=brand,
        on_brand=WHITE if contrast(brand, WHITE) >= FOR_TEXT else _dark_on(brand),
        tint=tint,
        link=_reach(brand, tint, FOR_TEXT),
        strong=print_colour(brand),
        line=_reach(brand, tint, FOR_LINES),
        tint_dark=tint_dark,
        link_dark=_reach(brand, tint_dark, FOR_TEXT),
        line_dark=_reach(brand, tint_dark, FOR_LINES),
    )


def print_colour(brand: str) -> str:
    """Give the brand's hue dark enough for 7:1 on white paper; ValueError if not "#rrggbb"."""
    return _reach(_checked(brand), WHITE, FOR_PRINT)


def contrast(one: str, other: str) -> float:
    """Give the WCAG 2.2 contrast ratio of two colours "#rrggbb", from 1 to 21."""
    darker, lighter = sorted((_luminance(_checked(one)), _luminance(_checked(other))))
    return (lighter + 0.05) / (darker + 0.05)


def stylesheet(colours: Palette) -> str:
    """Give the CSS that sets a clinic's colour tokens; -l is for light pages, -d for dark."""
    tokens = {
        "brand": colours.brand,
        "on-brand": colours.on_brand,
        "link-l": colours.link,
        "link-d": colours.link_dark,
        "tint-l": colours.tint,
        "tint-d": colours.tint_dark,
        "strong": colours.strong,
        "line-l": colours.line,
        "line-d": colours.line_dark,
    }
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in tokens.items()) + "}"


def _checked(colour: str) -> str:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ValueError(
            _("“%(colour)s” is not a color: write # and six digits, for example #005eb8.")
            % {"colour": colour}
        )
    return colour.lower()


def _dark_on(brand: str) -> str:
    return TEXT if contrast(brand, TEXT) >= FOR_TEXT else BLACK


def _reach(colour: str, background: str, ratio: float) -> str:
    """Move the colour's lightness away from the background, no further than the ratio asks."""
    if contrast(colour, background) >= ratio:
        return colour
    lightness, chroma, hue = _to_lch(colour)
    enough, too_little = (0.0 if _luminance(background) > 0.18 else 1.0), lightness
    for _step in range(16):
        middle = (enough + too_little) / 2
        if contrast(_from_lch(middle, chroma, hue), background) >= ratio:
            enough = middle
        else:
            too_little = middle
    return _from_lch(enough, chroma, hue)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> Channels:
    red, green, blue = (_decode(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue


def _decode(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encode(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _hex(channels: Channels) -> str:
    clipped = (min(1.0, _encode(max(0.0, value))) for value in channels)
    return "#" + "".join(f"{round(value * 255):02x}" for value in clipped)


def _to_lch(colour: str) -> Channels:
    """Turn "#rrggbb" into OKLCH: lightness 0 to 1, chroma, hue in radians."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _from_lch(lightness: float, chroma: float, hue: float) -> str:
    """Turn OKLCH into "#rrggbb", with less chroma where no screen can show so much."""
    if not _shows(_channels(lightness, chroma, hue)):
        shown, too_much = 0.0, chroma
        for _step in range(14):
            middle = (shown + too_much) / 2
            if _shows(_channels(lightness, middle, hue)):
                shown = middle
            else:
                too_much = middle
        chroma = shown
    return _hex(_channels(lightness, chroma, hue))


def _shows(channels: Channels) -> bool:
    return all(-1e-4 <= value <= 1.0001 for value in channels)


def _channels(lightness: float, chroma: float, hue: float) -> Channels:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
