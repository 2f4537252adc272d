"""Whether a picture of a page shows anything: letters and lines have edges, a blank page has none."""

from pathlib import Path

from PIL import Image, ImageFilter

CLEAR = 40  # of 255: how much lighter or darker than its neighbours a pixel of a letter is
LEAST = 0.01  # of all pixels; the emptiest page that we show, the one for signing in, has 0.02


def shows_something(picture: Path) -> bool:
    with Image.open(picture) as opened:
        counts = opened.convert("L").filter(ImageFilter.FIND_EDGES).histogram()
    return sum(counts[CLEAR:]) > LEAST * sum(counts)
