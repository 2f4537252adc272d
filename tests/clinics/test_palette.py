import re
from dataclasses import astuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clinics.tools.palette import (
    CARD_DARK,
    MUTED,
    MUTED_DARK,
    PAGE_DARK,
    TEXT,
    TEXT_DARK,
    WHITE,
    contrast,
    palette,
    print_colour,
    stylesheet,
)

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
EXTREMES = [f"#{r}{g}{b}" for r in ("00", "ff") for g in ("00", "ff") for b in ("00", "ff")]
HARD = [*EXTREMES, "#777777", "#767676", "#8f1fff", "#ffd200", "#010101", "#fefefe"]


def also_for(colours):
    def decorate(test):
        for colour in colours:
            test = example(colour)(test)
        return test

    return decorate


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(COLOURS)
@also_for(HARD)
def test_every_text_of_every_brand_can_be_read(brand):
    colours = palette(brand)

    pairs = {
        ("on_brand", "brand"): (colours.on_brand, colours.brand),
        ("link", "white"): (colours.link, WHITE),
        ("link", "tint"): (colours.link, colours.tint),
        ("text", "tint"): (TEXT, colours.tint),
        ("muted", "tint"): (MUTED, colours.tint),
        ("link_dark", "page"): (colours.link_dark, PAGE_DARK),
        ("link_dark", "card"): (colours.link_dark, CARD_DARK),
        ("link_dark", "tint_dark"): (colours.link_dark, colours.tint_dark),
        ("text_dark", "tint_dark"): (TEXT_DARK, colours.tint_dark),
        ("muted_dark", "tint_dark"): (MUTED_DARK, colours.tint_dark),
    }

    assert {name: contrast(*pair) for name, pair in pairs.items() if contrast(*pair) < 4.5} == {}


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(COLOURS)
@also_for(HARD)
def test_every_line_of_every_brand_can_be_seen(brand):
    colours = palette(brand)

    assert contrast(colours.line, WHITE) >= 3
    assert contrast(colours.line, colours.tint) >= 3
    assert contrast(colours.line_dark, PAGE_DARK) >= 3
    assert contrast(colours.line_dark, CARD_DARK) >= 3
    assert contrast(colours.line_dark, colours.tint_dark) >= 3


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(COLOURS)
@also_for(HARD)
def test_print_is_darker_still(brand):
    assert contrast(print_colour(brand), WHITE) >= 7
    assert palette(brand).strong == print_colour(brand)


@settings(max_examples=100, deadline=None)
@given(COLOURS)
@also_for(HARD)
def test_every_colour_is_written_as_css_reads_it(brand):
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in astuple(palette(brand)))


def test_a_legible_brand_is_left_as_it_is():
    colours = palette("#005EB8")

    assert colours.brand == colours.link == colours.line == "#005eb8"


def test_a_brand_keeps_its_hue_when_it_must_be_darker():
    red, green, blue = (int(palette("#ffd200").link[i : i + 2], 16) for i in (1, 3, 5))

    assert red > green > blue


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#FFFFFF", 4.478), ("#005eb8", "#005eb8", 1)],
)
def test_contrast_is_the_ratio_of_the_web_guidelines(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.001)


@pytest.mark.parametrize("bad", ["", "blue", "#fff", "005eb8", "#005eb8 ", "#00 eb8", "#٠٠٠٠٠٠"])
def test_what_is_not_a_colour_is_refused(bad):
    for ask in (palette, print_colour, lambda colour: contrast(colour, WHITE)):
        with pytest.raises(ValueError, match="is not a color"):
            ask(bad)


def test_the_stylesheet_sets_the_tokens_of_the_pages():
    assert stylesheet(palette("#ffd200")) == (
        ":root{--brand:#ffd200;--on-brand:#212b32;--link-l:#856d00;--link-d:#ffd200;"
        "--tint-l:#faf5e6;--tint-d:#292413;--strong:#6b5600;--line-l:#a78800;--line-d:#ffd200}"
    )
